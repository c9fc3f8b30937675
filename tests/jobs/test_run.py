"""The loop of ticks on the mini-internet: restarts, stops, and a backfill beside it."""

import threading
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from newsbeam.pipeline.clock import VirtualClock
from newsbeam.pipeline.committer import open_committer
from newsbeam.pipeline.config import Config, Feed
from newsbeam.pipeline.demo.expected import expected
from newsbeam.pipeline.demo.internet import MiniInternet
from newsbeam.pipeline.demo.job import demo_config, demo_fetcher
from newsbeam.pipeline.inbox_client import InboxClient
from newsbeam.pipeline.planner import host_of, plan_tick, settle_tick
from newsbeam.pipeline.progress import Display, Report
from newsbeam.pipeline.run import FeedLoop, run_feeds
from newsbeam.pipeline.signals import Stop
from newsbeam.pipeline.writer import Writer
from newsbeam.sinks.dimensions import HostRow, Updates
from newsbeam.sinks.read import open_published
from newsbeam.transforms.errors import ConfigError

FEEDS = ("http://kelwire.example/rss.xml", "http://harbourpost.example/feed/")


def follow(
    net: MiniInternet, store: Path, clock: VirtualClock, stop: Stop, feeds: tuple[str, ...] = FEEDS, minutes: float | None = None
) -> Counter[str]:
    """Once, or for so many minutes."""
    display = Display(Report("test"))
    with closing(Writer(store, clock.now, 0)) as writer:
        named = tuple(Feed(url=url) for url in feeds)
        until = None if minutes is None else clock.now() + timedelta(minutes=minutes)
        loop = FeedLoop(demo_config(net), named, writer, clock, demo_fetcher(net, clock), stop, "run")
        loop.follow(display, once=minutes is None, until=until)
    return display.report.counts


def test_a_restart_goes_on_where_it_was_and_asks_conditionally(tmp_path: Path) -> None:
    with MiniInternet() as net:
        clock = VirtualClock(net.now)
        first = follow(net, tmp_path, clock, Stop())
        n_hits = len(net.hits)
        clock.at += timedelta(hours=1)
        again = follow(net, tmp_path, clock, Stop())
        assert first["stored"] > 5
        assert not again
        assert {hit.status for hit in net.hits[n_hits:]} == {304}
    with open_published(tmp_path) as store:
        n = first["stored"] + first["duplicate"]
        assert store.execute("SELECT count(DISTINCT url), count(*) FROM article_revisions").fetchall() == [(n, n)]


def test_a_feed_that_is_no_longer_named_rests_and_comes_back(tmp_path: Path) -> None:
    with MiniInternet() as net:
        clock = VirtualClock(net.now)
        follow(net, tmp_path, clock, Stop())
        follow(net, tmp_path, clock, Stop(), FEEDS[:1])
        with open_published(tmp_path) as store:
            assert store.execute("SELECT url, state FROM feeds ORDER BY url").fetchall() == [(FEEDS[1], "resting"), (FEEDS[0], "active")]
        follow(net, tmp_path, clock, Stop())
        with open_published(tmp_path) as store:
            assert store.execute("SELECT DISTINCT state FROM feeds").fetchall() == [("active",)]


def test_a_stop_finishes_the_tick_and_commits_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Stop()

    def stop_meanwhile(*arguments: object) -> object:
        threading.Event.set(stop)
        return plan_tick(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("newsbeam.pipeline.run.plan_tick", stop_meanwhile)
    with MiniInternet() as net:
        follow(net, tmp_path, VirtualClock(net.now), stop)
    with open_published(tmp_path) as store:
        assert store.execute("SELECT count(*) FROM fetches WHERE kind = 'feed'").fetchall() == [(2,)]
        assert store.execute("SELECT count(*) FROM article_revisions").fetchall() == [(0,)]


def test_a_tick_that_fails_as_a_whole_is_put_off_and_the_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [ZeroDivisionError("a defect")]

    def fail_once(*arguments: object) -> object:
        if failures:
            raise failures.pop()
        return settle_tick(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("newsbeam.pipeline.run.settle_tick", fail_once)
    with MiniInternet() as net:
        clock = VirtualClock(net.now)
        counts = follow(net, tmp_path, clock, Stop(), minutes=15)
        assert not failures
        assert counts["stored"] > 5
        assert clock.now() > net.now + timedelta(minutes=9)


def test_once_ends_though_a_host_asked_to_be_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with MiniInternet() as net:
        clock = VirtualClock(net.now)
        hosts = tuple(HostRow(host_of(url), next_at=net.now + timedelta(hours=1)) for url in FEEDS)
        with closing(Writer(tmp_path, clock.now, 0)) as writer:
            writer.store.apply(Updates(hosts=hosts))
        follow(net, tmp_path, clock, Stop())
        assert clock.now() == net.now  # it did not wait
        assert not net.hits
    assert f"must be left alone for now: {len(FEEDS)}, such as" in caplog.text


def test_what_is_newly_wrong_with_a_feed_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with MiniInternet() as net:
        clock = VirtualClock(net.now)
        gone = next(url for url, what in expected().feeds.items() if what == "http_410")
        for _ in range(4):
            follow(net, tmp_path, clock, Stop(), (gone,))
            clock.at += timedelta(minutes=10)
        assert len(net.hits) == 3  # then it was given up
    assert caplog.text.count(f"feed {gone} failed: http_410: HTTP 410") == 1
    with open_published(tmp_path) as store:
        assert store.execute(
            "SELECT state, next_poll_at > ? FROM feeds", [(clock.now() + timedelta(days=29)).replace(tzinfo=None)]
        ).fetchall() == [("parked", True)]
        assert store.execute("SELECT outcome, count(*) FROM fetches GROUP BY outcome").fetchall() == [("gone", 3)]
        assert store.execute("SELECT reason, count(*) FROM dead_letters GROUP BY reason").fetchall() == [("http_410", 1)]


def test_a_second_process_gets_the_inbox_and_takes_over_when_the_writer_ends(tmp_path: Path) -> None:
    clock = VirtualClock(MiniInternet().now)
    writer = Writer(tmp_path, clock.now, 0)
    second = open_committer(tmp_path, clock.now, 0, Stop())
    assert isinstance(second, InboxClient)
    assert second.index_at() == writer.index_at()
    writer.close()
    assert isinstance(open_committer(tmp_path, clock.now, 0, Stop()), Writer)


def test_run_wants_feeds_and_a_contact(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="names no feeds"):
        run_feeds(Config(), tmp_path)
    with pytest.raises(ConfigError, match=r"news\.example.*contact"):
        run_feeds(Config.model_validate({"sources": {"feed": [{"url": "https://news.example/rss"}]}}), tmp_path)
    assert not any(tmp_path.iterdir())
