"""Archives: which files are read, single documents, and what holds for every format."""

import gzip
import io
import json
import os
import sys
import tarfile
import threading
import tracemalloc
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsbeam.transforms.archives import InputFile, ReadLimits, find_inputs, read_records, reader
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.records import Failure
from tests.stages.archive_samples import (
    HTML,
    MEMBERS,
    SMALL,
    TEXT,
    WRITTEN,
    Write,
    brief,
    lines,
    pages,
    parse_feed,
    read,
    read_failures,
    read_pages,
    record,
    response,
    tarred,
    zipped,
)

LARGE = ReadLimits()


class Failing(reader._File):
    """A file whose second half lies on a disk that is gone."""

    def __init__(self, path: str, good_bytes: int) -> None:
        super().__init__(path)
        self._good = good_bytes

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        if self.tell() >= self._good:
            self.fault = "Stale file handle"
            raise OSError(116, self.fault)
        return super().readinto(memoryview(buffer)[: self._good - self.tell()])


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


def test_links_that_lead_out_of_what_was_named_are_told_and_not_followed(
    tmp_path: Path, write: Write, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("outside/secret.html", HTML)
    write("crawl/sub/a.html", HTML)
    (tmp_path / "crawl/folder").symlink_to("../outside")
    (tmp_path / "crawl/file.html").symlink_to(tmp_path / "outside/secret.html")
    (tmp_path / "crawl/inside").symlink_to("sub")
    (tmp_path / "crawl/b.html").symlink_to("sub/a.html")
    (tmp_path / "linked").symlink_to("crawl")
    monkeypatch.chdir(tmp_path)
    for path in ("crawl", "crawl/*", "crawl/**/*.html", "linked"):
        caplog.clear()
        assert names(path) == ["b.html"], path
        (record,) = caplog.records
        assert f"out of {path};" in record.message
        assert "outside" in record.message
    assert names("crawl/file.html") == ["file.html"]  # it was named itself


def test_links_in_circles_end(tmp_path: Path, write: Write) -> None:
    write("crawl/a.html", HTML)
    for name in ("x", "y", "z"):
        (tmp_path / "crawl" / name).symlink_to(".")
    (tmp_path / "crawl/one").symlink_to("two")
    (tmp_path / "crawl/two").symlink_to("one")
    assert names(tmp_path / "crawl") == ["a.html", "one", "two"]
    assert names(tmp_path / "crawl/**/*.html") == ["a.html"]
    assert brief(read(tmp_path / "crawl/one")) == ["unreadable"]


def test_patterns_reach_hidden_names_only_by_a_dot(tmp_path: Path, write: Write) -> None:
    for name in ("a.html", ".b.html", ".c/d.html"):
        write(name, HTML)
    assert names(tmp_path / "**/*.html") == names(tmp_path / "**.html") == ["a.html"]
    assert names(tmp_path / ".*.html") == [".b.html"]


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


def fill(pipe: int, data: bytes) -> None:
    os.write(pipe, data)
    os.close(pipe)


def test_standard_input_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def inputs(data: bytes) -> list[InputFile]:
        read_end, write_end = os.pipe()
        writer = threading.Thread(target=fill, args=(write_end, data))
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


def test_an_html_file(write: Write) -> None:
    (page,) = read_pages(write("a.html", HTML))
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
    (page,) = read_pages(write(name, data))
    assert (page.form, page.body, page.content_type) == (form, data, content_type)


UNREAD = [
    ("no bytes", "a.html", b"", "empty"),
    ("white space", "a.html", b" \n\n", "empty"),
    ("a compressed nothing", "a.gz", gzip.compress(b""), "empty"),
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


ASSETS = [
    ("robots.txt", b"User-agent: *\nDisallow: /private/\n", "rules for robots"),
    ("page_files/app.js.download", b"function f(a) { return a[0]; }\n", "code or data"),
    ("manifest.json", b'{"name": "The Lowmere Post"}', "data of a site or program"),
    ("run.py.gz", gzip.compress(b"import sys\n\ndef fetch(url):\n    return get(url)\n"), "code or settings"),
    ("page_files/frame.html", HTML, "a frame of the saved page page.html"),
    ("page_files/frame.htm", HTML, "a frame of the saved page page.html"),
]


@pytest.mark.parametrize(("name", "data", "what"), ASSETS, ids=[case[0] for case in ASSETS])
def test_what_lies_beside_pages_is_refused(write: Write, name: str, data: bytes, what: str) -> None:
    write("page.html", HTML)
    (failure,) = read(write(name, data))
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.outcome, failure.detail) == ("not_an_article", "refused", what)


def test_folders_that_are_named_like_a_page_s_parts(write: Write) -> None:
    read_pages(write("court_files/a.html", HTML))
    write("page.html", HTML)
    read_pages(write("page_files.html", HTML))


def test_members_are_told_by_their_own_names(write: Write) -> None:
    records = read(write("run.py.zip", zipped(("a.txt", b"x: 1\ny: 2\n"), ("b.py", b"x: 1\ny: 2\n"))))
    assert brief(records) == ["dump", "not_an_article"]


CAPTURE = "https://web.archive.org/web/20200102030405id_/https://lowmere.example/1"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc", response(CAPTURE)),
        ("a.jsonl", lines({"url": CAPTURE, "text": "The bridge is open.", "fetched": "2026-11-20T10:00:00Z"})),
        ("a.mhtml", b"Subject: x\nDate: y\nMIME-Version: 1.0\nContent-Type: text/html\nContent-Location: %s\n\n<p>x" % CAPTURE.encode()),
    ],
)
def test_captures_of_an_archive_are_the_page_s_own_as_of_then(write: Write, name: str, data: bytes) -> None:
    (page,) = read_pages(write(name, data))
    assert (page.origin.url, page.origin.fetched_at) == ("https://lowmere.example/1", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC))


