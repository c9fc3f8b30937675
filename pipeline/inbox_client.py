"""A second process beside the writer: it hands its batches over through the store's inbox."""

import shutil
import threading
import time
from collections import Counter
from pathlib import Path

from newsbeam.pipeline.writer import Now, Writer, index_path
from newsbeam.sinks.batch import outcomes, read_manifest
from newsbeam.sinks.dimensions import RunRow, Updates
from newsbeam.sinks.inbox import DAMAGED, REFUSED, drop_into_inbox, fate, hidden
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.ledger import OutOfStep
from newsbeam.sinks.outlets import outlets
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.transforms.errors import StoreError, StoreLocked
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.records import Id, Knowledge

INBOX_POLL_SECONDS = 0.2


class InboxClient:
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
