"""One batch: a bounded pipeline from its input to a folder that the writer commits.

A tick of `run`, a chunk of `backfill` and a whole archive on a distributed engine are the same thing here.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from newsbeam.pipeline.config import Config
from newsbeam.pipeline.foreign_jobs import handed_over, wait_for
from newsbeam.pipeline.graph import Ingest, Relate
from newsbeam.sinks.batch import Manifest
from newsbeam.sinks.columns import Row
from newsbeam.sinks.envelope import carry
from newsbeam.sinks.tables import rows_of, rows_of_failure, rows_of_poll
from newsbeam.sinks.write import WriteManifest, WriteParts
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.fetch_records import FeedPoll, HostState, body_hash
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.records import Document, Failure, IndexEntry, Knowledge


class BatchInput(NamedTuple):
    """What enters the graph of one batch."""

    pages: beam.PCollection | None
    """PCollection[Page]; None if there are `documents`."""
    failures: tuple[beam.PCollection, ...] = ()
    polls: beam.PCollection | None = None
    hosts: beam.PCollection | None = None
    documents: beam.PCollection | None = None
    """PCollection[Document], clean: instead of `pages`."""
    progress: beam.PCollection | None = None
    """PCollection[InputRow]: how far workers read archives, where the driver does not."""


NOTHING: Knowledge = MappingProxyType({})
"""Of no outlet."""

ReadInput = Callable[[beam.Pipeline], BatchInput]
"""Puts the reading end onto a pipeline."""


@dataclass(frozen=True, slots=True)
class Engine:
    """How pipelines are run.

    Args:
        limits: of the sandbox.
        model: the spaCy pipeline's name or path.
        runner: a Beam runner's name; None: in this process's memory.
        flags: the runner's own, such as `--flink_master=localhost:8081`.
        stop: once it is set, a job on a named runner is cancelled.
    """

    limits: Limits
    model: str
    runner: str | None = None
    flags: tuple[str, ...] = ()
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, read: ReadInput, folder: Path, manifest: Manifest, index: IndexAt, knowledge: Knowledge = NOTHING) -> None:
        """Run one batch to its end: afterwards `folder` is whole.

        Raises:
            JobCancelled: it was told to stop. TemporaryError: the named runner's job failed.
        """
        folder.mkdir(parents=True, exist_ok=True)
        pipeline = self._pipeline()
        with handed_over(pipeline.runner), pipeline:
            given = read(pipeline)
            if given.pages is not None:
                ingested = given.pages | "Ingest" >> Ingest(index, knowledge, self.limits, self.model)
            else:
                ingested = given.documents | "Relate" >> Relate(index, self.limits, self.model)
            failures = (*given.failures, ingested.failures) | "AllFailures" >> beam.Flatten()
            parts = [
                ingested.documents | "WriteDocuments" >> WriteParts(str(folder), document_rows),
                failures | "WriteFailures" >> WriteParts(str(folder), failure_rows),
            ]
            if given.polls is not None:
                parts.append(given.polls | "WritePolls" >> WriteParts(str(folder), poll_rows))
            if given.hosts is not None:
                parts.append(given.hosts | "WriteHosts" >> WriteParts(str(folder), host_rows))
            if given.progress is not None:
                parts.append(given.progress)
            parts | "Parts" >> beam.Flatten() | "WriteManifest" >> WriteManifest(str(folder), manifest)
        if self.runner:
            wait_for(pipeline.result, self.runner, self.stop)

    def _pipeline(self) -> beam.Pipeline:
        if self.runner is None:
            # named explicitly: Beam's default would fetch and start a program of its own
            return beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([]))
        return beam.Pipeline(options=PipelineOptions([f"--runner={self.runner}", "--no_wait_until_finish", *self.flags]))


def engine_of(
    config: Config,
    workers: int | None = None,
    runner: str | None = None,
    flags: tuple[str, ...] = (),
    stop: threading.Event | None = None,
) -> Engine:
    """An engine with the configuration's sandbox and model.

    Args:
        workers: processes of the sandbox; None: as many as the configuration says.
        runner, flags, stop: as of `Engine`.
    """
    sandbox, model = config.sandbox, config.language.model
    limits = Limits(workers or sandbox.workers, sandbox.timeout_seconds, sandbox.memory_mb)
    if runner and Path(model).is_dir():  # workers have other working folders
        model = str(Path(model).absolute())
    return Engine(limits, model, runner, flags, stop or threading.Event())


def document_rows(document: Document) -> Iterator[Row]:
    """A document's rows, and what the index will remember of it."""
    yield from rows_of(document)
    if document.mark is not None:
        yield carry(
            IndexEntry(document.signature, document.mark, document.vector, document.story, document.sketches, document.figure_sketches)
        )


def failure_rows(failure: Failure) -> Iterator[Row]:
    """A failure's rows; a feed's failure is also the result of its poll."""
    yield from rows_of_failure(failure)
    if failure.origin.kind == "feed":
        yield from poll_rows(failed_poll(failure))


def poll_rows(poll: FeedPoll) -> Iterator[Row]:
    """A poll's line in the ledger, and the poll itself for the driver."""
    yield from rows_of_poll(poll)
    yield carry(poll)


def host_rows(state: HostState) -> Iterator[Row]:
    """What was learned of a host, for the driver."""
    yield carry(state)


def failed_poll(failure: Failure) -> FeedPoll:
    """The poll that a feed's failure is."""
    return FeedPoll(
        failure.origin,
        failure.origin.url or failure.origin.name,
        failure.status,
        "gone" if failure.reason == "http_410" else "failed",
        failure.reason,
        failure.detail,
        body_hash=None if failure.payload is None else body_hash(failure.payload),
        retry_after_seconds=failure.retry_after_seconds,
        ms=failure.ms,
    )
