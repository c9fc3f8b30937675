"""Blocks that recur on an outlet's pages, and news that recurs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.cleaning.recurring import (
    RECURRING,
    Seen,
    block_key,
    clean_again,
    cohesion,
    cut_recurring,
    is_furniture,
    is_news_after_all,
)
from newsbeam.transforms.records import OutletKnowledge, RemovedBlock
from tests.support.invented import article

APPEAL = "Readers of the Harbour Post pay for this desk, and the ledger lies open to all of them."
BACKGROUND = "The strike at the Port Ellery shipyard began in March, when the owners closed the canteen."
STRIKE = f"Shipyard workers in Port Ellery walked out again.\n{BACKGROUND}\nThe owners called the strike unlawful and locked the canteen."
KNOWN = OutletKnowledge(3, {block_key(APPEAL): "on 9 of 9 pages"})


def seen(text: str = APPEAL, n_pages: int = 9, n_stories: int = 9, of_pages: int = 10, n_edge: int = 0, cohesion: float = 0.0) -> Seen:
    return Seen(text, n_pages, n_stories, of_pages, n_edge, cohesion)


@pytest.mark.parametrize(
    ("block", "furniture"),
    [
        pytest.param(seen(), True, id="a sentence on nearly all pages that has nothing to do with them"),
        pytest.param(seen(n_pages=2, n_stories=2, of_pages=2), False, id="two pages are too few"),
        pytest.param(seen(n_stories=2), False, id="of one or two stories"),
        pytest.param(seen(BACKGROUND, cohesion=0.6), False, id="standing background of what the articles are about"),
        pytest.param(seen(n_pages=9, of_pages=100), False, id="in the middle of a few pages"),
        pytest.param(seen(n_pages=25, of_pages=100, n_edge=25), True, id="at the end of a quarter of the pages"),
        pytest.param(seen(n_pages=9, of_pages=100, n_edge=9), False, id="at the end of a few pages"),
        pytest.param(seen("No injuries were reported.", n_pages=4, of_pages=13, n_edge=4), False, id="a short sentence of some reports"),
        pytest.param(seen("No injuries were reported.", cohesion=0.5), False, id="a short sentence about the matter"),
        pytest.param(seen("Final score 3", n_pages=25, of_pages=100, n_edge=25), False, id="a number at the end of a quarter of the pages"),
        pytest.param(seen("The Harbour Post", cohesion=1.0), True, id="a label, whatever its words"),
        pytest.param(seen("What happens next", n_pages=9, of_pages=60), False, id="a sub-heading that comes back"),
        pytest.param(seen("a" * 500), False, id="a whole paragraph"),
        pytest.param(seen("***"), False, id="symbols, which rules cut"),
    ],
)
def test_what_recurs_is_furniture(block: Seen, furniture: bool) -> None:
    assert is_furniture(block) is furniture


@pytest.mark.parametrize(
    ("block", "news"),
    [
        pytest.param(seen(), False, id="still furniture"),
        pytest.param(seen(n_pages=9, of_pages=200), False, id="rarer after a new design"),
        pytest.param(seen(n_stories=2), True, id="all of it is one story"),
        pytest.param(seen(BACKGROUND, cohesion=0.7), True, id="about what the articles are about"),
    ],
)
def test_furniture_turns_out_to_be_news(block: Seen, news: bool) -> None:
    assert is_news_after_all(block) is news


def test_background_coheres_with_its_story_and_an_appeal_does_not() -> None:
    assert cohesion(BACKGROUND, STRIKE) > 0.5
    assert cohesion(APPEAL, f"{STRIKE}\n{APPEAL}") < 0.2
    assert cohesion("The Kelmar Courier asks", "The Kelmar ferry sank.", "kelmarcourier.example") == 0
    assert cohesion("港の新聞は読者が支えています。", "造船所の労働者が再びストライキに入った。\n経営者は食堂を閉鎖した。") < 0.2


def test_known_block_is_cut_with_its_evidence_and_place() -> None:
    page = replace(article(f"{STRIKE}\n{APPEAL.upper()}\nTwo boats went out."), removed=(RemovedBlock(0, "Menu", "nav"),))
    cut = cut_recurring(page, KNOWN)
    assert cut.text == f"{STRIKE}\nTwo boats went out."
    assert cut.removed == (RemovedBlock(0, "Menu", "nav"), RemovedBlock(4, APPEAL.upper(), RECURRING, "on 9 of 9 pages"))
    assert (cut.knowledge, cut.content_id) == (3, page.content_id)
    assert cut_recurring(cut, KNOWN) == cut


def test_page_that_would_lose_most_is_left_alone() -> None:
    page = article(f"Boats came.\n{APPEAL}")
    assert cut_recurring(page, KNOWN) == replace(page, knowledge=3)


def test_cuts_of_several_versions_add_up_to_no_more_than_half() -> None:
    lines = [f"Line {word} says nothing at all of the harbour." for word in ("one", "two", "three", "four")]
    page = article("\n".join(lines))
    for version in range(1, 4):
        page = cut_recurring(page, OutletKnowledge(version, {block_key(line): "known" for line in lines[:version]}))
    assert page.text == "\n".join(lines[2:])


def test_block_that_turned_out_to_be_news_comes_back_where_it_was() -> None:
    page = article(f"One boat came in.\n{APPEAL}\n{STRIKE}")
    cut = cut_recurring(page, KNOWN)
    assert APPEAL not in cut.text
    back = cut_recurring(cut, OutletKnowledge(4, {}, frozenset({block_key(APPEAL)})))
    assert (back.text, back.removed, back.knowledge) == (page.text, (), 4)
    expired = cut_recurring(cut, OutletKnowledge(4))
    assert expired.text == cut.text


def test_stored_article_is_cleaned_by_todays_rules() -> None:
    page = article("One boat came in, slowly and late.\nSubscribe to our newsletter\nTwo boats went out, and came back.")
    again = clean_again(page, OutletKnowledge())
    assert again.text == "One boat came in, slowly and late.\nTwo boats went out, and came back."
    assert [(block.line_no, block.reason) for block in again.removed] == [(1, "newsletter")]


@given(
    kept=st.lists(st.sampled_from(["One boat.", "Two boats.", APPEAL, "A long line about the weather over the harbour."]), max_size=8),
    numbers=st.sets(st.integers(0, 12), max_size=5),
)
def test_no_line_is_lost_or_added(kept: list[str], numbers: set[int]) -> None:
    removed = tuple(RemovedBlock(number, f"cut {number}", "nav") for number in sorted(numbers))
    page = replace(article("\n".join(kept)), removed=removed)
    cut = cut_recurring(page, KNOWN)
    lines = [line for line in cut.text.split("\n") if line]
    assert sorted([*lines, *(block.text for block in cut.removed)]) == sorted([*kept, *(block.text for block in removed)])
    assert lines == [line for line in kept if line in lines]
