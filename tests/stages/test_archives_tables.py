"""Tables: CSV in the forms that programs write, and Parquet."""

import csv
import gzip
import io
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsbeam.transforms.archives import Given, ReadLimits, find_inputs, given_by, read_records
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.records import Failure, Hints, Id, Page
from tests.stages.archive_samples import HTML, SMALL, WRITTEN, Write, brief, lines, parse_feed, read, read_failures, read_pages, zipped

TEXT = 'The weir at Oxmere gave way;\tthe "lower" town, it is said, was flooded.\n\nThe ferry rests.'
HEADER = ["id", "url", "title", "published", "authors", "text"]
ROWS = [[str(n), f"https://oxmere.example/{n}", f"Weir, part {n}", "2031-03-04", "Ida Moor; Ole Birk", f"{TEXT} {n}"] for n in range(3)]
LARGE = ReadLimits()


def table(rows: list[list[str]] = ROWS, header: list[str] = HEADER, **dialect: Any) -> str:
    out = io.StringIO()
    csv.writer(out, **dialect).writerows([header, *rows])
    return out.getvalue()


def expect(pages: list[Page]) -> None:
    assert [page.origin.external_id for page in pages] == ["0", "1", "2"]
    page = pages[1]
    assert (page.form, page.body.decode(), page.origin.url) == ("dump", f"{TEXT} 1", "https://oxmere.example/1")
    assert (page.hints.title, page.hints.authors) == ("Weir, part 1", ("Ida Moor; Ole Birk",))
    assert page.hints.published_at == datetime(2031, 3, 4, tzinfo=UTC)


FORMS: dict[str, tuple[str, bytes]] = {
    "commas": ("a.csv", table().encode()),
    "semicolons": ("a.csv", table(delimiter=";").encode()),
    "tabs": ("a.tsv", table(delimiter="\t").encode()),
    "bars, in a file named after nothing": ("dump", table(delimiter="|").encode()),
    "all in quotes": ("a.csv", table(quoting=csv.QUOTE_ALL).encode()),
    "apostrophes stay": ("a.csv", table(lineterminator="\n").encode()),
    "backslashes before quotes": ("a.csv", table(doublequote=False, escapechar="\\").encode()),
    "in German": ("a.txt", table(header=["id", "url", "titel", "datum", "autor", "volltext"], delimiter=";").encode()),
    "what a spreadsheet says first": ("a.csv", b"sep=;\r\n" + table(delimiter=";").encode()),
    "UTF-8 with a mark": ("a.csv", table().encode("utf-8-sig")),
    "UTF-16, as a spreadsheet writes it": ("a.txt", table(delimiter="\t").encode("utf-16")),
    "blank rows": ("a.csv", table([[], ROWS[0], ["", "", " "], *ROWS[1:]]).encode()),
    "compressed": ("a.csv.gz", gzip.compress(table().encode())),
    "in a zip": ("a.zip", zipped(("a.csv", table().encode()))),
}


@pytest.mark.parametrize(("name", "data"), FORMS.values(), ids=FORMS)
def test_a_row_is_a_record(write: Write, name: str, data: bytes) -> None:
    expect(read_pages(write(name, data)))


def test_old_line_ends(write: Write) -> None:
    text = "title,text\rWeir,The weir gave way\rFerry,The ferry rests\r"
    assert [page.body for page in read_pages(write("a.csv", text.encode()))] == [b"The weir gave way", b"The ferry rests"]


def test_other_encodings_are_told_line_by_line(write: Write) -> None:
    rows = "title,text\n" + "Brücke,Die Brücke über den Fluss ist wieder offen\n" * 3
    pages = read_pages(write("a.csv", rows.encode("cp1252")))
    assert {page.hints.title for page in pages} == {"Brücke"}
    odd = read_pages(write("b.csv", b"title,text\nWeir,\xff\x81\x8d\x8f\x90\x9d\n"))
    assert odd[0].body


def test_cells_larger_than_the_library_takes_by_itself(write: Write) -> None:
    (page,) = read_pages(write("a.csv", table([["1", "", "x", "", "", "word " * 100_000]]).encode()), LARGE)
    assert len(page.body) == 500_000


def test_pages_in_a_table(write: Write) -> None:
    pages = read_pages(write("a.csv", table([["1", "https://oxmere.example/1", HTML.decode()]], ["id", "url", "html"]).encode()))
    assert [(page.form, page.body) for page in pages] == [("html", HTML)]


def test_a_table_without_texts_is_one_dead_letter_that_says_what_to_do(write: Write) -> None:
    (failure,) = read_failures(write("a.csv", b"kop,inhoud\nWeir,It fell\nFerry," + b"The ferry rests. " * 20))
    assert (failure.reason, failure.outcome) == ("bad_table", "dead")
    assert failure.detail == "none of the columns kop, inhoud is known to hold pages or texts; say which does, as in --map text=COLUMN"


