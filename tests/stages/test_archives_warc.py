"""WARC files."""

import bz2
import gzip
import random
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from benchmarks import make_warc
from newsbeam.transforms.archives import ReadLimits
from newsbeam.transforms.core.steps import clean_document
from newsbeam.transforms.records import Failure
from tests.stages.archive_samples import HTML, TEXT, Write, brief, pages, read, read_pages, record, response


def test_captures_are_documents_and_what_is_said_about_them_is_not(write: Write) -> None:
    first, second = pages(2)
    others = [response(kind=kind) for kind in ("warcinfo", "request", "metadata", "unheard-of")]
    records = read_pages(write("a.warc", others[0] + others[1] + first + b"".join(others[2:]) + second))
    assert [page.origin.url for page in records] == ["https://a.example/0", "https://a.example/1"]
    page = records[1]
    assert (page.form, page.status, page.content_type) == ("html", 200, "text/html; charset=utf-8")
    assert page.body == HTML + b"<!-- 1 -->"
    assert page.origin.name.endswith("/a.warc#1")
    assert page.origin.fetched_at == datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert page.origin.order == (3, 1)


PACKED: dict[str, Callable[[list[bytes]], bytes]] = {
    "plain": b"".join,
    "gzip, a record a member": lambda parts: b"".join(map(gzip.compress, parts)),
    "gzip in one": lambda parts: gzip.compress(b"".join(parts)),
    "zstd, a record a frame": lambda parts: b"".join(map(zstandard.compress, parts)),
    "zstd in one": lambda parts: zstandard.compress(b"".join(parts)),
    "bzip2": lambda parts: bz2.compress(b"".join(parts)),
    "gzip of gzip": lambda parts: gzip.compress(gzip.compress(b"".join(parts))),
}


@pytest.mark.parametrize("packing", PACKED)
def test_compression_makes_no_difference(write: Write, packing: str) -> None:
    records = read_pages(write("a.bin", PACKED[packing](pages(3))))
    assert [page.body for page in records] == [HTML + b"<!-- %d -->" % i for i in range(3)]
    assert [page.origin.name[-2:] for page in records] == ["#0", "#1", "#2"]


