"""Rules that hold for every kind of input, after the model: what is never news goes, the headline, byline and date go to their fields,
and nothing is said twice. Every rule gives a reason; none changes a line's words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from newsbeam.transforms.core.cleaning.line_features import ending, width
from newsbeam.transforms.core.pages.blocks import Block
from newsbeam.transforms.core.pages.dates import parse_line
from newsbeam.transforms.core.text.cruft import line_cues, sure_cruft
from newsbeam.transforms.core.text.folding import squash
from newsbeam.transforms.records import RemovalReason, RemovedBlock

_SAYS = re.compile(r"\w")
"""What a line must hold at least; agencies put a line of underscores between a text and its notes."""
REPEAT_WIDTH = 25
"""Shorter lines may be said twice."""
MAX_BYLINE = 160
MAX_BIO = 300
MAX_LABEL = 80
"""Characters of a player's label or a date that stands where captions do."""
QUOTES = '"“”„«»'

_ZONE_REASONS: dict[str, RemovalReason] = {
    # zone: reason; the first that holds
    "in:figcaption": "caption",
    "cls:caption": "caption",
    "cls:newsletter": "newsletter",
    "cls:share": "share",
    "cls:comments": "comments",
    "cls:paywall": "account",
    "cls:cookie": "legal",
    "cls:related": "related",
    "cls:ad": "ad",
    "in:nav": "nav",
    "in:footer": "nav",
    "cls:footer": "nav",
    "cls:tags": "nav",
    "cls:date": "date",
    "cls:author": "byline",
    "in:figure": "caption",
    "cls:gallery": "caption",
    "in:header": "nav",
    "cls:nav": "nav",
    "in:form": "widget",
    "in:button": "widget",
    "hidden": "hidden",
    "in:aside": "widget",
    "cls:widget": "widget",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a page before its lines are judged."""

    title: str | None = None
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    json_ld_body: str | None = None
    description: str | None = None
    kind: str | None = None
    """What the page says that it is: `newsarticle`, `website`, …"""


Reasons = list[RemovalReason | None]
"""Of each line: why it is cut; None: it is kept."""


class Cleaned(NamedTuple):
    """What is left of a page, in order, and what was cut."""

    lines: list[str]
    removed: list[RemovedBlock]


def split(lines: Sequence[str], reasons: Sequence[RemovalReason | None]) -> Cleaned:
    """The lines without a reason, and those with one."""
    kept = [line for line, reason in zip(lines, reasons, strict=True) if reason is None]
    removed = [RemovedBlock(i, line, reason) for i, (line, reason) in enumerate(zip(lines, reasons, strict=True)) if reason is not None]
    return Cleaned(kept, removed)


def reason_of(block: Block) -> RemovalReason:
    """Why the model's verdict on a block is what it is, as far as its words or its place tell; `furniture` if neither does."""
    known = _ZONE_REASONS.keys() & block.zones
    why = next(reason for zone, reason in _ZONE_REASONS.items() if zone in known) if known else None
    if why == "caption" and len(block.text) <= MAX_LABEL:
        return "widget" if sure_cruft(block.text) == "widget" else "date" if is_date(block.text) else why
    return why or line_reason(block.text)


def line_reason(text: str) -> RemovalReason:
    """Why a line was cut, as far as its words tell."""
    sure = sure_cruft(text)
    if sure:
        return sure
    cues = line_cues(text)
    return cues[0] if cues else "furniture"


def apply_rules(lines: Sequence[str], reasons: Reasons, facts: Facts) -> None:
    """Give a reason to every kept line that a rule cuts, and their own to headlines that were cut."""
    titles = {squash(title) for title in (facts.title or "", *facts.titles)} - {""}
    names = sorted((squash(name) for name in facts.authors), key=len, reverse=True)
    seen: dict[str, int] = {}
    started = False
    for i, line in enumerate(lines):
        if not line:  # a text that is called clean keeps its blank lines
            continue
        key = squash(line)
        if reasons[i] is not None:
            reasons[i] = "title" if key in titles else reasons[i]
            continue
        sure = sure_cruft(line)
        if sure or not _SAYS.search(line):
            reasons[i] = sure or "symbols"
        elif key in titles or (not started and is_headline(line, key, titles)):
            reasons[i] = "title"
        elif len(line) <= MAX_BYLINE and (is_byline(line, key, names) or (not started and is_signed(line))):
            reasons[i] = "byline"
        elif is_bio(line, facts.authors):
            reasons[i] = "bio"
        elif not started and len(line) <= MAX_BYLINE and is_date(line):
            reasons[i] = "date"
        elif key in seen and width(line) >= REPEAT_WIDTH:
            reasons[i] = "repeated"
        else:
            seen[key] = i
            started = started or width(line) > 120


_BYLINE_WORDS = re.compile(
    r"by|von|par|por|written|and|und|et|y|story|text|staff|writer|reporter|the|associated|press|editor|correspondent|published|updated|on|in",
    re.I,
)


def is_headline(line: str, key: str, titles: set[str]) -> bool:
    """True for the headline with its kicker before or a label behind it."""
    return (
        len(line) < 300
        and ending(line) != "stop"
        and any(len(title) > 15 and title in key and len(key) < len(title) + 60 for title in titles)
    )


def is_byline(line: str, key: str, names: Sequence[str]) -> bool:
    """True for a line that says nothing but who wrote it (and when)."""
    if not any(name and name in key for name in names):
        return False
    for name in names:
        key = key.replace(name, "") if name else key
    rest = squash(_BYLINE_WORDS.sub("", key))
    return len(rest) <= 4 or (len(rest) < 40 and is_date(line))


_BIO_VERB = re.compile(r",? (?:is|covers|reports|writes|works|edits|joined) (?:a|an|the|our|on|about|for|as|from|at|with|in)?\b", re.I)


def is_bio(line: str, authors: Sequence[str]) -> bool:
    """True for a short line that says what its author does: `Ada Quill covers the harbour.`"""
    if len(line) > MAX_BIO or any(mark in line for mark in QUOTES):
        return False
    folded = line.casefold()
    return any(name and folded.startswith(name.casefold()) and _BIO_VERB.match(line, len(name)) for name in authors)


def is_signed(line: str) -> bool:
    """True for a line that says who wrote it, and when: `by Ada Quill, 4 March 2024`."""
    return "byline" in line_cues(line) and parse_line(line) is not None and width(line) < 90


def is_date(line: str) -> bool:
    """True for a line that is little more than a date."""
    return "date" in line_cues(line) and parse_line(line) is not None and width(line) < 90
