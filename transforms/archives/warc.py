"""WARC (ISO 28500): each response record is a document; all other records are not, and do not count.

FastWARC finds the records. It does not tell a record that was cut off, so lengths are compared here, and HTTP is undone on a copy of the
block: an error inside FastWARC's own record would end the iteration.
"""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from newsbeam.transforms.archives.keys import printable
from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import Readable, Stream
from newsbeam.transforms.core.web.sniff import HEAD_BYTES, sniff
from newsbeam.transforms.errors import InputError, Permanent, Refused
from newsbeam.transforms.records import Failure, Page

MAX_HTTP_HEADER_BYTES = 65_536
MAX_ENCODINGS = 4

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
VAGUE_TYPES = frozenset({"", "application/octet-stream", "application/xml", "text/plain", "text/xml"})
"""Under these, a page that looks like HTML is taken as such."""

REASONS_BY_STATUS = {404: "http_404", 410: "http_410", 429: "http_429"}

DECODERS: dict[str, Callable[[io.BytesIO], Readable]] = {
    "br": BrotliReader,
    "chunked": ChunkedReader,
    "deflate": partial(GzipReader, zlib=True),
    "gzip": GzipReader,
    "x-gzip": GzipReader,
    "zstd": ZstdReader,
}


def read_warc(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record a response. A damaged or cut archive ends in one failure, after the records before it."""
    records = iter(ArchiveIterator(stream, parse_http=False, stream_detect=False))
    limit = context.limits.max_record_bytes + MAX_HTTP_HEADER_BYTES
    cut = False
    while not cut:
        try:
            record = next(records, None)
            if record is None:
                break
            length = _length(record)
            is_response = record.record_type == WarcRecordType.response
            block = _read(record.reader, length) if is_response and length is not None and length <= limit else b""
            cut = length is None or len(block) + record.reader.consume() < length
        except OSError as error:
            yield context.broken(str(error))
            return
        if cut:
            yield partial(_cut, record, block, context)
        elif is_response:
            yield partial(_response, record, None if len(block) < (length or 0) else block, context)
    if stream.fault and not cut:
        yield context.broken(stream.fault)


def _length(record: WarcRecord) -> int | None:
    value = record.headers.get("Content-Length") or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _cut(record: WarcRecord, block: bytes, context: ReadContext, number: int) -> Failure:
    error = Permanent("bad_archive", f"the record at byte {record.stream_pos} is cut off or has no length; the rest cannot be read")
    return context.failure(context.origin(number, url=_url(record)), error, block)


def _response(record: WarcRecord, block: bytes | None, context: ReadContext, number: int) -> Page | Failure:
    origin = context.origin(number, url=_url(record), fetched_at=_date(record))
    status = None
    try:
        if block is None:
            raise Permanent("too_large", f"a record of {_length(record):,} bytes")
        headers, body = _split_http(block)
        status = headers.status_code
        _check_status(status)
        content_type = headers.get("Content-Type")
        body = _decode(body, headers, context.limits.max_record_bytes)
        _check_type(content_type, body)
        return Page(origin, "html", body, printable(content_type) if content_type else None, status)
    except Refused as refusal:
        return context.failure(origin, refusal, status=status)
    except InputError as error:
        return context.failure(origin, error, block, status)


def _url(record: WarcRecord) -> str | None:
    """The address; an old wget puts it in angle brackets."""
    url = record.headers.get("WARC-Target-URI")
    return printable(url.strip().removeprefix("<").removesuffix(">")) or None if url else None


def _date(record: WarcRecord) -> datetime | None:
    date = record.record_date
    return date.astimezone(UTC) if date else None


def _split_http(block: bytes) -> tuple[HeaderMap, bytes]:
    if not block.startswith(b"HTTP/"):
        raise Refused("wrong_type", "not an HTTP response")
    headers = HeaderMap()
    try:
        return headers, block[headers.parse(io.BytesIO(block)) :]
    except OSError as error:
        raise Permanent("bad_archive", f"the HTTP header cannot be read: {error}") from error


def _check_status(status: int | None) -> None:
    if status is None or not 200 <= status < 300:
        by_class = {4: "http_4xx", 5: "http_5xx"}.get((status or 0) // 100, "http_unexpected")
        raise Refused(REASONS_BY_STATUS.get(status or 0, by_class), f"status {status}")


def _check_type(content_type: str | None, body: bytes) -> None:
    if not body.strip():
        raise Permanent("empty")
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in HTML_TYPES and not (kind in VAGUE_TYPES and sniff(body[:HEAD_BYTES]) == "html"):
        raise Refused("wrong_type", f"content type {content_type!r}")


def _decode(body: bytes, headers: HeaderMap, limit: int) -> bytes:
    """The body without its transfer and content encodings. Crawlers often store it decoded and leave the header: then it stays as it is."""
    names = [*_tokens(headers, "Transfer-Encoding"), *reversed(_tokens(headers, "Content-Encoding"))]
    for name in names[: MAX_ENCODINGS + 1]:
        try:
            body = _read(DECODERS[name](io.BytesIO(body)), limit + 1) if body else body
        except (OSError, KeyError) as error:
            if sniff(body[:HEAD_BYTES]) != "html":
                raise Permanent("decode_failed", f"encoding {name!r}: {error}") from error
        if len(body) > limit:
            break
    if len(body) > limit:
        raise Permanent("too_large", f"more than {limit:,} bytes")
    if len(names) > MAX_ENCODINGS:
        raise Permanent("decode_failed", f"more than {MAX_ENCODINGS} encodings")
    return body


def _tokens(headers: HeaderMap, name: str) -> list[str]:
    values = ",".join(headers.get_multiple(name)).lower().split(",")
    return [token for value in values if (token := value.strip()) not in ("", "identity")]


def _read(reader: Readable, size: int) -> bytes:
    """Up to `size` bytes, however few come at once."""
    parts = []
    while size > 0 and (data := reader.read(size)):
        parts.append(data)
        size -= len(data)
    return b"".join(parts)
