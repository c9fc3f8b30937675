"""WARC (ISO 28500) and its predecessor ARC: captures of pages are documents, and what crawlers say about them is not.

Headers are read line by line, so that those written with bare line feeds are read too, and a record that is cut off is told from one that
ends.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from newsbeam.transforms.archives.captures import MAX_HTTP_HEADER_BYTES, Capture, address_of, read_capture
from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import BUFFER_BYTES, Stream
from newsbeam.transforms.core.pages.dates import parse_machine
from newsbeam.transforms.errors import InputError, Permanent, Refused
from newsbeam.transforms.records import Failure

MAX_HEADER_BYTES = 65_536
MAX_ADDRESSES = 1_000_000
"""Addresses of one archive that are remembered, so that a page's text beside it is not taken for another page."""

DOCUMENTS = frozenset({"response", "resource", "conversion"})
TOLD = {
    "revisit": "a revisit: the page was as in an earlier capture, which is another record",
    "continuation": "a part of a record that was split: such records are not put together",
}
"""Records that stand for a capture, without its bytes."""

_LENGTH = re.compile(r"\d{1,18}")
_ARC_LINE = re.compile(r"(\S.*?) ([0-9a-fA-F.:]+|-) (\d{12,14}) (.*?) ?(\d{1,18})")
_VERSION = re.compile(r"WARC/\d")


class Record(NamedTuple):
    """A record's header."""

    kind: str
    capture: Capture
    is_side_text: bool
    """True for a page's text that a browser's crawler keeps beside the page itself."""
    position: int
    has_length: bool = True


class _NoRecordError(Exception):
    """Bytes that are no record's header: what follows cannot be read."""


def read_warc(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record a capture. A damaged or cut archive ends in one failure, after the records before it."""
    return _read(_warc_record, stream, context)


def read_arc(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """The same for ARC, versions 1 and 2."""
    return _read(_arc_record, stream, context)


def _read(next_record: Callable[[Stream], Record | None], stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    limit = context.limits.max_record_bytes + MAX_HTTP_HEADER_BYTES
    others: Counter[str] = Counter()
    addresses: set[int] = set()
    n_documents = 0
    while True:
        try:
            record = next_record(stream)
        except _NoRecordError as error:
            yield context.broken(stream.fault or str(error))
            return
        if record is None:
            break
        length = record.capture.length
        is_wanted = record.kind in DOCUMENTS and not (record.is_side_text and hash(record.capture.url) in addresses)
        block = stream.read(length) if is_wanted and length <= limit else b""
        if not record.has_length or len(block) + _skip(stream, length - len(block)) < length:
            yield partial(_cut, record, block, context)
            return
        n_documents += is_wanted or record.kind in TOLD
        if is_wanted:
            yield partial(read_capture, record.capture, None if len(block) < length else block, context)
            if len(addresses) < MAX_ADDRESSES:
                addresses.add(hash(record.capture.url))
        elif record.kind in TOLD:
            yield partial(_told, record, context)
        else:
            others[record.kind] += 1
    if stream.fault:
        yield context.broken(stream.fault)
    elif not n_documents:
        kinds = ", ".join(f"{n:,} {kind}" for kind, n in sorted(others.items()))
        yield context.failing(Refused("no_content", f"there is no document in it, only records about some: {kinds or 'none'}"))


def _skip(stream: Stream, size: int) -> int:
    """Read past `size` bytes; returns how many there were."""
    n_left = size
    while n_left > 0 and (data := stream.read(min(BUFFER_BYTES, n_left))):
        n_left -= len(data)
    return size - n_left


def _first_line(stream: Stream) -> bytes:
    """The next line that is not blank; empty at the end."""
    while line := stream.readline(MAX_HEADER_BYTES):
        if line.strip():
            return line
    return b""


def _warc_record(stream: Stream) -> Record | None:
    """The next record's header, or None at the end.

    Raises:
        _NoRecordError: there is something else.
    """
    line = _first_line(stream)
    position, size, last = stream.tell() - len(line), len(line), ""
    headers: dict[str, str] = {}
    if not line:
        return None
    if not _VERSION.match(line.decode("latin-1")):
        raise _NoRecordError(f"no record begins at byte {position:,}")
    while (line := stream.readline(MAX_HEADER_BYTES)).strip():
        size += len(line)
        if size > MAX_HEADER_BYTES:
            raise _NoRecordError(f"the record at byte {position:,} has a header of more than {MAX_HEADER_BYTES:,} bytes")
        name, _, value = line.decode("utf-8", "replace").partition(":")
        if line[:1].isspace():  # a value that goes on
            headers[last] = headers.get(last, "") + " " + line.decode("utf-8", "replace").strip()
        else:
            last = name.strip().lower()
            headers.setdefault(last, value.strip())
    if not line.endswith(b"\n"):
        raise _NoRecordError(f"the header of the record at byte {position:,} is cut off")
    kind, target, moment = headers.get("warc-type", "").lower(), headers.get("warc-target-uri"), parse_machine(headers.get("warc-date"))
    length = _LENGTH.fullmatch(headers.get("content-length", ""))
    capture = Capture(
        url=address_of(target),
        at=moment.at if moment else None,
        content_type=headers.get("content-type", ""),
        length=int(length[0]) if length else 0,
        is_reply=kind == "response",
    )
    return Record(kind, capture, kind == "resource" and (target or "").startswith("urn:text:"), position, length is not None)


def _arc_record(stream: Stream) -> Record | None:
    """The same for ARC, whose header is one line: address, IP address, time, type, length, and in version 2 more before the length."""
    line = _first_line(stream)
    position = stream.tell() - len(line)
    if not line:
        return None
    found = _ARC_LINE.fullmatch(line.decode("utf-8", "replace").strip())
    if not found:
        raise _NoRecordError(f"no record begins at byte {position:,}")
    url, _, digits, described, length = found.groups()
    moment = parse_machine(f"{digits[:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:14] or '00'}")
    content_type = described.split(" ")[0].removesuffix(";")
    capture = Capture(address_of(url), moment.at if moment else None, content_type, int(length))
    return Record("filedesc" if url.startswith("filedesc:") else "response", capture, False, position)


def _cut(record: Record, block: bytes, context: ReadContext, number: int) -> Failure:
    error = Permanent("bad_archive", f"the record at byte {record.position} is cut off or has no length; the rest cannot be read")
    return context.failure(context.origin(number, url=record.capture.url), error, block)


def _told(record: Record, context: ReadContext, number: int) -> Failure:
    error: InputError = Refused("no_content", TOLD[record.kind])
    return context.failure(context.origin(number, url=record.capture.url, fetched_at=record.capture.at), error)
