"""The schedule: which feeds and pages are due, which hosts must wait. Mechanics only; when things are due is decided elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from newsbeam.sinks.dimensions import FeedState, FrontierPage, HostRow, SeenPage, Updates
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


def apply(connection: duckdb.DuckDBPyConnection, updates: Updates, now: datetime) -> None:
    """Carry out what was decided; inside the caller's transaction."""
    put(connection, FeedState, updates.feeds)
    put(connection, FrontierPage, updates.pages)
    put(connection, HostRow, updates.hosts)
    if updates.done_pages:
        connection.execute("DELETE FROM frontier WHERE url_key IN (SELECT unnest(?))", [list(updates.done_pages)])
        put(connection, SeenPage, (SeenPage(key, now) for key in updates.done_pages))


def due_feeds(connection: duckdb.DuckDBPyConnection, now: datetime, limit: int) -> list[FeedState]:
    """Feeds to poll, the longest due first."""
    return select(connection, FeedState, f"WHERE {_FEED_DUE} ORDER BY next_poll_at NULLS FIRST, url LIMIT ?", [naive(now), limit])


def due_pages(connection: duckdb.DuckDBPyConnection, now: datetime, limit: int, per_host: int) -> list[FrontierPage]:
    """Pages to fetch: a few of each host, hosts in turn, the longest due first."""
    turn = "row_number() OVER (PARTITION BY host ORDER BY next_try_at, url_key)"
    return select(
        connection,
        FrontierPage,
        f"{_PAGE_DUE} QUALIFY {turn} <= ? ORDER BY {turn}, next_try_at, url_key LIMIT ?",
        [naive(now), naive(now), per_host, limit],
    )


def next_due_at(connection: duckdb.DuckDBPyConnection, silent_since: datetime | None = None) -> datetime | None:
    """When the next feed or page is due, hosts' gaps included; None if nothing ever is. A past time: now.

    Args:
        silent_since: pass over feeds that were asked since then.
    """
    silent = "AND (last_polled_at IS NULL OR last_polled_at < ?)" if silent_since else ""
    found = scalar(
        connection,
        f"""SELECT min(due_at) FROM (
            SELECT coalesce(next_poll_at, '{_ALWAYS}'::TIMESTAMP) AS due_at FROM feeds WHERE {_POLLED} {silent}
            UNION ALL SELECT greatest(one.next_try_at, host.next_at) FROM frontier AS one LEFT JOIN hosts AS host USING (host))""",
        [naive(silent_since)] if silent_since else [],
    )
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) else None


def waiting(connection: duckdb.DuckDBPyConnection, now: datetime) -> ScheduleCounts:
    """Counts of what is known and what is due."""
    at = naive(now)
    return ScheduleCounts(
        feeds=count(connection, f"SELECT count(*) FROM feeds WHERE {_POLLED}"),
        due_feeds=count(connection, f"SELECT count(*) FROM feeds WHERE {_FEED_DUE}", [at]),
        pages=count(connection, "SELECT count(*) FROM frontier"),
        due_pages=count(connection, f"SELECT count(*) FROM frontier AS one {_PAGE_DUE}", [at, at]),
    )


def unseen(connection: duckdb.DuckDBPyConnection, url_keys: Iterable[str]) -> set[str]:
    """Those that are neither waiting in the frontier nor were fetched from it before."""
    keys = list(set(url_keys))
    known = "SELECT url_key FROM seen_pages UNION ALL SELECT url_key FROM frontier"
    found = connection.execute(f"SELECT url_key FROM (SELECT unnest(?::VARCHAR[]) AS url_key) ANTI JOIN ({known}) USING (url_key)", [keys])
    return {key for (key,) in found.fetchall()}


def hosts(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> dict[str, HostRow]:
    """What is known of some hosts."""
    return {row.host: row for row in select(connection, HostRow, "WHERE host IN (SELECT unnest(?::VARCHAR[]))", [list(names)])}


_ALWAYS = "1970-01-01"
"""A feed without a time is due at once."""
_POLLED = "state = 'active'"
_FEED_DUE = f"{_POLLED} AND (next_poll_at IS NULL OR next_poll_at <= ?)"
_PAGE_DUE = """LEFT JOIN hosts AS host USING (host) WHERE next_try_at <= ? AND (host.next_at IS NULL OR host.next_at <= ?)"""
