"""Stores that cannot be opened say why in one sentence; those that can be mended are."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from newsbeam.sinks import schema
from newsbeam.sinks.dimensions import FeedState, Updates
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.errors import StoreError, StoreLocked
from tests.store.samples import NOON, Clock, commit, document, many

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from newsbeam.sinks.store import Store
from tests.store.samples import Clock
store = Store.open(Path(sys.argv[1]), Clock())
print("open", flush=True)
sys.stdin.read()
"""

NEXT = schema.MIGRATIONS[-1].version + 1


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "news"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreLocked, match=f"process {other.pid}") as caught:
            Store.open(path, Clock())
        assert caught.value.exit_code == 75
        with open_published(path) as connection:  # reading is always possible
            assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]
        other.stdin.close()
        other.wait()
    Store.open(path, Clock()).close()


def test_lock_is_free_after_close_and_after_failure(open_store: Callable[[], Store], tmp_path: Path) -> None:
    open_store().close()
    (tmp_path / "news/_state/writer.duckdb").write_bytes(b"not a database" * 1000)
    for _ in range(2):
        with pytest.raises(StoreError, match="damaged"):
            Store.open(tmp_path / "news", Clock())


def test_missing_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store at"):
        open_published(tmp_path / "nowhere")


def test_path_that_cannot_be_a_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(tmp_path / "file", Clock())


def test_moved_store_says_so_and_is_mended_by_the_next_writer(open_store: Callable[[], Store], tmp_path: Path) -> None:
    store = open_store()
    commit(store, tmp_path, "b1", document(0))
    store.seal(force=True)
    store.close()
    moved = tmp_path / "elsewhere"
    (tmp_path / "news").rename(moved)
    with pytest.raises(StoreError, match=f"was moved there from {tmp_path / 'news'}"):
        open_published(moved)
    Store.open(moved, Clock()).close()
    with open_published(moved) as connection:
        assert connection.execute("SELECT title FROM articles").fetchall() == [("Boats 0",)]


def test_newer_store_is_left_alone(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store._connection.execute("INSERT INTO schema_versions VALUES (99, now()::TIMESTAMP, 'the future')")
    store.publish(force=True)
    store.close()
    with pytest.raises(StoreError, match=r"schema version 99 .* upgrade newsbeam"):
        Store.open(store.layout.root, Clock())
    with pytest.raises(StoreError, match=r"schema version 99 .* upgrade newsbeam"):
        open_published(store.layout.root)


def test_older_store_is_brought_up_to_date(open_store: Callable[[], Store]) -> None:
    store = open_store()
    steps = (*schema.MIGRATIONS, schema.Migration(NEXT, "mood", ("ALTER TABLE hot.claims ADD COLUMN mood VARCHAR",)))
    schema.upgrade(store._connection, NOON, steps)
    schema.upgrade(store._connection, NOON, steps)
    assert schema.version_of(store._connection) == NEXT
    assert store._connection.execute("SELECT mood FROM hot.claims").fetchall() == []


def test_first_schema_becomes_the_present_one(open_store: Callable[[], Store], tmp_path: Path) -> None:
    store = open_store()
    commit(store, tmp_path, "b1", document(0))
    store.seal(force=True)
    connection = store._connection
    shape = connection.execute(SHAPE).fetchall()
    added = {
        "article_revisions": ("kind", "modified_at", "outlet", "image_url", "captions", "knowledge"),
        "claims": ("quoted_share", "modality", "within_claim_id"),
        "claim_quantities": ("place_text",),
    }
    statements = [f"ALTER TABLE hot.{table} DROP COLUMN {name}" for table, names in added.items() for name in names]
    for statement in (*statements, "DROP TABLE outlets", "DROP TABLE outlet_blocks", "DELETE FROM schema_versions WHERE version > 1"):
        connection.execute(statement)
    assert connection.execute(SHAPE).fetchall() != shape
    store._let_go()
    again = open_store()
    assert again._connection.execute(SHAPE).fetchall() == shape
    with open_published(again.layout.root) as published:
        assert published.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]


def test_a_store_of_the_time_when_every_text_had_an_outlet_takes_one_without(open_store: Callable[[], Store], tmp_path: Path) -> None:
    store = open_store()
    for table in ("article_revisions", "removed_blocks"):
        store._connection.execute(f"ALTER TABLE hot.{table} ALTER source SET NOT NULL")
    store._connection.execute("DELETE FROM schema_versions WHERE version > 5")
    store._let_go()
    again = open_store()
    nobodys = document(0)
    commit(again, tmp_path, "b1", replace(nobodys, article=replace(nobodys.article, source=None)))
    again.seal(force=True)
    again.publish()
    with open_published(again.layout.root) as published:
        assert published.execute("SELECT source FROM articles").fetchall() == [(None,)]


