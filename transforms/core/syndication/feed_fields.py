"""The values in a feed: bounded, plain, and believed only as far as they can be."""

import email.utils
import html
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from newsbeam.transforms.core.text.controls import without_controls
from newsbeam.transforms.core.text.zones import zone_of

MAX_TITLE = 1_000
MAX_NAME = 200
MAX_GUID = 2_000
MAX_AUTHORS = 20
MAX_HTML = 1_000_000
MAX_DATE = 100
"""Bounds of strings in characters; what is longer is cut."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""Dates outside are not believed. Whether one lies in the future is asked where the time of fetching is known."""

_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|p|div|li)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8}){0,3}")
_CALENDAR = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_MAIL = re.compile(r"(?:mailto:|&lt;|<)?[^\s@<>()\[\]&;,\"]{1,100}@[^\s@<>()\[\]&;,\"]{1,200}(?:&gt;|>)?", re.IGNORECASE)
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]|<\s*>")
_INVISIBLE = frozenset("\u200b\u2060\ufeff")


def plain(text: object, limit: int) -> str | None:
    """A string as one line of plain text without markup and control characters, at most `limit` characters; None if nothing is left."""
    if not isinstance(text, str):
        return None
    text = text[: 10 * limit]
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", _HIDDEN.sub(" ", text) if "</" in text else text))
    if "&" in text:
        text = html.unescape(text)
    text = "".join(char for char in without_controls(text.replace("\r", "\n")) if _visible(char))
    return " ".join(text.split())[:limit].rstrip() or None


def visible(html: str) -> str:
    """The text in HTML, roughly and cheaply: to compare it with another, in length or in words."""
    return _TAG.sub("", _HIDDEN.sub("", html) if "</" in html else html)


def _visible(char: str) -> bool:
    return char in "\t\n" or (char not in _INVISIBLE and unicodedata.category(char) not in ("Cs", "Cn"))


def without_mail(text: str) -> str:
    """Text without the e-mail addresses in it, as markup or as plain text: of RSS's `desk@post.example (Ada Renn)`, `(Ada Renn)`."""
    return _MAIL.sub("", text) if "@" in text else text


def names(found: Iterable[object]) -> tuple[str, ...]:
    """Distinct plain names in order."""
    kept: dict[str, None] = {}
    for item in found:
        name = _EMPTY.sub("", without_mail(plain(item, MAX_NAME) or "")).strip(" ,;:-")
        name = name[1:-1].strip() if name.startswith("(") and name.endswith(")") else name
        if name and len(kept) < MAX_AUTHORS:
            kept[name] = None
    return tuple(kept)


def language(text: object) -> str | None:
    """A language tag such as `en` or `pt-BR`; None if it does not look like one."""
    tag = text.strip().replace("_", "-") if isinstance(text, str) and len(text) < 40 else ""
    return tag if _LANGUAGE.fullmatch(tag) else None


def raw_date(text: object) -> str | None:
    """The date as the feed wrote it."""
    return plain(text, MAX_DATE)


def moment(raw: str | None, guess: datetime | None = None) -> datetime | None:
    """A date in UTC, if it can be believed; without a zone it is taken as UTC.

    Args:
        raw: as the feed wrote it, ISO 8601 or RFC 822 most often.
        guess: what a lenient parser made of any other form. Lenient parsers make 1 March of 30 February and 2010 of the year 10000, so
            that a guess counts only if its year and its day (or a neighbour, for time zones) are written in `raw`.
    """
    if not raw:
        return None
    found = _strict(raw) or (guess if guess is not None and _is_written(guess, raw) else None)
    return found if found is not None and EARLIEST <= found < LATEST else None


def _strict(raw: str) -> datetime | None:
    for read in (datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            found = read(raw)
            zone = zone_of(raw.split()[-1], found.date())  # the standard library takes most zones with a name for UTC
            return found.replace(tzinfo=zone or UTC).astimezone(UTC) if zone or found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError, IndexError, TypeError):
            continue
    return None


def _is_written(guess: datetime, raw: str) -> bool:
    calendar = _CALENDAR.match(raw)
    if calendar and not _is_day(*map(int, calendar.groups())):
        return False
    numbers = re.findall(r"\d+", raw)
    if any(len(number) > 4 for number in numbers):
        return all(len(number) in (6, 8, 12, 14) for number in numbers if len(number) > 4) and f"{guess:%Y%m%d}"[2:] in raw
    days = {str((guess + timedelta(days=shift)).day) for shift in (-1, 0, 1)}
    year = {f"{guess:%Y}", f"{guess:%y}"}
    return bool(year & set(numbers)) and bool(days & {number.lstrip("0") for number in numbers})


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
