from datetime import UTC, date, datetime

import pytest

from newsbeam.transforms.core.figures.conversions import is_conversion
from newsbeam.transforms.core.figures.find_figures import find_figures
from newsbeam.transforms.core.figures.reading import read_figures
from newsbeam.transforms.core.figures.things import event_of, noun_class
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.records import Article, Claim, Figure, Id, Origin, Span, Zone

NOW = datetime(2031, 3, 4, tzinfo=UTC)


def article(text: str, title: str | None = None, lang: str | None = "en") -> Article:
    origin = Origin(Id("i"), (0, 0), "o", NOW)
    return Article(Id("a"), Id("c"), origin, None, None, "x.example", title, (), NOW, None, date(2031, 3, 4), lang, None, text, "free", "t")


def figures(text: str) -> list[Figure]:
    found = find_figures(article(text), ())
    assert all(text[one.span.start : one.span.end] == one.raw for one in found)
    return list(found)


COUNTED = {
    # sentence -> (low, high, thing, event, scope) of each figure
    "At least 12 people were killed in the ferry fire.": [(12, None, "people", "killed", ())],
    "Up to 30 sailors were hurt.": [(None, 30, "crew", "wounded", ())],
    "Nearly 300 marchers gathered.": [(None, 300, "marcher", "marched", ())],
    "Twelve or more sailors are missing.": [(12, None, "crew", "missing", ())],
    "He was held after shooting three people, killing one.": [(3, 3, "people", "fired", ()), (1, 1, "people", "killed", ())],
    "The gunman shot and killed a woman and wounded two men.": [(2, 2, "man", "wounded", ())],
    "The storm killed 14 people and injured another 40 people.": [
        (14, 14, "people", "killed", ()),
        (40, 40, "people", "wounded", ("other",)),
    ],
    "Norvia lost seven soldiers and four civilians.": [(7, 7, "soldier", "killed", ()), (4, 4, "people", "killed", ())],
    "Officials put the death toll at 40.": [(40, 40, "people", "killed", ())],
    "That brings to 10 the number of sailors who have been killed.": [(10, 10, "people", "killed", ())],
    "The square was full, as the march was attended by 20, 000 people.": [(20000, 20000, "people", "marched", ())],
    "350 people were taking shelter in the school.": [(350, 350, "people", "sheltered", ())],
    "Two Omani shells struck the mill.": [(2, 2, "shell", "hit", ())],
    "Seven of the bombs fell on the harbour.": [(7, 7, "bomb", "fell", ("part",))],
    "It answered with a single shell.": [(1, 1, "shell", None, ())],
    "She saw a couple of fire engines that had been torched.": [(2, 2, "engine", "destroyed", ())],
    "The three workers-two women and a man-were killed in the fire.": [(3, 3, "worker", "killed", ())],
    "There were no injuries.": [(0, 0, "people", "wounded", ())],
    "There were no casualties on board.": [(0, 0, "people", "casualties", ())],
    "A 200-pupil school was hit.": [(200, 200, "pupil", None, ())],
    "Fifteen were hurt, five of them critically.": [(15, 15, "people", "wounded", ()), (5, 5, "people", "wounded", ("critical", "part"))],
    "The navy seized 14 AK-47 rifles.": [(14, 14, "kalashnikov", "seized", ())],
    "Bullets hit him eleven times in the legs.": [(11, 11, "shot", "hit", ())],
    "They met four times.": [],
    "The raid ended with 99 alleged gang members seized.": [(99, 99, "suspect", "detained", ())],
    "Some 14,000 Norwegians fled.": [(14000, 14000, "people", "displaced", ())],
    "Police took 12 Omani and 11 Greek sailors aboard.": [(12, 12, "people", None, ()), (11, 11, "crew", None, ())],
    "Three of the four sailors were rescued.": [(3, 3, "crew", "rescued", ("part",))],
    "About two dozen mostly young people stormed the shop.": [(24, 24, "people", "stormed", ())],
    "Six highly.": [(6, 6, None, None, ())],
    "A total of 60 homes burned.": [(60, 60, "home", "destroyed", ("all",))],
    "It has 50 left hooks.": [(50, 50, "punch", None, ())],
    "Pay rose to 300 crowns per week.": [],
    "41 bodies were brought in.": [(41, 41, "people", "killed", ())],
    "There were 12 casualties.": [(12, 12, "people", "casualties", ())],
    "Fifty people were taken to hospital.": [(50, 50, "people", "wounded", ())],
    "720 people were moved to safety.": [(720, 720, "people", "displaced", ())],
    "Between 40 and 60 sailors gathered.": [(40, 60, "crew", "marched", ())],
    "They seized 12 AK 47 rifles.": [(12, 12, "kalashnikov", "seized", ())],
    "Three boats sank; 12 others fled.": [(3, 3, "boat", "sank", ()), (12, 12, "people", "displaced", ())],
    "A further 12 more were hurt.": [(12, 12, "people", "wounded", ("other",))],
    "A single apricot fell.": [],
    "3,100 people were evacuated, not 2,400.": [(3100, 3100, "people", "displaced", ())],
    "It dwarfed the 90 boats of last year.": [],
    "Some 12 crew fell overboard.": [(12, 12, "crew", "fell", ())],
    "A single shell fell on the quay.": [(1, 1, "shell", "fell", ())],
    "It answered with one shell": [(1, 1, "shell", None, ())],
    "Police made 12 arrests.": [(12, 12, "people", "detained", ())],
    "The number of missing fell to 22.": [(22, 22, "people", "missing", ())],
    "Police put the march at roughly 30,000.": [(30000, 30000, "people", "marched", ())],
    "Police put the number of marchers in Lindal at 5,000.": [(5000, 5000, "marcher", "marched", ())],
    "The ferry was carrying 240 people when it sank.": [(240, 240, "people", None, ())],
    "Norvia has so far lost seven soldiers.": [(7, 7, "soldier", "killed", ("all",))],
    "He caught 39 passes.": [(39, 39, "pass", None, ())],
    "The revolver was loaded with four bullets.": [(4, 4, "shot", "loaded", ())],
    "Kelmar has 7,500 employees.": [(7500, 7500, "worker", "employed", ())],
    "They fought seven rounds.": [(7, 7, "round", None, ())],
    "In their five operations they seized 14 rifles.": [(5, 5, "operation", "seized", ()), (14, 14, "gun", "seized", ("series",))],
    "He is averaging 15 points.": [(15, 15, "point", None, ("each",))],
    "It was an 88-72 loss.": [],
    "Some 9,000 nurses walked out.": [(9000, 9000, "medic", None, ())],
    "The crash left 12 buses in a ditch.": [(12, 12, "vehicle", None, ())],
}


