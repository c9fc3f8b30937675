import pickle
import re

import pytest

from newsbeam.transforms.errors import REASONS, Permanent, Refused, Transient


def test_codes_are_snake_case_and_explained() -> None:
    for code, meaning in REASONS.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", code)
        assert len(meaning) > 10


def test_an_undocumented_reason_cannot_be_raised() -> None:
    with pytest.raises(KeyError, match="made_up"):
        Permanent("made_up")


@pytest.mark.parametrize("error", [Permanent("empty"), Refused("bot_wall", "seen"), Transient("http_429", "slow", 30)])
def test_errors_survive_the_way_from_a_child(error: Permanent | Refused | Transient) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (back.reason, back.detail, back.retry_after_seconds) == (error.reason, error.detail, error.retry_after_seconds)
