"""What the first step's trees ask of a dump's lines, as columns of numbers: each line's look, place and neighbours."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from newsbeam.transforms.core.cleaning.dump_lines import LOOKS, Line, Look, look
from newsbeam.transforms.core.cleaning.line_windows import Array, Columns, shift, since, until, window
from newsbeam.transforms.core.text.folding import squash

LONG = 80
"""Width from which a line is a paragraph's."""
FAR = 100
"""Lines beyond which distance says no more."""
NOWHERE = -999.0
"""The distance from what a page does not have."""


class Measured(NamedTuple):
    """The first step's columns, and what the second needs besides."""

    columns: Columns
    stems: list[frozenset[str]]
    anchors: list[int]
    """The lines that the window's title (a dump's first line) repeats: the headline is one of them."""


def measure(lines: Sequence[Line]) -> Measured:
    """The columns of the first step; a row for each line."""
    texts = [line.text for line in lines]
    counts = Counter(texts)
    looks = {text: look(text) for text in counts}
    rows = [looks[text] for text in texts]
    columns: Columns = dict(zip(LOOKS, np.array([row.numbers for row in rows], float).T, strict=True))
    columns |= _layout(lines, texts, counts)
    columns |= _place(columns)
    columns |= _neighbours(columns)
    columns |= _headings(columns)
    columns |= _pattern(columns, texts)
    anchors = _anchors(texts)
    columns |= _title(rows, anchors)
    columns["begins_as"] = _begins_as(texts)
    return Measured(columns, [row.stems for row in rows], anchors)


def _layout(lines: Sequence[Line], texts: Sequence[str], counts: Counter[str]) -> Columns:
    gap = np.array([line.gap for line in lines], float)
    gaps = gap.mean()
    return {
        "repeated": np.array([min(4, counts[text]) for text in texts], float),
        "bullet": np.array([line.bullet for line in lines], float),
        "indent": np.array([line.indent for line in lines], float),
        "gap": gap if gaps > 0.2 else np.full(len(lines), -1.0),
        "gaps": np.full(len(lines), gaps),
    }


def _place(columns: Columns) -> Columns:
    width, sentence = columns["width"], columns["ending"] > 0
    n, i = len(width), np.arange(len(width), dtype=float)
    prose = width * ((width > LONG) & sentence)
    done, total = np.cumsum(prose), max(1.0, prose.sum())
    return {
        "dense": np.full(n, (width * ((width > 60) & sentence)).sum() / max(1.0, width.sum())),
        "n": np.full(n, float(n)),
        "i": i,
        "left": n - i,
        "rel": i / n,
        "before": (done - prose) / total,
        "after": 1 - done / total,
    }


def _neighbours(columns: Columns) -> Columns:
    out: Columns = {}
    for by in (-3, -2, -1, 1, 2, 3):
        out[f"width{by:+}"] = shift(columns["width"], by)
    for by in (-2, -1, 1, 2):
        for name in ("ending", "odd", "repeated", "digits", "lower", "bullet"):
            out[f"{name}{by:+}"] = shift(columns[name], by)
    for size in (3, 8, 20):
        out[f"width-{size}"] = window(columns["width"], -size, 0)
        out[f"width+{size}"] = window(columns["width"], 1, size + 1)
        out[f"endless~{size}"] = window(columns["ending"] == 0, -size, size + 1)
        out[f"odd~{size}"] = window(columns["odd"] > 0, -size, size + 1)
        out[f"credit~{size}"] = window(columns["credit"], -size, size + 1)
    short = columns["width"] < 90
    for name, values, size in (
        ("date~", columns["cue=date"] + columns["clock"] * short, 3),
        ("date~12", columns["cue=date"] + columns["clock"] * short, 12),
        ("share~", columns["cue=share"], 3),
        ("reader~", columns["word=reader"], 3),
        ("lower~", columns["lower"], 5),
        ("repeated~", columns["repeated"] > 1, 5),
    ):
        out[name] = window(values, -size, size + 1)
    return out


