"""The one error router: apply a function to each element, send results one way and failures the other, and count both.

What a transform gives back is named after its verb, and nothing else is: `RouteErrors` gives `Routed`, `Ingest` gives `Ingested`.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, get_args

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.transforms.window import GlobalWindow
from apache_beam.typehints.decorators import no_annotations
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from newsbeam.transforms.errors import InputError
from newsbeam.transforms.execution import sandbox
from newsbeam.transforms.execution.guard import guarded
from newsbeam.transforms.records import Failure, Origin, Stage

FAILURES = "failures"
SKIPPED = "skipped"
"""Counts what passes a stage as it is; so a stage's counters add up to what came in."""
IN_FLIGHT = 16
"""Items per child that wait for a result: enough to keep it busy, few enough to bound memory."""


class Traceable(Protocol):
    """An element that can become a failure: it knows where it came from and what bytes to keep."""

    @property
    def origin(self) -> Origin:
        """Where it came from."""

    @property
    def payload(self) -> bytes | None:
        """The bytes that a dead letter keeps."""


class Routed(NamedTuple):
    """The two ways out of a stage."""

    good: beam.PCollection
    failures: beam.PCollection


@dataclass
class RouteErrors(beam.PTransform):
    """Apply `fn` to each element: PCollection[T] -> Routed(PCollection[U], PCollection[Failure]).

    Args:
        stage: the stage's name in failures and counters.
        fn: a plain function or `functools.partial` of one; it raises `InputError`s on purpose.
        result: the type that `fn` returns.
        limits: run `fn` in sandbox children with these limits; None: in this process.
        skip: elements for which this is true are passed on as they are.
        optional: an element that fails here is passed on as it is, too; its failure says only what is missing.
        instead: what to try where the sandbox gave an element up, made of the element and the reason; None: nothing.
    """

    stage: Stage
    fn: Callable[[Any], Any]
    result: type
    limits: sandbox.Limits | None = None
    skip: Callable[[Any], bool] | None = None
    optional: bool = False
    instead: Callable[[Any, str], Any] | None = None

    @no_annotations
    def expand(self, elements: beam.PCollection) -> Routed:
        """Wire the DoFn with its two outputs.

        Raises:
            ValueError: the stage's name is not in `Stage`: failures are counted and stored by it.
        """
        if self.stage not in get_args(Stage):
            raise ValueError(f"{self.stage!r} is no stage: add it to Stage in newsbeam.transforms.records")
        dofn = _Here(self) if self.limits is None else _InSandbox(self)
        done = elements | beam.ParDo(dofn).with_outputs(FAILURES, main="good").with_output_types(self.result, **{FAILURES: Failure})
        return Routed(done.good, done[FAILURES])


def failure_of(element: Traceable, stage: Stage, error: InputError, *, partial: bool = False) -> Failure:
    """The failure record of an element that `error` stopped, or (`partial`) left without this stage's part."""
    return Failure.of(error, element.origin, stage, payload=element.payload, partial=partial)


class _Here(beam.DoFn):
    """Calls `fn` in this process."""

    def __init__(self, routing: RouteErrors) -> None:
        self._stage, self._fn, self._skip, self._optional = routing.stage, routing.fn, routing.skip, routing.optional

    def process(self, element: Any) -> Iterator[Any]:
        if self._skips(element):
            yield element
        else:
            yield from self._routed(element, guarded(self._fn, element))

    def _skips(self, element: Any) -> bool:
        if self._skip is None or not self._skip(element):
            return False
        Metrics.counter(self._stage, SKIPPED).inc()
        return True

    def _routed(self, element: Traceable, result: Any) -> Iterator[Any]:
        if not isinstance(result, InputError):
            Metrics.counter(self._stage, "ok").inc()
            yield result
            return
        Metrics.counter(self._stage, result.reason).inc()
        yield beam.pvalue.TaggedOutput(FAILURES, failure_of(element, self._stage, result, partial=self._optional))
        if self._optional:
            yield element


class _Try(NamedTuple):
    """An element in the sandbox's hands."""

    element: Any
    again: bool = False
    given_up: InputError | None = None
    """Why the element itself was given up, if this is what stands in for it."""
    stand_in: Any = None


class _InSandbox(_Here):
    """Hands a bundle's elements to the sandbox and passes each on when it is done, in whatever order that is."""

    def __init__(self, routing: RouteErrors) -> None:
        super().__init__(routing)
        self._limits = routing.limits or sandbox.Limits()
        self._instead = routing.instead
        self._pending: dict[Future[Any], _Try] = {}

    def start_bundle(self) -> None:
        self._pending = {}

    def process(self, element: Any) -> Iterator[Any]:
        if self._skips(element):
            yield element
            return
        self._start(_Try(element))
        while len(self._pending) >= IN_FLIGHT * self._limits.processes:
            yield from self._finished()

    def finish_bundle(self) -> Iterator[Any]:
        while self._pending:
            for result in self._finished():
                if isinstance(result, beam.pvalue.TaggedOutput):
                    yield beam.pvalue.TaggedOutput(result.tag, _global(result.value))
                else:
                    yield _global(result)

    def _start(self, one: _Try) -> None:
        element = one.element if one.given_up is None else one.stand_in
        self._pending[sandbox.submit(self._limits, self._fn, element)] = one

    def _finished(self) -> Iterator[Any]:
        """Wait for at least one task. One that was stopped or lost gets a second try: its neighbour may have been to blame."""
        for future in wait(self._pending, return_when=FIRST_COMPLETED).done:
            one = self._pending.pop(future)
            result = sandbox.settle(future)
            stopped = isinstance(result, InputError) and result.reason in sandbox.STOPPED
            if one.given_up is not None:
                yield from self._routed(one.element, one.given_up if isinstance(result, InputError) else result)
            elif stopped and not one.again:
                self._start(one._replace(again=True))
            elif stopped and self._instead and (stand_in := self._instead(one.element, result.reason)) is not None:
                self._start(one._replace(given_up=result, stand_in=stand_in))
            else:
                yield from self._routed(one.element, result)


def _global(value: Any) -> WindowedValue:
    return WindowedValue(value, MIN_TIMESTAMP, [GlobalWindow()])
