"""A commit is all or nothing, once, and fits late batches to what came before them."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from newsbeam.sinks import schedule
from newsbeam.sinks.dimensions import FrontierPage, InputRow, RunRow, Updates
from newsbeam.sinks.ledger import OutOfStep
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.sinks.tables import FACTS
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.errors import StoreError
from newsbeam.transforms.records import Document
from tests.store.samples import NOON, TEXT, Clock, article_id, commit, document, failure, late_rows, many, poll, write_batch

PAGE = FrontierPage("harbour.example/9", "https://harbour.example/9", "harbour.example", "https://harbour.example/rss", NOON, NOON)


def ask(store: Store, query: str) -> list[tuple[object, ...]]:
    store.publish()
    with open_published(store.layout.root) as connection:
        return connection.execute(query).fetchall()


def counts(store: Store) -> dict[str, int]:
    return {table.name: int(str(ask(store, f"SELECT count(*) FROM {table.name}")[0][0])) for table in FACTS}


def test_a_batch_becomes_rows_in_every_table(store: Store, tmp_path: Path) -> None:
    batch = write_batch(tmp_path / "b", "b1", [document(0), document(1), document(2, copy_of=1), failure(1), failure(2, "retry"), poll(1)])
    done = store.commit(batch)
    assert (done.sequence, done.already) == (1, False)
    assert Counter({(outcome, reason): n for outcome, reason, n in done.outcomes}) == {
        ("stored", None): 2, ("duplicate", "near_copy"): 1, ("dead", "no_content"): 1, ("retry", "no_content"): 1, ("polled", None): 1,
    }  # fmt: skip
    assert counts(store) == {
        "article_revisions": 3, "removed_blocks": 6, "mentions": 6, "claims": 3, "claim_quantities": 3, "claim_links": 2,
        "figures": 3, "figure_links": 2, "statements": 3, "statement_links": 2,
        "article_duplicates": 1, "story_articles": 3, "fetches": 6, "dead_letters": 1,
    }  # fmt: skip
    assert ask(store, "SELECT DISTINCT batch_id FROM fetches") == [("b1",)]


def test_nothing_is_kept_of_a_commit_that_fails(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(store, tmp_path, "b1", document(0))
    before = counts(store)
    progress = InputRow(make_id("input", "a"), "a.warc", "archive", 7, False)
    batch = write_batch(tmp_path / "b2", "b2", [document(1), failure(1)], 1, (progress,))

    def fail(*_: object) -> None:
        raise RuntimeError("the machine is on fire")

    with monkeypatch.context() as patched:
        patched.setattr(schedule, "apply", fail)
        with pytest.raises(RuntimeError):
            store.commit(batch, Updates(pages=(PAGE,)))
    assert (store.sequence, counts(store), store.done(progress.input_id), store.waiting().pages) == (1, before, (0, False), 0)

    store.commit(batch, Updates(pages=(PAGE,)))
    assert (store.sequence, counts(store)["fetches"], store.done(progress.input_id), store.waiting().pages) == (2, 3, (7, False), 1)


def test_a_batch_is_committed_once(store: Store, tmp_path: Path) -> None:
    batch = write_batch(tmp_path / "b", "b1", [document(0)])
    store.commit(batch, Updates(pages=(PAGE,)))
    before = counts(store)
    assert store.has(batch)
    again = store.commit(batch, Updates(done_pages=(PAGE.url_key,)))
    assert (again.already, again.sequence, counts(store), store.waiting().pages) == (True, 1, before, 1)


def test_own_folders_are_gone_after_the_commit(store: Store) -> None:
    folder = write_batch(store.layout.batches / "x", "b1", [document(0)])
    store.commit(folder)
    assert not folder.exists()


@pytest.mark.parametrize("sealed", [False, True])
def test_late_batches_are_renumbered(store: Store, tmp_path: Path, sealed: bool) -> None:
    earlier = [document(1), document(2)]
    commit(store, tmp_path, "b1", *earlier)
    if sealed:
        store.seal(force=True)
    # Decided in ignorance of b1: a known text, a new text of a known article, two new texts, a new article.
    late = [
        document(1),
        document(2, text=TEXT + " More.", version=11, revision=1, fetched_at=Clock().time.replace(hour=15)),
        document(2, text=TEXT + " Yet more.", version=12, revision=2),
        document(3),
    ]
    commit(store, tmp_path, "b2", *late, late=late_rows(earlier, late))
    assert ask(store, "SELECT title, revision, n_chars FROM article_revisions ORDER BY ALL") == [
        ("Boats 1", 1, len(TEXT)),
        ("Boats 2", 1, len(TEXT)),
        ("Boats 2", 2, len(TEXT) + 6),
        ("Boats 2", 3, len(TEXT) + 10),
        ("Boats 3", 1, len(TEXT)),
    ]
    assert ask(store, "SELECT revision, outcome, reason FROM fetches WHERE batch_id = 'b2' ORDER BY ALL") == [
        (1, "stored", None),
        (2, "revised", None),
        (3, "revised", None),
    ]  # the input of article 1 is in the ledger already
    assert ask(store, "SELECT count(*), count(DISTINCT (article_id, revision)) FROM claims") == [(5, 5)]
    assert ask(store, "SELECT DISTINCT first_seen_at FROM article_revisions WHERE title = 'Boats 2'") == [(NOON.replace(tzinfo=None),)]


def test_late_batch_with_known_content_is_a_duplicate(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", document(1))
    same = document(1, version=5, revision=1)
    commit(store, tmp_path, "b2", same, late=late_rows([document(1)], [same]))
    assert ask(store, "SELECT revision, outcome, reason FROM fetches WHERE batch_id = 'b2'") == [(1, "duplicate", "same_content")]
    assert counts(store)["claims"] == 1


def test_a_late_batch_shows_the_copies_that_are_known_now(store: Store, tmp_path: Path) -> None:
    late = document(1)
    commit(store, tmp_path, "b1", document(0))
    as_copy = replace(
        late_rows([document(0)], [late])[0], duplicate_of=article_id(0), kind="near_copy", similarity=0.7, cluster=article_id(0)
    )
    commit(store, tmp_path, "b2", late, late=[replace(as_copy, outcome="duplicate", reason="near_copy")])
    assert ask(store, "SELECT outcome, reason FROM fetches WHERE batch_id = 'b2'") == [("duplicate", "near_copy")]
    assert ask(store, "SELECT title FROM articles_unique") == [("Boats 0",)]


def test_day_is_the_one_of_first_sight(store: Store, tmp_path: Path) -> None:
    first, moved = document(1), document(1, text=TEXT + " More.", version=2, revision=1, day=NOON.date())
    commit(store, tmp_path, "b1", first)
    commit(store, tmp_path, "b2", moved, late=late_rows([first], [moved]))
    assert ask(store, "SELECT DISTINCT day FROM article_revisions") == [(first.article.day,)]
    assert ask(store, "SELECT DISTINCT day FROM mentions") == [(first.article.day,)]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_entities_do_not_depend_on_the_order_of_arrival(store: Store, tmp_path: Path, order: tuple[int, ...]) -> None:
    spellings = ["Ada Quill", "Ada M. Quill", "Ada M. Quill"]

    def naming(number: int) -> Document:
        mention = document(number).mentions[0]._replace(name=spellings[number], surface="Quill", reason="surname")
        return replace(document(number), mentions=(mention,))

    for number in order:
        commit(store, tmp_path, f"b{number}", naming(number))
    assert ask(store, "SELECT name, label FROM entities") == [("Ada M. Quill", "PER")]
    assert ask(store, "SELECT alias, reason, n FROM entity_aliases ORDER BY ALL") == [
        ("Ada M. Quill", "full_name", 2), ("Ada Quill", "full_name", 1), ("Quill", "surname", 3),
    ]  # fmt: skip


def test_entities_of_equal_frequency_take_the_longest_name(store: Store, tmp_path: Path) -> None:
    for number, name in enumerate(["Ada Quill", "Ada M. Quill"]):
        mention = document(number).mentions[0]._replace(name=name)
        commit(store, tmp_path, f"b{number}", replace(document(number), mentions=(mention,)))
    assert ask(store, "SELECT name FROM entities") == [("Ada M. Quill",)]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(lambda folder: (folder / "batch.json").unlink(), "batch.json", id="no manifest"),
        pytest.param(lambda folder: (folder / "batch.json").write_text("{"), "batch.json", id="cut manifest"),
        pytest.param(lambda folder: (folder / "batch.json").write_text("[]"), "batch.json", id="other manifest"),
        pytest.param(lambda folder: (folder / "claims-p0.parquet").unlink(), "lacks its part claims-p0.parquet", id="no part"),
        pytest.param(lambda folder: (folder / "claims-p0.parquet").write_bytes(b"PAR1"), "batch", id="damaged part"),
    ],
)
def test_damaged_batches_change_nothing(store: Store, tmp_path: Path, damage: object, words: str) -> None:
    batch = write_batch(tmp_path / "b", "b1", [document(0)])
    damage(batch)  # type: ignore[operator]
    with pytest.raises(StoreError, match=words):
        store.commit(batch)
    assert (store.sequence, counts(store)["fetches"]) == (0, 0)


def test_tables_of_a_newer_version_are_refused(store: Store, tmp_path: Path) -> None:
    batch = write_batch(tmp_path / "b", "b1", [document(0)])
    manifest = batch / "batch.json"
    (batch / "claims-p0.parquet").rename(batch / "dreams-p0.parquet")
    manifest.write_text(manifest.read_text().replace("claims-p0", "dreams-p0"))
    with pytest.raises(StoreError, match="dreams"):
        store.commit(batch)


def test_unlisted_parts_do_not_count(store: Store, tmp_path: Path) -> None:
    batch = write_batch(tmp_path / "b", "b1", [document(0)])
    (batch / "claims-retried.parquet").write_bytes((batch / "claims-p0.parquet").read_bytes())
    store.commit(batch)
    assert counts(store)["claims"] == 1


def test_spans_hold_in_sql(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", *many(0, 3))
    wrong = """SELECT surface FROM current_mentions JOIN articles USING (day, article_id)
        WHERE substring(text, start_char + 1, end_char - start_char) <> surface"""
    assert ask(store, wrong) == []


def test_archive_progress_only_grows(store: Store, tmp_path: Path) -> None:
    archive = make_id("input", "a")
    for number, (n_done, finished) in enumerate([(10, False), (4, True), (7, False)]):
        store.commit(
            write_batch(tmp_path / str(number), str(number), [], number, (InputRow(archive, "a.warc", "archive", n_done, finished),))
        )
    assert store.done(archive) == (10, True)


def chunk(tmp_path: Path, batch_id: str, first: int, last: int, finished: bool = False, archive: str = "a") -> Path:
    """Records first to last of an archive."""
    row = InputRow(make_id("input", archive), f"{archive}.warc", "archive", last, finished, first)
    return write_batch(tmp_path / batch_id, batch_id, many(first, last), 0, (row,))


def test_two_backfills_of_one_archive_count_its_records_once(store: Store, tmp_path: Path) -> None:
    """Their batches alternate, so that neither is ever late."""
    for first in (0, 5):
        done = [store.commit(chunk(tmp_path, f"{name}{first}", first, first + 5, first == 5)) for name in ("one", "two")]
        assert [one.already for one in done] == [False, True]
    assert counts(store)["fetches"] == counts(store)["article_revisions"] == 10
    assert (store.sequence, store.done(make_id("input", "a"))) == (4, (10, True))
    assert ask(store, "SELECT sum(n) FROM entity_aliases") == [(40,)]


@pytest.mark.parametrize(("first", "last"), [(3, 8), (7, 9)], ids=["overlap", "gap"])
def test_a_chunk_out_of_step_is_sent_back(store: Store, tmp_path: Path, first: int, last: int) -> None:
    store.commit(chunk(tmp_path, "b1", 0, 5))
    with pytest.raises(OutOfStep, match=rf"a\.warc was read by another process .* began at record {first}, but 5 are done"):
        store.commit(chunk(tmp_path, "b2", first, last))
    assert (store.sequence, counts(store)["fetches"], store.done(make_id("input", "a"))) == (1, 5, (5, False))


def test_history_is_kept_for_a_year_and_shown_for_a_month(store: Store, tmp_path: Path, clock: Clock) -> None:
    start = clock()
    for number, days in enumerate((0, 340, 380)):
        clock.time = start + timedelta(days=days)
        commit(store, tmp_path, f"b{number}", document(number))
        store.record_run(RunRow(f"r{number}", "run", "1", clock()))
    assert ask(store, "SELECT batch_id FROM batches ORDER BY ALL") == [("b2",)]
    store.seal(force=True)
    assert store._connection.execute("SELECT batch_id FROM batches ORDER BY ALL").fetchall() == [("b1",), ("b2",)]
    assert ask(store, "SELECT run_id FROM runs ORDER BY ALL") == [("r1",), ("r2",)]
    clock.advance(days=1000)
    store.seal(force=True)
    assert store.sequence == 3


def test_published_rows_are_those_of_the_database_format_of_duckdb_1(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", document(0))
    store.publish()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{store.layout.published}' AS other (READ_ONLY)")
        assert connection.execute("SELECT title FROM other.articles").fetchall() == [("Boats 0",)]
        tags = connection.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'other'").fetchall()
    assert "v1.0.0" in str(tags)
