"""The hostile suite: inputs that are made to hang, to crash, to fill the memory or to lead elsewhere, each with its end.

Every one goes through the code of its stage; pages and feeds in the sandbox, as always.
"""

from pathlib import Path

import pytest

from newsbeam.transforms.archives import ReadLimits
from newsbeam.transforms.core.steps import clean_document
from newsbeam.transforms.core.syndication.feeds import parse_feed
from newsbeam.transforms.errors import InputError
from newsbeam.transforms.execution.sandbox import Limits, in_sandbox
from newsbeam.transforms.http_client import connection
from newsbeam.transforms.http_client.client import Client, FetchPolicy
from newsbeam.transforms.records import Page
from tests.hostile.addresses import ADDRESSES
from tests.hostile.archives import ARCHIVES
from tests.hostile.feeds import FEEDS
from tests.hostile.pages import PAGES
from tests.stages.archive_samples import read
from tests.support.documents import page

LEAST = 225
LIMITS = Limits()
"""The default: what ends within them here ends within them anywhere."""
SECRETS = ("root:", "passwd:")
"""Of the local files that inputs name."""


def test_the_suite_is_as_large_as_it_says() -> None:
    assert len(PAGES) + len(FEEDS) + len(ARCHIVES) + len(ADDRESSES) >= LEAST


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str) -> None:
    made, expected = PAGES[name]
    if expected != "stored":
        with pytest.raises(InputError) as caught:
            in_sandbox(LIMITS, clean_document, page(made()))
        assert caught.value.reason == expected
        return
    article = in_sandbox(LIMITS, clean_document, page(made())).article
    assert "until the spring" in article.text
    assert not any(secret in article.text for secret in SECRETS)


@pytest.mark.parametrize("name", FEEDS)
def test_feed(name: str) -> None:
    made, expected = FEEDS[name]
    if "entries" not in expected:
        with pytest.raises(InputError) as caught:
            in_sandbox(LIMITS, parse_feed, made(), None, "https://kelmar.example/rss")
        assert caught.value.reason == expected
        return
    feed = in_sandbox(LIMITS, parse_feed, made(), None, "https://kelmar.example/rss")
    assert f"{len(feed.entries)} entries" == expected
    assert not any(secret in repr(feed) for secret in SECRETS)
    assert all(entry.url is None or entry.url.startswith("https://kelmar.example/") for entry in feed.entries)


@pytest.mark.parametrize("name", ARCHIVES)
def test_archive(name: str, tmp_path: Path) -> None:
    made, expected = ARCHIVES[name]
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "a.bin"
    file.write_bytes(made())
    records = read(file, ReadLimits(max_record_bytes=1_000_000, max_feed_bytes=1_000_000))
    assert [record.form if isinstance(record, Page) else record.reason for record in records] == expected
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "a.bin"]  # nothing was unpacked
    assert not any(secret in repr(record) for record in records for secret in SECRETS)


@pytest.mark.parametrize("name", ADDRESSES)
def test_address(name: str) -> None:
    url, number, expected = ADDRESSES[name]

    def refuse(_address: str, _port: int, _timeout: float) -> None:
        assert expected == "connect_failed"
        raise OSError("refused")

    resolve = (lambda _host, _port: [number]) if number else connection.resolve
    client = Client(FetchPolicy(deadline_seconds=20), resolver=resolve, dialer=refuse)  # type: ignore[arg-type]
    with pytest.raises(InputError) as caught:
        client.get(url)
    assert caught.value.reason == expected
