"""Sealed files that are damaged are named, whoever comes upon them."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from newsbeam.pipeline.query import run_sql
from newsbeam.pipeline.why import explain
from newsbeam.sinks.damage import flaw
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.store import Store
from newsbeam.transforms.errors import ConfigError, StoreError
from tests.store.samples import Clock, commit, many


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-99])


def garbled(file: Path) -> None:
    """Its size, beginning and end are right."""
    whole = file.read_bytes()
    file.write_bytes(whole[:50] + b"\xff" * (len(whole) - 54) + whole[-4:])


def overwritten(file: Path) -> None:
    file.write_bytes(b"\xff" * file.stat().st_size)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGE = (cut, garbled, overwritten, Path.unlink, a_folder)
WORDS = ("bytes instead of", None, "overwritten", "missing", "Is a directory")
"""What is seen of each at a glance."""


@pytest.fixture
def path(open_store: Callable[[], Store], tmp_path: Path) -> Path:
    store = open_store()
    commit(store, tmp_path, "b1", *many(0, 6, days=2))
    store.seal(force=True)
    store.close()
    return store.layout.root


@pytest.fixture(params=DAMAGE)
def damaged(request: pytest.FixtureRequest, path: Path) -> Path:
    file = min((path / "data/article_revisions").glob("*/*.parquet"))
    request.param(file)
    return file


def test_a_query_names_a_damaged_file(path: Path, damaged: Path) -> None:
    with pytest.raises(StoreError, match=f"{damaged.relative_to(path)}.* run `newsbeam repair {path}`") as caught:
        run_sql(path, "SELECT title, text FROM articles", "csv")
    assert "\n" not in str(caught.value)


def test_why_names_a_damaged_file(path: Path, damaged: Path) -> None:
    with pytest.raises(StoreError, match=f"{damaged.relative_to(path)}.* run `newsbeam repair {path}`"):
        explain(path, "https://harbour.example/3", as_json=False)


@pytest.mark.parametrize(
    ("damage", "words"), zip(DAMAGE, ("bytes instead of", None, "overwritten", "missing", "Is a directory"), strict=True)
)
def test_the_writer_sees_at_a_glance_what_can_be_seen_so(path: Path, damage: Callable[[Path], None], words: str | None) -> None:
    file = min((path / "data/article_revisions").glob("*/*.parquet"))
    size = file.stat().st_size
    damage(file)
    assert (flaw(file, size) is None) if words is None else words in str(flaw(file, size))
    if words is None:
        return
    with pytest.raises(StoreError, match=f"{file.relative_to(path)}, which is .*{words}.* run `newsbeam repair {path}`"):
        Store.open(path, Clock())


def test_several_damaged_files_are_one_sentence(path: Path) -> None:
    first, second, *_ = sorted(path.glob("data/claims/*/*.parquet"))
    for file in (first, second):
        cut(file)
    with pytest.raises(StoreError, match=f"2 of its files, such as {first.relative_to(path)}, which is .* bytes instead of"):
        Store.open(path, Clock())


def test_an_error_of_a_whole_store_names_no_file(path: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs.parquet").write_bytes(b"nothing of the kind")
    with pytest.raises(ConfigError, match="the query failed"):
        run_sql(path, f"FROM '{tmp_path}/theirs.parquet'", "csv")
    with pytest.raises(StoreError, match="is damaged or cannot be read: who knows"), plain_faults(path):
        raise duckdb.Error("who knows")
