"""Readers in other processes meet neither locks nor torn tables while the writer commits, publishes, seals and compacts."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from newsbeam.sinks import schema
from newsbeam.sinks.columns import columns
from newsbeam.sinks.dimensions import FeedState, RunRow, Updates
from newsbeam.sinks.publish import views
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.sinks.tables import DIMENSIONS, FACTS
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.records import ClaimLink, Document
from tests.store.samples import Clock, claim_id, commit, document, many

ROOT = Path(__file__).parents[2]
READS = 40


def test_readers_beside_the_writer(store: Store, tmp_path: Path, clock: Clock) -> None:
    command = [sys.executable, "-m", "tests.store.reader", str(store.layout.root), str(READS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
        assert reader.stdout
        assert reader.stderr
        assert reader.stdout.readline() == "ready\n"
        number = 0
        while reader.poll() is None:
            commit(store, tmp_path, f"b{number}", document(number))
            store.publish()
            number += 1
            if number % 4 == 0:
                store.seal(force=True)
                store.compact()
                clock.advance(minutes=1)
        assert reader.returncode == 0, reader.stderr.read()
        first, last = map(int, reader.stdout.read().split())
    assert first < last  # it did see the store change


def test_publish_only_what_is_new(store: Store, tmp_path: Path, clock: Clock) -> None:
    assert not store.publish()
    commit(store, tmp_path, "b1", document(0))
    assert store.publish()
    assert not store.publish()
    clock.advance(seconds=1)
    store.seal(force=True)
    assert store.publish()
    assert store.publish(force=True)
    store.record_run(RunRow("r1", "run", "1", clock()))
    assert store.publish()
    assert not store.publish()
    store.apply(Updates(feeds=(FeedState("https://harbour.example/rss", make_id("feed", "harbour")),)))
    assert store.publish()
    assert not store.publish()


def test_a_connection_keeps_its_state(store: Store, tmp_path: Path) -> None:
    with open_published(store.layout.root) as before:
        commit(store, tmp_path, "b1", document(0))
        store.publish()
        assert before.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("sealed", [False, True])
def test_every_table_and_view_can_be_asked(store: Store, tmp_path: Path, filled: bool, sealed: bool) -> None:
    if filled:
        commit(store, tmp_path, "b1", *many(0, 6, days=2))
    if sealed:
        store.seal(force=True)
    store.publish()
    with open_published(store.layout.root) as connection:
        for table in (*FACTS, *DIMENSIONS):
            found = [row[0] for row in connection.execute(f"DESCRIBE {table.name}").fetchall()]
            assert sorted(found) == sorted(column.name for column in columns(table.row_type)), table.name
        for name in views():
            connection.execute(f"FROM {name}").fetchall()
        comments = connection.execute("SELECT count(*) FROM duckdb_views() WHERE NOT internal AND comment IS NULL").fetchall()
        assert comments == [(0,)]


def ask(store: Store, query: str) -> list[tuple[object, ...]]:
    store.publish()
    with open_published(store.layout.root) as connection:
        return connection.execute(query).fetchall()


def test_articles_and_copies(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", document(0), document(1, copy_of=0), document(0, text="New words.", version=2))
    assert ask(store, "SELECT title, revision, text = 'New words.', near_dup_cluster = article_id FROM articles ORDER BY title") == [
        ("Boats 0", 2, True, True),
        ("Boats 1", 1, False, False),
    ]
    assert ask(store, "SELECT title FROM articles_unique") == [("Boats 0",)]
    assert ask(store, "SELECT count(*) FROM current_claims") == [(2,)]
    assert ask(store, "SELECT count(*) FROM claims") == [(3,)]
    assert ask(store, "SELECT n_articles, n_unique, n_sources, title FROM stories") == [(2, 1, 2, "Boats 0")]


def test_copies_say_who_carries_whom_and_who_was_first(store: Store, tmp_path: Path) -> None:
    def told(number: int, hour: int, source: str | None, agency: str | None, copy_of: int | None = None) -> Document:
        made = document(number, copy_of=copy_of)
        at = datetime(2026, 3, 1, hour, tzinfo=UTC)
        return replace(made, article=replace(made.article, published_at=at, source=source, agency=agency))

    commit(store, tmp_path, "b1", told(0, 9, "gull.example", None), told(1, 11, None, "Reuters", 0), told(2, 7, None, None, 0), document(3))
    columns = "title, source, agency, kind, similarity, of_title, of_source, first_source, hour(first_told_at), n_articles"
    assert ask(store, f"SELECT {columns} FROM copies ORDER BY title") == [
        ("Boats 1", None, "Reuters", "near_copy", 0.9, "Boats 0", "gull.example", None, 7, 3),
        ("Boats 2", None, None, "near_copy", 0.9, "Boats 0", "gull.example", None, 7, 3),
    ]
    assert ask(store, "SELECT n_sources FROM stories") == [(2,)]  # gull.example and that of the fourth: nobody is no outlet


def test_changes_of_an_article_with_the_headline_apart(store: Store, tmp_path: Path) -> None:
    later, again = (document(0, text="The mayor spoke.\nNobody denied it.", version=version) for version in (2, 3))
    later = replace(later, article=replace(later.article, title="Boats found", modified_at=datetime(2026, 3, 2, 9, tzinfo=UTC)))
    again = replace(again, article=replace(again.article, text="Cleaned.", origin=replace(again.article.origin, kind="reclean")))
    first = document(0, text="The mayor spoke.\nHarbour officials denied it.")
    commit(store, tmp_path, "b1", first, later, again, document(1))
    columns = "revision, changed_at, title_before, title_after, is_headline_changed, cut, added"
    assert ask(store, f"SELECT {columns} FROM changes") == [
        (2, datetime(2026, 3, 2, 9), "Boats 0", "Boats found", True, ["Harbour officials denied it."], ["Nobody denied it."])  # noqa: DTZ001
    ]


def test_conflicts_show_both_sides(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", document(0), document(1))
    query = "SELECT relation, basis, speaker, other_speaker, figures, source, other_source, url FROM claim_conflicts ORDER BY relation"
    of_claims, of_statements, of_figures = ask(store, query)
    assert of_figures == (
        *("differs", "40 against 30 boats", "mayor of Port Ellery", "mayor of Port Ellery", ["40 boats"]),
        *("outlet-1.example", "outlet-0.example", "https://harbour.example/1"),
    )
    assert ask(store, "SELECT thing, low, speaker, n_articles, sources FROM story_figures") == [
        ("boat", 40.0, "mayor of Port Ellery", 2, ["outlet-0.example", "outlet-1.example"])
    ]
    assert of_claims == (
        *("contradicts", "opposite: boats", "mayor of Port Ellery", "mayor of Port Ellery", ["about 40"]),
        *("outlet-1.example", "outlet-0.example", "https://harbour.example/1"),
    )
    assert of_statements[:5] == ("denies", "opposite: a Friday", "mayor of Port Ellery", None, ["about 40"])
    (words,) = ask(store, "SELECT other_said, other_speaker, other_claim_id FROM claim_conflicts WHERE other_statement_id IS NOT NULL")
    assert (len(str(words[0])), words[1:]) == (20, (None, None))  # the outlet's own sentence
    assert ask(store, "SELECT count(*), any_value(name) FROM said_by") == [(2, "mayor of Port Ellery")]
    assert ask(store, "SELECT text, n, n_articles, n_sources FROM boilerplate") == [("Read also: more", 2, 2, 2), ("Support Us", 2, 2, 2)]
    assert ask(store, "SELECT run_id, kind, outcome, n FROM run_outcomes") == [("run-1", "page", "stored", 2)]


def test_what_outlets_repeat_is_one_origin(store: Store, tmp_path: Path) -> None:
    def linked(number: int, *links: tuple[int, Literal["repeats", "corroborates", "denies"]]) -> Document:
        found = tuple(ClaimLink(claim_id(number, 1), claim_id(other, 1), relation, "the same words", 1.0) for other, relation in links)
        return replace(document(number), links=found, figure_links=())  # those would speak against the first one too

    commit(
        store,
        tmp_path,
        "b1",
        linked(0),
        linked(1, (0, "repeats")),
        linked(2, (1, "repeats")),
        linked(3, (2, "corroborates")),
        linked(4, (3, "denies")),
    )
    origins = sorted((claim_id(number, 1), claim_id(origin, 1)) for number, origin in enumerate((0, 0, 0, 3, 4)))
    assert sorted(ask(store, "SELECT claim_id::VARCHAR, origin_id::VARCHAR FROM claim_origins")) == origins
    found = ask(store, "SELECT origin_id::VARCHAR, n_claims, n_sources, n_corroborating, n_against FROM claim_support")
    assert sorted(found) == sorted([(claim_id(0, 1), 3, 3, 1, 0), (claim_id(3, 1), 1, 1, 1, 1), (claim_id(4, 1), 1, 1, 0, 1)])


def test_a_day_reads_only_its_own_files(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", *many(0, 6, days=3))
    store.seal(force=True)
    plan = str(ask(store, "EXPLAIN ANALYZE SELECT title, near_dup_cluster FROM articles WHERE day = DATE '2026-03-01'"))
    assert "1/3" in plan


def held(store: Store) -> int:
    """Bytes that DuckDB counts as used."""
    return schema.count(store._connection, "SELECT sum(memory_usage_bytes) FROM duckdb_memory()")


@pytest.mark.parametrize(("at_rest", "left"), [("16MB", 16_000_000), ("1KB", None)])
def test_what_a_publication_needed_is_given_back(store: Store, monkeypatch: pytest.MonkeyPatch, at_rest: str, left: int | None) -> None:
    monkeypatch.setattr(schema, "AT_REST", at_rest)  # 1 KB is less than what must stay: then nothing is dropped, and nothing breaks
    store._connection.execute("CREATE TABLE large AS SELECT hash(range) AS number FROM range(5_000_000)")
    store._connection.execute("CHECKPOINT")
    assert schema.scalar(store._connection, "SELECT count(DISTINCT number % 1000) FROM large") == 1000
    assert held(store) > 30_000_000
    assert store.publish(force=True)
    assert left is None or held(store) <= left
    assert schema.scalar(store._connection, "SELECT current_setting('memory_limit')") == "953.6 MiB"
