"""FindClaims: who said what (`newsbeam.transforms.core.attribution.claims.find_claims`)."""

from dataclasses import dataclass
from functools import partial

import apache_beam as beam
from apache_beam.typehints.decorators import no_annotations

from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.core.steps import attribute_claims
from newsbeam.transforms.execution.error_routing import Routed, RouteErrors
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.records import Document


@dataclass
class FindClaims(beam.PTransform):
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
        """Fill in `claims`."""
        claimed: Routed = documents | RouteErrors(
            "claims", partial(attribute_claims, model=self.model), Document, self.limits, _is_known, optional=True
        )
        return claimed


def _is_known(document: Document) -> bool:
    return not document.is_news
