"""What `run` decides, without a network, a clock or a store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsbeam.pipeline.config import Config, Feed
from newsbeam.pipeline.entries import entry_keys
from newsbeam.pipeline.planner import ROBOTS_TTL, TICK, DueWork, TickResult, follow, plan_tick, settle_tick, spread
from newsbeam.sinks.dimensions import FeedState, FrontierPage, HostRow, PageMark, Updates
from newsbeam.sinks.facts import FetchOutcome, FetchRow
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.fetch_records import FeedEntry, FeedPoll, HostState
from newsbeam.transforms.records import Origin

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
CONFIG = Config.model_validate({"schedule": {"revisit_seconds": (3600, 86_400)}})
FEED = "https://a.example/feed"


def state(url: str = FEED, **changes: object) -> FeedState:
    return replace(FeedState(url, make_id("feed", url), next_poll_at=NOON), **changes)  # type: ignore[arg-type]


def page(name: str, **changes: object) -> FrontierPage:
    plain = FrontierPage(f"a.example/{name}", f"https://a.example/{name}", "a.example", FEED, NOON, NOON)
    return replace(plain, **changes)  # type: ignore[arg-type]


def poll(*names: str, outcome: str = "polled", **changes: object) -> FeedPoll:
    origin = Origin(make_id("request", FEED), (0, 0), FEED, NOON, url=FEED, kind="feed")
    entries = tuple(FeedEntry(FEED, name if ":" in name else f"https://a.example/{name}") for name in names)
    return replace(FeedPoll(origin, FEED, 200, outcome, entries=entries), **changes)  # type: ignore[arg-type]


def fetched(name: str, outcome: FetchOutcome, reason: str | None = None) -> FetchRow:
    url = f"https://a.example/{name}"
    return FetchRow(make_id("x", name), NOON.date(), "page", url, FEED, FEED, None, None, None, 200, outcome, reason, 0, 0, NOON)


def settled(
    due: DueWork,
    *,
    polls: tuple[FeedPoll, ...] = (),
    fetches: tuple[FetchRow, ...] = (),
    hosts: tuple[HostState, ...] = (),
    known: tuple[str, ...] = (),
    marks: dict[str, PageMark] | None = None,
) -> Updates:
    return settle_tick(due, TickResult(polls, fetches, hosts), set(known), NOON, CONFIG, marks=marks or {})


def test_requests_are_grouped_by_host_and_the_earliest_article_comes_first() -> None:
    pages = (
        page("late", published_at=NOON),
        page("undated"),
        page("early", published_at=NOON - timedelta(hours=3)),
        page("x", url="https://b.example/x"),
    )
    batches = plan_tick(DueWork((state(),), pages, {}), NOON, CONFIG)
    assert [batch.host for batch in batches] == ["a.example", "b.example"]
    assert [request.url.rpartition("/")[2] for request in batches[0].requests] == ["feed", "early", "late", "undated"]
    orders = [request.origin.order for batch in batches for request in batch.requests]
    assert sorted(orders) == [(0, number) for number in range(5)]
    assert {batch.until for batch in batches} == {NOON + TICK}


@pytest.mark.parametrize(("age", "known"), [(ROBOTS_TTL / 2, True), (ROBOTS_TTL * 2, False)])
def test_robots_are_remembered_for_a_day(age: timedelta, known: bool) -> None:
    hosts = {"a.example": HostRow("a.example", robots="User-agent: *", robots_fetched_at=NOON - age)}
    (batch,) = plan_tick(DueWork((), (page("x"),), hosts), NOON, CONFIG)
    assert (batch.robots is not None) == known


def test_new_entries_become_pages_once_and_only_if_they_can_be_fetched() -> None:
    polled = poll("one", "one?utm_source=rss", "two", "javascript:alert(1)", "known")
    updates = settled(DueWork((state(),), (), {}), polls=(polled,), known=(entry_keys(poll("known"))[0][0],))
    assert [found.url for found in updates.pages] == ["https://a.example/one", "https://a.example/two"]
    assert updates.feeds[0].last_ok_at == NOON


def test_links_of_aggregators_are_followed_to_what_they_hold() -> None:
    alert = "https://www.google.com/url?rct=j&sa=t&url=https://b.example/a&ct=ga"
    (found,) = settled(DueWork((state(),), (), {}), polls=(poll(alert, "https://b.example/a"),)).pages
    assert (found.url, found.host) == ("https://b.example/a", "b.example")


def test_a_page_is_visited_again_until_it_was_visited_often_enough() -> None:
    first = settled(DueWork((), (page("x"),), {}), fetches=(fetched("x", "stored"),)).pages[0]
    assert (first.visits, first.next_try_at) == (1, NOON + timedelta(hours=1))
    second = settled(DueWork((), (first,), {}), fetches=(fetched("x", "duplicate"),)).pages[0]
    assert (second.visits, second.next_try_at) == (2, NOON + timedelta(days=1))
    assert settled(DueWork((), (second,), {}), fetches=(fetched("x", "duplicate"),)) == Updates(done_pages=("a.example/x",))


@pytest.mark.parametrize(("changes", "settling"), [({}, True), ({"visits": 1}, False), ({"found_at": NOON - timedelta(days=2)}, False)])
def test_a_page_may_still_be_on_its_way_for_a_day_until_it_was_there(changes: dict[str, object], settling: bool) -> None:
    (batch,) = plan_tick(DueWork((), (page("x", **changes),), {}), NOON, CONFIG)
    assert batch.requests[0].settling == settling


def test_what_failed_is_tried_again_later() -> None:
    due = DueWork((), (page("x", tries=1),), {})
    (again,) = settled(due, fetches=(fetched("x", "retry", "deadline"),)).pages
    assert (again.tries, again.first_failed_at, again.next_try_at > NOON) == (2, NOON, True)
    assert settled(due, fetches=(fetched("x", "dead", "http_404"),)).done_pages == ("a.example/x",)


def test_a_moved_feed_is_followed_and_a_failing_one_is_put_off() -> None:
    there = "https://b.example/feed"
    (pointing,) = settled(DueWork((state(),), (), {}), polls=(poll(moved_to=there),)).feeds
    assert (pointing.url, pointing.state, pointing.moved_to, pointing.moved_since) == (FEED, "active", there, NOON)
    long_ago = replace(pointing, moved_since=NOON - timedelta(days=1))
    updates = settled(DueWork((long_ago,), (), {}), polls=(poll("one", moved_to=there),))
    moved, new = updates.feeds
    assert (moved.state, moved.moved_to, new.url, new.state, new.moved_to) == ("moved", there, there, "active", None)
    assert [found.feed_url for found in updates.pages] == [there]
    (failing,) = settled(DueWork((state(),), (), {}), polls=(poll(outcome="failed", reason="http_5xx"),)).feeds
    assert (failing.consecutive_failures, failing.last_reason, failing.state) == (1, "http_5xx", "active")
    assert failing.next_poll_at and failing.next_poll_at > NOON  # noqa: PT018


@pytest.mark.parametrize(
    ("outcome", "given", "kept"),
    [
        ("polled", ('"2"', "later"), ('"2"', "later")),
        ("polled", (None, None), (None, None)),
        ("not_modified", (None, None), ('"1"', "before")),
        ("not_modified", ('"2"', None), ('"2"', "before")),
        ("failed", (None, None), ('"1"', "before")),
    ],
)
def test_validators_are_those_of_the_last_whole_document(outcome: str, given: tuple[str | None, ...], kept: tuple[str | None, ...]) -> None:
    before = state(etag='"1"', last_modified="before", last_full_at=NOON - timedelta(days=1))
    answer = poll(outcome=outcome, etag=given[0], last_modified=given[1])
    (after,) = settled(DueWork((before,), (), {}), polls=(answer,)).feeds
    assert (after.etag, after.last_modified) == kept
    assert after.last_full_at == (NOON if outcome == "polled" else before.last_full_at)


@pytest.mark.parametrize(("days", "conditional"), [(6, True), (8, False), (None, False)])
def test_a_feed_that_only_ever_said_not_modified_for_a_week_is_asked_plainly(days: int | None, conditional: bool) -> None:
    full_at = None if days is None else NOON - timedelta(days=days)
    feed = state(etag='"1"', last_modified="before", last_full_at=full_at)
    (batch,) = plan_tick(DueWork((feed,), (), {}), NOON, CONFIG)
    request = batch.requests[0]
    assert (request.etag, request.last_modified) == (('"1"', "before") if conditional else (None, None))


@pytest.mark.parametrize(("said", "before", "wait"), [(None, 7200, 7200), (9000, 7200, 9000), (600, 7200, 7200), (None, None, 900)])
def test_what_a_document_wishes_holds_while_it_is_not_modified(said: int | None, before: int | None, wait: int) -> None:
    answer = poll(outcome="not_modified", ttl_seconds=said)
    (after,) = settled(DueWork((state(ttl_seconds=before, interval_seconds=600),), (), {}), polls=(answer,)).feeds
    assert after.next_poll_at == NOON + timedelta(seconds=wait)
    assert after.ttl_seconds == (max(said or 0, before or 0) or None)


def test_hours_of_rest_are_remembered() -> None:
    noon = (24 + 12,)  # NOON is a Tuesday's
    first = settled(DueWork((state(),), (), {}), polls=(poll(quiet_hours=noon),)).feeds[0]
    (after,) = settled(DueWork((first,), (), {}), polls=(poll(outcome="not_modified"),)).feeds
    assert after.next_poll_at == NOON + timedelta(hours=1)
    assert first.quiet_hours == after.quiet_hours == noon


def test_links_with_a_new_token_at_every_poll_are_no_new_pages() -> None:
    entries = [FeedEntry(FEED, f"https://a.example/{n}?v=000{n}k{n}1eefzq", title=f"Bridge number {n} reopens") for n in range(3)]
    first = settled(DueWork((state(),), (), {}), polls=(poll(entries=tuple(entries)),))
    assert len(first.pages) == len(first.entries) == 3
    known = tuple(seen.entry_id for seen in first.entries)
    again = tuple(replace(entry, url=entry.url.replace("eefzq", "99zzq")) for entry in entries)
    later = settled(DueWork((state(interval_seconds=600),), (), {}), polls=(poll(entries=again),), known=known)
    assert (later.pages, later.entries) == ((), ())
    assert later.feeds[0].interval_seconds > 600  # nothing new in it


def test_a_page_that_still_waits_is_asked_for_under_its_newest_link() -> None:
    old = FeedEntry(FEED, "https://a.example/a?v=0001k1eefzq", title="Bridge reopens")
    first = settled(DueWork((state(),), (), {}), polls=(poll(entries=(old,)),))
    (page_waiting,), (seen,) = first.pages, first.entries
    answer = TickResult((poll(entries=(replace(old, url="https://a.example/a?v=0002k3ddb9q"),)),), (), ())
    waiting: dict[str, FrontierPage] = {seen.entry_id: page_waiting}
    (renewed,) = settle_tick(DueWork((state(),), (), {}), answer, {seen.entry_id}, NOON, CONFIG, waiting=waiting).pages
    assert renewed == replace(page_waiting, url="https://a.example/a?v=0002k3ddb9q")
    in_hand = DueWork((state(),), (page_waiting,), {})
    assert settle_tick(in_hand, answer, {seen.entry_id}, NOON, CONFIG, waiting=waiting).pages == ()


def test_a_feed_that_was_given_up_is_not_asked_at_once() -> None:
    month = NOON + timedelta(days=30)
    known = [state(state="parked", next_poll_at=month), state("https://b.example/feed", next_poll_at=month)]
    changes = follow(known, [Feed(url=feed.url) for feed in known], NOON, at_once=True)
    assert [(feed.url, feed.next_poll_at) for feed in changes] == [("https://b.example/feed", NOON)]


def test_a_host_keeps_its_robots_and_its_pause() -> None:
    before = HostRow("a.example", robots="Disallow", robots_fetched_at=NOON - timedelta(hours=1))
    pause = NOON + timedelta(minutes=10)
    (row,) = settled(DueWork((), (), {"a.example": before}), hosts=(HostState("a.example", None, None, pause),)).hosts
    assert row == replace(before, next_at=pause)
    (fresh,) = settled(DueWork((), (), {}), hosts=(HostState("b.example", "", NOON),)).hosts
    assert fresh.next_at == NOON + timedelta(seconds=CONFIG.fetch.host_gap_seconds)


def test_feeds_named_dropped_moved_and_come_back() -> None:
    named = (Feed(url=FEED), Feed(url="https://new.example/feed", source="New"))
    moved = state(state="moved", moved_to="https://b.example/feed")
    known = [
        moved,
        state("https://b.example/feed"),
        state("https://gone.example/feed"),
        state("https://back.example/feed", state="resting"),
    ]
    changes = {feed.url: feed.state for feed in follow(known, [*named, Feed(url="https://back.example/feed")], NOON, at_once=False)}
    assert changes == {"https://new.example/feed": "active", "https://gone.example/feed": "resting", "https://back.example/feed": "active"}
    loop = [
        state("https://x.example/", state="moved", moved_to="https://y.example/"),
        state("https://y.example/", state="moved", moved_to="https://x.example/"),
    ]
    assert follow(loop, [Feed(url="https://x.example/")], NOON, at_once=False) == ()


def test_many_feeds_of_one_host_take_turns_and_a_paused_host_is_left_alone() -> None:
    feeds = [state(f"https://a.example/{number}") for number in range(9)] + [state("https://b.example/"), state("https://c.example/")]
    hosts = {"b.example": HostRow("b.example", next_at=NOON + timedelta(minutes=1))}
    chosen = spread(feeds, hosts, per_host=3, limit=9, now=NOON)
    assert [feed.url for feed in chosen] == ["https://a.example/0", "https://a.example/1", "https://a.example/2", "https://c.example/"]


SITEMAPS = ("https://a.example/1.xml", "https://a.example/2.xml")


def test_an_index_s_sitemaps_are_polled_as_long_as_it_names_them() -> None:
    polled = poll(sitemaps=(*SITEMAPS, "https://a.example:22/3.xml"))
    index, *named = settled(DueWork((state(source="A", lang="de"),), (), {}), polls=(polled,)).feeds
    assert [(feed.url, feed.index_url, feed.state, feed.source, feed.lang, feed.next_poll_at) for feed in named] == [
        (url, FEED, "active", "A", "de", NOON) for url in SITEMAPS
    ]
    known = [index, named[0], replace(named[1], state="resting"), state("https://a.example/old.xml", index_url=FEED)]
    due = DueWork((index,), (), {})
    _, back, old = settle_tick(due, TickResult((polled,), (), ()), set(), NOON, CONFIG, known).feeds
    assert (back.url, back.state, old.url, old.state) == (SITEMAPS[1], "active", "https://a.example/old.xml", "resting")


def test_an_index_in_an_index_is_not_followed() -> None:
    inner = state(index_url="https://a.example/index.xml")
    assert len(settled(DueWork((inner,), (), {}), polls=(poll(sitemaps=SITEMAPS),)).feeds) == 1


def test_an_index_s_sitemaps_rest_and_come_back_with_it() -> None:
    known = [state(), state(SITEMAPS[0], index_url=FEED), state(SITEMAPS[1], index_url=FEED, state="resting")]
    assert follow(known, [Feed(url=FEED)], NOON, at_once=False) == ()
    at_once = follow(known, [Feed(url=FEED)], NOON, at_once=True)
    assert [(feed.url, feed.state) for feed in at_once] == [(FEED, "active"), (SITEMAPS[0], "active")]
    assert [feed.state for feed in follow(known, [], NOON, at_once=True)] == ["resting"] * 2
    resting = [replace(feed, state="resting") for feed in known]
    assert [feed.state for feed in follow(resting, [Feed(url=FEED)], NOON, at_once=False)] == ["active"] * 3  # until it says which
