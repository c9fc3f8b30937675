"""What is due, in which order, and what a commit changes in it."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from newsbeam.sinks.dimensions import FeedState, FrontierPage, HostRow, SeenEntry, Updates
from newsbeam.sinks.schedule import ScheduleCounts, Unfetched
from newsbeam.sinks.store import Store
from newsbeam.transforms.core.ids import make_id
from tests.store.samples import NOON, Clock


def feed(name: str, minutes: float | None, state: Literal["active", "parked", "resting"] = "active") -> FeedState:
    due = None if minutes is None else NOON + timedelta(minutes=minutes)
    return FeedState(f"https://{name}.example/rss", make_id("feed", name), state=state, next_poll_at=due)


def page(host: str, name: str, minutes: float = 0, tries: int = 0) -> FrontierPage:
    due = NOON + timedelta(minutes=minutes)
    return FrontierPage(
        f"{host}/{name}", f"https://{host}/{name}", host, f"https://{host}/rss", NOON, due, tries, authors=("Ada Quill",), published_at=NOON
    )


def host(name: str, minutes: float) -> HostRow:
    return HostRow(name, "User-agent: *", NOON, NOON + timedelta(minutes=minutes))


def names(pages: list[FrontierPage]) -> list[str]:
    return [one.url_key for one in pages]


def test_due_feeds_longest_due_first(store: Store) -> None:
    feeds = (feed("late", -5), feed("now", 0), feed("soon", 1), feed("new", None), feed("gone", -3, "parked"), feed("off", -9, "resting"))
    store.apply(Updates(feeds=feeds))
    assert store.due_feeds(NOON, 9) == [feeds[3], feeds[0], feeds[4], feeds[1]]
    assert store.due_feeds(NOON, 1) == [feeds[3]]
    assert store.feeds() == sorted(feeds, key=lambda one: one.url)


def test_due_pages_take_hosts_in_turn(store: Store) -> None:
    pages = (
        page("a.example", "1", -9),
        page("a.example", "2", -8),
        page("a.example", "3", -7),
        page("b.example", "1", -1),
        page("c.example", "1", 1),
    )
    store.apply(Updates(pages=pages))
    assert names(store.due_pages(NOON, 9, 2)) == ["a.example/1", "b.example/1", "a.example/2"]
    assert names(store.due_pages(NOON, 2, 2)) == ["a.example/1", "b.example/1"]
    assert store.due_pages(NOON, 1, 1) == [pages[0]]


def test_hosts_that_must_wait_are_left_alone(store: Store) -> None:
    store.apply(Updates(pages=(page("a.example", "1"), page("b.example", "1")), hosts=(host("a.example", 3), host("b.example", 0))))
    assert names(store.due_pages(NOON, 9, 9)) == ["b.example/1"]
    assert store.hosts(["a.example", "z.example"]) == {"a.example": host("a.example", 3)}


@pytest.mark.parametrize(
    ("updates", "expected"),
    [
        pytest.param(Updates(), None, id="nothing"),
        pytest.param(Updates(feeds=(feed("a", 7), feed("b", -9, "resting"))), 7, id="feed"),
        pytest.param(Updates(feeds=(feed("a", 7),), pages=(page("a.example", "1", 5),)), 5, id="page"),
        pytest.param(Updates(pages=(page("a.example", "1", 1),), hosts=(host("a.example", 4),)), 4, id="page of a host that must wait"),
    ],
)
def test_next_due(store: Store, updates: Updates, expected: float | None) -> None:
    store.apply(updates)
    assert store.next_due_at() == (None if expected is None else NOON + timedelta(minutes=expected))


def test_a_new_feed_is_due_at_once(store: Store) -> None:
    store.apply(Updates(feeds=(feed("new", None),)))
    due = store.next_due_at()
    assert due is not None
    assert due < NOON


def test_upserts_replace_whole_rows(store: Store) -> None:
    store.apply(Updates(feeds=(feed("a", 1),), pages=(page("a.example", "1"), page("a.example", "1", 2, tries=1))))
    store.apply(Updates(feeds=(feed("a", 5), feed("b", 6))))
    assert store.feeds() == [feed("a", 5), feed("b", 6)]
    assert store.due_pages(NOON + timedelta(minutes=2), 9, 9) == [page("a.example", "1", 2, tries=1)]


def test_done_pages_leave_and_do_not_enter_again(store: Store, clock: Clock) -> None:
    store.apply(Updates(pages=(page("a.example", "1"), page("a.example", "2"))))
    assert store.unseen(["a.example/1", "a.example/3"]) == {"a.example/3"}
    store.apply(Updates(done_pages=("a.example/1",)))
    clock.advance(hours=1)
    store.apply(Updates(done_pages=("a.example/1",)))
    assert names(store.due_pages(NOON, 9, 9)) == ["a.example/2"]
    assert store.unseen(["a.example/1", "a.example/2", "a.example/3"]) == {"a.example/3"}
    assert store.unseen([]) == set()


def test_waiting_counts(store: Store) -> None:
    pages = (page("a.example", "1"), page("a.example", "2", 1), page("b.example", "1"))
    store.apply(Updates(feeds=(feed("a", 0), feed("b", 1), feed("c", 0, "resting")), pages=pages, hosts=(host("b.example", 1),)))
    assert store.waiting() == ScheduleCounts(feeds=2, due_feeds=1, pages=3, due_pages=1)


def test_a_feed_whose_host_must_be_left_alone_is_due_when_that_is_over(store: Store) -> None:
    own = FeedState("https://desk@A.example:8443/rss", make_id("feed", "own"), state="active", next_poll_at=NOON)
    store.apply(Updates(feeds=(own, feed("b", 9)), hosts=(host("a.example:8443", 60), host("b.example", -5))))
    assert store.next_due_at() == NOON + timedelta(minutes=9)
    assert store.next_due_at(silent_since=NOON) == NOON + timedelta(minutes=9)


def test_what_was_noted_when_the_clock_was_ahead_is_due(store: Store) -> None:
    ahead = NOON + timedelta(days=400)
    polled = replace(feed("polled", None), last_polled_at=ahead, next_poll_at=ahead + timedelta(hours=1))
    added = replace(feed("added", None), added_at=ahead, next_poll_at=ahead)
    right = replace(feed("right", 30), added_at=NOON, last_polled_at=NOON - timedelta(minutes=30))
    found = replace(page("a.example", "1"), found_at=ahead, next_try_at=ahead)
    store.apply(Updates(feeds=(polled, added, right), pages=(found,), hosts=(replace(host("a.example", 0), next_at=ahead),)))
    assert store.due_feeds(NOON, 9) == [added, polled]
    assert store.due_pages(NOON, 9, 9) == [found]
    due = store.next_due_at()
    assert due is not None
    assert due < NOON


def test_pages_that_were_never_fetched_are_told_from_those_that_are_only_visited_again(store: Store) -> None:
    assert store.unfetched(NOON) is None
    again = replace(page("a", "again"), visits=1)
    store.apply(Updates(pages=(page("a", "late", 9), page("b", "next", 5, tries=2), again)))
    assert store.unfetched(NOON) == Unfetched(2, "https://b/next", NOON + timedelta(minutes=5))
    store.apply(Updates(hosts=(host("b", 30),)))  # a page is not due before its host is
    assert store.unfetched(NOON) == Unfetched(2, "https://a/late", NOON + timedelta(minutes=9))


def test_entries_of_feeds_are_known_again(store: Store) -> None:
    first, second = (make_id("entry", name) for name in ("1", "2"))
    store.apply(Updates(entries=(SeenEntry(first, "a.example/1", NOON),)))
    assert store.seen_entries([first, second]) == {first}
    assert store.seen_entries([]) == set()


def test_pages_of_entries_are_found_as_long_as_they_wait(store: Store) -> None:
    first, second, third = (make_id("entry", name) for name in "123")
    entries = tuple(SeenEntry(entry, f"a.example/{n}", NOON) for n, entry in enumerate((first, second)))
    pages = (page("a.example", "0"), replace(page("a.example", "1"), visits=1), page("a.example", "2"))
    store.apply(Updates(pages=pages, entries=entries))
    assert store.unfetched_entries([first, second, third]) == {first: pages[0]}
    assert store.unfetched_entries([]) == {}
