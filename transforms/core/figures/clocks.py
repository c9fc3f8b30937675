"""Times of day and ages: numbers that count nothing, but that reports can differ on."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsbeam.transforms.core.entities.names import country_of
from newsbeam.transforms.core.figures.things import moment_of
from newsbeam.transforms.core.text.calendar import EXACT_MONTH
from newsbeam.transforms.records import Dimension, Span

CLOCK = re.compile(
    r"\b(?P<h>\d{1,2})(?:[:.]\s?(?P<m>\d\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
    r"|\b(?P<hm>(?:[01]?\d|2[0-3])[:.]\s?[0-5]\d)(?=\s?(?:hrs|hours|GMT|BST|IST|CET|EST|local time|o['’]clock)\b)"
    r"|\b(?P<mil>(?:[01]\d|2[0-3])[0-5]\d)(?=\s?(?:hrs|hours|h)\b)"
    r"|(?P<named>\bnoon\b|\bmidday\b|\bmidnight\b)",
    re.I,
)
ZONE = re.compile(r"^\s?(?:GMT|UTC)\b")
AGE = re.compile(
    r"\b(?P<name>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3}),?\s(?:who is\s|is\s|aged\s|age\s|\()?(?P<age>\d{1,2})"
    r"(?=[,;)]|\.(?!\d)|\s(?:and|from|of|was|who)\b)"
    r"|\b(?P<age2>\d{1,2})[-\s]years?[-\s]old\s(?:[a-z-]+\s){0,3}?(?P<name2>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3})"
)
ABOUT = re.compile(
    r"\b(?:about|around|approximately|just|shortly|nearly|almost|some time|before|after|roughly|by|until)\s(?:(?:before|after|at)\s)?$",
    re.I,
)
UNTIL = re.compile(r"\b(?:by|until|till|as of|since|from|to)\s(?:about\s|around\s)?$", re.I)
"""`by 6.30am the fire had been contained`: it was not at that hour."""
WORD = re.compile(r"[A-Za-z][\w’'-]*")
NO_NAME = rf"{EXACT_MONTH}|Some|About|Over|Nearly|Around|At|The|And|But|No|Day|Week|Group|Game|Round|Chapter"


class Other(NamedTuple):
    """A time of day or an age."""

    span: Span
    value: float
    dimension: Dimension
    """`clock` (minutes since midnight) or `age` (years)."""
    of: str | None
    """Whose age: the name, lower case."""
    event: str | None = None
    approx: bool = False


def read_clocks(text: str, start: int, end: int) -> Iterator[Other]:
    """The times of day in `text[start:end]`."""
    for match in CLOCK.finditer(text, start, end):
        if (minutes := _minutes(match)) is not None and not ZONE.match(text[match.end() : match.end() + 5]):
            before = text[max(start, match.start() - 18) : match.start()]
            approx = bool(ABOUT.search(before))
            event = None if UNTIL.search(before) else _event(text, match.span(), start, end)
            yield Other(Span(*match.span()), float(minutes), "clock", None, event, approx)


def _event(text: str, span: tuple[int, int], start: int, end: int) -> str | None:
    """What happened then: the nearest word before it, else after it, that says so."""
    before = WORD.findall(text[max(start, span[0] - 90) : span[0]])
    after = WORD.findall(text[span[1] : min(end, span[1] + 60)])
    return next((name for word in (*reversed(before), *after) if (name := moment_of(word))), None)


def _minutes(match: re.Match[str]) -> int | None:
    if match["named"]:
        return 0 if match["named"].lower() == "midnight" else 720
    if match["mil"]:
        return int(match["mil"][:2]) * 60 + int(match["mil"][2:])
    if match["hm"]:
        hour, minute = re.split(r"[:.]\s?", match["hm"])
        return int(hour) * 60 + int(minute)
    hour_, minute_ = int(match["h"]), int(match["m"] or 0)
    if not 1 <= hour_ <= 12 or minute_ > 59:
        return None
    return (hour_ % 12 + 12 * (match["half"].lower() == "p")) * 60 + minute_


def read_ages(text: str, start: int, end: int) -> Iterator[Other]:
    """The ages of named people in `text[start:end]`."""
    for match in AGE.finditer(text, start, end):
        name = match["name"] or match["name2"]
        if re.fullmatch(NO_NAME, name.split()[-1]) or country_of(name.split()[-1]):
            continue
        yield Other(Span(*match.span()), float(match["age"] or match["age2"]), "age", name.casefold())
