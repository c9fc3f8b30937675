"""The tables of cues: verbs, nouns, adjectives, phrases, adverbs that attribute, by class, with what each takes as its content.

Curated by hand; how often a verb attributes was checked against counts over news (a verb that attributes in less than a quarter of its
uses is here only with a frame that tells those uses apart).

Frames, one letter each:
  c  a clause: `said that …`, `promised to …`          o  its object: `announced a truce`
  a  an addressee that is no content: `told reporters`   p  a prepositional phrase: `warned of …`, `called for …`
  s  an object and a predicate: `described it as …`      q  quotations only
  d  its object, if its subject is a document: `the poll showed a lead`
  n  only of a speaker: a name, a pronoun or a human group (verbs that things do too)
"""

from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import CueClass

VERBS: tuple[tuple[CueClass, str, str], ...] = (
    # class, frame, verbs
    (
        "say",
        "c",
        """
        say add tell:ca reply:cp respond:cp remark:co comment:cp observe:cn write:cn tweet:co post:cn retweet:o joke:c quip:c
        """,
    ),
    (
        "say",
        "q",
        """
        grumble mutter murmur gasp laugh sigh sob cry growl snap bark chuckle exclaim roar moan groan interject chime shrug
        smile begin read sing chant thunder scoff sneer tease stammer stutter bellow snarl sniff whine croak
        """,
    ),
    ("say", "co", "note state:co recount recall mention explain:co repeat:con reiterate report:co"),
    (
        "say",
        "c",
        """
        continue:q shout:cn yell:cn scream:cn whisper:cn utter:o intone:c recite:o email:cn message:cn inform:ca notify:ca
        brief:ca
        """,
    ),
    (
        "say",
        "cop",
        """
        communicate:co relay:co convey:co cite:o quote:o list:on reference:o outline:o detail:o articulate:o voice:o express:o
        """,
    ),
    (
        "say",
        "s",
        """
        describe:so label:s dub:s hail:so brand:s characterize:so characterise:so portray:so depict:so frame:so cast:s
        """,
    ),
    ("say", "s", "liken:sp compare:spn refer:p allude:p deem:s regard:s view:s"),
    ("say", "co", "testify:cp remind:ca assure:ca reassure:ca advise:cap clarify:co elaborate:cp echo:o"),
    (
        "say",
        "onp",
        """
        discuss:on talk:pn speak:pn thank:on congratulate:on greet:on welcome:on apologize:pn apologise:pn
        """,
    ),
    (
        "assert",
        "co",
        """
        claim argue contend assert insist:cp maintain:c allege declare proclaim announce:co affirm confirm stress emphasize
        emphasise
        """,
    ),
    (
        "assert",
        "co",
        """
        underscore underline highlight:o conclude:c counter:c retort:c point:p boast:cp brag:cp tout:o trumpet:o champion:on
        vouch:p
        """,
    ),
    ("assert", "cop", "warn caution:co"),
    (
        "assert",
        "co",
        """
        suggest imply indicate signal:co hint:cp predict forecast project:cn estimate:co calculate:c speculate:cp theorize:c
        posit:c foresee:o
        """,
    ),
    (
        "assert",
        "on",
        """
        accuse:op blame:op charge:cn criticize:o criticise:o slam:on blast:on condemn:o denounce:o decry:o deplore:o lambast:o
        lambaste:o
        """,
    ),
    (
        "assert",
        "on",
        """
        rebuke:o assail:o mock:on deride:o ridicule:o praise:o laud:o applaud:on commend:o defend:on lament:co
        """,
    ),
    (
        "assert",
        "on",
        """
        bemoan:o complain:cp rail:p endorse:on support:on back:on favor:on favour:on advocate:op revile:o
        """,
    ),
    (
        "assert",
        "c",
        """
        believe:cn think:cn consider:cs know:cn feel:cn agree:cpn see:s find:c determine:cn judge:s rule:c hold:c understand:cn
        realize:cn realise:cn
        """,
    ),
    (
        "assert",
        "c",
        """
        recognize:c recognise:c acknowledge:co admit:co concede:co accept:cn figure:cn guess:cn assume:cn suspect:con imagine:cn
        interpret:s
        """,
    ),
    (
        "assert",
        "c",
        """
        expect:cn prefer:on want:con wish:cn hope:cpn anticipate:con intend:cn plan:cn decide:cn envision:o envisage:o prove:c
        remember:cn
        """,
    ),
    (
        "deny",
        "co",
        """
        deny reject:on refute:o rebut:o rebuff:on dispute:con dismiss:o disavow:o repudiate:o decline:c refuse:c disagree:cp
        downplay:o
        """,
    ),
    ("deny", "co", "oppose:on balk:pn contradict:on debunk:o renounce:o discredit:o"),
    ("doubt", "co", "doubt question:con wonder:c query:con distrust:on"),
    (
        "demand",
        "co",
        """
        demand:co urge:co ask:cop call:psn request:co appeal:pn order:con instruct:co beg:co implore:co plead:cpn press:opn
        push:pn encourage:co
        """,
    ),
    (
        "demand",
        "co",
        """
        propose:co recommend:co require:cn command:co insist:cp petition:con lobby:pn pressure:on exhort:co
        """,
    ),
    (
        "promise",
        "co",
        """
        promise:co pledge:co vow:co swear:cn guarantee:co commit:pn offer:con threaten:con undertake:cn volunteer:cn
        """,
    ),
    ("fear", "co", "fear:co worry:cp dread:co regret:con"),
    (
        "reveal",
        "co",
        """
        reveal:co disclose:co divulge:co show:cd confess:cop leak:con unveil:on expose:onq learn:cn discover:cn find:cd
        demonstrate:c hear:cn
        """,
    ),
    # seldom, but plain
    ("say", "c", "answer:c attest:cp concur:cp intimate:c muse:c opine:co recap:c rejoin:c restate"),
    (
        "assert",
        "co",
        "aver avow deduce:c dictate:c forewarn:cp gush:c hypothesise:c hypothesize:c infer:c "
        "marvel:cp profess:co pronounce:s reaffirm reason:c reassert reckon:cn stipulate:c surmise:c theorise:c",
    ),
    (
        "assert",
        "on",
        "admonish:on belittle:on berate:on castigate:on chastise:on chide:on disparage:on excoriate:on "
        "extol:on impugn:on lampoon:on salute:on scold:on upbraid:on vilify:on",
    ),
    ("deny", "co", "disown:on object:cp protest:cp"),
    ("retract", "co", "retract:on withdraw:on"),
    ("say", "co", "put:on"),
    ("demand", "co", "beseech:c clamor:p clamour:p counsel:co decree:co entreat:c float:on mandate:con moot:o"),
    ("fear", "co", "agonise:p agonize:p bewail:on fret:cp fume:cp gripe:cp grouse:cp rue:on"),
    ("reveal", "co", "document:con uncover:con publish:q release:q"),
)
"""A verb's own frame follows a colon; otherwise the group's holds. A verb in two groups keeps its first class and all its frames."""

