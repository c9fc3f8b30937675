"""Sealed segments: immutable Parquet files, each listed in the table `segments`. A file that is not listed does not count."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb

from newsbeam.sinks.batch import sync
from newsbeam.sinks.damage import flaw
from newsbeam.sinks.dimensions import SegmentRow
from newsbeam.sinks.faults import damaged_sentence
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.quarantine import fresh_folder, set_aside
from newsbeam.sinks.schema import count, naive, quoted, transaction, version_of
from newsbeam.sinks.tables import Table
from newsbeam.sinks.upsert import put, select
from newsbeam.transforms.errors import StoreError

log = logging.getLogger("newsbeam")

GRACE = timedelta(hours=1)
"""How long a replaced file stays for readers that opened the store before: the longest query that is safe."""
NOT_REPLACED = "replaced_at IS NULL"
BY_DAY = "hive_partitioning = true, hive_types = {'day': DATE}"
"""With the day in the path, DuckDB passes over files unopened."""
SHARED = "hive_partitioning = false"
HALF = ".tmp"
"""Ends the name of a file that is still being written."""
ROW_GROUP = 16_384
"""Rows that are skipped or read together."""


def listed(connection: duckdb.DuckDBPyConnection, condition: str = NOT_REPLACED, values: Sequence[object] = ()) -> list[SegmentRow]:
    """The segments that count, or those of a condition, in a fixed order."""
    return select(connection, SegmentRow, f"WHERE {condition} ORDER BY table_name, first_day, path", values)


class Sealer:
    """Writes new segments, sorted, on disk and not yet listed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, layout: Layout, now: datetime) -> None:
        self._connection = connection
        self._layout = layout
        self._now = now

    def write(self, table: Table, day: date | None, query: str, values: Sequence[object] = ()) -> SegmentRow:
        """Write the rows of a query as one file.

        Args:
            day: the one day of all rows, or None for a file of many days.
            query: gives all columns of the table; `values` are for its question marks.
        """
        number = count(self._connection, "SELECT nextval('segment_numbers')")
        path = self._layout.segment(table.name, day, number)
        final = self._layout.root / path
        final.parent.mkdir(parents=True, exist_ok=True)
        new = final.with_suffix(HALF)
        order = ", ".join(table.order if day else ("day", *table.order))
        form = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"
        self._connection.execute(f"COPY (FROM ({query}) ORDER BY {order}) TO {quoted(new)} ({form})", list(values))
        sync(new)
        new.rename(final)
        sync(final.parent)
        read = f"read_parquet({quoted(final)}, hive_partitioning = false)"
        first, last, rows = self._connection.execute(f"SELECT min(day), max(day), count(*) FROM {read}").fetchall()[0]
        return SegmentRow(path, table.name, day, first, last, rows, final.stat().st_size, version_of(self._connection), self._now)


def exchange(connection: duckdb.DuckDBPyConnection, old: Iterable[SegmentRow], new: Iterable[SegmentRow], now: datetime) -> None:
    """List new segments and mark old ones as replaced; inside the caller's transaction."""
    put(connection, SegmentRow, [*new, *(replace(segment, replaced_at=now) for segment in old)])


def drop_replaced(connection: duckdb.DuckDBPyConnection, layout: Layout, before: datetime) -> int:
    """Delete the files that were replaced before a time; returns how many."""
    old = listed(connection, "replaced_at <= ?", [naive(before)])
    with transaction(connection):
        connection.execute("DELETE FROM segments WHERE path IN (SELECT unnest(?::VARCHAR[]))", [[segment.path for segment in old]])
    for segment in old:
        (layout.root / segment.path).unlink(missing_ok=True)
    return len(old)


def tidy(connection: duckdb.DuckDBPyConnection, layout: Layout, now: datetime) -> None:
    """Set aside files that are not listed, as when a process died between writing and listing them; delete half-written ones.

    Raises:
        StoreError: a listed file is missing, or is not what it was, as far as a glance tells.
    """
    known = {segment.path for segment in listed(connection, "true")}
    for half in layout.data.glob(f"*/*/*{HALF}"):
        half.unlink()
    found = {path.relative_to(layout.root).as_posix() for path in layout.data.glob("*/*/*") if path.is_file()}
    if strangers := sorted(found - known):
        folder = fresh_folder(layout, now)
        set_aside(layout, strangers, folder)
        log.warning("files that the store does not know, %d of them, were set aside in %s", len(strangers), folder)
    flaws = {segment.path: why for segment in listed(connection) if (why := flaw(layout.root / segment.path, segment.n_bytes))}
    if len(flaws) == 1:
        raise StoreError(damaged_sentence(layout.root, *flaws.popitem()))
    if flaws:
        path, why = min(flaws.items())
        raise StoreError(
            f"the store {layout.root} has lost {len(flaws)} of its files, such as {path}, which is {why}: put them back from a copy,"
            f" or run `newsbeam repair {layout.root}` to go on without them"
        )


def relation(layout: Layout, segments: Sequence[SegmentRow]) -> list[str]:
    """FROM-items that together hold the rows of segments: one for each way of naming the day and each schema, so that none need guess."""
    kinds: dict[tuple[int, bool], list[str]] = {}
    for segment in segments:
        kinds.setdefault((segment.schema_version, segment.day is None), []).append(quoted(layout.root / segment.path))
    return [f"read_parquet([{', '.join(paths)}], {SHARED if shared else BY_DAY})" for (_, shared), paths in sorted(kinds.items())]


def union(items: Iterable[str]) -> str:
    """A query of all rows of some FROM-items. Columns that an older one lacks are null."""
    return " UNION ALL BY NAME ".join(f"FROM {item}" for item in items)
