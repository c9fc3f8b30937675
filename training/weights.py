"""The written form of cleaning's models: JSON Lines, first how they were made, then one tree a line (`boosted_trees` reads it).

Tests are written by the names of their numbers, so that one can read what a tree asks, and the numbers' order does not matter.
"""

import hashlib
import json
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.extraction import pages
from benchmarks.gold_labels import rows_of
from benchmarks.web_articles import web_pages
from newsbeam.transforms.core.cleaning import boosted_trees
from newsbeam.transforms.core.cleaning.boosted_trees import Trees
from training import boosting
from training.libraries import Models

FOLDER = Path(boosted_trees.__file__).parents[1] / "data"
MAKERS = ("newsbeam", "numpy", "trafilatura", "lxml")
"""What the numbers of the rows, and so the trees, depend on."""


def write(kind: str, models: Models, folder: Path | None, web: Path | None) -> Path:
    """Write the models of one kind as they are committed; `folder` and `web` hold what they were trained on. Returns the file."""
    path = FOLDER / f"clean_weights_{kind}.jsonl"
    path.write_text(text_of(how_made(kind, folder, web), models), "utf-8")
    return path


def how_made(kind: str, folder: Path | None, web: Path | None) -> dict[str, Any]:
    """The first line: the command, what it was given (counts and hashes), the settings, and the versions of what took part."""
    web = web if kind == "html" else None
    given = [f"--{name} {stands_for}" for name, stands_for, path in (("dir", "DIR", folder), ("web", "WCXB", web)) if path]
    return {
        "command": f"python -m training.train_cleaning {' '.join(given)} --only {kind}",
        "data": _news(kind, folder) if folder else {},
        **({"web": _web(web)} if web else {}),
        "settings": settings(),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in MAKERS},
    }


def _news(kind: str, folder: Path) -> dict[str, Any]:
    gold = rows_of(folder / "gold.jsonl")
    return {
        "pages": len(gold),
        "outlets": len({row["host"] for row in gold}),
        "sha256_gold": hashlib.sha256((folder / "gold.jsonl").read_bytes()).hexdigest(),
        "sha256_inputs": _digest(folder, kind),
    }


def _web(folder: Path) -> dict[str, Any]:
    found = list(web_pages(folder))
    digest = hashlib.sha256()
    for page in found:
        digest.update(page.text.encode() + page.body)
    named = "articles of the Web Content eXtraction Benchmark (WCXB), development split, M. Foley 2026, CC-BY-4.0"
    return {"data": named, "pages": len(found), "outlets": len({page.host for page in found}), "sha256": digest.hexdigest()}


def settings() -> dict[str, float]:
    """Of the booster, by name."""
    return {name: getattr(boosting, name) for name in ("TREES", "DEPTH", "RATE", "L2", "BINS", "LINES", "NUMBERS")}


def _digest(folder: Path, kind: str) -> str:
    """Of all bodies of one kind in order: archives of the same pages differ by their dates and record ids."""
    digest = hashlib.sha256()
    for _, _, form, body, _ in pages(folder):
        if form == kind:
            digest.update(len(body).to_bytes(8) + body)
    return digest.hexdigest()


def text_of(made: dict[str, Any], models: Models) -> str:
    """The whole file. Raises TypeError for a model of somebody else's booster: what reads them knows symmetric trees only."""
    biases: dict[str, float] = {}
    lines: list[str] = []
    for name, (trees, names) in models.items():
        if not isinstance(trees, Trees):
            raise TypeError(f"{name} is a {type(trees).__name__}; only trees of training.boosting can be written")
        biases[name] = trees.bias
        lines += (json.dumps({"model": name} | tree) for tree in _trees(trees, names))
    return "\n".join([json.dumps({"made": made, "bias": biases}), *lines, ""])


def _trees(trees: Trees, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for columns, thresholds, leaves in zip(trees.columns.tolist(), trees.thresholds.tolist(), trees.leaves.tolist(), strict=True):
        yield {"tests": [[names[column], threshold] for column, threshold in zip(columns, thresholds, strict=True)], "leaves": leaves}
