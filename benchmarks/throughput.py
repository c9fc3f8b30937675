"""The whole job against a plain loop of the same libraries: wall, CPU an article, memory, and Beam's share.

    python -m benchmarks.throughput FOLDER_OF_HTML [--pages 200]

The loop is one process: `trafilatura.bare_extraction`, then spaCy's small model, whole, by `nlp.pipe` in batches of 64. The job is
`newsbeam backfill` of the same pages into a fresh store, with all that it does besides: cleaning, copies, claims, stories, commits. Both
run as processes of their own, one after the other, on the same machine in the same run: trust the ratios. Linux only.
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.watch import Watched

LOOP = """
import sys, time
from pathlib import Path
import spacy, trafilatura
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL, find_model
nlp = spacy.load(find_model(DEFAULT_MODEL))
texts = []
for path in sorted(Path(sys.argv[1]).iterdir()):
    found = trafilatura.bare_extraction(path.read_bytes(), include_comments=False, with_metadata=True)
    if found and found.text:
        texts.append(found.text)
for doc in nlp.pipe(texts, batch_size=64):
    pass
"""

PROFILE = """
import json, sys, time
from pathlib import Path
from newsbeam.pipeline.backfill import backfill_archives
from newsbeam.pipeline.config import Config
from newsbeam.transforms.execution import sandbox
started = time.process_time()
backfill_archives([sys.argv[1]], Config(), Path(sys.argv[2]))
parent = time.process_time() - started
sandbox.close()
print(json.dumps({"parent": parent}))
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="HTML files, plain or .gz")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument(
        "--lang", default="", help="only pages that declare this language: others are not read by the English model, but by the loop"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        pages = Path(scratch) / "pages"
        n = _unpack(args.folder, pages, args.pages, args.lang)
        loop = _measure([sys.executable, "-c", LOOP, str(pages)])
        job = _measure([sys.executable, "-c", PROFILE, str(pages), str(Path(scratch) / "store")])
        parent = json.loads(job.pop("out").strip().splitlines()[-1])["parent"]
        loop.pop("out")
    print(f"{n} pages              loop      newsbeam   ratio")
    for name, unit in (("wall", "s"), ("cpu", "s"), ("peak", "MiB")):
        print(f"{name + ', ' + unit:18} {loop[name]:8.1f}  {job[name]:10.1f}  {job[name] / loop[name]:6.2f}")
    print(
        f"CPU of the process that runs Beam, decides and commits: {parent:.1f} s, {parent / job['cpu']:.1%} of all CPU (start-up included)"
    )


def _unpack(folder: Path, pages: Path, limit: int, lang: str) -> int:
    pages.mkdir()
    n = 0
    for path in sorted(path for path in folder.iterdir() if ".htm" in path.name):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if n < limit and re.search(rb"<html[^>]*\blang=.?" + lang.encode(), data[:20_000], re.IGNORECASE):
            (pages / path.name.removesuffix(".gz")).write_bytes(data)
            n += 1
    return n


def _measure(command: list[str]) -> dict[str, Any]:
    """Wall and CPU seconds of a process and its descendants, and the most memory that they held together, in MiB."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    watched = Watched(process.pid)
    while process.poll() is None:
        watched.look()
        time.sleep(0.05)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[:2]} failed")
    out = process.stdout.read() if process.stdout else ""
    return {"wall": time.monotonic() - started, "cpu": watched.cpu, "peak": watched.peak_mib, "out": out}


if __name__ == "__main__":
    main()
