"""The search file's one writer, part of the store: every commit's new versions go in, and what was missed is made up for.

The store never depends on it: if the file cannot be written, commits go on, and the next start makes up for what is missing.
"""

import logging
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import duckdb

from newsbeam.sinks.search.schema import VERSION, open_for_writing
from newsbeam.sinks.search.terms import spaced

log = logging.getLogger("newsbeam")

ROWS_AT_ONCE = 500
LAST_BATCH = "SELECT batch_id FROM batches ORDER BY sequence DESC LIMIT 1"
STAGED_VERSIONS = """
    SELECT article_id, revision, day, published_at, source, lang, url, coalesce(copy.cluster, article_id) AS cluster, title, text
    FROM staged_article_revisions LEFT JOIN staged_article_duplicates AS copy USING (article_id, revision, day)
    ORDER BY revision"""
STAGED_CLAIMS = (
    "SELECT article_id, revision, claim_id, speaker_entity_id, polarity, speaker_name, source_text, content_text FROM staged_claims"
)
VERSIONS_OF_DAY = """
    SELECT article_id, revision, day, published_at, source, lang, url, near_dup_cluster, title, text FROM articles WHERE day = ?"""
CLAIMS_OF_DAY = """
    SELECT article_id, revision, claim_id, speaker_entity_id, polarity, speaker_name, source_text, content_text
    FROM current_claims WHERE day = ?"""
NEWEST_OF_DAY = "SELECT article_id, max(revision) FROM article_index WHERE day = ? GROUP BY article_id"


class Version(NamedTuple):
    """An article's version, as it is searched."""

    article_id: UUID
    revision: int
    day: date
    published_at: datetime | None
    source: str | None
    lang: str | None
    url: str | None
    cluster: UUID
    title: str | None
    text: str


class Statement(NamedTuple):
    """A claim of such a version."""

    claim_id: UUID
    entity_id: UUID | None
    polarity: str
    speaker_name: str | None
    source_text: str | None
    content_text: str


class SearchIndex:
    """The search file of a store, for its writer. One that is damaged, or of another version, is made anew.

    Args:
        path: the file.
        writer: the writer's connection, whose commits it follows.
    """

    def __init__(self, path: Path, writer: duckdb.DuckDBPyConnection) -> None:
        self._path, self._writer = path, writer
        self._search: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file, or make it."""
        with self._lost_if_it_fails():
            self._search = self._open()

    def add_staged(self) -> None:
        """Take what a commit has just brought, while its rows are still staged."""
        with self._transaction() as search:
            if search:
                _take(search, self._writer, STAGED_VERSIONS, STAGED_CLAIMS)

    def is_behind(self) -> bool:
        """Whether it lacks a commit, or has one that the store has not, as after a crash, a loss or the return of an old copy."""
        if self._search is None:
            return False
        return self._search.execute("SELECT batch_id FROM state").fetchall() != self._writer.execute(LAST_BATCH).fetchall()

    def catch_up(self, published: duckdb.DuckDBPyConnection) -> None:
        """Make it show what the store shows, day by day; can be interrupted and goes on from there.

        Args:
            published: the published file, which shows all that is committed.
        """
        days = {str(day) for (day,) in self._writer.execute("SELECT DISTINCT day FROM article_index").fetchall()}
        log.info("the search file is brought up to date with %d days of the store", len(days))
        if self._search:
            days |= {day for (day,) in self._search.execute("SELECT DISTINCT day FROM documents")}
        for day in sorted(days, reverse=True):
            with self._transaction(complete=False) as search:
                if search:
                    self._catch_up_day(search, published, day)
        with self._transaction():
            pass  # notes that nothing is missing

    def close(self) -> None:
        """Let go of the file."""
        if self._search:
            with suppress(sqlite3.Error):
                self._search.close()
        self._search = None

    def _open(self) -> sqlite3.Connection:
        try:
            connection = open_for_writing(self._path)
            if connection.execute("PRAGMA user_version").fetchone() == (VERSION,):
                return connection
            connection.close()
            log.warning("the search file is of another version of newsbeam: it is made anew")
        except sqlite3.OperationalError:
            raise  # a lock, a full disk
        except sqlite3.DatabaseError as error:
            log.warning("the search file is damaged (%s): it is made anew", error)
        for end in ("", "-wal", "-shm"):
            self._path.with_name(f"{self._path.name}{end}").unlink(missing_ok=True)
        return open_for_writing(self._path)

    def _catch_up_day(self, search: sqlite3.Connection, published: duckdb.DuckDBPyConnection, day: str) -> None:
        wanted = {str(article): revision for article, revision in self._writer.execute(NEWEST_OF_DAY, [day]).fetchall()}
        known = dict(search.execute("SELECT article_id, revision FROM documents WHERE day = ?", [day]).fetchall())
        for article_id in known.keys() - wanted.keys():
            _remove(search, article_id)
        missing = {article_id for article_id, revision in wanted.items() if known.get(article_id) != revision}
        if missing:
            _take(search, published, VERSIONS_OF_DAY, CLAIMS_OF_DAY, [day], missing)

    @contextmanager
    def _transaction(self, complete: bool = True) -> Iterator[sqlite3.Connection | None]:
        """All or nothing. `complete`: afterwards nothing of the store is missing."""
        with self._lost_if_it_fails():
            search = self._search
            if search is None:
                yield None
                return
            search.execute("BEGIN IMMEDIATE")
            yield search
            if complete:
                search.execute("DELETE FROM state")
                search.executemany("INSERT INTO state VALUES (?)", self._writer.execute(LAST_BATCH).fetchall())
            search.execute("COMMIT")

    @contextmanager
    def _lost_if_it_fails(self) -> Iterator[None]:
        """Give the file up until the next start if it cannot be written."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            log.warning("the search file %s cannot be written (%s): the next start makes up for what it misses", self._path, error)
            self.close()
        except BaseException:
            if self._search and self._search.in_transaction:
                self._search.rollback()
            raise


