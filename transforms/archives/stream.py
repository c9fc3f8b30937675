"""Forward-only byte streams that can be looked at before they are read, and that end, instead of raising, where their bytes are broken.

A reader therefore sees a damaged file as a short one, delivers what came before the damage, and asks `fault` at the end.
"""

import bz2
import contextlib
import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, Protocol, cast

import zstandard

from newsbeam.transforms.core.web.sniff import HEAD_BYTES, Format
from newsbeam.transforms.errors import Permanent

BUFFER_BYTES = 262_144
ZSTD_INPUT_BYTES = 1024
"""Decompressed at once: a bomb makes at most 32 MiB of it."""
READ_ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, zstandard.ZstdError)
"""What decompressors and archive members raise when their bytes are broken."""


class Readable(Protocol):
    """Anything with `read(size)`."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class Stream(io.BufferedReader):
    """A stream over `source`.

    Attributes:
        head: the first `HEAD_BYTES` bytes, not consumed by looking at them.
        file: the seekable file behind it, if the stream is that file's own bytes.
    """

    def __init__(self, source: Readable, file: IO[bytes] | None = None) -> None:
        self._guard = _Guard(source)
        self.head = self._guard.head
        self.file = file
        super().__init__(self._guard, BUFFER_BYTES)

    @property
    def fault(self) -> str | None:
        """What broke the stream off, if anything did so far."""
        return self._guard.fault


class _Guard(io.RawIOBase):
    def __init__(self, source: Readable) -> None:
        self._read = source.read1 if isinstance(source, io.BufferedIOBase) else source.read
        self._position = 0
        self.fault: str | None = None
        self.head = b""
        while len(self.head) < HEAD_BYTES and (data := self._more(HEAD_BYTES - len(self.head))):
            self.head += data
        self._rest = memoryview(self.head)

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._rest[: len(buffer)] or self._more(len(buffer))
        self._rest = self._rest[len(data) :]
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def _more(self, size: int) -> bytes:
        if self.fault:
            return b""
        try:
            return self._read(size)
        except READ_ERRORS as error:
            self.fault = f"{type(error).__name__}: {error}"
            return b""


class _Zstd:
    """Zstandard, over any number of frames. The library's own reader does not tell a frame that was cut off from one that ended."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._library = zstandard.ZstdDecompressor()
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._input = self._output = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        while not self._output:
            self._input = self._input or memoryview(self._stream.read(BUFFER_BYTES))
            if not self._input:
                if self._frame:
                    raise EOFError("the last frame is cut off")
                return b""
            self._step()
        data, self._output = self._output[:size], self._output[size:]
        return bytes(data)

    def _step(self) -> None:
        self._frame = self._frame or self._library.decompressobj()
        data = self._input[:ZSTD_INPUT_BYTES]
        self._output = memoryview(self._frame.decompress(data))
        self._input = self._input[len(data) - len(self._frame.unused_data) :]
        if self._frame.eof:
            self._frame = None


_DECOMPRESSORS: dict[Format, Callable[[BinaryIO], Readable]] = {
    "gzip": lambda stream: gzip.GzipFile(fileobj=stream),
    "bzip2": bz2.BZ2File,
    "zstd": lambda stream: _Zstd(stream),
}


def decompress(stream: Stream, form: Format) -> Stream:
    """The decompressed stream of a gzip, zstd or bzip2 stream, over any number of members or frames."""
    return Stream(_DECOMPRESSORS[form](cast(BinaryIO, stream)))


@contextlib.contextmanager
def seekable(stream: Stream, max_bytes: int) -> Iterator[IO[bytes]]:
    """A file with the stream's bytes that can be read in any order: its own, or a temporary copy.

    Raises:
        Permanent: `too_large`: a copy would need more than `max_bytes`.
    """
    if stream.file:
        yield stream.file
        return
    with tempfile.TemporaryFile() as copy:
        while data := stream.read(BUFFER_BYTES):
            if copy.tell() + len(data) > max_bytes:
                raise Permanent("too_large", f"an archive inside an archive has more than {max_bytes:,} bytes")
            copy.write(data)
        yield copy
