"""Who commits: the one writer of a store, or, while another process is that, its inbox. To a driver they look the same."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from pipeline.stopping import Stop
from sinks.batch import drop_into_inbox, read_manifest, read_rows
from sinks.carry import CarriedRow, carried
from sinks.facts import FetchRow
from sinks.layout import Layout
from sinks.read import open_published
from sinks.rows import RunRow, Updates
from sinks.store import Store
from transforms.core.duplicates import mark_duplicates
from transforms.errors import StoreLocked
from transforms.index import IndexAt, IndexWriter
from transforms.records import Id, IndexEntry, Mark, Signature

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
        self.store = Store.open(path, now)
        self._index_path = index_path(path)
        self._index = IndexWriter(self._index_path)
        self._index.rollback_to(self.store.sequence)
        self._now, self._publish_every, self._published = now, publish_seconds, time.monotonic()

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
        return counts

    def commit_inbox(self) -> Counter[str]:
        """Commit what other processes have left, and show it at once: they wait for that."""
        counts: Counter[str] = Counter()
        for folder in self.store.inbox():
            counts += self._commit(folder, Updates())
        if counts:
            self._publish()
        return counts

    def inbox_empty(self) -> bool:
        """True if no other process has ever left anything that is still there."""
        return next(self.store.layout.inbox.iterdir(), None) is None

    def progress(self, input_id: Id) -> tuple[int, bool]:
        """Records of an archive that are done, and whether those are all."""
        return self.store.done(input_id)

    def record_run(self, run: RunRow) -> None:
        """Note that a run began or ended."""
        self.store.record_run(run)

    def close(self) -> None:
        """Publish what was committed, and let go of the store."""
        self.commit_inbox()
        self._publish()
        self._index.close()
        self.store.close()

    def _commit(self, folder: Path, updates: Updates) -> Counter[str]:
        if not self.store.has(folder):
            entries = sorted(carried(read_rows(folder, CarriedRow), IndexEntry), key=_order)
            self._index.apply(
                self.store.sequence + 1,
                self._marks(folder, entries),
                [(entry.vector, entry.story) for entry in entries if entry.vector and entry.story],
                [sketch for entry in entries for sketch in entry.sketches],
            )
        counts = outcomes(folder)
        self.store.commit(folder, updates)
        return counts

    def _marks(self, folder: Path, entries: Sequence[IndexEntry]) -> list[tuple[Signature, Mark]]:
        """What to remember of a batch. A late one is marked anew, as the store counts its revisions anew."""
        signatures = [entry.signature for entry in entries]
        if read_manifest(folder).as_of == self.store.sequence:
            return [(entry.signature, entry.mark) for entry in entries]
        return list(zip(signatures, mark_duplicates(signatures, self.index_at().duplicates_for(signatures)), strict=True))

    def _publish(self) -> None:
        """Seal and compact when there is enough of it, then show the store as it is."""
        self.store.seal()
        self.store.compact()
        self.store.publish()
        self._index.expire((self._now() - INDEX_DAYS).date())
        self._published = time.monotonic()


def _order(entry: IndexEntry) -> tuple[int, int]:
    return entry.signature.order


def index_path(store: Path) -> str:
    """Where the index of a store lies: beside its database."""
    return str(Layout.of(store).state / "index.sqlite")


class Inbox:
    """A second process: it hands its batches to the writer and waits; if the writer ends, it becomes the writer itself."""

    def __init__(self, path: Path, now: Now, publish_seconds: float) -> None:
        self._path, self._now, self._publish_seconds = path, now, publish_seconds
        self._layout = Layout.of(path)
        self._writer: Writer | None = None
        self._folders: list[Path] = []

    def new_folder(self) -> Path:
        """A fresh folder for a batch, out of the writer's way."""
        return self._writer.new_folder() if self._writer else self._layout.inbox / f".{uuid4().hex}"

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
        drop_into_inbox(folder, self._path)
        while self._writer is None and not self._shows(batch_id):
            time.sleep(INBOX_POLL_SECONDS)
            self._take_over()
        return counts

    def progress(self, input_id: Id) -> tuple[int, bool]:
        """Records of an archive that are done; what is still in the inbox counts."""
        return self._writer.progress(input_id) if self._writer else Store.done_elsewhere(self._path, input_id)

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


def open_committer(path: Path, now: Now, publish_seconds: float) -> Writer | Inbox:
    """The store's writer if it has none, else its inbox."""
    try:
        return Writer(path, now, publish_seconds)
    except StoreLocked:
        return Inbox(path, now, publish_seconds)


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
