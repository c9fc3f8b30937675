import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.errors import Transient
from newsbeam.transforms.fetch_records import FeedReply, FetchRequest, HostBatch, HostState
from newsbeam.transforms.http_client.client import FetchPolicy
from newsbeam.transforms.http_client.grants import Grant
from newsbeam.transforms.http_client.visit import Fetcher
from newsbeam.transforms.records import Failure, Hints, Origin, Page
from tests.support.hostile import Server, reply, serving

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@dataclass
class StubClock:
    """A clock that moves only by sleeping."""

    at: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds))
        self.at += timedelta(seconds=round(seconds))


def fetcher(server: Server, clock: StubClock | None = None) -> Fetcher:
    return Fetcher(FetchPolicy("newsbeam/1", deadline_seconds=5, allow_private=frozenset({server.host_port})), clock or StubClock())


def request(url: str, kind: str = "page", tries: int = 0, **more: str) -> FetchRequest:
    template = Origin(make_id("template"), (0, 1), "http://outlet.example/feed", datetime(1970, 1, 1, tzinfo=UTC), url=url, tries=tries)
    return FetchRequest(kind, template, url, **more)  # type: ignore[arg-type]


def visit(server: Server, *requests: FetchRequest, robots: str | None = "", clock: StubClock | None = None) -> list[object]:
    batch = HostBatch(server.host_port, requests, gap_seconds=5, robots=robots)
    return list(fetcher(server, clock).fetch_host(batch))


def test_a_visit_asks_robots_first_then_each_in_order_with_a_gap(server: Server) -> None:
    clock = StubClock()
    server.answers |= {
        "/robots.txt": reply(body=b"User-agent: *\nDisallow: /private\n"),
        "/feed": reply(body=b"<rss/>", etag='"f"', last_modified="yesterday", content_type="text/xml", cache_control="max-age=900"),
        "/a": reply(body=b"<p>A", content_type="text/html; charset=utf-8"),
        "/b": reply(body=b"<p>B"),
    }
    urls = ["/a", "/private/x", "/b"]
    feed, page, refused, page_b, host = visit(
        server, request(server.url("/feed"), "feed"), *(request(server.url(path)) for path in urls), robots=None, clock=clock
    )
    assert server.paths == ["/feed", "/robots.txt", "/a", "/b"]
    assert clock.slept == [5, 5, 5]
    assert isinstance(feed, FeedReply)
    assert (feed.status, feed.body, feed.etag, feed.last_modified, feed.moved_to) == (200, b"<rss/>", '"f"', "yesterday", None)
    assert feed.fresh_seconds == 900
    assert isinstance(page, Page)
    assert (page.form, page.body, page.content_type, page.final_url) == ("html", b"<p>A", "text/html; charset=utf-8", server.url("/a"))
    assert page.origin.fetched_at == NOW + timedelta(seconds=10)
    assert page.origin.input_id == make_id("fetch", server.url("/a"), page.origin.fetched_at.isoformat())
    assert isinstance(refused, Failure)
    assert (refused.reason, refused.outcome, refused.origin.kind) == ("robots_disallowed", "refused", "page")
    assert isinstance(page_b, Page)
    assert host == HostState(server.host_port, "User-agent: *\nDisallow: /private\n", NOW + timedelta(seconds=5), None)


