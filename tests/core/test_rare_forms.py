"""Forms that few texts have, each in the shortest words that have it: what a rule does with them, or that it leaves them alone."""

from datetime import UTC, datetime

import lxml.html
import pytest

from newsbeam.transforms.core.attribution.claims import find_claims
from newsbeam.transforms.core.attribution.speakers import _introduced
from newsbeam.transforms.core.cleaning import clean, clean_html
from newsbeam.transforms.core.cleaning.clean_html import _other_articles
from newsbeam.transforms.core.cleaning.cut_rules import Facts, Reasons, apply_rules
from newsbeam.transforms.core.entities.find_entities import find_entities
from newsbeam.transforms.core.entities.labels import Naming, _alone, _is_told_place
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.core.pages.blocks import blocks_of
from newsbeam.transforms.core.pages.bylines import byline_names
from newsbeam.transforms.core.pages.dates import Moment
from newsbeam.transforms.core.pages.evidence import Dated
from newsbeam.transforms.core.pages.guessed import MAX_ELEMENTS, guess_date
from newsbeam.transforms.core.pages.scripts import _inline, _leaves, _parsed
from newsbeam.transforms.core.pages.titles import MAX_TITLE, strip_site
from newsbeam.transforms.core.statements.facets import facets_of
from newsbeam.transforms.core.text.given_names import begins_a_person
from newsbeam.transforms.records import Article, Claim, Hints, Id, Mention, Origin, Page, Span
from tests.core.test_disagreements import against
from tests.core.test_figure_links import links, told

NOW = datetime(2031, 3, 4, tzinfo=UTC)


def article(text: str, title: str = "") -> Article:
    origin = Origin(Id("a"), (0, 0), "a", NOW)
    return Article(Id("a"), Id("a"), origin, None, None, "a.example", title, (), NOW, None, NOW.date(), "en", None, text, "free", "t")


def claims(text: str, title: str = "") -> tuple[Claim, ...]:
    given = article(text, title)
    return find_claims(given, find_entities(given, DEFAULT_MODEL), DEFAULT_MODEL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("The airline said in a post on Monday:\n“We are sorry.”\nNobody answered.", ["We are sorry."], id="marks below"),
        pytest.param("I said on Monday:\nThe dam will hold for years to come.", [], id="the writer's own"),
        pytest.param(
            "The airline said in a post on Monday:\nwe are sorry, all of us, for what befell the crew.", [], id="small letters below"
        ),
        pytest.param("The airline had this to say on Monday:\nThe dam will hold for years to come.", [], id="a verb of saying alone"),
        pytest.param("There is one thing more on Monday:\nThe dam will hold for years to come.", [], id="nobody says"),
    ],
)
def test_what_stands_below_a_colon(text: str, said: list[str]) -> None:
    assert [claim.content_text.strip("“”") for claim in claims(text)] == said


def test_a_number_of_the_clock_counts_nothing() -> None:
    (claim,) = claims("Mayor Anna Quill said that the bridge fell shortly after two in the morning and that one day it would rise.")
    assert claim.quantities == ()


def test_facets_that_are_denied_or_of_nobody() -> None:
    assert not [one for one in facets_of("The mayor did not blame the storm for the fire.") if one.slot == "blame"]
    assert not [one for one in facets_of("Both sides blamed one another for the fire.") if one.slot == "blame"]
    assert not [one for one in facets_of("They found the bodies of two sailors.") if one.slot.startswith("who")]
    assert not [one for one in facets_of("Nobody found the bodies of two sailors.") if one.slot.startswith("who")]


def test_given_names_with_a_hyphen() -> None:
    assert begins_a_person("Anna-Maria")
    assert not begins_a_person("Anna-Bridge")


def test_a_title_that_is_a_paragraph_is_left_alone() -> None:
    long = "The Ledger: " + "word " * MAX_TITLE
    assert strip_site(long, "The Ledger") == long


def test_a_page_of_very_many_elements_is_not_asked_for_a_date() -> None:
    page = lxml.html.document_fromstring("<p>x</p>" * (MAX_ELEMENTS + 1) + "<span>4 March 2030</span>")
    assert guess_date(page, None, NOW) is None


def test_scripts_that_are_no_json_or_hold_numbers() -> None:
    assert _parsed("{") is None
    assert list(_leaves([1, {"a": 2}])) == []
    assert _inline({"no": "list"}) is None


def test_a_byline_of_nobody_in_a_script_without_case() -> None:
    assert byline_names("作者： - - -") == []


def test_blank_lines_of_a_clean_text_are_passed_over() -> None:
    reasons: Reasons = [None, None]
    apply_rules(["", "The dam will hold for years to come, the mayor said."], reasons, Facts(None))
    assert reasons == [None, None]


