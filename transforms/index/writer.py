"""The index: what decisions about new documents need to know of earlier ones, in one SQLite file beside the store.

Workers read slices of it as of the last committed batch (`IndexAt`); one writer adds decided batches to it (`IndexWriter`).
Whatever a batch adds is worked out by the same pure code that decided it (`DuplicateOverlay`, `StoryOverlay`), so batches of any size
leave the same index, and a batch that is undone and redone leaves it as if it had been applied once.

Order of a commit: `apply(seq)`, then commit `seq` in the store; at every start, `rollback_to(the store's last seq)`.
"""

import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from newsbeam.transforms.core.linking.duplicate_index import DuplicateOverlay
from newsbeam.transforms.core.linking.duplicates import mark_duplicates, remember_marks
from newsbeam.transforms.core.linking.stories import remember_links
from newsbeam.transforms.core.linking.story_index import StoryOverlay
from newsbeam.transforms.errors import StoreError
from newsbeam.transforms.index.faults import index_faults
from newsbeam.transforms.index.reader import DuplicateSlice, StorySlice, sizes
from newsbeam.transforms.index.schema import SCHEMA, UPGRADES, VERSION, known_to_row, sketch_to_json, story_to_row, unpack
from newsbeam.transforms.records import ClaimSketch, FigureSketch, Id, Mark, Signature, StoryLink, StoryVector

KEEP_BATCHES = 1_000
"""How many of the newest batches can be undone, and how far back `IndexAt.as_of` may lie: another process may take minutes over a chunk
while this one commits every few seconds."""
KEEP_ARTICLES = 10_000
"""Fewer if these hold more articles than this: what must be kept to undo a batch is 5 to 10 KB an article."""
LEAST_BATCHES = 8
"""But never fewer than these."""
CACHE_KILOBYTES = 16 << 10
"""Of the file, how much the writer keeps in memory: more is hardly faster, since the system keeps the file as well."""
CHECKPOINT_PAGES = 8_192
"""How long the write-ahead log grows before it is worked into the file: 32 MB."""
_ALL = sys.maxsize


class Remembered(NamedTuple):
    """Stored documents, as the index remembers them."""

    marked: list[tuple[Signature, Mark]]
    placed: list[tuple[StoryVector, StoryLink]]
    sketches: list[ClaimSketch]
    figures: list[FigureSketch]