MIRRORS = [
    ("mirror/www.lowmere.example/news/2026/11/05/a.html", "https://www.lowmere.example/news/2026/11/05/a.html"),
    ("lowmere.com/a.html.gz", "https://lowmere.com/a.html"),
    ("https/lowmere.example/a?b=1.html", "https://lowmere.example/a?b=1.html"),
    ("http/lowmere.example:8080/a.html", "http://lowmere.example:8080/a.html"),
    ("lowmere.example+8080/a.html", "https://lowmere.example:8080/a.html"),
    (
        "web.archive.org/web/20240102030405/https:/lowmere.org/a.html",
        "https://web.archive.org/web/20240102030405/https:/lowmere.org/a.html",
    ),
    ("one.lowmere.example/two.lowmere.example/a.html", None),
    ("crawl.run/a.html", None),
    ("v1.2/a.html", None),
    ("www.lowmere.nosuchdomain/a.html", None),
    ("lowmere.example.html", None),
]


@pytest.mark.parametrize(("name", "url"), MIRRORS)
def test_the_folders_of_a_mirror_are_addresses(write: Write, name: str, url: str | None) -> None:
    (page,) = read_pages(write(name, gzip.compress(HTML) if name.endswith(".gz") else HTML))
    assert (page.hints.url, page.origin.url) == (url, None)
    (member,) = read_pages(write("a.zip", zipped((name, HTML))))
    assert member.hints.url == url


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to("nowhere")
    (failure,) = read_failures(tmp_path / "a.html")
    assert (failure.reason, failure.outcome, failure.retryable) == ("unreadable", "retry", True)
    assert names(tmp_path) == ["a.html"]
    assert [record.origin.order for record in read(tmp_path / "a.html", skip=5)] == [(3, 5)]


def test_a_file_that_the_system_does_not_read() -> None:
    (failure,) = read_failures(Path("/proc/self/mem"))  # it opens, and no memory lies at its start
    assert (failure.reason, failure.outcome, failure.payload) == ("unreadable", "retry", None)
    assert "Input/output error" in failure.detail


def test_a_file_that_is_asked_for_all_of_its_rest() -> None:
    with reader._File("/proc/self/mem") as file:
        with pytest.raises(OSError, match="Input/output error"):
            io.BufferedReader(file).read()
        assert file.fault


PACKED = ["jsonl", "jsonl.gz", "json", "warc", "warc.gz", "tar", "zip", "zip.gz", "rss"]


