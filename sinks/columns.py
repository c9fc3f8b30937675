"""From a row's dataclass to its columns: database types, documentation, and values on their way back into Python."""

import ast
import inspect
import textwrap
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar

from newsbeam.transforms.records import Id

SCALARS: dict[Any, str] = {
    Id: "UUID",
    bool: "BOOLEAN",
    bytes: "BLOB",
    date: "DATE",
    datetime: "TIMESTAMP",
    float: "DOUBLE",
    int: "BIGINT",
    str: "VARCHAR",
}


MANIFEST_ONLY = types.MappingProxyType({"manifest_only": True})
"""Metadata of a field that is no column: it is of use only while a batch is on its way. Such fields come last and have a default."""


class Row(Protocol):
    """Any row: an instance of a frozen dataclass whose fields are columns."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True)
class Column:
    """One column, as its row's class declares it."""

    name: str
    annotation: Any
    """The Python type, without `| None`; `str` for a `Literal`."""
    nullable: bool
    doc: str
    """What it holds; of a closed vocabulary also its values."""
    values: tuple[str, ...] = ()
    """Those of a closed vocabulary; empty if there is none."""

    @property
    def type(self) -> str:
        """The DuckDB type."""
        return sql_type(self.annotation)


@cache
def columns(row_type: type[Row]) -> tuple[Column, ...]:
    """The columns of a row's class, in order."""
    hints = typing.get_type_hints(row_type)
    docs = _field_docs(row_type)
    kept = [field.name for field in fields(row_type) if field.metadata != MANIFEST_ONLY]
    return tuple(_column(name, hints[name], docs.get(name, "")) for name in kept)


def _column(name: str, hint: Any, doc: str) -> Column:
    annotation, nullable = _bare(hint)
    if typing.get_origin(annotation) is not typing.Literal:
        return Column(name, annotation, nullable, doc)
    values = typing.get_args(annotation)
    return Column(name, str, nullable, _with_values(doc, values), values)


def _with_values(doc: str, values: tuple[str, ...]) -> str:
    """The documentation of a column and the values that it may hold, unless it explains each of them."""
    named = [f"`{value}`" for value in values]
    return doc if all(name in doc for name in named) else f"{doc} One of {', '.join(named)}."


def sql_type(annotation: Any) -> str:
    """The DuckDB type of a Python type: scalars, `tuple[X, ...]` as a list, NamedTuples as structs.

    Raises:
        TypeError: the type has no place in a table.
    """
    if annotation in SCALARS:
        return SCALARS[annotation]
    if item := list_item(annotation):
        return f"{sql_type(item)}[]"
    if parts := struct_parts(annotation):
        return "STRUCT(" + ", ".join(f'"{name}" {sql_type(part)}' for name, part in parts.items()) + ")"
    raise TypeError(f"no column can hold {annotation!r}")


def list_item(annotation: Any) -> Any:
    """X of `tuple[X, ...]`, else None."""
    arguments = typing.get_args(annotation)
    return arguments[0] if typing.get_origin(annotation) is tuple and arguments[1:] == (...,) else None


def struct_parts(annotation: Any) -> dict[str, Any]:
    """Names and types of a NamedTuple's fields; empty for any other type."""
    return typing.get_type_hints(annotation) if hasattr(annotation, "_fields") else {}


@cache
def _decoders(row_type: type[Row]) -> tuple[Callable[[Any], Any], ...]:
    return tuple(_decoder(column.annotation) for column in columns(row_type))


def decode(row_type: type[RowT], values: Sequence[Any]) -> RowT:
    """A row from the values of its columns, as DuckDB or Arrow give them to Python."""
    decoded = (None if value is None else read(value) for read, value in zip(_decoders(row_type), values, strict=True))
    return row_type(*decoded)


def _decoder(annotation: Any) -> Callable[[Any], Any]:
    if annotation is Id:
        return str
    if annotation is datetime:
        return _aware
    if item := list_item(annotation):
        read = _decoder(item)
        return lambda values: tuple(map(read, values))
    if struct_parts(annotation):
        return lambda parts: annotation(**parts)
    return _same


def _same(value: Any) -> Any:
    return value


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC)


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without `| None`, and whether that was there."""
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        kept = [part for part in typing.get_args(annotation) if part is not types.NoneType]
        return (kept[0] if len(kept) == 1 else annotation), True
    return annotation, False


def _field_docs(row_type: type[Row]) -> dict[str, str]:
    """The string below each field, which Python itself forgets; with those of its bases."""
    docs: dict[str, str] = {}
    for one in reversed(row_type.__mro__):
        if is_dataclass(one):
            docs |= _own_docs(one)
    return docs


def _own_docs(row_type: type) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(inspect.getsource(row_type))).body[0]
    if not isinstance(body, ast.ClassDef):
        raise TypeError(f"{row_type!r} is not a class")
    docs = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            docs[field.target.id] = str(ast.literal_eval(below.value))
    return docs
