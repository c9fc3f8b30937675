"""What the mini-internet answers to a request: a pure function of the request, the virtual day and how often it was asked before."""

import hashlib
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import NamedTuple

from newsbeam.pipeline.demo.newsroom import Outlet, Piece, online, outlets
from newsbeam.pipeline.demo.web_feeds import feed
from newsbeam.pipeline.demo.web_pages import article_page, fixed_page, front_page

HTML = "text/html; charset=utf-8"
OLD_FEED_HOST = "old.lanterndesk.example"
"""Where the Lantern Desk's feed was before it moved."""
HOSTS = {outlet.host: outlet for outlet in outlets().values()} | {OLD_FEED_HOST: outlets()["lanterndesk"]}
"""Every host name of the mini-internet, with its outlet."""
FEEDS = tuple(f"http://{OLD_FEED_HOST}{o.feed}" if o.key == "lanterndesk" else o.base + o.feed for o in outlets().values())
"""The addresses a reader would subscribe to; one has moved, one is gone."""
BOMB_BYTES = 32 * 1024 * 1024
"""The compression bomb unpacked: four times the page limit."""


class Request(NamedTuple):
    """What was asked."""

    host: str
    path: str
    if_none_match: str | None = None
    if_modified_since: str | None = None
    user_agent: str | None = None


class Reply(NamedTuple):
    """What is answered. `drip`: the body comes in small pieces, over longer than anybody waits."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    drip: bool = False


class Conditions(NamedTuple):
    """What an answer depends on besides the request."""

    day: int
    private_url: str
    """An address on a private network that one page redirects to."""
    retry_after_seconds: int = 2
    n_before: int = 0
    """How often the same address was asked for before."""


def answer(request: Request, now: Conditions) -> Reply:
    """The reply of one host."""
    outlet = HOSTS[request.host]
    path = request.path.partition("?")[0]
    if request.host == OLD_FEED_HOST:
        return _moved(outlet.base + path) if path == outlet.feed else _missing()
    if path == "/robots.txt":
        return _ok(outlet.robots.encode(), "text/plain") if outlet.robots else _missing()
    if path == "/":
        return _ok(front_page(outlet, now.day), HTML)
    if path == outlet.feed:
        return _feed(outlet, request, now)
    piece = next((piece for piece in online(outlet, now.day) if piece.path == path), None)
    if piece is None:
        return _missing()
    return _TRAPS[piece.trap](now) if piece.trap else _article(piece, request)


def _feed(outlet: Outlet, request: Request, now: Conditions) -> Reply:
    if outlet.feed_form == "gone":
        return Reply(410, (("Content-Type", HTML),), b"<h1>410 Gone</h1><p>The Islet Bugle has closed.</p>")
    if outlet.key == "tidegauge" and now.n_before == 0:
        return Reply(429, (("Retry-After", str(now.retry_after_seconds)), ("Content-Type", "text/plain")), b"Too many boats.\n")
    content_type, body = feed(outlet, now.day)
    changed = max(piece.modified for piece in online(outlet, now.day))
    return _conditional(outlet, request, changed, _ok(body, content_type))


def _article(piece: Piece, request: Request) -> Reply:
    # the header claims UTF-8 whatever the page is: that is one of the traps
    return _conditional(piece.outlet, request, piece.modified, _ok(article_page(piece), HTML))


def _conditional(outlet: Outlet, request: Request, changed: datetime, reply: Reply) -> Reply:
    """Adds the outlet's validators, or answers 304 if one of the request's holds; an entity tag goes before a date (RFC 9110, 13.2.2)."""
    made = {
        "etag": ("ETag", f'"{hashlib.blake2b(reply.body, digest_size=8).hexdigest()}"'),
        "last_modified": ("Last-Modified", format_datetime(changed.astimezone(UTC), usegmt=True)),
    }
    headers = dict(made[name] for name in outlet.validators)
    if request.if_none_match and "ETag" in headers:
        fresh = request.if_none_match == headers["ETag"]
    else:
        fresh = request.if_modified_since is not None and request.if_modified_since == headers.get("Last-Modified")
    sent = tuple(headers.items())
    return Reply(304, sent) if fresh else reply._replace(headers=reply.headers + sent)


def _ok(body: bytes, content_type: str) -> Reply:
    return Reply(200, (("Content-Type", content_type),), body)


def _moved(url: str) -> Reply:
    return Reply(301, (("Location", url), ("Content-Type", "text/plain")), b"Moved.\n")


def _missing() -> Reply:
    return Reply(404, (("Content-Type", HTML),), b"<h1>404 Not Found</h1>")


@cache
def bomb() -> bytes:
    """A page of blanks, 32 MiB unpacked and about 32 KB on the wire."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    blank = b" " * 65536
    packed = packer.compress(b"<!DOCTYPE html><html><title>The Zest mega puzzle page</title><p>")
    return packed + b"".join(packer.compress(blank) for _ in range(BOMB_BYTES // len(blank))) + packer.flush()


def _bomb(_: Conditions) -> Reply:
    return Reply(200, (("Content-Type", HTML), ("Content-Encoding", "gzip")), bomb())


def _to_private(now: Conditions) -> Reply:
    return Reply(302, (("Location", now.private_url), ("Content-Type", "text/plain")), b"This way.\n")


def _slow(_: Conditions) -> Reply:
    return _ok(fixed_page("deadline"), HTML)._replace(drip=True)


def _fixed(name: str) -> Callable[[Conditions], Reply]:
    return lambda _: _ok(fixed_page(name), HTML)


_TRAPS: dict[str, Callable[[Conditions], Reply]] = {
    "bot_wall": _fixed("bot_wall"),
    "consent_page": _fixed("consent_page"),
    "deadline": _slow,
    "private_address": _to_private,
    "robots_disallowed": _fixed("robots_disallowed"),
    "soft_404": _fixed("soft_404"),
    "too_large": _bomb,
}
"""What comes instead of an article; each is named after the reason that a right pipeline gives."""
