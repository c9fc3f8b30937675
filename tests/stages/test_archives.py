import bz2
import gzip
import io
import itertools
import json
import os
import random
import sys
import tarfile
import threading
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import make_warc
from transforms.archives import InputFile, ReadLimits, find_inputs, read_records
from transforms.errors import ConfigError, Permanent
from transforms.records import Failure, FeedEntry, Page, ParsedFeed

WRITTEN = datetime(2023, 5, 6, 7, 8, 9, tzinfo=UTC)
HTML = b"<!doctype html><html><body><p>The bridge over the Lowmere is open again.</p></body></html>"
TEXT = b"Bridge opens\n\nThe bridge over the Lowmere is open again.\n"
SMALL = ReadLimits(max_record_bytes=5_000, max_line_bytes=10_000, max_feed_bytes=5_000, max_payload_bytes=3_000, max_members=5)


def parse_feed(body: bytes, content_type: str | None, feed_url: str) -> ParsedFeed:
    """Stands for the real parser: an entry for each <item>, with its content if it has any."""
    if b"broken" in body:
        raise Permanent("bad_feed", "not a feed")
    items = [item.split("</item>")[0] for item in body.decode(errors="replace").split("<item>")[1:]]
    return ParsedFeed(
        "F", "en", tuple(FeedEntry("", f"https://a.example/{i}", f"g{i}", "T", WRITTEN, html=html) for i, html in enumerate(items))
    )


def read(path: Path, limits: ReadLimits = SMALL, skip: int = 0) -> list[Page | Failure]:
    (file,) = find_inputs([str(path)])
    return list(read_records(file, 3, limits, parse_feed, skip))


def brief(records: list[Page | Failure]) -> list[str]:
    """`html`, `dump`, `clean` for pages, the reason for failures."""
    return [r.form if isinstance(r, Page) else r.reason for r in records]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write_file(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))
        return path

    return write_file


Write = Callable[[str, bytes], Path]

# --- building archives -----------------------------------------------------------------------------------------------


def response(
    url: str = "https://a.example/1",
    body: bytes = HTML,
    headers: str = "Content-Type: text/html; charset=utf-8\r\n",
    status: str = "200 OK",
    kind: str = "response",
    length: int | None = None,
) -> bytes:
    http = f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-03T04:05:06Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) if length is None else length}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def pages(n: int) -> list[bytes]:
    return [response(f"https://a.example/{i}", HTML + b"<!-- %d -->" % i) for i in range(n)]


def zipped(*members: tuple[str, bytes], at: tuple[int, ...] = (2024, 1, 2, 3, 4, 6)) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, at)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def tarred(*members: tuple[str, bytes], mtime: int = 1_704_164_646) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), mtime
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


# --- finding ---------------------------------------------------------------------------------------------------------


def names(*paths: object) -> list[str]:
    return [Path(file.path).name for file in find_inputs([str(path) for path in paths])]


def test_folders_are_walked_in_order_without_hidden_names(tmp_path: Path, write: Write) -> None:
    for name in ("b/2.html", "b/10.html", "a/x.txt", ".hidden", ".git/config", "c.html"):
        write(name, HTML)
    assert names(tmp_path) == ["c.html", "x.txt", "10.html", "2.html"]


def test_files_and_patterns(tmp_path: Path, write: Write) -> None:
    for name in ("2.html", "1.html", "3.txt", "deep/4.html"):
        write(name, HTML)
    assert names(tmp_path / "3.txt", tmp_path / "*.html") == ["3.txt", "1.html", "2.html"]
    assert sorted(names(tmp_path / "**/*.html")) == ["1.html", "2.html", "4.html"]


def test_a_name_that_looks_like_a_pattern(tmp_path: Path, write: Write) -> None:
    write("[1].html", HTML)
    write("1.html", HTML)
    assert names(tmp_path / "[1].html") == ["[1].html"]


def test_a_file_reached_twice_is_listed_once(tmp_path: Path, write: Write) -> None:
    path = write("a/1.html", HTML)
    assert names(path, tmp_path, tmp_path / "a" / ".." / "a", tmp_path / "**") == ["1.html"]


