"""Repair: the writer's database made anew from what can still be read: a copy of itself, else the published file, and the sealed files.

Everything is worked out in a new database, beside the old files. Only when it is whole, they are set aside and it takes their place:
whoever is not content with a repair finds all that was there in the store's quarantine.
"""

import shutil
from collections import Counter
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
from newsbeam.sinks.dimensions import BatchRow
from newsbeam.sinks.faults import plain_faults, raise_unless_damaged
from newsbeam.sinks.integrity import Shown, knows, shown_in
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.lock import WriterLock
from newsbeam.sinks.quarantine import fresh_folder, keep_copy, set_aside
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
            shutil.rmtree(layout.workshop, ignore_errors=True)


def _repair(layout: Layout, now: datetime) -> Repaired:
    shutil.rmtree(layout.workshop, ignore_errors=True)
    layout.workshop.mkdir()
    made = layout.workshop / "writer.duckdb"
    shown = shown_in(layout)
    base = _base(layout, made, shown)
    with closing(schema.connect(layout, made)) as connection:
        schema.upgrade(connection, now)
        if base == "published":
            _copy_published(connection, layout)
            schema.upgrade(connection, now)  # it may have been published by an older version
        with transaction(connection):
            lost, saved, strangers = _match_files(connection, layout)
            _settle(connection, layout, base)
            last = max(count(connection, "SELECT max(sequence) FROM batches"), shown.sequence if shown else 0)
            put(connection, BatchRow, [BatchRow(f"repair-{uuid4().hex}", last + 1, "repair", last, now, 0, 0, 0)])
        _number_files_anew(connection, layout)
        rows = sum(count(connection, f"SELECT count(*) FROM {_all_rows(connection, layout, table)}") for table in FACTS)
        connection.execute("CHECKPOINT")
    sync(made)
    folder = fresh_folder(layout, now)
    aside = set_aside(layout, _no_files(layout), folder)
    if base == "writer":
        _fold_log(layout)
    for kept in (layout.published, layout.writer):  # both are replaced by rename, so that one of each is there at any moment
        keep_copy(layout, kept.relative_to(layout.root).as_posix(), folder)
    # Lost files first: a new database that does not list what the old published file shows would be taken for one of an earlier day.
    aside += set_aside(layout, [*(file.path for file in lost), *_beside(layout)], folder)
    made.replace(layout.writer)
    sync(layout.state)
    aside += set_aside(layout, strangers, folder)  # only now: before, rows of theirs are nowhere else
    with closing(schema.connect(layout)) as connection:
        publish.publish(connection, layout, now)
    return Repaired(base, last + 1, rows, saved, tuple(lost), tuple(aside), folder)


def _no_files(layout: Layout) -> list[str]:
    """What stands where one of the databases should: a folder, say."""
    databases = (layout.published, layout.writer, layout.writer.with_name(layout.writer.name + ".wal"))
    return [path.relative_to(layout.root).as_posix() for path in databases if path.exists() and not path.is_file()]


def _fold_log(layout: Layout) -> None:
    """Work a whole database's write-ahead log into it, so that the database, and the one that replaces it, can do without."""
    with closing(schema.connect(layout)) as connection:
        connection.execute("CHECKPOINT")
    sync(layout.state)  # the log is gone for good


def _beside(layout: Layout) -> list[str]:
    """What belongs to the writer's database as it was, and the index, which is made anew."""
    log = layout.writer.with_name(layout.writer.name + ".wal")
    index = [layout.index.with_name(layout.index.name + end) for end in ("", "-wal", "-shm")]
    return [file.relative_to(layout.root).as_posix() for file in (log, *index)]


# --- what to start from ----------------------------------------------------------------------------------------------


def _base(layout: Layout, made: Path, shown: Shown | None) -> Base:
    """Choose what to start from; the writer's database is looked at, and used, as a copy."""
    if layout.writer.is_file():
        shutil.copyfile(layout.writer, made)
        log = layout.writer.with_name(layout.writer.name + ".wal")
        if log.is_file():
            shutil.copyfile(log, made.with_name(made.name + ".wal"))
        if _is_whole(layout, made, shown):
            return "writer"
        for file in made.parent.glob(made.name + "*"):
            file.unlink()
    return "files" if shown is None else "published"


def _is_whole(layout: Layout, database: Path, shown: Shown | None) -> bool:
    """Whether every row of a writer's database can be read, and it knows what is published.

    Raises:
        StoreError: it was written by a newer version. TemporaryError: it cannot be read just now: then another start would lose rows.
    """
    try:
        with closing(schema.connect(layout, database)) as connection:
            version = schema.version_of(connection)
            if version > schema.MIGRATIONS[-1].version:
                raise StoreError(schema.newer_sentence(version, schema.MIGRATIONS[-1].version))
            tables = "SELECT table_name, schema_name FROM duckdb_tables() WHERE database_name = 'writer'"
            for name, place in connection.execute(tables).fetchall():
                connection.execute(f"SELECT bit_xor(hash(one)) FROM {place}.{name} AS one").fetchall()
            return version > 0 and (shown is None or knows(connection, layout, shown))
    except duckdb.Error as error:
        raise_unless_damaged(error, database)
        return False


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
    saved: Counter[str] = Counter()
    for path in others:
        if readable[path] is not None:
            saved[path.split("/")[1]] += _take_over(connection, layout, path)
    left, lost = saved.copy(), []
    for one in gone:
        if one.replaced_at is None:
            found = min(one.n_rows, left[one.table_name])
            left[one.table_name] -= found
            lost.append(LostFile(one.path, one.table_name, one.n_rows, found))
    return lost, saved.total(), [path for path in others if path not in listed]


def _files(layout: Layout) -> Iterator[tuple[str, int | None]]:
    """Every file among the sealed ones with its rows, or None if it cannot be read to its end or is no table's."""
    with duckdb.connect(config=dict(schema.SETTINGS)) as connection:
        for path in sorted(layout.data.glob("*/*/*.parquet")):
            name = path.relative_to(layout.root).as_posix()
            if path.parts[-3] not in BY_NAME:
                continue
            try:
                found = connection.execute(f"SELECT count(*), bit_xor(hash(one)) FROM {_read(path)} AS one").fetchall()
                yield name, int(found[0][0]) if _fits(connection, BY_NAME[path.parts[-3]], path) else None
            except duckdb.Error as error:
                raise_unless_damaged(error, path)
                yield name, None


def _fits(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> bool:
    """Whether a file has the columns of its table, as far as rows cannot do without them, and of types that go into it."""
    there = {name for (name, *_) in connection.execute(f"DESCRIBE FROM {_read(path)}").fetchall()}
    if not {column.name for column in columns(table.row_type) if not column.nullable} <= there:
        return False
    connection.execute(schema.create_statement(table, "shape").replace("CREATE TABLE", "CREATE OR REPLACE TEMP TABLE", 1))
    names = ", ".join(f'"{column.name}"' for column in columns(table.row_type) if column.name in there)
    connection.execute(f"INSERT INTO shape BY NAME SELECT {names} FROM {_read(path)} LIMIT 0")
    return True


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
