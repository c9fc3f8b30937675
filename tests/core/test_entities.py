from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsbeam.transforms.core.entities import names
from newsbeam.transforms.core.entities.find_entities import apart, find_entities, full_names, is_titled, may_name, namings, resolve, trim
from newsbeam.transforms.core.entities.labels import Naming, bearers_are_people, labelled
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.core.entities.name_forms import Named, with_forms
from newsbeam.transforms.core.entities.recogniser import Entity
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
    found = ties("Anna Keller met John Keller in Paris. But Keller said nothing to the press afterwards.")
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
    from newsbeam.transforms.core.entities.find_entities import with_given_name

    text = "Then Dimitry Baranenko spoke."
    naming = with_given_name(text, Naming(Span(13, 22), "Baranenko", "PER"))
    assert (naming.span, naming.surface) == (Span(5, 22), "Dimitry Baranenko")
    assert with_given_name("The Baranenko", Naming(Span(4, 13), "Baranenko", "PER")).surface == "Baranenko"


def test_a_surname_is_a_person_whatever_the_label() -> None:
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
        ("Desmond Holm", True),
        ("Jean-Claude Holm", True),
        ("Victoria Holm Station", False),
        ("Virginia Holm", False),
    ],
)
def test_a_title_or_a_given_name_makes_a_person(surface: str, person: bool) -> None:
    assert is_titled(surface) == person


def people(text: str, *surfaces: str, headline: str = "") -> list[tuple[str, str]]:
    """The name and reason that each person's naming in turn is tied to; the surfaces are found in the order of the text."""
    found, at = [], 0
    for surface in surfaces:
        at = text.index(surface, at)
        found.append(Naming(Span(at, at + len(surface)), surface, "PER"))
        at += len(surface)
    return [(m.name, m.reason) for m in resolve(text, found, [headline] if headline else [])]


@pytest.mark.parametrize(
    ("text", "surfaces", "last"),
    [
        ("Lena Quill and Tom Quill rowed. Ms Quill won.", ("Lena Quill", "Tom Quill", "Quill"), ("Lena Quill", "title")),
        ("Lena Quill and Tom Quill rowed. Mr. Quill won.", ("Lena Quill", "Tom Quill", "Quill"), ("Tom Quill", "title")),
        ("Lena Quill and Tom Quill rowed. Quill won.", ("Lena Quill", "Tom Quill", "Quill"), ("Quill", "ambiguous_surname")),
        ("Mayor Ove Quill met Lars Quill. Mayor Quill won.", ("Ove Quill", "Lars Quill", "Quill"), ("Ove Quill", "title")),
        ("Lena Quill rowed. Mr Quill swam.", ("Lena Quill", "Quill"), ("Quill", "name")),
        ("Lena Quill rowed. Lena won.", ("Lena Quill", "Lena"), ("Lena Quill", "given_name")),
        ("Lena Quill and Lena Marsh rowed. Lena won.", ("Lena Quill", "Lena Marsh", "Lena"), ("Lena", "name")),
        ("Jon Quill Jr. rowed. Quill won.", ("Jon Quill Jr.", "Quill"), ("Jon Quill Jr.", "surname")),
        ("Jon Quill and Jon Quill Jr. rowed. Quill won.", ("Jon Quill", "Jon Quill Jr.", "Quill"), ("Jon Quill", "surname")),
        ("Jon Quill III rowed. Jon Quill won.", ("Jon Quill III", "Jon Quill"), ("Jon Quill III", "partial_name")),
        ("Ada Berit Quill rowed. A. Quill won.", ("Ada Berit Quill", "A. Quill"), ("Ada Berit Quill", "partial_name")),
        ("Kim (Kit) Quill rowed. Kim Quill won.", ("Kim (Kit) Quill", "Kim Quill"), ("Kim (Kit) Quill", "alias_key")),
        ("Ove Holt-Quill rowed. Holt-Quill won.", ("Ove Holt-Quill", "Holt-Quill"), ("Ove Holt-Quill", "surname")),
    ],
)
def test_whom_a_short_name_means(text: str, surfaces: tuple[str, ...], last: tuple[str, str]) -> None:
    assert people(text, *surfaces)[-1] == last


def test_the_headline_tells_whom_a_surname_means() -> None:
    assert full_names("Harbour board fires Desmond Quill", mentions_of("Harbour board fires Desmond Quill", ("Desmond Quill", "ORG"))) == [
        "Desmond Quill"
    ]
    assert people("Quill was fired on Monday.", "Quill", headline="Desmond Quill") == [("Desmond Quill", "surname")]


def mentions_of(text: str, *found: tuple[str, str]) -> list[Entity]:
    """As the recogniser gives them."""
    return [Entity(text.index(surface), text.index(surface) + len(surface), label) for surface, label in found]


