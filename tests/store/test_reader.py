"""A program that stays sees what is new when it asks for it, and not before."""

import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from newsbeam.sinks.read import open_published
from newsbeam.sinks.reader import Reader
from newsbeam.sinks.store import Store
from newsbeam.transforms.errors import StoreError
from tests.store.samples import commit, document

COUNT = "SELECT count(*) FROM articles"


def count(reader: Reader) -> int:
    (n,) = reader.sql(COUNT).fetchall()[0]
    return int(n)


def publish(store: Store, folder: Path, number: int) -> None:
    commit(store, folder, f"b{number}", document(number))
    store.publish(force=True)


def test_two_readers_in_the_writers_process_each_see_what_they_asked_for(store: Store, tmp_path: Path) -> None:
    path = store.layout.root
    publish(store, tmp_path, 0)
    with Reader.open(path) as first, open_published(path) as plain:
        rows = first.sql("SELECT title FROM articles")
        publish(store, tmp_path, 1)
        with Reader.open(path) as second:
            assert (count(first), count(second)) == (1, 2)
            publish(store, tmp_path, 2)
            assert (count(first), count(second)) == (1, 2)
            assert second.refresh()
            assert not second.refresh()
            assert (count(first), count(second)) == (1, 3)
            assert first.refresh()
            assert (count(first), count(second)) == (3, 3)
        assert plain.execute(COUNT).fetchall() == [(1,)]
        assert rows.fetchall() == [("Boats 0",)], "rows asked for before stay what they were"


def test_sealed_rows_are_seen_too(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b0", document(0))
    store.seal(force=True)
    publish(store, tmp_path, 1)
    with Reader.open(store.layout.root) as reader:
        assert count(reader) == 2


def test_queries_take_parameters_and_cursors_are_of_the_same_state(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, 0)
    with Reader.open(store.layout.root) as reader:
        assert reader.path == store.layout.root
        assert reader.sql("SELECT title FROM articles WHERE title = ?", ["Boats 0"]).fetchall() == [("Boats 0",)]
        assert reader.sql("SELECT title FROM articles WHERE title = $t", {"t": "Boats 9"}).fetchall() == []
        assert reader.cursor().execute(COUNT).fetchall() == [(1,)]


def test_nothing_can_be_written(store: Store) -> None:
    with Reader.open(store.layout.root) as reader:
        with pytest.raises(duckdb.Error, match="read-only"):
            reader.sql("DELETE FROM hot.claims")
        with pytest.raises(duckdb.ParserException):
            reader.sql("SELCT")


def test_a_closed_reader_says_so(store: Store) -> None:
    reader = Reader.open(store.layout.root)
    reader.close()
    reader.close()
    with pytest.raises(StoreError, match="closed: open the store again"):
        reader.sql(COUNT)


def test_a_failed_refresh_leaves_what_was_shown(open_store: Callable[[], Store], tmp_path: Path) -> None:
    store = open_store()
    publish(store, tmp_path, 0)
    store.close()
    with Reader.open(store.layout.root) as reader:
        damaged = tmp_path / "damaged"
        damaged.write_bytes(b"nothing of the kind" * 1000)
        os.replace(damaged, store.layout.published)  # noqa: PTH105
        with pytest.raises(StoreError, match="damaged"):
            reader.refresh()
        assert count(reader) == 1
        store.layout.published.unlink()
        with pytest.raises(StoreError, match="there is no store"):
            reader.refresh()
        assert count(reader) == 1


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store at"):
        Reader.open(tmp_path / "nowhere")
