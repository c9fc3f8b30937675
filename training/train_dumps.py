"""The training of the model for raw dumps: samples from dumps with gold text, and two steps of boosted trees."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.gold_labels import fold_of, label, rows_of
from newsbeam.transforms.core.cleaning.boosted_trees import Rows
from newsbeam.transforms.core.cleaning.dump_core import core, remeasure
from newsbeam.transforms.core.cleaning.dump_features import Measured, measure
from newsbeam.transforms.core.cleaning.dump_lines import Line, lines_of
from newsbeam.transforms.core.cleaning.line_windows import Columns, table
from training.libraries import Fit, Model, Models, log_odds

INNER = 4
"""Parts of the dumps whose first step is made by models that have not seen them, for the second step to learn from."""
EVERY = 3
"""Every so many dumps there is one as a script without capitals would show it: most pages at hand are Latin, most scripts have no case."""


HEAD = 6
"""Lines before an article that go with it: headline, byline, date."""


class Sample(NamedTuple):
    """One dump: its lines, measured, their labels (1 news, 0 furniture) and weights."""

    key: str
    host: str
    lines: list[Line]
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
    return Sample(key, gold["host"], lines, measure(lines), labels, weights / max(1.0, weights.sum()) ** 0.5)


def train(dumps: Sequence[Sample], fit: Fit) -> Models:
    """Both steps, as `fit` grows them: the second sees the first one's scores, made by models that have not seen the outlet."""
    dumps = [*dumps, *grafted(dumps), *(_caseless(dump) for dump in dumps[::EVERY])]
    unseen = [_first([dump for dump in dumps if fold_of(dump.host, INNER) != part], fit) for part in range(INNER)]
    columns = []
    for dump in dumps:
        scores = log_odds(unseen[fold_of(dump.host, INNER)], table(dump.measured.columns))
        columns.append(dump.measured.columns | remeasure(dump.measured, scores))
    names = tuple(dumps[0].measured.columns), tuple(columns[0])
    return {"dump.1": (_first(dumps, fit), names[0]), "dump.2": (_fit(dumps, columns, fit), names[1])}


def grafted(dumps: Sequence[Sample]) -> list[Sample]:
    """Every dump's furniture around the article of another outlet: few pages are at hand, but many combinations.

    Both are of one part (`INNER`), so that who has not seen the one has not seen the other.
    """
    out = []
    groups: dict[tuple[int, str], list[Sample]] = defaultdict(list)
    for dump in dumps:
        if not dump.key.endswith("#clean") and dump.labels.any():
            groups[fold_of(dump.host, INNER), dump.key.split("#")[1]].append(dump)
    for group in groups.values():
        for i, dump in enumerate(group):
            other = group[(i + len(group) // 2) % len(group)]
            if other.host != dump.host:
                out.append(_graft(dump, other))
    return out


def _graft(dump: Sample, other: Sample) -> Sample:
    start, stop = _article(dump)
    first, last = _article(other)
    before, head = range(1, max(1, start - HEAD)), range(max(1, first - HEAD), last)
    parts = [(other, range(1)), (dump, before), (other, head), (dump, range(stop, len(dump.lines)))]
    lines = [part.lines[i] for part, places in parts for i in places]
    labels = np.array([part.labels[i] * (part is other) for part, places in parts for i in places])
    weights = np.array([part.weights[i] * (part is other or not part.labels[i]) for part, places in parts for i in places])
    return Sample(f"{dump.key}+{other.key}", dump.host, lines, measure(lines), labels, weights)


def _article(dump: Sample) -> tuple[int, int]:
    """The stretch in which news prevails: interruptions belong to it, a line far away that only repeats does not."""
    return core(np.where(dump.labels > 0, 1.5, -0.15))


def _caseless(dump: Sample) -> Sample:
    columns = dump.measured.columns
    blind = {
        name: np.full_like(values, -1.0 if name.startswith("lower") else 0.0)
        for name, values in columns.items()
        if name.startswith(("lower", "caps"))
    }
    return dump._replace(measured=dump.measured._replace(columns=columns | blind))


def _first(dumps: Sequence[Sample], fit: Fit) -> Model:
    return _fit(dumps, [dump.measured.columns for dump in dumps], fit)


def _fit(dumps: Sequence[Sample], columns: Sequence[Columns], fit: Fit) -> Model:
    rows = np.concatenate([table(part) for part in columns])
    labels, weights = np.concatenate([dump.labels for dump in dumps]), np.concatenate([dump.weights for dump in dumps])
    counts = weights > 0
    return fit(rows[counts], labels[counts], weights[counts])
