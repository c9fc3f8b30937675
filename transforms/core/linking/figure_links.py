"""Links of figures: which figures of a story are of one slot and differ, and how sure that is.

A candidate is a pair of figures that nothing keeps apart (`slots.same_slot`) and that cannot both be right (`slots.agree`). Its score is
the probability that the two are indeed of the same thing: a logistic function of what they share, with weights fitted on labelled events.
Each new figure is linked to few tellings of each other value of its slot, and copies of a telling to none: a disagreement is not told once
a copy.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsbeam.transforms.core.figures.things import NOUNS, PEOPLE, SHARES
from newsbeam.transforms.core.linking.slots import GROWING, agree, meant, same_slot
from newsbeam.transforms.records import FigureLink, FigureRelation, FigureSketch, Id

MAX_EARLIER = 1_500
"""Figures of one story that new ones are compared with: the newest."""
MAX_LINKS = 8
"""Links of one figure, the surest first."""
PER_VALUE = 2
"""Links of one figure to tellings of one other value: the surest."""
LEAST = 0.5
"""A link must be more likely right than wrong."""
LEAST_UPDATE = 0.6
"""An update a little more: counts of two attacks differ as those of one do that has gone on."""
NAMES_CAP = 2
NEAR_CAP = 4
RATIO_CAP = 4.0
FARTHEST = 100.0
"""Of two figures that are further apart than this, one is of something else: a share's price, and that of the firm."""
ANYONE = frozenset(("people", "man", "woman", "child", "suspect"))
"""Things that say little without what happened to them."""
UNKNOWN_SHARED = 3
"""Terms near both figures, where what they count is in no table."""
CLOCK_SHARED = 2
"""Terms near both times of day, or both spans of time."""
RATIO_OF_NONE = 1.5
"""None against some: as far apart as one from four or five."""
WEIGHTS = {
    "bias": 0.4,
    # the slot
    "thing and event": 1.6,
    "thing": 0.5,
    "akin": 1.32,
    "noun": -2.0,
    "money": 1.53,
    "sum": 0.0,
    "share": 1.77,
    "length": 2.35,
    "clock": 1.61,
    "age": 4.04,
    "duration": 0.54,
    "calibre": 3.11,
    "magnitude": 3.0,
    "degrees": -1.00,
    "times": -1.00,
    # what the sentences share
    "near": 0.1,
    "names": 0.4,
    "same_modifiers": 0.82,
    "claimed": 0.0,
    # what speaks against one thing
    "nothing_shared": -0.7,
    "no_name": -0.5,
    "other_place": -2.2,
    "both_aside": -0.8,
    "one_aside": -1.8,
    "ratio": -0.6,
    "told_apart": -1.08,
    "same_article": -1.88,
    "one_side": -0.46,
    "other_modifiers": -1.07,
    "other_payers": -1.4,
    "other_owner": -0.2,
    "one_all": -0.64,
    "listed": -0.6,
    "one_none": -0.63,
    "one_time": -0.3,
}
"""Of the features of a pair; see `features`."""


class Pair(NamedTuple):
    """Two figures of one slot that cannot both be right."""

    new: FigureSketch
    old: FigureSketch
    score: float
    shared: tuple[str, ...]


def link_figures(new: Sequence[FigureSketch], earlier: Sequence[FigureSketch]) -> list[FigureLink]:
    """Links from each figure of `new`, one article's, to figures of the same story in `earlier`, or before it in `new`."""
    tellings = _by_article([*earlier, *new])
    slots = _by_slot(earlier)
    links: list[FigureLink] = []
    for figure in new:
        if any(_is_same_telling(figure, old) for old in slots[_key(figure)]):
            continue
        links += _links(figure, slots[_key(figure)], tellings)
        slots[_key(figure)].append(figure)
    return links


def _key(figure: FigureSketch) -> tuple[str, str | None]:
    """What figures of one slot have in common at least."""
    return figure.dimension, figure.unit


def _by_slot(figures: Iterable[FigureSketch]) -> defaultdict[tuple[str, str | None], list[FigureSketch]]:
    slots: defaultdict[tuple[str, str | None], list[FigureSketch]] = defaultdict(list)
    for figure in figures:
        slots[_key(figure)].append(figure)
    return slots


def _by_article(figures: Iterable[FigureSketch]) -> dict[Id, list[FigureSketch]]:
    told: defaultdict[Id, list[FigureSketch]] = defaultdict(list)
    for figure in figures:
        told[figure.article_id].append(figure)
    return told


