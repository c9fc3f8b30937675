"""Score entities and claims: `python -m benchmarks.claims seeds|news|ner|names|speed|attribution --data FOLDER [--out FOLDER]`.

`--data` is a folder with `seeds/gold.json`, `data/claims/…` and `eval/claims/score.py`; predictions are written to `--out` in the
forms of that scorer, or to a folder that is gone afterwards: they hold the texts.
"""

import argparse
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from newsbeam.transforms.core.attribution.claims import find_claims
from newsbeam.transforms.core.attribution.modality import HEDGING_CUES
from newsbeam.transforms.core.entities import names
from newsbeam.transforms.core.entities.find_entities import find_entities
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL, find_model
from newsbeam.transforms.records import Article, Claim, Id, Mention, Origin, Span

SCORED = {
    "PER": "PER",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
    "EVENT": "MISC",
    "WORK": "MISC",
    "LAW": "MISC",
    "PRODUCT": "MISC",
    "NORP": "MISC",
}
GOLD = {
    "person": "PER", "politician": "PER", "organisation": "ORG", "politicalparty": "ORG", "location": "LOC", "country": "LOC",
    "event": "MISC", "election": "MISC", "misc": "MISC",
}  # fmt: skip


def article(text: str, published: datetime | None = None, key: str = "x") -> Article:
    """A clean English article of `text`."""
    at = published or datetime(2023, 1, 1, tzinfo=UTC)
    origin = Origin(Id(key), (0, 0), key, at)
    return Article(
        Id(key), Id(key), origin, None, None, "x.example", None, (), published, None, date(2023, 1, 1), "en", None, text, "free", "none"
    )


