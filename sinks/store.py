"""The store, for the one process that writes to it. What it does is in the modules beside it; here it is put together."""

import logging
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import duckdb

from newsbeam.sinks import batch, compact, inbox, integrity, ledger, outlets, publish, schedule, schema, seal, segments
from newsbeam.sinks.commit import CommitResult, commit, is_committed, sequence
from newsbeam.sinks.dimensions import FeedState, FrontierPage, HostRow, OutletBlockRow, OutletRow, PageMark, RunRow, Updates
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.late_batches import LateRow
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.lock import WriterLock
from newsbeam.sinks.quarantine import fresh_folder, set_aside
from newsbeam.sinks.read import open_published
from newsbeam.sinks.search.index import SearchIndex
from newsbeam.sinks.upsert import put, select
from newsbeam.transforms.errors import StoreError

log = logging.getLogger("newsbeam")
NO_UPDATES = Updates()


class Store:
    """A store opened for writing. All methods raise `StoreError` or `TemporaryError`, with one sentence, if the files fail them.

    After a `TemporaryError` close it and open it again: what was committed is there, what was not is not.
    """

    def __init__(self, layout: Layout, lock: WriterLock, connection: duckdb.DuckDBPyConnection, now: Callable[[], datetime]) -> None:
        """Use `Store.open`."""
        self.layout = layout
        self._lock = lock
        self._connection = connection
        self._now = now
        self._search = SearchIndex(layout.search, connection)
        self._published: tuple[int, int] | None = None
        self._dirty = False
        """True if something changed that the published file shows and no commit tells of: feeds, runs."""
        self.closed = False

    @classmethod
    def open(cls, path: Path, now: Callable[[], datetime]) -> "Store":
        """Open or create the store at `path`, and mend what a crash or a move left behind.

        Raises:
            TemporaryError: another process is writing to it, or the disk is full.
            StoreError: it cannot be written, is damaged, or was written by a newer version.
        """
        layout = Layout.of(path)
        with plain_faults(layout.root):
            layout.make()
            lock = WriterLock(layout.lock)
            try:
                integrity.refuse_without_writer(layout)
                if not layout.writer.exists():
                    schema.create(layout, now())
                store = cls(layout, lock, schema.connect(layout), now)
            except BaseException:
                lock.release()
                raise
        try:
            store._mend()
        except BaseException:
            store._let_go()
            raise
        return store

    def _mend(self) -> None:
        with plain_faults(self.layout.root):
            integrity.refuse_other_writer(self._connection, self.layout)
            schema.upgrade(self._connection, self._now())
            self._search.open()
            for folder in (self.layout.batches, self.layout.spill):
                shutil.rmtree(folder)
                folder.mkdir()
            shutil.rmtree(self.layout.workshop, ignore_errors=True)
            inbox.sweep(self.layout.inbox, self._now().timestamp())
            segments.tidy(self._connection, self.layout, self._now())
            if self.layout.published.exists() and integrity.shown_in(self.layout) is None:
                folder = fresh_folder(self.layout, self._now())
                set_aside(self.layout, [self.layout.published.name], folder)
                log.warning("the published file was damaged, or none of ours: it was set aside in %s and is written anew", folder)
            if self._shown() == self.sequence:
                self._published = self._version()
        self.publish()
        with plain_faults(self.layout.root):
            if self._search.is_behind():
                with open_published(self.layout.root) as connection:
                    self._search.catch_up(connection)

    def _shown(self) -> int | None:
        """The sequence that the published file shows; None if it cannot be opened, whatever the cause: then it is written anew."""
        try:
            with open_published(self.layout.root) as connection:
                return schema.count(connection, "SELECT sequence FROM hot.info")
        except StoreError:
            return None

    # --- rows in -----------------------------------------------------------------------------------------------------

    @property
    def sequence(self) -> int:
        """The number of commits: the `as_of` for the next pipeline."""
        return sequence(self._connection)

    def inbox(self) -> list[Path]:
        """The batches that other processes dropped, in order. Damaged ones are set aside as `<name>.damaged`, with a warning."""
        good = []
        for folder in inbox.waiting(self.layout.inbox):
            try:
                batch.check(folder)
                good.append(folder)
            except StoreError as error:
                inbox.mark(folder, inbox.DAMAGED)
                log.warning("a batch in the inbox was set aside: %s", error)
        return good

    def refuse(self, folder: Path) -> None:
        """Send a batch in the inbox back to whoever sent it: it is `OutOfStep`."""
        with plain_faults(self.layout.root):
            inbox.mark(folder, inbox.REFUSED)

    def is_done(self, folder: Path) -> bool:
        """Whether other batches brought all that an archive's batch brings.

        Raises:
            OutOfStep: they brought part of it.
        """
        return ledger.is_done(self._connection, batch.read_manifest(folder).inputs)

    def has(self, folder: Path) -> bool:
        """Whether a batch was committed before."""
        return is_committed(self._connection, batch.read_manifest(folder).batch_id)

    def commit(self, folder: Path, updates: Updates = NO_UPDATES, late: Sequence[LateRow] = ()) -> CommitResult:
        """Take a batch and the schedule's changes in one transaction. A batch that is in the store already changes nothing.

        The folder is gone afterwards if it was the store's own, or out of the inbox's queue.

        Args:
            late: what the batch's versions become, if it was decided against another `sequence` than the present one.

        Raises:
            StoreError: the batch is damaged, or of a newer version.
            OutOfStep: another process has read part of the same archives.
        """
        with plain_faults(self.layout.root):
            committed = commit(self._connection, self.layout, folder, updates, self._now(), late)
            if not committed.already:
                self._search.add_staged()
            if folder.parent == self.layout.inbox:
                inbox.mark(folder, inbox.COMMITTED)
            elif folder.parent == self.layout.batches:
                shutil.rmtree(folder)
            schema.rest(self._connection)
        return committed

    def apply(self, updates: Updates) -> None:
        """Change the schedule alone, as when feeds are added."""
        with plain_faults(self.layout.root), schema.transaction(self._connection):
            schedule.apply(self._connection, updates, self._now())
        self._dirty = True

    def record_run(self, run: RunRow) -> None:
        """Note that a run began or ended."""
        with plain_faults(self.layout.root), schema.transaction(self._connection):
            put(self._connection, RunRow, [run])
        self._dirty = True

    def put_outlets(self, learned: outlets.Outlets) -> None:
        """Put what was learned of outlets in place of what was known."""
        with plain_faults(self.layout.root), schema.transaction(self._connection):
            put(self._connection, OutletRow, learned.outlets)
            put(self._connection, OutletBlockRow, learned.blocks)
            outlets.forget(self._connection, self._now())
        self._dirty = True

    def outlets(self) -> outlets.Outlets:
        """What is known of outlets."""
        return outlets.outlets(self._connection)

    # --- upkeep ------------------------------------------------------------------------------------------------------

    def publish(self, force: bool = False) -> bool:
        """Put all that is committed before its readers; returns False if they have it already."""
        with plain_faults(self.layout.root):
            version = self._version()
            fresh = force or self._dirty or version != self._published
            if fresh:
                publish.publish(self._connection, self.layout, self._now())
                self._published, self._dirty = version, False
                schema.rest(self._connection)
            self._clear_inbox()
        return fresh

    def seal(self, force: bool = False) -> int:
        """Move rows into immutable files if there are many, or a day has ended; returns the number of new files."""
        now = self._now()
        with plain_faults(self.layout.root):
            much, ended = seal.is_due(self._connection, now)
            if force or much:
                return seal.seal(self._connection, self.layout, now)
            return seal.seal(self._connection, self.layout, now, now.date()) if ended else 0

    def compact(self) -> int:
        """Merge small files and delete those that were replaced a while ago; returns the number of files replaced."""
        now = self._now()
        with plain_faults(self.layout.root):
            replaced = compact.compact(self._connection, self.layout, now)
            if replaced == 0 and self._version() == self._published:  # nobody will be sent to an old file any more
                segments.drop_replaced(self._connection, self.layout, now - segments.GRACE)
        return replaced

    def close(self) -> None:
        """Publish what is not yet published, and let another process write."""
        try:
            self.publish()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self.closed = True
        self._search.close()
        with suppress(duckdb.Error):  # a dead connection is as good as a closed one
            self._connection.close()
        self._lock.release()

    def _version(self) -> tuple[int, int]:
        """What the published file depends on."""
        number = "SELECT coalesce(max(epoch_us(greatest(created_at, replaced_at))), 0) + count(*) FROM segments"
        return self.sequence, schema.count(self._connection, number)

    def _clear_inbox(self) -> None:
        for folder in self.layout.inbox.glob(f"*{inbox.COMMITTED}"):
            shutil.rmtree(folder)

    # --- what to do next ---------------------------------------------------------------------------------------------

    def done(self, input_id: str) -> tuple[int, bool]:
        """Records of an archive that are done, and whether those are all; batches in the inbox count."""
        with plain_faults(self.layout.root):
            return ledger.progress(self._connection, ledger.in_inbox(self.layout), input_id)

    @staticmethod
    def done_elsewhere(path: Path, input_id: str) -> tuple[int, bool]:
        """The same, asked by a process that does not hold the store at `path`."""
        layout = Layout.of(path)
        waiting = ledger.in_inbox(layout)  # before the published file is opened: what has left the inbox by now is in that
        if not layout.published.is_file():
            return ledger.progress(None, waiting, input_id)
        with open_published(path) as connection:
            return ledger.progress(connection, waiting, input_id)

    def feeds(self) -> list[FeedState]:
        """All feeds."""
        return select(self._connection, FeedState, "ORDER BY url")

    def due_feeds(self, now: datetime, limit: int) -> list[FeedState]:
        """Feeds to poll now, the longest due first."""
        return schedule.due_feeds(self._connection, now, limit)

    def due_pages(self, now: datetime, limit: int, per_host: int) -> list[FrontierPage]:
        """Pages to fetch now: a few of each host, hosts in turn, the longest due first."""
        return schedule.due_pages(self._connection, now, limit, per_host)

    def next_due_at(self, silent_since: datetime | None = None) -> datetime | None:
        """When there is something to do again, feeds that were asked since then left out; None: never. A past time: now."""
        return schedule.next_due_at(self._connection, self._now(), silent_since)

    def waiting(self) -> schedule.ScheduleCounts:
        """Counts of what is known and what is due."""
        return schedule.waiting(self._connection, self._now())

    def unfetched(self, now: datetime) -> schedule.Unfetched | None:
        """The pages of the frontier that were never fetched so far; None if there are none."""
        return schedule.unfetched(self._connection, now)

    def unseen(self, url_keys: Iterable[str]) -> set[str]:
        """Those that are neither waiting in the frontier nor were fetched from it before."""
        return schedule.unseen(self._connection, url_keys)

    def seen_entries(self, entry_ids: Iterable[str]) -> set[str]:
        """Those of some entries of feeds that were there before."""
        return schedule.seen_entries(self._connection, entry_ids)

    def marks(self, url_keys: Iterable[str]) -> dict[str, PageMark]:
        """What entries of feeds last said of some pages."""
        return schedule.marks(self._connection, url_keys)

    def unfetched_entries(self, entry_ids: Iterable[str]) -> dict[str, FrontierPage]:
        """The pages of some entries of feeds that were never fetched so far, by entry."""
        return schedule.unfetched_entries(self._connection, entry_ids)

    def hosts(self, names: Iterable[str]) -> dict[str, HostRow]:
        """What is known of some hosts."""
        return schedule.hosts(self._connection, names)
