"""Stored articles as the records that cleaning made of them, to be cleaned again."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import duckdb

from newsbeam.sinks.columns import RowT, columns, decode
from newsbeam.sinks.facts import ArticleRevision, RemovedBlockRow
from newsbeam.sinks.mapping import fill
from newsbeam.transforms.records import Article, Id, Origin, RemovedBlock


class ArticleVersion(NamedTuple):
    """The latest version of an article, and where it lies."""

    article_id: Id
    revision: int
    source: str | None
    day: date


def cleaned_with_less(connection: duckdb.DuckDBPyConnection, rules: str, outlet: str | None = None) -> list[ArticleVersion]:
    """The articles that were cleaned with an older version of their outlet's knowledge, or with other rules than `rules`.

    In the order in which files are sorted, so that those next to one another lie together.
    """
    found = connection.execute(_LESS, {"rules": f"%+rules/{rules}%", "outlet": outlet}).fetchall()
    return [ArticleVersion(Id(str(article)), revision, source, day) for article, revision, source, day in found]


def articles(connection: duckdb.DuckDBPyConnection, versions: Collection[ArticleVersion]) -> list[tuple[ArticleRevision, Article]]:
    """Those versions with what was cut from them, in the order of their ids; without those that are not the latest any more."""
    wanted = {version.article_id: version.revision for version in versions}
    ids = sorted(wanted)
    # outlets and days are named, too: only their files are read
    where: dict[str, list[Any]] = {
        "sources": sorted({version.source for version in versions if version.source is not None}),
        "days": sorted({version.day for version in versions}),
    }
    newest = connection.execute(_NEWEST.format(**_marks(where)), [*where["sources"], *where["days"], ids]).fetchall()
    latest = {Id(str(article)): revision for article, revision in newest}
    removed: defaultdict[tuple[Id, int], list[RemovedBlock]] = defaultdict(list)
    for block in _rows(connection, RemovedBlockRow, "removed_blocks", "line_no", where, ids):
        removed[block.article_id, block.revision].append(RemovedBlock(block.line_no, block.text, block.reason, block.evidence))
    rows = _rows(connection, ArticleRevision, "article_revisions", "article_id", where, ids)
    return [
        (row, article_of(row, removed[row.article_id, row.revision]))
        for row in rows
        if wanted[row.article_id] == row.revision == latest[row.article_id]
    ]


def _rows(
    connection: duckdb.DuckDBPyConnection, row_type: type[RowT], table: str, order: str, where: Mapping[str, list[Any]], ids: list[Id]
) -> list[RowT]:
    names = ", ".join(column.name for column in columns(row_type))
    query = f"SELECT {names} FROM {table} WHERE {_PLACE.format(**_marks(where))} ORDER BY {order}"
    return [decode(row_type, row) for row in connection.execute(query, [*where["sources"], *where["days"], ids]).fetchall()]


def _marks(where: Mapping[str, list[Any]]) -> dict[str, str]:
    return {name: ", ".join("?" * len(values)) or "NULL" for name, values in where.items()}


def article_of(row: ArticleRevision, removed: Sequence[RemovedBlock] = ()) -> Article:
    """A stored version as cleaning made it."""
    origin = Origin(row.input_id, (0, 0), row.origin, row.fetched_at, row.url, row.feed_url, row.external_id)
    return fill(Article, row, origin=origin, removed=tuple(removed))


_PLACE = "(source IN ({sources}) OR source IS NULL) AND day IN ({days}) AND article_id IN (SELECT unnest(?::UUID[]))"
_NEWEST = f"SELECT article_id, max(revision) FROM article_revisions WHERE {_PLACE} GROUP BY article_id"
_LESS = """
SELECT article_id, revision, source, day FROM articles LEFT JOIN outlets USING (source)
WHERE extractor <> 'clean/1' AND ($outlet IS NULL OR source = $outlet)
    AND (coalesce(outlets.knowledge, 0) > coalesce(articles.knowledge, 0) OR extractor NOT LIKE $rules)
ORDER BY source, day, article_id
"""
