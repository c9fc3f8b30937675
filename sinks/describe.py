"""The reference part of docs/tables.md, from table specs and views; `python -m newsbeam.sinks.describe docs/tables.md` renews it."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from newsbeam.sinks.columns import columns
from newsbeam.sinks.publish import INFO, views
from newsbeam.sinks.schema import create_statement
from newsbeam.sinks.tables import DIMENSIONS, FACTS, Table

MARK = "<!-- Below this line: written by `python -m newsbeam.sinks.describe docs/tables.md`. -->\n"


def reference() -> str:
    """Every published table and view with its columns, as Markdown."""
    sections = [
        "## Views",
        *(_view(name, doc, types) for (name, (doc, _)), types in zip(views().items(), _view_columns(), strict=True)),
        "## Facts",
        *map(_table, FACTS),
        "## Dimensions and ledger",
        *map(_table, DIMENSIONS),
    ]
    return "\n\n".join(sections) + "\n"


def update(text: str) -> str:
    """The document with its reference part made anew."""
    return text.partition(MARK)[0] + MARK + "\n" + reference()


def _table(table: Table) -> str:
    rows = ((column.name, column.type + ("" if column.nullable else " NOT NULL"), column.doc) for column in columns(table.row_type))
    return "\n".join([f"### {table.name}", "", f"{table.row_type.__doc__} Key: `{', '.join(table.key)}`.", "", *_grid(rows)])


def _view(name: str, doc: str, types: list[tuple[str, str]]) -> str:
    return "\n".join([f"### {name}", "", doc, "", ", ".join(f"`{column}` {kind}" for column, kind in types)])


def _grid(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    yield "| column | type | |"
    yield "|---|---|---|"
    for name, kind, doc in rows:
        yield f"| `{name}` | {kind} | {doc.replace('|', chr(92) + '|')} |"


def _view_columns() -> list[list[tuple[str, str]]]:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA hot")
        connection.execute(create_statement(INFO, "hot.info"))
        for table in (*FACTS, *DIMENSIONS):
            connection.execute(create_statement(table, table.name))
        for _, statement in views().values():
            connection.execute(statement)
        return [[(row[0], row[1]) for row in connection.execute(f"DESCRIBE {name}").fetchall()] for name in views()]


def main() -> None:
    """Rewrite the reference part of the file that is named."""
    path = Path(sys.argv[1])
    path.write_text(update(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
