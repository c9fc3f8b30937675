"""Searching: articles and claims that a query finds, the best first (BM25, a word in a title counting eight times one in the text)."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import Connection, Row
from typing import Any, Literal

from newsbeam.sinks.layout import Layout, published_file
from newsbeam.sinks.search.query import Query, Term, any_of
from newsbeam.sinks.search.schema import open_for_reading
from newsbeam.sinks.search.snippets import find_snippet
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.records import Id, Polarity, Span

Order = Literal["relevance", "date"]
Condition = tuple[str, Sequence[str]]
"""Part of a WHERE clause, and its values."""
RANKED = 20_000
"""Of so many matches the best are chosen, of those that were stored last: a word that is everywhere would else take seconds in a large
store."""
TITLE_WEIGHT = 8.0
SPEAKER_WEIGHT = 2.0
ARTICLE = "documents.article_id, documents.day, documents.published_at, documents.source, documents.lang, documents.url, documents.title"
OF_DOCUMENTS = "CROSS JOIN documents ON documents.id = statements.document"
SAID_BY = """(
    statements.id IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)
    OR statements.entity_id IN (
        SELECT entity_id FROM statements WHERE id IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)))"""
"""By name, or by a person who has that name anywhere in the store."""


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that was found."""

    article_id: Id
    """The article: joins `articles`."""
    day: date
    """Its day."""
    published_at: datetime | None
    """When it was published."""
    source: str | None
    """The outlet."""
    lang: str | None
    """Its language code."""
    url: str | None
    """Where it is."""
    title: str
    """The headline."""
    score: float
    """BM25: larger is better, and comparable within one search only. 0 if there were only filters."""
    snippet: str
    """The piece of the text with most of the words."""
    start_char: int
    """Where the snippet begins in the article's `text`."""
    marks: tuple[Span, ...]
    """Where the words stand in the article's `text`, as far as the snippet shows it."""
    near_dup_cluster: Id
    """The cluster of copies, named after its first article."""


@dataclass(frozen=True, slots=True)
class ClaimHit:
    """A claim that was found."""

    claim_id: Id
    """The claim: joins `claims`."""
    speaker: str
    """Who says it, as far as that is told."""
    polarity: Polarity
    """Whether it is affirmed or denied."""
    said: str
    """What is said."""
    article_id: Id
    """The article: joins `articles`."""
    day: date
    """Its day."""
    published_at: datetime | None
    """When it was published."""
    source: str | None
    """The outlet."""
    lang: str | None
    """Its language code."""
    url: str | None
    """Where it is."""
    title: str
    """The article's headline."""
    score: float
    """BM25, as of articles."""


def search_articles(store: Path, query: Query, limit: int = 20, order: Order = "relevance", *, copies: bool = False) -> list[ArticleHit]:
    """The articles that a query finds.

    Args:
        copies: show every copy; else only the best of each cluster.

    Raises:
        StoreError: there is no store, or no search file. TemporaryError: it is locked.
    """
    conditions = [*_words("document_words", query), *_filters(query)]
    if query.speakers:
        said_by = f"documents.id IN (SELECT document FROM statements WHERE {SAID_BY})"
        conditions.append((said_by, [any_of(query.speakers, "speaker")] * 2))
    if query.match:
        found = f"document_words.rowid AS id, -bm25(document_words, {TITLE_WEIGHT}, 1.0) AS score FROM document_words"
        found += " CROSS JOIN documents ON documents.id = document_words.rowid" if len(conditions) > 1 else ""
    else:
        found = "documents.id, 0.0 AS score FROM documents"
    statement = (
        f"SELECT {ARTICLE}, score, documents.cluster AS near_dup_cluster, documents.id"
        f" FROM (SELECT {found} WHERE {_all(conditions)} ORDER BY 1 DESC LIMIT {RANKED}) JOIN documents USING (id)"
        f" {_ordered(order)}, documents.article_id"
    )
    with _opened(store) as search:
        rows = search.execute(statement, _values(conditions))
        return [_article(search, query.terms, row) for row in _first(rows, limit, copies)]


