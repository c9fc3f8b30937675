"""WriteParts and WriteManifest: results of the pipeline become a batch on disk, on every runner in the same way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from newsbeam.sinks.batch import Manifest, PartWriter, write_manifest
from newsbeam.sinks.columns import Row
from newsbeam.sinks.dimensions import InputRow
from newsbeam.sinks.faults import plain_faults


@dataclass
class WriteParts(beam.PTransform):
    """PCollection[T] -> PCollection[str]: the names of the Parquet files that now hold the rows of the elements.

    Args:
        folder: the batch's; every worker can write there.
        rows: the rows of one element.
    """

    folder: str
    rows: Callable[[Any], Iterable[Row]]

    def expand(self, elements: beam.PCollection) -> beam.PCollection:
        """One file for each table and bundle; a bundle that is retried leaves files that no manifest lists."""
        return elements | beam.ParDo(_WriteParts(self.folder, self.rows)).with_output_types(str)


class _WriteParts(beam.DoFn):
    def __init__(self, folder: str, rows: Callable[[Any], Iterable[Row]]) -> None:
        self._folder, self._rows = folder, rows
        self._writer: PartWriter | None = None

    def start_bundle(self) -> None:
        self._writer = PartWriter(Path(self._folder), uuid4().hex)

    def process(self, element: Any) -> None:
        assert self._writer is not None
        with plain_faults(Path(self._folder)):
            for row in self._rows(element):
                self._writer.add(row)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        assert self._writer is not None
        with plain_faults(Path(self._folder)):
            names = self._writer.close()
        for name in names:
            yield WindowedValue(name, MIN_TIMESTAMP, [GlobalWindow()])
        self._writer = None


@dataclass
class WriteManifest(beam.PTransform):
    """PCollection[str | InputRow] -> PCollection[Manifest]: the batch is whole once all names of parts have come together, and from workers
    that read archives how far they came.

    Args:
        folder: the batch's.
        manifest: what is known beforehand.
    """

    folder: str
    manifest: Manifest

    def expand(self, told: beam.PCollection) -> beam.PCollection:
        """Gather it all, then write the manifest in one place."""
        return told | beam.combiners.ToList() | beam.ParDo(_WriteManifest(self.folder, self.manifest)).with_output_types(Manifest)


class _WriteManifest(beam.DoFn):
    def __init__(self, folder: str, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest

    def process(self, told: list[str | InputRow]) -> Iterator[Manifest]:
        parts = sorted(one for one in told if isinstance(one, str))
        inputs = sorted((one for one in told if isinstance(one, InputRow)), key=_place)
        manifest = replace(self._manifest, parts=tuple(parts), inputs=(*self._manifest.inputs, *inputs))
        with plain_faults(Path(self._folder)):
            write_manifest(Path(self._folder), manifest)
        yield manifest


def _place(row: InputRow) -> tuple[str, str]:
    return row.path, row.input_id
