"""What a feed's entry is known by beside its address: some feeds give every link a new token or session at every poll.

Two different articles must never be taken for one; one that is fetched twice is found by its text. So an entry is known again only by its
headline together with its guid or date, and by what is left of its address without what looks like a token.
"""

import re
from collections import Counter
from collections.abc import Iterable

from newsbeam.transforms.core.ids import make_id, normalise
from newsbeam.transforms.core.web import url_tables as tables
from newsbeam.transforms.core.web.urls import parse, site, url_key
from newsbeam.transforms.errors import Permanent
from newsbeam.transforms.fetch_records import FeedEntry
from newsbeam.transforms.records import Id

_MIXED = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9._~+=%-]{8,}|[0-9]{10,}")
"""A parameter's value that looks like a token: letters and digits mixed, or a time in seconds."""
MIN_VALUE = 4
"""Characters of a value that counts as a token if guid or date speak for the entry, too: shorter ones are days and pages."""
_SEGMENT = re.compile(
    r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9_]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\(\w\(\w+\)\)", re.IGNORECASE
)
"""A segment of a path that looks like one."""


def entry_ids(entries: Iterable[tuple[str, FeedEntry]]) -> dict[str, Id]:
    """The ids of one poll's entries by `url_key`; none for those that others of the poll share.

    Args:
        entries: each with the `url_key` of its page; addresses must be fetchable.
    """
    found = {key: found for key, entry in entries if (found := entry_id(entry)) is not None}
    shared = Counter(found.values())
    return {key: found for key, found in found.items() if shared[found] == 1}


def entry_id(entry: FeedEntry) -> Id | None:
    """The entry's id; None if it has no headline, or no link that could change. Equal ids on one site: one article, whatever the tokens.

    Raises:
        Permanent: `bad_url`: the entry's address cannot be taken apart.
    """
    if not entry.title or not entry.url:
        return None
    guid = _plain_guid(entry)
    published = entry.published_at.isoformat() if entry.published_at else None
    where = None if guid and published else _stem(entry.url, sure=bool(guid or published))
    return make_id("entry", site(entry.url), guid, normalise(entry.title), published, where)


def _plain_guid(entry: FeedEntry) -> str | None:
    """The guid; None if it is the link once more. One that is another address has tokens like any."""
    if not entry.guid or not entry.guid.startswith(("http://", "https://")):
        return entry.guid
    try:
        return None if url_key(entry.guid) == url_key(entry.url) else _stem(entry.guid, sure=True)
    except Permanent:
        return None


def _stem(url: str, *, sure: bool) -> str:
    """The address without the values, and if `sure` the segments, that look like tokens; `sure`: guid or date speak for the entry, too."""
    address = parse(url_key(url))
    path = "/".join("*" if sure and _SEGMENT.fullmatch(segment) else segment for segment in address.path.split("/"))
    pairs = [pair.partition("=") for pair in address.query.split("&")]
    query = sorted(f"{name}=*" if _is_token(name.lower(), value, sure=sure) else f"{name}={value}" for name, _, value in pairs)
    return f"{address.netloc}{path}?{'&'.join(query)}"


def _is_token(name: str, value: str, *, sure: bool) -> bool:
    if name in tables.TOKENS:
        return True
    return name not in tables.ARTICLE_NUMBERS and ((sure and len(value) >= MIN_VALUE) or _MIXED.fullmatch(value) is not None)
