"""What is measured of a dump's lines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.cleaning.dump_core import core, remeasure
from newsbeam.transforms.core.cleaning.dump_features import measure
from newsbeam.transforms.core.cleaning.dump_lines import LOOKS, lines_of, look
from newsbeam.transforms.core.cleaning.line_windows import shift, since, until, window

LOOKED_AT = {
    "a caption's end names the agency": ("The bridge on Sunday. Ivo Maric/Reuters", "credit", 1),
    "an agency in the middle is no credit": ("Reuters had asked the mayor, who would not say more about the bridge that day.", "credit", 0),
    "words of a consent banner": ("We store cookies and other tracking data in your browser.", "word=legal", 3),
    "words to the reader, by their share": ("You and your friends", "word=reader", 0.5),
    "a teaser is broken off": ("The council has decided that …", "ellipsis", 1),
    "a quotation": ("„Das war so nicht geplant“, sagte sie.", "quoted", 1),
    "the ending": ("What now?", "ending", 2),
    "a script without case": ("市長は昨日、橋を閉鎖した。", "lower", -1),
}


@pytest.mark.parametrize("case", LOOKED_AT)
def test_a_lines_look(case: str) -> None:
    text, name, value = LOOKED_AT[case]
    assert look(text).numbers[LOOKS.index(name)] == value


def test_lines_about_the_same_share_stems() -> None:
    assert look("The engineers of the bridge").stems & look("An engineer, on bridges").stems == {"enginee"}
    assert look("古い橋を閉鎖する").stems & look("橋を直す").stems == {"橋を"}


def test_the_core_is_the_stretch_with_the_largest_sum() -> None:
    assert core(np.array([-1.0, 2.0, -0.5, 3.0, -4.0, 1.0])) == (1, 4)
    assert core(np.array([-0.5, -2.0])) == (0, 0)


def test_neighbours_and_windows() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0])
    assert shift(values, 1).tolist() == [2, 3, 4, -1]
    assert shift(values, -3).tolist() == [-1, -1, -1, 1]
    assert window(values, -2, 0).tolist() == [0, 1, 1.5, 2.5]
    assert window(values, 1, 3).tolist() == [2.5, 3.5, 4, 0]


def test_distances_to_marked_lines() -> None:
    marked = np.array([False, True, False, False, True])
    assert since(marked, 9).tolist() == [9, 9, 1, 2, 3]
    assert until(marked, 9).tolist() == [1, 3, 2, 1, 9]


PAGE = [
    "Mayor closes the old bridge | The Valmont Ledger",
    "Home",
    "Mayor closes the old bridge",
    "By Nora Falt",
    "The old bridge over the Lorn will be closed from Monday, the mayor of Valmont said at a meeting of the council on Sunday.",
    "Nora Falt covers the council and its river for the Valmont Ledger.",
]


def test_the_title_and_its_words_are_found() -> None:
    measured = measure(lines_of("\n".join(PAGE)))
    assert measured.anchors == [2]
    assert measured.columns["anchor"].tolist() == [-2, -1, 0, 1, 2, 3]
    assert measured.columns["from_title"][2] == 1


def test_a_biography_begins_as_the_byline() -> None:
    assert measure(lines_of("\n".join(PAGE))).columns["begins_as"].tolist() == [0, 0, 0, 0, 0, 1]


def test_islands_and_what_lies_between() -> None:
    measured = measure(lines_of("\n".join(PAGE * 3)))
    scores = np.full(18, -3.0)
    scores[[2, 3, 4, 16]] = 3.0
    columns = remeasure(measured, scores)
    assert columns["part"].tolist() == [0] * 2 + [1] * 3 + [2] * 13
    assert columns["island"][4] == 1 > columns["island"][16] > 0
    assert columns["islands_off"][16] == 1
    assert columns["shared"][10] > columns["shared"][7]


@given(st.text(max_size=400))
def test_every_line_has_every_number(text: str) -> None:
    lines = lines_of(text)
    if not lines:
        return
    measured = measure(lines)
    columns = measured.columns | remeasure(measured, np.linspace(-9, 9, len(lines)))
    names = list(measure(lines_of("x")).columns | remeasure(measure(lines_of("x")), np.zeros(1)))
    assert list(columns) == names
    assert all(values.shape == (len(lines),) and np.isfinite(values).all() for values in columns.values())
