"""What a user names by an address or an id, found in the store."""

from typing import Any
from uuid import UUID

import duckdb

from newsbeam.transforms.core.web.urls import url_key
from newsbeam.transforms.errors import InputError

Record = dict[str, Any]
"""A result row by column name: on its way to the screen or to JSON, not through the program."""

BY_ID = "SELECT input_id, article_id FROM fetches WHERE input_id = $what::UUID OR article_id = $what::UUID"
BY_ADDRESS = """
SELECT input_id, article_id FROM fetches
WHERE url = $url OR (kind IN ('record', 'entry') AND (origin = $url OR external_id = $url))
    OR article_id IN (SELECT article_id FROM article_revisions WHERE url = $url OR url_key = $key)
"""

# a page that became no article has no key in the store
FAILED_AT = "SELECT input_id, article_id, url FROM fetches WHERE article_id IS NULL AND contains(url, $host)"


def ids_of(connection: duckdb.DuckDBPyConnection, what: str) -> list[Record]:
    """Inputs and articles that go by `what`: an id, an address (however decorated), a record's name."""
    try:
        UUID(what)
    except ValueError:
        key = _key(what)
        found = records(connection, BY_ADDRESS, {"url": what, "key": key})
        if key is None:
            return found
        failed = records(connection, FAILED_AT, {"host": key.partition("/")[0]})
        return found + [row for row in failed if _key(row.pop("url")) == key]
    return records(connection, BY_ID, {"what": what})


def _key(address: str) -> str | None:
    """The key of an address, with or without its scheme; None if it is none."""
    try:
        return url_key(address if "://" in address else f"https://{address}")
    except InputError:
        return None


def records(connection: duckdb.DuckDBPyConnection, query: str, given: Record) -> list[Record]:
    """The rows of a query by column name."""
    cursor = connection.execute(query, given)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
