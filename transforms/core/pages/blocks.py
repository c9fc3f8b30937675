"""A page as a list of blocks: what a reader sees as one paragraph, heading, list item or label, with where it stood in the tree.

One walk, iterative (real pages nest deeper than Python's recursion limit) and linear in the size of the page.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import lxml.html
from lxml import etree

from newsbeam.transforms.core.pages.scripts import script_html
from newsbeam.transforms.core.pages.tables import CELL_TAGS, rows_of_figures
from newsbeam.transforms.core.text.controls import without_controls
from newsbeam.transforms.core.text.cruft import class_zones

MAX_BLOCKS = 40_000
"""Blocks after which a page is cut off: a list of that length is no article."""

MIN_PARAGRAPH = 100
"""Characters of a block without which a page shows no text."""

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
_MEDIA_TAGS = frozenset(("img", "picture", "video", "iframe", "amp-img"))
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]{0,2}\s*$")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_UNSEEN_STYLE = re.compile(r"clip-path\s*:\s*inset\(\s*50%|clip\s*:\s*rect\(\s*[01](?:px)?[, ]+[01]|(?<![-\w])width\s*:\s*1px", re.I)
_UNSEEN_CLASS = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-?reader-(?:text|only))(?:$|\s)", re.I)
_NAMED_INLINE = frozenset(("span", "time"))
_NAMING = frozenset(("class", "id", "itemprop", "role", "data-testid"))
_STYLES = frozenset(("a", "b", "strong", "i", "em"))
NEAR = 3
MAX_LABEL = 400
MAX_PARENTS = 12
"""Enclosing elements that a block remembers."""
_BREAK = "\x1e"
CELL = " | "
"""Between the cells of a row of figures."""
MAX_SUBHEAD = 120
"""Characters of a line in bold letters that is a heading of its own, though only a line break parts it from its text."""
_LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
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
    """Numbers of the enclosing block elements, innermost first, at most `MAX_PARENTS`."""
    look: str = ""
    """Tag and class of the enclosing block element and of the one around it: paragraphs of one text look alike."""
    after_media: bool = False
    """Whether a picture or film stands between the block before and this one, or in it."""
    beside_media: bool = False
    """Whether that stands in the very element that holds this text."""


class _Place(NamedTuple):
    tag: str
    zones: frozenset[str]
    near: tuple[frozenset[str], ...]
    parents: tuple[int, ...]
    look: tuple[str, str]
    link: bool
    bold: bool
    italic: bool


_PLAIN = _INVISIBLE | _LIGATURES


def squeeze(text: str) -> str:
    """White space as single spaces; soft hyphens, zero-width spaces and control characters dropped, ligatures as their letters."""
    text = without_controls(text)  # entities and scripts can spell them
    return " ".join((text if text.isascii() else text.translate(_PLAIN)).split())


def blocks_of(document: lxml.html.HtmlElement) -> list[Block]:
    """The visible blocks of a document in reading order; where none is a paragraph, also those of the HTML that its scripts hold."""
    body = document.find("body")
    out = _walk(document if body is None else body, 0)
    if not any(len(block.text) > MIN_PARAGRAPH and block.link_chars < len(block.text) / 2 for block in out):
        scripted = script_html(document)
        if scripted is not None:
            out += _walk(scripted, 1 + max((block.parents[0] for block in out if block.parents), default=0))
    return out


def _walk(root: lxml.html.HtmlElement, number: int) -> list[Block]:
    out: list[Block] = []
    parts: list[tuple[str, _Place]] = []
    rows, row = rows_of_figures(root), None
    media: tuple[int, ...] | None = None
    places = [_Place("body", _NONE, (), (), ("", ""), False, False, False)]
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag, text = element.tag, element.tail
        if event == "start":
            media = places[-1].parents[:1] if tag in _MEDIA_TAGS else media
            inner = _place_in(places[-1], element, tag, number + 1) if row is None else _place_in_row(places[-1], element, tag)
            places.append(places[-1] if inner is None else inner)
            if inner is None:
                walk.skip_subtree()
                if tag == "br" and parts:
                    parts.append((_BREAK, places[-1]))
            text = element.text if inner is not None else None
        elif event == "end":
            places.pop()
            row = None if element is row else row
        if row is not None:  # all of it is one block
            if tag in CELL_TAGS and event == "start" and parts:
                parts.append((CELL, places[-1]))
            elif tag in BLOCK_TAGS and parts:
                parts.append((" ", places[-1]))
        elif event != "comment" and tag in BLOCK_TAGS:  # a block begins or ends here
            number += event == "start"
            if parts:
                before = len(out)
                out.extend(islice(_paragraphs(parts, media), MAX_BLOCKS - before))
                media = media if len(out) == before else None
                parts = []
                if len(out) >= MAX_BLOCKS:
                    break
            row = element if event == "start" and element in rows else None
        if text and (parts or not text.isspace()) and len(places) > 1:
            parts.append((text, places[-1]))
    out.extend(islice(_paragraphs(parts, media), MAX_BLOCKS - len(out)))
    return _with_initials(out)


def _with_initials(blocks: list[Block]) -> list[Block]:
    """The blocks with an initial that stands alone, in a box of its own, back at the head of its paragraph: `T` and `he river`."""
    out: list[Block] = []
    for block in blocks:
        initial = out[-1].text if out else ""
        if len(initial) == 1 and initial.isupper() and block.text[0].islower():
            out[-1] = block._replace(text=initial + block.text)
        else:
            out.append(block)
    return out


def _place_in(place: _Place, element: lxml.html.HtmlElement, tag: str, number: int) -> _Place | None:
    """The place inside an element; None if nothing in it is shown."""
    if tag in BLOCK_TAGS:
        return _inside(place, element, tag, number)
    if tag in _STYLES:
        return _styled(place, tag)
    if tag in _NAMED_INLINE or "-" in tag:
        if _is_unseen(element):
            return None
        zones = _zones(element, tag)
        return place._replace(zones=place.zones | zones, near=(zones, *place.near[: NEAR - 1])) if zones else place
    return None if tag in SKIPPED_TAGS or tag == "br" else place


def _place_in_row(place: _Place, element: lxml.html.HtmlElement, tag: str) -> _Place | None:
    """The place inside an element of a row of figures: the row's own."""
    if tag in _STYLES:
        return _styled(place, tag)
    return None if tag in SKIPPED_TAGS or tag == "br" or _is_unseen(element) else place