@pytest.mark.parametrize("text", COUNTED)
def test_counts(text: str) -> None:
    found = [
        (one.low, one.high, one.thing, one.event, one.scope)
        for one in read_figures(text.replace("20, 000", "20,000 "), 0, len(text))
        if one.dimension == "count"
    ]
    assert found == COUNTED[text]


MEASURED = {
    # sentence -> (low, high, dimension, unit, thing, event)
    "The club offered an eight-year deal worth $184 million.": [
        (8, 8, "duration", "years", "deal", "offered"),
        (184e6, 184e6, "money", "dollars", "deal", None),
    ],
    "A magnitude 6.1 quake struck.": [(6.1, 6.1, "magnitude", None, "quake", None)],
    "They paid 46 million euros for the striker.": [(46e6, 46e6, "money", "euros", "purchase", None)],
    "It was sold six weeks ago.": [(6, 6, "duration", "weeks", "ago", None)],
    "They offered $200MM.": [(200e6, 200e6, "money", "dollars", "offer", "offered")],
    "The man fell about 600m while climbing.": [(600, 600, "length", "metres", None, "fell")],
    "By 6.30am the fire was out.": [(390, 390, "clock", None, None, None)],
    "Kelmar Lines will buy the yard for 13.9 million euros.": [(13.9e6, 13.9e6, "money", "euros", "purchase", None)],
    "Kelmar Lines bid €3m.": [(3e6, 3e6, "money", "euros", "offer", "offered")],
    "The fire caused $1 million of damage.": [(1e6, 1e6, "money", "dollars", "damage", None)],
    "It cost 5 euros.": [(5, 5, "money", "euros", "damage", None)],
    "They found 5 euros.": [(5, 5, "money", "euros", None, None)],
    "Turnout was almost 90%.": [(None, 90, "share", "percent", "turnout", None)],
    "She ate 41 percent.": [(41, 41, "share", "percent", None, None)],
    "He fell 60m down a gully.": [(60, 60, "length", "metres", None, "fell")],
    "The boat lay 13 miles from Port Ellery.": [(20921.5, 20921.5, "length", "metres", "ellery", "away")],
    "The dhow was 10 metres long.": [],
    "He was jailed for 12 years.": [(12, 12, "duration", "years", "sentence", "detained")],
    "He waited 12 years.": [],
    "Kelmar Lines will pay $281 million of the price in cash.": [(281e6, 281e6, "money", "dollars", "purchase", None)],
    "He was jailed for 12 to 14 years.": [(12, 14, "duration", "years", "sentence", "detained")],
    "The mill is three times as big as before.": [(3, 3, "times", "times", None, None)],
    "It won 40 percent in the second half of the year.": [(40, 40, "share", "percent", None, None)],
    "He held a .38 caliber revolver.": [(38, 38, "calibre", "calibre", "gun", None)],
    "It was 17 degrees.": [(17, 17, "degrees", "degrees", "degree", None)],
    "The blast was felt at about 3.45pm.": [(945, 945, "clock", None, None, "blast")],
    "The quake struck at noon.": [(720, 720, "clock", None, None, "attack")],
    "The fire began around 1100 hrs.": [(660, 660, "clock", None, None, "start")],
    "The crash was at 14:05 local time.": [(845, 845, "clock", None, None, "crash")],
    "The crash was at 14:05 GMT.": [],
    "It was 45.99 p.m.": [],
    "Robert Quill, 32, fell.": [(32, 32, "age", None, "robert quill", None)],
    "The 31-year-old climber Robert Quill fell.": [(31, 31, "age", None, "robert quill", None)],
    "On March 27, it rained.": [],
}


