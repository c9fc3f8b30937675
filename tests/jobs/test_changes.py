"""Pages that a feed says have changed are fetched again, and not more often than is decent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsbeam.pipeline.changes import FIRST_GAP, LONGEST_GAP, MANY, MAX_CHANGED, changed_entries, mark_of
from newsbeam.pipeline.config import Config
from newsbeam.pipeline.planner import DueWork, TickResult, settle_tick
from newsbeam.pipeline.run import run_feeds
from newsbeam.sinks.dimensions import FeedState, FrontierPage, PageMark, Updates
from newsbeam.sinks.read import open_published
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.syndication.feeds import parse_feed
from newsbeam.transforms.fetch_records import FeedEntry, FeedPoll
from newsbeam.transforms.records import Origin
from tests.support.hostile import Server, reply, serving

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
FEED = "https://post.example/feed"
ENTRY = FeedEntry(FEED, "https://post.example/a", "g1", "Ferry starts", NOON, html="<p>The ferry starts.</p>", updated_raw="2031-03-04")
KEY = "https://post.example/a"
OTHER = {
    "guid": replace(ENTRY, guid="g2"),
    "title": replace(ENTRY, title="Ferry is late"),
    "text": replace(ENTRY, html="<p>The ferry is late.</p>"),
    "time of change": replace(ENTRY, updated_raw="2031-03-05"),
}
SAME = {
    "markup": replace(ENTRY, html="<div class='x'><b>The ferry</b>\n starts.<img src='/p?token=1'></div>"),
    "capitals": replace(ENTRY, title="FERRY starts"),
    "section": replace(ENTRY, section="City"),
}


def entries(n: int, **changes: object) -> list[tuple[str, FeedEntry]]:
    return [(f"{KEY}{i}", replace(ENTRY, url=f"{ENTRY.url}{i}", guid=str(i), **changes)) for i in range(n)]  # type: ignore[arg-type]


def marks(named: list[tuple[str, FeedEntry]], changed_at: datetime = NOON - timedelta(hours=9), n_changes: int = 0) -> dict[str, PageMark]:
    return {key: PageMark(key, mark_of(entry), changed_at, n_changes) for key, entry in named}


@pytest.mark.parametrize("other", OTHER.values(), ids=OTHER)
def test_what_an_entry_says_anew_is_noticed(other: FeedEntry) -> None:
    assert changed_entries([(KEY, other)], marks([(KEY, ENTRY)]), {}, NOON) == ([(KEY, other)], [PageMark(KEY, mark_of(other), NOON, 1)])


@pytest.mark.parametrize("same", SAME.values(), ids=SAME)
def test_how_it_says_it_is_not(same: FeedEntry) -> None:
    assert changed_entries([(KEY, same)], marks([(KEY, ENTRY)]), {}, NOON) == ([], [])


def test_of_what_was_known_before_there_were_marks_only_the_mark_is_taken() -> None:
    assert changed_entries([(KEY, ENTRY)], {}, {}, NOON) == ([], [PageMark(KEY, mark_of(ENTRY), NOON)])


@pytest.mark.parametrize(
    ("n_changes", "gap"),
    [(0, timedelta(0)), (1, FIRST_GAP), (2, 2 * FIRST_GAP), (5, 16 * FIRST_GAP), (9, LONGEST_GAP), (500, LONGEST_GAP)],
)
def test_what_changes_all_the_time_is_fetched_less_and_less(n_changes: int, gap: timedelta) -> None:
    other = [(KEY, OTHER["text"])]
    for since, expected in ((gap, 1), (gap - timedelta(seconds=1), 0)):
        changed, remembered = changed_entries(other, marks([(KEY, ENTRY)], NOON - since, n_changes), {}, NOON)
        assert (len(changed), len(remembered)) == (expected, expected)  # what is not fetched now is noticed again
        assert all(mark.n_changes == n_changes + 1 for mark in remembered)


def test_a_page_that_is_being_fetched_is_looked_at_at_the_next_poll() -> None:
    assert changed_entries([(KEY, OTHER["text"])], marks([(KEY, ENTRY)]), {KEY: ENTRY}, NOON) == ([], [])


def test_where_most_entries_change_at_once_it_is_the_feed_that_did() -> None:
    before, after = entries(MANY + 1), entries(MANY + 1, updated_raw="now")
    changed, remembered = changed_entries(after, marks(before), {}, NOON)
    assert changed == []
    assert [(mark.mark, mark.n_changes) for mark in remembered] == [(mark_of(entry), 0) for _, entry in after]
    assert len(changed_entries(after[:MANY], marks(before), {}, NOON)[0]) == MANY
    half = [*after[:6], *entries(13)[6:]]
    assert len(changed_entries(half, marks(entries(13)), {}, NOON)[0]) == 6


def test_of_very_many_changes_some_wait_for_the_next_poll() -> None:
    before = entries(3 * MAX_CHANGED)
    after = [*entries(MAX_CHANGED + 9, title="Else"), *before[MAX_CHANGED + 9 :]]
    changed, remembered = changed_entries(after, marks(before), {}, NOON)
    assert len(changed) == len(remembered) == MAX_CHANGED


def settled(entry: FeedEntry, known: set[str], remembered: dict[str, PageMark], *pages: FrontierPage) -> Updates:
    state = FeedState(FEED, make_id("feed", FEED), next_poll_at=NOON)
    origin = Origin(make_id("request", FEED), (0, 0), FEED, NOON, url=FEED, kind="feed")
    result = TickResult((FeedPoll(origin, FEED, 200, "polled", entries=(entry,)),), (), ())
    return settle_tick(DueWork((state,), pages, {}), result, known, NOON, Config(), marks=remembered)


def test_a_new_entry_is_marked_and_a_changed_one_is_a_page_to_fetch() -> None:
    new = settled(ENTRY, set(), {})
    assert [page.url_key for page in new.pages] == [KEY]
    assert new.marks == (PageMark(KEY, mark_of(ENTRY), NOON),)
    assert settled(ENTRY, {KEY}, {KEY: new.marks[0]}).pages == ()
    changed = settled(OTHER["text"], {KEY}, {KEY: new.marks[0]})
    assert [(page.url_key, page.next_try_at, page.visits) for page in changed.pages] == [(KEY, NOON, 0)]
    assert changed.marks == (PageMark(KEY, mark_of(OTHER["text"]), NOON, 1),)
    assert settled(OTHER["text"], {KEY}, {KEY: new.marks[0]}, new.pages[0]).marks == ()


@pytest.mark.parametrize(
    "body",
    [
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/><updated>2031-03-05</updated></entry></feed>',
        '{"items": [{"url": "/a", "date_published": "1", "date_modified": "2031-03-05"}]}',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://post.example/a</loc><lastmod>2031-03-05</lastmod></url></urlset>',
    ],
)
def test_times_of_change_are_read(body: str) -> None:
    assert [entry.updated_raw for entry in parse_feed(body.encode(), None, FEED).entries] == ["2031-03-05"]


# --- run ---

SENTENCE = "The council of Valmont voted on Monday for a ferry over the river Lorn, number {}, which will run until the bridge is open."


def body(word: str) -> str:
    return "".join(f"<p>{SENTENCE.format(n).replace('ferry', word)}</p>" for n in range(5))


def feed(word: str) -> bytes:
    items = f"<item><link>/a</link><title>A</title><description>On the {word}.</description></item>"
    own = f"<item><title>B</title><guid>b</guid><description><![CDATA[{body(word + ' line')}]]></description></item>"
    return f"<rss><channel><title>P</title>{items}{own}</channel></rss>".encode()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def test_run_fetches_a_page_again_if_its_feed_says_something_new(server: Server, tmp_path: Path) -> None:
    config = Config.model_validate(
        {"sources": {"feed": [{"url": server.url("/feed"), "allow_private": True}]}, "fetch": {"host_gap_seconds": 0}}
    )
    for word in ("ferry", "ferry", "tram"):
        server.answers |= {
            "/robots.txt": reply(404),
            "/feed": reply(body=feed(word), content_type="text/xml"),
            "/a": reply(body=f"<html><title>A</title><h1>A</h1>{body(word)}</html>".encode()),
        }
        run_feeds(config, tmp_path, once=True)
    assert server.paths.count("/a") == 2
    with open_published(tmp_path) as store:
        rows = store.execute("SELECT title, revision, contains(text, 'tram') FROM article_revisions ORDER BY ALL").fetchall()
    assert rows == [("A", 1, False), ("A", 2, True), ("B", 1, False), ("B", 2, True)]
