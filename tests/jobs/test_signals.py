"""`newsbeam run` as a process of its own: stopped by signals, refused while another holds the store."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newsbeam.pipeline import ending, exit_codes
from newsbeam.pipeline.clock import SystemClock
from newsbeam.pipeline.writer import Writer
from newsbeam.sinks.read import open_published
from newsbeam.transforms.errors import StoreError

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 90.0
FEED = """<rss version="2.0"><channel><title>Sarne Gazette</title>
<item><title>Bridge reopens after a winter of repairs</title><link>/bridge</link></item></channel></rss>"""
PAGE = """<html lang="en"><head><title>Bridge reopens after a winter of repairs</title></head><body><article>
<h1>Bridge reopens after a winter of repairs</h1>
<p>The bridge over the Sarne reopened on Tuesday after five months of repairs, the mayor said.</p>
<p>Engineers found that two of its piers had been hollowed out by the current, and filled them with concrete.</p>
<p>The ferry that had taken its place made its last crossing on Monday evening, with a brass band on board.</p></article></body></html>"""


class Gazette(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = {"/feed": FEED, "/bridge": PAGE}.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gazette)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    file = tmp_path / "newsbeam.toml"
    file.write_text(
        f'[store]\npath = "store"\npublish.interval_seconds = 0\n[[sources.feed]]\nurl = "http://{place}/feed"\n'
        f'[fetch]\nallow_private = ["{place}"]\nhost_gap_seconds = 0\n'
    )
    yield file
    server.shutdown()
    server.server_close()


def start(config: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "newsbeam.pipeline.entry", "run", "--config", str(config), *options], cwd=ROOT, stderr=subprocess.PIPE
    )


def articles(store: Path) -> int:
    try:
        with open_published(store) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchall()[0][0])
    except StoreError:
        return 0


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_it_in_order(config: Path, number: signal.Signals, code: int) -> None:
    process = start(config)
    wait_for(lambda: articles(config.parent / "store") == 1)
    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == code, said.decode()
    assert b"Traceback" not in said
    with open_published(config.parent / "store") as store:
        assert store.execute("SELECT mode, status FROM runs").fetchall() == [("run", "interrupted")]


def test_it_ends_by_itself_after_the_time_given(config: Path) -> None:
    process = start(config, "--for", "1")
    process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0


def test_a_store_that_another_process_writes_to_is_temporarily_refused(config: Path) -> None:
    with closing(Writer(config.parent / "store", SystemClock().now, 0)):
        process = start(config, "--once")
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 75
    assert b"is being written by process" in said
    assert b"Traceback" not in said


@pytest.mark.parametrize("seconds", [0.0, 0.3, 0.8, 1.5, 2.5])
def test_ctrl_c_while_it_starts_is_one_sentence(config: Path, seconds: float) -> None:
    process = start(config)
    while b"newsbeam.pipeline.entry" not in Path(f"/proc/{process.pid}/cmdline").read_bytes():
        time.sleep(0.01)
    time.sleep(0.2 + seconds)  # python itself must be up
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, said.decode()
    assert b"Traceback" not in said
    assert time.monotonic() - started < 15


def test_next_to_nothing_is_imported_before_ctrl_c_is_one_sentence() -> None:
    code = "import sys; before = set(sys.modules); import newsbeam.pipeline.entry; print(*set(sys.modules) - before)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True).stdout.split()
    assert "newsbeam.pipeline.ending" in loaded
    assert not {"contextlib", "pathlib", "re", "threading", "typing"} & set(loaded)


def test_the_codes_of_a_sudden_end_are_those_of_all_others() -> None:
    assert (ending.INTERRUPTED, ending.TRY_LATER) == (exit_codes.INTERRUPTED, exit_codes.TRY_LATER)


@pytest.mark.processes
@pytest.mark.parametrize("command", ["backfill", "sql", "why", "reclean", "repair", "check"])
def test_ctrl_c_at_any_moment_of_any_command(config: Path, command: str) -> None:
    store = config.parent / "store"
    (config.parent / "a.html").write_text(PAGE)
    with closing(Writer(store, SystemClock().now, 0)):
        pass
    arguments = {
        "backfill": [str(config.parent / "a.html"), "--store", str(store)],
        "sql": ["SELECT 1", "--store", str(store)],
        "why": ["https://a.example/", "--store", str(store)],
        "reclean": ["--store", str(store)],
        "repair": [str(store)],
        "check": [str(config)],
    }[command]
    seconds = 0.0
    while True:
        process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTED_WHEN_READY, command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout
        process.stdout.readline()  # Python is up, and the handler in place
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        assert b"Traceback" not in said
        assert time.monotonic() - started < 12
        assert process.returncode in (0, 1, 2, 130), said.decode()
        assert (process.returncode == 130) == (b"newsbeam: interrupted" in said)
        if process.returncode != 130:
            break  # it was done before
        seconds = 1.6 * seconds + 0.05


INTERRUPTED_WHEN_READY = """
import signal
from newsbeam.pipeline import entry
real = signal.signal
def tell(number, handler):
    before = real(number, handler)
    print("ready", flush=True)
    signal.signal = real
    return before
signal.signal = tell
entry.main()
"""
HANGING = """
import signal, threading, time
from newsbeam.pipeline import signals
signals.PATIENCE_SECONDS = dict.fromkeys(signals.PATIENCE_SECONDS, 0.5)
with signals.stoppable():
    print("ready", flush=True)
    while True:
        time.sleep(60)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 75), (signal.SIGINT, 130)])
def test_work_that_hangs_is_ended_all_the_same(number: signal.Signals, code: int) -> None:
    with subprocess.Popen([sys.executable, "-c", HANGING], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, said.count(b"newsbeam: "), said.count(b"Traceback")) == (code, 1, 0)
