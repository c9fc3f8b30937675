"""Jobs on another engine: what is waited for, cancelled, and told of a failure."""

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from apache_beam.runners.portability import job_server
from apache_beam.runners.portability.portable_runner import PortableRunner
from apache_beam.runners.runner import PipelineState
from apache_beam.utils import subprocess_server

from newsbeam.pipeline.foreign_jobs import JobCancelled, handed_over, wait_for
from newsbeam.transforms.errors import TemporaryError


class Job:
    """Runs until it is cancelled, and ends some looks later."""

    def __init__(self, error: Exception | None = None, can_cancel: bool = True) -> None:
        self.over = threading.Event()
        self.error = error
        self.can_cancel = can_cancel
        self.cancelled = False
        self.looks = 0

    def wait_until_finish(self) -> None:
        self.over.wait(30)
        if self.error:
            raise self.error

    def cancel(self) -> None:
        if not self.can_cancel:
            raise NotImplementedError
        self.cancelled = True

    @property
    def state(self) -> str:
        self.looks += 1
        if self.looks == 3:
            raise ConnectionError("gone")
        return str(PipelineState.CANCELLING)


def stopped_after(seconds: float) -> threading.Event:
    stop = threading.Event()
    threading.Timer(seconds, stop.set).start()
    return stop


@pytest.fixture(autouse=True)
def _heard_again() -> Iterator[None]:
    """A cancelled job's threads are not listened to; the next test's are."""
    yield
    logging.disable(logging.NOTSET)
    threading.excepthook = threading.__excepthook__


def test_a_job_is_waited_for() -> None:
    job = Job()
    threading.Timer(0.2, job.over.set).start()
    wait_for(job, "FlinkRunner", threading.Event())
    assert not job.cancelled


def test_a_job_that_fails_is_one_sentence() -> None:
    job = Job(RuntimeError("a long trace\nNo space left on device"))
    job.over.set()
    with pytest.raises(TemporaryError, match="the job on FlinkRunner failed: No space left on device; nothing of this batch is stored"):
        wait_for(job, "FlinkRunner", threading.Event())


def test_a_job_that_fails_without_a_word() -> None:
    job = Job(KeyError())
    job.over.set()
    with pytest.raises(TemporaryError, match="failed: KeyError;"):
        wait_for(job, "PrismRunner", threading.Event())


def test_a_job_is_cancelled_when_asked_to_stop_and_given_time_to_end() -> None:
    job = Job()
    started = time.monotonic()
    with pytest.raises(JobCancelled):
        wait_for(job, "FlinkRunner", stopped_after(0.2))
    assert job.cancelled
    assert job.looks == 3
    assert time.monotonic() - started < 5


def test_a_job_that_cannot_be_cancelled_is_waited_for() -> None:
    job, stop = Job(can_cancel=False), threading.Event()
    stop.set()
    threading.Timer(0.5, job.over.set).start()
    wait_for(job, "DirectRunner", stop)
    assert job.over.is_set()


def test_a_job_server_does_not_get_a_terminals_ctrl_c_and_our_handler_stays() -> None:
    ours = signal.getsignal(signal.SIGINT)
    usual = (subprocess_server.subprocess, job_server.signal)
    with handed_over(PortableRunner()):
        assert job_server.signal.signal(signal.SIGINT, signal.SIG_IGN) is ours  # as Beam does
        assert job_server.signal.SIGINT is signal.SIGINT
        child = subprocess_server.subprocess.Popen(["sleep", "9"], stdout=subprocess_server.subprocess.DEVNULL)
        assert os.getpgid(child.pid) == child.pid != os.getpgid(0)
        child.kill()
        child.wait()
    assert signal.getsignal(signal.SIGINT) is ours
    assert (subprocess_server.subprocess, job_server.signal) == usual
    with handed_over(object()):
        assert (subprocess_server.subprocess, job_server.signal) == usual
