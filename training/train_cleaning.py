"""Train the weights of cleaning's models from pages with gold text: boosted trees for HTML and for dumps.

    python -m training.train_cleaning --dir DIR [--only html|dump] [--folds K --eval DIR]

DIR holds `pages.warc.gz`, `dumps.jsonl`, `ids.jsonl` and `gold.jsonl` (`{"id", "host", "paragraphs": [{"text", "optional"}]}`).
Only numbers are written (transforms/core/data/clean_weights_*.json).

Deterministic: same input, same trees.
"""

import argparse
import importlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.extraction import pages, predict
from benchmarks.gold_labels import fold_of, rows_of
from newsbeam.transforms.core.cleaning import boosted_trees
from training import train_dumps, train_html

WEIGHTS = Path(boosted_trees.__file__).parents[1] / "data"
Table = dict[str, Any]
"""Models by name, in their written form."""

TRAINERS: dict[str, tuple[Callable[[Path], Sequence[Any]], Callable[[Any], Table]]] = {
    "html": (train_html.samples, train_html.train),
    "dump": (train_dumps.samples, train_dumps.train),
}


def main() -> None:
    """Train and write, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", required=True, type=Path)
    parser.add_argument("--only", choices=("html", "dump"))
    parser.add_argument("--folds", type=int, default=0, help="cross-validate by outlet instead of writing weights")
    parser.add_argument("--eval", type=Path, help="folder of the module `metrics` that judges the folds")
    args = parser.parse_args()
    kinds = [args.only] if args.only else list(TRAINERS)
    if args.folds:
        sys.path.insert(0, str(args.eval))
        cross_validate(args.dir, kinds, args.folds)
        return
    for kind in kinds:
        read, fit_all = TRAINERS[kind]
        samples = read(args.dir)
        text = json.dumps(fit_all(samples), indent=0, sort_keys=True)
        (WEIGHTS / f"clean_weights_{kind}.json").write_text(text + "\n", "utf-8")
        print(f"{kind}: {len(samples)} samples, {len(text)} characters of weights", file=sys.stderr)


def cross_validate(folder: Path, kinds: Sequence[str], folds: int) -> None:
    """Clean every page with models that have seen no page of its outlet, and print how well: pages (`html`), dumps by their kind."""
    metrics = importlib.import_module("metrics")
    hosts = {row["id"]: row["host"] for row in rows_of(folder / "gold.jsonl")}
    gold = {row["id"]: row["paragraphs"] for row in rows_of(folder / "gold.jsonl")}
    inputs = [item for item in pages(folder) if item[2] in kinds]
    scores: dict[str, list[dict[str, Any]]] = defaultdict(list)
    training = {kind: TRAINERS[kind][0](folder) for kind in kinds}
    for fold in range(folds):
        tables: Table = {}
        for kind, samples in training.items():
            tables |= TRAINERS[kind][1]([sample for sample in samples if fold_of(sample.host, folds) != fold])
        with mock.patch.object(boosted_trees, "load", cache(partial(_load, tables))):
            for item in inputs:
                page_id, _, kind = item[0].partition("#")
                if fold_of(hosts[page_id], folds) == fold:
                    text = str(predict(*item).get("text") or "")
                    scores[kind or "html"].append(metrics.page_scores(gold[page_id], text))
    print("kind    pages     F1  perfect  foreign   lost")
    for kind, found in scores.items():
        sums = metrics.summary(found)
        figures = [100 * sums[key] for key in ("rouge_f", "perfect", "cruft_seg", "lost_seg")]
        print(f"{kind:8}{len(found):5}" + "{:7.2f}{:9.1f}{:9.2f}{:7.2f}".format(*figures))


def _load(tables: Table, name: str, names: tuple[str, ...]) -> boosted_trees.Trees:
    return boosted_trees.from_table(tables[name], names)


if __name__ == "__main__":
    main()
