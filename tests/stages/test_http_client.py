import gzip
import socket
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
import zstandard

from newsbeam.transforms.core.web import encodings
from newsbeam.transforms.errors import InputError, Permanent, Refused, Transient
from newsbeam.transforms.http_client.client import Client, FetchPolicy
from newsbeam.transforms.http_client.grants import Grant
from tests.support.hostile import Server, reply, serving

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
QUICK = 0.3
"""Seconds of deadline where one is meant to pass."""


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def client(server: Server, **policy: object) -> Client:
    given: dict[str, object] = {"deadline_seconds": 5.0, "allow_private": frozenset({server.host_port}), "max_page_bytes": 100_000}
    return Client(FetchPolicy(**{**given, **policy}), now=lambda: NOW)  # type: ignore[arg-type]


def error_of(call: Callable[[], object]) -> InputError:
    with pytest.raises(InputError) as caught:
        call()
    return caught.value


# --- what comes back ---


def test_a_page_comes_back_whole(server: Server) -> None:
    server.answers["/a?b=1"] = reply(body=b"<p>Hello", content_type="text/html", etag='"1"')
    got = client(server, user_agent="newsbeam/1 (+mailto:desk@outlet.example)").get(server.url("/a?b=1#c"))
    assert (got.status, got.body, got.headers["etag"]) == (200, b"<p>Hello", '"1"')
    assert (got.final_url, got.permanent_redirect_to) == (server.url("/a?b=1"), None)
    assert "User-Agent: newsbeam/1 (+mailto:desk@outlet.example)\r\n" in server.requests[0]
    assert f"Host: {server.host_port}\r\n" in server.requests[0]


TEXT = b"A long text about nothing. " * 400
RAW_DEFLATE = zlib.compressobj(wbits=-15)
ENCODED = {
    "identity": TEXT,
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]),
    "deflate": zlib.compress(TEXT),
    "Deflate": RAW_DEFLATE.compress(TEXT) + RAW_DEFLATE.flush(),
    "zstd": zstandard.compress(TEXT),
    "deflate, gzip": gzip.compress(zlib.compress(TEXT)),
    "gzip, with an end of its own": gzip.compress(TEXT) + b"<!-- served in 0.01 s -->",
}


@pytest.mark.parametrize("name", ENCODED)
def test_content_encodings_are_undone(server: Server, name: str) -> None:
    server.answers["/"] = reply(body=ENCODED[name], content_encoding=name.partition(", with")[0])
    assert client(server).get(server.url("/")).body == TEXT


NO_ENCODINGS = {
    "a charset": ("utf-8", TEXT),
    "a charset in capitals": ("UTF-8", TEXT),
    "none": ("none", TEXT),
    "binary": ("binary", TEXT),
    "a bucket's word": ("aws-chunked", TEXT),
    "an encoding of long ago": ("sdch", TEXT),
    "a word that is none over bytes that are no text": ("8bit", bytes(99)),
    "a charset, then gzip": ("UTF-8, gzip", gzip.compress(TEXT)),
    "gzip, then a charset": ("gzip,utf-8", gzip.compress(TEXT)),
    "many charsets": ("utf-8," * 50, TEXT),
    "gzip over text": ("gzip", TEXT),
    "gzip twice over once": ("gzip, gzip", gzip.compress(TEXT)),
    "deflate over text": ("deflate", b"<!doctype html><html><body><p>" + TEXT),
    "deflate over a short text": ("deflate", b"<p>Hello"),
    "zstd over text": ("zstd", TEXT),
    "brotli over text": ("br", b"<!doctype html><html><body><p>" + TEXT),
    "compress over text": ("x-compress", TEXT),
    "gzip over nothing": ("gzip", b""),
}


@pytest.mark.parametrize("name", NO_ENCODINGS)
def test_encodings_are_undone_where_there_are_any(server: Server, name: str) -> None:
    announced, body = NO_ENCODINGS[name]
    server.answers["/"] = reply(body=body, content_encoding=announced)
    assert client(server).get(server.url("/")).body == (TEXT if body.startswith(b"\x1f\x8b") else body)


