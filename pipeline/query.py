"""`newsbeam sql`: one query in a chosen format, or an interactive shell. Always on the published file, so it never meets the writer."""

import csv
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import duckdb

from newsbeam.pipeline.terminal import printable, printable_all
from newsbeam.sinks.damage import damaged_file
from newsbeam.sinks.faults import OURS, damaged_sentence
from newsbeam.sinks.read import open_published
from newsbeam.transforms.errors import ConfigError, StoreError

ROWS_AT_ONCE = 10_000
SHOWN_ROWS = 200
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a text begins that spreadsheets read as a formula."""
HELP = "End a query with ;   .tables   .schema NAME   .quit"


def run_sql(store: Path, query: str | None, format_: str) -> int:
    """Run one query against the store and print its rows, or read queries from the terminal; returns the exit code.

    Raises:
        ConfigError: the query is not valid; StoreError: the store cannot be read.
    """
    if query is None:
        return _shell(store)
    with open_published(store) as connection:
        _print(store, connection, query, format_)
    return 0


def _print(store: Path, connection: duckdb.DuckDBPyConnection, query: str, format_: str) -> None:
    try:
        PRINTERS[format_](connection, query)
        sys.stdout.flush()
    except duckdb.Error as error:
        if not isinstance(error, OURS) and (file := damaged_file(store, error)):
            raise StoreError(damaged_sentence(store, file)) from None
        raise ConfigError(f"the query failed: {error}") from None
    except BrokenPipeError:  # whoever read our output has enough, as in `newsbeam sql … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _table(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    if relation := connection.sql(query):
        with redirect_stdout(StringIO()) as shown:
            relation.show(max_rows=SHOWN_ROWS)
        sys.stdout.write(printable(shown.getvalue()))


def _json(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """An array with one object a line: parsed whole by a script, cut by line in a shell."""
    cursor = connection.execute(query)
    names = _names(cursor)
    separator = "["
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        for row in rows:
            line = printable(json.dumps(dict(zip(names, row, strict=True)), default=str, ensure_ascii=False))
            sys.stdout.write(f"{separator}\n{line}")
            separator = ","
    sys.stdout.write("\n]\n" if separator == "," else "[]\n")


def _csv(connection: duckdb.DuckDBPyConnection, query: str, cell: Callable[[object], object] = printable_all) -> None:
    cursor = connection.execute(query)
    writer = csv.writer(sys.stdout)
    writer.writerow(_names(cursor))
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        writer.writerows([cell(value) for value in row] for row in rows)


def _spreadsheet(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    _csv(connection, query, _no_formula)


def _no_formula(value: object) -> object:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it, which makes it a text; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULAS):
        return f"'{printable(value)}"
    return printable_all(value)


def _parquet(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    if sys.stdout.isatty():
        raise ConfigError("parquet is not for a terminal; redirect it, as in > rows.parquet")
    with tempfile.TemporaryDirectory() as folder:  # the format cannot be written to a pipe
        path = Path(folder, "rows.parquet")
        connection.execute(f"COPY ({query.strip().rstrip(';')}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)


def _names(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    return [column[0] for column in cursor.description or ()]


PRINTERS: dict[str, Callable[[duckdb.DuckDBPyConnection, str], None]] = {
    "table": _table,
    "json": _json,
    "csv": _csv,
    "spreadsheet": _spreadsheet,
    "parquet": _parquet,
}


def _shell(store: Path) -> int:
    """Read queries until end of file; each sees what is published at that moment. Returns 2 if a script's query was wrong."""
    with open_published(store):  # no store: told before the first query
        pass
    person = sys.stdin.isatty()
    if person:
        import readline  # noqa: F401  history and line editing for input()

        sys.stderr.write(f"newsbeam sql, {store}: {HELP}\n")
        signal.signal(signal.SIGINT, signal.default_int_handler)
    statement, failed = "", False
    while (line := _read_line("      > " if statement else "newsbeam> ")) is not None:
        if not statement and line.strip().rstrip(";").lstrip(".") in ("quit", "exit"):
            break
        statement = _command(line) if not statement else f"{statement}\n{line}"
        if statement.rstrip().endswith(";"):
            failed |= not _answer(store, statement)
            statement = ""
    if statement.strip():
        failed |= not _answer(store, statement)
    return ConfigError.exit_code if failed and not person else 0


def _read_line(prompt: str) -> str | None:
    try:
        return input(prompt if sys.stdin.isatty() else "")
    except (EOFError, KeyboardInterrupt):
        return None


def _command(line: str) -> str:
    """The shell's own commands as queries."""
    match line.split():
        case [".tables"]:
            return "SELECT view_name AS name, comment FROM duckdb_views() WHERE NOT internal ORDER BY 1;"
        case [".schema", name]:
            return f'DESCRIBE "{name}";'
        case [".help" | "help" | "help;"]:
            return f"SELECT '{HELP}' AS help;"
        case _:
            return line


def _answer(store: Path, statement: str) -> bool:
    """Print a statement's rows, or why there are none; True if all was well."""
    try:
        with open_published(store) as connection:
            _print(store, connection, statement, "table")
    except ConfigError as error:
        sys.stderr.write(f"{printable(error)}\n")
        return False
    return True
