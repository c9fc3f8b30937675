"""When to ask again: pure decisions over what a feed, a page or a host answered. The clock is passed in.

The numbers are those of careful fetchers (miniflux, Media Cloud's rss-fetcher, StormCrawler's adaptive scheduler).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from newsbeam.transforms.fetch_records import FeedPoll

DAY = 86_400
MAX_RETRY_AFTER = DAY
"""A host cannot send us away for longer, in seconds."""
MAX_FRESH = 7 * DAY
"""Cache-Control and Expires are believed up to this, in seconds."""
MAX_CRAWL_DELAY = 60.0
"""A robots.txt cannot slow us down further, in seconds."""

OLD_SHARE_SLOWER = 0.67
OLD_SHARE_FASTER = 0.33
STEP = 1.5
"""How much longer or shorter the next interval is."""

MAX_FAILURE_DELAY = DAY
DORMANT_AFTER = 45
"""Failures in a row after which a feed is asked once in `DORMANT_SECONDS`: at a day between tries, over a month of silence."""
DORMANT_SECONDS = 30 * DAY
PARKED_AFTER = 3
"""Answers 410 in a row after which a feed is parked."""

MOVE_AFTER = timedelta(days=1)
"""So long a feed must point to the same new address before that counts as its own: some point to a new session at every poll, and what
an outage or a portal points to passes."""
FULL_AFTER = timedelta(days=7)
"""So long after its last whole document a feed is asked without validators: some answer "not modified" for ever."""

PAGE_DELAYS = (60, 900, 3_600, 4 * 3_600, 12 * 3_600)
"""Seconds to the next try of a page after one, two, ... failed tries."""
HOST_PAUSE = 300
"""Seconds a host is left alone if it says 429 or 503 without saying for how long."""
DEAD_HOST_PAUSE = 600
"""Seconds a host is left alone that could not be reached."""

FeedStatus = Literal["active", "failing", "dormant", "parked"]


@dataclass(frozen=True, slots=True)
class PollLimits:
    """Bounds of the poll interval, in seconds: `[schedule]` of the configuration."""

    min_interval: int = 600
    max_interval: int = DAY


@dataclass(frozen=True, slots=True)
class FeedTimes:
    """What is remembered of a feed between two polls."""

    interval_seconds: int
    consecutive_failures: int = 0
    consecutive_gone: int = 0
    moved_to: str | None = None
    """Where it points for good, as it says."""
    moved_since: datetime | None = None
    """Since when it has pointed there."""


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """What to remember of a feed from now on, and when to ask it again."""

    times: FeedTimes
    next_poll_at: datetime
    status: FeedStatus
    url: str
    """Where to ask: the new address, if the feed has moved for good (`MOVE_AFTER`)."""


def plan_feed(times: FeedTimes, poll: FeedPoll, n_new: int, now: datetime, limits: PollLimits = PollLimits()) -> FeedPlan:
    """Decide on a feed's next poll.

    A feed is asked more often while most of its entries are new to us, less often while most are old; never more often than its publisher
    wishes (its ttl, Cache-Control, Expires, Retry-After, skipHours).
    Failures put it off linearly up to a day, then to 30 days; nothing switches a feed off.

    Args:
        n_new: how many of `poll.entries` were not known before.
    """
    times = _pointing(_counted(times, poll), poll, now)
    url = poll.url
    if poll.outcome in ("polled", "not_modified"):
        url = _address(times, url, now)
        share_old = 1 - n_new / len(poll.entries) if poll.entries else 1.0
        interval = _adapted(times.interval_seconds, share_old, limits)
        times = replace(times, interval_seconds=interval)
        wait = max(interval, min(poll.ttl_seconds or 0, limits.max_interval))
    else:
        wait = _failure_delay(times, limits)
    wait = max(wait, min(poll.retry_after_seconds or 0, MAX_RETRY_AFTER))
    at = _awake(now + timedelta(seconds=wait), poll.quiet_hours, limits)
    return FeedPlan(times, at, _status(times), url)


def _awake(at: datetime, quiet_hours: Collection[int], limits: PollLimits) -> datetime:
    """The first moment from `at` on that is in none of the quiet hours, but not later than the longest interval from then."""
    latest = at + timedelta(seconds=limits.max_interval)
    while at < latest and at.weekday() * 24 + at.hour in quiet_hours:
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return min(at, latest)


def _counted(times: FeedTimes, poll: FeedPoll) -> FeedTimes:
    if poll.outcome in ("polled", "not_modified"):
        return replace(times, consecutive_failures=0, consecutive_gone=0)
    gone = times.consecutive_gone + 1 if poll.outcome == "gone" else 0
    return replace(times, consecutive_failures=times.consecutive_failures + 1, consecutive_gone=gone)


def _pointing(times: FeedTimes, poll: FeedPoll, now: datetime) -> FeedTimes:
    """With where the feed points, and since when. A failed poll says nothing of that."""
    if poll.outcome not in ("polled", "not_modified"):
        return times
    target = poll.moved_to if poll.moved_to != poll.url else None
    since = (times.moved_since if target == times.moved_to else None) or now
    return replace(times, moved_to=target, moved_since=since if target else None)


def _address(times: FeedTimes, url: str, now: datetime) -> str:
    if times.moved_to is None or times.moved_since is None:
        return url
    is_upgrade = times.moved_to == url.replace("http://", "https://", 1)
    return times.moved_to if is_upgrade or now - times.moved_since >= MOVE_AFTER else url


def _adapted(interval: int, share_old: float, limits: PollLimits) -> int:
    if share_old > OLD_SHARE_SLOWER:
        interval = round(interval * STEP)
    elif share_old < OLD_SHARE_FASTER:
        interval = round(interval / STEP)
    return min(max(interval, limits.min_interval), limits.max_interval)


def _failure_delay(times: FeedTimes, limits: PollLimits) -> int:
    if _status(times) in ("dormant", "parked"):
        return DORMANT_SECONDS
    interval = min(max(times.interval_seconds, limits.min_interval), limits.max_interval)
    return min(interval * times.consecutive_failures, max(MAX_FAILURE_DELAY, interval))


def _status(times: FeedTimes) -> FeedStatus:
    if times.consecutive_gone >= PARKED_AFTER:
        return "parked"
    if times.consecutive_failures >= DORMANT_AFTER:
        return "dormant"
    return "failing" if times.consecutive_failures else "active"


def next_try_at(tries: int, retry_after_seconds: int | None, now: datetime) -> datetime:
    """When to try a page again that failed `tries` times (1 = once); never before the server wishes."""
    wait = PAGE_DELAYS[min(max(tries, 1), len(PAGE_DELAYS)) - 1]
    return now + timedelta(seconds=max(wait, min(retry_after_seconds or 0, MAX_RETRY_AFTER)))


def host_gap(gap_seconds: float, crawl_delay: float | None, last_reply_seconds: float) -> float:
    """Seconds between two requests to one host: ours, its own wish up to a minute, or as long as its last reply took."""
    return max(gap_seconds, min(crawl_delay or 0.0, MAX_CRAWL_DELAY), last_reply_seconds)


def fresh_seconds(headers: Mapping[str, str], now: datetime) -> int | None:
    """How long a reply may be taken for fresh, in seconds up to `MAX_FRESH`: what its publisher wishes between two polls.

    None if it does not say, or forbids to keep it. RFC 9111, section 4.2; headers that cannot be read say nothing.

    Args:
        headers: names in lower case.
    """
    wishes = [part.strip().lower().partition("=") for part in headers.get("cache-control", "")[:1000].split(",")]
    given = {name.strip(): value.strip().strip('"') for name, _, value in wishes}
    if "no-store" in given or "no-cache" in given:
        return None
    if "max-age" in given:
        seconds = _number(given["max-age"])
        return None if seconds is None else _bounded(seconds - (_number(headers.get("age", "")) or 0))
    expires, date = _date(headers.get("expires", "")), _date(headers.get("date", ""))
    return _bounded((expires - (date or now)).total_seconds()) if expires else None


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text[:12]) if text.isascii() and text.isdigit() else None


def _bounded(seconds: float) -> int | None:
    return int(min(seconds, MAX_FRESH)) if seconds > 0 else None


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text.strip()[:64])
    except (ValueError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def retry_after_seconds(value: str | None, now: datetime) -> int | None:
    """A Retry-After header in seconds from now, between 0 and a day; None if there is none or it cannot be read.

    It is either seconds or an HTTP date (RFC 9110, section 10.2.3).
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), MAX_RETRY_AFTER)
    at = _date(text)
    return int(min(max((at - now).total_seconds(), 0), MAX_RETRY_AFTER)) if at else None
