"""JSON records and feed files."""

import gzip
import json
import os
from datetime import UTC, datetime

import pytest

from newsbeam.transforms.archives import ReadLimits
from newsbeam.transforms.archives.jsonl import CHUNK_CHARS
from newsbeam.transforms.records import Failure, Hints, Page
from tests.stages.archive_samples import HTML, SMALL, WRITTEN, Write, brief, lines, read, read_failures, read_pages


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
    page, dump, clean = read_pages(
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
    as_lines = read_pages(write("a.jsonl", "\n".join(records).encode(charset)))
    as_array = read_pages(write("a.json", f"[{','.join(records)}]".encode(charset)))
    assert [page.body.decode() for page in as_lines] == [page.body.decode() for page in as_array] == ["Grüße", "здравствуйте"]


@pytest.mark.parametrize("charset", ["cp1252", "cp1251"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_json_in_the_encoding_of_some_machine_is_told_line_by_line_as_tables_are(write: Write, name: str, charset: str) -> None:
    texts = {
        "cp1252": "Die Brücke über den Fluss ist wieder für alle geöffnet",
        "cp1251": "Мост через реку снова открыт для всех жителей города",
    }
    records = [json.dumps({"text": texts[charset]}, ensure_ascii=False)] * 3
    data = f"[{','.join(records)}]" if name == "a.json" else "\n".join(records)
    mixed = b"" if name == "a.json" else json.dumps({"text": "Grüße"}, ensure_ascii=False).encode() + b"\n"
    pages = read_pages(write(name, mixed + data.encode(charset)))
    assert [page.body.decode() for page in pages] == ["Grüße"] * bool(mixed) + [texts[charset]] * 3


def test_what_is_in_no_encoding_is_kept_as_well_as_can_be(write: Write) -> None:
    (line,) = read_pages(write("a.jsonl", b'{"text": "Ferry \xff\x81\x8d\x8f rests"}\n'))
    assert line.body.startswith(b"Ferry ")
    assert line.body.endswith(b" rests")


def test_characters_across_the_parts_in_which_a_line_is_read(write: Write) -> None:
    text = "ü漢😀" * 700
    for shift in range(9):
        filler = "x" * (CHUNK_CHARS - 1_000 + shift)
        data = json.dumps([{"text": "y", "id": filler}, {"text": text}], ensure_ascii=False)
        pages = read_pages(write("a.json", data.encode()), ReadLimits())
        assert pages[1].body.decode() == text


def test_lone_surrogates_and_odd_values_do_no_harm(write: Write) -> None:
    (page,) = read_pages(
        write(
            "a.jsonl",
            rb'{"text": "a\ud800b", "title": "\udfff", "id": true, "url": ["x"], "published": NaN, "fetched": 1e999, "authors": 7}',
        )
    )
    assert page.body == b"a?b"
    assert (page.hints.title, page.origin.external_id, page.origin.url, page.hints.authors) == ("?", None, None, ("7",))


@pytest.mark.parametrize("value", ["²²²²²²²²²²", "Fri, 31 Dec 9999 23:00:00 -1400", "9999-99-99", -1, 1e300, {"a": 1}, True])
def test_times_that_are_none(write: Write, value: object) -> None:
    (page,) = read_pages(write("a.jsonl", lines({"text": "x", "published": value, "fetched": value})))
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


def test_feed_entries_are_pages_if_they_have_content(write: Write) -> None:
    page, bare = read(write("a.xml", b"<rss><item><p>Hello</p></item><item></item></rss>"))
    assert isinstance(page, Page)
    assert isinstance(bare, Failure)
    assert (page.form, page.body, page.content_type) == ("entry", b"<p>Hello</p>", "text/html; charset=utf-8")
    assert (page.origin.url, page.origin.external_id, page.origin.feed_url, page.origin.fetched_at) == (
        "https://a.example/0",
        "g0",
        None,
        WRITTEN,
    )
    assert (page.hints.title, page.hints.published_at) == ("T", WRITTEN)
    assert (bare.reason, bare.outcome, bare.origin.url, bare.payload) == ("no_content", "refused", "https://a.example/1", None)


def test_a_broken_feed_is_one_dead_letter_with_its_bytes(write: Write) -> None:
    (failure,) = read_failures(write("a.xml", b"<rss>broken"))
    assert (failure.reason, failure.payload) == ("bad_feed", b"<rss>broken")


@pytest.mark.parametrize("nothing", ["NaN", '"nan"', '"None"', '"null"', '"[]"', '"<NA>"', "null", '""', '" "', "[]"])
def test_what_programs_write_for_nothing_is_not_known(write: Write, nothing: str) -> None:
    keys = ("id", "url", "title", "published", "authors", "lang", "section")
    record = '{"text": "The ferry came in at noon.", ' + ", ".join(f'"{key}": {nothing}' for key in keys) + "}"
    (page,) = read_pages(write("frame.jsonl", record.encode()))
    assert page.hints == Hints(published_from="record")
    assert (page.origin.external_id, page.origin.url) == (None, None)
