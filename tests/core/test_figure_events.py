from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.figures.find_figures import find_figures
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.figure_links import link_figures
from newsbeam.transforms.core.linking.figure_sketches import figure_sketches
from newsbeam.transforms.records import Article, FigureSketch, Id, Origin
from tests.core.figure_events import EVENTS, Event, Side

NOW = datetime(2031, 3, 4, tzinfo=UTC)
NOT_FOUND = 9
"""Of the 65 disagreements, those that may be missed: a toll that rises above a bound, a sum whose owner is a pronoun and the like."""

Pair = tuple[FigureSketch, FigureSketch]


def told(number: int, text: str) -> tuple[FigureSketch, ...]:
    key = Id(f"r{number}")
    origin = Origin(key, (0, number), key, NOW)
    article = Article(key, key, origin, None, None, key, None, (), NOW, None, NOW.date(), "en", None, text, "free", "t")
    return figure_sketches(article, find_figures(article, ()), {}, make_id("story", "1"), key, int(NOW.timestamp()))


def linked(event: Event) -> list[Pair]:
    earlier: list[FigureSketch] = []
    pairs: list[Pair] = []
    for number, text in enumerate(event.reports):
        new = told(number, text)
        known = {figure.figure_id: figure for figure in (*earlier, *new)}
        pairs += [(known[link.figure_id], known[link.other_figure_id]) for link in link_figures(new, earlier)]
        earlier += new
    return pairs


def is_side(figure: FigureSketch, side: Side) -> bool:
    return figure.article_id == f"r{side[0]}" and any(figure.raw.lower().startswith(words.lower()) for words in side[1].split("|"))


def is_of(pair: Pair, sides: tuple[Side, Side]) -> bool:
    return any(is_side(one, sides[0]) and is_side(other, sides[1]) for one, other in (pair, pair[::-1]))


def missed(event: Event) -> list[tuple[Side, Side]]:
    pairs = linked(event)
    return [sides for sides in event.disagreements if not any(is_of(pair, sides) for pair in pairs)]


@pytest.mark.parametrize("name", EVENTS)
def test_nothing_else_is_linked(name: str) -> None:
    allowed = (*EVENTS[name].disagreements, *EVENTS[name].also)
    wrong = [
        f"{one.raw} against {other.raw}" for one, other in linked(EVENTS[name]) if not any(is_of((one, other), sides) for sides in allowed)
    ]
    assert wrong == []


def test_disagreements_are_found() -> None:
    assert len([sides for event in EVENTS.values() for sides in missed(event)]) <= NOT_FOUND
