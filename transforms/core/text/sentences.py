"""Sentences to parse: a text's sentences, with their spoken quotations put aside.

A whole utterance inside a sentence (`“We will. We must,” she said.`) says nothing about the sentence's own structure, derails the parser
and costs time; it is replaced by a one-word stand-in (`“Yes,” she said.`) before parsing, and every token maps back to the text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsbeam.transforms.core.text.calendar import MONTH_ABBREVIATIONS
from newsbeam.transforms.core.text.pieces import breakable, pieces
from newsbeam.transforms.core.text.quotes import Quote, find_quotes
from newsbeam.transforms.core.text.titles import ABBREVIATED, written
from newsbeam.transforms.records import Span

STAND_IN = "Yes"
"""What the parser sees instead of an utterance: it takes it for an interjection and leaves the rest alone."""
MAX_SENTENCE = 1_500
"""Characters: longer ones are tables or lists, and the parser's time grows with them."""

BOUNDARY = re.compile(r"(?<=[.?!…])([\"”’'»)\]]*)\s+(?=[\"“‘'«(\[]*[A-Z0-9])|(?<=[.?!…][\"”’'»])()\s*(?=[A-Z“])")
ABBREVIATION = re.compile(
    rf"(?:\b(?:{written(ABBREVIATED)}|{'|'.join(MONTH_ABBREVIATIONS)}|Jr|Sr|No|Nos|vs|etc|e\.g|i\.e|Inc|Corp|Co|Ltd|"
    r"Mt|Ft|Ave|Blvd|approx|fig|pp?|cf|a\.m|p\.m)|\b[A-Z]|\b(?:[A-Z]\.)+[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `parsed` is what the parser reads, `offsets` where each stretch of it stands in the text."""

    span: Span
    paragraph: int
    parsed: str
    stretches: tuple[tuple[int, int, int, int], ...]
    """(start, end) in `parsed`, (start, end) in the text; equally long, except for stand-ins."""
    quotes: tuple[Quote, ...]

    def locate(self, start: int, end: int) -> Span:
        """The place in the text of `parsed[start:end]`; anything that touches a stand-in is its whole quotation."""
        return Span(self._at(start, start=True), self._at(end, start=False))

    def _at(self, offset: int, *, start: bool) -> int:
        for a, b, left, right in self.stretches:
            if a <= offset < b or (offset == b and not start):
                if b - a == right - left:
                    return left + offset - a
                return left if start else right
        return self.span.end

    def spoken(self) -> tuple[Quote, ...]:
        """The quotations that are whole utterances."""
        return tuple(q for q in self.quotes if q.utterance)

    def is_bare(self) -> bool:
        """True if nothing stands outside the utterances."""
        left = self.parsed
        for a, b, _, _ in reversed([s for s in self.stretches if s[1] - s[0] != s[3] - s[2]]):
            left = left[:a] + left[b:]
        return not any(c.isalnum() for c in left)


def sentences(text: str) -> Iterator[Sentence]:
    """All sentences of a text, in order."""
    quotes = find_quotes(text)
    at = 0
    for number, piece in enumerate(pieces(text)):
        inside = []
        while at < len(quotes) and quotes[at].span.start < piece.end:
            inside.append(quotes[at])
            at += 1
        yield from _split(text, piece, number, inside)


def _split(text: str, piece: Span, number: int, quotes: list[Quote]) -> Iterator[Sentence]:
    masked, stretches = _mask(text, piece, [q for q in quotes if q.utterance])
    start = 0
    for end in [*_boundaries(masked, stretches), len(masked)]:
        stop = min(end, start + MAX_SENTENCE)
        part = masked[start:stop]
        lead = len(part) - len(part.lstrip())
        start, stop = start + lead, start + len(part.rstrip())
        if stop > start:
            own = tuple(
                (max(a, start) - start, min(b, stop) - start, *_cut(s, start, stop))
                for s in stretches
                if (a := s[0]) < stop and (b := s[1]) > start
            )
            span = Span(own[0][2], own[-1][3])
            inside = tuple(q for q in quotes if span.start <= q.span.start < span.end)
            yield Sentence(span, number, breakable(masked[start:stop]), own, inside)
        start = end


def _cut(stretch: tuple[int, int, int, int], start: int, stop: int) -> tuple[int, int]:
    a, b, left, right = stretch
    if b - a != right - left:
        return left, right
    return left + max(0, start - a), right - max(0, b - stop)


def _mask(text: str, piece: Span, spoken: Iterable[Quote]) -> tuple[str, list[tuple[int, int, int, int]]]:
    parts: list[str] = []
    stretches: list[tuple[int, int, int, int]] = []
    length, at = 0, piece.start

    def put(words: str, left: int, right: int) -> None:
        nonlocal length
        if words:
            parts.append(words)
            stretches.append((length, length + len(words), left, right))
            length += len(words)

    for quote in spoken:
        put(text[at : quote.span.start], at, quote.span.start)
        inner = text[quote.span.start + 1 : quote.span.end - quote.closed].rstrip()
        last = inner[-1:] if inner[-1:] in ",.?!" else "." if inner[-1:] in "…—–-" else ""
        stand_in = f"“{STAND_IN}{last}”"
        if quote.span.end - quote.span.start == len(stand_in):
            stand_in = f"“{STAND_IN}, {STAND_IN}{last}”"  # a stand-in is told by its length
        put(stand_in, quote.span.start, quote.span.end)
        at = quote.span.end
    put(text[at : piece.end], at, piece.end)
    return "".join(parts), stretches


def _boundaries(masked: str, stretches: list[tuple[int, int, int, int]]) -> Iterator[int]:
    stand_ins = [(a, b) for a, b, left, right in stretches if b - a != right - left]
    for match in BOUNDARY.finditer(masked):
        head = masked[max(0, match.start() - 12) : match.start()]
        if ABBREVIATION.search(head) or any(a < match.start() < b - 1 for a, b in stand_ins if a <= match.start() <= b and match.end() < b):
            continue
        yield match.end()
