"""All figures of an article: in its claims, and in the outlet's own voice.

`Police said 12 people had been hurt` gives a figure that is tied to the claim, `Twelve people were hurt` one that is tied to none.
Pure text rules over sentences that hold a number: no model.
"""

import re
from collections import Counter
from collections.abc import Iterator

from newsbeam.transforms.core.entities.names import entity_id
from newsbeam.transforms.core.figures.clocks import Other, read_ages, read_clocks
from newsbeam.transforms.core.figures.conversions import is_conversion
from newsbeam.transforms.core.figures.reading import Reading, read_figures
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.text.sentences import ABBREVIATION, sentences
from newsbeam.transforms.records import Article, Claim, Figure, Id, Span, Zone

HAS_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|dozens?|scores|hundreds?|thousands?|millions?|half|single|couple|pair|no|zero|noon|midday|midnight)\b",
    re.I,
)
INNER = re.compile(r"(?<=[.?!…])[\"”’']*\s+(?=[\"“‘'(]*[A-Z0-9])")
"""Where a sentence ends inside a quotation."""
SHORT = 25
SPACED = re.compile(r"(?<![\d,.])(\d{1,3}), (\d{3})(?!\d)")
"""`30, 000`: read as `30,000`, with the space behind it, so that all else keeps its place."""
MILLIONS = re.compile(r"([$€£]\d[\d.,]{0,20})MM\b")
"""`$200MM`, as dealers write millions."""
CONVERTED = re.compile(r"\d[^()]{0,25}(\()\s?(?:US|A|C|or|about|some)?\s?[$€£]?$")
"""`150 metres (500ft)`: where the same may be told once more, in other units."""
BRACKET_CHARS = 40
NO_SHARE = re.compile(r"(?:second|first|last|latter|other)\s$", re.I)
"""`the second half`"""
MODEL = re.compile(r"\d[MK]\b")
"""`a 9600M chip`"""
BACK = 2
"""Sentences back to where a number without a noun may find what it counts: `Police counted 300 marchers. Witnesses spoke of 500.`"""


def find_figures(article: Article, claims: tuple[Claim, ...]) -> tuple[Figure, ...]:
    """The figures of an article, headline first, then in the order of the text.

    Returns:
        Figures whose spans are offsets into `article.text`; with zone `headline`, into `article.title`.
        Nothing for articles in other languages than English.
    """
    if article.lang and article.lang.split("-")[0].lower() != "en":
        return ()
    told: Counter[str] = Counter()
    return (
        *_figures(article, article.title or "", "headline", claims, told),
        *_figures(article, article.text, "body", claims, told),
    )


def _figures(article: Article, text: str, zone: Zone, claims: tuple[Claim, ...], told: Counter[str]) -> Iterator[Figure]:
    plain = MILLIONS.sub(r"\1M ", SPACED.sub(r"\1,\2 ", text))
    known: list[tuple[int, Reading]] = []
    holders = [(span, claim.claim_id) for claim in claims if (claim.zone == "headline") == (zone == "headline") for span in claim.content]
    for number, sentence in enumerate(_sentences(plain)):
        if not HAS_NUMBER.search(plain, sentence.start, sentence.end):
            continue
        for reading in _readings(plain, sentence):
            whole = _completed(reading, number, known)
            span = _stored(text, reading.span)
            if whole is None or _is_told_before(text, sentence, span, whole):
                continue
            known.append((number, whole))
            yield _figure(article, text, whole, span, zone, sentence, holders, told)


def _sentences(text: str) -> Iterator[Span]:
    """The sentences of a text, those inside quotations too."""
    for sentence in sentences(text):
        at, end = sentence.span
        for match in INNER.finditer(text, at, end):
            head = text[at : match.start()]
            if len(head) > SHORT and not ABBREVIATION.search(head):
                yield Span(at, match.start())
                at = match.end()
        yield Span(at, end)


def _readings(text: str, sentence: Span) -> Iterator[Reading]:
    yield from read_figures(text, *sentence)
    for read in (read_clocks, read_ages):
        yield from map(_of_other, read(text, *sentence))


def _of_other(other: Other) -> Reading:
    return Reading(other.span, other.value, other.value, other.approx, other.dimension, None, other.of, other.event, (), (), None)


def _completed(reading: Reading, number: int, known: list[tuple[int, Reading]]) -> Reading | None:
    """A count of nothing counts what was counted shortly before; None if nothing was."""
    if reading.dimension != "count" or reading.thing or reading.event:
        return reading
    for before, other in reversed(known[-4:]):
        if other.dimension == "count" and other.thing and 0 < number - before <= BACK:
            return reading._replace(thing=other.thing, event=other.event)
    return None


def _stored(text: str, span: Span) -> Span:
    """The place in the text as it is stored: one character longer where a number was written with a space."""
    cut = text[span.end - 1 : span.end].isdigit() and text[span.end : span.end + 1].isdigit()
    return Span(span.start, span.end + cut)


def _is_told_before(text: str, sentence: Span, span: Span, reading: Reading) -> bool:
    """Conversions, halves of a game, and names of models."""
    before = text[max(sentence.start, span.start - 30) : span.start]
    raw = text[span.start : span.end]
    opened = CONVERTED.search(before) if reading.dimension != "clock" else None
    if opened:
        inside = text[span.start - len(before) + opened.end(1) : span.end + BRACKET_CHARS].partition(")")[0]
        if is_conversion(before[: opened.start(1)], inside):
            return True
    return bool(raw[:4].lower() == "half" and NO_SHARE.search(before)) or (reading.dimension != "money" and bool(MODEL.search(raw)))


def _figure(
    article: Article,
    text: str,
    reading: Reading,
    span: Span,
    zone: Zone,
    sentence: Span,
    holders: list[tuple[Span, Id]],
    told: Counter[str],
) -> Figure:
    raw, words = text[span.start : span.end], text[sentence.start : sentence.end]
    told[words + raw] += 1
    around = [(held.end - held.start, claim_id) for held, claim_id in holders if held.start <= span.start and span.end <= held.end + 3]
    return Figure(
        figure_id=make_id("figure", article.article_id, article.content_id, zone, words, raw, str(told[words + raw])),
        claim_id=min(around)[1] if around else None,
        zone=zone,
        span=span,
        sentence=sentence,
        raw=raw,
        low=reading.low,
        high=reading.high,
        approx=reading.approx,
        dimension=reading.dimension,
        unit=reading.unit,
        thing=reading.thing,
        event=reading.event,
        scope=reading.scope,
        modifiers=reading.modifiers,
        side_entity_id=entity_id(reading.side, "GPE") if reading.side else None,
        place_text=reading.place,
    )
