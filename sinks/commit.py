"""A batch into the store: one transaction, once."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from newsbeam.sinks import entities, late_batches, ledger, schedule
from newsbeam.sinks.batch import Manifest, read_manifest, table_name
from newsbeam.sinks.dimensions import BatchRow, Updates
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.schema import count, quoted, transaction
from newsbeam.sinks.tables import BY_NAME, FACTS
from newsbeam.sinks.upsert import put
from newsbeam.transforms.errors import StoreError

ARTICLES = "article_revisions"


@dataclass(frozen=True, slots=True)
class CommitResult:
    """What a commit did."""

    batch_id: str
    sequence: int
    """The number of commits, this one included."""
    already: bool = False
    """True if the batch was committed before: nothing was done. Or if another batch brought all its rows: only itself was noted."""
    rows: tuple[tuple[str, int], ...] = ()
    """Rows by table."""
    outcomes: tuple[tuple[str, str | None, int], ...] = ()
    """Inputs by outcome and reason."""


def sequence(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of commits so far."""
    return count(connection, "SELECT max(sequence) FROM batches")


def is_committed(connection: duckdb.DuckDBPyConnection, batch_id: str) -> bool:
    """Whether a batch is in the store."""
    return bool(count(connection, "SELECT count(*) FROM batches WHERE batch_id = ?", [batch_id]))


def commit(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    folder: Path,
    updates: Updates,
    now: datetime,
    rows: Sequence[late_batches.LateRow] = (),
) -> CommitResult:
    """Take a batch's rows, its archives' progress and the schedule's changes: all of it or nothing, and never twice.

    Args:
        rows: for a batch that was decided against another `sequence` than the present one: what its versions become.

    Raises:
        StoreError: the batch is damaged or has tables that are not known.
        OutOfStep: another process has read part of the same archives.
    """
    manifest = read_manifest(folder)
    number = sequence(connection)
    if is_committed(connection, manifest.batch_id):
        return CommitResult(manifest.batch_id, number, already=True)
    with transaction(connection):
        done = ledger.is_done(connection, manifest.inputs)
        _stage(connection, folder, replace(manifest, parts=()) if done else manifest)
        if manifest.as_of != number and not done:
            late_batches.fit(connection, layout, rows)
        connection.execute("UPDATE staged_fetches SET batch_id = ?", [manifest.batch_id])
        counts = tuple((table.name, count(connection, f"SELECT count(*) FROM staged_{table.name}")) for table in FACTS)
        outcomes = _outcomes(connection)
        _keep(connection)
        put(connection, BatchRow, [_batch_row(manifest, number + 1, dict(counts), now)])
        ledger.record(connection, manifest.inputs)
        schedule.apply(connection, updates, now)
    return CommitResult(manifest.batch_id, number + 1, done, tuple((name, n) for name, n in counts if n), outcomes)


def _stage(connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest) -> None:
    """Every fact table's rows of the batch as a temporary table of the same shape."""
    parts: dict[str, list[Path]] = defaultdict(list)
    for part in manifest.parts:
        parts[table_name(part)].append(folder / part)
    unknown = parts.keys() - BY_NAME.keys()
    if unknown:
        raise StoreError(f"the batch {folder} has rows of {min(unknown)}, which this version does not know: upgrade newsbeam to commit it")
    for table in FACTS:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE staged_{table.name} AS FROM hot.{table.name} LIMIT 0")
        if table.name in parts:
            files = ", ".join(map(quoted, parts[table.name]))
            with plain_faults(folder, "batch"):
                connection.execute(f"INSERT INTO staged_{table.name} BY NAME FROM read_parquet([{files}], hive_partitioning = false)")


def _keep(connection: duckdb.DuckDBPyConnection) -> None:
    """From the temporary tables into the store."""
    for table in FACTS:
        connection.execute(f"INSERT INTO hot.{table.name} BY NAME FROM staged_{table.name}")
    connection.execute(
        "INSERT INTO article_index BY NAME SELECT article_id, revision, content_id, day, first_seen_at FROM staged_article_revisions"
    )
    entities.add(connection, "staged_mentions")


def _outcomes(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[str, str | None, int], ...]:
    return tuple(connection.execute("SELECT outcome, reason, count(*) FROM staged_fetches GROUP BY ALL ORDER BY ALL").fetchall())


def _batch_row(manifest: Manifest, number: int, rows: dict[str, int], now: datetime) -> BatchRow:
    return BatchRow(
        batch_id=manifest.batch_id,
        sequence=number,
        run_id=manifest.run_id,
        as_of=manifest.as_of,
        committed_at=now,
        n_inputs=rows["fetches"],
        n_revisions=rows[ARTICLES],
        n_rows=Counter(rows).total(),
    )
