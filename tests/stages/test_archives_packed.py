"""Files in zip and tar, and archives in archives."""

import gzip
import io
import itertools
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsbeam.transforms.archives import ReadLimits
from tests.stages.archive_samples import HTML, MEMBERS, WRITTEN, Write, brief, lines, pages, read, tarred, zipped


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


def test_links_in_a_zip_are_no_documents(write: Write) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.html")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "../../somewhere/else/that/is/not/in/this/archive.html")
        archive.writestr("b.html", HTML)
    (page,) = read(write("a.zip", out.getvalue()))
    assert page.origin.name.endswith("#b.html")


PAGES_LIST = lines({"format": "json-pages-1.0"}, {"id": "1", "url": "https://a.example/0", "title": "T", "text": "Bridge opens"})
CRAWL = (
    ("archive/data-1.warc.gz", gzip.compress(pages(2)[0])),
    ("archive/data-2.warc", pages(2)[1]),
    ("archive/notes.html", HTML),
    ("indexes/index.cdx.gz", gzip.compress(b'com,a)/ 20240203040506 {"url": "https://a.example/0"}\n')),
    ("pages/pages.jsonl", PAGES_LIST),
    ("logs/crawl.log", b"INFO: started\n"),
    ("index.html", HTML),
)


def test_of_a_wacz_its_archives_are_read(write: Write) -> None:
    records = read(write("a.wacz", zipped(("datapackage.json", b"{}"), *CRAWL)), ReadLimits())
    assert [(record.origin.url, record.origin.name.split("a.wacz")[1]) for record in records] == [
        ("https://a.example/0", "#archive/data-1.warc.gz#0"),
        ("https://a.example/1", "#archive/data-2.warc#1"),
    ]
    assert brief(records) == ["html", "html"]


@pytest.mark.parametrize("members", [CRAWL, (("datapackage.json", b"{}"), *CRAWL[2:])], ids=["no package", "no archive in it"])
def test_a_zip_that_is_half_a_wacz_is_a_zip(write: Write, members: tuple[tuple[str, bytes], ...]) -> None:
    records = read(write("a.zip", zipped(*members)), ReadLimits())
    assert {"#archive/notes.html", "#index.html"} <= {record.origin.name.split("a.zip")[1] for record in records}


def nested(layers: int) -> bytes:
    data = HTML
    wraps: list[Callable[[bytes], bytes]] = [lambda d: zipped(("x.bin", d)), lambda d: tarred(("x.bin", d)), gzip.compress]
    for wrap in itertools.islice(itertools.cycle(wraps), layers):
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
