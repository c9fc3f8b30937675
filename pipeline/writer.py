"""The one writer of a store: it commits batches, its own and those that other processes leave in the inbox, and keeps the index in step."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from newsbeam.pipeline.decisions import read_decisions
from newsbeam.pipeline.learn_recurring import learn
from newsbeam.pipeline.rebuild import match_index
from newsbeam.sinks.batch import outcomes
from newsbeam.sinks.dimensions import RunRow, Updates
from newsbeam.sinks.inbox import waiting
from newsbeam.sinks.late_batches import LateRow
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.ledger import OutOfStep
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.index.writer import IndexWriter, Remembered
from newsbeam.transforms.records import Id, Knowledge

log = logging.getLogger("newsbeam")

INDEX_DAYS = timedelta(days=30)
"""How long copies and stories are recognised."""

Now = Callable[[], datetime]


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
            remembered = Remembered([], [], [], [])  # of a batch whose rows another one has brought
            if not self.store.is_done(folder):
                remembered, late = read_decisions(folder, self.index_at())
            self._index.apply(self.store.sequence + 1, *remembered)
        return Counter() if self.store.commit(folder, updates, late).already else counts

    def _publish(self) -> None:
        """Seal and compact when there is enough of it, then show the store as it is. Once a day the index forgets what is old."""
        self.store.seal()
        self.store.compact()
        self.store.publish()
        self._published = time.monotonic()

    def _oldest_day(self) -> date:
        return (self._now() - INDEX_DAYS).date()


def index_path(store: Path) -> str:
    """Where the index of a store lies: beside its database."""
    return str(Layout.of(store).index)
