"""Boosted symmetric trees: the log-odds that a line is news, from named numbers and committed tests.

Every tree asks the same few questions (`number > threshold`) of every line, level by level; the answers, read as bits, choose a leaf.
A page's lines go through all trees at once. The form is CatBoost's "oblivious tree"; `training/boosting.py` grows them.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float64]
"""Lines x numbers."""
CHUNK = 500
"""Lines judged at once: what bounds the memory."""


class Trees(NamedTuple):
    """A model: T trees of depth D."""

    bias: float
    columns: npt.NDArray[np.int64]
    """T x D: the number that each level asks about."""
    thresholds: Rows
    """T x D."""
    leaves: Rows
    """T x 2**D, the first level's answer being the highest bit."""


@cache
def load(name: str, names: tuple[str, ...]) -> Trees:
    """The committed model `name` (`html`, or a step such as `dump.1`) for rows whose numbers are called `names`."""
    path = files("newsbeam.transforms.core").joinpath(f"data/clean_weights_{name.split('.')[0]}.json")
    return from_table(json.loads(path.read_text("utf-8"))[name], names)


def from_table(table: dict[str, Any], names: Sequence[str]) -> Trees:
    """A model from its written form."""
    tests = [[names.index(name) for name, _ in tree["tests"]] for tree in table["trees"]]
    thresholds = [[threshold for _, threshold in tree["tests"]] for tree in table["trees"]]
    return Trees(table["bias"], np.array(tests), np.array(thresholds), np.array([tree["leaves"] for tree in table["trees"]]))


def to_table(trees: Trees, names: Sequence[str]) -> dict[str, Any]:
    """The written form: tests by name, so that it can be read, and does not depend on the numbers' order."""
    return {
        "bias": trees.bias,
        "trees": [
            {"tests": [[names[column], threshold] for column, threshold in zip(columns, thresholds, strict=True)], "leaves": leaves}
            for columns, thresholds, leaves in zip(trees.columns.tolist(), trees.thresholds.tolist(), trees.leaves.tolist(), strict=True)
        ],
    }


def log_odds(trees: Trees, rows: Rows) -> Rows:
    """One number a line: positive for news, negative for page furniture."""
    bits = 1 << np.arange(trees.columns.shape[1])[::-1]
    every = np.arange(len(trees.leaves))
    out = np.empty(len(rows))
    for start in range(0, len(rows), CHUNK):
        answers = rows[start : start + CHUNK, trees.columns] > trees.thresholds
        out[start : start + CHUNK] = trees.bias + trees.leaves[every, answers @ bits].sum(axis=1)
    return out
