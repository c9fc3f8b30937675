"""Whether the writer's database knows all that the store holds. If it does not, opening the store to write would lose the rest."""

from typing import NamedTuple

import duckdb

from newsbeam.sinks.faults import raise_unless_damaged
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.schema import SETTINGS, count, version_of
from newsbeam.transforms.errors import StoreError


class Shown(NamedTuple):
    """What a published file shows."""

    sequence: int
    segments: frozenset[str]
    """Paths of the files that it names, relative to the store."""
    batches: frozenset[str]
    """Ids of the batches of its last 30 days."""
    last_run: str | None
    """Id of the newest run."""


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


def refuse_other_writer(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """See that the writer's database knows all that is published.

    Raises:
        StoreError: it does not: it is a copy from an earlier day, or another store's.
        TemporaryError: the published file cannot be read just now.
    """
    shown = shown_in(layout)
    if shown is not None and not knows(connection, layout, shown):
        raise StoreError(
            f"in the store {layout.root} {layout.writer.relative_to(layout.root)} does not know all that is published: it is from an"
            f" earlier day, or another store's; nothing was changed: put the right file back, or run `newsbeam repair {layout.root}`"
        )


def knows(connection: duckdb.DuckDBPyConnection, layout: Layout, shown: Shown) -> bool:
    """Whether a writer's database is one from which this was published, or came after it. Files that are gone do not count."""
    if not version_of(connection):
        return False
    if count(connection, "SELECT max(sequence) FROM batches") < shown.sequence:
        return False
    there = {path for path in shown.segments if (layout.root / path).exists()}
    return (
        there <= _ids(connection, "SELECT path FROM segments")
        and shown.batches <= _ids(connection, "SELECT batch_id FROM batches")
        and (shown.last_run is None or shown.last_run in _ids(connection, "SELECT run_id FROM runs"))
    )


def _ids(connection: duckdb.DuckDBPyConnection, query: str) -> frozenset[str]:
    return frozenset(one for (one,) in connection.execute(query).fetchall())


def shown_in(layout: Layout) -> Shown | None:
    """What the published file shows, wherever it was published; None if there is none, or it is damaged or no store's.

    Raises:
        TemporaryError: it cannot be read just now: another program has it open for writing, or there is no memory.
        StoreError: it was written by a newer DuckDB.
    """
    if not layout.published.is_file():
        return None
    try:
        with duckdb.connect(layout.published, read_only=True, config=dict(SETTINGS)) as connection:
            return Shown(
                count(connection, "SELECT sequence FROM hot.info"),
                _ids(connection, "SELECT path FROM segments WHERE replaced_at IS NULL"),
                _ids(connection, "SELECT batch_id FROM batches"),
                next(iter(_ids(connection, "SELECT run_id FROM runs ORDER BY started_at DESC, run_id LIMIT 1")), None),
            )
    except duckdb.Error as error:
        raise_unless_damaged(error, layout.published)
        return None
