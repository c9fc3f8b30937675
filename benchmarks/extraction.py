"""Clean pages and dumps in this process and write predictions for scoring, with the CPU time next to trafilatura's alone.

    python -m benchmarks.extraction --dir DIR [--out pred.jsonl]

DIR holds `pages.warc.gz` with `ids.jsonl` (`{"id", "url"}` a line, in the archive's order) and `dumps.jsonl` (`{"id", "url", "text"}`).
A prediction is `{"id", "url", "title", "text", "authors", "published", "sec"}`, one a line.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura
from fastwarc.warc import ArchiveIterator, WarcRecordType

from transforms.core.clean import clean_page
from transforms.core.ids import make_id
from transforms.errors import InputError
from transforms.records import Origin, Page, PageForm

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


def predict(key: str, url: str | None, form: PageForm, body: bytes, content_type: str | None) -> dict[str, Any]:
    """One cleaned document as a row for scoring; empty but for its id if there is no article."""
    origin = Origin(make_id("benchmark", key), (0, 0), key, FETCHED, url=url)
    start = time.process_time()
    row: dict[str, Any] = {"id": key, "url": url}
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


def trafilatura_seconds(url: str | None, body: bytes) -> float:
    """CPU seconds of trafilatura's default extraction of one page, metadata included."""
    start = time.process_time()
    trafilatura.bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    return time.process_time() - start


def main() -> None:
    """Write the predictions, print times and refusals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", required=True, type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--no-peer", action="store_true", help="do not time trafilatura")
    args = parser.parse_args()
    out = args.out or args.dir / "newsbeam.jsonl"
    ours = theirs = 0.0
    warm = False
    with out.open("w", encoding="utf-8") as sink:
        for item in pages(args.dir):
            if not warm:  # lazy imports and tables are not the page's cost
                predict(*item)
                warm = True
            row = predict(*item)
            if item[2] == "html":
                ours += row["sec"]
                theirs += 0.0 if args.no_peer else trafilatura_seconds(item[1], item[3])
            if "failed" in row:
                print(f"{row['id']}: {row['failed']}", file=sys.stderr)
            sink.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"pages: {ours:.2f} CPU s" + (f", trafilatura alone {theirs:.2f} CPU s, ratio {ours / theirs:.2f}" if theirs else ""))


if __name__ == "__main__":
    main()
