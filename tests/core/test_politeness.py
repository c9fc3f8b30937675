from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.web import politeness
from newsbeam.transforms.core.web.politeness import FeedPlan, FeedTimes, PollLimits, plan_feed
from newsbeam.transforms.fetch_records import FeedEntry, FeedPoll
from newsbeam.transforms.records import Origin

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
URL = "https://outlet.example/feed"
HOUR = 3_600
POLL = FeedPoll(Origin(make_id("x"), (0, 0), URL, NOW), URL, 200, "polled")


def entries(n: int) -> tuple[FeedEntry, ...]:
    return tuple(FeedEntry(URL, f"https://outlet.example/{i}") for i in range(n))


def seconds(plan: FeedPlan) -> float:
    return (plan.next_poll_at - NOW).total_seconds()


ADAPTED: dict[str, tuple[int, int, int]] = {
    # entries, new ones, seconds to the next poll of a feed asked every hour
    "all new": (10, 10, 2_400),
    "mostly new": (10, 7, 2_400),
    "half": (10, 5, HOUR),
    "mostly old": (10, 3, 5_400),
    "all old": (10, 0, 5_400),
    "none": (0, 0, 5_400),
}


@pytest.mark.parametrize("name", ADAPTED)
def test_the_interval_follows_the_share_of_old_entries(name: str) -> None:
    n, n_new, expected = ADAPTED[name]
    plan = plan_feed(FeedTimes(HOUR), replace(POLL, entries=entries(n)), n_new, NOW)
    assert (seconds(plan), plan.times.interval_seconds, plan.status) == (expected, expected, "active")


def test_not_modified_counts_as_old() -> None:
    assert seconds(plan_feed(FeedTimes(HOUR), replace(POLL, outcome="not_modified", status=304), 0, NOW)) == 5_400


def test_the_interval_stays_within_its_limits() -> None:
    limits = PollLimits(3_000, 5_000)
    assert seconds(plan_feed(FeedTimes(HOUR), replace(POLL, entries=entries(3)), 3, NOW, limits)) == 3_000
    assert seconds(plan_feed(FeedTimes(HOUR), POLL, 0, NOW, limits)) == 5_000


def test_the_publishers_wishes_are_kept() -> None:
    fresh = replace(POLL, entries=entries(3))
    assert seconds(plan_feed(FeedTimes(600), replace(fresh, ttl_seconds=2 * HOUR), 3, NOW)) == 2 * HOUR
    assert seconds(plan_feed(FeedTimes(600), replace(fresh, ttl_seconds=900 * HOUR), 3, NOW)) == 24 * HOUR
    assert seconds(plan_feed(FeedTimes(600), replace(fresh, retry_after_seconds=3 * HOUR), 3, NOW)) == 3 * HOUR
    failed = replace(POLL, outcome="failed", reason="http_429", retry_after_seconds=5 * HOUR)
    assert seconds(plan_feed(FeedTimes(600), failed, 0, NOW)) == 5 * HOUR


def test_failures_put_a_feed_off_linearly_up_to_a_day_then_to_a_month_and_never_for_good() -> None:
    failed, times, waits, statuses = replace(POLL, outcome="failed", status=500), FeedTimes(4 * HOUR), [], []
    for _ in range(politeness.DORMANT_AFTER + 1):
        plan = plan_feed(times, failed, 0, NOW)
        times = plan.times
        waits.append(seconds(plan) / HOUR)
        statuses.append(plan.status)
    assert waits[:8] == [4, 8, 12, 16, 20, 24, 24, 24]
    assert waits[-3:] == [24, 720, 720]
    assert statuses[-3:] == ["failing", "dormant", "dormant"]
    back = plan_feed(times, replace(POLL, entries=entries(2)), 1, NOW)
    assert (back.status, back.times, seconds(back)) == ("active", FeedTimes(4 * HOUR), 4 * HOUR)


def test_a_gone_feed_is_parked_after_three_answers_in_a_row() -> None:
    gone, times, statuses = replace(POLL, outcome="gone", status=410), FeedTimes(HOUR), []
    for poll in (gone, gone, replace(gone, outcome="failed", status=500), gone, gone, gone):
        plan = plan_feed(times, poll, 0, NOW)
        times = plan.times
        statuses.append(plan.status)
    assert statuses == ["failing"] * 5 + ["parked"]
    assert seconds(plan) == politeness.DORMANT_SECONDS


def pointed(*targets: str | None, every: timedelta, url: str = URL) -> list[str]:
    """Where a feed is asked after each of its answers, which point there for good (None: nowhere)."""
    times, at, asked = FeedTimes(HOUR), NOW, []
    for target in targets:
        plan = plan_feed(times, replace(POLL, url=url, moved_to=target), 0, at)
        times, at = plan.times, at + every
        asked.append(plan.url)
    return asked


NEW = "https://outlet.example/new"


def test_a_moved_feed_is_adopted_after_a_day_of_the_same_answer() -> None:
    assert pointed(NEW, NEW, NEW, every=timedelta(hours=12)) == [URL, URL, NEW]


def test_a_move_that_is_taken_back_starts_anew() -> None:
    assert pointed(NEW, None, NEW, NEW, every=timedelta(hours=20)) == [URL] * 4


def test_a_feed_that_points_to_a_new_session_at_every_poll_stays_where_it_is() -> None:
    assert pointed(*(f"{URL}?sid={number}" for number in range(9)), every=timedelta(days=3)) == [URL] * 9


def test_a_move_to_tls_is_adopted_at_once() -> None:
    assert pointed(URL, every=timedelta(0), url=URL.replace("https", "http")) == [URL]


