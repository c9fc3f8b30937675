"""Opening a store for reading: the published file, which no writer ever locks."""

from pathlib import Path

import duckdb

from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.layout import Layout, published_file
from newsbeam.sinks.schema import MIGRATIONS, SETTINGS, newer_sentence
from newsbeam.transforms.errors import StoreError


def open_published(path: Path, *, present: bool = False) -> duckdb.DuckDBPyConnection:
    """A read-only connection to what the store at `path` last published.

    It keeps showing that state, and so does every further one that this process opens before all are closed: a program that stays takes
    `newsbeam.sinks.reader.Reader`.

    Args:
        present: only if it has the present schema: older ones lack some tables.

    Raises:
        StoreError: there is no store, it was moved, is damaged, or was written by a newer version.
        TemporaryError: another program has opened the published file for writing.
    """
    layout = Layout.of(path)
    with plain_faults(layout.published):
        connection = duckdb.connect(published_file(layout), read_only=True, config=dict(SETTINGS))
        try:
            check_published(connection, layout, present=present)
        except BaseException:
            connection.close()
            raise
    return connection


def check_published(connection: duckdb.DuckDBPyConnection, layout: Layout, *, present: bool = False) -> None:
    """See that the file behind `connection` can be read as the store that `layout` names.

    Raises:
        StoreError: it is no store, was moved, or is of another version than it may be (`present`: exactly ours).
    """
    try:
        found = connection.execute("SELECT version, root FROM hot.info").fetchall()
    except duckdb.CatalogException:
        found = []
    if not found:
        raise StoreError(f"{layout.published} is not a newsbeam store: name another folder with --store")
    version, root = found[0]
    if version > MIGRATIONS[-1].version:
        raise StoreError(newer_sentence(version, MIGRATIONS[-1].version))
    if present and version < MIGRATIONS[-1].version:
        raise StoreError(
            f"the store {layout.root} was written by an older newsbeam: `newsbeam run --once` or `newsbeam backfill` brings it up to date"
        )
    if root != str(layout.root):
        raise StoreError(
            f"the store at {layout.root} was moved there from {root}: `newsbeam run --once` or any other command that writes to it mends it"
        )
