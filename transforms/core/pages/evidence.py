"""What is believed when several sources date a page: one order for all of them (`EVIDENCE`), the same that docs/clean.md gives."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, get_args

from newsbeam.transforms.core.pages.dates import DECLARED_SLACK, SLACK, Moment, plausible
from newsbeam.transforms.records import PublishedFrom

EVIDENCE: tuple[PublishedFrom, ...] = get_args(PublishedFrom)
"""From the most to the least trusted: declared to machines, the record's or the feed's own field, visible to readers, the address, the
user's word for what says nothing itself, a date somewhere in the page."""
DECLARED = frozenset[PublishedFrom](("json_ld", "meta", "time"))
ONE_EVENT = timedelta(hours=38)
"""Two sources can mean one event if they are not further apart: a day and the width of the zones."""


class Dated(NamedTuple):
    """One source's word."""

    moment: Moment
    source: PublishedFrom


def decide(found: Iterable[Dated]) -> Dated | None:
    """The most trusted source's word; or that of another one which agrees with it and knows more exactly. A guess refines nothing."""
    ranked = sorted(found, key=lambda dated: EVIDENCE.index(dated.source))
    agreeing = [dated for dated in ranked if dated is ranked[0] or (agree(ranked[0].moment, dated.moment) and dated.source != "guess")]
    return max(agreeing, key=lambda dated: exactness(dated.moment), default=None)


def believable(found: Sequence[Dated], fetched_at: datetime, *, vague_fetch: bool) -> list[Dated]:
    """Those that a page fetched then can have; `vague_fetch`: archives' own dates are often wrong, hence more may lie after them."""
    return [
        dated
        for dated in found
        if plausible(dated.moment, fetched_at, DECLARED_SLACK if vague_fetch or dated.source in DECLARED else SLACK)
    ]


def exactness(moment: Moment) -> tuple[bool, bool, bool]:
    """Grows with what is known: the day, the time, the zone."""
    return moment.has_day, moment.has_time, moment.has_zone


def agree(a: Moment, b: Moment) -> bool:
    """Whether two can mean one event."""
    if not (a.has_day and b.has_day):
        return (a.at.year, a.at.month) == (b.at.year, b.at.month)
    return abs(a.at - b.at) <= ONE_EVENT