def _links(new: FigureSketch, before: Sequence[FigureSketch], told: dict[Id, list[FigureSketch]]) -> list[FigureLink]:
    pairs = [pair for old in before[-MAX_EARLIER:] if (pair := compare(new, old, told))]
    kept: list[Pair] = []
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.old.at, pair.old.figure_id)):
        if sum(_value(pair.old) == _value(other.old) for other in kept) < PER_VALUE:
            kept.append(pair)
    return [_made(pair) for pair in kept[:MAX_LINKS]]


def _is_same_telling(new: FigureSketch, old: FigureSketch) -> bool:
    """Whether the same mouth told the same figure before: a copy, or what a speaker says everywhere."""
    return new.origin == old.origin and _value(new) == _value(old) and new.article_id != old.article_id and same_slot(new, old)


def _value(figure: FigureSketch) -> tuple[float | None, float | None]:
    return figure.low, figure.high


def compare(new: FigureSketch, old: FigureSketch, told: dict[Id, list[FigureSketch]]) -> Pair | None:
    """The pair, if it is more likely of one thing than not."""
    if not is_candidate(new, old) or _adds_up(new, old, told) or _adds_up(old, new, told) or _tells_both(new, old, told):
        return None
    score = probability(features(new, old, told))
    least = LEAST_UPDATE if relation_of(new, old) == "updates" else LEAST
    return Pair(new, old, score, tuple(sorted({*new.terms} & {*old.terms}))) if score >= least else None


def _adds_up(whole: FigureSketch, part: FigureSketch, told: dict[Id, list[FigureSketch]]) -> bool:
    """Whether `part` and what stands beside it in its sentence make up `whole`: seven rifles and two other rifles are nine."""
    if whole.dimension != "count" or whole.low is None or part.low is None or part.low >= whole.low:
        return False
    beside = [
        one.low for one in told.get(part.article_id, ()) if one.place == part.place and one.dimension == "count" and one.low is not None
    ]
    return any(part.low + low == whole.low for low in beside) or sum(beside) == whole.low


def _tells_both(new: FigureSketch, old: FigureSketch, told: dict[Id, list[FigureSketch]]) -> bool:
    """Whether the sentence of one also tells the other's figure: as when it lists what several bidders offer."""
    return any(
        other is not own and other.place == own.place and other.unit == far.unit and same_slot(other, far) and agree(other, far)
        for own, far in ((new, old), (old, new))
        for other in told.get(own.article_id, ())
    )


def is_candidate(new: FigureSketch, old: FigureSketch) -> bool:
    """Whether two figures are of one slot as far as is told, told by different mouths, and cannot both be right."""
    if new.article_id == old.article_id and new.place == old.place:
        return False
    if new.article_id != old.article_id and new.origin == old.origin and not new.is_claimed:
        return False  # copies
    if min(_size(new), _size(old)) * FARTHEST < max(_size(new), _size(old)) and _size(new) and _size(old):
        return False
    if new.article_id == old.article_id and ("all" in new.scope) != ("all" in old.scope):
        return False  # `14 rifles in all five operations`, and those of this one
    return same_slot(new, old) and _is_told_enough(new, old) and not agree(new, old)


def _is_told_enough(new: FigureSketch, old: FigureSketch) -> bool:
    """Whether enough is told to know the slot, where no table knows the thing."""
    shared = len({*new.near} & {*old.near})
    match new.dimension:
        case "count" if new.thing in ANYONE and old.thing in ANYONE:
            return bool(new.event and old.event) or (new.event == old.event and shared >= UNKNOWN_SHARED)
        case "count":
            return new.thing in NOUNS or (shared >= UNKNOWN_SHARED and not {*new.names}.isdisjoint(old.names))
        case "share":
            return new.thing in SHARES or shared >= UNKNOWN_SHARED
        case "clock":
            return shared >= CLOCK_SHARED
        case "duration":
            return new.thing != "ago" or shared >= CLOCK_SHARED
        case _:
            return True