NOUNS: tuple[tuple[CueClass, str], ...] = (
    # nouns that attribute when a clause or, with a speaker, a phrase follows: `the claim that`, `his promise to`, `her criticism of`
    (
        "say",
        """
        statement comment remark:p observation message declaration reply response explanation description:p
        """,
    ),
    (
        "assert",
        """
        claim allegation accusation assertion argument contention suggestion insistence conclusion prediction forecast estimate
        announcement
        """,
    ),
    (
        "assert",
        """
        belief view opinion conviction confidence impression notion speculation rumor rumour criticism:p praise:p complaint
        condemnation:p support:p
        """,
    ),
    (
        "assert",
        """
        acknowledgment acknowledgement admission confirmation indication expectation desire intention hope wish optimism
        accusation charge theory
        """,
    ),
    ("deny", "denial refusal rejection:p opposition:p objection disavowal:p"),
    ("doubt", "doubt skepticism scepticism question suspicion"),
    ("demand", "demand request call appeal plea proposal recommendation insistence invitation"),
    ("promise", "promise pledge vow threat warning commitment assurance guarantee offer decision:t"),
    ("fear", "fear concern worry anxiety alarm regret apprehension"),
    ("reveal", "revelation disclosure finding report:t"),
    ("say", "testimony answer word"),
    ("assert", "boast hint guess rhetoric endorsement:p rebuke:p critique:p verdict ruling feeling sense"),
    ("demand", "ultimatum push"),
    ("fear", "dread"),
    ("reveal", "news:t evidence:t"),
    ("deny", "rebuttal:p"),
)
"""After a colon: p a phrase with `of`, `for`, … is enough; t only with `that` or `to`."""

ADJECTIVES: tuple[tuple[CueClass, str], ...] = (
    ("assert", "confident sure certain convinced optimistic adamant aware hopeful proud clear glad happy"),
    ("doubt", "skeptical sceptical doubtful unsure uncertain dubious"),
    ("fear", "afraid worried concerned fearful alarmed anxious nervous sorry wary"),
    ("promise", "determined committed"),
    ("deny", "opposed"),
)
"""`She is confident that …`: predicates of a speaker, with a clause or a phrase."""

PHRASES: tuple[tuple[str, CueClass], ...] = (
    # before a source; the sentence around is the content
    ("according to statements by", "say"),
    ("according to statements from", "say"),
    ("according to a statement by", "say"),
    ("according to", "say"),
    ("as disclosed by", "reveal"),
    ("as reported by", "say"),
    ("as revealed by", "reveal"),
    ("as announced by", "assert"),
    ("as stated by", "say"),
    ("as claimed by", "assert"),
    ("as described by", "say"),
    ("as told by", "say"),
    ("as quoted by", "say"),
    ("in the words of", "say"),
    ("in the view of", "assert"),
    ("in the opinion of", "assert"),
)

HEARSAY: dict[str, CueClass] = {"reportedly": "say", "allegedly": "assert", "purportedly": "assert", "supposedly": "doubt"}
"""Adverbs that attribute to nobody."""

