"""A second process hands its batches to the one that holds the store."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from newsbeam.sinks import inbox
from newsbeam.sinks import store as store_module
from newsbeam.sinks.batch import Manifest, read_manifest, write_manifest
from newsbeam.sinks.dimensions import InputRow
from newsbeam.sinks.inbox import COMMITTED, drop_into_inbox, fate, hidden, mark, waiting
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.errors import StoreError
from tests.store.samples import document, write_batch

ARCHIVE = make_id("input", "archive")


def dropped(store: Store, tmp_path: Path, number: int, finished: bool = False) -> Path:
    progress = InputRow(ARCHIVE, "a.warc", "archive", number + 1, finished)
    return drop_into_inbox(write_batch(tmp_path / f"b{number}", f"b/{number}", [document(number)], 0, (progress,)), store.layout.root)


def test_batches_wait_whole_and_in_order(store: Store, tmp_path: Path) -> None:
    folders = [dropped(store, tmp_path, number) for number in (2, 0, 1)]
    assert waiting(store.layout.inbox) == folders
    assert not (tmp_path / "b2").exists()
    (store.layout.inbox / ".half").mkdir()
    (store.layout.inbox / "without-manifest").mkdir()
    assert waiting(store.layout.inbox) == folders


def test_committed_batches_leave_the_queue_at_once_and_the_inbox_when_published(store: Store, tmp_path: Path) -> None:
    folder = dropped(store, tmp_path, 0, finished=True)
    assert Store.done_elsewhere(store.layout.root, ARCHIVE) == store.done(ARCHIVE) == (1, True)
    store.commit(folder)
    assert waiting(store.layout.inbox) == []
    # Not yet published: the second process must still learn that it is done.
    assert Store.done_elsewhere(store.layout.root, ARCHIVE) == store.done(ARCHIVE) == (1, True)
    store.publish()
    assert list(store.layout.inbox.iterdir()) == []
    assert Store.done_elsewhere(store.layout.root, ARCHIVE) == store.done(ARCHIVE) == (1, True)


def test_a_batch_dropped_twice_is_committed_once(store: Store, tmp_path: Path) -> None:
    first = dropped(store, tmp_path, 0)
    assert dropped(store, tmp_path, 0) == first
    store.commit(first)
    assert store.commit(dropped(store, tmp_path, 0)).already
    store.publish()
    with open_published(store.layout.root) as connection:
        assert connection.execute("SELECT count(*) FROM fetches").fetchall() == [(1,)]


def test_damaged_batches_are_set_aside(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folders = [dropped(store, tmp_path, number) for number in range(3)]
    (folders[0] / "claims-p0.parquet").write_bytes(b"PAR1")
    (folders[1] / "batch.json").write_text("{")
    assert store.inbox() == [folders[2]]
    assert waiting(store.layout.inbox) == [folders[2]]
    assert [folder.with_name(folder.name + ".damaged").is_dir() for folder in folders] == [True, True, False]
    assert len(caplog.messages) == 2
    assert store.done(ARCHIVE) == (3, False)


def test_only_whole_batches_are_dropped(store: Store, tmp_path: Path) -> None:
    folder = write_batch(tmp_path / "b", "b1", [document(0)])
    (folder / "batch.json").unlink()
    with pytest.raises(StoreError, match=r"batch\.json"):
        drop_into_inbox(folder, store.layout.root)
    assert folder.is_dir()


def test_progress_of_an_archive_in_a_store_that_is_not_there(tmp_path: Path) -> None:
    assert Store.done_elsewhere(tmp_path / "nowhere", ARCHIVE) == (0, False)


def test_manifest_round_trip(tmp_path: Path) -> None:
    manifest = Manifest("b1", "r1", 7, (), (InputRow(ARCHIVE, "ä.warc", "archive", 3, True),), (("stored", 3),))
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


@pytest.mark.parametrize("name", ["../../etc/passwd", "claims.parquet", "claims-x.csv", "/claims-x.parquet", "claims-x/y.parquet"])
def test_names_that_are_no_parts(tmp_path: Path, name: str) -> None:
    write_manifest(tmp_path, Manifest("b1", "r1", 0, (name,)))
    with pytest.raises(StoreError, match="not the name of a batch's part"):
        read_manifest(tmp_path)


def test_what_dead_processes_left_is_swept_at_the_next_start(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.close()
    inbox = store.layout.inbox
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait()
    mine, foreign, other = hidden(inbox), inbox / ".1@elsewhere@x", inbox / ".notes"
    left = inbox / hidden(inbox, "left").name.replace(str(os.getpid()), str(dead.pid))
    for folder in (mine, foreign, other, left):
        folder.mkdir()
    open_store()
    assert [folder.exists() for folder in (mine, foreign, other, left)] == [True, True, True, False]


def test_a_batch_renamed_between_listing_and_reading_counts(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = dropped(store, tmp_path, 0)

    def listed_then_renamed(_: Path) -> list[Path]:
        mark(folder, COMMITTED)
        return [folder]

    monkeypatch.setattr(inbox, "listed", listed_then_renamed)
    assert Store.done_elsewhere(store.layout.root, ARCHIVE) == (1, False)


def test_the_inbox_is_listed_before_the_published_file_is_opened(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = dropped(store, tmp_path, 0)

    def commit_and_open(path: Path) -> duckdb.DuckDBPyConnection:
        store.commit(folder)
        store.publish()
        return open_published(path)

    monkeypatch.setattr(store_module, "open_published", commit_and_open)
    assert Store.done_elsewhere(store.layout.root, ARCHIVE) == (1, False)


def test_the_fate_of_a_batch(store: Store, tmp_path: Path) -> None:
    folder = dropped(store, tmp_path, 0)
    assert fate(folder) == ""
    store.refuse(folder)
    assert fate(folder) == ".refused"
    store.commit(dropped(store, tmp_path, 1))
    assert fate(folder.with_name("b_1")) == ".committed"
    store.publish()
    assert fate(folder.with_name("b_1")) is None
