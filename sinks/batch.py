"""Batches on disk: the only way into the store, for every mode and runner.

A batch is a folder of Parquet files `<table>-<unique>.parquet` and a manifest `batch.json` that lists those that count. The manifest is
written last and put in place by rename, so a batch is whole or is not there. Workers write parts; whoever drove the pipeline writes the
manifest; the one writer commits, either from the driver's own folder or, for a second process, from the store's inbox
(`newsbeam.sinks.inbox`).
"""

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.sinks.arrow import schema_of, table_of
from newsbeam.sinks.columns import Row, RowT, columns, decode
from newsbeam.sinks.dimensions import InputRow
from newsbeam.sinks.facts import FetchRow
from newsbeam.sinks.tables import BY_ROW_TYPE
from newsbeam.transforms.errors import StoreError

MANIFEST = "batch.json"
ROWS_HELD = 2_000
"""Rows of one table that a part's writer holds in memory."""
PART_NAME = re.compile(r"([a-z][a-z_]*)-[A-Za-z0-9_.-]+\.parquet")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a batch is and which of its files count."""

    batch_id: str
    run_id: str
    as_of: int
    """`Store.sequence` when the batch's decisions were made."""
    parts: tuple[str, ...]
    inputs: tuple[InputRow, ...] = ()
    """How far archives have been read, once this batch is committed."""
    counts: tuple[tuple[str, int], ...] = ()
    """For people: what the pipeline counted."""


class PartWriter:
    """Writes rows into a batch's folder, one file a table, in bounded memory. Pure Python: made and used inside one worker."""

    def __init__(self, folder: Path, unique: str) -> None:
        """Rows go to `folder/<table>-<unique>.parquet`; `unique` tells this writer's files from those of all others."""
        self._folder = folder
        self._unique = unique
        self._held: dict[type[Row], list[Row]] = defaultdict(list)
        self._files: dict[type[Row], pq.ParquetWriter] = {}

    def add(self, row: Row) -> None:
        """Take one row."""
        held = self._held[type(row)]
        held.append(row)
        if len(held) >= ROWS_HELD:
            self._flush(type(row))

    def close(self) -> tuple[str, ...]:
        """Finish all files; returns their names, sorted."""
        for row_type in list(self._held):
            self._flush(row_type)
        with self._given_up_if_it_fails():
            for file in self._files.values():
                file.close()
        return tuple(sorted(self._name(row_type) for row_type in self._files))

    def _flush(self, row_type: type[Row]) -> None:
        rows = self._held.pop(row_type)
        table = table_of(row_type, rows)
        with self._given_up_if_it_fails():
            if row_type not in self._files:
                self._files[row_type] = pq.ParquetWriter(self._folder / self._name(row_type), schema_of(row_type), compression="zstd")
            self._files[row_type].write_table(table)

    @contextmanager
    def _given_up_if_it_fails(self) -> Iterator[None]:
        """On a full disk the files cannot be finished, either: left open, each would try again when it is collected, and print why."""
        try:
            yield
        except OSError:
            for file in self._files.values():
                with suppress(OSError):
                    file.close()
                file.is_open = False
            raise

    def _name(self, row_type: type[Row]) -> str:
        return f"{BY_ROW_TYPE[row_type].name}-{self._unique}.parquet"


def write_parts(folder: Path, rows: Iterable[Row], unique: str) -> tuple[str, ...]:
    """Write rows of any tables into a batch's folder; returns the names of the files."""
    writer = PartWriter(folder, unique)
    for row in rows:
        writer.add(row)
    return writer.close()


def table_name(part: str) -> str:
    """The table whose rows a part holds.

    Raises:
        StoreError: that is no part's name.
    """
    match = PART_NAME.fullmatch(part)
    if match is None:
        raise StoreError(f"{part!r} is not the name of a batch's part: <table>-<unique>.parquet")
    return match[1]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make the batch whole: from now on it can be committed."""
    fields = asdict(manifest) | {"counts": dict(manifest.counts)}
    new = folder / f".{MANIFEST}"
    new.write_text(json.dumps(fields, indent=1), encoding="utf-8")
    new.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a batch, with every listed part known to be there.

    Raises:
        StoreError: it is missing or damaged, or a part is.
    """
    try:
        manifest = _parse(json.loads((folder / MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"the batch {folder} has no usable {MANIFEST}: {error}") from error
    for part in manifest.parts:
        table_name(part)
        if not (folder / part).is_file():
            raise StoreError(f"the batch {folder} lacks its part {part}")
    return manifest


def _parse(fields: dict[str, Any]) -> Manifest:
    return Manifest(
        batch_id=str(fields["batch_id"]),
        run_id=str(fields["run_id"]),
        as_of=int(fields["as_of"]),
        parts=tuple(map(str, fields["parts"])),
        inputs=tuple(InputRow(**given) for given in fields["inputs"]),
        counts=tuple((str(name), int(n)) for name, n in fields["counts"].items()),
    )


def read_rows(folder: Path, row_type: type[RowT]) -> Iterator[RowT]:
    """The rows of one table in a batch, as they were written: for small private tables.

    Raises:
        StoreError: the batch or a part of it is damaged.
    """
    names = [column.name for column in columns(row_type)]
    for part in read_manifest(folder).parts:
        if table_name(part) != BY_ROW_TYPE[row_type].name:
            continue
        try:
            with pq.ParquetFile(folder / part) as file:
                for chunk in file.iter_batches(columns=names):
                    for values in zip(*(chunk[name].to_pylist() for name in names), strict=True):
                        yield decode(row_type, values)
        except pa.ArrowException as error:
            raise StoreError(f"the part {folder / part} is damaged: {error}") from error


def outcomes(folder: Path) -> Counter[str]:
    """A batch's documents by outcome, polls of feeds left out."""
    return Counter(row.outcome for row in read_rows(folder, FetchRow) if row.kind != "feed")


def check(folder: Path) -> None:
    """Know a batch to be usable before anything is done with it.

    Raises:
        StoreError: its manifest or a part is missing, cut or of another kind.
    """
    for part in read_manifest(folder).parts:
        try:
            pq.read_metadata(folder / part)
        except (pa.ArrowException, OSError) as error:
            raise StoreError(f"the part {folder / part} is damaged: {error}") from error


def sync(path: Path) -> None:
    """Wait until a file or folder is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
