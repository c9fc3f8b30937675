"""`newsbeam backfill`: archives into the store, chunk by chunk, each chunk one batch; or as one batch on a distributed engine."""

import json
import logging
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import apache_beam as beam
from apache_beam.runners.runner import create_runner

from newsbeam.pipeline.batches import Batches
from newsbeam.pipeline.clock import SystemClock
from newsbeam.pipeline.committer import Committer, open_committer, recorded
from newsbeam.pipeline.config import Config
from newsbeam.pipeline.engine import BatchInput, Engine, ReadInput, engine_of
from newsbeam.pipeline.exit_codes import DONE, INTERRUPTED, SOME_DEAD
from newsbeam.pipeline.foreign_jobs import JobCancelled
from newsbeam.pipeline.progress import Display, Report, shown
from newsbeam.pipeline.signals import stoppable
from newsbeam.sinks.batch import read_rows
from newsbeam.sinks.dimensions import InputRow, Updates
from newsbeam.sinks.facts import FetchRow
from newsbeam.sinks.faults import plain_faults
from newsbeam.transforms.archives import STDIN, Given, InputFile, ReadLimits, find_inputs, read_records, tell_unused
from newsbeam.transforms.core.entities.model import check as check_model
from newsbeam.transforms.core.syndication.feeds import parse_feed
from newsbeam.transforms.errors import ConfigError, TemporaryError
from newsbeam.transforms.execution.sandbox import Limits, in_sandbox
from newsbeam.transforms.execution.spool import MAX_RECORDS, Chunk, OpenInput, spool_chunks
from newsbeam.transforms.read import ReadArchives, ReadSoFar, ReadSpooled, Unread
from newsbeam.transforms.records import Failure, Id

log = logging.getLogger("newsbeam")

FILES_A_BATCH = 256
"""Archives of one batch on a distributed engine."""
SHOWN_UNREAD = 3
"""Files that the sentence about those that could not be read names."""


def backfill_archives(
    paths: Sequence[str],
    config: Config,
    store: Path,
    *,
    workers: int | None = None,
    runner: str | None = None,
    flags: Sequence[str] = (),
    given: Given = Given(),
    as_json: bool = False,
) -> int:
    """Read archives into the store; returns the exit code.

    Args:
        given: what the user says of all records.

    Raises:
        UserError: a path, the store or the configuration cannot be used.
    """
    _check_runner(runner)
    files = [replace(file, input_id=given.input_id(file.input_id)) for file in _files(paths, runner)]
    check_model(config.language.model)
    now = SystemClock().now
    with (
        plain_faults(store),
        stoppable() as stop,
        closing(open_committer(store.absolute() if runner else store, now, config.store.publish.interval_seconds, stop)) as committer,
        recorded(committer, "backfill", now, stop) as run_id,
    ):
        engine = engine_of(config, workers, runner, tuple(flags), stop)
        job = Backfill(engine, committer, ReadLimits(max_record_bytes=config.fetch.max_page_bytes), stop, run_id, given=given)
        report = Report("backfill", total=None if runner else float(sum(file.size for file in files)))
        with shown(report) as display:
            (job.distributed if runner else job.local)(files, display)
        n_recurring = 0 if stop.is_set() else committer.learn()
    _print_result(report, store, n_recurring, job, as_json=as_json)
    if stop.is_set():
        return INTERRUPTED
    if job.unread:
        raise TemporaryError(_unread_files(job.unread, len(files)))
    return SOME_DEAD if report.counts["dead"] else DONE


def _files(paths: Sequence[str], runner: str | None) -> list[InputFile]:
    """All there is to read.

    Raises:
        ConfigError: that is nothing, or workers elsewhere could not read it.
    """
    if runner and STDIN in paths:  # told before it is waited for
        raise ConfigError(f"standard input lies on this machine alone and {runner}'s workers cannot read it; put it in a file they reach")
    files = list(find_inputs(paths))
    if not files:
        raise ConfigError(f"there is nothing to read in {', '.join(paths)}; name files, or folders with files in them")
    pipes = [file.path for file in files if file.copy]
    if runner and pipes:
        raise ConfigError(f"the pipe {pipes[0]} can be read on this machine alone; {runner}'s workers need a file they reach")
    return files


