"""`According to`, `as reported by`, `in the view of`: phrases before a source, with the sentence around them as the content."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution import cue_tables
from newsbeam.transforms.core.attribution.attribution import Attribution, Tokens
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import noun_phrase, numbers, subtrees
from newsbeam.transforms.core.attribution.guards import Guard, Shape, first_guard, first_taken
from newsbeam.transforms.core.text.wordlists import wordset

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from newsbeam.transforms.records import CueClass

NO_SOURCE = wordset(
    "law laws plan plans schedule size rule rules tradition custom constitution agreement terms need needs age type principle principles"
)
"""What things are done according to, without anybody saying so."""
FAR = 6
"""Words after a phrase among which its source is looked for if the parser does not know it."""


class Phrase(NamedTuple):
    """A phrase of the table in a sentence: the tokens from `start` up to `end`."""

    doc: Doc
    start: int
    end: int
    words: str
    cue_class: CueClass


def find_phrases(doc: Doc, hidden: frozenset[int]) -> Iterator[Attribution[Tokens]]:
    """The attributions by phrase of a sentence."""
    lower = [token.lower_ for token in doc]
    at = 0
    while at < len(lower):
        for words, text, cue_class in phrases().get(lower[at], ()):
            if lower[at : at + len(words)] != words or at in hidden:
                continue
            if attribution := _attribution(Phrase(doc, at, at + len(words), text, cue_class)):
                yield attribution
                at += len(words)
                break
        at += 1


@functools.cache
def phrases() -> dict[str, list[tuple[list[str], str, CueClass]]]:
    """First word -> (words, phrase, class), the longest phrase first."""
    table: dict[str, list[tuple[list[str], str, CueClass]]] = {}
    for phrase, cue_class in sorted(cue_tables.PHRASES, key=lambda row: -len(row[0])):
        table.setdefault(phrase.split()[0], []).append((phrase.split(), phrase, cue_class))
    return table


def _attribution(phrase: Phrase) -> Attribution[Tokens] | None:
    head = first_taken(SOURCE_HEADS, phrase)
    if head is None or first_guard(NO_SOURCES, head):
        return None
    own = set(range(phrase.start, phrase.end))
    source = noun_phrase(head) | set(range(phrase.end, head.i + 1))
    content = {token.i for token in _clause_around(phrase, max(source)) if not token.is_space}
    content -= own | source | _about_saying(phrase, head, source) | _about_source(phrase, head)
    return Attribution(Cue(phrase.words, phrase.cue_class, "c"), frozenset(own), frozenset(source), frozenset(content), "phrase")


def object_of_phrase(phrase: Phrase) -> Token | None:
    """The noun that the parser hangs on the phrase's last word."""
    last = phrase.doc[phrase.end - 1]
    return next((child for child in last.children if child.dep_ in ("pobj", "pcomp") and child.i > last.i), None)


def next_noun(phrase: Phrase) -> Token | None:
    """The next noun or pronoun, if the parser is at a loss."""
    after = phrase.doc[phrase.end : phrase.end + FAR]
    return next((token for token in after if token.tag_.startswith(("NN", "PRP"))), None)


SOURCE_HEADS: tuple[Shape[Phrase, Token], ...] = (
    Shape(
        object_of_phrase,
        "The road is closed, according to three local farmers’ unions.",
        ("three local farmers’ unions: The road is closed",),
    ),
    Shape(next_noun, "The road is closed according to, quite surely, the mayor.", ("quite surely, the mayor: The road is closed",)),
)
"""Who stands after a phrase."""


def is_measure(head: Token) -> bool:
    """`according to plan`: done so, and not said."""
    return head.lower_ in NO_SOURCE


NO_SOURCES: tuple[Guard[Token], ...] = (
    Guard(is_measure, "The road was built according to plan.", unlike="The road was closed, according to the mayor."),
)
"""Why what stands after a phrase is no source."""


def _about_saying(phrase: Phrase, head: Token, source: set[int]) -> set[int]:
    """When and where it was said: `as reported by its owner on Sunday`; and more about the source after the statement."""
    participles = [token for token in phrase.doc[phrase.start : phrase.end] if token.tag_ == "VBN"]
    late = {number for number in subtrees(participles) if number > max(source)}
    return late | (subtrees(child for child in head.children if child.dep_ == "relcl") if phrase.start else set())


def _about_source(phrase: Phrase, head: Token) -> set[int]:
    """All that hangs on the source of a phrase that opens the sentence; unless it reaches so far that the statement hangs there too."""
    below = numbers(head.subtree) if phrase.start == 0 else set()
    return below if max(below, default=0) < len(phrase.doc) // 2 else set()


def _clause_around(phrase: Phrase, end: int) -> list[Token]:
    """The sentence; or, where `;` cuts it, the part that the phrase stands in or that it follows."""
    cuts = [token.i for token in phrase.doc if token.text == ";"]
    left = max((cut + 1 for cut in cuts if cut < phrase.start and cut + 1 != phrase.start), default=0)
    right = min((cut for cut in cuts if cut > end), default=len(phrase.doc))
    return list(phrase.doc[left:right])
