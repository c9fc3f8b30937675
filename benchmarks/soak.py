"""Follow thousands of odd feeds for a long time, with every host played on this machine.

    python -m benchmarks.watch -- python -m benchmarks.soak FEEDS_DIR --store DIR --seconds 1800

FEEDS_DIR has `manifest.jsonl` (a feed a line: `file`, `ctype`) beside its files. Each feed is served as a host of its own, and every other
address that a feed names answers with an invented article. No request leaves the machine: all names lead to one loopback server.
"""

import argparse
import itertools
import json
import random
import socket
import threading
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.make_warc import invented_pages
from newsbeam.pipeline.clock import SystemClock
from newsbeam.pipeline.committer import recorded
from newsbeam.pipeline.config import Config, Feed
from newsbeam.pipeline.progress import Report, shown
from newsbeam.pipeline.run import FeedLoop, fetcher_of
from newsbeam.pipeline.signals import stoppable
from newsbeam.pipeline.writer import Writer
from newsbeam.sinks.read import open_published
from newsbeam.transforms.http_client import connection

ANY_ADDRESS = "127.18.0.1"


class _Everything(frozenset[str]):
    """Every host:port may be private: all of them are played here."""

    def __contains__(self, _pair: object) -> bool:
        return True


@dataclass(frozen=True)
class _Names:
    port: int

    def resolve(self, _host: str, _port: int) -> list[str]:
        return [ANY_ADDRESS]

    def dial(self, _address: str, _port: int, timeout: float) -> socket.socket:
        return connection.dial("127.0.0.1", self.port, timeout)


def serve(folder: Path) -> tuple[ThreadingHTTPServer, list[str]]:
    """Start the server; returns it and the addresses of the feeds."""
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    by_host = {f"feed{number}.example": row for number, row in enumerate(rows)}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").partition(":")[0]
            if self.path == "/robots.txt":
                self._answer("text/plain", b"")
            elif host in by_host and self.path == "/feed":
                row = by_host[host]
                self._answer(row.get("ctype"), (folder / row["file"]).read_bytes())
            else:
                _, page = next(itertools.islice(invented_pages(random.Random(host + self.path)), 1))
                self._answer("text/html; charset=utf-8", page)

        def _answer(self, content_type: str | None, body: bytes) -> None:
            self.send_response(200)
            if content_type:
                self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, [f"http://{host}/feed" for host in by_host]


def main() -> None:
    """Follow the feeds, then print what is in the store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=1800)
    args = parser.parse_args()
    server, urls = serve(args.folder)
    clock, config = SystemClock(), Config.model_validate({"fetch": {"host_gap_seconds": 1}})
    names = _Names(server.server_port)
    plain = fetcher_of(config, clock, {})
    fetcher = replace(plain, policy=replace(plain.policy, allow_private=_Everything()), resolver=names.resolve, dialer=names.dial)
    with closing(Writer(args.store, clock.now, 10)) as writer, stoppable() as stop, recorded(writer, "run", clock.now, stop) as run_id:
        loop = FeedLoop(config, tuple(Feed(url=url) for url in urls), writer, clock, fetcher, stop, run_id)
        with shown(Report(f"soak, {len(urls)} feeds")) as display:
            loop.follow(display, until=clock.now() + timedelta(seconds=args.seconds))
        print(display.report.line())
    with open_published(args.store) as store:
        store.sql("SELECT kind, outcome, reason, count(*) AS n FROM fetches GROUP BY ALL ORDER BY kind, n DESC").show(max_rows=100)
        store.sql("FROM store_info").show()


if __name__ == "__main__":
    main()
