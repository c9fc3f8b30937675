from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.statements.facets import facets_of
from newsbeam.transforms.core.statements.find_statements import MOST, find_statements
from newsbeam.transforms.core.statements.negation import negated_in, unreal_in
from newsbeam.transforms.core.statements.opposites import plainly
from newsbeam.transforms.records import Article, Id, Origin

AT = datetime(2031, 3, 4, tzinfo=UTC)


def article(text: str, title: str | None = None, lang: str = "en") -> Article:
    key = Id("a")
    origin = Origin(key, (0, 0), "o", AT)
    return Article(key, key, origin, None, None, "x.example", title, (), AT, None, AT.date(), lang, None, text, "free", "none")


def test_statements_are_places_in_the_text() -> None:
    text = "The mill at Dorn was gutted on Friday. It is a fine day for a walk by the sea. No crew member was hurt in the fire."
    found = find_statements(article(text, "Mill at Dorn destroyed by fire"), ())
    assert [(one.zone, one.negated) for one in found] == [("headline", False), ("body", False), ("body", True)]
    assert text[found[1].span.start : found[1].span.end] == "The mill at Dorn was gutted on Friday."
    assert "day: friday" in found[1].facets
    assert len({one.statement_id for one in found}) == 3


@pytest.mark.parametrize("text", ["Was the mill destroyed by fire?", "“The mill was destroyed by fire,” Roe said.", "Hurt."])
def test_what_somebody_says_or_asks_is_none_of_the_outlet(text: str) -> None:
    assert find_statements(article(text), ()) == ()


def test_other_languages_have_none_and_articles_not_too_many() -> None:
    assert find_statements(article("The mill at Dorn was destroyed by fire.", lang="de"), ()) == ()
    many = " ".join(f"Mill number {number} was destroyed by fire." for number in range(90))
    assert len(find_statements(article(many), ())) == MOST


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("Divers found the wreck off Cape Sand on Tuesday", ("day", ("tuesday",))),
        ("The navy on Thursday thwarted a raid on the port", ("day", ("thursday",))),
        ("The tanker lies 40 miles east of Port Ellery", ("direction", ("east",))),
        ("The blackout was caused by a fallen tree", ("cause", ("fell", "tree"))),
        ("The fire was started by hill rebels", ("cause", ("fighter", "hill"))),
        ("Teland blamed hill rebels for the explosion", ("blame", ("fighter", "hill"))),
        ("A shepherd found the bodies below the pass", ("who finds bodies", ("shepherd",))),
        ("The bodies were found below the pass by a shepherd", ("who finds bodies", ("shepherd",))),
        ("The miners drowned in the shaft", ("manner of death", ("drowned",))),
        ("The driver was dead on arrival", ("place of death", ("at once",))),
        ("Brod pleaded not guilty", ("plea", ("not guilty",))),
    ],
)
def test_facets(text: str, facet: tuple[str, tuple[str, ...]]) -> None:
    assert facet in [(one.slot, one.value) for one in facets_of(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The minister said on Tuesday that the bridge is safe",
        "The bridge will be closed until Friday",
        "The fire was still burning on Saturday",
        "It is too early to say whether the fire was caused by arson",
        "The blackout was not caused by a fallen tree",
        "They found the town in good spirits",
    ],
)
def test_no_facets(text: str) -> None:
    assert facets_of(text) == ()


@pytest.mark.parametrize(
    ("text", "focus", "is_clear"),
    [
        ("there is no shortage of flour", " shortage of flour", True),
        ("the crew had not bombed the port, though", " bombed the port", True),
        ("there was no grain in that barn, not one sack", " grain in that barn", True),
        ("they would not sign the treaty", " sign the treaty", False),
        ("one of the shells did not explode", " explode", False),
        ("the police did not know who fired", " know ", False),
        ("there were no reports of injuries", " reports of injuries", False),
    ],
)
def test_what_is_negated(text: str, focus: str, is_clear: bool) -> None:
    found = negated_in(text)
    assert found is not None
    assert (found.focus, found.is_clear) == (focus, is_clear)


@pytest.mark.parametrize("text", ["not one man but several fled", "no fewer than nine sailed", "not only the mill burnt"])
def test_what_negates_nothing(text: str) -> None:
    assert negated_in(text) is None


def test_what_is_no_fact() -> None:
    assert "famine" in unreal_in("everything was done to avoid a famine in the delta")
    assert "famine" not in unreal_in("there is a famine in the delta")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("the crew were poorly equipped", "the crew were unequipped"),
        ("the crew were well-equipped", "the crew were equipped"),
        ("Reke was unarmed", "Reke did not have a gun"),
        ("accused of arming the rebels", "accused of supplying weapons to the rebels"),
    ],
)
def test_several_words_in_one(text: str, plain: str) -> None:
    assert plainly(text) == plain


def test_hostile_input_ends() -> None:
    for text in ("not " * 5_000, "a.b-c’" * 3_000, "the body " * 3_000, ", which " * 3_000, "blamed x " * 2_000, "A " * 5_000):
        facets_of(text[:2_000])
        negated_in(text[:2_000])
        unreal_in(text[:2_000])
