"""Who commits: the one writer of a store, or, while another process is that, its inbox. To a driver they look the same."""

import logging
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from newsbeam.pipeline.learn_recurring import learn
from newsbeam.pipeline.rebuild import match_index
from newsbeam.pipeline.signals import Stop
from newsbeam.sinks.batch import read_manifest, read_rows
from newsbeam.sinks.dimensions import RunRow, Updates
from newsbeam.sinks.envelope import CarriedRow, carried
from newsbeam.sinks.facts import FetchRow
from newsbeam.sinks.inbox import DAMAGED, REFUSED, drop_into_inbox, fate, hidden, waiting
from newsbeam.sinks.late_batches import LateRow, late_row
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.ledger import OutOfStep
from newsbeam.sinks.outlets import outlets
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.transforms.core.linking.duplicates import mark_duplicates
from newsbeam.transforms.errors import StoreError, StoreLocked
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.index.writer import IndexWriter, Remembered
from newsbeam.transforms.records import Id, IndexEntry, Knowledge

log = logging.getLogger("newsbeam")

INDEX_DAYS = timedelta(days=30)
"""How long copies and stories are recognised."""
INBOX_POLL_SECONDS = 0.2

Now = Callable[[], datetime]


class Committer(Protocol):
    """What a driver asks of the store."""

    def new_folder(self) -> Path:
        """A fresh folder for a batch."""

    def index_at(self) -> IndexAt:
        """The index as of the last commit: what the next batch is decided against."""

    def commit(self, folder: Path, updates: Updates = Updates()) -> Counter[str]:
        """Make a batch part of the store; returns its inputs by outcome."""

    def progress(self, input_id: Id) -> tuple[int, bool]:
        """Records of an archive that are done, and whether those are all."""

    def knowledge(self) -> Knowledge:
        """What is known of outlets: with it the next batch is cleaned."""

    def learn(self) -> int:
        """Look again at the outlets that have new articles; returns how many recurring blocks were found."""

    def record_run(self, run: RunRow) -> None:
        """Note that a run began or ended."""

    def close(self) -> None:
        """Publish what was committed, and let go of the store."""


