"""What the store holds, in the order of its commits: from this an index that was lost is made anew."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import duckdb

from newsbeam.sinks.columns import RowT, columns, decode
from newsbeam.sinks.facts import ArticleRevision, ClaimRow, FigureRow, StatementRow
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.read import open_published
from newsbeam.transforms.records import Id

FoundT = TypeVar("FoundT", ClaimRow, FigureRow, StatementRow)
CHUNK = 500
"""Versions of articles that are read at a time."""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One stored version of an article."""

    revision: ArticleRevision
    cluster: Id
    story_id: Id | None
    similarity: float
    """To its story."""
    claims: tuple[ClaimRow, ...]
    figures: tuple[FigureRow, ...]
    statements: tuple[StatementRow, ...]


def stored_versions(store: Path, since: date) -> Iterator[list[StoredVersion]]:
    """All stored versions, chunk by chunk, those of an article in the order of their numbers.

    Args:
        since: of earlier days neither texts nor claims are read.

    Raises:
        StoreError: the published file cannot be read.
    """
    with open_published(store) as connection, connection.cursor() as cursor, plain_faults(store):
        names = ", ".join(_TEXT if column.name == "text" else f"one.{column.name}" for column in columns(ArticleRevision))
        versions = connection.execute(_VERSIONS.format(names=names), {"since": since})
        while chunk := versions.fetchmany(CHUNK):
            revisions = [decode(ArticleRevision, row[:-3]) for row in chunk]
            stored: list[StoredVersion] = []
            recent = [str(one.article_id) for one in revisions if one.day >= since]
            claims = _found(cursor, ClaimRow, recent, since)
            figures, statements = _found(cursor, FigureRow, recent, since), _found(cursor, StatementRow, recent, since)
            for revision, (*_, cluster, story, similarity) in zip(revisions, chunk, strict=True):
                version = revision.article_id, revision.revision
                found = claims[version], figures[version], statements[version]
                stored.append(StoredVersion(revision, Id(str(cluster)), story and Id(str(story)), similarity or 0.0, *found))
            yield stored


def _found(
    connection: duckdb.DuckDBPyConnection, row_type: type[FoundT], articles: list[str], since: date
) -> defaultdict[tuple[Id, int], tuple[FoundT, ...]]:
    """What was found in some articles' versions, in the order in which it stands in the text."""
    found: defaultdict[tuple[Id, int], tuple[FoundT, ...]] = defaultdict(tuple)
    for row in _rows(connection, row_type, articles, since):
        found[row.article_id, row.revision] += (row,)
    return found


def _rows(connection: duckdb.DuckDBPyConnection, row_type: type[RowT], articles: Sequence[str], since: date) -> Iterator[RowT]:
    names = ", ".join(column.name for column in columns(row_type))
    table, order = _TABLES[row_type.__name__]
    query = f"SELECT {names} FROM {table} WHERE day >= ? AND article_id IN (SELECT unnest(?::UUID[])) ORDER BY {order}"
    return (decode(row_type, row) for row in connection.execute(query, [since, articles]).fetchall())


_TABLES = {
    "ClaimRow": ("claims", "content_spans, claim_id"),
    "FigureRow": ("figures", "zone <> 'headline', start_char"),
    "StatementRow": ("statements", "zone <> 'headline', start_char"),
}
"""Table, and the order of the text."""
_TEXT = "CASE WHEN one.day >= $since OR one.fetched_at >= $since THEN one.text ELSE '' END"
_VERSIONS = """
WITH placed AS (
    SELECT one.article_id, one.revision,
        max(coalesce(batch.sequence, 0)) OVER history AS sequence,
        max(one.fetched_at) OVER history AS at,
        last_value(copy.cluster IGNORE NULLS) OVER history AS cluster
    FROM article_revisions AS one
        LEFT JOIN article_duplicates AS copy USING (article_id, revision)
        LEFT JOIN fetches AS visit ON visit.input_id = one.input_id
        LEFT JOIN batches AS batch ON batch.batch_id = visit.batch_id
    WINDOW history AS (PARTITION BY one.article_id ORDER BY one.revision))
SELECT {names}, coalesce(placed.cluster, one.article_id), story.story_id, story.similarity
FROM article_revisions AS one JOIN placed USING (article_id, revision) LEFT JOIN story_articles AS story USING (article_id, revision)
ORDER BY placed.sequence, placed.at, one.article_id, one.revision
"""