def features(new: FigureSketch, old: FigureSketch, told: dict[Id, list[FigureSketch]]) -> dict[str, float]:
    """What a pair has in common and what speaks against it, as numbers: its slot, and the rest of `WEIGHTS`."""
    near, names = {*new.near} & {*old.near}, {*new.names} & {*old.names}
    same_claims = new.article_id != old.article_id or (new.is_claimed and old.is_claimed and new.origin != old.origin)
    return {
        "bias": 1.0,
        slot_kind(new, old): 1.0,
        "near": float(min(NEAR_CAP, len(near))),
        "names": float(min(NAMES_CAP, len(names))),
        "nothing_shared": float(not near and not names),
        "no_name": float(bool(new.names and old.names) and not names),
        "same_modifiers": float(not {*new.modifiers}.isdisjoint(old.modifiers)),
        "other_modifiers": float(bool(new.modifiers and old.modifiers) and {*new.modifiers}.isdisjoint(old.modifiers)),
        "claimed": float(new.is_claimed) + float(old.is_claimed),
        "other_place": float(_is_elsewhere(new, old)),
        "one_aside": float(new.is_aside != old.is_aside),
        "both_aside": float(new.is_aside and old.is_aside),
        "ratio": min(RATIO_CAP, abs(math.log(_size(new) / _size(old)))) if _size(new) and _size(old) else RATIO_OF_NONE,
        "told_apart": float(_told_apart(new, old, told)),
        "same_article": float(not same_claims),
        "other_payers": float(new.dimension == "money" and bool({*new.names} - {*old.names}) and bool({*old.names} - {*new.names})),
        "one_side": float(bool(new.side_entity_id) != bool(old.side_entity_id)),
        "other_owner": float(bool(new.owner and old.owner) and {*new.owner}.isdisjoint(old.owner)),
        "one_all": float(("all" in new.scope) != ("all" in old.scope)),
        "listed": float(_is_listed(new, told) or _is_listed(old, told)),
        "one_none": float((new.high == 0) != (old.high == 0)),
        "one_time": float(bool(new.times) != bool(old.times)),
    }


def slot_kind(new: FigureSketch, old: FigureSketch) -> str:
    """How far two figures are told to be of one slot."""
    if new.dimension == "money":
        return "money" if new.thing == old.thing else "sum"
    if new.dimension != "count":
        return new.dimension
    is_known = new.thing in NOUNS and new.thing == old.thing
    if new.event and new.event == old.event:
        return "thing and event" if is_known else "akin"
    return "thing" if is_known else "noun"


def _is_listed(figure: FigureSketch, told: dict[Id, list[FigureSketch]]) -> bool:
    """Whether its sentence counts more of the same: `two bombs fell on a field and one on a school`."""
    return figure.thing is not None and any(
        other is not figure
        and other.place == figure.place
        and other.dimension == figure.dimension
        and (other.thing == figure.thing or (other.event == figure.event and {other.thing, figure.thing} <= PEOPLE))
        for other in told.get(figure.article_id, ())
    )


def _is_elsewhere(new: FigureSketch, old: FigureSketch) -> bool:
    """Whether `new` is told of a place that the sentence of `old`, which is told of another, does not name."""
    return bool(old.where) and bool(new.where) and {*new.where}.isdisjoint({*old.where, *old.terms}) and {*old.where}.isdisjoint(new.where)


def _size(figure: FigureSketch) -> float:
    return abs(figure.low or figure.high or 0.0)


def _told_apart(new: FigureSketch, old: FigureSketch, told: dict[Id, list[FigureSketch]]) -> int:
    """In how many of the two articles stands also the other's figure: who tells both tells of two things."""
    if new.article_id == old.article_id:
        return 0
    return sum(
        any(
            other is not own and other.event == far.event and same_slot(other, far) and agree(other, far)
            for other in told.get(own.article_id, ())
        )
        for own, far in ((new, old), (old, new))
    )


def probability(found: dict[str, float]) -> float:
    """That a pair of these features is of one thing."""
    return 1 / (1 + math.exp(-math.fsum(WEIGHTS.get(name, 0.0) * value for name, value in found.items())))


def _made(pair: Pair) -> FigureLink:
    new, old = pair.new, pair.old
    thing = " ".join(word for word in (new.thing or old.thing or new.dimension, new.event or old.event) if word)
    days = "" if new.day == old.day else f" ({new.day} and {old.day})"
    shared = f"; both speak of: {', '.join(pair.shared[:6])}" if pair.shared else ""
    basis = f"{thing}: {' '.join(new.raw.split())} against {' '.join(old.raw.split())}{days}{shared}"
    return FigureLink(new.figure_id, old.figure_id, relation_of(new, old), basis, round(pair.score, 3))


def relation_of(new: FigureSketch, old: FigureSketch) -> FigureRelation:
    """`updates` where a count that grows while an event goes on is higher later, or is said to have moved; else `differs`."""
    if new.event not in GROWING or new.dimension != "count":
        return "differs"
    rises = meant(new)[0] > meant(old)[0] if new.at >= old.at else meant(new)[0] < meant(old)[0]
    return "updates" if rises and (new.moves or old.moves or new.day != old.day) else "differs"
