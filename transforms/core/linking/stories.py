"""Which articles tell of one event: online clustering, each article against the stories so far.

A story is the sum of its articles' TF-IDF vectors (its centroid). An article joins the story whose centroid is most like it, if it is like
enough, and else begins one. Words of the title and the lede and capitalised words count more; a story that was quiet for days counts less.
After Miranda, Znotins, Cohen, Barzdins, "Multilingual Clustering of Streaming News", EMNLP 2018, without learned weights.

Articles on two events of one kind (two earthquakes, two matches) are kept apart by figures, names in headlines and days, and a single
article finds its story by names and figures or a quotation (`traits`).

To stay fast with many stories, an article is compared only with the stories of recent articles that share one of its weightiest terms.
"""

import heapq
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.fingerprints import UNSPACED, grams
from newsbeam.transforms.core.linking.story_index import (
    LISTED_TERMS,
    WINDOW_SECONDS,
    Story,
    StoryIndex,
    StoryOverlay,
    heaviest_first,
    seconds,
)
from newsbeam.transforms.core.linking.traits import of_kind, traits
from newsbeam.transforms.core.text.stopwords import STOPWORDS
from newsbeam.transforms.records import Document, Id, StoryLink, StoryVector

# --- one article -----------------------------------------------------------------------------------------------------

MAX_CHARS = 6_000
"""Of the text, from its start: news tells the main thing first."""
MAX_TERMS = 100
LEDE_WORDS = 80
TITLE_WEIGHT = 2.5
LEDE_WEIGHT = 2.5
CAPITAL_WEIGHT = 3.0
FIGURE_WEIGHT = 4.0
"""Figures tell an event from its siblings."""
GRAM = 2
"""Characters to a term in scripts without spaces."""

_WORD = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|\d+(?:[.,:]\d+)*|[^\W_{UNSPACED}]+")

# --- the decision ----------------------------------------------------------------------------------------------------

CANDIDATES = 8
"""How many stories are compared in full."""
SIMILARITY = 0.25
STAY_SIMILARITY = 0.12
"""A revision stays in its article's story while it is at least so much like it."""
HALF_LIFE_SECONDS = 6 * 86_400
TIME_SHARE = 0.35
"""The part of the similarity that fades with time."""
SIBLING_FIGURES = 3
"""So many figures must an article and a story have to be of two events."""
SIBLING_SHARE = 0.2
"""Of the fewer figures; below it they are other figures."""
TEMPLATE_SIMILARITY = 0.5
SHARED_NAMES, SHARED_FIGURES = 2, 2
STRAY_SIMILARITY = 0.15
"""From which an article joins a story with which it shares names and figures, or a quotation."""
EPOCH = date(1970, 1, 1).toordinal()


def story_vector(document: Document) -> StoryVector:
    """The weighted terms by which `document` is placed in a story."""
    article, mark = document.article, document.mark
    first_seen_at = mark.first_seen_at if mark else article.origin.fetched_at
    published = article.published_at if article.published_precision != "month" else None
    return StoryVector(
        input_id=article.origin.input_id,
        order=article.origin.order,
        article_id=article.article_id,
        revision=mark.revision if mark else 1,
        day=mark.day if mark else article.day,
        at=published if published is not None and published.date() == article.day else first_seen_at,
        terms=_weigh(article.title or "", article.text[:MAX_CHARS]),
        traits=traits(article.title or "", article.text, article.day),
    )


def _weigh(title: str, text: str) -> tuple[tuple[str, float], ...]:
    """The `MAX_TERMS` weightiest terms, sorted by weight and then by term."""
    weights: defaultdict[str, float] = defaultdict(float)
    for _, term, capital in _terms(title):
        weights[term] += TITLE_WEIGHT * capital
    for number, term, capital in _terms(text):
        weights[term] += (LEDE_WEIGHT if number < LEDE_WORDS else 1.0) * capital
    heaviest = sorted(weights.items(), key=heaviest_first)[:MAX_TERMS]
    return tuple((term, 1 + math.log(weight)) for term, weight in heaviest)


def _terms(text: str) -> Iterator[tuple[int, str, float]]:
    """(number of the word, term, weight by its form) of all words that are not stop words."""
    for number, match in enumerate(_WORD.finditer(unicodedata.normalize("NFKC", text))):
        word = match[0]
        if match["unspaced"]:
            yield from ((number, gram, 1.0) for gram in grams(word, GRAM))
            continue
        term = word.lower()
        if len(term) > 1 and term not in STOPWORDS:
            yield number, _singular(term), FIGURE_WEIGHT if word[0].isdigit() else CAPITAL_WEIGHT if word[0].isupper() else 1.0


def _singular(term: str) -> str:
    return term[:-1] if len(term) > 4 and term.endswith("s") and not term.endswith("ss") else term


# --- the decision ----------------------------------------------------------------------------------------------------


