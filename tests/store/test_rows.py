"""Every row survives the way through Parquet and through the database, and every result becomes the rows that its outcome demands."""

import gc
import resource
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsbeam.sinks.arrow import table_of
from newsbeam.sinks.batch import Manifest, read_rows, write_manifest, write_parts
from newsbeam.sinks.columns import columns, decode, list_item, struct_parts
from newsbeam.sinks.facts import ArticleRevision, FetchRow
from newsbeam.sinks.schema import create_statement
from newsbeam.sinks.tables import TABLES, Table, rows_of, rows_of_failure
from newsbeam.transforms.fetch_records import FeedPoll
from newsbeam.transforms.records import Document, Failure, Id
from tests.store.samples import FEED, NOON, document, failure, poll, rows

VALUES = {
    Id: st.uuids().map(str),
    bool: st.booleans(),
    bytes: st.binary(max_size=20),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    float: st.floats(allow_nan=False),
    int: st.integers(-(2**63), 2**63 - 1),
    str: st.text(max_size=20),
}


def values_of(annotation: Any) -> st.SearchStrategy[Any]:
    if item := list_item(annotation):
        return st.lists(values_of(item), max_size=3).map(tuple)
    if parts := struct_parts(annotation):
        return st.builds(annotation, **{name: values_of(part) for name, part in parts.items()})
    return VALUES[annotation]


def rows_like(table: Table) -> st.SearchStrategy[Any]:
    maybe = {True: st.none(), False: st.nothing()}
    return st.builds(table.row_type, **{one.name: maybe[one.nullable] | values_of(one.annotation) for one in columns(table.row_type)})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_rows_survive_parquet_and_database(table: Table, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    given_rows = data.draw(st.lists(rows_like(table), min_size=1, max_size=4))
    folder = tmp_path_factory.mktemp("batch")
    parts = write_parts(folder, given_rows, "x")
    write_manifest(folder, Manifest("b", "r", 0, parts))
    assert parts == (f"{table.name}-x.parquet",)
    assert list(read_rows(folder, table.row_type)) == given_rows

    with duckdb.connect() as connection:
        connection.execute(create_statement(table, "t"))
        connection.execute(f"INSERT INTO t BY NAME FROM read_parquet('{folder / parts[0]}', hive_partitioning = false)")
        assert [decode(table.row_type, row) for row in connection.execute("FROM t").fetchall()] == given_rows


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_documented_and_keys_are_columns(table: Table) -> None:
    described = {column.name: column.doc for column in columns(table.row_type)}
    if table.kind != "private":
        assert all(described.values()), [name for name, doc in described.items() if not doc]
        assert table.row_type.__doc__
    assert set(table.order) <= described.keys()
    assert (table.kind != "fact") or "day" in described


def test_lone_surrogates_keep_their_place() -> None:
    revision = next(row for row in rows_of(document(1, text="a\ud800b")) if isinstance(row, ArticleRevision))
    assert table_of(ArticleRevision, [revision])["text"].to_pylist() == ["a?b"]


def test_time_without_zone_is_a_defect() -> None:
    revision = next(row for row in rows_of(document(1, fetched_at=NOON)) if isinstance(row, ArticleRevision))
    naive = replace(revision, fetched_at=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        table_of(ArticleRevision, [naive])


FULL = {
    "fetches": 1, "article_revisions": 1, "removed_blocks": 2, "mentions": 2,
    "claims": 1, "claim_quantities": 1, "claim_links": 1, "figures": 1, "figure_links": 1,
    "statements": 1, "statement_links": 1, "story_articles": 1,
}  # fmt: skip
NO_STORY = {table: number for table, number in FULL.items() if table != "story_articles"}


@pytest.mark.parametrize(
    ("result", "outcome", "expected"),
    [
        pytest.param(document(1), ("stored", None), FULL, id="new"),
        pytest.param(document(1, version=2), ("revised", None), FULL, id="revised"),
        pytest.param(replace(document(1), story=None), ("stored", None), NO_STORY, id="no story"),
        pytest.param(document(1, copy_of=2), ("duplicate", "near_copy"), FULL | {"article_duplicates": 1}, id="copy"),
        pytest.param(document(1, status="unchanged"), ("duplicate", "same_content"), {"fetches": 1}, id="unchanged"),
        pytest.param(failure(1, "dead"), ("dead", "no_content"), {"fetches": 1, "dead_letters": 1}, id="dead"),
        pytest.param(failure(1, "refused"), ("refused", "no_content"), {"fetches": 1, "dead_letters": 1}, id="refused"),
        pytest.param(failure(1, "retry"), ("retry", "no_content"), {"fetches": 1}, id="retry"),
        pytest.param(poll(1), ("polled", None), {"fetches": 1}, id="poll"),
    ],
)
def test_every_result_has_one_line_in_the_ledger(
    result: Document | Failure | FeedPoll, outcome: tuple[str, str | None], expected: dict[str, int]
) -> None:
    names = {table.row_type: table.name for table in TABLES}
    found = [(names[type(row)], row) for row in rows(result)]
    counts = {name: [other for other, _ in found].count(name) for name, _ in found}
    assert counts == expected
    (ledger,) = (row for name, row in found if name == "fetches")
    assert (ledger.outcome, ledger.reason) == outcome  # type: ignore[attr-defined]
    assert ledger.origin == FEED  # type: ignore[attr-defined]


def test_the_ledger_says_what_of_a_page_was_missing() -> None:
    whole = document(1)
    broken = replace(whole, article=replace(whole.article, detail="broken off after 9 bytes"))
    rows = [next(row for row in rows_of(one) if isinstance(row, FetchRow)) for one in (whole, broken)]
    assert [row.detail for row in rows] == [None, "broken off after 9 bytes"]


def test_document_without_mark_is_refused() -> None:
    unmarked = Document(document(1).article, document(1).signature)
    with pytest.raises(ValueError, match="MarkDuplicates"):
        list(rows_of(unmarked))


def test_parts_stay_in_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsbeam.sinks.batch.ROWS_HELD", 2)
    documents = [document(number) for number in range(5)]
    folder = tmp_path / "b"
    folder.mkdir()
    write_manifest(folder, Manifest("b", "r", 0, write_parts(folder, rows(*documents), "x")))
    assert [row.title for row in read_rows(folder, ArticleRevision)] == [f"Boats {number}" for number in range(5)]


def test_a_failure_that_left_the_document_whole_is_only_a_dead_letter() -> None:
    whole = failure(1)
    assert [type(row).__name__ for row in rows_of_failure(whole)] == ["FetchRow", "DeadLetterRow"]
    assert [type(row).__name__ for row in rows_of_failure(replace(whole, partial=True))] == ["DeadLetterRow"]


def test_parts_on_a_full_disk_fail_once_and_print_nothing_when_they_are_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unraisable: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, most))  # some files can be begun, and none be finished
    try:
        with pytest.raises(OSError, match="too large"):
            write_parts(tmp_path, rows(document(1)), "x")
        gc.collect()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert unraisable == []
