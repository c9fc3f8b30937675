"""Duplicates and stories: how right, and how fast.

    python -m benchmarks.dedup neardup --data DIR --eval DIR     pairwise and B-cubed scores, beside the reference's
    python -m benchmarks.dedup story   --data DIR --eval DIR
    python -m benchmarks.dedup speed   [--documents N]           decisions a second with N documents indexed

DIR of `--data` holds `*.neardup.docs.jsonl`, `*.neardup.gold.jsonl` and the same for `story`; DIR of `--eval` holds `score.py` and
`baseline.py`. The raw documents go through `newsbeam backfill`; what it stored is scored, beside the reference on the raw texts.
--keep DIR keeps the stores. Speeds are per second of CPU.
"""

import argparse
import importlib.util
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from newsbeam.sinks.read import open_published
from newsbeam.transforms.core.ids import article_id, content_id, make_id
from newsbeam.transforms.core.linking.duplicates import mark_duplicates
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.linking.stories import link_stories, story_vector
from newsbeam.transforms.core.web.urls import url_key
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.index.writer import IndexWriter
from newsbeam.transforms.records import Article, Document, Mark, Origin, Signature, StoryLink, StoryVector

SHOWN = ("pair_p", "pair_r", "pair_f1", "b3_p", "b3_r", "b3_f1")
BATCH = 200


def main() -> None:
    """Run one benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["neardup", "story", "speed"])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--eval", type=Path)
    parser.add_argument("--keep", type=Path, metavar="DIR")
    parser.add_argument("--documents", type=int, default=100_000)
    arguments = parser.parse_args()
    if arguments.what == "speed":
        speed(arguments.documents)
    elif arguments.data is None or arguments.eval is None:
        parser.error(f"{arguments.what} needs --data and --eval")
    else:
        quality(arguments.what, arguments.data, arguments.eval, arguments.keep)


# --- quality ---------------------------------------------------------------------------------------------------------


def quality(track: str, data: Path, evaluation: Path, keep: Path | None) -> None:
    """Print our scores beside the reference's, for each data set of a track."""
    score, baseline = _module(evaluation / "score.py"), _module(evaluation / "baseline.py")
    for path in sorted(data.glob(f"*.{track}.docs.jsonl")):
        entries = _lines(path)
        gold = _lines(path.with_name(path.name.replace(".docs.", ".gold.")))
        reference = baseline.NearDup() if track == "neardup" else baseline.Stories()
        with tempfile.TemporaryDirectory() as folder:
            given = Path(folder, path.name)
            given.write_text("".join(json.dumps(_record(entry)) + "\n" for entry in entries), encoding="utf-8")
            predictions = predict(given, keep / path.stem if keep else Path(folder, "store"))
        ours, theirs = getattr(score, track)(gold, predictions), getattr(score, track)(gold, [reference.add(entry) for entry in entries])
        print(f"{path.name}: {len(entries)} documents")
        for name in ["all"] if track == "neardup" else sorted(ours):
            _print_scores(name, ours if track == "neardup" else ours[name], theirs if track == "neardup" else theirs[name])
        if track == "neardup":
            for key in ("recall_by_variant", "false_pairs_by_kind", "templated_docs_wrongly_merged", "same_chrome_docs_wrongly_merged"):
                print(f"  {key}: {ours[key]}")


def _record(entry: dict[str, Any]) -> dict[str, Any]:
    """A document as an archive's record. Those that name no outlet were given one made-up host for all: they have no address."""
    return entry if entry["source"] else {name: value for name, value in entry.items() if name not in ("url", "source")}


