"""Records in JSON: one a line (JSON Lines), or an array of them, or objects over several lines, or one object with a list of them.

What their keys mean is told by `newsbeam.transforms.archives.keys`.
"""

import io
import json
import re
from collections.abc import Iterator
from functools import partial

from newsbeam.transforms.archives.fields import page_of
from newsbeam.transforms.archives.keys import records_in
from newsbeam.transforms.archives.lines import decoded, text_lines
from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.web.sniff import charset_of_bom
from newsbeam.transforms.errors import InputError, Permanent
from newsbeam.transforms.records import Failure, Page

CHUNK_CHARS = 65_536
_GAP = re.compile(r"[\s,]*+")
_DECODER = json.JSONDecoder()


def read_lines(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record a line that is not blank. A broken line is one failure, and the rest goes on."""
    limit = context.limits.max_line_bytes
    for line in _lines(stream, limit + 1):
        if len(line) > limit:
            yield partial(_too_large, context)
        elif stream.fault and not line.endswith(b"\n"):
            break
        elif line.strip():
            yield partial(_line, line, context)
    if stream.fault:
        yield context.broken(stream.fault)


def _lines(stream: Stream, limit: int) -> Iterator[bytes]:
    """Lines as they are, or as UTF-8 if the file is in UTF-16 or UTF-32, each cut off at `limit` bytes (or characters)."""
    charset = charset_of_bom(stream.head)
    text = io.TextIOWrapper(stream, charset, "replace", newline="\n") if charset not in (None, "utf-8") else None
    in_long_line = False
    while line := text.readline(limit).encode() if text else stream.readline(limit):
        if not in_long_line:
            yield line
        in_long_line = not line.endswith(b"\n")


def read_values(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record an element of the array, or an object of the file. Behind a broken one nothing can be told apart: it is the last."""
    limit = context.limits.max_line_bytes
    text = _Text(stream)
    buffer = text.read(CHUNK_CHARS).removeprefix("\ufeff").lstrip()
    closing = "]" if buffer.startswith("[") else ""
    at = len(closing)
    while True:
        at = _end_of_gap(buffer, at)
        if closing and buffer.startswith(closing, at):
            buffer, closing = (buffer[at + 1 :] + text.read(CHUNK_CHARS)).strip(), ""
            break
        try:
            value, end = _DECODER.raw_decode(buffer, at)
        except RecursionError:
            break
        except ValueError:  # broken, or only the beginning of a value: twice as much text will tell
            buffer, at = buffer[at:], 0
            if len(buffer) > limit or not (more := text.read(min(max(CHUNK_CHARS, len(buffer)), limit + 1 - len(buffer)))):
                break
            buffer += more
        else:
            for one in [value] if closing else records_in(value) or [value]:
                yield partial(_value, one, buffer[at:end], context)
            at = end
    if stream.fault:
        yield context.broken(stream.fault)
    elif len(buffer) > limit:
        yield partial(_too_large, context)
    elif buffer or closing:
        yield partial(_rest, buffer, context)


class _Text:
    """A stream as text, whatever its encoding, a part at a time."""

    def __init__(self, stream: Stream) -> None:
        self._pieces = text_lines(stream, CHUNK_CHARS)
        self._left = ""

    def read(self, size: int) -> str:
        """Up to `size` characters; none at the end."""
        parts, n_chars = [self._left], len(self._left)
        while n_chars < size and (piece := next(self._pieces, "")):
            parts.append(piece)
            n_chars += len(piece)
        text = "".join(parts)
        self._left = text[size:]
        return text[:size]


def _end_of_gap(buffer: str, at: int) -> int:
    gap = _GAP.match(buffer, at)
    return gap.end() if gap else at


def _line(line: bytes, context: ReadContext, number: int) -> Page | Failure:
    try:
        return _page(_loaded(line), context, number)
    except InputError as error:
        return context.failure(context.origin(number), error, line)
    except (ValueError, RecursionError) as error:
        return context.failure(context.origin(number), Permanent("bad_json", f"not JSON: {error}"), line)


def _loaded(line: bytes) -> object:
    try:
        return json.loads(line)
    except UnicodeDecodeError:  # a program that wrote the encoding of its machine
        return json.loads(decoded(line))


def _value(value: object, raw: str, context: ReadContext, number: int) -> Page | Failure:
    try:
        return _page(value, context, number)
    except InputError as error:
        return context.failure(context.origin(number), error, raw.encode("utf-8", "replace"))


def _too_large(context: ReadContext, number: int) -> Failure:
    return context.failure(context.origin(number), Permanent("too_large", f"a record of more than {context.limits.max_line_bytes:,} bytes"))


def _rest(rest: str, context: ReadContext, number: int) -> Failure:
    error = Permanent("bad_json", f"the rest is not JSON, from {rest[:60]!r} on" if rest else "the array is not closed")
    return context.failure(context.origin(number), error, rest.encode("utf-8", "replace"))


def _page(record: object, context: ReadContext, number: int) -> Page:
    if not isinstance(record, dict):
        raise Permanent("bad_json", f"an object was expected, not {type(record).__name__}")
    return page_of(record, context, number)