class IndexWriter:
    """The one writer of an index file; makes the file if there is none.

    Args:
        path: the SQLite file.

    Raises:
        StoreError: the file cannot be opened, or was written by a newer version.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        with index_faults(path, "written"):
            self._connection = sqlite3.connect(path, isolation_level=None)
            try:
                version = self._prepare()
            except BaseException:
                self._connection.close()
                raise
        if version > VERSION:
            self._connection.close()
            raise StoreError(f"the index {path} was written by a newer newsbeam (format {version}; this one knows {VERSION})")

    def _prepare(self) -> int:
        """Settings, and the tables if there are none; returns the version of the file that was found."""
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
        self._connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            self._connection.executescript(SCHEMA)
        elif version < VERSION:
            steps = " ".join(step for added, step in UPGRADES.items() if added > version)
            self._connection.executescript(f"BEGIN; {steps} PRAGMA user_version = {VERSION}; COMMIT;")
        return int(version)

    def close(self) -> None:
        """Close the file."""
        with index_faults(self._path, "closed"):
            self._connection.close()

    @property
    def seq(self) -> int:
        """The newest batch in the index; 0 if there is none."""
        with index_faults(self._path):
            return sizes(self._connection, _ALL).seq

    def reaches(self, seq: int) -> bool:
        """Whether `rollback_to(seq)` leaves the index as it was after that batch: it has seen it, and knows how to undo all later ones."""
        with index_faults(self._path):
            oldest, newest = self._connection.execute("SELECT min(seq), max(seq) FROM batch").fetchone()
            return oldest is not None and oldest <= seq <= newest

    def rollback_to(self, seq: int) -> None:
        """Undo all batches after `seq`: they were applied but not committed.

        Raises:
            StoreError: they are more than can be undone.
        """
        with self._transaction():
            self._undo_after(seq)

    def apply(
        self,
        seq: int,
        marked: Sequence[tuple[Signature, Mark]],
        placed: Sequence[tuple[StoryVector, StoryLink]] = (),
        sketches: Sequence[ClaimSketch] = (),
        figures: Sequence[FigureSketch] = (),
    ) -> None:
        """Add batch `seq`, decided against the index as of the batch before; if it (or a later one) is there already, it is replaced.

        Args:
            marked: signatures with their marks, in input order.
            placed: vectors with their links, in input order.
        """
        with self._transaction():
            self._undo_after(seq - 1)
            documents = self._add_documents(marked)
            articles, stories = self._add_articles(seq, placed)
            self._add_sketches("sketch", seq, sketches)
            self._add_sketches("figure", seq, figures)
            self._connection.execute("INSERT INTO batch VALUES (?, ?, ?)", (seq, documents, articles))
            self._forget_undo(stories)

    def rebuild(self, seq: int, chunks: Iterable[Remembered]) -> None:
        """Forget everything, and remember what the store holds instead: the state after batch `seq`. None before it can be told any more.

        Page furniture is learned anew; revisions, clusters and stories are the given ones.

        Args:
            chunks: stored documents, in the order of their commits.
        """
        with self._transaction() as connection:
            for table in ("document", "holder", "chrome", "placed", "listed", "frequency", "counted", "story", "sketch", "figure", "batch"):
                connection.execute(f"DELETE FROM {table}")
            connection.execute("INSERT INTO batch VALUES (?, 0, 0)", (seq,))
            number, figure_number = 0, 0
            for marked, placed, sketches, figures in chunks:
                documents = self._add_documents(self._with_chrome(marked))
                articles, _ = self._add_articles(seq, placed)
                number = self._add_sketches("sketch", seq, sketches, number)
                figure_number = self._add_sketches("figure", seq, figures, figure_number)
                connection.execute("UPDATE batch SET documents = ?, articles = ?", (documents, articles))
                connection.execute("DELETE FROM counted")

    def _with_chrome(self, marked: Sequence[tuple[Signature, Mark]]) -> list[tuple[Signature, Mark]]:
        """Marks of the store, which does not keep what they taught."""
        signatures = [signature for signature, _ in marked]
        found = mark_duplicates(signatures, DuplicateSlice(self._connection, _ALL, signatures))
        return [(signature, replace(mark, new_chrome=new.new_chrome)) for (signature, mark), new in zip(marked, found, strict=True)]

    def expire(self, before_day: date) -> None:
        """Forget texts, page furniture, stories and claims of earlier days. Articles stay known, with their revisions."""
        day, at = before_day.toordinal(), int(datetime.combine(before_day, time(), UTC).timestamp())
        with self._transaction() as connection:
            connection.execute("DELETE FROM holder WHERE day < ?", (day,))
            connection.execute("UPDATE document SET fingerprints = x'', numbers = '' WHERE text_day < ? AND fingerprints != x''", (day,))
            connection.execute("DELETE FROM chrome WHERE day < ?", (day,))
            connection.execute("DELETE FROM listed WHERE position IN (SELECT position FROM placed WHERE at < ?)", (at,))
            connection.execute("DELETE FROM placed WHERE at < ?", (at,))
            connection.execute(
                "DELETE FROM story WHERE story_id IN (SELECT story_id FROM story GROUP BY story_id HAVING max(last_at) < ?)", (at,)
            )
            connection.execute("DELETE FROM frequency WHERE last_at < ?", (at,))
            connection.execute("DELETE FROM sketch WHERE day < ?", (day,))
            connection.execute("DELETE FROM figure WHERE day < ?", (day,))
            connection.execute(  # versions of stories that have not changed since they could be undone
                "DELETE FROM story WHERE seq < (SELECT max(newer.seq) FROM story AS newer"
                " WHERE newer.story_id = story.story_id AND newer.seq <= (SELECT min(seq) FROM batch))"
            )

    def _add_documents(self, marked: Sequence[tuple[Signature, Mark]]) -> int:
        """Add decided documents; how many there are then."""
        seen = DuplicateOverlay(DuplicateSlice(self._connection, _ALL, [signature for signature, _ in marked]))
        remember_marks(marked, seen)
        execute = self._connection.executemany
        execute("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(known_to_row, seen.added))
        execute("INSERT INTO holder VALUES (?, ?, ?)", sorted(seen.listed))
        execute("INSERT INTO chrome VALUES (?, ?, ?, ?)", sorted(seen.learned))
        return seen.size

    def _add_articles(self, seq: int, placed: Sequence[tuple[StoryVector, StoryLink]]) -> tuple[int, list[Id]]:
        """Add placed articles; how many there are then, and the stories that changed."""
        seen = StoryOverlay(StorySlice(self._connection, _ALL, [vector for vector, _ in placed]))
        remember_links(placed, seen)
        last_at = max((one.at for one in seen.added), default=0)
        execute = self._connection.executemany
        execute("INSERT INTO placed VALUES (?, ?, ?, ?)", seen.added)
        execute("INSERT INTO listed VALUES (?, ?)", sorted(seen.listed))
        execute("INSERT INTO counted VALUES (?, ?, ?)", ((seq, term, count) for term, count in seen.counted.items()))
        execute(
            "INSERT INTO frequency VALUES (?, ?, ?) ON CONFLICT (term) DO UPDATE"
            " SET count = count + excluded.count, last_at = max(last_at, excluded.last_at)",
            ((term, count, last_at) for term, count in sorted(seen.counted.items())),
        )
        execute(
            "INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (story_to_row(story, seq) for story in seen.stories.values())
        )
        return seen.size, list(seen.stories)

    def _add_sketches(self, table: str, seq: int, sketches: Sequence[ClaimSketch | FigureSketch], first: int = 0) -> int:
        """Add claims or figures, numbered from `first`; the next number."""
        rows = ((one.story_id, seq, number, one.day.toordinal(), sketch_to_json(one)) for number, one in enumerate(sketches, first))
        self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)", rows)
        return first + len(sketches)

    def _forget_undo(self, stories: Iterable[Id]) -> None:
        """Give up the power to undo batches that are long committed, as far as it bears on stories that just changed."""
        newest = sizes(self._connection, _ALL)
        oldest = (
            "SELECT max(seq) FROM (SELECT *, row_number() OVER (ORDER BY seq DESC) - 1 AS later FROM batch)"
            " WHERE later >= ? OR (later >= ? AND articles < ?)"
        )
        row = self._connection.execute(oldest, (KEEP_BATCHES, LEAST_BATCHES, newest.articles - KEEP_ARTICLES)).fetchone()
        if row[0] is None:
            return
        self._connection.execute("DELETE FROM batch WHERE seq < ?", row)
        self._connection.execute("DELETE FROM counted WHERE seq <= ?", row)
        self._connection.executemany(
            "DELETE FROM story WHERE story_id = ?1 AND seq < (SELECT max(seq) FROM story WHERE story_id = ?1 AND seq <= ?2)",
            ((story_id, *row) for story_id in stories),
        )

    def _undo_after(self, seq: int) -> None:
        """Leave the index as it was after batch `seq`."""
        kept = sizes(self._connection, seq)
        if kept == sizes(self._connection, _ALL):
            return
        execute = self._connection.execute
        later = "SELECT position, text_day, fingerprints FROM document WHERE position >= ?"
        for position, day, packed in execute(later, (kept.documents,)).fetchall():
            rows = [(fingerprint, day, position) for fingerprint in unpack(packed)]
            self._connection.executemany("DELETE FROM holder WHERE fingerprint = ? AND day = ? AND position = ?", rows)
        execute("DELETE FROM document WHERE position >= ?", (kept.documents,))
        execute("DELETE FROM chrome WHERE position >= ?", (kept.documents,))
        execute("DELETE FROM listed WHERE position >= ?", (kept.articles,))
        execute("DELETE FROM placed WHERE position >= ?", (kept.articles,))
        execute(
            "UPDATE frequency SET count = count - later.added FROM"
            " (SELECT term, sum(count) AS added FROM counted WHERE seq > ? GROUP BY term) AS later WHERE later.term = frequency.term",
            (seq,),
        )
        execute("DELETE FROM frequency WHERE count <= 0")
        for table in ("counted", "story", "sketch", "figure", "batch"):
            execute(f"DELETE FROM {table} WHERE seq > ?", (seq,))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, on disk when it ends."""
        with index_faults(self._path, "written"):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk may have rolled back already
                    self._connection.execute("ROLLBACK")
                raise
