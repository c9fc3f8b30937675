"""The inbox: how a second process hands its batches to the one that holds the store, and learns what became of them.

A batch lies there under its own name until the writer has dealt with it, then under that name with an ending. Hidden names belong to the
process whose number they begin with.
"""

import os
import re
import shutil
import socket
from pathlib import Path
from uuid import uuid4

from newsbeam.sinks.batch import MANIFEST, read_manifest, sync
from newsbeam.sinks.layout import Layout

COMMITTED = ".committed"
"""In the store; deleted once that is published."""
DAMAGED = ".damaged"
"""Cannot be read; kept for whoever wants to know why."""
REFUSED = ".refused"
"""Out of step with the ledger: another process has read the same archive; its sender deletes it."""
BATCH_NAME = re.compile(r"[A-Za-z0-9_-]+")
HIDDEN_NAME = re.compile(r"\.(?P<pid>\d+)@(?P<host>[^@]*)@.+")
ABANDONED_SECONDS = 7 * 86_400
"""After this time the folders of another machine's process are taken for left behind: whether it lives cannot be told from here."""


def hidden(inbox: Path, name: str = "") -> Path:
    """Where this process may write in the inbox; whatever it leaves there goes when it is dead."""
    return inbox / f".{os.getpid()}@{socket.gethostname()}@{name or uuid4().hex}"


def sweep(inbox: Path, now: float) -> None:
    """Delete what processes left behind that died.

    Args:
        now: seconds since 1970.
    """
    for folder in inbox.iterdir():
        match = HIDDEN_NAME.fullmatch(folder.name)
        if match is None:
            continue
        here = match["host"] == socket.gethostname()
        if (here and not _lives(int(match["pid"]))) or (not here and folder.stat().st_mtime < now - ABANDONED_SECONDS):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def drop_into_inbox(folder: Path, store: Path) -> Path:
    """Hand a whole batch to the process that holds the store; returns where it now lies.

    It is safe there: on disk before it is seen, and seen at once. The given folder is gone afterwards.

    Raises:
        StoreError: the batch is not whole.
    """
    manifest = read_manifest(folder)
    inbox = Layout.of(store).inbox
    inbox.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9_-]", "_", manifest.batch_id)
    unseen, seen = hidden(inbox, name), inbox / name
    shutil.move(folder, unseen)  # a rename, or a copy if it lies on another disk
    for path in (*(unseen / part for part in manifest.parts), unseen / MANIFEST, unseen):
        sync(path)
    if seen.exists():  # dropped before: the same batch has the same rows
        shutil.rmtree(unseen)
    else:
        unseen.rename(seen)
    sync(inbox)
    return seen


def waiting(inbox: Path) -> list[Path]:
    """The batches in the inbox, in the order of their manifests."""
    whole = [folder for folder in inbox.iterdir() if BATCH_NAME.fullmatch(folder.name) and (folder / MANIFEST).is_file()]
    return sorted(whole, key=lambda folder: ((folder / MANIFEST).stat().st_mtime_ns, folder.name))


def listed(inbox: Path) -> list[Path]:
    """The batches that wait, or were committed but perhaps not yet published, under the names that they have just now.

    Looked for twice: a folder that is renamed meanwhile may be missing from one listing, but not from both.
    """
    if not inbox.is_dir():
        return []
    names = {folder.name.removesuffix(COMMITTED) for _ in range(2) for folder in inbox.iterdir()}
    return [inbox / name for name in sorted(names) if BATCH_NAME.fullmatch(name)]


def mark(folder: Path, ending: str) -> None:
    """Take a batch out of the queue, with its end in its name."""
    marked = folder.with_name(folder.name + ending)
    shutil.rmtree(marked, ignore_errors=True)
    folder.rename(marked)


def fate(folder: Path) -> str | None:
    """What became of a dropped batch: one of the endings; the empty string if it still waits; None if it is gone.

    A batch is gone only when it was published, or somebody deleted it.
    """
    for ending in ("", COMMITTED, DAMAGED, REFUSED, COMMITTED):  # twice: it may have been renamed between
        if folder.with_name(folder.name + ending).exists():
            return ending
    return None
