"""FetchPages: many hosts at once, one connection a host (`newsbeam.transforms.http_client.visit.Fetcher.fetch_host`)."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.transforms.window import GlobalWindow
from apache_beam.typehints.decorators import no_annotations
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from newsbeam.transforms.errors import InputError
from newsbeam.transforms.execution.error_routing import FAILURES, failure_of
from newsbeam.transforms.execution.guard import guarded
from newsbeam.transforms.fetch_records import FeedReply, HostBatch, HostState
from newsbeam.transforms.http_client.visit import Answer, Fetcher
from newsbeam.transforms.records import Failure, Page

FEEDS = "feeds"
HOSTS = "hosts"


class Fetched(NamedTuple):
    """What came back: each request is in exactly one of the first three."""

    pages: beam.PCollection
    feeds: beam.PCollection
    failures: beam.PCollection
    hosts: beam.PCollection


@dataclass
class FetchPages(beam.PTransform):
    """PCollection[HostBatch] -> Fetched(PCollection[Page], PCollection[FeedReply], PCollection[Failure], PCollection[HostState]).

    Args:
        fetcher: how to talk to a host.
        hosts_at_once: threads; each talks to one host at a time.
    """

    fetcher: Fetcher
    hosts_at_once: int = 32

    @no_annotations
    def expand(self, batches: beam.PCollection) -> Fetched:
        """Fetch; the bodies stay in the worker that fetched them."""
        fetched = batches | beam.ParDo(_FetchHosts(self.fetcher, self.hosts_at_once)).with_outputs(
            FEEDS, FAILURES, HOSTS, main="pages"
        ).with_output_types(Page, **{FEEDS: FeedReply, FAILURES: Failure, HOSTS: HostState})
        return Fetched(fetched.pages, fetched[FEEDS], fetched[FAILURES], fetched[HOSTS])


_TAGS: dict[type, str] = {FeedReply: FEEDS, Failure: FAILURES, HostState: HOSTS}


class _FetchHosts(beam.DoFn):
    """Starts a thread for each host as it comes, and passes on what they bring when the bundle ends or too much is waiting."""

    def __init__(self, fetcher: Fetcher, hosts_at_once: int) -> None:
        self._fetcher, self._hosts_at_once = fetcher, hosts_at_once

    def setup(self) -> None:
        self._threads = ThreadPoolExecutor(self._hosts_at_once, thread_name_prefix="fetch")
        self._running: deque[Future[list[Answer]]] = deque()

    def teardown(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def start_bundle(self) -> None:
        self._running.clear()

    def process(self, batch: HostBatch) -> Iterator[object]:
        self._running.append(self._threads.submit(self._talk, batch))
        while len(self._running) >= 2 * self._hosts_at_once:
            for answer in _counted(self._running.popleft().result()):
                yield answer if isinstance(answer, Page) else beam.pvalue.TaggedOutput(_TAGS[type(answer)], answer)

    def finish_bundle(self) -> Iterator[object]:
        while self._running:
            for answer in _counted(self._running.popleft().result()):
                value = WindowedValue(answer, MIN_TIMESTAMP, [GlobalWindow()])
                yield value if isinstance(answer, Page) else beam.pvalue.TaggedOutput(_TAGS[type(answer)], value)

    def _talk(self, batch: HostBatch) -> list[Answer]:
        answers: list[Answer] = []
        error = guarded(answers.extend, self._fetcher.fetch_host(batch))
        if isinstance(error, InputError):  # a defect, which must not cost the other hosts
            answers += [failure_of(request, "fetch", error) for request in batch.requests[len(answers) :]]
        return answers


def _counted(answers: list[Answer]) -> Iterator[Answer]:
    """Each answer, counted on its way out: a counter knows its bundle by the thread, so the threads that talk to hosts cannot count."""
    for answer in answers:
        if not isinstance(answer, HostState):  # what was learned on the way answers no request
            Metrics.counter("fetch", answer.reason if isinstance(answer, Failure) else "ok").inc()
        yield answer
