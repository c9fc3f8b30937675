"""The writer's database: opened, created from the table specs, and brought up to date."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from newsbeam.sinks.batch import sync
from newsbeam.sinks.columns import columns
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.tables import TABLES, Table
from newsbeam.transforms.errors import StoreError

STORAGE = "v1.0.0"
"""The file format: DuckDB 1.x and 2.x both read and write it. The default format of 2.0 cannot be opened by 1.5."""
MEMORY = "1GB"
AT_REST = "32MB"
"""What it keeps between two pieces of work."""
SETTINGS: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""Nothing is ever fetched from the internet."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from the schema before it to `version`. Columns are only ever added: sealed files stay as they are.

    Tables and columns that an older store lacks need no statement: they are made from the table specs. Such columns allow null.
    """

    version: int
    note: str
    statements: tuple[str, ...] = ()
    """What else must be done."""
    shape: str = ""
    """`shape_of` the tables, so that a column that came without a migration is noticed; of the newest one only."""


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "first schema"),
    Migration(
        2,
        "outlets' knowledge; captions, time of change, outlet's name, lead image; modality and nesting of claims",
    ),
    Migration(
        3,
        "articles' tags; what was wrong with a fetch; feeds' last whole documents; entries that were seen; sitemaps' index, quiet hours",
    ),
    Migration(4, "texts and marks of feeds' entries, whose text an article's is, recordings"),
    Migration(5, "figures told anywhere, and how they bear on each other"),
    Migration(
        6,
        "the agency that an article credits; texts without an outlet have none",
        ("ALTER TABLE hot.article_revisions ALTER source DROP NOT NULL", "ALTER TABLE hot.removed_blocks ALTER source DROP NOT NULL"),
    ),
    Migration(7, "what outlets state in their own voice, and how it bears on each other"),
    Migration(8, "how exactly the time of publication is known; what a feed's pages are said to be of", shape="6fe2d96d"),
)
"""A new column or table is one more entry here: `python -m newsbeam.sinks.describe docs/tables.md` says which."""


def connect(layout: Layout, database: Path | None = None) -> duckdb.DuckDBPyConnection:
    """The writer's connection, with its database, or another file in its place, as the default one."""
    connection = duckdb.connect(":memory:", config=SETTINGS | {"memory_limit": MEMORY, "temp_directory": str(layout.spill)})
    try:
        connection.execute(f"ATTACH {quoted(database or layout.writer)} AS writer (STORAGE_VERSION '{STORAGE}')")
        connection.execute("USE writer")
    except duckdb.Error:
        connection.close()
        raise
    return connection


def rest(connection: duckdb.DuckDBPyConnection) -> None:
    """Give back the memory that a piece of work needed.

    DuckDB keeps the blocks that it has read up to its limit, and its allocator keeps what was freed, which counts as nobody's: two to three
    times as much. A lower limit drops the former, and any change of the limit empties the latter.
    """
    with suppress(duckdb.Error):  # more than that is in use, or the disk is full: then only the allocator is emptied
        connection.execute(f"SET memory_limit = '{AT_REST}'")
    connection.execute(f"SET memory_limit = '{MEMORY}'")


def create(layout: Layout, now: datetime) -> None:
    """Make the writer's database of a new store: it is there with all its tables, or not at all."""
    new = layout.writer.with_name(f"{layout.writer.name}.new")
    for old in (new, new.with_name(f"{new.name}.wal")):
        old.unlink(missing_ok=True)
    with closing(connect(layout, new)) as connection:
        upgrade(connection, now)
        connection.execute("CHECKPOINT")
    sync(new)
    new.rename(layout.writer)
    sync(layout.state)


def upgrade(connection: duckdb.DuckDBPyConnection, now: datetime, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Create the schema, or bring an older one up to date: all of it or nothing.

    Raises:
        StoreError: the store was written by a newer version of the program.
    """
    newest = migrations[-1].version
    found = version_of(connection)
    if found > newest:
        raise StoreError(newer_sentence(found, newest))
    with transaction(connection):
        if found < newest:
            _complete(connection)
        for migration in migrations:
            if migration.version <= found:
                continue
            for statement in migration.statements if found else ():
                connection.execute(statement)
            connection.execute("INSERT INTO schema_versions VALUES (?, ?, ?)", [migration.version, naive(now), migration.note])


def newer_sentence(found: int, known: int) -> str:
    """What to say of a store from the future."""
    return f"this store has schema version {found} and this newsbeam knows only {known}: upgrade newsbeam to open it"


def version_of(connection: duckdb.DuckDBPyConnection) -> int:
    """The schema version of the writer's database; 0 if it is empty."""
    there = "FROM duckdb_tables() WHERE database_name = 'writer' AND table_name = 'schema_versions'"
    if not connection.execute(there).fetchall():
        return 0
    return count(connection, "SELECT max(version) FROM schema_versions")


def _complete(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables and columns that are not there yet: all of them in an empty store."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS hot")
    connection.execute("CREATE SEQUENCE IF NOT EXISTS segment_numbers")
    there = "SELECT column_name FROM duckdb_columns() WHERE database_name = 'writer' AND schema_name = ? AND table_name = ?"
    for table in TABLES:
        if table.kind == "private":
            continue
        known = {name for (name,) in connection.execute(there, ["hot" if table.kind == "fact" else "main", table.name]).fetchall()}
        if not known:
            connection.execute(create_statement(table, where(table)))
        for column in columns(table.row_type) if known else ():
            if column.name not in known:
                connection.execute(f'ALTER TABLE {where(table)} ADD COLUMN "{column.name}" {column.type}')


def shape_of(tables: Iterable[Table]) -> str:
    """A hash of all columns and their types."""
    lines = [f"{table.name}.{column.name} {column.type}" for table in tables for column in columns(table.row_type)]
    return hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=4).hexdigest()


def create_statement(table: Table, name: str) -> str:
    """The DDL of one table. Without constraints on keys: commits check them in bulk, and an index would be rewritten with every one."""
    lines = (f'"{column.name}" {column.type}{"" if column.nullable else " NOT NULL"}' for column in columns(table.row_type))
    return f"CREATE TABLE {name} ({', '.join(lines)})"


def where(table: Table) -> str:
    """A table's name in the writer's database: the facts there are the ones not yet sealed."""
    return f"hot.{table.name}" if table.kind == "fact" else table.name


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):  # after a fatal error there is nothing left to roll back
            connection.execute("ROLLBACK")
        raise


def given(values: Sequence[object] | Mapping[str, object]) -> list[object] | dict[str, object]:
    """A query's values, by place or by name, as DuckDB takes them."""
    return dict(values) if isinstance(values, Mapping) else list(values)


def scalar(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> object:
    """The one value of a query's one row."""
    rows = connection.execute(query, given(values)).fetchall()  # all: a result that is not read to its end keeps the connection busy
    return rows[0][0] if rows else None


def count(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> int:
    """The one whole number of a query; 0 for null."""
    return int(str(scalar(connection, query, values) or 0))


def naive(time: datetime) -> datetime:
    """An aware UTC time as the database holds it."""
    return time.replace(tzinfo=None)


def quoted(text: object) -> str:
    """A string literal."""
    return "'" + str(text).replace("'", "''") + "'"