def test_brotli_is_undone_if_available(server: Server) -> None:
    brotli = pytest.importorskip("brotli")
    server.answers["/"] = reply(body=brotli.compress(TEXT), content_encoding="br")
    assert "br" in encodings.ACCEPTED
    assert client(server).get(server.url("/")).body == TEXT


def test_chunks_are_joined(server: Server) -> None:
    server.answers["/"] = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nHello\r\n7\r\n, world\r\n0\r\n\r\n"
    assert client(server).get(server.url("/")).body == b"Hello, world"


def test_environment_proxies_are_not_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    server.answers["/"] = reply(body=b"direct")
    assert client(server).get(server.url("/")).body == b"direct"


# --- hostile replies ---


def bomb(encoder: Callable[[bytes], bytes]) -> bytes:
    return encoder(bytes(20_000_000))


HOSTILE_BYTES: dict[str, tuple[bytes, str]] = {
    "no status line": (b"SSH-2.0-OpenSSH_9.6\r\n", "bad_reply"),
    "closed at once": (b"", "connect_failed"),
    "shorter than announced": (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort", "bad_reply"),
    "broken chunk length": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\nHello", "bad_reply"),
    "chunks that end early": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nHello", "bad_reply"),
    "two lengths": (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nHello!", "bad_reply"),
    "a thousand headers": (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 1000 + b"\r\n", "bad_reply"),
    "an endless header line": (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000 + b"\r\n\r\n", "bad_reply"),
    "neither gzip nor text": (reply(body=bytes(99), content_encoding="gzip"), "decode_failed"),
    "neither deflate nor text": (reply(body=b"\xff\0\xff", content_encoding="deflate"), "decode_failed"),
    "neither zstd nor text": (reply(body=bytes(99), content_encoding="zstd"), "decode_failed"),
    "gzip that ends early": (reply(body=gzip.compress(TEXT)[:-20], content_encoding="gzip"), "bad_reply"),
    "deflate that ends early": (reply(body=zlib.compress(TEXT)[:-20], content_encoding="deflate"), "bad_reply"),
    "an encoding that nobody here knows": (reply(body=b"\x1f\x9d\x90\0\1", content_encoding="compress"), "decode_failed"),
    "encodings without end": (reply(body=b"x", content_encoding="gzip," * 50), "decode_failed"),
    "announced too large": (b"HTTP/1.1 200 OK\r\ncontent-length: 100001\r\n\r\n", "too_large"),
    "announced absurdly": (b"HTTP/1.1 200 OK\r\ncontent-length: " + b"9" * 5000 + b"\r\n\r\n", "too_large"),
    "gzip bomb": (reply(body=bomb(gzip.compress), content_encoding="gzip"), "too_large"),
    "deflate bomb": (reply(body=bomb(zlib.compress), content_encoding="deflate"), "too_large"),
    "zstd bomb": (reply(body=bomb(zstandard.compress), content_encoding="zstd"), "too_large"),
    "bomb in a bomb": (reply(body=gzip.compress(bomb(gzip.compress)), content_encoding="gzip, gzip"), "too_large"),
    "partial content": (reply(206, b"part"), "http_unexpected"),
    "not modified, unasked": (reply(304), "http_unexpected"),
    "redirect to nowhere": (reply(302), "http_unexpected"),
    "redirect to a script": (reply(302, location="javascript:alert(1)"), "bad_url"),
    "redirect to a file": (reply(302, location="file:///etc/passwd"), "bad_url"),
    "redirect to itself": (reply(302, location="/"), "too_many_redirects"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_BYTES)
def test_hostile_bytes(server: Server, name: str) -> None:
    server.answers["/"], reason = HOSTILE_BYTES[name]
    assert error_of(lambda: client(server).get(server.url("/"))).reason == reason


DRIPS: dict[str, tuple[bytes, bytes]] = {
    "in the body": (b"HTTP/1.1 200 OK\r\ncontent-length: 90000\r\n\r\n", b"."),
    "in the body without a length": (b"HTTP/1.1 200 OK\r\n\r\n", b"."),
    "in the chunks": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\n.\r\n"),
    "in the headers": (b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
    "in the status line": (b"HTTP/1.1 200 ", b"O"),
    "in one header": (b"HTTP/1.1 200 OK\r\nx: ", b"y"),
    "in continues": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "in gzip": (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n" + gzip.compress(b""), gzip.compress(b"")),
    "nothing at all": (b"", b""),
}


@pytest.mark.parametrize("name", DRIPS)
def test_a_slow_drip_meets_the_deadline(server: Server, name: str) -> None:
    server.answers["/"] = server.drip(*DRIPS[name])
    error = error_of(lambda: client(server, deadline_seconds=QUICK).get(server.url("/")))
    assert (type(error), error.reason) == (Transient, "deadline")


def test_an_endless_body_is_cut_off(server: Server) -> None:
    server.answers["/"] = server.flood(b"HTTP/1.1 200 OK\r\n\r\n", bytes(65536))
    assert error_of(lambda: client(server).get(server.url("/"))).reason == "too_large"
    assert client(server).get(server.url("/"), max_bytes=1000, cut=True).body == bytes(1000)


def test_an_endless_body_that_unfolds_to_nothing_is_cut_off(server: Server) -> None:
    server.answers["/"] = server.flood(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n", gzip.compress(b"") * 1000)
    assert error_of(lambda: client(server).get(server.url("/"))).reason == "too_large"


def test_a_resolver_that_hangs_meets_the_deadline(server: Server) -> None:
    def hang(host: str, port: int) -> list[str]:
        server.stop.wait(5)
        return []

    hanging = replace(client(server, deadline_seconds=QUICK), resolver=hang)
    assert error_of(lambda: hanging.get("http://outlet.example/")).reason == "deadline"


# --- statuses ---

STATUSES: dict[int, tuple[type[InputError], str]] = {
    204: (Permanent, ""),
    300: (Permanent, "http_unexpected"),
    401: (Refused, "http_4xx"),
    404: (Refused, "http_404"),
    408: (Transient, "http_4xx"),
    410: (Refused, "http_410"),
    429: (Transient, "http_429"),
    451: (Refused, "http_4xx"),
    500: (Transient, "http_5xx"),
    503: (Transient, "http_5xx"),
    999: (Permanent, "http_unexpected"),
}


@pytest.mark.parametrize("status", STATUSES)
def test_statuses(server: Server, status: int) -> None:
    server.answers["/"] = reply(status)
    kind, reason = STATUSES[status]
    if not reason:
        assert client(server).get(server.url("/")).status == status
        return
    error = error_of(lambda: client(server).get(server.url("/")))
    assert (type(error), error.reason, error.status) == (kind, reason, status)


RETRY_AFTER = {
    "120": 120,
    "Wed, 01 May 2024 12:10:00 GMT": 600,
    "Wed, 01 May 2024 11:00:00 GMT": 0,
    "99999999999999": 86_400,
    "Wed, 01 May 2099 12:10:00 GMT": 86_400,
    "soon": None,
}


@pytest.mark.parametrize("value", RETRY_AFTER)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(server: Server, status: int, value: str) -> None:
    server.answers["/"] = reply(status, retry_after=value)
    assert error_of(lambda: client(server).get(server.url("/"))).retry_after_seconds == RETRY_AFTER[value]


def test_not_modified_is_an_answer_to_a_conditional_request(server: Server) -> None:
    server.answers["/"] = reply(304, etag='"1"')
    got = client(server).get(server.url("/"), {"If-None-Match": '"1"'})
    assert (got.status, got.body) == (304, b"")
    assert 'If-None-Match: "1"' in server.requests[0]


# --- redirects ---


def test_redirects_are_followed_and_the_permanent_start_of_the_way_is_told(server: Server) -> None:
    server.answers |= {
        "/1": reply(301, location="/2"),
        "/2": reply(308, location=server.url("/3")),
        "/3": reply(302, location="?x=1"),
        "/3?x=1": reply(301, location="/5"),
        "/5": reply(body=b"here"),
    }
    got = client(server).get(server.url("/1"))
    assert (got.body, got.final_url, got.permanent_redirect_to) == (b"here", server.url("/5"), server.url("/3"))


def test_too_many_redirects(server: Server) -> None:
    server.answers |= {f"/{n}": reply(302, location=f"/{n + 1}") for n in range(10)}
    assert error_of(lambda: client(server, max_redirects=3).get(server.url("/0"))).reason == "too_many_redirects"
    assert server.paths == ["/0", "/1", "/2", "/3"]


def test_a_redirect_to_another_loopback_port_is_refused(server: Server) -> None:
    with serving({"/": reply(body=b"secret")}) as inner:
        server.answers["/"] = reply(302, location=inner.url("/"))
        error = error_of(lambda: client(server).get(server.url("/")))
        assert (type(error), error.reason, inner.requests) == (Refused, "private_address", [])


def test_a_hop_can_be_vetoed(server: Server) -> None:
    server.answers["/"] = reply(302, location="/private")

    def veto(url: str) -> None:
        raise Refused("robots_disallowed", url)

    assert error_of(lambda: client(server).get(server.url("/"), check_hop=veto)).reason == "robots_disallowed"
    assert server.paths == ["/"]


def moving(server: Server, *to: str, cookie: str) -> None:
    """`/0` leads to the first of these, `/1` to the second and so on."""
    for number, target in enumerate(to):
        server.answers[f"/{number}"] = reply(302, location=target, set_cookie=cookie)


def wants_cookie(server: Server, path: str, body: bytes, status: int = 302) -> None:
    """Redirect to the same address until the cookie comes back."""

    def answer(client: socket.socket) -> None:
        known = "cookie: seen=1" in server.requests[-1].lower()
        client.sendall(reply(body=body) if known else reply(status, location=path, set_cookie="seen=1; Path=/; HttpOnly"))

    server.answers[path] = answer


@pytest.mark.parametrize("status", [301, 302, 303, 307])
def test_a_redirect_that_waits_for_its_cookie_ends(server: Server, status: int) -> None:
    wants_cookie(server, "/a", b"here", status)
    fetching = client(server)
    assert fetching.get(server.url("/a")).body == b"here"
    assert fetching.get(server.url("/a")).body == b"here"
    assert ["cookie: seen=1" in request.lower() for request in server.requests] == [False, True, False, True]  # none outlives its fetch


def test_a_redirect_that_sets_ever_new_cookies_does_not_go_on_for_ever(server: Server) -> None:
    def answer(stream: socket.socket) -> None:
        stream.sendall(reply(302, location="/a", set_cookie=f"n={len(server.requests)}"))

    server.answers["/a"] = answer
    assert error_of(lambda: client(server).get(server.url("/a"))).reason == "too_many_redirects"
    assert len(server.requests) == 6


HOSTILE_COOKIES = {
    "of another host": "seen=1; Domain=elsewhere.example",
    "for TLS only": "seen=1; Secure",
    "for another path": "seen=1; Path=/elsewhere",
    "too long": "seen=1" + "x" * 5000,
    "no cookie": ";;;=;",
    "bytes": "s\u00e9en=\u00e9; Max-Age=x",
}


@pytest.mark.parametrize("name", HOSTILE_COOKIES)
def test_cookies_that_are_not_sent_back(server: Server, name: str) -> None:
    moving(server, "/1", cookie=HOSTILE_COOKIES[name])
    server.answers["/1"] = reply(body=b"here")
    assert client(server).get(server.url("/0")).body == b"here"
    assert "seen=1" not in server.requests[1]


# --- redirects in pages ---


def refresh(url: str) -> bytes:
    return reply(body=f'<meta http-equiv="refresh" content="0; url={url}">'.encode(), content_type="text/html; charset=utf-8")


def test_redirects_in_pages_are_followed_if_that_is_wished(server: Server) -> None:
    server.answers |= {"/0": refresh("/1"), "/1": reply(body=b"<script>location.replace('/2')</script>"), "/2": reply(body=b"<p>here")}
    got = client(server).get(server.url("/0"), in_page=True)
    assert (got.body, got.final_url, got.permanent_redirect_to) == (b"<p>here", server.url("/2"), None)
    assert client(server).get(server.url("/0")).final_url == server.url("/0")


def test_redirects_in_pages_count_and_are_guarded_like_others(server: Server) -> None:
    server.answers |= {f"/{n}": refresh(f"/{n + 1}") for n in range(10)}
    assert error_of(lambda: client(server, max_redirects=3).get(server.url("/0"), in_page=True)).reason == "too_many_redirects"
    assert len(server.requests) == 4
    with serving({"/": reply(body=b"secret")}) as inner:
        server.answers["/0"] = refresh(inner.url("/"))
        assert error_of(lambda: client(server).get(server.url("/0"), in_page=True)).reason == "private_address"
        assert inner.requests == []


@pytest.mark.parametrize("target", ["/0", "#top", "javascript:alert(1)", ""])
def test_a_page_that_sends_readers_nowhere_else_is_what_there_is(server: Server, target: str) -> None:
    server.answers["/0"] = refresh(target)
    assert client(server).get(server.url("/0"), in_page=True).body.startswith(b"<meta")
    assert len(server.requests) == 1


def test_only_web_pages_send_readers_on(server: Server) -> None:
    server.answers["/0"] = refresh("/1").replace(b"text/html", b"text/plain")
    assert client(server).get(server.url("/0"), in_page=True).final_url == server.url("/0")


# --- rights of single feeds ---


def test_headers_of_a_feed_stay_on_its_host(server: Server) -> None:
    with serving({"/there": reply(body=b"there")}) as other:
        server.answers |= {"/feed": reply(302, location="/moved"), "/moved": reply(302, location=other.url("/there"))}
        given = Grant(frozenset({other.host_port}), f"http://{server.host_port}", {"authorization": "Basic eDp5", "User-Agent": "desk"})
        assert client(server).get(server.url("/feed"), grant=given).body == b"there"
        assert ["authorization: Basic eDp5" in request for request in server.requests] == [True, True]
        assert ["User-Agent: desk" in request for request in server.requests] == [True, True]
        assert "authorization" not in other.requests[0].lower()
        assert "User-Agent: newsbeam" in other.requests[0]


def test_a_cookie_of_a_feed_goes_with_those_of_the_way(server: Server) -> None:
    wants_cookie(server, "/a", b"here")
    given = Grant(host=f"http://{server.host_port}", headers={"Cookie": "member=7"})
    with pytest.raises(InputError):  # the server looks for its own one at the front
        client(server).get(server.url("/a"), grant=given)
    assert "Cookie: member=7; seen=1" in server.requests[1]


def test_a_private_address_of_one_feed_is_none_of_another(server: Server) -> None:
    server.answers["/a"] = reply(body=b"here")
    guarded = client(server, allow_private=frozenset())
    assert guarded.get(server.url("/a"), grant=Grant(frozenset({server.host_port}))).body == b"here"
    assert error_of(lambda: guarded.get(server.url("/a"))).reason == "private_address"
    assert len(server.requests) == 1


def test_credentials_in_a_redirect_are_neither_sent_nor_told(server: Server) -> None:
    server.answers |= {
        "/0": reply(302, location=f"http://desk:hunter2@{server.host_port}/1"),
        "/1": reply(302, location="ftp://desk:hunter2@files.example/"),
    }
    error = error_of(lambda: client(server).get(server.url("/0")))
    assert (error.reason, server.paths) == ("bad_url", ["/0", "/1"])
    assert "hunter2" not in error.detail + "".join(server.requests)


# --- private addresses: nothing is ever sent ---


@dataclass
class Network:
    """A stand-in for resolver and dialler, which remembers what was dialled."""

    names: dict[str, list[str]] = field(default_factory=dict)
    dialled: list[str] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[str]:
        if host not in self.names:
            raise OSError("no such name")
        return self.names[host]

    def dial(self, address: str, port: int, timeout: float) -> socket.socket:
        self.dialled.append(f"{address} {port}")
        raise ConnectionRefusedError("stub")

    def reason(self, url: str, *allow_private: str) -> str:
        guarded = Client(FetchPolicy(allow_private=frozenset(allow_private)), self.resolve, self.dial)
        return error_of(lambda: guarded.get(url)).reason


PRIVATE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.1.2.3", "169.254.169.254", "172.16.0.1", "192.0.0.1", "192.0.2.1", "192.168.0.1",
    "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "fc00::1",
    "fd12::1",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "not an address",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    network = Network({"outlet.example": [address]})
    assert network.reason("https://outlet.example/a") == "private_address"
    assert network.dialled == []


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4001::1", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_public_addresses_are_dialled_as_checked(address: str) -> None:
    network = Network({"outlet.example": [address]})
    assert network.reason("https://outlet.example/a") == "connect_failed"
    assert network.dialled == [f"{address} 443"]


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    network = Network({"outlet.example": ["8.8.8.8", "10.0.0.1"]})
    assert network.reason("http://outlet.example/") == "private_address"
    assert network.dialled == []


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "0",
        "127.0.0.1.",
        "１２７.0.0.1",
        "127。0。0。1",
        "%31%32%37.0.0.1",
        "[::1]",
    ],
)
def test_other_spellings_of_loopback_are_refused(host: str) -> None:
    network = Network({"127.0.0.1": ["127.0.0.1"], "0.0.0.0": ["0.0.0.0"], "::1": ["::1"]})
    assert network.reason(f"http://{host}/") == "private_address"
    assert network.dialled == []


def test_exactly_the_allowed_pairs_pass() -> None:
    network = Network({"127.0.0.1": ["127.0.0.1"], "intranet.example": ["10.0.0.1"], "evil.example": ["127.0.0.1"], "::1": ["::1"]})
    allowed = ("127.0.0.1:8797", "intranet.example:80", "[::1]:8080")
    assert network.reason("http://127.0.0.1:8797/", *allowed) == "connect_failed"
    assert network.reason("http://127.1:8797/", *allowed) == "connect_failed"
    assert network.reason("http://intranet.example/", *allowed) == "connect_failed"
    assert network.reason("http://[::1]:8080/", *allowed) == "connect_failed"
    dialled = list(network.dialled)
    assert network.reason("http://127.0.0.1:8798/", *allowed) == "private_address"
    assert network.reason("https://intranet.example/", *allowed) == "private_address"
    assert network.reason("http://evil.example:8797/", *allowed) == "private_address"
    assert network.dialled == dialled == ["127.0.0.1 8797", "127.0.0.1 8797", "10.0.0.1 80", "::1 8080"]


@pytest.mark.parametrize(
    "url",
    ["ftp://outlet.example/", "http://user:pw@outlet.example/", "http://user@outlet.example/", "http://outlet.example:22/",
    "http://outlet.example:6667/",
     "http://outlet.example:0/", "http://[fe80::1%25eth0]/", "http:///a", "a/b", ""],
)  # fmt: skip
def test_addresses_that_are_never_asked_for(url: str) -> None:
    network = Network({"outlet.example": ["8.8.8.8"]})
    assert network.reason(url) == "bad_url"
    assert network.dialled == []


def test_names_without_address() -> None:
    assert Network().reason("http://outlet.example/") == "dns_failed"
    assert Network({"outlet.example": []}).reason("http://outlet.example/") == "dns_failed"


def test_names_that_no_resolver_takes() -> None:
    assert error_of(lambda: Client(FetchPolicy(), dialer=Network().dial).get(f"http://{'a' * 70}.example/")).reason == "bad_url"
