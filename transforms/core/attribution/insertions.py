"""Cues put into what they attribute, read by commas where the parser loses a side: `When it rains, Roe told them, the gates open`.

The parser is sure of a cue between two halves of one clause; a clause of time or contrast before it, an addressee behind it, or a
speaker with an apposition right before the last word lead it astray.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.attribution import Attribution, Tokens
from newsbeam.transforms.core.attribution.cue_tables import WEAK
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import is_human
from newsbeam.transforms.core.attribution.verb_guards import NARRATOR, NOBODY
from newsbeam.transforms.core.text.wordlists import wordset

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SUBORDINATORS = wordset(
    "when whenever once although though even until till if unless because while since before after where wherever as had were should"
)
"""What a clause begins with that needs another behind the cue."""
FINITE = ("VBD", "VBZ", "VBP", "MD")
NOUNS = ("NN", "NNS", "NNP", "NNPS", "PRP")
LONGEST_SPEAKER = 12
"""Tokens of a speaker with his appositions."""
SHORTEST_HALF = 3
"""Tokens of what is said behind a cue."""
JOINING = wordset("who which whose adding saying and or but so with including")
"""What begins something else than the second half of what was said."""


class Inserted(NamedTuple):
    """A cue between commas, with its speaker; `start` and `end` are where both begin and end, commas left out."""

    cue: Cue
    verb: Token
    source: range
    start: int
    end: int


def with_insertions(doc: Doc, hidden: frozenset[int], found: Sequence[Attribution[Tokens]]) -> list[Attribution[Tokens]]:
    """The attributions of a sentence, those of inserted cues with all that they attribute."""
    kept = list(found)
    commas = [token.i for token in doc if token.text == ","]
    if not commas or hidden:
        return kept
    for verb in doc:
        inserted = _inserted(verb, commas)
        if inserted is None:
            continue
        own = next((one for one in kept if verb.i in one.cue_place), None)
        content = _halves(doc, inserted)
        if not content or (own is not None and not _is_lost(own, inserted, content)):
            continue
        made = Attribution(inserted.cue, frozenset({verb.i}), frozenset(inserted.source), content, "clause")
        kept = [one for one in kept if one is not own and not one.cue_place & made.source]
        kept.append(made)
    return kept


def _is_lost(own: Attribution[Tokens], inserted: Inserted, content: frozenset[int]) -> bool:
    """Whether an attribution has not what stands around its cue: another speaker, or one half only."""
    if not own.source & set(inserted.source):
        return True
    return len(own.content & content) < len(content) / 2 or bool(content - own.content and min(content) < min(own.content, default=0))


def _inserted(verb: Token, commas: Sequence[int]) -> Inserted | None:
    """A cue in a stretch between commas with nobody's verb but its own, and a speaker beside it."""
    doc, cue = verb.doc, cues.verbs().get(verb.lower_)
    if cue is None or "c" not in cue.frame or cue.lemma in WEAK or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN"):
        return None
    start = max((comma + 1 for comma in commas if comma < verb.i), default=0)
    end = min((comma for comma in commas if comma > verb.i), default=_last(doc) + 1)
    if start == 0 or any(token.i != verb.i and token.tag_ in (*FINITE, "VB", "VBG", "WDT", "TO") for token in doc[start:end]):
        return None
    if verb.i == start:
        if end > verb.i + 1 and "a" not in cue.frame:
            return _checked(Inserted(cue, verb, range(verb.i + 1, end), start, end))
        source = _appositions(doc, start, commas)
        return _checked(Inserted(cue, verb, source, source.start, end)) if source else None
    if any(token.tag_ in NOUNS for token in doc[verb.i + 1 : end]) and not _is_beside(cue, doc[verb.i + 1 : end]):
        return None
    return _checked(Inserted(cue, verb, range(start, verb.i), start, end))


def _is_beside(cue: Cue, words: Span) -> bool:
    """Behind the cue stands the one spoken to, or a time or place."""
    return "a" in cue.frame or words[0].tag_ == "IN" or words[0].lower_ in ("later", "yesterday", "earlier", "this", "last")


def _checked(inserted: Inserted) -> Inserted | None:
    """With a speaker that speaks, and is neither writer nor nobody."""
    doc, source = inserted.verb.doc, inserted.source
    if not 0 < len(source) <= LONGEST_SPEAKER or doc[source.start].tag_ in ("IN", "CC", "RB", "WRB"):
        return None
    heads = [doc[number] for number in source if doc[number].tag_ in NOUNS]
    words = {head.lower_ for head in heads}
    if not any(is_human(head) for head in heads) or words & (NARRATOR | NOBODY):
        return None
    return inserted


def _appositions(doc: Doc, at: int, commas: Sequence[int]) -> range:
    """`…, its clerk, Enid Shaw, said`: the stretches without a verb before a cue that stands alone."""
    start = at
    for comma in reversed([comma for comma in commas if comma < at - 1]):
        if any(token.tag_ in FINITE for token in doc[comma + 1 : at]):
            break
        start = comma + 1
    return range(start, at - 1) if start < at else range(0)


def _halves(doc: Doc, inserted: Inserted) -> frozenset[int]:
    """What stands before and behind: both if the first needs the second, the first alone if nothing follows."""
    before = range(0, inserted.start - 1)
    behind = range(inserted.end + 1, _last(doc) + 1)
    if not any(doc[number].tag_ in FINITE for number in before) or doc[0].tag_ == "CC":
        return frozenset()
    if not behind:
        return frozenset(before) if doc[0].lower_ not in SUBORDINATORS and inserted.end > _last(doc) else frozenset()
    opener = doc[behind.start]
    if doc[0].lower_ not in SUBORDINATORS or opener.lower_ in JOINING or opener.tag_ == "VBG" or len(behind) < SHORTEST_HALF:
        return frozenset()
    return frozenset((*before, *behind))


def _last(doc: Doc) -> int:
    """The last token that is no mark."""
    return max((token.i for token in doc if any(mark.isalnum() for mark in token.text)), default=0)
