"""The mini-internet: six invented outlets and some odd hosts, played on loopback for the demo and the integration tests.

    with MiniInternet() as net:
        ...  # subscribe to net.feeds; fetch with net.resolver.resolve, net.resolver.dial and net.allow_private
        net.day = 2

Addresses are names under `.example` without ports, so that ids and rows come out the same wherever the servers happen to listen.
"""

import errno
import ipaddress
import socket
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from newsbeam.pipeline.demo.archive import write_archive
from newsbeam.pipeline.demo.expected import Expected, expected
from newsbeam.pipeline.demo.newsroom import DAYS
from newsbeam.pipeline.demo.web_site import FEEDS, HOSTS, Conditions, Reply, Request, answer
from newsbeam.transforms.errors import TemporaryError

LOOPBACK = "127.0.0.1"
DRIP_PIECES = 100
"""In how many pieces the slow page comes."""
IDLE_SECONDS = 30
"""A connection on which nothing is asked is closed."""


class Hit(NamedTuple):
    """One request that a server got, and the status that it answered."""

    request: Request
    status: int


@dataclass(frozen=True, slots=True)
class Resolver:
    """How names become connections in the mini-internet: the two functions that the guarded HTTP client takes in place of the system's.

    Each host has an invented loopback address, and only the dialer knows at which port it really listens. Numeric addresses resolve to
    themselves, as everywhere: whether they may be connected to is the client's decision. Can be pickled.
    """

    ports: tuple[tuple[str, int], ...]
    """Each host name with the loopback port that plays its port 80."""

    def resolve(self, host: str, port: int) -> list[str]:  # noqa: ARG002 -- the signature of a resolver
        """The addresses of `host`.

        Raises:
            socket.gaierror: there is no such host.
        """
        for number, (name, _) in enumerate(self.ports):
            if name == host:
                return [_address(number)]
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            raise socket.gaierror(socket.EAI_NONAME, f"{host} is not part of the mini-internet") from None

    def dial(self, address: str, port: int, timeout: float) -> socket.socket:
        """A connected socket.

        Raises:
            OSError: nobody listens there, or it is outside the machine, where the mini-internet does not reach.
        """
        real = {(_address(number), 80): listening for number, (_, listening) in enumerate(self.ports)}.get((address, port))
        if real is None and not ipaddress.ip_address(address).is_loopback:
            raise OSError(errno.ENETUNREACH, f"{address}:{port} is not part of the mini-internet")
        return socket.create_connection((address, port) if real is None else (LOOPBACK, real), timeout)


def _address(number: int) -> str:
    return f"127.80.0.{number + 1}"


class MiniInternet:
    """Starts the servers on entering, ends them on leaving.

    Args:
        first_port: one port a host from here on; 0: whichever are free.
        drip_seconds: how long the slow page takes in all: more than the fetcher's deadline.
        retry_after_seconds: what the overloaded host asks for.
    """

    def __init__(self, first_port: int = 0, drip_seconds: float = 20, retry_after_seconds: int = 2) -> None:
        self.day = 1
        self.drip_seconds = drip_seconds
        self.retry_after_seconds = retry_after_seconds
        self.closing = threading.Event()
        self._first_port = first_port
        self._servers: dict[str, _Server] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._hits: list[Hit] = []

    def __enter__(self) -> Self:
        """Start.

        Raises:
            TemporaryError: a port is taken.
        """
        try:
            for number, host in enumerate((*HOSTS, PRIVATE)):
                self._servers[host] = self._listen(host, self._first_port + number if self._first_port else 0)
        except TemporaryError:
            self._close()
            raise
        for server in self._servers.values():
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), name=f"demo-{server.host}", daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End all servers, slow replies included."""
        self.closing.set()
        for server in self._servers.values():
            server.shutdown()
        self._close()
        for thread in self._threads:
            thread.join()

    @property
    def feeds(self) -> tuple[str, ...]:
        """The addresses of all feeds."""
        return FEEDS

    @property
    def resolver(self) -> Resolver:
        """How names become connections here."""
        return Resolver(tuple((host, self._servers[host].server_port) for host in HOSTS))

    @property
    def allow_private(self) -> tuple[str, ...]:
        """`host:port` of what may be fetched: everything but the private server that a trap leads to."""
        return tuple(f"{host}:80" for host in HOSTS)

    @property
    def private_url(self) -> str:
        """The address that nobody may fetch."""
        return f"http://{LOOPBACK}:{self._servers[PRIVATE].server_port}/admin"

    @property
    def now(self) -> datetime:
        """The evening of the virtual day, after everything of the day is online."""
        return datetime.combine(DAYS[self.day - 1], time(20), UTC)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What the public servers were asked, in the order of arrival."""
        return tuple(hit for hit in self._snapshot() if hit.request.host != PRIVATE)

    @property
    def private_hits(self) -> tuple[Hit, ...]:
        """What the private server was asked: nothing, if the address guard holds."""
        return tuple(hit for hit in self._snapshot() if hit.request.host == PRIVATE)

    def archive_dir(self, target: Path) -> Path:
        """Write the folder that the demo backfills: raw dumps and a small WARC."""
        return write_archive(target)

    @property
    def expected(self) -> Expected:
        """What a right pipeline finds here."""
        return expected()

    def reply(self, request: Request) -> Reply:
        """Answer a request and note it."""
        with self._lock:
            n_before = sum(hit.request[:2] == request[:2] for hit in self._hits)
            if request.host == PRIVATE:
                reply = Reply(200, (("Content-Type", "text/plain"),), b"the master key\n")
            else:
                reply = answer(request, Conditions(self.day, self.private_url, self.retry_after_seconds, n_before))
            self._hits.append(Hit(request, reply.status))
        return reply

    def _snapshot(self) -> list[Hit]:
        with self._lock:
            return list(self._hits)

    def _listen(self, host: str, port: int) -> "_Server":
        try:
            return _Server(self, host, port)
        except OSError as error:
            where = f"{LOOPBACK}:{port} ({error.strerror})"
            raise TemporaryError(f"the demo's server for {host} cannot listen on {where}; name other ports") from error

    def _close(self) -> None:
        for server in self._servers.values():
            server.server_close()


PRIVATE = "private"
"""The key of the server behind the address guard; it has no name."""


class _Server(ThreadingHTTPServer):
    """One host: its port alone tells whom the request is for."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, net: MiniInternet, host: str, port: int) -> None:
        self.net, self.host = net, host
        super().__init__((LOOPBACK, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A fetcher that hangs up, as at a deadline, is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    server: _Server

    def do_GET(self) -> None:
        """Answer."""
        ask = self.headers.get
        request = Request(self.server.host, self.path, ask("If-None-Match"), ask("If-Modified-Since"), ask("User-Agent"))
        reply = self.server.net.reply(request)
        try:
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has seen enough: that is what some of the traps are for

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.drip:
            self._drip(reply.body)
        else:
            self.wfile.write(reply.body)

    def _drip(self, body: bytes) -> None:
        """Send a body piece by piece, and stop when the mini-internet ends."""
        net = self.server.net
        size = -(-len(body) // DRIP_PIECES)
        for start in range(0, len(body), size):
            if net.closing.wait(net.drip_seconds / DRIP_PIECES):
                self.close_connection = True
                return
            self.wfile.write(body[start : start + size])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `hits` has it."""

    def version_string(self) -> str:
        """The Server header."""
        return "mini-internet"
