"""Child processes from the parent's side: the fork server that starts them, and the channel to each."""

import contextlib
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable

from newsbeam.transforms.errors import TemporaryError
from newsbeam.transforms.execution.channel import ANSWER, END, ORDER, READY, START, receive, send

START_SECONDS = 60.0
"""For a fork server to import its libraries, or a child to start, on a busy machine."""
END_SECONDS = 2.0
"""For a fork server to end by itself."""
STARTS = 3
"""Tries to start a child before it is given up."""


class ForkServer:
    """The process that forks children; started when the first child is wanted, and again when it does not answer."""

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._closed = False
        self._channels: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def child(self) -> "Child":
        """A new child that has said that it is ready.

        Raises:
            TemporaryError: none can be started.
        """
        reason = ""
        for again in range(STARTS):
            time.sleep(again)  # a machine that lacks memory or processes may have them in a moment
            ours, theirs = socket.socketpair()
            self._channels.add(ours)
            try:
                with theirs:
                    number = self._order(START, 0, theirs)
                child = Child(ours, number, self)
                if child.is_ready():
                    return child
                reason = f"the child ended with code {child.end()} while it started"
            except OSError as error:
                ours.close()
                reason = f"{type(error).__name__}: {error}".rstrip(": ")
        raise TemporaryError(f"no child process can be started ({reason}): see that there is memory for one, then start again")

    def end(self, number: int) -> int:
        """Kill a child if it lives; its exit status, 0 if that cannot be told."""
        try:
            return self._order(END, number)
        except OSError:
            return 0  # the fork server is gone, and the child with it or soon after

    def close(self) -> None:
        """End the process, and its children with it."""
        with self._lock:
            self._closed = True
            self._drop()

    def abandon(self) -> None:
        """Close this process's copies of the sockets."""
        for one in (self._control, *self._channels):
            if one is not None:
                one.close()

    def _order(self, wanted: bytes, number: int, channel: socket.socket | None = None) -> int:
        """Give an order and take its answer; a server that fails is gone afterwards, so that the next order starts another."""
        with self._lock:
            control = self._control
            if control is None:
                if wanted == END or self._closed:
                    raise ConnectionError("the fork server is gone")
                control = self._open()
            try:
                control.settimeout(START_SECONDS)
                socket.send_fds(control, [ORDER.pack(wanted, number)], [channel.fileno()] if channel else [])
                answer = control.recv(ANSWER.size, socket.MSG_WAITALL)
                if len(answer) < ANSWER.size:
                    raise ConnectionError(f"the fork server ended with code {self._process.poll() if self._process else None}")
                return int(ANSWER.unpack(answer)[0])
            except OSError:
                self._drop()
                raise

    def _open(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as failed:
            failed.callback(ours.close)
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "newsbeam.transforms.execution.fork_server", str(theirs.fileno()), str(self._memory_mb)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,  # a terminal's Ctrl-C is not for it
            )
            failed.pop_all()
        self._control = ours
        return ours

    def _drop(self) -> None:
        if self._control is not None:
            self._control.close()  # it ends its children, and itself
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(timeout=END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


def _environment() -> dict[str, str]:
    """The parent's, with its import path. Children share the cores among themselves: threads within each would only fight."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return os.environ | threads | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if isinstance(path, str) and path)}


class Child:
    """One child and the channel to it."""

    def __init__(self, channel: socket.socket, number: int, fork_server: ForkServer) -> None:
        self._channel, self._number, self._fork_server = channel, number, fork_server
        self.done = 0

    def is_ready(self) -> bool:
        """Whether it says so in time."""
        with contextlib.suppress(OSError):
            return receive(self._channel, _countdown(START_SECONDS)) == (0.0, READY)
        return False

    def call(self, task: bytes, seconds: float) -> tuple[object, BaseException | None]:
        """Have a task done; its result, or the exception that ends the run.

        Raises:
            TimeoutError: it took longer. EOFError, OSError: the child died.
        """
        self.done += 1
        left = _countdown(seconds)
        self._channel.settimeout(seconds)
        send(self._channel, task, seconds)
        answer = receive(self._channel, left)
        if answer is None:
            raise EOFError
        result, error = pickle.loads(answer[1])
        return result, error

    def end(self) -> int:
        """Kill it; its exit status."""
        self._channel.close()
        return self._fork_server.end(self._number)


def _countdown(seconds: float) -> Callable[[], float]:
    """Seconds that are left, whenever asked."""
    end = time.monotonic() + seconds

    def left() -> float:
        return end - time.monotonic()

    return left
