"""Where a library raises what it should not, the input is refused with a reason, or read without it."""

import io
from typing import Any, NoReturn

import feedparser
import pytest
from lxml import etree
from protego import Protego

from newsbeam.transforms.core.syndication import feed_guard, feeds
from newsbeam.transforms.core.syndication.feeds import parse_feed
from newsbeam.transforms.core.web import encodings, robots
from newsbeam.transforms.errors import Permanent

URL = "https://outlet.example/feed"
SITEMAP = b"<urlset><url><loc>https://outlet.example/a</loc></url></urlset>"


def stumble(*_arguments: object, **_more: object) -> NoReturn:
    raise ValueError("a library's own defect")


def reason(body: bytes) -> tuple[str, str]:
    with pytest.raises(Permanent) as raised:
        parse_feed(body, None, URL)
    return raised.value.reason, raised.value.detail


def test_a_feed_on_which_the_parser_stumbles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedparser, "parse", stumble)
    assert reason(b"<rss><channel/></rss>") == ("bad_feed", "ValueError: a library's own defect")


@pytest.mark.parametrize("error", [True, False])
def test_a_sitemap_that_lxml_cannot_recover(monkeypatch: pytest.MonkeyPatch, error: bool) -> None:
    def from_string(*_arguments: Any) -> None:
        if error:
            raise etree.XMLSyntaxError("broken", 1, 1, 1)

    monkeypatch.setattr(etree, "fromstring", from_string)
    assert reason(SITEMAP)[0] == "bad_feed"


def test_a_robots_file_on_which_the_parser_stumbles_forbids_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "User-agent: *\nDisallow: /stumbled"
    assert not robots.allowed(text, "newsbeam/1", "https://outlet.example/stumbled")
    robots._rules.cache_clear()
    monkeypatch.setattr(Protego, "parse", stumble)
    try:
        assert robots.allowed(text, "newsbeam/1", "https://outlet.example/stumbled")
    finally:
        robots._rules.cache_clear()


def test_a_time_that_no_clock_has_is_no_time() -> None:
    far = (10_000, 1, 1, 0, 0, 0, 0, 1, 0)
    assert feeds._guess(far) is None  # type: ignore[arg-type]
    assert feeds._guess(None) is None


def test_a_library_that_is_not_installed_is_done_without() -> None:
    assert encodings._optional("no_such_library_of_newsbeam") is None


class Slow:
    """A decoder that says nothing to the first piece."""

    hungry, finished = True, False

    def __init__(self) -> None:
        self.fed: list[bytes] = []

    def feed(self, data: bytes, limit: int) -> bytes:
        self.fed.append(data)
        self.finished = len(self.fed) == 2
        return b"text" if self.finished else b""


def test_a_decoder_that_needs_more_is_given_more() -> None:
    wire = io.BytesIO(b"x" * (encodings.PIECE + 1))
    stream = encodings._Stepwise(wire, Slow())
    assert stream.readable()
    assert (stream.read(), stream.read()) == (b"text", b"")


# --- what the guard takes from a feed before a parser sees it ---


def rss(inside: str) -> bytes:
    return f"<rss><channel>{inside}<item><title>T</title><link>https://outlet.example/a</link></item></channel></rss>".encode()


def test_what_is_nested_too_deeply_is_left_out_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_guard, "MAX_DEPTH", 4)
    (entry,) = parse_feed(rss("<a><b><c><d>deep</d></c></b></a>"), None, URL).entries
    assert (entry.title, entry.url) == ("T", "https://outlet.example/a")


def test_an_end_without_a_beginning_ends_nothing() -> None:
    (entry,) = parse_feed(rss("</author>"), None, URL).entries
    assert (entry.title, entry.url) == ("T", "https://outlet.example/a")


def test_a_tag_that_is_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_guard, "MAX_TAG", 20)
    (entry,) = parse_feed(rss("<a b='xxxxxxxxxxxxxxxxxxxxxxxxxxx'/>"), None, URL).entries
    assert entry.title == "T"


def test_a_person_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_guard, "MAX_PERSON", 4)
    author = "<author>Nora<!-- no name --> Falt<![CDATA[ of Valmont]]></author>"
    assert b"Falt" not in feed_guard.guarded(rss(author).decode(), 0)
