"""How the sandbox, its fork server and its children talk: orders with a number for an answer, and messages of bytes, over sockets."""

import socket
import struct
from collections.abc import Callable
from typing import Final

ORDER: Final = struct.Struct("!cq")
"""What is wanted (`START` or `END`), and a process id or 0."""
ANSWER: Final = struct.Struct("!q")
HEADER: Final = struct.Struct("!dQ")
"""Before each message to a child: the seconds it may take, and how many bytes follow. Before a child's answer: 0 and the bytes."""
START, END = b"s", b"e"
READY = b"ready"


def send(channel: socket.socket, data: bytes, seconds: float = 0.0) -> None:
    """One message. Raises OSError if nobody listens, TimeoutError if the channel has a deadline and it passes."""
    channel.sendall(HEADER.pack(seconds, len(data)))
    channel.sendall(data)


def receive(channel: socket.socket, remaining: Callable[[], float] | None = None) -> tuple[float, bytes] | None:
    """The next message, or None if the other end is closed before or within it.

    Args:
        remaining: seconds until the deadline, asked before each wait; None: there is none.

    Raises:
        TimeoutError: the deadline passed. OSError: the channel is broken.
    """
    header = _read(channel, HEADER.size, remaining)
    if header is None:
        return None
    seconds, size = HEADER.unpack(header)
    data = _read(channel, size, remaining)
    return None if data is None else (seconds, data)


def _read(channel: socket.socket, size: int, remaining: Callable[[], float] | None) -> bytes | None:
    data = bytearray(size)
    view, at = memoryview(data), 0
    while at < size:
        if remaining is not None:
            left = remaining()
            if left <= 0:
                raise TimeoutError
            channel.settimeout(left)
        got = channel.recv_into(view[at:])
        if got == 0:
            return None
        at += got
    return bytes(data)
