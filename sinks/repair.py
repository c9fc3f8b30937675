"""Repair: the writer's database made anew from what can still be read: a copy of itself, else the published file, and the sealed files.

Everything is worked out in a new database, beside the old files. Only when it is whole, they are set aside and it takes their place:
whoever is not content with a repair finds all that was there in the store's quarantine.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

import duckdb

from newsbeam.sinks import entities, publish, schema, segments
from newsbeam.sinks.batch import sync
from newsbeam.sinks.columns import columns
from newsbeam.sinks.dimensions import BatchRow, SegmentRow
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.integrity import shown_in
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.lock import WriterLock
from newsbeam.sinks.quarantine import folder_of, set_aside
from newsbeam.sinks.schema import count, quoted, transaction
from newsbeam.sinks.tables import BY_NAME, DIMENSIONS, FACTS, Table
from newsbeam.sinks.upsert import put
from newsbeam.transforms.errors import StoreError

Base = Literal["writer", "published", "files"]
"""What a repair starts from: the writer's own database, the published file, or nothing but the sealed files."""


@dataclass(frozen=True, slots=True)
class LostFile:
    """A sealed file that is missing or damaged."""

    path: str
    table: str
    n_rows: int
    """Rows that it held."""
    n_saved: int
    """Of these, rows that were found elsewhere."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair could save and what not."""

    base: Base
    """What it started from."""
    sequence: int
    """Commits that the store shows now, the repair itself included."""
    n_rows: int
    """Rows of facts."""
    n_saved: int
    """Of these, rows that only files held which the database did not know."""
    lost: tuple[LostFile, ...]
    set_aside: tuple[str, ...]
    """What was moved, by the paths that it had in the store."""
    quarantine: Path
    """Where that is now."""

    @property
    def lost_schedule(self) -> bool:
        """Whether the pages that waited and what was known of hosts are gone; feeds will name the pages again."""
        return self.base != "writer"


def repair(path: Path, now: datetime) -> Repaired:
    """Make the writer's database of the store at `path` whole again; it is published; its index is made when it is next opened to write.

    Raises:
        StoreError: there is no store, or it was written by a newer version. StoreLocked: another process is writing to it.
        TemporaryError: the disk is full.
    """
    layout = Layout.of(path)
    if not (layout.published.exists() or layout.writer.exists() or any(layout.data.glob("*/*/*.parquet"))):
        raise StoreError(f"there is no store at {path}: name the folder that holds news.duckdb")
    with plain_faults(layout.root):
        layout.make()
        lock = WriterLock(layout.lock)
        try:
            return _repair(layout, now)
        finally:
            lock.release()
            shutil.rmtree(_workshop(layout), ignore_errors=True)


def _workshop(layout: Layout) -> Path:
    return layout.state / "repair"


def _repair(layout: Layout, now: datetime) -> Repaired:
    workshop = _workshop(layout)
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir()
    made = workshop / "writer.duckdb"
    base = _base(layout, made)
    with closing(schema.connect(layout, made)) as connection:
        schema.upgrade(connection, now)
        if base == "published":
            _copy_published(connection, layout)
            schema.upgrade(connection, now)  # it may have been published by an older version
        with transaction(connection):
            lost, saved, strangers = _match_files(connection, layout)
            _settle(connection, layout, base)
            number = count(connection, "SELECT max(sequence) FROM batches") + 1
            put(connection, BatchRow, [BatchRow(f"repair-{uuid4().hex}", number, "repair", number - 1, now, 0, 0, 0)])
        _number_files_anew(connection, layout)
        rows = sum(count(connection, f"SELECT count(*) FROM {_all_rows(connection, layout, table)}") for table in FACTS)
        connection.execute("CHECKPOINT")
        if base == "published":
            _keep_link(layout, now)
        elif base == "files":
            set_aside(layout, [layout.published.name], now)
        publish.publish(connection, layout, now)
    sync(made)
    damaged = [file.path for file in lost]
    aside = set_aside(layout, [*strangers, *damaged, *_old_state(layout)], now)
    made.rename(layout.writer)
    sync(layout.state)
    return Repaired(base, number, rows, saved, tuple(lost), tuple(aside), folder_of(layout, now))


