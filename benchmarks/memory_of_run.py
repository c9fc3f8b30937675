"""Memory of `newsbeam run` over hours: does the process that follows feeds grow?

    python -m benchmarks.memory_of_run --hours 3 [--inputs-per-hour 7000] [--curve curve.csv]

An invented world of outlets is served on loopback addresses: each publishes one article after another, some pages are missing, broken or no
article, and a third of them change after a while. The real command line follows them, and every few seconds its main process, and what it
has started, are looked at: memory in MiB, open files, threads. What is printed at the end is the curve and its slope after the warm-up,
by least squares. Growth goes with inputs and ticks more than with time, so a high rate shows in minutes what a real one shows in hours:
`--hours 0.5 --inputs-per-hour 40000`. Linux only: it reads /proc.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, product
from pathlib import Path
from statistics import linear_regression
from typing import Any

from benchmarks.make_warc import NAMES, WORDS
from benchmarks.watch import resident_mib, tree
from newsbeam.sinks.read import open_published

LISTED = 20
"""Articles in a feed."""
BACKLOG = 5
"""Articles that each outlet has when the run begins."""
CHANGED_AFTER = 300.0
"""Seconds after which a third of the articles are corrected..."""
REVISIT = 600
"""...and all are visited again."""
LEAST_TTL, TTLS = 3, 7
"""Feeds ask for 3 to 9 minutes between two polls: they shall not all be due at the same time."""
SPARKS = "▁▂▃▄▅▆▇█"
COLUMNS = 60
SYLLABLES = (
    "ban",
    "del",
    "fir",
    "gos",
    "hul",
    "jam",
    "kep",
    "lor",
    "mid",
    "nav",
    "pel",
    "rast",
    "sol",
    "tev",
    "urb",
    "vand",
    "wick",
    "yar",
)
INVENTED = ["".join(parts) for parts in product(SYLLABLES, repeat=3)]
"""Words, and with a capital letter names of people: so many that events have words of their own."""
EVENT_WORDS, EVENT_PEOPLE = 40, 4
PLAYED_BY = 4
"""Outlets that tell of the same event."""


@dataclass
class World:
    """The outlets: what they have published is a function of the time since the start.

    Args:
        outlets: how many there are, each a host of its own.
        gap: seconds between two articles of one outlet.
    """

    outlets: int
    gap: float
    started: float = field(default_factory=time.time)
    asked: Any = field(default_factory=count)
    n_asked: int = 0
    """Pages and feeds asked for: the inputs."""

    def answer(self, outlet: int, path: str, base: str) -> tuple[int, str, bytes]:
        """Status, content type and body."""
        if path == "/robots.txt":
            return 404, "text/plain", b""
        self.n_asked = next(self.asked) + 1  # atomic, unlike +=
        if path == "/feed":
            return 200, "application/rss+xml", self._feed(outlet, base).encode()
        number = int(path.rpartition("/")[2])
        if number % 25 == 7:
            return 404, "text/html", b"<h1>Not found</h1>"
        if number % 25 == 9:
            return 200, "application/pdf", b"%PDF-1.7 of no use"
        if number % 50 == 11:
            return 500, "text/html", b"<h1>Sorry</h1>"
        return 200, "text/html; charset=utf-8", self._page(outlet, number).encode()

    def _published(self, outlet: int, number: int) -> float:
        return self.started + (number - BACKLOG + outlet / self.outlets) * self.gap

    def _feed(self, outlet: int, base: str) -> str:
        newest = int((time.time() - self.started) / self.gap - outlet / self.outlets) + BACKLOG
        items, ttl = [], f"<ttl>{_ttl(outlet)}</ttl>"
        for number in range(max(0, newest - LISTED), newest + 1):
            day = datetime.fromtimestamp(self._published(outlet, number), UTC)
            title = f"{INVENTED[number % len(INVENTED)]} {number}"
            items.append(f"<item><title>{title}</title><link>{base}/news/{number}</link><pubDate>{format_datetime(day)}</pubDate></item>")
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet {outlet}</title>{ttl}{"".join(items)}</channel></rss>'

    def _page(self, outlet: int, number: int) -> str:
        dice, event = random.Random(f"{outlet}/{number}"), _Event(outlet // PLAYED_BY, number)
        published = self._published(outlet, number)
        body = [event.paragraph(dice) for _ in range(dice.randint(6, 24))]
        if number % 3 == 0 and time.time() - published > CHANGED_AFTER:
            body += [f"Correction: {event.paragraph(dice)}"]
        title, day = event.sentence(dice, 8), datetime.fromtimestamp(published, UTC).isoformat()
        menu = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in NAMES)
        return (
            f'<!doctype html><html lang="en"><head><title>{title} - Outlet {outlet}</title>'
            f'<meta property="article:published_time" content="{day}"></head><body><ul>{menu}</ul><main><article><h1>{title}</h1>'
            f'<p class="byline">By {dice.choice(NAMES)} {dice.choice(NAMES)}</p>{"".join(f"<p>{text}</p>" for text in body)}'
            f"</article></main><ul>{menu}</ul></body></html>"
        )


def _ttl(outlet: int) -> int:
    """Minutes between two polls of an outlet's feed."""
    return LEAST_TTL + outlet % TTLS


