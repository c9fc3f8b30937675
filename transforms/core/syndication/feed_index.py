"""What is given as a feed and only names feeds: indexes of sitemaps, which are followed, and web pages, which are told from feeds."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import chain, islice

from newsbeam.transforms.core.syndication import feed_text
from newsbeam.transforms.core.syndication.feed_fields import moment
from newsbeam.transforms.core.syndication.feed_guard import root
from newsbeam.transforms.core.web.urls import resolve
from newsbeam.transforms.errors import Permanent

MAX_SITEMAPS = 5
"""Of an index that are followed: a large site has thousands, by month back to its first day."""
MAX_LISTED = 50_000
"""Of an index that are looked at: the standard's limit."""
MAX_FEEDS = 3
"""Of a page that are named."""
MAX_HEAD = 300_000
"""Characters of a page in which its feeds are looked for."""

PAGES = frozenset({"html", "head", "body"})
"""Root elements of web pages."""
_LISTED = re.compile(
    r"<(?:[\w-]{1,40}:)?(?:(sitemap)[\s>]|loc\b[^<>]*>\s*(?:<!\[CDATA\[)?\s*([^<>\]\s]{1,4096})|lastmod\b[^<>]*>\s*([^<>]{6,80}))",
    re.IGNORECASE,
)
_NEWS = re.compile(r"news|article|post", re.IGNORECASE)
_LINK = re.compile(r"<link\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml", "application/xml")


def sitemaps(body: bytes, content_type: str | None, url: str) -> tuple[tuple[str, ...], int]:
    """The sitemaps of an index that are worth following, the likeliest first, and how many it names; none if the body is no index.

    First come those that are named after news, then the last changed, then those without a date in their order.
    """
    try:
        text = feed_text.decode(body, content_type)
    except Permanent:
        return (), 0
    name, start = root(text)
    if name != "sitemapindex":
        return (), 0
    listed = dict(_listed(text, start, url))
    return tuple(sorted(listed, key=listed.__getitem__)[:MAX_SITEMAPS]), len(listed)


def _listed(text: str, start: int, url: str) -> Iterator[tuple[str, tuple[bool, float]]]:
    """Sitemaps, each with what it is sorted by. Linear, whatever is not closed."""
    there, changed = None, None
    for found in chain(islice(_LISTED.finditer(text, start), 3 * MAX_LISTED), [None]):
        if found is None or found[1]:
            if there is not None and there != url:
                at = moment(changed.strip()) if changed else None
                yield there, (_NEWS.search(there.rpartition("/")[2]) is None, -at.timestamp() if at else 0.0)
            there, changed = None, None
        elif found[2]:
            there = there or resolve(url, unescape(found[2]))
        else:
            changed = changed or found[3]


def no_feed(name: str, text: str, url: str) -> str:
    """What to tell of a document that is no feed, and the way on.

    Args:
        name: of its root element; empty if there is none.
    """
    if name in PAGES:
        feeds = _feeds_of_page(text, url)
        return f"this is a web page; its feed is {' or '.join(feeds)}" if feeds else "this is a web page, and it names no feed of its own"
    if name == "sitemapindex":
        found = [there for there, _ in islice(_listed(text, 0, url), MAX_FEEDS)]
        return f"this is an index of sitemaps, such as {' or '.join(found)}" if found else "this is an index of sitemaps, and it names none"
    if name == "opml":
        return "this is a list of subscriptions (OPML), which a file under sources.files can be"
    return f"the root element is {name!r}" if name else "neither XML nor JSON"


def _feeds_of_page(text: str, url: str) -> list[str]:
    found: dict[str, None] = {}
    for link in _LINK.finditer(text[:MAX_HEAD]):
        given = {name.lower(): unescape(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(link[1])}
        kind = given.get("type", "").partition(";")[0].strip().lower()
        there = resolve(url, given.get("href", ""))
        if there is not None and there != url and kind in _FEED_TYPES and "alternate" in given.get("rel", "").lower().split():
            found.setdefault(there)
    return list(found)[:MAX_FEEDS]
