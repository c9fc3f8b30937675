import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsbeam.transforms.core.attribution.claims import JOINT, find_claims
from newsbeam.transforms.core.entities.find_entities import find_entities
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.records import Article, Claim, Id, Origin

KNOWN_FAILURES = 8
"""Sentences of the tables that are marked as read wrongly."""
PUBLISHED = datetime(2024, 5, 15, 12, 0, tzinfo=UTC)  # a Wednesday


def article(text: str, *, title: str | None = None, lang: str | None = "en", published: datetime | None = PUBLISHED) -> Article:
    origin = Origin(Id("input"), (0, 0), "test", PUBLISHED)
    return Article(
        Id("article"),
        Id("content"),
        origin,
        None,
        None,
        "x.example",
        title,
        (),
        published,
        None,
        date(2024, 5, 15),
        lang,
        None,
        text,
        "free",
        "test",
    )


def claims(text: str, **more: object) -> tuple[Claim, ...]:
    one = article(text, **more)  # type: ignore[arg-type]
    return find_claims(one, find_entities(one, DEFAULT_MODEL), DEFAULT_MODEL)


class Case(NamedTuple):
    """A sentence of the tables and what it claims."""

    name: str
    text: str
    title: str | None
    known_failure: bool
    expected: tuple[tuple[str, ...], ...]
    """(source, lemma, content) or (source, lemma, content, speaker)."""


def cases() -> list[Case]:
    """The sentences of all tables."""
    found: list[Case] = []
    for path in sorted(Path(__file__).parent.glob("claim_*.txt")):
        construction = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                construction = line[3:]
            elif line.startswith("= "):
                row = tuple(part.strip() for part in line[2:].split(" | "))
                found[-1] = found[-1]._replace(expected=(*found[-1].expected, row))
            elif line and not line.startswith("#"):
                found.append(case(construction, line))
    return found


def case(construction: str, line: str) -> Case:
    """A line of a table: `? ` a known failure, `@ ` a headline."""
    known, line = line.startswith("? "), line.removeprefix("? ")
    headline, line = line.startswith("@ "), line.removeprefix("@ ")
    text = "The ferry sank within minutes." if headline else line.replace("\\n", "\n")
    return Case(f"{construction}: {line[:60]}", text, line if headline else None, known, ())


CASES = cases()


def reading(one: Case) -> list[tuple[str, ...]]:
    """What is found in a case, in the form of its table."""
    found = claims(one.text, title=one.title)
    wide = any(len(row) > 3 for row in one.expected)
    rows = [(c.source_text or "-", c.cue_lemma or "", c.content_text, c.speaker_name or "-") for c in found]
    named = {row[:3] for row in one.expected if len(row) > 3}
    return sorted(row if wide and row[:3] in named else row[:3] for row in rows)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in CASES])
def test_sentence(one: Case) -> None:
    found = reading(one)
    if one.known_failure:
        assert found != sorted(one.expected), "read rightly now: take the mark away"
    else:
        assert found == sorted(one.expected)


def test_the_tables_have_each_construction_more_than_once() -> None:
    assert len(CASES) >= 500
    assert sum(not one.expected for one in CASES) >= 70
    assert sum(one.known_failure for one in CASES) == KNOWN_FAILURES <= len(CASES) // 20


def assert_spans(one: Article, found: tuple[Claim, ...]) -> None:
    for c in found:
        text = (one.title or "") if c.zone == "headline" else one.text
        assert c.content
        assert c.content_text == JOINT.join(text[s.start : s.end] for s in c.content)
        assert (c.source_span is None) == (c.source_text is None)
        assert c.source_span is None or text[c.source_span.start : c.source_span.end] == c.source_text
        assert c.cue is None or text[c.cue.start : c.cue.end] == c.cue_text
        assert all(text[q.span.start : q.span.end] == q.raw for q in c.quantities)
        assert all(q.low <= q.high for q in c.quantities)
        assert all(0 <= s.start < s.end <= len(text) for s in c.content)
        assert 0 < c.confidence < 1


