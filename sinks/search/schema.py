"""The search file: its tables, and how it is opened for writing and for reading."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsbeam.sinks.search.terms import TOKENIZER
from newsbeam.transforms.errors import StoreError, TemporaryError

VERSION = 1
TOKENS = TOKENIZER.replace("'", "''")
SCHEMA = f"""
CREATE TABLE state (batch_id TEXT NOT NULL);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, day TEXT NOT NULL, published_at TEXT,
    source TEXT, lang TEXT, url TEXT, cluster TEXT NOT NULL, title TEXT NOT NULL);
CREATE TABLE bodies (document INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE INDEX documents_by_day ON documents (day);
CREATE VIRTUAL TABLE document_words USING fts5 (title, text, content = '', tokenize = '{TOKENS}');
CREATE TABLE statements (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL, claim_id TEXT NOT NULL, entity_id TEXT, polarity TEXT NOT NULL,
    speaker TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX statements_by_document ON statements (document);
CREATE INDEX statements_by_entity ON statements (entity_id);
CREATE VIRTUAL TABLE statement_words USING fts5 (speaker, text, content = '', tokenize = '{TOKENS}');
PRAGMA user_version = {VERSION};
"""
"""A body is the text, packed by zlib: from it come the snippets, and the words that leave the index when an article changes. The tables of
words hold no text themselves."""
WAIT_SECONDS = 10.0
"""How long a lock of another program is waited for: readers and the writer do not lock each other out, a backup program may."""


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection in which nothing is begun yet; the file is made if there is none.

    Raises:
        sqlite3.Error: it cannot be opened, or is damaged.
    """
    connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode = WAL")  # readers go on reading
        connection.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is made anew from the store
        if connection.execute("PRAGMA user_version").fetchone() == (0,):
            connection.executescript(f"BEGIN; {SCHEMA} COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def open_for_reading(path: Path, store: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write.

    Raises:
        StoreError: there is no such file, it is damaged, or of another version. TemporaryError: it is locked.
    """
    mend = "any command that writes to the store makes it anew, as `newsbeam run --once`"
    if not path.is_file():
        raise StoreError(f"the store {store} has no search file yet: {mend}")
    try:
        connection = _connect_to_read(path)
        connection.row_factory = sqlite3.Row
        try:
            if tuple(connection.execute("PRAGMA user_version").fetchone()) != (VERSION,):
                raise StoreError(f"the search file of {store} was written by another version of newsbeam: {mend}")
            yield connection
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        raise TemporaryError(f"the search file of {store} cannot be read just now ({error}): try again") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"the search file of {store} is damaged ({error}): delete {path}; {mend}") from error


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Where the folder cannot be written, and nobody writes to the file, SQLite must be told that it will not change."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS)
    try:
        connection.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(f"{path.name}-wal").exists():
            raise
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True)
    return connection