@pytest.mark.parametrize("text", MEASURED)
def test_measures(text: str) -> None:
    found = [
        (one.low and round(one.low, 1), one.high and round(one.high, 1), one.dimension, one.unit, one.thing, one.event)
        for one in figures(text)
        if one.dimension != "count"
    ]
    assert found == MEASURED[text]


def test_a_number_without_a_noun_counts_what_was_counted_before() -> None:
    first, second = figures("Police counted 300 marchers in Kelmar. Witnesses said there were more than 500.")
    assert (second.thing, second.low, second.high) == (first.thing, 500, None)
    assert figures("Witnesses said there were more than 500.") == []
    _, _, third = figures("Police counted 300 marchers in Kelmar, and it cost 5 euros. Witnesses said there were more than 500.")
    assert (third.thing, third.low) == (first.thing, 500)


def test_conversions_halves_and_models_are_left_out() -> None:
    assert [one.raw for one in figures("He fell about 600 metres (2,000 feet).")] == ["600 metres"]
    assert [one.raw for one in figures("It sold for 3 million euros ($4 million).")] == ["3 million euros"]
    assert figures("It won 40 percent in the second half of the year and 9600M chips.")[0].raw == "40 percent"


@pytest.mark.parametrize(
    ("text", "raws"),
    [
        ("She raised 40 million pounds ($51 million) for it.", ["40 million pounds"]),
        ("It cost £20m (€23m).", ["£20m"]),
        ("He fell 9.5 metres (31ft).", ["9.5 metres"]),
        ("Police detained 40 marchers (12 women).", ["40 marchers", "12 women"]),
        ("Of 300 sailors on 4 May (12 sailors are missing) few spoke.", ["300 sailors", "12 sailors"]),
        ("It cost £20m (£3m for the pier).", ["£20m", "£3m"]),
    ],
)
def test_only_the_same_amount_in_a_bracket_is_left_out(text: str, raws: list[str]) -> None:
    assert [one.raw for one in figures(text)] == raws


