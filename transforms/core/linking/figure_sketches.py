"""What is kept of a figure so that it can be compared with others of its story."""

import re

from newsbeam.transforms.core.statements.terms import key_terms
from newsbeam.transforms.core.text.calendar import EXACT_MONTH, WEEKDAY
from newsbeam.transforms.records import Article, Figure, FigureSketch, Id, Span

NEAR_BEFORE, NEAR_AFTER = 70, 50
"""Characters around a figure whose words are near it."""
NAME = re.compile(rf"(?!{WEEKDAY}|{EXACT_MONTH})\b[A-Z][\w’'-]+")
TIME = re.compile(
    rf"\b(?:(?P<weekday>{WEEKDAY})|(?P<year>(?:19|20)\d\d)|(?P<day>{EXACT_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{EXACT_MONTH})"
    r"|(?P<back>yesterday|(?:last|previous|this) (?:year|month|week|season)|(?:years|months|decades) ago))\b",
    re.I,
)
MOVES = re.compile(
    r"\b(?:so far|now|r[io]sen?|ris(?:es|ing)|climb\w*|grew|grown|grow(?:s|ing)|increas\w+|jump\w*|soar\w*|revis\w+|up from"
    r"|down from|latest|updat\w+|"
    r"earlier|initial(?:ly)?|previously|at first|still|already|toll|confirmed|has reached|have reached|bring(?:s|ing)|brought)\b",
    re.I,
)


def figure_sketches(
    article: Article, figures: tuple[Figure, ...], speakers: dict[Id, str | None], story_id: Id, cluster: Id, at: int
) -> tuple[FigureSketch, ...]:
    """The sketches of an article's figures.

    Args:
        speakers: who makes each claim; None: not known.
        cluster: the article's cluster of copies.
        at: seconds since 1970 of the article's time.
    """
    return tuple(
        figure_sketch(article, figure, speakers.get(figure.claim_id) if figure.claim_id else None, story_id, cluster, at)
        for figure in figures
    )


def figure_sketch(article: Article, figure: Figure, speaker: str | None, story_id: Id, cluster: Id, at: int) -> FigureSketch:
    """What is needed to compare `figure`, of `article`, with other figures of the story."""
    text = (article.title or "") if figure.zone == "headline" else article.text
    words = text[figure.sentence.start : figure.sentence.end]
    own = set(key_terms(figure.raw))
    near = Span(max(figure.sentence.start, figure.span.start - NEAR_BEFORE), min(figure.sentence.end, figure.span.end + NEAR_AFTER))
    return FigureSketch(
        figure_id=figure.figure_id,
        article_id=article.article_id,
        story_id=story_id,
        origin=speaker or cluster,
        day=article.day,
        at=at,
        place=(int(figure.zone != "headline"), figure.sentence.start),
        raw=figure.raw,
        low=figure.low,
        high=figure.high,
        approx=figure.approx,
        dimension=figure.dimension,
        unit=figure.unit,
        thing=figure.thing,
        event=figure.event,
        scope=figure.scope,
        modifiers=figure.modifiers,
        side_entity_id=figure.side_entity_id,
        where=key_terms(figure.place_text or ""),
        terms=tuple(term for term in key_terms(words) if term not in own),
        near=tuple(term for term in key_terms(text[near.start : near.end]) if term not in own),
        names=tuple(term for term in key_terms(" ".join(match[0] for match in NAME.finditer(words))) if term not in own),
        times=tuple(sorted({f"{match.lastgroup} {match[0].lower()}" for match in TIME.finditer(words)})),
        moves=bool(MOVES.search(words)),
        is_claimed=figure.claim_id is not None,
    )
