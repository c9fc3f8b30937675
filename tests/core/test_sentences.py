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
    "ranks": ("Sgt. Falt left. Lt. J. P. Maric stayed.", ["Sgt. Falt left.", "Lt. J. P. Maric stayed."]),
    "an initial": ("Anna K. Falt left. She ran.", ["Anna K. Falt left.", "She ran."]),
    "who shouted": ("“Get off the ice!” Anna Falt shouted. She ran.", ["“Get off the ice!” Anna Falt shouted.", "She ran."]),
    "whom she asked": ("“Is it so?” Councillor Falt asked the guards.", ["“Is it so?” Councillor Falt asked the guards."]),
    "when she said it": ("“We won!” Anna Falt, a baker, said on Monday.", ["“We won!” Anna Falt, a baker, said on Monday."]),
    "another statement": ("“Is it so?” Anna Falt said the ice was thin.", ["“Is it so?”", "Anna Falt said the ice was thin."]),
    "another with that": ("“Is it so?” Anna Falt told them that it was.", ["“Is it so?”", "Anna Falt told them that it was."]),
    "no speech": ("“Is it so?” The guards ran.", ["“Is it so?”", "The guards ran."]),
    "below a colon": ("Anna Falt said:\n“The ice is thin.”\nShe ran.", ["Anna Falt said:\n“The ice is thin.”", "She ran."]),
    "below a colon, no quotation": ("Anna Falt said:\nThe ice is thin.", ["Anna Falt said:", "The ice is thin."]),
    "a colon at the end": ("She ran.\nAnna Falt said:", ["She ran.", "Anna Falt said:"]),
    "closed at the next word": ('"We left, "he said. She ran.', ['"We left, "he said.', "She ran."]),
    "a label": ("FALT: The ice is thin. We ran.", ["FALT:", "The ice is thin.", "We ran."]),
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
