"""The guarded HTTP client: one GET at a time from hosts that nobody vouches for, and one visit to one host at a time.

What guards it: `newsbeam.transforms.connect` (total deadline, private addresses), size limits before and after decompression, redirects
followed
here so that each hop is judged, TLS verified, no proxies and no credentials from the environment.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol

from newsbeam.transforms import connect, exchange
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.web import encodings, politeness, robots
from newsbeam.transforms.core.web.urls import Address, check_fetchable, is_front_page, parse, resolve, unparse
from newsbeam.transforms.errors import InputError, Permanent, Refused, Transient
from newsbeam.transforms.feed_records import FeedReply, FetchRequest, HostBatch, HostState
from newsbeam.transforms.records import Failure, Origin, Page

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS = frozenset({301, 308})
WORTH_ANOTHER_TRY = frozenset({408, 425})
"""4xx statuses that speak of the moment, not of the page."""
MAX_HEADER = 1024
"""Longer ETags and the like are not kept, in characters."""
MAX_NETWORK_FAILURES = 2
"""In a row; then the rest of the host's requests wait."""

FEED_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
PAGE_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"
PAGE_TYPES = re.compile(r"text/|application/(?:xhtml\+xml|xml|octet-stream)|$")
"""Content types that may be a page; none at all may be, too."""


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


def _anywhere(url: str) -> None:
    """Follow any redirect."""


@dataclass(frozen=True, slots=True)
class Client:
    """Gets one address at a time; holds no state."""

    policy: FetchPolicy
    resolver: connect.Resolve = connect.resolve
    dialer: connect.Dial = connect.dial
    now: Callable[[], datetime] = _utc_now
    """For Retry-After given as a date."""

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        max_bytes: int | None = None,
        cut: bool = False,
        check_hop: Callable[[str], None] = _anywhere,
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
        limit = exchange.Limit(self.policy.max_page_bytes if max_bytes is None else max_bytes, cut)
        with connect.Deadline(self.policy.deadline_seconds) as deadline:
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
        self, url: str, headers: dict[str, str], limit: exchange.Limit, deadline: connect.Deadline, check_hop: Callable[[str], None]
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

    def _exchange(self, address: Address, headers: dict[str, str], limit: exchange.Limit, deadline: connect.Deadline) -> exchange.Raw:
        opener = partial(connect.connect, address, deadline, self.policy.allow_private, self.resolver, self.dialer)
        sent = {"User-Agent": self.policy.user_agent, "Accept": PAGE_ACCEPT, "Accept-Encoding": encodings.ACCEPTED} | headers
        return exchange.get(address, sent, limit, opener, deadline)


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


# --- one visit to one host -------------------------------------------------------------------------------------------


class Clock(Protocol):
    """What a visit asks of time."""

    def now(self) -> datetime:
        """The present, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait between two requests."""


Fetched = Page | FeedReply | Failure | HostState


@dataclass(frozen=True)
class Fetcher:
    """Visits hosts. It can be pickled: it travels to workers.

    Args:
        max_tries: after so many failed tries a page or poll is dead.
        resolver: for tests.

    """

    policy: FetchPolicy
    clock: Clock
    max_tries: int = 5
    resolver: connect.Resolve = field(default=connect.resolve)
    dialer: connect.Dial = field(default=connect.dial)

    def fetch_host(self, batch: HostBatch) -> Iterator[Fetched]:
        """Ask one host for one thing after another, politely: one answer for each request, in order, then one `HostState`.

        Pages are asked for only as robots.txt allows; it is fetched first if it is not known. Feeds are subscriptions, as in any feed
        reader, and do not ask it. After a 429, a 503, or two failures of the network in a row the remaining requests are not sent: they
        come back as `host_busy`.
        """
        visit = _Visit(self, Client(self.policy, self.resolver, self.dialer, self.clock.now), batch)
        for request in batch.requests:
            yield visit.answer(request)
        yield HostState(batch.host, visit.robots, visit.robots_fetched_at, visit.retry_at)


