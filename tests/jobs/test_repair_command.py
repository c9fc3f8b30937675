"""`newsbeam repair`: what it says and returns."""

import json
from pathlib import Path

import pytest

from newsbeam.pipeline.exit_codes import DONE, SOME_DEAD
from newsbeam.pipeline.repair import repair_store
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from tests.store.samples import Clock, commit, many


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = Store.open(tmp_path / "news", Clock())
    commit(store, tmp_path, "b1", *many(0, 6, days=2))
    store.seal(force=True)
    commit(store, tmp_path, "b2", *many(6, 9))
    store.close()
    return store.layout.root


def test_a_repair_without_loss_says_what_it_started_from(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (path / "_state/writer.duckdb").unlink()
    assert repair_store(path) == DONE
    said = capsys.readouterr().out
    assert said.startswith(f"The store {path} was made whole from news.duckdb")
    assert "Pages that waited to be fetched are forgotten" in said
    assert (path / "_state/index.sqlite").is_file()


def test_lost_rows_are_named_and_the_exit_code_says_so(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("_state/writer.duckdb", "news.duckdb"):
        (path / name).unlink()
    assert repair_store(path, as_json=True) == DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["base"], told["lost"], told["n_saved"] > 0) == ("files", [], True)
    store = Store.open(path, Clock())
    store.seal(force=True)
    store.close()
    lost = min((path / "data/claims").glob("day=*/*.parquet"))
    lost.unlink()
    assert repair_store(path) == SOME_DEAD
    assert f"Lost: {lost.relative_to(path)}, " in capsys.readouterr().out
    with open_published(path) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(6,)]


def test_what_is_lost_with_both_databases_is_said(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("_state/writer.duckdb", "news.duckdb"):
        (path / name).write_bytes(b"nothing of the kind " * 999)
    assert repair_store(path) == DONE
    said = capsys.readouterr().out
    assert "the sealed files alone" in said
    assert "found in sealed files that nothing listed" in said
    assert "how far archives were read" in said
