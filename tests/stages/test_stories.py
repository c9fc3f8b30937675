"""LinkStories and LinkClaims: decided in input order. What is one story, and what contradicts, is in tests/core/test_{stories,links}.py."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from newsbeam.transforms.core.attribution.claims import find_claims
from newsbeam.transforms.core.entities.find_entities import find_entities
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.core.figures.find_figures import find_figures
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.index.writer import IndexWriter
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
    claims = find_claims(one.article, mentions, DEFAULT_MODEL)
    return replace(one, mentions=mentions, claims=claims, figures=find_figures(one.article, claims))


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


TOLL = "Twelve people were killed when the Ostara dam above Kelmar gave way and rivers burst their banks."
OTHER_TOLL = "Nineteen people were killed when the Ostara dam above Kelmar gave way and rivers burst their banks."


def test_figures_are_compared_with_earlier_ones_of_their_story() -> None:
    old, new = sorted(run_transform(LinkStories(IndexAt()), [read(TOLL, 0), read(OTHER_TOLL, 1)]).good, key=lambda one: one.origin.order)
    for order in ([old, new], [new, old]):
        came = {one.origin.order[1]: one for one in run_transform(LinkClaims(IndexAt()), order).good}
        assert came[0].figure_links == ()
        assert {link.other_figure_id for link in came[1].figure_links} <= {figure.figure_id for figure in old.figures}
        assert came[1].figure_links


def test_claims_and_figures_are_compared_with_those_of_earlier_batches(tmp_path: Path) -> None:
    given = [read(f"{TOLL} {FLOOD}", 0), read(f"{OTHER_TOLL} {DENIAL}", 1)]
    old, new = sorted(run_transform(LinkStories(IndexAt()), given).good, key=lambda one: one.origin.order)
    path = str(tmp_path / "index.sqlite")
    with closing(IndexWriter(path)) as writer:
        writer.apply(1, [], [], old.sketches, old.figure_sketches)
    (came,) = run_transform(LinkClaims(IndexAt(path, 1)), [new]).good
    assert {link.other_claim_id for link in came.links} & {claim.claim_id for claim in old.claims}
    assert {link.other_figure_id for link in came.figure_links} & {figure.figure_id for figure in old.figures}
    (alone,) = run_transform(LinkClaims(IndexAt(path, 0)), [new]).good
    assert (alone.links, alone.figure_links) != (came.links, came.figure_links)
