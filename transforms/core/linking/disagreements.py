"""When one statement stands against another: it denies what the other says, calls it the opposite, or gives a facet another value.

A disagreement needs a common matter: what is denied stands in the other statement as a fact; beside the two opposites stands the same; the
facets are of the same thing. A claim is never set against the claim in which it is told, nor a speaker against himself.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from newsbeam.transforms.core.figures.things import EVENTS, PEOPLE
from newsbeam.transforms.core.statements.facets import KINDS, OPPOSITE_WAYS
from newsbeam.transforms.core.statements.terms import shared_terms
from newsbeam.transforms.core.text.calendar import LOWER_MONTHS, WEEKDAY_NUMBERS
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import ClaimSketch, Relation

LEAST = 0.55
"""A disagreement must be more likely than not."""
WEAK = LOWER_MONTHS.union(
    WEEKDAY_NUMBERS,
    wordset(
        """
        south north east west city town people be have make get do go come is are was has person man woman
        thing part day year other any member group official even actually ever constitut mak made take took
        find found give gave put connection involvement role responsibility knowledge country government
        """
    ),
)
"""Terms that bring nothing together."""
OFFICES = wordset(
    """
    government military army navy forc defens ministry police official minister spokesman spokeswoman state media troop
    """
)
EVENT_NAMES = frozenset(EVENTS)
NEAR = 80
"""Characters within which stands, in the other statement, what is denied."""
CAUSED = frozenset(
    shared_terms(
        "suicide death fire blaze crash explosion outage blackout collapse delay accident derailment flood fall failure shortage leak"
        " collision sinking damage landslide epidemic outbreak injury"
    )
)
"""What has one cause."""
HALF = 0.5
"""The share of what is denied that stands in the other statement."""


class Against(NamedTuple):
    """How two statements stand against each other."""

    relation: Relation
    basis: str
    score: float


def against(new: ClaimSketch, old: ClaimSketch) -> Against | None:
    """The likeliest way in which two statements of one story disagree; None if in none."""
    if not (new.states and old.states) or not _can_disagree(new, old) or is_one_telling(new, old):
        return None
    ways = [*_answers(new, old), *_truth(new, old), *_opposites(new, old), *_facets(new, old)]
    return max((way for way in ways if way.score >= LEAST), key=lambda way: way.score, default=None)


def _can_disagree(new: ClaimSketch, old: ClaimSketch) -> bool:
    """Whether it is worth a closer look: most pairs are not."""
    return new.denies != old.denies or bool((new.facets and old.facets) or (new.sides and old.sides))


def is_one_telling(new: ClaimSketch, old: ClaimSketch) -> bool:
    """Whether two statements are one telling: one stands in the other, one speaker says both, or one text's copies do."""
    if new.speaker is not None and old.speaker is not None and _is_one_mouth(new.mouth, old.mouth):
        return True
    if new.article_id != old.article_id:
        return new.is_own and old.is_own and new.origin == old.origin
    if new.is_own and old.is_own:
        return True
    if old.claim_id == new.within_claim_id or new.claim_id == old.within_claim_id:
        return True
    (zone, start, end), (other_zone, other_start, other_end) = new.place, old.place
    return zone != other_zone or (start < other_end and other_start < end)


