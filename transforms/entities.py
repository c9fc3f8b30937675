"""FindEntities: who and what is named (`newsbeam.transforms.core.entities.find_entities.find_entities`)."""

from dataclasses import dataclass
from functools import partial

import apache_beam as beam
from apache_beam.typehints.decorators import no_annotations

from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.core.steps import name_entities
from newsbeam.transforms.execution.error_routing import Routed, RouteErrors
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.records import Document


@dataclass
class FindEntities(beam.PTransform):
    """PCollection[Document] -> Routed(PCollection[Document], PCollection[Failure]); known text passes unread.

    A text that the model cannot read goes on without, and is also a failure: the article is worth more than what is found in it.


    Args:
        model: the spaCy pipeline's name or path.
        limits: of the sandbox in which the model runs.
    """

    model: str = DEFAULT_MODEL
    limits: Limits = Limits()

    @no_annotations
    def expand(self, documents: beam.PCollection) -> Routed:
        """Fill in `mentions`."""
        named: Routed = documents | RouteErrors(
            "entities", partial(name_entities, model=self.model), Document, self.limits, _is_known, optional=True
        )
        return named


def _is_known(document: Document) -> bool:
    return not document.is_news