ONE = b"".join(pages(1))
CODED = {"gzip": gzip.compress(HTML), "deflate": zlib.compress(HTML), "zstd": zstandard.compress(HTML)}
RESPONSES = [
    ("not found", response(status="404 Not Found"), "http_404"),
    ("gone", response(status="410 Gone"), "http_410"),
    ("forbidden", response(status="403 Forbidden"), "http_4xx"),
    ("too many", response(status="429 Slow"), "http_429"),
    ("server fault", response(status="503 Busy"), "http_5xx"),
    ("moved", response(status="301 Moved"), "http_unexpected"),
    ("no status", response(status="strange"), "http_unexpected"),
    ("image", response(headers="Content-Type: image/png\r\n"), "wrong_type"),
    ("a document that says it is a page", response(body=b"%PDF-1.7\n"), "wrong_type"),
    ("feed", response(headers="Content-Type: application/rss+xml\r\n", body=b"<rss>"), "wrong_type"),
    ("plain text", response(headers="Content-Type: text/plain\r\n", body=TEXT), "dump"),
    ("rules for robots", response(headers="Content-Type: text/plain\r\n", body=b"Disallow: /"), "not_an_article"),
    ("a script called text", record("resource", b"x: 1\ny: 2\n", "text/plain", "https://a.example/a.js?v=1"), "not_an_article"),
    ("settings without an address", record("resource", b"x: 1\ny: 2\n", "text/plain", "urn:x"), "dump"),
    ("data called text", response(headers="Content-Type: text/plain\r\n", body=b'{"a": 1}'), "wrong_type"),
    ("dns", response().replace(b"HTTP/1.1 200 OK\r\n", b"20240101000000\r\n"), "wrong_type"),
    ("a page without an HTTP header", record("response", HTML, "text/html"), "html"),
    ("a blank line before the reply", record("response", b"\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML), "html"),
    ("no blank line behind the header", record("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html"), "empty"),
    ("a folded header", response(headers="Content-Type: text/html;\r\n charset=utf-8\r\n"), "html"),
    ("a resource", record("resource", HTML, "text/html; charset=utf-8"), "html"),
    ("a resource that is a picture", record("resource", b"\x89PNG", "image/png"), "wrong_type"),
    ("a large resource", record("resource", HTML + b"x" * 5_000, "text/html"), "too_large"),
    ("a conversion", record("conversion", TEXT, "text/plain"), "dump"),
    ("an empty conversion", record("conversion", b"\n", "text/plain"), "empty"),
    ("a revisit", record("revisit", b"HTTP/1.1 200 OK\r\n\r\n"), "no_content"),
    ("a part of a record", record("continuation", b"</p>"), "no_content"),
    ("HTML called text", response(headers="Content-Type: text/plain\r\n"), "html"),
    ("no content type", response(headers=""), "html"),
    ("xhtml", response(headers="Content-Type: application/xhtml+xml\r\n"), "html"),
    ("any 2xx", response(status="203 Transformed"), "html"),
    ("no body", response(body=b""), "empty"),
    ("large body", response(body=HTML + b"x" * 5_000), "too_large"),
    ("large record", response(body=HTML + b"x" * 80_000), "too_large"),
    ("compression bomb", response(body=gzip.compress(b"x" * 10_000_000), headers="Content-Encoding: gzip\r\n"), "too_large"),
    ("broken coding", response(body=b"\x1f\x8b\x08rubbish", headers="Content-Encoding: gzip\r\n"), "decode_failed"),
    ("unknown coding", response(body=bytes(range(256)), headers="Content-Encoding: rot13\r\n"), "decode_failed"),
    ("a word that is no coding", response(headers="Content-Type: text/html\r\nContent-Encoding: utf-8\r\n"), "html"),
    ("many codings", response(headers="Content-Encoding: gzip\r\n" * 9), "decode_failed"),
    ("endless header", response(headers="X: " + "x" * 66_000 + "\r\n"), "bad_archive"),
]


@pytest.mark.parametrize(("record", "expected"), [case[1:] for case in RESPONSES], ids=[case[0] for case in RESPONSES])
def test_kinds_of_response(write: Write, record: bytes, expected: str) -> None:
    records = read(write("a.warc", ONE + record + ONE))
    assert brief(records) == ["html", expected, "html"]
    if isinstance(records[1], Failure):
        refused = expected.startswith("http_") or expected in ("wrong_type", "no_content", "not_an_article")
        assert records[1].outcome == ("refused" if refused else "dead")
        assert str(records[1].origin.url).startswith("https://a.example/")


def test_a_refused_response_keeps_its_status(write: Write) -> None:
    (failure,) = read(write("a.warc", response(status="404 Not Found")))
    assert (failure.status, failure.payload) == (404, None)


@pytest.mark.parametrize("coding", CODED)
def test_content_encodings_are_undone(write: Write, coding: str) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(CODED[coding]), CODED[coding])
    records = [response(body=CODED[coding], headers=f"Content-Encoding: {coding}\r\n")]
    records += [response(body=chunked, headers=f"Transfer-Encoding: chunked\r\nContent-Encoding: {coding}\r\n")]
    assert [page.body for page in read_pages(write("a.warc", b"".join(records)))] == [HTML, HTML]


CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n"
BODIES: dict[str, tuple[str, bytes]] = {
    "chunked is announced, the body is gzip without chunks": ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", CODED["gzip"]),
    "chunks are left, nothing is announced": ("", CHUNKED % (len(HTML), HTML)),
    "chunks and gzip are left, nothing is announced": ("", CHUNKED % (len(CODED["gzip"]), CODED["gzip"])),
    "gzip is left": ("", CODED["gzip"]),
    "zstd is left": ("", CODED["zstd"]),
    "gzip twice, announced once": ("Content-Encoding: gzip", gzip.compress(CODED["gzip"])),
    "no such coding": ("Content-Encoding: none", HTML),
    "gzip without its end": ("Content-Encoding: gzip", CODED["gzip"][:-6]),
}


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"], ids=["crlf", "lf"])
@pytest.mark.parametrize("case", BODIES)
def test_bodies_that_are_not_as_announced(write: Write, case: str, newline: bytes) -> None:
    header, body = BODIES[case]
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}".strip().encode().replace(b"\r\n", newline)
    (page,) = read_pages(write("a.warc", record("response", head + newline * 2 + body)))
    assert page.body == HTML
    assert (page.content_type, page.status) == ("text/html", 200)


