"""Addresses of archives, caches and viewers: the page behind them, and when it was captured."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from newsbeam.transforms.core.web import urls
from newsbeam.transforms.errors import Permanent

_STAMP = re.compile(r"/(\d{14}|\d{4}\.\d\d\.\d\d-\d{6})(?:[a-z]{2}_)?/")


class Original(NamedTuple):
    """What an address stands for."""

    url: str
    at: datetime | None
    """When an archive captured it; None: it is no archive's, or does not say."""


def original(url: str) -> Original:
    """The page that an address stands for: itself, unless it is an archive's, a cache's or a redirect's (`url_tables`).

    `https://web.archive.org/web/20200102030405id_/https://news.example/1` is `https://news.example/1` as it was on 2 January 2020.
    """
    try:
        address = urls.parse(url)
    except Permanent:
        return Original(url, None)
    at, found = None, url
    while (inner := urls.unwrapped(address)) is not None:  # it ends: what is inside is shorter
        at = at or _time(address.path)
        address, found = inner, urls.unparse(inner)
    return Original(found, at)


def _time(path: str) -> datetime | None:
    stamp = _STAMP.search(path)
    try:
        return datetime.strptime(re.sub(r"\D", "", stamp[1]), "%Y%m%d%H%M%S").replace(tzinfo=UTC) if stamp else None
    except ValueError:
        return None
