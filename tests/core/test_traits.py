from datetime import date

import pytest

from newsbeam.transforms.core.linking.traits import MAX_TRAITS, of_kind, traits
from tests.support.timed import within

DAY = date(2031, 3, 6)
"""A Thursday."""


def kinds(title: str, text: str, kind: str) -> set[str]:
    return {trait[1:] for trait in of_kind(kind, traits(title, text, DAY))}


def test_figures_as_they_are_written_without_years_and_single_digits() -> None:
    text = "A quake of 6.3 in 2030 hit 1,200 houses in the 4th minute; Osk won 2-1, 14 were hurt in room B12."
    assert kinds("", text, "f") == {"6.3", "1,200", "2-1", "14"}


def test_names_of_a_headline_that_writes_every_word_large() -> None:
    text = "The dam at Varn broke. Rescuers from Limma went there on Monday."
    assert kinds("Dam Breaks Near Varn On Monday", text, "h") == {"varn"}
    assert kinds("Dam Breaks Near Varn On Monday", text, "l") == {"varn", "limma"}


def test_a_name_that_only_begins_sentences() -> None:
    text = "Osk will see rain. Weather reports say that the weather is bad."
    assert kinds("Weather in Osk", text, "h") == {"osk"}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("on Thursday", {date(2031, 3, 6)}),
        ("on Friday", {date(2031, 2, 28)}),
        ("on March 4", {date(2031, 3, 4)}),
        ("on 4 March 2029", {date(2029, 3, 4)}),
        ("on Dec. 30", {date(2030, 12, 30)}),
        ("on June 31", set()),
        ("that it may rain", set()),
    ],
)
def test_days(said: str, days: set[date]) -> None:
    assert {date.fromordinal(int(day)) for day in kinds("", f"The dam broke {said} above Varn.", "d")} == days


def test_the_same_quotation_between_other_marks() -> None:
    one = kinds("", "“We had told them four times of the crack,” he said.", "q")
    assert one == kinds("", "He: «We had told them four times of the crack»", "q") != set()


@pytest.mark.timed
@pytest.mark.parametrize("piece", ["A", "A ", "1,", "1-", "“", "“a ", "Mon", "May 1 "])
def test_hostile_texts_take_no_time(piece: str) -> None:
    text = piece * 200_000
    with within(2.0):
        assert len(traits(text[:1000], text, DAY)) <= MAX_TRAITS
