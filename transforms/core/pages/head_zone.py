"""What a page shows around its headline: the lines in which byline and date stand, where nothing is declared to machines."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import lxml.html

from newsbeam.transforms.core.pages.blocks import SKIPPED_TAGS
from newsbeam.transforms.core.pages.bylines import UPDATED
from newsbeam.transforms.core.pages.head_elements import text_in
from newsbeam.transforms.core.pages.titles import holds, same

MAX_BEFORE, MAX_AFTER = 12, 120
"""Elements before and after the headline that are looked at."""
MAX_HEADINGS = 200
MIN_HEADLINE = 20
"""Characters from which an `<h1>` is no label."""
MAX_LINE = 160
"""A longer line is a paragraph."""
PARAGRAPH = 200
"""Characters of a paragraph; after one the head is over."""
_FOREIGN_TAGS = SKIPPED_TAGS | frozenset(("aside", "nav", "footer", "figure", "figcaption", "ul", "ol", "form", "table", "h2", "h3", "h4"))
"""What stands in these is another article's, or the page's."""
_ELSEWHERE_TAGS = frozenset(("aside", "nav", "footer"))
MAX_ANCESTORS = 8
_FOREIGN_CLASS = re.compile(r"related|teaser|recommend|most-?read|sidebar|comment|newsletter|promo|widget|trending|latest|caption|share")
_AUTHOR_CLASS = re.compile(r"author|byline|autor|auteur|writer|reporter|journalist|firma|signature|contributor")
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:e[ns]?|as?)?|auteurs?|by|people|persone?|profiles?|profil|staff|journalists?|reporters?|redaktion|yazar|forfatter)[/-]"
    r"|/autor(?:in)?-",
    re.I,
)
_INLINE = frozenset(("a", "b", "strong", "i", "em", "u", "small", "br", "img", "svg", "abbr", "sup", "font"))


class Spot(NamedTuple):
    """One short line near the headline."""

    text: str
    signs: bool
    """The page marks it as the author's: by class, `rel`, `itemprop` or the address it links."""
    bold: bool
    """All of it is emphasized, and it stands before the first paragraph."""
    when: str = ""
    """What a `<time>` says to machines, or else shows."""
    updated: bool = False
    """This is when the page was changed, as the element or the words before it say."""


def headline_element(
    document: lxml.html.HtmlElement, headlines: Sequence[lxml.html.HtmlElement], title: str | None
) -> lxml.html.HtmlElement | None:
    """The element that shows the headline: an `<h1>` that says the title, another heading that does, else the first `<h1>` that may."""
    if not title:
        return None
    for element in headlines[:6]:
        text = text_in(element)
        if same(text, title) or (len(text) >= MIN_HEADLINE and (holds(text, title) or holds(title, text))):
            return element
    others = (element for element in islice(document.iter("h2", "h3", "h4"), MAX_HEADINGS) if holds(text_in(element, 2 * MAX_LINE), title))
    return next(others, next((element for element in headlines[:6] if len(headlines) == 1 or len(text_in(element)) >= MIN_HEADLINE), None))


def head_zone(headline: lxml.html.HtmlElement) -> list[Spot]:
    """The short lines after the headline and then those shortly before it, in the page's order."""
    before = [spot for element in _preceding(headline) if (spot := _spot(element))]
    after: list[Spot] = []
    for element in _following(headline):
        spot = _spot(element)
        if spot:
            after.append(spot)
        elif element.tag == "p" and len(text_in(element, PARAGRAPH)) >= PARAGRAPH:
            break
    return after + before


def _following(headline: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """Elements after the headline in the document's order, foreign ones left out with all they hold."""
    seen = 0
    here: lxml.html.HtmlElement | None = headline
    while here is not None and here.tag != "body":
        stack = list(here.itersiblings())[:MAX_AFTER][::-1]
        while stack:
            element = stack.pop()
            if not isinstance(element.tag, str) or _foreign(element):
                continue
            seen += 1
            if seen > MAX_AFTER:
                return
            yield element
            stack += list(element)[:MAX_AFTER][::-1]
        here = here.getparent()


def _preceding(headline: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """Elements shortly before the headline, within three levels around it."""
    found: list[lxml.html.HtmlElement] = []
    here: lxml.html.HtmlElement | None = headline
    for _ in range(3):
        if here is None or here.tag == "body":
            break
        for sibling in here.itersiblings(preceding=True):
            if isinstance(sibling.tag, str) and not _foreign(sibling):
                inner = [sibling, *(x for x in sibling.iterdescendants() if isinstance(x.tag, str))]
                found += inner if len(inner) <= MAX_BEFORE else []
            if len(found) >= MAX_BEFORE:
                return found
        here = here.getparent()
    return found


def _foreign(element: lxml.html.HtmlElement) -> bool:
    if element.tag in _FOREIGN_TAGS and not _signs(element):
        return True
    label = element.get("class")
    return bool(label) and bool(_FOREIGN_CLASS.search(label[:200].lower())) and not _AUTHOR_CLASS.search(label[:200].lower())


def _spot(element: lxml.html.HtmlElement) -> Spot | None:
    """An element's line: a block's, or an author's mark; None for long ones, and for a mere wrapper of another."""
    signs = _signs(element)
    if element.tag in _INLINE and not signs:
        return None
    text = text_in(element, MAX_LINE)
    if not 3 <= len(text) <= MAX_LINE:
        return None
    only = element[0] if len(element) == 1 else None
    bold = only is not None and only.tag in ("b", "strong", "em", "i") and text_in(only, MAX_LINE) == text
    if element.tag != "time":
        return Spot(text, signs, bold)
    return Spot(text, signs, bold, element.get("datetime") or text, is_update(element))


def is_update(element: lxml.html.HtmlElement) -> bool:
    """Whether a `<time>` is marked or introduced as the last change's."""
    label = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
    previous, parent = element.getprevious(), element.getparent()
    before = (previous.tail or text_in(previous, MAX_LINE)) if previous is not None else parent.text if parent is not None else None
    return re.search("updated|modified|changed", label) is not None or UPDATED.match((before or "").strip()) is not None


def is_elsewhere(element: lxml.html.HtmlElement) -> bool:
    """Whether an element stands in a margin, a menu, a footer, or a teaser of another article."""
    return any(
        ancestor.tag in _ELSEWHERE_TAGS or _FOREIGN_CLASS.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:200].lower())
        for ancestor in islice(element.iterancestors(), MAX_ANCESTORS)
    )


def _signs(element: lxml.html.HtmlElement) -> bool:
    if "author" in (element.get("rel") or "") or "author" in (element.get("itemprop") or "") or element.tag == "address":
        return True
    if element.tag == "a" and _AUTHOR_LINK.search((element.get("href") or "")[:300]):
        return True
    return bool(_AUTHOR_CLASS.search((element.get("class") or "")[:200].lower()))
