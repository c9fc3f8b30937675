"""Backfills as a user runs them: whole jobs on small archives."""

import gzip
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from newsbeam.pipeline.backfill import Backfill, backfill_archives
from newsbeam.pipeline.clock import SystemClock
from newsbeam.pipeline.config import Config
from newsbeam.pipeline.engine import Engine
from newsbeam.pipeline.progress import Display, Report
from newsbeam.pipeline.signals import Stop
from newsbeam.pipeline.writer import Writer
from newsbeam.sinks.read import open_published
from newsbeam.sinks.tables import FACTS
from newsbeam.transforms.archives import Given, ReadLimits, find_inputs, given_by
from newsbeam.transforms.errors import ConfigError, StoreError
from newsbeam.transforms.execution.sandbox import Limits
from tests.support.invented import newsroom

COLUMNS_OF_A_COMMIT = {"batch_id"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A JSONL archive of made-up news: copies, revisions, stories, and two lines that are broken."""
    path = tmp_path_factory.mktemp("archive") / "news.jsonl.gz"
    lines = [
        json.dumps(
            {"id": str(number), "url": article.url, "title": article.title, "text": article.text, "clean": True, "published": "2031-03-04"}
        )
        for number, article in enumerate(newsroom(7, 40))
    ]
    lines[10:10] = ["{not json", '{"id": "x"}']
    path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    return path


def contents(store: Path) -> dict[str, list[str]]:
    """Every fact of a store, in a fixed order, without what names the commit."""
    with open_published(store) as connection:
        tables = {}
        for table in FACTS:
            columns = [name for (name, *_) in connection.execute(f"DESCRIBE {table.name}").fetchall() if name not in COLUMNS_OF_A_COMMIT]
            tables[table.name] = sorted(map(repr, connection.execute(f"SELECT {', '.join(columns)} FROM {table.name}").fetchall()))
    return tables


def backfill(store: Path, path: Path, chunk_records: int = 500, stop: Stop | None = None) -> Report:
    report = Report("test")
    now = SystemClock().now
    with closing(Writer(store, now, 0)) as writer:
        job = Backfill(Engine(Limits(), "en_core_web_sm"), writer, ReadLimits(), stop or Stop(), "run", chunk_records)
        job.local(list(find_inputs([str(path)])), Display(report))
    return report


@pytest.fixture(scope="module")
def whole(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("whole")
    backfill(store, archive)
    return store


def test_all_that_came_in_is_accounted_for(whole: Path) -> None:
    with open_published(whole) as store:
        outcomes = dict(store.execute("SELECT outcome, count(*) FROM fetches GROUP BY ALL").fetchall())
        assert sum(outcomes.values()) == 42
        assert outcomes["dead"] == 2
        assert set(outcomes) == {"stored", "revised", "duplicate", "dead"}
        assert store.execute("SELECT DISTINCT reason, payload IS NOT NULL FROM dead_letters").fetchall() == [("bad_json", True)]
        assert store.execute("SELECT count(*) FROM article_duplicates").fetchall() != [(0,)]
        assert store.execute("SELECT max(revision) > 1 FROM article_revisions").fetchall() == [(True,)]


@pytest.mark.parametrize("chunk_records", [5, 17])
def test_rows_do_not_depend_on_the_size_of_chunks(archive: Path, whole: Path, tmp_path: Path, chunk_records: int) -> None:
    backfill(tmp_path, archive, chunk_records)
    assert contents(tmp_path) == contents(whole)


def test_a_second_time_there_is_nothing_to_do(archive: Path, whole: Path) -> None:
    before = contents(whole)
    assert backfill(whole, archive).inputs == 0
    assert contents(whole) == before


def commits(store: Path) -> int:
    try:
        with open_published(store) as connection:
            return int(connection.execute("SELECT sequence FROM store_info").fetchall()[0][0])
    except StoreError:
        return 0


def test_a_job_that_was_killed_goes_on_without_loss_or_double(archive: Path, whole: Path, tmp_path: Path) -> None:
    """Killed outright in the middle of a chunk, three times, each time after some more commits."""
    command = [sys.executable, "-m", "tests.jobs.small_chunks", str(archive), str(tmp_path)]
    for enough in (1, 3, 5):
        process = subprocess.Popen(command, cwd=Path(__file__).parents[2], start_new_session=True, stderr=subprocess.DEVNULL)
        while commits(tmp_path) < enough:
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert contents(tmp_path) != contents(whole)
    backfill(tmp_path, archive, 6)
    assert contents(tmp_path) == contents(whole)


def test_a_stop_commits_the_chunk_in_hand(archive: Path, tmp_path: Path) -> None:
    stop = Stop()
    stop.set()
    assert backfill(tmp_path, archive, 6, stop).inputs == 6


def test_while_another_process_holds_the_store_batches_go_through_its_inbox(archive: Path, whole: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.jobs.small_chunks", str(archive), str(tmp_path)]
    with closing(Writer(tmp_path, SystemClock().now, 0)) as writer:
        second = subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE)
        while second.poll() is None:
            writer.commit_inbox()
            time.sleep(0.05)
        assert second.returncode == 0, second.stderr and second.stderr.read().decode()
        writer.commit_inbox()
    assert contents(tmp_path) == contents(whole)


def test_empty_folders_and_missing_files_get_an_answer(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="nothing to read"):
        backfill_archives([str(tmp_path / "empty")], Config(), tmp_path / "store")
    with pytest.raises(ConfigError, match="nowhere"):
        backfill_archives([str(tmp_path / "nowhere")], Config(), tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_a_table_is_read_again_once_its_columns_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (article,) = newsroom(7, 1)
    (tmp_path / "t.csv").write_text(f'kop;inhoud\n{article.title};"{article.text}"\n')

    def outcomes(given: Given) -> tuple[int, object]:
        code = backfill_archives([str(tmp_path / "t.csv")], Config(), tmp_path / "store", given=given, as_json=True)
        return code, json.loads(capsys.readouterr().out)["outcomes"]

    named = given_by(["text=inhoud"], "Oxmere Bugle", tags=["floods"])
    assert outcomes(Given()) == (1, {"dead": 1})
    assert outcomes(Given()) == (0, {})
    assert outcomes(pickle.loads(pickle.dumps(named))) == (0, {"stored": 1})
    assert outcomes(named) == (0, {})
    with open_published(tmp_path / "store") as store:
        assert store.execute("SELECT source, outlet, tags FROM articles").fetchall() == [("oxmere bugle", "Oxmere Bugle", ["floods"])]
