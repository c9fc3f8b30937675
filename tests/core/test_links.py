from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.links import link_claims
from newsbeam.transforms.core.linking.statement_sketches import Telling, quote_hash, sketches_of
from newsbeam.transforms.core.statements.negation import is_negative
from newsbeam.transforms.core.statements.terms import key_terms
from newsbeam.transforms.records import Article, ClaimSketch, CueClass, Id, Origin, Polarity, Span

NOW = datetime(2024, 5, 1, tzinfo=UTC)
ANNA, BORIS, STORY = make_id("entity", "anna"), make_id("entity", "boris"), make_id("story", "1")


def claim(name: str, text: str, *, speaker: Id | None = None, cue: CueClass = "say", states: bool = True) -> ClaimSketch:
    key = make_id("article", name)
    origin = Origin(key, (0, 0), "o", NOW)
    article = Article(
        key, key, origin, None, None, f"{name}.example", None, (), NOW, None, NOW.date(), "en", None, text, "free", "t"
    )  # fmt: skip
    polarity: Polarity = "deny" if (cue == "deny") != is_negative(text) else "affirm"
    told = Telling(
        make_id("claim", name),
        speaker,
        speaker,
        None,
        cue,
        cue,
        polarity,
        text,
        None,
        "body",
        (Span(0, len(text)),),
    )
    (made,) = sketches_of(article, [told], (), STORY, key)
    return made if states else replace(made, states=False)


DAM = "the northern dam was blown up by saboteurs at night"
PAIRS = {
    "same speaker, same matter: one origin": (
        claim("a", DAM, speaker=ANNA),
        claim("b", "saboteurs blew up the northern dam at night, blown up again", speaker=ANNA),
        "repeats",
    ),
    "same quoted words, other marks": (
        claim("a", "“We shall rebuild the whole bridge,”"),
        claim("b", 'that "we shall rebuild the whole bridge."'),
        "repeats",
    ),
    "unknown speakers, nearly the same words": (claim("a", DAM), claim("b", DAM), "repeats"),
    "two speakers agree": (claim("a", DAM, speaker=ANNA), claim("b", DAM, speaker=BORIS), "corroborates"),
    "opposite statements": (
        claim("a", DAM, speaker=ANNA),
        claim("b", "the northern dam was not blown up by saboteurs", speaker=BORIS),
        "contradicts",
    ),
    "a denial": (claim("a", DAM, speaker=ANNA), claim("b", DAM, speaker=BORIS, cue="deny"), "denies"),
    "a denial in few words": (claim("a", DAM, speaker=ANNA), claim("b", "any saboteurs at the dam", speaker=BORIS, cue="deny"), "denies"),
    "a denial, and then what is denied": (claim("a", DAM, speaker=ANNA, cue="deny"), claim("b", DAM, speaker=BORIS), "contradicts"),
    "opposites": (
        claim("a", "the bridge over the river is safe for lorries", speaker=ANNA),
        claim("b", "the bridge over the river is unsafe for lorries", speaker=BORIS),
        "contradicts",
    ),
    "opposites of other matters": (
        claim("a", "the bridge over the river is safe for lorries", speaker=ANNA),
        claim(
            "b",
            "it is unsafe to swim in the harbour, though the river is calm today and the old bridge closed to lorries and tractors",
            speaker=BORIS,
        ),
        None,
    ),
    "another word for the same": (
        claim("a", "two captains were arrested at the harbour gate", speaker=ANNA),
        claim("b", "no captains were detained at the harbour gate", speaker=BORIS),
        "contradicts",
    ),
    "nothing but names in common": (
        claim("a", "Port Ellery and Kelmar are allies", speaker=ANNA),
        claim("b", "Port Ellery and Kelmar did not meet", speaker=BORIS),
        None,
    ),
    "against a question": (claim("a", DAM, speaker=ANNA), claim("b", DAM, speaker=BORIS, cue="deny", states=False), None),
    "against himself": (claim("a", DAM, speaker=ANNA), claim("b", DAM, speaker=ANNA, cue="deny"), None),
    "two that deny": (claim("a", DAM, speaker=ANNA, cue="deny"), claim("b", DAM, speaker=BORIS, cue="deny"), "corroborates"),
    "denied by nobody known, among other things": (
        claim("a", DAM),
        claim("b", "the dam was not blown up, nor the mill, the mast or the road"),
        "contradicts",
    ),
    "other matters": (claim("a", DAM, speaker=ANNA), claim("b", "the budget will be passed in autumn", speaker=BORIS), None),
    "one word in common": (claim("a", DAM, speaker=ANNA), claim("b", "the dam is old", speaker=BORIS), None),
    "unknown speakers, half the words": (claim("a", DAM), claim("b", "the northern dam was repaired by engineers at night"), None),
}