def test_headers_whose_lines_end_in_line_feeds(write: Write) -> None:
    one = record("response", b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + HTML)
    (first, second) = read_pages(write("a.warc", one.replace(b"\r\n", b"\n") * 2))
    assert (first.body, second.body) == (HTML, HTML)
    assert first.origin.url == "https://a.example/1"


def test_a_page_s_text_beside_the_page_is_not_another_page(write: Write) -> None:
    text = [record("resource", TEXT, "text/plain", f"urn:text:https://a.example/{name}") for name in ("0", "alone")]
    first, second = read_pages(write("a.warc", pages(1)[0] + b"".join(text)))
    assert [(page.form, page.origin.url) for page in (first, second)] == [
        ("html", "https://a.example/0"),
        ("dump", "https://a.example/alone"),
    ]


def test_an_archive_without_documents_says_what_is_in_it(write: Write) -> None:
    (failure,) = read(write("a.warc", response(kind="request") + response(kind="metadata") * 2))
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.outcome) == ("no_content", "refused")
    assert "2 metadata, 1 request" in failure.detail


ARC_HEAD = b"1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n"
REPLY = b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n\n" + HTML


def arc(*records: tuple[bytes, bytes]) -> bytes:
    first = b"filedesc://a.arc 0.0.0.0 20240203040506 text/plain %d\n%s\n" % (len(ARC_HEAD), ARC_HEAD)
    return first + b"".join(b"%s %d\n%s\n" % (line, len(block), block) for line, block in records)


ARCS = {
    "version 1": b"http://a.example/1 192.0.2.1 20240203040506 text/html",
    "version 2": b"http://a.example/1 192.0.2.1 20240203040506 text/html 200 - - 0 a.arc",
    "a blank in the address and the type": b"http://a.example/a b 192.0.2.1 20240203040506 text/html; charset=utf-8",
}


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
@pytest.mark.parametrize("version", ARCS)
def test_arc_the_format_before_warc(write: Write, version: str, packed: Callable[[bytes], bytes]) -> None:
    (page, last) = read_pages(write("a.arc", packed(arc((ARCS[version], REPLY), (ARCS["version 1"], REPLY)))))
    assert (page.form, page.body, page.status) == ("html", HTML, 200)
    assert page.origin.url == ARCS[version].decode().split(" 192")[0]
    assert page.origin.fetched_at == last.origin.fetched_at == datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)


def test_a_damaged_arc(write: Write) -> None:
    whole = arc((ARCS["version 1"], REPLY), (ARCS["version 1"], REPLY))
    assert brief(read(write("a.arc", whole[:-20]))) == ["html", "bad_archive"]
    assert brief(read(write("b.arc", whole + b"rubbish\n"))) == ["html", "html", "bad_archive"]


@pytest.mark.parametrize("header", ["Content-Encoding: gzip", "Content-Encoding: br", "Transfer-Encoding: chunked", "Content-Encoding: x"])
def test_bodies_that_a_crawler_decoded_but_whose_header_it_left(write: Write, header: str) -> None:
    (page,) = read_pages(write("a.warc", response(headers=f"{header}\r\n")))
    assert page.body == HTML


