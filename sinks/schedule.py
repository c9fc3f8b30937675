"""The schedule: which feeds and pages are due, which hosts must wait. Mechanics only; when things are due is decided elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from newsbeam.sinks.dimensions import FeedState, FrontierPage, HostRow, PageMark, SeenEntry, SeenPage, Updates
from newsbeam.sinks.schema import count, naive, scalar
from newsbeam.sinks.upsert import put, select


@dataclass(frozen=True, slots=True)
class ScheduleCounts:
    """How much there is to do."""

    feeds: int
    """Feeds that are polled at all."""
    due_feeds: int
    pages: int
    """Pages in the frontier."""
    due_pages: int
    """Those that are due and whose host may be asked."""


@dataclass(frozen=True, slots=True)
class Unfetched:
    """Pages that feeds have named and that were not had yet."""

    n: int
    url: str
    """One of them: the next one due."""
    next_at: datetime
    """When that is."""


def apply(connection: duckdb.DuckDBPyConnection, updates: Updates, now: datetime) -> None:
    """Carry out what was decided; inside the caller's transaction."""
    put(connection, FeedState, updates.feeds)
    put(connection, FrontierPage, updates.pages)
    put(connection, HostRow, updates.hosts)
    put(connection, SeenEntry, updates.entries)
    put(connection, PageMark, updates.marks)
    if updates.done_pages:
        connection.execute("DELETE FROM frontier WHERE url_key IN (SELECT unnest(?))", [list(updates.done_pages)])
        put(connection, SeenPage, (SeenPage(key, now) for key in updates.done_pages))


def due_feeds(connection: duckdb.DuckDBPyConnection, now: datetime, limit: int) -> list[FeedState]:
    """Feeds to poll, the longest due first."""
    query = f"WHERE {_POLLED} AND {_FEED_DUE_AT} <= $now ORDER BY next_poll_at NULLS FIRST, url LIMIT $limit"
    return select(connection, FeedState, query, {"now": naive(now), "limit": limit})


def due_pages(connection: duckdb.DuckDBPyConnection, now: datetime, limit: int, per_host: int) -> list[FrontierPage]:
    """Pages to fetch: a few of each host, hosts in turn, the longest due first."""
    turn = "row_number() OVER (PARTITION BY host ORDER BY next_try_at, url_key)"
    return select(
        connection,
        FrontierPage,
        f"{_PAGE_DUE} QUALIFY {turn} <= $per_host ORDER BY {turn}, next_try_at, url_key LIMIT $limit",
        {"now": naive(now), "per_host": per_host, "limit": limit},
    )


def next_due_at(connection: duckdb.DuckDBPyConnection, now: datetime, silent_since: datetime | None = None) -> datetime | None:
    """When the next feed or page is due, hosts' gaps and pauses included; None if nothing ever is. A past time: now.

    Args:
        silent_since: pass over feeds that were asked since then.
    """
    silent = "AND (last_polled_at IS NULL OR last_polled_at < $since)" if silent_since else ""
    found = scalar(
        connection,
        f"""SELECT min(due_at) FROM (
            SELECT greatest({_FEED_DUE_AT}, {_FREE_AT}) AS due_at
                FROM feeds LEFT JOIN hosts AS host ON host.host = {_HOST_OF_FEED} WHERE {_POLLED} {silent}
            UNION ALL SELECT greatest({_PAGE_DUE_AT}, {_FREE_AT}) FROM frontier AS one LEFT JOIN hosts AS host USING (host))""",
        {"now": naive(now)} | ({"since": naive(silent_since)} if silent_since else {}),
    )
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) else None


def waiting(connection: duckdb.DuckDBPyConnection, now: datetime) -> ScheduleCounts:
    """Counts of what is known and what is due."""
    at = {"now": naive(now)}
    return ScheduleCounts(
        feeds=count(connection, f"SELECT count(*) FROM feeds WHERE {_POLLED}"),
        due_feeds=count(connection, f"SELECT count(*) FROM feeds WHERE {_POLLED} AND {_FEED_DUE_AT} <= $now", at),
        pages=count(connection, "SELECT count(*) FROM frontier"),
        due_pages=count(connection, f"SELECT count(*) FROM frontier AS one {_PAGE_DUE}", at),
    )


