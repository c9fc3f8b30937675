"""Clean pages and dumps and compare them with gold texts, trafilatura beside us: accuracy and CPU time.

    python -m benchmarks.extraction --dir DIR --eval EVAL [--store STORE] [--out pred.jsonl]

DIR holds `pages.warc.gz` with `ids.jsonl` (`{"id", "url"}` a line, in the archive's order), `dumps.jsonl` (`{"id", "url", "text"}`) and
`gold.jsonl`; EVAL is the folder of the scorer (`score.py`, `metrics.py`). With --store the texts are those that `newsbeam backfill` of
pages and dumps has put into a store; else they are cleaned in this process. Without --eval only predictions are written:
`{"id", "url", "title", "text", "authors", "published", "sec"}`, one a line.

Dumps have no markup, so there the column of trafilatura shows the dump as it is.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import trafilatura
from fastwarc.warc import ArchiveIterator, WarcRecordType
from rich.console import Console
from rich.table import Column, Table

from newsbeam.sinks.read import open_published
from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.errors import InputError
from newsbeam.transforms.records import Origin, Page, PageForm

Row = dict[str, Any]
"""One line of JSON, as the scorer reads it."""
FETCHED = datetime(2026, 1, 1, tzinfo=UTC)


def pages(folder: Path) -> Iterator[tuple[str, str | None, PageForm, bytes, str | None]]:
    """(id, url, form, body, content type) of every page and dump in the folder."""
    ids = [json.loads(line) for line in (folder / "ids.jsonl").read_text("utf-8").splitlines()]
    with (folder / "pages.warc.gz").open("rb") as stream:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True)
        for row, record in zip(ids, records, strict=True):
            yield row["id"], row["url"], "html", record.reader.read(), record.http_content_type
    dumps = folder / "dumps.jsonl"
    if dumps.exists():
        for line in dumps.read_text("utf-8").split("\n"):
            if line:
                row = json.loads(line)
                yield row["id"], row.get("url"), "dump", row["text"].encode("utf-8", "surrogatepass"), None


def predict(key: str, url: str | None, form: PageForm, body: bytes, content_type: str | None) -> Row:
    """One cleaned document as a row for scoring; empty but for its id if there is no article."""
    origin = Origin(make_id("benchmark", key), (0, 0), key, FETCHED, url=url, kind="record")
    start = time.process_time()
    row: Row = {"id": key, "url": url}
    try:
        article = clean_page(Page(origin, form, body, content_type, 200, url))
    except InputError as error:
        row["failed"] = f"{error.reason}: {error.detail}"
    else:
        at = article.published_at
        row |= {
            "title": article.title,
            "text": article.text,
            "authors": list(article.authors),
            "published": at.isoformat() if at else None,
            "access": article.access,
            "lang": article.lang,
        }
    return row | {"sec": round(time.process_time() - start, 6)}


def peer(key: str, url: str | None, form: PageForm, body: bytes) -> Row:
    """Trafilatura's default extraction of a page; a dump as it is."""
    if form == "dump":
        return {"id": key, "url": url, "text": body.decode("utf-8", "surrogatepass")}
    start = time.process_time()
    found = trafilatura.bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    sec = time.process_time() - start
    author = str(getattr(found, "author", None) or "")
    return {
        "id": key,
        "url": url,
        "title": getattr(found, "title", None),
        "text": getattr(found, "text", None) or "",
        "authors": [name for name in author.split("; ") if name],
        "published": getattr(found, "date", None),
        "sec": sec,
    }


def stored(folder: Path, store: Path) -> Iterator[Row]:
    """The texts of a store, under the ids of the pages and dumps from which they came."""
    ids = {row["url"]: row["id"] for row in _rows(folder / "ids.jsonl")}
    with open_published(store) as connection:
        found = connection.execute(STORED).fetchall()
    for url, external_id, title, text, authors, published in found:
        at = published.replace(tzinfo=UTC).isoformat() if published else None
        yield {"id": external_id or ids.get(url), "url": url, "title": title, "text": text, "authors": authors, "published": at}


STORED = """
SELECT fetches.url, fetches.external_id, title, text, authors, published_at
FROM fetches JOIN article_revisions USING (article_id, revision) WHERE fetches.kind = 'record' ORDER BY ALL
"""


def compare(folder: Path, scorer: Path, ours: list[Row], theirs: list[Row]) -> Table:
    """The table: a row for each kind of input and measure."""
    sys.path.insert(0, str(scorer))
    score = import_module("score")
    gold = _rows(folder / "gold.jsonl")
    mine, others = (score.evaluate(score.pair(gold, rows)) for rows in (ours, theirs))
    table = Table("input", "measure", Column("newsbeam", justify="right"), Column("trafilatura / as is", justify="right"))
    for group, name in GROUPS.items():
        for key, label in MEASURES.items():
            if group in mine and key in mine[group]:
                other = others.get(group, {}).get(key)
                table.add_row(name, label, f"{100 * mine[group][key]:.1f}", "" if other is None else f"{100 * other:.1f}")
        table.add_section()
    return table


GROUPS = {"html:all": "pages", "dump:wet": "full dumps", "dump:main": "main dumps"}
MEASURES = {
    "rouge_f": "ROUGE-LSum F1",
    "perfect": "perfect, %",
    "cruft_seg": "foreign sentences, %",
    "lost_seg": "lost sentences, %",
    "title_exact": "title exact, %",
    "author_exact": "all authors right, %",
    "date_day": "right day, %",
    "date_instant": "right minute, %",
}


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def main() -> None:
    """Write the predictions, print times, refusals and the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", required=True, type=Path)
    parser.add_argument("--eval", type=Path)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--no-peer", action="store_true", help="do not run trafilatura")
    args = parser.parse_args()
    ours, theirs = [], []
    warm = False
    for item in pages(args.dir):
        if not warm:  # lazy imports and tables are not the page's cost
            predict(*item)
            warm = True
        ours.append(predict(*item))
        if not args.no_peer:
            theirs.append(peer(*item[:4]))
        if "failed" in ours[-1]:
            print(f"{item[0]}: {ours[-1]['failed']}", file=sys.stderr)
    (args.out or args.dir / "newsbeam.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ours), "utf-8")
    seconds = [sum(row["sec"] for row in rows if "#" not in row["id"]) for rows in (ours, theirs)]
    print(
        f"pages: {seconds[0]:.2f} CPU s"
        + (f", trafilatura alone {seconds[1]:.2f} CPU s, ratio {seconds[0] / seconds[1]:.2f}" if theirs else "")
    )
    if args.eval:
        Console().print(compare(args.dir, args.eval, list(stored(args.dir, args.store)) if args.store else ours, theirs))


if __name__ == "__main__":
    main()
