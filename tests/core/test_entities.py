from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsbeam.transforms.core.entities import names
from newsbeam.transforms.core.entities.find_entities import find_entities, is_titled, may_name, trim
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.records import Article, Id, Mention, Origin, Span

NOW = datetime(2024, 5, 15, tzinfo=UTC)


def mentions(text: str, lang: str | None = "en") -> tuple[Mention, ...]:
    origin = Origin(Id("i"), (0, 0), "test", NOW)
    article = Article(
        Id("a"), Id("c"), origin, None, None, "x.example", None, (), NOW, None, date(2024, 5, 15), lang, None, text, "free", "test"
    )
    return find_entities(article, DEFAULT_MODEL)


def ties(text: str) -> dict[str, tuple[str, str]]:
    """Surface -> (entity's name, reason)."""
    return {m.surface: (m.name, m.reason) for m in mentions(text)}


def test_surname_is_tied_to_the_full_name() -> None:
    found = mentions("Mayor Anna Keller opened the school on Monday. Keller thanked the builders. Later Keller left for Paris.")
    people = [m for m in found if m.label == "PER"]
    assert [m.surface for m in people] == ["Anna Keller", "Keller", "Keller"]
    assert {m.entity_id for m in people} == {names.entity_id("Anna Keller", "PER")}
    assert [m.reason for m in people] == ["name", "surname", "surname"]


def test_a_surname_that_two_people_share_is_tied_to_neither() -> None:
    found = ties("Anna Keller met John Keller in Paris. Mr. Keller said nothing to the press afterwards.")
    assert found["Anna Keller"] == ("Anna Keller", "name")
    assert found.get("Keller", ("Keller", "ambiguous_surname")) == ("Keller", "ambiguous_surname")


def test_spellings_share_an_entity_and_the_fullest_is_its_name() -> None:
    found = mentions("Oleksiy Baranenko flew to Kyiv. On Friday Alexey Baranenko returned from Kiev.")
    people = [m for m in found if m.label == "PER"]
    assert len({m.entity_id for m in people}) == 1
    places = [m for m in found if m.label == "GPE"]
    assert {m.surface for m in places} == {"Kyiv", "Kiev"}
    assert len({m.entity_id for m in places}) == 1


def test_possessive_and_article_are_trimmed() -> None:
    found = ties("Germany’s economy grew while the United Nations met in Geneva. Anna Keller's party won.")
    assert {"Germany", "United Nations", "Anna Keller"} <= set(found)


def test_an_acronym_that_the_text_explains() -> None:
    found = ties("The Northern Harbour Workers Union (NHWU) called a strike in Hamburg. Talks with the NHWU failed on Monday.")
    if "NHWU" in found:
        assert found["NHWU"] == ("Northern Harbour Workers Union", "acronym_in_text")


def test_ministry_without_its_country() -> None:
    found = ties("The Russian Ministry of Defense issued a report. The Ministry of Defense also confirmed the date.")
    assert found["Ministry of Defense"] == ("Russian Ministry of Defense", "partial_name")


def test_a_given_name_is_taken_in() -> None:
    from newsbeam.transforms.core.entities.find_entities import Naming, with_given_name

    text = "Then Dimitry Baranenko spoke."
    naming = with_given_name(text, Naming(Span(13, 22), "Baranenko", "PER"))
    assert (naming.span, naming.surface) == (Span(5, 22), "Dimitry Baranenko")
    assert with_given_name("The Baranenko", Naming(Span(4, 13), "Baranenko", "PER")).surface == "Baranenko"


def test_a_surname_is_a_person_whatever_the_label() -> None:
    from newsbeam.transforms.core.entities.find_entities import bearers_are_people

    assert bearers_are_people({"Anna Keller": "PER", "Keller": "ORG", "Kyiv": "GPE"}) == {
        "Anna Keller": "PER",
        "Keller": "PER",
        "Kyiv": "GPE",
    }


def test_names_missed_once_are_found_again() -> None:
    text = "Anna Keller and Peter Novak met in Berlin.\nkeller? Anna Keller! (Peter Novak)"
    assert [m.surface for m in mentions(text)].count("Peter Novak") == 2


@pytest.mark.parametrize("lang", ["de", "uk", "es-MX"])
def test_other_languages_have_no_mentions(lang: str) -> None:
    assert mentions("Anna Keller flew to Paris.", lang) == ()


@pytest.mark.parametrize(
    ("sentence", "may"),
    [
        ("The rain fell all day.", False),
        ("it rained.", False),
        ("I slept.", False),
        ("Keller won.", True),
        ("The mayor met Novak.", True),
        ("“Nobody came.", True),
        ("He met NATO.", True),
        ("Élise won.", True),
    ],
)
def test_only_sentences_with_capitals_are_read(sentence: str, may: bool) -> None:
    assert may_name(sentence) is may


@pytest.mark.parametrize(
    ("text", "label", "surface"),
    [
        ("the United Nations", "ORG", "United Nations"),
        ("President Anna Keller", "PERSON", "Anna Keller"),
        ("Anna Keller’s", "PERSON", "Anna Keller"),
        ("“Norvia”", "GPE", "Norvia"),
        ("Mr. Novak", "PERSON", "Novak"),
        ("’s", "ORG", None),
        ("the ", "ORG", None),
        ("12", "ORG", None),
    ],
)
def test_trim(text: str, label: str, surface: str | None) -> None:
    span = trim(text, Span(0, len(text)), label)
    assert (text[span.start : span.end] if span else None) == surface


TEXTS = st.lists(
    st.sampled_from(
        [
            "Anna Keller",
            "Keller",
            "the",
            "NATO",
            "Kyiv",
            "(NHWU)",
            "’s",
            "\n",
            "met",
            "in",
            "Russia",
            "said",
            ".",
            "x" * 350,
            "🙂",
            "\u00a0",
            "Mr.",
            "and",
        ]
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_spans_are_surfaces_in_order_without_overlap(text: str) -> None:
    end = 0
    for m in mentions(text):
        assert text[m.span.start : m.span.end] == m.surface
        assert m.span.start >= end
        end = m.span.end


def test_ids_do_not_depend_on_the_article() -> None:
    (first,) = {m.entity_id for m in mentions("Peter Novak slept.") if m.label == "PER"}
    (second,) = {m.entity_id for m in mentions("In Rome, Peter Novak met Anna Keller.") if m.surface == "Peter Novak"}
    assert first == second


@pytest.mark.parametrize(
    ("surface", "person"),
    [
        ("Mr Holm", True),
        ("Oleksii Holm", True),
        ("Oleksiy Andriyovych Holm", True),
        ("Alexander Hotel", False),
        ("Holm", False),
        ("Ministry of Health", False),
        ("Oleksii\nHolm", False),
    ],
)
def test_a_title_or_a_given_name_makes_a_person(surface: str, person: bool) -> None:
    assert is_titled(surface) == person
