"""What is done to a store while its files fail, by a process that preloads `faulty_files`. Run by test_file_faults.

    LD_PRELOAD=… python -m tests.store.faulted_store SCENARIO FOLDER

makes the store FOLDER/news as it is before (kept in FOLDER/before), then reads lines of JSON (`Task`) and forks a child for each, so that
nothing is imported twice. Each is answered with a line of JSON: how it ended, and how the restart did (`Answer`).
"""

import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from newsbeam.pipeline.writer import Writer
from newsbeam.sinks.batch import Manifest, read_manifest, write_manifest, write_parts
from newsbeam.sinks.columns import Row
from newsbeam.sinks.dimensions import BatchRow, InputRow
from newsbeam.sinks.envelope import carry
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.inbox import drop_into_inbox, hidden
from newsbeam.sinks.repair import repair
from newsbeam.sinks.store import Store
from newsbeam.sinks.tables import rows_of
from newsbeam.sinks.upsert import select
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.errors import UserError
from newsbeam.transforms.records import Document, IndexEntry
from tests.store.samples import NOON, Clock, document
from tests.support.faulty_files import Watch, promises

NEVER = 1e9
ARCHIVE = make_id("input", "archive")


class Notes(Protocol):
    """What a scenario tells of itself."""

    def mark(self, text: str) -> None:
        """From now on something is promised: a batch by its id, or that the store is `repaired`."""

    def found(self, store: Store) -> None:
        """The store was opened."""

    def repaired(self) -> bool:
        """Whether that was promised before."""


@dataclass(frozen=True, slots=True)
class Task:
    """Which change goes wrong, as of `Watch`."""

    folder: str
    at: int = 0
    error: int = 0
    lasting: bool = False
    promised: tuple[str, ...] = ()
    """With `at` below 0, which only begins again: what was promised before."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How it ended: `done`, `told` (a `UserError`) or `defect`, and the words."""

    end: str
    words: str = ""


# --- scenarios: each can be begun again, wherever it broke off --------------------------------------------------------


