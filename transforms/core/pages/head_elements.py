"""The elements in which a page speaks of itself, gathered in one pass: meta tags, JSON-LD scripts, links, times, headlines."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin

import lxml.html

from newsbeam.transforms.core.pages.blocks import SKIPPED_TAGS, squeeze
from newsbeam.transforms.core.text.controls import without_controls
from newsbeam.transforms.core.text.folding import squash
from newsbeam.transforms.core.web.archived import original
from newsbeam.transforms.core.web.urls import site
from newsbeam.transforms.errors import Permanent

MAX_KEPT = 400
"""Elements of one kind that are kept."""
MAX_INNER = 200
"""Elements inside a line of text."""
MAX_URL = 2_000
MAX_META_NAME = 80
_NAME_SPACE = re.compile(r"^https?://[^#]*?/(?:ns/?)?(\w*)#|^(?:og|lp):(?=article:)")
_OPENERS = "-–—/'’\"“„«([#@"
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


class HeadElements:
    """What a document declares: `metas` by name (lower case, letters and digits alone), and the elements themselves."""

    def __init__(self, document: lxml.html.HtmlElement) -> None:
        self.metas: dict[str, list[str]] = {}
        self.json_ld: list[str] = []
        self.times: list[lxml.html.HtmlElement] = []
        self.headlines: list[lxml.html.HtmlElement] = []
        self.times_above = 0
        """So many of `times` stand before the first headline."""
        self.window = ""
        self.canonical: str | None = None
        self.lang = document.getroottree().getroot().get("lang") or document.getroottree().getroot().get("xml:lang")
        for element in document.iter("meta", "script", "link", "time", "h1", "title"):
            self._read(element)

    def _read(self, element: lxml.html.HtmlElement) -> None:
        tag = element.tag
        if tag == "script":
            kind = element.get("type")
            if kind and "ld+json" in kind.lower() and element.text:
                self.json_ld.append(element.text)
        elif tag == "meta":
            self._meta(element)
        elif tag == "link":
            if self.canonical is None and "canonical" in (element.get("rel") or "").lower().split():
                self.canonical = element.get("href")
        elif tag == "title":
            self.window = self.window or squeeze(element.text or "")
        else:
            if tag == "h1" and not self.headlines:
                self.times_above = len(self.times)
            kept = self.times if tag == "time" else self.headlines
            if len(kept) < MAX_KEPT:
                kept.append(element)

    def _meta(self, element: lxml.html.HtmlElement) -> None:
        value = element.get("content")
        if not value or value.isspace():
            return
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name:
                values = self.metas.setdefault(meta_key(name), [])
                if len(values) < MAX_KEPT:
                    values.append(value)

    def first(self, names: str) -> str | None:
        """The first value of the first of these (space-separated) names that a tag has."""
        return next((squeeze(self.metas[name][0]) for name in names.split() if name in self.metas), None)

    def all(self, names: str) -> list[str]:
        """All values of these (space-separated) names, in the names' order."""
        return [squeeze(value) for name in names.split() for value in self.metas.get(name, ())]


@lru_cache(maxsize=2048)
def meta_key(name: str) -> str:
    """A meta tag's name as one spelling: `og:article:published_time`, `article:published:time` are `articlepublishedtime`."""
    return squash(_NAME_SPACE.sub(r"\1", name[:MAX_META_NAME].strip().lower()))


def text_in(element: lxml.html.HtmlElement, limit: int = 2_000) -> str:
    """An element's text up to a limit, with a space where an inner element joins a capital to a word: `Nationwide<span>Bridge</span>`."""
    parts: list[str] = []
    last = " "
    for part in _texts(element):
        if part[0].isupper() and not last.isspace() and not last.isupper() and last not in _OPENERS:
            parts.append(" ")
        parts.append(part)
        last = part[-1]
        limit -= len(part)
        if limit < 0:
            break
    return squeeze("".join(parts))


def _texts(element: lxml.html.HtmlElement) -> Iterator[str]:
    """The texts in an element in their order; unlike `itertext` it gives up on wrappers of many elements."""
    stack: list[lxml.html.HtmlElement | str] = [element]
    budget = MAX_INNER
    while stack and budget:
        item = stack.pop()
        if isinstance(item, str):
            yield item
            continue
        budget -= 1
        if item.tag in SKIPPED_TAGS:
            continue
        if item.tag == "br":
            yield " "
        if item.text:
            yield item.text
        for child in reversed(item[:MAX_INNER]):
            stack += [child.tail, child] if child.tail else [child]


def absolute(href: str | None, base: str | None) -> str | None:
    """An `http(s)` address made absolute; None for anything else. One that an archive rewrote is what it was before."""
    if not href:
        return None
    href = without_controls(href).strip()
    try:
        address = href if href.startswith(("http://", "https://")) else urljoin(base or "", href)
    except ValueError:
        return None
    return original(address).url if address.startswith(("http://", "https://")) and len(address) <= MAX_URL else None


def host_name(url: str | None) -> str:
    """The name that an address's outlet chose: `ledger` of `https://news.ledger.co.uk/`."""
    try:
        return site(url).split(".")[0] if url else ""
    except Permanent:
        return ""


def strip_markup(text: str) -> str:
    """Text from a string that may hold entities and tags, as metadata often do."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return _MARKUP.sub(" ", text) if "<" in text else text
