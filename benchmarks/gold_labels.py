"""Labels for lines of pages and dumps from the paragraphs of gold texts, and the folds for cross-validation by outlet."""

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newsbeam.transforms.core.cleaning.vote import GRAM, units

MIN_AGAIN = 20
"""Words from which a line that says nothing new is a repetition, however it is cut into paragraphs."""


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one JSON object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def fold_of(host: str, folds: int) -> int:
    """The fold of an outlet: all its pages are judged by a model that has seen none of them."""
    return zlib.crc32(host.encode()) % folds


def label(lines: Sequence[str], gold: Sequence[dict[str, Any]]) -> tuple[list[float], list[float]]:
    """Label lines by the gold paragraphs that hold at least half of their word triples; optional ones do not count."""
    grams: dict[tuple[str, ...], bool] = {}
    whole: dict[str, bool] = {}
    for paragraph in gold:
        optional = bool(paragraph.get("optional"))
        words = _folded(str(paragraph["text"]))
        whole[" ".join(words)] = optional
        for sentence in str(paragraph["text"]).replace("? ", ". ").replace("! ", ". ").split(". "):
            whole.setdefault(" ".join(_folded(sentence)), optional)
        for gram in zip(*(words[i:] for i in range(GRAM)), strict=False):
            grams[gram] = optional
    labels, weights = [], []
    seen: set[str] = set()
    said: set[tuple[str, ...]] = set()
    for line in lines:
        words = _folded(line)
        key = " ".join(words)
        own = list(zip(*(words[i:] for i in range(GRAM)), strict=False))
        hits = [grams[gram] for gram in own if gram in grams]
        good = key in whole or (len(words) > GRAM and len(hits) >= 0.5 * len(own))
        optional = whole.get(key, bool(hits) and sum(hits) > 0.5 * len(hits)) if good else False
        again = good and (key in seen or (len(words) > MIN_AGAIN and sum(gram in said for gram in own) >= 0.9 * len(own)))
        seen.add(key)
        if good:
            said.update(own)
        labels.append(float(good))
        weights.append(0.0 if optional or again or not words else min(4.0, 1.0 + len(words) / 30))
    return labels, weights


def _folded(text: str) -> list[str]:
    words = ["".join(c for c in word if c.isalnum()) for word in units(text.casefold()) if any(c.isalnum() for c in word)]
    return words or text.split()[:1]  # `___` is a line of some agencies' texts
