"""Sentences: where they begin and end, and where a piece of what is parsed stands in the text."""

import pytest

from newsbeam.transforms.core.text.pieces import MAX_PIECE
from newsbeam.transforms.core.text.sentences import sentences

TEXTS = {
    "two": ("The ferry left. It came back.", ["The ferry left.", "It came back."]),
    "an abbreviation": ("Dr. Falt left. Sen. Maric stayed.", ["Dr. Falt left.", "Sen. Maric stayed."]),
    "a question inside": ("Is it so? he asked. Nobody knew.", ["Is it so? he asked.", "Nobody knew."]),
    "paragraphs": ("The ferry left.\nIt came back.", ["The ferry left.", "It came back."]),
    "an utterance is one": ("“Go. Do not come back,” she said. He went.", ["“Go. Do not come back,” she said.", "He went."]),
    "a long run of white space": (" " * (2 * MAX_PIECE) + "The ferry left.", ["The ferry left."]),
}


@pytest.mark.parametrize(("text", "found"), TEXTS.values(), ids=TEXTS)
def test_sentences(text: str, found: list[str]) -> None:
    assert [text[one.span.start : one.span.end] for one in sentences(text)] == found


def test_places_in_what_is_parsed_are_places_in_the_text() -> None:
    text = "It rained. The mayor said: “Go. Do not ever come back,” and left."
    one = list(sentences(text))[-1]
    at = one.parsed.index("and left")
    assert text[one.locate(at, at + 8).start : one.locate(at, at + 8).end] == "and left"
    inside = one.parsed.index("“") + 1
    assert text[one.locate(inside, inside + 1).start : one.locate(inside, inside + 1).end] == "“Go. Do not ever come back,”"
    assert one.locate(0, len(one.parsed) + 9) == one.span
