"""`According to`, `as reported by`, `in the view of`: phrases before a source, with the sentence around them as the content."""

import functools
from collections.abc import Iterator
from typing import Any

from newsbeam.transforms.core.attribution import cue_tables
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import Draft, noun_phrase
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import CueClass

NO_SOURCE = wordset(
    "law laws plan plans schedule size rule rules tradition custom constitution agreement terms need needs age type principle principles"
)
"""What things are done according to, without anybody saying so."""


def find_phrases(doc: Any, hidden: frozenset[int]) -> Iterator[Draft]:
    """The phrases of a sentence, each with its source and content."""
    lower = [t.lower_ for t in doc]
    at = 0
    while at < len(lower):
        for words, phrase, cue_class in phrases().get(lower[at], ()):
            if lower[at : at + len(words)] == words and at not in hidden and (draft := _phrase(doc, at, len(words), phrase, cue_class)):
                yield draft
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


def _phrase(doc: Any, at: int, length: int, phrase: str, cue_class: CueClass) -> Draft | None:
    last = doc[at + length - 1]
    head = next((c for c in last.children if c.dep_ in ("pobj", "pcomp") and c.i > last.i), None)
    if head is None:
        head = next((t for t in doc[at + length : at + length + 6] if t.tag_.startswith(("NN", "PRP"))), None)
    if head is None or head.lower_ in NO_SOURCE:
        return None
    source = noun_phrase(head) | set(range(at + length, head.i + 1))
    own = set(range(at, at + length)) | source
    own |= {t.i for t in doc[at : at + length] if t.tag_ == "VBN" for t in t.subtree if t.i > max(source)}  # `by its owner on Sunday`
    own |= {t.i for c in head.children if c.dep_ == "relcl" and at for t in c.subtree}  # `according to Roe, who heads the board`
    dangling = {t.i for t in head.subtree} if at == 0 else set()
    content = (
        {t.i for t in _clause_around(doc, at, max(source)) if not t.is_space}
        - own
        - (dangling if max(dangling, default=0) < len(doc) // 2 else set())
    )
    return Draft(Cue(phrase, cue_class, "c"), frozenset(range(at, at + length)), frozenset(source), frozenset(content), "phrase")


def _clause_around(doc: Any, at: int, end: int) -> list[Any]:
    """The sentence; or, where `;` cuts it, the part that the phrase stands in or that it follows."""
    cuts = [t.i for t in doc if t.text == ";"]
    left = max((c + 1 for c in cuts if c < at and c + 1 != at), default=0)
    right = min((c for c in cuts if c > end), default=len(doc))
    return list(doc[left:right])
