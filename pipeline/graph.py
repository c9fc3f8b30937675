"""The graph: pages in, rows and failures out, in every mode and on every runner."""

from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam
from apache_beam.typehints.decorators import no_annotations

from transforms.claims import FindClaims
from transforms.clean import CleanPages
from transforms.duplicates import MarkDuplicates
from transforms.entities import FindEntities
from transforms.index import IndexAt
from transforms.sandbox import Limits
from transforms.stories import LinkClaims, LinkStories


class Ingested(NamedTuple):
    """What became of the pages: each is in exactly one of the two."""

    documents: beam.PCollection
    failures: beam.PCollection


@dataclass
class Ingest(beam.PTransform):
    """PCollection[Page] -> Ingested(PCollection[Document], PCollection[Failure]).

    Args:
        index: what was committed before; decisions are made against it.
        limits: of the sandbox in which untrusted bytes and text are handled.
        model: the spaCy pipeline's name or path.
    """

    index: IndexAt
    limits: Limits
    model: str

    @no_annotations
    def expand(self, pages: beam.PCollection) -> Ingested:
        """The stages, in order."""
        cleaned = pages | "CleanPages" >> CleanPages(self.limits)
        marked = cleaned.good | "MarkDuplicates" >> MarkDuplicates(self.index)
        named = marked | "FindEntities" >> FindEntities(self.model, self.limits)
        claimed = named.good | "FindClaims" >> FindClaims(self.model, self.limits)
        placed = claimed.good | "LinkStories" >> LinkStories(self.index)
        linked = placed | "LinkClaims" >> LinkClaims(self.index)
        failures = (cleaned.failures, named.failures, claimed.failures) | "Failures" >> beam.Flatten()
        return Ingested(linked, failures)
