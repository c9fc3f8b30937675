"""Records made of other records: fields of one name are carried over, so that a new column is named in its record and in its row only."""

from dataclasses import MISSING, fields
from functools import cache
from typing import Any, NamedTuple, TypeVar

Made = TypeVar("Made")


class _Step(NamedTuple):
    """One field that is carried over."""

    name: str
    origin: int
    """Place among the origins of the one that has it."""
    has_default: bool


def fill(record_type: type[Made], *origins: object, **given: object) -> Made:
    """A record whose fields are `given`, or else those of the same name of the first of `origins` that has one.

    None does not take the place of a default: rows of older stores lack what was added since.

    Raises:
        TypeError: a field without default is in none of them.
    """
    make: Any = record_type
    steps = _plan(make, tuple(map(type, origins)), frozenset(given))
    values = ((step, getattr(origins[step.origin], step.name)) for step in steps)
    made: Made = make(**given, **{step.name: value for step, value in values if not (value is None and step.has_default)})
    return made


@cache
def _plan(record_type: Any, origin_types: tuple[type, ...], given: frozenset[str]) -> tuple[_Step, ...]:
    names = [_field_names(origin) for origin in origin_types]
    found = ((field, next((at for at, held in enumerate(names) if field.name in held), None)) for field in fields(record_type))
    return tuple(_Step(field.name, at, field.default is not MISSING) for field, at in found if at is not None and field.name not in given)


def _field_names(record_type: Any) -> frozenset[str]:
    """Of a dataclass or NamedTuple; not its methods and properties."""
    return frozenset(record_type._fields if hasattr(record_type, "_fields") else (field.name for field in fields(record_type)))