class _Event:
    """What some outlets tell of at about the same time, each in sentences of its own."""

    def __init__(self, circle: int, number: int) -> None:
        dice = random.Random(f"event {circle}/{number}")
        self._words = dice.sample(INVENTED, EVENT_WORDS) + dice.sample(WORDS, EVENT_WORDS)
        self._people = [f"{dice.choice(NAMES)} {dice.choice(INVENTED).capitalize()}" for _ in range(EVENT_PEOPLE)]

    def sentence(self, dice: random.Random, n_words: int) -> str:
        return " ".join(dice.choices(self._words, k=n_words)).capitalize()

    def paragraph(self, dice: random.Random) -> str:
        """Two sentences and a statement."""
        said = f"{dice.choice(self._people)} said that {self.sentence(dice, 9).lower()} and {dice.randint(2, 900)} people left."
        return f"{self.sentence(dice, 14)}. {said} {self.sentence(dice, 11)}."


def serve(world: World, port: int, held: ExitStack) -> list[str]:
    """Serve each outlet at an address of its own until `held` is left; returns the addresses."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").partition(":")[0]
            status, content_type, body = world.answer(_outlet(host), self.path, f"http://{host}:{port}")
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    hosts = [f"127.64.{number // 200}.{number % 200 + 1}" for number in range(world.outlets)]
    for host in hosts:
        server = held.enter_context(ThreadingHTTPServer((host, port), Handler))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        held.callback(server.shutdown)
    return hosts


def _outlet(host: str) -> int:
    _, _, hundreds, ones = map(int, host.split("."))
    return hundreds * 200 + ones - 1


@dataclass(frozen=True)
class Sample:
    """One look at the command."""

    seconds: float
    inputs: int
    main_mib: float
    """Resident memory of the main process."""
    main_anonymous_mib: float
    """Of it, what is no file: neither libraries nor the index."""
    children_mib: float
    """Of all that it has started together; shared pages are shared out."""
    children: int
    files: int
    threads: int


def look(pid: int, seconds: float, inputs: int) -> Sample:
    """Take a sample; memory is 0 of a process that has ended."""
    status = _status(pid)
    below = tree(pid)[1:]
    return Sample(
        round(seconds, 1),
        inputs,
        status.get("VmRSS", 0) / 1024,
        status.get("RssAnon", 0) / 1024,
        sum(map(resident_mib, below)),
        len(below),
        _n_files(pid),
        status.get("Threads", 0),
    )


def _status(pid: int) -> dict[str, int]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    found = (line.partition(":") for line in lines)
    return {name: int(value.split()[0]) for name, _, value in found if name in ("VmRSS", "RssAnon", "Threads")}


def _n_files(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


def sparkline(values: Sequence[float]) -> str:
    """Values as bars, from 0 to the largest; each bar is the largest of its share of them."""
    n = min(COLUMNS, len(values))
    columns = [max(values[i * len(values) // n : (i + 1) * len(values) // n]) for i in range(n)]
    top = max(columns) or 1
    return "".join(SPARKS[min(len(SPARKS) - 1, int(value / top * len(SPARKS)))] for value in columns)


def tell(samples: Sequence[Sample], warm_up: float) -> None:
    """Print the curve and its slope."""
    shown: list[tuple[str, Callable[[Sample], float]]] = [
        ("main process, MiB", lambda sample: sample.main_mib),
        ("of it no file, MiB", lambda sample: sample.main_anonymous_mib),
        ("its children, MiB", lambda sample: sample.children_mib),
        ("open files", lambda sample: sample.files),
        ("threads", lambda sample: sample.threads),
    ]
    warm = [sample for sample in samples if sample.seconds >= warm_up]
    if len(warm) < 3:
        raise SystemExit("too few samples after the warm-up: let it run longer")
    hours, inputs = (warm[-1].seconds - warm[0].seconds) / 3600, warm[-1].inputs - warm[0].inputs
    print(f"after a warm-up of {warm_up / 60:.0f} minutes: {hours:.2f} hours, {inputs:,} inputs, {len(warm)} samples")
    for name, of in shown:
        values = [of(sample) for sample in warm]
        by_hour = linear_regression([sample.seconds / 3600 for sample in warm], values).slope
        by_input = linear_regression([float(sample.inputs) for sample in warm], values).slope if inputs else 0.0
        slopes = f"slope {by_hour:+8.2f} an hour, {by_input * 1000:+7.3f} a 1,000 inputs"
        print(f"{name:20} {min(values):7.1f} to {max(values):7.1f}, last {values[-1]:7.1f}; {slopes}")
    for name, of in shown[:2]:
        print(f"{name:20} {sparkline([of(sample) for sample in samples])}")


def configure(folder: Path, hosts: Sequence[str], port: int) -> Path:
    """The configuration with which the command follows the outlets."""
    pairs = json.dumps([f"{host}:{port}" for host in hosts])
    feeds = "".join(f'[[sources.feed]]\nurl = "http://{host}:{port}/feed"\n' for host in hosts)
    file = folder / "newsbeam.toml"
    file.write_text(
        f"[fetch]\nallow_private = {pairs}\nhost_gap_seconds = 0\n"
        f"[schedule]\nmin_interval_seconds = 60\nmax_interval_seconds = 600\nrevisit_seconds = [{REVISIT}]\n{feeds}"
    )
    return file


def follow(args: argparse.Namespace, folder: Path) -> list[Sample]:
    """Run the command and look at it until its time is over."""
    polls = sum(60 / _ttl(outlet) for outlet in range(args.outlets))
    articles = (args.inputs_per_hour - polls) / 2  # each is visited twice
    if articles <= 0:
        raise SystemExit(f"{args.outlets} feeds alone are {polls:.0f} inputs an hour: give fewer outlets or more inputs")
    world = World(args.outlets, 3600 * args.outlets / articles)
    with ExitStack() as held:
        file = configure(folder, serve(world, args.port, held), args.port)
        run = ["newsbeam.pipeline.entry", "run", "--config", file, "--store", folder / "store", "--for", args.hours * 3600]
        started = time.monotonic()
        process = held.enter_context(subprocess.Popen([sys.executable, "-m", *map(str, run)]))
        held.callback(process.terminate)
        samples: list[Sample] = []
        with args.curve.open("w", newline="") if args.curve else held.enter_context(tempfile.TemporaryFile("w")) as out:
            rows = csv.DictWriter(out, list(Sample.__dataclass_fields__))
            rows.writeheader()
            while process.poll() is None:
                sample = look(process.pid, time.monotonic() - started, world.n_asked)
                if sample.main_mib:
                    samples.append(sample)
                    rows.writerow({name: round(value, 2) for name, value in asdict(sample).items()})
                    out.flush()
                time.sleep(args.every)
    if process.returncode not in (0, 1):
        raise SystemExit(f"newsbeam run ended with exit code {process.returncode}")
    return samples


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--inputs-per-hour", type=int, default=7_000, help="pages and polls; what the machine cannot keep up with waits")
    parser.add_argument("--outlets", type=int, default=60)
    parser.add_argument("--warm-up", type=float, default=0.25, help="hours that do not count for the slope")
    parser.add_argument("--every", type=float, default=15, help="seconds between two samples")
    parser.add_argument("--curve", type=Path, help="write the samples to this CSV file")
    parser.add_argument("--port", type=int, default=21000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        samples = follow(args, Path(scratch))
        with open_published(Path(scratch) / "store") as store:
            store.sql("SELECT kind, outcome, count(*) AS n FROM fetches GROUP BY ALL ORDER BY ALL").show()
            store.sql("SELECT count(DISTINCT created_at) AS sealings, count(*) AS files FROM segments").show()
    tell(samples, args.warm_up * 3600)


if __name__ == "__main__":
    main()
