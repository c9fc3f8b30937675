"""Articles of the web at large with their gold text, and how much of it we find: word-level F1, trafilatura beside us.

    python -m benchmarks.web_articles --data WCXB

WCXB is a folder of the Web Content eXtraction Benchmark (github.com/Murrough-Foley/web-content-extraction-benchmark, CC-BY-4.0), such as
its `dev`: `ground-truth/ID.json` and `html/ID.html.gz`, of which the pages of the type `article` are taken; or one that was drawn from it:
`gold.jsonl` (`{"id", "url", "main_content"}` a line) and `html/ID.html.gz`. The measure is the benchmark's own: bags of lower-case words,
the mean over pages; a page without a text counts as zero.

The committed trees were trained with the development pages, so that these are in sight; for outlets that they have not seen:

    python -m training.train_cleaning --web WCXB --folds 5
"""

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from benchmarks.extraction import peer, predict
from benchmarks.gold_labels import rows_of

HTML = "text/html"
_WORD = re.compile(r"\w+")


class WebPage(NamedTuple):
    """One page and the text that is to be found."""

    id: str
    url: str
    body: bytes
    text: str

    @property
    def host(self) -> str:
        """Where it is from: pages of one host are judged by trees that saw none of them."""
        return urlsplit(self.url).hostname or self.id

    @property
    def paragraphs(self) -> list[dict[str, Any]]:
        """The text's lines as `gold_labels` takes them."""
        return [{"text": line, "optional": False} for line in self.text.split("\n") if line.strip()]


class Overlap(NamedTuple):
    """How much of a text is found (`recall`), and how much of what is found belongs to it (`precision`)."""

    f1: float
    precision: float
    recall: float


def web_pages(folder: Path) -> Iterator[WebPage]:
    """The articles of a folder, in the order of their ids."""
    rows = rows_of(folder / "gold.jsonl") if (folder / "gold.jsonl").exists() else _public(folder)
    for row in sorted(rows, key=lambda row: str(row["id"])):
        yield WebPage(row["id"], row["url"], gzip.decompress((folder / f"html/{row['id']}.html.gz").read_bytes()), row["main_content"])


def _public(folder: Path) -> Iterator[dict[str, Any]]:
    for path in (folder / "ground-truth").glob("*.json"):
        row = json.loads(path.read_text("utf-8"))
        if row["_internal"]["page_type"]["primary"] == "article":
            yield {"id": row["file_id"], "url": row["url"], "main_content": row["ground_truth"]["main_content"]}


def overlap(found: str, wanted: str) -> Overlap:
    """Of the words of two texts, each as often as it occurs."""
    mine, gold = (Counter(_WORD.findall(text.lower())) for text in (found, wanted))
    both = (mine & gold).total()
    precision, recall = both / max(1, mine.total()), both / max(1, gold.total())
    return Overlap(2 * precision * recall / (precision + recall) if both else 0.0, precision, recall)


def overlap_of(page: WebPage) -> Overlap:
    """What cleaning finds of a page's text."""
    return overlap(str(predict(page.id, page.url, "html", page.body, HTML).get("text") or ""), page.text)


def line(name: str, found: Iterable[Overlap]) -> str:
    """One printed line: the means."""
    rows = list(found)
    f1, precision, recall = (fmean(column) for column in zip(*rows, strict=True))
    return f"{name:14}{len(rows):6} pages   word F1 {f1:.4f}   precision {precision:.4f}   recall {recall:.4f}"


def main() -> None:
    """Clean every page and print both programs' means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    folder = parser.parse_args().data
    ours, theirs = [], []
    for page in web_pages(folder):
        ours.append(overlap_of(page))
        theirs.append(overlap(peer(page.id, page.url, "html", page.body)["text"], page.text))
    print(line("newsbeam", ours))
    print(line("trafilatura", theirs))


if __name__ == "__main__":
    main()