def _unread_files(names: Sequence[str], n_files: int) -> str:
    shown = ", ".join(f"{name} ({_fault(name)})" for name in names[:SHOWN_UNREAD])
    more = f" and {len(names) - SHOWN_UNREAD:,} more" if len(names) > SHOWN_UNREAD else ""
    return (
        f"{len(names):,} of {n_files:,} files could not be read: {shown}{more}; nothing of them counts as done, the same command reads"
        " them once they can be opened wherever it reads"
    )


def _fault(name: str) -> str:
    try:
        with Path(name).open("rb"):
            return "it opens here and now, but not where it was read"
    except OSError as error:
        return error.strerror or str(error)


def _check_runner(name: str | None) -> None:
    try:
        create_runner(name or "FnApiRunner")
    except (ValueError, ImportError, AttributeError) as error:
        raise ConfigError(f"{name!r} is not a Beam runner; name one such as FlinkRunner or PrismRunner ({error})") from None


class Backfill:
    """Archives in, committed batches out.

    Args:
        stop: when set, the chunk in hand is committed and no other begun.
        run_id: the run to which its batches belong.
        chunk_records: records of one batch; rows do not depend on it.
        given: what the user says of all records.
    """

    def __init__(
        self,
        engine: Engine,
        committer: Committer,
        limits: ReadLimits,
        stop: threading.Event,
        run_id: str,
        chunk_records: int = MAX_RECORDS,
        given: Given = Given(),
    ) -> None:
        self._engine, self._committer, self._limits, self._stop = engine, committer, limits, stop
        self._batches = Batches(engine, committer, run_id)
        self._chunk_records, self._given = chunk_records, given
        self._done: dict[Id, int] = {}
        self.unread: list[str] = []
        """Files that could not be read, or not to their end: the ledger does not call them finished."""
        self.unused = Counter[str]()
        """Keys of records that are no field of ours; on workers they are logged there."""

    def local(self, files: Sequence[InputFile], display: Display) -> None:
        """Chunk by chunk on this machine; what the ledger calls finished is skipped."""
        report, todo = display.report, self._todo(files)
        report.total = float(sum(file.size for file in files))
        place = _Place(int(report.total) - sum(one.file.size for one in todo))
        spool = self._committer.new_folder()
        spool.mkdir(parents=True)
        try:
            for chunk in spool_chunks(self._open(todo, place), spool, self._chunk_records):
                report.now_doing = chunk.name
                display.update()
                report.add(self._commit(chunk))
                report.done = place.n_bytes
                display.update()
                if self._stop.is_set():
                    break
        finally:
            shutil.rmtree(spool)

    def distributed(self, files: Sequence[InputFile], display: Display) -> None:
        """Some archives a batch, on the engine's runner: one batch's decisions are made in one place."""
        placed = [replace(file, copy=str(Path(file.path).absolute())) for file in files]  # workers have other working folders
        report, todo = display.report, self._todo(placed)
        report.facts["skipped files"] = str(len(files) - len(todo))
        for start in range(0, len(todo), FILES_A_BATCH):
            if self._stop.is_set():
                return
            group = todo[start : start + FILES_A_BATCH]
            try:
                report.add(self._run(partial(_read_archives, group, self._limits, self._engine.limits, self._given)))
            except JobCancelled:
                return
            display.update()

    def _todo(self, files: Sequence[InputFile]) -> list[Unread]:
        """Numbered by their place among all files, so that a job that goes on decides in the same order."""
        progress = [(number, file, *self._committer.progress(file.input_id)) for number, file in enumerate(files)]
        return [Unread(number, file, n_done) for number, file, n_done, finished in progress if not finished]

    def _open(self, todo: Sequence[Unread], place: "_Place") -> Iterator[OpenInput]:
        parse = partial(in_sandbox, self._engine.limits, parse_feed)
        for number, file, n_done in todo:
            self._done[file.input_id] = n_done
            records = read_records(file, number, self._limits, parse, n_done, place.enter, self.unused, self._given)
            yield OpenInput(file.input_id, file.path, n_done, records)
            place.leave(file.size)

    def _commit(self, chunk: Chunk) -> Counter[str]:
        done = tuple(
            InputRow(one.input_id, one.path, "archive", one.n_done, one.finished, self._done[one.input_id]) for one in chunk.progress
        )
        counts = self._run(partial(_read_chunk, chunk), done)
        self._done.update({one.input_id: one.n_done for one in chunk.progress})
        chunk.path.unlink()
        return counts

    def _run(self, read: ReadInput, done: tuple[InputRow, ...] = ()) -> Counter[str]:
        counts = self._batches.commit(read, self._committer.knowledge(), done, self._note_unread)
        del counts["retry"]  # counted once they end
        return counts

    def _note_unread(self, folder: Path) -> Updates:
        self.unread += [row.origin for row in read_rows(folder, FetchRow) if row.outcome == "retry"]
        return Updates()