def predict(documents: Path, store: Path) -> list[dict[str, Any]]:
    """What `newsbeam backfill` decides about raw documents, in the scorer's form; those that were refused are left out."""
    command = [str(Path(sys.executable).with_name("newsbeam")), "backfill", str(documents), "--store", str(store), "--json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open_published(store) as connection:
        rows = connection.execute(DECIDED).fetchall()
    return [dict(zip(("id", "near_dup_cluster", "story_id", "revision_of"), map(_text, row), strict=True)) for row in rows]


DECIDED = """
WITH fetched AS (SELECT *, CAST(regexp_extract(origin, '#(\\d+)$', 1) AS BIGINT) AS n FROM fetches WHERE article_id IS NOT NULL)
SELECT
    fetched.external_id,
    coalesce(max_by(copies.cluster, copies.revision), fetched.article_id),
    max_by(placed.story_id, placed.revision),
    lag(fetched.external_id) OVER (PARTITION BY fetched.article_id ORDER BY fetched.n)
FROM fetched
LEFT JOIN article_duplicates AS copies ON copies.article_id = fetched.article_id AND copies.revision <= fetched.revision
LEFT JOIN story_articles AS placed ON placed.article_id = fetched.article_id AND placed.revision <= fetched.revision
GROUP BY fetched.external_id, fetched.article_id, fetched.n ORDER BY fetched.n
"""


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _make(number: int, url: str, source: str, title: str, text: str, fetched_at: datetime, published_at: datetime | None) -> Article:
    key = url_key(url) if url else None
    day = (published_at or fetched_at).date()
    return Article(
        article_id=article_id(key, source, title, str(day), text),
        content_id=content_id(title, text),
        origin=Origin(make_id("input", str(number)), (0, number), "benchmark", fetched_at, url),
        url=url,
        url_key=key,
        source=source,
        title=title,
        authors=(),
        published_at=published_at,
        published_from=None,
        day=day,
        lang=None,
        section=None,
        text=text,
        access="free",
        extractor="benchmark",
    )


def _print_scores(name: str, ours: dict[str, float], theirs: dict[str, float]) -> None:
    print(f"  {name:10}" + "".join(f"{key:>9}" for key in SHOWN))
    for who, scores in (("newsbeam", ours), ("reference", theirs)):
        print(f"  {who:10}" + "".join(f"{scores[key]:9.4f}" for key in SHOWN))


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


# --- speed -----------------------------------------------------------------------------------------------------------


def speed(documents: int) -> None:
    """Fill an index in batches and print what each tenth cost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite"
        writer = IndexWriter(str(path))
        print("documents   marks/s  stories/s  both/s  with apply/s   copies  stories    MB  peak MB")
        tenth: list[tuple[Signature, StoryVector]] = []
        for pair in _invented(documents):
            tenth.append(pair)
            if len(tenth) == max(BATCH, documents // 10):
                _measure(writer, path, tenth)
                tenth.clear()
        writer.close()


def _measure(writer: IndexWriter, path: Path, pairs: list[tuple[Signature, StoryVector]]) -> None:
    """Decide and apply documents in batches; print how many a second."""
    marking = linking = applying = 0.0
    copies, stories = 0, set()
    for start in range(0, len(pairs), BATCH):
        signatures, vectors = [pair[0] for pair in pairs[start : start + BATCH]], [pair[1] for pair in pairs[start : start + BATCH]]
        at = IndexAt(str(path), writer.seq)
        began = time.process_time()
        marks: list[Mark] = mark_duplicates(signatures, at.duplicates_for(signatures))
        marked = time.process_time()
        links: list[StoryLink] = link_stories(vectors, at.stories_for(vectors))
        linked = time.process_time()
        writer.apply(writer.seq + 1, list(zip(signatures, marks, strict=True)), list(zip(vectors, links, strict=True)))
        marking, linking, applying = marking + marked - began, linking + linked - marked, applying + time.process_time() - linked
        copies += sum(mark.duplicate_of is not None for mark in marks)
        stories |= {link.story_id for link in links}
    count = len(pairs)
    size = sum(file.stat().st_size for file in path.parent.iterdir()) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    rates = (
        f"{count / marking:9.0f} {count / linking:10.0f} {count / (marking + linking):7.0f} {count / (marking + linking + applying):13.0f}"
    )
    print(f"{signatures[-1].order[1] + 1:9} {rates} {copies:8} {len(stories):8} {size:5.0f} {peak:8.0f}", flush=True)


def _invented(documents: int) -> Iterator[tuple[Signature, StoryVector]]:
    """Invented news over 30 days: words by Zipf's law, events with their own names, quotes that recur, one in eight a cut copy."""
    chance = random.Random(7)
    words = [f"w{number}" for number in range(40_000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    names = [f"Name{number}" for number in range(20_000)]
    events: list[list[str]] = []
    texts: list[tuple[str, str]] = []
    for number in range(documents):
        if number % 4 == 0:
            events.append([chance.choice(names) for _ in range(8)] + chance.choices(words, weights, k=20))
        event = events[-1 - int(chance.random() ** 2 * min(len(events), 400))]
        if texts and chance.random() < 0.125:
            title, text = chance.choice(texts[-400:])
            text = text[: int(len(text) * chance.uniform(0.6, 1))]
        else:
            body = chance.choices(words, weights, k=300) + chance.choices(event, k=100)
            chance.shuffle(body)
            title, text = " ".join(chance.choices(event, k=8)), " ".join(body)
        texts = [*texts[-400:], (title, text)]
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=30) * number / documents
        source = f"outlet{int(chance.random() ** 2 * 200)}.example"
        url = f"https://{source}/{number}"
        article = _make(number, url, source, title, text, at, at)
        signature = sign(article)
        yield signature, story_vector(Document(article, signature))


if __name__ == "__main__":
    main()
