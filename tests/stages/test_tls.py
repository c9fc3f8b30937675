"""TLS: only certificates that can be verified pass, and what was wrong with the others is told."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsbeam.transforms.errors import InputError, Transient
from newsbeam.transforms.http_client import transport
from newsbeam.transforms.http_client.client import Client, FetchPolicy

CERTIFICATES = Path(__file__).parents[1] / "support" / "certificates"
REPLY = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"


@contextmanager
def speaking(certificate: str | None) -> Iterator[int]:
    """A server for one client, on the port that is given; without certificate it does not speak TLS."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listener.accept()
        with client:
            client.settimeout(5)
            try:
                if certificate is None:
                    client.sendall(b"220 mail.example ready\r\n")
                    client.recv(1000)
                    return
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(CERTIFICATES / certificate)
                with context.wrap_socket(client, server_side=True) as safe:
                    safe.recv(10_000)
                    safe.sendall(REPLY)
            except OSError:
                return  # the client did not like what it saw

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.close()
    thread.join(5)


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The invented authority is trusted, as users have it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "authority.pem"))
    transport._tls.cache_clear()
    yield
    transport._tls.cache_clear()


def get(port: int) -> bytes:
    client = Client(FetchPolicy(deadline_seconds=5, allow_private=frozenset({f"127.0.0.1:{port}"})))
    return client.get(f"https://127.0.0.1:{port}/").body


def failure(certificate: str | None) -> InputError:
    with speaking(certificate) as port, pytest.raises(InputError) as caught:
        get(port)
    assert (type(caught.value), caught.value.reason) == (Transient, "tls_failed")
    return caught.value


def test_an_unknown_authority_is_told_and_how_to_add_it() -> None:
    detail = failure("good.pem").detail
    assert "certificate verify failed: unable to get local issuer certificate" in detail
    assert "SSL_CERT_FILE" in detail


@pytest.mark.usefixtures("trusting")
def test_an_authority_of_ones_own_passes() -> None:
    with speaking("good.pem") as port:
        assert get(port) == b"hello"


CAUSES = {
    "expired.pem": "certificate verify failed: certificate has expired",
    "other-host.pem": "certificate verify failed: IP address mismatch, certificate is not valid for '127.0.0.1'",
    None: "[SSL: ",
}


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("certificate", CAUSES)
def test_other_causes_are_told(certificate: str | None) -> None:
    detail = failure(certificate).detail
    assert CAUSES[certificate] in detail
    assert "SSL_CERT_FILE" not in detail
