"""What an outlet states in its own voice: the sentences that could stand against another statement.

A sentence counts if nobody is quoted in it, and if it says something that can be contradicted: an event, a negation, one of two opposites,
or a facet.
"""

from collections.abc import Iterator, Sequence

from newsbeam.transforms.core.figures.things import event_of
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.statements.facets import facets_of
from newsbeam.transforms.core.statements.negation import is_negative
from newsbeam.transforms.core.statements.opposites import plainly, sides_of
from newsbeam.transforms.core.statements.terms import shared_terms
from newsbeam.transforms.core.text.sentences import sentences
from newsbeam.transforms.records import Article, Claim, Span, Statement, Zone

MOST = 40
"""Statements of one article: what matters stands first."""
SHORT, LONG = 20, 600
"""Characters: fragments and lists state nothing."""


def find_statements(article: Article, claims: Sequence[Claim]) -> tuple[Statement, ...]:
    """The outlet's own statements, headline first, then in the order of the text.

    Returns:
        Statements whose spans are offsets into `article.text`; with zone `headline`, into `article.title`.
        Nothing for articles in other languages than English.
    """
    if article.lang and article.lang.split("-")[0].lower() != "en":
        return ()
    found = [*_statements(article, article.title or "", "headline", claims), *_statements(article, article.text, "body", claims)]
    return tuple({one.statement_id: one for one in found}.values())[:MOST]


def _statements(article: Article, text: str, zone: Zone, claims: Sequence[Claim]) -> Iterator[Statement]:
    told = [
        span
        for claim in claims
        if (claim.zone == "headline") == (zone == "headline")
        for span in (*claim.content, *([claim.cue] if claim.cue else []))
    ]
    for sentence in sentences(text):
        words = text[sentence.span.start : sentence.span.end]
        if not SHORT <= len(words) <= LONG or words.endswith("?") or sentence.spoken() or _meets(sentence.span, told):
            continue
        facets = facets_of(words)
        negated = is_negative(words)
        if facets or negated or _can_be_contradicted(words):
            yield Statement(
                make_id("statement", article.article_id, article.content_id, zone, words),
                zone,
                sentence.span,
                negated,
                tuple(f"{facet.slot}: {' '.join(facet.value)}" for facet in facets),
            )


def _meets(span: Span, told: Sequence[Span]) -> bool:
    return any(one.start < span.end and span.start < one.end for one in told)


def _can_be_contradicted(words: str) -> bool:
    """Whether it tells an event of the tables, or has one of two opposites."""
    return any(event_of(word) or sides_of(term) for term, word in shared_terms(plainly(words)).items())