class _Visit:
    """What is learned of a host while talking to it."""

    def __init__(self, fetcher: Fetcher, client: Client, batch: HostBatch) -> None:
        self._fetcher, self._client, self._batch = fetcher, client, batch
        self.robots = batch.robots
        self.robots_fetched_at: datetime | None = None
        self.retry_at: datetime | None = None
        self._network_failures = 0
        self._last_seconds: float | None = None

    def answer(self, request: FetchRequest) -> Page | FeedReply | Failure:
        """The request's one answer."""
        now = self._fetcher.clock.now()
        if self._batch.until is not None and now >= self._batch.until:
            return self._failure(_origin(request, now), Transient("host_busy", "left for the next tick"), sent=False)
        if self.retry_at is not None:
            wait = max(1, round((self.retry_at - now).total_seconds()))
            return self._failure(_origin(request, now), Transient("host_busy", retry_after_seconds=wait), sent=False)
        try:
            self._check_robots(request)
            self._pause()
            now = self._fetcher.clock.now()
            return _answered(request, _origin(request, now), self._get(request))
        except InputError as error:
            self._learn(error)
            return self._failure(_origin(request, now), error)

    def _get(self, request: FetchRequest) -> Reply:
        feed = request.kind == "feed"
        policy = self._fetcher.policy
        return self._timed(
            partial(
                self._client.get,
                request.url,
                _feed_headers(request) if feed else {"Accept": PAGE_ACCEPT},
                max_bytes=policy.max_feed_bytes if feed else policy.max_page_bytes,
                check_hop=_anywhere if feed else self._check_hop,
            )
        )

    def _timed(self, get: Callable[[], Reply]) -> Reply:
        started = time.monotonic()
        try:
            reply = get()
            self._network_failures = 0
            return reply
        finally:
            self._last_seconds = time.monotonic() - started

    def _pause(self) -> None:
        """Keep the gap between two requests; the driver keeps it between two visits."""
        if self._last_seconds is None:
            return
        delay = robots.crawl_delay(self.robots or "", self._fetcher.policy.user_agent)
        self._fetcher.clock.sleep(politeness.host_gap(self._batch.gap_seconds, delay, self._last_seconds))

    def _check_robots(self, request: FetchRequest) -> None:
        if request.kind == "feed":
            return
        if self.robots is None:
            self._ask_robots(request.url)
        self._check_allowed(request.url)

    def _check_allowed(self, url: str) -> None:
        if not robots.allowed(self.robots or "", self._fetcher.policy.user_agent, url):
            raise Refused("robots_disallowed", url[:500])

    def _check_hop(self, url: str) -> None:
        """A redirect on this host must be allowed as well; another host's rules are not known here."""
        if parse(url).netloc == parse(self._batch.requests[0].url).netloc:
            self._check_allowed(url)

    def _ask_robots(self, url: str) -> None:
        """Fetch the host's robots.txt: what 4xx and worse replies mean is RFC 9309, section 2.3.1.

        Raises:
            Transient: it could not be had for now, so that nothing else may be asked for either.
        """
        address = parse(url)
        self._pause()
        try:
            get = partial(self._client.get, f"{address.scheme}://{address.netloc}/robots.txt", {"Accept": "text/plain"})
            self.robots = robots.text(self._timed(partial(get, max_bytes=robots.MAX_BYTES, cut=True)).body)
        except Transient as error:
            self._leave_alone(error.retry_after_seconds or politeness.HOST_PAUSE)
            raise Transient(error.reason, f"robots.txt: {error.detail}", error.retry_after_seconds, error.status) from error
        except (Permanent, Refused):
            self.robots = robots.ALLOW_ALL
        self.robots_fetched_at = self._fetcher.clock.now()

    def _learn(self, error: InputError) -> None:
        """Leave the host alone if the error speaks of the host rather than of the page."""
        if error.reason in ("dns_failed", "connect_failed", "deadline", "bad_reply"):
            self._network_failures += 1
        if error.reason == "http_429" or error.status == 503:
            self._leave_alone(politeness.HOST_PAUSE if error.retry_after_seconds is None else error.retry_after_seconds)
        elif self._network_failures >= MAX_NETWORK_FAILURES:
            self._leave_alone(politeness.DEAD_HOST_PAUSE)

    def _leave_alone(self, seconds: int) -> None:
        self.retry_at = self._fetcher.clock.now() + timedelta(seconds=seconds)

    def _failure(self, origin: Origin, error: InputError, *, sent: bool = True) -> Failure:
        again = error.retryable and (not sent or origin.tries + 1 < self._fetcher.max_tries)
        return Failure(
            origin=origin,
            stage="fetch",
            reason=error.reason,
            detail=error.detail,
            outcome="refused" if isinstance(error, Refused) else "retry" if again else "dead",
            retryable=error.retryable,
            status=error.status,
            retry_after_seconds=error.retry_after_seconds,
            ms=round((self._last_seconds or 0) * 1000) if sent else 0,
        )


def _origin(request: FetchRequest, now: datetime) -> Origin:
    """The request's template, with the time of asking in it."""
    input_id = make_id("fetch", request.url, now.isoformat())
    return replace(request.origin, input_id=input_id, fetched_at=now, kind=request.kind)


def _feed_headers(request: FetchRequest) -> dict[str, str]:
    """Validators go back as they came."""
    known = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {"Accept": FEED_ACCEPT} | {name: value for name, value in known.items() if value}


def _answered(request: FetchRequest, origin: Origin, reply: Reply) -> Page | FeedReply:
    """The record of a reply.

    Raises:
        Permanent: `empty`.
        Refused: `wrong_type`, `superseded_redirect`.
    """
    content_type = _kept(reply.headers.get("content-type"))
    if request.kind == "feed":
        etag, modified = (_kept(reply.headers.get(name)) for name in ("etag", "last-modified"))
        return FeedReply(origin, request.url, reply.status, reply.body, content_type, etag, modified, reply.permanent_redirect_to, reply.ms)
    if not PAGE_TYPES.match((content_type or "").strip().lower()):
        raise Refused("wrong_type", f"{content_type}", status=reply.status)
    if not reply.body.strip():
        raise Permanent("empty", status=reply.status)
    if is_front_page(reply.final_url) and not is_front_page(request.url):
        raise Refused("superseded_redirect", f"to {reply.final_url[:500]}", status=reply.status)
    return Page(origin, "html", reply.body, content_type, reply.status, reply.final_url, request.hints, reply.ms)


def _kept(header: str | None) -> str | None:
    """A header worth remembering: short, printable, and therefore safe to send back."""
    return header if header and len(header) <= MAX_HEADER and header.isascii() and header.isprintable() else None
