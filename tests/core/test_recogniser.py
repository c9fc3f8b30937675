"""The fast way through the entity recogniser finds what spaCy finds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.entities.model import DEFAULT_MODEL, load, recogniser
from newsbeam.transforms.core.entities.recogniser import SAMPLE, Entity, Recogniser

LINES = Path(__file__).with_name("claim_sentences.txt").read_text("utf-8").splitlines()
SENTENCES = [line for line in LINES if line and not line.startswith("#") and " | " not in line]
WORDS = [
    "Ada",
    "Quill",
    "of",
    "the",
    "New",
    "York",
    "3",
    "March",
    "said",
    "$4.5",
    "million",
    ",",
    ".",
    "Norway",
    "Reed's",
    "U.S.",
    "",
    "\n",
]


def spacy_finds(texts: list[str]) -> list[list[Entity]]:
    docs = list(load(DEFAULT_MODEL, "ner").pipe(texts))
    return [[Entity(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs]


def we_find(texts: list[str]) -> list[list[Entity]]:
    fast = recogniser(DEFAULT_MODEL)
    assert fast is not None
    return fast.find([load(DEFAULT_MODEL, "ner").make_doc(text) for text in texts])


def test_the_default_model_is_known() -> None:
    assert recogniser(DEFAULT_MODEL) is not None
    assert sum(map(len, we_find(list(SAMPLE)))) >= 6


def test_sentences() -> None:
    found = spacy_finds(SENTENCES)
    assert sum(map(len, found)) > 40
    assert we_find(SENTENCES) == found


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([], id="nothing"),
        pytest.param([""], id="an empty text"),
        pytest.param(["", "Ada Quill", "", "   ", "Norway"], id="empty among others"),
        pytest.param(["Ada  Quill \n  of   New   York"], id="white space between the words of a name"),
        pytest.param(["the United"], id="a name that the text cuts off"),
    ],
)
def test_edges(texts: list[str]) -> None:
    assert we_find(texts) == spacy_finds(texts)


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), max_size=6))
def test_any_words(texts: list[str]) -> None:
    assert we_find(texts) == spacy_finds(texts)


def test_another_kind_of_component_is_left_to_spacy() -> None:
    assert not Recogniser.is_known(load(DEFAULT_MODEL, "parser").get_pipe("parser"))
    assert not Recogniser.is_known(object())
