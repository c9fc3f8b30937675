"""Cues: the words that attribute. Tables of verbs, nouns, adjectives and phrases, by class, with what each takes as its content.

Curated by hand; how often a verb attributes was checked against counts over news (a verb that attributes in less than a quarter of its uses
is in the table only with a frame that tells those uses apart).

Frames, one letter each:
  c  a clause: `said that …`, `promised to …`          o  its object: `announced a truce`
  a  an addressee that is no content: `told reporters`   p  a prepositional phrase: `warned of …`, `called for …`
  s  an object and a predicate: `described it as …`      q  quotations only
  n  only of a speaker: a name, a pronoun or a human group (verbs that things do too)
"""

import functools
from dataclasses import dataclass

from transforms.records import CueClass


@dataclass(frozen=True, slots=True)
class Cue:
    """One attributing word."""

    lemma: str
    cue_class: CueClass
    frame: str
    polarity: str = "affirm"


VERBS: tuple[tuple[CueClass, str, str], ...] = (
    # class, frame, verbs
    ("say", "c", "say add tell:ca reply:cp respond:cp remark:co comment:cp observe:cn write:cn tweet:co post:cn retweet:o joke:c quip:c"),
    ("say", "co", "note state:co recount recall mention explain:co repeat:con reiterate report:co"),
    ("say", "c", "continue:q shout:cn yell:cn scream:cn whisper:cn utter:o intone:c recite:o email:cn message:cn inform:ca notify:ca brief:ca"),
    ("say", "cop", "communicate:co relay:co convey:co cite:o quote:o list:on reference:o outline:o detail:o articulate:o voice:o express:o"),
    ("say", "s", "describe:so label:s dub:s hail:so brand:s characterize:so characterise:so portray:so depict:so frame:so cast:s"),
    ("say", "s", "liken:sp compare:sp refer:p allude:p deem:s regard:s view:s"),
    ("say", "co", "testify:cp remind:ca assure:ca reassure:ca advise:ca clarify:co elaborate:cp echo:o"),
    ("say", "onp", "discuss:on talk:pn speak:pn thank:on congratulate:on greet:on welcome:on apologize:pn apologise:pn"),
    ("assert", "co", "claim argue contend assert insist:cp maintain:c allege declare proclaim announce:co affirm confirm stress emphasize emphasise"),
    ("assert", "co", "underscore underline highlight:o conclude:c counter:c retort:c point:p boast:cp brag:cp tout:o trumpet:o champion:on vouch:p"),
    ("assert", "cop", "warn caution:co"),
    ("assert", "co", "suggest imply indicate signal:co hint:cp predict forecast project:cn estimate:co calculate:c speculate:cp theorize:c posit:c foresee:o"),
    ("assert", "on", "accuse:op blame:op charge:cn criticize:o criticise:o slam:on blast:on condemn:o denounce:o decry:o deplore:o lambast:o lambaste:o"),
    ("assert", "on", "rebuke:o assail:o mock:on deride:o ridicule:o praise:o laud:o applaud:on commend:o defend:on lament:co"),
    ("assert", "on", "bemoan:o complain:cp rail:p endorse:on support:on back:on favor:on favour:on advocate:op revile:o "),
    ("assert", "c", "believe:cn think:cn consider:cs know:cn feel:cn agree:cpn see:s find:c determine:c judge:s rule:c hold:c understand:cn realize:cn realise:cn"),
    ("assert", "c", "recognize:c recognise:c acknowledge:co admit:co concede:co accept:cn figure:cn guess:cn assume:cn suspect:con imagine:cn interpret:s"),
    ("assert", "c", "expect:cn prefer:on want:cn wish:cn hope:cpn anticipate:con intend:cn plan:cn decide:cn envision:o envisage:o prove:c remember:cn"),
    ("deny", "co", "deny reject:on refute:o rebut:o rebuff:on dispute:con dismiss:o disavow:o repudiate:o decline:c refuse:c disagree:cp downplay:o"),
    ("deny", "co", "oppose:on balk:pn contradict:on debunk:o renounce:o discredit:o"),
    ("doubt", "co", "doubt question:con wonder:c query:con distrust:on"),
    ("demand", "co", "demand:co urge:co ask:cop call:psn request:co appeal:pn order:con instruct:co beg:co implore:co plead:cpn press:opn push:pn encourage:co"),
    ("demand", "co", "propose:co recommend:co require:cn command:co insist:cp petition:con lobby:pn pressure:on exhort:co"),
    ("promise", "co", "promise:co pledge:co vow:co swear:cn guarantee:co commit:pn offer:con threaten:con undertake:cn volunteer:cn"),
    ("fear", "co", "fear:co worry:cp dread:co regret:con"),
    ("reveal", "co", "reveal:co disclose:co divulge:co show:c confess:cop leak:con unveil:on expose:onq learn:cn discover:cn find:c demonstrate:c hear:cn"),
    ("reveal", "co", "document:con uncover:con publish:onq release:onq"),
)
"""A verb's own frame follows a colon; otherwise the group's holds. A verb in two groups keeps its first class and all its frames."""

