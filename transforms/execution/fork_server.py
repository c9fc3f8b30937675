"""The process that forks the sandbox's children, and what a child does.

    python -P -m newsbeam.transforms.execution.fork_server FD MEMORY_MB

It imports what children need once, so that a new child starts in milliseconds, shares that memory with its siblings, and runs the code that
was installed when this process began, whatever is installed since. It has no threads, so forking is safe; the worker has many.

Orders come over the socket FD, each answered with one number in eight bytes:

- `start`, with a socket's descriptor beside it: fork a child that serves that socket; the answer is its process id.
- `end` and a process id: kill that child if it lives; the answer is its exit status, negative for a signal.

It ends, and its children with it, when the other end of its socket is closed, however that comes about.
"""

import gc
import os
import pickle
import resource
import signal
import socket
import sys
from contextlib import suppress

import spacy  # noqa: F401  for the children

from newsbeam.transforms.core import steps  # noqa: F401  for the children
from newsbeam.transforms.errors import Permanent
from newsbeam.transforms.execution.channel import ANSWER, ORDER, READY, START, receive, send
from newsbeam.transforms.execution.guard import guarded

LAST_RESORT_SECONDS = 10.0
"""A child that nobody is left to end, ends itself so long after its item's deadline."""


def main(arguments: list[str]) -> None:
    """Serve orders until there is nobody to give them."""
    control, memory_mb = socket.socket(fileno=int(arguments[0])), int(arguments[1])
    for number in (signal.SIGINT, signal.SIGTERM):  # they are for the parent, which ends its children in order
        signal.signal(number, signal.SIG_IGN)
    gc.freeze()  # what is there by now is shared with children, not copied by their collector
    children: set[int] = set()
    try:
        with suppress(ConnectionError):  # whoever gave them is gone
            _serve_orders(control, memory_mb, children)
    finally:
        for child in children:
            _end(child)


def _serve_orders(control: socket.socket, memory_mb: int, children: set[int]) -> None:
    while order := _order(control):
        wanted, child, descriptor = order
        if wanted == START:
            answer = _start(control, descriptor, memory_mb)
            children.add(answer)
        else:
            answer = _end(child) if child in children else 0  # the number may by now be another process's
            children.discard(child)
        control.sendall(ANSWER.pack(answer))


def _order(control: socket.socket) -> tuple[bytes, int, int] | None:
    data, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
    while data and len(data) < ORDER.size:
        more = control.recv(ORDER.size - len(data))
        data = data + more if more else b""
    if not data:
        return None
    wanted, number = ORDER.unpack(data)
    return wanted, number, descriptors[0] if descriptors else -1


def _start(control: socket.socket, descriptor: int, memory_mb: int) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            control.close()
            serve(socket.socket(fileno=descriptor), memory_mb)
            status = 0
        finally:
            os._exit(status)
    os.close(descriptor)
    return child


def _end(child: int) -> int:
    """Kill one that was not yet waited for, so that its number is still its own."""
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def serve(channel: socket.socket, memory_mb: int) -> None:
    """Run in a child: handle one task after another, until the channel closes."""
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    send(channel, READY)
    while (message := receive(channel)) is not None:
        seconds, task = message
        signal.setitimer(signal.ITIMER_REAL, seconds + LAST_RESORT_SECONDS)
        answer = answer_of(task)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(channel, answer)


def answer_of(task: bytes) -> bytes:
    """The pickled result of a pickled `(fn, item)`, or the exception that ends the whole run: `(result, None)` or `(None, exception)`."""
    try:
        fn, item = pickle.loads(task)
    except Exception as error:  # noqa: BLE001  this item's own trouble
        return _not_passed(error)
    try:
        result = guarded(fn, item)
    except Exception as error:  # noqa: BLE001  what is no fault of the item: the parent raises it
        return _pickled(None, error)
    return _pickled(result, None)


def _pickled(result: object, error: Exception | None) -> bytes:
    try:
        return pickle.dumps((result, error))
    except Exception as trouble:  # noqa: BLE001  too large, too deep, or of a kind that does not travel
        return _not_passed(trouble)


def _not_passed(error: Exception) -> bytes:
    told = Permanent("internal_error", f"it cannot be passed between processes: {type(error).__name__}: {error}"[:1000])
    return pickle.dumps((told, None))


if __name__ == "__main__":
    main(sys.argv[1:])
