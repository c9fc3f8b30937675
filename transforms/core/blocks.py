"""A page as a list of blocks: what a reader sees as one paragraph, heading, list item or label, with where it stood in the tree.

One walk, iterative (real pages nest deeper than Python's recursion limit) and linear in the size of the page.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import lxml.html

from transforms.core.cruft import class_zones

MAX_BLOCKS = 40_000
"""Blocks after which a page is cut off: a list of that length is no article."""

_BLOCK_TAGS_NAMES = (
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead title tr ul"
)
BLOCK_TAGS = frozenset(_BLOCK_TAGS_NAMES.split())
_SKIPPED_TAGS_NAMES = "script style noscript template head svg iframe object canvas textarea math audio video select"
SKIPPED_TAGS = frozenset(_SKIPPED_TAGS_NAMES.split())
_ZONE_TAGS_NAMES = (
    "article aside blockquote button details dialog figcaption figure footer form h1 h2 h3 h4 h5 h6 header li main nav pre table"
)
ZONE_TAGS = frozenset(_ZONE_TAGS_NAMES.split())
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NAMED_INLINE = frozenset(("span", "time"))
_STYLES = frozenset(("a", "b", "strong", "i", "em"))
NEAR = 3
MAX_LABEL = 400
_BREAK = "\x1e"
_NONE: frozenset[str] = frozenset()


class Block(NamedTuple):
    """One visible piece of a page."""

    text: str
    """White space collapsed, invisible characters dropped, never empty."""
    tag: str
    """The nearest enclosing block element."""
    zones: frozenset[str] = _NONE
    """Enclosing elements (`in:figure`), what their classes call them (`cls:related`), `hidden`."""
    near: frozenset[str] = _NONE
    """The same of the innermost `NEAR` named elements alone: a wrapper of the whole page says little."""
    link_chars: int = 0
    bold_chars: int = 0
    italic_chars: int = 0
    n_links: int = 0
    parents: tuple[int, ...] = ()
    """Numbers of the enclosing block elements, innermost first."""


class _Place(NamedTuple):
    tag: str
    zones: frozenset[str]
    near: tuple[frozenset[str], ...]
    parents: tuple[int, ...]
    link: bool
    bold: bool
    italic: bool


def squeeze(text: str) -> str:
    """White space as single spaces, soft hyphens and zero-width spaces dropped."""
    return " ".join(text.translate(_INVISIBLE).split())


def blocks_of(document: lxml.html.HtmlElement) -> list[Block]:
    """The visible blocks of a document in reading order."""
    body = document.find("body")
    root = document if body is None else body
    out: list[Block] = []
    parts: list[tuple[str, _Place]] = []
    number = 0
    stack: list[tuple[lxml.html.HtmlElement | str | None, _Place]] = [(root, _Place("body", _NONE, (), (), False, False, False))]
    while stack and len(out) < MAX_BLOCKS:
        item, place = stack.pop()
        if isinstance(item, str):
            parts.append((item, place))
            continue
        if item is None:  # a block element begins or ends here
            if parts:
                out.extend(_paragraphs(parts))
                parts = []
            continue
        tag = item.tag
        if not isinstance(tag, str) or tag in SKIPPED_TAGS:
            continue
        if tag == "br":
            parts.append((_BREAK, place))
            continue
        inner = place
        is_block = tag in BLOCK_TAGS
        zones = _zones(item, tag) if is_block or tag in _NAMED_INLINE or "-" in tag else _NONE
        if is_block or zones or tag in _STYLES:
            number += 1
            inner = _Place(
                tag if is_block else place.tag,
                place.zones | zones if zones else place.zones,
                (zones, *place.near[: NEAR - 1]) if is_block or zones else place.near,
                (number, *place.parents[:4]) if is_block else place.parents,
                place.link or tag == "a",
                place.bold or tag in ("b", "strong"),
                place.italic or tag in ("i", "em"),
            )
        if is_block:
            stack.append((None, place))
        for child in reversed(item):
            if child.tail:
                stack.append((child.tail, inner))
            stack.append((child, inner))
        if item.text:
            stack.append((item.text, inner))
        if is_block:
            stack.append((None, inner))
    if parts:
        out.extend(_paragraphs(parts))
    return out


def _paragraphs(parts: list[tuple[str, _Place]]) -> Iterator[Block]:
    """The blocks of one run of text: one, or several where line breaks stand in for paragraphs."""
    start = breaks = 0
    for i, (text, _) in enumerate(parts):
        if text == _BREAK:
            breaks += 1
        elif not text.isspace():
            if breaks >= 2:
                yield from _block(parts[start:i])
                start = i
            breaks = 0
    yield from _block(parts[start:])


def _block(parts: list[tuple[str, _Place]]) -> Iterator[Block]:
    said = [(part, place) for part, place in parts if part != _BREAK]
    text = squeeze("".join(" " if part == _BREAK else part for part, _ in parts))
    if not text:
        return
    sizes = [(len(part.strip()), place) for part, place in said if not part.isspace()]
    first = sizes[0][1]
    zones = first.zones
    for _, place in sizes[1:]:
        if place.zones is not zones:
            zones = zones & place.zones
    linked = [n for n, place in sizes if place.link]
    bold = sum(n for n, place in sizes if place.bold)
    italic = sum(n for n, place in sizes if place.italic)
    yield Block(text, first.tag, zones, zones & _NONE.union(*first.near), sum(linked), bold, italic, len(linked), first.parents)


def _zones(element: lxml.html.HtmlElement, tag: str) -> frozenset[str]:
    """What one element adds to the zones of everything inside it."""
    attributes = element.attrib
    if not attributes or tag == "body":
        return _TAG_ZONES.get(tag, _NONE)
    zones = _TAG_ZONES.get(tag, _NONE)
    get = attributes.get
    for name in ("class", "id", "itemprop", "role", "data-testid"):
        label = get(name)
        if label:
            for token in label[:MAX_LABEL].split():
                own = class_zones(token)
                if own:
                    zones = zones | own
    if "hidden" in attributes or get("aria-hidden") == "true" or _HIDDEN.search(get("style", "")):
        zones = zones | _HIDDEN_ZONE
    return zones


_TAG_ZONES = {tag: frozenset({f"in:{tag}"}) for tag in ZONE_TAGS}
_HIDDEN_ZONE = frozenset({"hidden"})