def labels(text: str, *found: tuple[str, str]) -> list[tuple[str, str]]:
    """Surface and label of each naming, after what the recogniser is said to have found."""
    return [(n.surface, n.label) for n in namings(text, [Named(Span(e.start, e.end), e.label) for e in mentions_of(text, *found)])]


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("Norway Ada Quill came.", ("Norway Ada Quill", "PERSON"), [("Norway", "GPE"), ("Ada Quill", "PER")]),
        ("Shells hit Kyiv, Kharkiv.", ("Kyiv, Kharkiv", "GPE"), [("Kyiv", "GPE"), ("Kharkiv", "GPE")]),
        ("He (the Russian Federation - ed) left.", ("Russian Federation - ed", "GPE"), [("Russian Federation", "GPE")]),
        ("McDonald's closed.", ("McDonald's", "PERSON"), [("McDonald's", "ORG")]),
        ("Ada McDonald's boat, McDonald's oar.", ("McDonald's oar", "PERSON"), [("McDonald's oar", "PER")]),
        ("Trooper Ada Quill came.", ("Trooper Ada Quill", "PERSON"), [("Ada Quill", "PER")]),
        ("Many Uzbeks came.", ("Uzbeks", "ORG"), [("Uzbeks", "NORP")]),
        ("He lived in Quillham for years.", ("Quillham", "ORG"), [("Quillham", "GPE")]),
        ("She bought shares in Quillham yesterday.", ("Quillham", "ORG"), [("Quillham", "ORG")]),
        ("The fire spread near Thessaloniki.", ("Thessaloniki", "PERSON"), [("Thessaloniki", "GPE")]),
        ("Reading said no.", ("Reading", "PERSON"), [("Reading", "PER")]),
        ("They fled Baton Rouge at dawn.", ("Baton Rouge", "PERSON"), [("Baton Rouge", "GPE")]),
        ("She played for the Quillmen.", ("Quillmen", "PERSON"), [("Quillmen", "ORG")]),
        ("It began at 8.40pm.", ("8.40pm", "ORG"), []),
        ("Prime Minister Quill came.", ("Quill", "GPE"), [("Quill", "PER")]),
        ("She posted it on Twitter.", ("Twitter", "PERSON"), [("Twitter", "ORG")]),
    ],
)
def test_what_a_name_is(text: str, found: tuple[str, str], expected: list[tuple[str, str]]) -> None:
    assert labels(text, found) == expected


def test_a_country_that_is_a_surname_is_looked_at_each_time() -> None:
    text = "Ada Jordan flew from Egypt to Jordan. Jordan slept."
    found = labels(text, ("Ada Jordan", "PERSON"), ("Egypt", "GPE"), ("to Jordan", "PERSON"))
    assert found[:2] == [("Ada Jordan", "PER"), ("Egypt", "GPE")]
    where = Naming(Span(30, 36), "Jordan", "PER")
    who = Naming(Span(38, 44), "Jordan", "PER")
    ada = Naming(Span(0, 10), "Ada Jordan", "PER")
    assert [n.label for n in labelled(text, [ada, where, who])] == ["PER", "GPE", "PER"]


def test_surnames_of_people_named_in_full_are_found_where_they_were_missed() -> None:
    text = "Ada Quill came.\nQuill spoke at Quill Street, with Kit Quill.\nQUILL: Yes."
    assert [text[n.span.start - 1 : n.span.end] for n in namings(text, [Named(Span(0, 9), "PERSON")])][1:] == ["\nQuill", "\nQUILL"]


def test_a_surname_that_is_also_a_word_of_the_text_is_not_looked_for() -> None:
    text = "Ada Young came. Young and young alike sang."
    assert len(namings(text, [Named(Span(0, 9), "PERSON")])) == 1


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("the warship INS Quill sank", "INS Quill", "PRODUCT"),
        ("in Quillford-upon-Marsh today", "Quillford-upon-Marsh", "GPE"),
        ("at St. Ada's Hospital today", "St. Ada's Hospital", "ORG"),
        ("then Kim (Kit) Roe left", "Kim (Kit) Roe", "PERSON"),
        ("then Ada W. Roe Jr. left", "Ada W. Roe Jr.", "PERSON"),
        ("then Mrs. Roe left", "Roe", "PERSON"),
    ],
)
def test_names_told_by_their_form(text: str, name: str, label: str) -> None:
    start = text.index(name)
    assert with_forms(text, []) == [Named(Span(start, start + len(name)), label)]


def test_a_name_that_is_apart_already_stays() -> None:
    named = [Named(Span(0, 15), "GPE")]
    assert list(apart("Washington, D.C.", named)) == named


def test_in_a_long_list_of_namesakes_nobody_is_tied() -> None:
    listed = [f"{chr(65 + n % 26)}{'aeo'[n // 26]}bert Quill" for n in range(78)]
    ties = people(". ".join([*listed, "Quill"]), *listed, "Quill")
    assert ties[-1] == ("Quill", "name")
    assert {reason for _, reason in ties} <= {"name", "alias_key"}