@pytest.mark.parametrize(("path", "said"), [("nowhere.html", "no file or folder"), ("*.nothing", "no file matches the pattern")])
def test_a_missing_path_is_said_before_anything_is_read(tmp_path: Path, write: Write, path: str, said: str) -> None:
    first = write("a.html", HTML)
    with pytest.raises(ConfigError, match=said) as raised:
        find_inputs([str(first), str(tmp_path / path)])
    assert path in str(raised.value)


def test_an_input_is_named_after_its_content(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def input_of(data: bytes) -> InputFile:
        (file,) = find_inputs([str(write("a.txt", data))])
        return file

    first = input_of(b"x" * 200_000)
    assert (first.size, first.mtime, first.path) == (200_000, WRITTEN, str(tmp_path / "a.txt"))
    os.utime(tmp_path / "a.txt", (1, 1))
    monkeypatch.chdir(tmp_path)
    (touched,) = find_inputs(["./a.txt"])
    assert touched.input_id == first.input_id
    others = [b"x" * 199_999, b"y" + b"x" * 199_999, b"x" * 199_999 + b"y", b"x" * 100_000 + b"y" + b"x" * 99_999]
    assert len({first.input_id, *(input_of(data).input_id for data in others)}) == 5


def test_standard_input_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def inputs(data: bytes) -> list[InputFile]:
        read_end, write_end = os.pipe()
        writer = threading.Thread(target=lambda: (os.write(write_end, data), os.close(write_end)))
        writer.start()
        with os.fdopen(read_end) as pipe:
            monkeypatch.setattr(sys, "stdin", pipe)
            found = list(find_inputs(["-", "-"]))
        writer.join()
        return found

    data = zipped(("a.html", HTML))  # which cannot be read without going back
    (file,) = inputs(data)
    assert (file.path, file.size) == ("-", len(data))
    (page,) = read_records(file, 0, SMALL, parse_feed)
    assert page.origin.name == "-#a.html"
    assert inputs(data)[0].input_id == file.input_id != inputs(data + b"\0")[0].input_id


def test_a_named_pipe_is_copied(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(TEXT,))
    writer.start()
    assert brief(read(tmp_path / "pipe")) == ["dump"]
    writer.join()


# --- single documents ------------------------------------------------------------------------------------------------


def test_an_html_file(write: Write) -> None:
    (page,) = read(write("a.html", HTML))
    assert page.form == "html"
    assert page.body == HTML
    origin = page.origin
    assert (origin.order, origin.name, origin.fetched_at, origin.url, origin.kind) == (
        (3, 0),
        str(write("a.html", HTML)),
        WRITTEN,
        None,
        "record",
    )


DOCUMENTS = [
    ("text is one dump", "a.txt", TEXT, "dump", None),
    ("a .txt that is HTML", "a.txt", HTML, "html", None),
    ("text without a suffix", "README", TEXT, "dump", None),
    ("UTF-16 text", "a.txt", TEXT.decode().encode("utf-16"), "dump", "text/plain; charset=utf-16"),
    ("UTF-8 HTML with a mark", "a.html", b"\xef\xbb\xbf" + HTML, "html", "text/html; charset=utf-8"),
    ("Latin-1 text", "a.txt", "Grüße vom Fluss".encode("latin-1"), "dump", None),
]


@pytest.mark.parametrize(("name", "data", "form", "content_type"), [case[1:] for case in DOCUMENTS], ids=[case[0] for case in DOCUMENTS])
def test_one_document(write: Write, name: str, data: bytes, form: str, content_type: str | None) -> None:
    (page,) = read(write(name, data))
    assert (page.form, page.body, page.content_type) == (form, data, content_type)


UNREAD = [
    ("no bytes", "a.html", b"", "empty"),
    ("white space", "a.html", b" \n\n", "empty"),
    ("a compressed nothing", "a.gz", gzip.compress(b""), "empty"),
    ("mail", "a.eml", b"Received: from a\nFrom: Ann <a@b.example>\nSubject: x\n\nText", "unknown_format"),
    ("pdf", "a.pdf", b"%PDF-1.4 ...", "unknown_format"),
    ("image", "a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "unknown_format"),
    ("a long document", "a.html", HTML + b" " * 5_000, "too_large"),
    ("a long feed", "a.rss", b"<rss>" + b" " * 5_000, "too_large"),
    ("an empty zip", "a.zip", zipped(), "no_content"),
    ("an empty array", "a.json", b"[]", "no_content"),
    ("a zip of hidden files", "a.zip", zipped(("__MACOSX/a.html", HTML), (".x", HTML), ("a/.git/x", HTML)), "no_content"),
    ("a WARC without responses", "a.warc", response(kind="request"), "no_content"),
    ("a feed without entries", "a.rss", b"<rss></rss>", "no_content"),
]


@pytest.mark.parametrize(("name", "data", "reason"), [case[1:] for case in UNREAD], ids=[case[0] for case in UNREAD])
def test_every_file_gets_an_answer(write: Write, name: str, data: bytes, reason: str) -> None:
    (failure,) = read(write(name, data))
    assert isinstance(failure, Failure)
    assert failure.reason == reason
    assert failure.outcome == ("refused" if reason == "no_content" else "dead")
    assert (failure.stage, failure.origin.kind, failure.payload, failure.retryable) == ("read", "record", None, False)
    assert failure.origin.name.endswith(name)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to("nowhere")
    (failure,) = read(tmp_path / "a.html")
    assert failure.reason == "unreadable"
    assert names(tmp_path) == ["a.html"]


def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.html"))
    path.write_bytes(HTML)
    (page,) = read(path)
    assert page.origin.name.encode().endswith(b"/?.html")


# --- WARC ------------------------------------------------------------------------------------------------------------


def test_responses_are_documents_and_nothing_else_is(write: Write) -> None:
    first, second = pages(2)
    others = [response(kind=kind) for kind in ("warcinfo", "request", "metadata", "revisit", "resource")]
    records = read(write("a.warc", others[0] + others[1] + first + b"".join(others[2:]) + second))
    assert [page.origin.url for page in records] == ["https://a.example/0", "https://a.example/1"]
    page = records[1]
    assert (page.form, page.status, page.content_type) == ("html", 200, "text/html; charset=utf-8")
    assert page.body == HTML + b"<!-- 1 -->"
    assert page.origin.name.endswith("/a.warc#1")
    assert page.origin.fetched_at == datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert page.origin.order == (3, 1)


PACKED = {
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
    records = read(write("a.bin", PACKED[packing](pages(3))))
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
    assert [page.body for page in read(write("a.warc", b"".join(records)))] == [HTML, HTML]


@pytest.mark.parametrize("header", ["Content-Encoding: gzip", "Content-Encoding: br", "Transfer-Encoding: chunked", "Content-Encoding: x"])
def test_bodies_that_a_crawler_decoded_but_whose_header_it_left(write: Write, header: str) -> None:
    (page,) = read(write("a.warc", response(headers=f"{header}\r\n")))
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
    found = read(tmp_path / name, ReadLimits())
    assert brief(found) == ["html"] * n
    assert sum(len(page.body) for page in found) == size >= 2_000
    assert len({page.origin.url for page in found}) == n


# --- JSON ------------------------------------------------------------------------------------------------------------


def test_json_records(write: Write) -> None:
    full = {
        "id": 17,
        "url": "https://a.example/1",
        "title": " Bridge opens ",
        "published": "2024-02-03T04:05:06+02:00",
        "fetched": "2024-02-04",
        "authors": ["Ann Reed", "Bo Lind"],
        "lang": "en",
        "section": "Local",
        "html": HTML.decode(),
        "text": "ignored",
    }
    page, dump, clean = read(
        write("a.jsonl", lines(full, {"text": "Grüße"}, {"text": "x", "clean": True, "authors": "Ann Reed", "published": "soon"}))
    )
    assert (page.form, page.body, page.content_type) == ("html", HTML, "text/html; charset=utf-8")
    assert (page.origin.external_id, page.origin.url) == ("17", "https://a.example/1")
    assert page.origin.fetched_at == datetime(2024, 2, 4, tzinfo=UTC)
    assert page.hints.published_at == datetime(2024, 2, 3, 2, 5, 6, tzinfo=UTC)
    assert (page.hints.title, page.hints.authors, page.hints.lang, page.hints.section) == (
        "Bridge opens",
        ("Ann Reed", "Bo Lind"),
        "en",
        "Local",
    )
    assert (dump.form, dump.body.decode(), dump.content_type) == ("dump", "Grüße", "text/plain; charset=utf-8")
    assert (dump.origin.external_id, dump.origin.url, dump.origin.fetched_at) == (None, None, WRITTEN)
    assert (clean.form, clean.hints.authors, clean.hints.published_at) == ("clean", ("Ann Reed",), None)


BAD_LINES = [
    ("broken", b'{"text": "x"', "bad_json"),
    ("not an object", b"[1]", "bad_json"),
    ("neither html nor text", b'{"title": "x"}', "bad_json"),
    ("text of another type", b'{"text": 1}', "bad_json"),
    ("empty text", b'{"text": " ", "html": ""}', "empty"),
    ("not UTF-8", b'{"text": "\xff"}', "bad_json"),
    ("too deep", b"[" * 9_000, "bad_json"),
    ("a number too long", b'{"id": ' + b"9" * 5_000 + b"}", "bad_json"),
]


@pytest.mark.parametrize(("line", "reason"), [case[1:] for case in BAD_LINES], ids=[case[0] for case in BAD_LINES])
def test_a_bad_line_is_one_failure_and_the_rest_goes_on(write: Write, line: bytes, reason: str) -> None:
    good = lines({"text": "x"})
    records = read(write("a.jsonl", good + b"\n" + line + b"\n \n" + good))
    assert brief(records) == ["dump", reason, "dump"]
    assert records[1].payload == (line + b"\n" if len(line) < SMALL.max_payload_bytes else None)
    assert records[1].origin.name.endswith("a.jsonl#1")


def test_lines_have_a_limit(write: Write) -> None:
    long_line = lines({"text": "x" * 50_000})
    too_large_page = lines({"text": "x" * 6_000})
    records = read(write("a.jsonl", lines({"text": "x"}) + long_line + too_large_page + lines({"text": "y"})))
    assert brief(records) == ["dump", "too_large", "too_large", "dump"]
    assert records[1].payload is None


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_json_in_other_encodings(write: Write, charset: str) -> None:
    records = [json.dumps({"text": text}, ensure_ascii=False) for text in ("Grüße", "здравствуйте")]
    as_lines = read(write("a.jsonl", "\n".join(records).encode(charset)))
    as_array = read(write("a.json", f"[{','.join(records)}]".encode(charset)))
    assert [page.body.decode() for page in as_lines] == [page.body.decode() for page in as_array] == ["Grüße", "здравствуйте"]


def test_lone_surrogates_and_odd_values_do_no_harm(write: Write) -> None:
    (page,) = read(
        write(
            "a.jsonl",
            rb'{"text": "a\ud800b", "title": "\udfff", "id": true, "url": ["x"], "published": NaN, "fetched": 1e999, "authors": 7}',
        )
    )
    assert page.body == b"a?b"
    assert (page.hints.title, page.origin.external_id, page.origin.url, page.hints.authors) == ("?", None, None, ("7",))


@pytest.mark.parametrize("value", ["²²²²²²²²²²", "Fri, 31 Dec 9999 23:00:00 -1400", "9999-99-99", -1, 1e300, {"a": 1}, True])
def test_times_that_are_none(write: Write, value: object) -> None:
    (page,) = read(write("a.jsonl", lines({"text": "x", "published": value, "fetched": value})))
    assert (page.hints.published_at, page.origin.fetched_at) == (None, WRITTEN)


def test_arrays_and_single_objects(write: Write) -> None:
    records = [{"text": "x" * 3_000, "id": str(i)} for i in range(100)]  # longer than one look
    assert [page.origin.external_id for page in read(write("a.json", json.dumps(records, indent=1).encode()))] == [
        str(i) for i in range(100)
    ]
    assert brief(read(write("b.json", json.dumps(records[0], indent=1).encode()))) == ["dump"]
    assert brief(read(write("c.json", b"\n\n".join(json.dumps(r, indent=1).encode() for r in records[:3])))) == ["dump"] * 3


ARRAYS = [
    ("a bad element among good", b'[{"text": "x"}, 7, {"text": "y"}]', ["dump", "bad_json", "dump"]),
    ("broken", b'[{"text": "x"}, {"text": ], {"text": "y"}]', ["dump", "bad_json"]),
    ("not closed", b'[{"text": "x"},', ["dump", "bad_json"]),
    ("cut", b'[{"text": "x"}, {"te', ["dump", "bad_json"]),
    ("more after the end", b'[{"text": "x"}]\n[{"text": "y"}]', ["dump", "bad_json"]),
    ("too deep", b'[{"text": "x"},' + b"[" * 9_000, ["dump", "bad_json"]),
    ("an element too long", b'[{"text": "x"}, {"text": "' + b"y" * 300_000 + b'"}, {"text": "z"}]', ["dump", "too_large"]),
    ("a page too long", b'[{"text": "x"}, {"text": "' + b"y" * 6_000 + b'"}, {"text": "z"}]', ["dump", "too_large", "dump"]),
]


@pytest.mark.parametrize(("data", "expected"), [case[1:] for case in ARRAYS], ids=[case[0] for case in ARRAYS])
def test_broken_arrays(write: Write, data: bytes, expected: list[str]) -> None:
    path = write("a.json", data)
    assert brief(read(path)) == expected
    assert brief(read(path, skip=1)) == expected[1:]


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_json_in_a_cut_gzip(write: Write, form: str) -> None:
    records = [{"id": str(i), "text": os.urandom(500).hex()} for i in range(300)]
    data = gzip.compress(lines(*records) if form == "jsonl" else json.dumps(records, indent=1).encode())
    found = read(write("a.gz", data[: len(data) // 2]))
    assert 100 < len(found) < 200
    assert brief(found) == ["dump"] * (len(found) - 1) + ["bad_archive"]


# --- feeds -----------------------------------------------------------------------------------------------------------


def test_feed_entries_are_pages_if_they_have_content(write: Write) -> None:
    page, bare = read(write("a.xml", b"<rss><item><p>Hello</p></item><item></item></rss>"))
    assert (page.form, page.body, page.content_type) == ("html", b"<p>Hello</p>", "text/html; charset=utf-8")
    assert (page.origin.url, page.origin.external_id, page.origin.feed_url, page.origin.fetched_at) == (
        "https://a.example/0",
        "g0",
        None,
        WRITTEN,
    )
    assert (page.hints.title, page.hints.published_at) == ("T", WRITTEN)
    assert (bare.reason, bare.outcome, bare.origin.url, bare.payload) == ("no_content", "refused", "https://a.example/1", None)


def test_a_broken_feed_is_one_dead_letter_with_its_bytes(write: Write) -> None:
    (failure,) = read(write("a.xml", b"<rss>broken"))
    assert (failure.reason, failure.payload) == ("bad_feed", b"<rss>broken")


# --- archives of files -----------------------------------------------------------------------------------------------

MEMBERS = (
    ("b/page.txt", HTML),
    ("a.html.gz", gzip.compress(HTML)),
    ("c.jsonl", lines({"text": "x"}, {"text": "y"})),
    ("d.warc", b"".join(pages(2))),
)


@pytest.mark.parametrize("data", [zipped(*MEMBERS), tarred(*MEMBERS), gzip.compress(tarred(*MEMBERS))], ids=["zip", "tar", "tar.gz"])
def test_members_are_told_apart_like_files(write: Write, data: bytes) -> None:
    records = read(write("a.bin", data))
    assert brief(records) == ["html", "html", "dump", "dump", "html", "html"]
    assert [page.origin.name.split("a.bin")[1] for page in records] == [
        "#b/page.txt",
        "#a.html.gz",
        "#c.jsonl#2",
        "#c.jsonl#3",
        "#d.warc#4",
        "#d.warc#5",
    ]
    assert [page.origin.order for page in records] == [(3, number) for number in range(6)]
    assert records[0].origin.fetched_at == datetime(2024, 1, 2, 3, 4, 6, tzinfo=UTC)
    assert len({page.origin.input_id for page in records}) == 6


@pytest.mark.parametrize(
    "data", [zipped(("a.html", HTML), at=(1980, 1, 1, 0, 0, 0)), tarred(("a.html", HTML), mtime=0)], ids=["zip", "tar"]
)
def test_members_without_a_time_have_their_archives(write: Write, data: bytes) -> None:
    (page,) = read(write("a.bin", data))
    assert page.origin.fetched_at == WRITTEN


def nested(layers: int) -> bytes:
    data = HTML
    for wrap in itertools.islice(itertools.cycle([lambda d: zipped(("x.bin", d)), lambda d: tarred(("x.bin", d)), gzip.compress]), layers):
        data = wrap(data)
    return data


@pytest.mark.parametrize(("layers", "expected"), [(1, "html"), (2, "html"), (3, "html"), (4, "html"), (5, "too_large")])
def test_archives_in_archives(write: Write, layers: int, expected: str) -> None:
    assert brief(read(write("a.bin", nested(layers)))) == [expected]


def test_a_zip_in_a_stream_has_a_size_limit(write: Write) -> None:
    data = gzip.compress(zipped(("a.html", HTML)))
    assert brief(read(write("a.zip.gz", data))) == ["html"]
    assert brief(read(write("a.zip.gz", data), ReadLimits(max_nested_bytes=50))) == ["too_large"]


def encrypted() -> bytes:
    data = bytearray(zipped(("a.html", HTML), ("b.html", HTML)))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    return bytes(data)


def bad_checksum() -> bytes:
    data = zipped(("a.html", HTML), ("b.html", HTML))
    at = data.index(b"a.html") + 12
    return data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]


def unknown_method() -> bytes:
    data = bytearray(zipped(("a.html", HTML), ("b.html", HTML)))
    for mark, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(mark) + method] = 97
    return bytes(data)


TWO = (("a.html", HTML), ("b.html", HTML * 10))
BROKEN_ARCHIVES = [
    ("encrypted member", encrypted(), ["encrypted", "html"]),
    ("broken member", bad_checksum(), ["bad_archive", "html"]),
    ("unknown compression", unknown_method(), ["bad_archive", "html"]),
    ("large member", zipped(("a.html", HTML + b"x" * 10_000_000), ("b.html", HTML)), ["too_large", "html"]),
    ("large member of a tar", tarred(("a.html", HTML + b"x" * 100_000), ("b.html", HTML)), ["too_large", "html"]),
    ("odd members", zipped(("a.pdf", b"%PDF-1"), ("b.html", b""), ("c.html", HTML)), ["unknown_format", "empty", "html"]),
    ("too many members", zipped(*[(f"{i}.html", HTML) for i in range(9)]), ["html"] * 5 + ["too_large"]),
    ("too many members together", tarred(*[(f"{i}.zip", zipped(TWO[0])) for i in range(9)]), ["html"] * 2 + ["too_large", "too_large"]),
    ("cut zip", zipped(*TWO)[:-9], ["bad_archive"]),
    ("cut tar", tarred(*TWO)[:2_000], ["html", "bad_archive"]),
    ("cut tar, in a header", tarred(*TWO)[:1_100], ["html", "bad_archive"]),
    ("cut tar.gz", gzip.compress(tarred(("a.html", HTML), ("b.html", os.urandom(900).hex().encode())))[:-200], ["html", "bad_archive"]),
    ("rubbish in a tar", tarred(TWO[0])[:1_024] + b"rubbish" * 100, ["html", "bad_archive"]),
    ("tar without an end", tarred(TWO[0])[:1_024], ["html"]),
]


@pytest.mark.parametrize(("data", "expected"), [case[1:] for case in BROKEN_ARCHIVES], ids=[case[0] for case in BROKEN_ARCHIVES])
def test_broken_archives(write: Write, data: bytes, expected: list[str]) -> None:
    path = write("a.bin", data)
    assert brief(read(path)) == expected
    for skip in range(1, len(expected)):
        assert brief(read(path, skip=skip)) == expected[skip:]


def test_a_failing_member_is_named(write: Write) -> None:
    failure, _ = read(write("a.zip", encrypted()))
    assert failure.origin.name.endswith("a.zip#a.html")


def test_tar_links_and_folders_are_no_documents(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (("d", tarfile.DIRTYPE), ("l", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("f", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert brief(read(tmp_path / "a.tar")) == ["no_content"]


# --- what holds for all ----------------------------------------------------------------------------------------------

SAMPLES = {
    "warc": b"".join(pages(3)),
    "warc.gz": b"".join(map(gzip.compress, pages(3))),
    "warc.zst": b"".join(map(zstandard.compress, pages(3))),
    "jsonl": lines({"text": "x"}, {"text": "y", "id": "1"}, {"html": "<p>z"}),
    "json": json.dumps([{"text": "x"}, {"text": "y"}]).encode(),
    "zip": zipped(*MEMBERS),
    "tar": tarred(*MEMBERS),
    "tar.gz": gzip.compress(tarred(*MEMBERS)),
    "html": HTML,
    "rss": b"<rss><item>a</item><item>b</item></rss>",
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_skipping_counts_as_reading_does(write: Write, sample: str) -> None:
    path = write("a.bin", SAMPLES[sample])
    whole = read(path)
    assert whole == read(path)
    for skip in range(len(whole) + 2):
        assert read(path, skip=skip) == whole[skip:]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sample=st.sampled_from(sorted(SAMPLES)),
    edits=st.lists(st.tuples(st.integers(0, 5_000), st.binary(max_size=4), st.integers(0, 8)), max_size=4),
    keep=st.integers(0, 6_000),
    skip=st.integers(0, 3),
)
def test_no_damage_raises_and_skipping_still_counts(
    tmp_path: Path, sample: str, edits: list[tuple[int, bytes, int]], keep: int, skip: int
) -> None:
    data = SAMPLES[sample]
    for at, new, dropped in edits:
        at %= len(data) or 1
        data = data[:at] + new + data[at + dropped :]
    path = tmp_path / "a.bin"
    path.write_bytes(data[:keep])
    whole = read(path)
    assert whole
    assert [record.origin.order for record in whole] == [(3, number) for number in range(len(whole))]
    assert read(path, skip=skip) == whole[skip:]


BIG = 12_000_000


def big(form: str) -> bytes:
    """A file that is small only as long as it is compressed."""
    unit = {
        "warc": response(body=HTML + b" " * 3_000),
        "jsonl": lines({"text": "x" * 3_000}),
        "json": b'{"text": "' + b"x" * 3_000 + b'"},\n',
    }
    if form == "tar":
        data = tarred(("a.html", HTML + b" " * 3_000))[:4_096] * (BIG // 4_096)
    elif form in unit:
        data = unit[form] * (BIG // len(unit[form]))
        data = b"[" + data[:-2] + b"]" if form == "json" else data
    else:
        data = {
            "text": b"x" * BIG,
            "blank": b"{}" + b"\n" * (BIG // 10),
            "long line": b'{"text": "' + b"x" * BIG,
            "deep line": b'{"a":' * (BIG // 5),
        }[form]
    return gzip.compress(data, 1)


@pytest.mark.parametrize("form", ["warc", "jsonl", "json", "tar", "text", "long line", "deep line", "blank"])
def test_memory_does_not_grow_with_the_file(write: Write, form: str) -> None:
    path = write("a.gz", big(form))
    (file,) = find_inputs([str(path)])
    tracemalloc.start()
    n = sum(1 for _ in read_records(file, 0, ReadLimits(max_record_bytes=100_000, max_line_bytes=200_000, max_members=100_000), parse_feed))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n > 2_500 or form in ("text", "long line", "deep line", "blank")
    assert peak < BIG / 4


def test_a_header_of_a_tar_cannot_fill_the_memory(write: Write) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, BIG
    data = gzip.compress(info.tobuf(tarfile.USTAR_FORMAT) + bytes(BIG), 1)
    tracemalloc.start()
    records = read(write("a.tar.gz", data), ReadLimits(max_header_bytes=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert brief(records) == ["bad_archive"]
    assert peak < BIG / 4


def test_a_directory_of_a_zip_cannot_fill_the_memory(write: Write) -> None:
    data = zipped(*[(f"{i}.html", HTML) for i in range(100)])
    assert brief(read(write("a.zip", data), ReadLimits(max_header_bytes=3_000))) == ["too_large"]
