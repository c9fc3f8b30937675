"""Claim links: how one claim bears on earlier ones of its story, on words alone; figures are compared by `figure_links`.

Pure and in memory: a story's claims are few. A link says on what it rests in words that a reader can check; none is made on a guess.
Two outlets that carry the same quotation or the same speaker's statement repeat one origin; they do not corroborate each other.

Statements stand against each other if one denies what the other says, or if they differ in a pair of opposites, and if what they share is
more than names. A claim is never set against the claim in which it is told, nor a speaker against himself in one article, nor anything
against a question.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from newsbeam.transforms.core.figures.things import event_of, noun_class
from newsbeam.transforms.core.ids import normalise
from newsbeam.transforms.core.linking.terms import spelt_terms
from newsbeam.transforms.core.text.quotes import find_quotes
from newsbeam.transforms.records import Article, Claim, ClaimLink, ClaimSketch, Id, Relation, Span

MIN_QUOTED = 4
"""Words: fewer can be the same by chance."""
SAME_STATEMENT = 0.8
"""Dice of key terms from which two claims of unknown speakers are one statement."""
SAME_MATTER = 0.5
"""Dice of key terms from which two claims speak of the same thing."""
DENIED_SHARE = 0.6
"""Or the share of a denial's terms that stand in what it denies: `denied the bombing`."""
MIN_SHARED = 2
"""Terms in common, at least."""
MIN_PLAIN = 2
"""Terms in common that are no names, for a disagreement."""
MAX_EARLIER = 500
"""Claims of one story that a new one is compared with: the newest."""
MAX_LINKS = 20
"""Links of one claim, the strongest first."""
STRENGTH = {"denies": 0, "contradicts": 1, "repeats": 2, "corroborates": 3}
LEAST = 0.5
"""A disagreement must be more likely than not."""
BY_OVERLAP = 0.6
"""The score of a disagreement of two statements whose terms are all shared; less by overlap. Few labelled ones are known: an estimate."""
DENIAL_BONUS, SPEAKERS_BONUS = 0.15, 0.15
"""Added for a verb of denial, and for two speakers who are known and different."""
NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|neither|nor|cannot"
    r"|false|untrue|baseless|unfounded|unsubstantiated)\b|\bno[- ]one\b|n\s?['’]\s?t\b",
    re.I,
)
NO_NEGATION = re.compile(
    r"\b(?:not (?:only|just|without|least|one \w+ but)|no (?:fewer|less|more) than|no doubt|nothing less than)\b", re.I
)
"""`not one person but several`, `not only`"""
INSERTED = re.compile(r",\s(?:which|who|whom|whose|where)\b[^,]*(?:,|$)")
QUESTION = re.compile(r"^\W*(?:that\s)?(?:whether|if|unless|what|when|where|who|whom|why|how|which)\b|\b(?:whether|unless)\b|\?\W*$", re.I)
"""What asks, or says under which condition, states nothing."""
UNSAID = re.compile(r"^\W*(?:to (?:comment|say|discuss|speak|answer|elaborate|give|reveal|disclose)|against|about|over|for)\b", re.I)
"""What somebody declined to do, or what he spoke for or against without saying that it is so."""
OPPOSITES = (
    "safe unsafe", "alive dead", "open closed", "guilty innocent", "true false", "possible impossible", "likely unlikely", "legal illegal",
    "accidental deliberate", "accident arson", "accept reject", "support oppose", "rise fall", "win lose", "stay leave", "arm unarm",
    "enough insufficient", "peaceful violent", "responsible irresponsible", "intact destroy", "voluntary forced", "adequate inadequate",
)  # fmt: skip
"""Pairs of which only one can be."""
OPPOSITE = {one: other for pair in OPPOSITES for one, other in (pair.split(), pair.split()[::-1])}


def sketch(claim: Claim, article: Article, story_id: Id) -> ClaimSketch:
    """What is needed to compare `claim`, of `article`, with other claims of the story."""
    return sketch_of(article, story_id, claim.content, **{name: getattr(claim, name) for name in COMPARED})


COMPARED = (
    "claim_id",
    "speaker_entity_id",
    "speaker_name",
    "source_text",
    "cue_class",
    "polarity",
    "content_text",
    "within_claim_id",
    "zone",
)
"""What of a claim is compared, stored or not."""


def sketch_of(article: Article, story_id: Id, content: Sequence[Span], *, content_text: str, **claim: Any) -> ClaimSketch:
    """The sketch of a claim of which `COMPARED` is known."""
    spelt = shared_terms(content_text)
    later = content_text.partition("[…]")[2]  # what is said further on may turn it
    zone, name, source = claim.pop("zone"), claim.pop("speaker_name"), claim.pop("source_text")
    return ClaimSketch(
        **claim,
        article_id=article.article_id,
        source=article.source,
        speaker=normalise(name or source or "") or None,
        terms=tuple(spelt),
        day=article.day,
        story_id=story_id,
        quote_hash=quote_hash(content_text),
        words=tuple(spelt.values()),
        denies=claim["cue_class"] in ("deny", "doubt") or is_negative(content_text),
        states=not (QUESTION.search(content_text) or UNSAID.match(content_text) or is_negative(content_text) < is_negative(later)),
        place=(int(zone != "headline"), content[0].start, content[-1].end),
    )


def shared_terms(text: str) -> dict[str, str]:
    """The key terms of a text with what the tables of things bring together, each with the word that it first stands for."""
    found: dict[str, str] = {}
    for term, word in spelt_terms(text).items():
        found.setdefault(event_of(word) or (noun_class(word) if word[:1].islower() else term), word)
    return dict(sorted(found.items()))


