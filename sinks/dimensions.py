"""What is small and changes in place: dimensions, which every published file holds whole, and the writer's own state. As
`newsbeam.sinks.facts`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from newsbeam.sinks.columns import MANIFEST_ONLY
from newsbeam.transforms.records import EntityLabel, Id, TieReason

Mode = Literal["run", "backfill", "reclean", "demo"]
RunStatus = Literal["running", "ok", "interrupted", "failed"]

# --- dimensions: small, changed in place, whole in every published file ----------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed and how it fares. The state that decides when it is polled next."""

    url: str
    """The feed's address: its key."""
    feed_id: Id
    """Hash of the address."""
    source: str | None = None
    """The outlet."""
    title: str | None = None
    """What the feed calls itself."""
    lang: str | None = None
    """Its language code."""
    state: Literal["active", "resting", "parked", "moved"] = "active"
    """`active`: polled when due. `resting`: not configured any more; `parked`: gone for long, asked once a month; `moved`: another took its
    place."""
    added_at: datetime | None = None
    """When it became known."""
    next_poll_at: datetime | None = None
    """When it is due; empty: at once."""
    interval_seconds: int = 0
    """The present gap between polls; 0: not yet decided."""
    last_polled_at: datetime | None = None
    """When it was last asked."""
    last_ok_at: datetime | None = None
    """When it last answered well."""
    last_full_at: datetime | None = None
    """When it last answered with a whole document rather than that nothing is new."""
    last_status: int | None = None
    """The HTTP status of the last poll."""
    last_reason: str | None = None
    """The reason code, if the last poll failed."""
    consecutive_failures: int = 0
    """Failed polls since the last good one."""
    etag: str | None = None
    """ETag as received."""
    last_modified: str | None = None
    """Last-Modified as received."""
    body_hash: str | None = None
    """Hash of the last body, whether or not it could be read."""
    ttl_seconds: int | None = None
    """The publisher's wish for the least gap between polls."""
    quiet_hours: tuple[int, ...] = ()
    """Hours of the week, from Monday 0:00 UTC on, in which the publisher wishes no polls."""
    moved_to: str | None = None
    """Where a permanent redirect points; its new address once it has done so for a day."""
    moved_since: datetime | None = None
    """Since when it has pointed there."""
    index_url: str | None = None
    """The sitemap index that named it; empty if it is configured itself."""
    gone_since: datetime | None = None
    """Since when it has answered 410."""
    gone_count: int = 0
    """How often in a row it has answered 410."""
    full_text: Literal["auto", "always", "never"] | None = None
    """Whether its entries' own texts are used: as configured, `sources.feed.full_text`; empty: `auto`."""


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A person, organisation, place or event, under its most frequent full name."""

    entity_id: Id
    """The entity."""
    name: str
    """The full name that most mentions go back to; among equals the longest, then the first in the alphabet."""
    label: EntityLabel
    """Its most frequent label."""


@dataclass(frozen=True, slots=True)
class EntityAliasRow:
    """A spelling of an entity and why it was taken for it."""

    entity_id: Id
    """The entity."""
    alias: str
    """The spelling."""
    label: EntityLabel
    """The label it was found with."""
    reason: Literal[TieReason, "full_name"]
    """How the spelling was tied to the entity; `full_name`: an article's fullest spelling."""
    n: int
    """Mentions found in stored revisions: a mention counts once under its own words and once under its article's `full_name`."""


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet, and how far its pages' recurring blocks are known."""

    source: str
    """The outlet, as in `articles`."""
    knowledge: int
    """Version of what is known: it counts the changes."""
    n_articles: int
    """Articles stored when it was last looked at."""
    n_pages: int
    """Of these the newest that were compared, copies left out."""
    n_blocks: int
    """Blocks that count as recurring."""
    learned_at: datetime
    """When it was last looked at."""


@dataclass(frozen=True, slots=True)
class OutletBlockRow:
    """A block of text that recurs on an outlet's pages and is no news: newly cleaned pages lose it."""

    source: str
    """The outlet."""
    block_key: str
    """Hash of the block's letters and digits."""
    text: str
    """The block, as one page has it."""
    n_pages: int
    """Pages that had it, copies left out."""
    n_stories: int
    """Stories to which those pages belong."""
    of_pages: int
    """Pages that were compared."""
    state: Literal["active", "expired", "withdrawn"]
    """`active`; `expired`: not seen of late; `withdrawn`: it turned out to be news."""
    since: int
    """Version of the outlet's knowledge with which it came."""
    until: int | None
    """Version with which it ended."""
    changed_at: datetime
    """When its state last changed."""


