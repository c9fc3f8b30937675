"""FetchPages: many hosts at once, each request answered and counted once. What one visit does is in test_visit.py."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from newsbeam.transforms.fetch import FetchPages
from newsbeam.transforms.fetch_records import FeedReply, HostBatch, HostState
from newsbeam.transforms.http_client.client import FetchPolicy
from newsbeam.transforms.http_client.visit import Answer, Fetcher
from newsbeam.transforms.records import Page
from tests.stages.test_visit import StubClock, request
from tests.support.hostile import Server, reply, serving
from tests.support.run_transform import run_transform

HOSTS = 5


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    answers = {"/a": reply(body=b"<p>A", content_type="text/html"), "/feed": reply(body=b"<rss/>"), "/gone": reply(410)}
    with serving(dict(answers)) as one, serving(dict(answers)) as other:
        yield [one, other]


def fetch_pages(servers: list[Server], hosts_at_once: int = 32) -> FetchPages:
    allowed = frozenset(server.host_port for server in servers)
    return FetchPages(Fetcher(FetchPolicy("newsbeam/1", deadline_seconds=5, allow_private=allowed), StubClock()), hosts_at_once)


def visit_of(server: Server, *paths: str) -> HostBatch:
    requests = tuple(request(server.url(path), "feed" if path == "/feed" else "page") for path in paths)
    return HostBatch(server.host_port, requests, gap_seconds=0, robots="User-agent: *\nDisallow: /private\n")


def test_each_request_ends_in_one_output_and_is_counted_once(servers: list[Server]) -> None:
    paths = ("/a", "/feed", "/missing", "/private/b")
    ran = run_transform(fetch_pages(servers), [visit_of(server, *paths) for server in servers])
    kinds = sorted(type(one).__name__ for one in ran.good)
    assert kinds == sorted(["Page", "FeedReply", "HostState"] * 2)
    assert sorted(one.body for one in ran.good if isinstance(one, (Page, FeedReply))) == [b"<p>A"] * 2 + [b"<rss/>"] * 2
    assert ran.reasons() == ["http_404", "http_404", "robots_disallowed", "robots_disallowed"]
    assert ran.counters == {"fetch": {"ok": 4, "http_404": 2, "robots_disallowed": 2}}
    assert sum(ran.counters["fetch"].values()) == len(servers) * len(paths)


@pytest.mark.parametrize("hosts_at_once", [1, 2])
def test_what_is_passed_on_before_the_bundle_ends_counts_too(servers: list[Server], hosts_at_once: int) -> None:
    """With few threads and many hosts, answers leave while the bundle goes on."""
    ran = run_transform(fetch_pages(servers, hosts_at_once), [visit_of(servers[0], "/a", "/gone") for _ in range(HOSTS)])
    assert ran.counters == {"fetch": {"ok": HOSTS, "http_410": HOSTS}}
    assert sum(isinstance(one, Page) for one in ran.good) == sum(isinstance(one, HostState) for one in ran.good) == HOSTS


@dataclass(frozen=True)
class DefectiveFetcher(Fetcher):
    """Answers the first request, then breaks."""

    def fetch_host(self, batch: HostBatch) -> Iterator[Answer]:
        yield next(iter(super().fetch_host(batch)))
        raise ZeroDivisionError("a defect")


def test_a_defect_costs_the_rest_of_one_host(servers: list[Server]) -> None:
    policy = FetchPolicy("newsbeam/1", deadline_seconds=5, allow_private=frozenset({servers[0].host_port}))
    ran = run_transform(FetchPages(DefectiveFetcher(policy, StubClock())), [visit_of(servers[0], "/a", "/feed", "/missing")])
    assert [one.body for one in ran.good if isinstance(one, Page)] == [b"<p>A"]
    assert ran.counters == {"fetch": {"ok": 1, "internal_error": 2}}
    assert all("ZeroDivisionError: a defect" in failure.detail for failure in ran.failures)
