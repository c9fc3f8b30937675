"""Whether the writer's database knows all that the store holds. If it does not, opening the store to write would lose the rest."""

from typing import NamedTuple

import duckdb

from newsbeam.sinks.layout import Layout
from newsbeam.sinks.schema import SETTINGS, count, version_of
from newsbeam.transforms.errors import StoreError


class Shown(NamedTuple):
    """What a published file shows."""

    sequence: int
    segments: frozenset[str]
    """Paths of the files that it names, relative to the store."""


def refuse_without_writer(layout: Layout) -> None:
    """See that a store that holds something has its writer's database, before a new and empty one is made.

    Raises:
        StoreError: it has not.
    """
    if layout.writer.is_file():
        return
    if layout.published.exists() or any(layout.data.glob("*/*/*.parquet")):
        raise StoreError(
            f"the store {layout.root} has lost {layout.writer.relative_to(layout.root)}, without which it cannot be written to; "
            f"nothing was changed: put the file back from a copy, or run `newsbeam repair {layout.root}`"
        )


def refuse_older_writer(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """See that the writer's database knows at least what is published.

    Raises:
        StoreError: it does not: it is a copy from an earlier day, or another store's.
    """
    shown = shown_in(layout)
    if shown is None:
        return
    known = count(connection, "SELECT max(sequence) FROM batches") if version_of(connection) else 0
    paths = {path for (path,) in connection.execute("SELECT path FROM segments").fetchall()} if version_of(connection) else set()
    if known < shown.sequence or not shown.segments <= paths:
        raise StoreError(
            f"in the store {layout.root} {layout.writer.relative_to(layout.root)} is older than what is published ({known:,} commits"
            f" against {shown.sequence:,}); nothing was changed: put the right file back, or run `newsbeam repair {layout.root}`"
        )


def shown_in(layout: Layout) -> Shown | None:
    """What the published file shows, wherever it was published; None if it cannot be read."""
    if not layout.published.is_file():
        return None
    try:
        with duckdb.connect(layout.published, read_only=True, config=dict(SETTINGS)) as connection:
            paths = connection.execute("SELECT path FROM segments WHERE replaced_at IS NULL").fetchall()
            return Shown(count(connection, "SELECT sequence FROM hot.info"), frozenset(path for (path,) in paths))
    except duckdb.Error:
        return None
