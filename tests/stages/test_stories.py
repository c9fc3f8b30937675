"""LinkStories and LinkClaims: decided in input order. What is one story, and what contradicts, is in tests/core/test_{stories,links}.py."""

from dataclasses import replace

from newsbeam.transforms.core.attribution.claims import find_claims
from newsbeam.transforms.core.entities.find_entities import find_entities
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.records import Document
from newsbeam.transforms.stories import LinkClaims, LinkStories
from tests.support.documents import document, known
from tests.support.run_transform import run_transform

FLOOD = "Rivers burst their banks in Kelmar after the Ostara dam gave way. Anna Keller said that the Ostara dam was blown up by saboteurs."
DENIAL = "The Ostara dam above Kelmar gave way and rivers burst. Boris Lind denied that the Ostara dam was blown up by saboteurs."
STRIKE = "Tram drivers in Zellin walked out over pay. The Zellin transport union blamed the tram operator for the strike."


def read(text: str, number: int) -> Document:
    """A document as it comes out of FindClaims."""
    one = document(text, number, text.split(".")[0], f"https://outlet{number}.example/{number}")
    mentions = find_entities(one.article, DEFAULT_MODEL)
    return replace(one, mentions=mentions, claims=find_claims(one.article, mentions, DEFAULT_MODEL))


def test_changed_documents_are_placed_and_known_ones_keep_their_story() -> None:
    given = [read(FLOOD, 0), read(STRIKE, 1), read(DENIAL, 2), known(read(FLOOD, 3))]
    given.append(replace(read(FLOOD, 4), signature=replace(read(FLOOD, 4).signature, recleaned=1)))
    for order in (given, given[::-1]):
        ran = run_transform(LinkStories(IndexAt()), order)
        came = {one.origin.order[1]: one for one in ran.good}
        assert came[0].story.story_id == came[2].story.story_id != came[1].story.story_id
        assert [one.claim_id for one in came[0].claims] == [one.claim_id for one in came[0].sketches]
        assert (came[3], came[4]) == (given[3], given[4])
        assert ran.counters == {"stories": {"ok": len(given)}}


def test_claims_are_compared_with_earlier_ones_of_their_story() -> None:
    placed = run_transform(LinkStories(IndexAt()), [read(FLOOD, 0), read(STRIKE, 1), read(DENIAL, 2), known(read(FLOOD, 3))]).good
    for order in (placed, placed[::-1]):
        ran = run_transform(LinkClaims(IndexAt()), order)
        came = {one.origin.order[1]: one for one in ran.good}
        (link,) = came[2].links
        assert (link.relation, link.other_claim_id) == ("denies", came[0].claims[0].claim_id)
        assert [came[number].links for number in (0, 1, 3)] == [(), (), ()]
        assert ran.counters == {"claim_links": {"ok": len(placed)}}
