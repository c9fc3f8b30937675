"""Entries that are documents themselves, and their texts for pages that cannot be had: the plan, and `run` against a server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsbeam.pipeline.config import Config, Feed
from newsbeam.pipeline.entries import MAX_KEPT, FullText, entry_keys, hints_of_page, kept_html
from newsbeam.pipeline.exit_codes import DONE
from newsbeam.pipeline.planner import DueWork, TickResult, follow, plan_entries, plan_tick, settle_tick
from newsbeam.pipeline.run import run_feeds
from newsbeam.pipeline.why import explain
from newsbeam.sinks.dimensions import FeedState, FrontierPage, Updates
from newsbeam.sinks.facts import FetchOutcome, FetchRow
from newsbeam.sinks.read import open_published
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.fetch_records import FeedEntry, FeedPoll
from newsbeam.transforms.records import Hints, Origin, TextFrom
from tests.support.hostile import Server, reply, serving

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
CONFIG = Config.model_validate({"schedule": {"revisit_seconds": (3600, 86_400)}})
FEED = "https://post.example/feed"
SENTENCE = "The council of Valmont voted on Monday for a ferry over the river Lorn, number {}, which will run until the bridge is open."
HTML = "".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(6))
ENTRY = FeedEntry(FEED, "https://post.example/a", "g1", "Ferry starts", NOON, html=HTML, is_full=True)
UNLINKED = replace(ENTRY, url="", guid="g2")


def state(full_text: FullText | None = None) -> FeedState:
    return FeedState(FEED, make_id("feed", FEED), next_poll_at=NOON, full_text=full_text)


def settled(
    due: DueWork, *entries: FeedEntry, fetches: tuple[FetchRow, ...] = (), known: tuple[str, ...] = (), marks: None = None
) -> Updates:
    origin = Origin(make_id("request", FEED), (0, 0), FEED, NOON, url=FEED, kind="feed")
    polls = (FeedPoll(origin, FEED, 200, "polled", entries=entries),) if due.feeds else ()
    return settle_tick(due, TickResult(polls, fetches, ()), set(known), NOON, CONFIG, marks=marks or {})


def found(entry: FeedEntry, full_text: FullText | None = None) -> FrontierPage:
    (page,) = settled(DueWork((state(full_text),), (), {}), entry).pages
    return page


def fetched(page: FrontierPage, outcome: FetchOutcome, text_from: TextFrom | None = None) -> FetchRow:
    kind = "entry" if page.from_feed else "page"
    given = (make_id("x"), NOON.date(), kind, page.url or None, FEED, FEED, page.guid, None, None, 200, outcome, None, 0, 0, NOON)
    return replace(FetchRow(*given), text_from=text_from)  # type: ignore[arg-type]


KEPT = {
    "content": (ENTRY, True, True, False),
    "little content": (replace(ENTRY, html="<p>Read more</p>"), False, True, False),
    "a summary": (replace(ENTRY, html="<p>" + "x" * 300, is_full=False), False, True, False),
    "a long summary": (replace(ENTRY, is_full=False), True, True, False),
    "what goes with a recording": (replace(ENTRY, html="Music.", media_url="https://post.example/1.mp3"), True, True, False),
    "a little text without a page": (replace(UNLINKED, html="Music."), True, True, False),
    "too much": (replace(ENTRY, html="x" * (MAX_KEPT + 1)), False, False, False),
    "nothing": (replace(ENTRY, html=" "), False, False, False),
    "none": (replace(ENTRY, html=None), False, False, False),
}


@pytest.mark.parametrize(("entry", "auto", "always", "never"), KEPT.values(), ids=KEPT)
def test_which_texts_are_kept(entry: FeedEntry, auto: bool, always: bool, never: bool) -> None:
    assert [kept_html(entry, mode) is not None for mode in ("auto", "always", "never")] == [auto, always, never]


def test_a_kept_text_comes_back_as_it_was() -> None:
    page = found(replace(ENTRY, html="<p>Brücke \ud800 €", media_url="https://post.example/1.mp3"))
    assert hints_of_page(page) == Hints("Ferry starts", NOON, html="<p>Brücke ? €", media_url="https://post.example/1.mp3")
    assert hints_of_page(replace(page, html=None)).html is None


def test_what_the_configuration_says_of_a_feed_reaches_its_pages() -> None:
    configured = replace(state(), source="Harbour Post", lang="de")
    (page,) = settled(DueWork((configured,), (), {}), ENTRY).pages
    assert (hints_of_page(page).outlet, hints_of_page(page).lang) == ("Harbour Post", "de")
    (page,) = settled(DueWork((configured,), (), {}), replace(ENTRY, lang="nl")).pages
    assert hints_of_page(page).lang == "nl"


def test_a_page_is_fetched_and_an_entry_without_one_is_a_document() -> None:
    due = DueWork((), (found(ENTRY), found(UNLINKED)), {})
    (batch,) = plan_tick(due, NOON, CONFIG)
    assert [(request.url, request.hints.html) for request in batch.requests] == [(ENTRY.url, HTML)]
    (own,) = plan_entries(due, NOON)
    assert (own.form, own.body.decode(), own.origin.kind, own.origin.url, own.origin.external_id) == ("entry", HTML, "entry", None, "g2")
    assert own.origin.order not in [request.origin.order for request in batch.requests]


def test_with_always_no_page_is_fetched_and_with_never_no_text_is_used() -> None:
    always, never = found(ENTRY, "always"), found(ENTRY, "never")
    assert plan_tick(DueWork((), (always,), {}), NOON, CONFIG) == ()
    (own,) = plan_entries(DueWork((), (always,), {}), NOON)
    assert (own.origin.url, own.body.decode()) == (ENTRY.url, HTML)
    assert (never.from_feed, never.html) == (False, None)
    (unlinked,) = plan_entries(DueWork((), (found(UNLINKED, "never"),), {}), NOON)
    assert unlinked.body == b""


def test_documents_of_one_tick_come_in_the_order_of_their_times() -> None:
    pages = [found(replace(UNLINKED, guid=str(n), published_at=at)) for n, at in enumerate((NOON, None, NOON - timedelta(hours=1)))]
    assert [own.origin.external_id for own in plan_entries(DueWork((), tuple(pages), {}), NOON)] == ["2", "0", "1"]


def test_entries_without_address_are_told_by_their_guids_or_else_by_what_they_say() -> None:
    origin = Origin(make_id("request", FEED), (0, 0), FEED, NOON, url=FEED, kind="feed")

    def keys(*entries: FeedEntry) -> list[str]:
        return [key for key, _ in entry_keys(FeedPoll(origin, FEED, 200, "polled", entries=entries))]

    other_feed = replace(UNLINKED, feed_url="https://post.example/sport", title="Else")
    assert len(set(keys(UNLINKED, replace(UNLINKED, html="x"), other_feed))) == 1
    bare = replace(UNLINKED, guid=None)
    assert len(set(keys(bare, bare, replace(bare, title="Else"), replace(bare, html="x")))) == 3
    assert len(set(keys(replace(UNLINKED, feed_url="http://[bad"), UNLINKED))) == 2
    assert keys(replace(ENTRY, url="ftp://post.example/a")) == []


def test_an_entry_enters_once() -> None:
    due = DueWork((state(),), (), {})
    page = found(UNLINKED)
    assert settled(due, UNLINKED, known=(page.url_key,)).pages == ()
    assert len(settled(due, UNLINKED, UNLINKED).pages) == 1


@pytest.mark.parametrize("outcome", ["stored", "duplicate", "refused"])
def test_an_entry_is_done_at_once(outcome: FetchOutcome) -> None:
    for page in (found(UNLINKED), found(replace(UNLINKED, guid=None)), found(ENTRY, "always")):
        assert settled(DueWork((), (page,), {}), fetches=(fetched(page, outcome, "feed"),)) == Updates(done_pages=(page.url_key,))


def test_a_text_is_kept_for_later_visits_only_if_it_was_used() -> None:
    page = found(ENTRY)
    (again,) = settled(DueWork((), (page,), {}), fetches=(fetched(page, "stored", "feed"),)).pages
    assert (again.visits, again.html) == (1, page.html)
    (again,) = settled(DueWork((), (page,), {}), fetches=(fetched(page, "stored", "page"),)).pages
    assert (again.visits, again.html) == (1, None)
    (again,) = settled(DueWork((), (page,), {}), fetches=(fetched(page, "retry"),)).pages
    assert (again.tries, again.html) == (1, page.html)


def test_what_is_configured_reaches_feeds_that_are_known() -> None:
    (known,) = follow((), (Feed(url=FEED),), NOON, at_once=False)
    assert known.full_text == "auto"
    (changed,) = follow((known,), (Feed(url=FEED, full_text="always"),), NOON, at_once=False)
    assert changed == replace(known, full_text="always")
    assert follow((replace(known, full_text=None),), (Feed(url=FEED),), NOON, at_once=False) == ()


# --- run ---

ITEMS = f"""
<item><link>/open</link><title>Open</title><encoded:encoded><![CDATA[{HTML}]]></encoded:encoded></item>
<item><link>/shut</link><title>Shut</title><encoded:encoded><![CDATA[{HTML.replace("ferry", "tram")}]]></encoded:encoded></item>
<item><link>/none</link><title>None</title><encoded:encoded><![CDATA[{HTML.replace("ferry", "omnibus")}]]></encoded:encoded></item>
<item><title>Own</title><guid>own</guid><description><![CDATA[{HTML.replace("ferry", "cable car")}]]></description></item>
<item><title>Nothing</title><guid>nothing</guid></item>
"""


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        feed = f'<rss xmlns:encoded="http://purl.org/rss/1.0/modules/content/"><channel><title>P</title>{ITEMS}</channel></rss>'
        running.answers |= {
            "/feed": reply(body=feed.encode(), content_type="text/xml"),
            "/robots.txt": reply(body=b"User-agent: *\nDisallow: /none\n"),
            "/open": reply(body=f"<html><title>Open</title><h1>Open</h1>{HTML}</html>".encode()),
            "/shut": reply(403),
        }
        yield running


def test_run_stores_what_the_feed_has_of_pages_that_cannot_be_had(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Config.model_validate(
        {
            "sources": {"feed": [{"url": server.url("/feed")}]},
            "fetch": {"allow_private": [server.host_port], "host_gap_seconds": 0, "max_tries": 1},
        }
    )
    for _ in range(2):
        assert run_feeds(config, tmp_path, once=True) == DONE
    with open_published(tmp_path) as store:
        rows = store.execute("SELECT title, text_from, kind, revision FROM article_revisions ORDER BY title").fetchall()
        ends = store.execute("SELECT external_id, outcome, reason FROM fetches WHERE kind = 'entry' ORDER BY external_id").fetchall()
        pages = store.execute("SELECT parse_path(url)[-1], outcome, page_reason FROM fetches WHERE kind = 'page' ORDER BY url").fetchall()
        letters = store.execute("SELECT external_id, reason, refused FROM dead_letters").fetchall()
    assert rows == [("None", "feed", "first", 1), ("Open", "page", "first", 1), ("Own", "feed", "first", 1), ("Shut", "feed", "first", 1)]
    assert ends == [("nothing", "refused", "no_content"), ("own", "stored", None)]
    assert pages == [("none", "stored", "robots_disallowed"), ("open", "stored", None), ("shut", "stored", "http_4xx")]
    assert letters == [("nothing", "no_content", True)]
    for what, said in {
        server.url(
            "/shut"
        ): "with the text that its feed carries, for the page was not to be had: http_4xx, the server refuses this request",
        "own": "with the text that its feed carries\n",
    }.items():
        explain(tmp_path, what, as_json=False)
        assert said in capsys.readouterr().out


def test_pages_that_were_never_asked_for_stay_in_the_queue_without_a_row_each(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    items = "".join(f"<item><link>/{n}</link><title>Story {n}</title></item>" for n in range(9))
    server.answers |= {f"/{n}": server.drip(b"HTTP/1.1 200 OK\r\n", b"") for n in range(9)}
    server.answers["/feed"] = reply(body=f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), content_type="text/xml")
    config = Config.model_validate(
        {
            "sources": {"feed": [{"url": server.url("/feed")}]},
            "fetch": {"allow_private": [server.host_port], "host_gap_seconds": 0, "deadline_seconds": 1},
        }
    )
    assert run_feeds(config, tmp_path, once=True) == DONE
    with open_published(tmp_path) as store:
        ends = store.execute("SELECT outcome, reason, count(*) FROM fetches WHERE kind = 'page' GROUP BY ALL").fetchall()
    assert ends == [("retry", "deadline", 2)]
    assert "pages left for another time" in caplog.text
    assert ": 9, first " in caplog.text