def test_a_crawl_delay_widens_the_gap_up_to_a_minute(server: Server) -> None:
    server.answers |= {f"/{n}": reply(body=b"x") for n in range(3)}
    clock = StubClock()
    visit(server, *(request(server.url(f"/{n}")) for n in range(2)), robots="User-agent: *\nCrawl-delay: 20", clock=clock)
    visit(server, *(request(server.url(f"/{n}")) for n in range(2)), robots="User-agent: *\nCrawl-delay: 9000", clock=clock)
    assert clock.slept == [20, 60]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_left_alone(server: Server, status: int) -> None:
    server.answers |= {"/a": reply(body=b"A"), "/b": reply(status, retry_after="100"), "/c": reply(body=b"C")}
    clock = StubClock()
    a, b, c, host = visit(server, *(request(server.url(path), tries=4) for path in ("/a", "/b", "/c")), clock=clock)
    assert server.paths == ["/a", "/b"]
    assert isinstance(a, Page)
    assert isinstance(b, Failure)
    assert isinstance(c, Failure)
    assert (b.outcome, b.status, b.retry_after_seconds) == ("dead", status, 100)
    assert (c.reason, c.outcome, c.retryable, c.retry_after_seconds) == ("host_busy", "retry", True, 100)
    assert isinstance(host, HostState)
    assert host.retry_at == clock.at + timedelta(seconds=100)


def test_a_host_whose_robots_cannot_be_had_is_not_asked_for_pages(server: Server) -> None:
    server.answers |= {"/robots.txt": reply(500), "/a": reply(body=b"A")}
    a, b, host = visit(server, request(server.url("/a")), request(server.url("/b")), robots=None)
    assert server.paths == ["/robots.txt"]
    assert isinstance(a, Failure)
    assert isinstance(b, Failure)
    assert (a.reason, a.outcome, b.reason, b.outcome) == ("http_5xx", "retry", "host_busy", "retry")
    assert host == HostState(server.host_port, None, None, NOW + timedelta(seconds=300))


def test_no_robots_file_allows_all(server: Server) -> None:
    server.answers["/a"] = reply(body=b"A")
    page, host = visit(server, request(server.url("/a")), robots=None)
    assert isinstance(page, Page)
    assert isinstance(host, HostState)
    assert (host.robots, host.robots_fetched_at) == ("", NOW)


