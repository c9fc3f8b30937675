"""Damage to the files of a store, and commands on it: what the fault matrix (test_fault_matrix) is made of."""

import contextlib
import io
import shutil
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from unittest.mock import patch

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.writer import Writer
from newsbeam.sinks.inbox import drop_into_inbox
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.transforms.errors import UserError
from tests.store.samples import Clock, commit, document, many, write_batch
from tests.support.hostile import Server, reply, serving

ARTICLE = """{"id": "q", "url": "https://kelmar.example/q", "title": "Forty boats lost", "clean": true, "text": "The harbour board said on
 Monday that forty boats were lost in the storm. The mayor of Kelmar denied it, and asked the council for an inquiry into the matter."}"""
EMPTY_FEED = b'<rss version="2.0"><channel><title>Kelmar</title></channel></rss>'
IN_THE_STORE = 12
"""Articles of the store; one more lies in its inbox, and one more in the archive."""


# --- the store and what is beside it ----------------------------------------------------------------------------------


def make(folder: Path, port: int) -> None:
    """A store with sealed files and rows not yet sealed, and its copy of an earlier day; an archive; a configuration."""
    with closing(Writer(folder / "store", Clock(), 0)) as writer:
        commit(writer.store, folder, "b1", *many(0, 8, days=2))
        writer.store.seal(force=True)
    shutil.copytree(folder / "store", folder / "earlier")
    with closing(Writer(folder / "store", Clock(), 0)) as writer:  # makes the index, too
        commit(writer.store, folder, "b2", *many(8, IN_THE_STORE, days=2))
    (folder / "archive.jsonl").write_text(ARTICLE.replace("\n", "") + "\n")
    (folder / "newsbeam.toml").write_text(
        f'[[sources.feed]]\nurl = "http://127.0.0.1:{port}/rss"\n[fetch]\nallow_private = ["127.0.0.1:{port}"]\n'
    )
    shutil.copytree(folder, folder.with_name("whole"))


def restore(folder: Path) -> None:
    """Everything as `make` left it, in the same place."""
    shutil.rmtree(folder)
    shutil.copytree(folder.with_name("whole"), folder)


def _first(pattern: str) -> Callable[[Path], Path]:
    return lambda folder: min(folder.glob(pattern))


def _in_inbox(name: str) -> Callable[[Path], Path]:
    def dropped(folder: Path) -> Path:
        batch = write_batch(folder / "batch", "b3", [document(50)], 2)
        return drop_into_inbox(batch, folder / "store") / name

    return dropped


def _log(folder: Path) -> Path:
    """A write-ahead log, as a killed writer leaves one: everything that it holds is in the database, too."""
    path = folder / "store/_state/writer.duckdb.wal"
    path.write_bytes(b"")
    return path


FILES: dict[str, Callable[[Path], Path]] = {
    "news.duckdb": lambda folder: folder / "store/news.duckdb",
    "writer.duckdb": lambda folder: folder / "store/_state/writer.duckdb",
    "writer.duckdb.wal": _log,
    "index.sqlite": lambda folder: folder / "store/_state/index.sqlite",
    "lock": lambda folder: folder / "store/_state/lock",
    "sealed file": _first("store/data/article_revisions/*/*.parquet"),
    "data": lambda folder: folder / "store/data",
    "inbox part": _in_inbox("article_revisions-p0.parquet"),
    "inbox manifest": _in_inbox("batch.json"),
    "store": lambda folder: folder / "store",
    "config": lambda folder: folder / "newsbeam.toml",
    "archive": lambda folder: folder / "archive.jsonl",
}


# --- damage -----------------------------------------------------------------------------------------------------------


def _cut(path: Path, _: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _garbage(path: Path, _: Path) -> None:
    path.write_bytes(b"\xff nothing of the kind " * max(1, path.stat().st_size // 21))


def _empty(path: Path, _: Path) -> None:
    path.write_bytes(b"")


def _missing(path: Path, _: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _older(path: Path, folder: Path) -> None:
    shutil.copyfile(folder / "earlier" / path.relative_to(folder / "store"), path)


def _a_folder(path: Path, folder: Path) -> None:
    """What no program can read or replace, root included."""
    _missing(path, folder)
    path.mkdir()
    (path / "something").touch()


def _a_file(path: Path, folder: Path) -> None:
    _missing(path, folder)
    path.write_bytes(b"a file where a folder should be")


DAMAGE: dict[str, Callable[[Path, Path], None]] = {
    "cut": _cut,
    "garbage": _garbage,
    "empty": _empty,
    "missing": _missing,
    "older": _older,
    "a folder": _a_folder,
    "a file": _a_file,
    "nothing": lambda path, folder: None,
}


# --- commands ---------------------------------------------------------------------------------------------------------

COMMANDS: dict[str, str] = {
    "run": "run --config {folder}/newsbeam.toml --once --store {folder}/store",
    "backfill": "backfill {folder}/archive.jsonl --store {folder}/store",
    "sql": "sql FROM~articles --format csv --store {folder}/store",
    "why": "why https://harbour.example/3 --store {folder}/store",
    "reclean": "reclean --store {folder}/store",
    "repair": "repair {folder}/store",
    "demo": "demo --store {folder}/store",
    "check": "check {folder}/newsbeam.toml",
}


def arguments(command: str, folder: Path) -> list[str]:
    """A command's words."""
    return [word.replace("~", " ") for word in COMMANDS[command].format(folder=folder).split()]


def called(words: list[str]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the command line, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with patch.object(sys, "argv", ["newsbeam", *words]), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return code, out.getvalue(), err.getvalue()


def articles_after(folder: Path) -> str:
    """How many articles the next writer shows, or `-` if the store cannot be opened to write."""
    try:
        with closing(Store.open(folder / "store", Clock())) as store:
            store.publish()
        with open_published(folder / "store") as connection:
            return str(connection.execute("SELECT count(*) FROM articles").fetchall()[0][0])
    except UserError:
        return "-"


def feed_server() -> AbstractContextManager[Server]:
    """Answers with a feed that has no entries."""
    return serving({"/rss": reply(200, EMPTY_FEED, content_type="application/rss+xml"), "/robots.txt": reply(404)})
