"""One capture of a crawl, an HTTP reply or a bare file with its address and time, becomes a page or a failure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from newsbeam.transforms.archives.keys import printable
from newsbeam.transforms.archives.read_context import ReadContext
from newsbeam.transforms.core.web.assets import asset_of
from newsbeam.transforms.core.web.bodies import plain_body
from newsbeam.transforms.core.web.sniff import HEAD_BYTES, decode_head, is_foreign, sniff
from newsbeam.transforms.core.web.urls import parse
from newsbeam.transforms.errors import InputError, Permanent, Refused
from newsbeam.transforms.records import Failure, Page, PageForm

MAX_HTTP_HEADER_BYTES = 65_536

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
VAGUE_TYPES = frozenset({"", "application/octet-stream", "application/xml", "text/plain", "text/xml"})
"""Under these, a page that looks like HTML is taken as such."""
TEXT_TYPE = "text/plain"

REASONS_BY_STATUS = {404: "http_404", 410: "http_410", 429: "http_429"}

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(r"HTTP/\S+[ \t]+(\d{3})(?!\d)")
_FOLD = re.compile(r"\r?\n[ \t]+")
_LABELLED = re.compile(r"urn:[a-z-]+:(?=https?://)")


@dataclass(frozen=True, slots=True)
class Capture:
    """What an archive's record says of itself."""

    url: str | None
    at: datetime | None
    content_type: str = ""
    """Of the record's block."""
    length: int = 0
    is_reply: bool = True
    """False: the block is the document itself, without an HTTP header."""


def address_of(declared: str | None) -> str | None:
    """The address that a record names; an old wget puts it in angle brackets, others say before it what part of the page it is."""
    url = printable((declared or "").strip().removeprefix("<").removesuffix(">"))
    return _LABELLED.sub("", url, count=1) or None


def read_capture(capture: Capture, block: bytes | None, context: ReadContext, number: int) -> Page | Failure:
    """The page in a record's block, or why there is none; a `block` of None was too large to be read."""
    origin = context.origin(number, url=capture.url, fetched_at=capture.at)
    status, limit = None, context.limits.max_record_bytes
    try:
        if block is None:
            raise Permanent("too_large", f"a record of {capture.length:,} bytes")
        reply = _reply(capture, block)
        status = reply.status
        if status is not None:
            _check_status(status)
        body = plain_body(reply.body, reply.header("transfer-encoding"), reply.header("content-encoding"), limit)
        content_type = printable(reply.header("content-type"))
        detail = None if body.is_whole else f"broken off or damaged after {len(body.data):,} bytes: the text is what comes before"
        return Page(origin, _form(content_type, body.data, capture), body.data, content_type or None, status, detail=detail)
    except Refused as refusal:
        return context.failure(origin, refusal, status=status)
    except InputError as error:
        return context.failure(origin, error, block, status)


class _Reply(NamedTuple):
    """A block taken apart."""

    status: int | None
    """0: it is a reply, but says none."""
    headers: Sequence[tuple[str, str]]
    """Names in lower case."""
    body: bytes

    def header(self, name: str) -> str:
        """All values of a header, joined by commas."""
        return ",".join(value for found, value in self.headers if found == name)


def _reply(capture: Capture, block: bytes) -> _Reply:
    block = block.lstrip(b"\r\n") if capture.is_reply else block
    if not capture.is_reply or (not block.startswith(b"HTTP/") and _kind(capture.content_type) in (*HTML_TYPES, TEXT_TYPE)):
        return _Reply(None, (("content-type", capture.content_type),), block)
    if not block.startswith(b"HTTP/"):
        raise Refused("wrong_type", "not an HTTP response")
    end = _BLANK_LINE.search(block, 0, MAX_HTTP_HEADER_BYTES)
    if end is None and len(block) > MAX_HTTP_HEADER_BYTES:
        raise Permanent("bad_archive", f"the HTTP header has no end within {MAX_HTTP_HEADER_BYTES:,} bytes")
    head = block[: end.start() if end else len(block)].decode("latin-1")
    first, *lines = _FOLD.sub(" ", head).split("\n")
    status = _STATUS.match(first)
    headers = [(name.strip().lower(), value.strip()) for name, colon, value in (line.partition(":") for line in lines) if colon]
    return _Reply(int(status[1]) if status else 0, headers, block[end.end() :] if end else b"")


def _check_status(status: int) -> None:
    if not 200 <= status < 300:
        by_class = {4: "http_4xx", 5: "http_5xx"}.get(status // 100, "http_unexpected")
        raise Refused(REASONS_BY_STATUS.get(status, by_class), f"status {status or None}")


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _form(content_type: str, body: bytes, capture: Capture) -> PageForm:
    """What the page is, by its declared type and, where that says little, its first bytes.

    Raises:
        Permanent: `empty`.
        Refused: `wrong_type`; `not_an_article` for text that only serves a site or a program.
    """
    if not body.strip():
        raise Permanent("empty")
    kind = _kind(content_type)
    if is_foreign(body):
        raise Refused("wrong_type", f"content type {content_type!r}, but begins with {body.lstrip()[:8]!r}")
    looks = sniff(body[:HEAD_BYTES]) if kind in VAGUE_TYPES else None
    if kind in HTML_TYPES or looks == "html":
        return "html"
    if kind == TEXT_TYPE and looks == "text":
        if what := asset_of(decode_head(body[:HEAD_BYTES]) or "", _path(capture.url)):
            raise Refused("not_an_article", what)
        return "dump"
    raise Refused("wrong_type", f"content type {content_type!r}")


def _path(url: str | None) -> str:
    """Of an address, for its file name's sake."""
    try:
        return parse(url or "").path
    except Permanent:
        return ""
