"""Gradient boosting of symmetric trees for `transforms.core.tree_model`, in numpy: second order, log loss, shrunk leaves.

A tree grows level by level by the one test that divides all its leaves best; a random share of the numbers is looked at per tree.
Deterministic: same input, same trees.

Sources: Friedman, "Greedy function approximation" (2001); Chen and Guestrin, "XGBoost" (2016); Prokhorenkova et al., "CatBoost" (2018).
"""

import math

import numpy as np
import numpy.typing as npt

from transforms.core.tree_model import Rows, Trees

TREES = 150
DEPTH = 5
RATE = 0.1
L2 = 3.0
SHARE = 0.3
"""Of the numbers, looked at per tree."""
CUTS = 16
"""Thresholds tried per number."""


def fit(rows: Rows, labels: Rows, weights: Rows, depth: int = DEPTH, seed: int = 0) -> Trees:
    """Trees for lines x numbers, labels 0 or 1, and what each line counts."""
    random = np.random.default_rng(seed)
    weights = weights / np.mean(weights)
    tests = [(column, cut) for column in range(rows.shape[1]) for cut in _cuts(rows[:, column])]
    column_of = np.array([column for column, _ in tests])
    answers = np.stack([rows[:, column] > cut for column, cut in tests]).astype(np.float32)
    news = float(np.clip(np.sum(weights * labels) / np.sum(weights), 0.001, 0.999))
    bias = round(math.log(news / (1 - news)), 5)
    odds = np.full(len(labels), bias)
    chosen, leaves = [], []
    for _ in range(TREES):
        lots = random.random((rows.shape[1],))[column_of]
        tried = np.flatnonzero(lots <= max(SHARE, lots.min()))
        chance = 1 / (1 + np.exp(-odds))
        slope, curve = weights * (labels - chance), weights * chance * (1 - chance)
        best, leaf = _grow(answers[tried], slope, curve, depth)
        value = np.round(RATE * np.bincount(leaf, slope, 2**depth) / (np.bincount(leaf, curve, 2**depth) + L2), 5)
        odds += value[leaf]
        chosen.append([tests[tried[test]] for test in best])
        leaves.append(value)
    columns, cuts = [[test[0] for test in tree] for tree in chosen], [[test[1] for test in tree] for tree in chosen]
    return Trees(bias, np.array(columns), np.array(cuts), np.array(leaves))


def _cuts(column: Rows) -> list[float]:
    """Thresholds that divide the values about evenly."""
    values = np.unique(column)
    if len(values) > CUTS:
        values = np.unique(np.quantile(column, np.linspace(0, 1, CUTS + 1)[1:-1], method="lower"))
    return [round(float(value), 5) for value in values if value < column.max()]


def _grow(answers: npt.NDArray[np.float32], slope: Rows, curve: Rows, depth: int) -> tuple[list[int], npt.NDArray[np.int64]]:
    """The tests of one tree, of those whose answers (tests x lines) are given, and the leaf of every line."""
    leaf = np.zeros(len(slope), np.int64)
    every = np.arange(len(slope))
    tests = []
    for level in range(depth):
        n = 2**level
        sums = np.zeros((len(slope), 2 * n), np.float32)
        sums[every, leaf], sums[every, n + leaf] = slope, curve
        yes, total = (answers @ sums).astype(np.float64), sums.sum(axis=0, dtype=np.float64)
        test = int(np.argmax(_gain(yes, n) + _gain(total - yes, n)))
        tests.append(test)
        leaf = 2 * leaf + answers[test].astype(np.int64)
    return tests, leaf


def _gain(sums: Rows, n: int) -> Rows:
    """What the leaves on one side of every test explain."""
    gain: Rows = (sums[:, :n] ** 2 / (np.maximum(sums[:, n:], 0) + L2)).sum(axis=1)
    return gain