def batch(folder: Path, number: int, as_of: int, first: int, *, whole: bool = False) -> Path:
    """A batch of two articles of two days, whose archive has been read a step further."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    documents = [
        document(2 * number + one, text=f"About {number} and {one}. " * 9, day=NOON.date() - timedelta(days=one)) for one in (0, 1)
    ]
    if not whole:
        documents = [_thin(one) for one in documents]
    parts = write_parts(folder, (row for one in documents for row in (*rows_of(one), _remembered(one))), "p")
    progress = (InputRow(ARCHIVE, "a.jsonl", "archive", first + 2, False, first),)
    write_manifest(folder, Manifest(f"b{number}", "run-1", as_of, parts, progress))
    return folder


def _thin(one: Document) -> Document:
    return replace(one, article=replace(one.article, removed=()), mentions=(), claims=(), links=(), story=None)


def _remembered(one: Document) -> Row:
    assert one.mark
    return carry(IndexEntry(one.signature, one.mark))


def commit(writer: Writer, number: int, notes: Notes, *, whole: bool = False) -> None:
    """A batch, decided and committed as a driver does it."""
    done, _ = writer.progress(ARCHIVE)
    if done <= 2 * number:
        store = writer.store
        with plain_faults(store.layout.root):  # as the graph's end writes it
            made = batch(store.layout.batches / f"b{number}", number, store.sequence, 2 * number, whole=whole)
        writer.commit(made)
    notes.mark(f"b{number}")


def base(path: Path) -> None:
    """Three sealed files for each table and day, one batch that is not sealed, all published."""
    clock = Clock()
    with closing(Writer(path, clock, NEVER)) as writer:
        for number in range(3):
            commit(writer, number, Silent(), whole=number == 0)
            writer.store.seal(force=True)
        commit(writer, 3, Silent())


class Silent:
    """Tells nothing."""

    def mark(self, text: str) -> None: ...
    def found(self, store: Store) -> None: ...
    def repaired(self) -> bool:
        return False


def nothing(path: Path) -> None:
    """There is no store."""


def first(path: Path, notes: Notes) -> None:
    """A store is made, and takes its first batches."""
    with closing(Writer(path, Clock(), NEVER)) as writer:
        notes.found(writer.store)
        commit(writer, 0, notes)
        commit(writer, 1, notes)


def life(path: Path, notes: Notes) -> None:
    """Batches of its own and of another process; sealing, merging, deleting what was merged."""
    clock = Clock()
    with closing(Writer(path, clock, NEVER)) as writer:
        notes.found(writer.store)
        commit(writer, 4, notes)
        writer.store.seal(force=True)
        writer.store.compact()
        writer.store.publish()
        clock.advance(hours=2)
        writer.store.compact()
        done, _ = writer.progress(ARCHIVE)
        if done <= 10:
            with plain_faults(path):
                drop_into_inbox(batch(hidden(path / "inbox", "making"), 5, writer.store.sequence, 10), path)
            notes.mark("b5")
        writer.commit_inbox()


def strange(path: Path) -> None:
    """Files that nothing lists, half a file, and a published file that is none."""
    base(path)
    (file, *_) = sorted(path.glob("data/claims/*/*.parquet"))
    shutil.copyfile(file, file.with_name("00009999.parquet"))
    file.with_name("00009998.tmp").write_bytes(b"half")
    (path / "news.duckdb").write_bytes(b"nothing of the kind " * 999)


def start(path: Path, notes: Notes) -> None:
    """A store is opened that needs tidying."""
    with closing(Writer(path, Clock(), NEVER)) as writer:
        notes.found(writer.store)


def lost_writer(path: Path) -> None:
    """No database of the writer; rows that only an unlisted file holds; a sealed file that is lost."""
    base(path)
    with closing(Store.open(path, Clock())) as store:
        store.seal(force=True)
        store._published = store._version()  # as if it had died before it published
        store._dirty = False
    (path / "_state/writer.duckdb").unlink()
    _, lost, *_ = sorted(path.glob("data/mentions/*/*.parquet"))
    lost.unlink()


def logged_writer(path: Path) -> None:
    """A whole database of the writer with a write-ahead log: its last commit is nowhere else."""
    base(path)
    pid = os.fork()
    if pid == 0:
        writer = Writer(path, Clock(), NEVER)
        commit(writer, 4, Silent())
        os._exit(0)
    os.waitpid(pid, 0)
    assert (path / "_state/writer.duckdb.wal").stat().st_size
    _, lost, *_ = sorted(path.glob("data/mentions/*/*.parquet"))
    lost.write_bytes(lost.read_bytes()[:99])


def repaired(path: Path, notes: Notes) -> None:
    """A store is repaired and opened."""
    if not notes.repaired():
        repair(path, NOON)
        notes.mark("repaired")
    with closing(Writer(path, Clock(), NEVER)) as writer:
        notes.found(writer.store)


SCENARIOS: dict[str, tuple[Callable[[Path], None], Callable[[Path, Notes], None]]] = {
    "first": (nothing, first),
    "life": (base, life),
    "strange": (strange, start),
    "lost-writer": (lost_writer, repaired),
    "logged-writer": (logged_writer, repaired),
}
"""By name: what is there before, and what is done."""


# --- the process ------------------------------------------------------------------------------------------------------


class Faulty:
    """Notes what is promised between the changes to files."""

    def __init__(self, task: Task) -> None:
        folder = Path(task.folder)
        self._watch = Watch(folder / "news", folder / "notes", task.at, task.error, lasting=task.lasting)

    def mark(self, text: str) -> None:
        self._watch.mark(text)

    def found(self, store: Store) -> None: ...
    def repaired(self) -> bool:
        return False

    def stop(self) -> None:
        self._watch.stop()


class Restarted:
    """Notes which batches are there when the store is opened again."""

    def __init__(self, promised: tuple[str, ...]) -> None:
        self._promised = promised
        self.batches: list[str] = []

    def mark(self, text: str) -> None: ...
    def found(self, store: Store) -> None:
        waiting = [read_manifest(folder).batch_id for folder in store.inbox()]
        self.batches = [row.batch_id for row in select(store._connection, BatchRow, "ORDER BY sequence")] + waiting

    def repaired(self) -> bool:
        return "repaired" in self._promised


def act(scenario: str, task: Task) -> Answer:
    """Do it, with the fault."""
    notes = Faulty(task)
    answer = told(lambda: SCENARIOS[scenario][1](Path(task.folder) / "news", notes))
    notes.stop()
    return answer


def again(scenario: str, path: Path, promised: tuple[str, ...]) -> Answer:
    """Do it without faults, as after a restart; says which batches were there when it began."""
    notes = Restarted(promised)
    answer = told(lambda: SCENARIOS[scenario][1](path, notes))
    return replace(answer, words=" ".join(notes.batches)) if answer.end == "done" else answer


def told(do: Callable[[], None]) -> Answer:
    try:
        do()
    except UserError as error:
        return Answer("told", str(error))
    except Exception:  # noqa: BLE001  whatever it is, the test is to see it
        return Answer("defect", traceback.format_exc())
    return Answer("done")


def in_child(do: Callable[[], Answer]) -> Answer:
    """Do it in a fork of this process, which has neither threads nor files open."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        with os.fdopen(into, "w") as file:
            file.write(json.dumps(asdict(do())))
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as file:
        said = file.read()
    os.waitpid(pid, 0)
    return Answer(**json.loads(said)) if said else Answer("killed")


def main(scenario: str, folder: Path) -> None:
    """Make what is there before, then do one task after another; `at` below 0: only the restart, with what the folder holds."""
    path, before = folder / "news", folder / "before"
    in_child(lambda: told(lambda: SCENARIOS[scenario][0](path)))
    if path.exists():
        shutil.copytree(path, before)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        task = Task(**json.loads(line))
        answers = []
        if task.at >= 0:
            for old in (path, folder / "notes"):
                shutil.rmtree(old, ignore_errors=True)
            if before.is_dir():
                shutil.copytree(before, path)
            answers.append(in_child(lambda task=task: act(scenario, task)))  # type: ignore[misc]
            task = replace(task, promised=promises(path, folder / "notes"))
        answers.append(in_child(lambda task=task: again(scenario, path, task.promised)))  # type: ignore[misc]
        sys.stdout.write(json.dumps([asdict(answer) for answer in answers]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
