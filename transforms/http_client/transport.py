"""One HTTP request and its whole reply, over a connection from `newsbeam.transforms.http_client.connection`."""

import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from functools import lru_cache
from typing import NamedTuple

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from newsbeam.transforms.core.web import encodings
from newsbeam.transforms.core.web.urls import Address
from newsbeam.transforms.errors import InputError, Permanent, Transient
from newsbeam.transforms.http_client import connection

PIECE = 64 * 1024
"""Bytes read at a time."""


_BROKEN: tuple[type[Exception], ...] = (
    EOFError,
    OSError,
    ValueError,
    http.client.HTTPException,
    urllib3.exceptions.HTTPError,
    *encodings.ERRORS,
)
"""All that a hostile reply makes the libraries raise."""


class Limit(NamedTuple):
    """How much of a body is taken."""

    max_bytes: int
    """On the wire, and decoded."""
    cut: bool = False
    """Take the first `max_bytes` of a larger body instead of refusing it."""


class Raw(NamedTuple):
    """A reply as it came; header names in lower case; the body decoded, of successes only."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()
    """Its `Set-Cookie` headers."""


def get(address: Address, headers: dict[str, str], limit: Limit, opener: Callable[[], socket.socket], deadline: connection.Deadline) -> Raw:
    """Send one GET and read its reply; redirects are not followed and statuses not judged.

    Args:
        opener: connects, once.

    Raises:
        Transient: `connect_failed`, `tls_failed`, `bad_reply`, `deadline`, and what `opener` raises.
        Permanent: `too_large`, `decode_failed`.
    """
    connection = _connection(address, opener, deadline.remaining)
    try:
        connection.request("GET", address.target, headers=headers, preload_content=False, decode_content=False)
        with closing(connection.getresponse()) as response:
            got = {name.lower(): value for name, value in response.headers.items()}
            body = _body(response, got, limit) if 200 <= response.status < 300 else b""
            return Raw(response.status, got, body, tuple(response.headers.getlist("set-cookie")))
    except _BROKEN as error:
        raise deadline.error() if deadline.passed else _network_error(address, error) from error
    finally:
        connection.close()


class _Http(HTTPConnection):
    """A connection over a socket that was opened, and guarded, elsewhere."""

    opener: Callable[[], socket.socket]

    def _new_conn(self) -> socket.socket:
        return self.opener()


class _Https(HTTPSConnection):
    """The same with TLS, verified against the host's name."""

    opener: Callable[[], socket.socket]

    def _new_conn(self) -> socket.socket:
        return self.opener()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _connection(address: Address, opener: Callable[[], socket.socket], timeout: float) -> _Http | _Https:
    connection: _Http | _Https
    if address.scheme == "https":
        connection = _Https(address.host, address.port, timeout=timeout, ssl_context=_tls())
    else:
        connection = _Http(address.host, address.port, timeout=timeout)
    connection.opener = opener
    return connection


class _Wire:
    """The undecoded body, counted."""

    def __init__(self, response: urllib3.HTTPResponse, limit: Limit) -> None:
        self._response, self._limit, self._n_bytes = response, limit, 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._response.read(size if size > 0 else PIECE, decode_content=False)
        self._n_bytes += len(data)
        if self._n_bytes > self._limit.max_bytes + PIECE and not self._limit.cut:
            raise Permanent("too_large", f"more than {self._limit.max_bytes} bytes on the wire")
        return data


def _body(response: urllib3.HTTPResponse, headers: dict[str, str], limit: Limit) -> bytes:
    """The decoded body.

    Raises:
        Permanent: `too_large`, `decode_failed`.
    """
    length = headers.get("content-length", "")
    if not limit.cut and length.isascii() and length.isdigit() and int(length[:20]) > limit.max_bytes:
        raise Permanent("too_large", f"{length[:20]} bytes announced, {limit.max_bytes} allowed")
    stream = encodings.decoded(_Wire(response, limit), headers.get("content-encoding", ""))
    body = bytearray()
    while len(body) <= limit.max_bytes and (piece := stream.read(PIECE)):
        body += piece
    if len(body) > limit.max_bytes and not limit.cut:
        raise Permanent("too_large", f"more than {limit.max_bytes} bytes")
    return bytes(body[: limit.max_bytes])


_UNKNOWN_AUTHORITY = frozenset({18, 19, 20, 21})
"""OpenSSL's codes: self-signed, in the chain too, the issuer not found, the first certificate not to be verified."""


def _tls_cause(error: Exception) -> str:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return str(error)
    said = f"certificate verify failed: {error.verify_message}"
    if error.verify_code not in _UNKNOWN_AUTHORITY:
        return said
    return f"{said} (to trust an authority of your own, name a file with its certificate in the environment's SSL_CERT_FILE)"


def _network_error(address: Address, error: Exception) -> InputError:
    detail = f"{address.host_port}: {type(error).__name__}: {error}"[:500]
    if isinstance(error, encodings.ERRORS):
        return Permanent("decode_failed", detail)
    if isinstance(error, ssl.SSLError | urllib3.exceptions.SSLError):
        return Transient("tls_failed", f"{address.host_port}: {_tls_cause(error)}"[:500])
    if isinstance(error, OSError):
        return Transient("connect_failed", detail)
    return Transient("bad_reply", detail)
