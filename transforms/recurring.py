"""CutRecurring: documents without the blocks that are known to recur on their outlet's pages (`transforms.core.recurring`)."""

from dataclasses import dataclass, replace
from functools import partial

import apache_beam as beam

from transforms.core.clean import CLEAN
from transforms.core.fingerprints import sign
from transforms.core.recurring import cut_recurring
from transforms.records import Document, Knowledge


@dataclass
class CutRecurring(beam.PTransform):
    """PCollection[Document] -> PCollection[Document].

    Args:
        knowledge: what was known of outlets when the batch was begun.
    """

    knowledge: Knowledge

    def expand(self, documents: beam.PCollection) -> beam.PCollection:
        """Look up each document's lines."""
        return documents | beam.Map(partial(_cut, self.knowledge)).with_output_types(Document)


def _cut(knowledge: Knowledge, document: Document) -> Document:
    known = knowledge.get(document.article.source)
    if known is None or document.article.extractor == CLEAN:
        return document
    article = cut_recurring(document.article, known)
    return replace(document, article=article, signature=document.signature if article.text == document.article.text else sign(article))