def test_an_endless_robots_file_is_read_in_part(server: Server) -> None:
    server.answers["/robots.txt"] = server.flood(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /a\n", b"# talk\n" * 9000)
    failure, _ = visit(server, request(server.url("/a")), robots=None)
    assert isinstance(failure, Failure)
    assert failure.reason == "robots_disallowed"


def test_a_redirect_on_the_host_must_be_allowed_too(server: Server) -> None:
    server.answers |= {"/a": reply(302, location="/private/a"), "/private/a": reply(body=b"A")}
    failure, _ = visit(server, request(server.url("/a")), robots="User-agent: *\nDisallow: /private")
    assert isinstance(failure, Failure)
    assert (failure.reason, server.paths) == ("robots_disallowed", ["/a"])


def test_an_unreachable_host_is_given_up_after_two_failures() -> None:
    unreachable = Fetcher(FetchPolicy(), StubClock(), resolver=no_such_name)
    requests = tuple(request(f"http://outlet.example/{n}") for n in range(4))
    *failures, host = unreachable.fetch_host(HostBatch("outlet.example", requests, 0, ""))
    assert [failure.reason for failure in failures if isinstance(failure, Failure)] == [
        "dns_failed",
        "dns_failed",
        "host_busy",
        "host_busy",
    ]
    assert isinstance(host, HostState)
    assert host.retry_at == NOW + timedelta(seconds=600)


def no_such_name(host: str, port: int) -> list[str]:
    raise OSError("no such name")


def test_retries_end_with_the_last_try(server: Server) -> None:
    server.answers["/a"] = reply(500)
    outcomes = [visit(server, request(server.url("/a"), tries=tries))[0].outcome for tries in (0, 3, 4)]  # type: ignore[attr-defined]
    assert outcomes == ["retry", "retry", "dead"]


def test_a_conditional_poll(server: Server) -> None:
    server.answers["/feed"] = reply(304)
    feed, host = visit(
        server, request(server.url("/feed"), "feed", etag='W/"7"', last_modified="Mon, 29 Apr 2024 10:00:00 GMT"), robots=None
    )
    assert isinstance(feed, FeedReply)
    assert (feed.status, feed.body) == (304, b"")
    assert 'If-None-Match: W/"7"\r\nIf-Modified-Since: Mon, 29 Apr 2024 10:00:00 GMT\r\n' in server.requests[0]
    assert host == HostState(server.host_port, None, None, None)


def test_a_moved_and_a_gone_feed(server: Server) -> None:
    server.answers |= {"/old": reply(301, location="/new"), "/new": reply(body=b"<rss/>"), "/gone": reply(410)}
    moved, gone, _ = visit(server, request(server.url("/old"), "feed"), request(server.url("/gone"), "feed"))
    assert isinstance(moved, FeedReply)
    assert (moved.url, moved.moved_to) == (server.url("/old"), server.url("/new"))
    assert isinstance(gone, Failure)
    assert (gone.origin.kind, gone.reason, gone.outcome) == ("feed", "http_410", "refused")


PAGES: dict[str, tuple[bytes, str]] = {
    "an image": (reply(body=b"\x89PNG", content_type="image/png"), "wrong_type"),
    "a document": (reply(body=b"%PDF", content_type="Application/PDF"), "wrong_type"),
    "nothing": (reply(body=b""), "empty"),
    "white space": (reply(body=b" \n", content_type="text/html"), "empty"),
    "sent home": (reply(301, location="/"), "superseded_redirect"),
}


@pytest.mark.parametrize("name", PAGES)
def test_replies_that_are_no_pages(server: Server, name: str) -> None:
    answer, reason = PAGES[name]
    server.answers |= {"/a": answer, "/": reply(body=b"front page", content_type="text/html")}
    failure, _ = visit(server, request(server.url("/a")))
    assert isinstance(failure, Failure)
    assert failure.reason == reason


def test_validators_that_could_not_be_sent_back_are_not_kept(server: Server) -> None:
    server.answers["/feed"] = reply(body=b"<rss/>", etag="x" * 5000, last_modified="caf\u00e9")
    feed, _ = visit(server, request(server.url("/feed"), "feed"))
    assert isinstance(feed, FeedReply)
    assert (feed.etag, feed.last_modified) == (None, None)


def test_fetchers_travel_to_workers(server: Server) -> None:
    original = fetcher(server)
    assert pickle.loads(pickle.dumps(original)) == original


def test_errors_travel_from_workers() -> None:
    error = pickle.loads(pickle.dumps(Transient("http_429", "HTTP 429", 60, 429)))
    assert (error.reason, error.retry_after_seconds, error.status) == ("http_429", 60, 429)


def test_what_cannot_be_had_is_answered_by_the_text_of_the_feeds_entry(server: Server) -> None:
    server.answers |= {"/gone": reply(410), "/late": reply(500)}
    requests = [replace(request(server.url(path)), hints=Hints("A", html="<p>A")) for path in ("/private/x", "/gone", "/late")]
    refused, gone, late, _ = visit(server, *requests, robots="User-agent: *\nDisallow: /private\n")
    assert isinstance(refused, Page)
    assert (refused.form, refused.body, refused.page_reason, refused.status) == ("entry", b"<p>A", "robots_disallowed", None)
    assert isinstance(gone, Page)
    assert (gone.page_reason, gone.status, gone.origin.url) == ("http_410", 410, server.url("/gone"))
    assert isinstance(late, Failure)
    assert late.outcome == "retry"


NOT_THERE_YET = {str(status): reply(status) for status in (403, 404, 410, 451)} | {
    "empty": reply(body=b"\n", content_type="text/html"),
    "sent home": reply(302, location="/"),
}


@pytest.mark.parametrize("name", NOT_THERE_YET)
def test_a_page_that_was_announced_a_moment_ago_may_still_come(server: Server, name: str) -> None:
    server.answers |= {"/a": NOT_THERE_YET[name], "/": reply(body=b"<p>Front page", content_type="text/html")}
    last = "dead" if name == "empty" else "refused"
    asked = [replace(request(server.url("/a"), tries=tries), settling=True) for tries in (0, 3, 4)]
    outcomes = [visit(server, one)[0].outcome for one in asked]  # type: ignore[attr-defined]
    assert outcomes == ["retry", "retry", last]
    assert visit(server, request(server.url("/a")))[0].outcome == last  # type: ignore[attr-defined]


def test_what_is_refused_by_rule_stays_so_however_new_the_page_is(server: Server) -> None:
    (failure, _) = visit(server, replace(request(server.url("/a")), settling=True), robots="User-agent: *\nDisallow: /")
    assert isinstance(failure, Failure)
    assert failure.outcome == "refused"


def outcomes_of_feed(server: Server, *asked: tuple[int, str | None]) -> list[str]:
    """Outcomes of polls after so many failures, of which the last had this reason."""
    requests = [replace(request(server.url("/feed"), "feed", tries), last_reason=reason) for tries, reason in asked]
    return [visit(server, one)[0].outcome for one in requests]  # type: ignore[attr-defined]


def test_what_stays_wrong_with_a_feed_is_said_once(server: Server) -> None:
    assert outcomes_of_feed(server, (0, None), (1, "http_404"), (60, "http_404"), (61, "http_410")) == [
        "refused",
        "retry",
        "retry",
        "refused",
    ]
    server.answers["/feed"] = reply(500)
    assert outcomes_of_feed(server, (0, None), (4, "http_5xx"), (5, "http_5xx"), (60, "http_5xx")) == ["retry", "dead", "retry", "retry"]


def test_the_rights_of_a_feed_are_those_of_the_pages_that_it_names(server: Server) -> None:
    server.answers |= {"/robots.txt": reply(body=b""), "/a": reply(body=b"A"), "/b": reply(body=b"B")}
    own = Grant(frozenset({server.host_port}), f"http://{server.host_port}", {"X-Key": "k"})
    asked = [request(server.url(path)) for path in ("/b", "/a")]
    named = [
        replace(one, origin=replace(one.origin, feed_url=feed)) for one, feed in zip(asked, ("http://public.example/", "own"), strict=True)
    ]
    guarded = Fetcher(FetchPolicy("newsbeam/1", deadline_seconds=5, grants={"own": own}), StubClock())
    refused, page, host = guarded.fetch_host(HostBatch(server.host_port, tuple(named), 0))
    assert isinstance(refused, Failure)
    assert (refused.reason, refused.outcome) == ("private_address", "refused")
    assert isinstance(page, Page)
    assert isinstance(host, HostState)
    assert (page.body, host.robots) == (b"A", "")
    assert [(path, "X-Key: k" in head) for path, head in zip(server.paths, server.requests, strict=True)] == [
        ("/robots.txt", False),
        ("/a", True),
    ]


def test_an_aggregator_s_link_that_only_scripts_can_follow_is_not_asked_for() -> None:
    asked = request("https://news.google.com/rss/articles/CBMiAU_yqLNopeNopeNope?oc=5")
    failure, _ = Fetcher(FetchPolicy(), StubClock(), resolver=no_such_name).fetch_host(HostBatch("news.google.com", (asked,), 0, ""))
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.outcome) == ("unresolved_link", "refused")


def test_a_link_that_ends_on_an_aggregator_s_page_has_not_led_to_the_article(server: Server) -> None:
    server.answers["/"] = reply(body=b"<p>Before you go on to the news", content_type="text/html")
    names = Fetcher(
        FetchPolicy(deadline_seconds=5, allow_private=frozenset({f"t.co:{server.port}"})),
        StubClock(),
        resolver=lambda host, port: ["127.0.0.1"],
    )
    failure, _ = names.fetch_host(HostBatch(f"t.co:{server.port}", (request(f"http://t.co:{server.port}/"),), 0, ""))
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.outcome) == ("unresolved_link", "refused")
