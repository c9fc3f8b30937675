"""Claim links: how one claim, or one statement of an outlet, bears on earlier ones of its story; figures are compared by `figure_links`.

Pure and in memory: a story's claims are few. A link says on what it rests in words that a reader can check; none is made on a guess.
Two outlets that carry the same quotation or the same speaker's statement repeat one origin; they do not corroborate each other.
What stands against what is told by `disagreements`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from newsbeam.transforms.core.linking.disagreements import against
from newsbeam.transforms.records import ClaimLink, ClaimSketch, Id, Relation

SAME_STATEMENT = 0.8
"""Dice of key terms from which two claims of unknown speakers are one statement."""
SAME_MATTER = 0.5
"""Dice of key terms from which two claims speak of the same thing."""
MIN_SHARED = 2
"""Terms in common, at least."""
MAX_EARLIER = 1_000
"""Claims and statements of one story that a new one is compared with: the newest."""
MAX_LINKS = 20
"""Links of one claim, the strongest first."""
TELLINGS = 3
"""Links of one statement to outlets' own statements of the other side, and the other way round."""
MAX_AGAINST = 6
"""Statements that one stands against, the likeliest."""
STRENGTH = {"denies": 0, "contradicts": 1, "repeats": 2, "corroborates": 3}


def link_claims(new: Sequence[ClaimSketch], earlier: Sequence[ClaimSketch]) -> list[ClaimLink]:
    """Links from each claim of `new` to claims of the same story in `earlier`, or before it in `new`.

    The result depends on the order of `new` only in which of two claims is the later one.
    """
    stories: dict[Id, list[ClaimSketch]] = defaultdict(list)
    for old in earlier:
        stories[old.story_id].append(old)
    links: list[ClaimLink] = []
    for claim in new:
        before = stories[claim.story_id][-MAX_EARLIER:]
        found = _independent(claim, [(link, old) for old in _related(claim, before) if (link := _link(claim, old))], before)
        links += sorted(found, key=lambda x: (STRENGTH[x.relation], -x.score, x.other_claim_id))[:MAX_LINKS]
        stories[claim.story_id].append(claim)
    return links


def _independent(claim: ClaimSketch, found: list[tuple[ClaimLink, ClaimSketch]], before: Sequence[ClaimSketch]) -> list[ClaimLink]:
    """The links of a claim, once for each mouth that it stands against; one that repeats an earlier claim stands against none.

    Outlets that state it in their own voice are listed up to `TELLINGS` times: a disagreement is not told once a copy.
    """
    if repeats := [link for link, _ in found if link.relation == "repeats"]:
        return repeats
    kept: dict[str, ClaimLink] = {}
    ranked = sorted(found, key=lambda one: (-one[0].score, one[0].other_claim_id))
    agreeing = [(link, old) for link, old in ranked if link.relation == "corroborates"]
    for link, old in [one for one in ranked if one[0].relation != "corroborates"][:MAX_LINKS] + agreeing:
        if link.relation == "corroborates" or not _is_told(claim, link, old, before):
            kept.setdefault(f"{link.relation} {old.speaker or old.origin}", link)
    by_outlets = [one.claim_id for _, one in found if one.is_own]
    told = [link for link in kept.values() if link.other_claim_id in by_outlets][TELLINGS:]
    disputed = [link for link in kept.values() if link.relation != "corroborates" and link not in told]
    return disputed[:MAX_AGAINST] + [link for link in kept.values() if link.relation == "corroborates"]


def _is_told(claim: ClaimSketch, link: ClaimLink, old: ClaimSketch, before: Sequence[ClaimSketch]) -> bool:
    """Whether the same mouth stood against the same statement before, no less clearly, or enough outlets did."""
    enough = TELLINGS if claim.is_own else 1
    for one in before:
        if one.claim_id != old.claim_id and (one.is_own if claim.is_own else one.origin == claim.origin):
            other = against(one, old)
            enough -= other is not None and other.score >= link.score
            if enough == 0:
                return True
    return False


def _related(claim: ClaimSketch, before: Sequence[ClaimSketch]) -> Iterator[ClaimSketch]:
    mine = set(claim.terms)
    for old in before:
        if old.claim_id != claim.claim_id and (
            not mine.isdisjoint(old.terms) or (old.quote_hash is not None and old.quote_hash == claim.quote_hash)
        ):
            yield old


def _link(new: ClaimSketch, old: ClaimSketch) -> ClaimLink | None:
    if new.quote_hash is not None and new.quote_hash == old.quote_hash:
        return _repeats(new, old, "the same quoted words", 1.0)
    if found := against(new, old):
        return _made(new, old, *found)
    if new.is_own or old.is_own or new.denies != old.denies:
        return None
    shared = set(new.terms) & set(old.terms)
    total = len(new.terms) + len(old.terms)
    overlap = 2 * len(shared) / total if total else 0.0
    if len(shared) < MIN_SHARED or overlap < SAME_MATTER:
        return None
    words = dict(zip(new.terms, new.words, strict=False))
    said = ", ".join(words.get(term, term) for term in sorted(shared)[:6])
    if new.speaker_entity_id is None or old.speaker_entity_id is None:
        return _repeats(new, old, f"nearly the same words: {said}", overlap) if overlap >= SAME_STATEMENT else None
    if new.speaker_entity_id == old.speaker_entity_id:
        return _repeats(new, old, f"the same speaker on: {said}", overlap)
    return _made(new, old, "corroborates", f"two speakers agree on: {said}", overlap)


def _repeats(new: ClaimSketch, old: ClaimSketch, basis: str, score: float) -> ClaimLink | None:
    """One origin told twice; inside one article that is no news."""
    return None if new.article_id == old.article_id else _made(new, old, "repeats", f"{basis}: one independent origin", score)


def _made(new: ClaimSketch, old: ClaimSketch, relation: Relation, basis: str, score: float) -> ClaimLink:
    return ClaimLink(new.claim_id, old.claim_id, relation, basis, round(score, 3), of_claims=not (new.is_own or old.is_own))
