"""Untrusted bytes are handled in child processes that can be killed: a deadline for each item, a memory limit for each child.

A hostile page can hold the interpreter's lock for hours or kill the process outright, so no parser and no model runs in the worker itself.
The same children are what keeps all cores busy. No Beam here: a child imports only what its task needs.
"""

import contextlib
import errno
import multiprocessing
import multiprocessing.forkserver
import os
import pickle
import resource
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future, TimeoutError
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from newsbeam.transforms.errors import InputError, Permanent, UserError

In = TypeVar("In")
Out = TypeVar("Out")

RECYCLE_AFTER = 1000
"""Tasks before a child is replaced: the libraries' caches grow."""

PRELOAD = ["newsbeam.transforms.core.steps"]
"""Imported once by the fork server, so that a new child starts in milliseconds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much room untrusted input gets."""

    workers: int = 0
    """Child processes; 0: one a core."""
    timeout_seconds: float = 20.0
    """For one item; an item that exceeds it twice is given up."""
    memory_mb: int = 1024
    """Address space of one child."""

    @property
    def processes(self) -> int:
        """The number of children, resolved."""
        return self.workers or os.cpu_count() or 1


_pools: dict[Limits, ProcessPool] = {}
_lock = threading.Lock()


def submit(limits: Limits, fn: Callable[[In], Out], item: In) -> "Future[Out | InputError]":
    """Start `fn(item)` in a child. `fn` must be importable without Beam; take its result with `settle`."""
    future: Future[Out | InputError] = _pool(limits).schedule(guarded, args=(fn, item), timeout=limits.timeout_seconds)
    return future


def settle(future: "Future[Out | InputError]") -> Out | InputError:
    """The result of a finished task, or why there is none: `timeout`, `worker_died`, or what the task itself raised."""
    try:
        return future.result()
    except TimeoutError as error:
        return Permanent("timeout", f"stopped after {error.args[1] if len(error.args) > 1 else 'the'} s")
    except ProcessExpired as error:
        return Permanent("worker_died", f"the process ended with code {error.exitcode}")
    except (BrokenExecutor, CancelledError) as error:
        return Permanent("worker_died", f"all processes ended: {error}")
    except (pickle.PicklingError, pickle.UnpicklingError, TypeError, AttributeError) as error:
        return Permanent("internal_error", f"it cannot be passed between processes: {error}")


def in_sandbox(limits: Limits, fn: Callable[..., Out], *arguments: object) -> Out:
    """`fn(*arguments)` in a child, waited for.

    Raises:
        InputError: what `fn` raised, or `timeout` or `worker_died`.
    """
    result = settle(submit(limits, partial(_spread, fn), arguments))
    if isinstance(result, InputError):
        raise result
    return result


def _spread(fn: Callable[..., Out], arguments: tuple[object, ...]) -> Out:
    return fn(*arguments)


def guarded(fn: Callable[[In], Out], item: In) -> Out | InputError:
    """`fn(item)`, with every exception turned into the error that a failure record is made of.

    Unexpected exceptions become `internal_error`, with the place where they arose.

    Raises:
        UserError: what the user must mend, such as a missing model.
        OSError: what this machine lacks (`OURS`).
    """
    try:
        return fn(item)
    except InputError as error:
        return error
    except MemoryError:
        return Permanent("worker_died", "out of memory")
    except UserError:
        raise
    except OSError as error:
        if error.errno in OURS:
            raise
        return _defect(error)
    except Exception as error:  # noqa: BLE001  a defect must cost one input, not the run
        return _defect(error)


OURS = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE)
"""What this machine lacks is no fault of the input: it ends the run, and nothing of the batch is committed."""


def _defect(error: Exception) -> Permanent:
    """The error of an input that met a defect, with the place."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return Permanent("internal_error", f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"[:1000])


def close() -> None:
    """End all children."""
    with _lock:
        while _pools:
            _, pool = _pools.popitem()
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


def _pool(limits: Limits) -> ProcessPool:
    with _lock:
        pool = _pools.get(limits)
        if pool is None or not pool.active:
            pool = _pools[limits] = ProcessPool(
                max_workers=limits.processes,
                max_tasks=RECYCLE_AFTER,
                initializer=_confine,
                initargs=(limits.memory_mb,),
                context=_context(),
            )
        return pool


def _context() -> multiprocessing.context.BaseContext:
    """A fork server: the worker has threads, so it must not fork itself, and spawned children would import everything anew."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    with _single_threaded_numerics():
        multiprocessing.forkserver.ensure_running()
    return context


@contextlib.contextmanager
def _single_threaded_numerics() -> Iterator[None]:
    """Children share the cores among themselves; threads within each would only fight, and take address space."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _confine(memory_mb: int) -> None:
    """Run in a new child: bound its memory, and leave Ctrl-C to the parent, which ends its children in order."""
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