def _old_state(layout: Layout) -> list[str]:
    """What is made anew."""
    return [
        file.relative_to(layout.root).as_posix()
        for name in (layout.writer, layout.index)
        for file in (name, *(name.with_name(name.name + end) for end in (".wal", "-wal", "-shm")))
    ]


def _keep_link(layout: Layout, now: datetime) -> None:
    """The file that was started from stays in the quarantine, too: a repair can be begun again from it."""
    kept = folder_of(layout, now) / layout.published.name
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        kept.hardlink_to(layout.published)
    except OSError:  # a file system without links
        shutil.copyfile(layout.published, kept)


# --- what to start from ----------------------------------------------------------------------------------------------


def _base(layout: Layout, made: Path) -> Base:
    """Choose what to start from; the writer's database is looked at, and used, as a copy."""
    shown = shown_in(layout)
    if layout.writer.is_file():
        shutil.copyfile(layout.writer, made)
        log = layout.writer.with_name(layout.writer.name + ".wal")
        if log.is_file():
            shutil.copyfile(log, made.with_name(made.name + ".wal"))
        if _is_whole(layout, made) and (shown is None or _sequence(layout, made) >= shown.sequence):
            return "writer"
        for file in made.parent.glob(made.name + "*"):
            file.unlink()
    return "files" if shown is None else "published"


def _is_whole(layout: Layout, database: Path) -> bool:
    """Whether every row of a writer's database can be read.

    Raises:
        StoreError: it was written by a newer version.
    """
    try:
        with closing(schema.connect(layout, database)) as connection:
            version = schema.version_of(connection)
            if version > schema.MIGRATIONS[-1].version:
                raise StoreError(schema.newer_sentence(version, schema.MIGRATIONS[-1].version))
            tables = "SELECT table_name, schema_name FROM duckdb_tables() WHERE database_name = 'writer'"
            for name, place in connection.execute(tables).fetchall():
                connection.execute(f"SELECT bit_xor(hash(one)) FROM {place}.{name} AS one").fetchall()
            return version > 0
    except duckdb.Error:
        return False


def _sequence(layout: Layout, database: Path) -> int:
    with closing(schema.connect(layout, database)) as connection:
        return count(connection, "SELECT max(sequence) FROM batches")


