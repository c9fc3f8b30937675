"""A store opened for reading by a program that stays: it sees what is new when it asks for it.

DuckDB keeps one instance a file and process, and goes on giving out that one when the file's name leads to another file by now. Here every
opening has an instance of its own, to which the published file of that moment is attached.
"""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.layout import Layout, published_file
from newsbeam.sinks.read import check_published
from newsbeam.sinks.schema import SETTINGS, quoted
from newsbeam.transforms.errors import StoreError


class Reader:
    """What a store published, read-only. Made by `Reader.open`; closed by `close` or at the end of a `with` block.

    All queries see one state, that of the opening or of the last `refresh`, whatever is written and published meanwhile.
    """

    def __init__(self, layout: Layout, connection: duckdb.DuckDBPyConnection, seen: tuple[int, int]) -> None:
        self._layout, self._connection, self._seen = layout, connection, seen

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open what the store in the folder `path` last published.

        Raises:
            StoreError: there is no store, it was moved, is damaged, or was written by a newer version.
            TemporaryError: another program has opened the published file for writing.
        """
        layout = Layout.of(path)
        return cls(layout, *_attached(layout))

    @property
    def path(self) -> Path:
        """The store's folder."""
        return self._layout.root

    def sql(self, query: str, params: Sequence[object] | dict[str, object] | None = None) -> duckdb.DuckDBPyRelation:
        """The rows of a query, which is run when they are asked for: by `fetchall`, `df`, `arrow`, `show`, or by printing it.

        They stay what they are when the reader is refreshed; take them before it is closed.

        Args:
            params: values for `?` or `$1` (a sequence), or for `$name` (a mapping).

        Raises:
            duckdb.Error: the query is not valid, or writes.
            StoreError: the reader is closed.
        """
        return self.cursor().sql(query, params=params)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection of its own to the same state, for what `sql` does not offer; one for each thread.

        Raises:
            StoreError: the reader is closed.
        """
        try:
            cursor = self._connection.cursor()
        except duckdb.ConnectionException:
            raise StoreError(f"the reader of {self.path} is closed: open the store again") from None
        cursor.execute("USE news")  # cursors start where the instance did
        return cursor

    def refresh(self) -> bool:
        """Turn to what is published by now; False if that is what it shows already.

        Raises:
            StoreError, TemporaryError: as `open`; the reader goes on showing what it showed.
        """
        if _identity(self._layout) == self._seen:
            return False
        self._connection, self._seen = _attached(self._layout)  # the one before ends with the last query that needs it
        return True

    def close(self) -> None:
        """Let go of the store."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _attached(layout: Layout) -> tuple[duckdb.DuckDBPyConnection, tuple[int, int]]:
    """A connection to what is published, and which file that was: at the latest that one, so that a newer one is never missed."""
    seen = _identity(layout)
    connection = duckdb.connect(config=dict(SETTINGS))
    try:
        with plain_faults(layout.published):
            connection.execute(f"ATTACH {quoted(layout.published)} AS news (READ_ONLY)")
            connection.execute("USE news")
            check_published(connection, layout)
    except BaseException:
        connection.close()
        raise
    return connection, seen


def _identity(layout: Layout) -> tuple[int, int]:
    """Which file is published: every publication is a new one."""
    with plain_faults(layout.published):
        status = published_file(layout).stat()
    return status.st_ino, status.st_mtime_ns
