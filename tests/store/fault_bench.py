"""A bench on which a store's files fail: a control run, and each of its changes going wrong.

Used by test_file_faults and benchmarks.faults.
"""

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from newsbeam.sinks.read import open_published
from newsbeam.sinks.search.find import search_articles, search_claims
from newsbeam.sinks.search.query import parse
from newsbeam.sinks.tables import FACTS
from tests.store.faulted_store import Answer, Task
from tests.support.faulty_files import Change, PowerCut, distinct, noted, power_cuts

ROOT = Path(__file__).parents[2]
SLOTS = 2
"""Stores that are worked on at the same time."""
FAULTS = {"EIO": (errno.EIO, False), "ENOSPC": (errno.ENOSPC, True), "kill": (0, False)}
"""Error number, 0 for a kill; and whether all that follows fails, too, as on a full disk."""
ONE_KIND = re.compile(r"\b(data|quarantine|batches|inbox)/[^ ]*?(\.\w+)?(?= |$)")
Work = TypeVar("Work")


class Slot:
    """One store and the process that works on it."""

    def __init__(self, folder: Path, scenario: str, library: Path, core: int) -> None:
        folder.mkdir(parents=True)
        self.folder, self.store, self.before = folder, folder / "news", folder / "before"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.faulted_store", scenario, str(folder)],
            cwd=ROOT,
            env=os.environ | {"LD_PRELOAD": str(library)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),  # with one core DuckDB has one thread, and writes in one order
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"

    def run(self, at: int = 0, error: int = 0, lasting: bool = False, promised: tuple[str, ...] = ()) -> list[Answer]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(Task(str(self.folder), at, error, lasting, promised))) + "\n")
        self._process.stdin.flush()
        return [Answer(**one) for one in json.loads(self._process.stdout.readline())]

    def notes(self) -> list[Change]:
        return noted(self.store, self.folder / "notes")

    def close(self) -> None:
        self._process.communicate()


@dataclass(frozen=True)
class Control:
    """What a run without faults leaves."""

    changes: list[Change]
    rows: dict[str, list[str]]
    kept: set[str]
    """The the files that were there before and must be there at the end, wherever."""


