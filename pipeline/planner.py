"""What `run` does next, decided in pure code: which requests a tick makes, and what is due when, once their results are known."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from types import MappingProxyType
from urllib.parse import urlsplit

from newsbeam.pipeline.changes import changed_entries, mark_of
from newsbeam.pipeline.config import Config, Feed
from newsbeam.pipeline.entries import entry_keys, guid_of, hints_of_page, kept_html, own_page
from newsbeam.sinks.dimensions import FeedState, FrontierPage, HostRow, PageMark, SeenEntry, Updates
from newsbeam.sinks.facts import FetchRow
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.syndication.entry_ids import entry_ids
from newsbeam.transforms.core.web.politeness import FULL_AFTER, FeedTimes, PollLimits, next_try_at, plan_feed
from newsbeam.transforms.core.web.urls import is_fetchable, redacted
from newsbeam.transforms.fetch_records import FeedEntry, FeedPoll, FetchRequest, HostBatch, HostState
from newsbeam.transforms.records import Origin, Page

ROBOTS_TTL = timedelta(hours=24)
TICK = timedelta(seconds=60)
"""What a host was not asked for by then is left for the next tick, so that a stop does not wait for a slow host."""

SETTLING = timedelta(days=1)
"""So long after it was found a page that has not been there yet may still be on its way."""


@dataclass(frozen=True, slots=True)
class DueWork:
    """What is due at one moment."""

    feeds: tuple[FeedState, ...]
    pages: tuple[FrontierPage, ...]
    hosts: Mapping[str, HostRow]

    def __bool__(self) -> bool:
        """True if there is anything to ask for."""
        return bool(self.feeds or self.pages)


@dataclass(frozen=True, slots=True)
class TickResult:
    """What one tick brought back."""

    polls: Sequence[FeedPoll]
    fetches: Sequence[FetchRow]
    """The ledger's lines of the pages."""
    hosts: Sequence[HostState]