class Writer:
    """The one writer: the store, the index beside it, and whatever other processes drop into the inbox.

    Raises:
        StoreLocked: another process is the writer. StoreError: the store cannot be used.
    """

    def __init__(self, path: Path, now: Now, publish_seconds: float) -> None:
        self._now, self._publish_every, self._published = now, publish_seconds, time.monotonic()
        self._index_path = index_path(path)
        with ExitStack() as held:
            self.store = held.enter_context(closing(Store.open(path, now)))
            self._index = held.enter_context(closing(IndexWriter(self._index_path)))
            match_index(self._index, path, self.store.sequence, self._oldest_day())
            self._held = held.pop_all()

    def new_folder(self) -> Path:
        """A fresh folder for a batch; emptied on the next start if it is not committed."""
        return self.store.layout.batches / uuid4().hex

    def index_at(self) -> IndexAt:
        """The index as of the last commit."""
        return IndexAt(self._index_path, self.store.sequence)

    def commit(self, folder: Path, updates: Updates = Updates()) -> Counter[str]:
        """Commit a batch: first to the index, where it does not count until the store's own sequence number says so."""
        counts = self._commit(folder, updates)
        if time.monotonic() - self._published >= self._publish_every:
            self._publish()
        if not self.inbox_empty():  # others wait
            self.commit_inbox()
        return counts

    def commit_inbox(self) -> Counter[str]:
        """Commit what other processes have left, and show it at once: they wait for that."""
        counts: Counter[str] = Counter()
        folders = self.store.inbox()
        for folder in folders:
            try:
                counts += self._commit(folder, Updates())
            except OutOfStep as error:
                log.warning("a batch in the inbox was sent back: %s", error)
                self.store.refuse(folder)
        if folders:
            self._publish()
        return counts

    def inbox_empty(self) -> bool:
        """True if no whole batch waits."""
        return not waiting(self.store.layout.inbox)

    def progress(self, input_id: Id) -> tuple[int, bool]:
        """Records of an archive that are done, and whether those are all."""
        return self.store.done(input_id)

    def expire(self) -> None:
        """Forget texts older than the time in which copies and stories are recognised. Not for backfills: archives are older."""
        self._index.expire(self._oldest_day())

    def knowledge(self) -> Knowledge:
        """What is known of outlets."""
        return self.store.outlets().knowledge

    def learn(self) -> int:
        """Look again at the outlets that have new articles, and show what was learned."""
        self._publish()
        with open_published(self.store.layout.root) as connection:
            learned = learn(connection, self._now())
        if learned.outlets:
            self.store.put_outlets(learned)
            self.store.publish()
        return sum(block.state == "active" for block in learned.blocks)

    def record_run(self, run: RunRow) -> None:
        """Note that a run began or ended."""
        self.store.record_run(run)

    def close(self) -> None:
        """Publish what was committed, and let go of the store; of all of it, whatever fails."""
        with self._held:
            self.commit_inbox()
            self._publish()

    def _commit(self, folder: Path, updates: Updates) -> Counter[str]:
        counts, late = outcomes(folder), list[LateRow]()
        if not self.store.has(folder):
            decided, late = self._decided(folder)
            self._index.apply(self.store.sequence + 1, *decided)
        return Counter() if self.store.commit(folder, updates, late).already else counts

    def _decided(self, folder: Path) -> tuple[Remembered, list[LateRow]]:
        """What the index will remember of a batch; of a late one, which is marked anew, also what its versions become in the store."""
        if self.store.is_done(folder):
            return Remembered([], [], []), []
        entries = sorted(carried(read_rows(folder, CarriedRow), IndexEntry), key=_order)
        marks, late = [entry.mark for entry in entries], list[LateRow]()
        if read_manifest(folder).as_of != self.store.sequence:
            signatures = [entry.signature for entry in entries]
            marks = mark_duplicates(signatures, self.index_at().duplicates_for(signatures))
            late = [
                late_row(entry.signature.article_id, entry.mark, mark)
                for entry, mark in zip(entries, marks, strict=True)
                if entry.mark.status != "unchanged"
            ]
        decided = list(zip(entries, marks, strict=True))
        news = [entry for entry, mark in decided if mark.status != "unchanged"]
        return Remembered(
            [(entry.signature, mark) for entry, mark in decided],
            [(entry.vector, entry.story) for entry in news if entry.vector and entry.story],
            [sketch for entry in news for sketch in entry.sketches],
        ), late

    def _publish(self) -> None:
        """Seal and compact when there is enough of it, then show the store as it is. Once a day the index forgets what is old."""
        self.store.seal()
        self.store.compact()
        self.store.publish()
        self._published = time.monotonic()

    def _oldest_day(self) -> date:
        return (self._now() - INDEX_DAYS).date()


def _order(entry: IndexEntry) -> tuple[int, int]:
    return entry.signature.order


def index_path(store: Path) -> str:
    """Where the index of a store lies: beside its database."""
    return str(Layout.of(store).index)


