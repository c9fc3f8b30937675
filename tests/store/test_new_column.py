"""A new column is named in its record and in its row; everything else follows, or is asked for by name."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
import pytest

from newsbeam.sinks import describe, facts, schema, tables
from newsbeam.sinks.arrow import table_of
from newsbeam.sinks.columns import columns
from newsbeam.sinks.facts import ArticleRevision
from newsbeam.sinks.mapping import fill
from newsbeam.sinks.stored_articles import article_of
from newsbeam.sinks.tables import FACTS, Table, rows_of
from newsbeam.transforms import records
from newsbeam.transforms.records import Article
from tests.store.samples import NOON, document

DOC = Path(__file__).parents[2] / "docs/tables.md"


@dataclass(frozen=True, slots=True)
class MoodyArticle(Article):
    mood: str | None = None


@dataclass(frozen=True, slots=True)
class MoodyRevision(ArticleRevision):
    """One version."""

    mood: str | None = None
    """How it sounds."""


def moody(table: Table) -> Table:
    return replace(table, row_type=MoodyRevision) if table.row_type is ArticleRevision else table


@pytest.fixture
def with_mood(monkeypatch: pytest.MonkeyPatch) -> Table:
    """As if `mood` stood in the record and in the row."""
    monkeypatch.setattr(facts, "ArticleRevision", MoodyRevision)
    for module in (schema, tables, describe):
        monkeypatch.setattr(module, "TABLES", tuple(map(moody, tables.TABLES)))
    monkeypatch.setattr(describe, "FACTS", tuple(map(moody, FACTS)))
    return moody(FACTS[0])


def moody_rows() -> list[MoodyRevision]:
    plain = document(1)
    article = MoodyArticle(**{one.name: getattr(plain.article, one.name) for one in fields(Article)}, mood="glum")
    return [row for row in rows_of(replace(plain, article=article)) if isinstance(row, MoodyRevision)]


def test_it_is_in_the_row_the_table_and_the_documentation(with_mood: Table) -> None:
    (row,) = moody_rows()
    assert row.mood == "glum"
    assert table_of(MoodyRevision, [row])["mood"].to_pylist() == ["glum"]
    assert table_of(MoodyRevision, [row]).schema.field("mood").type == pa.string()
    assert '"mood" VARCHAR' in schema.create_statement(with_mood, "t")
    assert "| `mood` | VARCHAR | How it sounds. |" in describe.section(with_mood)
    assert "| `url` | VARCHAR | Where the article is. |" in describe.section(with_mood)
    assert "`mood`" in describe.reference()


def test_it_comes_back_from_the_store(with_mood: Table) -> None:
    (row,) = moody_rows()
    assert fill(MoodyArticle, row, origin=document(1).article.origin, removed=()).mood == "glum"


def test_a_store_that_lacks_it_is_given_it(tmp_path: Path, open_store: Callable[[], Any], request: pytest.FixtureRequest) -> None:
    store = open_store()
    request.getfixturevalue("with_mood")
    steps = (*schema.MIGRATIONS, schema.Migration(schema.MIGRATIONS[-1].version + 1, "mood"))
    schema.upgrade(store._connection, NOON, steps)
    assert ("mood", "VARCHAR") in [row[:2] for row in store._connection.execute("DESCRIBE hot.article_revisions").fetchall()]


def test_what_is_left_is_asked_for_by_name(with_mood: Table) -> None:
    text = DOC.read_text(encoding="utf-8")
    migration, doc = describe.left_to_do(text)
    assert f'Migration({schema.MIGRATIONS[-1].version + 1}, "what is new", shape="{schema.shape_of(schema.TABLES)}")' in migration
    assert "newsbeam.sinks.describe" in doc
    assert describe.left_to_do(describe.update(text)) == [migration]


def test_a_column_that_nothing_tells_is_a_defect() -> None:
    with pytest.raises(TypeError, match="cue_start"):
        fill(facts.ClaimRow, document(1).claims[0], document(1).mark, document(1).article, content_spans=())


def test_a_stored_version_is_the_article_that_was_stored() -> None:
    article = document(1).article
    (row,) = (row for row in rows_of(document(1)) if isinstance(row, ArticleRevision))
    lost = {"status": None, "n_bytes": 0, "ms": 0, "origin": article_of(row).origin}  # what fetches says
    assert article_of(row, article.removed) == replace(article, **lost)  # type: ignore[arg-type]
    bare = article_of(replace(row, captions=None, knowledge=None))  # as rows of older stores
    assert (bare.captions, bare.knowledge) == ((), 0)


SOURCES = {
    facts.ArticleRevision: (records.Article, records.Mark, records.Origin),
    facts.RemovedBlockRow: (records.RemovedBlock, records.Mark, records.Article),
    facts.MentionRow: (records.Mention, records.Mark, records.Article),
    facts.ClaimRow: (records.Claim, records.Mark, records.Article),
    facts.ClaimQuantityRow: (records.Quantity, records.Claim, records.Mark, records.Article),
    facts.ClaimLinkRow: (records.ClaimLink, records.Mark, records.Article),
    facts.StoryArticleRow: (records.StoryLink, records.Mark, records.Article),
    facts.DeadLetterRow: (records.Failure, records.Origin),
}


GIVEN = {"origin", "kind", "first_failed_at"}
"""Columns with the name of a field and a value of their own."""


@pytest.mark.parametrize("row_type", SOURCES, ids=lambda row_type: row_type.__name__)
def test_columns_have_the_types_of_the_fields_that_fill_them(row_type: Any) -> None:
    """Carried over by name, they are not compared by mypy."""
    told: dict[str, Any] = {}
    for source in reversed(SOURCES[row_type]):
        told |= get_type_hints(source)
    hints = get_type_hints(row_type)
    for name in told.keys() & {column.name for column in columns(row_type)} - GIVEN:
        assert bare(told[name]) == bare(hints[name]), name
        assert NoneType not in get_args(told[name]) or NoneType in get_args(hints[name]), name


def bare(hint: Any) -> frozenset[Any]:
    """The types in it, None left out."""
    return frozenset(get_args(hint) if isinstance(hint, UnionType) or get_origin(hint) is Union else (hint,)) - {NoneType}