def test_a_failed_poll_neither_confirms_a_move_nor_takes_it_back() -> None:
    times = plan_feed(FeedTimes(HOUR), replace(POLL, moved_to=NEW), 0, NOW).times
    failed = plan_feed(times, replace(POLL, outcome="failed", reason="deadline"), 0, NOW + timedelta(days=2))
    assert failed.url == URL
    assert plan_feed(failed.times, replace(POLL, moved_to=NEW), 0, NOW + timedelta(days=3)).url == NEW
    assert plan_feed(FeedTimes(HOUR), POLL, 0, NOW).url == URL


@given(
    st.integers(1, 10**7), st.integers(0, 10**6), st.integers(0, 10), st.sampled_from(["polled", "not_modified", "gone", "failed"]),
    st.integers(0, 50), st.integers(0, 10**9), st.integers(0, 10**9),
)  # fmt: skip
def test_a_feed_is_never_asked_too_early_nor_forgotten(
    interval: int, failures: int, gone: int, outcome: str, n: int, ttl: int, after: int
) -> None:
    poll = replace(POLL, outcome=outcome, entries=entries(n), ttl_seconds=ttl, retry_after_seconds=after)  # type: ignore[arg-type]
    plan = plan_feed(FeedTimes(interval, failures, gone), poll, n // 2, NOW)
    assert 600 <= seconds(plan) <= politeness.DORMANT_SECONDS


def test_pages_are_tried_again_ever_later() -> None:
    waits = [(politeness.next_try_at(tries, None, NOW) - NOW).total_seconds() for tries in range(1, 8)]
    assert waits == [60, 900, 3_600, 14_400, 43_200, 43_200, 43_200]
    assert politeness.next_try_at(1, 300, NOW) == NOW + timedelta(seconds=300)
    assert politeness.next_try_at(1, 10**9, NOW) == NOW + timedelta(days=1)


def test_the_gap_is_the_longest_of_ours_theirs_and_the_last_reply() -> None:
    assert politeness.host_gap(5, None, 0.1) == 5
    assert politeness.host_gap(5, 20, 0.1) == 20
    assert politeness.host_gap(5, 9_999, 0.1) == politeness.MAX_CRAWL_DELAY
    assert politeness.host_gap(5, None, 8.5) == 8.5


RETRY_AFTER: dict[str, int | None] = {
    "120": 120,
    " 0 ": 0,
    "1" * 50: 86_400,
    "Wed, 01 May 2024 12:10:00 GMT": 600,
    "Wednesday, 01-May-24 12:10:00 GMT": 600,
    "Wed, 01 May 2024 08:10:00 -0400": 600,
    "Wed, 01 May 2024 11:00:00 GMT": 0,
    "-5": None,
    "1.5": None,
    "soon": None,
    "": None,
    "٣": None,
    "Wed, 99 May 2024 12:10:00 GMT": None,
}


@pytest.mark.parametrize("value", RETRY_AFTER)
def test_retry_after(value: str) -> None:
    assert politeness.retry_after_seconds(value, NOW) == RETRY_AFTER[value]


def test_no_retry_after() -> None:
    assert politeness.retry_after_seconds(None, NOW) is None


FRESH: dict[str, tuple[dict[str, str], int | None]] = {
    "nothing": ({}, None),
    "max-age": ({"cache-control": "public, Max-Age=900"}, 900),
    "max-age, quoted": ({"cache-control": 'max-age="900"'}, 900),
    "in a cache for a while": ({"cache-control": "max-age=900", "age": "300"}, 600),
    "in a cache for too long": ({"cache-control": "max-age=900", "age": "3000"}, None),
    "no-store": ({"cache-control": "no-store, max-age=900"}, None),
    "no-cache": ({"cache-control": "no-cache", "expires": "Wed, 01 May 2024 13:00:00 GMT"}, None),
    "max-age before Expires": ({"cache-control": "max-age=60", "expires": "Wed, 01 May 2024 13:00:00 GMT"}, 60),
    "nonsense": ({"cache-control": "max-age=soon"}, None),
    "a year": ({"cache-control": "max-age=31536000"}, politeness.MAX_FRESH),
    "longer than numbers are": ({"cache-control": "max-age=" + "9" * 500}, politeness.MAX_FRESH),
    "Expires": ({"expires": "Wed, 01 May 2024 13:00:00 GMT"}, HOUR),
    "Expires by the server's own clock": ({"expires": "Wed, 01 May 2024 13:00:00 GMT", "date": "Wed, 01 May 2024 12:30:00 GMT"}, HOUR // 2),
    "Expires in the past": ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
    "Expires without a zone": ({"expires": "Wed, 01 May 2024 13:00:00 -0000"}, HOUR),
    "Expires, no date": ({"expires": "0"}, None),
}


@pytest.mark.parametrize("name", FRESH)
def test_how_long_a_reply_is_fresh(name: str) -> None:
    headers, seconds_fresh = FRESH[name]
    assert politeness.fresh_seconds(headers, NOW) == seconds_fresh


def test_quiet_hours_are_kept_up_to_the_longest_interval() -> None:
    noon_on = tuple(2 * 24 + hour for hour in range(12, 15))  # NOW is a Wednesday, 12:00
    half_past = NOW + timedelta(minutes=30)
    plan = plan_feed(FeedTimes(600), replace(POLL, quiet_hours=noon_on), 0, half_past)
    assert plan.next_poll_at == NOW + timedelta(hours=3)
    never = tuple(range(7 * 24))
    assert plan_feed(FeedTimes(600), replace(POLL, quiet_hours=never), 0, NOW).next_poll_at == NOW + timedelta(seconds=900, days=1)
    assert plan_feed(FeedTimes(600), replace(POLL, quiet_hours=(0,)), 0, NOW).next_poll_at == NOW + timedelta(seconds=900)