NOUNS: tuple[tuple[CueClass, str], ...] = (
    # nouns that attribute when a clause or, with a speaker, a phrase follows: `the claim that`, `his promise to`, `her criticism of`
    ("say", "statement comment remark:p observation message declaration reply response explanation description:p"),
    ("assert", "claim allegation accusation assertion argument contention suggestion insistence conclusion prediction forecast estimate announcement"),
    ("assert", "belief view opinion conviction confidence impression notion speculation rumor rumour criticism:p praise:p complaint condemnation:p support:p"),
    ("assert", "acknowledgment acknowledgement admission confirmation indication expectation desire intention hope wish optimism accusation charge theory"),
    ("deny", "denial refusal rejection:p opposition:p objection disavowal:p"),
    ("doubt", "doubt skepticism scepticism question suspicion"),
    ("demand", "demand request call appeal plea proposal recommendation insistence invitation"),
    ("promise", "promise pledge vow threat warning commitment assurance guarantee offer decision:t"),
    ("fear", "fear concern worry anxiety alarm regret apprehension"),
    ("reveal", "revelation disclosure finding report:t"),
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

PHRASES = (
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

SPEAKER_LABELS = {"source": "say", "quote": "say", "details": "say", "background": "say"}
"""Labels of block style: `Source: the ministry` / `Quote: “…”`."""

IRREGULAR = {
    "say": "said says saying", "tell": "told tells telling", "write": "wrote written writes writing", "think": "thought thinks thinking",
    "know": "knew known knows knowing", "feel": "felt feels feeling", "see": "saw seen sees seeing", "find": "found finds finding",
    "hold": "held holds holding", "show": "showed shown shows showing", "begin": "began begun begins beginning", "go": "went gone goes going",
    "speak": "spoke spoken speaks speaking", "understand": "understood understands understanding", "swear": "swore sworn swears swearing",
    "undertake": "undertook undertaken undertakes undertaking", "hear": "heard hears hearing", "quote": "quoted quotes quoting",
    "forecast": "forecast forecasts forecasting forecasted", "cast": "cast casts casting", "foresee": "foresaw foreseen foresees foreseeing",
    "rebut": "rebutted rebuts rebutting", "refer": "referred refers referring", "admit": "admitted admits admitting", "beg": "begged begs begging",
    "dub": "dubbed dubs dubbing", "label": "labelled labeled labels labelling labeling", "plan": "planned plans planning",
    "brag": "bragged brags bragging", "slam": "slammed slams slamming", "regret": "regretted regrets regretting", "quip": "quipped quips quipping",
    "deem": "deemed deems deeming", "prefer": "preferred prefers preferring", "seek": "sought seeks seeking", "commit": "committed commits committing",
    "signal": "signalled signaled signals signalling signaling", "rebuff": "rebuffed rebuffs rebuffing", "plead": "pleaded pled pleads pleading",
    "learn": "learned learnt learns learning", "prove": "proved proven proves proving",
}  # fmt: skip


@functools.cache
def verbs() -> dict[str, Cue]:
    """Inflected form -> cue: `stressing` -> stress."""
    return {form: cue for cue in _verbs().values() for form in (cue.lemma, *_forms(cue.lemma))}


@functools.cache
def _verbs() -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for cue_class, group, words in VERBS:
        for word in words.split():
            lemma, _, frame = word.partition(":")
            before = table.get(lemma)
            table[lemma] = Cue(lemma, before.cue_class if before else cue_class, (before.frame if before else "") + (frame or group), "deny" if cue_class == "deny" else "affirm")
    return table


@functools.cache
def nouns() -> dict[str, Cue]:
    """Singular and plural -> cue."""
    table = {}
    for cue_class, words in NOUNS:
        for word in words.split():
            lemma, _, frame = word.partition(":")
            plural = lemma[:-1] + "ies" if lemma.endswith("y") and lemma[-2] not in "aeiou" else lemma + "s"
            for form in (lemma, plural):
                table[form] = Cue(lemma, cue_class, frame, "deny" if cue_class == "deny" else "affirm")
    return table


@functools.cache
def adjectives() -> dict[str, Cue]:
    """Adjective -> cue."""
    return {word: Cue(word, cue_class, "cp", "deny" if cue_class == "deny" else "affirm") for cue_class, words in ADJECTIVES for word in words.split()}


WEAK = frozenset(
    """find see hold know feel figure guess assume imagine judge rule understand remember realize realise learn discover hear prove show consider decide plan
    expect want wish hope intend prefer require order accept agree determine reason see view regard rate term title name list cast frame depict portray
    anticipate project commit believe think view brand label point post release publish""".split()
)
"""Verbs that attribute only with a clause or `as`, or that are common otherwise: a sentence is parsed for one only if such a word is near."""
OPENERS = frozenset(
    """that to if whether what how why he she it they we there i you as who this these the his her its their not no for of on out by about""".split()
)
CLAUSE_OPENERS = OPENERS - frozenset("this these the his her its their no for of on out about by".split())
DETERMINERS = frozenset("the a an this that these those his her its their our my your of any no some every each united first last new two in by for from".split())
QUOTING = frozenset({"continue"})
"""Verbs that attribute beside a quotation only."""
NEAR = 4


def has_cue(words: list[str]) -> bool:
    """Whether a sentence of these lower-case words may attribute something: a quick look, so that the parser sees few sentences in vain."""
    return any(_may_attribute(words, i) for i, word in enumerate(words) if word in cue_forms())


def _may_attribute(words: list[str], i: int) -> bool:
    word, before, after = words[i], words[i - 1] if i else "", words[i + 1 : i + 1 + NEAR]
    if word in HEARSAY or word in ("according", "words"):
        return True
    verb = verbs().get(word)
    as_noun = word in nouns() or before in DETERMINERS
    if verb and not (as_noun and before in DETERMINERS) and verb.lemma not in QUOTING:
        return verb.lemma not in WEAK or not CLAUSE_OPENERS.isdisjoint(after)
    if word in nouns():
        return not NOUN_OPENERS.isdisjoint(after[:3])
    return word in adjectives() and not ADJECTIVE_OPENERS.isdisjoint(after[:2])


ADJECTIVE_OPENERS = CLAUSE_OPENERS | {"of", "about"}
NOUN_OPENERS = frozenset("that to of by from over about for against is was among on".split())


@functools.cache
def cue_forms() -> frozenset[str]:
    """Every word that may attribute."""
    return frozenset((*verbs(), *nouns(), *adjectives(), *HEARSAY, "according", "words"))


def _forms(lemma: str) -> tuple[str, ...]:
    if lemma in IRREGULAR:
        return tuple(IRREGULAR[lemma].split())
    if lemma.endswith("e"):
        return (lemma + "s", lemma + "d", lemma[:-1] + "ing")
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
    return (lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s"), lemma + "ed", lemma + "ing")
