"""The fault matrix: a file of a store, or beside it, is damaged; a command is given; what it says, its exit code, and what is left.

Articles are those that the next command shows that writes; `-`: it refuses, in one sentence, until the store is repaired. The store has
12, of which 8 are sealed; the archive has one more, and so has the batch in the inbox. `a folder` stands for what cannot be read: root, as
which tests may run, can read every file.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsbeam.pipeline.exit_codes import TRY_LATER
from tests.jobs.file_damage import DAMAGE, FILES, arguments, articles_after, called, feed_server, make, restore

pytestmark = pytest.mark.processes

MATRIX = """
file              damage     command    exit  articles  words
news.duckdb       nothing    sql           0        12  Boats 3
news.duckdb       cut        sql           2        12  news.duckdb is damaged or cannot be read
news.duckdb       garbage    sql           2        12  news.duckdb is damaged or cannot be read
news.duckdb       garbage    why           2        12  newsbeam repair
news.duckdb       empty      sql           2        12  newsbeam repair
news.duckdb       missing    sql           2        12  there is no store at
news.duckdb       missing    why           2        12  there is no store at
news.duckdb       a folder   sql           2        12  there is no store at
news.duckdb       older      sql           0        12  Boats 3
news.duckdb       cut        backfill      0        13  1 stored
news.duckdb       cut        reclean       0        12  articles looked at
news.duckdb       garbage    repair        0        12  its own database, which is whole
news.duckdb       missing    repair        0        12  its own database, which is whole
news.duckdb       a folder   repair        0        12  its own database, which is whole
writer.duckdb     cut        sql           0         -  Boats 3
writer.duckdb     cut        run           2         -  newsbeam repair
writer.duckdb     cut        backfill      2         -  newsbeam repair
writer.duckdb     garbage    reclean       2         -  newsbeam repair
writer.duckdb     empty      run           2         -  newsbeam repair
writer.duckdb     missing    run           2         -  has lost _state/writer.duckdb
writer.duckdb     missing    backfill      2         -  nothing was changed
writer.duckdb     missing    reclean       2         -  newsbeam repair
writer.duckdb     older      run           2         -  does not know all that is published
writer.duckdb     older      backfill      2         -  nothing was changed
writer.duckdb     a folder   run           2         -  _state/writer.duckdb
writer.duckdb     cut        repair        0        12  made whole from news.duckdb
writer.duckdb     garbage    repair        0        12  made whole from news.duckdb
writer.duckdb     empty      repair        0        12  made whole from news.duckdb
writer.duckdb     missing    repair        0        12  made whole from news.duckdb
writer.duckdb     older      repair        0        12  made whole from news.duckdb
writer.duckdb     a folder   repair        0        12  made whole from news.duckdb
writer.duckdb.wal garbage    run           0        12
writer.duckdb.wal empty      repair        0        12  its own database, which is whole
writer.duckdb.wal a folder   run           2         -  newsbeam repair
writer.duckdb.wal a folder   repair        0        12  its own database, which is whole
index.sqlite      cut        run           2        12  delete it, and the next start builds it anew
index.sqlite      garbage    backfill      2        12  delete it, and the next start builds it anew
index.sqlite      missing    backfill      0        13  1 stored
index.sqlite      garbage    repair        0        12  its own database, which is whole
index.sqlite      a folder   repair        0        12  its own database, which is whole
index.sqlite      garbage    sql           0        12  Boats 3
lock              garbage    backfill      0        13  1 stored
lock              missing    backfill      0        13  1 stored
lock              a folder   run           2         -  _state/lock
lock              a folder   repair        2         -  _state/lock
sealed file       cut        sql           2         -  newsbeam repair
sealed file       garbage    sql           2         -  which is damaged
sealed file       missing    sql           2         -  which is missing
sealed file       empty      why           2         -  which is damaged
sealed file       cut        run           2         -  bytes instead of
sealed file       garbage    backfill      2         -  newsbeam repair
sealed file       empty      reclean       2         -  0 bytes instead of
sealed file       missing    run           2         -  which is missing
sealed file       a folder   backfill      2         -  Is a directory
sealed file       cut        repair        1         8  Lost: data/article_revisions/
sealed file       garbage    repair        1         8  Lost: data/article_revisions/
sealed file       missing    repair        1         8  Lost: data/article_revisions/
sealed file       a folder   repair        1         8  Lost: data/article_revisions/
data              missing    sql           2         -  which is missing
data              missing    run           2         -  newsbeam repair
data              a file     run           2         -  /store/data
data              missing    repair        1         4  Lost: data/article_revisions/
inbox part        nothing    run           0        13
inbox part        cut        run           0        12
inbox part        garbage    backfill      0        13  1 stored
inbox part        missing    run           0        12
inbox manifest    garbage    run           0        12
inbox manifest    missing    run           0        12
store             missing    sql           2         0  there is no store at
store             missing    why           2         0  there is no store at
store             missing    repair        2         0  there is no store at
store             missing    reclean       2         0  there is no store at
store             a file     sql           2         -  there is no store at
store             a file     run           2         -  /store
store             a file     backfill      2         -  /store
store             a file     repair        2         -  there is no store at
store             a folder   demo          2         0  /store
config            cut        check         2        12  not valid TOML
config            garbage    check         2        12  cannot be read
config            a folder   check         2        12  cannot be read
config            missing    check         2        12  no such file
config            missing    run           2        12  no such file
config            empty      run           2        12  names no feeds
archive           missing    backfill      2        12  archive.jsonl
archive           garbage    backfill      1        12  1 dead
"""
ROWS = [
    (line[:18].strip(), line[18:29].strip(), line[29:40].strip(), int(line[40:44]), line[44:54].strip(), line[54:].strip())
    for line in MATRIX.strip().splitlines()[1:]
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("matrix") / "here"
    made.mkdir()
    with feed_server() as server:
        make(made, server.port)
        yield made


@pytest.mark.parametrize(("file", "damage", "command", "code", "articles", "words"), ROWS, ids=[" ".join(row[:3]) for row in ROWS])
def test_a_command_on_a_damaged_file(folder: Path, file: str, damage: str, command: str, code: int, articles: str, words: str) -> None:
    restore(folder)
    DAMAGE[damage](FILES[file](folder), folder)
    found, out, err = called(arguments(command, folder))
    assert found == code, out + err
    said = out if code < 2 else err
    assert words in said
    assert "Traceback" not in err
    if code >= 2:
        assert [line for line in err.splitlines() if line.startswith("newsbeam: ")] == err.splitlines()[-1:]
    assert articles_after(folder) == articles


@pytest.mark.parametrize("command", ["run", "backfill", "reclean", "repair", "demo"])
def test_a_full_disk_is_one_sentence_and_costs_nothing(folder: Path, command: str) -> None:
    """Files may grow to 40 kB: a database does not fit, though whatever is written first does."""
    restore(folder)
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)); from newsbeam.pipeline.cli import main; main()"
    )
    words = arguments(command, folder) if command != "demo" else ["demo", "--store", str(folder / "demo")]
    done = subprocess.run([sys.executable, "-c", limited, *words], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == TRY_LATER, done.stderr
    assert "disk is full" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert articles_after(folder) == "12"