class _Place:
    """How far the reading has come, in bytes of all inputs.

    Args:
        n_bytes: of the files that were finished before.
    """

    def __init__(self, n_bytes: int) -> None:
        self._before = n_bytes
        self._file: BinaryIO | None = None

    def enter(self, file: BinaryIO) -> None:
        """A file is open."""
        self._file = file

    def leave(self, n_bytes: int) -> None:
        """A file of that size is done."""
        self._before, self._file = self._before + n_bytes, None

    @property
    def n_bytes(self) -> float:
        """Bytes read."""
        return float(self._before + (self._file.tell() if self._file and not self._file.closed else 0))


def _read_chunk(chunk: Chunk, pipeline: beam.Pipeline) -> BatchInput:
    pages = pipeline | "Refs" >> beam.Create(chunk.refs, reshuffle=False) | "ReadSpooled" >> ReadSpooled()
    return BatchInput(pages, (pipeline | "Unread" >> beam.Create(chunk.failures, reshuffle=False).with_output_types(Failure),))


def _read_archives(todo: list[Unread], limits: ReadLimits, sandbox: Limits, given: Given, pipeline: beam.Pipeline) -> BatchInput:
    read = pipeline | "Files" >> beam.Create(todo) | "ReadArchives" >> ReadArchives(limits, sandbox, given)
    return BatchInput(read.good, (read.failures,), progress=read.progress | "Progress" >> beam.FlatMap(_input_rows))


def _input_rows(read: ReadSoFar) -> Iterator[InputRow]:
    file, begun_at = read.unread.file, read.unread.n_done
    if read.finished or read.n_done > begun_at:
        yield InputRow(file.input_id, file.path, "archive", read.n_done, read.finished, begun_at)


def _print_result(report: Report, store: Path, n_recurring: int, job: Backfill, *, as_json: bool) -> None:
    """The last words: what came of all inputs."""
    if as_json:
        result = {
            "store": str(store),
            "inputs": report.inputs,
            "outcomes": dict(report.counts),
            "unread_files": len(job.unread),
            "unused_keys": dict(job.unused.most_common()),
            "recurring_blocks": n_recurring,
        }
        sys.stdout.write(json.dumps(result) + "\n")
        return
    parts = ", ".join(f"{n:,} {outcome}" for outcome, n in sorted(report.counts.items())) or "nothing new"
    sys.stdout.write(f"{report.inputs:,} inputs: {parts} ({report.rate:.1f}/s). The store is {store}\n")
    if job.unused:
        sys.stdout.write(f"Keys that were not used, with the number of records that have them: {tell_unused(job.unused)}\n")
    if n_recurring:
        blocks = "block recurs" if n_recurring == 1 else "blocks recur"
        sys.stdout.write(
            f"{n_recurring} {blocks} on pages of one outlet. New pages will lose them; stored ones: newsbeam reclean --store {store}\n"
        )
    if report.counts["dead"]:
        sys.stdout.write(f'Why some are dead: newsbeam sql --store {store} "SELECT origin, reason, detail FROM dead_letters"\n')
