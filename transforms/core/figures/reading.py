"""The numbers of a sentence with what they count: thing, event, bounds and scope. Text rules, no model."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsbeam.transforms.core.attribution.number_words import HEDGE_WORDS, ONES
from newsbeam.transforms.core.attribution.numerals import Number, find_numbers
from newsbeam.transforms.core.attribution.quantified import STOP_AFTER, country_of_phrase, place_of
from newsbeam.transforms.core.entities.names import country_of
from newsbeam.transforms.core.figures.patterns import (
    AT_LEAST,
    AT_LEAST_AFTER,
    AT_MOST,
    AUXILIARY,
    AWAY,
    BARE,
    BARE_AFTER,
    BARE_BEFORE,
    CALIBRE,
    CLAUSE,
    COMPARED,
    CURRENCIES,
    CUT,
    DENIED,
    DURATIONS,
    JOINED,
    LENGTHS,
    LIGHT,
    MAX_GAP,
    MONEY_UNITS,
    NAMED_EVENTS,
    NEARLY,
    NOUNS_IN_LY,
    OF_ALL,
    OF_PEOPLE,
    ONE,
    OTHER,
    OTHER_AFTER,
    PAIR,
    PART,
    PART_AFTER,
    PER,
    PHRASES,
    PRONOUNS,
    SHARE_OF_NOUN,
    SUM_PART,
    SUMS_OF,
    TEMPERATURE,
    TOKEN,
    UNIT_FORMS,
    ZERO,
)
from newsbeam.transforms.core.figures.things import (
    IRREGULAR_PLURALS,
    MONEY_NOUNS,
    NOUN_CLASS,
    PEOPLE,
    SHARE_OF,
    event_of,
    is_demonym,
    noun_class,
    singular,
)
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


def read_figures(text: str, start: int, end: int) -> Iterator[Reading]:
    """The figures of the sentence `text[start:end]`."""
    numbers = [*find_numbers(text, start, end), *_extra_numbers(text, start, end)]
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


def _extra_numbers(text: str, start: int, end: int) -> Iterator[Number]:
    """`the three workers`, `Two Omani shells`, `17 of the ships`, `a single shell`, `a pair of hooks`: what `find_numbers` leaves out."""
    for match in BARE.finditer(text, start, end):
        before, after = text[max(start, match.start() - 30) : match.start()], text[match.end() : end]
        if BARE_BEFORE.search(before) or BARE_AFTER.match(after) or OF_ALL.search(before):
            continue
        words = _phrase(text, match.end(), end)
        if match["of"] or (words and _is_known(words[-1][0])):
            value = float(match["digits"].replace(",", "")) if match["digits"] else float(ONES.get(match["word"].lower(), 0))
            yield Number(Span(*match.span("number")), value, value, bool(HEDGE_WORDS.search(before)), None)
    for match in ONE.finditer(text, start, end):
        nouns = TOKEN.findall(text[match.end() : min(end, match.end() + 40)])
        if any(singular(noun) in NOUN_CLASS for noun in nouns[:3]):
            yield Number(Span(match.start(), match.end() - 1), 1.0, 1.0, False, None)
    for match in PAIR.finditer(text, start, end):
        yield Number(Span(match.start(), match.end() - 4), 2.0, 2.0, False, None)


def _is_known(word: str) -> bool:
    return _plural(word) and (singular(word) in NOUN_CLASS or is_demonym(word))


def _reading(text: str, number: Number, sentence: Span, before_at: int, after_at: int) -> Reading | None:
    before, after = text[max(sentence.start, number.span.start - 60) : number.span.start], text[number.span.end : sentence.end]
    if DENIED.search(before) or COMPARED.search(before):
        return None
    low, high, approx = _bounds(number, before, after)
    dimension, unit, factor, at = _dimension(number, after)
    at += number.span.end
    compound = dimension == "count" and text[at : at + 1] == "-"
    words = _phrase(text, at, min(sentence.end, max(after_at, at)))[: 1 if compound else None]
    head = _head(words) if words else -1
    stop = words[head][2] if words else at
    modifiers = tuple(noun_class(word) for word, _, _ in words[:head]) if words else ()
    thing = noun_class(words[head][0]) if words else None
    span = Span(number.span.start, stop)
    event = None if compound else _event(text, span, sentence.start, sentence.end, before_at, is_people=thing in PEOPLE or thing is None)
    if thing and words[head][0][0].isupper() and not is_demonym(words[head][0]) and country_of(words[head][0]):
        return None  # `12 Somali and 11 Yemeni`
    if dimension == "money":
        thing = _money_thing(text, span, at, sentence)
        modifiers = ()
    elif dimension == "length":
        match = AWAY.match(text[at : sentence.end])
        event = "fell" if event == "fell" else "away" if match else None
        thing = match["name"].split()[-1].casefold() if match and event == "away" else None
        if event is None:
            return None
        modifiers = ()
    elif dimension == "duration":
        thing = _duration_thing(text, number, sentence)
        if thing is None:
            return None
        modifiers = ()
    elif dimension == "share":
        thing, event, modifiers = _share_thing(text, span, sentence), None, ()
    elif dimension == "count":
        if thing is None and event in OF_PEOPLE:
            thing = "people"
        if thing == "time":  # `hit him eleven times`
            before_it = (event_of(word) for word in reversed(TOKEN.findall(CLAUSE.split(text[sentence.start : span.start])[-1])))
            event = next((name for name in before_it if name in ("hit", "fired")), None)
            if event is None:
                return None
            thing = "shot"
        if thing in PEOPLE:
            event = {"seized": "detained", "lost": "killed"}.get(event or "", event)
    scope = tuple(sorted(set(_scopes(before, text[number.span.end : sentence.end]))))
    if dimension == "share":
        scope = tuple(name for name in scope if name != "part")
    if dimension == "money" and SUM_PART.match(text[at : sentence.end]):
        scope = ("part", *scope)
    place = place_of(text, stop, min(sentence.end, after_at if after_at > stop else sentence.end))
    low, high = (None if value is None else value * factor for value in (low, high))
    side = country_of_phrase(" ".join(word for word, _, _ in words))
    return Reading(span, low, high, approx, dimension, unit, thing, event, scope, modifiers, place, side)


def _bounds(number: Number, before: str, after: str) -> tuple[float | None, float | None, bool]:
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


def _dimension(number: Number, after: str) -> tuple[Dimension, str | None, float, int]:
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
    match = re.match(r"[\s-](nautical miles?|[A-Za-z]+)\b", after)
    name = UNIT_FORMS.get(match[1].lower().split()[0]) if match else None
    if match and name in LENGTHS:
        return "length", "metres", LENGTHS[name], match.end()
    if match and name in DURATIONS:
        return "duration", name, 1.0, match.end()
    return "count", None, 1.0, 0


def _phrase(text: str, at: int, end: int) -> list[tuple[str, int, int]]:
    """The words of the noun phrase that begins at `at`: (word, start, end)."""
    found: list[tuple[str, int, int]] = []
    last = at
    for match in TOKEN.finditer(text, at, min(end, at + 90)):
        word, gap = match[0], text[last : match.start()]
        low = word.casefold()
        if gap.strip() or not word[0].isalpha():
            if word == "-" and not found:
                last = match.end()
                continue
            if word.isdigit() and found and found[-1][0] in ("AK",):
                last = match.end()
                continue
            break
        if not found and low in ("of", "or", "other", "others", "more", "so-called", "additional", "further"):
            last = match.end()
            if low in ("others", "more"):
                following = TOKEN.match(text, match.end() + 1)
                if (
                    low == "others"
                    or not following
                    or not following[0][0].isalpha()
                    or following[0].casefold() in STOP_AFTER
                    or event_of(following[0])
                ):
                    found.append((word, *match.span()))
                    break
            continue
        if low == "left" and (following := TOKEN.match(text, match.end() + 1)) and _is_known(following[0]):
            last = match.end()
            continue
        if low.endswith("ly") and low not in NOUNS_IN_LY:
            following = TOKEN.match(text, match.end() + 1)
            if (
                not following
                or not following[0][0].isalpha()
                or following[0].casefold() in STOP_AFTER
                or following[0].casefold() in AUXILIARY
            ):
                break
            last = match.end()
            continue
        if not found and low in ("the", "these", "those", "his", "her", "their") and text[at : match.start()].strip() == "of":
            last = match.end()
            continue
        if (low in STOP_AFTER and low not in ("dead", "killed")) or low in AUXILIARY or low in PRONOUNS:
            break
        if (found and event_of(low) and singular(low) not in NOUN_CLASS and low.endswith(("ed", "ing", "en", "ew"))) or (
            found and low in ("fell", "shot", "struck", "hit", "fled", "landed")
        ):
            break
        if joined := JOINED.match(word):
            found.append((joined[1], match.start(), match.start() + len(joined[1])))  # `three workers-two women and a man-died`
            break
        found.append((word, *match.span()))
        last = match.end()
        if len(found) == 6 or (_plural(word) and len(found) >= 1):
            break
    return found


def _plural(word: str) -> bool:
    low = word.casefold()
    if word[0].isupper() and not word.isupper() and not is_demonym(word) and singular(word) not in NOUN_CLASS:
        return False
    return low in IRREGULAR_PLURALS or (
        low.endswith("s") and not low.endswith(("ss", "us", "is", "’s", "'s")) and len(low) > 3 and low not in ("less", "homeless")
    )


def _head(words: list[tuple[str, int, int]]) -> int:
    """The head noun: the plural that ends the phrase, else the last word that the tables know, else the last."""
    if _plural(words[-1][0]):
        return len(words) - 1
    known = [at for at, (word, _, _) in enumerate(words) if singular(word) in NOUN_CLASS]
    return known[0] if known else len(words) - 1


def _event(text: str, span: Span, start: int, end: int, before_at: int, *, is_people: bool) -> str | None:
    """What happened to those counted: the verb that has them as its object or subject, else the nearest of the clause before."""
    before = [match[0] for match in TOKEN.finditer(text, max(start, span.start - 120), span.start)]
    if object_of := _governor(before):
        return object_of
    clause = text[span.end : end]
    cut = CLAUSE.search(clause)
    words = [match[0] for match in TOKEN.finditer(clause[: cut.start()] if cut else clause)][:14]
    head_words = [match[0] for match in TOKEN.finditer(text, span.start, span.end)][1:]
    for word in head_words:
        if word.casefold() in NAMED_EVENTS:
            if word.casefold() == "casualties":
                return "casualties"
            return "killed" if word.casefold() in ("bodies", "lives", "body") else event_of(singular(word)) or event_of(word)
    if is_people and (phrase := next((name for name, pattern in PHRASES if pattern.match(clause)), None)):
        return phrase
    if subject_of := _predicate(words, is_people=is_people):
        return subject_of
    clause_before = CLAUSE.split(text[max(start, before_at, span.start - 80) : span.start])[-1]
    for word in reversed([match[0] for match in TOKEN.finditer(clause_before)][-14:]) if is_people else ():
        if (name := event_of(word)) in OF_PEOPLE:
            return name
    return next((name for word in head_words if (name := event_of(word)) and singular(word) not in NOUN_CLASS), None)


def _governor(before: list[str]) -> str | None:
    """The verb right before a number, with nothing between but `at least` and the like: `killing 12`; not `were killed, 12 …`."""
    at = len(before) - 1
    while at >= 0 and (before[at].casefold() in LIGHT):
        at -= 1
    if at < 0:
        return None
    if before[at].casefold() == "by" and at > 0:
        return event_of(before[at - 1])
    name = event_of(before[at])
    if name and at > 0 and before[at - 1].casefold() in ("was", "were", "been", "being", "is", "are"):
        return None
    return name


def _predicate(words: list[str], *, is_people: bool) -> str | None:
    """The verb whose subject the counted are: `12 people were killed`; of people, what is told of people first."""
    first: str | None = None
    gap = MAX_GAP + 6 if [word.casefold() for word in words[:3]] == ["the", "number", "of"] else MAX_GAP
    for at, word in enumerate(words[:gap]):
        low = word.casefold()
        if low[0].isdigit() or low in (";", "."):
            return first
        if (
            low in ("taking", "took", "taken", "sought", "seeking", "take")
            and at + 1 < len(words)
            and words[at + 1].casefold() in ("shelter", "refuge")
        ):
            return "sheltered"
        if (name := event_of(word)) and (not is_people or name in OF_PEOPLE):
            return name
        first = first or name
    return first


def _money_thing(text: str, span: Span, at: int, sentence: Span) -> str | None:
    """What a sum is for: the nearest noun of money after it, else before it, in its clause."""
    after = text[at : sentence.end]
    cut = re.search(r"[;.]\s|,\s(?:and|but|while|which|who)\b", after)
    for word in TOKEN.findall(after[: cut.start()] if cut else after)[:7]:
        if (name := noun_class(word)) in MONEY_NOUNS:
            return name
    before = CLAUSE.split(text[sentence.start : span.start])[-1]
    for word in reversed(TOKEN.findall(before)[-14:]):
        if (name := noun_class(word)) in MONEY_NOUNS:
            return name
        if bought := SUMS_OF.get(event_of(word) or ""):
            return bought
    return None


def _share_thing(text: str, span: Span, sentence: Span) -> str | None:
    """What a share is a share of: the nearest word of its clause that the table of shares knows."""
    after = CUT.split(text[span.end : sentence.end])[0]
    before = CLAUSE.split(text[sentence.start : span.start])[-1]
    words = (*TOKEN.findall(text[span.start : span.end]), *TOKEN.findall(after)[:9], *reversed(TOKEN.findall(before)[-9:]))
    named = next((name for word in words if (name := SHARE_OF.get(word.casefold()))), None)
    return named or (noun_class(match[1]) if (match := SHARE_OF_NOUN.match(text, span.start)) else None)


def _duration_thing(text: str, number: Number, sentence: Span) -> str | None:
    """How a time is meant: as a `sentence`; None: it cannot be told apart from others."""
    before = text[max(sentence.start, number.span.start - 40) : number.span.start]
    return "sentence" if re.search(r"\b(?:sentenced|jailed|imprisoned)\b", before, re.I) else None


def _scopes(before: str, after: str) -> Iterator[str]:
    if PART.search(before) or PART_AFTER.match(after):
        yield "part"
    if OTHER.search(before) or OTHER_AFTER.match(after):
        yield "other"
    if PER.match(after):
        yield "each"
    if re.search(r"\b(?:total|in all|overall|altogether)\b", before[-25:] + "|" + after[:40], re.I):
        yield "all"
    if re.search(r"\b(?:critical|serious|severe)(?:ly)?\b", CUT.split(before[-30:])[-1] + "|" + CUT.split(after[:40])[0], re.I):
        yield "critical"