def test_addresses_in_angle_brackets(write: Write) -> None:
    (page,) = read(write("a.warc", response("<https://a.example/x>")))
    assert page.origin.url == "https://a.example/x"


def test_a_body_that_breaks_off_is_marked_as_such(write: Write) -> None:
    body = HTML.replace(b"</body>", bytes(f"<p>{list(range(300))}</p></body>", "ascii"))
    packed = gzip.compress(body)
    headers = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    whole, broken = read_pages(write("a.warc", response(body=packed, headers=headers) + response(body=packed[:-100], headers=headers)))
    assert (whole.body, whole.detail) == (body, None)
    assert body.startswith(broken.body)
    assert broken.detail == f"broken off or damaged after {len(broken.body):,} bytes: the text is what comes before"
    assert clean_document(replace(broken, form="clean", body=b"The weir gave way in the night.")).article.detail == broken.detail


def cut(parts: list[bytes], packed: Callable[[bytes], bytes], drop: int) -> bytes:
    return b"".join(map(packed, parts))[:-drop]


DAMAGED = [
    ("cut in a body", cut(pages(3), bytes, 30), 2),
    ("cut in a header", cut(pages(3), bytes, len(pages(3)[2]) - 60), 2),
    ("cut between header and body", cut(pages(3), bytes, len(pages(3)[2]) - 300), 2),
    ("cut gzip", cut(pages(3), gzip.compress, 30), 2),
    ("cut gzip in a header", cut(pages(3), gzip.compress, len(gzip.compress(pages(3)[2])) - 20), 2),
    ("cut in the trailer of gzip", gzip.compress(b"".join(pages(3)))[:-9], 3),
    ("cut zstd", cut(pages(3), zstandard.compress, 30), 2),
    ("rubbish after", b"".join(pages(2)) + b"rubbish\r\n", 2),
    ("rubbish between", pages(1)[0] + b"rubbish\r\n\r\n" + pages(1)[0], 1),
    ("rubbish after gzip", b"".join(map(gzip.compress, pages(2))) + b"rubbish", 2),
    ("a length too long", pages(1)[0] + response(length=9_999), 1),
    ("a header without end", pages(1)[0] + b"WARC/1.0\r\n" + b"X: y\r\n" * 12_000 + pages(1)[0], 1),
    ("no length", pages(1)[0] + response().replace(b"Content-Length", b"Content-Breadth"), 1),
]


@pytest.mark.parametrize(("data", "n_whole"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED])
def test_a_damaged_archive_gives_what_came_before_and_one_failure(write: Write, data: bytes, n_whole: int) -> None:
    path = write("a.warc.gz", data)
    records = read(path)
    assert brief(records) == ["html"] * n_whole + ["bad_archive"]
    assert isinstance(records[-1], Failure)
    assert "rest cannot be read" in records[-1].detail
    assert brief(read(path, skip=n_whole)) == ["bad_archive"]
    assert read(path, skip=n_whole + 1) == []


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
@pytest.mark.parametrize("given_pages", [False, True], ids=["invented", "copies"])
def test_the_benchmark_s_archives_hold_different_pages(tmp_path: Path, write: Write, name: str, given_pages: bool) -> None:
    write("given/a.html.gz", gzip.compress(HTML))
    rng = random.Random(1)
    endless = make_warc.mutated_pages(tmp_path / "given", rng) if given_pages else make_warc.invented_pages(rng)
    with (tmp_path / name).open("wb") as out:
        n, size = make_warc.write_warc(out, endless, 2_000, compressed=name.endswith(".gz"))
    found = read_pages(tmp_path / name, ReadLimits())
    assert [page.form for page in found] == ["html"] * n
    assert sum(len(page.body) for page in found) == size >= 2_000
    assert len({page.origin.url for page in found}) == n
