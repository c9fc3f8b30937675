"""Publishing times: from machine forms (ISO 8601, RFC 2822, Unix time), from addresses, and from lines that people read.

Every result is an aware instant in UTC with a flag that tells whether the source named a time of day; nothing is invented: a date that no
calendar has, or that is implausible, is None.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from newsbeam.transforms.core.text.calendar import month_number

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


ZONES: dict[str, float] = {
    # abbreviations that news pages print, in hours east of UTC; ambiguous ones as the press of the larger country means them
    "akdt": -8, "akst": -9, "bst": 1, "cdt": -5, "cest": 2, "cet": 1, "cst": -6, "edt": -4, "eest": 3, "eet": 2, "est": -5,
    "et": -5, "gmt": 0, "hst": -10, "ist": 5.5, "jst": 9, "kst": 9, "mdt": -6, "mesz": 2, "mez": 1, "msk": 3, "mst": -7,
    "pdt": -7, "pst": -8, "sgt": 8, "utc": 0, "wib": 7, "z": 0,
}  # fmt: skip

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?", re.I
)
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:[:.h](\d{2})(?::\d{2})?\s?([ap]\.?m\b\.?)?|\s?([ap]\.?m\b\.?))(?:\s*(?:\(?([A-Z]{1,4})\)?\b|([+-]\d{2}:?\d{2})))?",
    re.I,
)
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª)?[.]?(?:\s+(?:de|of))?[\s-]+([^\W\d_]{3,12})\.?,?(?:\s+(?:de|del))?[\s-]+(\d{4})(?!\d(?!\d?:\d))"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d(?!\d?:\d))")
_NUMERIC = re.compile(r"(?<!\d)(?<!\d[./-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d(?!\d?:\d))")
_DAY_FIRST = re.compile(
    r"\b(?:uhr|veröffentlicht|publié|mis à jour|publicad[oa]|actualizad[oa]|atualizado|pubblicat[oa]|aggiornat[oa]|gepubliceerd|horas|mez"
    r"|cet|publisert|publicerad)\b|(?<!\d)(?:1[3-9]|2[0-3])[:h]\d\d(?!\d)(?!\s?[ap]\.?m)",
    re.I,
)
"""Words beside a date, and the clock of 24 hours, that tell 3/4 to be the third of April."""
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?!\d)")
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_IN_URL = re.compile(  # with folders for years and months, what follows is a day only as a folder: it may be the title (`/2022/02/28-die`)
    r"/((?:19|20)\d{2})/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=/|$)"
    rf"|/((?:19|20)\d{{2}})/{_MONTH}/(0[1-9])(?=[\-_])"
    rf"|/((?:19|20)\d{{2}})/?{_MONTH}/?{_DAY}(?=/|$)"
    rf"|/((?:19|20)\d{{2}})/?{_MONTH}{_DAY}(?=[/\-_.]|$)"
    r"|[/\-_]((?:19|20)\d{2})-(\d{2})-(\d{2})(?=[/\-_.]|$)"
    r"|/[A-Za-z]{0,4}(20[0-4]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{4,12}(?=[/\-_.?]|$)"  # a serial number that begins with the day
)


def parse_machine(value: object) -> Moment | None:
    """A time as metadata write it: ISO 8601 with or without zone (then UTC is taken), RFC 2822, or seconds or milliseconds since 1970."""
    text = str(value or "").strip()[:MAX_DATE_CHARS]
    if not text:
        return None
    if text.isdigit() and len(text) in (10, 13):
        return Moment(datetime.fromtimestamp(int(text[:10]), UTC), has_time=True, has_zone=True)
    match = _ISO.match(text)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        offset = _offset(zone)
        return _moment(int(year), int(month), int(day), None if hour is None else (int(hour), int(minute), int(second or 0)), offset)
    if re.match(r"[A-Za-z]{3},? \d", text):
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return parse_line(text)
        zoned = at.tzinfo is not None
        return Moment((at if zoned else at.replace(tzinfo=UTC)).astimezone(UTC), has_time=True, has_zone=zoned)
    return parse_line(text)


def parse_line(line: str) -> Moment | None:
    """The first date in a line that people read, such as `by A NameFebruary 28, 2022 8:05 pm`, with its time of day if one follows."""
    line = line[:400]
    found = _named_date(line) or _numeric_date(line)
    if found is None:
        return None
    (year, month, day), start, end = found
    clock, offset = _clock(line, start, end)
    return _moment(year, month, day, clock, offset)


def parse_url(url: str | None) -> Moment | None:
    """The day in an address such as `/2022/02/28/title`; a month alone is not enough."""
    match = _IN_URL.search(url or "")
    if not match:
        return None
    year, month, day = (int(x) for x in match.groups() if x)
    return _moment(year, month, day, None, None)


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
    for pattern, order in ((_DAY_MONTH, (3, 2, 1)), (_MONTH_DAY, (3, 1, 2))):
        for match in pattern.finditer(line):
            month = _month_in(match.group(order[1]))
            if month:
                hits.append((match.start(), (int(match.group(order[0])), month, int(match.group(order[2]))), match.end()))
                break
    east = _EAST.search(line)
    if east:
        hits.append((east.start(), (int(east.group(1)), int(east.group(2)), int(east.group(3))), east.end()))
    if not hits:
        return None
    start, parts, end = min(hits)
    return parts, start, end


def _month_in(word: str) -> int | None:
    """The month at the end of a word: in dumps a name can run into it (`HunderFebruary`)."""
    capitals = [i for i, c in enumerate(word) if c.isupper() and i]
    return month_number(word[capitals[-1] :] if capitals and not word.isupper() else word)


def _numeric_date(line: str) -> tuple[tuple[int, int, int], int, int] | None:
    match = _YEAR_FIRST.search(line)
    if match:
        return (int(match.group(1)), int(match.group(3)), int(match.group(4))), match.start(), match.end()
    match = _NUMERIC.search(line)
    if not match:
        return None
    a, separator, b, year = int(match.group(1)), match.group(2), int(match.group(3)), int(match.group(4))
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    if separator == "/" and a <= 12 and b <= 12 and a != b and not _DAY_FIRST.search(line):
        return None  # 3/4 and 4/3 cannot be told apart
    day, month = (a, b) if b <= 12 else (b, a)
    return (year, month, day), match.start(), match.end()


def _clock(line: str, start: int, end: int) -> tuple[tuple[int, int, int] | None, timezone | None]:
    """The time of day beside a date: after it, or shortly before it."""
    match = _CLOCK.search(line[end : end + 40]) or _CLOCK.search(line[max(0, start - 24) : start])
    if not match or (match.group(2) is None and match.group(4) is None):
        return None, None
    hour, minute = int(match.group(1)), int(match.group(2) or 0)
    if hour > 23 or minute > 59:
        return None, None
    half = (match.group(3) or match.group(4) or "").lower()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return (hour, minute, 0), _offset(match.group(5) or match.group(6))


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    low = zone.lower()
    if low in ZONES:
        return timezone(timedelta(hours=ZONES[low]))
    match = re.fullmatch(r"([+-])(\d{2}):?(\d{2})?", zone)
    if not match:
        return None
    delta = timedelta(hours=int(match.group(2)), minutes=int(match.group(3) or 0))
    return timezone(delta if match.group(1) == "+" else -delta) if delta < timedelta(hours=24) else None


def _moment(year: int, month: int, day: int, clock: tuple[int, int, int] | None, zone: timezone | None) -> Moment | None:
    hour, minute, second = clock or (0, 0, 0)
    try:
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone or UTC)
        return Moment(at.astimezone(UTC), has_time=clock is not None, has_zone=zone is not None)
    except (ValueError, OverflowError):
        return None
