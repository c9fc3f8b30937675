"""Addresses of archives, caches and viewers stand for the page behind them, as of its capture."""

from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.web.archived import original
from newsbeam.transforms.core.web.urls import url_key

PAGE = "https://lowmere.example/n/1?a=2"
AT = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)

CAPTURES = [
    f"https://web.archive.org/web/20200102030405/{PAGE}",
    f"https://web.archive.org/web/20200102030405id_/{PAGE}",
    "https://web.archive.org/web/20200102030405/https:/lowmere.example/n/1?a=2",
    "https://web.archive.org/web/20200102030405/https%3A%2F%2Flowmere.example%2Fn%2F1%3Fa%3D2",
    f"https://web.archive.org/web/20200102030405/https://web.archive.org/web/20190102030405/{PAGE}",
    f"https://arquivo.example/wayback/20200102030405/{PAGE}",
    f"https://wayback.archive-it.org/17/20200102030405mp_/{PAGE}",
    f"https://webarchive.example/all/web/20200102030405/{PAGE}",
    f"https://archive.ph/2020.01.02-030405/{PAGE}",
    f"http://archive.today/20200102030405/{PAGE}",
]
UNDATED = [
    f"https://web.archive.org/web/2020/{PAGE}",
    f"https://web.archive.org/web/20209902030405/{PAGE}",
    f"https://archive.is/newest/{PAGE}",
    f"http://webcache.googleusercontent.com/search?q=cache:AbC-dEf_12:{PAGE}+bridge&hl=en",
    f"http://webcache.googleusercontent.com/search?hl=en&q=cache:{PAGE}",
    f"https://www.google.com/url?sa=t&url={PAGE.replace('?', '%3F')}",
    "https://lowmere-example.cdn.ampproject.org/c/s/lowmere.example/n/1?a=2",
    f"https://r.search.yahoo.com/_ylt=x/RU={PAGE.replace('/', '%2f').replace('?', '%3f')}/RK=2/RS=y",
]
NONE = [
    PAGE,
    "https://archive.ph/AbCdE",
    "https://lowmere.example/20200102030405/a.html",
    "https://lowmere.example/share?to=https://other.example/a",
    "https://web.archive.org/web/20200102030405/",
    "http://[broken/web/20200102030405/http://a.example/",
    "urn:http://a.example/http://b.example/",
]


@pytest.mark.parametrize("url", CAPTURES)
def test_captures_have_a_time(url: str) -> None:
    assert original(url) == (PAGE, AT)
    assert url_key(url) == url_key(PAGE)


@pytest.mark.parametrize("url", UNDATED)
def test_what_says_no_time_has_none(url: str) -> None:
    assert original(url) == (PAGE, None)
    assert url_key(url) == url_key(PAGE)


def test_an_address_that_lost_its_scheme() -> None:
    assert original("https://web.archive.org/web/20200102030405id_/lowmere.example/n/1") == ("http://lowmere.example/n/1", AT)


@pytest.mark.parametrize("url", NONE)
def test_other_addresses_stand_for_themselves(url: str) -> None:
    assert original(url) == (url, None)
