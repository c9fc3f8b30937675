"""Compaction: many small files of one table and day become one, so that queries do not open thousands."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

import duckdb

from newsbeam.sinks import segments
from newsbeam.sinks.dimensions import SegmentRow
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.schema import transaction
from newsbeam.sinks.tables import BY_NAME

FILES = 4
"""Files of one table and day at which they are merged."""
SHARED_FILES = 8
"""The same for files of many days, which are larger."""
FULL_BYTES = 64 * 2**20
"""A file of this size is left as it is, and no larger one is made from smaller ones than need be."""


def compact(connection: duckdb.DuckDBPyConnection, layout: Layout, now: datetime) -> int:
    """Merge what is due; returns the number of files that were replaced. They stay for their readers until `segments.GRACE` is over."""
    replaced = 0
    for small in list(_due(connection)):
        merged = _merge(connection, layout, small, now)
        with transaction(connection):
            segments.exchange(connection, small, [merged], now)
        replaced += len(small)
    return replaced


def _due(connection: duckdb.DuckDBPyConnection) -> Iterator[list[SegmentRow]]:
    together: dict[tuple[str, date | None], list[SegmentRow]] = defaultdict(list)
    for segment in segments.listed(connection):
        if segment.n_bytes < FULL_BYTES:
            together[segment.table_name, segment.day].append(segment)
    for (_, day), small in together.items():
        chosen = _fitting(small)
        if len(chosen) >= (FILES if day else SHARED_FILES):
            yield chosen


def _fitting(small: list[SegmentRow]) -> list[SegmentRow]:
    """The smallest files, up to a full one together."""
    chosen: list[SegmentRow] = []
    total = 0
    for segment in sorted(small, key=lambda segment: (segment.n_bytes, segment.path)):
        total += segment.n_bytes
        if chosen and total > FULL_BYTES:
            break
        chosen.append(segment)
    return chosen


def _merge(connection: duckdb.DuckDBPyConnection, layout: Layout, small: list[SegmentRow], now: datetime) -> SegmentRow:
    table = BY_NAME[small[0].table_name]
    # The empty table first: it names every column of the present schema.
    rows = segments.union([f"(FROM hot.{table.name} LIMIT 0)", *segments.relation(layout, small)])
    return segments.Sealer(connection, layout, now).write(table, small[0].day, rows)
