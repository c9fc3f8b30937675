"""The training of the model for raw dumps: samples from dumps with gold text, and two steps of boosted trees."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks import boosting
from benchmarks.gold_labels import fold_of, label, rows_of
from transforms.core import tree_model
from transforms.core.dump_features import Columns, Measured, measure, remeasure, table
from transforms.core.dump_lines import lines_of
from transforms.core.tree_model import Rows, Trees

INNER = 4
"""Parts of the dumps whose first step is made by models that have not seen them, for the second step to learn from."""
EVERY = 3
"""Every so many dumps there is one as a script without capitals would show it: most pages at hand are Latin, most scripts have no case."""


class Sample(NamedTuple):
    """One dump: its measured lines, their labels (1 news, 0 furniture) and weights."""

    key: str
    host: str
    measured: Measured
    labels: Rows
    weights: Rows


def samples(folder: Path) -> list[Sample]:
    """Every dump of the folder; and every gold text by itself, of which nothing may be cut."""
    gold = {row["id"]: row for row in rows_of(folder / "gold.jsonl")}
    out = [_sample(row["id"], row["text"], gold[row["id"].split("#")[0]]) for row in rows_of(folder / "dumps.jsonl") if row["text"].strip()]
    for row in gold.values():
        text = "\n".join(str(paragraph["text"]) for paragraph in row["paragraphs"])
        sample = _sample(f"{row['id']}#clean", text, row)
        everything = np.ones(len(sample.labels))
        out.append(sample._replace(labels=everything, weights=everything / len(everything) ** 0.5))
    return out


def _sample(key: str, text: str, gold: dict[str, Any]) -> Sample:
    lines = lines_of(text)
    labels, weights = (np.array(numbers) for numbers in label([line.text for line in lines], gold["paragraphs"]))
    # pages count alike when they are judged, but a long one teaches more: between the two
    return Sample(key, gold["host"], measure(lines), labels, weights / max(1.0, weights.sum()) ** 0.5)


def train(dumps: Sequence[Sample]) -> dict[str, dict[str, Any]]:
    """Both steps in their written form: the second sees the first one's scores, made by models that have not seen the outlet."""
    dumps = [*dumps, *(_caseless(dump) for dump in dumps[::EVERY])]
    unseen = [_first([dump for dump in dumps if fold_of(dump.host, INNER) != part]) for part in range(INNER)]
    columns = []
    for dump in dumps:
        scores = tree_model.log_odds(unseen[fold_of(dump.host, INNER)], table(dump.measured.columns))
        columns.append(dump.measured.columns | remeasure(dump.measured, scores))
    names = tuple(dumps[0].measured.columns), tuple(columns[0])
    return {"dump.1": tree_model.to_table(_first(dumps), names[0]), "dump.2": tree_model.to_table(_fit(dumps, columns), names[1])}


def _caseless(dump: Sample) -> Sample:
    columns = dump.measured.columns
    blind = {
        name: np.full_like(values, -1.0 if name.startswith("lower") else 0.0)
        for name, values in columns.items()
        if name.startswith(("lower", "caps"))
    }
    return dump._replace(measured=dump.measured._replace(columns=columns | blind))


def _first(dumps: Sequence[Sample]) -> Trees:
    return _fit(dumps, [dump.measured.columns for dump in dumps])


def _fit(dumps: Sequence[Sample], columns: Sequence[Columns]) -> Trees:
    rows = np.concatenate([table(part) for part in columns])
    labels, weights = np.concatenate([dump.labels for dump in dumps]), np.concatenate([dump.weights for dump in dumps])
    counts = weights > 0
    return boosting.fit(rows[counts], labels[counts], weights[counts])
