"""Reading an index file: the part of it that bears on some documents, as of some batch."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from newsbeam.transforms.core.linking.duplicate_index import WINDOW_DAYS, Known
from newsbeam.transforms.core.linking.figure_links import MAX_EARLIER as MAX_FIGURES
from newsbeam.transforms.core.linking.links import MAX_EARLIER
from newsbeam.transforms.core.linking.story_index import LISTED_ARTICLES, Placed, Story
from newsbeam.transforms.errors import StoreError
from newsbeam.transforms.index.faults import index_faults
from newsbeam.transforms.index.schema import Sizes, known_from_row, sketch_from_json, story_from_row
from newsbeam.transforms.records import ClaimSketch, FigureSketch, Id, Signature, StoryVector

MAPPED_BYTES = 1 << 30
"""Of the file, how much is read through the page cache of the system instead of being copied."""


def open_to_read(path: str) -> sqlite3.Connection:
    """A connection that cannot write, in one transaction: without it, each small query would lock the file anew.

    Raises:
        StoreError: there is no such file, or it cannot be read.
    """
    with index_faults(path):
        connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM batch")
    return connection


def sizes(connection: sqlite3.Connection, as_of: int) -> Sizes:
    """What was in the index after batch `as_of`.

    Raises:
        StoreError: it lies further back than the index can tell.
    """
    row = connection.execute("SELECT * FROM batch WHERE seq <= ? ORDER BY seq DESC LIMIT 1", (as_of,)).fetchone()
    if row is None:
        raise StoreError(f"the index has moved on: it no longer knows how it was after batch {as_of}")
    return Sizes(*row)


def nearest_sizes(connection: sqlite3.Connection, as_of: int) -> Sizes:
    """What was in the index after batch `as_of`, or after the oldest one that it can still tell of.

    A batch that was decided against a later state than it asked for is a late one all the same: it is marked anew when it is committed.
    """
    (oldest,) = connection.execute("SELECT min(seq) FROM batch").fetchone()
    return sizes(connection, max(as_of, oldest))


class DuplicateSlice:
    """A `DuplicateIndex` of what bears on some signatures, read at once in a few large queries."""

    def __init__(self, connection: sqlite3.Connection, as_of: int, signatures: Sequence[Signature]) -> None:
        self._connection = connection
        self.size = nearest_sizes(connection, as_of).documents
        self._revisions: defaultdict[Id, list[Known]] = defaultdict(list)
        self._originals: dict[Id, Known] = {}
        self._holders: defaultdict[int, list[Known]] = defaultdict(list)
        self._chrome: defaultdict[tuple[str | None, int], list[int]] = defaultdict(list)
        if signatures and self.size:
            self._load_articles(signatures)
            self._load_holders(signatures)
            self._load_chrome(signatures)
        del self._connection

    def revisions(self, article_id: Id) -> Sequence[Known]:
        """The revisions of an article, oldest first."""
        return self._revisions.get(article_id, ())

    def original(self, content_id: Id) -> Known | None:
        """The first revision with exactly this content."""
        return self._originals.get(content_id)

    def holders(self, fingerprint: int) -> Sequence[Known]:
        """The revisions that are listed under a fingerprint, in no order."""
        return self._holders.get(fingerprint, ())

    def chrome_days(self, source: str, fingerprint: int) -> Sequence[int]:
        """When a fingerprint was found to be page chrome of `source`, as ordinals."""
        return self._chrome.get((source, fingerprint), ())

    def _load_articles(self, signatures: Sequence[Signature]) -> None:
        """Read the articles' own revisions, and the first document of each content."""
        for known in self._documents("wanted.value = document.article_id", {one.article_id for one in signatures}):
            self._revisions[known.article_id].append(known)
        first = "document.position = (SELECT min(position) FROM document WHERE content_id = wanted.value)"
        for known in self._documents(first, {one.content_id for one in signatures}):
            self._originals[known.content_id] = known

    def _load_holders(self, signatures: Sequence[Signature]) -> None:
        """Read which earlier texts have the same fingerprints."""
        days = [one.day.toordinal() for one in signatures]
        listed = self._connection.execute(
            "SELECT fingerprint, position FROM json_each(?) AS wanted CROSS JOIN holder"
            " ON fingerprint = wanted.value AND day BETWEEN ? AND ? WHERE position < ?",
            (_json({f for one in signatures for f in one.fingerprints}), min(days) - WINDOW_DAYS, max(days) + WINDOW_DAYS, self.size),
        ).fetchall()
        positions = {position for _, position in listed}
        documents = {known.position: known for known in self._documents("document.position = wanted.value", positions)}
        for fingerprint, position in listed:
            self._holders[fingerprint].append(documents[position])

    def _load_chrome(self, signatures: Sequence[Signature]) -> None:
        """Read which fingerprints are page chrome: of the signatures, and of every text that they may be compared with."""
        wanted: defaultdict[str | None, set[int]] = defaultdict(set)
        for signature in signatures:
            wanted[signature.source].update(signature.fingerprints)
        for history in self._revisions.values():
            wanted[history[-1].source].update(history[-1].fingerprints)
        for known in {known.position: known for holders in self._holders.values() for known in holders}.values():
            wanted[known.source].update(known.fingerprints)
        wanted.pop(None, None)  # no outlet, no furniture of it
        for source, fingerprints in wanted.items():
            rows = self._connection.execute(
                "SELECT fingerprint, day FROM json_each(?) AS wanted CROSS JOIN chrome"
                " ON source = ? AND fingerprint = wanted.value WHERE position < ?",
                (_json(fingerprints), source, self.size),
            )
            for fingerprint, day in rows:
                self._chrome[source, fingerprint].append(day)

    def _documents(self, condition: str, wanted: Collection[Any]) -> Iterator[Known]:
        """The documents of this time that meet a condition on one of the wanted values, oldest first."""
        query = f"SELECT document.* FROM json_each(?) AS wanted CROSS JOIN document ON {condition} WHERE position < ? ORDER BY position"
        return map(known_from_row, self._connection.execute(query, (_json(wanted), self.size)))