def test_a_table_of_figures_is_no_article(write: Write) -> None:
    (failure,) = read_failures(write("a.csv", b"kop,datum\nWeir,2021\nFerry,2022\n"))
    assert (failure.reason, failure.outcome) == ("not_an_article", "refused")
    assert failure.detail == "none of the columns kop, datum is known to hold pages or texts; say which does, as in --map text=COLUMN"


def test_columns_that_the_user_names(write: Write) -> None:
    path = write("a.csv", b"kop,inhoud,text\nWeir,The weir gave way,short\nFerry,,short\n")
    (file,) = find_inputs([str(path)])
    records = list(read_records(file, 0, SMALL, parse_feed, given=given_by(["text=inhoud,title=kop"])))
    page, other = records
    assert isinstance(page, Page)
    assert (page.body, page.hints.title) == (b"The weir gave way", "Weir")
    assert isinstance(other, Page)
    assert other.body == b"short"  # what is empty under the given name is looked for under the known ones
    (failure,) = read_records(file, 0, SMALL, parse_feed, given=given_by(["text=tekst"]))
    assert isinstance(failure, Failure)
    assert failure.detail == "there is no column tekst, only kop, inhoud, text; see --map"


def test_rows_that_do_not_fit(write: Write) -> None:
    data = b"title,text\nWeir,The weir, it is said, gave way\nFerry,The ferry rests\nShort\nEmpty,\n,,\n"
    records = read(write("a.csv", data))
    assert brief(records) == ["bad_table", "dump", "empty", "empty"]
    assert records[0].payload == b'{"cells": ["Weir", "The weir", " it is said", " gave way"]}'


def test_a_quotation_mark_left_open_ends_the_table_in_one_failure(write: Write) -> None:
    data = 'title,text\nWeir,The weir gave way\nFerry,"The ferry rests\n' + "Bridge,The bridge is open again\n" * 1_000
    good, bad = read(write("a.csv", data.encode()))
    assert isinstance(good, Page)
    assert isinstance(bad, Failure)
    assert (bad.reason, bad.payload) == ("bad_table", None)
    assert "left open" in bad.detail


