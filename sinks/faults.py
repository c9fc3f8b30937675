"""What can befall a store - full disk, no permission, damage - as one sentence for its user."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from newsbeam.sinks.damage import damaged_file
from newsbeam.transforms.errors import StoreError, TemporaryError, UserError

FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
FAILING_WORDS = ("input/output error",)
FULL_WORDS = ("no space left", "file too large", "disk quota", "max_temp_directory_size", "failed to offload")
"""How DuckDB passes on the operating system's words for a full disk."""
OURS = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ConstraintException,
    duckdb.ConversionException,
    duckdb.InterruptException,
    duckdb.NotImplementedException,
    duckdb.ParserException,
    duckdb.PermissionException,
    duckdb.TypeMismatchException,
)
"""Errors that come from a statement, not from the files: defects, or a matter of whoever wrote the statement."""


@contextmanager
def plain_faults(path: Path, what: str = "store") -> Iterator[None]:
    """Turn errors of the file system and of DuckDB into one sentence about `path`.

    Raises:
        TemporaryError: the disk is full, or DuckDB gave up and must be opened anew.
        StoreError: `path` cannot be written or read, is damaged or was written by a newer DuckDB.
    """
    try:
        yield
    except OSError as error:
        raise _of_system(error, path, what) from error
    except OURS:
        raise
    except duckdb.Error as error:
        raise _of_database(error, path, what) from error


def raise_unless_damaged(error: duckdb.Error, path: Path) -> None:
    """Return if an error says that a database file is damaged or none of ours.

    Raises:
        TemporaryError: it cannot be read just now. StoreError: it was written by a newer DuckDB.
    """
    told = _of_database(error, path, "store")
    if isinstance(told, TemporaryError) or "newer DuckDB" in str(told):
        raise told from error


def damaged_sentence(root: Path, file: str, why: str = "") -> str:
    """What to say of a sealed file, by its path in the store, that cannot be read."""
    why = why or ("damaged" if (root / file).exists() else "missing")
    return (
        f"the store {root} has lost one of its files, {file}, which is {why}: put it back from a copy,"
        f" or run `newsbeam repair {root}` to go on without it"
    )


def _of_system(error: OSError, path: Path, what: str) -> UserError:
    if error.errno in FULL:
        return _full(path)
    if error.errno == errno.EIO:
        return _failing(error, path)
    return StoreError(f"the {what} {path} cannot be used: {error.strerror or error} ({error.filename or path})")


def _of_database(error: duckdb.Error, path: Path, what: str) -> UserError:
    text = str(error).lower()
    if any(words in text for words in FULL_WORDS):
        return _full(path)
    if any(words in text for words in FAILING_WORDS):
        return _failing(error, path)
    if "could not set lock" in text:
        return TemporaryError(f"another program has {path} open for writing: close it and try again")
    if "has been invalidated" in text:
        return TemporaryError(f"the database of {path} stopped after an earlier error: start again, nothing committed is lost")
    if isinstance(error, duckdb.OutOfMemoryException):
        return TemporaryError(f"not enough memory for {path}: {_first_line(error)}")
    if "version number" in text or "newer version" in text:
        return StoreError(f"the {what} {path} was written by a newer DuckDB: upgrade duckdb to open it ({_first_line(error)})")
    if what == "store" and (file := damaged_file(path, error)):
        return StoreError(damaged_sentence(path, file))
    mend = f"; `newsbeam repair {path.parent if path.suffix == '.duckdb' else path}` makes a store whole again" if what == "store" else ""
    return StoreError(f"the {what} {path} is damaged or cannot be read: {_first_line(error)}{mend}")


def _full(path: Path) -> UserError:
    return TemporaryError(f"the disk is full: nothing more can be written to {path}; make room and start again")


def _failing(error: Exception, path: Path) -> UserError:
    return TemporaryError(f"the disk of {path} fails ({_first_line(error)}): look at it, then start again; what was committed is kept")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
