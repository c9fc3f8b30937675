"""Lines of text in whatever encoding, one after another."""

import contextlib
import io
from collections.abc import Iterator

from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.pages.page import decode
from newsbeam.transforms.core.web.sniff import charset_of_bom
from newsbeam.transforms.errors import Permanent


def text_lines(stream: Stream, limit: int) -> Iterator[str]:
    """Lines with their ends, longer ones in pieces of `limit` characters. What is no UTF-8 is guessed line by line."""
    charset = charset_of_bom(stream.head)
    old_mac = b"\r" in stream.head and b"\n" not in stream.head
    if charset not in (None, "utf-8") or old_mac:
        text = io.TextIOWrapper(stream, charset or "utf-8", "replace", newline=None if old_mac else "\n")
        while line := text.readline(limit):
            yield line
        return
    first = True
    while data := stream.readline(limit):
        line = _decoded(data)
        yield line.removeprefix("\ufeff") if first else line
        first = False


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        with contextlib.suppress(Permanent):
            return decode(line)
        return line.decode("cp1252", "replace")
