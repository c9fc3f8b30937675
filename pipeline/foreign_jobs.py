"""Jobs on an engine that is not this process: handed over, waited for, cancelled. None goes on once nobody waits for it."""

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from functools import partial
from types import ModuleType
from typing import Any

from apache_beam.runners.portability import job_server
from apache_beam.runners.portability.portable_runner import PortableRunner
from apache_beam.runners.runner import PipelineState
from apache_beam.utils import subprocess_server

from newsbeam.transforms.errors import TemporaryError

LOOK_SECONDS = 0.5
"""How often it is looked whether to stop."""
CANCEL_SECONDS = 6.0
"""How long an engine may take to end a job: less than a person waits at a terminal (`newsbeam.pipeline.signals`)."""


class JobCancelled(Exception):
    """The job was cancelled, since it was asked to stop; its batch is not whole."""


@contextmanager
def handed_over(runner: object) -> Iterator[None]:
    """While the block runs, a job is handed to a portable runner, for which Beam may start the engine's job server.

    A terminal sends Ctrl-C to that server as well, and Beam puts a handler in place of ours that stops it first of all: then nobody could
    cancel the job any more. Beam has no option for either, so the names by which it reaches these two functions are exchanged meanwhile.
    """
    if not isinstance(runner, PortableRunner):
        yield
        return
    with _exchanged(subprocess_server, "subprocess", _Apart()), _exchanged(job_server, "signal", _HandlersStay()):
        yield


class _Apart:
    """`subprocess`, with children in process groups of their own."""

    Popen = staticmethod(partial(subprocess.Popen, process_group=0))

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)


class _HandlersStay:
    """`signal`, in which nothing is set."""

    def signal(self, number: int, _handler: object) -> Any:
        """The handler that is in place."""
        return signal.getsignal(number)

    def __getattr__(self, name: str) -> Any:
        return getattr(signal, name)


@contextmanager
def _exchanged(module: ModuleType, name: str, other: object) -> Iterator[None]:
    usual = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, usual)


def wait_for(job: Any, runner: str, stop: threading.Event) -> None:
    """Wait until a job has ended.

    Args:
        job: Beam's `PipelineResult`.
        runner: its name.
        stop: once it is set, the job is cancelled.

    Raises:
        JobCancelled: it was.
        TemporaryError: it failed.
    """
    ended: Future[None] = Future()
    threading.Thread(target=_wait, args=(job, ended), name="job", daemon=True).start()
    while not ended.done() and not stop.is_set():
        wait([ended], LOOK_SECONDS)
    if not ended.done() and _cancel(job):
        _await_end(job)
        raise JobCancelled
    try:
        ended.result()
    except Exception as error:
        words = str(error).strip().splitlines() or [type(error).__name__]
        raise TemporaryError(f"the job on {runner} failed: {words[-1]}; nothing of this batch is stored, start it again") from error


def _wait(job: Any, ended: "Future[None]") -> None:
    try:
        job.wait_until_finish()
    except BaseException as error:  # noqa: BLE001  whoever waits must hear of it, whatever it is
        ended.set_exception(error)
    else:
        ended.set_result(None)


def _say_nothing(_what: object) -> None:
    return


def _await_end(job: Any) -> None:
    """Give the engine time to end a cancelled job before its job server is stopped."""
    deadline = time.monotonic() + CANCEL_SECONDS
    with suppress(Exception):  # the engine is gone
        while not PipelineState.is_terminal(job.state) and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)


def _cancel(job: Any) -> bool:
    """True if the runner can cancel jobs at all. What its threads say of a job that is taken from under them is no news to anybody."""
    logging.disable(logging.ERROR)
    threading.excepthook = _say_nothing
    try:
        job.cancel()
    except NotImplementedError:
        logging.disable(logging.NOTSET)
        threading.excepthook = threading.__excepthook__
        return False
    return True
