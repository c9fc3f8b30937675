"""Slots: which figures are of the same thing, so that they can be compared, and which of those can both be right.

A slot is what a figure is of: dimension, unit, thing, event, scope and whose. Two figures of one slot agree if their ranges overlap; what
is rounded or told as `about` is read as wide as it is meant.
"""

import math
import re

from newsbeam.transforms.core.figures.things import ANYBODY
from newsbeam.transforms.records import FigureSketch

NEARLY = 0.95
"""`nearly 300` is 285 to 300."""
ABOUT = 0.07
"""`about 300` is 279 to 321."""
ABOUT_EXACT = 0.01
"""`about 88.41 percent`"""
ROUNDED_FROM = 1_000
"""From here on, numbers are taken as rounded to their first two digits if the others are zeros."""
FAR_LENGTH = 3.0
"""Two lengths that are further apart than this are of two things."""
LENGTH = 0.06
"""Lengths are often converted."""
CLOCK, CLOCK_ABOUT = 4, 13
"""Minutes."""
FAR = 2.0
"""Two lower bounds (`at least 5,000`, `more than 15,000`) that are further apart than this were told of different times."""
GROWING = frozenset(("killed", "wounded", "missing", "detained", "displaced", "sheltered", "rescued", "infected"))
"""What is counted up while an event goes on."""
SAME_THINGS = ({"boat", "ship"}, {"offer", "deal"}, {"deal", "purchase"})
"""Things that one report calls this, another that."""
PRICES = frozenset(("deal", "offer", "purchase"))
"""What a sum may be of without being named again."""
MOST_AGAINST_NONE = 10_000
"""`No casualties` is not said of an event where more died: they are of another one."""
AKIN = (
    frozenset(("displaced", "sheltered")),
    frozenset(("captured", "detained")),
    frozenset(("dropped", "fell")),
    frozenset(("dropped", "hit")),
    frozenset(("fell", "hit")),
)
"""Events that are one for a count."""
OWNED = frozenset(("worker", "seat", "goal", "win", "loss", "voter", "vote"))
OWNED_EVENTS = frozenset(("employed", "cut", "bought", "offered", "won", "lost", "sentenced"))
"""What firms, teams and persons have and do each by itself."""
STRICT_SCOPES = ("each", "other", "critical", "series")
OF_EVENT = frozenset(("count", "length"))
"""Dimensions whose event, if both tell one, must be the same."""


def same_slot(one: FigureSketch, other: FigureSketch) -> bool:
    """Whether nothing speaks against two figures being of the same slot."""
    if one.dimension != other.dimension or one.unit != other.unit or not _same_thing(one, other):
        return False
    return _same_event(one, other) and _same_scope(one, other) and _same_time(one, other) and _same_owner(one, other)


def _same_thing(one: FigureSketch, other: FigureSketch) -> bool:
    if one.dimension == "age":
        return _same_person(one.thing or "", other.thing or "")
    if one.dimension == "duration" and {*one.names}.isdisjoint(other.names):
        return False
    if one.dimension == "money" and not _same_payer(one, other):
        return False
    if one.dimension == "clock":
        return one.event == other.event is not None
    if one.thing == other.thing and (one.thing or one.dimension not in ("share", "age")):
        return True
    if one.dimension in ("length", "duration", "calibre"):
        return False
    things = {one.thing, other.thing}
    if None in things:
        return one.dimension == "money" or (one.dimension == "count" and one.event == other.event is not None)
    return things in SAME_THINGS or ("people" in things and things <= ANYBODY)


def _same_payer(one: FigureSketch, other: FigureSketch) -> bool:
    """Whether two sums are of one purpose and one side: they share a name, and not each has a name of its own."""
    things, mine, theirs = {one.thing, other.thing}, {*one.names}, {*other.names}
    if "stock" in things or things == {None}:
        return False  # prices of shares change by the minute
    if None in things and not (PRICES & things):
        return False
    if not mine or not theirs:
        return len({*one.terms} & {*other.terms}) > 1
    if "offer" in things and not (mine <= theirs or theirs <= mine):
        return False  # several bid
    return one.thing == "damage" or not mine.isdisjoint(theirs)


def _same_person(one: str, other: str) -> bool:
    """Whether two names have one surname and one given name."""
    return one.split()[:1] == other.split()[:1] and one.split()[1:][-1:] == other.split()[1:][-1:] != []