PIECES = st.lists(
    st.sampled_from(
        [one.text for one in CASES[::17]]
        + [
            "“",
            "”",
            '"',
            "'",
            "‘Well",
            "’",
            "\n",
            "\n\n",
            " ",
            "—",
            "according to",
            "He said",
            "that 10 or 20,",
            "5,300",
            "Source:",
            "Quote: “",
            "é",
            "\u202e",
            "x" * 400,
            "🙂",
        ]
    ),
    max_size=8,
).map(" ".join)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(text=PIECES, title=PIECES)
def test_spans_are_always_the_stored_surface(text: str, title: str) -> None:
    one = article(text, title=title)
    found = find_claims(one, find_entities(one, DEFAULT_MODEL), DEFAULT_MODEL)
    assert_spans(one, found)
    assert len({c.claim_id for c in found}) == len(found)


def test_same_article_same_claims() -> None:
    text = "\n".join(one.text for one in CASES[:40])
    assert claims(text) == claims(text)


@pytest.mark.parametrize("lang", ["de", "uk", "fr-CA"])
def test_no_claims_in_other_languages(lang: str) -> None:
    assert claims("Anna Keller said that the bridge was safe.", lang=lang) == ()


def test_unknown_language_and_regional_english_are_read() -> None:
    assert len(claims("Anna Keller said that the bridge was safe.", lang=None)) == 1
    assert len(claims("Anna Keller said that the bridge was safe.", lang="en-GB")) == 1


SPEAKERS = {
    # text -> (name, kind, how) of the last claim's speaker
    "surname": ("Mayor Anna Keller opened the school. Keller said the roof was new.", ("Anna Keller", "person", "surname")),
    "pronoun": ("Anna Keller said the bridge was safe. She added that it would reopen in May.", ("Anna Keller", "person", "pronoun")),
    "he and she": (
        "Laura Keller met Peter Novak on Monday. Novak said the road was closed. She said it was open.",
        ("Laura Keller", "person", "pronoun"),
    ),
    "Ms and he": (
        "Mr. Vance Holt met Ms. Tierney in Lorne. Ms. Tierney said the road was closed. He said it was open.",
        ("Vance Holt", "person", "pronoun"),
    ),
    "role": ("President Anna Keller spoke in Paris. The president said the treaty was dead.", ("Anna Keller", "person", "role")),
    "document": (
        "The plan is dead, according to a statement from the Ministry of Transport.",
        ("Ministry of Transport", "document", "document"),
    ),
    "document again": (
        "The line is closed, according to a statement from the Ministry of Transport. The statement added that buses would run.",
        ("Ministry of Transport", "document", "document"),
    ),
    "capital": ("Warsaw denied that the border was closed.", ("Poland", "organisation", "capital")),
    "person not the one he works for": (
        "Peter Novak, the press secretary of President Anna Keller, said the trip was off.",
        ("Peter Novak", "person", "name"),
    ),
    "group": ("Local residents said the water was brown.", ("Local residents", "group", "text")),
    "anonymous": ("A senior official said the talks had failed.", (None, "anonymous", None)),
    "nobody": ("It was reported that the ferry had sunk.", (None, None, None)),
    "us": ("Let’s hope that the rain stops.", (None, None, None)),
}


@pytest.mark.parametrize("name", SPEAKERS)
def test_speaker(name: str) -> None:
    text, expected = SPEAKERS[name]
    last = claims(text)[-1]
    assert (last.speaker_name, last.speaker_kind, last.resolved_by) == expected
    assert (last.speaker_entity_id is not None) == (expected[2] not in (None, "text"))


def test_role_is_what_the_text_says() -> None:
    (found,) = claims("Norvia’s Defence Minister Peter Novak said the border was calm.")
    assert (found.speaker_name, found.speaker_role) == ("Peter Novak", "Norvia’s Defence Minister")


HEADLINE_SPEAKERS = {
    # (headline, text) -> the speaker of the headline's claim
    ("Striker to leave in May: agent", "Orvik City will sell its striker. His agent Marc Lind said the talks were over."): "Marc Lind",
    ("Mayor: bridge is safe", "Lena Strand, the mayor of Skarn, met the mayor of Lorne, Otto Kern. Strand said the bridge was safe."): None,
    ("Most oppose the tax, new poll finds", "The new poll by Lorne College asked 900 people about the tax."): "Lorne College",
    ("Bridge is safe, insists Strand", "Lena Strand insisted that the bridge was safe."): "Lena Strand",
}


