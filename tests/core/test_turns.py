"""Turns of interviews and transcripts: which texts are some, whose each turn is, and what is left out of it."""

from datetime import UTC, date, datetime

import pytest

from newsbeam.transforms.core.attribution.claims import find_claims
from newsbeam.transforms.core.entities.find_entities import find_entities
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.records import Article, Claim, Id, Origin

AT = datetime(2024, 5, 15, 12, 0, tzinfo=UTC)


def claims(text: str, title: str = "") -> list[Claim]:
    origin = Origin(Id("input"), (0, 0), "test", AT)
    head = (Id("article"), Id("content"), origin, None, None, "x.example", title, (), AT, None, date(2024, 5, 15))
    one = Article(*head, "en", None, text, "free", "test")
    return list(find_claims(one, find_entities(one, DEFAULT_MODEL), DEFAULT_MODEL))


def turns(text: str, title: str = "") -> list[tuple[str | None, str]]:
    """(speaker, content) of the claims without a cue."""
    return [(claim.speaker_name, claim.content_text) for claim in claims(text, title) if claim.cue is None and claim.zone == "body"]


def test_questions_and_answers_by_letter() -> None:
    text = (
        "Mara Lindqvist built the ship.\n\nQ: Were you afraid?\n\nA: Never. I had a boat.\n\nIt was green.\n\nQ: And now?\n\n"
        "A: (Laughs.) I swim."
    )
    assert turns(text) == [
        ("Mara Lindqvist", "Never. I had a boat. […] It was green."),
        ("Mara Lindqvist", "I swim."),
    ]
    (first, *_) = [claim for claim in claims(text) if claim.cue is None]
    assert (first.quote_type, first.speaker_kind, first.resolved_by, first.source_text) == ("direct", "person", "interview", "A")


def test_who_is_interviewed_may_stand_in_the_title_or_nowhere() -> None:
    text = "Paul Roe asked.\n\nQ: Were you afraid?\n\nA: I had a boat. Mara Lindqvist built it."
    assert turns(text, "Mara Lindqvist: how I crossed the sea") == [("Mara Lindqvist", "I had a boat. Mara Lindqvist built it.")]
    assert turns("Q: Were you afraid?\nA: I had a boat.") == [(None, "I had a boat.")]


def test_a_transcript_with_names() -> None:
    text = (
        "DALE: The ferry sank on Sunday. Our reporter Mina Osgood is there. Mina, what do we know?\n\n"
        "OSGOOD: Four are dead. The owner fled.\n\nDALE: Why?\n\nOSGOOD: Thank you.\n\nIRIS HALLE: The ships will stay in port."
    )
    assert turns(text) == [
        ("Dale", "The ferry sank on Sunday. Our reporter Mina Osgood is there."),
        ("Mina Osgood", "Four are dead. The owner fled."),
        ("Iris Halle", "The ships will stay in port."),
    ]


def test_a_transcript_that_ends_in_a_question() -> None:
    text = "HOST: Why?\n\nFALT: It leaked.\n\nHOST: And who pays?"
    assert turns(text) == [("Falt", "It leaked.")]


def test_a_transcript_in_small_letters_needs_many_labels() -> None:
    lines = ["Anna Falt: We had no boat.", "Per Lind: You had one.", "Anna Falt: It leaked.", "Per Lind: It did not."]
    assert [name for name, _ in turns("\n".join(lines))] == ["Anna Falt", "Per Lind", "Anna Falt", "Per Lind"]
    assert turns("\n".join(lines[:2])) == []


def test_questions_on_lines_of_their_own() -> None:
    text = "Mara Lindqvist built the ship.\n\nWere you afraid?\n\nI had a boat.\n\nWho else did?\n\nWe all had one.\n\nAnd now?\n\nI swim."
    assert [content for _, content in turns(text)] == ["I had a boat.", "We all had one.", "I swim."]


@pytest.mark.parametrize(
    "text",
    [
        "LORNE: The ferry sank.\n\nIt was old.\n\nNobody was hurt.",
        "BREAKING: The ferry sank.\n\nUPDATE: It was old.",
        "Is it safe?\n\nThe ferry sank.\n\nWho pays?\n\nThe town pays.\n\nAnd now?\n\nIt rains.",
        "Is it safe?\n\n“I had a boat,” said Anna Falt.\n\nWho pays?\n\nWe do.\n\nAnd now?\n\nI swim.\n\nWhy?\n\nI must.",
    ],
    ids=["a date line", "kinds of news", "headings", "quotations"],
)
def test_no_interview(text: str) -> None:
    assert turns(text) == []
