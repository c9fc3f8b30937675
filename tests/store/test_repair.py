"""A store never destroys what it holds: each of its files missing, cut, overwritten or put back from an old copy."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from newsbeam.sinks.dimensions import FeedState, Updates
from newsbeam.sinks.read import open_published
from newsbeam.sinks.repair import Repaired, repair
from newsbeam.sinks.store import Store
from newsbeam.sinks.tables import FACTS
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.errors import StoreError, StoreLocked, TemporaryError
from tests.store.samples import FEED, NOON, Clock, commit, failure, many

Damage = Callable[[Path, Path], None]
"""From the file and its copy of an earlier day."""


def missing(file: Path, _copy: Path) -> None:
    file.unlink()


def cut(file: Path, _copy: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwritten(file: Path, _copy: Path) -> None:
    file.write_bytes(b"nothing of the kind " * (file.stat().st_size // 20))


def older(file: Path, copy: Path) -> None:
    shutil.copyfile(copy, file)


@pytest.fixture
def path(open_store: Callable[[], Store], tmp_path: Path) -> Path:
    """A store with sealed days, rows not yet sealed, a feed, and a copy of its files from before its last day."""
    store = open_store()
    store.apply(Updates(feeds=(FeedState(FEED, make_id("feed", FEED), "harbour.example"),)))
    commit(store, tmp_path, "b1", *many(0, 12, days=3), failure(1))
    store.seal(force=True)
    store.close()
    shutil.copytree(store.layout.root, tmp_path / "copy")
    store = open_store()
    commit(store, tmp_path, "b2", *many(12, 18, days=2))
    store.seal(force=True)
    commit(store, tmp_path, "b3", *many(18, 21), failure(2))
    store.close()
    return store.layout.root


def rows(path: Path) -> dict[str, list[str]]:
    """Every fact and every spelling, as text."""
    with open_published(path) as connection:
        names = [*(table.name for table in FACTS), "entities", "entity_aliases"]
        return {name: sorted(map(repr, connection.execute(f"FROM {name}").fetchall())) for name in names}


def opened(path: Path) -> None:
    Store.open(path, Clock()).close()


def everything(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file() and file.name != "lock"}


@pytest.mark.parametrize("damage", [missing, cut, overwritten, older])
def test_a_writers_database_that_is_not_what_it_should_be_is_refused_and_then_repaired(path: Path, tmp_path: Path, damage: Damage) -> None:
    before = rows(path)
    damage(path / "_state/writer.duckdb", tmp_path / "copy/_state/writer.duckdb")
    files = everything(path)
    with pytest.raises(StoreError, match=f"newsbeam repair {path}") as caught:
        opened(path)
    assert caught.value.exit_code == 2
    assert everything(path) == files  # nothing was touched
    repaired = repair(path, NOON)
    assert (repaired.base, repaired.lost, repaired.lost_schedule) == ("published", (), True)
    opened(path)
    assert rows(path) == before
    with open_published(path) as connection:
        assert connection.execute("SELECT url, source FROM feeds").fetchall() == [(FEED, "harbour.example")]
    commit_after(path, tmp_path)


def commit_after(path: Path, tmp_path: Path) -> None:
    """A repaired store takes new batches, seals them, and knows what it has."""
    store = Store.open(path, Clock())
    commit(store, tmp_path, "b9", *many(30, 34))
    commit(store, tmp_path, "b10", *many(0, 3))
    store.seal(force=True)
    store.close()
    with open_published(path) as connection:
        assert connection.execute("SELECT count(DISTINCT article_id) FROM article_revisions").fetchall() == [(25,)]


@pytest.mark.parametrize("damage", [missing, cut, overwritten])
def test_a_published_file_that_is_damaged_is_written_anew_by_the_next_writer(path: Path, tmp_path: Path, damage: Damage) -> None:
    before = rows(path)
    damage(path / "news.duckdb", tmp_path)
    opened(path)
    assert rows(path) == before


@pytest.mark.parametrize("damage", [missing, cut, overwritten])
def test_with_both_databases_gone_the_sealed_files_are_saved(path: Path, tmp_path: Path, damage: Damage) -> None:
    before = rows(path)
    for name in ("_state/writer.duckdb", "news.duckdb"):
        damage(path / name, tmp_path)
    with pytest.raises(StoreError, match="newsbeam repair"):
        opened(path)
    repaired = repair(path, NOON)
    assert (repaired.base, repaired.lost) == ("files", ())
    opened(path)
    after = rows(path)
    assert len(after["article_revisions"]) == 18
    assert all(
        set(after[table.name]) < set(before[table.name]) for table in FACTS if table.name in ("article_revisions", "claims", "mentions")
    )


def sealed(path: Path, table: str) -> Path:
    return min((path / "data" / table).glob("day=*/*.parquet"))


@pytest.mark.parametrize("damage", [missing, cut, overwritten])
@pytest.mark.parametrize("lose_writer", [False, True])
def test_a_sealed_file_that_is_lost_costs_its_own_rows_and_is_named(path: Path, tmp_path: Path, damage: Damage, lose_writer: bool) -> None:
    before, file = rows(path), sealed(path, "claims")
    count = len(duckdb.execute(f"FROM '{file}'").fetchall())
    damage(file, tmp_path)
    if lose_writer:
        (path / "_state/writer.duckdb").unlink()
    repaired = repair(path, NOON)
    (lost,) = repaired.lost
    assert (lost.path, lost.table, lost.n_rows, lost.n_saved) == (str(file.relative_to(path)), "claims", count, 0)
    opened(path)
    after = rows(path)
    assert len(before.pop("claims")) - len(after.pop("claims")) == count > 0
    assert after == before


def test_rows_that_only_an_unlisted_file_holds_are_found(path: Path, tmp_path: Path) -> None:
    """As when a process sealed rows, died before it published, and its database was lost."""
    before = rows(path)
    copy = duckdb.connect(str(path / "_state/writer.duckdb"))
    copy.close()
    store = Store.open(path, Clock())
    store.seal(force=True)
    store._let_go()  # not published
    (path / "_state/writer.duckdb").unlink()
    with_hot = duckdb.connect(str(path / "news.duckdb"))  # what was not yet sealed is lost as well
    for table in FACTS:
        with_hot.execute(f"DELETE FROM hot.{table.name}")
    with_hot.close()
    repaired = repair(path, NOON)
    assert (repaired.base, repaired.n_saved > 0, repaired.lost) == ("published", True, ())
    opened(path)
    assert rows(path) == before


def test_unlisted_files_are_set_aside_and_half_written_ones_deleted(path: Path) -> None:
    before, file = rows(path), sealed(path, "claims")
    shutil.copyfile(file, file.with_name("99999999.parquet"))
    file.with_name("99999998.tmp").write_bytes(b"half")
    opened(path)
    assert rows(path) == before
    (aside,) = path.glob(f"quarantine/*/data/claims/{file.parent.name}/*")
    assert aside.read_bytes() == file.read_bytes()
    assert not file.with_name("99999998.tmp").exists()


def test_what_was_there_before_a_repair_is_kept(path: Path) -> None:
    overwritten(path / "_state/writer.duckdb", path)
    damaged = (path / "_state/writer.duckdb").read_bytes()
    repaired: Repaired = repair(path, NOON)
    assert (repaired.quarantine / "_state/writer.duckdb").read_bytes() == damaged


def test_a_whole_store_is_left_as_it_is(path: Path) -> None:
    before = rows(path)
    repaired = repair(path, NOON)
    assert (repaired.base, repaired.n_saved, repaired.lost) == ("writer", 0, ())
    opened(path)
    assert rows(path) == before


def test_no_repair_without_a_store_or_beside_its_writer(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store at"):
        repair(tmp_path / "nowhere", NOON)
    assert not (tmp_path / "nowhere").exists()
    store = Store.open(path, Clock())
    with pytest.raises(StoreLocked):
        repair(path, NOON)
    store.close()


def test_the_right_database_of_another_store_is_refused(path: Path, tmp_path: Path) -> None:
    other = Store.open(tmp_path / "other", Clock())
    for number in range(5):
        commit(other, tmp_path, f"other-{number}", *many(50 + number, 51 + number))
    other.close()
    shutil.copyfile(tmp_path / "other/_state/writer.duckdb", path / "_state/writer.duckdb")
    with pytest.raises(StoreError, match="newsbeam repair"):
        opened(path)


def foreign_writer(path: Path, tmp_path: Path) -> None:
    """Put another store's database in place, which has more commits."""
    other = Store.open(tmp_path / "other", Clock())
    for number in range(9):
        commit(other, tmp_path, f"other-{number}", *many(50 + number, 51 + number))
    other.close()
    shutil.copyfile(tmp_path / "other/_state/writer.duckdb", path / "_state/writer.duckdb")


