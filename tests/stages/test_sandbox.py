from typing import Any

import pytest

from newsbeam.transforms.errors import InputError, Permanent
from newsbeam.transforms.execution import sandbox
from newsbeam.transforms.execution.sandbox import Limits
from tests.stages.tasks import double, misbehave

LIMITS = Limits(workers=1, timeout_seconds=2, memory_mb=1024)


def run(fn: Any, item: Any) -> Any:
    return sandbox.settle(sandbox.submit(LIMITS, fn, item))


def test_results_come_back() -> None:
    assert [run(double, n) for n in range(3)] == [0, 2, 4]


@pytest.mark.parametrize(
    ("what", "reason"), [("sleep", "timeout"), ("die", "worker_died"), ("eat", "worker_died"), ("raise", "internal_error")]
)
def test_what_goes_wrong_in_a_child_has_a_reason_and_the_next_item_goes_on(what: str, reason: str) -> None:
    error = run(misbehave, what)
    assert isinstance(error, InputError)
    assert error.reason == reason
    assert run(misbehave, "well") == "well"


def test_a_defect_names_its_place() -> None:
    error = run(misbehave, "raise")
    assert isinstance(error, Permanent)
    assert "ValueError: boom" in error.detail
    assert "tasks.py" in error.detail
