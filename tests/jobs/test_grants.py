"""The rights of single feeds: whose they are, and that nobody else gets them."""

import base64

import pytest

from newsbeam.pipeline.config import Config, Feed
from newsbeam.pipeline.grants import grants_of
from newsbeam.transforms.core.web.urls import parse
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.http_client.grants import Grant

PUBLIC = Feed(url="https://news.example/rss")
INSIDE = "http://10.0.0.7:8080/rss"


def grant(feed: Feed, environment: dict[str, str], everyone: tuple[str, ...] = ()) -> Grant:
    config = Config.model_validate({"fetch": {"allow_private": everyone}})
    return grants_of(config, [feed], environment).get(feed.url, Grant())


def test_a_feed_without_rights_has_none() -> None:
    assert grants_of(Config(), [PUBLIC], {"NEWS_PASSWORD": "x"}) == {}


@pytest.mark.parametrize(
    ("feed", "everyone", "allowed"),
    [
        (Feed(url=INSIDE, allow_private=True), (), {"10.0.0.7:8080"}),
        (Feed(url=INSIDE, allow_private=("10.0.0.7:8080", "10.0.0.8:80")), (), {"10.0.0.7:8080", "10.0.0.8:80"}),
        (Feed(url=INSIDE), ("10.0.0.7:8080", "10.0.0.9:80"), {"10.0.0.7:8080", "10.0.0.9:80"}),
        (Feed(url=INSIDE, allow_private=True), ("10.0.0.9:80",), {"10.0.0.7:8080"}),
        (PUBLIC, ("10.0.0.7:8080",), set()),
        (Feed(url="http://[::1]:8080/", allow_private=True), (), {"[::1]:8080"}),
    ],
)
def test_private_addresses_belong_to_a_feed(feed: Feed, everyone: tuple[str, ...], allowed: set[str]) -> None:
    assert grant(feed, {}, everyone).allow_private == allowed


def test_a_password_and_headers_come_from_the_environment() -> None:
    feed = Feed(url=PUBLIC.url, user="desk", password="env:NEWS_PASSWORD", headers={"X-Key": "env:NEWS_KEY"})
    given = grant(feed, {"NEWS_PASSWORD": "p:w", "NEWS_KEY": "k"})
    assert given.headers == {"X-Key": "k", "Authorization": f"Basic {base64.b64encode(b'desk:p:w').decode()}"}
    assert "Basic" not in repr(given)


@pytest.mark.parametrize("secret", [None, "two\nlines", "\u043a\u043b\u044e\u0447", "x" * 5000])
def test_a_secret_that_is_missing_or_cannot_be_sent_is_named_and_not_shown(secret: str | None) -> None:
    feed = Feed(url=PUBLIC.url, headers={"X-Key": "env:NEWS_KEY"})
    with pytest.raises(ConfigError, match=r"https://news\.example/rss.*NEWS_KEY") as caught:
        grant(feed, {} if secret is None else {"NEWS_KEY": secret})
    assert secret is None or secret not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "to", "sent"),
    [
        ("https://news.example", "https://news.example/a", True),
        ("http://news.example", "https://news.example/a", True),
        ("https://news.example", "http://news.example/a", False),
        ("https://news.example", "https://www.news.example/a", False),
        ("https://news.example", "https://news.example.evil.example/a", False),
        ("https://news.example", "https://news.example:8443/a", False),
        ("http://news.example:8080", "https://news.example/a", False),
    ],
)
def test_headers_go_to_the_feed_s_own_host_only(host: str, to: str, sent: bool) -> None:
    assert bool(Grant(host=host, headers={"X-Key": "k"}).headers_for(parse(to))) == sent
