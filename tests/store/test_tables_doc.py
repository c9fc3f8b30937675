"""docs/tables.md is in step with the tables and views."""

from pathlib import Path

from newsbeam.sinks.describe import MARK, left_to_do, reference
from newsbeam.sinks.publish import views
from newsbeam.sinks.tables import DIMENSIONS, FACTS

DOC = Path(__file__).parents[2] / "docs/tables.md"


def test_reference_is_in_step() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert MARK in text
    assert left_to_do(text) == []


def test_every_table_and_view_has_a_section() -> None:
    for name in [*(table.name for table in (*FACTS, *DIMENSIONS)), *views()]:
        assert f"\n### {name}\n" in reference()


def test_views_are_documented_and_complete() -> None:
    assert list(views()) == [
        "articles", "articles_unique", "copies", "changes", "current_mentions", "current_claims", "stories", "said_by", "entity_roles",
        "current_figures", "current_statements", "story_figures", "claim_conflicts",
        "claim_origins", "claim_support",
        "boilerplate",
        "feed_health", "run_outcomes", "store_info",
    ]  # fmt: skip
    assert all(doc.endswith(".") for doc, _ in views().values())