def read(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def spans(*found: Span | None) -> list[list[int]]:
    """Spans as the scorer wants them."""
    return [[s.start, s.end] for s in found if s is not None]


def attribution(claim: Claim) -> dict[str, Any]:
    """One claim as a prediction."""
    return {"source": spans(claim.source_span), "cue": spans(claim.cue), "content": spans(*claim.content)}


def seed_row(key: str, claims: Iterable[Claim], mentions: Iterable[Mention]) -> dict[str, Any]:
    """One article's prediction for the seeds' gold."""
    rows = []
    for c in claims:
        numbers = [{"low": q.low, "high": q.high, "unit": q.unit} for q in c.quantities]
        rows.append({**attribution(c), "speaker": c.speaker_name or "", "type": c.quote_type, "polarity": stance(c), "quantities": numbers})
    entities: dict[str, list[list[int]]] = {}
    for m in mentions:
        entities.setdefault(m.entity_id, []).append([m.span.start, m.span.end])
    return {"id": key, "claims": rows, "entities": [{"name": name, "mentions": found} for name, found in entities.items()]}


def stance(claim: Claim) -> str:
    """Cue and polarity in the words of the gold: refuse, request, demand, hedge, deny, assert."""
    if claim.cue_lemma in ("refuse", "decline", "refusal"):
        return "refuse"
    if claim.cue_class == "demand":
        return "request" if claim.cue_lemma in ("ask", "request", "appeal", "plead", "plea") else "demand"
    if claim.cue_lemma in HEDGING_CUES:
        return "hedge"
    return "deny" if claim.polarity == "deny" else "assert"


def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write JSONL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def score(data: Path, *arguments: str | Path) -> None:
    """Run the scorer and show what it says."""
    subprocess.run([sys.executable, str(data / "eval/claims/score.py"), *map(str, arguments)], check=True)


def seeds(data: Path, out: Path, verbose: bool) -> None:
    """Attribution, speakers, quantities and alias pairs on the three seeds, over their raw text."""
    gold = json.loads((data / "seeds/gold.json").read_text(encoding="utf-8"))
    rows = []
    for item in gold["articles"]:
        text = (data / "seeds" / item["file"]).read_bytes().decode("utf-8")
        sample = article(text, key=item["id"])
        mentions = find_entities(sample, DEFAULT_MODEL)
        claims = find_claims(sample, mentions, DEFAULT_MODEL)
        rows.append(seed_row(item["id"], claims, mentions))
        if verbose:
            show(claims)
    score(data, "seeds", data / "seeds/gold.json", write(out / "seeds.jsonl", rows), "--texts", data / "seeds")


def show(claims: Iterable[Claim]) -> None:
    """Claims for reading."""
    for c in claims:
        numbers = [(q.raw, q.low, q.high, q.unit, q.subject_class) for q in c.quantities]
        print(
            f"{c.source_text!r} -> {c.speaker_name!r} ({c.resolved_by}) [{c.cue_text!r} {c.cue_class} {c.polarity}] "
            f"{c.quote_type}: {c.content_text!r} {numbers or ''}"
        )


def ner(data: Path, out: Path, _verbose: bool) -> None:
    """Named entities on politics sentences, mapped to four classes."""
    gold = read(data / "data/claims/ner_politics_dev.jsonl")
    mapped = [{**row, "ents": [[s, e, GOLD[label]] for s, e, label in row["ents"]]} for row in gold]
    rows = [
        {"id": row["id"], "ents": [[m.span.start, m.span.end, SCORED[m.label]] for m in find_entities(article(row["text"]), DEFAULT_MODEL)]}
        for row in gold
    ]
    score(data, "ner", write(out / "ner_gold.jsonl", mapped), write(out / "ner.jsonl", rows))


def name_pairs(data: Path, out: Path, _verbose: bool) -> None:
    """Which spellings of names get one key."""
    with (data / "data/claims/name_pairs_news.csv").open(encoding="utf-8", newline="") as file:
        news = [{"id": str(n), "a": row["a"], "b": row["b"], "same": row["same"] == "1"} for n, row in enumerate(csv.DictReader(file))]
    for title, rows in (("news", news), ("screening", read(data / "data/claims/names_dev.jsonl"))):
        found = [{"id": row["id"], "same": key(str(row["a"])) == key(str(row["b"]))} for row in rows]
        print(title)
        score(data, "names", write(out / f"names_{title}_gold.jsonl", rows), write(out / f"names_{title}.jsonl", found))


def key(name: str) -> str:
    """The alias key of a name whose kind is not given."""
    return names.alias_key(name, names.known_label(name) or "PER")


def speed(data: Path, _out: Path, _verbose: bool) -> None:
    """Articles per CPU-second against a plain full `nlp.pipe`, interleaved, the best of three; one BLAS thread each."""
    import spacy

    texts = news_texts(data)
    full = spacy.load(find_model(DEFAULT_MODEL))
    samples = [article(text) for text in texts]
    mentions: list[tuple[Mention, ...]] = []

    def plain() -> None:
        for _ in full.pipe(texts, batch_size=64):
            pass

    def entities() -> None:
        mentions[:] = [find_entities(sample, DEFAULT_MODEL) for sample in samples]

    def claims() -> None:
        for sample, found in zip(samples, mentions, strict=True):
            find_claims(sample, found, DEFAULT_MODEL)

    entities()
    claims()  # the models are loaded
    runs = [(cpu(plain), cpu(entities), cpu(claims)) for _ in range(3)]
    whole, named, claimed = (min(column) for column in zip(*runs, strict=True))
    print(f"{len(texts)} articles, {sum(len(t.split()) for t in texts)} words")
    print(f"full nlp.pipe        {len(texts) / whole:6.2f} articles per CPU-second")
    print(
        f"entities and claims  {len(texts) / (named + claimed):6.2f} articles per CPU-second "
        f"(entities {named:.2f} s, claims {claimed:.2f} s)"
    )
    print(f"ratio {whole / (named + claimed):.2f}")


def news_texts(data: Path, most: int = 60) -> list[str]:
    """English news articles: human-checked paragraphs of real pages."""
    rows = [row for row in read(data / "data/extraction/dev/gold.jsonl") if row["lang"].startswith("en")]
    texts = ["\n".join(p["text"] for p in row["paragraphs"]) for row in rows]
    return [text for text in texts if 1_000 < len(text) < 20_000][:most]


def cpu(work: Callable[[], None]) -> float:
    """CPU seconds of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def attributions(data: Path, out: Path, verbose: bool) -> None:
    """Predictions for a JSONL file of `{"id", "text"}` rows: `--data` names the file."""
    rows = []
    for row in read(data):
        sample = article(row["text"], key=hashlib.sha1(row["id"].encode(), usedforsecurity=False).hexdigest())
        claims = find_claims(sample, find_entities(sample, DEFAULT_MODEL), DEFAULT_MODEL)
        rows.append({"id": row["id"], "attributions": [attribution(c) for c in claims]})
        if verbose:
            show(claims)
    print(write(out / "attributions.jsonl", rows))


def news(data: Path, out: Path, _verbose: bool) -> None:
    """Claims in whole articles and in short texts, through `newsbeam backfill`.

    `--data` holds `texts_dev.jsonl` (doc, title, text), `claims_dev.jsonl`, `sentences_dev.jsonl` (doc, title, text) and
    `score_claims.py`.
    """
    for gold, texts in (("claims_dev.jsonl", "texts_dev.jsonl"), ("sentences_dev.jsonl", "sentences_dev.jsonl")):
        rows = stored_claims(read(data / texts), out / Path(gold).stem)
        predicted = write(out / f"predicted_{gold}", rows)
        for zone in ((), ("--zone", "headline")):
            print(gold, *zone)
            subprocess.run([sys.executable, str(data / "score_claims.py"), str(data / gold), str(predicted), *zone], check=True)


def stored_claims(texts: Iterable[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """What `newsbeam backfill` stores of clean texts, in the scorer's form; each is an article of an outlet of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "store", ignore_errors=True)
    docs = {row["doc"]: row for row in texts}
    records = [
        {
            "id": doc,
            "url": f"https://outlet-{number}.example/{number}",
            "fetched": "2023-01-01T00:00:00Z",
            "title": row.get("title") or "",
            "text": row.get("text") or PADDING,
            "lang": "en",
            "clean": True,
        }
        for number, (doc, row) in enumerate(docs.items())
    ]
    given = write(folder / "texts.jsonl", records)
    subprocess.run(["newsbeam", "backfill", str(given), "--store", str(folder / "store")], check=True, stdout=subprocess.DEVNULL)
    numbers = {f"https://outlet-{number}.example/{number}": doc for number, doc in enumerate(docs)}
    with duckdb.connect(str(folder / "store" / "news.duckdb"), read_only=True) as store:
        articles = store.execute("SELECT article_id, revision, url, title, text FROM articles").fetchall()
        found = []
        for article_id, revision, url, title, text in articles:
            doc = numbers[url]
            moved = Moved(docs[doc], title or "", text)
            found.append({"doc": doc, "claims": [moved.claim(row) for row in store.execute(CLAIMS, [article_id, revision]).fetchall()]})
    return found


PADDING = "The ferry sank within minutes."
"""The text of an article of which only the headline counts."""
CLAIMS = """
SELECT c.zone, c.source_start, c.source_end, c.cue_start, c.cue_end, c.content_spans, c.speaker_name, c.polarity, c.quote_type,
  (SELECT list({'start': q.start_char, 'end': q.end_char, 'low': q.low, 'high': q.high, 'unit': q.unit, 'counts': q.subject_class})
   FROM claim_quantities q WHERE q.article_id = c.article_id AND q.revision = c.revision AND q.claim_id = c.claim_id)
FROM claims c WHERE c.article_id = ? AND c.revision = ?
"""


class Moved:
    """Offsets of a stored text and title, moved to those of the given ones: cleaning joins lines and drops white space."""

    def __init__(self, given: dict[str, Any], title: str, text: str) -> None:
        self.maps = {"headline": offsets(title, given.get("title") or ""), "body": offsets(text, given.get("text") or "")}

    def claim(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """One row of `CLAIMS` as a prediction."""
        zone = "headline" if row[0] == "headline" else "body"
        move = self.maps[zone]

        def moved(start: int | None, end: int | None) -> list[int] | None:
            return None if start is None or end is None else [move[start], move[end - 1] + 1]

        quantities = [{**one, "start": move[one["start"]], "end": move[one["end"] - 1] + 1} for one in row[9] or []]
        return {
            "zone": zone,
            "source": moved(row[1], row[2]),
            "cue": moved(row[3], row[4]),
            "content": [moved(span["start"], span["end"]) for span in row[5]],
            "speaker": row[6],
            "polarity": row[7],
            "quote_type": row[8],
            "quantities": quantities,
        }


def offsets(stored: str, given: str) -> list[int]:
    """For each character of `stored` its place in `given`: both hold the same words."""
    places, at = [], 0
    for mark in stored:
        found = at if mark.isspace() else given.find(mark, at)
        places.append(found if found >= 0 else at)
        at = at if mark.isspace() or found < 0 else found + 1
    return places


TASKS = {"seeds": seeds, "news": news, "ner": ner, "names": name_pairs, "speed": speed, "attribution": attributions}


def main() -> None:
    """Run one task."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":  # read when NumPy is first imported: start again with it
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.claims", *sys.argv[1:]], {**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    with tempfile.TemporaryDirectory() as folder:
        TASKS[arguments.task](arguments.data, arguments.out or Path(folder), arguments.verbose)


if __name__ == "__main__":
    main()
