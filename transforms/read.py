"""ReadSpooled and ReadArchives: where the pages of a backfill come from."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.typehints.decorators import no_annotations

from newsbeam.transforms.archives import Given, InputFile, ReadLimits, read_records, tell_unused
from newsbeam.transforms.core.syndication.feeds import parse_feed
from newsbeam.transforms.execution.error_routing import FAILURES
from newsbeam.transforms.execution.sandbox import Limits, in_sandbox
from newsbeam.transforms.execution.spool import SpoolRef, is_unread, read_spooled
from newsbeam.transforms.records import Failure, Page

PROGRESS = "progress"
log = logging.getLogger("newsbeam")


@dataclass
class ReadSpooled(beam.PTransform):
    """PCollection[SpoolRef] -> PCollection[Page]: one chunk of records, put aside by the driver on this machine."""

    def expand(self, refs: beam.PCollection) -> beam.PCollection:
        """Read each page where it lies; bodies never cross a shuffle."""
        return refs | beam.Map(_read).with_output_types(Page)


def _read(ref: SpoolRef) -> Page:
    page = read_spooled(ref)
    Metrics.counter("read", "ok").inc()
    return page


class Unread(NamedTuple):
    """An archive, or the rest of one."""

    file_no: int
    """Its place among all inputs."""
    file: InputFile
    n_done: int
    """Records that are in the store already."""


class ReadSoFar(NamedTuple):
    """How far an archive was read."""

    unread: Unread
    n_done: int
    """Records that are read, those that were done before included."""
    finished: bool
    """False if the file could not be opened, or not be read to its end: the rest is still to be read."""


class ArchivesRead(NamedTuple):
    """What comes of archives: pages, failures, and how far each archive was read."""

    good: beam.PCollection
    failures: beam.PCollection
    progress: beam.PCollection
    """PCollection[ReadSoFar]"""


@dataclass
class ReadArchives(beam.PTransform):
    """PCollection[Unread] -> ArchivesRead(PCollection[Page], PCollection[Failure], PCollection[ReadSoFar]): whole archives, one a worker at
    a time.

    Args:
        limits: on records and members.
        sandbox: limits of the sandbox in which feed files are parsed.
        given: what the user says of all records.
    """

    limits: ReadLimits = ReadLimits()
    sandbox: Limits = Limits()
    given: Given = Given()

    @no_annotations
    def expand(self, files: beam.PCollection) -> ArchivesRead:
        """Spread the files, then stream the records of each."""
        reader = beam.ParDo(_ReadArchive(self.limits, self.sandbox, self.given))
        tags = {FAILURES: Failure, PROGRESS: ReadSoFar}
        outputs = reader.with_outputs(*tags, main="good").with_output_types(Page, **tags)
        read = files | beam.Reshuffle() | outputs
        return ArchivesRead(read.good, read[FAILURES], read[PROGRESS])


class _ReadArchive(beam.DoFn):
    def __init__(self, limits: ReadLimits, sandbox: Limits, given: Given) -> None:
        self._given, self._limits, self._parse = given, limits, partial(in_sandbox, sandbox, parse_feed)

    def process(self, unread: Unread) -> Iterator[object]:
        n_done, finished, unused = unread.n_done, True, Counter[str]()
        records = read_records(unread.file, unread.file_no, self._limits, self._parse, unread.n_done, unused=unused, given=self._given)
        for record in records:
            Metrics.counter("read", record.reason if isinstance(record, Failure) else "ok").inc()
            yield beam.pvalue.TaggedOutput(FAILURES, record) if isinstance(record, Failure) else record
            finished = not is_unread(record)
            n_done += finished
        if unused:
            log.info("%s: keys that were not used: %s", unread.file.path, tell_unused(unused))
        yield beam.pvalue.TaggedOutput(PROGRESS, ReadSoFar(unread, n_done, finished))
