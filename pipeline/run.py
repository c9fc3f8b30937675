"""`newsbeam run`: feeds followed in a loop of bounded ticks, each tick one batch."""

import logging
import os
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path

import apache_beam as beam

from newsbeam.pipeline.batches import Batches
from newsbeam.pipeline.clock import Clock, SystemClock
from newsbeam.pipeline.committer import recorded
from newsbeam.pipeline.config import Config, Feed, feeds_of
from newsbeam.pipeline.engine import BatchInput, engine_of
from newsbeam.pipeline.entries import entry_keys
from newsbeam.pipeline.exit_codes import DONE, INTERRUPTED, SOME_DEAD
from newsbeam.pipeline.grants import grants_of
from newsbeam.pipeline.planner import (
    DueWork,
    TickResult,
    addresses,
    follow,
    host_of,
    plan_entries,
    plan_tick,
    put_off,
    settle_tick,
    spread,
)
from newsbeam.pipeline.progress import Display, Report, shown
from newsbeam.pipeline.signals import stoppable
from newsbeam.pipeline.writer import Writer
from newsbeam.sinks.batch import read_rows
from newsbeam.sinks.dimensions import FeedState, Updates
from newsbeam.sinks.envelope import CarriedRow, carried
from newsbeam.sinks.facts import FetchRow
from newsbeam.sinks.faults import plain_faults
from newsbeam.transforms.core.entities.model import check as check_model
from newsbeam.transforms.core.syndication.entry_ids import entry_ids
from newsbeam.transforms.core.web.urls import parse
from newsbeam.transforms.errors import ConfigError, UserError
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.fetch import FetchPages
from newsbeam.transforms.fetch_records import FeedPoll, HostBatch, HostState
from newsbeam.transforms.http_client.client import FetchPolicy
from newsbeam.transforms.http_client.grants import NOTHING, Grant
from newsbeam.transforms.http_client.visit import NOT_SENT, Fetcher
from newsbeam.transforms.parse import ParseFeeds
from newsbeam.transforms.records import Failure, Page

log = logging.getLogger("newsbeam")

FEEDS_A_TICK, PAGES_A_TICK, A_HOST = 200, 400, 6
"""What one tick takes on, of all and of each host, so that it takes seconds and a crash costs little."""
HOST_SECONDS = 30.0
"""About how long a tick may be busy with one host."""
FEEDS_SEEN = 5_000
"""Due feeds among which a tick chooses: many may be of one host."""
PAUSE_SECONDS = 1.0
"""The shortest wait after a tick in which there was nothing to do."""
SOON = timedelta(minutes=2)
"""With --once, what is due later than this is left for another time: longer than the gap that any host asks for, shorter than a pause."""
IDLE_SECONDS = 60.0
"""The longest wait for something to do: another process may leave a batch in the inbox."""
INBOX_SECONDS = 1.0


def run_feeds(config: Config, store: Path, *, once: bool = False, seconds: float | None = None) -> int:
    """Follow the configured feeds until stopped; returns the exit code.

    Raises:
        UserError: the configuration or the store cannot be used.
    """
    feeds, warnings = feeds_of(config)
    grants = grants_of(config, feeds, os.environ)
    _check(config, feeds, grants)
    for warning in warnings:
        log.warning("%s", warning)
    check_model(config.language.model)
    clock = SystemClock()
    with (
        plain_faults(store),
        stoppable() as stop,
        closing(Writer(store, clock.now, config.store.publish.interval_seconds)) as writer,
        recorded(writer, "run", clock.now, stop) as run_id,
    ):
        loop = FeedLoop(config, feeds, writer, clock, fetcher_of(config, clock, grants), stop, run_id)
        report = Report(f"run, {len(feeds)} feeds")
        with shown(report) as display:
            loop.follow(display, once=once, until=None if seconds is None else clock.now() + timedelta(seconds=seconds))
    log.info("%s", report.line())
    if stop.is_set():  # a service that is stopped has not failed
        return INTERRUPTED if stop.interrupted else DONE
    return SOME_DEAD if report.counts["dead"] else DONE


def fetcher_of(config: Config, clock: Clock, grants: Mapping[str, Grant]) -> Fetcher:
    """The guarded client as the configuration wants it."""
    contact = f" (+{config.fetch.contact})" if config.fetch.contact else ""
    return Fetcher(
        FetchPolicy(
            user_agent=f"newsbeam/{version('newsbeam')}{contact}",
            deadline_seconds=config.fetch.deadline_seconds,
            max_feed_bytes=config.fetch.max_feed_bytes,
            max_page_bytes=config.fetch.max_page_bytes,
            grants=grants,
        ),
        clock,
        config.fetch.max_tries,
    )


