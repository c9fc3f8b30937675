"""Pages that a browser or a copier saved: the address and the time that these programs write into the file, before the page itself."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from newsbeam.transforms.core.pages.dates import EARLIEST
from newsbeam.transforms.core.web.archived import original
from newsbeam.transforms.core.web.urls import is_fetchable

MAX_HEAD_CHARS = 65_536
MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("SingleFile", re.compile(r"<!--\s*Page saved with SingleFile\S*\s+url: *(?P<url>\S+)\s+saved date: *(?P<at>[^\n]{1,100})", re.I)),
    ("Chrome, Edge, Internet Explorer", re.compile(r"<!-- ?saved from url=\(\d{1,5}\)(?P<url>\S+) ?-->", re.I)),
    (
        "HTTrack",
        re.compile(
            r"<!--\s*Mirrored from (?P<url>\S{1,4000}) by HTTrack[^\n\[]{0,100}(?:\[[^\n\]]{0,100}\])?, *(?P<at>[^\n>]{1,60}?) *-->", re.I
        ),
    ),
    ("monolith", re.compile(r"<!--\s*Saved from (?P<url>\S{1,4000}) at (?P<at>\S{1,40}) using monolith", re.I)),
    ("WebScrapBook", re.compile(r"<html\b[^<>]{0,2000}\bdata-scrapbook-source=\"(?P<url>[^\"]{1,4000})\"", re.I)),
    ("Save Page WE", re.compile(r"<meta name=\"savepage-url\" content=\"(?P<url>[^\"]{1,4000})\"", re.I)),
    ("the Wayback Machine", re.compile(r"\b__wm\.wombat\(\"(?P<url>[^\"]{1,4000})\",\"(?P<at>\d{14})\"", re.I)),
)
"""By program: its mark, with the address and, where it has one, the time."""
TIMES: tuple[re.Pattern[str], ...] = (
    re.compile(r"\bdata-scrapbook-create=\"(?P<at>\d{14})\d{0,3}\"", re.I),
    re.compile(r"<meta name=\"savepage-date\" content=\"(?P<at>[^\"]{1,100})\"", re.I),
)
"""Of those that write it elsewhere."""

_BODY = re.compile(r"<body[\s>]", re.IGNORECASE)
_SCRIPT_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")


class Saved(NamedTuple):
    """Where and when a page was saved."""

    url: str
    at: datetime | None


def saved_from(text: str) -> Saved | None:
    """What the program that saved a page says of it; None if there is none, or it names no web page."""
    body = _BODY.search(text, 0, MAX_HEAD_CHARS)
    head = text[: body.start() if body else MAX_HEAD_CHARS]
    found = next((match for _, pattern in MARKS if (match := pattern.search(head))), None)
    if found is None:
        return None
    address = found["url"].replace("&amp;", "&")
    url = address if "://" in address else f"https://{address}"  # HTTrack names no scheme
    if not is_fetchable(url):
        return None
    page = original(url)
    stated = found.groupdict().get("at") or next((match["at"] for pattern in TIMES if (match := pattern.search(head))), "")
    return Saved(page.url, page.at or _time(stated.strip()))


def _time(text: str) -> datetime | None:
    """A time as these programs write it: a script's, a mail header's, ISO 8601, or 14 digits."""
    script = _SCRIPT_DATE.search(text)
    if script:
        month, day, year, clock, offset = script.groups()
        text = f"{day} {month} {year} {clock} {offset}"
    try:
        if text.isdigit():
            at = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        else:
            at = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at >= EARLIEST else None
