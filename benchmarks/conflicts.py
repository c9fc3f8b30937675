"""Score disagreements against labelled ones: `python -m benchmarks.conflicts --store STORE --docs FILE --gold FILE --scorer FILE`.

The store is what `newsbeam backfill` made of the labelled articles. Its view `claim_conflicts` is written in the scorer's form, one JSON
object a line: the articles' addresses, the words of both sides, the relation.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from newsbeam.sinks.read import open_published
from newsbeam.transforms.core.figures.find_figures import find_figures
from newsbeam.transforms.core.linking.figure_links import MAX_EARLIER as MAX_FIGURES
from newsbeam.transforms.core.linking.figure_links import link_figures
from newsbeam.transforms.core.linking.figure_sketches import figure_sketches
from newsbeam.transforms.core.linking.links import MAX_EARLIER, link_claims
from newsbeam.transforms.core.linking.statement_sketches import sketches_of
from newsbeam.transforms.core.statements.find_statements import find_statements
from newsbeam.transforms.core.text.calendar import WEEKDAYS
from newsbeam.transforms.records import Article, ClaimSketch, FigureSketch, Id, Origin

QUERY = "SELECT url, said, other_url, other_said, relation FROM claim_conflicts"
NAMES = ("a_doc", "a_text", "b_doc", "b_text", "relation")


def main() -> None:
    """Write the predictions and run the scorer, or time a running story."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--store", type=Path)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--scorer", type=Path)
    parser.add_argument("--running", type=int, metavar="N", help="instead: link those of a story of N invented articles")
    args = parser.parse_args()
    if args.running:
        running(args.running)
        return
    with tempfile.TemporaryDirectory() as folder, open_published(args.store) as connection:
        predictions = Path(folder, "predictions.jsonl")
        rows = connection.execute(QUERY).fetchall()
        predictions.write_text("".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in rows), encoding="utf-8")
        given = ["--gold", args.gold, "--docs", args.docs, "--predictions", predictions]
        subprocess.run([sys.executable, str(args.scorer), *map(str, given)], check=True)


def running(articles: int) -> None:
    """How long the figures and the statements of one more article take as a story grows, and how many links it gets."""
    figures: list[FigureSketch] = []
    told: list[ClaimSketch] = []
    for number in range(articles):
        new_figures, new_told = invented(number)
        if (number + 1) % (articles // 5) == 0:
            start = time.process_time()
            links = link_figures(new_figures, figures[-MAX_FIGURES:])
            middle = time.process_time()
            against = link_claims(new_told, told[-MAX_EARLIER:])
            end = time.process_time()
            print(
                f"{number + 1:,} articles: {1000 * (middle - start):.0f} ms, {len(links)} links, {len(new_figures)} figures;"
                f" {1000 * (end - middle):.0f} ms, {len(against)} links, {len(new_told)} statements"
            )
        figures += new_figures
        told += new_told


def invented(number: int) -> tuple[tuple[FigureSketch, ...], tuple[ClaimSketch, ...]]:
    """The figures and the outlet's own statements of one invented report of a flood; every fifth outlet says that no dyke broke."""
    toll, homeless, engines = 10 + number // 50, 900 + 7 * (number % 300), 3 + number % 9
    text = (
        f"The flood on the River Osk has killed {toll} people, the governor said. More than {homeless:,} people were evacuated. "
        f"{engines} fire engines pumped water out of the mill. The damage was put at {2 + number % 40} million crowns. "
        f"The dyke at Lower Osk {'was not destroyed' if number % 5 == 0 else 'was destroyed'} on {WEEKDAYS[number % 7]}. "
        f"The flood was caused by {'a storm' if number % 3 else 'heavy rain'} in the hills."
    )
    at = datetime(2031, 3, 4, tzinfo=UTC)
    key = Id(f"{number:08d}")
    article = Article(
        key, key, Origin(key, (0, number), "o", at), None, None, f"o{number % 90}.example", None, (), at, None, at.date(), "en", None,
        text, "free", "none",
    )  # fmt: skip
    figures = figure_sketches(article, find_figures(article, ()), {}, Id("story"), key, int(at.timestamp()) + 600 * number)
    return figures, sketches_of(article, (), find_statements(article, ()), Id("story"), key)


if __name__ == "__main__":
    main()