class FeedLoop:
    """The loop of ticks. Feeds, frontier and hosts live in the store, so that a restart goes on where it was.

    Args:
        feeds: those that are followed; others in the store rest.
        stop: when set, the tick in hand is committed and no other begun.
        run_id: the run to which its batches belong.
    """

    def __init__(
        self, config: Config, feeds: tuple[Feed, ...], writer: Writer, clock: Clock, fetcher: Fetcher, stop: threading.Event, run_id: str
    ) -> None:
        self._config, self._writer, self._clock, self._fetcher, self._stop = config, writer, clock, fetcher, stop
        self._batches = Batches(engine_of(config), writer, run_id)
        self._feeds = feeds
        self._today: date | None = None
        self._knowledge = writer.knowledge()

    def follow(self, display: Display, *, once: bool = False, until: datetime | None = None) -> None:
        """Tick until stopped, until a time, or (`once`) until nothing is due soon."""
        report, store = display.report, self._writer.store
        silent_since = self._clock.now() if once else None
        store.apply(Updates(feeds=follow(store.feeds(), self._feeds, self._clock.now(), at_once=once)))
        while not self._stop.is_set() and (until is None or self._clock.now() < until):
            self._writer.commit_inbox()
            self._daily()
            due = self._due(silent_since)
            if due:
                report.now_doing = f"{len(due.feeds)} feeds, {len(due.pages)} pages"
                display.update()
                report.add(self.tick(due))
            waiting = store.waiting()
            report.facts.update({"feeds": f"{waiting.feeds:,}", "pages waiting": f"{waiting.pages:,}"})
            report.now_doing = ""
            display.update()
            if not self._rest(silent_since, until, idle=not due):
                return

    def tick(self, due: DueWork) -> Counter[str]:
        """Fetch what is due and commit it, with what is to be fetched next: a crash loses at most this tick, which is then done again.

        A defect that no stage could pin on one input costs the tick, not the run: it is reported, and all that was due is put off.
        """
        try:
            return self._tick(due)
        except UserError:
            raise
        except Exception:
            log.exception("a tick failed, which is a defect of newsbeam; what it was to fetch is put off")
            self._writer.store.apply(put_off(due, self._clock.now(), self._config))
            return Counter()

    def _tick(self, due: DueWork) -> Counter[str]:
        now = self._clock.now()
        read = partial(_fetch, plan_tick(due, now, self._config), plan_entries(due, now), self._granting(), self._batches.engine.limits)
        return self._batches.commit(read, self._knowledge, settle=partial(self._settle, due))

    def _granting(self) -> Fetcher:
        """The fetcher; feeds that have moved keep their rights under their new addresses, and sitemaps have those of their index."""
        policy = self._fetcher.policy
        if not policy.grants:
            return self._fetcher
        feeds = self._writer.store.feeds()
        moved = addresses(policy.grants, feeds)
        grants = {**policy.grants, **{moved[url]: grant for url, grant in policy.grants.items()}}
        grants |= {feed.url: grants[feed.index_url] for feed in feeds if feed.index_url in grants and feed.url not in grants}
        return replace(self._fetcher, policy=replace(policy, grants=grants))

    def _settle(self, due: DueWork, folder: Path) -> Updates:
        rows = list(read_rows(folder, CarriedRow))
        result = TickResult(
            polls=sorted(carried(rows, FeedPoll), key=_poll_url),
            fetches=[row for row in read_rows(folder, FetchRow) if row.kind in ("page", "entry")],
            hosts=list(carried(rows, HostState)),
        )
        _tell_news_of(result.polls, {feed.url: feed for feed in due.feeds})
        entries = [entry_keys(poll) for poll in result.polls]
        keys = {key for named in entries for key, _ in named}
        ids = {entry_id for named in entries for entry_id in entry_ids(named).values()}
        known = keys - self._writer.store.unseen(keys) | self._writer.store.seen_entries(ids)
        feeds = self._writer.store.feeds() if any(poll.sitemaps for poll in result.polls) else ()
        waiting, marks = self._writer.store.unfetched_entries(ids), self._writer.store.marks(keys)
        return settle_tick(due, result, known, self._clock.now(), self._config, feeds, waiting, marks)

    def _due(self, silent_since: datetime | None) -> DueWork:
        store, now = self._writer.store, self._clock.now()
        feeds = [feed for feed in store.due_feeds(now, FEEDS_SEEN) if _is_silent(feed, silent_since)]
        pages = tuple(store.due_pages(now, PAGES_A_TICK, _pages_of_a_host(self._config.fetch.host_gap_seconds)))
        hosts = store.hosts({host_of(url) for url in [feed.url for feed in feeds] + [page.url for page in pages]})
        return DueWork(spread(feeds, hosts, A_HOST, FEEDS_A_TICK, now), pages, hosts)

    def _daily(self) -> None:
        """Once a day: forget what is too old to be compared with, learn what recurs on outlets' pages."""
        today = self._clock.now().date()
        if self._today != today:
            self._writer.expire()
            self._learn()
            self._knowledge = self._writer.knowledge()
            self._today = today

    def _learn(self) -> None:
        """A defect here must not end a run that lasts for months."""
        try:
            self._writer.learn()
        except UserError:
            raise
        except Exception:
            log.exception("outlets could not be looked at, which is a defect of newsbeam; what was known of them stays")

    def _tell_left(self, silent_since: datetime) -> None:
        """With --once: what is not waited for: feeds whose hosts must be left alone for now, pages that will be tried later."""
        pages = self._writer.store.unfetched(self._clock.now())
        if pages:
            next_one = f"{pages.url}, due at {pages.next_at:%Y-%m-%d %H:%M} UTC"
            log.warning(
                "pages left for another time, not to be had now or never asked for: %d, first %s",
                pages.n,
                next_one,
            )
        left = [feed.url for feed in self._writer.store.feeds() if feed.state == "active" and _is_silent(feed, silent_since)]
        if left:
            log.warning("feeds left for another time, as their hosts must be left alone for now: %d, such as %s", len(left), left[0])

    def _rest(self, silent_since: datetime | None, until: datetime | None, *, idle: bool) -> bool:
        """Wait for the next thing to do, or a batch in the inbox; False if there is none that is worth waiting for."""
        next_at, now = self._writer.store.next_due_at(silent_since), self._clock.now()
        if silent_since is not None and (next_at is None or next_at > now + SOON):
            self._tell_left(silent_since)
            return False
        wait = IDLE_SECONDS if next_at is None else (next_at - now).total_seconds()
        wait = max(wait, PAUSE_SECONDS if idle else 0.0)
        if until is not None:
            wait = min(wait, (until - now).total_seconds())
        while wait > 0 and not self._stop.is_set() and self._writer.inbox_empty():
            self._clock.wait(self._stop, min(wait, INBOX_SECONDS))
            wait -= INBOX_SECONDS
        return True


