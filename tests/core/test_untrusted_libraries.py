"""Where a library raises what it should not, the input is refused with a reason, or read without it."""

from typing import Any, NoReturn

import feedparser
import pytest
from lxml import etree
from protego import Protego

from newsbeam.transforms.core.syndication import feeds
from newsbeam.transforms.core.syndication.feeds import parse_feed
from newsbeam.transforms.core.web import robots
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
