"""The published file: a whole new database, put in place by rename, so that its readers never meet a lock or a half-written table.

It holds the rows not yet sealed (schema `hot`), the dimensions, and views over these and the sealed files, named by absolute path.
"""

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import duckdb

from newsbeam.sinks import segments
from newsbeam.sinks.batch import sync
from newsbeam.sinks.columns import columns
from newsbeam.sinks.commit import sequence
from newsbeam.sinks.dimensions import BatchRow, SegmentRow, StoreInfoRow
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.schema import STORAGE, count, create_statement, naive, quoted, transaction, version_of
from newsbeam.sinks.tables import DIMENSIONS, FACTS, Table

SHOWN = timedelta(days=30)
"""Of how long ago batches are shown: one every few seconds would else make every publication slower than the one before."""
INFO = Table("info", StoreInfoRow, "dimension", ("root",))
"""One row, below the view `store_info`."""
VIEW = re.compile(r"(?P<comment>(?:^--.*\n)+)(?P<statement>CREATE VIEW (?P<name>\w+) AS\n[^;]+);", re.MULTILINE)


def publish(connection: duckdb.DuckDBPyConnection, layout: Layout, now: datetime) -> None:
    """Write the published file anew from all that is committed, and put it in place."""
    layout.unpublished.unlink(missing_ok=True)
    sealed = segments.listed(connection)
    connection.execute(f"ATTACH {quoted(layout.unpublished)} AS news (STORAGE_VERSION '{STORAGE}')")
    try:
        with transaction(connection):
            _copy(connection, layout, now)
            connection.execute("USE news")
            _create_views(connection, layout, sealed)
    finally:
        connection.execute("USE writer")
        connection.execute("DETACH news")
    layout.unpublished.replace(layout.published)
    sync(layout.root)


def _copy(connection: duckdb.DuckDBPyConnection, layout: Layout, now: datetime) -> None:
    connection.execute("CREATE SCHEMA news.hot")
    for table in FACTS:
        connection.execute(f"CREATE TABLE news.hot.{table.name} AS FROM writer.hot.{table.name}")
    for table in DIMENSIONS:
        recent = f"WHERE committed_at >= '{naive(now - SHOWN)}'" if table.row_type is BatchRow else ""
        connection.execute(f"CREATE TABLE news.{table.name} AS FROM writer.{table.name} {recent}")
        _comment(connection, "TABLE", f"news.{table.name}", table)
    connection.execute(create_statement(INFO, "news.hot.info"))
    connection.execute(f"INSERT INTO news.hot.info VALUES ({', '.join('?' * len(columns(StoreInfoRow)))})", _info(connection, layout, now))


def _info(connection: duckdb.DuckDBPyConnection, layout: Layout, now: datetime) -> list[object]:
    def rows(table: str) -> int:
        sealed = "SELECT sum(n_rows) FROM segments WHERE replaced_at IS NULL AND table_name = ?"
        return count(connection, f"SELECT count(*) FROM hot.{table}") + count(connection, sealed, [table])

    articles = count(connection, "SELECT count(*) FROM article_index WHERE revision = 1")
    facts = ("article_revisions", "claims", "fetches", "dead_letters")
    return [version_of(connection), str(layout.root), naive(now), sequence(connection), articles, *map(rows, facts)]


def _create_views(connection: duckdb.DuckDBPyConnection, layout: Layout, sealed: list[SegmentRow]) -> None:
    for table in FACTS:
        files = [segment for segment in sealed if segment.table_name == table.name]
        connection.execute(f"CREATE VIEW {table.name} AS {segments.union([f'hot.{table.name}', *segments.relation(layout, files)])}")
        _comment(connection, "VIEW", table.name, table)
    for name, (doc, statement) in views().items():
        connection.execute(statement)
        connection.execute(f"COMMENT ON VIEW {name} IS {quoted(doc)}")


def _comment(connection: duckdb.DuckDBPyConnection, kind: str, name: str, table: Table) -> None:
    connection.execute(f"COMMENT ON {kind} {name} IS {quoted(table.row_type.__doc__)}")
    for column in columns(table.row_type):
        connection.execute(f"COMMENT ON COLUMN {name}.{column.name} IS {quoted(column.doc)}")


@cache
def views() -> dict[str, tuple[str, str]]:
    """Documentation and statement of every view, by name, in the order in which they must be created."""
    found = VIEW.finditer(Path(__file__).with_name("views.sql").read_text(encoding="utf-8"))
    return {view["name"]: (view["comment"].replace("-- ", "").replace("\n", " ").strip(), view["statement"]) for view in found}
