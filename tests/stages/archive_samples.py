"""Small archives for the tests of their readers, and a short way to read them."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from newsbeam.transforms.archives import ReadLimits, find_inputs, read_records
from newsbeam.transforms.errors import Permanent
from newsbeam.transforms.fetch_records import FeedEntry, ParsedFeed
from newsbeam.transforms.records import Failure, Page

WRITTEN = datetime(2023, 5, 6, 7, 8, 9, tzinfo=UTC)
HTML = b"<!doctype html><html><body><p>The bridge over the Lowmere is open again.</p></body></html>"
TEXT = b"Bridge opens\n\nThe bridge over the Lowmere is open again.\n"
SMALL = ReadLimits(max_record_bytes=5_000, max_line_bytes=10_000, max_feed_bytes=5_000, max_payload_bytes=3_000, max_members=5)


def parse_feed(body: bytes, content_type: str | None, feed_url: str) -> ParsedFeed:
    """Stands for the real parser: an entry for each <item>, with its content if it has any."""
    if b"broken" in body:
        raise Permanent("bad_feed", "not a feed")
    items = [item.split("</item>")[0] for item in body.decode(errors="replace").split("<item>")[1:]]
    return ParsedFeed(
        "F", "en", tuple(FeedEntry("", f"https://a.example/{i}", f"g{i}", "T", WRITTEN, html=html) for i, html in enumerate(items))
    )


def read(path: Path, limits: ReadLimits = SMALL, skip: int = 0) -> list[Page | Failure]:
    (file,) = find_inputs([str(path)])
    return list(read_records(file, 3, limits, parse_feed, skip))


def read_pages(path: Path, limits: ReadLimits = SMALL) -> list[Page]:
    """The records, each of which must be a page."""
    records = read(path, limits)
    found = [record for record in records if isinstance(record, Page)]
    assert found == records
    return found


def read_failures(path: Path) -> list[Failure]:
    """The records, each of which must be a failure."""
    records = read(path)
    found = [record for record in records if isinstance(record, Failure)]
    assert found == records
    return found


def brief(records: list[Page | Failure]) -> list[str]:
    """`html`, `dump`, `clean` for pages, the reason for failures."""
    return [r.form if isinstance(r, Page) else r.reason for r in records]


Write = Callable[[str, bytes], Path]


def response(
    url: str = "https://a.example/1",
    body: bytes = HTML,
    headers: str = "Content-Type: text/html; charset=utf-8\r\n",
    status: str = "200 OK",
    kind: str = "response",
    length: int | None = None,
) -> bytes:
    http = f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-03T04:05:06Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) if length is None else length}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def record(kind: str, block: bytes, content_type: str = "application/http", url: str = "https://a.example/1") -> bytes:
    """A record of a WARC with this block."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-03T04:05:06Z\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def pages(n: int) -> list[bytes]:
    return [response(f"https://a.example/{i}", HTML + b"<!-- %d -->" % i) for i in range(n)]


def zipped(*members: tuple[str, bytes], at: tuple[int, int, int, int, int, int] = (2024, 1, 2, 3, 4, 6)) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, at)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def tarred(*members: tuple[str, bytes], mtime: int = 1_704_164_646) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), mtime
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


MEMBERS = (
    ("b/page.txt", HTML),
    ("a.html.gz", gzip.compress(HTML)),
    ("c.jsonl", lines({"text": "x"}, {"text": "y"})),
    ("d.warc", b"".join(pages(2))),
)
