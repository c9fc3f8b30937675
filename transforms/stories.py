"""LinkStories and LinkClaims: which articles tell of one event, and how their claims bear on each other."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import apache_beam as beam

from newsbeam.transforms.core.linking.links import MAX_EARLIER, link_claims, sketch
from newsbeam.transforms.core.linking.stories import link_stories, story_vector
from newsbeam.transforms.execution.ordered import DecideInOrder
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.records import ClaimLink, ClaimSketch, Document, Id, StoryLink, StoryVector


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
    sketches = tuple(sketch(claim, document.article, link.story_id) for claim in document.claims)
    return replace(document, vector=vector, story=link, sketches=sketches)


@dataclass
class LinkClaims(beam.PTransform):
    """PCollection[Document] -> PCollection[Document], each with the `links` of its claims to earlier ones of its story.

    Args:
        index: what was committed before this batch; by default nothing.
    """

    index: IndexAt = IndexAt()

    def expand(self, documents: beam.PCollection) -> beam.PCollection:
        """Decide story by story, in input order within each (`newsbeam.transforms.core.linking.links.link_claims`)."""
        return documents | DecideInOrder("claim_links", _sketches, _story, partial(_compare, self.index), _with_links)


def _sketches(document: Document) -> tuple[ClaimSketch, ...]:
    return document.sketches


def _story(document: Document) -> str:
    return document.story.story_id if document.story is not None else ""


def _compare(index: IndexAt, sketches: list[tuple[ClaimSketch, ...]]) -> Iterator[tuple[ClaimLink, ...]]:
    stories = sorted({one.story_id for of_document in sketches for one in of_document})
    earlier: defaultdict[Id, deque[ClaimSketch]] = defaultdict(partial(deque, maxlen=MAX_EARLIER))
    for one in index.sketches_for(stories) if stories else ():
        earlier[one.story_id].append(one)
    for of_document in sketches:
        before = [old for story_id in dict.fromkeys(one.story_id for one in of_document) for old in earlier[story_id]]
        yield tuple(link_claims(of_document, before))
        for one in of_document:
            earlier[one.story_id].append(one)


def _with_links(document: Document, links: tuple[ClaimLink, ...]) -> Document:
    return replace(document, links=links)
