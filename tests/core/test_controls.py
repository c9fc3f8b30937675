"""No escape sequence, control character or mark of direction gets into what is stored."""

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.syndication.feeds import parse_feed
from newsbeam.transforms.core.text.controls import DANGEROUS, without_controls
from newsbeam.transforms.records import Article, Hints, Origin, Page, PageForm

ORIGIN = Origin(make_id("x"), (0, 0), "x", datetime(2031, 7, 1, tzinfo=UTC), url="https://post.example/a/b")
EVIL = "\x1b[31m\u202e\x9b2J\x1b]0;owned\x07\x7f\u2066\x85\u200e"
SENTENCE = "The council of Valmont voted on Monday for a ferry{} over the river Lorn, number {}, which will run until the bridge is open."

CASES = {
    "a\x1b[31mb\x1b[0mc": "abc",
    "a\x1b[38;5;12mb": "ab",
    "a\x9b1;31mb": "ab",
    "a\x9bCurly": "aCurly",  # mis-decoded text keeps its letters
    "a\x1b]0;title\x07b": "ab",
    "a\x1b]8;;https://evil.example/\x1b\\link\x1b]8;;\x1b\\b": "alinkb",
    "a\x9d0;title\x9cb": "ab",
    "a\x1b]0;never ended": "a0;never ended",
    "a\x1bP1$q\x1b\\b": "ab",
    "a\x1b(Bb\x1bcd": "abd",
    "a\x1b": "a",
    "a\x00\x07\x08\x7f\x80\x9fb": "ab",
    "a\u202eb\u2066c\u200ed\u061ce": "abcde",
    "a\u2028b\u2029c\x0bd\x0ce\x85f": "a\nb\nc\nd\ne\nf",
    "a\tb\nc": "a\tb\nc",
    "a\rb": "ab",
    "می\u200cخواهم 👩\u200d🚒": "می\u200cخواهم 👩\u200d🚒",
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_what_is_left(text: str, expected: str) -> None:
    assert without_controls(text) == expected


@given(st.text(alphabet=st.sampled_from("a1;[]m\\\x1b\x9b\x9d\x9c\x07\n\u202e\u2028"), max_size=60))
def test_nothing_dangerous_is_ever_left(text: str) -> None:
    left = without_controls(text)
    assert not dangerous(left)
    assert without_controls(left) == left


def dangerous(text: str | None) -> list[str]:
    return re.findall(f"[{DANGEROUS}]|\\[31m|owned|2J", text or "")


def said(article: Article) -> list[str | None]:
    removed = [block.text for block in article.removed]
    return [article.title, article.section, article.outlet, article.text, article.lang, *article.authors, *article.captions, *removed]


def check(body: str, form: PageForm, hints: Hints = Hints()) -> Article:
    article = clean_page(Page(ORIGIN, form, body.encode(), "text/html; charset=utf-8", 200, hints=hints))
    assert [found for text in said(article) for found in dangerous(text)] == []
    return article


HINTS = Hints(f"Ferry {EVIL}starts", None, (f"Nora {EVIL}Falt",), "en", f"City{EVIL}")


def test_a_page() -> None:
    ld = {"@type": "NewsArticle", "headline": f"Ferry {EVIL}starts", "author": f"Nora {EVIL}Falt", "articleSection": f"City{EVIL}"}
    paragraphs = "".join(f"<p>{SENTENCE.format(EVIL, n)}</p>" for n in range(4)) + f"<p>{SENTENCE.format('&#x202e;', 10)}</p>"
    named = f'<title>Ferry</title><meta property="og:site_name" content="The {EVIL}Post">'
    head = f'{named}<script type="application/ld+json">{json.dumps(ld)}</script>'
    figure = f"<figure><img src=x><figcaption>The ferry{EVIL} on Monday. Photo: Ida Holm</figcaption></figure>"
    article = check(f"<html><head>{head}</head><body><article><h1>Ferry starts</h1>{figure}{paragraphs}</article></body></html>", "html")
    assert (article.title, article.authors, article.section, article.outlet) == ("Ferry starts", ("Nora Falt",), "City", "The Post")
    assert article.text.split("\n") == [SENTENCE.format("", n) for n in (0, 1, 2, 3, 10)]


@pytest.mark.parametrize("form", ["dump", "clean"])
def test_texts_and_what_records_say_of_them(form: PageForm) -> None:
    article = check("\n".join(SENTENCE.format("\x1b[31m\u202e", n) for n in range(4)), form, HINTS)
    assert article.text.split("\n") == [SENTENCE.format("", n) for n in range(4)]
    assert (article.title, article.authors, article.section) == ("Ferry starts", ("Nora Falt",), "City")


def test_feeds_of_either_kind() -> None:
    who = f"<author>Nora Falt{EVIL}</author><category>City{EVIL}</category>"
    item = f"<item><title>A{EVIL}</title>{who}<description>B{EVIL}</description></item>"
    xml = parse_feed(f"<rss><channel><title>The Post{EVIL}</title>{item}</channel></rss>".encode(), None, "https://post.example/")
    fields = {"id": "1", "title": f"A{EVIL}", "authors": [{"name": f"Nora Falt{EVIL}"}], "tags": [f"City{EVIL}"], "content_html": "B"}
    of_json = parse_feed(json.dumps({"title": f"The Post{EVIL}", "items": [fields]}).encode(), None, "https://post.example/")
    for feed in (xml, of_json):
        (entry,) = feed.entries
        assert (feed.title, entry.title, entry.authors, entry.section, entry.html) == ("The Post", "A", ("Nora Falt",), "City", "B")