def unfetched(connection: duckdb.DuckDBPyConnection, now: datetime) -> Unfetched | None:
    """The pages of the frontier that were never fetched so far; None if there are none."""
    waiting = (
        f"SELECT url, url_key, greatest({_PAGE_DUE_AT}, {_FREE_AT}) AS due_at FROM frontier AS one LEFT JOIN hosts AS host USING (host)"
    )
    query = f"SELECT count(*), arg_min(url, (due_at, url_key)), min(due_at) FROM ({waiting} WHERE visits = 0)"
    ((n, url, next_at),) = connection.execute(query, {"now": naive(now)}).fetchall()
    return Unfetched(n, url, next_at.replace(tzinfo=UTC)) if n else None


def unseen(connection: duckdb.DuckDBPyConnection, url_keys: Iterable[str]) -> set[str]:
    """Those that are neither waiting in the frontier nor were fetched from it before."""
    keys = list(set(url_keys))
    known = "SELECT url_key FROM seen_pages UNION ALL SELECT url_key FROM frontier"
    found = connection.execute(f"SELECT url_key FROM (SELECT unnest(?::VARCHAR[]) AS url_key) ANTI JOIN ({known}) USING (url_key)", [keys])
    return {key for (key,) in found.fetchall()}


def seen_entries(connection: duckdb.DuckDBPyConnection, entry_ids: Iterable[str]) -> set[str]:
    """Those of some entries of feeds that were there before."""
    found = connection.execute("SELECT entry_id::VARCHAR FROM seen_entries WHERE entry_id IN (SELECT unnest(?::UUID[]))", [list(entry_ids)])
    return {entry_id for (entry_id,) in found.fetchall()}


def marks(connection: duckdb.DuckDBPyConnection, url_keys: Iterable[str]) -> dict[str, PageMark]:
    """What entries last said of some pages."""
    return {row.url_key: row for row in select(connection, PageMark, "WHERE url_key IN (SELECT unnest(?::VARCHAR[]))", [list(url_keys)])}


def unfetched_entries(connection: duckdb.DuckDBPyConnection, entry_ids: Iterable[str]) -> dict[str, FrontierPage]:
    """The pages of some entries of feeds that were never fetched so far, by entry."""
    wanted = list(entry_ids)
    given = "SELECT entry_id::VARCHAR AS entry_id, url_key FROM seen_entries WHERE entry_id IN (SELECT unnest(?::UUID[]))"
    keys = dict(connection.execute(f"SELECT url_key, entry_id FROM ({given}) SEMI JOIN frontier USING (url_key)", [wanted]).fetchall())
    pages = select(connection, FrontierPage, "WHERE visits = 0 AND url_key IN (SELECT unnest(?::VARCHAR[]))", [list(keys)])
    return {keys[page.url_key]: page for page in pages}


def hosts(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> dict[str, HostRow]:
    """What is known of some hosts."""
    return {row.host: row for row in select(connection, HostRow, "WHERE host IN (SELECT unnest(?::VARCHAR[]))", [list(names)])}


_ALWAYS = "TIMESTAMP '1970-01-01'"
"""What has no time is due at once."""
_POLLED = "state IN ('active', 'parked')"
# A time that lies further ahead than any that is ever given was noted when the clock was wrong, and so was all that is noted for later.
_FEED_DUE_AT = f"CASE WHEN coalesce(last_polled_at, added_at) > $now THEN {_ALWAYS} ELSE coalesce(next_poll_at, {_ALWAYS}) END"
_PAGE_DUE_AT = f"CASE WHEN one.found_at > $now OR one.next_try_at > $now + INTERVAL 100 DAY THEN {_ALWAYS} ELSE one.next_try_at END"
_FREE_AT = f"CASE WHEN host.next_at > $now + INTERVAL 25 HOUR THEN {_ALWAYS} ELSE coalesce(host.next_at, {_ALWAYS}) END"
_HOST_OF_FEED = "lower(regexp_extract(url, '^[^:]+://(?:[^/?#]*@)?([^/?#]*)', 1))"
"""As `pipeline.planner.host_of` has it."""
_PAGE_DUE = f"LEFT JOIN hosts AS host USING (host) WHERE {_PAGE_DUE_AT} <= $now AND {_FREE_AT} <= $now"
