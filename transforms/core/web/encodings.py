"""Content-Encoding undone piece by piece, so that a compression bomb never unfolds further than it is read.

Each decoder is a stream over a stream: `read(n)` gives at most n bytes and takes only as much input as it needs for them.
Headers are hints here as in browsers: servers name charsets where an encoding should stand, and announce encodings that they leave out.
"""

import gzip
import importlib
import io
import zlib
from types import ModuleType
from typing import BinaryIO, Protocol, cast

import zstandard

from newsbeam.transforms.core.web.sniff import HEAD_BYTES, decode_head
from newsbeam.transforms.errors import Permanent

MAX_LAYERS = 3
"""Encodings around encodings."""
ZSTD_WINDOW = 8 * 1024 * 1024
"""Bytes that a zstd stream may make us remember: what RFC 8878 asks decoders to support."""
PIECE = 64 * 1024
"""Bytes taken from the wire at a time."""


def _optional(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


_brotli = _optional("brotli")
ACCEPTED = "gzip, deflate, zstd" + (", br" if _brotli is not None else "")
"""The Accept-Encoding that this module can keep."""
ERRORS: tuple[type[Exception], ...] = (
    zlib.error,
    gzip.BadGzipFile,
    zstandard.ZstdError,
    *((_brotli.error,) if _brotli is not None else ()),
)
"""What reading a broken stream raises; a stream that ends too early raises EOFError."""


class Readable(Protocol):
    """Where bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""


def decoded(wire: Readable, content_encoding: str) -> Readable:
    """The bytes of `wire` without their content encodings (`gzip`, `deflate`, `zstd`, `br`; several are undone from the last to the
    first).

    Words that name no encoding (`utf-8`, `none`) count as none, and text under an encoding's name is taken as it is.

    Raises:
        Permanent: `decode_failed`: too many encodings, or one that is registered but not known here, over what is no text.
    """
    names = [name for part in content_encoding.split(",") if (name := part.strip().lower()) in _REGISTERED]
    if len(names) > MAX_LAYERS:
        raise Permanent("decode_failed", f"{len(names)} content encodings around each other")
    for name in reversed(names):
        wire = _layer(wire, name)
    return wire


_REGISTERED = frozenset(
    {"aes128gcm", "br", "compress", "dcb", "dcz", "deflate", "exi", "gzip", "pack200-gzip", "x-compress", "x-gzip", "zstd"}
)
"""IANA's HTTP content codings, but for `identity`."""
_GZIP = b"\x1f\x8b"
_ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60)))
"""A frame's first bytes, and those of the frames that are to be skipped."""


def _layer(wire: Readable, name: str) -> Readable:
    head = _head(wire)
    whole = _Replayed(head, wire)
    if not _begins(head, name) and decode_head(head) is not None:
        return whole
    source = cast(BinaryIO, whole)
    if name in ("gzip", "x-gzip"):
        return _Gzip(gzip.GzipFile(fileobj=source, mode="rb"))
    if name == "zstd":
        return zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).stream_reader(source, read_size=PIECE, read_across_frames=True)
    decoder = _stepwise(name)
    if decoder is None:
        raise Permanent("decode_failed", f"content encoding {name!r} is not known")
    return _Stepwise(whole, decoder)


def _begins(head: bytes, name: str) -> bool:
    """Whether a stream of that encoding can begin so. Those without a mark of their own are tried."""
    if name in ("gzip", "x-gzip"):
        return head.startswith(_GZIP)
    if name == "zstd":
        return head.startswith(_ZSTD)
    decoder = _stepwise(name)
    try:
        return decoder is not None and bool(decoder.feed(head, PIECE) or decoder.finished)
    except ERRORS:
        return False


def _stepwise(name: str) -> "_Decoder | None":
    if name == "deflate":
        return _Deflate()
    return _Brotli(_brotli) if name == "br" and _brotli is not None else None


def _head(wire: Readable) -> bytes:
    """The first bytes, as many as tell text from anything else."""
    head = b""
    while len(head) < HEAD_BYTES and (piece := wire.read(HEAD_BYTES - len(head))):
        head += piece
    return head


class _Replayed:
    """A stream whose first bytes were read and put back."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1, /) -> bytes:
        size = size if size > 0 else PIECE
        if not self._head:
            return self._rest.read(size)
        piece, self._head = self._head[:size], self._head[size:]
        return piece


class _Gzip:
    """A gzip stream, and whatever some servers add to its end is left."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file, self._began, self._ended = file, False, False

    def read(self, size: int = -1, /) -> bytes:
        try:
            piece = b"" if self._ended else self._file.read1(size)  # not `read`, which would lose what came before the error
        except gzip.BadGzipFile:
            if not self._began:
                raise
            piece, self._ended = b"", True
        self._began = self._began or bool(piece)
        return piece


class _Decoder(Protocol):
    """A decompressor that gives at most `limit` bytes a call and remembers input that it has not used."""

    hungry: bool
    finished: bool

    def feed(self, data: bytes, limit: int) -> bytes: ...


class _Deflate:
    """`deflate` means zlib's format (RFC 9110), but some servers send it bare."""

    def __init__(self) -> None:
        self.hungry, self.finished = True, False
        self._inflate: zlib._Decompress | None = None

    def feed(self, data: bytes, limit: int) -> bytes:
        if self._inflate is None:
            bare = len(data) > 1 and not (data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0)
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
        out = self._inflate.decompress(self._inflate.unconsumed_tail + data, limit)
        self.hungry, self.finished = not self._inflate.unconsumed_tail and len(out) < limit, self._inflate.eof
        return out


class _Brotli:
    def __init__(self, brotli: ModuleType) -> None:
        self.hungry, self.finished = True, False
        self._decompressor = brotli.Decompressor()

    def feed(self, data: bytes, limit: int) -> bytes:
        out: bytes = self._decompressor.process(data, output_buffer_limit=limit)
        self.hungry, self.finished = self._decompressor.can_accept_more_data(), self._decompressor.is_finished()
        return out


class _Stepwise(io.RawIOBase):
    """A decoder as a stream."""

    def __init__(self, wire: Readable, decoder: _Decoder) -> None:
        self._wire, self._decoder = wire, decoder

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes.

        Raises:
            EOFError: the wire ended before the stream did.
        """
        limit = size if size > 0 else PIECE
        while not self._decoder.finished:
            data = self._wire.read(PIECE) if self._decoder.hungry else b""
            if self._decoder.hungry and not data:
                raise EOFError("the compressed stream ends too early")
            if out := self._decoder.feed(data, limit):
                return out
        return b""
