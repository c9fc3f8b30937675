"""Models other than the default one: read by spaCy itself, as it likes."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
import spacy

from newsbeam.transforms.core.entities.find_entities import recognised, repeated, resolve
from newsbeam.transforms.core.entities.labels import Naming
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL, check, recogniser, use_numpy
from newsbeam.transforms.core.entities.recogniser import Entity
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.records import Span

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture
def ruled(tmp_path: Path) -> str:
    """A pipeline that finds names by rules."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Anna Keller"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "ruled")
    return str(tmp_path / "ruled")


def test_a_pipeline_with_other_components_is_read_by_spacy(ruled: str) -> None:
    assert recogniser(ruled) is None
    assert list(recognised(["Anna Keller spoke.", "Nobody did."], ruled)) == [[Entity(0, 11, "PERSON")], []]


def test_models_are_checked_before_work_begins(ruled: str) -> None:
    check(DEFAULT_MODEL)
    check(ruled)
    with pytest.raises(ConfigError, match="no_such_model"):
        check("no_such_model")


def test_only_operations_that_know_blis_are_told_to_leave_it() -> None:
    nodes = [SimpleNamespace(ops=SimpleNamespace(use_blis=True)), SimpleNamespace(ops=SimpleNamespace())]
    model = SimpleNamespace(walk=lambda: nodes)
    use_numpy(cast("Language", SimpleNamespace(components=[("a", SimpleNamespace(model=model)), ("b", SimpleNamespace())])))
    assert [vars(node.ops) for node in nodes] == [{"use_blis": False}, {}]


def test_names_are_found_again_where_the_model_missed_them() -> None:
    text = "Anna Keller spoke. Then Anna Keller left, and Anna Kellers came."
    named = [Naming(Span(0, 11), "Anna Keller", "PER"), Naming(Span(0, 0), "ⒶⒷⒸⒹ", "ORG")]
    assert repeated(text, named) == [Naming(Span(24, 35), "Anna Keller", "PER")]


def test_of_names_that_overlap_the_first_counts() -> None:
    found = [Naming(Span(0, 11), "Anna Keller", "PER"), Naming(Span(5, 11), "Keller", "PER")]
    assert [mention.surface for mention in resolve("Anna Keller spoke.", found)] == ["Anna Keller"]
