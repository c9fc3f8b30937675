"""What is remembered of earlier articles to link stories: the interface of an index, and additions on top of one."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from newsbeam.transforms.records import Id, StoryVector

WINDOW_SECONDS = 21 * 86_400
"""A story that was quiet for longer is over."""
VECTOR_TERMS = 40
"""The weightiest terms, of which an article's vector consists."""
LISTED_TERMS = 12
"""The weightiest of these, by which an article is found."""
LISTED_ARTICLES = 48
"""How many articles are found by one term: the newest."""
CENTROID_TERMS = 200
CENTROID_SLACK = 100
"""A centroid is cut to CENTROID_TERMS when it exceeds them by this many."""
STORY_TRAITS = 240
"""Of a story, the traits that are kept: the newest."""
BACKGROUND = 1_000
"""Articles without any of the terms, imagined before the first: else, in a young index, what two articles share would count as common."""


class Story(NamedTuple):
    """A story so far."""

    story_id: Id
    first_at: int
    last_at: int
    """Seconds since 1970 of its earliest and latest article."""
    norm: float
    terms: Mapping[str, float]
    """The centroid: the sum of its articles' vectors."""
    traits: tuple[str, ...] = ()
    """Of its articles, each once, the newest last."""


class Placed(NamedTuple):
    """One article in a story."""

    position: int
    """How many articles were placed before it."""
    article_id: Id
    story_id: Id
    at: int


class StoryIndex(Protocol):
    """What is known about earlier articles and their stories."""

    @property
    def size(self) -> int:
        """How many articles were placed: the next position."""

    def frequency(self, term: str) -> int:
        """How many of them had a term."""

    def recent(self, term: str) -> Sequence[Placed]:
        """The newest `LISTED_ARTICLES` articles that are listed under a term, newest first."""

    def placed(self, article_id: Id) -> Placed | None:
        """Where an article was placed last."""

    def story(self, story_id: Id) -> Story | None:
        """A story as it is now."""


class NoStories:
    """The empty index."""

    size = 0

    def frequency(self, _term: str) -> int:
        """Never seen."""
        return 0

    def recent(self, _term: str) -> Sequence[Placed]:
        """None."""
        return ()

    def placed(self, _article_id: Id) -> Placed | None:
        """Nowhere."""
        return None

    def story(self, _story_id: Id) -> Story | None:
        """Unknown."""
        return None


class StoryOverlay:
    """An index with additions on top that the index below does not see.

    The additions are kept in the form in which an index stores them: `added`, `listed` (term, position), `counted` (term -> how many more)
    and `stories`, as they are now.
    """

    def __init__(self, below: StoryIndex | None = None) -> None:
        self._below: StoryIndex = below or NoStories()
        self.added: list[Placed] = []
        self.listed: list[tuple[str, int]] = []
        self.counted: Counter[str] = Counter()
        self.stories: dict[Id, Story] = {}
        self._recent: defaultdict[str, list[Placed]] = defaultdict(list)
        self._placed: dict[Id, Placed] = {}

    @property
    def size(self) -> int:
        """How many articles were placed: the next position."""
        return self._below.size + len(self.added)

    def frequency(self, term: str) -> int:
        """How many of them had a term."""
        return self._below.frequency(term) + self.counted.get(term, 0)

    def recent(self, term: str) -> Sequence[Placed]:
        """The newest `LISTED_ARTICLES` articles that are listed under a term, newest first."""
        below = self._below.recent(term)
        own = self._recent.get(term)
        return [*reversed(own[-LISTED_ARTICLES:]), *below][:LISTED_ARTICLES] if own else below

    def placed(self, article_id: Id) -> Placed | None:
        """Where an article was placed last."""
        return self._placed.get(article_id) or self._below.placed(article_id)

    def story(self, story_id: Id) -> Story | None:
        """A story as it is now."""
        return self.stories.get(story_id) or self._below.story(story_id)

    def weigh(self, vector: StoryVector) -> dict[str, float]:
        """The article's vector of unit length: its weightiest terms, by weight in it and rarity elsewhere; heaviest first."""
        frequency, counted = self._below.frequency, self.counted
        everything = math.log(self.size + BACKGROUND)
        weights = [(term, weight * (everything - math.log(frequency(term) + counted.get(term, 0) + 1.5))) for term, weight in vector.terms]
        heaviest = sorted(weights, key=heaviest_first)[:VECTOR_TERMS]
        norm = math.sqrt(math.fsum(weight * weight for _, weight in heaviest)) or 1.0
        return {term: weight / norm for term, weight in heaviest}

    def add(self, vector: StoryVector, weights: dict[str, float], story_id: Id) -> None:
        """Place an article that was weighed; one that is in the story already adds nothing."""
        before = self.placed(vector.article_id)
        if before is not None and before.story_id == story_id:
            return
        at = seconds(vector.at)
        placed = Placed(self.size, vector.article_id, story_id, at)
        self.added.append(placed)
        self._placed[vector.article_id] = placed
        self.counted.update(term for term, _ in vector.terms)
        for term in list(weights)[:LISTED_TERMS]:
            self._recent[term].append(placed)
            self.listed.append((term, placed.position))
        self.stories[story_id] = _grow(self.story(story_id), vector, story_id, weights)


def seconds(at: datetime) -> int:
    """Whole seconds since 1970."""
    return int(at.timestamp())


def heaviest_first(item: tuple[str, float]) -> tuple[float, str]:
    """The order of terms: by weight, then by name, so that it never depends on how they came."""
    return -item[1], item[0]


def _grow(story: Story | None, vector: StoryVector, story_id: Id, weights: Mapping[str, float]) -> Story:
    """The story with one more article. Who looks back on it long afterwards does not prolong it."""
    at = seconds(vector.at)
    if story is None:
        return Story(story_id, at, at, 1.0, weights, vector.traits)
    terms = dict(story.terms)
    for term, weight in weights.items():
        terms[term] = terms.get(term, 0.0) + weight
    if len(terms) > CENTROID_TERMS + CENTROID_SLACK:
        terms = dict(sorted(terms.items(), key=heaviest_first)[:CENTROID_TERMS])
    norm = math.sqrt(math.fsum(weight * weight for weight in terms.values()))
    traits = tuple(dict.fromkeys((*(trait for trait in story.traits if trait not in vector.traits), *vector.traits)))[-STORY_TRAITS:]
    first_at, last_at = story.first_at, story.last_at
    if first_at - WINDOW_SECONDS <= at <= last_at + WINDOW_SECONDS:
        first_at, last_at = min(first_at, at), max(last_at, at)
    return Story(story_id, first_at, last_at, norm, terms, traits)
