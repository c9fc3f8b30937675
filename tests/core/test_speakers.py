"""Whom a source stands for, with the names given: what the recogniser finds does not matter here."""

import re

import pytest

from newsbeam.transforms.core.attribution.discourse import Discourse, Speaker
from newsbeam.transforms.core.attribution.full_names import full_body, full_person
from newsbeam.transforms.core.attribution.speakers import resolve
from newsbeam.transforms.records import EntityLabel, Id, Mention, Span

ROE = Speaker(Id("Anna Roe"), "Anna Roe", None, "person", "name")


def mention(text: str, surface: str, label: EntityLabel, name: str | None = None, *, at: int = 0) -> Mention:
    start = text.index(surface, at)
    return Mention(Id(name or surface), name or surface, label, Span(start, start + len(surface)), surface, "name")


def discourse(text: str, names: dict[str, EntityLabel], *, said: dict[str, Speaker] | None = None, told: tuple[str, ...] = ()) -> Discourse:
    """The text, each of the names once, who spoke with which words, and what was told."""
    mentions = sorted((mention(text, surface, label) for surface, label in names.items()), key=lambda one: one.span)
    made = Discourse(text, tuple(mentions))
    for words, speaker in (said or {}).items():
        made.speak(text.index(words), speaker)
    made.tell([Span(text.index(words), text.index(words) + len(words)) for words in told])
    return made


def last(made: Discourse, source: str, content: str = "") -> Speaker:
    """Who the last place of `source` in the text stands for."""
    start = made.text.rindex(source)
    said = [Span(made.text.index(content), made.text.index(content) + len(content))] if content else []
    return resolve(made, Span(start, start + len(source)), said)