@pytest.mark.parametrize("name", PAIRS)
def test_relation(name: str) -> None:
    old, new, relation = PAIRS[name]
    links = link_claims([new], [old])
    assert [link.relation for link in links] == ([relation] if relation else [])
    for link in links:
        assert (link.claim_id, link.other_claim_id) == (new.claim_id, old.claim_id)
        assert link.basis
        assert 0 < link.score <= 1


def test_other_stories_are_not_compared() -> None:
    old, new, _ = PAIRS["a denial"]
    assert link_claims([new], [replace(old, story_id=make_id("story", "2"))]) == []


def test_no_repeats_inside_one_article_but_conflicts() -> None:
    old, new, _ = PAIRS["unknown speakers, nearly the same words"]
    assert link_claims([replace(new, article_id=old.article_id)], [old]) == []
    old, new, _ = PAIRS["opposite statements"]
    apart = replace(new, article_id=old.article_id, place=(1, 90, 120)), replace(old, place=(1, 10, 60))
    assert [x.relation for x in link_claims(apart, [])] == ["contradicts"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"within_claim_id": make_id("claim", "a")}, id="told in it"),
        pytest.param({"place": (1, 40, 70)}, id="over it"),
        pytest.param({"place": (0, 0, 20)}, id="the headline says it again"),
    ],
)
def test_a_claim_is_not_set_against_the_one_it_is_told_in(changes: dict[str, object]) -> None:
    old, new, _ = PAIRS["a denial"]
    inside = replace(replace(new, article_id=old.article_id, place=(1, 90, 120)), **changes)  # type: ignore[arg-type]
    assert link_claims([inside], [replace(old, place=(1, 10, 60))]) == []


def test_a_claim_that_holds_the_one_before_it_is_not_set_against_it() -> None:
    old, new, _ = PAIRS["a denial"]
    inside = replace(old, within_claim_id=new.claim_id, place=(1, 95, 110))
    assert link_claims([replace(new, article_id=old.article_id, place=(1, 200, 220))], [inside]) == []


def test_a_claim_that_repeats_adds_no_disagreement() -> None:
    anna, boris = claim("a", DAM, speaker=ANNA), claim("b", DAM, speaker=BORIS, cue="deny")
    again = claim("c", DAM, speaker=BORIS, cue="deny")
    assert [(link.relation, link.other_claim_id) for link in link_claims([again], [anna, boris])] == [("repeats", boris.claim_id)]


@pytest.mark.parametrize(
    ("text", "negative"),
    [
        ("no services are running", True),
        ("it hadn ’ t been moored", True),
        ("not one sailor but several fell", False),
        ("no fewer than nine sailed", False),
        ("the boat, which did not sink, is in the harbour", False),
        ("the boat sank […] no lives were lost", False),
        ("the report is untrue", True),
    ],
)
def test_what_denies(text: str, negative: bool) -> None:
    assert is_negative(text) is negative


def test_new_claims_are_compared_with_each_other() -> None:
    old, new, _ = PAIRS["two speakers agree"]
    assert link_claims([old, new], []) == link_claims([new], [old])


def test_the_order_of_earlier_claims_does_not_matter() -> None:
    many = [claim(f"e{n}", DAM, speaker=BORIS) for n in range(5)]
    new = claim("new", DAM, speaker=ANNA)
    assert link_claims([new], many) == link_claims([new], many[::-1])


def test_key_terms_join_spellings() -> None:
    assert key_terms("Russian troops attacked") == key_terms("Russia’s troop attacks")
    assert key_terms("not the of") == ()


def test_short_quotations_have_no_hash() -> None:
    assert quote_hash("a “special operation”") is None
    assert quote_hash("“It is a special operation.”") == quote_hash("'it is a special operation'")


def test_sketch_of_a_claim() -> None:
    made = claim("a", "12 sailors died on the ferry", speaker=Id("Anna Keller"))
    assert (made.claim_id, made.article_id, made.source, made.story_id, made.day) == (
        *(make_id("claim", "a"), make_id("article", "a"), "a.example", STORY, NOW.date()),
    )
    assert made.terms == ("crew", "ferry", "killed")
    assert (made.speaker, made.denies, made.states) == ("anna keller", False, True)
    assert made.quote_hash is None