def host_of(url: str) -> str:
    """Whom to ask for a URL: host, with its port if unusual. Politeness is owed to this."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def follow(known: Sequence[FeedState], named: Sequence[Feed], now: datetime, *, at_once: bool) -> tuple[FeedState, ...]:
    """What to change so that exactly the named feeds are polled: new ones are due at once, others rest, moved ones stay moved.

    The sitemaps of an index go with it.

    Args:
        at_once: make all of them due now, but for those that were given up and are asked once a month.
    """
    by_url = {feed.url: feed for feed in known}
    wanted = {_address(feed.url, by_url): feed for feed in named}
    changed = [_new_feed(url, feed, now) for url, feed in wanted.items() if url not in by_url]
    for state in known:
        index = by_url.get(_address(state.index_url, by_url)) if state.index_url and state.url not in wanted else None
        if (index or state).url not in wanted:
            changed += [replace(state, state="resting")] if state.state == "active" else []
            continue
        full_text = wanted[(index or state).url].full_text
        new = state if (state.full_text or "auto") == full_text else replace(state, full_text=full_text)
        is_due = (index or state).state == "resting" or (at_once and state.state not in ("parked", "resting"))
        new = replace(new, state="active", next_poll_at=now) if is_due else new
        changed += [new] if is_due or new != state else []
    return tuple(changed)


def addresses(urls: Iterable[str], known: Iterable[FeedState]) -> dict[str, str]:
    """Where feeds are now, by where they are configured to be."""
    by_url = {feed.url: feed for feed in known}
    return {url: _address(url, by_url) for url in urls}


def _address(url: str, by_url: Mapping[str, FeedState]) -> str:
    """Where a feed is now, after all its moves."""
    visited: set[str] = set()
    while url not in visited and (state := by_url.get(url)) and state.state == "moved" and state.moved_to:
        visited.add(url)
        url = state.moved_to
    return url


def _new_feed(url: str, feed: Feed, now: datetime) -> FeedState:
    return FeedState(url, make_id("feed", url), feed.source, lang=feed.lang, added_at=now, next_poll_at=now, full_text=feed.full_text)


def plan_tick(due: DueWork, now: datetime, config: Config) -> tuple[HostBatch, ...]:
    """The requests of one tick, grouped by host and in a fixed order."""
    by_host: dict[str, list[FetchRequest]] = defaultdict(list)
    requests = [_ask_feed(feed, now) for feed in due.feeds] + [_ask_page(page, now) for page in due.pages if not page.from_feed]
    for number, request in enumerate(sorted(requests, key=_earliest_first)):
        numbered = replace(request, origin=replace(request.origin, order=(0, number)))
        by_host[host_of(request.url)].append(numbered)
    gap = config.fetch.host_gap_seconds
    return tuple(
        HostBatch(host, tuple(asked), gap, _robots(due.hosts.get(host), now), now + TICK) for host, asked in sorted(by_host.items())
    )


def plan_entries(due: DueWork, now: datetime) -> tuple[Page, ...]:
    """The documents of one tick for which nothing is fetched, the earliest first."""
    own = sorted((page for page in due.pages if page.from_feed), key=_published_first)
    return tuple(own_page(page, number, now) for number, page in enumerate(own))


def spread(feeds: Sequence[FeedState], hosts: Mapping[str, HostRow], per_host: int, limit: int, now: datetime) -> tuple[FeedState, ...]:
    """Of the feeds that are due, a few of each host, and none of a host that is to be left alone."""
    taken: Counter[str] = Counter()
    chosen = []
    for feed in feeds:
        host = host_of(feed.url)
        pause = hosts[host].next_at if host in hosts else None
        if taken[host] < per_host and (pause is None or pause <= now):
            taken[host] += 1
            chosen.append(feed)
    return tuple(chosen[:limit])


def settle_tick(
    due: DueWork,
    result: TickResult,
    known: Collection[str],
    now: datetime,
    config: Config,
    feeds_known: Sequence[FeedState] = (),
    waiting: Mapping[str, FrontierPage] = MappingProxyType({}),
    marks: Mapping[str, PageMark] = MappingProxyType({}),
) -> Updates:
    """What to remember of a tick.

    Args:
        known: the `url_key`s among the polled entries that are in the frontier or were fetched before, and the ids of entries that were
            there before.
        feeds_known: all feeds, if an index of sitemaps is among the polls.
        waiting: pages that were never fetched so far, by the id of their entry: they are asked for under their newest link.
        marks: what entries last said, by `url_key`.
    """
    feeds = {feed.url: feed for feed in due.feeds}
    asked = {(page.url, page.guid if not page.url else None): page for page in due.pages}
    limits = PollLimits(config.schedule.min_interval_seconds, config.schedule.max_interval_seconds)
    states: list[FeedState] = []
    found: dict[str, FrontierPage] = {}
    entries: list[SeenEntry] = []
    marked: list[PageMark] = []
    busy = {page.url_key: page for page in due.pages}
    for poll in result.polls:
        new: dict[str, FeedEntry] = {}
        named = entry_keys(poll)
        ids = entry_ids(named)
        for key, entry in named:
            if key in known or key in found:
                continue
            if ids.get(key) not in known:
                new.setdefault(key, entry)
            elif (page := waiting.get(ids.get(key, ""))) and page.url_key not in busy:
                found[page.url_key] = replace(page, url=entry.url, host=page.host if page.from_feed else host_of(entry.url))
        entries += [SeenEntry(entry_id, key, now) for key, entry_id in ids.items() if entry_id not in known]
        polled = _polled(feeds[poll.url], poll, len(new), now, limits)
        old = {key: entry for key, entry in reversed(named) if key in known and key not in found}
        changed, remembered = changed_entries(list(old.items()), marks, busy, now)
        marked += [*remembered, *(PageMark(key, mark_of(entry), now) for key, entry in new.items())]
        found.update({key: _found_page(key, entry, polled[-1], now) for key, entry in (*new.items(), *changed)})
        states += [*polled, *_sitemaps(polled[-1], poll, feeds_known, now)] if polled else []
    again, done = _visited(asked, result.fetches, now, config.schedule.revisit_seconds)
    free_at = now + timedelta(seconds=config.fetch.host_gap_seconds)
    hosts = tuple(_host_row(due.hosts.get(state.host), state, free_at) for state in result.hosts)
    pages = (*found.values(), *again)
    return Updates(tuple(states), pages, done_pages=tuple(done), hosts=hosts, entries=tuple(entries), marks=tuple(marked))


def _sitemaps(index: FeedState, poll: FeedPoll, known: Sequence[FeedState], now: datetime) -> list[FeedState]:
    """What changes of the sitemaps of an index: those that it names are polled, its others rest. An index in an index is not followed."""
    if not poll.sitemaps or index.index_url:
        return []
    by_url = {feed.url: feed for feed in known}
    changed = [
        FeedState(
            url,
            make_id("feed", url),
            index.source,
            lang=index.lang,
            added_at=now,
            next_poll_at=now,
            index_url=index.url,
            full_text=index.full_text,
        )
        for url in poll.sitemaps
        if url not in by_url and is_fetchable(url)
    ]
    for feed in known:
        if feed.url in poll.sitemaps and feed.state == "resting":
            changed.append(replace(feed, state="active", next_poll_at=now, index_url=index.url))
        elif feed.url not in poll.sitemaps and feed.index_url == index.url and feed.state == "active":
            changed.append(replace(feed, state="resting"))
    return changed


def put_off(due: DueWork, now: datetime, config: Config) -> Updates:
    """What to remember of a tick that failed as a whole: all of it is still due, but later and later."""
    pages = tuple(replace(page, tries=page.tries + 1, next_try_at=next_try_at(page.tries + 1, None, now)) for page in due.pages)
    wait = timedelta(seconds=config.schedule.min_interval_seconds)
    return Updates(feeds=tuple(replace(feed, next_poll_at=now + wait) for feed in due.feeds), pages=pages)


def _earliest_first(request: FetchRequest) -> tuple[str, float, str]:
    """Of two copies that come in one tick, the one that was published first shall count as the original."""
    published = request.hints.published_at
    return request.kind, published.timestamp() if published else inf, request.url


def _published_first(page: FrontierPage) -> tuple[float, str]:
    return page.published_at.timestamp() if page.published_at else inf, page.url_key


def _robots(host: HostRow | None, now: datetime) -> str | None:
    if host is None or host.robots_fetched_at is None or now - host.robots_fetched_at > ROBOTS_TTL:
        return None
    return host.robots


def _ask_feed(feed: FeedState, now: datetime) -> FetchRequest:
    origin = Origin(
        make_id("request", feed.url), (0, 0), feed.url, now, url=feed.url, feed_url=feed.url, tries=feed.consecutive_failures, kind="feed"
    )
    fresh = feed.last_full_at is not None and now - feed.last_full_at < FULL_AFTER
    etag, last_modified = (feed.etag, feed.last_modified) if fresh else (None, None)
    return FetchRequest("feed", origin, feed.url, etag, last_modified, last_reason=feed.last_reason, last_hash=feed.body_hash)


def _ask_page(page: FrontierPage, now: datetime) -> FetchRequest:
    origin = Origin(
        make_id("request", page.url),
        (0, 0),
        page.feed_url,
        now,
        url=page.url,
        feed_url=page.feed_url,
        external_id=page.guid,
        tries=page.tries,
        first_failed_at=page.first_failed_at,
        kind="page",
    )
    settling = page.visits == 0 and now - page.found_at < SETTLING
    return FetchRequest("page", origin, page.url, hints=hints_of_page(page), settling=settling)


def _found_page(key: str, entry: FeedEntry, feed: FeedState, now: datetime) -> FrontierPage:
    full_text = feed.full_text or "auto"
    from_feed = not entry.url or full_text == "always"
    guid = entry.guid if entry.url else guid_of(entry)
    return FrontierPage(
        url_key=key,
        url=entry.url,
        host=key if from_feed else host_of(entry.url),
        feed_url=feed.url,
        found_at=now,
        next_try_at=now,
        guid=redacted(guid) if guid else None,
        title=entry.title,
        published_at=entry.published_at,
        authors=entry.authors,
        lang=entry.lang or feed.lang,
        section=entry.section,
        outlet=feed.source,
        html=kept_html(entry, full_text),
        media_url=entry.media_url,
        from_feed=from_feed,
    )


def _polled(feed: FeedState, poll: FeedPoll, n_new: int, now: datetime, limits: PollLimits) -> list[FeedState]:
    """The feed's next state; if it moved for good, also the state of its new address."""
    quiet_hours = feed.quiet_hours or ()  # rows of older stores have none
    if poll.outcome == "not_modified":  # what the document itself wishes still holds
        poll = replace(poll, ttl_seconds=max(poll.ttl_seconds or 0, feed.ttl_seconds or 0) or None, quiet_hours=quiet_hours)
    interval = feed.interval_seconds or limits.min_interval
    times = FeedTimes(interval, feed.consecutive_failures, feed.gone_count, feed.moved_to, feed.moved_since)
    plan = plan_feed(times, poll, n_new, now, limits)
    ok = poll.outcome in ("polled", "not_modified")
    state = replace(
        feed,
        title=poll.title or feed.title,
        lang=feed.lang or poll.lang,
        state="parked" if plan.status == "parked" else "active",
        next_poll_at=plan.next_poll_at,
        interval_seconds=plan.times.interval_seconds,
        last_polled_at=now,
        last_ok_at=now if ok else feed.last_ok_at,
        last_status=poll.status,
        last_reason=poll.reason,
        consecutive_failures=plan.times.consecutive_failures,
        last_full_at=now if poll.outcome == "polled" else feed.last_full_at,
        # a bare "not modified" does not take back what it is about
        etag=poll.etag if poll.outcome == "polled" else poll.etag or feed.etag,
        last_modified=poll.last_modified if poll.outcome == "polled" else poll.last_modified or feed.last_modified,
        body_hash=poll.body_hash or feed.body_hash,
        ttl_seconds=poll.ttl_seconds if ok else feed.ttl_seconds,
        quiet_hours=poll.quiet_hours if ok else quiet_hours,
        gone_since=(feed.gone_since or now) if poll.outcome == "gone" else None,
        gone_count=plan.times.consecutive_gone,
        moved_to=plan.times.moved_to,
        moved_since=plan.times.moved_since,
    )
    if plan.url == feed.url:
        return [state]
    new = replace(state, url=plan.url, feed_id=make_id("feed", plan.url), added_at=now, moved_to=None, moved_since=None)
    return [replace(state, state="moved"), new]


