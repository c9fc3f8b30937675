"""One visit to one host: one request after another, politely, as robots.txt allows.

What it asks for comes as a `HostBatch`; each request has exactly one answer.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.syndication.entry_pages import instead_of_page
from newsbeam.transforms.core.web import politeness, robots, wrappers
from newsbeam.transforms.core.web.sniff import is_foreign
from newsbeam.transforms.core.web.urls import is_front_page, parse
from newsbeam.transforms.errors import InputError, Permanent, Refused, Transient
from newsbeam.transforms.fetch_records import FeedReply, FetchRequest, HostBatch, HostState
from newsbeam.transforms.http_client import connection
from newsbeam.transforms.http_client.client import PAGE_ACCEPT, Client, FetchPolicy, Reply, anywhere
from newsbeam.transforms.http_client.grants import NOTHING, Grant
from newsbeam.transforms.records import Failure, Origin, Page

MAX_HEADER = 1024
"""Longer ETags and the like are not kept, in characters."""
MAX_NETWORK_FAILURES = 2
"""In a row; then the rest of the host's requests wait."""
NOT_YET = frozenset({"http_404", "http_410", "http_4xx", "empty", "superseded_redirect"})
"""What becomes of a page that is announced but not up yet, or not yet on all servers: refused, empty, or a redirect to the front page."""
NOT_SENT = "host_busy"
"""The reason of what was not asked for."""
FEED_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
PAGE_TYPES = re.compile(r"text/|application/(?:xhtml\+xml|xml|octet-stream)|$")
"""Content types that may be a page; none at all may be, too."""


class Clock(Protocol):
    """What a visit asks of time."""

    def now(self) -> datetime:
        """The present, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait between two requests."""


Answer = Page | FeedReply | Failure | HostState
"""What a visit brings."""


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
    resolver: connection.Resolve = field(default=connection.resolve)
    dialer: connection.Dial = field(default=connection.dial)

    def fetch_host(self, batch: HostBatch) -> Iterator[Answer]:
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
            return self._failure(request, _origin(request, now), Transient(NOT_SENT, "left for the next tick"), sent=False)
        if self.retry_at is not None:
            wait = max(1, round((self.retry_at - now).total_seconds()))
            return self._failure(request, _origin(request, now), Transient(NOT_SENT, retry_after_seconds=wait), sent=False)
        try:
            _check_resolvable(request)
            self._check_robots(request)
            self._pause()
            now = self._fetcher.clock.now()
            return _answered(request, _origin(request, now), self._get(request))
        except InputError as error:
            self._learn(error)
            failure = self._failure(request, _origin(request, now), error)
            return instead_of_page(request, failure) or failure

    def _get(self, request: FetchRequest) -> Reply:
        feed = request.kind == "feed"
        policy = self._fetcher.policy
        return self._timed(
            partial(
                self._client.get,
                request.url,
                _feed_headers(request) if feed else {"Accept": PAGE_ACCEPT},
                max_bytes=policy.max_feed_bytes if feed else policy.max_page_bytes,
                check_hop=anywhere if feed else self._check_hop,
                grant=self._grant(request),
                in_page=not feed,
            )
        )

    def _grant(self, request: FetchRequest) -> Grant:
        """What the feed that is asked for, or that named the page, may do."""
        return self._fetcher.policy.grants.get(request.origin.feed_url or "", NOTHING)

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
            self._ask_robots(request)
        self._check_allowed(request.url)

    def _check_allowed(self, url: str) -> None:
        if not robots.allowed(self.robots or "", self._fetcher.policy.user_agent, url):
            raise Refused("robots_disallowed", url[:500])

    def _check_hop(self, url: str) -> None:
        """A redirect on this host must be allowed as well; another host's rules are not known here."""
        if parse(url).netloc == parse(self._batch.requests[0].url).netloc:
            self._check_allowed(url)

    def _ask_robots(self, request: FetchRequest) -> None:
        """Fetch the host's robots.txt: what 4xx and worse replies mean is RFC 9309, section 2.3.1.

        Raises:
            Transient: it could not be had for now, so that nothing else may be asked for either.
            Refused: `private_address`: whoever named the page may not ask this host at all.
        """
        address = parse(request.url)
        grant = replace(self._grant(request), headers={})
        self._pause()
        try:
            get = partial(self._client.get, f"{address.scheme}://{address.netloc}/robots.txt", {"Accept": "text/plain"})
            self.robots = robots.text(self._timed(partial(get, max_bytes=robots.MAX_BYTES, cut=True, grant=grant)).body)
        except Transient as error:
            self._leave_alone(error.retry_after_seconds or politeness.HOST_PAUSE)
            raise Transient(error.reason, f"robots.txt: {error.detail}", error.retry_after_seconds, error.status) from error
        except (Permanent, Refused) as error:
            if error.reason == "private_address":
                raise
            self.robots = robots.ALLOW_ALL
        self.robots_fetched_at = self._fetcher.clock.now()

    def _learn(self, error: InputError) -> None:
        """Leave the host alone if the error speaks of the host rather than of the page."""
        if error.reason in ("dns_failed", "connect_failed", "tls_failed", "deadline", "bad_reply"):
            self._network_failures += 1
        if error.reason == "http_429" or error.status == 503:
            self._leave_alone(politeness.HOST_PAUSE if error.retry_after_seconds is None else error.retry_after_seconds)
        elif self._network_failures >= MAX_NETWORK_FAILURES:
            self._leave_alone(politeness.DEAD_HOST_PAUSE)

    def _leave_alone(self, seconds: int) -> None:
        self.retry_at = self._fetcher.clock.now() + timedelta(seconds=seconds)

    def _failure(self, request: FetchRequest, origin: Origin, error: InputError, *, sent: bool = True) -> Failure:
        again = not sent or self._is_for_another_try(request, error)
        ms = round((self._last_seconds or 0) * 1000) if sent else 0
        return Failure.of(error, origin, "fetch", outcome="retry" if again else None, ms=ms)

    def _is_for_another_try(self, request: FetchRequest, error: InputError) -> bool:
        """Whether the failure is not the last word. Feeds are asked for ever, but what stays wrong with one is said once."""
        tries = request.origin.tries + 1
        if request.kind == "feed":
            return tries != self._fetcher.max_tries if error.retryable else error.reason == request.last_reason
        return tries < self._fetcher.max_tries and (error.retryable or (request.settling and error.reason in NOT_YET))


