"""Why a verb that could attribute does not: what it is, who its subject is, what it is said for, what it governs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution.cue_tables import OTHER_SENSES, TAKEN_BACK, WEAK
from newsbeam.transforms.core.attribution.cues import nouns
from newsbeam.transforms.core.attribution.dependencies import (
    BE,
    CLAUSES,
    OBJECTS,
    has_modal,
    is_infinitive,
    is_negated,
    is_speaker,
    numbers,
)
from newsbeam.transforms.core.attribution.guards import Guard
from newsbeam.transforms.core.attribution.speaker_words import NOT_SPEAKERS
from newsbeam.transforms.core.text.wordlists import wordset

if TYPE_CHECKING:
    from spacy.tokens import Token

    from newsbeam.transforms.core.attribution.attribution import Rule
    from newsbeam.transforms.core.attribution.cues import Cue

KNOWING = wordset("know understand see realize realise recognize recognise figure remember hear learn")
"""Negated, they state a lack: `they did not know that …` claims nothing of theirs."""
TELLING = wordset(
    "say tell add mention explain specify state report disclose reveal announce clarify indicate elaborate comment know respond reply"
)
"""Negated or asked, they claim nothing: `did not say when …`."""
QUESTION_WORDS = wordset("whether if why how when where who whom whose what which")
NARRATOR = wordset("i me we us you")
"""Outside quotations: the writer and the reader, who are nobody's sources."""
NOBODY = wordset("nobody none nothing noone")
ANYBODY = wordset("one you anyone anybody someone somebody")
MANY = wordset("some many most few others people critics cynics sceptics skeptics purists opponents")
"""With `would`, whoever may think so."""
NOT_TOLD = TELLING | wordset("discuss talk speak answer give provide release identify name share apologise apologize")
"""Refused, they claim nothing: `declined to comment`."""
AHEAD = wordset("expected due likely unlikely set scheduled yet poised slated supposed asked prepared going about free able willing eager")
"""Before an infinitive: what is to be said, or might be, and is not."""
REFUSALS = wordset("decline declines declined declining refuse refuses refused refusing")
PLANS = wordset("plan plans planned planning intend intends intended decide decides decided agree agrees agreed commit commits committed")
PLANNING = wordset("plan decide agree intend commit")
"""With an infinitive they tell what somebody does, not what is said."""
WOULD = wordset("prefer want like support oppose welcome reject refuse recommend propose announce unveil demand request seek")
"""What is said in saying that one would: `would welcome a vote`."""


# What the word is


def is_no_verb(token: Token) -> bool:
    """`the report`, `their claims`; but `a post states that …`, of which the tagger alone thinks so."""
    misread = token.tag_ in ("NN", "NNS") and token.dep_ == "ROOT" and any(child.dep_ in ("nsubj", "nsubjpass") for child in token.children)
    return not token.tag_.startswith("V") and not misread


def is_part_of_phrase(verb: Token) -> bool:
    """`a complaining tone`: a modifier or helper, no predicate."""
    return verb.dep_ in ("amod", "compound", "aux", "case")


NO_VERB: tuple[Guard[Token], ...] = (
    Guard(is_no_verb, "The speech left no doubt that the treaty was dead.", unlike="The envoys doubt that the treaty is dead."),
    Guard(is_part_of_phrase, "He spoke in a complaining tone.", unlike="He was complaining about the tone."),
)
"""Why a word with the form of a cue verb is none."""


# Who says it, and to what end


class Saying(NamedTuple):
    """A cue verb and its subject, before it is known what it governs."""

    verb: Token
    cue: Cue
    speaker: Token | None


def is_aside(saying: Saying) -> bool:
    """`That said, …`."""
    return saying.speaker is not None and saying.cue.lemma == "say" and saying.speaker.lower_ in ("that", "this")


def is_of_relative(saying: Saying) -> bool:
    """`a report, which they said suggested that …`: a word that stands for something else, in another’s clause."""
    return saying.speaker is not None and saying.speaker.lower_ in ("which", "what")


def is_of_narrator(saying: Saying) -> bool:
    """`We know that …`, `you may think that …`."""
    return saying.speaker is not None and saying.speaker.lower_ in NARRATOR


def is_of_empty_subject(saying: Saying) -> bool:
    """`There proved to be …`: a subject that stands for nothing."""
    return saying.speaker is not None and saying.speaker.dep_ == "expl"


def is_of_instrument(saying: Saying) -> bool:
    """`The clock says …`."""
    return saying.speaker is not None and saying.speaker.lower_ in NOT_SPEAKERS