def _same_event(one: FigureSketch, other: FigureSketch) -> bool:
    events = {one.event, other.event}
    if 0 in (one.high, other.high) and max(one.low or 0.0, other.low or 0.0) > MOST_AGAINST_NONE:
        return False
    if one.dimension not in OF_EVENT or len(events) == 1 or None in events or events in AKIN:
        return True
    nobody = next((side for side in (one, other) if side.event == "casualties"), None)
    return nobody is not None and nobody.high == 0 and events <= {"casualties", "killed", "wounded"}


def _same_scope(one: FigureSketch, other: FigureSketch) -> bool:
    if any((scope in one.scope) != (scope in other.scope) for scope in STRICT_SCOPES):
        return False
    if one.event not in GROWING and ("all" in one.scope) != ("all" in other.scope):
        return False
    if "critical" not in one.scope and ("part" in one.scope) != ("part" in other.scope):
        return False
    return not (one.side_entity_id and other.side_entity_id and one.side_entity_id != other.side_entity_id)


def _same_owner(one: FigureSketch, other: FigureSketch) -> bool:
    """Whether what belongs to a firm, a team or a person is of one: not where each is of a name that the other's sentence does not name."""
    if not one.owner or not other.owner or not _is_owned(one):
        return True
    return not ({*one.owner}.isdisjoint(other.names) and {*other.owner}.isdisjoint(one.names))


def _is_owned(figure: FigureSketch) -> bool:
    return figure.dimension in ("money", "share", "duration") or figure.thing in OWNED or figure.event in OWNED_EVENTS


def _same_time(one: FigureSketch, other: FigureSketch) -> bool:
    """Whether the sentences name no different weekdays, and no different years."""
    kinds = (("year", "back"), ("day",)) if _moves_on(one, other) else (("weekday",), ("year", "back"), ("day",))
    return all(_meet(one, other, kind) for kind in kinds)


def _moves_on(one: FigureSketch, other: FigureSketch) -> bool:
    """Whether one is told as the newest state of a count: the weekday is then that of the count."""
    return one.event in GROWING and one.event == other.event and (one.moves or other.moves)


def _meet(one: FigureSketch, other: FigureSketch, kinds: tuple[str, ...]) -> bool:
    mine, theirs = ({time for time in side.times if time.split()[0] in kinds} for side in (one, other))
    return not mine or not theirs or not mine.isdisjoint(theirs)


def agree(one: FigureSketch, other: FigureSketch) -> bool:
    """Whether two figures of one slot can both be right."""
    (low, high), (other_low, other_high) = meant(one), meant(other)
    for nearly, bound in ((one, other), (other, one)):
        if nearly.low is None and nearly.approx and bound.high is None and nearly.high == bound.low:
            return False  # `nearly 300`, `more than 300`
    if high == other_high == math.inf and one.event in GROWING and max(low, other_low) >= FAR * max(1.0, min(low, other_low)):
        return False
    if low != other_low and high == other_high == math.inf and one.event in GROWING and one.moves and other.moves:
        return False
    if one.dimension == "length" and (
        one.raw.split()[0] == other.raw.split()[0]
        or max(one.low or 0, other.low or 0) > FAR_LENGTH * min(one.high or math.inf, other.high or math.inf)
    ):
        return True  # miles, and nautical miles; or two ways, not one
    return low <= other_high and other_low <= high


VAGUE = re.compile(r"(?:dozens|scores|hundreds|thousands|millions|several|a few)\b", re.I)
VAGUE_TO = 20.0
"""`dozens` may be a hundred."""


def meant(figure: FigureSketch) -> tuple[float, float]:
    """The range that a figure's words leave open."""
    low, high = figure.low, figure.high
    if low is not None and VAGUE.match(figure.raw):
        return low, VAGUE_TO * low
    if low is None or high is None:
        return (low, math.inf) if low is not None else (NEARLY * (high or 0.0) if figure.approx else 0.0, high or 0.0)
    if figure.dimension == "clock":
        about = CLOCK_ABOUT if figure.approx else CLOCK
        return low - about, high + about
    if low != high:
        return low, high
    share = _slack(figure, low)
    return low - share * abs(low), high + share * abs(high)


def _slack(figure: FigureSketch, value: float) -> float:
    """By what share of itself a plain number may be off."""
    if figure.approx:
        is_round = value == int(value) and len(str(int(abs(value))).rstrip("0")) <= 2
        return ABOUT if is_round else ABOUT_EXACT
    if figure.dimension == "length":
        return LENGTH
    if abs(value) >= ROUNDED_FROM:
        step = 10 ** (math.floor(math.log10(abs(value))) - 1)
        return 0.49 * step / abs(value) if value % step == 0 else 0.0
    return 0.0
