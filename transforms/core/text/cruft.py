"""What page furniture looks like, as data: `data/cruft_rules.txt`, one pattern a line, grouped by what it stands for.

How much most rules weigh is learned; only the `whole` and `start` groups cut by themselves.
"""

import hashlib
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast, get_args

from newsbeam.transforms.core.text.calendar import ANY_MONTH
from newsbeam.transforms.records import RemovalReason

MAX_RULE_CHARS = 400
"""Longer lines are paragraphs: no pattern may cut them."""
MAX_START_CHARS = 200
"""Longer lines are not cut for how they begin."""
MAX_TOKEN = 60
"""Characters of a class name that are looked at."""

Rules = dict[str, list[str]]


@cache
def rules(kind: str) -> Rules:
    """The patterns of one kind (`class`, `line`, `whole`, `start`) by what they stand for, in the file's order."""
    found: Rules = {}
    group: list[str] = []
    for line in files("newsbeam.transforms.core").joinpath("data/cruft_rules.txt").read_text("utf-8").splitlines():
        if line.startswith("[") and (header := re.fullmatch(r"\[(\w+) (\w+)\]", line)):
            group = found.setdefault(header[2], []) if header[1] == kind else []
        elif line and not line.startswith("#"):
            group.append(line.replace("MONTH", ANY_MONTH))
    return found


@cache
def version() -> str:
    """Of the rules: a hash of the file."""
    return hashlib.blake2b(files("newsbeam.transforms.core").joinpath("data/cruft_rules.txt").read_bytes(), digest_size=4).hexdigest()


_WHOLE = r"\W*(?:{})\W*$"
_FRAMES = {"line": r"\W{{0,6}}(?:{})", "start": r"\W{{0,6}}(?:{})", "whole": _WHOLE, "wall_name": _WHOLE, "wall_line": _WHOLE}
"""Where in a text the patterns of a kind have to stand; all others may stand anywhere."""


@cache
def compiled(kind: str) -> list[tuple[str, re.Pattern[str]]]:
    """The same, one regular expression for each group."""
    frame = _FRAMES.get(kind, "{}")
    flags = re.NOFLAG if kind == "class" else re.I
    return [(name, re.compile(frame.format("|".join(patterns)), flags)) for name, patterns in rules(kind).items()]


@lru_cache(maxsize=32_768)
def class_zones(token: str) -> frozenset[str]:
    """What one class name or id says about its element: `cls:related`, `cls:caption`, ..."""
    token = token[:MAX_TOKEN].lower()
    if not any_of("class").search(token):  # most tokens say nothing
        return _NOTHING
    return frozenset(f"cls:{name}" for name, pattern in compiled("class") if pattern.search(token))


_NOTHING: frozenset[str] = frozenset()


@cache
def any_of(kind: str) -> re.Pattern[str]:
    """All groups at once, to turn away quickly what none of them matches."""
    patterns = [pattern for _, pattern in compiled(kind)]
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns), patterns[0].flags & re.I)


@cache
def _reasons(kind: str) -> list[tuple[RemovalReason, re.Pattern[str]]]:
    """The regular expressions of one kind whose groups are named after reasons.

    Raises:
        ValueError: the file names a reason that is not in the vocabulary.
    """
    unknown = rules(kind).keys() - get_args(RemovalReason)
    if unknown:
        raise ValueError(f"[{kind} {min(unknown)}] in cruft_rules.txt: add {min(unknown)!r} to newsbeam.transforms.records.RemovalReason")
    return cast(list[tuple[RemovalReason, re.Pattern[str]]], compiled(kind))


def line_cues(text: str) -> list[RemovalReason]:
    """Reasons for which this line may be page furniture."""
    if len(text) > MAX_RULE_CHARS or not any_of("line").match(text):
        return []
    return [reason for reason, pattern in _reasons("line") if pattern.match(text)]


def sure_cruft(text: str) -> RemovalReason | None:
    """The reason for which this line is never news, if there is one."""
    if len(text) > MAX_START_CHARS:
        return None
    if not any_of("whole").match(text) and not any_of("start").match(text):
        return None
    return next((reason for kind in ("whole", "start") for reason, pattern in _reasons(kind) if pattern.match(text)), None)
