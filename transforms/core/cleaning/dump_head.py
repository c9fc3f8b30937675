"""The head of a raw dump: title, byline and publishing date in the lines around the start of an article's body.

The publishing date is the article's own: neither its last change nor the day on which the page was saved.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsbeam.transforms.core.cleaning.cut_rules import Reasons, is_date
from newsbeam.transforms.core.cleaning.dump_title import HEAD_LINES, find_title, in_window, title_of
from newsbeam.transforms.core.cleaning.line_features import ending, width
from newsbeam.transforms.core.pages.bylines import (
    BY_ALONE,
    PUBLISHED,
    RELATIVE,
    UPDATED,
    byline_names,
    dated_names,
    line_moment,
    lone_names,
)
from newsbeam.transforms.core.pages.dates import Moment, parse_line
from newsbeam.transforms.core.pages.people import is_person, people
from newsbeam.transforms.core.text.cruft import line_cues
from newsbeam.transforms.core.text.folding import squash

HEAD_AFTER = 8
"""Lines from the body's first on in which byline and date may still come."""
HEAD_BEFORE = 10
"""Lines above the title in which a date and time may stand."""
MAX_HEAD_LINE = 160
MAX_NAME_LINE = 80
MAX_CO_AUTHORS = 6


class Head(NamedTuple):
    """What stands around the start of the body."""

    title: str | None
    authors: tuple[str, ...]
    published: Moment | None
    section: str | None = None


def read_head(texts: Sequence[str], body: int, reasons: Reasons) -> Head:
    """Title, byline and date of a dump whose body starts at a line; the lines that hold nothing else get their reason."""
    if not texts:
        return Head(None, (), None)
    at = find_title(texts, body)
    if at is not None:
        reasons[at] = "title"
    title = title_of(texts, at) if at is not None else None
    if at and at <= body + HEAD_AFTER:
        after = list(range(at + 1, min(max(body, at + 1) + HEAD_AFTER, len(texts))))
        before = list(range(max(0, at - HEAD_BEFORE), at))
    else:  # what is nearest to the body first
        after = [*range(body - 1, max(0, body - HEAD_LINES - 1), -1), *range(body, min(body + HEAD_AFTER, len(texts)))]
        after += range(at + 1, min(at + HEAD_AFTER, len(texts))) if at else []
        before = []
    published = _published(texts, after, before, title, reasons)
    section = _section(texts[max(0, at - HEAD_BEFORE) : at], title) if at is not None else None
    return Head(title, _authors(texts, after, before, body, reasons), published, section)


_STEPS = re.compile(r"\s*[>»›]\s*")
MAX_STEP = 40


def _section(above: Sequence[str], title: str | None) -> str | None:
    """The innermost step of a breadcrumb above the title that is not the title: `Home > World > Lorn`."""
    for line in reversed(above):
        steps = [step for step in _STEPS.split(line) if step and squash(step) != squash(title or "")]
        if len(steps) > 1 and all(len(step) <= MAX_STEP for step in steps):
            return steps[-1]
    return None


# --- date ------------------------------------------------------------------------------------------------------------

_DATE_FIRST = re.compile(r"^(?:[^\W\d]{1,12}[.,]?\s){0,4}\W{0,3}(?:[^\W\d]{3,10}\.? )?\d{1,4}(?:st|nd|rd|th)?[.,/年 -]")


def _published(texts: Sequence[str], after: Iterable[int], before: Iterable[int], title: str | None, reasons: Reasons) -> Moment | None:
    """The publishing date: one that is called so, else one with a time, else any; then one before the title; else the update's day."""
    found: list[tuple[int, Moment]] = []
    for i in after:
        moment = _line_date(texts[i])
        if moment and not (reasons[i] is None and ending(texts[i]) == "stop"):
            found.append((0 if PUBLISHED.search(texts[i]) else 1 if moment.has_time else 2, moment))
            if is_date(texts[i]) or (ending(texts[i]) != "stop" and (_DATE_FIRST.match(texts[i]) or byline_names(texts[i]))):
                reasons[i] = "date"
        elif UPDATED.match(texts[i]) and len(texts[i]) <= MAX_HEAD_LINE and (moment := parse_line(texts[i])):
            found.append((4, _day_of(moment)))
    for i in before:
        moment = _line_date(texts[i])
        if moment and (moment.has_time or PUBLISHED.search(texts[i])):
            found.append((3, moment))
    if in_window(title or "", squash(texts[0])) and (moment := parse_line(texts[0][-MAX_HEAD_LINE:])):
        found.append((5, _day_of(moment)))
    rank, first = min(found, key=lambda item: item[0], default=(0, None))
    if first is None or rank > 3:
        return first
    same_day = [moment for _, moment in found if moment.at.date() == first.at.date() and moment.has_time]
    return first if first.has_time or not same_day else same_day[0]


def _day_of(moment: Moment) -> Moment:
    return moment._replace(at=moment.at.replace(hour=0, minute=0, second=0), has_time=False)


def _line_date(text: str) -> Moment | None:
    if len(text) > MAX_HEAD_LINE or (ending(text) == "stop" and width(text) > 60) or "©" in text or "Copyright" in text:
        return None
    return line_moment(text)


# --- byline ----------------------------------------------------------------------------------------------------------


def _authors(texts: Sequence[str], after: Sequence[int], before: Sequence[int], body: int, reasons: Reasons) -> tuple[str, ...]:
    """Who signs: `By …` lines, names beside a date, a name said twice, a name alone above the body."""
    lines = [i for i in (*after, *before) if len(texts[i]) <= MAX_HEAD_LINE and not (ending(texts[i]) == "stop" and width(texts[i]) > 60)]
    for i in lines:
        names = byline_names(texts[i])
        if i >= body and reasons[i] is None:
            names = [name for name in names if is_person(name)]
        if names:
            reasons[i] = "byline"
            return tuple(names)
        if BY_ALONE.fullmatch(texts[i]) and i + 1 < len(texts) and len(texts[i + 1]) <= MAX_NAME_LINE:
            signed = _names_below(texts, i + 1, reasons) or tuple(people(texts[i + 1]))
            if signed:
                reasons[i] = reasons[i + 1] = "byline"
                return signed
    for i in lines:
        names = dated_names(texts[i]) if i <= body or reasons[i] is not None else []
        if names:
            reasons[i] = "byline"
            return tuple(names)
    alone = [i for i in lines if (i < body or reasons[i] is not None) and len(texts[i]) <= MAX_NAME_LINE and lone_names(texts[i])]
    for i in alone:
        if any(j != i and 0 <= j < len(texts) and (texts[j] == texts[i] or _is_when(texts[j])) for j in (i - 2, i - 1, i + 1, i + 2)):
            return _names_below(texts, i, reasons)
    above = [i for i in alone if i in after and not line_cues(texts[i])]
    return _names_below(texts, above[0], reasons) if len({texts[i] for i in above}) == 1 else ()


def _is_when(text: str) -> bool:
    """Whether a line says when: a date, `3 hours ago`."""
    return len(text) <= MAX_NAME_LINE and (parse_line(text) is not None or RELATIVE.search(text) is not None)


def _names_below(texts: Sequence[str], start: int, reasons: Reasons) -> tuple[str, ...]:
    """The people whom consecutive lines name, one or more a line."""
    found: list[str] = []
    for i in range(start, min(start + MAX_CO_AUTHORS, len(texts))):
        names = lone_names(texts[i]) if len(texts[i]) <= MAX_NAME_LINE else []
        if not names:
            break
        found += [name for name in names if name not in found]
        reasons[i] = "byline"
    return tuple(found)
