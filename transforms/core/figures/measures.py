"""How a number is meant: its bounds, its dimension and unit, and of which of all it is told."""

import re
from collections.abc import Iterator

from newsbeam.transforms.core.attribution.number_words import HEDGE_WORDS, ONES
from newsbeam.transforms.core.attribution.numerals import Number
from newsbeam.transforms.core.figures.patterns import (
    AT_LEAST,
    AT_LEAST_AFTER,
    AT_MOST,
    BARE,
    BARE_AFTER,
    BARE_BEFORE,
    CURRENCIES,
    CUT,
    DURATIONS,
    LENGTHS,
    MONEY_UNITS,
    NEARLY,
    OF_ALL,
    OF_NOUN,
    ONE,
    OTHER,
    OTHER_AFTER,
    PAIR,
    PART,
    PART_AFTER,
    PER,
    SEVERAL,
    TEMPERATURE,
    TOKEN,
    UNIT_FORMS,
)
from newsbeam.transforms.core.figures.phrases import is_known, phrase_of
from newsbeam.transforms.core.figures.things import NOUN_CLASS, singular
from newsbeam.transforms.records import Dimension, Span

AVERAGE = re.compile(r"\b(?:averag\w+|per)\s(?:\w+\s)?$", re.I)
TOTAL = re.compile(r"\b(?:total|in all|overall|altogether)\b", re.I)
SO_FAR = re.compile(r"\b(?:so far|thus far|to date)\b", re.I)
CRITICAL = re.compile(r"\b(?:critical|serious|severe)(?:ly)?\b", re.I)


def extra_numbers(text: str, start: int, end: int) -> Iterator[Number]:
    """`the three workers`, `Two Omani shells`, `17 of the ships`, `a single shell`, `a pair of hooks`: what `find_numbers` leaves out."""
    for match in BARE.finditer(text, start, end):
        before, after = text[max(start, match.start() - 30) : match.start()], text[match.end() : end]
        if BARE_BEFORE.search(before) or BARE_AFTER.match(after) or OF_ALL.search(before):
            continue
        words = phrase_of(text, match.end(), end)
        if match["of"] or (words and is_known(words[-1][0])):
            value = float(match["digits"].replace(",", "")) if match["digits"] else float(ONES.get(match["word"].lower(), 0))
            yield Number(Span(*match.span("number")), value, value, bool(HEDGE_WORDS.search(before)), None)
    for match in ONE.finditer(text, start, end):
        nouns = TOKEN.findall(text[match.end() : min(end, match.end() + 40)])
        if any(singular(noun) in NOUN_CLASS for noun in nouns[:3]):
            yield Number(Span(match.start(), match.end() - 1), 1.0, 1.0, False, None)
    for match in PAIR.finditer(text, start, end):
        yield Number(Span(match.start(), match.end() - 4), 2.0, 2.0, False, None)


def bounds_of(number: Number, before: str, after: str) -> tuple[float | None, float | None, bool]:
    """Low, high and whether about so many are meant: `at least 12` has no high, `up to 12` no low."""
    if number.low != number.high:
        return number.low, number.high, number.approx
    if AT_LEAST.search(before) or AT_LEAST_AFTER.match(after):
        return number.low, None, False
    if AT_MOST.search(before):
        return None, number.high, False
    if NEARLY.search(before):
        return None, number.high, True
    return number.low, number.high, number.approx


def dimension_of(number: Number, after: str) -> tuple[Dimension, str | None, float, int]:
    """Dimension, unit, the factor to the unit in which it is compared, and how many characters the unit takes."""
    if number.unit in ("percent", "percentage points"):
        return "share", number.unit, 1.0, 0
    if number.unit == "times":
        return "times", number.unit, 1.0, 0
    if number.unit == "degrees" or TEMPERATURE.match(after):
        return "degrees", "degrees", 1.0, 0
    if number.unit and (number.unit in CURRENCIES or number.unit.endswith(" dollars")):
        return "money", number.unit, 1.0, 0
    if match := MONEY_UNITS.match(after):
        return (
            "money",
            {"usd": "dollars", "eur": "euros", "gbp": "pounds"}.get(match[1].lower(), singular(match[1]) + "s"),
            1.0,
            match.end(),
        )
    if number.unit in LENGTHS:
        return "length", "metres", LENGTHS[number.unit], 0
    match = re.match(r"\s?[\s-](nautical miles?|[A-Za-z]+)\b", after)
    name = UNIT_FORMS.get(match[1].lower().split()[0]) if match else None
    if match and name in LENGTHS:
        return "length", "metres", LENGTHS[name], match.end()
    if match and name in DURATIONS:
        return "duration", name, 1.0, match.end()
    return "count", None, 1.0, 0


def scopes_of(before: str, after: str) -> Iterator[str]:
    """Of which of all a number is told, by the rest of its sentence before and after it; see `FigureRow.scope`."""
    near = before[-60:]
    if PART.search(near) or PART_AFTER.match(after) or OF_NOUN.match(after):
        yield "part"
    if SEVERAL.search(before) or SEVERAL.search(after):
        yield "series"
    if OTHER.search(near) or OTHER_AFTER.match(after):
        yield "other"
    if PER.match(after) or AVERAGE.search(near):
        yield "each"
    if TOTAL.search(before[-25:]) or TOTAL.search(after[:40]) or SO_FAR.search(before):
        yield "all"
    if CRITICAL.search(CUT.split(near[-30:])[-1]) or CRITICAL.search(CUT.split(after[:40])[0]):
        yield "critical"
