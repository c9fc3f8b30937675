"""Closed vocabularies: every column of words is one or is known to be open, and the documentation has all their values."""

import re
from pathlib import Path
from typing import get_args

import pytest

from newsbeam.sinks.columns import Column, columns
from newsbeam.sinks.tables import DIMENSIONS, FACTS, Table
from newsbeam.transforms.core.text import cruft
from newsbeam.transforms.records import RemovalReason, ResolvedBy, TieReason

DOCS = Path(__file__).parents[2] / "docs"
OPEN = {
    # what outlets, texts and archives say
    "article_revisions": "source url url_key title lang section text origin feed_url external_id extractor outlet image_url media_url"
    " agency",
    "removed_blocks": "source text evidence",
    "mentions": "name surface",
    "claims": "source_text speaker_name speaker_role cue_text cue_lemma content_text extractor",
    "claim_quantities": "raw unit subject_text place_text",
    "claim_links": "basis",
    "figures": "raw unit thing event place_text",
    "figure_links": "basis",
    "statement_links": "basis",
    # reason: of `newsbeam.transforms.errors.REASONS`, in fetches also the kind of duplicate
    "fetches": "url feed_url origin external_id batch_id reason detail page_reason",
    "dead_letters": "url feed_url origin external_id detail reason",
    "feeds": "url source title lang etag last_modified body_hash moved_to last_reason index_url",
    "entities": "name",
    "entity_aliases": "alias",
    "outlets": "source",
    "outlet_blocks": "source block_key text",
    "inputs": "path",
    "runs": "run_id version",
    "batches": "batch_id run_id",
    "segments": "path table_name",
    "schema_versions": "note",
}
"""Columns of words that are no closed vocabulary."""


def words(table: Table) -> list[Column]:
    return [column for column in columns(table.row_type) if column.annotation is str]


@pytest.mark.parametrize("table", [*FACTS, *DIMENSIONS], ids=lambda table: table.name)
def test_every_column_of_words_is_a_vocabulary_or_is_known_to_be_open(table: Table) -> None:
    assert {column.name for column in words(table) if not column.values} == set(OPEN.get(table.name, "").split())


@pytest.mark.parametrize("table", [*FACTS, *DIMENSIONS], ids=lambda table: table.name)
def test_tables_md_has_every_value(table: Table) -> None:
    section = (DOCS / "tables.md").read_text(encoding="utf-8").split(f"\n### {table.name}\n")[1].split("\n### ")[0]
    for column in words(table):
        (line,) = re.findall(rf"^\| `{column.name}` \|.*$", section, re.MULTILINE)
        assert [value for value in column.values if f"`{value}`" not in line] == []


@pytest.mark.parametrize(
    ("page", "heading", "vocabulary"),
    [
        ("clean.md", "## Nothing is cut silently", RemovalReason),
        ("entities.md", "## Reasons", TieReason),
        ("claims.md", "## Speakers", ResolvedBy),
    ],
)
def test_values_are_explained(page: str, heading: str, vocabulary: object) -> None:
    section = (DOCS / page).read_text(encoding="utf-8").split(f"{heading}\n")[1].split("\n## ")[0]
    explained = [re.findall(r"`(\w+)`", cell) for cell in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)]
    assert sorted(value for values in explained for value in values) == sorted(get_args(vocabulary))


def test_a_rule_with_a_reason_of_its_own_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    cruft._reasons.cache_clear()
    monkeypatch.setattr(cruft, "rules", lambda kind: {"ad": ["advert"], "weather": ["rain"]})
    with pytest.raises(ValueError, match=r"add 'weather' to .*RemovalReason"):
        cruft._reasons("line")
    cruft._reasons.cache_clear()
