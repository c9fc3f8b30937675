"""Sentences to parse: a text's sentences, with their spoken quotations put aside.

A whole utterance inside a sentence (`“We will. We must,” she said.`) says nothing about the sentence's own structure, derails the parser
and costs time; it is replaced by a one-word stand-in (`“Yes,” she said.`) before parsing, and every token maps back to the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newsbeam.transforms.core.text.calendar import MONTH_ABBREVIATIONS
from newsbeam.transforms.core.text.pieces import breakable
from newsbeam.transforms.core.text.quotes import Quote, find_quotes, paragraphs, words_of
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

LABEL = re.compile(r"((?:[A-Z][A-Z.’'-]+(?:\s[A-Z][A-Z.’'-]*){0,3}|[QA])\s?:)\s+(?=\S)")
"""A label of an interview or transcript at the beginning of a paragraph, such as `Q:` and `OSGOOD:`: a sentence of its own."""
RUBRIC = re.compile(
    r"(?:\d{1,2}[.:]\d\d\s?(?:[ap]\.?m\.?\b)?(?:\s(?:GMT|BST|UTC|ET|CET|IST))?\s?[|:–—-]?\s+(?=[A-Z“\"‘']))?"
    r"(?:(?:BREAKING|UPDATE|UPDATED|JUST IN|DEVELOPING|WATCH|NEW)\s?:\s+)?"
)
"""The time and the label of an entry of a live blog: a sentence of its own."""
_SPEECH = (
    "said|says|told|tells|asked|asks|added|adds|shouted|yelled|screamed|cried|wondered|exclaimed|replied|answered|demanded|joked|"
    "tweeted|wrote|recalled|called|declared|insisted|repeated|began|continued|remarked|snapped|laughed|sobbed|bellowed|roared|"
    "shrieked|thundered|inquired|enquired|mused|protested|pleaded|urged|warned|boasted|quipped|whispered|muttered|testified"
)
SPEAKER_AFTER = re.compile(
    r"(?:The\s(?:[\w’'-]+\s){1,4}?|He\s|She\s|They\s|[A-Z][\w.’'-]*,?\s(?:[\w.’'-]+,?\s){0,7}?)"
    rf"(?:(?:also|then|later|had|has)\s)?(?P<verb>{_SPEECH})\b(?P<rest>[^.!?:;“\"]*)(?P<stop>[.!?:;“\"]?)"
)
"""Somebody with a verb of saying, right after a quotation that ends in `!` or `?`."""
HOW_SAID = re.compile(
    r"(?:on|in|at|to|after|as|during|before|when|while|with|by|from|of|about|through|via|last|this|earlier|later|yesterday|again|aloud|"
    r"back|out|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|\w+ly)\b"
)
"""What may stand behind such a verb without being what was said."""
SAID_AFTER = re.compile(r"\b(?:that|whether|if|why|how)\b")


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
    for number, piece in enumerate(_introduced(text, quotes)):
        first = at
        while at < len(quotes) and quotes[at].span.start < piece.end:
            at += 1
        yield from _split(text, piece, number, quotes[first:at])


def _introduced(text: str, quotes: tuple[Quote, ...]) -> Iterator[Span]:
    """The paragraphs of a text, each that ends in a colon with the quotation below it: `The mayor said:` / `“We will.”`."""
    spoken = {quote.span.start for quote in quotes if quote.utterance}
    held: Span | None = None
    for piece in paragraphs(text):
        if held is not None and text[held.start : held.end].rstrip().endswith(":") and _first_mark(text, piece) in spoken:
            yield Span(held.start, piece.end)
            held = None
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _first_mark(text: str, piece: Span) -> int:
    """Where the first character of a paragraph stands that is no white space."""
    line = text[piece.start : piece.end]
    return piece.start + len(line) - len(line.lstrip())


def _split(text: str, piece: Span, number: int, quotes: Sequence[Quote]) -> Iterator[Sentence]:
    masked, stretches = _mask(text, piece, [q for q in quotes if q.utterance])
    start = 0
    rubric, label = RUBRIC.match(masked), LABEL.match(masked)
    head = rubric if rubric and rubric.end() else label
    first = head.end() if head else 0
    for end in [*((first,) if first else ()), *(end for end in _boundaries(masked, stretches) if end > first), len(masked)]:
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
        inner = words_of(text, quote.span, closed=quote.closed)
        last = inner[-1:] if inner[-1:] in ",.?!" else "." if inner[-1:] in "…—–-" else ""
        stand_in = f"“{STAND_IN}{last}”"
        if quote.span.end - quote.span.start == len(stand_in):
            stand_in = f"“{STAND_IN}, {STAND_IN}{last}”"  # a stand-in is told by its length
        if text[quote.span.end : quote.span.end + 1].isalnum():
            stand_in += " "  # `"We left, "he said`
        put(stand_in, quote.span.start, quote.span.end)
        at = quote.span.end
    put(text[at : piece.end], at, piece.end)
    return "".join(parts).replace("\n", " "), stretches


def _boundaries(masked: str, stretches: list[tuple[int, int, int, int]]) -> Iterator[int]:
    stand_ins = [(a, b) for a, b, left, right in stretches if b - a != right - left]
    ends = {b for _, b in stand_ins}
    for match in BOUNDARY.finditer(masked):
        head = masked[max(0, match.start() - 12) : match.start()]
        if ABBREVIATION.search(head) or any(a < match.start() < b - 1 for a, b in stand_ins if a <= match.start() <= b and match.end() < b):
            continue
        if match.end(1) in ends and _names_speaker(masked, match.end()):
            continue
        yield match.end()


def _names_speaker(masked: str, at: int) -> bool:
    """`“We won!” Roe said.`: whose the quotation is; not `“Why?” Roe said the fire was set.`"""
    match = SPEAKER_AFTER.match(masked, at)
    if match is None or match["stop"] in (":", "“", '"') or SAID_AFTER.search(match["rest"]):
        return False
    rest = match["rest"].lstrip(" ,")
    return not rest or match["verb"] in ("told", "tells", "asked", "asks") or HOW_SAID.match(rest) is not None
