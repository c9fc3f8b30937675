"""Decisions that depend on what came before: made once, in input order, over small requests; the documents themselves stay where they are.

A decision (is this a copy? which story is it?) reads the index as of the last commit plus what this batch decided so far. It never writes:
the committer adds the batch's decisions to the index when the batch is committed. So a batch that is redone decides the same again,
and batches of any size decide as one large batch would.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics

from newsbeam.transforms.records import Document, Id


@dataclass
class DecideInOrder(beam.PTransform):
    """PCollection[Document] -> PCollection[Document], each with its decision filled in.

    Args:
        stage: the stage's name in counters.
        request: the small, ordered thing to decide about; it has `input_id` and `order`.
        group: requests with the same group are decided one after another; one constant group orders all.
        decide: (requests of a group in input order) -> one decision for each, in the same order.
        merge: the document with its decision.
    """

    stage: str
    request: Callable[[Document], Any]
    group: Callable[[Document], str]
    decide: Callable[[list[Any]], Iterable[Any]]
    merge: Callable[[Document, Any], Document]

    def expand(self, documents: beam.PCollection) -> beam.PCollection:
        """Send requests to their group, and decisions back to their documents."""
        decisions = (
            documents
            | "Request" >> beam.ParDo(_Request(self.group, self.request))
            | "Gather" >> beam.GroupByKey()
            | "Decide" >> beam.ParDo(_Decide(self.decide))
        )
        keyed = documents | "ByInput" >> beam.Map(_by_input).with_output_types(tuple[Id, Document])
        return (
            (keyed, decisions)
            | "Join" >> beam.CoGroupByKey()
            | "Merge" >> beam.ParDo(_Merge(self.stage, self.merge)).with_output_types(Document)
        )


def _by_input(document: Document) -> tuple[Id, Document]:
    return document.origin.input_id, document


@beam.typehints.with_output_types(tuple[str, Any])
class _Request(beam.DoFn):
    def __init__(self, group: Callable[[Document], str], request: Callable[[Document], Any]) -> None:
        self._group, self._request = group, request

    def process(self, document: Document) -> Iterator[tuple[str, Any]]:
        yield self._group(document), (document.origin.order, document.origin.input_id, self._request(document))


@beam.typehints.with_output_types(tuple[Id, Any])
class _Decide(beam.DoFn):
    def __init__(self, decide: Callable[[list[Any]], Iterable[Any]]) -> None:
        self._decide = decide

    def process(self, gathered: tuple[str, Iterable[Any]]) -> Iterator[tuple[Id, Any]]:
        requests = sorted(gathered[1], key=_position)
        decisions = self._decide([request for _, _, request in requests])
        for (_, input_id, _), decision in zip(requests, decisions, strict=True):
            yield input_id, decision


def _position(request: tuple[tuple[int, int], Id, Any]) -> tuple[tuple[int, int], Id]:
    return request[0], request[1]


class _Merge(beam.DoFn):
    def __init__(self, stage: str, merge: Callable[[Document, Any], Document]) -> None:
        self._stage, self._merge = stage, merge

    def process(self, joined: tuple[Id, tuple[Iterable[Document], Iterable[Any]]]) -> Iterator[Document]:
        (document,), (decision,) = joined[1]
        Metrics.counter(self._stage, "ok").inc()
        yield self._merge(document, decision)