def is_of_nobody(saying: Saying) -> bool:
    """`Nobody said …`."""
    return saying.speaker is not None and saying.speaker.lower_ in NOBODY


def is_of_no_member(saying: Saying) -> bool:
    """`No driver said …`."""
    speaker = saying.speaker
    return speaker is not None and any(child.dep_ == "det" and child.lower_ == "no" for child in speaker.children)


def is_question(saying: Saying) -> bool:
    """`Will he say …?`: a helper before the subject."""
    verb, speaker = saying.verb, saying.speaker
    return speaker is not None and speaker.head.i == verb.i and any(helper.i < speaker.i < verb.i for helper in _helpers(verb))


def is_of_anybody(saying: Saying) -> bool:
    """`One could say …`; but `one of the drivers could say …`."""
    speaker = saying.speaker
    if speaker is None or speaker.lower_ not in ANYBODY or any(child.dep_ in ("prep", "relcl", "amod") for child in speaker.children):
        return False
    return any(helper.tag_ == "MD" for helper in _helpers(saying.verb))


def needs_speaker(saying: Saying) -> bool:
    """`The bridge plans to …`: a verb that attributes only if people do it, and a thing or nobody does."""
    return "n" in saying.cue.frame and (saying.speaker is None or not is_speaker(saying.speaker))


def is_background(saying: Saying) -> bool:
    """`Knowing that …, she left`: why somebody did something, not what is said."""
    return saying.cue.lemma in KNOWING and saying.verb.tag_ == "VBG" and saying.verb.dep_ == "advcl"


def is_still_to_say(saying: Saying) -> bool:
    """`is expected to say`, `has yet to agree`, `was asked to say`."""
    verb = saying.verb
    if verb.tag_ != "VB" or not is_infinitive(verb):
        return False
    if verb.lower_ in NOT_TOLD and _before_to(verb) in REFUSALS:
        return True
    return verb.head.lower_ in AHEAD or _before_to(verb) in AHEAD or _before_to(verb) in PLANS


def _before_to(verb: Token) -> str:
    """The word before the `to` of an infinitive."""
    to = next((child.i for child in verb.children if child.lower_ == "to" and child.dep_ == "aux"), 0)
    return verb.doc[to - 1].lower_ if to else ""


def is_evaluated(saying: Saying) -> bool:
    """`It would be wrong to say that …`."""
    return (
        saying.verb.tag_ == "VB"
        and saying.verb.dep_ in ("xcomp", "ccomp", "advcl")
        and saying.verb.head.tag_.startswith("JJ")
        and (saying.speaker is None or saying.speaker.lower_ == "it")
    ) or _is_a_mistake(saying.verb)


def _is_a_mistake(verb: Token) -> bool:
    """`It is a mistake to say that …`."""
    noun, be = verb.head, verb.head.head
    if not is_infinitive(verb) or noun.dep_ != "attr" or verb.dep_ not in ("acl", "relcl") or be.lower_ not in BE | {"be"}:
        return False
    return any(child.lower_ == "it" and child.dep_ in ("nsubj", "expl") for child in be.children)


def is_supposed(saying: Saying) -> bool:
    """`Suppose the minister says that …`."""
    return saying.verb.dep_ == "ccomp" and saying.verb.head.lower_ in ("suppose", "imagine") and saying.verb.head.tag_ == "VB"


def is_possible(saying: Saying) -> bool:
    """`Critics might say that …`, `some would argue that …`: what the writer thinks that they would say."""
    if saying.cue.cue_class not in ("say", "assert") or saying.verb.tag_ != "VB":
        return False
    helpers = {helper.lower_ for helper in _helpers(saying.verb)}
    bare = saying.speaker is not None and saying.speaker.lower_ in MANY and saying.speaker.left_edge.i == saying.speaker.i
    return not helpers.isdisjoint(("might", "may", "could")) or ("would" in helpers and bare)


def is_announced(saying: Saying) -> bool:
    """`will tell the senate that …`: it is not said yet."""
    if saying.cue.lemma not in TELLING or saying.verb.tag_ != "VB":
        return False
    return any(helper.lower_ in ("will", "shall", "’ll", "'ll") for helper in _helpers(saying.verb))


