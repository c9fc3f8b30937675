"""Publishing times: from machine forms (ISO 8601, RFC 2822, Unix time), from addresses, and from lines that people read.

Every result is an aware instant in UTC with a flag that tells whether the source named a time of day; nothing is invented: a date that no
calendar has, or that is implausible, is None.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal, NamedTuple

from newsbeam.transforms.core.text.calendar import month_number
from newsbeam.transforms.core.text.zones import ZONE, zone_of
from newsbeam.transforms.records import Precision

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No news page is older than the web."""
SLACK = timedelta(days=2)
"""How far in the future of its fetching a page may date itself: time zones, embargoes, wrong clocks."""
DECLARED_SLACK = timedelta(days=366)
"""The same for a time that a page declares to machines: an archive's own dates are wrong more often than these."""
MAX_DATE_CHARS = 120


class Moment(NamedTuple):
    """An instant, and how exactly it is known."""

    at: datetime
    has_time: bool
    has_zone: bool
    has_day: bool = True
    """False: only the month is known, and `at` is its first day."""

    @property
    def precision(self) -> Precision:
        """How exactly it is known."""
        return "month" if not self.has_day else "day" if not self.has_time else "instant" if self.has_zone else "minute"


DateOrder = Literal["dmy", "mdy"]
"""Whether 3/4 is the third of April or the fourth of March."""


_ISO = re.compile(
    rf"(\d{{4}})-?(\d{{2}})-?(\d{{2}})(?:[T\s]+(\d{{1,2}}):?(\d{{2}})(?::?(\d{{2}})(?:[.,]\d{{1,9}})?)?\s*({ZONE}|[+-]\d{{2}})?)?", re.I
)
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:[:.h](\d{2})(?::\d{2})?\s?([ap]\.?m\b\.?)?|\s?([ap]\.?m\b\.?))"
    rf"(?:\s*(?:(?:uhr|hrs?|h)\s)?\(?({ZONE})\)?)?",
    re.I,
)
_LETTERS = r"((?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e.]){2,14}?)"
"""A month's name; vowel signs of Indic and Thai scripts belong to it, and so do full stops inside of it."""
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|일)?[.]?(?:\s+(?:de|of|d['’]))?[\s-]+{_LETTERS}[.,]{{0,2}}"
    r"(?:\s+(?:de|del|พ\.ศ\.))?[\s-]+(\d{4})(?!\d(?!\d?:\d))"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d(?!\d?:\d))")
_YEAR_MONTH_DAY = re.compile(r"(?<!\d)(\d{4})[.,]?\s+([^\W\d_]{3,12})\.?\s+(\d{1,2})(?!\d)")
_THANG = re.compile(r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})(?!\d)", re.I)
_MONTH_ALONE = re.compile(r"(\d{4})-(\d{2})|([^\W\d_]{3,12})\.?,?\s+(\d{4})")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
BUDDHIST = 543
"""Years by which the Thai calendar is ahead."""
_NUMERIC = re.compile(r"(?<!\d)(?<!\d[./-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d(?!\d?:\d))")
_DAY_FIRST = re.compile(
    r"\b(?:uhr|veröffentlicht|publié|mis à jour|publicad[oa]|actualizad[oa]|atualizado|pubblicat[oa]|aggiornat[oa]|gepubliceerd|horas|mez"
    r"|cet|publisert|publicerad)\b|(?<!\d)(?:1[3-9]|2[0-3])[:h]\d\d(?!\d)(?!\s?[ap]\.?m)",
    re.I,
)
"""Words beside a date, and the clock of 24 hours, that tell 3/4 to be the third of April."""
_RFC = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? \d", re.I)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?!\d)")
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_MONTH_IN_URL = re.compile(rf"/((?:19|20)\d{{2}})[/-]?(?:{_MONTH}|([1-9]))(?=[/_.-]|$)")
_IN_URL = re.compile(  # with folders for years and months, what follows is a day only as a folder: it may be the title (`/2022/02/28-die`)
    r"/((?:19|20)\d{2})/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=/|$)"
    rf"|/((?:19|20)\d{{2}})/{_MONTH}/(0[1-9])(?=[\-_])"
    rf"|/((?:19|20)\d{{2}})/?{_MONTH}/?{_DAY}(?=/|$)"
    rf"|/((?:19|20)\d{{2}})/?{_MONTH}{_DAY}(?=[/\-_.]|$)"
    r"|[/\-_]((?:19|20)\d{2})-(\d{2})-(\d{2})(?=[/\-_.]|$)"
    r"|/[A-Za-z]{0,4}(20[0-4]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{4,12}(?=[/\-_.?]|$)"  # a serial number that begins with the day
)