class Bench:
    """Two slots with one scenario, and its control run."""

    def __init__(self, tmp_path: Path, scenario: str, library: Path) -> None:
        cores = sorted(os.sched_getaffinity(0))
        self.slots = [Slot(tmp_path / f"slot{n}", scenario, library, cores[n % len(cores)]) for n in range(SLOTS)]
        self._free: SimpleQueue[Slot] = SimpleQueue()
        for slot in self.slots:
            self._free.put(slot)
        first = self.slots[0]
        answers = first.run()
        assert [answer.end for answer in answers] == ["done", "done"], answers
        shutil.copytree(first.folder / "notes", tmp_path / "notes")
        self.notes, self.before, self.root = tmp_path / "notes", first.before, first.store
        self.control = Control(first.notes(), rows(first.store), _kept(first.before, first.store))

    def changes(self) -> list[Change]:
        """All changes of the control that can go wrong each in a way of its own."""
        return distinct(self.control.changes)

    def sample(self) -> list[Change]:
        """One change of each kind to each kind of file: sealed files are one kind, and so are parts of batches, and what is set aside."""
        kinds: dict[str, Change] = {}
        for change in self.changes():
            kinds.setdefault(ONE_KIND.sub(r"\1 \2", f"{change.kind} {change.path} {change.other}"), change)
        return list(kinds.values())

    def cuts(self, *, names_last: bool) -> list[PowerCut]:
        """All states in which a power cut may leave the disk."""
        return list(power_cuts(self.before, self.notes, self.control.changes, names_last=names_last))

    def fail(self, changes: Sequence[Change], fault: str) -> list[str]:
        """Let each of these changes go wrong; returns what was wrong after it."""
        error, lasting = FAULTS[fault]

        def check(slot: Slot, change: Change) -> str:
            answer, restart = slot.run(change.number, error, lasting)
            happened = slot.notes()
            if not any(one.number == change.number and one.kind == change.kind for one in happened):
                return "was not reached"
            if answer.end not in (("killed",) if fault == "kill" else ("told", "done")) or "\n" in answer.words:
                return f"ended as {answer}"
            return self._wrong_with(slot, restart, [one.path for one in happened if one.kind == "mark"], slot.before)

        return self._each(changes, check)

    def cut(self, cuts: Sequence[PowerCut]) -> list[str]:
        """Begin again in each of these states; returns what was wrong then."""

        def check(slot: Slot, cut: PowerCut) -> str:
            shutil.rmtree(slot.store, ignore_errors=True)
            cut.restore(slot.store)
            (restart,) = slot.run(-1, promised=cut.promised)
            return self._wrong_with(slot, restart, cut.promised, self.before)

        return self._each(cuts, check)

    def _each(self, work: Sequence[Work], check: Callable[[Slot, Work], str]) -> list[str]:
        def one(piece: Work) -> str:
            slot = self._free.get()
            try:
                wrong = check(slot, piece)
                return f"{piece}: {wrong}" if wrong else ""
            finally:
                self._free.put(slot)

        with ThreadPoolExecutor(SLOTS) as threads:
            return [wrong for wrong in threads.map(one, work) if wrong]

    def _wrong_with(self, slot: Slot, restart: Answer, promised: Sequence[str], before: Path) -> str:
        """Why the store is not what the control left; nothing if it is."""
        if restart.end != "done":
            return f"the restart ended as {restart}"
        missing = [mark for mark in promised if mark.startswith("b") and mark not in restart.words.split()]
        if missing:
            return f"told of {missing}, but has {restart.words}"
        after = rows(slot.store)
        for name, expected in self.control.rows.items():
            if after[name] != expected:
                return f"{name} has {len(after[name])} rows, not {len(expected)}, or others"
        left = [
            path for path in (*slot.store.glob("data/*/*/*.tmp"), *slot.store.glob("*.new"), slot.store / "_state/repair") if path.exists()
        ]
        if left:
            return f"left behind: {left}"
        files = {path.relative_to(slot.store).as_posix() for path in slot.store.glob("data/*/*/*")}
        with open_published(slot.store) as connection:
            listed = {path for (path,) in connection.execute("SELECT path FROM segments").fetchall()}
        if files != listed:
            return f"files that are not listed or listed ones that are not there: {files ^ listed}"
        there = hashes(slot.store)
        if gone := [name for one, name in hashes(before).items() if name in self.control.kept and one not in there]:
            return f"gone, though the control has kept them: {gone}"
        return ""

    def close(self) -> None:
        for slot in self.slots:
            slot.close()


def rows(path: Path) -> dict[str, list[str]]:
    with open_published(path) as connection:
        names = [*(table.name for table in FACTS), "entities", "entity_aliases", "inputs"]
        found = {name: sorted(map(repr, connection.execute(f"FROM {name}").fetchall())) for name in names}
        batches = connection.execute("SELECT batch_id FROM batches WHERE batch_id NOT LIKE 'repair%' ORDER BY ALL").fetchall()
    everything = parse("from:1900-01-01")
    searched = [*search_articles(path, everything, 10_000, copies=True), *search_claims(path, everything, 10_000)]
    return found | {"batches": [batch for (batch,) in batches], "search": sorted(map(repr, searched))}


def hashes(path: Path) -> dict[str, str]:
    """Paths by what the files hold."""
    files = [file for file in path.rglob("*") if file.is_file()]
    return {hashlib.blake2b(file.read_bytes()).hexdigest(): file.relative_to(path).as_posix() for file in files}


def _kept(before: Path, after: Path) -> set[str]:
    """What was there before and still is, wherever; index and search are made anew, the lock is nobody's."""
    there = hashes(after)
    return {
        name for one, name in hashes(before).items() if one in there and not name.startswith(("_state/index", "_state/lock", "search."))
    }
