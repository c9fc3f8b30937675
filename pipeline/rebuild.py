"""The index made anew from the store, when its file was lost or is not of the same time as the store."""

import logging
from datetime import date
from pathlib import Path

from newsbeam.sinks.history import StoredClaim, StoredVersion, stored_versions
from newsbeam.sinks.stored_articles import article_of
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.linking.links import counted, key_terms, quote_hash
from newsbeam.transforms.core.linking.stories import story_vector
from newsbeam.transforms.index.writer import IndexWriter, Remembered
from newsbeam.transforms.records import Article, ClaimSketch, Document, Id, Mark, StoryLink

log = logging.getLogger("newsbeam")


def match_index(index: IndexWriter, store: Path, sequence: int, since: date) -> None:
    """Bring the index to the store's `sequence`: batches that were not committed are undone; if others are missing, it is made anew.

    Made anew it is nearly as it was. Revisions, clusters and stories are those of the store; what the pages of an outlet share is learned
    again, from documents whose order within a batch may differ.

    Args:
        store: its published file shows all that is committed.
        since: texts of earlier days are not looked at.

    Raises:
        StoreError: the store cannot be read, or the index not be written. TemporaryError: not just now.
    """
    if index.reaches(sequence):
        index.rollback_to(sequence)
        return
    log.warning("the index of %s is missing or of another time than the store: it is made anew from the articles", store)
    index.rebuild(sequence, map(_remembered, stored_versions(store, since)))


def _remembered(chunk: list[StoredVersion]) -> Remembered:
    remembered = Remembered([], [], [])
    for stored in chunk:
        mark, article = _mark(stored), article_of(stored.revision)
        signature = sign(article)
        remembered.marked.append((signature, mark))
        if stored.story_id and article.text:
            vector = story_vector(Document(article, signature, mark))
            remembered.placed.append((vector, StoryLink(article.origin.input_id, stored.story_id, stored.similarity)))
            remembered.sketches.extend(_sketch(claim, article, stored.story_id) for claim in stored.claims)
    return remembered


def _mark(stored: StoredVersion) -> Mark:
    row = stored.revision
    return Mark(row.input_id, "new" if row.revision == 1 else "revised", row.revision, row.day, row.first_seen_at, stored.cluster)


def _sketch(stored: StoredClaim, article: Article, story_id: Id) -> ClaimSketch:
    """As `newsbeam.transforms.core.linking.links.sketch` makes it of a whole claim."""
    claim, quantities = stored
    return ClaimSketch(
        claim_id=claim.claim_id,
        article_id=article.article_id,
        source=article.source,
        speaker_entity_id=claim.speaker_entity_id,
        cue_class=claim.cue_class,
        polarity=claim.polarity,
        terms=key_terms(claim.content_text),
        quantities=tuple(
            (counted(one.subject_class, one.subject_text), one.unit, one.side_entity_id, one.low, one.high) for one in quantities
        ),
        day=article.day,
        story_id=story_id,
        quote_hash=quote_hash(claim.content_text),
    )
