"""`newsbeam demo`: the main job on the mini-internet, two virtual days in a minute."""

import json
import shutil
import socket
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.backfill import Backfill
from pipeline.clock import VirtualClock
from pipeline.config import Config, Feed
from pipeline.demo.internet import LOOPBACK, MiniInternet, Resolver
from pipeline.progress import Display, Report, shown
from pipeline.run import FeedLoop, engine_of, fetcher_of
from pipeline.stopping import INTERRUPTED, Stop, stoppable
from pipeline.summary import as_json as summary_json
from pipeline.summary import show, summarise
from pipeline.writer import Writer
from transforms import connect
from transforms.archives import ReadLimits, find_inputs
from transforms.errors import ConfigError
from transforms.web import Fetcher

DAYS = (1, 2)
DEADLINE_SECONDS = 1.5
"""The slow page drips longer than this."""
MAX_PAGE_BYTES = 2 * 1024 * 1024
"""The compression bomb is larger than this."""
MARK = "demo.json"
"""Tells a store that the demo made, and may replace, from any other."""

SHOWN_PAGE = "http://harbourpost.example/"
"""A page worth a look line by line."""

TRY_NEXT = (
    ("the articles", 'newsbeam sql --store {store} "SELECT source, title, published_at FROM articles_unique ORDER BY published_at"'),
    ("who said what", 'newsbeam sql --store {store} "SELECT name, cue_lemma, content_text, source FROM said_by ORDER BY name LIMIT 20"'),
    ("what was cut from a page, line by line", "newsbeam why --store {store} {url}"),
    ("your own feeds", "newsbeam check configs/example.toml, then newsbeam run --config YOURS.toml"),
)


def run_demo(store: Path, *, as_json: bool) -> int:
    """Run the demo into a fresh store and print its summary; returns the exit code.

    Raises:
        ConfigError: the folder holds something else than an earlier demo's store.
    """
    _make_room(store)
    with stoppable() as stop, MiniInternet() as net:
        report = Report("demo: two days of six outlets")
        with shown(report) as display:
            play(net, store, stop, display)
    if stop.is_set():
        return INTERRUPTED
    summary = summarise(store)
    if as_json:
        sys.stdout.write(json.dumps(summary_json(summary), default=str, ensure_ascii=False, indent=1) + "\n")
        return 0
    console = Console()
    show(summary, console)
    _show_next(console, store)
    return 0


def play(net: MiniInternet, store: Path, stop: Stop, display: Display) -> Counter[str]:
    """Both days of `run`, then a backfill of the archive, into `store`; returns the documents by outcome."""
    clock = VirtualClock(net.now)
    config = demo_config(net)
    feeds = tuple(Feed(url=url) for url in net.feeds)
    with closing(Writer(store, clock.now, config.store.publish.interval_seconds)) as writer:
        for day in DAYS:
            net.day = day
            clock.at = net.now
            FeedLoop(config, feeds, writer, clock, demo_fetcher(net, clock), stop).follow(display, once=True)
        if not stop.is_set():
            with tempfile.TemporaryDirectory(prefix="newsbeam-demo-") as folder:
                files = list(find_inputs([str(net.archive_dir(Path(folder) / "archive"))]))
                display.report.add(Backfill(engine_of(config), writer, ReadLimits(), stop).local(files).counts)
    return display.report.counts


def demo_config(net: MiniInternet) -> Config:
    """A configuration for the mini-internet: impatient, since it is near."""
    return Config.model_validate(
        {
            "fetch": {"allow_private": net.allow_private, "deadline_seconds": DEADLINE_SECONDS, "max_page_bytes": MAX_PAGE_BYTES, "max_tries": 2},
            "store": {"publish": {"interval_seconds": 3600}},
        }
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """The mini-internet's names as loopback numbers, one for each host: the guard judges a number, the dialer knows where it is played."""

    resolver: Resolver

    def resolve(self, host: str, port: int) -> list[str]:
        """The host's number."""
        hosts = [name for name, _ in self.resolver.ports]
        if host in hosts:
            return [f"127.18.0.{hosts.index(host) + 1}"]
        return connect.resolve(host, port)

    def dial(self, address: str, _port: int, timeout: float) -> socket.socket:
        """Connect to whoever plays that number."""
        number = int(address.rpartition(".")[2]) - 1
        return connect.dial(LOOPBACK, self.resolver.ports[number][1], timeout)


def demo_fetcher(net: MiniInternet, clock: VirtualClock) -> Fetcher:
    """The guarded client, with the mini-internet's names."""
    names = _Names(net.resolver)
    plain = fetcher_of(demo_config(net), clock)
    return replace(plain, resolver=names.resolve, dialer=names.dial)


def _make_room(store: Path) -> None:
    """Remove an earlier demo's store, and nothing else."""
    if (store / MARK).is_file():
        shutil.rmtree(store)
    elif store.is_dir() and any(store.iterdir()):
        raise ConfigError(f"{store} holds something else than an earlier demo; name another folder with --store")
    store.mkdir(parents=True, exist_ok=True)
    (store / MARK).write_text("made by newsbeam demo, which replaces this folder when it runs again\n", encoding="utf-8")


def _show_next(console: Console, store: Path) -> None:
    console.print(Text("\nTry next", "bold cyan"))
    for what, command in TRY_NEXT:
        console.print(Padding(Text.assemble((f"{what}: ", "dim"), command.format(store=store, url=SHOWN_PAGE)), (0, 2)), soft_wrap=True)
