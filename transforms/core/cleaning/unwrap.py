"""Texts whose lines were broken at a fixed width, as agencies' wires and mail are: one line a paragraph again.

A page's visible text has a line for each paragraph, and hardly a line goes on in the next one; in a wrapped text most do.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

MIN_WIDTH, MAX_WIDTH = 40, 120
"""Characters of a line that was broken for its width."""
MAX_LONG = 0.01
"""Share of longer lines, from which a text was broken elsewhere: the visible text of a page whose source is wrapped in places."""
MIN_BROKEN = 3
MIN_SHARE = 0.3
"""Of the lines of that width with another right below: how many must go on in it, beginning with a small letter."""
FULL = 0.6
"""Share of the width below which a line ended by itself."""
INDENT = 2
"""Spaces more than the line above has: a new paragraph."""
_STOP = re.compile(r"[.!?:…][\"'”’»)\]]{0,2}$")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_]{2})- (?!(?:and|or|to|und|oder|bis|sowie|et|ou|y|o|e|en|of)\b)(?=[a-zà-ÿ]{2})")
"""A word that was broken at a line's end, and no `pre- and post-war`."""


def unwrap(text: str) -> str:
    """The text with broken lines joined and broken words mended, if it is wrapped; else as it is."""
    lines = [line.rstrip() for line in text.split("\n")]
    if sum(len(line) > MAX_WIDTH for line in lines) > MAX_LONG * len(lines):
        return text
    pairs = [(a, b) for a, b in pairwise(lines) if MIN_WIDTH <= len(a) <= MAX_WIDTH and b]
    broken = [a for a, b in pairs if b.lstrip()[0].islower() and not _STOP.search(a)]
    if len(broken) < max(MIN_BROKEN, MIN_SHARE * len(pairs)):
        return text
    return "\n".join(_joined(lines, sorted(map(len, broken))[len(broken) // 2]))


def _joined(lines: Sequence[str], width: int) -> list[str]:
    paragraphs: list[list[str]] = []
    before = ""
    for line in lines:
        if before and line and _goes_on(before, line, width):
            paragraphs[-1].append(line.strip())
        else:
            paragraphs.append([line])
        before = line
    return [_BROKEN_WORD.sub("", " ".join(parts)) for parts in paragraphs]


def _goes_on(line: str, below: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted into this one, which no indent parts from it."""
    if line.endswith("-") and below.lstrip()[0].islower():
        return True
    if _indent(below) >= _indent(line) + INDENT or len(line) < FULL * width:
        return False
    return not _STOP.search(line) or len(line) + 1 + len(below.split(None, 1)[0]) > width


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
