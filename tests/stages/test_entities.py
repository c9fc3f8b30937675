"""FindEntities: who is named, in the sandbox. Which names are whose is in tests/core/test_entities.py."""

from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.entities import FindEntities
from newsbeam.transforms.execution.sandbox import Limits
from tests.support.documents import document, known
from tests.support.run_transform import run_transform

TEXT = "Mayor Anna Keller opened the school in Hamburg on Monday. Keller thanked the builders."
TOO_SHORT = 0.05
"""Seconds in which no new process loads a model."""


def test_new_texts_get_mentions_and_known_ones_pass_unread() -> None:
    given = [document(TEXT, 0), known(document(TEXT, 1)), document("Nothing is named here.", 2)]
    ran = run_transform(FindEntities(DEFAULT_MODEL, Limits(1)), given)
    came = {one.origin.order[1]: one for one in ran.good}
    assert {"Anna Keller", "Hamburg", "Keller"} <= {mention.surface for mention in came[0].mentions}
    assert all(TEXT[mention.span.start : mention.span.end] == mention.surface for mention in came[0].mentions)
    assert (came[1], came[2]) == (given[1], given[2])
    assert ran.failures == []
    assert ran.counters == {"entities": {"ok": 2, "skipped": 1}}


def test_a_text_that_cannot_be_read_goes_on_without_and_is_a_partial_failure() -> None:
    given = [document(TEXT, 0), known(document(TEXT, 1))]
    ran = run_transform(FindEntities(DEFAULT_MODEL, Limits(1, timeout_seconds=TOO_SHORT)), given)
    assert sorted(ran.good, key=lambda one: one.origin.order) == given
    assert [(failure.stage, failure.reason, failure.partial, failure.payload) for failure in ran.failures] == [
        ("entities", "timeout", True, TEXT.encode())
    ]
    assert ran.counters == {"entities": {"timeout": 1, "skipped": 1}}