NOT_SAYING: tuple[Guard[Saying], ...] = (
    Guard(is_aside, "That said, the harvest was good.", unlike="The farmer said the harvest was good."),
    Guard(
        is_of_relative,
        "It was a blast which officials said showed that the hall was mined.",
        ("officials: a blast […] showed that the hall was mined",),
    ),
    Guard(is_of_narrator, "We know that the harvest was good.", unlike="They know that the harvest was good."),
    Guard(is_of_empty_subject, "There proved to be a guard at the gate."),
    Guard(is_of_instrument, "The clock says it is noon.", unlike="The porter says it is noon."),
    Guard(is_of_nobody, "Nobody said that the work would be easy.", unlike="Everybody said that the work would be easy."),
    Guard(is_of_no_member, "No driver said that the road was closed.", unlike="A driver said that the road was closed."),
    Guard(is_question, "And does the minister say that the plan has failed?", unlike="The minister says that the plan has failed."),
    Guard(
        is_still_to_say,
        "The minister is expected to say that the plan has failed.",
        unlike="The minister wants to say that the plan has failed.",
    ),
    Guard(is_evaluated, "It would be wrong to say that the plan has failed."),
    Guard(is_supposed, "Suppose the minister says that the plan has failed.", unlike="The minister says that the plan has failed."),
    Guard(is_possible, "Critics might say that the plan has failed.", unlike="Critics said that the plan has failed."),
    Guard(is_announced, "The minister will say that the plan has failed.", unlike="The minister would say that the plan has failed."),
    Guard(is_of_anybody, "One would say that the plan has failed.", unlike="One of the envoys would say that the plan has failed."),
    Guard(needs_speaker, "The bridge hopes to reopen in May.", unlike="The mayor hopes to reopen the bridge in May."),
    Guard(is_background, "Knowing that the gate was open, the porter left.", unlike="The porter knew that the gate was open."),
)
"""Why an active cue verb says nothing: who its subject is."""


def asks_question(saying: Saying) -> bool:
    """`asked whether …`: who asks claims nothing."""
    return _governs_question(saying.verb)


def asks_for_nothing(saying: Saying) -> bool:
    """`asked the driver about it`: neither that something be done nor for something."""
    return not any(
        child.i > saying.verb.i and (child.dep_ in (*CLAUSES, "advcl", "conj") or child.lower_ == "for") for child in saying.verb.children
    )


NOT_DEMANDING: tuple[Guard[Saying], ...] = (
    Guard(asks_question, "The judge asked why the files were missing.", unlike="The judge asked that the files be found."),
    Guard(asks_for_nothing, "The senator asked the committee.", unlike="The senator asked the committee for time."),
)
"""Why `ask` demands nothing."""


def is_by_the_way(saying: Saying) -> bool:
    """`considering that …`, which has become a conjunction."""
    return saying.cue.lemma == "consider" and saying.verb.tag_ == "VBG" and saying.verb.dep_ in ("prep", "advcl")


def is_meant(saying: Saying) -> bool:
    """`This is not to say that …`."""
    return saying.verb.tag_ == "VB" and saying.verb.dep_ == "xcomp" and saying.verb.head.lower_ in BE


def is_about_being_named(saying: Saying) -> bool:
    """`did not want to be identified`."""
    return any(
        token.lower_ in ("identified", "named") and token.tag_ == "VBN" and 0 < token.i - saying.verb.i <= 5
        for child in saying.verb.children
        for token in child.subtree
    )


def is_question_to_answer(saying: Saying) -> bool:
    """`to say whether …`, `to know why …`: what an infinitive leaves open."""
    return saying.verb.tag_ == "VB" and _governs_question(saying.verb)


def is_about_question(saying: Saying) -> bool:
    """`knew why …`, `wants to know why …`: a weak verb with a question."""
    return saying.cue.lemma in WEAK and (_governs_question(saying.verb) or any(map(_governs_question, _wishes_to_know(saying.verb))))


def _wishes_to_know(verb: Token) -> list[Token]:
    return [child for child in _infinitives(verb) if child.lower_ in KNOWING | {"ask"}]


def is_ignorance(saying: Saying) -> bool:
    """`did not know that …`."""
    return saying.cue.lemma in KNOWING and is_negated(saying.verb)


def is_silence(saying: Saying) -> bool:
    """`did not say …`."""
    return saying.cue.lemma in TELLING and is_negated(saying.verb)


def leaves_open(saying: Saying) -> bool:
    """`did not confirm whether …`."""
    return is_negated(saying.verb) and _governs_question(saying.verb)


def _infinitives(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ in ("xcomp", "ccomp", "advcl") and child.i > verb.i and is_infinitive(child)]


def is_refusal_to_tell(saying: Saying) -> bool:
    """`declined to comment`, `refused to discuss the case`."""
    return saying.cue.lemma in ("decline", "refuse") and any(child.lower_ in NOT_TOLD for child in _infinitives(saying.verb))


