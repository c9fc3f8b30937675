"""`newsbeam sql`: one query in a chosen format, or an interactive shell. Always on the published file, so it never meets the writer."""

import csv
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet

from sinks.read import open_published
from transforms.errors import ConfigError

ROWS_AT_ONCE = 10_000
SHOWN_ROWS = 200
HELP = "End a query with ;   .tables   .schema NAME   .quit"


def run_sql(store: Path, query: str | None, format_: str) -> None:
    """Run one query against the store and print its rows, or read queries from the terminal.

    Raises:
        ConfigError: the query is not valid; StoreError: the store cannot be read.
    """
    if query is None:
        _shell(store)
        return
    with open_published(store) as connection:
        _print(_ask(connection, query), format_)


def _ask(connection: duckdb.DuckDBPyConnection, query: str) -> duckdb.DuckDBPyRelation | None:
    try:
        return connection.sql(query)
    except duckdb.Error as error:
        raise ConfigError(f"the query failed: {error}") from None


def _print(relation: duckdb.DuckDBPyRelation | None, format_: str) -> None:
    if relation is None:
        return
    try:
        PRINTERS[format_](relation)
    except duckdb.Error as error:  # rows are computed while they are printed
        raise ConfigError(f"the query failed: {error}") from None


def _table(relation: duckdb.DuckDBPyRelation) -> None:
    relation.show(max_rows=SHOWN_ROWS)


def _json(relation: duckdb.DuckDBPyRelation) -> None:
    """An array with one object a line: parsed whole by a script, cut by line in a shell."""
    separator = "["
    for rows in _fetched(relation):
        for row in rows:
            sys.stdout.write(separator + "\n" + json.dumps(dict(zip(relation.columns, row, strict=True)), default=str, ensure_ascii=False))
            separator = ","
    sys.stdout.write("\n]\n" if separator == "," else "[]\n")


def _csv(relation: duckdb.DuckDBPyRelation) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(relation.columns)
    for rows in _fetched(relation):
        writer.writerows(rows)


def _fetched(relation: duckdb.DuckDBPyRelation) -> Iterator[list[tuple[Any, ...]]]:
    while rows := relation.fetchmany(ROWS_AT_ONCE):
        yield rows


def _parquet(relation: duckdb.DuckDBPyRelation) -> None:
    if sys.stdout.isatty():
        raise ConfigError("parquet is not for a terminal; redirect it, as in > rows.parquet")
    reader = relation.to_arrow_reader(ROWS_AT_ONCE)
    with pyarrow.parquet.ParquetWriter(sys.stdout.buffer, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


PRINTERS: dict[str, Callable[[duckdb.DuckDBPyRelation], None]] = {"table": _table, "json": _json, "csv": _csv, "parquet": _parquet}


def _shell(store: Path) -> None:
    """Read queries until end of file; each sees what is published at that moment."""
    if sys.stdin.isatty():
        import readline  # noqa: F401  history and line editing for input()

        sys.stderr.write(f"newsbeam sql, {store}: {HELP}\n")
    statement = ""
    while (line := _read_line("      > " if statement else "newsbeam> ")) is not None:
        if not statement and line.strip() in (".quit", ".exit"):
            return
        statement = _command(line) if not statement else f"{statement}\n{line}"
        if statement.rstrip().endswith(";"):
            _answer(store, statement)
            statement = ""
    if statement.strip():
        _answer(store, statement)


def _read_line(prompt: str) -> str | None:
    try:
        return input(prompt if sys.stdin.isatty() else "")
    except EOFError:
        return None


def _command(line: str) -> str:
    """The shell's own commands as queries."""
    match line.split():
        case [".tables"]:
            return "SELECT view_name AS name, comment FROM duckdb_views() WHERE NOT internal ORDER BY 1;"
        case [".schema", name]:
            return f'DESCRIBE "{name}";'
        case [".help"]:
            return f"SELECT '{HELP}' AS help;"
        case _:
            return line


def _answer(store: Path, statement: str) -> None:
    try:
        with open_published(store) as connection:
            _print(_ask(connection, statement), "table")
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
