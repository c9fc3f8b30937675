"""Lines of text in whatever encoding, one after another."""

import contextlib
import io
import re
from collections.abc import Iterator

from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.pages.page import decode
from newsbeam.transforms.core.web.sniff import charset_of_bom
from newsbeam.transforms.errors import InputError

_CUT_CHARACTER = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")
"""The beginning of one in UTF-8."""


def text_lines(stream: Stream, limit: int) -> Iterator[str]:
    """Lines with their ends, longer ones in pieces of `limit` characters. What is no UTF-8 is guessed line by line."""
    charset = charset_of_bom(stream.head)
    old_mac = b"\r" in stream.head and b"\n" not in stream.head
    if charset not in (None, "utf-8") or old_mac:
        text = io.TextIOWrapper(stream, charset or "utf-8", "replace", newline=None if old_mac else "\n")
        while line := text.readline(limit):
            yield line
        return
    first, held = True, b""
    while data := stream.readline(limit):
        piece, held = _whole(held + data)
        yield decoded(piece).removeprefix("\ufeff") if first else decoded(piece)
        first = False
    if held:
        yield decoded(held)


def _whole(piece: bytes) -> tuple[bytes, bytes]:
    """A piece of a line, and the beginning of a character at its end that the cut may have divided."""
    held = _CUT_CHARACTER.search(piece, max(0, len(piece) - 3))
    return (piece[: held.start()], held[0]) if held else (piece, b"")


def decoded(line: bytes) -> str:
    """A line that is UTF-8, or else in the encoding that it looks like."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        with contextlib.suppress(InputError):
            return decode(line)
        return line.decode("cp1252", "replace")
