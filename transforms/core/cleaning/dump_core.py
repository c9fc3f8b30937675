"""Where the article in a dump seems to lie once its lines have been judged by themselves, and what each line shares with it: the columns
that the second step's trees ask about besides the first one's.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from newsbeam.transforms.core.cleaning.dump_features import FAR, LONG, NOWHERE, Measured
from newsbeam.transforms.core.cleaning.line_windows import Array, Columns, shift, since, until, window

CLIP = 6.0
"""Log-odds beyond which more certainty says nothing."""
ISLAND_GAP = 3
"""Cut lines between two kept ones that still belong together."""


def remeasure(measured: Measured, scores: Array) -> Columns:
    """The second step's columns, from the first one's log-odds."""
    score = np.clip(scores, -CLIP, CLIP)
    columns: Columns = {"own": score}
    for by in (-3, -2, -1, 1, 2, 3):
        columns[f"score{by:+}"] = shift(score, by, -CLIP - 1)
    soft = 1 / (1 + np.exp(-score))
    for size in (3, 8, 20):
        columns[f"score-{size}"], columns[f"score+{size}"] = window(soft, -size, 0), window(soft, 1, size + 1)
    width = measured.columns["width"]
    start, stop = core(np.minimum(4, 1 + width / LONG) * np.clip(score, -2, 3))
    columns |= _masses(soft * width, start, stop)
    columns |= _core(score > 0, start, stop, measured.anchors)
    columns |= _islands(score > 0, soft * width)
    columns |= _cohesion(measured.stems, score > 0, start, stop)
    return columns


def core(values: Array) -> tuple[int, int]:
    """The stretch of lines with the largest sum (Kadane's algorithm): the article's, if it is one piece; empty where no line counts."""
    best, best_start, best_stop = 0.0, 0, 0
    total, start = 0.0, 0
    for i, value in enumerate(values.tolist()):
        if total <= 0:
            total, start = 0.0, i
        total += value
        if total > best:
            best, best_start, best_stop = total, start, i + 1
    return best_start, best_stop


def _masses(mass: Array, start: int, stop: int) -> Columns:
    done, total = np.cumsum(mass), max(1e-9, mass.sum())
    before, after = (done - mass) / total, 1 - done / total
    return {
        "mass_before": before,
        "mass_after": after,
        "mass_around": np.minimum(before, after),
        "core_mass": np.full(len(mass), mass[start:stop].sum() / total),
    }


def _core(kept: npt.NDArray[np.bool_], start: int, stop: int, anchors: Sequence[int]) -> Columns:
    n, i = len(kept), np.arange(len(kept), dtype=float)
    done = np.cumsum(kept)
    outside = np.where(i < start, start - i, np.where(i >= stop, i - stop + 1, 0))
    between = np.where(i < start, done[min(start, n - 1)] - done, np.where(i >= stop, done - done[max(0, stop - 1)], 0))
    past = np.zeros(n)
    for anchor in (*anchors[:1], *anchors[-1:]):
        past = past + (i >= anchor)
    return {
        "part": np.where(i < start, 0.0, np.where(i >= stop, 2.0, 1.0)),
        "outside": outside,
        "from_start": np.clip(i - start, -FAR, FAR),
        "to_stop": np.clip(stop - i, -FAR, FAR),
        "core": np.full(n, float(stop - start)),
        "kept_between": between.astype(float),
        "past_anchors": past if anchors else np.full(n, -2.0),
        "core_from_anchor": np.full(n, float(np.clip(start - anchors[0], -50, 50)) if anchors else NOWHERE),
    }


def _islands(kept: npt.NDArray[np.bool_], mass: Array) -> Columns:
    """Kept lines by the island they stand on: its weight beside the largest one's, and how many islands off that lies."""
    back, ahead = since(kept, 50), until(kept, 50)
    island = np.cumsum(kept & (back > ISLAND_GAP))
    masses = np.bincount(island, mass * kept)
    return {
        "since_kept": back,
        "to_kept": ahead,
        "hole": np.where(kept, 0, back + ahead),
        "island": np.where(kept, masses[island] / max(1e-9, masses.max()), -1.0),
        "islands_off": np.where(kept, island - np.argmax(masses), 0).astype(float),
    }


def _cohesion(stems: Sequence[frozenset[str]], kept: npt.NDArray[np.bool_], start: int, stop: int) -> Columns:
    """The share of a line's words that other kept lines of the core use, once or more often."""
    own = kept.copy()
    own[:start] = own[stop:] = False
    used_by = Counter(stem for i in np.flatnonzero(own).tolist() for stem in stems[i]).get
    sizes = np.array([len(words) for words in stems], float)

    def share(least: int) -> Array:
        used = [sum(used_by(stem, 0) >= least + mine for stem in words) for words, mine in zip(stems, own.tolist(), strict=True)]
        return np.where(sizes > 0, np.array(used, float) / np.maximum(1, sizes), -1.0)

    once = share(1)
    return {"shared": once, "shared_often": share(2), "shared~": window(once, -3, 4)}
