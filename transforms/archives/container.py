"""Zip and tar archives: their members, one after another, each a stream of its own."""

import contextlib
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, NamedTuple, cast

from newsbeam.transforms.archives.inputs import from_timestamp
from newsbeam.transforms.archives.read_context import ReadContext
from newsbeam.transforms.archives.stream import BUFFER_BYTES, Stream, seekable
from newsbeam.transforms.errors import InputError, Permanent

ZIP_ERRORS = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, OverflowError, struct.error, zlib.error, lzma.LZMAError)
"""What zipfile raises over bytes that are no zip; NotImplementedError, a RuntimeError, means an unknown compression."""

ZIP_ENCRYPTED = 1
ZIP_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""What tools write that do not want to name a time."""

WACZ_INDEX, WACZ_ARCHIVES = "datapackage.json", "archive/"
"""A zip that has both holds a crawl, packed by Webrecorder's tools."""

END_OF_DIRECTORY = b"PK\x05\x06"
END_OF_DIRECTORY_BYTES = 22 + 65_535
"""The record's own length and the longest comment behind it."""


class Member(NamedTuple):
    """One file of an archive."""

    name: str
    """Empty if the error is about the archive as a whole."""
    written_at: datetime | None
    content: Stream | InputError


def zip_members(stream: Stream, context: ReadContext) -> Iterator[Member]:
    """The files of a zip archive in the order of its directory; hidden ones are left out, as in folders."""
    with contextlib.ExitStack() as open_files:
        try:
            file = open_files.enter_context(seekable(stream, context.limits.max_nested_bytes))
            _check_directory(file, context.limits.max_header_bytes)
            archive = open_files.enter_context(zipfile.ZipFile(file))
        except Permanent as error:
            yield Member("", None, error)
            return
        except ZIP_ERRORS as error:
            yield Member("", None, Permanent("bad_archive", f"not a whole zip archive: {stream.fault or error}"))
            return
        for info in _documents(archive.infolist()):
            yield from _zip_member(archive, info)


def _documents(members: Sequence[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    """The files that are neither hidden nor links; of a WACZ, a crawl with its indexes, lists and logs, its archives alone."""
    is_wacz = any(info.filename == WACZ_INDEX for info in members) and any(_is_in_archive(info.filename) for info in members)
    for info in members:  # not is_dir(), which some Pythons' zipfile does not answer where the name is empty
        is_file = not info.filename.endswith("/") and not stat.S_ISLNK(info.external_attr >> 16)
        if is_file and not _is_hidden(info.filename) and (not is_wacz or _is_in_archive(info.filename)):
            yield info


def _is_in_archive(name: str) -> bool:
    return name.startswith(WACZ_ARCHIVES) and ".warc" in name


def _check_directory(file: IO[bytes], limit: int) -> None:
    """zipfile reads the directory whole: a large one must not fill the memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_OF_DIRECTORY_BYTES))
    tail = file.read()
    found = tail.rfind(END_OF_DIRECTORY)
    stated = int.from_bytes(tail[found + 12 : found + 16], "little") if found >= 0 else 0
    if min(stated, size) > limit:
        raise Permanent("too_large", f"a zip directory of {stated:,} bytes")
    file.seek(0)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Member]:
    at = _zip_time(info)
    if info.flag_bits & ZIP_ENCRYPTED:
        yield Member(info.filename, at, Permanent("encrypted", "the member needs a password: unpack it first"))
        return
    try:
        content = archive.open(info)
    except ZIP_ERRORS as error:
        yield Member(info.filename, at, Permanent("bad_archive", f"the member cannot be read: {error}"))
        return
    with content:
        yield Member(info.filename, at, Stream(content))


def _zip_time(info: zipfile.ZipInfo) -> datetime | None:
    """The member's time. Zip names no zone: UTC is assumed."""
    with contextlib.suppress(ValueError):
        at = datetime(*info.date_time, tzinfo=UTC)
        return at if at > ZIP_EPOCH else None
    return None


def tar_members(stream: Stream, context: ReadContext) -> Iterator[Member]:
    """The regular files of a tar archive, in order."""
    file = _Forward(stream, context.limits.max_header_bytes)
    end = 0
    try:
        archive = tarfile.TarFile(fileobj=cast(IO[bytes], file))
        while info := archive.next():
            archive.members = []  # type: ignore[attr-defined]  # it would remember them all
            end = info.offset_data + info.size
            if info.isfile() and not _is_hidden(info.name):
                content = archive.extractfile(info)
                assert content is not None  # it is a regular file
                yield Member(info.name, from_timestamp(info.mtime) if info.mtime else None, Stream(content))
    except (tarfile.TarError, ValueError, OverflowError, struct.error) as error:
        broken = f"{stream.fault or error}"
    else:
        broken = stream.fault or ("bytes that are no header" if any(file.last_block) else "")
    if broken and not file.ended_before(end):  # a member that was cut has said so itself
        yield Member("", None, Permanent("bad_archive", f"the rest cannot be read: {broken}"))


class _Forward:
    """What tarfile asks of a file, over a stream that only goes forward."""

    def __init__(self, stream: Stream, max_read: int) -> None:
        self._stream = stream
        self._max_read = max_read
        self._position = 0
        self._at_end = False
        self.last_block = b""

    def ended_before(self, position: int) -> bool:
        """True if the stream is known to be shorter."""
        return self._at_end and self._position < position

    def tell(self) -> int:
        return self._position

    def seek(self, position: int) -> None:
        if position < self._position:
            raise tarfile.ReadError("a member that begins before its header")
        while self._position < position and self.read(min(BUFFER_BYTES, position - self._position)):
            pass

    def read(self, size: int) -> bytes:
        if size > self._max_read:  # an extended header, read at once
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        data = self._stream.read(size)
        self._position += len(data)
        self._at_end = len(data) < size
        self.last_block = data
        return data


def _is_hidden(name: str) -> bool:
    """Hidden files and folders, and what macOS adds."""
    return any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in PurePosixPath(name).parts)
