"""Train the weights of cleaning's linear models from pages with gold text.

    python -m benchmarks.train_cleaning --dir DIR [--only html|dump]

DIR holds `pages.warc.gz`, `dumps.jsonl`, `ids.jsonl` and `gold.jsonl` (`{"id", "host", "paragraphs": [{"text", "optional"}]}`).
Only numbers per feature name are written (transforms/core/data/clean_weights_*.json).

Logistic regression by full-batch Adam with L2, deterministic: same input, same weights.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from fastwarc.warc import ArchiveIterator, WarcRecordType

from transforms.core import clean_dump, clean_html, clean_model, page
from transforms.core.blocks import blocks_of
from transforms.core.cut_rules import Facts
from transforms.core.metadata import metadata_of
from transforms.core.vote import GRAM, units

WEIGHTS = Path(page.__file__).with_name("data")
STEPS = 400
RATE = 0.08
L2 = 8e-3
EVERY = 3
RARE = 25
"""Features seen on fewer lines are dropped."""


class Sample(NamedTuple):
    """One page or dump: the features, labels (1 news, 0 furniture) and weights of its lines."""

    key: str
    host: str
    lines: list[str]
    features: list[list[str]]
    labels: list[float]
    weights: list[float]
    facts: Facts = Facts()


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
    for line in lines:
        words = _folded(line)
        key = " ".join(words)
        own = list(zip(*(words[i:] for i in range(GRAM)), strict=False))
        hits = [grams[gram] for gram in own if gram in grams]
        good = key in whole or (len(words) > GRAM and len(hits) >= 0.5 * len(own))
        optional = whole.get(key, bool(hits) and sum(hits) > 0.5 * len(hits)) if good else False
        again = good and key in seen
        seen.add(key)
        labels.append(float(good))
        weights.append(0.0 if optional or again or not words else min(4.0, 1.0 + len(words) / 30))
    return labels, weights


def _folded(text: str) -> list[str]:
    return ["".join(c for c in word if c.isalnum()) for word in units(text.casefold()) if any(c.isalnum() for c in word)]


# --- samples ---------------------------------------------------------------------------------------------------------


def html_samples(folder: Path) -> list[Sample]:
    """Every page of the folder, with the features that cleaning computes."""
    gold = {row["id"]: row for row in _rows(folder / "gold.jsonl")}
    out = []
    with (folder / "pages.warc.gz").open("rb") as stream:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True)
        for ids, record in zip(_rows(folder / "ids.jsonl"), records, strict=True):
            row = gold[ids["id"]]
            document = page.parse(page.decode(record.reader.read(), "text/html; charset=utf-8"))
            facts = clean_html.facts_of(metadata_of(document, ids["url"]))
            blocks = blocks_of(document)
            lines = [block.text for block in blocks]
            labels, weights = label(lines, row["paragraphs"])
            features = clean_html.features_of(blocks, clean_html.extract(document), facts)
            out.append(Sample(row["id"], row["host"], lines, features, labels, weights, facts))
            if len(out) % EVERY == 0:  # large pages and live blogs are judged without trafilatura's vote
                features = clean_html.features_of(blocks, None, facts)
                out.append(Sample(row["id"] + "#novote", row["host"], lines, features, labels, weights, facts))
    return out


def dump_samples(folder: Path) -> list[Sample]:
    """Every dump of the folder, with the features that cleaning computes; and every gold text by itself, of which nothing may be cut."""
    gold = {row["id"]: row for row in _rows(folder / "gold.jsonl")}
    out = []
    for row in _rows(folder / "dumps.jsonl"):
        truth = gold[row["id"].split("#")[0]]
        lines = clean_dump.lines_of(row["text"])
        labels, weights = label([line.text for line in lines], truth["paragraphs"])
        out.append(Sample(row["id"], truth["host"], [line.text for line in lines], clean_dump.features_of(lines), labels, weights))
    for row in gold.values():
        lines = clean_dump.lines_of("\n".join(str(paragraph["text"]) for paragraph in row["paragraphs"]))
        features = clean_dump.features_of(lines)
        out.append(
            Sample(f"{row['id']}#clean", row["host"], [line.text for line in lines], features, [1.0] * len(lines), [1.0] * len(lines))
        )
    return out


def caseless(samples: Sequence[Sample]) -> list[Sample]:
    """Every `EVERY`th sample as a script without capitals would show it: most pages at hand are Latin, most scripts have no case."""
    return [sample._replace(features=[_caseless(names) for names in sample.features]) for sample in samples[::EVERY]]


def _caseless(names: list[str]) -> list[str]:
    plain = [re.sub(r"^case=\w", "case=x", name) for name in names]
    return [name for name in plain if name not in ("caps", "start=lower")]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


# --- logistic regression ---------------------------------------------------------------------------------------------


def fit(lines: Sequence[tuple[Sequence[str], clean_model.Numbers]], labels: Sequence[float], weights: Sequence[float]) -> dict[str, float]:
    """The weight of every feature name that is not rare."""
    counts: dict[str, int] = defaultdict(int)
    for names, numbers in lines:
        for name in (*names, *(name for name, _ in numbers)):
            counts[name] += 1
    vocabulary = {name: i for i, name in enumerate(sorted(name for name, n in counts.items() if n >= RARE))}
    rows, columns, values = [], [], []
    for i, (names, numbers) in enumerate(lines):
        for name, value in (*((name, 1.0) for name in names), *numbers):
            if name in vocabulary:
                rows.append(i)
                columns.append(vocabulary[name])
                values.append(value)
    beta = _adam(
        np.array(rows), np.array(columns), np.array(values), np.array(labels), np.array(weights) / max(1.0, sum(weights)), len(vocabulary)
    )
    table = {name: round(float(beta[i]), 4) for name, i in vocabulary.items()}
    table["bias"] = round(float(beta[-1]), 4)
    return {name: value for name, value in sorted(table.items()) if value}


Array = npt.NDArray[np.float64]


def _adam(rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], values: Array, labels: Array, weights: Array, width: int) -> Array:
    beta, mean, spread = np.zeros(width + 1), np.zeros(width + 1), np.zeros(width + 1)
    for step in range(1, STEPS + 1):
        odds = np.bincount(rows, values * beta[columns], len(labels)) + beta[-1]
        error = weights * (1 / (1 + np.exp(-np.clip(odds, -30, 30))) - labels)
        slope = np.append(np.bincount(columns, values * error[rows], width) + L2 / 10 * beta[:-1], error.sum())
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope * slope
        beta -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-9)
    return beta


def train(samples: Sequence[Sample]) -> tuple[dict[str, float], dict[str, float]]:
    """Both steps: the second sees the first one's scores, made by halves that have not seen the page."""
    samples = [*samples, *caseless(samples)]
    halves = [[s for s in samples if (sum(s.host.encode()) % 2) == k] for k in (0, 1)]
    firsts = [_fit_first(halves[1 - k]) for k in (0, 1)]
    lines: list[tuple[Sequence[str], clean_model.Numbers]] = []
    labels, weights = [], []
    for k in (0, 1):
        for sample in halves[k]:
            around = clean_model.context([clean_model.log_odds(firsts[k], names) for names in sample.features], sample.features)
            kept = [i for i, numbers in enumerate(around) if numbers]
            lines += [(sample.features[i], around[i]) for i in kept]
            labels += [sample.labels[i] for i in kept]
            weights += [sample.weights[i] for i in kept]
    return _fit_first(samples), fit(lines, labels, weights)


def _fit_first(samples: Sequence[Sample]) -> dict[str, float]:
    return fit(
        [(names, []) for s in samples for names in s.features],
        [y for s in samples for y in s.labels],
        [w for s in samples for w in s.weights],
    )


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", required=True, type=Path)
    parser.add_argument("--only", choices=("html", "dump"))
    args = parser.parse_args()
    for name, read in (("html", html_samples), ("dump", dump_samples)):
        if args.only not in (None, name):
            continue
        samples = read(args.dir)
        first, second = train(samples)
        print(f"{name}: {len(samples)} pages, {sum(len(s.lines) for s in samples)} lines, {len(second)} weights", file=sys.stderr)
        text = json.dumps({f"{name}.1": first, f"{name}.2": second}, indent=0, sort_keys=True)
        (WEIGHTS / f"clean_weights_{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