def test_a_table_that_is_cut_off(write: Write) -> None:
    rows = [[str(n), "", "Weir", "", "", f"{n * 7919 % 104729} {TEXT}" * 3] for n in range(400)]
    data = gzip.compress(table(rows).encode())
    records = read(write("a.csv.gz", data[: len(data) // 2]))
    assert brief(records) == ["dump"] * (len(records) - 1) + ["bad_archive"]


NO_TABLES = {
    "prose with commas": "Dear all, the text, as it was, is here.\nAnd the date, too, is known.\n",
    "a list": "milk, eggs\nbread, salt\n",
    "words of a header, and prose": "Title, date, author, text\nare what a table of articles has, as everybody knows.\n",
    "one line": "title,text",
}


@pytest.mark.parametrize("text", NO_TABLES.values(), ids=NO_TABLES)
def test_what_is_no_table(write: Write, text: str) -> None:
    assert brief(read(write("a.txt", text.encode()))) == ["dump"]


def test_a_table_takes_no_more_memory_than_its_rows(write: Write) -> None:
    path = write("a.csv", table([["1", "", "x", "", "", "word " * 2_000]] * 2_000).encode())
    assert path.stat().st_size > 20_000_000
    (file,) = find_inputs([str(path)])
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_records(file, 0, LARGE, parse_feed)) == 2_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


# --- Parquet -----------------------------------------------------------------------------------------------------------


def parquet(columns: dict[str, Any], **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


COLUMNS = {
    "id": list(range(100)),
    "title": [f"Weir, part {n}" for n in range(100)],
    "published": [datetime(2031, 3, 4, 5, n % 60, tzinfo=UTC) for n in range(100)],
    "authors": [["Ida Moor", "Ole Birk"]] * 100,
    "metadata": [{"url": f"https://oxmere.example/{n}"} for n in range(100)],
    "text": [f"{TEXT} {n}" for n in range(100)],
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "in a zip"])
def test_parquet(write: Write, packed: bool) -> None:
    data = parquet(COLUMNS, row_group_size=30)
    path = write("a.zip", zipped(("a.parquet", data))) if packed else write("a.bin", data)
    pages = read_pages(path)
    assert [page.origin.external_id for page in pages] == [str(n) for n in range(100)]
    page = pages[77]
    assert (page.body.decode(), page.origin.url) == (f"{TEXT} 77", "https://oxmere.example/77")
    assert (page.hints.published_at, page.hints.authors) == (datetime(2031, 3, 4, 5, 17, tzinfo=UTC), ("Ida Moor", "Ole Birk"))
    assert read(path, skip=98) == pages[98:]


def test_parquet_with_bytes_and_gaps(write: Write) -> None:
    columns = {"html": pa.array([HTML, None, b""], pa.binary()), "url": ["https://oxmere.example/1", None, None]}
    assert brief(read(write("a.parquet", parquet(columns)))) == ["html", "empty", "empty"]


def test_parquet_without_texts_or_broken(write: Write) -> None:
    (failure,) = read_failures(write("a.parquet", parquet({"kop": ["x"]})))
    assert (failure.reason, "--map text=COLUMN" in failure.detail) == ("bad_table", True)
    (cut,) = read_failures(write("b.parquet", parquet(COLUMNS)[:-20]))
    assert cut.reason == "bad_archive"
    (wide,) = read_failures(write("c.parquet", parquet({f"c{n}": ["x"] for n in range(10_001)})))
    assert wide.reason == "too_large"
    damaged = bytearray(parquet(COLUMNS, compression="zstd"))
    damaged[200:400] = bytes(200)
    assert brief(read(write("d.parquet", bytes(damaged))))[-1] == "bad_archive"
    odd = parquet({"text": ["x"], "published": pa.array([2**62], pa.timestamp("us"))})
    assert brief(read(write("e.parquet", odd))) == ["bad_table"]


def test_parquet_that_repeats_a_large_value_without_end(write: Write) -> None:
    path = write("a.parquet", parquet({"text": ["x" * 20_000_000] * 64, "id": list(range(64))}, compression="zstd"))
    assert path.stat().st_size < 100_000
    (file,) = find_inputs([str(path)])
    before = pa.total_allocated_bytes()
    peak = 0
    for record in read_records(file, 0, LARGE, parse_feed):
        assert isinstance(record, Failure)
        assert (record.reason, record.payload) == ("too_large", None)
        peak = max(peak, pa.total_allocated_bytes() - before)
    assert peak < 200_000_000


# --- what the user says ------------------------------------------------------------------------------------------------


def given_pages(path: Path, given: Given) -> list[Page]:
    (file,) = find_inputs([str(path)])
    return [one for one in read_records(file, 0, SMALL, parse_feed, given=given) if isinstance(one, Page)]


def test_what_the_user_says_fills_what_records_do_not(write: Write) -> None:
    given = given_by([], " Oxmere Bugle ", "en-GB", "2021-05-06", ["floods", "floods", " "])
    own = {"text": "x", "outlet": "Sarne Gazette", "lang": "de", "published": "2020-01-02", "tags": ["weir"]}
    with_own, bare, addressed = given_pages(write("a.jsonl", lines(own, {"text": "x"}, {"text": "x", "url": "https://a.example/1"})), given)
    assert (with_own.hints.outlet, with_own.hints.lang, with_own.hints.published_from) == ("Sarne Gazette", "de", "record")
    assert (with_own.hints.published_at, with_own.hints.tags) == (datetime(2020, 1, 2, tzinfo=UTC), ("weir", "floods"))
    assert (bare.hints.outlet, bare.hints.lang, bare.hints.tags) == ("Oxmere Bugle", "en", ("floods",))
    assert (bare.hints.published_at, bare.hints.published_from) == (datetime(2021, 5, 6, tzinfo=UTC), "flag")
    assert addressed.hints.outlet is None
    (page,) = given_pages(write("a.html", HTML), given)
    assert page.hints == bare.hints
    assert [page.hints for page in given_pages(write("a.html", HTML), Given())] == [Hints()]


def test_an_input_under_other_declarations_is_another_one() -> None:
    others = [given_by(["text=a"]), given_by(["text=b"]), given_by([], "a"), given_by(tags=["a"])]
    ids = [given.input_id(Id("i")) for given in (Given(), given_by(), *others)]
    assert ids[0] == ids[1] == "i"
    assert len(set(ids)) == 5
    assert given_by(["text=a", "title=b"]).input_id(Id("i")) == given_by(["title=b,text=a"]).input_id(Id("i"))


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a field that is none": ({"names": ["tekst=body"]}, "--map 'tekst=body' is not FIELD=COLUMN with one of the fields id, url"),
    "no column": ({"names": ["text"]}, "--map 'text' is not"),
    "no day": ({"day": "yesterday"}, "--date 'yesterday' is no day; write it as 2024-05-31"),
    "a day before the web": ({"day": "1950-01-01"}, "lies before 1990-01-01"),
    "no language": ({"lang": "klingon"}, "--lang 'klingon' is no language code"),
    "no outlet": ({"outlet": " "}, "--source is empty"),
}


@pytest.mark.parametrize(("options", "said"), WRONG.values(), ids=WRONG)
def test_declarations_that_say_nothing(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        given_by(**options)
    assert said in str(raised.value)


def test_the_time_of_a_table_is_the_files(write: Write) -> None:
    assert {page.origin.fetched_at for page in read_pages(write("a.csv", table().encode()))} == {WRITTEN}
