"""Kill `run` and `backfill` at any moment, let every change to the store's files fail, and count what is lost.

    python -m benchmarks.faults --dir DIR [--kills 200] [--changes every|sample|none] [--only run|backfill] [--seed 1]

First each command is run once without faults. Then it is killed again and again, at moments drawn at random, alone or with all its
children, and begun again on the same store until it ends by itself; the store must then hold what the first one holds. Then each write,
sync, rename … of a store's life fails, or is the last one before a kill or a power cut (tests/store/test_file_faults.py says how).
DIR must not exist; it keeps the last stores. Exit status 1 if anything was lost, doubled, hung, or answered with more than a sentence.
"""

import argparse
import contextlib
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.make_warc import invented_pages
from newsbeam.sinks.read import open_published
from newsbeam.transforms.errors import UserError
from tests.store.fault_bench import FAULTS, Bench
from tests.store.faulted_store import SCENARIOS
from tests.support.faulty_files import build

HOSTS = tuple(f"127.0.0.{last}" for last in range(2, 8))
PAGES_A_HOST = 4
RECORDS, FILES = 4, 6
WORKING = 0.6
"""The share of a command's time in which it has the store open, about: kills come in that."""
DEADLINE_SECONDS = 300.0
"""For a command that is not killed, and for the children of one that was."""
TABLES = {
    "article_revisions": "article_id, revision, content_id",
    "claims": "article_id, revision, claim_id",
    "mentions": "article_id, revision, mention_no",
    "article_duplicates": "article_id, revision",
}
"""What must be there once, and the key by which that is told."""


@dataclass
class Count:
    """What came of the kills of one command."""

    kills: int = 0
    lost: int = 0
    doubled: int = 0
    hangs: int = 0
    unreadable: int = 0
    """Times that the published file could not be opened after a kill, or showed less than before."""
    not_one_sentence: int = 0
    while_doing: Counter[str] = field(default_factory=Counter)

    @property
    def bad(self) -> bool:
        """Whether anything went wrong."""
        return bool(self.lost or self.doubled or self.hangs or self.unreadable or self.not_one_sentence)


@contextmanager
def internet() -> Iterator[int]:
    """Six hosts on this machine with a feed and some pages each; gives their port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers.get("Host") or ""
            pages = dict(itertools.islice(invented_pages(random.Random(host)), PAGES_A_HOST))
            bodies = {f"/{number}": body for number, body in enumerate(pages.values())}
            items = "".join(f"<item><title>{path}</title><link>http://{host}{path}</link></item>" for path in bodies)
            bodies["/rss"] = f'<rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'.encode()
            body = bodies.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "application/rss+xml" if self.path == "/rss" else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: Any) -> None:
            return

    servers = [ThreadingHTTPServer((HOSTS[0], 0), Handler)]
    port = servers[0].server_port
    servers += [ThreadingHTTPServer((host, port), Handler) for host in HOSTS[1:]]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield port
    for server in servers:
        server.shutdown()


def command(name: str, folder: Path, store: Path) -> list[str]:
    """The real command line."""
    start = [sys.executable, "-m", "newsbeam.pipeline.cli"]
    if name == "run":
        return [*start, "run", "--config", str(folder / "newsbeam.toml"), "--once", "--store", str(store)]
    return [*start, "backfill", str(folder / "archive"), "--store", str(store), "--config", str(folder / "newsbeam.toml")]


def prepare(folder: Path, port: int) -> None:
    """An archive, and the configuration."""
    (folder / "archive").mkdir(parents=True)
    pages = invented_pages(random.Random(7))
    for number in range(FILES):
        lines = [json.dumps({"url": url, "html": html.decode()}) for url, html in itertools.islice(pages, RECORDS)]
        (folder / "archive" / f"{number}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    places = [f"{host}:{port}" for host in HOSTS]
    feeds = "".join(f'[[sources.feed]]\nurl = "http://{place}/rss"\n' for place in places)
    (folder / "newsbeam.toml").write_text(f"{feeds}[fetch]\nhost_gap_seconds = 0.05\nallow_private = {json.dumps(places)}\n")


def rows(store: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """How often each key is in its table."""
    with open_published(store) as connection:
        return {table: Counter(connection.execute(f"SELECT {key} FROM {table}").fetchall()) for table, key in TABLES.items()}


def sequence(store: Path) -> int:
    """The number of commits that are published; 0 if nothing is.

    Raises:
        UserError: what is published cannot be read.
    """
    if not (store / "news.duckdb").exists():
        return 0
    with open_published(store) as connection:
        return int(connection.execute("SELECT sequence FROM store_info").fetchall()[0][0])


def of_session(session: int) -> list[int]:
    """The processes that a command has started, itself included, as far as they live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(stat.parent.name))
    return found


