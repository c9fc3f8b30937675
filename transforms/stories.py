"""LinkStories and LinkClaims: which articles tell of one event, and how their claims bear on each other."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import apache_beam as beam

from newsbeam.transforms.core.linking.figure_links import MAX_EARLIER as MAX_FIGURES
from newsbeam.transforms.core.linking.figure_links import link_figures
from newsbeam.transforms.core.linking.figure_sketches import figure_sketches
from newsbeam.transforms.core.linking.links import MAX_EARLIER, link_claims
from newsbeam.transforms.core.linking.statement_sketches import sketches
from newsbeam.transforms.core.linking.stories import link_stories, story_vector
from newsbeam.transforms.execution.ordered import DecideInOrder
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.records import ClaimLink, ClaimSketch, Document, FigureLink, FigureSketch, Id, StoryLink, StoryVector

Sketches = tuple[tuple[ClaimSketch, ...], tuple[FigureSketch, ...]]
Links = tuple[tuple[ClaimLink, ...], tuple[FigureLink, ...]]


@dataclass
class LinkStories(beam.PTransform):
    """PCollection[Document] -> PCollection[Document], each changed document with its `story`.

    See `newsbeam.transforms.core.linking.stories.link_stories`.

    Args:
        index: what was committed before this batch; by default nothing.
    """

    index: IndexAt = IndexAt()

    def expand(self, documents: beam.PCollection) -> beam.PCollection:
        """Decide over all vectors in input order."""
        return documents | DecideInOrder("stories", _vector, _everything, partial(_place, self.index), _with_story)


def _vector(document: Document) -> StoryVector | None:
    """Nothing where nothing new is told: an article that is only cleaned again keeps its story, and its claims keep their links."""
    is_known = document.mark is not None and document.mark.status == "unchanged"
    return None if is_known or document.signature.recleaned else story_vector(document)


def _everything(_document: Document) -> str:
    return "all"


def _place(index: IndexAt, vectors: list[StoryVector | None]) -> Iterator[tuple[StoryVector, StoryLink] | None]:
    changed = [vector for vector in vectors if vector is not None]
    links = iter(link_stories(changed, index.stories_for(changed)))
    return ((vector, next(links)) if vector is not None else None for vector in vectors)


def _with_story(document: Document, placed: tuple[StoryVector, StoryLink] | None) -> Document:
    if placed is None:
        return document
    vector, link = placed
    cluster = document.mark.cluster if document.mark else document.article.article_id
    told = sketches(document, link.story_id, cluster)
    figures = _figure_sketches(document, vector, link.story_id, cluster)
    return replace(document, vector=vector, story=link, sketches=told, figure_sketches=figures)


def _figure_sketches(document: Document, vector: StoryVector, story_id: Id, cluster: Id) -> tuple[FigureSketch, ...]:
    speakers = {claim.claim_id: claim.speaker_entity_id or claim.speaker_name for claim in document.claims}
    return figure_sketches(document.article, document.figures, speakers, story_id, cluster, int(vector.at.timestamp()))


@dataclass
class LinkClaims(beam.PTransform):
    """PCollection[Document] -> PCollection[Document], each with the `links` of its claims and figures to earlier ones of its story.

    Args:
        index: what was committed before this batch; by default nothing.
    """

    index: IndexAt = IndexAt()

    def expand(self, documents: beam.PCollection) -> beam.PCollection:
        """Decide story by story, in input order within each (`link_claims` and `link_figures` of `newsbeam.transforms.core.linking`)."""
        return documents | DecideInOrder("claim_links", _sketches, _story, partial(_compare, self.index), _with_links)


def _sketches(document: Document) -> Sketches:
    return document.sketches, document.figure_sketches


def _story(document: Document) -> str:
    return document.story.story_id if document.story is not None else ""


def _compare(index: IndexAt, sketches: list[Sketches]) -> Iterator[Links]:
    stories = sorted({one.story_id for of_document in sketches for kind in of_document for one in kind})
    claims: defaultdict[Id, deque[ClaimSketch]] = defaultdict(partial(deque, maxlen=MAX_EARLIER))
    figures: defaultdict[Id, deque[FigureSketch]] = defaultdict(partial(deque, maxlen=MAX_FIGURES))
    for one in index.sketches_for(stories) if stories else ():
        claims[one.story_id].append(one)
    for figure in index.figures_for(stories) if stories else ():
        figures[figure.story_id].append(figure)
    for new_claims, new_figures in sketches:
        story_ids = dict.fromkeys(one.story_id for kind in (new_claims, new_figures) for one in kind)
        yield (
            tuple(link_claims(new_claims, [old for story_id in story_ids for old in claims[story_id]])),
            tuple(link_figures(new_figures, [old for story_id in story_ids for old in figures[story_id]])),
        )
        for one in new_claims:
            claims[one.story_id].append(one)
        for figure in new_figures:
            figures[figure.story_id].append(figure)


def _with_links(document: Document, links: Links) -> Document:
    return replace(document, links=links[0], figure_links=links[1])
