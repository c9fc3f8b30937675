"""Duplicates and stories: how right, and how fast.

    python -m benchmarks.dedup neardup --data DIR --eval DIR     pairwise and B-cubed scores, beside the reference's
    python -m benchmarks.dedup story   --data DIR --eval DIR
    python -m benchmarks.dedup speed   [--documents N]           decisions a second with N documents indexed

DIR of `--data` holds `*.neardup.docs.jsonl`, `*.neardup.gold.jsonl` and the same for `story`; DIR of `--eval` holds `score.py` and
`baseline.py`. Speeds are per second of CPU.
"""

import argparse
import importlib.util
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from newsbeam.transforms.core.ids import article_id, content_id, make_id
from newsbeam.transforms.core.linking.duplicates import mark_duplicates
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.linking.stories import link_stories, story_vector
from newsbeam.transforms.core.web.urls import url_key
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.index.writer import IndexWriter
from newsbeam.transforms.records import Article, Document, Mark, Origin, Signature, StoryLink, StoryVector
from tests.support.memory_index import MemoryIndex

SHOWN = ("pair_p", "pair_r", "pair_f1", "b3_p", "b3_r", "b3_f1")
BATCH = 200


def main() -> None:
    """Run one benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["neardup", "story", "speed"])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--eval", type=Path)
    parser.add_argument("--documents", type=int, default=100_000)
    arguments = parser.parse_args()
    if arguments.what == "speed":
        speed(arguments.documents)
    elif arguments.data is None or arguments.eval is None:
        parser.error(f"{arguments.what} needs --data and --eval")
    else:
        quality(arguments.what, arguments.data, arguments.eval)


# --- quality ---------------------------------------------------------------------------------------------------------


def quality(track: str, data: Path, evaluation: Path) -> None:
    """Print our scores beside the reference's, for each data set of a track."""
    score, baseline = _module(evaluation / "score.py"), _module(evaluation / "baseline.py")
    for path in sorted(data.glob(f"*.{track}.docs.jsonl")):
        entries = _lines(path)
        gold = _lines(path.with_name(path.name.replace(".docs.", ".gold.")))
        reference = baseline.NearDup() if track == "neardup" else baseline.Stories()
        predictions = predict(entries)
        ours, theirs = getattr(score, track)(gold, predictions), getattr(score, track)(gold, [reference.add(entry) for entry in entries])
        print(f"{path.name}: {len(entries)} documents")
        for name in ["all"] if track == "neardup" else sorted(ours):
            _print_scores(name, ours if track == "neardup" else ours[name], theirs if track == "neardup" else theirs[name])
        if track == "neardup":
            for key in ("recall_by_variant", "false_pairs_by_kind", "templated_docs_wrongly_merged", "same_chrome_docs_wrongly_merged"):
                print(f"  {key}: {ours[key]}")


def predict(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What we decide about documents in the scorer's form."""
    articles = [_article(entry, number) for number, entry in enumerate(entries)]
    index = MemoryIndex()
    signatures = [sign(article) for article in articles]
    marks = mark_duplicates(signatures, index.duplicates_for(signatures))
    vectors = [story_vector(Document(*pair)) for pair in zip(articles, signatures, strict=True)]
    links = link_stories(vectors, index.stories_for(vectors))
    last: dict[str, str] = {}
    predictions = []
    for entry, signature, mark, link in zip(entries, signatures, marks, links, strict=True):
        before = last.get(signature.article_id)
        predictions.append({"id": entry["id"], "near_dup_cluster": mark.cluster, "revision_of": before, "story_id": link.story_id})
        last[signature.article_id] = entry["id"]
    return predictions


def _article(entry: dict[str, Any], number: int) -> Article:
    """The article of one development document."""
    fetched_at = datetime.fromisoformat(entry["fetched"]).replace(tzinfo=UTC)
    published_at = datetime.fromisoformat(entry["published"]).replace(tzinfo=UTC) if entry["published"] else None
    return _make(number, entry["url"], entry["source"], entry["title"], entry["text"], fetched_at, published_at)


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
