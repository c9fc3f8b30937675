"""One input's error costs one input; what is no fault of it ends the run."""

import errno
import threading

import pytest

from newsbeam.transforms.errors import ConfigError, InputError, Permanent
from newsbeam.transforms.execution import sandbox
from newsbeam.transforms.execution.guard import guarded
from newsbeam.transforms.execution.sandbox import Limits


def fail(error: Exception) -> str:
    raise error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Permanent("empty"), "empty"),
        (MemoryError(), "worker_died"),
        (ZeroDivisionError("by nothing"), "internal_error"),
        (OSError(errno.EBADF, "bad file"), "internal_error"),
    ],
)
def test_what_an_input_does_is_its_own_error(error: Exception, reason: str) -> None:
    result = guarded(fail, error)
    assert isinstance(result, InputError)
    assert result.reason == reason


@pytest.mark.parametrize("error", [ConfigError("no model"), OSError(errno.ENOSPC, "full")])
def test_what_the_user_or_the_machine_lacks_ends_the_run(error: Exception) -> None:
    with pytest.raises(type(error)):
        guarded(fail, error)


def test_an_item_that_cannot_be_passed_is_one_input_error() -> None:
    result = sandbox.settle(sandbox.submit(Limits(workers=1), len, threading.Lock()))  # type: ignore[arg-type]
    assert isinstance(result, InputError)
    assert "cannot be passed between processes" in result.detail


@pytest.mark.parametrize("error", [ZeroDivisionError("boom"), Permanent("empty")])
def test_what_a_child_raises_is_raised_here(error: Exception) -> None:
    with pytest.raises(Permanent) as caught:
        sandbox.in_sandbox(Limits(workers=1), fail, error)
    assert caught.value.reason in ("internal_error", "empty")
    with pytest.raises(ConfigError):
        sandbox.in_sandbox(Limits(workers=1), fail, ConfigError("no model"))
