"""What the store costs: `python -m benchmarks.store [FOLDER]` commits invented articles to a fresh store and prints the times."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from newsbeam.sinks.store import Store
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.records import Document, RemovedBlock
from tests.store.samples import TEXT, Clock, document, write_batch

BATCH, BATCHES = 100, 20
PARAGRAPHS, MENTIONS, CLAIMS, CUT = 60, 20, 6, 25
"""Of each article: about what a long one has."""


def article(number: int) -> Document:
    """An article of usual size, with all that is found in one."""
    small = document(number, text=TEXT * PARAGRAPHS + str(number))
    cut = tuple(RemovedBlock(line, f"a line of page furniture, number {line}", "furniture") for line in range(CUT))
    claims = tuple(small.claims[0]._replace(claim_id=make_id("claim", str(number), str(one))) for one in range(CLAIMS))
    return replace(small, mentions=small.mentions * (MENTIONS // 2), claims=claims, article=replace(small.article, removed=cut))


def milliseconds(act: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def measure(folder: Path) -> None:
    """Fill a store in an empty folder and print what each step took."""
    with closing(Store.open(folder / "news", Clock())) as store:
        print(f"publish, 0 hot articles          {milliseconds(lambda: store.publish(force=True)):7.0f} ms")
        commits = []
        for number in range(BATCHES):
            documents = [article(number * BATCH + one) for one in range(BATCH)]
            batch = write_batch(folder / str(number), str(number), documents, store.sequence)
            commits.append(milliseconds(lambda batch=batch: store.commit(batch)))  # type: ignore[misc]
        print(f"commit, 100 articles             {statistics.median(commits):7.0f} ms (median of {BATCHES}; longest {max(commits):.0f})")
        print(f"publish, {BATCH * BATCHES:,} hot articles      {milliseconds(store.publish):7.0f} ms")
        print(f"seal, {BATCH * BATCHES:,} articles             {milliseconds(lambda: store.seal(force=True)):7.0f} ms")
        print(f"publish, {BATCH * BATCHES:,} sealed articles   {milliseconds(store.publish):7.0f} ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if sys.argv[1:] else None) as scratch:
        measure(Path(scratch))
