"""Who commits: the one writer of a store, or, while another process is that, its inbox. To a driver they look the same."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from newsbeam.pipeline.inbox_client import InboxClient
from newsbeam.pipeline.signals import Stop
from newsbeam.pipeline.writer import Now, Writer
from newsbeam.sinks.dimensions import Mode, RunRow, RunStatus, Updates
from newsbeam.transforms.errors import StoreLocked
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.records import Id, Knowledge


class Committer(Protocol):
    """What a driver asks of the store."""

    def new_folder(self) -> Path:
        """A fresh folder for a batch."""

    def index_at(self) -> IndexAt:
        """The index as of the last commit: what the next batch is decided against."""

    def commit(self, folder: Path, updates: Updates = Updates()) -> Counter[str]:
        """Make a batch part of the store; returns its inputs by outcome."""

    def progress(self, input_id: Id) -> tuple[int, bool]:
        """Records of an archive that are done, and whether those are all."""

    def knowledge(self) -> Knowledge:
        """What is known of outlets: with it the next batch is cleaned."""

    def learn(self) -> int:
        """Look again at the outlets that have new articles; returns how many recurring blocks were found."""

    def record_run(self, run: RunRow) -> None:
        """Note that a run began or ended."""

    def close(self) -> None:
        """Publish what was committed, and let go of the store."""


def open_committer(path: Path, now: Now, publish_seconds: float, stop: threading.Event) -> Committer:
    """The store's writer if it has none, else its inbox."""
    try:
        return Writer(path, now, publish_seconds)
    except StoreLocked:
        return InboxClient(path, now, publish_seconds, stop)


@contextmanager
def recorded(committer: Committer, mode: Mode, now: Now, stop: Stop) -> Iterator[str]:
    """Keep the run in the store's list of runs while the block runs; gives the run's id."""
    run = RunRow(uuid4().hex, mode, version("newsbeam"), now())
    committer.record_run(run)
    status: RunStatus = "failed"
    try:
        yield run.run_id
        status = "interrupted" if stop.is_set() else "ok"
    finally:
        committer.record_run(replace(run, ended_at=now(), status=status))
