"""Records that a batch carries back to the driver as they are: what the index will remember, what a feed answered, what a host said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """One record of `newsbeam.transforms.records`, on its way through a batch."""

    kind: str
    """The record's class."""
    body: bytes
    """The record as JSON."""


def carry(record: object) -> CarriedRow:
    """The row of a record."""
    kind: Any = type(record)
    return CarriedRow(kind.__name__, _adapter(kind).dump_json(record))


def carried(rows: Iterable[CarriedRow], record_type: type[Record]) -> Iterator[Record]:
    """The records of one class among `rows`."""
    kind: Any = record_type
    for row in rows:
        if row.kind == kind.__name__:
            yield _adapter(kind).validate_json(row.body)


@cache
def _adapter(record_type: Any) -> TypeAdapter[Any]:
    return TypeAdapter(record_type)
