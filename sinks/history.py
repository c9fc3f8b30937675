"""What the store holds, in the order of its commits: from this an index that was lost is made anew."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from newsbeam.sinks.columns import RowT, columns, decode
from newsbeam.sinks.facts import ArticleRevision, ClaimRow, FigureRow
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.read import open_published
from newsbeam.transforms.records import Id

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
            claims, figures = _claims(cursor, recent, since), _figures(cursor, recent, since)
            for revision, (*_, cluster, story, similarity) in zip(revisions, chunk, strict=True):
                version = revision.article_id, revision.revision
                found = claims.get(version, ()), figures.get(version, ())
                stored.append(StoredVersion(revision, Id(str(cluster)), story and Id(str(story)), similarity or 0.0, *found))
            yield stored


def _claims(connection: duckdb.DuckDBPyConnection, articles: list[str], since: date) -> dict[tuple[Id, int], tuple[ClaimRow, ...]]:
    """The claims of some articles' versions, in the order in which they stand in the text."""
    found: defaultdict[tuple[Id, int], tuple[ClaimRow, ...]] = defaultdict(tuple)
    for claim in _rows(connection, ClaimRow, articles, since, "content_spans, claim_id"):
        found[claim.article_id, claim.revision] += (claim,)
    return found


def _figures(connection: duckdb.DuckDBPyConnection, articles: list[str], since: date) -> dict[tuple[Id, int], tuple[FigureRow, ...]]:
    """The figures of some articles' versions, in the order in which they stand in the text."""
    found: defaultdict[tuple[Id, int], tuple[FigureRow, ...]] = defaultdict(tuple)
    for figure in _rows(connection, FigureRow, articles, since, "zone <> 'headline', start_char"):
        found[figure.article_id, figure.revision] += (figure,)
    return found


def _rows(connection: duckdb.DuckDBPyConnection, row_type: type[RowT], articles: Sequence[str], since: date, order: str) -> Iterator[RowT]:
    names = ", ".join(column.name for column in columns(row_type))
    table = _TABLES[row_type]
    query = f"SELECT {names} FROM {table} WHERE day >= ? AND article_id IN (SELECT unnest(?::UUID[])) ORDER BY {order}"
    return (decode(row_type, row) for row in connection.execute(query, [since, articles]).fetchall())


_TABLES: dict[type, str] = {ClaimRow: "claims", FigureRow: "figures"}
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