def _origin(request: FetchRequest, now: datetime) -> Origin:
    """The request's template, with the time of asking in it."""
    input_id = make_id("fetch", request.url, now.isoformat())
    return replace(request.origin, input_id=input_id, fetched_at=now, kind=request.kind)


def _check_resolvable(request: FetchRequest) -> None:
    address = parse(request.url)
    if request.kind == "page" and wrappers.is_opaque(address.host, address.path):
        raise Refused("unresolved_link", f"{address.host} tells only scripts where it leads: {request.url[:300]}")


def _feed_headers(request: FetchRequest) -> dict[str, str]:
    """Validators go back as they came."""
    known = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {"Accept": FEED_ACCEPT} | {name: value for name, value in known.items() if value}


def _answered(request: FetchRequest, origin: Origin, reply: Reply) -> Page | FeedReply:
    """The record of a reply.

    Raises:
        Permanent: `empty`.
        Refused: `wrong_type`, also of a PDF that says it is HTML; `unresolved_link`, `superseded_redirect`.
    """
    content_type = _kept(reply.headers.get("content-type"))
    if request.kind == "feed":
        etag, modified = (_kept(reply.headers.get(name)) for name in ("etag", "last-modified"))
        moved_to, known = reply.permanent_redirect_to, request.last_hash
        fresh = politeness.fresh_seconds(reply.headers, origin.fetched_at)
        return FeedReply(origin, request.url, reply.status, reply.body, content_type, etag, modified, moved_to, known, reply.ms, fresh)
    if not PAGE_TYPES.match((content_type or "").strip().lower()):
        raise Refused("wrong_type", f"{content_type}", status=reply.status)
    if is_foreign(reply.body):
        raise Refused("wrong_type", f"{content_type}, but begins with {reply.body.lstrip()[:8]!r}", status=reply.status)
    if not reply.body.strip():
        raise Permanent("empty", status=reply.status)
    final = parse(reply.final_url)
    if wrappers.is_aggregator(final.host, final.path):
        raise Refused("unresolved_link", f"it ended at {reply.final_url[:500]}", status=reply.status)
    if is_front_page(reply.final_url) and not is_front_page(request.url):
        raise Refused("superseded_redirect", f"to {reply.final_url[:500]}", status=reply.status)
    return Page(origin, "html", reply.body, content_type, reply.status, reply.final_url, request.hints, reply.ms)


def _kept(header: str | None) -> str | None:
    """A header worth remembering: short, printable, and therefore safe to send back."""
    return header if header and len(header) <= MAX_HEADER and header.isascii() and header.isprintable() else None