def _visited(
    pages: Mapping[tuple[str, str | None], FrontierPage], fetches: Sequence[FetchRow], now: datetime, revisits: Sequence[int]
) -> tuple[list[FrontierPage], list[str]]:
    """Pages to come back to, and the keys of those that are done."""
    again: list[FrontierPage] = []
    done: list[str] = []
    for fetch in fetches:
        page = pages[fetch.url or "", None if fetch.url else fetch.external_id]
        if fetch.outcome == "retry":
            tries = page.tries + 1
            at = next_try_at(tries, None, now)
            again.append(replace(page, tries=tries, next_try_at=at, first_failed_at=page.first_failed_at or now))
        elif fetch.outcome in ("refused", "dead") or page.from_feed or page.visits >= len(revisits):
            done.append(page.url_key)
        else:
            # outlets correct their articles without telling their feeds
            at = now + timedelta(seconds=revisits[page.visits])
            html = page.html if fetch.text_from == "feed" else None  # of a page that shows its text, the feed's is no correction
            again.append(replace(page, visits=page.visits + 1, tries=0, next_try_at=at, first_failed_at=None, html=html))
    return again, done


def _host_row(before: HostRow | None, state: HostState, free_at: datetime) -> HostRow:
    before = before or HostRow(state.host)
    known = state.robots_fetched_at is not None
    return replace(
        before,
        robots=state.robots if known else before.robots,
        robots_fetched_at=state.robots_fetched_at or before.robots_fetched_at,
        next_at=max(state.retry_at or free_at, free_at),
    )
