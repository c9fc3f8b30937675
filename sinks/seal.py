"""Sealing: rows leave the writer's database for immutable files, so that what is copied at every publication stays small."""

from datetime import date, datetime

import duckdb

from newsbeam.sinks import ledger, segments
from newsbeam.sinks.dimensions import SegmentRow
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.schema import count, transaction
from newsbeam.sinks.tables import FACTS, Table

HOT_ARTICLES = 2_000
"""Unsealed article versions at which all is sealed: publishing copies them every few seconds, and needs 40 KB of memory for each."""
HOT_INPUTS = 50_000
"""The same for the ledger, which also grows where nothing is new."""
OWN_FILE_ROWS = 200
"""A day with fewer rows than this shares a file with others..."""
FEW_DAYS = 8
"""...unless so few days are sealed that files of their own do no harm."""


def is_due(connection: duckdb.DuckDBPyConnection, now: datetime) -> tuple[bool, bool]:
    """Whether everything must be sealed because there is much of it, and whether a day has ended since the last commit."""
    much = count(connection, "SELECT count(*) FROM hot.article_revisions") >= HOT_ARTICLES
    much = much or count(connection, "SELECT count(*) FROM hot.fetches") >= HOT_INPUTS
    since = "committed_at > (SELECT coalesce(max(created_at), TIMESTAMP 'epoch') FROM segments)"
    ended = count(connection, f"SELECT count(*) FROM batches WHERE {since} AND committed_at::DATE < ?", [now.date()])
    return much, bool(ended)


def seal(connection: duckdb.DuckDBPyConnection, layout: Layout, now: datetime, before: date | None = None) -> int:
    """Seal all rows, or those of the days before one; returns the number of new files.

    The files are on disk before one transaction lists them and takes their rows out of the database. A crash between leaves files that are
    not listed, which the next start deletes.
    """
    chosen = "day < ?" if before else "true"
    values = [before] if before else []
    sealer = segments.Sealer(connection, layout, now)
    new = [_write(sealer, table, days) for table in FACTS for days in _groups(connection, table, chosen, values)]
    with transaction(connection):
        segments.exchange(connection, [], new, now)
        for table in FACTS:
            connection.execute(f"DELETE FROM hot.{table.name} WHERE {chosen}", values)
        ledger.prune(connection, now)
    connection.execute("CHECKPOINT")  # gives the room of deleted rows back
    return len(new)


def _groups(connection: duckdb.DuckDBPyConnection, table: Table, chosen: str, values: list[date]) -> list[list[date]]:
    """The days of each file to write."""
    query = f"SELECT day, count(*) FROM hot.{table.name} WHERE {chosen} GROUP BY day ORDER BY day"
    days = connection.execute(query, values).fetchall()
    own = [day for day, rows in days if rows >= OWN_FILE_ROWS or len(days) <= FEW_DAYS]
    shared = sorted({day for day, _ in days} - set(own))
    return [[day] for day in own] + ([shared] if shared else [])


def _write(sealer: segments.Sealer, table: Table, days: list[date]) -> SegmentRow:
    query = f"FROM hot.{table.name} WHERE day IN (SELECT unnest(?::DATE[]))"
    return sealer.write(table, days[0] if len(days) == 1 else None, query, [days])