def search_claims(store: Path, query: Query, limit: int = 20, order: Order = "relevance") -> list[ClaimHit]:
    """The claims that a query finds: its words stand in what is said, or name who says it.

    Raises:
        ConfigError: it asks for words in titles. StoreError, TemporaryError: as `search_articles`.
    """
    if any(term.scope for term in query.terms):
        raise ConfigError("title: belongs to a search for articles: leave it out, or leave --claims out")
    conditions = [*_words("statement_words", query), *_filters(query)]
    if query.speakers:
        conditions.append((SAID_BY, [any_of(query.speakers, "speaker")] * 2))
    if query.match:
        found = f"statement_words.rowid AS id, -bm25(statement_words, {SPEAKER_WEIGHT}, 1.0) AS score FROM statement_words"
        found += f" CROSS JOIN statements ON statements.id = statement_words.rowid {OF_DOCUMENTS}" if len(conditions) > 1 else ""
    else:
        found = f"statements.id, 0.0 AS score FROM statements {OF_DOCUMENTS}"
    statement = (
        f"SELECT statements.claim_id, statements.speaker, statements.polarity, statements.text AS said, {ARTICLE}, score"
        f" FROM (SELECT {found} WHERE {_all(conditions)} ORDER BY 1 DESC LIMIT {RANKED}) JOIN statements USING (id)"
        f" JOIN documents ON documents.id = statements.document {_ordered(order)}, statements.claim_id LIMIT ?"
    )
    with _opened(store) as search:
        return [ClaimHit(**_typed(row)) for row in search.execute(statement, [*_values(conditions), limit])]


def _all(conditions: Sequence[Condition]) -> str:
    return " AND ".join(condition for condition, _ in conditions) or "true"


def _values(conditions: Sequence[Condition]) -> list[str]:
    return [value for _, values in conditions for value in values]


def _words(table: str, query: Query) -> Iterator[Condition]:
    if query.match:
        yield f"{table} MATCH ?", [query.match]


def _filters(query: Query) -> Iterator[Condition]:
    """Conditions and their values."""
    if query.sources:
        one = "documents.source = ? OR substr(documents.source, -1 - length(?)) = '.' || ?"
        yield f"({' OR '.join([one] * len(query.sources))})", [source for source in query.sources for _ in range(3)]
    if query.langs:
        yield f"documents.lang IN ({', '.join('?' * len(query.langs))})", query.langs
    if query.first:
        yield "documents.day >= ?", [str(query.first)]
    if query.last:
        yield "documents.day <= ?", [str(query.last)]


def _ordered(order: Order) -> str:
    newest = "coalesce(documents.published_at, documents.day) DESC"
    first = "documents.article_id = documents.cluster DESC"  # of copies that are equal the one that was there before the others
    return f"ORDER BY score DESC, {first}, {newest}" if order == "relevance" else f"ORDER BY {newest}"


def _first(rows: Iterable[Row], limit: int, copies: bool) -> Iterator[Row]:
    """Some rows from the beginning; without copies the first of each cluster."""
    clusters = set[str]()
    for row in rows:
        if copies or row["near_dup_cluster"] not in clusters:
            clusters.add(row["near_dup_cluster"])
            yield row
            limit -= 1
        if limit <= 0:
            return


def _article(search: Connection, terms: Sequence[Term], row: Row) -> ArticleHit:
    columns = _typed(row)
    ((body,),) = search.execute("SELECT body FROM bodies WHERE document = ?", [columns.pop("id")]).fetchall()
    text = zlib.decompress(body).decode()
    start, end, marks = find_snippet(text, terms)
    return ArticleHit(**columns, snippet=text[start:end], start_char=start, marks=marks)


def _typed(row: Row) -> dict[str, Any]:
    """The columns of a row; SQLite knows no times."""
    columns = dict(row)
    published_at = columns["published_at"]
    columns["day"] = date.fromisoformat(columns["day"])
    columns["published_at"] = published_at and datetime.fromisoformat(published_at).replace(tzinfo=UTC)
    return columns


def _opened(store: Path) -> AbstractContextManager[Connection]:
    layout = Layout.of(store)
    published_file(layout)  # no store: told before no search file
    return open_for_reading(layout.search, layout.root)
