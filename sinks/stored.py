"""Stored articles as the records that cleaning made of them, to be cleaned again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

import duckdb

from sinks.columns import Row, columns, decode
from sinks.facts import ArticleRevision, RemovedBlockRow
from transforms.records import Article, Id, Origin, RemovedBlock


class Version(NamedTuple):
    """The latest version of an article, by its key."""

    article_id: Id
    revision: int


def cleaned_with_less(connection: duckdb.DuckDBPyConnection, rules: str, outlet: str | None = None) -> list[Version]:
    """The articles that were cleaned with an older version of their outlet's knowledge, or with other rules than `rules`."""
    found = connection.execute(_LESS, {"rules": f"%+rules/{rules}%", "outlet": outlet}).fetchall()
    return [Version(Id(str(article)), revision) for article, revision in found]


def articles(connection: duckdb.DuckDBPyConnection, versions: Collection[Version]) -> list[tuple[ArticleRevision, Article]]:
    """Those versions with what was cut from them, in the order of their ids; without those that are not the latest any more."""
    wanted = dict(versions)
    ids = [sorted(wanted)]
    removed: defaultdict[tuple[Id, int], list[RemovedBlock]] = defaultdict(list)
    for row in connection.execute(_query(RemovedBlockRow, "removed_blocks", "line_no"), ids).fetchall():
        block = decode(RemovedBlockRow, row)
        removed[block.article_id, block.revision].append(RemovedBlock(block.line_no, block.text, block.reason, block.evidence))
    rows = (decode(ArticleRevision, row) for row in connection.execute(_query(ArticleRevision, "articles", "article_id"), ids).fetchall())
    return [(row, article_of(row, removed[row.article_id, row.revision])) for row in rows if wanted[row.article_id] == row.revision]


def article_of(row: ArticleRevision, removed: Sequence[RemovedBlock] = ()) -> Article:
    """A stored version as cleaning made it."""
    return Article(
        article_id=row.article_id,
        content_id=row.content_id,
        origin=Origin(row.input_id, (0, 0), row.origin, row.fetched_at, row.url, row.feed_url, row.external_id),
        url=row.url,
        url_key=row.url_key,
        source=row.source,
        title=row.title,
        authors=row.authors,
        published_at=row.published_at,
        published_from=row.published_from,
        day=row.day,
        lang=row.lang,
        section=row.section,
        text=row.text,
        access=row.access,
        extractor=row.extractor,
        removed=tuple(removed),
        modified_at=row.modified_at,
        outlet=row.outlet,
        image_url=row.image_url,
        captions=row.captions or (),
        knowledge=row.knowledge or 0,
    )


def _query(row_type: type[Row], table: str, order: str) -> str:
    names = ", ".join(column.name for column in columns(row_type))
    return f"SELECT {names} FROM {table} WHERE article_id IN (SELECT unnest(?::UUID[])) ORDER BY {order}"


_LESS = """
SELECT article_id, revision FROM articles LEFT JOIN outlets USING (source)
WHERE extractor <> 'clean/1' AND ($outlet IS NULL OR source = $outlet)
    AND (coalesce(outlets.knowledge, 0) > coalesce(articles.knowledge, 0) OR extractor NOT LIKE $rules)
ORDER BY source, fetched_at, article_id
"""