def is_neither(saying: Saying) -> bool:
    """`neither confirmed nor denied`."""
    joined = (saying.verb, saying.verb.head) if saying.verb.dep_ == "conj" else (saying.verb,)
    return any(
        child.lower_ == "neither" and child.i < one.i for one in joined for child in one.children if child.dep_ in ("preconj", "cc", "det")
    )


def is_plan(saying: Saying) -> bool:
    """`decided to visit`: an act."""
    return saying.cue.lemma in PLANNING and bool(_infinitives(saying.verb))


def is_deed(saying: Saying) -> bool:
    """`was jailed for threatening to kill`, `refusing to leave his car`: what somebody does meanwhile."""
    return (
        saying.cue.lemma in ("threaten", "refuse", "offer")
        and saying.verb.tag_ == "VBG"
        and saying.verb.dep_ in ("advcl", "acl", "pcomp", "xcomp", "ROOT")
        and bool(_infinitives(saying.verb))
    )


def is_plea(saying: Saying) -> bool:
    """`pleaded guilty to theft`."""
    return saying.cue.lemma == "plead" and any(token.lower_ == "guilty" for token in saying.verb.doc[saying.verb.i + 1 : saying.verb.i + 3])


def is_all_that_was_said(saying: Saying) -> bool:
    """`everything the envoy said`: what it was stands elsewhere."""
    return saying.verb.dep_ in ("relcl", "acl") and saying.verb.head.lower_ in ("everything", "all", "things", "anything")


NOT_CLAIMING: tuple[Guard[Saying], ...] = (
    Guard(is_plea, "A Norvian man pleads guilty to theft.", unlike="The clerk pleaded for mercy."),
    Guard(is_all_that_was_said, "Everything the envoy said was true.", unlike="They wrote down a law which the envoy said is vague."),
    Guard(is_refusal_to_tell, "The envoy declined to comment on the talks.", unlike="The envoy declined to sign the treaty."),
    Guard(is_neither, "The envoy neither confirmed nor denied the report.", unlike="The envoy denied the report."),
    Guard(is_plan, "The mayor decided to visit the market.", unlike="The mayor decided that the market would close."),
    Guard(is_deed, "The clerk sat there, refusing to leave his car.", unlike="The clerk refused to leave his car."),
    Guard(
        is_by_the_way,
        "The harvest was good, considering that it rained all summer.",
        unlike="The mayor considers that the road was closed.",
    ),
    Guard(is_meant, "The aim is to say that the plan has failed.", unlike="The envoy wants to say that the plan has failed."),
    Guard(is_about_being_named, "The witness did not want to be identified.", unlike="The witness did not want to be heard."),
    Guard(
        is_question_to_answer,
        "The clerk met them to say whether the road is closed.",
        unlike="The clerk met them to say that the road is closed.",
    ),
    Guard(is_about_question, "The porter knew why the gate was open.", unlike="The porter knew that the gate was open."),
    Guard(is_ignorance, "The porter did not realise that the gate was open.", unlike="The porter realised that the gate was open."),
    Guard(is_silence, "The envoy did not say that the talks had failed.", unlike="The envoy said that the talks had failed."),
    Guard(
        leaves_open,
        "The envoy has not confirmed whether the talks have failed.",
        unlike="The envoy has not confirmed that the talks have failed.",
    ),
)
"""Why a cue verb other than `ask` claims nothing: questions, and what somebody did not know or say."""


def _helpers(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ in ("aux", "auxpass")]


def _governs_question(verb: Token) -> bool:
    """Whether what a verb governs is a question: `whether …`, `why …`."""
    if any(token.lower_ in ("whether", "if") for token in verb.doc[verb.i + 1 : verb.i + 3]):
        return True
    for clause in verb.children:
        if clause.dep_ in (*CLAUSES, "advcl") and clause.i > verb.i:
            opener = min(token.i for token in clause.subtree if token.i > verb.i)
            if verb.doc[opener].lower_ in QUESTION_WORDS:
                return True
    return False


# What it governs


class Said(NamedTuple):
    """A cue verb with what it governs."""

    saying: Saying
    content: frozenset[int]
    rule: Rule


def is_purpose(said: Said) -> bool:
    """`met to denounce the plan`: what is done to some end is not said."""
    return said.rule == "object" and said.saying.verb.dep_ in ("acl", "advcl", "relcl") and _is_bare_infinitive(said.saying.verb)


def is_purpose_of_noun(said: Said) -> bool:
    """`a duty to warn that …`."""
    return said.rule == "clause" and said.saying.verb.dep_ == "acl" and _is_bare_infinitive(said.saying.verb)


