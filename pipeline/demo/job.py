"""`newsbeam demo`: the main job on the mini-internet, two virtual days in a minute."""

import json
import shlex
import shutil
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from newsbeam.pipeline.backfill import Backfill
from newsbeam.pipeline.clock import VirtualClock
from newsbeam.pipeline.committer import recorded
from newsbeam.pipeline.config import Config, Feed
from newsbeam.pipeline.demo.internet import MiniInternet
from newsbeam.pipeline.engine import engine_of
from newsbeam.pipeline.exit_codes import INTERRUPTED
from newsbeam.pipeline.grants import grants_of
from newsbeam.pipeline.progress import Display, Report, shown
from newsbeam.pipeline.run import FeedLoop, fetcher_of
from newsbeam.pipeline.signals import Stop, stoppable
from newsbeam.pipeline.summary import MAX_WIDTH, show, summarise
from newsbeam.pipeline.summary import as_json as summary_json
from newsbeam.pipeline.writer import Writer
from newsbeam.transforms.archives import ReadLimits, find_inputs
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.http_client.visit import Fetcher

DAYS = (1, 2)
DEADLINE_SECONDS = 3.0
"""The slow page drips longer than this; nothing else takes so long, however busy the machine is."""
MAX_PAGE_BYTES = 2 * 1024 * 1024
"""The compression bomb is larger than this."""
MARK = "demo.json"
"""Tells a store that the demo made, and may replace, from any other."""

SHOWN_PAGE = "http://harbourpost.example/2031/03/04/cafe-renee-fifty-years/"
"""A page worth a look line by line."""

TRY_NEXT = (
    ("the articles", 'sql --store {store} "SELECT source, title, published_at FROM articles_unique ORDER BY published_at"'),
    ("who said what", 'sql --store {store} "SELECT name, cue_lemma, content_text, source FROM said_by ORDER BY name LIMIT 20"'),
    ("what was cut from a page, line by line", "why --store {store} {url}"),
    ("what more would be cut, now that it is known what recurs on these outlets' pages", "reclean --dry-run --store {store}"),
    ("your own feeds: a file to fill in, what is in effect, then follow them", "init newsbeam.toml"),
    ("", "check newsbeam.toml"),
    ("", "run --config newsbeam.toml"),
)
"""What it is for, and the command without the program's name."""


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
    console = Console() if sys.stdout.isatty() else Console(width=MAX_WIDTH)
    show(summary, console)
    _show_next(console, store)
    return 0


def play(net: MiniInternet, store: Path, stop: Stop, display: Display) -> Counter[str]:
    """Both days of `run`, then a backfill of the archive, into `store`; returns the documents by outcome."""
    clock = VirtualClock(net.now)
    config = demo_config(net)
    feeds = tuple(Feed(url=url) for url in net.feeds)
    with (
        closing(Writer(store, clock.now, config.store.publish.interval_seconds)) as writer,
        recorded(writer, "demo", clock.now, stop) as run_id,
    ):
        for day in DAYS:
            net.day = day
            clock.at = net.now
            FeedLoop(config, feeds, writer, clock, demo_fetcher(net, clock), stop, run_id).follow(display, once=True)
        if not stop.is_set():
            # beside the store, for whoever wants to look at them or read them again
            files = list(find_inputs([str(net.archive_dir(store / "archive"))]))
            Backfill(engine_of(config), writer, ReadLimits(), stop, run_id).local(files, display)
    return display.report.counts


def demo_config(net: MiniInternet) -> Config:
    """A configuration for the mini-internet: impatient, since it is near."""
    return Config.model_validate(
        {
            "fetch": {
                "allow_private": net.allow_private,
                "deadline_seconds": DEADLINE_SECONDS,
                "max_page_bytes": MAX_PAGE_BYTES,
                "max_tries": 2,
            },
            "store": {"publish": {"interval_seconds": 3600}},
        }
    )


def demo_fetcher(net: MiniInternet, clock: VirtualClock) -> Fetcher:
    """The guarded client, with the mini-internet's names."""
    config = demo_config(net)
    grants = grants_of(config, [Feed(url=url) for url in net.feeds], {})
    return replace(fetcher_of(config, clock, grants), resolver=net.resolver.resolve, dialer=net.resolver.dial)


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
    newsbeam = as_called()
    for what, command in TRY_NEXT:
        told = command.format(store=shlex.quote(str(store)), url=SHOWN_PAGE)
        console.print(Text.assemble((f"  # {what}\n" if what else "", "dim"), f"  {newsbeam} {told}"), soft_wrap=True)


def as_called() -> str:
    """What to type to run newsbeam as it was run now: its name if the shell finds it by that, else the path by which it was started."""
    started = Path(sys.argv[0])
    if started.suffix == ".py":  # python -m
        return f"{shlex.quote(sys.executable)} -m newsbeam.pipeline.entry"
    found = shutil.which(started.name)
    return started.name if found and Path(found).samefile(started) else shlex.quote(str(started))
