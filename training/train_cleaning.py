"""Train the weights of cleaning's models from pages with gold text: boosted trees for HTML and for dumps.

    python -m training.train_cleaning --dir DIR [--only html|dump]
    python -m training.train_cleaning --dir DIR [--only html|dump] --folds K --eval DIR [--library ours lightgbm scikit-learn] [--seed N]

DIR holds `pages.warc.gz`, `dumps.jsonl`, `ids.jsonl` and `gold.jsonl` (`{"id", "host", "paragraphs": [{"text", "optional"}]}`).
The first form writes trees and how they were made (transforms/core/data/clean_weights_*.jsonl): numbers, no text. The second one
cross-validates by outlet and writes nothing; with `--library` other boosters stand beside our own.

Deterministic: same input, same trees.
"""

import argparse
import importlib
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.extraction import pages, predict
from benchmarks.gold_labels import fold_of, rows_of
from newsbeam.transforms.core.cleaning import boosted_trees
from training import boosting, libraries, train_dumps, train_html, weights
from training.libraries import Fit, Model, Models

TRAINERS: dict[str, tuple[Callable[[Path], Sequence[Any]], Callable[[Any, Fit], Models]]] = {
    "html": (train_html.samples, train_html.train),
    "dump": (train_dumps.samples, train_dumps.train),
}
LIBRARIES: dict[str, Callable[..., Model]] = {
    "ours": boosting.fit,
    "lightgbm": libraries.fit_lightgbm,
    "scikit-learn": libraries.fit_scikit_learn,
}


def main() -> None:
    """Train and write, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", required=True, type=Path)
    parser.add_argument("--only", choices=tuple(TRAINERS))
    parser.add_argument("--folds", type=int, default=0, help="cross-validate by outlet instead of writing weights")
    parser.add_argument("--eval", type=Path, help="folder of the module `metrics` that judges the folds")
    parser.add_argument("--library", nargs="+", choices=tuple(LIBRARIES), default=["ours"], help="what grows the trees of the folds")
    parser.add_argument("--seed", type=int, default=0, help="of the shares that each tree of the folds sees")
    args = parser.parse_args()
    kinds = [args.only] if args.only else list(TRAINERS)
    if args.folds:
        sys.path.insert(0, str(args.eval))
        compare(args.dir, kinds, args.folds, {name: partial(LIBRARIES[name], seed=args.seed) for name in args.library})
        return
    for kind in kinds:
        read, fit_all = TRAINERS[kind]
        samples = read(args.dir)
        path = weights.write(kind, fit_all(samples, boosting.fit), args.dir)
        print(f"{kind}: {len(samples)} samples, {path.stat().st_size} bytes of weights", file=sys.stderr)


def compare(folder: Path, kinds: Sequence[str], folds: int, fits: dict[str, Fit]) -> None:
    """Cross-validate with each library; print how well pages (`html`) and dumps of each kind are cleaned, and what training costs."""
    training = {kind: TRAINERS[kind][0](folder) for kind in kinds}
    print("library       kind    pages     F1  perfect  foreign   lost")
    for name, fit in fits.items():
        scores, seconds = cross_validate(folder, training, folds, fit)
        for kind, found in scores.items():
            sums = importlib.import_module("metrics").summary(found)
            figures = [100 * sums[key] for key in ("rouge_f", "perfect", "cruft_seg", "lost_seg")]
            print(f"{name:14}{kind:8}{len(found):5}" + "{:7.2f}{:9.1f}{:9.2f}{:7.2f}".format(*figures))
        print(f"{name:14}training: {seconds:.0f} CPU s", flush=True)


def cross_validate(folder: Path, training: dict[str, Sequence[Any]], folds: int, fit: Fit) -> tuple[dict[str, list[dict[str, Any]]], float]:
    """Clean every page with models that have seen no page of its outlet: the scorer's measures by kind, and the CPU seconds of training."""
    metrics = importlib.import_module("metrics")
    gold = {row["id"]: row for row in rows_of(folder / "gold.jsonl")}
    inputs = [item for item in pages(folder) if item[2] in training]
    scores: dict[str, list[dict[str, Any]]] = defaultdict(list)
    seconds = 0.0
    for fold in range(folds):
        models: Models = {}
        start = time.process_time()
        for kind, samples in training.items():
            models |= TRAINERS[kind][1]([sample for sample in samples if fold_of(sample.host, folds) != fold], fit)
        seconds += time.process_time() - start
        with ExitStack() as patches:
            patches.enter_context(mock.patch.object(boosted_trees, "load", partial(_load, models)))
            patches.enter_context(mock.patch.object(boosted_trees, "log_odds", libraries.log_odds))
            for item in inputs:
                page_id, _, kind = item[0].partition("#")
                if fold_of(gold[page_id]["host"], folds) == fold:
                    text = str(predict(*item).get("text") or "")
                    scores[kind or "html"].append(metrics.page_scores(gold[page_id]["paragraphs"], text))
    return scores, seconds


def _load(models: Models, name: str, names: tuple[str, ...]) -> Model:
    """A model of this fold in place of the committed one; it was trained on the same numbers in the same order."""
    model, trained_on = models[name]
    if trained_on != names:
        raise ValueError(f"{name} was trained on {trained_on}, asked for {names}")
    return model


if __name__ == "__main__":
    main()
