"""How far archives have been read: what makes a backfill resumable, in the process that holds the store and in any other."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import duckdb

from sinks.batch import DAMAGED, read_manifest
from sinks.dimensions import put, select
from sinks.layout import Layout
from sinks.rows import InputRow
from transforms.errors import StoreError
from transforms.records import Id


def record(connection: duckdb.DuckDBPyConnection, inputs: Iterable[InputRow]) -> None:
    """Note progress; inside the caller's transaction. It only ever grows, whatever the order of batches."""
    new: dict[Id, InputRow] = {}
    for row in inputs:
        new[row.input_id] = further(new.get(row.input_id), row)
    if not new:
        return
    old = select(connection, InputRow, "WHERE input_id IN (SELECT unnest(?::UUID[]))", [list(new)])
    for row in old:
        new[row.input_id] = further(row, new[row.input_id])
    put(connection, InputRow, new.values())


def further(one: InputRow | None, other: InputRow) -> InputRow:
    """The sum of what two rows know of one archive."""
    if one is None:
        return other
    return replace(other, n_done=max(one.n_done, other.n_done), finished=one.finished or other.finished)


def progress(connection: duckdb.DuckDBPyConnection | None, layout: Layout, input_id: str) -> tuple[int, bool]:
    """Records of an archive that are done, and whether those are all; batches in the inbox count.

    Args:
        connection: to the writer's database or to the published file; None if nothing was published yet.
    """
    # The inbox first: a batch leaves it only when the published file has it.
    known = [(row.n_done, row.finished) for row in _in_inbox(layout) if row.input_id == input_id]
    if connection is not None:
        known += connection.execute("SELECT n_done, finished FROM inputs WHERE input_id = ?", [input_id]).fetchall()
    return max((n_done for n_done, _ in known), default=0), any(finished for _, finished in known)


def _in_inbox(layout: Layout) -> Iterator[InputRow]:
    if not layout.inbox.is_dir():
        return
    for folder in layout.inbox.iterdir():
        if folder.name.startswith(".") or folder.suffix == DAMAGED:
            continue
        try:
            yield from read_manifest(folder).inputs
        except StoreError:  # damaged, or gone since: nothing of it counts here
            continue