def wait_gone(session: int, seconds: float) -> bool:
    """Whether all of them end within that time."""
    until = time.monotonic() + seconds
    while of_session(session):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def end(session: int) -> None:
    """End all that are left of a command."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


def holds(store: Path, pid: int) -> bool:
    """Whether a process has opened the store to write."""
    try:
        return (store / "_state/lock").read_text().strip() == str(pid)
    except OSError:
        return False


def begin(name: str, folder: Path, store: Path, count: Count, *, kill_after: float | None, alone: bool) -> bool:
    """Run the command, kill it so many seconds after it opened the store; True if it ended by itself."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command(name, folder, store), stdout=subprocess.DEVNULL, stderr=said, start_new_session=True)
        until = time.monotonic() + DEADLINE_SECONDS
        kill_at: float | None = None
        while process.poll() is None:
            if kill_at is None and kill_after is not None and holds(store, process.pid):
                kill_at = time.monotonic() + kill_after
            if kill_at is not None and time.monotonic() >= kill_at:
                count.kills += 1
                count.while_doing["alone" if alone else "with its children"] += 1
                process.kill() if alone else end(process.pid)
                process.wait()
                break
            if time.monotonic() > until:
                count.hangs += 1
                end(process.pid)
                process.wait()
                return False
            time.sleep(0.01)
        if not wait_gone(process.pid, DEADLINE_SECONDS):
            count.hangs += 1
            end(process.pid)
        if process.returncode < 0:
            return False
        said.seek(0)
        words = said.read()
        lines = [line for line in words.splitlines() if line.startswith(("Traceback", "newsbeam: "))]
        if process.returncode not in (0, 1) or lines:
            told = process.returncode in (0, 1) or len(lines) == 1
            count.not_one_sentence += not told or any(line.startswith("Traceback") for line in lines)
            print(f"{name} ended with {process.returncode}: {words[-1_000:]}", flush=True)
        return True


def kill_again_and_again(name: str, folder: Path, kills: int, chance: random.Random) -> Count:
    """Kill a command that often; whenever it comes to its end, compare its store and begin with a new one."""
    count, control, began = Count(), folder / f"{name}-control", time.monotonic()
    if not begin(name, folder, control, count, kill_after=None, alone=False):
        raise SystemExit(f"{name} does not end without kills either")
    took, expected = time.monotonic() - began, rows(control)
    print(f"{name}: {expected['article_revisions'].total()} articles in {took:.0f} s without kills", flush=True)
    for number in itertools.count():
        store, shown = folder / f"{name}-{number}", 0
        while not begin(
            name,
            folder,
            store,
            count,
            kill_after=chance.uniform(0, WORKING * took) if count.kills < kills else None,
            alone=chance.random() < 0.5,
        ):
            try:
                found = sequence(store)
            except UserError as error:
                count.unreadable += 1
                print(f"{name}: {error}", flush=True)
                continue
            count.unreadable += found < shown
            shown = found
        found_rows = rows(store)
        for table, wanted in expected.items():
            count.lost += sum(key not in found_rows[table] for key in wanted)
            count.doubled += sum(n - 1 for n in found_rows[table].values())
        print(f"{name}: {count.kills} kills, store {number}: {count}", flush=True)
        if count.kills >= kills:
            return count
    raise AssertionError


def let_files_fail(folder: Path, changes: str) -> int:
    """Every change in all ways, or one of each kind; prints what was wrong and returns how often."""
    library, bad = build(folder), 0
    for scenario in SCENARIOS:
        bench = Bench(folder / "changes" / scenario, scenario, library)
        chosen = bench.changes() if changes == "every" else bench.sample()
        for fault in FAULTS:
            wrong = bench.fail(chosen, fault)
            print(f"{scenario}: {len(chosen)} changes, {fault}: {len(wrong)} wrong", *wrong, sep="\n", flush=True)
            bad += len(wrong)
        for names_last in (True, False):
            cuts = bench.cuts(names_last=names_last)[:: 1 if changes == "every" else 5]
            wrong = bench.cut(cuts)
            print(f"{scenario}: {len(cuts)} power cuts, names {'last' if names_last else 'first'}: {len(wrong)} wrong", *wrong, sep="\n")
            bad += len(wrong)
        bench.close()
    return bad


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=200, help="half of them of each command")
    parser.add_argument("--changes", choices=("every", "sample", "none"), default="every")
    parser.add_argument("--only", choices=("run", "backfill"))
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.dir.mkdir()
    names = [args.only] if args.only else ["run", "backfill"]
    bad = False
    with internet() as port:
        prepare(args.dir, port)
        for name in names if args.kills else ():
            count = kill_again_and_again(name, args.dir, args.kills // len(names), random.Random(args.seed))
            print(f"{name}: {count}", flush=True)
            bad |= count.bad
    if args.changes != "none":
        bad |= bool(let_files_fail(args.dir, args.changes))
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
