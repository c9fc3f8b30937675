"""Tables: CSV with any delimiter, and Parquet. Each row is a record as an object in JSON is one: columns are told by name."""

import contextlib
import csv
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from newsbeam.transforms.archives.fields import page_of
from newsbeam.transforms.archives.keys import FIELDS, plain
from newsbeam.transforms.archives.lines import text_lines
from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import Stream, seekable
from newsbeam.transforms.core.web.sniff import decode_head
from newsbeam.transforms.core.web.tables import SEPARATOR_LINE, delimiter_of
from newsbeam.transforms.errors import InputError, Permanent, Refused
from newsbeam.transforms.records import Failure, Page

ROWS_AT_ONCE = 32
"""Of a Parquet file: a column may repeat a large value without needing room for it in the file."""
BODIES = frozenset({*FIELDS["html"], *FIELDS["text"]})
MAX_COLUMNS = 10_000
SHOWN_COLUMNS = 20
TEXT_CHARS = 200
ROWS_LOOKED_AT = 50


def read_csv(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record a row below the header; blank rows do not count."""
    limit = context.limits.max_line_bytes
    csv.field_size_limit(max(csv.field_size_limit(), limit))  # the library has one for all; it starts below a page's size
    head = decode_head(stream.head) or ""
    lines = _Lines(stream, limit)
    rows = csv.reader(lines, delimiter=delimiter_of(head), escapechar="\\" if '\\"' in head and '""' not in head else None)
    header: list[str] | None = None
    try:
        for row in rows:
            lines.n_chars = 0
            if stream.fault and lines.ended:
                break  # the row that the damage cut
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = [cell.strip() for cell in row]
                if error := _unfit(header, context):
                    yield context.failing(error if context.given.names or _holds_texts(rows) else Refused("not_an_article", error.detail))
                    return
                continue
            yield partial(_row, header, row, context)
    except (csv.Error, _TooLong) as error:
        yield _lost(f"{error}; is a quotation mark left open in row {rows.line_num:,}?", context)
        return
    if stream.fault:
        yield context.broken(stream.fault)


def _lost(detail: str, context: ReadContext) -> PendingRecord:
    return lambda number: context.failure(context.origin(number), Permanent("bad_table", f"the rest cannot be read: {detail}"))


class _TooLong(Exception):
    """One row has more than the limit."""


class _Lines:
    """Lines of a table; those of one row together have a limit."""

    def __init__(self, stream: Stream, limit: int) -> None:
        self._lines, self._limit = text_lines(stream, limit + 1), limit
        self.n_chars = 0
        """Of the row so far; whoever takes a row resets it."""
        self.ended = False
        self._first = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.ended = not line.endswith("\n")
        self.n_chars += len(line)
        if self.n_chars > self._limit:
            raise _TooLong(f"a row of more than {self._limit:,} bytes")
        if self._first and SEPARATOR_LINE.match(line):
            line = next(self._lines, "")
        self._first = False
        return line


def _holds_texts(rows: Iterator[list[str]]) -> bool:
    """Whether some cell of the next rows is as long as a text: else the table is one of figures or addresses, and no harm is done."""
    return any(len(cell) >= TEXT_CHARS for row in itertools.islice(rows, ROWS_LOOKED_AT) for cell in row)


def _unfit(columns: Sequence[str], context: ReadContext) -> Permanent | None:
    """Why no row of a table with these columns can be an article; None if some can."""
    names = context.given.names
    known = {plain(name) for name in columns}
    wanted = [names[field] for field in ("html", "text") if field in names]
    shown = ", ".join(name[:60] or "''" for name in columns[:SHOWN_COLUMNS])
    if wanted and not set(wanted) & set(columns) and not any("." in name for name in wanted):
        return Permanent("bad_table", f"there is no column {' or '.join(wanted)}, only {shown}; see --map")
    if not wanted and not known & BODIES:
        return Permanent(
            "bad_table", f"none of the columns {shown} is known to hold pages or texts; say which does, as in --map text=COLUMN"
        )
    return None


def _row(header: Sequence[str], row: Sequence[str], context: ReadContext, number: int) -> Page | Failure:
    record: dict[str, str] = {}
    for name, cell in zip(header, row, strict=False):
        if cell.strip() and not record.get(name):
            record[name] = cell
    body = next((name for name in header if plain(name) in BODIES), None)
    record.setdefault(body or "text", "")  # an empty cell is an empty text, not a missing column
    if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
        error = Permanent("bad_table", f"a row of {len(row)} cells under a header of {len(header)}: which belongs where cannot be told")
        return context.failure(context.origin(number), error, _payload({"cells": list(row)}))
    return _page(record, context, number)


def _page(record: Mapping[str, Any], context: ReadContext, number: int) -> Page | Failure:
    try:
        return page_of(record, context, number)
    except InputError as error:
        return context.failure(context.origin(number), error, _payload(record))


def _payload(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, default=str, ensure_ascii=False).encode("utf-8", "replace")


def read_parquet(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record a row, a few rows at a time, of the columns that can be a field."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with contextlib.ExitStack() as opened:
        try:
            file = opened.enter_context(seekable(stream, context.limits.max_nested_bytes))
            source = pa.PythonFile(file, "r")
            schema = pq.ParquetFile(source).schema
            leaves = [schema.column(n) for n in range(len(schema))]
            texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY" and "." not in leaf.path]
            # what a file says once and repeats without end is kept once; of nested columns the library cannot
            table = pq.ParquetFile(source, buffer_size=1_048_576, pre_buffer=False, read_dictionary=texts)
            columns = table.schema_arrow.names
            if len(columns) > MAX_COLUMNS:
                raise Permanent("too_large", f"a table of {len(columns):,} columns")
            if error := _unfit(columns, context):
                raise error
            for batch in table.iter_batches(ROWS_AT_ONCE, use_threads=False):
                for row in range(batch.num_rows):
                    yield partial(_arrow_row, batch.slice(row, 1), context)
        except Permanent as error:
            yield context.failing(error)
        except (pa.ArrowException, OSError, ValueError, NotImplementedError) as error:
            yield context.broken(re.sub(r"\s+", " ", str(error))[:300])


def _arrow_row(row: Any, context: ReadContext, number: int) -> Page | Failure:
    if any(_n_bytes(column[0]) > context.limits.max_record_bytes for column in row.columns):
        error = Permanent("too_large", f"a value of more than {context.limits.max_record_bytes:,} bytes")
        return context.failure(context.origin(number), error)
    try:
        (record,) = row.to_pylist()
    except (ValueError, OverflowError, UnicodeDecodeError) as error:  # a time that no calendar has, a text that is none
        return context.failure(context.origin(number), Permanent("bad_table", f"the row cannot be read: {error}"))
    return _page(record, context, number)


def _n_bytes(value: Any) -> int:
    """Of a text or of bytes, without making a copy."""
    value = getattr(value, "value", value) if hasattr(value, "dictionary") else value
    buffer = value.as_buffer() if hasattr(value, "as_buffer") else None
    return buffer.size if buffer is not None else 0
