"""The numbers of a sentence with what they count: thing, event, bounds and scope. Text rules, no model."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsbeam.transforms.core.attribution.numerals import Number, find_numbers
from newsbeam.transforms.core.attribution.quantified import country_of_phrase, magnitude_at, place_of
from newsbeam.transforms.core.entities.names import country_of
from newsbeam.transforms.core.figures.measures import bounds_of, dimension_of, extra_numbers, scopes_of
from newsbeam.transforms.core.figures.patterns import (
    AWAY,
    CALIBRE,
    CLAUSE,
    COMPARED,
    COUNTED_BEFORE,
    DENIED,
    OF_ALL,
    OF_PEOPLE,
    SUM_PART,
    TOKEN,
    ZERO,
)
from newsbeam.transforms.core.figures.phrases import head_of, phrase_of
from newsbeam.transforms.core.figures.predicates import IMPLIED_EVENTS, event_at
from newsbeam.transforms.core.figures.purposes import duration_thing, money_thing, share_thing
from newsbeam.transforms.core.figures.things import NOUN_CLASS, PEOPLE, event_of, is_demonym, noun_class, singular
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Dimension, Span


class Reading(NamedTuple):
    """A number, read: what `find_figures` makes a figure of."""

    span: Span
    low: float | None
    high: float | None
    approx: bool
    dimension: Dimension
    unit: str | None
    thing: str | None
    """The class of the noun."""
    event: str | None
    scope: tuple[str, ...]
    modifiers: tuple[str, ...]
    """Words between the number and its noun."""
    place: str | None
    side: str | None = None
    """The country of those counted."""


OF_PERSONS = wordset("wounded detained marched sheltered infected employed")
"""What happens to nobody but people."""
EVENT_NOUNS = wordset("arrest death fatality injury casualty evacuation")
"""Nouns that count the people to whom something happened."""


FAR = 200
"""Characters around a number that are read for its scope and side."""
AMMUNITION = re.compile(r"\sof\s")
METRES = re.compile(r"\d\s?m$")
"""`fell 600m` is no 600 million."""
SCORE_BEFORE, SCORE_AFTER = re.compile(r"\d[-–]$"), re.compile(r"^[-–]\d")
"""`an 88-72 loss`"""


NUMBER_OF = re.compile(r"\sthe number of\s((?:[\w-]+\s){1,3})")
FROM = re.compile(r"\s(?:\w+\s){0,4}?(?:from|be|are|were)\s([A-Z]\w+)")
LOST = re.compile(r"\b([A-Z]\w+)\s(?:has\s|have\s|had\s)?(?:so far\s|already\s)?lost\s(?:[^.;]{0,60}\sand\s)?$")


def read_figures(text: str, start: int, end: int) -> Iterator[Reading]:
    """The figures of the sentence `text[start:end]`."""
    numbers = [*find_numbers(text, start, end), *extra_numbers(text, start, end)]
    numbers.sort(key=lambda number: (number.span.start, -number.span.end))
    kept: list[Number] = []
    for number in numbers:
        is_whole = OF_ALL.search(text, max(start, number.span.start - 10), number.span.start)
        if not is_whole and (not kept or number.span.start >= kept[-1].span.end):
            kept.append(number)
    last: Reading | None = None
    for at, number in enumerate(kept):
        before = kept[at - 1].span.end if at else start
        after = kept[at + 1].span.start if at + 1 < len(kept) else end
        if found := _reading(text, number, Span(start, end), before, after):
            if (
                found.event is None
                and last
                and last.dimension == found.dimension == "count"
                and text[last.span.end : number.span.start].strip() in ("and", ",", "or")
            ):
                found = found._replace(event=last.event)  # `lost seven soldiers and four civilians`
            last = found
            yield found
    for match in CALIBRE.finditer(text, start, end):
        value = float(match[1])
        yield Reading(Span(*match.span()), value, value, False, "calibre", "calibre", "gun", None, (), (), None)
    for match in ZERO.finditer(text, start, end):
        noun = match[1].lower()
        event = "casualties" if noun in ("casualties", "victims") else event_of(singular(noun)) or event_of(noun)
        yield Reading(
            Span(*match.span()), 0.0, 0.0, False, "count", None, noun_class(noun) if event is None else "people", event, (), (), None
        )


def _reading(text: str, number: Number, sentence: Span, before_at: int, after_at: int) -> Reading | None:
    before, after = text[max(sentence.start, number.span.start - 60) : number.span.start], text[number.span.end : sentence.end]
    if DENIED.search(before) or COMPARED.search(before):
        return None
    if number.low == number.high and (SCORE_BEFORE.search(before) or SCORE_AFTER.match(after)):
        return None
    low, high, approx = bounds_of(number, before, after)
    dimension, unit, factor, at = dimension_of(number, after)
    at += number.span.end
    compound = dimension == "count" and text[at : at + 1] == "-"
    words = phrase_of(text, at, min(sentence.end, max(after_at, at)))[: 1 if compound else None]
    head = head_of(words) if words else -1
    stop = words[head][2] if words else at
    modifiers = tuple(noun_class(word) for word, _, _ in words[:head]) if words else ()
    thing = noun_class(words[head][0]) if words else None
    span = Span(number.span.start, stop)
    event = None if compound else event_at(text, span, sentence.start, sentence.end, before_at, is_people=thing in PEOPLE or thing is None)
    if dimension == "count" and event == "fell" and METRES.search(text, *number.span):
        dimension, unit, factor = "length", "metres", 1e-6
    if thing and words[head][0][0].isupper() and not is_demonym(words[head][0]) and country_of(words[head][0]):
        words, thing, stop = words[: head + 1], "people", number.span.end  # `12 Somali and 11 Yemeni`
        span, modifiers = number.span, ()
    if dimension == "count" and magnitude_at(text, number.span, sentence.start, sentence.end):
        dimension = "magnitude"
    if thing == "gun" and "kalashnikov" in modifiers:
        thing = "kalashnikov"
    if thing == "shot" and event is None and words and singular(words[head][0]) == "round" and not AMMUNITION.match(text, stop):
        thing = "round"  # of a fight
    what = _what(text, number, span, at, sentence, dimension, thing, event)
    if what is None:
        return None
    thing, event = what
    if dimension not in ("count", "times"):
        modifiers = ()
    scope = tuple(
        sorted(
            set(
                scopes_of(
                    text[max(sentence.start, number.span.start - FAR) : number.span.start],
                    text[number.span.end : min(sentence.end, number.span.end + FAR)],
                )
            )
        )
    )
    if dimension == "share":
        scope = tuple(name for name in scope if name != "part")
    if dimension == "money" and SUM_PART.match(text[at : sentence.end]):
        scope = ("part", *scope)
    place = place_of(text, stop, min(sentence.end, after_at if after_at > stop else sentence.end))
    low, high = (None if value is None else value * factor for value in (low, high))
    side = country_of_phrase(" ".join(word for word, _, _ in words)) or _side(text, span, sentence)
    return Reading(span, low, high, approx, dimension, unit, thing, event, scope, modifiers, place, side)


def _what(
    text: str, number: Number, span: Span, at: int, sentence: Span, dimension: Dimension, thing: str | None, event: str | None
) -> tuple[str | None, str | None] | None:
    """What a number is of, and what happened to it, by its dimension; None: it cannot be told apart from others."""
    match dimension:
        case "money":
            return money_thing(text, span, at, sentence), event
        case "share":
            return share_thing(text, span, sentence), None
        case "magnitude":
            return "quake", None
        case "duration":
            return (of, event) if (of := duration_thing(text, number, at, sentence)) else None
        case "length":
            if event == "fell":
                return None, event
            return (away["name"].split()[-1].casefold(), "away") if (away := AWAY.match(text[at : sentence.end])) else None
        case "count":
            return _counted(text, span, sentence, thing, event)
        case _:
            return thing, event


def _side(text: str, span: Span, sentence: Span) -> str | None:
    """Whose they are, told elsewhere in the clause: `Norvia lost 12 men`, `to 12 the number of Norvians killed`."""
    if match := NUMBER_OF.match(text, span.end, sentence.end) or FROM.match(text, span.end, sentence.end):
        return country_of_phrase(match[1])
    match = LOST.search(text, max(sentence.start, span.start - FAR), span.start)
    return country_of_phrase(match[1]) if match else None


def _counted(text: str, span: Span, sentence: Span, thing: str | None, event: str | None) -> tuple[str | None, str | None] | None:
    if thing is None or event is None:
        thing, event = _told_before(text, span, sentence, thing, event)
    if thing is None and event in OF_PEOPLE:
        thing = "people"
    if thing == "time":  # `hit him eleven times`
        before_it = (event_of(word) for word in reversed(TOKEN.findall(CLAUSE.split(text[sentence.start : span.start])[-1])))
        event = next((name for name in before_it if name in ("hit", "fired")), None)
        return ("shot", event) if event else None
    if event == "employed" and thing in ("people", None):
        thing = "worker"
    if thing in EVENT_NOUNS:
        return "people", event
    if thing not in PEOPLE and event in OF_PERSONS:
        event = None  # `caught 39 passes`
    if thing in PEOPLE:
        event = {"seized": "detained", "lost": "killed"}.get(event or "", event)
    return thing, event


def _told_before(text: str, span: Span, sentence: Span, thing: str | None, event: str | None) -> tuple[str | None, str | None]:
    """`the number of missing fell to 22`, `police put the march at 30,000`: thing and event stand before the number."""
    match = COUNTED_BEFORE.search(text, max(sentence.start, span.start - 130), span.start)
    if not match:
        return thing, event
    words = TOKEN.findall(match["of"] or match["put"])
    told = next((name for word in words if (name := event_of(word))), None)
    told = told or next((name for word in words if (name := IMPLIED_EVENTS.get(singular(word)))), None)
    noun = next((NOUN_CLASS[one] for word in words if (one := singular(word)) in NOUN_CLASS), None)
    return thing or (noun if noun in PEOPLE or not told else None), event if event in OF_PEOPLE else told or event