def parse_machine(value: object, order: DateOrder | None = None, latest: datetime | None = None) -> Moment | None:
    """A time as metadata write it: ISO 8601 with or without zone (then UTC is taken), RFC 2822, or seconds or milliseconds since 1970.

    Args:
        order: how to read 3/4/2024; unknown, it is no date.
        latest: of two readings of 3/4/2024, one that lies after this is none.
    """
    text = str(value or "").strip()[:MAX_DATE_CHARS]
    if not text:
        return None
    if text.isdigit() and len(text) in (10, 13):
        return Moment(datetime.fromtimestamp(int(text[:10]), UTC), has_time=True, has_zone=True)
    match = _ISO.match(text)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        return _moment(int(year), int(month), int(day), None if hour is None else (int(hour), int(minute), int(second or 0)), zone)
    if _RFC.match(text):
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return parse_line(text, order, latest)
        word = text.rsplit(None, 1)[-1]  # the standard library knows few zones by name
        zone = word if at.tzinfo is None or word.isalpha() else f"{at:%z}"
        return _moment(at.year, at.month, at.day, (at.hour, at.minute, at.second), zone)
    return parse_line(text, order, latest) or _month_alone(text)


def parse_line(line: str, order: DateOrder | None = None, latest: datetime | None = None) -> Moment | None:
    """The first date in a line that people read, such as `by A NameFebruary 28, 2022 8:05 pm`, with its time of day if one follows.

    `order` and `latest` as of `parse_machine`.
    """
    line = line[:400]
    found = _named_date(line) or _numeric_date(line, order, latest)
    if found is None:
        return None
    (year, month, day), start, end = found
    clock, zone = _clock(line, start, end)
    return _moment(_common_era(year, line), month, day, clock, zone)


def parse_url(url: str | None) -> Moment | None:
    """The day in an address such as `/2022/02/28/title`; a month alone is not enough."""
    match = _IN_URL.search(url or "")
    if not match:
        return None
    year, month, day = (int(x) for x in match.groups() if x)
    return _moment(year, month, day, None, None)


def parse_url_month(url: str | None) -> Moment | None:
    """The month in an address such as `/2022/02/title`."""
    match = _MONTH_IN_URL.search(url or "")
    return _month(int(match[1]), int(match[2] or match[3])) if match else None


def _month_alone(text: str) -> Moment | None:
    match = _MONTH_ALONE.fullmatch(text)
    if not match:
        return None
    month = int(match[2]) if match[2] else month_number(match[3])
    return _month(int(match[1] or match[4]), month) if month else None


def _month(year: int, month: int) -> Moment | None:
    first = _moment(year, month, 1, None, None)
    return first._replace(has_day=False) if first else None


def _common_era(year: int, line: str) -> int:
    return year - BUDDHIST if 2400 < year < 2700 and _THAI.search(line) else year


def is_ambiguous(text: str | None) -> bool:
    """Whether a short text writes a date that can be read in two ways: 3/4/2024."""
    match = _NUMERIC.search(text) if text and "/" in text and len(text) <= MAX_DATE_CHARS else None
    return match is not None and match[2] == "/" and max(int(match[1]), int(match[3])) <= 12 and match[1] != match[3]


def numeric_orders(lines: Iterable[str]) -> set[DateOrder]:
    """The orders in which these lines must write day and month, since one of the two is larger than 12."""
    found: set[DateOrder] = set()
    for line in lines:
        match = _NUMERIC.search(line)
        if match and match[2] == "/" and max(int(match[1]), int(match[3])) <= 31:
            found |= {"dmy"} if int(match[1]) > 12 >= int(match[3]) else {"mdy"} if int(match[3]) > 12 >= int(match[1]) else set()
    return found


