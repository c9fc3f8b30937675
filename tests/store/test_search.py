"""What is committed is found: by words, phrases, fields and speakers, in any script; and the search file mends itself."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.sinks.search.find import ArticleHit, search_articles, search_claims
from newsbeam.sinks.search.query import Query, Term, parse
from newsbeam.sinks.search.snippets import find_snippet
from newsbeam.sinks.search.terms import spaced
from newsbeam.sinks.store import Store
from newsbeam.transforms.errors import ConfigError, StoreError, TemporaryError
from newsbeam.transforms.records import Document
from tests.store.samples import Clock, article_id, commit, document

FERRY = "The ferry to Marn Island sank in a gale, and 40 passengers swam ashore.\nThe harbour master said that nobody drowned."
VOTE = "Councillors voted for a new ferry terminal.\nThe mayor of Port Ellery called the vote a disgrace."
CAFE = "The Café Zürs, where sailors drink, has closed. Its owner, Jürgen Öst, is 80."
CHINESE = "港口城市的渡轮在大风中沉没，四十名乘客游上岸。市长对记者说，没有人溺水。"
THAI = "เรือข้ามฟากจมลงในพายุ ผู้โดยสารสี่สิบคนว่ายน้ำขึ้นฝั่ง"
HINDI = "तूफ़ान में नौका डूब गई और चालीस यात्री तैरकर किनारे पहुँचे।"
DAY = date(2026, 3, 1)


def titled(one: Document, title: str, lang: str = "en") -> Document:
    return replace(one, article=replace(one.article, title=title, lang=lang))


@pytest.fixture
def path(store: Store, tmp_path: Path) -> Path:
    """A store with six articles."""
    documents = [
        titled(document(1, text=FERRY), "Ferry sinks off Marn"),
        titled(document(2, text=VOTE), "Council decides on terminal"),
        titled(document(3, text=CAFE, day=date(2026, 2, 27)), "Last orders"),
        titled(document(4, text=CHINESE), "渡轮沉没", "zh"),
        titled(document(5, text=THAI), "เรือจม", "th"),
        titled(document(6, text=HINDI), "नौका डूबी", "hi"),
    ]
    commit(store, tmp_path, "b", *documents)
    store.publish()
    return store.layout.root


def found(path: Path, query: str, *, copies: bool = False) -> list[str]:
    return [hit.title for hit in search_articles(path, parse(query), copies=copies)]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        pytest.param("ferry", ["Ferry sinks off Marn", "Council decides on terminal"], id="a title weighs more"),
        pytest.param("FERRY gale", ["Ferry sinks off Marn"], id="all words, whatever their case"),
        pytest.param('"ferry terminal"', ["Council decides on terminal"], id="a phrase"),
        pytest.param("“ferry terminal”", ["Council decides on terminal"], id="a phrase in other marks"),
        pytest.param("passenger*", ["Ferry sinks off Marn"], id="a prefix"),
        pytest.param('"swam ash*"', [], id="a star within marks is no prefix"),
        pytest.param('"swam ash"*', ["Ferry sinks off Marn"], id="a phrase whose last word begins so"),
        pytest.param("gale OR sailors", ["Last orders", "Ferry sinks off Marn"], id="either"),
        pytest.param("ferry -gale", ["Council decides on terminal"], id="without"),
        pytest.param("ferry NOT (gale OR drown*)", ["Council decides on terminal"], id="without any of"),
        pytest.param("ferry AND (gale OR sailors)", ["Ferry sinks off Marn"], id="parentheses"),
        pytest.param("title:ferry", ["Ferry sinks off Marn"], id="in the title"),
        pytest.param('title:"sinks off"', ["Ferry sinks off Marn"], id="a phrase in the title"),
        pytest.param("cafe zurs", ["Last orders"], id="without accents"),
        pytest.param("CAFÉ ost", ["Last orders"], id="with accents and without"),
        pytest.param("渡轮", ["渡轮沉没"], id="Chinese"),
        pytest.param("没有人溺水", ["渡轮沉没"], id="a Chinese phrase"),
        pytest.param("人没有", [], id="the same characters in another order"),
        pytest.param("พายุ", ["เรือจม"], id="Thai"),
        pytest.param("नौका", ["नौका डूबी"], id="Hindi"),
        pytest.param("ferry source:outlet-2.example", ["Council decides on terminal"], id="of an outlet"),
        pytest.param("source:www.outlet-2.example lang:en", ["Council decides on terminal"], id="only filters"),
        pytest.param("source:example lang:zh lang:th title:เรือ", ["เรือจม"], id="an outlet's domain, either language"),
        pytest.param("source:xample ferry", [], id="not the end of a name"),
        pytest.param("to:2026-02-28", ["Last orders"], id="until"),
        pytest.param("ferry from:2026-03-01 to:2026-03-01", ["Ferry sinks off Marn", "Council decides on terminal"], id="a day"),
        pytest.param("ferry from:2026-03-02", [], id="since"),
        pytest.param('gale said-by:"mayor of Port Ellery"', ["Ferry sinks off Marn"], id="somebody says something in it"),
        pytest.param("gale said-by:nobody", [], id="nobody says something in it"),
        pytest.param("12:30 OR gale", ["Ferry sinks off Marn"], id="a colon that makes no field"),
        pytest.param('gale "; DROP TABLE documents; --"', [], id="no SQL"),
        pytest.param("gale ?! …", ["Ferry sinks off Marn"], id="marks alone are no words"),
    ],
)
def test_articles_are_found(path: Path, query: str, titles: list[str]) -> None:
    assert found(path, query) == titles


def test_a_hit_says_where_its_words_stand(path: Path) -> None:
    (hit,) = search_articles(path, parse("swam nobody"))
    assert (hit.article_id, hit.day, hit.source, hit.url) == (article_id(1), DAY, "outlet-1.example", "https://harbour.example/1")
    assert hit.snippet == FERRY[hit.start_char : hit.start_char + len(hit.snippet)]
    assert [FERRY[start:end] for start, end in hit.marks] == ["swam", "nobody"]
    assert hit.score > 0


def test_claims_are_found_by_what_is_said_and_by_whom(path: Path) -> None:
    (hit,) = search_claims(path, parse('"40 boats" source:outlet-0.example from:2026-03-01'))
    assert (hit.speaker, hit.said, hit.title) == ("mayor of Port Ellery", "about 40 boats were lost.", "नौका डूबी")
    assert len(search_claims(path, parse("said-by:ellery"))) == 6
    assert len(search_claims(path, parse("said-by:ellery"), limit=2)) == 2
    assert search_claims(path, parse("boats said-by:nobody")) == []
    with pytest.raises(ConfigError, match="title: belongs to a search for articles"):
        search_claims(path, parse("title:boats"))


def test_the_same_person_is_found_under_another_spelling(store: Store, tmp_path: Path) -> None:
    one, two = document(1), document(2)
    two = replace(two, claims=tuple(claim._replace(speaker_name="Mayor Ellory") for claim in two.claims))
    commit(store, tmp_path, "b", one, two)
    assert len(search_claims(store.layout.root, parse("said-by:ellory"))) == 2


def test_copies_are_one_hit_unless_all_are_wanted(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b", titled(document(1, text=FERRY), "First"), titled(document(2, text=FERRY, copy_of=1), "Second"))
    assert found(store.layout.root, "gale") == ["First"]
    assert sorted(found(store.layout.root, "gale", copies=True)) == ["First", "Second"]


def test_the_newest_come_first_if_wanted(path: Path) -> None:
    hits = search_articles(path, parse("gale OR sailors"), order="date")
    assert [hit.title for hit in hits] == ["Ferry sinks off Marn", "Last orders"]


def test_only_the_last_version_is_found(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", document(1, text=FERRY))
    commit(store, tmp_path, "b2", document(1, text=VOTE, version=2))
    root = store.layout.root
    assert found(root, "gale") == []
    assert found(root, "councillors") == ["Boats 1"]
    assert len(search_claims(root, parse("boats"))) == 1


def test_both_versions_of_one_batch_leave_the_last(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b", document(1, text=VOTE, version=2), document(1, text=FERRY))
    assert found(store.layout.root, "councillors") == ["Boats 1"]
    assert found(store.layout.root, "gale") == []


def everything(root: Path) -> list[ArticleHit]:
    return search_articles(root, parse("from:2000-01-01"), limit=1_000, copies=True)


@pytest.mark.parametrize("damage", ["missing", "garbage", "cut", "older", "another version", "another store's"])
def test_a_search_file_that_is_not_the_stores_is_made_anew(
    open_store: Callable[[], Store], tmp_path: Path, damage: str, clock: Clock
) -> None:
    store = open_store()
    root, file = store.layout.root, store.layout.search
    commit(store, tmp_path, "b1", document(1, text=FERRY), document(2, text=CAFE))
    store.close()
    older = shutil.copy(file, tmp_path / "older.sqlite")
    store = open_store()
    commit(store, tmp_path, "b2", document(1, text=VOTE, version=2), document(3, text=FERRY, day=date(2026, 1, 5)))
    store.seal(force=True)
    store.close()
    right, claims = everything(root), search_claims(root, parse("boats"))

    match damage:
        case "missing":
            file.unlink()
        case "garbage":
            file.write_bytes(b"no database at all" * 1_000)
        case "cut":
            file.write_bytes(file.read_bytes()[:20_000])
        case "older":
            shutil.copy(older, file)
        case "another version":
            with sqlite3.connect(file) as connection:
                connection.execute("PRAGMA user_version = 99")
            connection.close()
        case _:
            other = Store.open(tmp_path / "other", clock)
            commit(other, tmp_path, "x", document(9, text=CHINESE))
            other.close()
            shutil.copy(other.layout.search, file)
    open_store().close()
    assert everything(root) == right
    assert search_claims(root, parse("boats")) == claims
    assert found(root, "councillors") == ["Boats 1"]


def test_a_search_file_that_cannot_be_written_costs_no_commit(open_store: Callable[[], Store], tmp_path: Path) -> None:
    store = open_store()
    commit(store, tmp_path, "b1", document(1, text=FERRY))
    with sqlite3.connect(store.layout.search) as other:
        other.execute("DROP TABLE bodies")
    other.close()
    commit(store, tmp_path, "b2", document(2, text=VOTE))
    commit(store, tmp_path, "b3", document(3, text=CAFE))
    assert store.sequence == 3
    store.close()
    store.layout.search.unlink()
    open_store().close()
    assert len(everything(store.layout.root)) == 3


def test_a_reader_goes_on_while_the_writer_writes(store: Store, tmp_path: Path) -> None:
    commit(store, tmp_path, "b1", document(1, text=FERRY))
    with sqlite3.connect(store.layout.search, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM documents")
        assert found(store.layout.root, "gale") == ["Boats 1"]
        writer.execute("ROLLBACK")
    writer.close()


def test_without_a_search_file_the_cure_is_named(path: Path, store: Store) -> None:
    store.close()
    store.layout.search.unlink()
    with pytest.raises(StoreError, match="no search file yet: any command that writes to the store"):
        found(path, "gale")
    store.layout.search.write_bytes(b"no database at all" * 1_000)
    with pytest.raises(StoreError, match=r"search file of .* is damaged"):
        found(path, "gale")


def test_a_search_file_that_is_locked_is_told(path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    monkeypatch.setattr("newsbeam.sinks.search.schema.WAIT_SECONDS", 0.05)
    with sqlite3.connect(path / "search.sqlite", isolation_level=None) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM state")
        with pytest.raises(TemporaryError, match="cannot be read just now"):
            found(path, "gale")
    other.close()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("", "the search is empty", id="empty"),
        pytest.param(" ?! ", "the search is empty", id="marks"),
        pytest.param("-gale", "something that is wanted", id="only what is not wanted"),
        pytest.param("ferry OR -gale", "each side of OR", id="a side without words"),
        pytest.param("ferry OR", "each side of OR", id="a side is missing"),
        pytest.param("(ferry", "without its", id="open"),
        pytest.param("ferry)", "a \\) too many", id="closed"),
        pytest.param('say "ferry', "no second one", id="an open quotation mark"),
        pytest.param("ferry (-gale)", "within parentheses", id="nothing wanted within parentheses"),
        pytest.param("from:yesterday", "needs a day such as", id="no day"),
        pytest.param("to:2026-02-30", "'2026-02-30' is none", id="no such day"),
        pytest.param("-source:a.example ferry", "filter for the whole search", id="a filter behind minus"),
        pytest.param("(ferry source:a.example)", "filter for the whole search", id="a filter within parentheses"),
        pytest.param('author:"Ada Quill"', "no field 'author'; there are title, source", id="no such field"),
        pytest.param("said-by:?", "needs a name", id="no name"),
        pytest.param("(" * 21 + "ferry" + ")" * 21, "more than 20 parentheses", id="deep"),
        pytest.param("ferry " * 200, "1,000 at most", id="long"),
    ],
)
def test_what_cannot_be_understood_is_told_in_one_sentence(query: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        parse(query)


@given(st.text(alphabet=st.sampled_from("ab渡 \"*()-:'\\^+{}[]~\x00\n") | st.characters(), max_size=40))
def test_every_text_is_a_query_or_is_told(text: str) -> None:
    try:
        query = parse(text)
    except ConfigError:
        return
    assert query != Query()
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5 (title, text)")
    if query.match:
        connection.execute("SELECT * FROM words WHERE words MATCH ?", [query.match]).fetchall()
    connection.close()


def test_characters_of_scripts_without_spaces_stand_alone() -> None:
    assert spaced("渡轮2026").split() == ["渡", "轮", "2026"]
    assert spaced("น้ำ").split() == ["น้ำ"]
    assert spaced("plain words") == "plain words"


@pytest.mark.parametrize(
    ("terms", "shown"),
    [
        pytest.param([Term("needle")], ["Needle"], id="case"),
        pytest.param([Term("needle"), Term("hay stack")], ["hay-stack", "needle"], id="where most different words are"),
        pytest.param([Term("stac", prefix=True)], ["stac"], id="a prefix"),
        pytest.param([Term("stac")], [], id="no prefix"),
        pytest.param([Term("needle", scope="title")], [], id="words of the title"),
        pytest.param([Term("ablerød")], ["Äblerød"], id="accents"),
    ],
)
def test_the_snippet_shows_the_words(terms: list[Term], shown: list[str]) -> None:
    text = f"Needle {'filler ' * 80}in the hay-stack was a needle. {'more ' * 200}Äblerød"
    snippet = find_snippet(text, terms)
    assert [text[start:end] for start, end in snippet.marks] == shown
    assert snippet.end - snippet.start <= 300
    assert all(snippet.start <= start < end <= snippet.end for start, end in snippet.marks)
