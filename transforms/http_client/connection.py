"""Connections that are guarded: a total deadline that nothing survives, and no way into private networks.

The address that is checked is the address that is connected to: names are resolved here, every answer is judged, and the connection is
made to the number. A name that changes its answer in between (DNS rebinding) gains nothing.
"""

import queue
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from newsbeam.transforms.core.web.addresses import is_public
from newsbeam.transforms.core.web.urls import Address
from newsbeam.transforms.errors import Permanent, Refused, Transient

MAX_ADDRESSES = 3
"""Addresses of one host that are tried."""
CONNECT_SECONDS = 10.0
"""For one address; the total deadline holds besides."""

Resolve = Callable[[str, int], list[str]]
"""(host, port) -> numeric addresses; raises OSError."""
Dial = Callable[[str, int, float], socket.socket]
"""(numeric address, port, timeout) -> a connected socket; raises OSError."""


def resolve(host: str, port: int) -> list[str]:
    """The host's addresses, as the system's resolver orders them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def dial(address: str, port: int, timeout: float) -> socket.socket:
    """A connected socket; `timeout` also holds for each later operation."""
    return socket.create_connection((address, port), timeout)


class Deadline:
    """A total time limit on one fetch, redirects included: when it passes, the connection is shut under whoever reads from it.

    Timeouts of sockets hold for one operation each, so a server that sends a byte a second never meets them. Reading from a socket that
    was shut looks like the end of the reply: whoever reads must ask `passed` before believing what was read.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._fired = False
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            while self._watched:
                self._watched.pop().close()

    @property
    def remaining(self) -> float:
        """Seconds left, at least a moment: zero would make a socket non-blocking."""
        return max(self._end - time.monotonic(), 0.001)

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return self._fired or time.monotonic() >= self._end

    def error(self) -> Transient:
        """What to raise when it passed."""
        return Transient("deadline", f"no whole reply within {self.seconds:g} s")

    def watch(self, sock: socket.socket) -> None:
        """Shut this connection when time is over. A duplicate handle is kept, as TLS takes the socket itself away."""
        with self._lock:
            self._watched.append(sock.dup())
        if self.passed:
            self._shut()

    def _shut(self) -> None:
        with self._lock:
            self._fired = True
            for sock in self._watched:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it is closed already


def connect(
    address: Address, deadline: Deadline, allow_private: frozenset[str], resolver: Resolve = resolve, dialer: Dial = dial
) -> socket.socket:
    """Connect to the host of `address`.

    Args:
        allow_private: `host:port` pairs that may be private, spelt as in the address.

    Raises:
        Refused: `private_address`: one of the host's addresses is not public.
        Transient: `dns_failed`, `connect_failed` or `deadline`.
        Permanent: `bad_url`: the name cannot be looked up at all.
    """
    numbers = _resolved(address, deadline, resolver)
    if address.host_port not in allow_private:
        for number in numbers:
            if not is_public(number):
                raise Refused("private_address", f"{address.host_port} is at {number}; the feed's allow_private does not list it")
    causes = []
    for number in numbers[:MAX_ADDRESSES]:
        if deadline.passed:
            raise deadline.error()
        try:
            sock = dialer(number, address.port, min(CONNECT_SECONDS, deadline.remaining))
        except OSError as error:
            causes.append(f"{number}: {error}")
            continue
        sock.settimeout(deadline.remaining)
        deadline.watch(sock)
        return sock
    raise Transient("connect_failed", f"{address.host_port}: {'; '.join(causes)}")


def _resolved(address: Address, deadline: Deadline, resolver: Resolve) -> list[str]:
    """Ask the resolver in a thread of its own: a look-up cannot be interrupted, but it need not be waited for."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(resolver(address.host, address.port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True, name="look-up").start()
    try:
        answer = answers.get(timeout=deadline.remaining)
    except queue.Empty:
        raise deadline.error() from None
    if isinstance(answer, UnicodeError):
        raise Permanent("bad_url", f"{address.host[:100]} cannot be a host name: {answer}")
    if isinstance(answer, Exception) or not answer:
        raise Transient("dns_failed", f"{address.host}: {answer or 'no address'}")
    return answer
