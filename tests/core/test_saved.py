"""Saved pages: what browsers and copiers write into the file, and what becomes of it in the article."""

from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.pages.saved import saved_from
from newsbeam.transforms.records import Hints, Id, Origin, Page

URL = "https://lowmere.example/2026/11/05/a.html"
AT = datetime(2026, 11, 5, 18, 12, 36, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 20, tzinfo=UTC)
ARTICLE = "<article><h1>Lowmere bridge opens again after two winters</h1>" + "".join(
    f"<p>The bridge over the Lowmere is open again, the council said on its day {number}, after repairs that took two winters.</p>"
    for number in range(6)
)


def html(head: str) -> str:
    return f"<!doctype html>{head}<title>Lowmere bridge opens again after two winters</title></head><body>{ARTICLE}</body></html>"


SAVED = [
    ("Chrome", f"\n<!-- saved from url=(0041){URL} -->\n<html><head>", None),
    (
        "SingleFile",
        f"<html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: Thu Nov 05 2026 19:12:36 GMT+0100 (Some Time)\n--><head>",
        AT,
    ),
    ("SingleFileZ", f"<html><!--\r\n Page saved with SingleFileZ\r\n url: {URL}\r\n saved date: 2026-11-05T18:12:36Z\r\n--><head>", AT),
    (
        "HTTrack",
        "<html>\n<!-- Mirrored from lowmere.example/2026/11/05/a.html by HTTrack Website Copier/3.x [XR&CO'2014],"
        " Thu, 05 Nov 2026 18:12:36 GMT --><head>",
        AT,
    ),
    ("monolith", f"<html><!-- Saved from {URL} at 2026-11-05T18:12:36Z using monolith v2.8.1 --><head>", AT),
    ("WebScrapBook", f'<html lang="en" data-scrapbook-source="{URL}" data-scrapbook-create="20261105181236000"><head>', AT),
    (
        "Save Page WE",
        f'<html><head><meta name="savepage-url" content="{URL}">'
        '<meta name="savepage-date" content="Thu Nov 05 2026 19:12:36 GMT+0100 (Some Time)">',
        AT,
    ),
    (
        "the Wayback Machine",
        f'<html><head><script>__wm.wombat("{URL}","20261105181236","https://web.archive.org/");</script>',
        AT,
    ),
    ("Chrome, of a capture", f"<!-- saved from url=(0080)https://web.archive.org/web/20261105181236/{URL} -->\n<html><head>", AT),
    ("a date that is none", f"<html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: yesterday\n--><head>", None),
    (
        "a date that cannot be",
        f"<html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: 2026-99-05T18:12:36Z\n--><head>",
        None,
    ),
    (
        "a date before the web",
        f"<html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: 1926-11-05T18:12:36Z\n--><head>",
        None,
    ),
    ("a date without zone", f"<html><!-- Saved from {URL} at 2026-11-05T18:12:36 using monolith v2.8.1 --><head>", AT),
]


def made(text: str, url: str | None = None, seems: str | None = None) -> Page:
    return Page(Origin(Id("i"), (0, 0), "a.html", WRITTEN, url, kind="record"), "html", text.encode(), hints=Hints(url=seems))


@pytest.mark.parametrize(("head", "at"), [case[1:] for case in SAVED], ids=[case[0] for case in SAVED])
def test_the_address_and_time_of_a_saved_page(head: str, at: datetime | None) -> None:
    assert saved_from(html(head)) == (URL, at)
    article = clean_page(made(html(head)))
    assert (article.url, article.source, article.origin.fetched_at) == (URL, "lowmere.example", at or WRITTEN)


NOT_SAVED = [
    html("<html><head>"),
    html("<html><!--\n Page saved with SingleFile \n url: about:srcdoc \n saved date: Thu Nov 05 2026 19:12:36 GMT+0100\n--><head>"),
    html("<!-- saved from url=(0014)about:internet -->\n<html><head>"),
    html("<!-- saved from url=(0022)file:///C:/Users/ada/a.html -->\n<html><head>"),
    html("<html><head></head><body><!-- saved from url=(0022)https://other.example/ -->"),
]


@pytest.mark.parametrize("text", NOT_SAVED)
def test_pages_that_nobody_saved_or_of_no_web_page(text: str) -> None:
    assert saved_from(text) is None
    assert clean_page(made(text)).url is None


def test_a_known_address_outranks_what_the_file_says() -> None:
    article = clean_page(made(html(f"<!-- saved from url=(0041){URL} -->\n<html><head>"), "https://lowmere.example/1"))
    assert article.url == "https://lowmere.example/1"


def test_what_a_saved_page_declares_outranks_where_it_was_saved_from() -> None:
    link = '<link rel="canonical" href="https://lowmere.example/bridge">'
    article = clean_page(made(html(f"<!-- saved from url=(0041){URL} -->\n<html><head>{link}")))
    assert article.url == "https://lowmere.example/bridge"


def test_an_archive_s_address_is_the_page_s() -> None:
    link = f'<link rel="canonical" href="https://web.archive.org/web/20261105181236/{URL}">'
    image = '<meta property="og:image" content="https://web.archive.org/web/20261105181236im_/https://lowmere.example/bridge.jpg">'
    article = clean_page(made(html(f"<html><head>{link}{image}")))
    assert (article.url, article.source, article.origin.fetched_at) == (URL, "lowmere.example", AT)
    assert article.image_url == "https://lowmere.example/bridge.jpg"
    fetched = clean_page(made(html(f"<html><head>{link}"), f"https://web.archive.org/web/20261105181236/{URL}"))
    assert (fetched.url, fetched.source, fetched.origin.fetched_at) == (URL, "lowmere.example", WRITTEN)


def test_where_a_page_seems_to_come_from_counts_where_it_declares_nothing() -> None:
    assert clean_page(made(html("<html><head>"), seems=URL)).url == URL
    link = '<link rel="canonical" href="https://other.example/bridge">'
    assert clean_page(made(html(f"<html><head>{link}"), seems=URL)).url == "https://other.example/bridge"
    copy = clean_page(made(html("<html><head>"), seems=f"https://web.archive.org/web/20261105181236/{URL}"))
    assert (copy.url, copy.origin.fetched_at) == (URL, AT)


@pytest.mark.parametrize("form", ["dump", "clean"])
def test_a_text_s_address_is_the_page_s(form: str) -> None:
    page = made("")
    origin = Origin(Id("i"), (0, 0), "a", WRITTEN, f"https://web.archive.org/web/20261119181236/{URL}", kind="record")
    text = "The bridge over the Lowmere is open again, the council of Hasterley said on Monday after two winters.\n" * 3
    article = clean_page(Page(origin, "dump" if form == "dump" else "clean", text.encode(), hints=page.hints))
    assert (article.url, article.source) == (URL, "lowmere.example")
    assert article.published_at in (None, datetime(2026, 11, 5, tzinfo=UTC))  # and not when it was captured