def _copy_published(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Rows not yet sealed and dimensions, as they were last published; a table that cannot be read is left out."""
    connection.execute(f"ATTACH {quoted(layout.published)} AS news (READ_ONLY)")
    connection.execute("DELETE FROM schema_versions")
    for table in (*FACTS, *DIMENSIONS):
        source = f"news.hot.{table.name}" if table.kind == "fact" else f"news.main.{table.name}"
        with suppress(duckdb.CatalogException):  # an older version did not have it
            connection.execute(f"INSERT INTO {schema.where(table)} BY NAME FROM {source}")
    connection.execute("DETACH news")


# --- sealed files ----------------------------------------------------------------------------------------------------


def _match_files(connection: duckdb.DuckDBPyConnection, layout: Layout) -> tuple[list[LostFile], int, list[str]]:
    """Strike lost files off the list, take over rows that only files hold which are not listed.

    Returns what is lost, how many rows were taken over, and the files that hold nothing that is not elsewhere by now.
    """
    listed = {segment.path: segment for segment in segments.listed(connection, "true")}
    readable = dict(_files(layout))
    gone = [one for one in listed.values() if readable.get(one.path) is None]
    connection.execute("DELETE FROM segments WHERE path IN (SELECT unnest(?::VARCHAR[]))", [[one.path for one in gone]])
    active = {one.path for one in listed.values() if one.replaced_at is None} - {one.path for one in gone}
    others = sorted(readable.keys() - active, reverse=True)  # the newest first: it holds what older ones were merged into
    saved = {path: _take_over(connection, layout, path) for path in others if readable[path] is not None}
    lost = [LostFile(one.path, one.table_name, one.n_rows, _found_elsewhere(saved, one)) for one in gone if one.replaced_at is None]
    return lost, sum(saved.values()), [path for path in others if path not in listed]


def _found_elsewhere(saved: dict[str, int], lost: SegmentRow) -> int:
    return min(lost.n_rows, sum(rows for path, rows in saved.items() if path.split("/")[1] == lost.table_name))


def _files(layout: Layout) -> Iterator[tuple[str, int | None]]:
    """Every sealed file with its rows, or None if it cannot be read to its end."""
    with duckdb.connect(config=dict(schema.SETTINGS)) as connection:
        for path in sorted(layout.data.glob("*/*/*.parquet")):
            name = path.relative_to(layout.root).as_posix()
            if path.parts[-3] not in BY_NAME:
                continue
            try:
                found = connection.execute(f"SELECT count(*), bit_xor(hash(one)) FROM {_read(path)} AS one").fetchall()
                yield name, int(found[0][0])
            except duckdb.Error:
                yield name, None


def _read(path: Path) -> str:
    return f"read_parquet({quoted(path)}, hive_partitioning = false)"


def _take_over(connection: duckdb.DuckDBPyConnection, layout: Layout, path: str) -> int:
    """Rows of a file whose keys are nowhere else, into the database; how many."""
    table, source = BY_NAME[path.split("/")[1]], _read(layout.root / path)
    there = {name for (name, *_) in connection.execute(f"DESCRIBE FROM {source}").fetchall()}
    names = ", ".join(f'"{column.name}"' for column in columns(table.row_type) if column.name in there)
    days = f"day BETWEEN (SELECT min(day) FROM {source}) AND (SELECT max(day) FROM {source})"
    keys = ", ".join(table.key)
    before = count(connection, f"SELECT count(*) FROM hot.{table.name}")
    connection.execute(
        f"INSERT INTO hot.{table.name} BY NAME SELECT {names} FROM {source} AS new"
        f" ANTI JOIN (SELECT {keys} FROM {_all_rows(connection, layout, table)} WHERE {days}) USING ({keys})"
    )
    return count(connection, f"SELECT count(*) FROM hot.{table.name}") - before


def _all_rows(connection: duckdb.DuckDBPyConnection, layout: Layout, table: Table) -> str:
    """A FROM-item: the table's rows, sealed and not."""
    listed = segments.listed(connection, f"{segments.NOT_REPLACED} AND table_name = ?", [table.name])
    return f"({segments.union([f'hot.{table.name}', *segments.relation(layout, listed)])})"


# --- what follows from the rows --------------------------------------------------------------------------------------


def _settle(connection: duckdb.DuckDBPyConnection, layout: Layout, base: Base) -> None:
    """What is worked out from rows of facts, anew from those that are there."""
    revisions, mentions = (_all_rows(connection, layout, BY_NAME[name]) for name in ("article_revisions", "mentions"))
    connection.execute("DELETE FROM article_index")
    connection.execute(f"INSERT INTO article_index BY NAME SELECT article_id, revision, content_id, day, first_seen_at FROM {revisions}")
    if base != "writer":
        connection.execute(
            "INSERT INTO seen_pages BY NAME SELECT url_key, max(fetched_at) AS last_fetched_at"
            f" FROM {revisions} WHERE url_key IS NOT NULL GROUP BY url_key"
        )
    for table in ("entities", "entity_aliases"):
        connection.execute(f"DELETE FROM {table}")
    entities.add(connection, mentions)


def _number_files_anew(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """New files get numbers that none has had."""
    numbers = [int(path.stem) for path in (*layout.data.glob("*/*/*"), *layout.quarantine.glob("*/data/*/*/*")) if path.stem.isdigit()]
    connection.execute(f"CREATE OR REPLACE SEQUENCE segment_numbers START {max(numbers, default=0) + 1}")
