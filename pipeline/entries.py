"""What `run` makes of a feed's entries: which page each is, and whether its own text is kept for the case that the page cannot be had."""

import zlib
from dataclasses import replace
from datetime import datetime
from typing import Literal

from newsbeam.sinks.dimensions import FrontierPage
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.syndication.entry_pages import entry_page
from newsbeam.transforms.core.syndication.feed_fields import visible
from newsbeam.transforms.core.web.urls import forwarded, is_fetchable, site, url_key
from newsbeam.transforms.errors import InputError
from newsbeam.transforms.fetch_records import FeedEntry, FeedPoll
from newsbeam.transforms.records import Hints, Origin, Page

FullText = Literal["auto", "always", "never"]
MAX_KEPT = 400_000
"""Characters of an entry's HTML that are kept; longer ones are not: half a text is none."""
MIN_FULL = 200
"""Visible characters from which an entry's content may stand for its page."""
MIN_SUMMARY = 400
"""The same of a mere summary: shorter ones are teasers."""


def entry_keys(poll: FeedPoll) -> list[tuple[str, FeedEntry]]:
    """A poll's entries, each with the key under which the schedule knows it; those with an address that cannot be fetched are left out.

    Links of aggregators that say where they lead are followed there.
    """
    entries = [replace(entry, url=forwarded(entry.url)) if is_fetchable(entry.url) else entry for entry in poll.entries]
    return [(_key(entry), entry) for entry in entries if not entry.url or is_fetchable(entry.url)]


def _key(entry: FeedEntry) -> str:
    return url_key(entry.url) if entry.url else f"entry:{make_id('entry', _outlet(entry), guid_of(entry))}"


def _outlet(entry: FeedEntry) -> str:
    """Whoever names the guid: an outlet's feeds share them."""
    try:
        return site(entry.feed_url)
    except InputError:
        return entry.feed_url


def guid_of(entry: FeedEntry) -> str:
    """What tells an entry without address from others: its guid, or else what it says."""
    return entry.guid or make_id("guid", entry.title, entry.published_raw, entry.html, entry.media_url)


def kept_html(entry: FeedEntry, full_text: FullText) -> bytes | None:
    """The entry's own text for the schedule, packed; None if it has none that could stand for its page."""
    html = entry.html or ""
    if full_text == "never" or not html.strip() or len(html) > MAX_KEPT:
        return None
    if entry.url and full_text == "auto" and not entry.media_url and len(visible(html)) < (MIN_FULL if entry.is_full else MIN_SUMMARY):
        return None
    return zlib.compress(html.encode("utf-8", "replace"))


def hints_of_page(page: FrontierPage) -> Hints:
    """What the feed said about a page of the frontier."""
    html = zlib.decompress(page.html).decode("utf-8") if page.html else None
    said = (page.title, page.published_at, page.authors, page.lang, page.section)
    return Hints(*said, html=html, media_url=page.media_url, outlet=page.outlet)


def own_page(page: FrontierPage, number: int, now: datetime) -> Page:
    """The document that an entry itself is, for which nothing is fetched."""
    origin = Origin(
        make_id("fetch", page.url_key, now.isoformat()),
        (1, number),  # behind what is fetched
        page.feed_url,
        now,
        url=page.url or None,
        feed_url=page.feed_url,
        external_id=page.guid,
        kind="entry",
    )
    return entry_page(origin, hints_of_page(page))
