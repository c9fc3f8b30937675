"""Sealing and compaction move rows, and change none."""

from pathlib import Path

import duckdb
import pytest

from newsbeam.sinks import compact, seal, segments
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.sinks.tables import FACTS
from tests.store.samples import Clock, commit, document, failure, many, poll


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    store.publish()
    with open_published(store.layout.root) as connection:
        return {table.name: connection.execute(f"SELECT * FROM {table.name} ORDER BY ALL").fetchall() for table in FACTS}


def files(store: Store) -> set[str]:
    return {path.relative_to(store.layout.root).as_posix() for path in store.layout.data.rglob("*") if path.is_file()}


def hot_rows(store: Store) -> int:
    store.publish()
    with open_published(store.layout.root) as connection:
        return sum(connection.execute(f"SELECT count(*) FROM hot.{table.name}").fetchall()[0][0] for table in FACTS)


def test_sealing_changes_no_row(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", *many(0, 8, days=2), document(9, copy_of=1), failure(1), poll(1))
    before = content(store)
    assert store.seal(force=True) == len(files(store)) > 0
    assert (content(store), hot_rows(store)) == (before, 0)
    assert any(path.startswith("data/article_revisions/day=2026-03-01/") for path in files(store))


def test_thin_days_share_a_file(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "FEW_DAYS", 2)
    monkeypatch.setattr(seal, "OWN_FILE_ROWS", 6)
    commit(store, tmp_path, "b1", *many(0, 5, days=5), *many(10, 40, days=10)[::10])
    before = content(store)
    store.seal(force=True)
    assert content(store) == before
    folders = {path.rsplit("/", 2)[1] for path in files(store) if path.startswith("data/mentions/")}
    assert folders == {"day=mixed", "day=2026-03-01"}


def test_seal_when_there_is_much(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "HOT_ARTICLES", 4)
    commit(store, tmp_path, "b1", *many(0, 3))
    assert store.seal() == 0
    commit(store, tmp_path, "b2", *many(3, 4))
    assert store.seal() > 0
    assert store.seal() == 0


def test_seal_days_that_ended(store: Store, tmp_path: Path, clock: Clock) -> None:
    commit(store, tmp_path, "b1", document(1), document(2, day=clock().date()))
    assert store.seal() == 0
    clock.advance(days=1)
    commit(store, tmp_path, "b2", document(3, day=clock().date(), fetched_at=clock()))
    assert store.seal() > 0
    assert store.seal() == 0
    store.publish()
    with open_published(store.layout.root) as connection:
        assert connection.execute("SELECT title FROM hot.article_revisions").fetchall() == [("Boats 3",)]


def test_compaction_changes_no_row_and_waits_for_readers(store: Store, tmp_path: Path, clock: Clock) -> None:
    for number in range(compact.FILES):
        commit(store, tmp_path, f"b{number}", *many(3 * number, 3 * number + 3))
        store.seal(force=True)
    before, old = content(store), files(store)
    replaced = store.compact()
    assert replaced >= compact.FILES
    assert content(store) == before
    assert files(store) > old
    assert store.compact() == 0
    assert files(store) > old  # readers may still be at them
    clock.advance(seconds=segments.GRACE.total_seconds() + 1)
    store.compact()
    assert len(files(store) & old) == len(old) - replaced
    assert content(store) == before


def test_compaction_of_shared_files(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "FEW_DAYS", 1)
    monkeypatch.setattr(compact, "SHARED_FILES", 2)
    for number in range(2):
        commit(store, tmp_path, f"b{number}", *many(3 * number, 3 * number + 3, days=3))
        store.seal(force=True)
    before = content(store)
    assert store.compact() > 0
    assert content(store) == before


def test_full_files_are_left_alone(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compact, "FULL_BYTES", 10)
    for number in range(compact.FILES):
        commit(store, tmp_path, f"b{number}", document(number))
        store.seal(force=True)
    assert store.compact() == 0


def test_files_of_an_older_schema_are_read_with_nulls(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", document(0))
    store.seal(force=True)
    connection = store._connection
    connection.execute("ALTER TABLE hot.claims ADD COLUMN mood VARCHAR")
    connection.execute("INSERT INTO schema_versions SELECT version + 1, applied_at, 'mood' FROM schema_versions")
    connection.execute(
        "INSERT INTO hot.claims BY NAME SELECT 'calm' AS mood, * FROM (FROM read_parquet($files))", {"files": _files(store, "claims")}
    )
    store.seal(force=True)
    store.publish()
    with duckdb.connect(store.layout.published, read_only=True) as published:
        assert published.execute("SELECT mood FROM claims ORDER BY mood").fetchall() == [("calm",), (None,)]


def _files(store: Store, table: str) -> list[str]:
    return [str(path) for path in (store.layout.data / table).rglob("*.parquet")]
