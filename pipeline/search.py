"""`newsbeam search`: the articles or claims that hold some words, on a terminal, or as rows for scripts and for SQL."""

import csv
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from newsbeam.pipeline.terminal import printable, printable_all
from newsbeam.sinks.search.find import ArticleHit, ClaimHit, Order, search_articles, search_claims
from newsbeam.sinks.search.query import parse
from newsbeam.transforms.errors import ConfigError

Hit = ArticleHit | ClaimHit


def search_store(store: Path, words: str, *, claims: bool, copies: bool, limit: int, order: Order, format_: str) -> int:
    """Print what a search finds; 0 even if that is nothing.

    Raises:
        ConfigError: the search cannot be understood. StoreError: the store cannot be read. TemporaryError: not just now.
    """
    query = parse(words)
    kind = ClaimHit if claims else ArticleHit
    hits: Sequence[Hit]
    hits = search_claims(store, query, limit, order) if claims else search_articles(store, query, limit, order, copies=copies)
    try:
        match format_:
            case "json":
                rows = [asdict(hit) for hit in hits]
                sys.stdout.write(printable(json.dumps(rows, default=str, ensure_ascii=False, indent=1)) + "\n")
            case "csv":
                _csv(hits, kind)
            case "parquet":
                _parquet(hits, kind)
            case _:
                _show(hits)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has enough
        sys.stderr.close()
    return 0


def _csv(hits: Sequence[Hit], kind: type[Hit]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(field.name for field in fields(kind))
    writer.writerows(map(printable_all, asdict(hit).values()) for hit in hits)


def _parquet(hits: Sequence[Hit], kind: type[Hit]) -> None:
    if sys.stdout.isatty():
        raise ConfigError("parquet is not for a terminal; redirect it, as in > hits.parquet")
    from io import BytesIO

    from pyarrow import parquet

    from newsbeam.sinks.arrow import table_of

    buffer = BytesIO()  # the format cannot be written to a pipe
    parquet.write_table(table_of(kind, hits), buffer, compression="zstd")
    sys.stdout.buffer.write(buffer.getvalue())


def _show(hits: Sequence[Hit]) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for hit in hits:
        for line in _article(hit) if isinstance(hit, ArticleHit) else _claim(hit):
            console.print(line)
    if not hits:
        sys.stderr.write("nothing was found\n")


def _article(hit: ArticleHit) -> list[Any]:
    from rich.text import Text

    snippet = Text("  ")
    end = 0
    for start, stop in [(start - hit.start_char, stop - hit.start_char) for start, stop in hit.marks]:
        snippet.append(_line(hit.snippet[end:start])).append(_line(hit.snippet[start:stop]), "bold")
        end = max(end, stop)
    snippet.append(_line(hit.snippet[end:]))
    return [*_head(hit), snippet, ""]


def _claim(hit: ClaimHit) -> list[Any]:
    from rich.text import Text

    denied = " (denies it)" if hit.polarity == "deny" else ""
    said = Text.assemble("  ", (_line(hit.speaker) or "?", "bold"), f"{denied}: {_line(hit.said)}")
    return [said, *(Text("  ").append_text(line) for line in _head(hit)), ""]


def _head(hit: Hit) -> list[Any]:
    from rich.text import Text

    title = Text(_line(hit.title) or "(no title)", "bold cyan")
    when = f"{hit.published_at:%Y-%m-%d %H:%M}" if hit.published_at else str(hit.day)
    where = " · ".join(_line(part) for part in (when, hit.source, hit.url) if part)
    return [title, Text(where, "dim")]


def _line(text: str | None) -> str:
    return printable(re.sub(r"\s+", " ", text or ""))
