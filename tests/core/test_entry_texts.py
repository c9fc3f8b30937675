"""The text that a feed's entry carries: where its page cannot be had, shows less, or is none."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.syndication.entry_pages import entry_page, hints_of, instead_of_page
from newsbeam.transforms.errors import Permanent, Refused, Transient
from newsbeam.transforms.fetch_records import FeedEntry, FetchRequest
from newsbeam.transforms.records import Failure, Hints, Origin, Page

FETCHED = datetime(2031, 7, 1, tzinfo=UTC)
SAID = datetime(2031, 6, 30, 9, tzinfo=UTC)
SENTENCE = "The council of Valmont voted on Monday for a ferry over the river Lorn, number {}, which will run until the bridge is open."
HTML = "".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(6))
TEXT = "\n".join(SENTENCE.format(n) for n in range(6))
HINTS = Hints("Ferry starts", SAID, ("By Nora Falt",), "en", "City", html=HTML, media_url="https://post.example/ferry.mp3")
ORIGIN = Origin(
    make_id("x"), (0, 0), "https://post.example/feed", FETCHED, "https://post.example/a/ferry", "https://post.example/feed", "g1"
)


def page(body: str, hints: Hints = HINTS) -> Page:
    return Page(ORIGIN, "html", body.encode(), "text/html; charset=utf-8", 200, hints=hints)


def shown(n: int, head: str = "") -> str:
    return (
        f"<html><head><title>Ferry starts</title>{head}</head><body><article><h1>Ferry starts</h1>{paragraphs(n)}</article></body></html>"
    )


def paragraphs(n: int) -> str:
    return "".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(n))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<title>Just a moment...</title><p>Checking your browser</p>", "bot_wall"),
        ("<title>Sign in</title><p>Forgot password?</p>", "login_page"),
        ("<title>Page not found</title>", "soft_404"),
        ("<html><body><script>var a = 1;</script></body></html>", "no_content"),
        ("  ", "empty"),
    ],
)
def test_a_page_that_is_none_has_the_feeds_text(body: str, reason: str) -> None:
    article = clean_page(page(body))
    assert (article.text, article.text_from, article.page_reason) == (TEXT, "feed", reason)
    assert (article.title, article.authors, article.section) == ("Ferry starts", ("Nora Falt",), "City")
    assert (article.published_at, article.published_from, article.day) == (SAID, "feed", date(2031, 6, 30))
    assert (article.url, article.media_url) == (ORIGIN.url, HINTS.media_url)


def test_a_page_that_shows_less_has_the_feeds_text_and_says_the_rest_itself() -> None:
    head = '<meta name="author" content="Ida Holm">'
    article = clean_page(page(shown(2, head)))
    assert (article.text, article.text_from, article.page_reason) == (TEXT, "feed", None)
    assert article.authors == ("Ida Holm",)
    assert article.content_id == clean_page(page(shown(6, head))).content_id


@pytest.mark.parametrize("n", [6, 8])
def test_a_page_that_shows_as_much_keeps_its_text(n: int) -> None:
    article = clean_page(page(shown(n)))
    assert (article.text.count("\n") + 1, article.text_from, article.media_url) == (n, "page", HINTS.media_url)


def test_of_a_paywalled_page_a_little_more_is_enough() -> None:
    closed = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry starts", "isAccessibleForFree": false}</script>'
    )
    assert clean_page(page(shown(5))).text_from == "page"
    article = clean_page(page(shown(5, closed)))
    assert (article.text_from, article.access) == ("feed", "paywalled")


def test_markup_that_is_longer_but_holds_less_text_is_not_taken() -> None:
    furniture = "<p><a href='/x'>Read the whole story about the ferry and the river on our page</a></p>" * 20
    article = clean_page(page(shown(3), replace(HINTS, html=f"<p>{SENTENCE.format(0)}</p>{furniture}")))
    assert article.text_from == "page"


@pytest.mark.parametrize("html", [None, "", "<p>Read more</p>"])
def test_without_a_text_in_the_feed_the_page_is_refused_as_before(html: str | None) -> None:
    with pytest.raises(Refused) as error:
        clean_page(page("<title>Page not found</title>", replace(HINTS, html=html)))
    assert error.value.reason == "soft_404"


# --- entries that are documents themselves ---


def entry(html: str | None, **changes: object) -> Page:
    return entry_page(replace(ORIGIN, url=None, kind="entry"), replace(HINTS, html=html, **changes))  # type: ignore[arg-type]


def test_an_entry_without_address_is_told_by_its_guid() -> None:
    article = clean_page(entry(HTML))
    assert (article.url, article.url_key, article.source, article.text_from) == (None, None, "post.example", "feed")
    changed = clean_page(entry(paragraphs(3), title="Ferry is late"))
    assert changed.article_id == article.article_id
    other = entry(HTML)
    assert clean_page(replace(other, origin=replace(other.origin, external_id="g2"))).article_id != article.article_id
    assert clean_page(replace(other, origin=replace(other.origin, external_id=None))).article_id != article.article_id


def test_plain_text_has_its_lines_for_paragraphs() -> None:
    text = "We sail the new ferry & talk to its crew.\nWith music by the Hartle choir.\n\n0:00 The quay\n3:10 The crew"
    article = clean_page(entry(text))
    assert article.text == "We sail the new ferry & talk to its crew.\nWith music by the Hartle choir.\n0:00 The quay\n3:10 The crew"


def test_what_feeds_add_to_their_texts_is_cut() -> None:
    tail = "<p>The post <a href='/a'>Ferry starts</a> appeared first on <a href='/'>The Post</a>.</p><p><a href='/s'>Share</a></p>"
    article = clean_page(entry(f"<h1>Ferry starts</h1>{HTML}{tail}"))
    assert article.text == TEXT
    assert [block.reason for block in article.removed] == ["title", "related", "share"]


def test_the_day_in_the_address_dates_an_entry_that_says_no_time() -> None:
    undated = entry_page(replace(ORIGIN, url="https://post.example/2031/06/29/ferry"), replace(HINTS, published_at=None))
    assert (clean_page(undated).day, clean_page(undated).published_from) == (date(2031, 6, 29), "url")


@pytest.mark.parametrize(
    ("html", "url", "detail"),
    [
        (None, None, "the entry has no text of its own, and names no page"),
        (" ", "https://post.example/a", "the entry has no text of its own"),
        ("<p>Listen.</p>", None, "7 characters left, 0 blocks cut"),
    ],
)
def test_an_entry_without_text_is_refused(html: str | None, url: str | None, detail: str) -> None:
    made = entry(html)
    with pytest.raises(Refused) as error:
        clean_page(replace(made, origin=replace(made.origin, url=url)))
    assert (error.value.reason, error.value.detail) == ("no_content", detail)


def test_a_fetch_that_failed_for_good_is_answered_by_the_entry() -> None:
    request = FetchRequest("page", ORIGIN, str(ORIGIN.url), hints=HINTS)
    refused = Failure.of(Refused("http_4xx", "HTTP 403", status=403), ORIGIN, "fetch", ms=7)
    own = instead_of_page(request, refused)
    assert own is not None
    assert (own.form, own.status, own.page_reason, own.ms, own.hints.html) == ("entry", 403, "http_4xx", 7, None)
    assert clean_page(own).page_reason == "http_4xx"
    assert instead_of_page(replace(request, hints=replace(HINTS, html=None)), refused) is None
    assert instead_of_page(request, Failure.of(Transient("deadline"), ORIGIN, "fetch", outcome="retry")) is None
    assert instead_of_page(request, Failure.of(Permanent("too_large"), ORIGIN, "fetch")) is not None
    assert instead_of_page(request, Failure.of(Transient("deadline"), ORIGIN, "fetch")) is not None
    assert instead_of_page(request, Failure.of(Refused("http_404"), ORIGIN, "fetch", outcome="retry")) is not None
    assert instead_of_page(request, Failure.of(Refused("unresolved_link"), ORIGIN, "fetch")) is None


def test_hints_are_what_the_entry_says() -> None:
    said = FeedEntry("https://post.example/feed", "", "g1", "Ferry starts", SAID, None, ("By Nora Falt",), "en", "City", HTML)
    assert hints_of(replace(said, media_url=HINTS.media_url)) == HINTS
