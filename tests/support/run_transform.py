"""One transform, run over a list: what comes out of it, what fails, and what it counts."""

import pickle
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from newsbeam.transforms.execution.error_routing import FAILURES
from newsbeam.transforms.records import Failure


class Ran(NamedTuple):
    """What became of the elements."""

    good: list[Any]
    """Of every output but `failures`, in no order that means anything."""
    failures: list[Failure]
    counters: dict[str, dict[str, int]]
    """By stage, then by name: `{"clean": {"ok": 2, "empty": 1}}`."""

    def reasons(self) -> list[str]:
        """Of the failures, sorted."""
        return sorted(failure.reason for failure in self.failures)


def run_transform(transform: beam.PTransform, elements: Iterable[object]) -> Ran:
    """Run `transform` over `elements` in this process's memory, on the runner that `run` and `backfill` use."""
    with tempfile.TemporaryDirectory() as folder:
        pipeline = beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([]))
        out = pipeline | beam.Create(list(elements), reshuffle=False) | "Tested" >> transform
        outputs = out._asdict() if hasattr(out, "_asdict") else {"good": out}
        for name, collection in outputs.items():
            collection | f"Keep {name}" >> beam.ParDo(_Keep(f"{folder}/{name}"))
        result = pipeline.run()
        result.wait_until_finish()
        kept = {name: _kept(Path(folder, name)) for name in outputs}
    failures = kept.pop(FAILURES, [])
    return Ran([element for of_output in kept.values() for element in of_output], failures, _counters(result))


class _Keep(beam.DoFn):
    """Writes elements to a file: the runner's workers have copies of this object, so a list in it would stay empty."""

    def __init__(self, path: str) -> None:
        self._path = path

    def process(self, element: object) -> None:
        with Path(self._path).open("ab") as file:
            pickle.dump(element, file)


def _kept(path: Path) -> list[Any]:
    elements = []
    if path.exists():
        with path.open("rb") as file:
            while file.peek(1):
                elements.append(pickle.load(file))
    return elements


def _counters(result: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for counter in result.metrics().query()["counters"]:
        name = counter.key.metric
        found[name.namespace][name.name] = found[name.namespace].get(name.name, 0) + counter.committed
    return dict(found)
