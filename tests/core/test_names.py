import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.entities import names

SAME = [
    ("PER", "Oleksii Baranenko", "Alexey Baranenko"),
    ("PER", "Oleksiy Baranenko", "Aleksei Baranenko"),
    ("PER", "Mykhailo Podolchenko", "Mikhail Podolchenko"),
    ("PER", "Podoliak", "Podolyak"),
    ("PER", "Dmytro Tochytskyi", "Dimitry Tochitskiy"),
    ("PER", "Yevhen Hrytsenko", "Evgeny Hrytsenko"),
    ("PER", "Ihor Velskyi", "Igor Velsky"),
    ("PER", "Mohammed al-Harbi", "Muhammad Harbi"),
    ("PER", "President Anna Keller", "Anna Keller"),
    ("PER", "Anna Keller's", "Anna Keller"),
    ("PER", "Keller, Anna", "Anna Keller"),
    ("PER", "Anna B. Keller", "Anna Keller"),
    ("PER", "Ivan Petrovich Sidorov", "Ivan Sidorov"),
    ("PER", "José Núñez", "Jose Nunez"),
    ("GPE", "Kyiv", "Kiev"),
    ("GPE", "Odesa", "Odessa"),
    ("GPE", "Russia", "Russian Federation"),
    ("GPE", "the United States", "U.S."),
    ("GPE", "Belarus", "Republic of Belarus"),
    ("LOC", "Kharkiv", "Kharkov"),
    ("ORG", "NATO", "North Atlantic Treaty Organization"),
    ("ORG", "ICRC", "International Committee of the Red Cross"),
    ("ORG", "Russian Ministry of Defense", "Russia's Defence Ministry"),
    ("ORG", "Ministry of Foreign Affairs", "Foreign Ministry"),
    ("ORG", "the United Nations", "UN"),
    ("ORG", "Acme Corp.", "Acme"),
]
DIFFERENT = [
    ("PER", "Volodymyr Baran", "Volodymyr Baranov"),
    ("PER", "Vitali Koval", "Vladimir Koval"),
    ("PER", "Ivan Belov", "Ivana Belova"),
    ("PER", "John Mill", "John Mill Jr"),
    ("PER", "Peter Maurer", "Peter Maurer Smith"),
    ("PER", "Kim Jong Sam", "Kim Jong Dal"),
    ("PER", "Anna Keller", "Keller"),
    ("GPE", "Iran", "Iraq"),
    ("GPE", "Niger", "Nigeria"),
    ("GPE", "Austria", "Australia"),
    ("GPE", "North Korea", "South Korea"),
    ("GPE", "Republic of the Congo", "Democratic Republic of the Congo"),
    ("GPE", "China", "Republic of China"),
    ("ORG", "Russian Ministry of Defense", "Ukrainian Ministry of Defense"),
    ("ORG", "Russian Ministry of Defense", "Russian Ministry of Health"),
]


@pytest.mark.parametrize(("label", "a", "b"), SAME)
def test_spellings_of_one_name_share_an_id(label: str, a: str, b: str) -> None:
    assert names.entity_id(a, label) == names.entity_id(b, label)


@pytest.mark.parametrize(("label", "a", "b"), DIFFERENT)
def test_different_names_keep_apart(label: str, a: str, b: str) -> None:
    assert names.entity_id(a, label) != names.entity_id(b, label)


def test_place_labels_are_one_class() -> None:
    assert names.entity_id("Northtown", "GPE") == names.entity_id("Northtown", "LOC") == names.entity_id("Northtown", "FAC")
    assert names.entity_id("Northtown", "GPE") != names.entity_id("Northtown", "ORG")


@given(st.text(max_size=60), st.sampled_from(["PER", "ORG", "GPE", "EVENT", "NORP"]))
def test_every_text_has_a_key(name: str, label: str) -> None:
    assert isinstance(names.alias_key(name, label), str)
    assert names.entity_id(name, label) == names.entity_id(name, label)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_folding_forgets_case_and_marks(word: str) -> None:
    assert names.fold(word.upper()) == names.fold(word) == names.fold(f"{word}'")


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Kiev", "Ukraine"),
        ("Ukrainian", "Ukraine"),
        ("Kremlin", "Russia"),
        ("Ukraine’s", "Ukraine"),
        ("South Koreans", "South Korea"),
        ("Northtown", None),
    ],
)
def test_country_of(name: str, country: str | None) -> None:
    assert names.country_of(name) == country


@pytest.mark.parametrize(
    ("name", "label"),
    [("Kyiv", "GPE"), ("Ukraine", "GPE"), ("NATO", "ORG"), ("Jordan", None), ("Washington", None), ("Anna Keller", None), ("who", None)],
)
def test_known_label(name: str, label: str | None) -> None:
    assert names.known_label(name) == label


def test_no_alias_stands_for_two_countries() -> None:
    rows = names._rows("countries.tsv")
    aliases = [names.plain(a) for row in rows for a in dict.fromkeys((row[0], *names._words(row[3])))]
    assert len(set(aliases)) == len({(names.countries()[a], a) for a in aliases})
    assert all(len(row) == 4 for row in rows)