def test_lists_in_lists_without_end_give_no_vote(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", deep)
    assert clean_html._trafilatura(lxml.html.document_fromstring("<p>x</p>"), fast=True) == ""


def test_what_all_boats_hold_is_not_compared_with_what_some_do() -> None:
    assert links("In all, 14 rifles were seized on the boats.", "Six rifles were seized on the boats.") == []


def test_the_name_before_a_bracket_owns_the_figures_in_it() -> None:
    sketches = told("a", "Klara Oda (52-3, 46 knockouts) won the bout in Kelmar.")
    assert {one.owner for one in sketches if one.raw.startswith("46")} == {("klara", "oda")}


def test_opposites_in_names_say_nothing() -> None:
    assert against("The vote was a sham, the envoy said.", "She spoke for the Democratic Party at the vote, the envoy said.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The road was wet, the dam held, its clerk, Enid Shaw, said.",
        "The dam will hold, of all people, said, and the road will not.",
        "The dam will hold, by noon said, and the road will not.",
        "The dam will hold, said yesterday the mayor who built it, and the road will not.",
        "The dam will hold, the mayor said over tea in the hall, and the road will not.",
        "The dam will hold, the mayor told the crew and said, and the road will not.",
        "The dam will hold, the mayor said the crew, and the road will not.",
        "The dam will hold, with the crew behind him said, and the road will not.",
        "It rained, and the dam, said, will hold.",
        "The dam will hold, I said, and the road will not.",
    ],
)
def test_what_is_inserted_with_other_words_invents_no_speaker(text: str) -> None:
    assert all(text[claim.source_span.start : claim.source_span.end] == claim.source_text for claim in claims(text) if claim.source_span)


def test_one_person_named_late_is_who_answers() -> None:
    found = claims("Q: Were you afraid?\nA: I had a boat, and it was built by Mara Lindqvist of Kelmar in the spring.")
    assert [claim.speaker_name for claim in found if claim.cue is None] == ["Mara Lindqvist"]


def test_an_apology_takes_back() -> None:
    found = claims("The mayor apologised for saying that the dam was safe.")
    assert [(claim.cue_class, claim.polarity) for claim in found if claim.cue_text == "saying"] == [("retract", "deny")]


def test_a_role_introduces_a_name_that_the_recogniser_does_not_know() -> None:
    text = "their skipper, Magnus Thrale"
    ship = Mention(Id("e"), "Magnus Thrale", "ORG", Span(15, 28), "Magnus Thrale", "name")
    assert _introduced(text, Span(0, 28), [ship]) == ship
    assert _introduced("the Magnus Thrale", Span(0, 17), [ship._replace(span=Span(4, 17))]) is None


def test_a_guess_tells_the_day_of_a_month() -> None:
    class Content:
        class metadata:
            dates = (Dated(Moment(datetime(2030, 11, 1, tzinfo=UTC), False, False, has_day=False), "url"),)

        def __init__(self, day: int) -> None:
            self.day = day

        def guess(self, _: datetime) -> Moment:
            return Moment(datetime(2030, 11, self.day, tzinfo=UTC), False, False)

    page = Page(Origin(Id("a"), (0, 0), "a", NOW), "html", b"", hints=Hints())
    found = [clean._published(page, Content(day), NOW) for day in (1, 17)]  # type: ignore[arg-type]
    assert [one.moment.at.day if one and one.moment.has_day else None for one in found] == [None, 17]


def test_a_second_headline_that_nobody_signs_is_of_the_same_article() -> None:
    page = lxml.html.document_fromstring("<h1>One dam</h1><p>It will hold for years.</p><h1>Two roads</h1><p>They will not last.</p>")
    blocks = blocks_of(page)
    reasons: Reasons = [None] * len(blocks)
    _other_articles(blocks, reasons)
    assert reasons == [None] * len(blocks)


def test_places_are_told_by_the_country_behind_them_and_the_word_before() -> None:
    text = "Crews left Ostrava, Poland, at noon."
    assert _is_told_place(text, Naming(Span(11, 18), "Ostrava", "PER"), {"Ostrava": "PER"})
    inside, alone = "It was decided in Washington.", "So it was Washington."
    labels = [_alone(text, Naming(Span(at := text.index("W"), at + 10), "Washington", "PER"), set()).label for text in (inside, alone)]
    assert labels == ["GPE", "PER"]


DIFFERENT = {
    "two outlets of their own": ("No crew member was hurt in the fire at the mill.", "A crew member was hurt in the fire at the mill."),
    "two elections": ("The election in Dorn was a sham, Anna Quill said.", "The election in Kelmar was democratic, Boris Holt said."),
    "two who died": (
        "The death of Anna Quill at the Dorn mill was caused by a fall, Ines Holm said.",
        "The death of Boris Holt at the Dorn mill was caused by a fever, Idris Falk said.",
    ),
    "blame for no matter of people": (
        "The publisher blamed the reviews for the delays of the book.",
        "The printer blamed the weather for the delays of the book.",
    ),
    "causes of what is no event": (
        "The bill was caused by a lamp, Ines Holm said.",
        "The bill was caused by a spark, Idris Falk said.",
    ),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_two_matters(name: str) -> None:
    assert against(*DIFFERENT[name]) == []


def test_outlets_that_state_it_themselves_are_listed_up_to_three() -> None:
    said = "The Marland navy shelled the fishing port of Ostrel on Monday, Idris Falk said."
    stated = (
        "The Marland navy did not shell the fishing port of Ostrel, and cutters went out as always for herring.",
        "The fishing port of Ostrel was not shelled by the Marland navy: its ice house works and sells.",
        "No navy of Marland shelled the fishing port of Ostrel, as anybody who walks there sees.",
        "Never was the fishing port of Ostrel shelled by the navy of Marland, and its cranes stand.",
        "Ostrel, a fishing port in the north, was not shelled by the Marland navy, whatever children shout.",
    )
    assert len(against(said, *stated)) == 3
