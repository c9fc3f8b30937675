"""The store and the index beside it: committed together, mended together, and shared with other processes."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from newsbeam.pipeline.engine import document_rows
from newsbeam.pipeline.inbox_client import InboxClient
from newsbeam.pipeline.signals import Stop
from newsbeam.pipeline.writer import Writer, index_path
from newsbeam.sinks.batch import Manifest, write_manifest, write_parts
from newsbeam.sinks.dimensions import InputRow, RunRow
from newsbeam.sinks.ledger import OutOfStep
from newsbeam.sinks.read import open_published
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.duplicates import mark_duplicates
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.linking.stories import link_stories, story_vector
from newsbeam.transforms.errors import StoreError, StoreLocked, TemporaryError
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.records import Article, Document
from tests.support.invented import MORNING, newsroom

FLOW = newsroom(5, 60)
ARCHIVE = make_id("input", "archive")
NEVER = 10.0**9
"""Seconds between publications."""


def now() -> datetime:
    return MORNING + timedelta(days=1)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    with closing(Writer(tmp_path / "news", now, NEVER)) as opened:
        yield opened


def decide(articles: Sequence[Article], at: IndexAt) -> list[Document]:
    """As the graph decides, without claims."""
    signatures = [sign(article) for article in articles]
    marks = mark_duplicates(signatures, at.duplicates_for(signatures))
    documents = [Document(*given) for given in zip(articles, signatures, marks, strict=True)]
    changed = [story_vector(one) for one in documents if one.mark and one.mark.status != "unchanged"]
    placed = {vector.input_id: (vector, link) for vector, link in zip(changed, link_stories(changed, at.stories_for(changed)), strict=True)}
    return [
        replace(one, vector=placed[one.origin.input_id][0], story=placed[one.origin.input_id][1]) if one.origin.input_id in placed else one
        for one in documents
    ]


def batch(folder: Path, articles: Sequence[Article], at: IndexAt, inputs: tuple[InputRow, ...] = ()) -> Path:
    folder.mkdir(parents=True)
    parts = write_parts(folder, (row for one in decide(articles, at) for row in document_rows(one)), "p")
    write_manifest(folder, Manifest(uuid4().hex, "run", at.as_of, parts, inputs))
    return folder


def commit(writer: Writer, first: int, last: int, at: IndexAt | None = None, inputs: tuple[InputRow, ...] = ()) -> None:
    writer.commit(batch(writer.new_folder(), FLOW[first:last], at or writer.index_at(), inputs))


def progress(first: int, last: int) -> tuple[InputRow, ...]:
    return (InputRow(ARCHIVE, "a.jsonl", "archive", last, False, first),)


def articles(writer: Writer) -> list[tuple[object, ...]]:
    writer.store.publish()
    with open_published(writer.store.layout.root) as store:
        return store.execute("SELECT article_id, revision, text FROM article_revisions ORDER BY ALL").fetchall()


def agree(writer: Writer) -> bool:
    """Whether the index knows exactly the versions that the store has, and their clusters."""
    writer.store.publish()
    with open_published(writer.store.layout.root) as store:
        stored = store.execute(
            "SELECT article_id::VARCHAR, max(revision), any_value(near_dup_cluster)::VARCHAR FROM articles GROUP BY 1 ORDER BY 1"
        )
        rows = stored.fetchall()
    with closing(sqlite3.connect(index_path(writer.store.layout.root))) as index:
        known = index.execute("SELECT article_id, max(revision), cluster FROM document GROUP BY article_id ORDER BY article_id").fetchall()
    return rows == known


def test_a_batch_decided_long_ago_fits_what_came_since(writer: Writer) -> None:
    """The same articles, decided before a dozen commits that brought most of them."""
    commit(writer, 0, 5)
    at = writer.index_at()
    for first in range(5, 53, 4):
        commit(writer, first, first + 4)
    before = articles(writer)
    again = [replace(one, origin=replace(one.origin, input_id=make_id("test", str(number)))) for number, one in enumerate(FLOW)]
    writer.commit(batch(writer.new_folder(), again, at))
    assert articles(writer)[: len(before)] != []
    assert set(before) < set(articles(writer))
    with closing(Writer(writer.store.layout.root.with_name("whole"), now, NEVER)) as whole:
        commit(whole, 0, 60)
        assert articles(whole) == articles(writer)
    assert agree(writer)


def test_what_a_late_batch_brought_in_vain_is_not_placed_in_stories(writer: Writer) -> None:
    at = writer.index_at()
    commit(writer, 0, 10)
    before = writer.index_at().stories_for([]).size
    again = [replace(one, origin=replace(one.origin, input_id=make_id("test", str(number)))) for number, one in enumerate(FLOW[:10])]
    writer.commit(batch(writer.new_folder(), again, at))
    assert writer.index_at().stories_for([]).size == before


def test_a_commit_that_fails_leaves_index_and_store_alike(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(writer, 0, 10)

    def fail(*_: object) -> None:
        raise TemporaryError("the disk is full")

    folder = batch(writer.new_folder(), FLOW[10:20], writer.index_at())
    with monkeypatch.context() as patched:
        patched.setattr(writer.store, "commit", fail)
        with pytest.raises(TemporaryError):
            writer.commit(folder)
    writer.commit(folder)
    assert agree(writer)


@pytest.mark.parametrize("kept", [0, 1], ids=["missing", "of an older time"])
def test_a_lost_index_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture, kept: int) -> None:
    path, copy = tmp_path / "news", tmp_path / "copy.sqlite"
    for number in range(3):
        with closing(Writer(path, now, 0)) as writer:
            commit(writer, number * 15, number * 15 + 15)
        if number < kept:
            shutil.copy(index_path(path), copy)
    Path(index_path(path)).unlink()
    if kept:
        shutil.copy(copy, index_path(path))
    with closing(Writer(path, now, 0)) as writer:
        assert "made anew" in caplog.text
        assert agree(writer)
        commit(writer, 45, 60)
        with closing(Writer(tmp_path / "whole", now, NEVER)) as whole:
            commit(whole, 0, 60)
            assert articles(whole) == articles(writer)


def test_alternating_backfills_of_one_archive(writer: Writer) -> None:
    for first in range(0, 20, 10):
        for _ in range(2):
            commit(writer, first, first + 10, inputs=progress(first, first + 10))
    assert writer.progress(ARCHIVE) == (20, False)
    assert agree(writer)
    with pytest.raises(OutOfStep):
        commit(writer, 15, 25, inputs=progress(15, 25))
    commit(writer, 20, 30, inputs=progress(20, 30))
    assert agree(writer)


def sent(writer: Writer, inputs: tuple[InputRow, ...], damage: bool = False) -> BaseException | None:
    """What a second process is told of its batch."""
    second = InboxClient(writer.store.layout.root, now, 0, Stop())
    told: list[BaseException] = []
    folder = batch(second.new_folder(), FLOW[20:30], second.index_at(), inputs)
    if damage:
        for part in folder.glob("carried*"):
            part.write_bytes(part.read_bytes()[:100])

    def send() -> None:
        try:
            second.commit(folder)
        except StoreError as error:
            told.append(error)
        except TemporaryError as error:
            told.append(error)

    thread = threading.Thread(target=send)
    thread.start()
    while thread.is_alive():
        writer.commit_inbox()
        thread.join(0.02)
    return told[0] if told else None


def test_a_second_process_learns_what_became_of_its_batch(writer: Writer) -> None:
    commit(writer, 0, 10, inputs=progress(0, 10))
    assert sent(writer, progress(10, 20)) is None
    assert sent(writer, progress(10, 20)) is None  # done by another: as good as committed
    assert isinstance(sent(writer, progress(15, 25)), OutOfStep)
    assert "damaged" in str(sent(writer, (), damage=True))
    assert writer.inbox_empty()
    assert [folder.suffix for folder in writer.store.layout.inbox.iterdir()] == [".damaged"]
    assert agree(writer)


def test_hidden_and_finished_folders_do_not_make_the_inbox_full(writer: Writer) -> None:
    for name in (".1@here@x", "b.damaged", "b.committed", "half"):
        (writer.store.layout.inbox / name).mkdir()
    assert writer.inbox_empty()


def test_everything_is_let_go_of_whatever_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Writer(tmp_path, now, 0)
    monkeypatch.setattr(writer, "commit_inbox", lambda: (_ for _ in ()).throw(StoreError("the machine is on fire")))
    with pytest.raises(StoreError, match="on fire"):
        writer.close()
    Path(index_path(tmp_path)).write_bytes(b"not an index" * 1000)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"is damaged .* delete it"):
            Writer(tmp_path, now, 0)
    Path(index_path(tmp_path)).unlink()
    Writer(tmp_path, now, 0).close()


def test_a_run_is_shown_when_the_writer_closes(tmp_path: Path) -> None:
    with closing(Writer(tmp_path, now, NEVER)) as writer:
        writer.record_run(RunRow("r", "run", "1", MORNING))
        with pytest.raises(StoreLocked):
            Writer(tmp_path, now, NEVER)
    with open_published(tmp_path) as store:
        assert store.execute("SELECT run_id, status FROM runs").fetchall() == [("r", "running")]
