"""Which files to read: PATH arguments become `InputFile`s, in a fixed order, each with an id that changes when the file does."""

import atexit
import contextlib
import errno
import glob
import hashlib
import logging
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.records import Id

log = logging.getLogger("newsbeam")

STDIN = "-"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SAMPLE_BYTES = 65_536
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
"""Standard input is copied to this machine's disk: that this is full is no fault of the input."""
READER_VERSION = "2"
"""Part of every input's id. Raised when a file's records are numbered otherwise: what was half read is then read anew from its start."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read."""

    path: str
    """As the user named it: what `origin` shows."""
    size: int
    mtime: datetime
    """When it was last written, in UTC."""
    input_id: Id
    """Made of where it lies, its size and samples of its bytes: a changed file is another input, a touched one is not."""
    copy: str | None = None
    """The file to open instead of `path`: standard input and pipes are copied first, for they can be read only once. For readers elsewhere,
    whose working folder is another one: where `path` lies."""


def find_inputs(paths: Sequence[str]) -> Iterator[InputFile]:
    """The files behind PATH arguments: files, folders (walked in sorted order, hidden names left out), globs, `-` for standard input.
    Links that lead out of what was named are not followed, but told.

    A file that several arguments reach is listed once.

    Raises:
        ConfigError: there is nothing at one of the paths. Raised at once, before the first file is looked at.
    """
    for path in paths:
        _check(path)
    return _describe_all(name for path in paths for name in _expand(path))


def from_timestamp(seconds: float) -> datetime | None:
    """Seconds since 1970 as a time in UTC, or None if no calendar has that day."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _matches(path: str) -> list[str]:
    """What one argument names. A file that is there goes before a pattern of the same letters.

    `**` enters no linked folders: links in a circle would otherwise be followed until the system stops it, on every way through them.
    """
    if path == STDIN or os.path.lexists(path):
        return [path]
    folder, pattern = _split(path)
    if not pattern:
        return []
    found = (match.relative_to(folder) for match in folder.glob("/".join(pattern)))
    wants_hidden = any(part.startswith(".") for part in pattern)
    return sorted(str(folder / match) for match in found if wants_hidden or not any(part.startswith(".") for part in match.parts))


def _split(path: str) -> tuple[Path, list[str]]:
    """A pattern's folder, and the rest of it by parts."""
    parts = Path(path).parts
    fixed = next((number for number, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    rest = [part if part == "**" else re.sub(r"\*+", "*", part) for part in parts[fixed:]]
    return Path(*parts[:fixed]), rest


def _check(path: str) -> None:
    if not _matches(path):
        what = "no file matches the pattern" if glob.has_magic(path) else "there is no file or folder"
        raise ConfigError(f"{what} {path!r}: check the path, or put '-' to read standard input")


def _expand(path: str) -> Iterator[str]:
    """The files behind one argument. Links are followed as far as they stay below what was named: an archive that was unpacked must not
    make us read this machine's own files."""
    root = os.path.realpath(path if path == STDIN or os.path.lexists(path) else _split(path)[0])
    strays: dict[str, str] = {}
    for match in _matches(path):
        if match == STDIN:
            yield match
        elif not _is_below(match, root):
            strays.setdefault(os.path.realpath(match), match)
        elif Path(match).is_dir():
            yield from _walk(match, root, strays)
        else:
            yield match
    if strays:
        target, link = next(iter(strays.items()))
        what = "1 link leads" if len(strays) == 1 else f"{len(strays)} links lead"
        log.warning("%s out of %s; what lies outside is not read (%s -> %s)", what, path, link, target)


def _is_below(path: str, root: str) -> bool:
    real = os.path.realpath(path)
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)


def _walk(folder: str, root: str, strays: dict[str, str]) -> Iterator[str]:
    """The files below a folder. A folder that cannot be entered is listed itself, so that it is reported.

    Linked folders are not entered: if they lie below `root`, they are met where they are.
    """
    barred: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=barred.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        names = sorted(name for name in files if not name.startswith("."))
        for number, name in enumerate((*folders, *names)):
            path = Path(parent, name)
            if path.is_symlink() and not _is_below(str(path), root):
                strays.setdefault(os.path.realpath(path), str(path))
            elif number >= len(folders) and (path.is_file() or not path.exists()):  # a dangling link is a file that cannot be read
                yield str(path)
    yield from sorted(str(error.filename) for error in barred)


def _describe_all(names: Iterator[str]) -> Iterator[InputFile]:
    seen: set[str] = set()
    for name in names:
        resolved = name if name == STDIN else os.path.realpath(name)
        if resolved not in seen:
            seen.add(resolved)
            yield _describe(name, resolved)


def _describe(name: str, resolved: str) -> InputFile:
    try:
        if name == STDIN or stat.S_ISFIFO(Path(name).stat().st_mode):
            return _describe_copy(name)
        return _describe_file(name, resolved)
    except OSError as error:  # whoever reads it reports it as unreadable
        if error.errno in FULL:
            raise
        return InputFile(name, 0, _written_at(name), make_id("input", READER_VERSION, resolved, None))


def _written_at(name: str) -> datetime:
    try:
        return from_timestamp(Path(name).stat().st_mtime) or EPOCH
    except OSError:
        return EPOCH


def _describe_file(name: str, resolved: str) -> InputFile:
    with Path(name).open("rb") as file:
        status = os.fstat(file.fileno())
        sample = _sample(file, status.st_size)
    input_id = make_id("input", READER_VERSION, resolved, str(status.st_size), sample)
    return InputFile(name, status.st_size, from_timestamp(status.st_mtime) or EPOCH, input_id)


def _describe_copy(name: str) -> InputFile:
    """Standard input or a pipe, copied to a file that lives as long as the process; its id rests on all of its bytes."""
    with tempfile.NamedTemporaryFile(prefix="newsbeam-input-", delete=False) as copy:
        atexit.register(Path(copy.name).unlink, missing_ok=True)
        with contextlib.nullcontext(sys.stdin.buffer) if name == STDIN else Path(name).open("rb") as pipe:
            mtime = from_timestamp(os.fstat(pipe.fileno()).st_mtime) or EPOCH
            shutil.copyfileobj(pipe, copy)
        size = copy.tell()
        copy.seek(0)
        digest = hashlib.file_digest(copy, "blake2b").hexdigest()
    return InputFile(name, size, mtime, make_id("input", READER_VERSION, STDIN, str(size), digest), copy.name)


def _sample(file: BinaryIO, size: int) -> str:
    """A digest of the head, the middle and the tail."""
    digest = hashlib.blake2b(digest_size=16)
    for offset in sorted({0, max(0, (size - SAMPLE_BYTES) // 2), max(0, size - SAMPLE_BYTES)}):
        file.seek(offset)
        digest.update(file.read(SAMPLE_BYTES))
    return digest.hexdigest()
