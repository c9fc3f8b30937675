"""The reference part of docs/tables.md, from table specs and views; `python -m newsbeam.sinks.describe docs/tables.md` renews it.

It also says what else a new column asks for; with `--check` it only does that.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from newsbeam.sinks.columns import columns
from newsbeam.sinks.publish import INFO, views
from newsbeam.sinks.schema import MIGRATIONS, create_statement, shape_of
from newsbeam.sinks.tables import DIMENSIONS, FACTS, TABLES, Table

MARK = "<!-- Below this line: written by `python -m newsbeam.sinks.describe docs/tables.md`. -->\n"


def reference() -> str:
    """Every published table and view with its columns, as Markdown."""
    sections = [
        "## Views",
        *(_view(name, doc, types) for (name, (doc, _)), types in zip(views().items(), _view_columns(), strict=True)),
        "## Facts",
        *map(section, FACTS),
        "## Dimensions and ledger",
        *map(section, DIMENSIONS),
    ]
    return "\n\n".join(sections) + "\n"


def update(text: str) -> str:
    """The document with its reference part made anew."""
    return text.partition(MARK)[0] + MARK + "\n" + reference()


def section(table: Table) -> str:
    """A table and its columns."""
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


def left_to_do(text: str) -> list[str]:
    """What a change of columns still asks for, one sentence each; `text` is the document."""
    newest = MIGRATIONS[-1]
    shape = shape_of(TABLES)
    found = []
    if newest.shape != shape:
        found.append(
            f"sinks/schema.py: the columns are no longer those of schema version {newest.version}: stores need"
            f' Migration({newest.version + 1}, "what is new", shape="{shape}") at the end of MIGRATIONS'
        )
    if update(text) != text:
        found.append("docs/tables.md: out of step with the columns; run `python -m newsbeam.sinks.describe docs/tables.md`")
    return found


def main() -> None:
    """Rewrite the reference part of the file that is named; with `--check` leave it. Exit code 1 if there is more to do, which is said."""
    if not sys.argv[1:]:
        sys.exit("name the document: python -m newsbeam.sinks.describe [--check] docs/tables.md")
    path = Path(sys.argv[-1])
    text = path.read_text(encoding="utf-8")
    if "--check" not in sys.argv[1:-1]:
        text = update(text)
        path.write_text(text, encoding="utf-8")
    found = left_to_do(text)
    sys.stderr.write("".join(f"{sentence}\n" for sentence in found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
