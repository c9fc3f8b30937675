"""Train the weights of cleaning's models from pages with gold text: boosted trees for HTML and for dumps.

    python -m training.train_cleaning --dir DIR --web WCXB [--only html|dump]
    python -m training.train_cleaning [--dir DIR --eval EVAL] [--web WCXB] [--only html|dump] --folds K [--library …] [--seed N]

WCXB holds articles of the web at large, public data (`benchmarks.web_articles` says which), for the model of HTML pages. DIR holds
`pages.warc.gz`, `dumps.jsonl`, `ids.jsonl` and `gold.jsonl` (`{"id", "host", "paragraphs": [{"text", "optional"}]}`).
The first form writes trees and how they were made (transforms/core/data/clean_weights_*.jsonl): numbers, no text. The second one
cross-validates by outlet and writes nothing; with `--library` other boosters stand beside our own.

Deterministic: same input, same trees.
"""

import argparse
import importlib
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from benchmarks.extraction import pages, predict
from benchmarks.gold_labels import fold_of, rows_of
from benchmarks.web_articles import Overlap, WebPage, line, overlap_of, web_pages
from newsbeam.transforms.core.cleaning import boosted_trees
from training import boosting, libraries, train_dumps, train_html, weights
from training.libraries import Fit, Model, Models

TRAINERS: dict[str, Callable[[Any, Fit], Models]] = {"html": train_html.train, "dump": train_dumps.train}
LIBRARIES: dict[str, Callable[..., Model]] = {
    "ours": boosting.fit,
    "lightgbm": libraries.fit_lightgbm,
    "scikit-learn": libraries.fit_scikit_learn,
}


def main() -> None:
    """Train and write, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path)
    parser.add_argument("--web", type=Path, help="a folder of the Web Content eXtraction Benchmark")
    parser.add_argument("--only", choices=tuple(TRAINERS))
    parser.add_argument("--folds", type=int, default=0, help="cross-validate by outlet instead of writing weights")
    parser.add_argument("--eval", type=Path, help="folder of the module `metrics` that judges the folds")
    parser.add_argument("--library", nargs="+", choices=tuple(LIBRARIES), default=["ours"], help="what grows the trees of the folds")
    parser.add_argument("--seed", type=int, default=0, help="of the shares that each tree of the folds sees")
    args = parser.parse_args()
    data = Data(args.dir, args.web)
    kinds = [args.only] if args.only else list(TRAINERS) if args.dir else ["html"]
    if not data.folder and (not data.web or "dump" in kinds):
        parser.error("give --dir, or --web for the model of HTML pages alone")
    if args.folds:
        sys.path.insert(0, str(args.eval))
        compare(data, kinds, args.folds, {name: partial(LIBRARIES[name], seed=args.seed) for name in args.library})
        return
    for kind in kinds:
        samples = samples_of(data, kind)
        path = weights.write(kind, TRAINERS[kind](samples, boosting.fit), data.folder, data.web)
        print(f"{kind}: {len(samples)} samples, {path.stat().st_size} bytes of weights", file=sys.stderr)


class Data(NamedTuple):
    """Where the pages are: those of news outlets with their dumps, and those of the web at large."""

    folder: Path | None
    web: Path | None


def samples_of(data: Data, kind: str) -> Sequence[Any]:
    """What the model of one kind is trained on."""
    if kind == "html":
        return train_html.samples(data.folder, data.web)
    return train_dumps.samples(data.folder) if data.folder else []


def compare(data: Data, kinds: Sequence[str], folds: int, fits: dict[str, Fit]) -> None:
    """Cross-validate with each library; print how well pages (`html`), dumps of each kind and articles of the web at large (`web`) are
    cleaned, the last also by the committed trees, which have seen them, and what training costs."""
    training = {kind: samples_of(data, kind) for kind in kinds}
    found = list(web_pages(data.web)) if data.web and "html" in kinds else []
    for name, fit in fits.items():
        models, seconds = grow(training, folds, fit)
        if data.folder:
            print("library       kind    pages     F1  perfect  foreign   lost")
            for kind, scores in cross_validate(data.folder, models, kinds).items():
                sums = importlib.import_module("metrics").summary(scores)
                figures = [100 * sums[key] for key in ("rouge_f", "perfect", "cruft_seg", "lost_seg")]
                print(f"{name:14}{kind:8}{len(scores):5}" + "{:7.2f}{:9.1f}{:9.2f}{:7.2f}".format(*figures))
        if found:
            print(line(f"{name}, unseen", cross_validate_web(found, models)))
            print(line("in sight", [overlap_of(page) for page in found]))
        print(f"{name:14}training: {seconds:.0f} CPU s", flush=True)


def grow(training: dict[str, Sequence[Any]], folds: int, fit: Fit) -> tuple[list[Models], float]:
    """The models of each fold, which have seen no page of its outlets, and the CPU seconds that they took."""
    start = time.process_time()
    models: list[Models] = []
    for fold in range(folds):
        models.append({})
        for kind, samples in training.items():
            models[fold] |= TRAINERS[kind]([sample for sample in samples if fold_of(sample.host, folds) != fold], fit)
    return models, time.process_time() - start


@contextmanager
def using(models: Models) -> Iterator[None]:
    """Clean with these models in place of the committed ones."""
    with (
        mock.patch.object(boosted_trees, "load", partial(_load, models)),
        mock.patch.object(boosted_trees, "log_odds", libraries.log_odds),
    ):
        yield


def cross_validate(folder: Path, models: Sequence[Models], kinds: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Clean every page and dump with the models of its fold: the scorer's measures by kind."""
    metrics = importlib.import_module("metrics")
    gold = {row["id"]: row for row in rows_of(folder / "gold.jsonl")}
    scores: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in pages(folder):
        page_id, _, kind = item[0].partition("#")
        if item[2] in kinds:
            with using(models[fold_of(gold[page_id]["host"], len(models))]):
                text = str(predict(*item).get("text") or "")
            scores[kind or "html"].append(metrics.page_scores(gold[page_id]["paragraphs"], text))
    return scores


def cross_validate_web(found: Sequence[WebPage], models: Sequence[Models]) -> list[Overlap]:
    """Clean every article of the web at large with the models of its fold."""
    out = []
    for page in found:
        with using(models[fold_of(page.host, len(models))]):
            out.append(overlap_of(page))
    return out


def _load(models: Models, name: str, names: tuple[str, ...]) -> Model:
    """A model of this fold in place of the committed one; it was trained on the same numbers in the same order."""
    model, trained_on = models[name]
    if trained_on != names:
        raise ValueError(f"{name} was trained on {trained_on}, asked for {names}")
    return model


if __name__ == "__main__":
    main()