@pytest.mark.parametrize(
    ("sample", "skip"), [*((sample, skip) for sample in PACKED for skip in (0, 1, 700)), ("txt", 0), ("html", 0)], ids=str
)
def test_what_the_system_does_not_read_to_the_end_is_no_damage(
    write: Write, monkeypatch: pytest.MonkeyPatch, sample: str, skip: int
) -> None:
    """A shared folder that goes away: nothing may end for good over that, whatever reader sees the file end."""
    records = [os.urandom(300).hex() for _ in range(600)]
    many = {
        "jsonl": lines(*({"text": text} for text in records)),
        "json": json.dumps([{"text": text} for text in records], indent=1).encode(),
        "warc": b"".join(pages(600)),
        "tar": tarred(*((f"{number}.txt", text.encode()) for number, text in enumerate(records))),
        "zip": zipped(*((f"{number}.txt", text.encode()) for number, text in enumerate(records))),
        "rss": b"<rss>" + b"".join(b"<item>%s</item>" % text.encode() for text in records) + b"</rss>",
        "txt": "\n".join(records).encode(),
        "html": HTML + "\n".join(records).encode(),
    }
    name, _, packed = sample.partition(".")
    path = write("a.bin", gzip.compress(many[name]) if packed else many[name])
    whole = read(path, LARGE)
    monkeypatch.setattr(reader, "_File", partial(Failing, good_bytes=path.stat().st_size // 2))
    *before, last = read(path, LARGE, skip)
    assert isinstance(last, Failure)
    assert (last.reason, last.outcome, last.origin.order) == ("unreadable", "retry", (3, skip + len(before)))
    assert before == whole[skip : skip + len(before)]


def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.html"))
    path.write_bytes(HTML)
    (page,) = read(path)
    assert page.origin.name.encode().endswith(b"/?.html")


def parquet(columns: dict[str, list[str]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


SAMPLES = {
    "warc": b"".join(pages(3)),
    "warc of all kinds": b"".join(
        record(kind, HTML, "text/html") for kind in ("metadata", "resource", "revisit", "conversion", "response")
    ),
    "arc": b"filedesc://a.arc 0.0.0.0 20240203040506 text/plain 4\n1 0\n\n"
    + b"https://a.example/ - 20240203040506 text/html 5\n<p>x\n\n" * 2,
    "mail": b"From: a@b.example\nSubject: x\nDate: y\nContent-Type: multipart/mixed; boundary=z\n\n--z\n\nText\n--z--\n",
    "mbox": b"From a@b.example Mon Jan  1 01:02:03 2024\nFrom: a@b.example\nSubject: x\nDate: y\n\nText\n\n" * 3,
    "warc.gz": b"".join(map(gzip.compress, pages(3))),
    "warc.zst": b"".join(map(zstandard.compress, pages(3))),
    "jsonl": lines({"text": "x"}, {"text": "y", "id": "1"}, {"html": "<p>z"}),
    "json": json.dumps([{"text": "x"}, {"text": "y"}]).encode(),
    "zip": zipped(*MEMBERS),
    "tar": tarred(*MEMBERS),
    "tar.gz": gzip.compress(tarred(*MEMBERS)),
    "html": HTML,
    "rss": b"<rss><item>a</item><item>b</item></rss>",
    "csv": b'title,text\nWeir,"The weir\ngave way"\nFerry,The ferry rests\n',
    "parquet": parquet({"title": ["Weir", "Ferry"] * 20, "text": ["The weir gave way", "The ferry rests"] * 20}),
    "markdown": b"---\ntitle: Weir\ntags: [floods, town]\n---\n# Weir\n\nThe *weir* [gave](way).\n",
    "nexis": b"1 of 2 DOCUMENTS\n\nThe Bugle\n\nMarch 4, 2021\n\nWeir\n\nLENGTH: 3 words\n\nIt fell.\n\n2 of 2 DOCUMENTS\n\nIt rests.\n",
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_skipping_counts_as_reading_does(write: Write, sample: str) -> None:
    path = write("a.bin", SAMPLES[sample])
    whole = read(path)
    assert whole == read(path)
    for skip in range(len(whole) + 2):
        assert read(path, skip=skip) == whole[skip:]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
