"""The training of the model for HTML pages: samples from pages with gold text, and boosted trees."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from fastwarc.warc import ArchiveIterator, WarcRecordType

from benchmarks.gold_labels import label, rows_of
from benchmarks.web_articles import web_pages
from newsbeam.transforms.core.cleaning import clean_html
from newsbeam.transforms.core.cleaning.boosted_trees import Rows
from newsbeam.transforms.core.cleaning.html_features import NAMES, Judged, judge
from newsbeam.transforms.core.pages import page
from newsbeam.transforms.core.pages.blocks import blocks_of
from newsbeam.transforms.core.pages.metadata import metadata_of
from training.libraries import Fit, Models

EVERY = 3
"""One page in so many is also learned without the case of its letters."""
VOTELESS = 0.5
"""What a page counts in its second form, without trafilatura's vote: large pages, live blogs and pages without text are judged so."""


NEWS = 1.5
"""What a page of a news outlet counts beside one of the web at large: there are fewer, and news is what newsbeam reads."""


class Sample(NamedTuple):
    """One page in one form: the rows of the blocks that are judged, and their labels and weights."""

    host: str
    judged: Judged
    labels: Rows
    weights: Rows


def samples(folder: Path | None, web: Path | None = None) -> list[Sample]:
    """Every page of the folder, and of one with articles of the web at large, with trafilatura's vote and without it."""
    news = _news(folder) if folder else []
    return news + [
        sample for page in (web_pages(web) if web else ()) for sample in _samples(page.host, page.paragraphs, page.url, page.body)
    ]


def _news(folder: Path) -> list[Sample]:
    gold = {row["id"]: row for row in rows_of(folder / "gold.jsonl")}
    out = []
    with (folder / "pages.warc.gz").open("rb") as stream:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True)
        for ids, record in zip(rows_of(folder / "ids.jsonl"), records, strict=True):
            row = gold[ids["id"]]
            samples = _samples(row["host"], row["paragraphs"], ids["url"], record.reader.read())
            out += [sample._replace(weights=NEWS * sample.weights) for sample in samples]
    return out


def _samples(host: str, gold: Sequence[dict[str, Any]], url: str, body: bytes) -> list[Sample]:
    document = page.parse(page.decode(body, "text/html"))
    metadata = metadata_of(document, url)
    facts = clean_html.facts_of(metadata)
    blocks = blocks_of(document)
    labels, weights = (np.array(numbers) for numbers in label([block.text for block in blocks], gold))
    out = []
    for main_text, factor in ((clean_html.extract(document), 1.0), (None, VOTELESS)):
        judged = judge(blocks, main_text or None, facts)
        if judged.numbers:
            own = weights[judged.numbers]
            # pages count alike when they are judged, but a long one teaches more: between the two
            out.append(Sample(host, judged, labels[judged.numbers], factor * own / max(1.0, own.sum()) ** 0.5))
    return out


def train(pages: Sequence[Sample], fit: Fit) -> Models:
    """The model, called `html`, as `fit` grows it."""
    pages = [*pages, *(_caseless(page) for page in pages[::EVERY])]
    rows, labels, weights = (
        np.concatenate(parts) for parts in zip(*((page.judged.rows, page.labels, page.weights) for page in pages), strict=True)
    )
    return {"html": (fit(rows, labels, weights), NAMES)}


def _caseless(page: Sample) -> Sample:
    """A page as a script without capitals would show it: most pages at hand are Latin, most scripts have no case."""
    rows = page.judged.rows.copy()
    for name, value in (("lower", -1.0), ("starts_lower", 0.0), ("caps", 0.0)):
        rows[:, NAMES.index(name)] = value
    return page._replace(judged=page.judged._replace(rows=rows))