CONVERSIONS = [
    ("10 miles", "16 km", True),
    ("10 miles", "3 km of it by boat", False),
    ("500 acres", "200 hectares", True),
    ("5 square miles", "13 sq km", True),
    ("38C", "100F", True),
    ("38C", "12F", False),
    ("11 pounds", "5 kilograms", True),
    ("at 120 mph", "about 190 km/h", True),
    ("10m euros", "or $11m", True),
    ("10 million dollars", "$12m with tax", False),
    ("Moor, 40", "12", False),
    ("no number", "12", False),
]


@pytest.mark.parametrize(("before", "inside", "expected"), CONVERSIONS)
def test_what_a_conversion_is(before: str, inside: str, expected: bool) -> None:
    assert is_conversion(before, inside) == expected


def test_halves_of_something_are_no_shares() -> None:
    assert [one.raw for one in figures("It sold half of the boats in the first half of the year.")] == ["half of the boats"]
    assert figures("A 9600M chip was sold.") == []


def test_numbers_with_a_space_keep_their_place() -> None:
    (one,) = figures("About 30, 000 people marched.")
    assert (one.raw, one.low, one.approx) == ("30, 000 people", 30000, True)


def test_figures_in_the_headline_and_in_sentences_of_a_quotation() -> None:
    text = "“Our brave crews counted nine boats. Then three boats sank near the mole,” she said."
    found = find_figures(article(text, "Three boats sink"), ())
    assert [(one.zone, one.low, one.thing) for one in found] == [("headline", 3, "boat"), ("body", 9, "boat"), ("body", 3, "boat")]
    assert len({one.figure_id for one in found}) == 3


def test_a_quotation_that_has_hardly_begun_is_no_sentence_of_its_own() -> None:
    text = "She said: “Yes. We lost 3 boats.”"
    (one,) = figures(text)
    assert one.sentence == Span(0, len(text))


def test_the_innermost_claim_tells_a_figure() -> None:
    text = "Anna Keller said the mayor had said that 12 boats sank. Nine boats are left."
    claims = (claim("outer", Span(17, 54)), claim("inner", Span(36, 54)), claim("headline", Span(0, 80), "headline"))
    assert [one.claim_id for one in find_figures(article(text), claims)] == [make_id("claim", "inner"), None]


def claim(name: str, content: Span, zone: Zone = "body") -> Claim:
    return Claim(
        make_id("claim", name), zone, None, None, None, None, None, None, None, None, None, None, "say", (content,), "", "indirect",
        "affirm", False, (), None, None, None, 0.5, "t",
    )  # fmt: skip


def test_articles_in_other_languages_have_none() -> None:
    assert find_figures(article("12 boats sank.", lang="de-CH"), ()) == ()


@pytest.mark.parametrize(
    ("word", "name"),
    [("protesters", "marcher"), ("crews", "engine"), ("Norwegians", "people"), ("policies", "policy"), ("buses", "vehicle")],
)
def test_one_thing_has_many_words(word: str, name: str) -> None:
    assert noun_class(word) == name


def test_verbs_are_known_in_all_their_forms() -> None:
    assert {event_of(word) for word in ("killed", "dying", "Slain", "massacres")} == {"killed"}
    assert event_of("sang") is None