def link_stories(vectors: Sequence[StoryVector], known: StoryIndex) -> list[StoryLink]:
    """Place each article in a story, against `known` and the articles before it.

    Args:
        vectors: sorted by `order`.
        known: what was placed before; it is not changed.

    Returns:
        One link for each vector, in the same order.
    """
    seen = StoryOverlay(known)
    return [_place(vector, seen) for vector in vectors]


def remember_links(decided: Iterable[tuple[StoryVector, StoryLink]], seen: StoryOverlay) -> None:
    """Add decisions, in the order in which they were made, to the index that they were made against."""
    for vector, link in decided:
        seen.add(vector, seen.weigh(vector), link.story_id)


def _place(vector: StoryVector, seen: StoryOverlay) -> StoryLink:
    """Place one article, and add it to `seen`."""
    weights = seen.weigh(vector)
    found = _stay(vector, weights, seen) or _join(vector, weights, seen)
    link = found or StoryLink(vector.input_id, make_id("story", vector.article_id), 1.0)
    seen.add(vector, weights, link.story_id)
    return link


def _stay(vector: StoryVector, weights: dict[str, float], seen: StoryOverlay) -> StoryLink | None:
    """A known article stays where it is while it still fits."""
    before = seen.placed(vector.article_id)
    story = seen.story(before.story_id) if before else None
    if story is None:
        return None
    similarity = _cosine(weights, story)
    return StoryLink(vector.input_id, story.story_id, similarity) if similarity >= STAY_SIMILARITY else None


def _join(vector: StoryVector, weights: dict[str, float], seen: StoryOverlay) -> StoryLink | None:
    """The story that is most like an article, if it is like enough and no sibling of its event."""
    times = _times(vector)
    best: tuple[float, Id] | None = None
    for story in _candidates(weights, times, seen):
        quiet = min(max(story.first_at - at, at - story.last_at, 0) for at in times)
        similarity = _cosine(weights, story) * (1 - TIME_SHARE + TIME_SHARE * 0.5 ** (quiet / HALF_LIFE_SECONDS))
        if similarity < STRAY_SIMILARITY or quiet > WINDOW_SECONDS or (best is not None and similarity <= best[0]):
            continue
        if similarity >= _needed(vector, story, similarity):
            best = similarity, story.story_id
    return StoryLink(vector.input_id, best[1], best[0]) if best else None


def _times(vector: StoryVector) -> tuple[int, ...]:
    """When an article was published and, if it looks back, the days that it tells of."""
    at = seconds(vector.at)
    told = ((int(trait[1:]) - EPOCH) * 86_400 for trait in of_kind("d", vector.traits))
    return (at, *sorted(day for day in told if day < at - WINDOW_SECONDS))


def _needed(vector: StoryVector, story: Story, similarity: float) -> float:
    """How like a story an article must be to join it, by what tells events of one kind apart."""
    if _is_sibling(vector.traits, story.traits, similarity):
        return math.inf
    shared = set(vector.traits).intersection(story.traits)
    if of_kind("q", shared) or (len(of_kind("l", shared)) >= SHARED_NAMES and len(of_kind("f", shared)) >= SHARED_FIGURES):
        return STRAY_SIMILARITY
    return SIMILARITY


def _is_sibling(one: Sequence[str], other: Sequence[str], similarity: float) -> bool:
    """Whether two tell of two events of one kind: hardly a figure in common, though both have some, and other names in the headline.

    Other days instead of names do, too, where the words are those of one template: else the next day's report would be another event.
    """
    figures, others = of_kind("f", one), of_kind("f", other)
    fewer = min(len(figures), len(others))
    if fewer < SIBLING_FIGURES or len(figures & others) >= SIBLING_SHARE * fewer:
        return False
    return _are_apart(of_kind("h", one), of_kind("h", other)) or (
        similarity >= TEMPLATE_SIMILARITY and _are_apart(of_kind("d", one), of_kind("d", other))
    )


def _are_apart(some: frozenset[str], others: frozenset[str]) -> bool:
    return bool(some and others) and not some & others


def _candidates(weights: dict[str, float], times: Sequence[int], seen: StoryOverlay) -> Iterator[Story]:
    """The stories of the articles, recent or of the told days, with which an article shares the most weight, best first."""
    shared: defaultdict[Id, float] = defaultdict(float)
    for term in list(weights)[:LISTED_TERMS]:
        near = (placed for placed in seen.recent(term) if any(abs(placed.at - at) <= WINDOW_SECONDS for at in times))
        for story_id in dict.fromkeys(placed.story_id for placed in near):
            shared[story_id] += weights[term]
    for story_id, _ in heapq.nsmallest(CANDIDATES, shared.items(), key=heaviest_first):
        story = seen.story(story_id)
        if story is not None:
            yield story


def _cosine(weights: dict[str, float], story: Story) -> float:
    """The cosine of an article's unit vector with a story's centroid."""
    return math.fsum(weight * story.terms.get(term, 0.0) for term, weight in weights.items()) / story.norm
