"""The index made anew from the store, when its file was lost or is not of the same time as the store."""

import logging
from datetime import date
from pathlib import Path

from newsbeam.sinks.facts import ClaimRow, FigureRow, StatementRow
from newsbeam.sinks.history import StoredVersion, stored_versions
from newsbeam.sinks.stored_articles import article_of
from newsbeam.transforms.core.linking.figure_sketches import figure_sketches
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.linking.statement_sketches import Telling, sketches_of
from newsbeam.transforms.core.linking.stories import story_vector
from newsbeam.transforms.index.writer import IndexWriter, Remembered
from newsbeam.transforms.records import Document, Figure, Mark, Span, Statement, StoryLink

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
    remembered = Remembered([], [], [], [])
    for stored in chunk:
        mark, article = _mark(stored), article_of(stored.revision)
        signature = sign(article)
        remembered.marked.append((signature, mark))
        if stored.story_id and article.text:
            vector = story_vector(Document(article, signature, mark))
            remembered.placed.append((vector, StoryLink(article.origin.input_id, stored.story_id, stored.similarity)))
            claims, statements = map(_telling, stored.claims), map(_statement, stored.statements)
            remembered.sketches.extend(sketches_of(article, list(claims), statements, stored.story_id, stored.cluster))
            speakers = {claim.claim_id: claim.speaker_entity_id or claim.speaker_name for claim in stored.claims}
            figures = tuple(map(_figure, stored.figures))
            at = int(vector.at.timestamp())
            remembered.figures.extend(figure_sketches(article, figures, speakers, stored.story_id, stored.cluster, at))
    return remembered


def _mark(stored: StoredVersion) -> Mark:
    row = stored.revision
    return Mark(row.input_id, "new" if row.revision == 1 else "revised", row.revision, row.day, row.first_seen_at, stored.cluster)


def _telling(row: ClaimRow) -> Telling:
    return Telling(**{name: getattr(row, name) for name in Telling._fields if name != "content"}, content=row.content_spans)


def _statement(row: StatementRow) -> Statement:
    return Statement(row.statement_id, row.zone, Span(row.start_char, row.end_char), row.negated, row.facets)


def _figure(row: FigureRow) -> Figure:
    known = {name: getattr(row, name) for name in Figure._fields if hasattr(row, name)}
    return Figure(**known, span=Span(row.start_char, row.end_char), sentence=Span(row.sentence_start, row.sentence_end))
