"""English words that say nothing about what an article is about, grouped by kind.

Other languages have no table: their frequent words lose their weight by being frequent, once some articles were seen.
"""

_FUNCTION_WORDS = """
a about above across after again against all along also although always am among an and another any are around as at away
be because been before behind being below between both but by can cannot could did do does doing done down during
each either else even ever every few for from further had has have having he her here hers herself him himself his how however
i if in into is it its itself just less least like many may me might mine more most much must my myself
near neither never no nor not now of off often on once only onto or other others our ours out over own
per quite rather same shall she should since so some such than that the their theirs them themselves then there these they this those
though through to together too toward towards under until up upon us very was we were what whatever when where whether which while
who whom whose why will with within without would yet you your yours
"""

_CONTRACTIONS = """
ain aren couldn didn doesn don hadn hasn haven isn ll mustn re shouldn ve wasn weren won wouldn
"""

_NEWSROOM_WORDS = """
according added asked early editor expected first following for former get got including just know known last late later latest made
make makes making mr mrs ms new news next number part people photo read recent reported reportedly reporter reporters reuters report reports
said saw say saying says see seen several source sources spokesman spokesperson spokeswoman statement still take taken tell
told two three use used want way week weeks well went year years yesterday today tomorrow month months day days time times hour hours
monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night
january february march april june july august september october november december
"""

STOPWORDS = frozenset(f"{_FUNCTION_WORDS} {_CONTRACTIONS} {_NEWSROOM_WORDS}".split())