@pytest.mark.parametrize(("title", "text"), HEADLINE_SPEAKERS)
def test_a_headline_speaks_of_whom_its_text_names(title: str, text: str) -> None:
    found = [one for one in claims(text, title=title) if one.zone == "headline"]
    assert [one.speaker_name for one in found] == [HEADLINE_SPEAKERS[title, text]]


def test_who_is_interviewed_may_be_named_once() -> None:
    text = (
        "Lena Strand has been mayor for a year. She sat down with us.\n\n"
        "How large is the debt?\n\nWe owe a lot to Otto Kern, and I found the letters.\n\n"
        "Will the school be built?\n\nI have promised it.\n\nWhat comes next?\n\nI will rest."
    )
    assert {one.speaker_name for one in claims(text, title="‘We owe a lot’") if one.cue_lemma == ":"} == {"Lena Strand"}


POLARITY = {
    "The company said that its drivers were paid.": ("affirm", False),
    "The company denied that its drivers were paid late.": ("deny", False),
    "The company said that its drivers were not paid late.": ("deny", True),
    "The company did not deny that its drivers were paid late.": ("affirm", False),
    "The company said the strike, which nobody had expected, was over.": ("affirm", True),
    "The company refused to pay its drivers.": ("deny", False),
    "The union rejected the offer.": ("deny", False),
    "The union said it was sad that the strike had not begun sooner.": ("affirm", True),
    "The envoy said he did not believe the talks would succeed.": ("affirm", True),
    "The envoy stressed that the plan was not without risks.": ("affirm", True),
    "The army said none of its tanks had crossed the river.": ("deny", True),
    "The army said it had no troops in the valley.": ("deny", True),
}


@pytest.mark.parametrize("text", POLARITY)
def test_polarity(text: str) -> None:
    (found,) = claims(text)
    assert (found.polarity, found.negated) == POLARITY[text]


CUES = {
    "The mayor has repeatedly said that the road was closed.": "has repeatedly said",
    "Later, the mayor said that the road was closed.": "said",
}


@pytest.mark.parametrize("text", CUES)
def test_adverbs_that_touch_a_cue_belong_to_it(text: str) -> None:
    (found,) = claims(text)
    assert found.cue_text == CUES[text]


MODALITY = {
    "The engineer said the wall might fall.": "possible",
    "The mayor said the school would reopen in May.": "future",
    "The judge said the firm must pay.": "necessary",
    "The chancellor said that if the vote fails, she will resign.": "conditional",
    "Keller said the bridge was safe.": None,
    "The contractor pledged to finish the tunnel.": "future",
    "Police urged drivers to stay at home.": "necessary",
    "Had he known, the farmer said, he would have stayed at home.": "conditional",
}


@pytest.mark.parametrize("text", MODALITY)
def test_modality(text: str) -> None:
    (found,) = claims(text)
    assert found.modality == MODALITY[text]


def test_nested_claims_know_the_outer_one() -> None:
    outer, inner = sorted(claims("The driver said a guard had told him that the gate was open."), key=lambda c: c.content)
    assert (outer.cue_lemma, inner.cue_lemma) == ("say", "tell")
    assert inner.within_claim_id == outer.claim_id
    assert outer.within_claim_id is None


def test_quoted_share_is_of_the_characters() -> None:
    (direct,), (mixed,) = claims("“We will rebuild the bridge,” said Anna Keller."), claims("Keller called the bridge “an old wreck”.")
    assert direct.quoted_share == 1.0
    assert mixed.quoted_share == pytest.approx(14 / 25, abs=0.01)


QUOTE_TYPES = {
    "“We will rebuild the bridge,” said Anna Keller.": "direct",
    "Anna Keller said that “the bridge will be rebuilt.”": "direct",
    "Anna Keller said that the bridge was “an old wreck” and had to go.": "mixed",
    "Anna Keller said that the bridge had to go.": "indirect",
}


