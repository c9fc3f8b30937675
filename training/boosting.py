"""Gradient boosting of symmetric trees for `newsbeam.transforms.core.cleaning.boosted_trees`, in numpy: second order, log loss, binned
numbers.

Each tree sees a share of the lines and each test a share of the numbers, which also keeps the trees from learning single pages by heart.
Deterministic: same input, same trees.

Sources: Friedman, "Stochastic gradient boosting" (2002); Ke et al., "LightGBM" (2017), for the bins.
"""

import numpy as np
import numpy.typing as npt

from newsbeam.transforms.core.cleaning.boosted_trees import Rows, Trees

TREES = 150
DEPTH = 5
RATE = 0.12
L2 = 2.0
BINS = 25
LINES = 0.5
"""Of the lines, looked at per tree."""
NUMBERS = 0.25
"""Of the numbers, looked at per test."""

Bins = npt.NDArray[np.int32]
"""Numbers x lines: the bin of each."""


def fit(rows: Rows, labels: Rows, weights: Rows, seed: int = 0) -> Trees:
    """Trees for lines x numbers, labels 0 or 1, and what each line counts."""
    random = np.random.default_rng(seed)
    weights = weights / weights.mean()
    cuts = [_cuts(column) for column in rows.T]
    bins = np.stack([np.searchsorted(cut, column) for cut, column in zip(cuts, rows.T, strict=True)]).astype(np.int32)
    real = np.arange(BINS) < np.array([[len(cut)] for cut in cuts])
    news = float(np.average(labels, weights=weights))
    bias = round(float(np.log(news / (1 - news))), 5)
    odds = np.full(len(labels), bias)
    columns, thresholds, leaves = [], [], []
    for _ in range(TREES):
        seen = np.flatnonzero(random.random(len(labels)) < LINES)
        chance = 1 / (1 + np.exp(-odds[seen]))
        slope, curve = weights[seen] * (labels[seen] - chance), weights[seen] * chance * (1 - chance)
        tests, leaf = _grow(bins, seen, slope, curve, real, random)
        value = np.round(RATE * np.bincount(leaf, slope, 2**DEPTH) / (np.bincount(leaf, curve, 2**DEPTH) + L2), 4)
        odds += value[_leaf(bins, tests)]
        columns.append([column for column, _ in tests])
        thresholds.append([cuts[column][place] for column, place in tests])
        leaves.append(value)
    return Trees(bias, np.array(columns), np.array(thresholds), np.array(leaves))


def _cuts(column: Rows) -> Rows:
    """Thresholds between all values where they are few, else between quantiles; short numbers, since they are written."""
    values = np.unique(column)
    between = (values[1:] + values[:-1]) / 2
    values = between if len(values) <= BINS else np.quantile(column, np.linspace(0, 1, BINS)[1:-1])
    return np.unique([float(f"{value:.5g}") for value in values])


def _grow(
    bins: Bins, seen: npt.NDArray[np.int64], slope: Rows, curve: Rows, real: npt.NDArray[np.bool_], random: np.random.Generator
) -> tuple[list[tuple[int, int]], Bins]:
    """The tests of one tree, each the best for all leaves so far together, and the leaf of every line that is seen."""
    leaf = np.zeros(len(seen), np.int32)
    tests: list[tuple[int, int]] = []
    usable = np.flatnonzero(real.any(axis=1))
    n = max(1, int(len(usable) * NUMBERS))
    for level in range(DEPTH):
        tried = np.sort(random.choice(usable, n, replace=False))
        start, size = leaf * BINS, 2**level * BINS
        sums = np.empty((2, n, size))
        for i, column in enumerate(tried.tolist()):  # one number after the other: its cells stay in the processor's cache
            cells = start + bins[column, seen]
            sums[0, i], sums[1, i] = np.bincount(cells, slope, size), np.bincount(cells, curve, size)
        below = sums.reshape(2, n, 2**level, BINS).cumsum(axis=3)
        above = below[..., -1:] - below
        gain = sum((slopes**2 / (curves + L2)).sum(axis=1) for slopes, curves in (below, above))
        best, place = divmod(int(np.argmax(np.where(real[tried], gain, -1.0))), BINS)
        tests.append((int(tried[best]), place))
        leaf = 2 * leaf + (bins[tried[best], seen] > place)
    return tests, leaf


def _leaf(bins: Bins, tests: list[tuple[int, int]]) -> Bins:
    leaf = np.zeros(bins.shape[1], np.int32)
    for column, place in tests:
        leaf = 2 * leaf + (bins[column] > place)
    return leaf
