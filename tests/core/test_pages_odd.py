"""Odd pages: what metadata, encodings and blocks make of what is rare."""

import json

import lxml.html
import pytest

from newsbeam.transforms.core.pages import blocks as blocks_module
from newsbeam.transforms.core.pages import page as page_module
from newsbeam.transforms.core.pages.blocks import blocks_of
from newsbeam.transforms.core.pages.dates import parse_line, parse_machine
from newsbeam.transforms.core.pages.head_elements import MAX_KEPT, absolute, host_name
from newsbeam.transforms.core.pages.json_ld import MAX_JSON_LD
from newsbeam.transforms.core.pages.metadata import Metadata, metadata_of, strip_site
from newsbeam.transforms.core.pages.page import decode, parse
from newsbeam.transforms.core.pages.scripts import MIN_CHARS
from newsbeam.transforms.errors import Permanent

URL = "https://ledger.example/2024/03/04/bridge"
LONG = "The mayor of Valmont closed the old bridge over the Lorn on Monday because two of its piers have moved. " * 3
FRENCH = "<html><meta charset='iso-8859-1'><p>Le maire a présenté hier un projet très critiqué à l'école.</p></html>"


def meta(head: str = "", body: str = "", *ld: object) -> Metadata:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in ld)
    return metadata_of(parse(f"<html><head>{head}{scripts}</head><body>{body}</body></html>"), URL)


# --- bytes ---


def reason(body: bytes) -> str:
    with pytest.raises(Permanent) as raised:
        decode(body, None)
    return raised.value.reason


def test_bytes_without_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason("\u3000\u00a0".encode()) == "empty"
    monkeypatch.setattr(page_module, "MAX_BYTES", 10)
    assert reason(b"<p>Hello, reader.") == "too_large"


def test_what_header_and_page_both_declare_is_believed() -> None:
    assert decode(FRENCH.encode("latin-1"), "text/html; charset=iso-8859-1") == FRENCH


def test_a_declared_utf_16_that_is_none() -> None:
    assert decode(b"<p>plain text</p>", "text/html; charset=utf-16") == "<p>plain text</p>"


def test_a_page_with_a_broken_byte_is_read_as_it_declares() -> None:
    page = "<html><meta charset='euc-jp'><p>" + "市長は三日夜、川に架かる古い橋を四日から閉鎖すると発表した。" * 20
    assert decode(page.encode("euc-jp") + b"\xff</p></html>") == page + "\ufffd</p></html>"


def test_bytes_that_no_encoding_reads() -> None:
    assert reason(b"\x81\x98\xff\x8d" * 50) == "undecodable"


def test_a_page_of_nothing_but_a_declaration() -> None:
    with pytest.raises(Permanent) as raised:
        parse('<?xml version="1.0"?>')
    assert raised.value.reason == "no_content"


# --- titles, addresses, dates ---


def test_three_titles_of_which_none_are_alike() -> None:
    head = '<meta property="og:title" content="Piers on the move">'
    assert (
        meta(head, "<h1>What the mayor found</h1>", {"@type": "NewsArticle", "headline": "Mayor shuts bridge"}).title
        == "Mayor shuts bridge"
    )


def test_an_outlet_before_the_title_or_instead_of_it() -> None:
    assert strip_site("Ledger | Bridge shut", "Ledger") == "Bridge shut"
    assert strip_site(" | Ledger", "Ledger") == " | Ledger"


def test_addresses_that_are_none() -> None:
    assert absolute("//[::1", URL) is None
    assert absolute("", URL) is None
    assert host_name("https://") == ""
    assert host_name("https://news.ledger.co.uk/") == "ledger"


def test_dates_that_look_like_dates() -> None:
    assert parse_machine("Mon, 99 Mar 2024 05:06:07 GMT") is None
    assert parse_line("12 Brumaire 2021") is None
    later = parse_line("Room 12 upper 2021, 4 March 2024")
    assert later is not None
    assert later.at.isoformat()[:10] == "2024-03-04"


# --- JSON-LD ---


