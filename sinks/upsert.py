"""Small tables that change in place: dimensions and the writer's state, as records in and out."""

from collections.abc import Iterable, Mapping, Sequence

import duckdb

from newsbeam.sinks.arrow import table_of
from newsbeam.sinks.columns import RowT, columns, decode
from newsbeam.sinks.schema import given, where
from newsbeam.sinks.tables import BY_ROW_TYPE


def put(connection: duckdb.DuckDBPyConnection, row_type: type[RowT], rows: Iterable[RowT]) -> None:
    """Put rows in place of those with the same key; inside the caller's transaction. Of two with one key the last one counts."""
    table = BY_ROW_TYPE[row_type]
    latest = {tuple(getattr(row, name) for name in table.key): row for row in rows}
    if not latest:
        return
    connection.register("given", table_of(row_type, list(latest.values())))
    try:
        same = " AND ".join(f"old.{name} = given.{name}" for name in table.key)
        connection.execute(f"DELETE FROM {where(table)} AS old USING given WHERE {same}")
        connection.execute(f"INSERT INTO {where(table)} BY NAME FROM given")
    finally:
        connection.unregister("given")


def select(
    connection: duckdb.DuckDBPyConnection, row_type: type[RowT], rest: str, values: Sequence[object] | Mapping[str, object] = ()
) -> list[RowT]:
    """The rows of a state table or dimension, chosen and ordered by the rest of a query."""
    names = ", ".join(f'one."{column.name}"' for column in columns(row_type))
    found = connection.execute(f"SELECT {names} FROM {where(BY_ROW_TYPE[row_type])} AS one {rest}", given(values))
    return [decode(row_type, row) for row in found.fetchall()]
