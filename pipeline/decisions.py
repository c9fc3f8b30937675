"""Bookkeeping of decisions: what the index remembers of a batch, and what becomes of a batch that was decided too early."""

from pathlib import Path
from typing import NamedTuple

from newsbeam.sinks.batch import read_manifest, read_rows
from newsbeam.sinks.envelope import CarriedRow, carried
from newsbeam.sinks.late_batches import LateRow, late_row
from newsbeam.transforms.core.linking.duplicates import mark_duplicates
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.index.writer import Remembered
from newsbeam.transforms.records import IndexEntry, Mark


class Decisions(NamedTuple):
    """What was decided about the documents of one batch."""

    remembered: Remembered
    """What the index will know of them."""
    late: list[LateRow]
    """What their versions become in the store; empty if the batch was decided against the store's present state."""


def read_decisions(folder: Path, index: IndexAt) -> Decisions:
    """The decisions in a batch's folder; they are made anew if others were committed since.

    Args:
        index: as of the last commit.

    Raises:
        StoreError: the batch is damaged, or the index cannot be read.
    """
    entries = sorted(carried(read_rows(folder, CarriedRow), IndexEntry), key=_order)
    marks, late = [entry.mark for entry in entries], list[LateRow]()
    if read_manifest(folder).as_of != index.as_of:
        signatures = [entry.signature for entry in entries]
        marks = mark_duplicates(signatures, index.duplicates_for(signatures))
        late = [
            late_row(entry.signature.article_id, entry.mark, mark)
            for entry, mark in zip(entries, marks, strict=True)
            if entry.mark.status != "unchanged"
        ]
    return Decisions(_remembered(list(zip(entries, marks, strict=True))), late)


def _remembered(decided: list[tuple[IndexEntry, Mark]]) -> Remembered:
    news = [entry for entry, mark in decided if mark.status != "unchanged"]
    return Remembered(
        [(entry.signature, mark) for entry, mark in decided],
        [(entry.vector, entry.story) for entry in news if entry.vector and entry.story],
        [sketch for entry in news for sketch in entry.sketches],
        [sketch for entry in news for sketch in entry.figure_sketches],
    )


def _order(entry: IndexEntry) -> tuple[int, int]:
    return entry.signature.order