def _headings(columns: Columns) -> Columns:
    """How far back the last heading of each kind is: `Related`, `Comments`, ...; the last colon; the last and the next paragraph."""
    out: Columns = {}
    for cue in ("account", "appeal", "bio", "byline", "comments", "date", "legal", "nav", "newsletter", "related", "share"):
        out[f"since={cue}"] = since((columns[f"cue={cue}"] > 0) & (columns["width"] < 60), FAR)
    paragraph = (columns["width"] > LONG) & (columns["ending"] > 0)
    out["since_colon"] = since(columns["ending"] == 1, 30)
    out["since_paragraph"], out["to_paragraph"] = since(paragraph, 40), until(paragraph, 40)
    return out


def _pattern(columns: Columns, texts: Sequence[str]) -> Columns:
    """How regularly lines of this shape return, as they do in lists of teasers; and how many begin or end with the same word."""
    shape = np.minimum(8, np.log2(columns["width"] + 1).astype(int)) * 8
    shape = shape + (columns["ending"] > 0) * 4 + (columns["digits"] > 0) * 2 + columns["bullet"]
    out: Columns = {}
    for period in (1, 2, 3, 4):
        out[f"period{period}"] = np.sum([shift(shape, k * period) == shape for k in (-3, -2, -1, 1, 2, 3)], axis=0, dtype=float)
    out["period"] = np.max([out[f"period{period}"] for period in (1, 2, 3, 4)], axis=0)
    for name, words in (
        ("same_first", [text.split(None, 1)[0][:12].casefold() for text in texts]),
        ("same_last", [text.rsplit(None, 1)[-1][-12:].casefold() for text in texts]),
    ):
        counts = Counter(words)
        out[name] = np.array([min(8, counts[word]) for word in words], float)
    return out


def _anchors(texts: Sequence[str]) -> list[int]:
    window = squash(texts[0])
    least = max(10, 0.4 * len(window))
    keys = {text: squash(text) for text in set(texts) if least <= len(text) <= 2 * len(window)}
    return [i for i, text in enumerate(texts) if i and least <= len(keys.get(text, "")) and keys[text] in window]


def _begins_as(texts: Sequence[str]) -> Array:
    """1 for lines that begin with another whole line of two to four words, as a biography begins with the name of the byline."""
    names = {" ".join(words) for text in texts if len(text) < MAX_NAME and 2 <= len(words := _bare(text)) <= 4}

    def known(text: str) -> bool:
        words = _bare(text[:MAX_NAME])
        return any(" ".join(words[:n]) in names for n in (2, 3, 4))

    return np.array([len(text) > MAX_NAME and known(text) for text in texts], float)


def _bare(text: str) -> list[str]:
    words = text.replace(",", " ").split()
    return words[1:] if words and words[0] in BYLINE else words


BYLINE = frozenset(("By", "by", "BY", "Von", "von", "Par", "par", "Por", "por", "Di", "di", "Door", "door", "Av", "av"))
MAX_NAME = 40
"""Characters of a line that is but a name."""


def _title(rows: Sequence[Look], anchors: Sequence[int]) -> Columns:
    i = np.arange(len(rows), dtype=float)
    title = rows[0].stems
    common = np.array([len(row.stems & title) for row in rows], float)
    size = np.array([len(row.stems) for row in rows], float)
    pages = Counter(stem for row in rows for stem in row.stems)
    covered = common / max(1, len(title))
    return {
        "stems": size,
        "from_title": common / np.maximum(1, size),
        "of_title": covered,
        "of_title~": window(covered, -6, 7),
        "rare": np.array([sum(pages[stem] == 1 for stem in row.stems) for row in rows], float) / np.maximum(1, size),
        "anchor": np.clip(i - anchors[0], -FAR, FAR) if anchors else np.full(len(rows), NOWHERE),
        "last_anchor": np.clip(i - anchors[-1], -FAR, FAR) if anchors else np.full(len(rows), NOWHERE),
        "anchors": np.full(len(rows), min(5.0, len(anchors))),
    }
