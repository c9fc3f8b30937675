"""The dependency tree of a sentence, asked for what attribution needs: who a verb's subject is, what a noun phrase spans.

The labels are those of spaCy's English models (ClearNLP style). Only tags and the tree are used: no lemmas, no coarse parts of speech.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from newsbeam.transforms.core.attribution.cues import Cue, verbs
from newsbeam.transforms.core.attribution.speaker_words import DOCUMENTS, is_human_word
from newsbeam.transforms.core.text.calendar import LOWER_NAMES
from newsbeam.transforms.core.text.wordlists import wordset

SUBJECTS = ("nsubj", "csubj", "nsubjpass", "csubjpass", "expl")
CLAUSES = ("ccomp", "xcomp")
OBJECTS = ("dobj", "attr", "oprd", "obj", "dative")
SUPPORT_VERBS = wordset(
    """
    make makes made making issue issues issued issuing express expresses expressed expressing voice voiced voices voicing raise
    raised raises raising have has had having repeat repeated repeats give gave given gives giving reiterate reiterated renew
    renewed drop dropped
    """
)
"""Verbs whose subject is the speaker of the noun they govern: `made a promise to …`."""
PREPOSITIONS = wordset("of for about to on against over with as that from in upon into regarding concerning by")
TIME_WORDS = wordset(
    """
    statement interview speech tweet post briefing conference letter
    morning afternoon evening night week month year day today yesterday telegram twitter facebook television tv channel phone
    reporters journalists
    """
).union(LOWER_NAMES)
"""What a phrase beside a cue is about when it says when or where it was said, not what."""
BE = wordset("is are was were be been being am get gets got getting ’s 's ’re 're")
SOURCELESS = wordset(
    """
    say report believe allege reveal announce claim think accuse charge describe rumor disclose confirm know estimate understand
    state tell
    """
)
"""Passives that attribute without an agent: `it was reported that …`."""
MAX_CLIMB = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """One attribution in a sentence: numbers of tokens."""

    cue: Cue
    cue_tokens: frozenset[int]
    source: frozenset[int]
    content: frozenset[int]
    rule: str
    """Which rule found it: part of the confidence."""
    negated: bool = False


def without(draft: Draft, tokens: Iterable[int]) -> Draft:
    """`draft` with some tokens taken out of its content."""
    return replace(draft, content=draft.content - set(tokens))


def cue_tokens(token: Any) -> set[int]:
    """The verb with its auxiliaries, negation, particles, and adverbs that touch it."""
    own = {token.i} | {c.i for c in token.children if c.dep_ in ("aux", "auxpass", "neg", "prt") and -5 <= c.i - token.i <= 1}
    adverbs = sorted((c.i for c in token.children if c.dep_ == "advmod" and c.tag_ == "RB" and c.i < token.i), reverse=True)
    for i in adverbs:
        if i + 1 in own:
            own.add(i)
    return own


def begins_with_that(clause: Any) -> bool:
    """Whether a clause has a `that` of its own, whatever the parser took it for."""
    return any(c.lower_ == "that" and (c.dep_ == "mark" or c.tag_ == "IN") for c in clause.children)


def is_negated(token: Any) -> bool:
    """Whether `not` or `never` hangs on a verb."""
    return any(c.dep_ == "neg" or c.lower_ == "never" for c in token.children)


def subject(verb: Any) -> Any | None:
    """Who does what `verb` says: its own subject; else, going up the tree, the first that can speak, or the first at all.

    A participle after a comma (`…, stressing that …`) often hangs on the wrong verb: what stands above is asked in turn, and for a
    participle the nearest subject to its left that can speak is preferred to one that cannot.
    """
    own = own_subject(verb)
    if own is None:
        own = _shared_subject(verb)
    if own is not None:
        return own
    above = list(_subjects_above(verb))
    if verb.tag_ == "VB" and above and above[0].lower_ in ("it", "there"):
        return None  # `it is important to note that …`
    speaking = next((t for t in above if is_speaker(t) and t.lower_ != "it"), None)
    if speaking is None and verb.tag_ == "VBG":
        speaking = next((t for t in reversed(list(verb.doc[: verb.i])) if t.dep_ == "nsubj" and is_speaker(t) and t.lower_ != "it"), None)
    return speaking if speaking is not None else next(iter(above), None)


def _shared_subject(verb: Any) -> Any | None:
    """`The minister said the fire was out and thanked the crews`: who said also thanked, though the parser says that the fire did."""
    clause = verb.head
    if verb.dep_ != "conj" or clause.dep_ not in CLAUSES or verb.tag_ != clause.head.tag_ or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    inner, outer = own_subject(clause), own_subject(clause.head)
    return outer if inner is not None and outer is not None and not is_human(inner) and is_speaker(outer) else None


def own_subject(verb: Any) -> Any | None:
    """The subject that hangs on `verb` itself; of two (`documents which it says prove …`) the nearer; for `who`, whom it stands for."""
    found = [c for c in verb.children if c.dep_ in SUBJECTS]
    before = [c for c in found if c.i < verb.i]
    child = before[-1] if before else next(iter(found), None)
    if child is not None and child.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return child


def _subjects_above(verb: Any) -> Iterator[Any]:
    """The subjects that `verb` may share, nearest first."""
    token = verb
    for _ in range(MAX_CLIMB):
        head = token.head
        if head.i == token.i or (token.dep_ in ("ccomp", "relcl") and token.tag_ not in ("VBG", "VB", "VBN")):
            return
        if token.dep_ in ("acl", "relcl") and head.tag_.startswith(("NN", "PRP")):
            yield head
        elif head.tag_.startswith(("V", "MD")) and (token.i > head.i or token.tag_ == "VBG") and (found := own_subject(head)) is not None:
            yield found
        token = head


def is_speaker(token: Any) -> bool:
    """Whether a subject can speak: people and groups, and documents."""
    return is_human(token) or token.lower_ in DOCUMENTS


def is_human(token: Any | None) -> bool:
    """A name, a pronoun or a word for people: things can show and suggest, but only people criticise."""
    return token is not None and (token.tag_ in ("NNP", "NNPS", "PRP", "WP") or is_human_word(token.lower_))


def noun_phrase(head: Any) -> set[int]:
    """A noun with its modifiers and apposition, without the clauses that hang on it."""
    dropped: set[int] = set()
    for child in head.children:
        if child.dep_ in ("relcl", "advcl", "acl", "prep", "appos") and _is_far(head, child):
            dropped |= {t.i for t in child.subtree}
    kept = {t.i for t in head.subtree if t.i not in dropped and not t.is_space}
    return kept


def _is_far(head: Any, child: Any) -> bool:
    if child.dep_ in ("relcl", "advcl"):
        return True
    if child.dep_ == "acl":
        return child.i > head.i and (child.tag_ != "VBN" or (child.lower_ in verbs() and child.tag_ == "VBG"))
    if child.dep_ == "prep" and child.lower_ == "as":
        return True
    return child.dep_ == "prep" and bool({t.lower_ for t in child.subtree} & TIME_WORDS - {"week", "day"})


def is_passive(token: Any) -> bool:
    """With a form of `be`, whatever the labels say; or a bare participle at a noun."""
    if token.tag_ not in ("VBN", "VBD"):
        return False
    helpers = [c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")]
    if helpers and set(helpers) <= {"’s", "'s"} and any(c.lower_ in ("he", "she") for c in token.children):
        return any(c.dep_ == "agent" for c in token.children)  # `he’s announced that`: has, not is
    return bool(set(helpers) & BE) or (token.tag_ == "VBN" and not helpers and not any(c.dep_ == "nsubj" for c in token.children))


def agent_of(token: Any) -> Any | None:
    """By whom a passive verb is done."""
    return next((p for c in token.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"), None)
