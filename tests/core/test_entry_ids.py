"""Entries known again under other links, and those that never may be."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.syndication.entry_ids import entry_id, entry_ids
from newsbeam.transforms.core.web.urls import url_key
from newsbeam.transforms.fetch_records import FeedEntry

AT_8 = datetime(2031, 3, 4, 8, 15, tzinfo=UTC)
FEED = "https://gazette.example/rss"


def entry(path: str, guid: str | None = None, at: datetime | None = None, title: str | None = "Ferry strike ends") -> FeedEntry:
    return FeedEntry(FEED, f"https://gazette.example{path}", guid, title, at)


SAME: dict[str, tuple[FeedEntry, FeedEntry]] = {
    "token, nothing else": (entry("/a?v=0001k1eefzq"), entry("/a?v=0002k3ddb9q")),
    "token among others": (entry("/a?id=7&sig=abc"), entry("/a?id=7&sig=def")),
    "session by name": (entry("/a?sid=11"), entry("/a?sid=12")),
    "time in seconds": (entry("/a?x=1893456000"), entry("/a?x=1893456999")),
    "a uuid in the path": (
        entry("/6fa459ea-ee8a-4ca4-894e-db77e160355e/a", at=AT_8),
        entry("/16fd2706-8baf-433b-82eb-8c7fada847da/a", at=AT_8),
    ),
    "a session in the path": (entry("/(S(abc1def2))/a", "tag:1"), entry("/(S(zyx9wvu8))/a", "tag:1")),
    "a short token, and a guid": (entry("/a?r=4831", "tag:1"), entry("/a?r=5177", "tag:1")),
    "letters, and a date": (entry("/a?r=qwpx", at=AT_8), entry("/a?r=zmvk", at=AT_8)),
    "eight digits and letters in the path": (entry("/a1b2c3d4/a", at=AT_8), entry("/d4c3b2a1/a", at=AT_8)),
    "guid and date, whatever the link": (entry("/x/8", "tag:1", AT_8), entry("/y/9", "tag:1", AT_8)),
    "a guid that is the link": (
        entry("/a?v=0001k1eefzq", "https://gazette.example/a?v=0001k1eefzq"),
        entry("/a?v=0002k3ddb9q", "https://gazette.example/a?v=0002k3ddb9q"),
    ),
    "a guid that is an address without the token": (
        entry("/r?u=0001k1eefzq", "https://gazette.example/a", AT_8),
        entry("/q?u=0002k3ddb9q", "https://gazette.example/a", AT_8),
    ),
    "spelling of the headline": (entry("/a?v=0001k1eefzq"), entry("/a?v=0002k3ddb9q", title="FERRY  strike ends")),
}

DIFFERENT: dict[str, tuple[FeedEntry, FeedEntry]] = {
    "numbers of articles": (entry("/a?id=7"), entry("/a?id=8")),
    "numbers of articles that look like tokens": (entry("/a?id=5f3a9c8b7d6e"), entry("/a?id=5f3a9c8b7d6f")),
    "short values": (entry("/a?x=7", at=AT_8), entry("/a?x=8", at=AT_8)),
    "a short token, and nothing else": (entry("/a?r=4831"), entry("/a?r=5177")),
    "days, and a guid that does not change": (entry("/weather?day=27", "weather"), entry("/weather?day=28", "weather")),
    "days in the path": (entry("/20310304/weather", at=AT_8), entry("/20310305/weather", at=AT_8)),
    "paths": (entry("/a/7", at=AT_8), entry("/a/8", at=AT_8)),
    "paths that look like tokens, and nothing else": (entry("/5f3a9c8b7d6e77"), entry("/5f3a9c8b7d6e78")),
    "words in paths": (entry("/berlin/weather", at=AT_8), entry("/hamburg/weather", at=AT_8)),
    "a guid that only counts, without date": (entry("/1127", "1"), entry("/1128", "1")),
    "dates": (entry("/a", "1", AT_8), entry("/b", "1", AT_8.replace(hour=9))),
    "guids": (entry("/a?v=0001k1eefzq", "1", AT_8), entry("/a?v=0002k3ddb9q", "2", AT_8)),
    "headlines": (entry("/a", "1", AT_8), entry("/b", "1", AT_8, "Ferry strike goes on")),
    "sites": (entry("/a", "1", AT_8), replace(entry("/a", "1", AT_8), url="https://courier.example/a")),
}


@pytest.mark.parametrize("name", SAME)
def test_one_article_under_two_links(name: str) -> None:
    one, other = SAME[name]
    assert url_key(one.url) != url_key(other.url)
    assert entry_id(one) == entry_id(other) is not None


@pytest.mark.parametrize("name", DIFFERENT)
def test_two_articles_are_never_taken_for_one(name: str) -> None:
    one, other = DIFFERENT[name]
    assert entry_id(one) != entry_id(other)


def test_an_entry_without_a_headline_is_known_by_its_address_only() -> None:
    assert entry_id(entry("/a", "1", AT_8, title=None)) is None


def test_a_guid_that_is_a_broken_address_does_not_count() -> None:
    assert entry_id(entry("/a", "http://[", AT_8)) == entry_id(entry("/a", None, AT_8))


def test_what_several_entries_of_a_poll_share_tells_nothing() -> None:
    found = [entry("/a?v=0001k1eefzq"), entry("/a?v=0002k3ddb9q"), entry("/b?v=0001k1eefzq")]
    ids = entry_ids((url_key(one.url), one) for one in found)
    assert list(ids) == [url_key(found[2].url)]
