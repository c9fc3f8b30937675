"""Killed at any moment, the writer loses nothing that it had told of, and doubles nothing."""

import signal
import subprocess
import sys
from pathlib import Path

from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from tests.store.samples import Clock

ROOT = Path(__file__).parents[2]
KILLS = (2, 5, 3, 4)
"""After how many commits each writer is killed; whatever it does just then: the next commit, sealing or publishing."""


def killed_writer(path: Path, first: int, after: int) -> int:
    """The number of the last document whose commit the writer told of."""
    command = [sys.executable, "-m", "tests.store.crash_writer", str(path), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert writer.stdout.readline().startswith("open")
        told = [int(writer.stdout.readline()) for _ in range(after)]
        writer.send_signal(signal.SIGKILL)
        told += [int(line) for line in writer.stdout.read().split()]
    return told[-1]


def test_killed_writers_lose_and_double_nothing(tmp_path: Path) -> None:
    path, last = tmp_path / "news", -1
    for after in KILLS:
        # As after a real crash, the next run begins with the last batch that may or may not have been committed.
        last = killed_writer(path, max(last, 0), after)
    Store.open(path, Clock()).close()
    with open_published(path) as connection:
        (sequence,) = connection.execute("SELECT sequence FROM store_info").fetchall()[0]
        assert sequence in (last + 1, last + 2)  # all that was told of, and perhaps one that was killed before it could tell
        counts = """SELECT count(*), count(DISTINCT input_id), (SELECT count(*) FROM claims),
            (SELECT count(DISTINCT article_id) FROM articles), (SELECT sum(n) FROM entity_aliases) // 4 FROM fetches"""
        assert set(connection.execute(counts).fetchall()[0]) == {sequence}
