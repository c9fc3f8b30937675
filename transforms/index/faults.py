"""What can befall an index file - full disk, a lock, damage - as one sentence for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from newsbeam.transforms.errors import StoreError, TemporaryError, UserError

FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
"""A full disk shows as either."""
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def index_faults(path: str, verb: str = "read") -> Iterator[None]:
    """Turn SQLite's errors into one sentence about the index at `path`.

    Raises:
        TemporaryError: the disk is full, or another program has locked the file.
        StoreError: it is damaged, or cannot be opened.
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a defect
    except sqlite3.Error as error:
        raise _told(error, path, verb) from error


def _told(error: sqlite3.Error, path: str, verb: str) -> UserError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without SQLite's finer distinctions
    if code in FULL:
        return TemporaryError(f"the disk is full or fails: the index {path} cannot be {verb} ({error}); make room and start again")
    if code in LOCKED:
        return TemporaryError(f"another program has locked the index {path}: close it and start again")
    if code in DAMAGED:
        return StoreError(f"the index {path} is damaged ({error}): delete it, and the next start builds it anew from the store")
    return StoreError(f"the index {path} cannot be {verb}: {error}")
