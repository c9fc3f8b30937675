"""FindClaims: who said what, in the sandbox. Which words are a claim is in tests/core/test_claims.py and its tables."""

from newsbeam.transforms.claims import FindClaims
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.execution.sandbox import Limits
from tests.stages.test_entities import TOO_SHORT
from tests.support.documents import document, known
from tests.support.run_transform import run_transform

TEXT = "Anna Keller said that the bridge over the Lowmere was safe."


def test_new_texts_get_claims_and_known_ones_pass_unread() -> None:
    given = [document(TEXT, 0), known(document(TEXT, 1)), document("It rained over the Lowmere.", 2)]
    ran = run_transform(FindClaims(DEFAULT_MODEL, Limits(1)), given)
    came = {one.origin.order[1]: one for one in ran.good}
    (claim,) = came[0].claims
    assert (claim.source_text, claim.cue_text, claim.content_text) == ("Anna Keller", "said", "that the bridge over the Lowmere was safe")
    assert (came[1], came[2]) == (given[1], given[2])
    assert ran.failures == []
    assert ran.counters == {"claims": {"ok": 2, "skipped": 1}}


def test_a_text_that_cannot_be_read_goes_on_without_and_is_a_partial_failure() -> None:
    given = [document(TEXT, 0), known(document(TEXT, 1))]
    ran = run_transform(FindClaims(DEFAULT_MODEL, Limits(1, timeout_seconds=TOO_SHORT)), given)
    assert sorted(ran.good, key=lambda one: one.origin.order) == given
    assert [(failure.stage, failure.reason, failure.partial) for failure in ran.failures] == [("claims", "timeout", True)]
    assert ran.counters == {"claims": {"timeout": 1, "skipped": 1}}
