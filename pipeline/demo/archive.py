"""The folder that the demo backfills: raw text dumps, and a small WARC with some records that are no articles."""

import gzip
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from newsbeam.pipeline.demo.newsroom import CONTENT, Piece, pieces
from newsbeam.pipeline.demo.web_pages import article_page

WARC_NAME = "crawl-2031-03-05.warc.gz"
CRAWLED_AT = datetime(2031, 3, 5, 21, 30, tzinfo=UTC)
"""When everything was saved: the date of the WARC's records and of the files. A dump without a date takes its day from its file."""
CLOSED_OUTLET = "isletbugle"
CRAWLED_AGAIN = "harbourpost/fish-market-prices"
"""A page that is also in a feed."""
MISSING_URL = "http://isletbugle.example/ferry/fares-2031.htm"
PICTURE_URL = "http://isletbugle.example/img/mailboat.png"
DAMAGED_URL = "http://isletbugle.example/harbour/tide-table.htm"
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


class Record(NamedTuple):
    """One WARC record before it is written."""

    kind: str
    url: str | None
    content_type: str
    block: bytes


def write_archive(target: Path) -> Path:
    """Write the dumps and the WARC into `target`, which should be empty; the same bytes and times every time.

    Returns:
        `target`.
    """
    target.mkdir(parents=True, exist_ok=True)
    for dump in (CONTENT / "dumps").iterdir():
        (target / dump.name).write_bytes(dump.read_bytes())
    # one gzip member a record, as crawlers write it, so that a reader can start anywhere
    packed = (gzip.compress(_record_bytes(number, record), mtime=0) for number, record in enumerate(records()))
    (target / WARC_NAME).write_bytes(b"".join(packed))
    for file in target.iterdir():
        os.utime(file, (CRAWLED_AT.timestamp(),) * 2)
    return target


def records() -> Iterator[Record]:
    """The records of the WARC: eight responses, four of them articles of the closed outlet, and four records of other kinds."""
    yield Record("warcinfo", None, "application/warc-fields", b"software: a demonstration\r\nformat: WARC File Format 1.0\r\n")
    for piece in _crawled():
        yield Record("request", piece.url, "application/http; msgtype=request", _asked(piece.path, piece.outlet.host))
        yield _response(piece.url, "200 OK", "text/html; charset=utf-8", article_page(piece))
    yield _response(MISSING_URL, "404 Not Found", "text/html", b"<h1>404</h1><p>The mail boat does not stop here.</p>")
    yield _response(PICTURE_URL, "200 OK", "image/png", _PIXEL)
    yield _response(DAMAGED_URL, "200 OK", "text/html", b"\x1f\x8b\x08\x00 cut off in the crawl", "Content-Encoding: gzip\r\n")
    yield Record("metadata", MISSING_URL, "application/warc-fields", b"fetchTimeMs: 17\r\n")
    yield Record("revisit", _crawled()[0].url, "application/http; msgtype=response", b"HTTP/1.1 304 Not Modified\r\n\r\n")


def _crawled() -> list[Piece]:
    return [piece for piece in pieces() if piece.outlet.key == CLOSED_OUTLET or piece.key == CRAWLED_AGAIN]


def _asked(path: str, host: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def _response(url: str, status: str, content_type: str, body: bytes, more: str = "") -> Record:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return Record("response", url, "application/http; msgtype=response", head.encode() + body)


def _record_bytes(number: int, record: Record) -> bytes:
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{number} {record.kind} {record.url}")
    at = f"{CRAWLED_AT:%Y-%m-%dT%H:%M:%SZ}"
    target = f"WARC-Target-URI: {record.url}\r\n" if record.url else ""
    profile = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/server-not-modified\r\n" if record.kind == "revisit" else ""
    head = (
        f"WARC/1.0\r\nWARC-Type: {record.kind}\r\nWARC-Record-ID: <urn:uuid:{name}>\r\nWARC-Date: {at}\r\n{target}{profile}"
        f"Content-Type: {record.content_type}\r\nContent-Length: {len(record.block)}\r\n\r\n"
    )
    return head.encode() + record.block + b"\r\n\r\n"