class StorySlice:
    """A `StoryIndex` that asks the file for what is needed, once for each thing."""

    def __init__(self, connection: sqlite3.Connection, as_of: int, vectors: Sequence[StoryVector], path: str = "") -> None:
        self._connection = connection
        self._path = path
        with index_faults(path):
            self._as_of, _, self.size = nearest_sizes(connection, as_of)
        self._frequencies = self._load_frequencies({term for vector in vectors for term, _ in vector.terms})
        self._recent: dict[str, Sequence[Placed]] = {}
        self._placed: dict[int, Placed] = {}
        self._stories: dict[Id, Story | None] = {}

    def frequency(self, term: str) -> int:
        """How many articles had a term; only of the terms of the vectors."""
        return self._frequencies.get(term, 0)

    def recent(self, term: str) -> Sequence[Placed]:
        """The newest `LISTED_ARTICLES` articles that are listed under a term, newest first."""
        found = self._recent.get(term)
        if found is None:
            query = "SELECT position FROM listed WHERE term = ? AND position < ? ORDER BY position DESC LIMIT ?"
            positions = [position for (position,) in self._rows(query, term, self.size, LISTED_ARTICLES)]
            self._load_placed([position for position in positions if position not in self._placed])
            found = self._recent[term] = [self._placed[position] for position in positions]
        return found

    def _load_placed(self, positions: Sequence[int]) -> None:
        """Read articles that no term asked for before."""
        if positions:
            query = "SELECT placed.* FROM json_each(?) AS wanted CROSS JOIN placed ON position = wanted.value"
            self._placed.update((row[0], Placed(*row)) for row in self._rows(query, _json(positions)))

    def placed(self, article_id: Id) -> Placed | None:
        """Where an article was placed last."""
        query = "SELECT * FROM placed WHERE article_id = ? AND position < ? ORDER BY position DESC LIMIT 1"
        rows = self._rows(query, article_id, self.size)
        return Placed(*rows[0]) if rows else None

    def story(self, story_id: Id) -> Story | None:
        """A story as it was then."""
        if story_id not in self._stories:
            query = "SELECT * FROM story WHERE story_id = ? AND seq <= ? ORDER BY seq DESC LIMIT 1"
            rows = self._rows(query, story_id, self._as_of)
            self._stories[story_id] = story_from_row(rows[0]) if rows else None
        return self._stories[story_id]

    def _load_frequencies(self, terms: Collection[str]) -> Counter[str]:
        """How often each term was counted, without what later batches counted."""
        query = "SELECT term, count FROM json_each(?) AS wanted CROSS JOIN frequency ON term = wanted.value"
        frequencies: Counter[str] = Counter(dict(self._rows(query, _json(terms))))
        frequencies.subtract(dict(self._rows("SELECT term, sum(count) FROM counted WHERE seq > ? GROUP BY term", self._as_of)))
        return frequencies

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with index_faults(self._path):
            return self._connection.execute(query, values).fetchall()


def sketches(connection: sqlite3.Connection, story_id: Id, as_of: int) -> list[ClaimSketch]:
    """The newest claims of a story, oldest first."""
    return [sketch_from_json(body, ClaimSketch) for body in _newest(connection, "sketch", story_id, as_of, MAX_EARLIER)]


def figures(connection: sqlite3.Connection, story_id: Id, as_of: int) -> list[FigureSketch]:
    """The newest figures of a story, oldest first."""
    return [sketch_from_json(body, FigureSketch) for body in _newest(connection, "figure", story_id, as_of, MAX_FIGURES)]


def _newest(connection: sqlite3.Connection, table: str, story_id: Id, as_of: int, limit: int) -> Iterator[str]:
    query = f"SELECT body FROM {table} WHERE story_id = ? AND seq <= ? ORDER BY seq DESC, number DESC LIMIT ?"
    rows = connection.execute(query, (story_id, max(as_of, nearest_sizes(connection, as_of).seq), limit)).fetchall()
    return (body for (body,) in reversed(rows))


def _json(values: Iterable[Any]) -> str:
    """Values as `json_each` takes them, sorted: neighbours in the table are read together."""
    return json.dumps(sorted(values))
