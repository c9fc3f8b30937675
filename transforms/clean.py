"""CleanPages: pages in, documents with clean text out (`newsbeam.transforms.core.cleaning.clean.clean_page`)."""

from dataclasses import dataclass

import apache_beam as beam
from apache_beam.typehints.decorators import no_annotations

from newsbeam.transforms.core.steps import clean_document
from newsbeam.transforms.core.syndication.entry_pages import own_text
from newsbeam.transforms.execution.error_routing import Routed, RouteErrors
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.records import Document


@dataclass
class CleanPages(beam.PTransform):
    """PCollection[Page] -> Routed(PCollection[Document], PCollection[Failure]).

    Args:
        limits: of the sandbox in which pages are parsed.
    """

    limits: Limits = Limits()

    @no_annotations
    def expand(self, pages: beam.PCollection) -> Routed:
        """Clean and sign each page in the sandbox; of a page that it gives up, what the feed has is taken."""
        cleaned: Routed = pages | self.routing()
        return cleaned

    def routing(self) -> RouteErrors:
        """The stage itself."""
        return RouteErrors("clean", clean_document, Document, self.limits, instead=own_text)
