"""Feeds read: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed, and sitemaps, from untrusted bytes.

feedparser is wrapped here and nowhere else. It is given bytes only (a string may be taken for a file's name or an address) after
`feed_guard` has removed what makes it hang. What remains slow is the sandbox's matter.
"""

import io
import json
import re
import time
import xml.sax
from calendar import timegm
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import Any

import feedparser
from lxml import etree

from newsbeam.transforms.core.syndication import feed_fields as fields
from newsbeam.transforms.core.syndication import feed_guard, feed_text
from newsbeam.transforms.core.syndication.feed_index import PAGES, no_feed, sitemaps
from newsbeam.transforms.core.web.urls import resolve
from newsbeam.transforms.errors import Permanent
from newsbeam.transforms.fetch_records import FeedEntry, FeedPoll, FeedReply, ParsedFeed, body_hash

MAX_ENTRIES = feed_guard.MAX_ITEMS
"""Of one poll: the newest, then the first ones without a date."""
MAX_TTL = 7 * 86_400
"""A publisher's wish for fewer polls is believed up to this, in seconds."""
_ROOTS = frozenset({"channel", "feed", "rdf", "rss"})
"""Root elements of feeds, whether or not there is anything in them."""
MAX_HEAD = 20_000
"""Characters of an RSS feed in which its hours are looked for."""
_SKIP_HOURS = re.compile(r"<skiphours>([^!]{0,2000}?)</skiphours>", re.IGNORECASE)
_SKIP_DAYS = re.compile(r"<skipdays>([^!]{0,1000}?)</skipdays>", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_RECORDINGS = frozenset({"audio", "video"})
_FLASH = "application/x-shockwave-flash"
"""What video sites still call their players."""
_PARSER_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    xml.sax.SAXException,
)
"""What feedparser is known to raise on some malformed feeds instead of saying so in `bozo`."""


def poll_of(reply: FeedReply) -> FeedPoll:
    """What one reply of a feed says: its entries, or that nothing is new, or that it is still as broken as last time.

    Raises:
        Permanent: as `parse_feed`, unless the same bytes were there before: they need no second dead letter.
    """
    fetched = FeedPoll(
        reply.origin,
        reply.url,
        reply.status,
        "not_modified",
        etag=reply.etag,
        last_modified=reply.last_modified,
        moved_to=reply.moved_to,
        ttl_seconds=reply.fresh_seconds,
        ms=reply.ms,
    )
    if reply.status == 304:
        return fetched
    fetched = replace(fetched, body_hash=body_hash(reply.body), n_bytes=len(reply.body))
    followed, n_named = sitemaps(reply.body, reply.content_type, reply.moved_to or reply.url)
    if followed:
        detail = f"an index of {n_named:,} sitemaps: {n_named - len(followed):,} are left out" if n_named > len(followed) else None
        return replace(fetched, outcome="polled", sitemaps=followed, detail=detail)
    try:
        feed = parse_feed(reply.body, reply.content_type, reply.moved_to or reply.url)
    except Permanent as error:
        if fetched.body_hash != reply.last_hash:
            raise
        return replace(fetched, outcome="failed", reason=error.reason, detail=error.detail)
    return replace(
        fetched,
        outcome="polled",
        title=feed.title,
        lang=feed.lang,
        detail=f"{feed.n_older:,} entries left out, as more than {MAX_ENTRIES:,} are newer" if feed.n_older else None,
        ttl_seconds=max(feed.ttl_seconds or 0, reply.fresh_seconds or 0) or None,
        quiet_hours=feed.quiet_hours,
        entries=feed.entries,
    )


