"""Errors of the file system and of DuckDB become one sentence each; defects stay what they are."""

import errno
from pathlib import Path

import duckdb
import pytest

from newsbeam.sinks.faults import plain_faults
from newsbeam.transforms.errors import StoreError, TemporaryError, UserError


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        pytest.param(OSError(errno.ENOSPC, "No space left on device"), TemporaryError, "disk is full", id="full"),
        pytest.param(OSError(errno.EDQUOT, "Quota exceeded"), TemporaryError, "disk is full", id="quota"),
        pytest.param(OSError(errno.EIO, "Input/output error"), TemporaryError, "disk of /news fails", id="failing"),
        pytest.param(duckdb.IOException('Could not write "x": Input/output error'), TemporaryError, "disk of", id="failing, says DuckDB"),
        pytest.param(PermissionError(errno.EACCES, "Permission denied", "/x"), StoreError, "Permission denied", id="no permission"),
        pytest.param(OSError(errno.EROFS, "Read-only file system"), StoreError, "Read-only", id="read only"),
        pytest.param(duckdb.IOException("IO Error: No space left on device\nmore"), TemporaryError, "disk is full", id="full, says DuckDB"),
        pytest.param(duckdb.IOException("Could not set lock on file"), TemporaryError, "another program", id="locked"),
        pytest.param(duckdb.FatalException("database has been invalidated"), TemporaryError, "start again", id="fatal before"),
        pytest.param(duckdb.IOException("file with version number 999, but"), StoreError, "newer DuckDB", id="newer format"),
        pytest.param(duckdb.OutOfMemoryException("Out of Memory Error: x"), TemporaryError, "not enough memory", id="memory"),
        pytest.param(duckdb.Error("Corrupt database file\nat block 3"), StoreError, "damaged", id="corrupt"),
    ],
)
def test_faults_are_told_in_one_sentence(error: Exception, kind: type[UserError], words: str) -> None:
    with pytest.raises(kind, match=words) as caught, plain_faults(Path("/news")):
        raise error
    assert "\n" not in str(caught.value)
    assert "/news" in str(caught.value)


@pytest.mark.parametrize("error", [duckdb.BinderException("no such column"), StoreError("told already"), KeyError("defect")])
def test_defects_and_told_errors_pass(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, plain_faults(Path("/news")):
        raise error
    assert caught.value is error
