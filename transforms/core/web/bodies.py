"""The body of an HTTP reply as it was kept: its transfer and content encodings undone by what the bytes are; headers are hints.

Crawlers, proxies and servers change one without the other: a body is decoded and its header left, or the header is dropped and the body
left as it was; and `Content-Encoding` holds words that are no encodings at all (`utf-8`, `none`).
"""

import io
import re
from typing import NamedTuple

from newsbeam.transforms.core.web import encodings
from newsbeam.transforms.core.web.sniff import HEAD_BYTES, decode_head
from newsbeam.transforms.errors import Permanent

MAX_CODINGS = 4
"""Encodings around encodings, announced or not."""
PIECE = 65_536

_ALIASES = {"br": "br", "deflate": "deflate", "gzip": "gzip", "x-gzip": "gzip", "zstd": "zstd"}
_MAGIC = ((b"\x1f\x8b\x08", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
_BROKEN: tuple[type[Exception], ...] = (EOFError, OSError, *encodings.ERRORS)
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_CHUNK_END = re.compile(rb"\r?\n")


class Plain(NamedTuple):
    """A body without its encodings."""

    data: bytes
    is_whole: bool
    """False: it breaks off, or is damaged from there on."""


def plain_body(body: bytes, transfer_encoding: str, content_encoding: str, max_bytes: int) -> Plain:
    """The body without its encodings.

    What is announced is undone if it is there, what is there is undone if its first bytes say so (chunks, gzip, zstd), and words that name
    no encoding count as none. Of a compressed body that breaks off or is damaged, what comes before that is the body.

    Args:
        transfer_encoding: the header's value, several joined by commas; empty if there is none. Likewise `content_encoding`.

    Raises:
        Permanent: `too_large`: more than `max_bytes`. `decode_failed`: too many encodings, or one that is announced cannot be undone and
            what is left is no text.
    """
    names = [*_names(transfer_encoding), *_names(content_encoding)]
    announced = [_ALIASES[name] for name in names if name in _ALIASES]
    if len(announced) > MAX_CODINGS:
        raise Permanent("decode_failed", f"more than {MAX_CODINGS} encodings")
    body, is_whole = _without_chunks(body, announced="chunked" in names)
    left = [name for name in names if name not in _ALIASES and name != "chunked"]
    for number in range(len(announced) + MAX_CODINGS):
        name = announced[number] if number < len(announced) else _told_by_magic(body)
        if name is None or len(body) > max_bytes:
            break
        plain = _undone(body, name, max_bytes + 1)
        if plain is not None:
            body, is_whole = plain.data, is_whole and plain.is_whole
        else:
            left.append(name)
    if len(body) > max_bytes:
        raise Permanent("too_large", f"more than {max_bytes:,} bytes")
    if left and not _is_text(body):
        raise Permanent("decode_failed", f"encoding {left[0][:40]!r} cannot be undone")
    return Plain(body, is_whole)


def _names(header: str) -> list[str]:
    """The encodings of a header, outermost first."""
    return [name for part in reversed(header.split(",")) if (name := part.strip().lower()) not in ("", "identity")]


def _told_by_magic(body: bytes) -> str | None:
    return next((name for magic, name in _MAGIC if body.startswith(magic)), None)


def _is_text(body: bytes) -> bool:
    return decode_head(body[:HEAD_BYTES]) is not None


def _undone(body: bytes, name: str, limit: int) -> Plain | None:
    """Up to `limit` bytes of what the encoding holds; None if the body is not encoded so."""
    parts, size = [], 0
    try:
        stream = encodings.decoded(io.BytesIO(body), name)
        read = stream.read1 if isinstance(stream, io.BufferedIOBase) else stream.read  # what comes before a fault is not held back
        while size < limit and (piece := read(min(PIECE, limit - size))):
            parts.append(piece)
            size += len(piece)
    except _BROKEN:
        plain = b"".join(parts)
        return None if _is_text(body) or not plain or not _is_text(plain) else Plain(plain, is_whole=False)
    return Plain(b"".join(parts), is_whole=True)


def _without_chunks(body: bytes, *, announced: bool) -> Plain:
    """The body without the sizes that stand before each of its chunks, if that is how it is written from beginning to end."""
    parts: list[bytes] = []
    at = 0
    while head := _CHUNK.match(body, at):
        size, start = int(head[1], 16), head.end()
        if size == 0:
            return Plain(b"".join(parts), is_whole=True)
        parts.append(body[start : start + size])
        end = _CHUNK_END.match(body, start + size)
        if end is None:
            is_last = start + size >= len(body)  # cut off inside it, or right behind it
            is_chunked = is_last and (announced or len(parts) > 1 or _begins_page(parts[0]))
            return Plain(b"".join(parts), len(parts[-1]) == size) if is_chunked else Plain(body, is_whole=True)
        at = end.end()
    is_chunked = bool(parts) and at == len(body) and (announced or len(parts) > 1 or _begins_page(parts[0]))
    return Plain(b"".join(parts) if is_chunked else body, is_whole=True)


def _begins_page(data: bytes) -> bool:
    return data.lstrip().startswith(b"<") or _told_by_magic(data) is not None