def parse_feed(body: bytes, content_type: str | None, feed_url: str) -> ParsedFeed:
    """Read a feed of any kind.

    Args:
        content_type: the header, for its charset only: servers are wrong about the rest.
        feed_url: what relative links are relative to.

    Raises:
        Permanent: `empty`, `bad_feed`, `undecodable` or `too_large`.
    """
    text = feed_text.decode(body, content_type)
    if text.startswith(("{", "[")):
        return _json_feed(text, feed_url)
    name, start = feed_guard.root(text)
    if name in ("", *PAGES, "opml", "sitemapindex", "svg", "error"):
        raise Permanent("bad_feed", no_feed(name, text, feed_url))
    quiet_hours = _quiet_hours(text[start : start + MAX_HEAD])
    text, n_older = feed_guard.newest(text, start)
    document = feed_guard.guarded(text, start)
    if name == "urlset":
        return _sitemap(document, feed_url)
    return replace(_feed(document, feed_url, known=name in _ROOTS), n_older=n_older, quiet_hours=quiet_hours)


# --- RSS and Atom ----------------------------------------------------------------------------------------------------


def _feed(document: bytes, feed_url: str, known: bool) -> ParsedFeed:
    try:
        found = feedparser.parse(  # without the feed's address, so that a relative guid is not made to look like a link
            io.BytesIO(document),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
        if not (known or found["version"] or found["entries"]):
            raise Permanent("bad_feed", f"no feed in it: {found.get('bozo_exception', 'unknown format')}"[:500])
        about = found["feed"]
        lang = fields.language(dict.get(about, "language"))
        entries = [_entry(entry, feed_url, lang) for entry in found["entries"][:MAX_ENTRIES]]
        title = fields.plain(dict.get(about, "title"), fields.MAX_TITLE)
        return _parsed(title, lang, entries, ttl=_ttl(about), malformed=bool(found["bozo"]))
    except _PARSER_ERRORS as error:
        raise Permanent("bad_feed", f"{type(error).__name__}: {error}"[:500]) from error


def _entry(entry: dict[str, Any], feed_url: str, lang: str | None) -> FeedEntry:
    """One entry. `dict.get` because feedparser's own `get` answers for keys that are not there."""

    def get(key: str) -> Any:
        return dict.get(entry, key)

    links = [get("feedburner_origlink"), get("link"), *_links(entry)]
    guid = get("id")  # feedparser takes any guid for a link if there is none
    url = _first_link([*(link for link in links if link != guid), guid], feed_url)
    kind = "published" if get("published") else "updated" if get("updated") else "created"
    raw = fields.raw_date(get(kind))
    content = max((part.get("value") or "" for part in get("content") or ()), key=len, default="")
    html = max(content, get("summary") or "", key=len)
    media_url = _media(entry, feed_url)
    return FeedEntry(
        feed_url,
        url or "",
        guid=fields.plain(guid, fields.MAX_GUID),
        title=fields.plain(get("title"), fields.MAX_TITLE),
        published_at=fields.moment(raw, _guess(get(f"{kind}_parsed"))),
        published_raw=raw,
        authors=fields.names([*(author.get("name") for author in get("authors") or ()), get("author")][: fields.MAX_AUTHORS]),
        lang=fields.language(_detail_language(entry)) or lang,
        section=next(iter(fields.names(tag.get("term") for tag in (get("tags") or ())[:1])), None),
        html=html[: fields.MAX_HTML] or None,
        is_full=html == content or media_url is not None,
        media_url=media_url,
        updated_raw=fields.raw_date(get("updated")),
    )


def _media(entry: dict[str, Any], feed_url: str) -> str | None:
    """The address of the entry's recording: RSS's and Atom's enclosure, or the Media RSS module's content; no picture."""
    enclosures = [link for link in dict.get(entry, "links") or () if link.get("rel") == "enclosure"]
    for part in [*enclosures, *(dict.get(entry, "media_content") or ())]:
        kind = str(part.get("medium") or part.get("type") or "").partition("/")[0].lower()
        address = part.get("href") or part.get("url")
        if isinstance(address, str) and (kind in _RECORDINGS or part.get("type") == _FLASH) and (url := resolve(feed_url, address)):
            return url
    return None


def _links(entry: dict[str, Any]) -> list[object]:
    """The entry's addresses, the likeliest first: alternates, then content that is elsewhere, then the entry itself."""
    links = [(str(link.get("rel")).rpartition("/")[2], link.get("href")) for link in dict.get(entry, "links") or ()]
    elsewhere = [part.get("src") for part in dict.get(entry, "content") or ()]
    return [href for rel, href in links if rel == "alternate"] + elsewhere + [href for rel, href in links if rel == "self"]


def _detail_language(entry: dict[str, Any]) -> object:
    details = [*(dict.get(entry, "content") or ()), dict.get(entry, "title_detail") or {}]
    return next((detail["language"] for detail in details if detail.get("language")), None)


def _guess(parsed: time.struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _ttl(about: dict[str, Any]) -> int | None:
    """`ttl` in minutes, or the syndication module's period and frequency."""
    minutes = _number(dict.get(about, "ttl"))
    period = _PERIODS.get(str(dict.get(about, "sy_updateperiod") or "").strip().lower())
    frequency = _number(dict.get(about, "sy_updatefrequency")) or 1
    seconds = minutes * 60 if minutes else period // frequency if period else None
    return min(seconds, MAX_TTL) if seconds else None


def _quiet_hours(head: str) -> tuple[int, ...]:
    """The hours of the week in which an RSS feed wishes not to be asked (`skipHours`, `skipDays`); none if it would be all of them."""
    hours = {int(hour) % 24 for part in _SKIP_HOURS.findall(head) for hour in re.findall(r"<hour>\s*(\d{1,2})\s*<", part, re.IGNORECASE)}
    names = {name.lower() for part in _SKIP_DAYS.findall(head) for name in re.findall(r"<day>\s*(\w{6,9})\s*<", part, re.IGNORECASE)}
    quiet = [hour for hour in range(7 * 24) if hour % 24 in hours or _DAYS[hour // 24] in names]
    return tuple(quiet) if len(quiet) < 7 * 24 else ()


def _number(text: object) -> int | None:
    text = str(text).strip() if text else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


# --- JSON Feed -------------------------------------------------------------------------------------------------------


def _json_feed(text: str, feed_url: str) -> ParsedFeed:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Permanent("bad_feed", f"JSON: {error}"[:500]) from error
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise Permanent("bad_feed", "JSON without a list of items")
    lang = fields.language(found.get("language"))
    entries = [_json_entry(item, feed_url, lang) if isinstance(item, dict) else None for item in _newest_of(items)]
    malformed = "jsonfeed.org/version" not in str(found.get("version"))
    parsed = _parsed(fields.plain(found.get("title"), fields.MAX_TITLE), lang, entries, malformed=malformed)
    return replace(parsed, n_older=max(0, len(items) - MAX_ENTRIES))


def _newest_of(items: list[Any]) -> list[Any]:
    """The newest ones in their order, if there are too many."""
    if len(items) <= MAX_ENTRIES:
        return items
    dates = [fields.moment(_json_date(item)) if isinstance(item, dict) else None for item in items]
    ages = [-date.timestamp() if date else 0.0 for date in dates]
    return [items[number] for number in sorted(sorted(range(len(items)), key=ages.__getitem__)[:MAX_ENTRIES])]


def _json_date(item: dict[str, Any]) -> str | None:
    return fields.raw_date(item.get("date_published") or item.get("date_modified"))


def _json_entry(item: dict[str, Any], feed_url: str, lang: str | None) -> FeedEntry:
    url = _first_link([item.get("url"), item.get("external_url"), item.get("id")], feed_url)
    raw = _json_date(item)
    people, tags = item.get("authors"), item.get("tags")
    people = people if isinstance(people, list) else [item.get("author")]
    content = item.get("content_html")
    if not isinstance(content, str) and isinstance(item.get("content_text"), str):
        content = "".join(f"<p>{escape(line)}</p>" for line in item["content_text"].splitlines() if line.strip())
    if not isinstance(content, str):
        content = item.get("summary")
    attachments = item.get("attachments")
    return FeedEntry(
        feed_url,
        url or "",
        guid=fields.plain(str(item["id"]) if item.get("id") else None, fields.MAX_GUID),
        title=fields.plain(item.get("title"), fields.MAX_TITLE),
        published_at=fields.moment(raw),
        published_raw=raw,
        authors=fields.names(person.get("name") for person in people[: fields.MAX_AUTHORS] if isinstance(person, dict)),
        lang=fields.language(item.get("language")) or lang,
        section=next(iter(fields.names(tags[:1])), None) if isinstance(tags, list) else None,
        html=content[: fields.MAX_HTML] or None if isinstance(content, str) else None,
        is_full=isinstance(content, str) and content != item.get("summary"),
        media_url=_json_media(attachments if isinstance(attachments, list) else [], feed_url),
        updated_raw=fields.raw_date(item.get("date_modified")),
    )


def _json_media(attachments: list[Any], feed_url: str) -> str | None:
    for part in attachments:
        if (
            isinstance(part, dict)
            and str(part.get("mime_type")).partition("/")[0].lower() in _RECORDINGS
            and isinstance(part.get("url"), str)
        ):
            return resolve(feed_url, part["url"])
    return None


# --- sitemaps --------------------------------------------------------------------------------------------------------


def _sitemap(document: bytes, feed_url: str) -> ParsedFeed:
    """A sitemap or news sitemap (sitemaps.org 0.9; Google's news extension)."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise Permanent("bad_feed", f"XML: {error}"[:500]) from error
    if tree is None:
        raise Permanent("bad_feed", "no XML in it")
    entries = [_sitemap_entry(_values(node), feed_url) for node in tree if _local(node) == "url"]
    entries.sort(key=_recency)
    parsed = _parsed(None, None, entries[:MAX_ENTRIES], malformed=len(parser.error_log) > 0)
    return replace(parsed, n_older=max(0, len(entries) - MAX_ENTRIES))


def _recency(entry: FeedEntry | None) -> float:
    """For sorting, latest first; undated ones last, in their order."""
    return -entry.published_at.timestamp() if entry is not None and entry.published_at is not None else 0.0


def _values(node: Any) -> dict[str, str]:
    """The first text of each kind of descendant, by local name."""
    values: dict[str, str] = {}
    for part in node.iter():
        if part.text and part.text.strip():
            values.setdefault(_local(part), part.text)
    return values


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _sitemap_entry(values: dict[str, str], feed_url: str) -> FeedEntry | None:
    url = _first_link([values.get("loc")], feed_url)
    if url is None:
        return None
    raw = fields.raw_date(values.get("publication_date") or values.get("lastmod"))
    return FeedEntry(
        feed_url,
        url,
        title=fields.plain(values.get("title"), fields.MAX_TITLE),
        published_at=fields.moment(raw),
        published_raw=raw,
        lang=fields.language(values.get("language")),
        updated_raw=fields.raw_date(values.get("lastmod")),
    )


# --- all kinds -------------------------------------------------------------------------------------------------------


def _parsed(
    title: str | None, lang: str | None, entries: Iterable[FeedEntry | None], ttl: int | None = None, malformed: bool = False
) -> ParsedFeed:
    return ParsedFeed(title, lang, tuple(entry for entry in entries if entry is not None), ttl, malformed)


def _first_link(candidates: Iterable[object], feed_url: str) -> str | None:
    """The first that is an address of the web. An id counts only if it is one itself: a relative one is no link."""
    *links, guid = candidates
    for link in links:
        if isinstance(link, str) and link.strip() and (url := resolve(feed_url, link)):
            return url
    if isinstance(guid, str) and guid.strip().lower().startswith(("http://", "https://")):
        return resolve(feed_url, guid)
    return None
