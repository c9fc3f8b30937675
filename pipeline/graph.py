"""The graph: pages in, rows and failures out, in every mode and on every runner."""

from dataclasses import dataclass, field
from typing import NamedTuple

import apache_beam as beam
from apache_beam.typehints.decorators import no_annotations

from newsbeam.transforms.claims import FindClaims
from newsbeam.transforms.clean import CleanPages
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.duplicates import MarkDuplicates
from newsbeam.transforms.entities import FindEntities
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.records import Knowledge
from newsbeam.transforms.recurring import CutRecurring
from newsbeam.transforms.stories import LinkClaims, LinkStories


class Ingested(NamedTuple):
    """What became of the pages: each is in exactly one of the two."""

    documents: beam.PCollection
    failures: beam.PCollection


@dataclass
class Ingest(beam.PTransform):
    """PCollection[Page] -> Ingested(PCollection[Document], PCollection[Failure]).

    Args:
        index: what was committed before; decisions are made against it. By default nothing.
        knowledge: what is known of outlets. By default nothing.
        limits: of the sandbox in which untrusted bytes and text are handled.
        model: the spaCy pipeline's name or path.
    """

    index: IndexAt = IndexAt()
    knowledge: Knowledge = field(default_factory=dict)
    limits: Limits = Limits()
    model: str = DEFAULT_MODEL

    @no_annotations
    def expand(self, pages: beam.PCollection) -> Ingested:
        """Clean, then relate."""
        cleaned = pages | "CleanPages" >> CleanPages(self.limits)
        cut = cleaned.good | "CutRecurring" >> CutRecurring(self.knowledge)
        related = cut | "Relate" >> Relate(self.index, self.limits, self.model)
        failures = (cleaned.failures, related.failures) | "Failures" >> beam.Flatten()
        return Ingested(related.documents, failures)


@dataclass
class Relate(beam.PTransform):
    """PCollection[Document] -> Ingested: clean documents, related to what is in them and to those before them.

    Args:
        index, limits, model: as of `Ingest`.
    """

    index: IndexAt
    limits: Limits
    model: str

    @no_annotations
    def expand(self, documents: beam.PCollection) -> Ingested:
        """The stages, in order."""
        marked = documents | "MarkDuplicates" >> MarkDuplicates(self.index)
        named = marked | "FindEntities" >> FindEntities(self.model, self.limits)
        claimed = named.good | "FindClaims" >> FindClaims(self.model, self.limits)
        placed = claimed.good | "LinkStories" >> LinkStories(self.index)
        linked = placed | "LinkClaims" >> LinkClaims(self.index)
        failures = (named.failures, claimed.failures) | "Failures" >> beam.Flatten()
        return Ingested(linked, failures)
