"""The tables on the ground: one calendar, one table of titles, one of stop words, and what each choice from them leaves out."""

import re
from itertools import combinations

import pytest

from newsbeam.transforms.core.entities.find_entities import is_titled, may_name
from newsbeam.transforms.core.entities.names import person_words
from newsbeam.transforms.core.text import calendar, stopwords, titles
from newsbeam.transforms.core.text.sentences import sentences


@pytest.mark.parametrize("word", [*calendar.MONTHS, *calendar.MONTH_STEMS, "Sept", "Sept.", "Jan."])
def test_months_in_every_english_spelling(word: str) -> None:
    assert all(re.fullmatch(pattern, word) for pattern in (calendar.EXACT_MONTH, rf"{calendar.MONTH_WORD}\.?", calendar.DATE_WORD))
    assert re.fullmatch(calendar.ANY_MONTH, word.lower())
    number = calendar.month_number(word)
    assert number is not None
    assert calendar.MONTHS[number - 1].startswith(word[:3])


@pytest.mark.parametrize("word", ["Marching", "Decree", "Augustine", "May."])
def test_an_exact_month_is_no_other_word(word: str) -> None:
    assert not re.fullmatch(calendar.EXACT_MONTH, word)


@pytest.mark.parametrize(("word", "number"), [("février", 2), ("März", 3), ("mayo", 5), ("сентября", 9), ("DEZEMBER", 12)])
def test_months_of_other_languages_are_both_found_and_counted(word: str, number: int) -> None:
    assert re.fullmatch(calendar.ANY_MONTH, word.lower())
    assert calendar.month_number(word) == number


@pytest.mark.parametrize("word", ["Tue", "Tues", "Tuesday", "Wednesday", "Thurs.", "Sat", "Saturday"])
def test_weekdays_before_a_number(word: str) -> None:
    assert re.fullmatch(calendar.DATE_WORD, word)


def test_groups_of_titles_and_of_stop_words_hold_no_word_twice() -> None:
    for module in (titles, stopwords):
        groups = {name: words for name, words in vars(module).items() if name.startswith("_") and isinstance(words, frozenset)}
        assert len(groups) > 3
        for (one, words), (other, more) in combinations(groups.items(), 2):
            assert not words & more, (module.__name__, one, other)


def test_titles_come_off_names_but_saints_stay() -> None:
    assert person_words("Former Deputy Prime Minister Lena Marsh") == ["Lena", "Marsh"]
    assert person_words("Adm. Lena Marsh") == ["Lena", "Marsh"]
    assert person_words("St Clair Marsh") == ["St", "Clair", "Marsh"]


def test_a_courtesy_title_makes_a_person_and_an_office_does_not() -> None:
    assert is_titled("Mx Holm")
    assert not is_titled("General Holm")


@pytest.mark.parametrize("title", [*sorted(titles.ABBREVIATED), *calendar.MONTH_ABBREVIATIONS])
def test_no_sentence_ends_after_what_is_abbreviated(title: str) -> None:
    assert len(list(sentences(f"They met {title.capitalize()}. Marsh there. It rained."))) == 2


def test_a_sentence_may_begin_with_a_name_that_is_also_a_small_word() -> None:
    assert may_name("Will rowed home.")
    assert may_name("May rowed home.")
    assert not may_name("Meanwhile it rained.")
    assert may_name("Against all odds it rained.")  # no opener: the recogniser is asked