WHO: dict[str, tuple[str, dict[str, EntityLabel], str, str | None]] = {
    # text, the names in it, the source, whose name it is
    "an office, named later": ("A transit chief spoke. Chief Ed Roe came.", {"Ed Roe": "PER"}, "A transit chief", "Ed Roe"),
    "an office, of two": ("A chief spoke. Chief Ed Roe and chief Al Lind came.", {"Ed Roe": "PER", "Al Lind": "PER"}, "A chief", None),
    "an office, named before": ("Chief Ed Roe came. A chief spoke.", {"Ed Roe": "PER"}, "A chief", None),
    "in apposition": ("Ed Roe, the baker of Lorne, came. The baker spoke.", {"Ed Roe": "PER"}, "The baker", "Ed Roe"),
    "figures of a body": ("Lanterna figures spoke.", {"Lanterna": "ORG"}, "Lanterna figures", "Lanterna"),
    "with a thing behind": (
        "It rained. Umar Roe, a great surprise, spoke.",
        {},
        "Umar Roe, a great surprise",
        "Umar Roe, a great surprise",
    ),
    "a firm after a ministry": ("Trade Ministry met. The firm spoke.", {"Trade Ministry": "ORG"}, "The firm", "firm"),
    "who leads": ("Nora Quell leads the mill. The director spoke.", {"Nora Quell": "PER"}, "The director", "Nora Quell"),
    "an age": ("Ed Roe, 51, came. The 51-year-old baker spoke.", {"Ed Roe": "PER"}, "The 51-year-old baker", "Ed Roe"),
    "another age": ("Ed Roe, 51, came. The 50-year-old baker spoke.", {"Ed Roe": "PER"}, "The 50-year-old baker", None),
    "another name of an office": (
        "Norvian President Ed Roe came. The Norvian leader spoke.",
        {"Ed Roe": "PER"},
        "The Norvian leader",
        "Ed Roe",
    ),
    "the better of two": (
        "The guild’s president, Ed Roe, came. President Al Lind left. The guild’s president spoke.",
        {"Ed Roe": "PER", "Al Lind": "PER"},
        "The guild’s president",
        "Ed Roe",
    ),
    "the company": ("Lanterna, a travel company, fell. The company spoke.", {"Lanterna": "ORG"}, "The company", "Lanterna"),
    "the company, after a captain": (
        "Captain Ed Roe said so. The shipping company spoke.",
        {"Ed Roe": "PER"},
        "The shipping company",
        "shipping company",
    ),
    "the company that runs": ("The company that runs the ships, Corran Lines, spoke.", {}, "The company", "Corran Lines"),
    "the firm below a title": ("Trade Ministry Anna met. The Lorne Mill printed it. The firm spoke.", {}, "The firm", "Lorne Mill"),
    "the board": ("The Road Safety Board met. The board spoke.", {"Road Safety Board": "ORG"}, "The board", "Road Safety Board"),
    "a subject that is no mention": ("The Seoul Ledger printed it. The newspaper spoke.", {}, "The newspaper", "Seoul Ledger"),
    "the only body near": ("It rained at Lanterna. The firm spoke.", {"Lanterna": "ORG"}, "The firm", "Lanterna"),
    "a body’s statement": ("Lanterna, a firm, fell. The firm’s statement spoke.", {"Lanterna": "ORG"}, "The firm’s statement", "Lanterna"),
    "a name’s statement": ("It fell. Lanterna’s statement spoke.", {"Lanterna": "ORG"}, "Lanterna’s statement", "Lanterna"),
    "somebody’s statement": ("It fell. The mayor’s statement spoke.", {}, "The mayor’s statement", "The mayor"),
    "a thing’s statement": ("It fell. The bridge’s statement spoke.", {}, "The bridge’s statement", None),
    "a letter from nameless people": (
        "A letter from the sisters to Ed Roe spoke.",
        {"Ed Roe": "PER"},
        "A letter from the sisters",
        "the sisters",
    ),
    "a letter from a place": (
        "A letter from a rabbi in Corbridge spoke.",
        {"Corbridge": "GPE"},
        "A letter from a rabbi in Corbridge",
        "a rabbi in Corbridge",
    ),
    "a poll by one for another": (
        "A poll by Veritas for Channel Nine spoke.",
        {"Veritas for Channel Nine": "ORG"},
        "A poll by Veritas for Channel Nine",
        "Veritas",
    ),
    "a study by two": (
        "A study by Aldon Board and Corran College spoke.",
        {},
        "A study by Aldon Board and Corran College",
        "Aldon Board and Corran College",
    ),
    "a study by a named body": ("A study by the Aldon Board spoke.", {"Aldon Board": "ORG"}, "A study by the Aldon Board", "Aldon Board"),
    "researchers": ("Researchers at Aldon College met. The study spoke.", {"Aldon College": "ORG"}, "The study", "Aldon College"),
    "conducted by": ("The Aldon College-conducted poll came. The survey spoke.", {}, "The survey", "Aldon College"),
    "emails from somebody": ("Emails from Harlan Prost came. The emails spoke.", {}, "The emails", "Harlan Prost"),
    "a transcript is nobody’s": ("Lanterna fell. The transcript spoke.", {"Lanterna": "ORG"}, "The transcript", None),
    "a sergeant": ("It rained. Sgt. Marty Roe of the police spoke.", {}, "Sgt. Marty Roe of the police", "Marty Roe"),
    "with a role behind": (
        "It rained. Umar al-Roe, spokesman for the army, spoke.",
        {},
        "Umar al-Roe, spokesman for the army",
        "Umar al-Roe, spokesman for the army",
    ),
    "with a role behind, capital": (
        "It rained. Umar Roe, spokesman for the army, spoke.",
        {},
        "Umar Roe, spokesman for the army",
        "Umar Roe",
    ),
}


@pytest.mark.parametrize("case", WHO)
def test_who_is_meant(case: str) -> None:
    text, names, source, name = WHO[case]
    assert last(discourse(text, names), source).name == name


def test_a_body_called_by_a_minister_s_given_name() -> None:
    text = "Minister Fahmi Roe met them. Fahmi spoke."
    made = Discourse(text, (mention(text, "Fahmi", "ORG", at=20),))
    found = last(made, "Fahmi")
    assert (found.name, found.kind) == ("Fahmi Roe", "person")


def test_a_pronoun_is_who_speaks_and_not_who_is_spoken_of() -> None:
    text = "Anna Roe said that Eva Lind is ill. She spoke."
    made = discourse(text, {"Anna Roe": "PER", "Eva Lind": "PER"}, said={"Anna Roe": ROE}, told=("Eva Lind is ill",))
    assert last(made, "She").name == "Anna Roe"