def plausible(moment: Moment | None, fetched_at: datetime, slack: timedelta = SLACK) -> bool:
    """True if a page fetched then can have been published at that time."""
    return moment is not None and EARLIEST <= moment.at <= fetched_at + slack


def publication_day(published_at: datetime | None, fetched_at: datetime) -> date:
    """The partition day: the publication's, if plausible, else the day of fetching; in UTC."""
    if published_at is not None and EARLIEST <= published_at <= fetched_at + SLACK:
        return published_at.astimezone(UTC).date()
    return fetched_at.astimezone(UTC).date()


def _named_date(line: str) -> tuple[tuple[int, int, int], int, int] | None:
    hits = []
    for pattern, order in ((_DAY_MONTH, (3, 2, 1)), (_MONTH_DAY, (3, 1, 2)), (_YEAR_MONTH_DAY, (1, 2, 3))):
        for match in pattern.finditer(line):
            month = _month_in(match.group(order[1]))
            if month:
                hits.append((match.start(), (int(match.group(order[0])), month, int(match.group(order[2]))), match.end()))
                break
    east = _EAST.search(line)
    if east:
        hits.append((east.start(), (int(east.group(1)), int(east.group(2)), int(east.group(3))), east.end()))
    vietnamese = _THANG.search(line)
    if vietnamese:
        hits.append((vietnamese.start(), (int(vietnamese[3]), int(vietnamese[2]), int(vietnamese[1])), vietnamese.end()))
    if not hits:
        return None
    start, parts, end = min(hits)
    return parts, start, end


def _month_in(word: str) -> int | None:
    """The month at the end of a word: in dumps a name can run into it (`HunderFebruary`)."""
    capitals = [i for i, c in enumerate(word) if c.isupper() and i]
    return month_number(word[capitals[-1] :] if capitals and not word.isupper() else word)


def _numeric_date(line: str, order: DateOrder | None, latest: datetime | None) -> tuple[tuple[int, int, int], int, int] | None:
    match = _YEAR_FIRST.search(line)
    if match:
        return (int(match.group(1)), int(match.group(3)), int(match.group(4))), match.start(), match.end()
    match = _NUMERIC.search(line)
    if not match:
        return None
    a, separator, b, year = int(match.group(1)), match.group(2), int(match.group(3)), int(match.group(4))
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    if separator != "." and a <= 12 and b <= 12 and a != b:
        order = "dmy" if _DAY_FIRST.search(line) else order or _past_order(year, a, b, latest) or ("dmy" if separator == "-" else None)
        if order is None:
            return None  # 3/4 and 4/3 cannot be told apart
        if order == "mdy":
            a, b = b, a
    day, month = (a, b) if b <= 12 else (b, a)
    return (year, month, day), match.start(), match.end()


def _past_order(year: int, a: int, b: int, latest: datetime | None) -> DateOrder | None:
    """The order whose day is not yet to come, if the other's is."""
    if latest is None:
        return None
    day_first, month_first = (year, b, a) <= latest.timetuple()[:3], (year, a, b) <= latest.timetuple()[:3]
    return None if day_first == month_first else "dmy" if day_first else "mdy"


def _clock(line: str, start: int, end: int) -> tuple[tuple[int, int, int] | None, str | None]:
    """The time of day beside a date: after it, or shortly before it; and its zone's name."""
    match = _CLOCK.search(line[end : end + 40]) or _CLOCK.search(line[max(0, start - 24) : start])
    if not match or (match.group(2) is None and match.group(4) is None):
        return None, None
    hour, minute = int(match.group(1)), int(match.group(2) or 0)
    if hour > 23 or minute > 59:
        return None, None
    half = (match.group(3) or match.group(4) or "").lower()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return (hour, minute, 0), match.group(5)


def _moment(year: int, month: int, day: int, clock: tuple[int, int, int] | None, zone_name: str | None) -> Moment | None:
    hour, minute, second = clock or (0, 0, 0)
    try:
        zone = zone_of(zone_name, date(year, month, day)) if clock else None
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone or UTC)
        return Moment(at.astimezone(UTC), has_time=clock is not None, has_zone=zone is not None)
    except (ValueError, OverflowError):
        return None