def test_a_publisher_that_is_a_reference() -> None:
    graph = [{"@id": "#o", "@type": "Organization", "name": "The Valmont Ledger"}, {"@type": "NewsArticle", "publisher": {"@id": "#o"}}]
    assert meta("", "", {"@graph": graph}).site_name == "The Valmont Ledger"


def test_json_ld_beyond_the_limit_is_not_read() -> None:
    first, second = {"@type": "NewsArticle", "headline": "Mayor shuts bridge"}, {"@type": "NewsArticle", "articleBody": "x" * MAX_JSON_LD}
    found = meta("", "", first, second)
    assert (found.title, found.body) == ("Mayor shuts bridge", None)


def test_values_in_lists_and_objects() -> None:
    own = {
        "@type": "NewsArticle",
        "headline": ["Mayor shuts bridge", "Mayor acts"],
        "mainEntityOfPage": {"@id": URL},
        "articleBody": ["The mayor acted.", 7, "The bridge is shut."],
        "image": {"url": ["/bridge.jpg"]},
    }
    other = {"@type": "NewsArticle", "headline": "Ferry starts", "mainEntityOfPage": {"url": "https://ledger.example/ferry"}}
    found = meta("", "", other, own)
    assert (found.title, found.body, found.image) == (
        "Mayor shuts bridge",
        "The mayor acted.\nThe bridge is shut.",
        "https://ledger.example/bridge.jpg",
    )


def test_authors_that_are_no_names() -> None:
    assert meta("", "", {"@type": "NewsArticle", "author": [{"@type": "Person", "name": [None, "Nora Falt"]}, 7]}).authors == ("Nora Falt",)


# --- what the page shows ---


def test_a_page_without_headline_marks_its_author() -> None:
    links = "".join(f'<a rel="author" href="/{name[:1]}">{name}</a> ' for name in ("x", "Valmont Ledger", "Nora Falt"))
    body = f"<p>{links}</p><p>{LONG}</p>"
    assert meta('<meta property="og:site_name" content="Valmont Ledger">', body).authors == ("Nora Falt",)
    assert meta("", f'<p><a rel="author" href="/x">x</a></p><p>{LONG}</p>').authors == ()


def test_what_stands_at_the_right_edge_may_be_no_signature() -> None:
    head = "<title>Mayor closes the old bridge</title>"
    body = f'<h1>Mayor closes the old bridge</h1><p>{LONG}</p><p style="text-align:right">Read more</p>'
    assert meta(head, body).authors == ()


def test_of_many_headlines_and_links_the_first_are_kept() -> None:
    head = '<link rel="canonical" href="https://ledger.example/a"><link rel="canonical" href="https://ledger.example/b">'
    body = "<h1>Mayor closes the old bridge</h1>" + "<h1>Another</h1>" * MAX_KEPT
    found = meta(head, body)
    assert (found.url, found.title) == ("https://ledger.example/a", "Mayor closes the old bridge")


def test_a_script_whose_string_cannot_be_read() -> None:
    text = "<p>" + "The bridge is shut. " * MIN_CHARS + "</p>"
    document = lxml.html.document_fromstring(f'<html><body><p>Short.</p><script>a = "{text}\\x41"</script></body></html>')
    assert [block.text for block in blocks_of(document)] == ["Short."]


def test_comments_and_white_space_are_no_blocks() -> None:
    document = lxml.html.document_fromstring(
        "<body><p>One<!-- not this --> two</p><p>\u200b<b>\u00ad</b> </p><!-- nor this --><?pi x?><p>Three</p></body>"
    )
    assert [block.text for block in blocks_of(document)] == ["One two", "Three"]


def test_two_line_breaks_are_a_paragraph_and_one_is_none() -> None:
    document = parse("<body><p>One<br>two<br><br>Three</p></body>")
    assert [block.text for block in blocks_of(document)] == ["One two", "Three"]


def test_blocks_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks_module, "MAX_BLOCKS", 2)
    assert [block.text for block in blocks_of(parse("<body><p>One</p><p>Two</p><p>Three</p><p>Four</p></body>"))] == ["One", "Two"]
