"""What others wrote, on its way to a terminal: no character in it may steer that, or hide what it says.

Texts are stored without such characters; addresses, ids, file names and errors are stored as they came.
"""

import logging
import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from newsbeam.transforms.core.text.controls import DANGEROUS

_DANGEROUS = re.compile(f"[{DANGEROUS}]")
T = TypeVar("T")


def printable(text: object) -> str:
    """Text with every control character and mark of direction written out, as `\\u001b`: in JSON it is still the same string."""
    return _DANGEROUS.sub(lambda match: f"\\u{ord(match[0]):04x}", str(text))


def printable_all(value: T) -> T:
    """The same for all strings in lists, tuples, dictionaries and records."""
    found: Any = value
    if isinstance(value, str):
        found = printable(value)
    elif isinstance(value, list):
        found = [printable_all(item) for item in value]
    elif isinstance(value, tuple):
        found = tuple(map(printable_all, value))
    elif isinstance(value, dict):
        found = {name: printable_all(item) for name, item in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        found = replace(value, **{field.name: printable_all(getattr(value, field.name)) for field in fields(value)})
    return found  # type: ignore[no-any-return]


class PrintableFormatter(logging.Formatter):
    """Lines of the log with nothing in them that steers a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return printable(super().format(record))