def _is_unseen(element: lxml.html.HtmlElement) -> bool:
    """Words inside a line that are for screen readers alone: `, opens new tab` behind a link."""
    style, label = element.get("style"), element.get("class")
    return bool((style and _UNSEEN_STYLE.search(style)) or (label and _UNSEEN_CLASS.search(label)))


def _inside(place: _Place, element: lxml.html.HtmlElement, tag: str, number: int) -> _Place:
    """The place inside a block element."""
    zones = _zones(element, tag)
    return _Place(
        tag,
        place.zones | zones if zones else place.zones,
        (zones, *place.near[: NEAR - 1]),
        (number, *place.parents[: MAX_PARENTS - 1]),
        (f"{tag}.{element.get('class', '')[:MAX_LABEL]}", place.look[0]),
        place.link,
        place.bold,
        place.italic,
    )


def _styled(place: _Place, tag: str) -> _Place:
    """The place inside a link or in bold or italic letters."""
    return _Place(*place[:5], place.link or tag == "a", place.bold or tag in ("b", "strong"), place.italic or tag in ("i", "em"))


def _paragraphs(parts: list[tuple[str, _Place]], media: tuple[int, ...] | None) -> Iterator[Block]:
    """The blocks of one run of text: none, one, or several where line breaks stand in for paragraphs."""
    start = breaks = 0
    for i, (text, _) in enumerate(parts):
        if text == _BREAK:
            breaks += 1
        elif not text.isspace():
            if breaks >= 2 or (breaks and _is_line_end(parts, start, i)):
                yield from _block(parts[start:i], None if start else media)
                start = i
            breaks = 0
    if parts:
        yield from _block(parts[start:], None if start else media)


def _is_line_end(parts: list[tuple[str, _Place]], start: int, stop: int) -> bool:
    """Whether a single line break ends a paragraph: what stands before it ends a sentence, or is a heading in bold letters."""
    line: list[tuple[str, _Place]] = []
    first = stop - 1
    while first >= start and (parts[first][0] != _BREAK or not line):
        if parts[first][0] != _BREAK and not parts[first][0].isspace():
            line.append(parts[first])
        first -= 1
    if first < start and not parts[stop][1].bold and all(place.bold for _, place in line):
        return sum(len(text) for text, _ in line) <= MAX_SUBHEAD
    return _SENTENCE_END.search(line[0][0][-8:]) is not None


def _block(parts: list[tuple[str, _Place]], media: tuple[int, ...] | None) -> Iterator[Block]:
    text = squeeze("".join([" " if part == _BREAK else part for part, _ in parts]))
    text = text.strip(" |") if parts[0][1].tag == "tr" else text
    if not text:
        return
    first = parts[0][1]
    zones = first.zones
    link = bold = italic = n_links = 0
    for part, place in parts:
        size = len(part.strip())
        if size and part != _BREAK:
            if place.zones is not zones:
                zones = zones & place.zones
            link += size * place.link
            bold += size * place.bold
            italic += size * place.italic
            n_links += place.link
    near = zones & _NONE.union(*first.near)
    look = ">".join(first.look)
    beside = media == first.parents[:1]
    yield Block(text, first.tag, zones, near, link, bold, italic, n_links, first.parents, look, media is not None, beside)


def _zones(element: lxml.html.HtmlElement, tag: str) -> frozenset[str]:
    """What one element adds to the zones of everything inside it."""
    zones = _TAG_ZONES.get(tag, _NONE)
    if tag == "body":
        return zones
    for name, value in element.items():
        if name in _NAMING:
            own = _label_zones(value[:MAX_LABEL])
            zones = zones | own if own else zones
        elif name == "hidden" or (name == "aria-hidden" and value == "true") or (name == "style" and _HIDDEN.search(value)):
            zones = zones | _HIDDEN_ZONE
    return zones


@lru_cache(maxsize=32_768)
def _label_zones(label: str) -> frozenset[str]:
    return _NONE.union(*map(class_zones, label.split()))


_TAG_ZONES = {tag: frozenset({f"in:{tag}"}) for tag in ZONE_TAGS}
_HIDDEN_ZONE = frozenset({"hidden"})
