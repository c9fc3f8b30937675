"""Children and their fork server die at every moment; nobody waits for ever, and nothing is lost but the task in hand."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait
from pathlib import Path

import pytest

from newsbeam.transforms.errors import ConfigError, InputError, TemporaryError
from newsbeam.transforms.execution import children as children_module
from newsbeam.transforms.execution import sandbox
from newsbeam.transforms.execution.sandbox import Limits
from tests.stages.tasks import Bomb, double, misbehave, nap, own_number, unpassable

LIMITS = Limits(workers=2, timeout_seconds=3, memory_mb=1024)
ROOT = Path(__file__).parents[2]
PATIENCE = 60


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    sandbox.close()
    yield
    sandbox.close()


def done(futures: list["Future[int | InputError]"]) -> list[int | str]:
    """Results, or reasons; fails the test if one is not there in time."""
    assert not wait(futures, PATIENCE).not_done
    return [result.reason if isinstance(result, InputError) else result for result in map(sandbox.settle, futures)]


def offspring(number: int) -> list[int]:
    """Processes that a process started and that run."""
    found = []
    for task in Path(f"/proc/{number}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found


def fork_server() -> int:
    while True:
        for child in offspring(os.getpid()):
            if b"fork_server" in Path(f"/proc/{child}/cmdline").read_bytes():
                return child
        time.sleep(0.01)


def is_there(number: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_a_task_that_ends_the_child_while_it_is_unpickled_costs_itself_alone() -> None:
    futures = [sandbox.submit(LIMITS, double, item) for item in (1, Bomb(), 2, 3, Bomb(), 4)]  # type: ignore[arg-type]
    assert done(futures) == [2, "worker_died", 4, 6, "worker_died", 8]


def test_a_child_that_is_killed_while_it_is_idle_is_replaced_at_the_cost_of_one_task() -> None:
    limits = Limits(workers=1, timeout_seconds=3)
    (child,) = done([sandbox.submit(limits, own_number, 0)])
    os.kill(int(child), signal.SIGKILL)
    assert done([sandbox.submit(limits, double, 1), sandbox.submit(limits, double, 2)])[1:] == [4]


def test_a_child_that_is_killed_in_a_task_says_so() -> None:
    future = sandbox.submit(LIMITS, nap, 2.0)
    while not (children := offspring(fork_server())):
        time.sleep(0.01)
    time.sleep(0.5)
    os.kill(children[0], signal.SIGKILL)
    result = sandbox.settle(future)
    assert isinstance(result, InputError)
    assert (result.reason, result.detail) == ("worker_died", "the process ended with code -9")


def test_a_child_that_is_stopped_meets_the_deadline_like_one_that_hangs() -> None:
    limits = Limits(workers=1, timeout_seconds=1)
    (child,) = done([sandbox.submit(limits, own_number, 0)])
    os.kill(int(child), signal.SIGSTOP)
    assert done([sandbox.submit(limits, double, 1), sandbox.submit(limits, double, 2)]) == ["timeout", 4]


def test_children_that_are_killed_while_they_start_are_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    is_ready = children_module.Child.is_ready

    def killed_first(child: children_module.Child) -> bool:
        if len(killed) < children_module.STARTS - 1:
            os.kill(child._number, signal.SIGKILL)
            killed.append(child._number)
        return is_ready(child)

    monkeypatch.setattr(children_module.Child, "is_ready", killed_first)
    *_, last = done([sandbox.submit(Limits(workers=1), double, 4) for _ in range(children_module.STARTS)])
    assert last == 8  # one that was killed just after it was ready cost a task
    assert len(killed) == children_module.STARTS - 1


def test_children_that_can_never_start_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    future = sandbox.submit(Limits(workers=1), double, 4)
    future.exception(PATIENCE)
    with pytest.raises(TemporaryError, match=r"no child process can be started .* see that there is memory for one"):
        sandbox.settle(future)


@pytest.mark.parametrize("moment", ["starting", "idle", "busy"])
def test_a_fork_server_that_dies_is_replaced(moment: str) -> None:
    first = [sandbox.submit(LIMITS, nap, 1.0 if moment == "busy" else 0.0)]
    if moment == "idle":
        assert done(first) == [0.0]  # type: ignore[arg-type]
    if moment == "busy":
        time.sleep(0.5)
    os.kill(fork_server(), signal.SIGKILL)
    assert done([sandbox.submit(LIMITS, double, n) for n in range(8)])[-4:] == [8, 10, 12, 14]


def test_a_fork_server_that_answers_nothing_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(workers=1, timeout_seconds=1)
    assert done([sandbox.submit(limits, double, 1)]) == [2]
    os.kill(fork_server(), signal.SIGSTOP)
    monkeypatch.setattr(children_module, "START_SECONDS", 5.0)
    assert done([sandbox.submit(limits, misbehave, "die"), sandbox.submit(limits, double, 2)]) == ["worker_died", 4]  # type: ignore[arg-type]


def test_under_a_hail_of_kills_every_task_ends() -> None:
    chance, over = random.Random(7), threading.Event()

    def kill() -> None:
        while not over.wait(0.03):
            victims = [number for server in offspring(os.getpid()) for number in (*offspring(server), *([server] * chance.randrange(2)))]
            if victims:
                os.kill(chance.choice(victims), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    futures = [sandbox.submit(LIMITS, double, n) for n in range(2_000)]
    killer.start()
    time.sleep(5)
    over.set()
    killer.join()
    assert not wait(futures, 2 * PATIENCE).not_done
    assert all(isinstance(future.exception(), TemporaryError | sandbox.ChildDied | None) for future in futures)
    assert done([sandbox.submit(LIMITS, double, 5)]) == [10]


def test_closing_does_not_wait_for_a_child_that_hangs() -> None:
    futures = [sandbox.submit(Limits(workers=1, timeout_seconds=60), nap, 50.0) for _ in range(3)]
    while not (children := offspring(server := fork_server())):
        time.sleep(0.01)
    family, started = [server, *children], time.monotonic()
    sandbox.close()
    assert time.monotonic() - started < 10
    assert done(futures) == ["worker_died"] * 3  # type: ignore[arg-type]
    assert not any(map(is_there, family))


SCRIPT = """
    import os, sys, time
    from pathlib import Path
    from newsbeam.transforms.execution import sandbox
    from newsbeam.transforms.execution.sandbox import Limits
    from tests.stages.tasks import misbehave, nap, own_number
    limits = Limits(workers=1, timeout_seconds=60)