def test_another_stores_database_is_neither_opened_nor_repaired_from(open_store: Callable[[], Store], tmp_path: Path) -> None:
    store = open_store()
    commit(store, tmp_path, "b1", *many(0, 6))  # nothing is sealed
    store.close()
    path = store.layout.root
    before = rows(path)
    foreign_writer(path, tmp_path)
    with pytest.raises(StoreError, match="another store's"):
        opened(path)
    repaired = repair(path, NOON)
    assert (repaired.base, repaired.lost) == ("published", ())
    opened(path)
    assert rows(path) == before
    assert (repaired.quarantine / "news.duckdb").is_file()


def test_each_lost_file_counts_only_what_was_saved_of_it(path: Path) -> None:
    files = sorted((path / "data/claims").glob("day=*/*.parquet"))[:2]
    counts = [len(duckdb.execute(f"FROM '{file}'").fetchall()) for file in files]
    replaced = files[0].with_name("00000000.parquet")
    shutil.copyfile(files[0], replaced)  # a copy that nothing lists saves the first file's rows
    for file in files:
        file.unlink()
    repaired = repair(path, NOON)
    assert sum(file.n_rows for file in repaired.lost) == sum(counts)
    assert sum(file.n_saved for file in repaired.lost) == repaired.n_saved == counts[0]


