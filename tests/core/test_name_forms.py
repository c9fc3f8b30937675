"""Names that are told by their form."""

import pytest

from newsbeam.transforms.core.entities.name_forms import Named, with_forms
from newsbeam.transforms.records import Span
from tests.support.timed import within


def named(text: str, *pieces: tuple[str, str]) -> list[Named]:
    """Labelled pieces of a text, as a model would give them, in order."""
    found, at = [], 0
    for piece, label in pieces:
        at = text.index(piece, at)
        found.append(Named(Span(at, at + len(piece)), label))
        at += len(piece)
    return found


@pytest.mark.parametrize(
    ("text", "found", "told"),
    [
        pytest.param(
            "She lost the 2031 Kelmaran general election by nine votes.",
            [("Kelmaran", "NORP")],
            [("2031 Kelmaran general election", "EVENT")],
            id="an election",
        ),
        pytest.param(
            "He ran in the June 2029 mayoral by-election in Port Ellery.",
            [("Port Ellery", "GPE")],
            [("June 2029 mayoral by-election in Port Ellery", "EVENT")],
            id="with month and place",
        ),
        pytest.param("The 2030 independence referendum failed.", [], [("2030 independence referendum", "EVENT")], id="a referendum"),
        pytest.param("In 2030 the price of bread rose before the election.", [], [], id="a year and an election that is not its"),
        pytest.param("Before the election in 2030, Reed left.", [("Reed", "PERSON")], [("Reed", "PERSON")], id="a year behind"),
        pytest.param(
            "The Kelmaran Workers Party of Lower Ellery split.",
            [("Kelmaran", "NORP"), ("Lower Ellery", "GPE")],
            [("Kelmaran Workers Party of Lower Ellery", "ORG")],
            id="a party in pieces",
        ),
        pytest.param(
            "The Harbour Party and the Tide Party met.",
            [],
            [("Harbour Party", "ORG"), ("Tide Party", "ORG")],
            id="two parties, without articles",
        ),
        pytest.param("The Party was over.", [], [], id="the word alone"),
        pytest.param(
            "The Free Boat Union of Kelmar struck.",
            [("Free Boat Union", "ORG"), ("Kelmar", "GPE")],
            [("Free Boat Union of Kelmar", "ORG")],
            id="a body and its place",
        ),
        pytest.param(
            "Kelmar's Harbour Ministry and the Norrish Ministry of Boats met in Kelmar's Harbour Inn.",
            [
                ("Kelmar", "GPE"),
                ("Harbour Ministry", "ORG"),
                ("Norrish", "NORP"),
                ("Ministry of Boats", "ORG"),
                ("Kelmar", "GPE"),
                ("Harbour Inn", "ORG"),
            ],
            [("Kelmar's Harbour Ministry", "ORG"), ("Norrish Ministry of Boats", "ORG"), ("Kelmar", "GPE"), ("Harbour Inn", "ORG")],
            id="countries' ministries",
        ),
        pytest.param(
            "Quill of Kelmar met Reed.",
            [("Quill", "PERSON"), ("Kelmar", "GPE"), ("Reed", "PERSON")],
            [("Quill", "PERSON"), ("Kelmar", "GPE"), ("Reed", "PERSON")],
            id="a person and a place",
        ),
        pytest.param(
            "the Free Boat Union (FBU) and others (see below)",
            [("Free Boat Union", "ORG")],
            [("Free Boat Union", "ORG"), ("FBU", "ORG")],
            id="a short form in brackets",
        ),
    ],
)
def test_forms(text: str, found: list[tuple[str, str]], told: list[tuple[str, str]]) -> None:
    assert with_forms(text, named(text, *found)) == named(text, *told)


@pytest.mark.timed
@pytest.mark.parametrize("hostile", ["A-" * 700, "Aa " * 500, "2031 A " * 200, "A and " * 250, "Party " * 250])
def test_long_runs_of_capitals_take_no_time(hostile: str) -> None:
    with within(1):
        with_forms(hostile, [])