@pytest.mark.parametrize("text", QUOTE_TYPES)
def test_quote_type(text: str) -> None:
    (found,) = claims(text)
    assert found.quote_type == QUOTE_TYPES[text]


def test_direct_speech_is_surer_than_hearsay() -> None:
    (quoted,), (hearsay,) = claims("“We will rebuild the bridge,” said Anna Keller."), claims("The ferry reportedly sank within minutes.")
    assert hearsay.confidence < 0.5 < quoted.confidence


SAID = {
    "Anna Keller said on Monday that the bridge was safe.": datetime(2024, 5, 13, tzinfo=UTC),
    "Anna Keller said on May 2 that the bridge was safe.": datetime(2024, 5, 2, tzinfo=UTC),
    "Anna Keller said on December 2 that the bridge was safe.": datetime(2023, 12, 2, tzinfo=UTC),
    "Anna Keller said yesterday that the bridge was safe.": datetime(2024, 5, 14, tzinfo=UTC),
    "Anna Keller said that the bridge was safe.": PUBLISHED,
}


@pytest.mark.parametrize("text", SAID)
def test_said_at(text: str) -> None:
    (found,) = claims(text)
    assert found.said_at == SAID[text]


def test_event_time_is_in_the_statement() -> None:
    (found,) = claims("Anna Keller said that the bridge was closed from May 2 to May 4.")
    assert (found.event_from, found.event_to) == (datetime(2024, 5, 2, tzinfo=UTC), datetime(2024, 5, 4, tzinfo=UTC))
    assert found.said_at == PUBLISHED


def test_undated_articles_have_undated_claims() -> None:
    (found,) = claims("Anna Keller said on Monday that the bridge was safe.", published=None)
    assert found.said_at is None


HEADLINES = {
    "Keller: bridge will reopen in May": ("Keller", "bridge will reopen in May"),
    "Bridge will reopen in May - Keller": ("Keller", "Bridge will reopen in May"),
    "Mayor says bridge will reopen in May": ("Mayor", "bridge will reopen in May"),
    "Anna Keller: bridge will reopen in May": ("Anna Keller", "bridge will reopen in May"),
}


@pytest.mark.parametrize("title", HEADLINES)
def test_headline(title: str) -> None:
    one = article("Anna Keller was born in Northtown.", title=title)
    found = find_claims(one, find_entities(one, DEFAULT_MODEL), DEFAULT_MODEL)
    assert [(c.zone, c.source_text, c.content_text) for c in found] == [("headline", *HEADLINES[title])]
    assert_spans(one, found)


@pytest.mark.parametrize(
    "title", ["Watch: the bridge reopens at noon", "Live: storm over the valley tonight", "The bridge reopens at noon"]
)
def test_headlines_that_claim_nothing(title: str) -> None:
    assert claims("The ferry sank.", title=title) == ()


@pytest.mark.parametrize(
    "text",
    ["“" * 5_000, "'a " * 5_000, "‘a " * 5_000, "a" * 20_000, "said " * 3_000, "10 or 20, or " * 2_000, "“Yes.” he said. " * 500],
    ids=["open quotes", "apostrophes", "single quotes", "unbroken", "cues", "numbers", "many quotations"],
)
def test_hostile_text_is_read(text: str) -> None:
    one = article(text)
    assert_spans(one, find_claims(one, find_entities(one, DEFAULT_MODEL), DEFAULT_MODEL))


def test_cues_of_the_sentences_are_in_the_tables() -> None:
    from newsbeam.transforms.core.attribution import cue_tables, cues

    known = {c.lemma for c in (*cues.verbs().values(), *cues.nouns().values(), *cues.adjectives().values())}
    known |= (
        {phrase for phrase, _ in cue_tables.PHRASES}
        | set(cue_tables.HEARSAY)
        | {":", "-", "quote", cue_tables.RULE_OUT, cue_tables.TAKE_BACK}
    )
    assert {row[1] for one in CASES for row in one.expected} <= known


def test_tables_are_lower_case_and_unique() -> None:
    from newsbeam.transforms.core.attribution import cue_tables

    words = [w.partition(":")[0] for _, _, group in cue_tables.VERBS for w in group.split()]
    assert all(re.fullmatch(r"[a-z]+", w) for w in words)
