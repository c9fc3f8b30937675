"""English words that say nothing about what a text is about, in groups without overlap; who leaves words out takes a sum of groups.

Other languages have no table: their frequent words lose their weight by being frequent, once some articles were seen.
"""

from newsbeam.transforms.core.text.calendar import LOWER_MONTHS, WEEKDAY_NUMBERS
from newsbeam.transforms.core.text.titles import CIVIL
from newsbeam.transforms.core.text.wordlists import wordset

_OPENING = wordset(
    """
    a about after all also an and as at because before both but by during each for from he her here his how if in it its just
    more most my no not now of on once only or other our over she so some such that the their then there these they this those
    to under we what when where which while who why with you your
    """
)
"""Function words, of the kind that begins sentences and is never a name."""
_OTHER = wordset(
    """
    again against am any are be been being below between can cannot could did do does doing down few further had has have having
    hers him i into may me might must neither never nor off onto out own same shall should than them through too until up us
    very was were whom will within without would
    """
)
"""Function words that seldom begin a sentence, or are names too (`May`, `Will`)."""
_RARER_OPENING = wordset("although another even every however many since though yet")
_RARER_OTHER = wordset(
    """
    above across along always among around away behind done either else ever herself himself is itself less least like mine much
    myself near often others ours per quite rather theirs themselves together toward towards upon whatever whether whose yours
    """
)
"""The rarer ones of both kinds count where two statements are compared: links between stored claims were made so, even with `is`."""
_CONTRACTIONS = wordset("aren didn doesn don isn ll re ve wasn weren won")
_RARER_CONTRACTIONS = wordset("ain couldn hadn hasn haven mustn shouldn wouldn")
_NEWS = wordset("get got new said say says")
_MORE_NEWS = wordset(
    """
    according added asked early editor expected first following former including know known last late later latest made make
    makes making news next number part people photo read recent reported reportedly reporter reporters reuters report reports
    saw saying see seen several source sources spokesman spokesperson spokeswoman statement take taken tell told three use used
    want way week weeks well went year years yesterday today tomorrow month months day days time times hour hours morning
    afternoon evening night
    """
)
"""What newsrooms write in every article."""
_IN_STATEMENTS = wordset("d m nobody none nothing s t yes")
"""What statements are full of; denials are told by other means than by `nobody` and `nothing`."""

STOPWORDS = (
    (_OPENING | _OTHER | _RARER_OPENING | _RARER_OTHER | _CONTRACTIONS | _RARER_CONTRACTIONS | _NEWS | _MORE_NEWS)
    .union(CIVIL, LOWER_MONTHS, WEEKDAY_NUMBERS)
    .union(("still", "two"))
)
"""What tells no article from another."""
STATEMENT_STOPWORDS = (_OPENING | _OTHER | _CONTRACTIONS | _NEWS | _IN_STATEMENTS).union(("one", "two"))
"""What tells no claim from another."""
OPENERS = (_OPENING | _RARER_OPENING).union(("meanwhile", "one", "still", "two"))
"""Words that begin sentences and are no names."""
