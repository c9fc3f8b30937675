"""The guarded HTTP client: one GET at a time from hosts that nobody vouches for.

What guards it: `connection` (total deadline, private addresses), size limits before and after decompression, redirects followed here so
that each hop is judged, TLS verified, no proxies and no credentials from the environment.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from newsbeam.transforms.core.web import encodings, politeness
from newsbeam.transforms.core.web.page_redirects import page_redirect
from newsbeam.transforms.core.web.urls import Address, check_fetchable, redacted, resolve, unparse
from newsbeam.transforms.errors import InputError, Permanent, Refused, Transient
from newsbeam.transforms.http_client import connection, transport
from newsbeam.transforms.http_client.cookies import Cookies
from newsbeam.transforms.http_client.grants import NOTHING, Grant

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
    """Exactly these `host:port` pairs may be at a private address, whoever names them."""
    grants: Mapping[str, Grant] = field(default_factory=dict)
    """What a feed and its pages may besides, by the feed's address."""


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
        grant: Grant = NOTHING,
        in_page: bool = False,
    ) -> Reply:
        """Get `url`, following redirects.

        Args:
            max_bytes: of the body, on the wire and decoded; `policy.max_page_bytes` if None.
            cut: take the first `max_bytes` of a larger body instead of refusing it.
            check_hop: called with each redirect's address before it is followed; raises if it must not be.
            grant: what may be asked and told beyond `policy`.
            in_page: follow redirects that stand in web pages, too.

        Raises:
            Transient: `dns_failed`, `connect_failed`, `tls_failed`, `deadline`, `bad_reply`, `http_429`, `http_5xx`, and
                `http_4xx` for 408 and 425.
            Permanent: `bad_url`, `too_large`, `too_many_redirects`, `decode_failed`, `http_unexpected`.
            Refused: `private_address`, `http_404`, `http_410`, `http_4xx`.
        """
        started = time.monotonic()
        limit = transport.Limit(self.policy.max_page_bytes if max_bytes is None else max_bytes, cut)
        with connection.Deadline(self.policy.deadline_seconds) as deadline:
            try:
                reply = self._follow(url, dict(headers or {}), limit, deadline, check_hop, grant, in_page)
            except InputError as error:
                if deadline.passed and isinstance(error, Transient | Permanent):
                    raise deadline.error() from error
                raise
            if deadline.passed:
                raise deadline.error()
        return reply._replace(ms=round((time.monotonic() - started) * 1000))

    def _follow(
        self,
        url: str,
        headers: dict[str, str],
        limit: transport.Limit,
        deadline: connection.Deadline,
        check_hop: Callable[[str], None],
        grant: Grant,
        in_page: bool,
    ) -> Reply:
        seen, moved_to, moving, cookies = set(), None, True, Cookies()
        for _ in range(self.policy.max_redirects + 1):
            address = check_fetchable(url)
            here = unparse(address)
            cookie = cookies.header(here)
            if (here, cookie) in seen:
                raise Permanent("too_many_redirects", f"they lead back to {here[:200]}")
            seen.add((here, cookie))
            raw = self._exchange(address, headers, cookie, limit, deadline, grant)
            cookies.take(here, raw.cookies)
            if raw.status in REDIRECTS and "location" in raw.headers:
                location = raw.headers["location"]
                url = resolve(here, _as_utf8(location)) or ""
                if not url:
                    raise Permanent("bad_url", f"a redirect to {redacted(location)[:200]!r}", status=raw.status)
            else:
                _check_status(raw.status, raw.headers, headers, self.now())
                url = (_in_page(here, raw) if in_page else None) or ""
                if not url or (url, cookies.header(url)) in seen:  # a page that sends readers back where they were is what there is
                    return Reply(raw.status, raw.headers, raw.body, here, moved_to, 0)
            check_hop(url)
            moving = moving and raw.status in PERMANENT_REDIRECTS
            moved_to = url if moving else moved_to
        raise Permanent("too_many_redirects", f"more than {self.policy.max_redirects}")

    def _exchange(
        self, address: Address, headers: dict[str, str], cookie: str, limit: transport.Limit, deadline: connection.Deadline, grant: Grant
    ) -> transport.Raw:
        allowed = self.policy.allow_private | grant.allow_private
        opener = partial(connection.connect, address, deadline, allowed, self.resolver, self.dialer)
        own = {"User-Agent": self.policy.user_agent, "Accept": PAGE_ACCEPT, "Accept-Encoding": encodings.ACCEPTED} | headers
        granted = dict(grant.headers_for(address))
        if cookie:
            named = next((name for name in granted if name.lower() == "cookie"), "Cookie")
            granted[named] = f"{granted[named]}; {cookie}" if named in granted else cookie
        taken = {name.lower() for name in granted}
        return transport.get(address, {name: own[name] for name in own if name.lower() not in taken} | granted, limit, opener, deadline)


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
        hint = ": it wants a password or key, which user, password or headers of the [[sources.feed]] can give" if status == 401 else ""
        raise Refused({404: "http_404", 410: "http_410"}.get(status, "http_4xx"), f"HTTP {status}{hint}", status=status)
    raise Permanent("http_unexpected", f"HTTP {status}", status=status)


def _in_page(here: str, raw: transport.Raw) -> str | None:
    """Where a web page sends its readers, if it does."""
    kind = raw.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("", "text/html", "application/xhtml+xml"):
        return None
    target = page_redirect(raw.body, raw.headers.get("refresh"))
    return resolve(here, target) if target else None


def _as_utf8(header: str) -> str:
    """Header bytes come as Latin-1; addresses in them are UTF-8 if they can be."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
