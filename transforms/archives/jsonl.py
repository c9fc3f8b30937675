"""Records in JSON: one a line (JSON Lines), or an array of them, or one object over several lines.

A record is `{id?, url?, title?, published?, html? | text?, clean?}`. Also read, if given: `authors`, `lang`, `section`, and `fetched` (or
`fetched_at`), the time when the document was got.
"""

import contextlib
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext, printable
from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.pages.dates import parse_machine
from newsbeam.transforms.core.web.sniff import charset_of_bom
from newsbeam.transforms.errors import InputError, Permanent
from newsbeam.transforms.records import Failure, Hints, Page, PageForm

CHUNK_CHARS = 65_536
NOTHING = frozenset({"", "nan", "NaN", "NaT", "<NA>", "null", "NULL", "None", "[]"})
"""How data frames, databases and languages write that a value is not known, once it has become text."""
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
    """Lines as UTF-8, each cut off at `limit` bytes (or characters, in UTF-16 and UTF-32)."""
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
    text = io.TextIOWrapper(stream, charset_of_bom(stream.head) or "utf-8", "replace")
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
            yield partial(_value, value, buffer[at:end], context)
            at = end
    if stream.fault:
        yield context.broken(stream.fault)
    elif len(buffer) > limit:
        yield partial(_too_large, context)
    elif buffer or closing:
        yield partial(_rest, buffer, context)


def _end_of_gap(buffer: str, at: int) -> int:
    gap = _GAP.match(buffer, at)
    return gap.end() if gap else at


def _line(line: bytes, context: ReadContext, number: int) -> Page | Failure:
    try:
        return _page(json.loads(line), context, number)
    except InputError as error:
        return context.failure(context.origin(number), error, line)
    except (ValueError, RecursionError) as error:
        return context.failure(context.origin(number), Permanent("bad_json", f"not JSON: {error}"), line)


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
    form, body = _body(record)
    if len(body) > context.limits.max_record_bytes:
        raise Permanent("too_large", f"more than {context.limits.max_record_bytes:,} bytes")
    origin = context.origin(
        number,
        url=_text(record.get("url")),
        external_id=_text(record.get("id")),
        fetched_at=_time(record.get("fetched")) or _time(record.get("fetched_at")),
    )
    hints = Hints(
        title=_text(record.get("title")),
        published_at=_time(record.get("published")),
        authors=_texts(record.get("authors")),
        lang=_text(record.get("lang")),
        section=_text(record.get("section")),
    )
    return Page(origin, form, body, f"text/{'html' if form == 'html' else 'plain'}; charset=utf-8", hints=hints)


def _body(record: dict[str, object]) -> tuple[PageForm, bytes]:
    """The `html`, else the `text`."""
    given = {key: value for key in ("html", "text") if isinstance(value := record.get(key), str)}
    if not given:
        raise Permanent("bad_json", f"neither html nor text among the keys {sorted(record)[:20]}")
    key = next((key for key, value in given.items() if value.strip()), None)
    if key is None:
        raise Permanent("empty")
    form: PageForm = "html" if key == "html" else "clean" if record.get("clean") is True else "dump"
    return form, given[key].encode("utf-8", "replace")


def _text(value: object) -> str | None:
    """A string or number as text; an empty one is not known, nor is what programs write for nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = printable(str(value)).strip()
    return None if text in NOTHING else text


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(text for item in items if (text := _text(item)))


def _time(value: object) -> datetime | None:
    """A time as a string or number; what no calendar has is not known."""
    with contextlib.suppress(ValueError, OverflowError):
        moment = parse_machine(_text(value))
        return moment.at if moment else None
    return None