"""


def script(tmp_path: Path, body: str) -> list[str]:
    path = tmp_path / "main.py"
    path.write_text(textwrap.dedent(SCRIPT) + textwrap.dedent(body))
    return [sys.executable, str(path)]


def test_children_end_with_their_parent_even_if_that_is_killed_and_they_hang(tmp_path: Path) -> None:
    command = script(
        tmp_path, "print(sandbox.settle(sandbox.submit(limits, own_number, 0)), flush=True); sandbox.submit(limits, nap, 50.0).result()"
    )
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        time.sleep(0.3)
        parent.kill()
    end = time.monotonic() + 10
    while is_there(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_there(child)


def test_an_upgrade_in_place_does_not_reach_running_children(tmp_path: Path) -> None:
    command = script(
        tmp_path,
        """
        first = sandbox.settle(sandbox.submit(limits, own_number, 0))
        Path(__file__).write_text("raise RuntimeError('the main script was run again')")
        assert sandbox.settle(sandbox.submit(limits, misbehave, "die")).reason == "worker_died"
        assert sandbox.settle(sandbox.submit(limits, own_number, 0)) != first
        """,
    )
    subprocess.run(command, check=True, timeout=PATIENCE, env=os.environ | {"PYTHONPATH": str(ROOT)})


FORK = """
    import multiprocessing

    def asked(answers):
        answers.put(sandbox.settle(sandbox.submit(limits, own_number, 0)))

    first = sandbox.settle(sandbox.submit(limits, own_number, 0))
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    fork = context.Process(target=asked, args=(answers,))
    fork.start()
    assert answers.get() != first
    fork.join()
    assert sandbox.settle(sandbox.submit(limits, own_number, 0)) == first
"""


def test_a_fork_of_this_process_has_children_of_its_own(tmp_path: Path) -> None:
    subprocess.run(script(tmp_path, FORK), check=True, timeout=PATIENCE, env=os.environ | {"PYTHONPATH": str(ROOT)})


@pytest.mark.parametrize(("name", "value"), [("workers", -1), ("timeout_seconds", 0), ("timeout_seconds", -1), ("memory_mb", 10)])
def test_limits_that_no_child_could_work_within_are_refused(name: str, value: int) -> None:
    with pytest.raises(ConfigError, match=f"{name} is {value}"):
        Limits(**{name: value})


def test_a_process_that_cannot_be_started_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = subprocess.Popen, [BlockingIOError(11, "try again"), BlockingIOError(11, "try again")]

    def failing(*arguments: object, **options: object) -> object:
        if failures:
            raise failures.pop()
        return real(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", failing)
    assert done([sandbox.submit(Limits(workers=1), double, 4)]) == [8]


def test_a_result_that_cannot_be_passed_costs_itself_alone() -> None:
    limits = Limits(workers=1)
    result = sandbox.settle(sandbox.submit(limits, unpassable, 0))
    assert isinstance(result, InputError)
    assert result.reason == "internal_error"
    assert done([sandbox.submit(limits, double, 4)]) == [8]


def test_a_task_that_is_given_up_does_not_end_its_keeper() -> None:
    limits = Limits(workers=1)
    waiting = [sandbox.submit(limits, nap, 0.5), sandbox.submit(limits, nap, 0.5)]
    waiting[1].cancel()
    assert done([sandbox.submit(limits, double, 4)]) == [8]
