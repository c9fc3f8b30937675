"""CutRecurring: documents without the blocks that are known to recur on their outlet's pages
(`newsbeam.transforms.core.cleaning.recurring`).

The last stage that cuts, so it counts all that was cut, by reason.
"""

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial

import apache_beam as beam
from apache_beam.metrics import Metrics

from newsbeam.transforms.core.cleaning.clean import CLEAN
from newsbeam.transforms.core.cleaning.recurring import cut_recurring
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.records import Document, Knowledge


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
    article = document.article
    known = knowledge.get(article.source) if article.source else None
    if known is not None and article.extractor != CLEAN:
        article = cut_recurring(article, known)
    for reason, count in Counter(block.reason for block in article.removed).items():
        Metrics.counter("cut", reason).inc(count)
    Metrics.counter("recurring", "ok").inc()
    if article.text == document.article.text:
        return replace(document, article=article)
    return replace(document, article=article, signature=sign(article))
