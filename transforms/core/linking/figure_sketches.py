"""What is kept of a figure so that it can be compared with others of its story."""

import re

from newsbeam.transforms.core.figures.patterns import CLAUSE
from newsbeam.transforms.core.statements.terms import key_terms
from newsbeam.transforms.core.text.calendar import EXACT_MONTH, WEEKDAY
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Article, Figure, FigureSketch, Id, Span

NEAR_BEFORE, NEAR_AFTER = 70, 50
"""Characters around a figure whose words are near it."""
NAME = re.compile(rf"(?!{WEEKDAY}|{EXACT_MONTH})\b[A-Z][\w’'-]+")
TIME = re.compile(
    rf"\b(?:(?P<weekday>{WEEKDAY})|(?P<year>(?:19|20)\d\d)|(?P<day>{EXACT_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{EXACT_MONTH})"
    r"|(?P<back>yesterday|(?:last|previous|this) (?:year|month|week|season)|(?:years|months|decades) ago))\b",
    re.I,
)
ASIDE = re.compile(
    r"\b(?:(?:last|previous|this) (?:year|month|season|winter|summer|spring|autumn|decade|century)"
    r"|(?:years?|decades?|centur(?:y|ies)) (?:ago|earlier)"
    rf"|(?<!the )(?:in|since) (?:(?:early|late|mid-?) )?{EXACT_MONTH}(?! \d)|elsewhere|similar|separate(?:ly)?"
    r"|(?:in|on|at|by|hit|struck) (?:another|a second|a third) [a-z]|(?:the|an|a|its) (?:previous|earlier|past)|prior [a-z]+s"
    r"|another (?!people|hundred|dozen|few|million)(?:[a-z]+ )?"
    r"(?:man|woman|person|boy|girl|climber|attack|strike|school|town|village|incident)"
    r"|deadliest|worst|anniversary|history|ever)\b",
    re.I,
)
"""Words of a sentence that names another event, for comparison."""
PLACE = re.compile(
    rf"\b(?:in|at|near|on|off|outside|through|around|of)\s(?:the\s)?(?:(?:town|city|village|province|region|port|island|camp)\s(?:of\s)?)?"
    rf"((?!{WEEKDAY}|{EXACT_MONTH})[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*)"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![-,.]\d|\s(?:[a-z]+\s)?(?:people|dead|homes))")
NO_PLACE = wordset("mount lake river port fort new north south east west city county state street st ave avenue camp united")
"""Terms that many names of places have."""
OWNER_BEFORE = 300
"""Characters before a figure in which its owner is looked for."""
NAMES = re.compile(rf"(?!(?:{WEEKDAY}|{EXACT_MONTH})\b)\b[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*")
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
        where=tuple(term for term in key_terms(" ".join((figure.place_text or "", *PLACE.findall(words)))) if term not in NO_PLACE),
        terms=tuple(term for term in key_terms(words) if term not in own),
        near=tuple(term for term in key_terms(text[near.start : near.end]) if term not in own),
        names=tuple(term for term in key_terms(" ".join(match[0] for match in NAME.finditer(words))) if term not in own),
        times=tuple(sorted({f"{match.lastgroup} {match[0].lower()}" for match in TIME.finditer(words)})),
        moves=bool(MOVES.search(words)),
        is_claimed=figure.claim_id is not None,
        owner=_owner(text[max(figure.sentence.start, figure.span.start - OWNER_BEFORE) : figure.span.start]),
        is_aside=bool(ASIDE.search(words))
        or any(int(year) not in (article.day.year, article.day.year + 1) for year in YEAR.findall(words)),
    )


def _owner(before: str) -> tuple[str, ...]:
    """The name that the clause of a figure begins with, where it ends before the figure."""
    if (opened := before.rfind("(")) > before.rfind(")"):  # `Klara Oda (52-3, 46 knockouts)`
        return next((terms for name in reversed(NAMES.findall(before[:opened])) if (terms := key_terms(name))), ())
    clause = CLAUSE.split(before)[-1]
    return next((terms for name in NAMES.findall(clause) if (terms := key_terms(name))), ())
