"""WARC files."""

import bz2
import gzip
import random
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from benchmarks import make_warc
from newsbeam.transforms.archives import ReadLimits
from newsbeam.transforms.records import Failure
from tests.stages.archive_samples import HTML, Write, brief, pages, read, read_pages, response


def test_responses_are_documents_and_nothing_else_is(write: Write) -> None:
    first, second = pages(2)
    others = [response(kind=kind) for kind in ("warcinfo", "request", "metadata", "revisit", "resource")]
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
    ("feed", response(headers="Content-Type: application/rss+xml\r\n", body=b"<rss>"), "wrong_type"),
    ("plain text", response(headers="Content-Type: text/plain\r\n", body=b"Disallow: /"), "wrong_type"),
    ("dns", response().replace(b"HTTP/1.1 200 OK\r\n", b"20240101000000\r\n"), "wrong_type"),
    ("HTML called text", response(headers="Content-Type: text/plain\r\n"), "html"),
    ("no content type", response(headers=""), "html"),
    ("xhtml", response(headers="Content-Type: application/xhtml+xml\r\n"), "html"),
    ("any 2xx", response(status="203 Transformed"), "html"),
    ("no body", response(body=b""), "empty"),
    ("large body", response(body=HTML + b"x" * 5_000), "too_large"),
    ("large record", response(body=HTML + b"x" * 80_000), "too_large"),
    ("compression bomb", response(body=gzip.compress(b"x" * 10_000_000), headers="Content-Encoding: gzip\r\n"), "too_large"),
    ("broken coding", response(body=b"\x1f\x8b\x08rubbish", headers="Content-Encoding: gzip\r\n"), "decode_failed"),
    ("unknown coding", response(body=b"rubbish", headers="Content-Encoding: rot13\r\n"), "decode_failed"),
    ("many codings", response(headers="Content-Encoding: gzip\r\n" * 9), "decode_failed"),
    ("endless header", response(headers="X: " + "x" * 60_000 + "\r\n"), "bad_archive"),
]


@pytest.mark.parametrize(("record", "expected"), [case[1:] for case in RESPONSES], ids=[case[0] for case in RESPONSES])
def test_kinds_of_response(write: Write, record: bytes, expected: str) -> None:
    records = read(write("a.warc", ONE + record + ONE))
    assert brief(records) == ["html", expected, "html"]
    if isinstance(records[1], Failure):
        refused = expected.startswith("http_") or expected == "wrong_type"
        assert records[1].outcome == ("refused" if refused else "dead")
        assert records[1].origin.url == "https://a.example/1"


def test_a_refused_response_keeps_its_status(write: Write) -> None:
    (failure,) = read(write("a.warc", response(status="404 Not Found")))
    assert (failure.status, failure.payload) == (404, None)


@pytest.mark.parametrize("coding", CODED)
def test_content_encodings_are_undone(write: Write, coding: str) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(CODED[coding]), CODED[coding])
    records = [response(body=CODED[coding], headers=f"Content-Encoding: {coding}\r\n")]
    records += [response(body=chunked, headers=f"Transfer-Encoding: chunked\r\nContent-Encoding: {coding}\r\n")]
    assert [page.body for page in read_pages(write("a.warc", b"".join(records)))] == [HTML, HTML]


@pytest.mark.parametrize("header", ["Content-Encoding: gzip", "Content-Encoding: br", "Transfer-Encoding: chunked", "Content-Encoding: x"])
def test_bodies_that_a_crawler_decoded_but_whose_header_it_left(write: Write, header: str) -> None:
    (page,) = read_pages(write("a.warc", response(headers=f"{header}\r\n")))
    assert page.body == HTML


def test_addresses_in_angle_brackets(write: Write) -> None:
    (page,) = read(write("a.warc", response("<https://a.example/x>")))
    assert page.origin.url == "https://a.example/x"


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