def _take(
    search: sqlite3.Connection,
    store: duckdb.DuckDBPyConnection,
    versions: str,
    claims: str,
    values: Sequence[Any] = (),
    wanted: Collection[str] | None = None,
) -> None:
    """Put versions and their claims in the place of what was known of their articles."""
    said: dict[tuple[UUID, int], list[Statement]] = defaultdict(list)
    for article_id, revision, *claim in _rows(store, claims, values):
        if wanted is None or str(article_id) in wanted:
            said[article_id, revision].append(Statement(*claim))
    for row in _rows(store, versions, values):
        version = Version(*row)
        if wanted is None or str(version.article_id) in wanted:
            _remove(search, str(version.article_id))
            _add(search, version, said.get((version.article_id, version.revision), []))


def _rows(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    cursor = connection.execute(query, list(values))
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield from rows


def _add(search: sqlite3.Connection, version: Version, statements: Sequence[Statement]) -> None:
    title = version.title or ""
    row = (
        str(version.article_id),
        version.revision,
        str(version.day),
        version.published_at and version.published_at.isoformat(" ", "seconds"),
        version.source,
        version.lang,
        version.url,
        str(version.cluster),
        title,
    )
    number = search.execute(f"INSERT INTO documents VALUES (NULL, {', '.join('?' * len(row))})", row).lastrowid
    search.execute("INSERT INTO bodies VALUES (?, ?)", [number, zlib.compress(version.text.encode())])
    search.execute("INSERT INTO document_words (rowid, title, text) VALUES (?, ?, ?)", [number, spaced(title), spaced(version.text)])
    for statement in statements:
        speaker = statement.speaker_name or statement.source_text or ""
        values = [number, str(statement.claim_id), statement.entity_id and str(statement.entity_id), statement.polarity]
        added = search.execute("INSERT INTO statements VALUES (NULL, ?, ?, ?, ?, ?, ?)", [*values, speaker, statement.content_text])
        words = [added.lastrowid, spaced(speaker), spaced(statement.content_text)]
        search.execute("INSERT INTO statement_words (rowid, speaker, text) VALUES (?, ?, ?)", words)


def _remove(search: sqlite3.Connection, article_id: str) -> None:
    """Take an article out, if it is there. Tables of words that hold no text must be told what they held."""
    query = "SELECT id, title, body FROM documents JOIN bodies ON document = id WHERE article_id = ?"
    found = search.execute(query, [article_id]).fetchall()
    for number, title, body in found:
        words = [number, spaced(title), spaced(zlib.decompress(body).decode())]
        search.execute("INSERT INTO document_words (document_words, rowid, title, text) VALUES ('delete', ?, ?, ?)", words)
        for statement, speaker, text in search.execute("SELECT id, speaker, text FROM statements WHERE document = ?", [number]).fetchall():
            words = [statement, spaced(speaker), spaced(text)]
            search.execute("INSERT INTO statement_words (statement_words, rowid, speaker, text) VALUES ('delete', ?, ?, ?)", words)
        search.execute("DELETE FROM statements WHERE document = ?", [number])
        search.execute("DELETE FROM bodies WHERE document = ?", [number])
        search.execute("DELETE FROM documents WHERE id = ?", [number])
