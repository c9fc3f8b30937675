"""Rows as Arrow tables: how they reach DuckDB, as a file or in memory."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pyarrow as pa

from newsbeam.sinks.columns import Row, columns, list_item, struct_parts
from newsbeam.transforms.records import Id

SCALARS: dict[Any, pa.DataType] = {
    Id: pa.string(),  # DuckDB turns it into a UUID on the way in
    bool: pa.bool_(),
    bytes: pa.binary(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
    float: pa.float64(),
    int: pa.int64(),
    str: pa.string(),
}


@cache
def schema_of(row_type: type[Row]) -> pa.Schema:
    """The Arrow schema of a row's class."""
    return pa.schema([pa.field(column.name, _arrow_type(column.annotation), column.nullable) for column in columns(row_type)])


def table_of(row_type: type[Row], rows: Sequence[Row]) -> pa.Table:
    """Rows of one class as a table.

    Raises:
        ValueError: a time without zone.
    """
    schema = schema_of(row_type)
    arrays = [
        pa.array(_values(rows, column.name, encode), field.type)
        for column, field, encode in zip(columns(row_type), schema, _encoders(row_type), strict=True)
    ]
    return pa.table(arrays, schema=schema)


def _values(rows: Iterable[Row], name: str, encode: Callable[[Any], Any] | None) -> list[Any]:
    values = [getattr(row, name) for row in rows]
    return values if encode is None else [None if value is None else encode(value) for value in values]


@cache
def _encoders(row_type: type[Row]) -> tuple[Callable[[Any], Any] | None, ...]:
    return tuple(_encoder(column.annotation) for column in columns(row_type))


def _encoder(annotation: Any) -> Callable[[Any], Any] | None:
    """How a value becomes one that Arrow takes; None: it does already."""
    if annotation is str:
        return _encodable
    if annotation is datetime:
        return _naive
    if (item := list_item(annotation)) and (encode := _encoder(item)):
        return lambda values: [encode(value) for value in values]
    if struct_parts(annotation):
        return lambda parts: parts._asdict()
    return None


def _encodable(text: str) -> str:
    """The text, with a question mark for each lone surrogate: no database holds those, and offsets must stay true."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _naive(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"{time!r} has no time zone")
    return time.astimezone(UTC).replace(tzinfo=None)


def _arrow_type(annotation: Any) -> pa.DataType:
    if item := list_item(annotation):
        return pa.list_(_arrow_type(item))
    if parts := struct_parts(annotation):
        return pa.struct([(name, _arrow_type(part)) for name, part in parts.items()])
    return SCALARS[annotation]