def _is_one_mouth(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether two names are of one speaker, whatever office of his speaks: `the Sudanese army`, `Sudan's government`."""
    one, other = {*mine} - OFFICES, {*theirs} - OFFICES
    return one == other and (bool(one) or {*mine} == {*theirs})


def _answers(new: ClaimSketch, old: ClaimSketch) -> Iterator[Against]:
    for denial, other in ((new, old), (old, new)):
        if denial.answers == other.claim_id:
            yield Against("denies", f"denies what was told before it: {_spelt(other, other.terms)}", 0.8)


def _truth(new: ClaimSketch, old: ClaimSketch) -> Iterator[Against]:
    """One says that what the other tells as a fact is not so."""
    if new.denies == old.denies:
        return
    denial, other = (new, old) if new.denies else (old, new)
    told = {*other.terms} - {*other.unreal} - WEAK
    focus = [term for term in denial.focus if term not in WEAK]
    hits = [term for term in focus if term in told]
    subject = [term for term in denial.subject if term in told and term not in hits]
    plain = [term for term in focus if _is_plain(denial, term)]
    happens = [term for term in focus[:3] if term in EVENT_NAMES]
    accuser = not {*other.mouth}.isdisjoint(denial.accusers)
    accused = denial.cue_class == "deny" and not {*denial.mouth}.isdisjoint(other.terms)
    covered = sum(term in hits for term in plain) / max(1, len(plain))
    if not plain or not hits or len(hits) + len(subject) + accuser + accused < 2:
        return
    if covered < HALF or not _stand_together(other, hits):
        return
    first = plain[:2] if denial.cue_class == "deny" else plain[:1]
    is_much = bool(subject) and len(hits) + len(subject) > 2  # who, and more than one word of what
    if not is_much and any(term not in hits for term in first):
        return
    if (happens and not {*happens} & {*hits}) or _other_names(denial, denial.subject, other, other.terms):
        return
    if denial.is_own and other.is_own and not (subject and len(hits) > 1):
        return
    score = 0.4 + 0.1 * min(3, len(hits) - 1) + 0.1 * min(2, len(subject)) + 0.1 * (denial.cue_class == "deny") + 0.1 * (accuser or accused)
    score += 0.05 * bool(new.speaker and old.speaker) + 0.05 * (len(hits) == len(focus))
    relation: Relation = "denies" if new.denies and new.cue_class == "deny" else "contradicts"
    yield Against(relation, f"opposite statements of: {_spelt(other, [*subject, *hits])}", min(score, 0.95))


def _stand_together(one: ClaimSketch, terms: Sequence[str]) -> bool:
    """Whether terms stand near each other in a statement that may be long."""
    places = [place for term, place in zip(one.terms, one.at, strict=False) if term in terms]
    return not places or max(places) - min(places) <= NEAR


def _other_names(one: ClaimSketch, mine: Iterable[str], other: ClaimSketch, theirs: Iterable[str]) -> bool:
    """Whether both name somebody or something, and nothing the same."""
    names = {term for term in mine if term not in WEAK and not _is_plain(one, term)}
    others = {term for term in theirs if term not in WEAK and not _is_plain(other, term)}
    return bool(names and others) and names.isdisjoint(others)


def _opposites(new: ClaimSketch, old: ClaimSketch) -> Iterator[Against]:
    """Two opposites, said of the same."""
    for row, left, word, beside, subject in new.sides:
        for other_row, other_left, other_word, other_beside, other_subject in old.sides:
            if row != other_row or left == other_left or _has_both(new, row) or _has_both(old, row):
                continue
            if _other_names(new, beside, old, other_beside):
                continue
            near = [term for term in beside if term in other_beside and term not in WEAK]
            of_one = subject == other_subject != "" and subject not in WEAK
            if len(near) > (1 if new.speaker or old.speaker else 2) or (of_one and near):
                score = 0.4 + 0.1 * min(3, len(near)) + 0.15 * of_one + 0.05 * bool(new.speaker and old.speaker)
                yield Against("contradicts", f"{word} against {other_word}, both on: {_spelt(new, near)}", min(score, 0.95))


def _has_both(one: ClaimSketch, row: int) -> bool:
    return len({left for other, left, *_ in one.sides if other == row}) > 1


def _facets(new: ClaimSketch, old: ClaimSketch) -> Iterator[Against]:
    if new.denies or old.denies:
        return
    shared = [term for term in new.terms if term in old.terms and term not in WEAK]
    for slot, of, value in new.facets:
        theirs = [facet for facet in old.facets if facet[0] == slot]
        mine = [facet for facet in new.facets if facet[0] == slot and facet[1] == of]
        for _, other_of, other_value in theirs:
            same = [facet for facet in theirs if facet[1] == other_of]
            if not _is_other(slot, _values(mine), _values(same)):
                continue
            matter = [term for term in shared if term not in value and term not in other_value]
            if score := _of_one_matter(slot, of, other_of, matter, ((new, value), (old, other_value))):
                score += 0.05 * bool(new.speaker and old.speaker)
                basis = f"{slot}: {' '.join(value)} against {' '.join(other_value)}, both on: {_spelt(new, matter)}"
                yield Against("contradicts", basis, min(score, 0.95))


def _values(facets: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> set[str]:
    return {term for _, _, value in facets for term in value}


def _is_other(slot: str, mine: set[str], theirs: set[str]) -> bool:
    if slot == "direction":
        return (mine | theirs) in OPPOSITE_WAYS
    return mine.isdisjoint(theirs)


def _of_one_matter(
    slot: str, of: tuple[str, ...], other_of: tuple[str, ...], matter: list[str], values: Sequence[tuple[ClaimSketch, tuple[str, ...]]]
) -> float:
    """How likely two facets are of one thing; 0 if that is not told."""
    (new, _), (old, _) = values
    common = [term for term in of if term in other_of and term not in WEAK]
    if _other_names(new, of, old, other_of):
        return 0.0
    persons, others = ({term for term in terms if " " in term} for terms in (of, other_of))
    if persons - others and others - persons:
        return 0.0
    if slot == "day":
        return (
            0.2 + 0.1 * min(4, len(common)) + 0.05 * min(4, len(matter))
            if len(common) > 2 and (of[0] in other_of or other_of[0] in of)
            else 0.0
        )
    if slot == "direction":
        return 0.7 if len(common) == len(of) else 0.0
    if slot == "blame" and not any(term in PEOPLE or not _is_plain(one, term) for one, value in values for term in value):
        return 0.0  # `blamed the reviews for delays`
    if slot in ("cause", "blame"):
        if slot == "cause" and {*common}.isdisjoint(CAUSED):
            return 0.0
        enough = len(common) > 1 or slot == "cause"
        return 0.4 + 0.1 * min(3, len(common)) + 0.05 * min(2, len(matter)) if enough else 0.0
    if slot in KINDS:
        return 0.55 + 0.1 * min(4, len(matter) - KINDS[slot][0]) if len(matter) >= KINDS[slot][0] else 0.0
    return 0.5 + 0.1 * min(3, len(matter)) if matter else 0.0


def _is_plain(one: ClaimSketch, term: str) -> bool:
    """Whether a term is no name."""
    word = dict(zip(one.terms, one.words, strict=False)).get(term, term)
    return word[:1].islower()


def _spelt(one: ClaimSketch, terms: Iterable[str]) -> str:
    words = dict(zip(one.terms, one.words, strict=False))
    return ", ".join(words.get(term, term) for term in list(terms)[:6])