def _fetch(
    batches: tuple[HostBatch, ...], entries: tuple[Page, ...], fetcher: Fetcher, limits: Limits, pipeline: beam.Pipeline
) -> BatchInput:
    fetched = pipeline | "Hosts" >> beam.Create(batches, reshuffle=False) | "FetchPages" >> FetchPages(fetcher)
    polls = fetched.feeds | "ParseFeeds" >> ParseFeeds(limits)
    own = pipeline | "Entries" >> beam.Create(entries, reshuffle=False).with_output_types(Page)
    pages = (fetched.pages, own) | "Pages" >> beam.Flatten()
    sent = fetched.failures | "Sent" >> beam.Filter(_was_sent)
    return BatchInput(pages, (sent, polls.failures), polls.good, fetched.hosts)


def _was_sent(failure: Failure) -> bool:
    """What was not asked for stays due as it was, and is no line of the ledger."""
    return failure.reason != NOT_SENT


def _tell_news_of(polls: Iterable[FeedPoll], before: Mapping[str, FeedState]) -> None:
    """What is newly wrong with a feed, or was left out the first time; what stays so stands in `fetches`."""
    for poll in polls:
        if poll.outcome == "polled" and poll.detail and before[poll.url].last_full_at is None:
            log.warning("feed %s: %s", poll.url, poll.detail)
        elif poll.reason not in (None, before[poll.url].last_reason):
            log.warning("feed %s failed: %s: %s", poll.url, poll.reason, poll.detail)


def _pages_of_a_host(gap_seconds: float) -> int:
    """What one tick asks of a host: what takes about as long as `A_HOST` pages do with the usual gap, since every tick costs seconds."""
    return max(A_HOST, min(PAGES_A_TICK // 4, int(HOST_SECONDS / max(gap_seconds, 0.01))))


def _is_silent(feed: FeedState, since: datetime | None) -> bool:
    """With --once a feed is asked once."""
    return since is None or feed.last_polled_at is None or feed.last_polled_at < since


def _poll_url(poll: FeedPoll) -> str:
    return poll.url


def _check(config: Config, feeds: tuple[Feed, ...], grants: Mapping[str, Grant]) -> None:
    if not feeds:
        raise ConfigError("the configuration names no feeds; add a [[sources.feed]] with its url, or a list under sources.files")
    public = [feed.url for feed in feeds if parse(feed.url).host_port not in grants.get(feed.url, NOTHING).allow_private]
    if public and not config.fetch.contact:
        raise ConfigError(
            f"publishers must be able to reach you before {host_of(public[0])} is fetched: "
            'set contact under [fetch], such as contact = "mailto:desk@example.org"'
        )
