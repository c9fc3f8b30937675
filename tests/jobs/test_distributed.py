"""A backfill on a named runner: whole archives a batch, as on a distributed engine, with the rows of a local one.

Beam's bundle-based runner needs no service. Other than the one of local jobs it hands elements on bundle by bundle, in its own order.
"""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.same_rows import compare
from newsbeam.sinks.read import open_published
from tests.stages.archive_samples import pages
from tests.support.invented import newsroom

NEWSBEAM = Path(sys.executable).with_name("newsbeam")
RUNNER = ("--runner=BundleBasedDirectRunner", "--direct_num_workers=1")


def backfill(archives: Path, store: Path, *flags: str) -> dict[str, object]:
    """What the installed command says of it, with its exit code."""
    command = [str(NEWSBEAM), "backfill", str(archives), "--store", str(store), "--json", *flags]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout, done.stderr
    return {"exit code": done.returncode, **json.loads(done.stdout)}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three files whose articles copy, revise and follow one another across files, with records that are broken or no articles."""
    folder = tmp_path_factory.mktemp("archives")
    lines = [
        json.dumps({"id": str(number), "url": one.url, "title": one.title, "text": one.text, "clean": True, "published": "2031-03-04"})
        for number, one in enumerate(newsroom(7, 40))
    ]
    lines[10:10] = ["{not json", '{"id": "x"}']
    (folder / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(lines[:20]).encode(), mtime=0))
    (folder / "b.jsonl").write_text("\n".join(lines[20:]))
    (folder / "c.warc").write_bytes(b"".join(pages(3)))
    return folder


def test_a_named_runner_gives_the_same_rows_as_this_process(archives: Path, tmp_path: Path) -> None:
    local, named = tmp_path / "local", tmp_path / "named"
    here, there = backfill(archives, local), backfill(archives, named, *RUNNER)
    assert (here.pop("store"), there.pop("store")) == (str(local), str(named))
    assert here == there
    assert (here["exit code"], here["inputs"]) == (1, 45)
    assert compare(local, named) == 0
    with open_published(named) as store:
        assert store.execute("SELECT count(DISTINCT batch_id) FROM fetches").fetchall() == [(1,)]
        assert dict(store.execute("SELECT outcome, count(*) FROM fetches GROUP BY ALL").fetchall()) == here["outcomes"]
        assert set(dict(store.execute("SELECT DISTINCT outcome, 1 FROM fetches").fetchall())) == {"stored", "revised", "duplicate", "dead"}
    again = backfill(archives, named, *RUNNER)
    assert (again["exit code"], again["inputs"]) == (0, 0)
    assert compare(local, named) == 0
