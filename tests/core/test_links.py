from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.links import key_terms, link_claims, quote_hash, subject_key
from newsbeam.transforms.records import ClaimSketch, Id

ANNA, BORIS, STORY = make_id("entity", "anna"), make_id("entity", "boris"), make_id("story", "1")
SIDE = make_id("entity", "side")


def claim(
    name: str,
    text: str,
    *,
    speaker: Id | None = None,
    polarity: str = "affirm",
    cue: str = "say",
    killed: tuple[float, float] | None = None,
) -> ClaimSketch:
    return ClaimSketch(
        claim_id=make_id("claim", name),
        article_id=make_id("article", name),
        source=f"{name}.example",
        speaker_entity_id=speaker,
        cue_class=cue,  # type: ignore[arg-type]
        polarity=polarity,  # type: ignore[arg-type]
        terms=key_terms(text),
        quantities=(("killed", "people", SIDE, *killed),) if killed else (),
        day=date(2024, 5, 1),
        story_id=STORY,
        quote_hash=quote_hash(text),
    )


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
    "opposite statements": (claim("a", DAM, speaker=ANNA), claim("b", DAM, speaker=BORIS, polarity="deny"), "contradicts"),
    "a denial": (claim("a", DAM, speaker=ANNA), claim("b", DAM, speaker=BORIS, polarity="deny", cue="deny"), "denies"),
    "different figures": (
        claim("a", "12 sailors died on the ferry", speaker=ANNA, killed=(12, 12)),
        claim("b", "at least 30 sailors died on the ferry", speaker=BORIS, killed=(30, 30)),
        "differs",
    ),
    "figures within a range agree": (
        claim("a", "sailors died on the ferry", speaker=ANNA, killed=(24, 99)),
        claim("b", "sailors died on the ferry", speaker=BORIS, killed=(30, 30)),
        "corroborates",
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
    old, new, _ = PAIRS["different figures"]
    assert [x.relation for x in link_claims([old, replace(new, article_id=old.article_id)], [])] == ["differs"]


def test_new_claims_are_compared_with_each_other() -> None:
    old, new, _ = PAIRS["two speakers agree"]
    assert link_claims([old, new], []) == link_claims([new], [old])


def test_the_order_of_earlier_claims_does_not_matter() -> None:
    many = [claim(f"e{n}", DAM, speaker=BORIS) for n in range(5)]
    new = claim("new", DAM, speaker=ANNA)
    assert link_claims([new], many) == link_claims([new], many[::-1])


def test_basis_names_the_figures_and_days() -> None:
    old, new, _ = PAIRS["different figures"]
    (link,) = link_claims([replace(new, day=date(2024, 5, 3))], [old])
    assert "killed: 30 against 12 (2024-05-03 and 2024-05-01)" in link.basis


def test_a_kind_counted_twice_is_not_compared() -> None:
    old, new, _ = PAIRS["different figures"]
    twice = replace(old, quantities=(*old.quantities, ("killed", "people", SIDE, 5.0, 5.0)))
    assert all(link.relation != "differs" for link in link_claims([new], [twice]))


@pytest.mark.parametrize(
    ("subject_class", "noun", "kind"),
    [
        pytest.param("killed", "sailors", "killed", id="a class"),
        pytest.param(None, "closed schools", "of school", id="a noun, without its ending"),
        pytest.param(None, "centimetres above", None, id="a measure"),
        pytest.param(None, None, None, id="left out"),
    ],
)
def test_what_is_counted(subject_class: str | None, noun: str | None, kind: str | None) -> None:
    assert subject_key(subject_class, noun) == kind


def test_shares_of_the_same_thing_differ_if_the_claims_are_about_it() -> None:
    def schools(name: str, text: str, share: float) -> ClaimSketch:
        return replace(claim(name, text), quantities=(("of school", "percent", None, share, share),))

    old = schools("a", "70 percent of schools were closed", 70.0)
    (link,) = link_claims([schools("b", "41 percent of schools were closed by the strike", 41.0)], [old])
    assert (link.relation, link.basis.split(";")[0]) == ("differs", "school: 41 against 70")
    assert link_claims([schools("c", "41 percent of schools have a garden, a pond and bees, the gardeners counted", 41.0)], [old]) == []


def test_key_terms_join_spellings() -> None:
    assert key_terms("Russian troops attacked") == key_terms("Russia’s troop attacks")
    assert key_terms("not the of") == ()


def test_short_quotations_have_no_hash() -> None:
    assert quote_hash("a “special operation”") is None
    assert quote_hash("“It is a special operation.”") == quote_hash("'it is a special operation'")


def test_sketch_of_a_claim() -> None:
    from newsbeam.transforms.core.attribution.claims import find_claims
    from newsbeam.transforms.core.entities.find_entities import find_entities
    from newsbeam.transforms.core.linking.links import sketch
    from newsbeam.transforms.records import Article, Origin

    now = datetime(2024, 5, 1, tzinfo=UTC)
    text = "Mayor Anna Keller said that 12 sailors died on the ferry."
    origin = Origin(Id("i"), (0, 0), "o", now)
    article = Article(
        Id("a"), Id("c"), origin, None, None, "x.example", None, (), now, None, date(2024, 5, 1), "en", None, text, "free", "t"
    )
    (found,) = find_claims(article, find_entities(article, "en_core_web_sm"), "en_core_web_sm")
    made = sketch(found, article, STORY)
    assert (made.claim_id, made.article_id, made.source, made.story_id, made.day) == (
        found.claim_id,
        Id("a"),
        "x.example",
        STORY,
        date(2024, 5, 1),
    )
    assert made.quantities == (("killed", "people", None, 12.0, 12.0),)
    assert made.terms == ("died", "ferry", "sailor")
    assert made.quote_hash is None
