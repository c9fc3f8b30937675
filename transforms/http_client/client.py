"""The guarded HTTP client: one GET at a time from hosts that nobody vouches for.

What guards it: `connection` (total deadline, private addresses), size limits before and after decompression, redirects followed here so
that each hop is judged, TLS verified, no proxies and no credentials from the environment.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from newsbeam.transforms.core.web import encodings, politeness
from newsbeam.transforms.core.web.urls import Address, check_fetchable, resolve, unparse
from newsbeam.transforms.errors import InputError, Permanent, Refused, Transient
from newsbeam.transforms.http_client import connection, transport

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS = frozenset({301, 308})
WORTH_ANOTHER_TRY = frozenset({408, 425})
"""4xx statuses that speak of the moment, not of the page."""

PAGE_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How to fetch: `[fetch]` of the configuration."""

    user_agent: str = "newsbeam"
    deadline_seconds: float = 30.0
    """For one fetch with all its redirects."""
    max_feed_bytes: int = 10 * 1024 * 1024
    max_page_bytes: int = 8 * 1024 * 1024
    max_redirects: int = 5
    allow_private: frozenset[str] = frozenset()
    """Exactly these `host:port` pairs may be at a private address."""


class Reply(NamedTuple):
    """A successful answer: status 2xx, or 304 to a conditional request."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Decoded, complete."""
    final_url: str
    permanent_redirect_to: str | None
    """Where the permanent redirects (301, 308) at the start of the way ended."""
    ms: int


def _utc_now() -> datetime:
    return datetime.now(UTC)


def anywhere(url: str) -> None:
    """Follow any redirect."""


@dataclass(frozen=True, slots=True)
class Client:
    """Gets one address at a time; holds no state."""

    policy: FetchPolicy
    resolver: connection.Resolve = connection.resolve
    dialer: connection.Dial = connection.dial
    now: Callable[[], datetime] = _utc_now
    """For Retry-After given as a date."""

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        max_bytes: int | None = None,
        cut: bool = False,
        check_hop: Callable[[str], None] = anywhere,
    ) -> Reply:
        """Get `url`, following redirects.

        Args:
            max_bytes: of the body, on the wire and decoded; `policy.max_page_bytes` if None.
            cut: take the first `max_bytes` of a larger body instead of refusing it.
            check_hop: called with each redirect's address before it is followed; raises if it must not be.

        Raises:
            Transient: `dns_failed`, `connect_failed`, `deadline`, `bad_reply`, `http_429`, `http_5xx`, and `http_4xx` for 408 and 425.
            Permanent: `bad_url`, `too_large`, `too_many_redirects`, `decode_failed`, `http_unexpected`.
            Refused: `private_address`, `http_404`, `http_410`, `http_4xx`.
        """
        started = time.monotonic()
        limit = transport.Limit(self.policy.max_page_bytes if max_bytes is None else max_bytes, cut)
        with connection.Deadline(self.policy.deadline_seconds) as deadline:
            try:
                reply = self._follow(url, dict(headers or {}), limit, deadline, check_hop)
            except InputError as error:
                if deadline.passed and isinstance(error, Transient | Permanent):
                    raise deadline.error() from error
                raise
            if deadline.passed:
                raise deadline.error()
        return reply._replace(ms=round((time.monotonic() - started) * 1000))

    def _follow(
        self, url: str, headers: dict[str, str], limit: transport.Limit, deadline: connection.Deadline, check_hop: Callable[[str], None]
    ) -> Reply:
        seen, moved_to, moving = set(), None, True
        for _ in range(self.policy.max_redirects + 1):
            address = check_fetchable(url)
            here = unparse(address)
            if here in seen:
                raise Permanent("too_many_redirects", f"they lead back to {here[:200]}")
            seen.add(here)
            status, got, body = self._exchange(address, headers, limit, deadline)
            if status not in REDIRECTS or "location" not in got:
                _check_status(status, got, headers, self.now())
                return Reply(status, got, body, here, moved_to, 0)
            url = resolve(here, _as_utf8(got["location"])) or ""
            if not url:
                raise Permanent("bad_url", f"a redirect to {got['location'][:200]!r}", status=status)
            check_hop(url)
            moving = moving and status in PERMANENT_REDIRECTS
            moved_to = url if moving else moved_to
        raise Permanent("too_many_redirects", f"more than {self.policy.max_redirects}")

    def _exchange(self, address: Address, headers: dict[str, str], limit: transport.Limit, deadline: connection.Deadline) -> transport.Raw:
        opener = partial(connection.connect, address, deadline, self.policy.allow_private, self.resolver, self.dialer)
        sent = {"User-Agent": self.policy.user_agent, "Accept": PAGE_ACCEPT, "Accept-Encoding": encodings.ACCEPTED} | headers
        return transport.get(address, sent, limit, opener, deadline)


def _check_status(status: int, headers: Mapping[str, str], sent: Mapping[str, str], now: datetime) -> None:
    """Raise what the status means, unless it is a success."""
    wait = politeness.retry_after_seconds(headers.get("retry-after"), now)
    conditional = "If-None-Match" in sent or "If-Modified-Since" in sent
    if (200 <= status < 300 and status != 206) or (status == 304 and conditional):
        return
    if status == 429:
        raise Transient("http_429", f"HTTP {status}", wait, status)
    if 500 <= status < 600:
        raise Transient("http_5xx", f"HTTP {status}", wait, status)
    if status in WORTH_ANOTHER_TRY:
        raise Transient("http_4xx", f"HTTP {status}", wait, status)
    if 400 <= status < 500:
        raise Refused({404: "http_404", 410: "http_410"}.get(status, "http_4xx"), f"HTTP {status}", status=status)
    raise Permanent("http_unexpected", f"HTTP {status}", status=status)


def _as_utf8(header: str) -> str:
    """Header bytes come as Latin-1; addresses in them are UTF-8 if they can be."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
