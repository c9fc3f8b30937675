"""The whole job on the mini-internet, held against what a right pipeline finds there."""

import io
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

from newsbeam.pipeline.demo import job
from newsbeam.pipeline.demo.expected import Conflict, Expected, expected
from newsbeam.pipeline.demo.internet import MiniInternet
from newsbeam.pipeline.progress import Display, Report
from newsbeam.pipeline.signals import Stop
from newsbeam.pipeline.summary import show, summarise
from newsbeam.pipeline.why import explain
from newsbeam.sinks.columns import columns
from newsbeam.sinks.read import open_published
from newsbeam.sinks.tables import DIMENSIONS, FACTS
from newsbeam.transforms.core.web.urls import url_key
from newsbeam.transforms.errors import REASONS


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MiniInternet, Counter[str]]:
    store = tmp_path_factory.mktemp("demo") / "store"
    store.mkdir()
    with MiniInternet(drip_seconds=5) as net:
        counts = job.play(net, store, Stop(), Display(Report("demo")))
    return store, net, counts


@pytest.fixture
def store(played: tuple[Path, MiniInternet, Counter[str]]) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_published(played[0]) as connection:
        yield connection


@pytest.fixture
def wanted() -> Expected:
    return expected()


COPIES = ("exact_copy", "near_copy", "excerpt", "superset", "same_content")
REASONED = {("fetches", "reason"): {*REASONS, *COPIES}, ("dead_letters", "reason"): set(REASONS), ("feeds", "last_reason"): set(REASONS)}
"""Columns whose words are data and not a `Literal`."""


def vocabularies() -> dict[tuple[str, str], set[str]]:
    literals = {(table.name, one.name): set(one.values) for table in (*FACTS, *DIMENSIONS) for one in columns(table.row_type) if one.values}
    return literals | REASONED


def rows(store: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return store.execute(query).fetchall()


def final_outcomes(store: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str | None]]:
    """The first lasting outcome of every page that was fetched, by its key."""
    found = rows(store, "SELECT url, outcome, reason FROM fetches WHERE kind = 'page' AND outcome <> 'retry' ORDER BY fetched_at DESC")
    return {url_key(url): (outcome, reason) for url, outcome, reason in found}


