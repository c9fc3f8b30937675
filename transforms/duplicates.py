"""MarkDuplicates: which documents are new, revised, known or copies (`newsbeam.transforms.core.linking.duplicates.mark_duplicates`)."""

from dataclasses import dataclass, replace
from functools import partial

import apache_beam as beam

from newsbeam.transforms.core.linking.duplicates import mark_duplicates
from newsbeam.transforms.execution.ordered import DecideInOrder
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.records import Document, Mark, Signature


@dataclass
class MarkDuplicates(beam.PTransform):
    """PCollection[Document] -> PCollection[Document], each with its `mark`.

    Args:
        index: what was committed before this batch; by default nothing.
    """

    index: IndexAt = IndexAt()

    def expand(self, documents: beam.PCollection) -> beam.PCollection:
        """Decide over all signatures in input order: a copy may come from any outlet."""
        return documents | DecideInOrder("duplicates", _signature, _everything, partial(_decide, self.index), _with_mark)


def _signature(document: Document) -> Signature:
    return document.signature


def _everything(_document: Document) -> str:
    return "all"


def _decide(index: IndexAt, signatures: list[Signature]) -> list[Mark]:
    return mark_duplicates(signatures, index.duplicates_for(signatures))


def _with_mark(document: Document, mark: Mark) -> Document:
    return replace(document, mark=mark)