class Inbox:
    """A second process: it hands its batches to the writer and waits; if the writer ends, it becomes the writer itself.

    Args:
        stop: when set, a batch that was handed over is no longer waited for: it is safe in the inbox.
    """

    def __init__(self, path: Path, now: Now, publish_seconds: float, stop: threading.Event) -> None:
        self._path, self._now, self._publish_seconds, self._stop = path, now, publish_seconds, stop
        self._layout = Layout.of(path)
        self._writer: Writer | None = None

    def new_folder(self) -> Path:
        """A fresh folder for a batch, out of the writer's way."""
        return self._writer.new_folder() if self._writer else hidden(self._layout.inbox)

    def index_at(self) -> IndexAt:
        """The index as the writer has it now."""
        if self._writer:
            return self._writer.index_at()
        return IndexAt(index_path(self._path), self._sequence())

    def commit(self, folder: Path, updates: Updates = Updates()) -> Counter[str]:
        """Hand over a batch, and return when it is committed, so that the next one is decided in its knowledge."""
        if self._writer:
            return self._writer.commit(folder, updates)
        counts, batch_id = outcomes(folder), read_manifest(folder).batch_id
        dropped = drop_into_inbox(folder, self._path)
        while not self._is_committed(dropped, batch_id) and not self._stop.is_set():
            time.sleep(INBOX_POLL_SECONDS)
            if self._writer is None:
                self._take_over()
        return counts

    def _is_committed(self, dropped: Path, batch_id: str) -> bool:
        """Whether the writer has taken a batch.

        Raises:
            StoreError: it never will. OutOfStep: it will not, since another process has read the same archive.
        """
        ending = fate(dropped)
        if ending == DAMAGED:
            raise StoreError(f"a batch was damaged on its way and is not in the store: {dropped}{DAMAGED}; start again to read it anew")
        if ending == REFUSED:
            shutil.rmtree(f"{dropped}{REFUSED}", ignore_errors=True)
            raise OutOfStep("another process has read the same archive meanwhile: start again to go on from where it is")
        if self._writer is not None:
            return ending != ""
        if self._shows(batch_id):
            return True
        if ending is None:
            raise StoreError(f"the batch {dropped} was taken out of the inbox and is not in the store: start again to read it anew")
        return False

    def progress(self, input_id: Id) -> tuple[int, bool]:
        """Records of an archive that are done; what is still in the inbox counts."""
        return self._writer.progress(input_id) if self._writer else Store.done_elsewhere(self._path, input_id)

    def knowledge(self) -> Knowledge:
        """What is known of outlets, as published."""
        if self._writer:
            return self._writer.knowledge()
        with open_published(self._path, present=True) as connection:
            return outlets(connection).knowledge

    def learn(self) -> int:
        """Only the writer learns, once a day."""
        return self._writer.learn() if self._writer else 0

    def _sequence(self) -> int:
        with open_published(self._path) as connection:
            return int(connection.execute("SELECT sequence FROM store_info").fetchall()[0][0])

    def _shows(self, batch_id: str) -> bool:
        with open_published(self._path) as connection:
            return bool(connection.execute("SELECT count(*) FROM batches WHERE batch_id = ?", [batch_id]).fetchall()[0][0])

    def record_run(self, run: RunRow) -> None:
        """Only the writer keeps a list of runs."""
        if self._writer:
            self._writer.record_run(run)

    def close(self) -> None:
        """Nothing to let go of, unless this became the writer."""
        if self._writer:
            self._writer.close()

    def _take_over(self) -> None:
        try:
            self._writer = Writer(self._path, self._now, self._publish_seconds)
        except StoreLocked:
            return
        self._writer.commit_inbox()


def open_committer(path: Path, now: Now, publish_seconds: float, stop: threading.Event) -> Writer | Inbox:
    """The store's writer if it has none, else its inbox."""
    try:
        return Writer(path, now, publish_seconds)
    except StoreLocked:
        return Inbox(path, now, publish_seconds, stop)


@contextmanager
def recorded(committer: Committer, mode: str, now: Now, stop: Stop) -> Iterator[str]:
    """Keep the run in the store's list of runs while the block runs; gives the run's id."""
    run = RunRow(uuid4().hex, mode, version("newsbeam"), now())
    committer.record_run(run)
    status = "failed"
    try:
        yield run.run_id
        status = "interrupted" if stop.is_set() else "ok"
    finally:
        committer.record_run(replace(run, ended_at=now(), status=status))


def outcomes(folder: Path) -> Counter[str]:
    """A batch's documents by outcome, polls of feeds left out."""
    return Counter(row.outcome for row in read_rows(folder, FetchRow) if row.kind != "feed")
