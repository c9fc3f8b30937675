import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.names import entity_id
from transforms.core.quantities import find_quantities

READ = {
    # text -> [(low, high, approx, unit, class)]
    "352 Norvian lives and approximately 5,300 Sorvian ones were lost": [
        (352, 352, False, "people", "killed"),
        (5300, 5300, True, "people", "killed"),
    ],
    "nine civilians and 18 soldiers had died": [(9, 9, False, "people", "killed"), (18, 18, False, "people", "killed")],
    "106 people were injured": [(106, 106, False, "people", "wounded")],
    "twenty-one sailors are missing": [(21, 21, False, "people", "missing")],
    "dozens of captured soldiers": [(24, 99, True, "people", "captured")],
    "tens of thousands of people fled": [(20000, 99999, True, "people", "displaced")],
    "10 or 20, or 30 houses burned": [(10, 30, True, "buildings", None)],
    "between 40 and 50 people were killed": [(40, 50, True, "people", "killed")],
    "40-50 people were arrested": [(40, 50, True, "people", "detained")],
    "40 to 50 people were arrested": [(40, 50, True, "people", "detained")],
    "at least three people died": [(3, 3, True, "people", "killed")],
    "more than 1.5 million refugees": [(1.5e6, 1.5e6, True, "people", "displaced")],
    "a rise of 3.5 per cent": [(3.5, 3.5, False, "percent", None)],
    "a 91% approval rating": [(91, 91, False, "percent", None)],
    "a loan of $2.5 billion": [(2.5e9, 2.5e9, False, "dollars", None)],
    "debts of €300m": [(3e8, 3e8, False, "euros", None)],
    "half a million people": [(500000, 500000, False, "people", None)],
    "several thousand people": [(3000, 9000, True, "people", None)],
    "a dozen tanks were destroyed": [(12, 12, False, "vehicles", "destroyed")],
    "two dozen ships": [(24, 24, False, "ships", None)],
    "four days into the strike": [(4, 4, False, "days", None)],
    "100 vehicles destroyed and 30 people killed": [(100, 100, False, "vehicles", "destroyed"), (30, 30, False, "people", "killed")],
    "one person was killed": [(1, 1, False, "people", "killed")],
    "two thousand votes": [(2000, 2000, False, "votes", "votes")],
}


@pytest.mark.parametrize("text", READ)
def test_quantities(text: str) -> None:
    found = [(q.low, q.high, q.approx, q.unit, q.subject_class) for q in find_quantities(text, 0, len(text))]
    assert found == READ[text]


NONE = [
    "on May 4 the talks began",
    "the talks of 4 May",
    "in 2022 the war began",
    "the second round",
    "the 2nd of May",
    "the two sides met",
    "both countries agreed",
    "an F-16 crashed",
    "Article 5 was invoked",
    "at 4:45 a.m. local time",
    "a number of themes",
    "no one was there",
    "the 1990s were calm",
    "Covid-19 spread",
    "one of them left",
]


@pytest.mark.parametrize("text", NONE)
def test_no_quantity(text: str) -> None:
    assert find_quantities(text, 0, len(text)) == ()


def test_side_is_the_country_of_those_counted() -> None:
    first, second = find_quantities("100 Ukrainian soldiers and 200 Russian soldiers were killed", 0, 60)
    assert first.side_entity_id == entity_id("Ukraine", "GPE")
    assert second.side_entity_id == entity_id("Russia", "GPE")


def test_spans_are_in_the_whole_text() -> None:
    text = "Keller said that about 30 people were killed."
    (found,) = find_quantities(text, 12, len(text))
    assert text[found.span.start : found.span.end] == found.raw == "about 30 people"


@given(st.text(alphabet="0123456789,.-–% $€or andthouskmillionfew", max_size=60))
def test_any_text_is_read(text: str) -> None:
    for q in find_quantities(text, 0, len(text)):
        assert q.low <= q.high
        assert text[q.span.start : q.span.end] == q.raw