def is_negative(text: str) -> bool:
    """Whether a statement has a negation that turns it: in its first piece, and not in an inserted clause."""
    return bool(NEGATION.search(NO_NEGATION.sub(" ", INSERTED.sub(" ", text.split("[…]")[0]))))


def quote_hash(text: str) -> int | None:
    """A 63-bit hash of the quoted words of a content, whatever its marks and punctuation; None if fewer than four."""
    words = [w for q in find_quotes(text) for w in re.findall(r"\w+", normalise(text[q.span.start : q.span.end]))]
    if len(words) < MIN_QUOTED:
        return None
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()) >> 1


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
        found = _independent([(link, old) for old in _related(claim, before) if (link := _link(claim, old))])
        links += sorted(found, key=lambda x: (STRENGTH[x.relation], -x.score, x.other_claim_id))[:MAX_LINKS]
        stories[claim.story_id].append(claim)
    return links


def _independent(found: list[tuple[ClaimLink, ClaimSketch]]) -> list[ClaimLink]:
    """The links of a claim, once for each speaker that it stands against; one that repeats an earlier claim stands against none."""
    if repeats := [link for link, _ in found if link.relation == "repeats"]:
        return repeats
    against: dict[str, ClaimLink] = {}
    for link, old in sorted(found, key=lambda one: (-one[0].score, one[0].other_claim_id)):
        against.setdefault(f"{link.relation} {old.speaker or link.other_claim_id}", link)
    return list(against.values())


def _related(claim: ClaimSketch, before: Sequence[ClaimSketch]) -> Iterator[ClaimSketch]:
    mine = set(claim.terms)
    for old in before:
        if old.claim_id != claim.claim_id and (
            not mine.isdisjoint(old.terms) or (old.quote_hash is not None and old.quote_hash == claim.quote_hash)
        ):
            yield old


def _link(new: ClaimSketch, old: ClaimSketch) -> ClaimLink | None:
    shared = set(new.terms) & set(old.terms)
    total = len(new.terms) + len(old.terms)
    overlap = 2 * len(shared) / total if total else 0.0
    words = dict(zip(new.terms, new.words, strict=False))
    said = ", ".join(words.get(term, term) for term in sorted(shared)[:6])
    if new.quote_hash is not None and new.quote_hash == old.quote_hash:
        return _repeats(new, old, "the same quoted words", 1.0)
    if len(shared) < MIN_SHARED:
        return None
    if against := _against(new, old, shared, overlap):
        relation, how, score = against
        return _made(new, old, relation, f"{how}: {said}", score)
    if overlap < SAME_MATTER or new.denies != old.denies:
        return None
    if new.speaker_entity_id is None or old.speaker_entity_id is None:
        return _repeats(new, old, f"nearly the same words: {said}", overlap) if overlap >= SAME_STATEMENT else None
    if new.speaker_entity_id == old.speaker_entity_id:
        return _repeats(new, old, f"the same speaker on: {said}", overlap)
    return _made(new, old, "corroborates", f"two speakers agree on: {said}", overlap)


def _against(new: ClaimSketch, old: ClaimSketch, shared: set[str], overlap: float) -> tuple[Relation, str, float] | None:
    """Relation, words and score if one of two statements says what the other denies."""
    if not (new.states and old.states) or _is_told_in(new, old):
        return None
    plain = [word for term, word in zip(new.terms, new.words, strict=False) if term in shared and word[:1].islower()]
    if len(plain) < MIN_PLAIN:
        return None
    opposite = next((term for term in new.terms if OPPOSITE.get(term) in old.terms and term not in old.terms), None)
    if opposite and new.denies == old.denies and overlap >= SAME_MATTER:
        return _scored(new, old, "contradicts", f"{opposite} against {OPPOSITE[opposite]}, both on", overlap)
    if new.denies == old.denies:
        return None
    denial = new if new.denies else old
    denied = len(shared) / len(denial.terms) if denial.cue_class == "deny" else 0.0
    if overlap < SAME_MATTER and denied < DENIED_SHARE:
        return None
    return _scored(
        new, old, "denies" if new.denies and new.cue_class == "deny" else "contradicts", "opposite statements of", max(overlap, denied)
    )


def _scored(new: ClaimSketch, old: ClaimSketch, relation: Relation, how: str, overlap: float) -> tuple[Relation, str, float] | None:
    score = BY_OVERLAP * overlap
    score += DENIAL_BONUS * ("deny" in (new.cue_class, old.cue_class)) + SPEAKERS_BONUS * bool(new.speaker and old.speaker)
    return (relation, how, score) if score >= LEAST else None


def _is_told_in(new: ClaimSketch, old: ClaimSketch) -> bool:
    """Whether two claims are one telling: one stands in the other, or one speaker says both in one article."""
    if new.speaker is not None and new.speaker == old.speaker:
        return True
    if new.article_id != old.article_id:
        return False
    if new.within_claim_id == old.claim_id or old.within_claim_id == new.claim_id:
        return True
    (zone, start, end), (other_zone, other_start, other_end) = new.place, old.place
    return zone != other_zone or (start < other_end and other_start < end)


def _repeats(new: ClaimSketch, old: ClaimSketch, basis: str, score: float) -> ClaimLink | None:
    """One origin told twice; inside one article that is no news."""
    return None if new.article_id == old.article_id else _made(new, old, "repeats", f"{basis}: one independent origin", score)


def _made(new: ClaimSketch, old: ClaimSketch, relation: Relation, basis: str, score: float) -> ClaimLink:
    return ClaimLink(new.claim_id, old.claim_id, relation, basis, round(score, 3))