def is_guess(said: Said) -> bool:
    """`many will deplore it`, `they may believe that …`: the writer's guess; but `would welcome`, `will say that`."""
    cue = said.saying.cue
    return cue.lemma not in WOULD and (said.rule == "object" or "n" in cue.frame) and has_modal(said.saying.verb)


def is_restriction(said: Said) -> bool:
    """`the voters who back Roe`: which voters are meant, not what they say."""
    verb, cue, speaker = said.saying
    if verb.dep_ != "relcl" or speaker is None or speaker.i != verb.head.i or speaker.tag_.startswith("NNP"):
        return False
    opener = min(numbers(verb.subtree))
    return (said.rule == "object" or "n" in cue.frame) and verb.doc[opener - 1].text != ","


def is_object_of_nobody(said: Said) -> bool:
    """An object alone is said only by somebody."""
    return said.rule == "object" and said.saying.speaker is None


def is_object_of_thing(said: Said) -> bool:
    """`The storm announced winter`: an object alone is said only by who can speak."""
    return said.rule == "object" and said.saying.speaker is not None and not is_speaker(said.saying.speaker)


def is_done_to_oneself(said: Said) -> bool:
    """`defended himself`."""
    return said.rule == "object" and any(one.lower_.endswith(("self", "selves")) for one in _objects(said))


def is_done_to_somebody(said: Said) -> bool:
    """`dismissed Roe`."""
    return said.rule == "object" and said.saying.cue.lemma in ("reject", "dismiss") and any(one.tag_ == "NNP" for one in _objects(said))


def is_other_sense(said: Said) -> bool:
    """`dismissed the case`, `reported a profit`."""
    heads = OTHER_SENSES.get(said.saying.cue.lemma, frozenset())
    if said.saying.cue.cue_class == "retract" and said.rule == "object":
        return not any(one.lower_ in TAKEN_BACK or one.lower_ in nouns() or one.tag_ == "PRP" for one in _objects(said))
    return said.rule == "object" and any(one.lower_ in heads for one in _objects(said))


def is_without_content(said: Said) -> bool:
    """Nothing that is said: `answered`, `said on Sunday`."""
    return not said.content


def is_infinitive_of_nobody(said: Said) -> bool:
    """`To claim that … is wrong`."""
    verb = said.saying.verb
    return said.saying.speaker is None and verb.tag_ == "VB" and verb.dep_ != "xcomp"


def is_put_elsewhere(said: Said) -> bool:
    """`put the toll at 12` says so; `put the bag at the door` does not."""
    if said.saying.cue.lemma != "put":
        return False
    verb = said.saying.verb
    at = next((token.i for token in verb.doc[verb.i :] if token.lower_ == "at"), None)
    return at is None or not any(token.like_num for token in verb.doc[at + 1 : at + 5])


NOT_SAID: tuple[Guard[Said], ...] = (
    Guard(is_put_elsewhere, "The mayor put 12 bags at the door.", unlike="The mayor put the toll at 12."),
    Guard(is_purpose, "The senators left the hall to denounce the plan.", unlike="The senators left the hall and denounced the plan."),
    Guard(is_purpose_of_noun, "The envoy has a duty to warn that the dam is weak.", unlike="The envoy warned that the dam is weak."),
    Guard(is_guess, "Many farmers will deplore the plan.", unlike="Many farmers would welcome the plan."),
    Guard(
        is_restriction, "The farmers who denounced the plan left the hall.", unlike="The farmers, who denounced the plan, left the hall."
    ),
    Guard(is_object_of_nobody, "Then announced a truce."),
    Guard(is_object_of_thing, "The storm announced the winter.", unlike="The envoy announced the winter."),
    Guard(is_done_to_oneself, "The mayor defended himself.", unlike="The mayor defended the plan."),
    Guard(is_done_to_somebody, "The council dismissed Anna Keller.", unlike="The council dismissed the plan."),
    Guard(is_other_sense, "The judge dismissed the lawsuit.", unlike="The judge dismissed the plan."),
    Guard(
        is_without_content,
        "The clerk said that the letters had come and answered them all.",
        ("The clerk: that the letters had come and answered them all",),
    ),
    Guard(is_infinitive_of_nobody, "To claim that the plan has failed is wrong.", unlike="The envoys claim that the plan has failed."),
)
"""Why what a cue verb governs is not said by its subject."""


def _is_bare_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and is_infinitive(verb)


def _objects(said: Said) -> list[Token]:
    return [child for child in said.saying.verb.children if child.dep_ in OBJECTS]