IRREGULAR = {
    "admit": "admitted admits admitting",
    "aver": "averred avers averring",
    "beg": "begged begs begging",
    "begin": "began begun begins beginning",
    "beseech": "besought beseeched beseeches beseeching",
    "brag": "bragged brags bragging",
    "cast": "cast casts casting",
    "commit": "committed commits committing",
    "concur": "concurred concurs concurring",
    "deem": "deemed deems deeming",
    "dub": "dubbed dubs dubbing",
    "extol": "extolled extols extolling",
    "feel": "felt feels feeling",
    "find": "found finds finding",
    "forecast": "forecast forecasts forecasting forecasted",
    "foresee": "foresaw foreseen foresees foreseeing",
    "fret": "fretted frets fretting",
    "go": "went gone goes going",
    "hear": "heard hears hearing",
    "hold": "held holds holding",
    "infer": "inferred infers inferring",
    "know": "knew known knows knowing",
    "label": "labelled labeled labels labelling labeling",
    "learn": "learned learnt learns learning",
    "plan": "planned plans planning",
    "plead": "pleaded pled pleads pleading",
    "prefer": "preferred prefers preferring",
    "prove": "proved proven proves proving",
    "quip": "quipped quips quipping",
    "quote": "quoted quotes quoting",
    "read": "read reads reading",
    "rebuff": "rebuffed rebuffs rebuffing",
    "rebut": "rebutted rebuts rebutting",
    "recap": "recapped recaps recapping",
    "refer": "referred refers referring",
    "regret": "regretted regrets regretting",
    "say": "said says saying",
    "see": "saw seen sees seeing",
    "seek": "sought seeks seeking",
    "show": "showed shown shows showing",
    "shrug": "shrugged shrugs shrugging",
    "signal": "signalled signaled signals signalling signaling",
    "sing": "sang sung sings singing",
    "slam": "slammed slams slamming",
    "snap": "snapped snaps snapping",
    "sob": "sobbed sobs sobbing",
    "speak": "spoke spoken speaks speaking",
    "swear": "swore sworn swears swearing",
    "tell": "told tells telling",
    "think": "thought thinks thinking",
    "understand": "understood understands understanding",
    "undertake": "undertook undertaken undertakes undertaking",
    "withdraw": "withdrew withdrawn withdraws withdrawing",
    "write": "wrote written writes writing",
}

RULE_OUT = "rule out"
TAKE_BACK = "take back"
"""Verbs of two words: `ruled out a tax`, `took back her claim`."""

WEAK = wordset(
    """
    find see hold know feel figure guess assume imagine judge rule understand remember realize realise learn discover hear prove
    show consider decide plan expect want wish hope intend prefer require order accept agree determine reason see view regard
    rate term title name list cast frame depict portray anticipate project commit believe think view brand label point post
    release publish put compare
    """
)
"""Verbs that attribute only with a clause or `as`, or that are common otherwise: a sentence is parsed for one only if such a
word is near."""
OPENERS = wordset(
    """
    that to if whether what how why he she it they we there i you as who this these the his her its their not no for of on out
    by about
    """
)
CLAUSE_OPENERS = OPENERS - wordset("this these the his her its their no for of on out about by")
ATTITUDES = wordset("think believe hope want expect consider regard")
"""Weak verbs whose clause may begin with a noun phrase: `believe the thefts are linked`."""
PHRASE_OPENERS = wordset("the a an this these those his her its their our no any more all some most both")
OBJECT_OPENERS = wordset("him her them us me")
DETERMINERS = wordset(
    """
    the a an this that these those his her its their our my your of any no some every each united first last new two in by for
    from
    """
)
ADJECTIVE_OPENERS = CLAUSE_OPENERS | {"of", "about"}
NOUN_OPENERS = wordset("that to of by from over about for against among on")
OTHER_SENSES: dict[str, frozenset[str]] = {
    "recall": wordset(
        "product products car cars vehicle vehicles food foods soup toy toys batch batches model models drug drugs milk meat cheese "
        "ambassador ambassadors envoy envoys troops player players parliament"
    ),
    "ask": wordset("question questions"),
    # verb -> objects with which it says nothing: acts of courts and clubs, goods, films
    "dismiss": wordset("case cases lawsuit suit appeal charge charges coach manager staff employee employees worker workers ball minister"),
    "order": wordset("food drink drinks ship ships aircraft planes vaccines coffee"),
    "report": wordset("profit profits loss losses revenue revenues sales earnings crime"),
    "unveil": wordset("statue plaque portrait monument map maps car cars phone phones model models trailer features collection kit"),
    "reveal": wordset("feature features map maps"),
    "declare": wordset("war bankruptcy emergency victory income assets"),
    "dispute": wordset("control territory border"),
    "support": wordset("family families weight roof"),
    "back": wordset("car truck"),
    "defend": wordset("title crown"),
}
TAKEN_BACK = wordset("article articles story stories figure figures word words apology confession account interview")
"""What is said and can be withdrawn, beside the nouns that attribute; all else (`withdrew its troops`) is an act."""
