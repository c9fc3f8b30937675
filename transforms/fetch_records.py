"""What flows between the driver, the web and feeds: requests and replies. Frozen records, as in `newsbeam.transforms.records`."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from newsbeam.transforms.records import Hints, Origin, PollOutcome


def body_hash(body: bytes) -> str:
    """What a feed's body is known again by."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item of a feed or sitemap: a page to fetch, or (with `html`) perhaps the whole document."""

    feed_url: str
    url: str
    """Empty if it names no page."""
    guid: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    published_raw: str | None = None
    authors: tuple[str, ...] = ()
    lang: str | None = None
    section: str | None = None
    html: str | None = None
    """The entry's own content or summary, as HTML."""
    is_full: bool = False
    """True if `html` is offered as the document itself: its content, or what goes with a recording; not a mere summary."""
    media_url: str | None = None
    """The recording that it names."""
    updated_raw: str | None = None
    """When it was last changed, as the feed wrote it."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document read whole."""

    title: str | None
    lang: str | None
    entries: tuple[FeedEntry, ...]
    ttl_seconds: int | None = None
    """The publisher's wish for the least time between two polls."""
    malformed: bool = False
    """True if it broke its own format but could be read."""
    quiet_hours: tuple[int, ...] = ()
    """Hours of the week, from Monday 0:00 UTC on, in which the publisher wishes no polls."""
    n_older: int = 0
    """Entries left out because there are too many newer ones."""


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One URL to get: a feed to poll or a page of the frontier."""

    kind: Literal["feed", "page"]
    origin: Origin
    url: str
    etag: str | None = None
    last_modified: str | None = None
    last_reason: str | None = None
    """Of a feed: the reason code of its last poll, if that failed."""
    last_hash: str | None = None
    """Of a feed: `body_hash` of its last body."""
    hints: Hints = field(default_factory=Hints)
    settling: bool = False
    """A page that its feed named a short while ago: feeds are often ahead of their pages, so a refusal need not be the last word."""

    @property
    def payload(self) -> None:
        """There are no bytes yet."""
        return None


@dataclass(frozen=True, slots=True)
class HostBatch:
    """What one worker asks of one host in one tick: one connection, one request after another, with a gap between."""

    host: str
    requests: tuple[FetchRequest, ...]
    gap_seconds: float
    robots: str | None = None
    """The host's robots.txt, if known; None: ask for it first."""
    until: datetime | None = None
    """What was not begun by then is left for another tick."""


@dataclass(frozen=True, slots=True)
class HostState:
    """What a tick learned of a host."""

    host: str
    robots: str | None
    """Its robots.txt; None: not asked for, or it could not be had, so ask again."""
    robots_fetched_at: datetime | None
    """When `robots` was fetched; None: not in this tick."""
    retry_at: datetime | None = None
    """Leave the host alone until then."""


@dataclass(frozen=True, slots=True)
class FeedReply:
    """A feed as it arrived: untrusted bytes. Status 304: not modified, without body."""

    origin: Origin
    url: str
    status: int
    body: bytes
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    """Where permanent redirects (301, 308) ended, if there were any."""
    last_hash: str | None = None
    """`body_hash` of the feed's last body."""
    ms: int = 0
    fresh_seconds: int | None = None
    """How long the publisher wishes it to be kept (Cache-Control, Expires)."""

    @property
    def payload(self) -> bytes:
        """What a dead letter keeps of it."""
        return self.body


@dataclass(frozen=True, slots=True)
class FeedPoll:
    """The result of asking for one feed once."""

    origin: Origin
    url: str
    status: int | None
    outcome: PollOutcome
    reason: str | None = None
    detail: str | None = None
    """What exactly was wrong, or was left out."""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    """`body_hash` of the body, if one came."""
    moved_to: str | None = None
    title: str | None = None
    lang: str | None = None
    ttl_seconds: int | None = None
    quiet_hours: tuple[int, ...] = ()
    """As of `ParsedFeed`."""
    retry_after_seconds: int | None = None
    n_bytes: int = 0
    ms: int = 0
    entries: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Of an index of sitemaps: those to follow."""