SHAPE = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = 'writer' ORDER BY ALL"


def test_failed_migration_changes_nothing(open_store: Callable[[], Store]) -> None:
    store = open_store()
    broken = schema.Migration(
        NEXT, "mood", ("ALTER TABLE hot.claims ADD COLUMN mood VARCHAR", "ALTER TABLE nothing ADD COLUMN mood VARCHAR")
    )
    with pytest.raises(duckdb.CatalogException):
        schema.upgrade(store._connection, NOON, (*schema.MIGRATIONS, broken))
    assert schema.version_of(store._connection) == NEXT - 1
    assert "mood" not in [row[0] for row in store._connection.execute("DESCRIBE hot.claims").fetchall()]


def put_another_database(path: Path) -> None:
    path.unlink()
    duckdb.connect(path).close()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(lambda path: path.write_bytes(b"nothing of the kind" * 1000), "damaged", id="other bytes"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:20_000]), "damaged", id="cut"),
        pytest.param(put_another_database, "not a newsbeam store", id="other database"),
    ],
)
def test_damaged_published_file_is_told_and_mended(
    open_store: Callable[[], Store], tmp_path: Path, damage: Callable[[Path], object], words: str
) -> None:
    store = open_store()
    commit(store, tmp_path, "b1", document(0))
    store.close()
    damage(store.layout.published)
    with pytest.raises(StoreError, match=words) as caught:
        open_published(store.layout.root)
    assert "\n" not in str(caught.value)
    open_store().close()
    with open_published(store.layout.root) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]


def test_start_clears_what_a_crash_left(open_store: Callable[[], Store], tmp_path: Path) -> None:
    store = open_store()
    commit(store, tmp_path, "b1", document(0))
    store.seal(force=True)
    store.close()
    (sealed,) = (store.layout.data / "claims").rglob("*.parquet")
    left = [
        sealed.with_name("00009999.parquet"),
        sealed.with_name("00009999.tmp"),
        store.layout.batches / "half/claims-x.parquet",
        store.layout.spill / "duckdb_temp",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        shutil.copy(sealed, path)
    open_store()
    assert [path for path in left if path.exists()] == []
    assert sealed.exists()


def test_lost_segment_is_told(open_store: Callable[[], Store], tmp_path: Path) -> None:
    store = open_store()
    commit(store, tmp_path, "b1", document(0))
    store.seal(force=True)
    store.close()
    shutil.rmtree(store.layout.data / "claims")
    with pytest.raises(StoreError, match="has lost one of its files, data/claims/"):
        open_store()


FULL = """
import json, resource, sys
from pathlib import Path
from newsbeam.sinks.store import Store
from tests.store.samples import Clock, commit, many
from newsbeam.transforms.errors import TemporaryError
path, step, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = Store.open(path, Clock())
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
said = []
def attempt(act):
    try:
        act()
    except TemporaryError as error:
        said.append(str(error))
def commits():
    for number in range(1, 40):
        commit(store, path.parent, f"full-{number}", *many(1000 * number, 1000 * number + 300))
attempt({"commit": commits, "seal": lambda: store.seal(force=True), "publish": lambda: store.publish(force=True)}[step])
attempt(store.close)
print(json.dumps(said))
"""
"""A writer on a disk that is nearly full, as far as it can tell: no file may grow beyond a limit."""


@pytest.mark.parametrize(("step", "limit"), [("commit", 3_000_000), ("seal", 2_000), ("publish", 300_000)])
def test_full_disk_is_one_sentence_and_loses_nothing(open_store: Callable[[], Store], tmp_path: Path, step: str, limit: int) -> None:
    store = open_store()
    commit(store, tmp_path, "b1", *many(0, 300))
    store.close()
    command = [sys.executable, "-c", FULL, str(store.layout.root), step, str(limit)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said
    assert all("disk is full" in line or "start again" in line for line in said), said
    assert "disk is full" in said[0]
    open_store().close()
    with open_published(store.layout.root) as connection:
        query = "SELECT sequence, (SELECT count(*) FROM articles), n_claims, n_inputs FROM store_info"
        sequence, articles, claims, inputs = connection.execute(query).fetchall()[0]
    assert articles == claims == inputs == 300 * sequence
    assert sequence > 1 if step == "commit" else sequence == 1


def test_feeds_outlive_the_process(open_store: Callable[[], Store]) -> None:
    store = open_store()
    feed = FeedState("https://harbour.example/rss", make_id("feed", "harbour"), next_poll_at=NOON)
    store.apply(Updates(feeds=(feed,)))
    store.close()
    assert open_store().feeds() == [feed]
