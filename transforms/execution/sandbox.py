"""Untrusted bytes are handled in child processes that can be killed: a deadline for each item, a memory limit for each child.

A hostile page can hold the interpreter's lock for hours or kill the process outright, so no parser and no model runs in the worker itself.
The same children are what keeps all cores busy. No Beam here: a child imports only what its task needs.

Each child has a thread here that keeps it: it hands the child one task at a time over a socket of their own, and every wait has a
deadline. Children share nothing with each other, so one that dies, at whatever moment, takes nothing along but the task it had in hand.
"""

import os
import pickle
import queue
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

from newsbeam.transforms.errors import ConfigError, InputError, Permanent
from newsbeam.transforms.execution.children import Child, ForkServer

In = TypeVar("In")
Out = TypeVar("Out")

RECYCLE_AFTER = 1000
"""Tasks before a child is replaced: the libraries' caches grow."""
LEAST_MEMORY_MB = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """How much room untrusted input gets."""

    workers: int = 0
    """Child processes; 0: one a core."""
    timeout_seconds: float = 20.0
    """For one item; an item that exceeds it twice is given up."""
    memory_mb: int = 1024
    """Address space of one child."""

    def __post_init__(self) -> None:
        """Refuse what no child could work with.

        Raises:
            ConfigError: a number is out of range.
        """
        if self.workers < 0:
            raise ConfigError(f"workers is {self.workers}: name how many child processes there shall be, or 0 for one a core")
        if not self.timeout_seconds > 0:
            raise ConfigError(f"timeout_seconds is {self.timeout_seconds}: an item needs more than 0 seconds")
        if self.memory_mb < LEAST_MEMORY_MB:
            raise ConfigError(f"memory_mb is {self.memory_mb}: a child needs at least {LEAST_MEMORY_MB} MB for its libraries")

    @property
    def processes(self) -> int:
        """The number of children, resolved."""
        return self.workers or os.cpu_count() or 1


class ChildDied(Exception):
    """A child ended while it had a task."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class NotPassed(Exception):
    """A task or its result cannot be pickled, or read again."""


STOPPED = ("timeout", "worker_died")
"""Reasons that may be another's doing, and are worth a second try."""
_pools: dict[Limits, "_Pool"] = {}
_lock = threading.Lock()


def submit(limits: Limits, fn: Callable[[In], Out], item: In) -> "Future[Out | InputError]":
    """Start `fn(item)` in a child. `fn` must be importable without Beam; take its result with `settle`."""
    future: Future[Out | InputError] = Future()
    try:
        task = pickle.dumps((fn, item))
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        future.set_exception(NotPassed(str(error)))
        return future
    with _lock:  # which `close` takes as well, so that no task comes to a pool that is closed
        _pool(limits).tasks.put(_Task(task, future))
    return future


def settle(future: "Future[Out | InputError]") -> Out | InputError:
    """The result of a finished task, or why there is none: `timeout`, `worker_died`, or what the task itself raised.

    Raises:
        UserError: what the user must mend. TemporaryError: children cannot be started. OSError: what this machine lacks.
    """
    try:
        return future.result()
    except ChildDied as error:
        return Permanent("worker_died", f"the process ended with code {error.status}")
    except CancelledError:
        return Permanent("worker_died", "all processes were ended")
    except NotPassed as error:
        return Permanent("internal_error", f"it cannot be passed between processes: {error}")
    except TimeoutError as error:  # after the others: some of them are kinds of it
        return Permanent("timeout", f"stopped after {error.args[0] if error.args else 'the'} s")


def in_sandbox(limits: Limits, fn: Callable[..., Out], *arguments: object) -> Out:
    """`fn(*arguments)` in a child, waited for.

    Raises:
        InputError: what `fn` raised, or `timeout` or `worker_died`.
    """
    for again in (False, True):  # a second try, as `Limits` has it: the child may have been ended for another reason
        result = settle(submit(limits, partial(_spread, fn), arguments))
        if not isinstance(result, InputError):
            return result
        if again or result.reason not in STOPPED:
            raise result
    raise AssertionError


def _spread(fn: Callable[..., Out], arguments: tuple[object, ...]) -> Out:
    return fn(*arguments)


def close() -> None:
    """End all children."""
    with _lock:
        while _pools:
            _pools.popitem()[1].close()


def _pool(limits: Limits) -> "_Pool":
    if limits not in _pools:
        _pools[limits] = _Pool(limits)
    return _pools[limits]


def _forget() -> None:
    """In a fork of this process, which has no threads to keep the children: it starts children of its own when it wants them."""
    global _lock
    _lock = threading.Lock()
    while _pools:
        _pools.popitem()[1].abandon()


os.register_at_fork(after_in_child=_forget)


class _Task(NamedTuple):
    pickled: bytes
    future: "Future[Any]"


class _Pool:
    """Children with the same limits, each with the thread that keeps it, and one queue for all."""

    def __init__(self, limits: Limits) -> None:
        self.tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._limits = limits
        self._fork_server = ForkServer(limits.memory_mb)
        self._keepers = [threading.Thread(target=self._keep, name=f"sandbox-{n}", daemon=True) for n in range(limits.processes)]
        self._closed = threading.Event()
        for keeper in self._keepers:
            keeper.start()

    def close(self) -> None:
        """End the children; all tasks that are not done are cancelled, those in hand included."""
        self._closed.set()
        self._fork_server.close()
        for _ in self._keepers:
            self.tasks.put(None)
        for keeper in self._keepers:
            keeper.join(timeout=self._limits.timeout_seconds)

    def abandon(self) -> None:
        """Close a copy of the sockets, so that the children end when the process ends that keeps them."""
        self._fork_server.abandon()

    def _keep(self) -> None:
        """Keep one child: start it when there is a task for it, replace it when it has died or done enough."""
        child: Child | None = None
        while (task := self.tasks.get()) is not None:
            if not task.future.set_running_or_notify_cancel():
                continue
            if self._closed.is_set():
                task.future.set_exception(CancelledError())
                continue
            if child is None or child.done >= RECYCLE_AFTER:
                if child is not None:
                    child.end()
                child = self._started(task.future)
            if child is not None:
                child = self._run(child, task)
        if child is not None:
            child.end()

    def _started(self, waiting: "Future[object]") -> "Child | None":
        try:
            return self._fork_server.child()
        except Exception as error:  # noqa: BLE001  whoever waits for the task must hear of it, whatever it is
            waiting.set_exception(CancelledError() if self._closed.is_set() else error)
            return None

    def _run(self, child: "Child", task: _Task) -> "Child | None":
        """Settle the task; the child, or None if it is there no more."""
        try:
            result, error = child.call(task.pickled, self._limits.timeout_seconds)
        except TimeoutError:
            child.end()
            task.future.set_exception(TimeoutError(self._limits.timeout_seconds))
            return None
        except (OSError, EOFError):
            status = child.end()
            task.future.set_exception(CancelledError() if self._closed.is_set() else ChildDied(status))
            return None
        except Exception as broken:  # noqa: BLE001  an answer that cannot be read
            child.end()
            task.future.set_exception(NotPassed(str(broken)))
            return None
        if error is not None:
            task.future.set_exception(error)
        else:
            task.future.set_result(result)
        return child
