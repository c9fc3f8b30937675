"""The lines of a raw dump, and how each looks by itself: what a tree may ask of one line, as numbers."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from newsbeam.transforms.core.cleaning.line_features import ending, width
from newsbeam.transforms.core.pages.blocks import squeeze
from newsbeam.transforms.core.text.cruft import line_cues, rules

_BULLET = re.compile(r"^(?:[•·▪●○‣◦]|[*–—-])\s+")
MAX_LINES = 40_000
MAX_LOOKED_AT = 1500
"""Characters of a line that are looked at; what follows is of the same kind."""


class Line(NamedTuple):
    """One line of a dump."""

    text: str
    bullet: bool
    indent: int
    gap: bool
    """An empty line stands before it."""


def lines_of(text: str) -> list[Line]:
    """The lines that say something, with their layout."""
    out: list[Line] = []
    gap = True
    for raw in text.split("\n"):
        line = squeeze(raw)
        if not line:
            gap = True
            continue
        bare = _BULLET.sub("", line)
        out.append(Line(bare or line, bare != line, min(4, (len(raw) - len(raw.lstrip())) // 2), gap))
        gap = False
        if len(out) >= MAX_LINES:
            break
    return out


CUES = ("account", "ad", "appeal", "bio", "byline", "caption", "comments", "date", "legal", "nav", "newsletter", "related", "share")
"""The `line` groups of the rules."""
WORDS = ("appeal", "author", "click", "comments", "credit", "legal", "newsletter", "social")
"""The `word` groups of the rules; `reader` (you, our, ...) is a share."""
NO_FURNITURE = ("credit", "reader")
ENDINGS = {"stop": 3.0, "ask": 2.0, "colon": 1.0, "none": 0.0}
LOOKS = (
    *("width", "ending", "stops", "commas", "digits", "lower", "words", "caps", "ellipsis", "quote", "quoted", "pipe", "clock", "credit"),
    *(f"cue={name}" for name in CUES),
    *(f"word={name}" for name in WORDS),
    "word=reader",
    "odd",
)
"""The names of a look's numbers, in order."""
_WORD = re.compile(r"[\w\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u17b4-\u17d3]+")
"""Words; vowel signs of Indic and Thai scripts belong to them."""
_STOP = re.compile(r"[.!?…][\"'”’»)]?\s|[。！？؟।॥۔]")
_COMMA = re.compile(r"[,;،、，；፣]")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_LAST_WORDS = 9
"""Words at a caption's end among which the name of the agency stands."""
_QUOTES = "\"'“”„‘«「"
_QUOTED = frozenset(_QUOTES) - {"'"}


class Look(NamedTuple):
    """How a line looks: its numbers (in the order of `LOOKS`), and the stems by which it is compared to others."""

    numbers: tuple[float, ...]
    stems: frozenset[str]


def look(text: str) -> Look:
    """What is true of one line by itself."""
    head = text[:MAX_LOOKED_AT]
    words = _WORD.findall(head)
    folded = " ".join(words).casefold().split()
    n = max(1, len(words))
    kind = word_table().get
    initials = [word[0] for word in words]
    small = sum(map(str.islower, initials))
    cased = small + sum(map(str.isupper, initials))
    numbers = (
        float(width(text)),
        ENDINGS[ending(text)],
        min(6.0, len(_STOP.findall(head))),
        min(6.0, len(_COMMA.findall(head))),
        len(_DIGIT.findall(head)) / max(1, len(head)),
        small / cased if cased * 2 >= n else -1.0,
        float(n),
        float(len(text) > 3 and text.isupper()),
        float(text.endswith(("…", "...", "…]", "[...]"))),
        float(text[0] in _QUOTES),
        float(not _QUOTED.isdisjoint(head)),
        float(" | " in head or " · " in head or " • " in head),
        float(bool(_CLOCK.search(head))),
        float("©" in text[-60:] or "credit" in map(kind, folded[-_LAST_WORDS:])),
        *_signs(text, [name for word in folded if (name := kind(word))], n),
    )
    return Look(numbers, _stems(head, folded))


def _signs(text: str, words: Sequence[str], n: int) -> list[float]:
    """What rules know of page furniture: cues at the line's start, words anywhere, and how many kinds of them there are."""
    cues = line_cues(text)
    counts = [min(3.0, words.count(name)) for name in WORDS] if words else [0.0] * len(WORDS)
    kinds = len(cues) + len(set(words).difference(NO_FURNITURE))
    return [*(float(name in cues) for name in CUES), *counts, words.count("reader") / n, float(kinds)]


@cache
def word_table() -> dict[str, str]:
    """Words of page furniture by what they stand for."""
    return {word: name for name, words in rules("word").items() for word in words}


_SCRIPTIO_CONTINUA = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{2,}")
STEM = 7
"""Letters of a word by which it is compared: endings differ."""


def _stems(text: str, folded: Sequence[str]) -> frozenset[str]:
    """What two lines about the same matter share: the longer words; pairs of characters where words are not spaced."""
    stems = {word[:STEM] for word in folded if len(word) > 3}
    if not text.isascii():
        stems.update(a + b for run in _SCRIPTIO_CONTINUA.findall(text) for a, b in pairwise(run))
    return frozenset(stems)