def test_a_pronoun_in_what_is_said_is_who_says_it() -> None:
    text = "Anna Roe denied that she knew. “She ran,” a baker said."
    made = discourse(text, {"Anna Roe": "PER"}, said={"Anna Roe": ROE}, told=("that she knew", "“She ran,”"))
    start = text.index("she knew")
    assert resolve(made, Span(start, start + 3)).name == "Anna Roe"


def test_a_pronoun_in_quoted_words_is_not_who_quotes_them() -> None:
    text = "Anna Roe called it “a lie that she told” and left."
    made = discourse(text, {"Anna Roe": "PER"}, said={}, told=("it “a lie that she told”",))
    start = text.index("she told")
    assert resolve(made, Span(start, start + 3)).name == "Anna Roe"  # by the sentence’s subject


def test_a_pronoun_far_from_who_speaks() -> None:
    far = " and it rained on the long road to Lorne" * 6
    text = f"Anna Roe came{far}, for she knew."
    made = discourse(text, {"Anna Roe": "PER"}, said={"Anna Roe": ROE}, told=(", for she knew",))
    start = text.index("she knew")
    assert resolve(made, Span(start, start + 3)).name == "Anna Roe"  # not as the speaker around, but as who spoke last


def test_a_pronoun_with_a_name_that_nobody_recognises() -> None:
    assert last(discourse("Anselm Brae stopped at noon. Eva was there, he said.", {}), "he").name == "Anselm Brae"
    assert last(discourse("Anna Brae stopped at noon. It was cold, he said.", {}), "he").name is None
    assert last(discourse("It rained. It was cold, he said.", {}), "he").name is None


def test_a_pronoun_with_nobody_else_is_who_is_spoken_of() -> None:
    text = "They praised Mrs. Eva Lind. She spoke."
    made = discourse(text, {"Eva Lind": "PER"}, told=("Mrs. Eva Lind",))
    assert last(made, "She").name == "Eva Lind"


def test_they_are_the_two_named_together() -> None:
    assert last(discourse("Al Lind and Ed Roe came. They spoke.", {"Al Lind": "PER", "Ed Roe": "PER"}), "They").name == "Al Lind and Ed Roe"
    text = "Al Lind and Ed Roe came. The union spoke. They left."
    union = Speaker(None, "union", None, "group", "text")
    made = discourse(text, {"Al Lind": "PER", "Ed Roe": "PER"}, said={"The union": union})
    assert last(made, "They").name == "union"
    assert last(discourse("Al Lind met Ed Roe. They spoke.", {"Al Lind": "PER", "Ed Roe": "PER"}), "They").name is None


def test_a_role_is_that_of_who_spoke_last() -> None:
    mayor = Speaker(Id("r"), "Anna Roe", "the mayor of Lorne", "person", "name")
    assert last(discourse("Anna Roe spoke. The mayor left.", {}, said={"Anna Roe": mayor}), "The mayor").name == "Anna Roe"


def test_the_firm_is_the_one_that_spoke_last() -> None:
    firm = Speaker(Id("l"), "Lanterna", None, "organisation", "name")
    assert last(discourse("It rained, Lanterna spoke. The firm left.", {}, said={"Lanterna": firm}), "The firm").name == "Lanterna"


def test_the_report_is_whose_spoke_last() -> None:
    board = Speaker(Id("b"), "Board", None, "organisation", "name")
    assert last(discourse("Board spoke. The memo left.", {}, said={"Board": board}), "The memo").name == "Board"


def test_full_names() -> None:
    assert full_person("Patrick W. Roe Jr. came, and Patrick Roe left.", "Roe") == "Patrick W. Roe Jr."
    assert full_person("Anna Roe came, and Eva Roe left.", "Roe") is None
    assert full_person("Communications Minister Fahmi Roe’s car.", "Fahmi") == "Fahmi Roe"
    assert full_person("Roe President came.", "Roe") is None
    text = "The Lorne Herald and the Varde Herald."
    both = [mention(text, "Lorne Herald", "ORG"), mention(text, "Varde Herald", "ORG")]
    assert full_body(both, "Herald") is None
    found = full_body(both[:1], "Herald")
    assert found is not None
    assert found.name == "Lorne Herald"
    assert re.search("Herald", text)
