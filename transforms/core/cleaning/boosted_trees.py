"""Boosted symmetric trees: the log-odds that a line is news, from named numbers and committed tests.

Every tree asks the same few questions (`number > threshold`) of every line, level by level; the answers, read as bits, choose a leaf.
A page's lines go through all trees at once. The form is CatBoost's "oblivious tree" (Prokhorenkova et al., 2018);
`training/boosting.py` grows them, and the first line of each file of weights says from what.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

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
    """The committed model `name` (`html`, or a step such as `dump.1`) for rows whose numbers are called `names`.

    Raises:
        ValueError: a tree asks about a number that is not among `names`.
    """
    path = files("newsbeam.transforms.core").joinpath(f"data/clean_weights_{name.split('.')[0]}.jsonl")
    return read_model(path.read_text("utf-8"), name, names)


def read_model(text: str, name: str, names: Sequence[str]) -> Trees:
    """One model from the written form: JSON Lines, first how they were made, with the models' biases, then one tree a line.

    Tests are written by the names of their numbers: `{"model": "html", "tests": [[number, threshold], ...], "leaves": [...]}`.

    Raises:
        KeyError: there is no model of that name.
        ValueError: a tree asks about a number that is not among `names`.
    """
    header, *lines = map(json.loads, text.splitlines())
    trees = [tree for tree in lines if tree["model"] == name]
    columns = [[names.index(number) for number, _ in tree["tests"]] for tree in trees]
    thresholds = [[threshold for _, threshold in tree["tests"]] for tree in trees]
    return Trees(header["bias"][name], np.array(columns), np.array(thresholds), np.array([tree["leaves"] for tree in trees]))


def log_odds(trees: Trees, rows: Rows) -> Rows:
    """The log-odds of each of N lines (N x numbers) to be news: positive for news, negative for page furniture."""
    bits = 1 << np.arange(trees.columns.shape[1])[::-1]
    every = np.arange(len(trees.leaves))
    out = np.empty(len(rows))
    for start in range(0, len(rows), CHUNK):
        answers = rows[start : start + CHUNK, trees.columns] > trees.thresholds
        out[start : start + CHUNK] = trees.bias + trees.leaves[every, answers @ bits].sum(axis=1)
    return out
