"""How far archives have been read: what makes a backfill resumable and its batches count once, in the store's own process and in any other.

The rows of `inputs` are kept for good, one a file: without them a file would be read again. `batches` and `runs` are history, and only so
much of it is kept as people look at: a batch is asked for by its id only while its folder may still lie in the inbox.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import duckdb

from newsbeam.sinks import inbox
from newsbeam.sinks.batch import read_manifest
from newsbeam.sinks.dimensions import InputRow
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.schema import naive
from newsbeam.sinks.upsert import put, select
from newsbeam.transforms.errors import StoreError, TemporaryError
from newsbeam.transforms.records import Id

HISTORY = timedelta(days=365)
"""How long batches and runs are kept."""


class OutOfStep(TemporaryError):
    """A batch begins where the ledger does not stand: another process has read the same archive meanwhile."""


def record(connection: duckdb.DuckDBPyConnection, inputs: Iterable[InputRow]) -> None:
    """Note progress; inside the caller's transaction. It only ever grows, whatever the order of batches."""
    new: dict[Id, InputRow] = {}
    for row in inputs:
        new[row.input_id] = further(new.get(row.input_id), row)
    for row in _stored(connection, list(new)):
        new[row.input_id] = further(row, new[row.input_id])
    put(connection, InputRow, new.values())


def is_done(connection: duckdb.DuckDBPyConnection, inputs: Iterable[InputRow]) -> bool:
    """Whether the rows of a batch that takes archives this far are in the store already, brought by another batch.

    Raises:
        OutOfStep: some of its rows are, or some before them are not.
    """
    told = [row for row in inputs if row.from_n is not None]
    ledger = {row.input_id: row for row in _stored(connection, [row.input_id for row in told])}
    ahead = [row for row in told if (known := ledger.get(row.input_id)) and known.n_done >= row.n_done and known.finished >= row.finished]
    if told and len(ahead) == len(told):
        return True
    for row in told:
        known = ledger.get(row.input_id) or replace(row, n_done=0, finished=False)
        if known.n_done != row.from_n or known.finished:
            raise OutOfStep(
                f"{row.path} was read by another process meanwhile: this one began at record {row.from_n}, but {known.n_done} are done;"
                " start again to go on from there"
            )
    return False


def further(one: InputRow | None, other: InputRow) -> InputRow:
    """The sum of what two rows know of one archive."""
    if one is None:
        return other
    return replace(other, n_done=max(one.n_done, other.n_done), finished=one.finished or other.finished)


def progress(connection: duckdb.DuckDBPyConnection | None, waiting: Iterable[InputRow], input_id: str) -> tuple[int, bool]:
    """Records of an archive that are done, and whether those are all.

    Args:
        connection: to the writer's database or to the published file; None if nothing was published yet.
        waiting: from `in_inbox`, asked before the published file was opened: a batch leaves the inbox only when that file has it.
    """
    known = [(row.n_done, row.finished) for row in waiting if row.input_id == input_id]
    if connection is not None:
        known += connection.execute("SELECT n_done, finished FROM inputs WHERE input_id = ?", [input_id]).fetchall()
    return max((n_done for n_done, _ in known), default=0), any(finished for _, finished in known)


def in_inbox(layout: Layout) -> list[InputRow]:
    """What the batches in the inbox will add to the ledger, those included that are committed and not yet published."""
    found: list[InputRow] = []
    for folder in inbox.listed(layout.inbox):
        for name in (folder, folder.with_name(folder.name + inbox.COMMITTED)):  # in this order: it may be renamed meanwhile
            try:
                found += read_manifest(name).inputs
                break
            except StoreError:  # damaged, or gone since: nothing of it counts here
                continue
    return found


def prune(connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Forget batches and runs of long ago, but never the last batch: its number is the store's."""
    before = naive(now - HISTORY)
    connection.execute("DELETE FROM batches WHERE committed_at < ? AND sequence < (SELECT max(sequence) FROM batches)", [before])
    connection.execute("DELETE FROM runs WHERE started_at < ?", [before])


def _stored(connection: duckdb.DuckDBPyConnection, input_ids: list[Id]) -> list[InputRow]:
    if not input_ids:
        return []
    return select(connection, InputRow, "WHERE input_id IN (SELECT unnest(?::UUID[]))", [input_ids])