@dataclass(frozen=True, slots=True)
class InputRow:
    """An archive file and how far it has been read: what makes a backfill resumable."""

    input_id: Id
    """The file, by its content."""
    path: str
    """Where it was."""
    kind: Literal["archive"]
    """`archive`: a file with records, of whatever format."""
    n_done: int
    """Records done."""
    finished: bool
    """True if there are no more."""
    from_n: int | None = field(default=None, metadata=MANIFEST_ONLY)
    """In a batch's manifest: records that were done when the batch was begun. None: whatever the ledger says is right."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of the program."""

    run_id: str
    """The run."""
    mode: Mode
    """What it was asked to do."""
    version: str
    """Version of the program."""
    started_at: datetime
    """When it began."""
    ended_at: datetime | None = None
    """When it ended; empty while it runs, or if it was killed."""
    status: RunStatus = "running"
    """How it ended."""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One commit of the last 30 days."""

    batch_id: str
    """The batch: what is committed once is never committed again."""
    sequence: int
    """Its place in the order of commits, from 1."""
    run_id: str
    """The run that made it."""
    as_of: int
    """The `sequence` against which its decisions were made."""
    committed_at: datetime
    """When it was committed."""
    n_inputs: int
    """Its rows in `fetches`."""
    n_revisions: int
    """Its rows in `article_revisions`."""
    n_rows: int
    """Its rows in all tables."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One immutable Parquet file of the store."""

    path: str
    """Relative to the store."""
    table_name: str
    """The table whose rows it holds."""
    day: date | None
    """Its day; empty if it holds the thin ends of many days."""
    first_day: date
    """Earliest day in it."""
    last_day: date
    """Latest day in it."""
    n_rows: int
    """Rows."""
    n_bytes: int
    """Size."""
    schema_version: int
    """The schema it was written with."""
    created_at: datetime
    """When it was sealed."""
    replaced_at: datetime | None = None
    """When compaction put another in its place; it is deleted a while later."""


@dataclass(frozen=True, slots=True)
class SchemaVersionRow:
    """A version of these tables that this store has had."""

    version: int
    """The version."""
    applied_at: datetime
    """When it was made so."""
    note: str
    """What changed."""


@dataclass(frozen=True, slots=True)
class StoreInfoRow:
    """What this published file is."""

    version: int
    """Version of the schema."""
    root: str
    """The folder it was published in. The views name files below it."""
    published_at: datetime
    """When it was published."""
    sequence: int
    """The number of commits that it shows."""
    n_articles: int
    """Articles."""
    n_revisions: int
    """Their versions."""
    n_claims: int
    """Rows of `claims`."""
    n_inputs: int
    """Rows of `fetches`."""
    n_dead_letters: int
    """Rows of `dead_letters`, refused ones included."""


# --- the writer's own state: never published -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FrontierPage:
    """A page that a feed named and that is still to be fetched."""

    url_key: str
    """The page, whatever its address is decorated with: its key."""
    url: str
    """The address to ask for; empty if the entry names none."""
    host: str
    """The host that will be asked; if none will, the page's key, so that it waits for nobody."""
    feed_url: str
    """The feed that named it."""
    found_at: datetime
    """When it was found."""
    next_try_at: datetime
    """When it is due."""
    tries: int = 0
    """Failed tries so far."""
    visits: int = 0
    """Times it was fetched: it is visited again, since articles are corrected."""
    first_failed_at: datetime | None = None
    """When the first of them failed."""
    guid: str | None = None
    """The entry's guid."""
    title: str | None = None
    """What the entry says: headline."""
    published_at: datetime | None = None
    """What the entry says: time of publication."""
    authors: tuple[str, ...] = ()
    """What the entry says: people."""
    lang: str | None = None
    """What the entry says: language."""
    section: str | None = None
    """What the entry says: section."""
    html: bytes | None = None
    """The entry's own text, as HTML, packed by zlib: for the case that the page cannot be had or shows less."""
    media_url: str | None = None
    """What the entry says: recording."""
    from_feed: bool = False
    """True if nothing is fetched: the entry's own text is the document."""
    outlet: str | None = None
    """What the outlet is called by whoever configured the feed."""


@dataclass(frozen=True, slots=True)
class HostRow:
    """What is known of a host: its robots.txt and when it may be asked again."""

    host: str
    """The host, with its port if unusual: its key."""
    robots: str | None = None
    """Its robots.txt."""
    robots_fetched_at: datetime | None = None
    """When that was got."""
    next_at: datetime | None = None
    """Not to be asked before this time."""
    consecutive_failures: int = 0
    """Failed connections since the last good one."""


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page of the frontier that was fetched for good: it does not enter again by itself."""

    url_key: str
    """The page."""
    last_fetched_at: datetime
    """When it left the frontier."""


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry that a feed had: under a link with another token it is no new page."""

    entry_id: Id
    """What the entry is known by beside its address."""
    url_key: str
    """Its page, as it was first linked."""
    seen_at: datetime
    """When it was first seen."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """What a feed's entry said of its page when it was last looked at: if it says something else, the page is fetched again."""

    url_key: str
    """The page."""
    mark: str
    """A hash of what the entry says."""
    changed_at: datetime
    """When it was first seen, or last fetched again for a change."""
    n_changes: int = 0
    """How often it was fetched again for that."""


@dataclass(frozen=True, slots=True)
class ArticleKey:
    """Every article version ever stored: what a late batch is checked against."""

    article_id: Id
    """The article."""
    revision: int
    """Its version."""
    content_id: Id
    """Its content."""
    day: date
    """Its day."""
    first_seen_at: datetime
    """When the article was first seen."""


@dataclass(frozen=True, slots=True)
class Updates:
    """What a commit changes in the schedule, in the same transaction as its rows."""

    feeds: tuple[FeedState, ...] = ()
    """Feeds, whole: put in place of what is known under the same `url`."""
    pages: tuple[FrontierPage, ...] = ()
    """Pages to fetch, whole: put in place of what is known under the same `url_key`."""
    done_pages: tuple[str, ...] = ()
    """`url_key`s that are done: they leave the frontier and are remembered as seen."""
    hosts: tuple[HostRow, ...] = ()
    """Hosts, whole."""
    entries: tuple[SeenEntry, ...] = ()
    """Entries of feeds that were not known before."""
    marks: tuple[PageMark, ...] = ()
    """What entries say now, as far as that is new."""