@pytest.mark.parametrize(("table", "column"), vocabularies())
def test_no_word_lies_outside_its_vocabulary(store: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    found = {word for (word,) in rows(store, f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")}
    assert found
    assert found <= vocabularies()[table, column]


def test_every_document_ends_as_it_should(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    outcomes = final_outcomes(store)
    different = {}
    for url, document in wanted.pages[1].items():
        outcome, reason = outcomes.get(url_key(url), ("missing", None))
        stored = outcome in ("stored", "revised") or (outcome == "duplicate" and reason != "same_content")
        if (document.outcome, outcome) == ("retry", "dead"):
            continue  # there are only two tries in the demo
        if stored != (document.outcome == "stored") or (not stored and (outcome, reason) != (document.outcome, document.reason)):
            different[url] = (outcome, reason, document.outcome, document.reason)
    assert not different


def test_every_input_is_counted_once(store: duckdb.DuckDBPyConnection, played: tuple[Path, MiniInternet, Counter[str]]) -> None:
    ledger = dict(rows(store, "SELECT outcome, count(*) FROM fetches WHERE kind <> 'feed' GROUP BY ALL"))
    assert ledger == dict(played[2])
    assert rows(store, "SELECT count(*) - count(DISTINCT input_id) FROM fetches") == [(0,)]
    kept = rows(store, "SELECT count(*) FROM dead_letters WHERE kind <> 'feed'")[0][0]
    assert kept == ledger["dead"] + ledger["refused"]
    revisions = rows(store, "SELECT count(*) FROM article_revisions")[0][0]
    copies = rows(store, "SELECT count(*) FROM fetches WHERE outcome = 'duplicate' AND reason <> 'same_content'")[0][0]
    assert revisions == ledger["stored"] + ledger["revised"] + copies


def test_nobody_went_where_it_is_not_allowed(played: tuple[Path, MiniInternet, Counter[str]]) -> None:
    net = played[1]
    assert net.private_hits == ()
    assert len(net.hits) > 100


def test_articles_that_changed_have_two_revisions(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    changed = {url for (url,) in rows(store, "SELECT url FROM articles WHERE revision > 1")}
    assert changed == set(wanted.revised)


def test_the_wire_story_is_one_cluster_and_nothing_else_is(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    clusters: dict[str, set[str]] = {}
    for url, cluster in rows(store, "SELECT url, near_dup_cluster::VARCHAR FROM articles WHERE url IS NOT NULL"):
        clusters.setdefault(cluster, set()).add(url)
    by_name = {f"{document.piece.outlet.key}/{document.piece.slug}": url for url, document in wanted.pages[1].items()}
    fed = set(by_name.values())
    found = {frozenset(urls & fed) for urls in clusters.values() if len(urls & fed) > 1}
    assert found == {frozenset(by_name[name] for name in cluster) for cluster in wanted.clusters}


def test_text_is_whole_and_mostly_clean(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    texts = dict(rows(store, "SELECT url, text FROM articles WHERE url IS NOT NULL"))
    stored = {url: document for url, document in wanted.pages[1].items() if document.outcome == "stored"}
    exact = [url for url, document in stored.items() if texts[url] == document.text]
    begun = [url for url, document in stored.items() if document.first_sentence in texts[url]]
    assert len(begun) / len(stored) >= 0.95
    assert len(exact) / len(stored) >= EXACT_TEXTS


EXACT_TEXTS = 0.7
"""The share of pages whose text is right to the letter: a floor below what is reached now."""


def test_spans_are_the_stored_surface(store: duckdb.DuckDBPyConnection) -> None:
    texts = {
        (str(article), revision): (text, title or "")
        for article, revision, text, title in rows(store, "SELECT article_id, revision, text, title FROM article_revisions")
    }
    mentions = rows(store, "SELECT article_id, revision, surface, start_char, end_char FROM mentions")
    assert len(mentions) > 500
    assert all(texts[str(article), revision][0][start:end] == surface for article, revision, surface, start, end in mentions)
    claims = rows(
        store, "SELECT article_id, revision, zone, source_text, source_start, source_end, cue_text, cue_start, cue_end FROM claims"
    )
    assert len(claims) > 200
    for article, revision, zone, *pieces in claims:
        text = texts[str(article), revision][zone == "headline"]
        for surface, start, end in (pieces[:3], pieces[3:]):
            assert start is None or text[start:end] == surface


def test_planted_conflicts_are_found(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    query = """
        SELECT one.low, other.low FROM figure_links AS link
        JOIN figures AS one ON one.figure_id = link.figure_id JOIN figures AS other ON other.figure_id = link.other_figure_id"""
    numbers = {frozenset(pair) for pair in rows(store, query)}
    speakers = [
        " ".join(map(str, pair)) for pair in rows(store, "SELECT speaker, other_speaker FROM claim_conflicts WHERE figure_id IS NULL")
    ]
    figures = [one.about for one in wanted.figures if frozenset((float(one.first.number or 0), float(one.second.number or 0))) in numbers]
    denials = [one.about for one in wanted.denials if any(_both_speak(one, pair) for pair in speakers)]
    assert len(wanted.figures) + len(wanted.denials) == 12
    assert len(figures) + len(denials) >= CONFLICTS_FOUND, (figures, denials)


def _both_speak(conflict: Conflict, speakers: str) -> bool:
    return all(side.speaker.split()[-1] in speakers for side in (conflict.first, conflict.second))


CONFLICTS_FOUND = 9
"""Of twelve that are planted: a floor, as reached now."""


def test_figures_that_may_both_be_true_are_no_conflict(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    told = {**wanted.pages[1], **wanted.archived}
    urls = {f"{document.piece.outlet.key}/{document.piece.slug}": url for url, document in told.items()}
    query = "SELECT url, figures[1], other_url, other_figures[1] FROM claim_conflicts WHERE figure_id IS NOT NULL"
    found = {frozenset(((url, figure), (other_url, other))) for url, figure, other_url, other in rows(store, query)}
    known = {(url, figure) for url, figure in rows(store, "SELECT url, raw FROM current_figures JOIN articles USING (day, article_id)")}
    assert len(wanted.alike) == 12
    for one in wanted.alike:
        sides = [(urls[side.article], side.figure) for side in (one.first, one.second)]
        assert set(sides) <= known, one.about
        assert frozenset(sides) not in found, one.about


def test_a_figures_history_is_one_query(store: duckdb.DuckDBPyConnection) -> None:
    history = "SELECT low, speaker FROM story_figures WHERE event = 'wounded' ORDER BY first_at"
    assert {14.0, 17.0, 31.0} <= {low for low, _ in rows(store, history)}


def test_a_person_is_one_entity_over_all_spellings(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    for spellings in wanted.people:
        found = store.execute("SELECT DISTINCT entity_id FROM mentions WHERE list_contains(?, surface)", [list(spellings)]).fetchall()
        assert len(found) == 1, spellings


def test_dumps_have_their_authors_and_dates_and_mostly_their_titles(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    found = rows(store, "SELECT title, authors, day FROM articles WHERE url IS NULL")
    assert sorted((authors, day) for _, authors, day in found) == sorted((dump.authors, dump.date) for dump in wanted.dumps)
    assert len({title for title, *_ in found} & {dump.title for dump in wanted.dumps}) >= 4


def test_responses_of_the_warc_that_are_no_articles_say_why(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    found = dict(rows(store, "SELECT url, reason FROM dead_letters WHERE kind = 'record' AND url IS NOT NULL"))
    assert found == dict(wanted.warc)


def test_the_biggest_story_is_the_fire(store: duckdb.DuckDBPyConnection) -> None:
    ((title,),) = rows(store, "SELECT title FROM stories ORDER BY n_articles DESC LIMIT 1")
    assert title == "Fire at Port Sarne warehouse injures 14, empties homes around harbour"


def test_feeds_are_followed_where_they_moved_and_parked_where_they_fail(store: duckdb.DuckDBPyConnection, wanted: Expected) -> None:
    feeds = {
        url: (state, moved_to, failures)
        for url, state, moved_to, failures in rows(store, "SELECT url, state, moved_to, consecutive_failures FROM feeds")
    }
    moved = [url for url, (state, *_) in feeds.items() if state == "moved"]
    assert len(moved) == 1
    assert feeds[feeds[moved[0]][1]][0] == "active"
    gone = rows(store, "SELECT url FROM fetches WHERE kind = 'feed' AND outcome = 'gone'")
    assert {url for (url,) in gone} <= set(wanted.feeds)
    assert len(gone) == 2


def test_the_summary_shows_all_of_it(played: tuple[Path, MiniInternet, Counter[str]]) -> None:
    screen = io.StringIO()
    show(summarise(played[0]), Console(file=screen, width=120))
    text = screen.getvalue()
    for heading in ("Where all", "Cut most often", "The biggest story", "An article that changed", "Claims in conflict"):
        assert heading in text


def test_why_explains_any_document(
    played: tuple[Path, MiniInternet, Counter[str]], wanted: Expected, capsys: pytest.CaptureFixture[str]
) -> None:
    for url, document in list(wanted.pages[1].items())[::8]:
        assert explain(played[0], url, as_json=False) == 0
        said = capsys.readouterr().out
        assert (document.reason or "stored") in said or "revision" in said


def test_keys_of_stored_articles_are_the_keys_of_their_addresses(store: duckdb.DuckDBPyConnection) -> None:
    for url, key in rows(store, "SELECT url, url_key FROM articles WHERE url IS NOT NULL"):
        assert url_key(url) == key


def test_a_stop_ends_the_demo_early(tmp_path: Path) -> None:
    stop = Stop()
    threading.Event.set(stop)
    with MiniInternet() as net:
        assert not job.play(net, tmp_path, stop, Display(Report("demo")))
