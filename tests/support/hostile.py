"""A server on loopback that answers each path with raw bytes, or misbehaves as it is told."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = bytes | Callable[[socket.socket], None]
"""What a path is answered with: bytes, or a function that talks to the client until it returns."""


def reply(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A whole, well-formed reply; `content_type="text/html"` becomes `content-type: text/html`."""
    lines = [
        f"HTTP/1.1 {status} Reason",
        f"content-length: {len(body)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Server:
    """The running server."""

    port: int
    answers: dict[str, Answer]
    requests: list[str] = field(default_factory=list)
    """Whole request heads, in order of arrival."""
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def host_port(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [request.split(" ")[1] for request in self.requests]

    def url(self, path: str) -> str:
        return f"http://{self.host_port}{path}"

    def drip(self, before: bytes, drop: bytes) -> Callable[[socket.socket], None]:
        """Send `before`, then `drop` again and again until the client has gone or the test is over."""

        def answer(client: socket.socket) -> None:
            client.sendall(before)
            while not self.stop.wait(0.02):
                client.sendall(drop)

        return answer

    def flood(self, before: bytes, piece: bytes) -> Callable[[socket.socket], None]:
        """Send `before`, then `piece` as fast as possible."""

        def answer(client: socket.socket) -> None:
            client.sendall(before)
            while not self.stop.is_set():
                client.sendall(piece)

        return answer


@contextmanager
def serving(answers: dict[str, Answer] | None = None) -> Iterator[Server]:
    """Run a server; paths without an answer get a 404."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1], answers if answers is not None else {})
    accepting = threading.Thread(target=_accept, args=(listener, server), daemon=True)
    accepting.start()
    try:
        yield server
    finally:
        server.stop.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()


def _accept(listener: socket.socket, server: Server) -> None:
    while not server.stop.is_set():
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(client, server), daemon=True).start()


def _serve(client: socket.socket, server: Server) -> None:
    with client:
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = client.recv(65536)
                if not piece:
                    return
                head += piece
            server.requests.append(head.decode("latin-1"))
            answer = server.answers.get(server.paths[-1], reply(404))
            if isinstance(answer, bytes):
                client.sendall(answer)
            else:
                answer(client)
        except OSError:
            return  # the client has gone, as it should