def test_what_was_set_aside_is_never_replaced(path: Path) -> None:
    first, second = repair(path, NOON), repair(path, NOON)
    assert first.quarantine != second.quarantine
    assert (first.quarantine / "_state/writer.duckdb").is_file()


def test_the_sequence_never_goes_back(open_store: Callable[[], Store], tmp_path: Path, clock: Clock) -> None:
    store = open_store()
    for number in range(4):
        commit(store, tmp_path, f"b{number}", *many(number, number + 1))
    clock.advance(days=40)  # batches of so long ago are not shown
    store.publish(force=True)
    store.close()
    (store.layout.root / "_state/writer.duckdb").unlink()
    assert repair(store.layout.root, NOON).sequence == 5


def test_a_file_of_another_shape_among_the_sealed_ones_is_set_aside(path: Path) -> None:
    before = rows(path)
    strange = path / "data/claims/day=2026-03-01/strange.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS one) TO '{strange}'")
    (path / "_state/writer.duckdb").unlink()
    repaired = repair(path, NOON)
    assert str(strange.relative_to(path)) in repaired.set_aside
    opened(path)
    assert rows(path) == before


def test_a_published_file_that_another_program_writes_to_is_waited_for(path: Path) -> None:
    (path / "_state/writer.duckdb").unlink()
    hold = f"import duckdb, sys; connection = duckdb.connect({str(path / 'news.duckdb')!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        with pytest.raises(TemporaryError, match="open for writing"):
            repair(path, NOON)
        other.communicate()
    assert repair(path, NOON).base == "published"


def test_a_published_file_that_is_none_of_ours_is_set_aside(path: Path) -> None:
    before = rows(path)
    (path / "news.duckdb").unlink()
    duckdb.connect(str(path / "news.duckdb")).execute("CREATE TABLE theirs AS SELECT 42 AS answer").close()
    opened(path)
    assert rows(path) == before
    (aside,) = path.glob("quarantine/*/news.duckdb")
    with duckdb.connect(str(aside), read_only=True) as connection:
        assert connection.execute("FROM theirs").fetchall() == [(42,)]
