"""What a page says about itself: title, authors, times, section, outlet, address, access. JSON-LD first, then meta tags, then the tree.

Sources: schema.org `NewsArticle`, the Open Graph protocol, Dublin Core, Parsely and Sailthru tags, `<time datetime>`, `rel=author`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import lxml.html

from newsbeam.transforms.core.pages.authors import declared_authors, marked_authors, shown_agencies, shown_aliases, shown_authors, signature
from newsbeam.transforms.core.pages.dates import Moment
from newsbeam.transforms.core.pages.evidence import Dated, decide
from newsbeam.transforms.core.pages.head_elements import HeadElements, absolute, host_name, strip_markup, text_in
from newsbeam.transforms.core.pages.head_zone import Spot, head_zone, headline_element
from newsbeam.transforms.core.pages.json_ld import (
    Node,
    body_of,
    breadcrumb,
    first_text,
    image_addresses,
    is_free,
    nodes_of,
    own_nodes,
    text_of,
    types_of,
)
from newsbeam.transforms.core.pages.people import people
from newsbeam.transforms.core.pages.published import MAX_TIMES, Reading, date_order, modified_moment, published_evidence
from newsbeam.transforms.core.pages.titles import MAX_TITLE, MIN_TITLE, Titles, best_title, plausible_titles, strip_site
from newsbeam.transforms.core.web.archived import original
from newsbeam.transforms.records import PublishedFrom

__all__ = ["Metadata", "metadata_of", "people", "strip_site"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; None where it is silent."""

    title: str | None = None
    titles: tuple[str, ...] = ()
    """Everything the page gives as its headline: what the body need not repeat."""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    published_from: PublishedFrom | None = None
    dates: tuple[Dated, ...] = ()
    """What each of the page's sources says of its publication: `published` is what is decided of these."""
    modified: Moment | None = None
    section: str | None = None
    lang: str | None = None
    site_name: str | None = None
    url: str | None = None
    description: str | None = None
    image: str | None = None
    """The lead image's address, absolute."""
    kind: str | None = None
    """`article`, `website`, ... : JSON-LD's or Open Graph's type, lower case."""
    body: str | None = None
    """JSON-LD `articleBody`: often truncated, a vote and no truth."""
    is_free: bool | None = None
    """`isAccessibleForFree`."""
    captured_at: datetime | None = None
    """When the archive captured the page that its canonical link names, if it is an archive's."""
    tier: str | None = None
    """`article:content_tier`: `free`, `metered`, `locked`."""


def metadata_of(document: lxml.html.HtmlElement, url: str | None, fetched_at: datetime | None = None) -> Metadata:
    """Read a page's metadata.

    Args:
        url: its address, if known.
        fetched_at: from when `3 hours ago` counts; without it, that says nothing.
    """
    elements = HeadElements(document)
    nodes = nodes_of(elements.json_ld)
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    address = absolute(elements.canonical, url) or absolute(elements.first("ogurl twitterurl"), url) or url
    heads = [head for element in elements.headlines[:6] if MIN_TITLE <= len(head := text_in(element)) <= MAX_TITLE]
    shared = strip_markup(elements.first("ogtitle twittertitle dctitle parselytitle") or "")
    own = own_nodes(nodes, address, (*heads, shared, elements.window))
    article = own[0] if own else {}
    publisher = _publisher(article, by_id)
    site = _site_name(elements, publisher)
    names = (site, publisher, host_name(address))
    section = _section(elements, own, nodes)

    def stripped(title: str | None) -> str:
        return strip_site(title or "", *names, section=section)

    titles = Titles(
        stripped(text_of(article.get("headline"))),
        tuple(stripped(text_of(article.get(key))) for key in ("alternativeHeadline", "name")),
        stripped(shared),
        tuple(heads),
        stripped(elements.window),
    )
    title = best_title(titles)

    @cache
    def zone() -> Sequence[Spot]:
        headline = headline_element(document, elements.headlines, title)
        return head_zone(headline) if headline is not None else ()

    order = date_order(address, elements.lang or elements.first(_LANGUAGES), _dated_lines(elements, zone))
    reading = Reading(order, fetched_at)
    dates = published_evidence(own, elements, address, zone, reading)
    decided = decide(dates)
    persons, desks = declared_authors(own, by_id, elements, names)
    authors = persons or shown_authors(zone(), names) or marked_authors(document, names) or signature(document, names)
    authors = authors or shown_agencies(zone()) or desks or shown_aliases(zone(), names)
    kind = next(iter(types_of(article)), None) or elements.first("ogtype")
    return Metadata(
        title=title,
        titles=tuple(_all_titles(elements, article, heads, names)),
        authors=tuple(authors),
        published=decided.moment if decided else None,
        published_from=decided.source if decided else None,
        dates=tuple(dates),
        modified=modified_moment(own, elements, decided.moment if decided and decided.source != "guess" else None, zone, reading),
        section=section,
        lang=_lang(elements, article),
        site_name=site,
        url=address,
        description=first_text(own, "description") or elements.first("ogdescription description twitterdescription"),
        image=_image(elements, article, address),
        kind=kind.lower() if kind else None,
        body=next((body for node in own if (body := body_of(node))), None),
        is_free=next((free for node in own if (free := is_free(node)) is not None), None),
        captured_at=original(elements.canonical).at if elements.canonical else None,
        tier=(elements.first("articlecontenttier") or "").lower() or None,
    )


def _dated_lines(elements: HeadElements, zone: Callable[[], Sequence[Spot]]) -> Iterator[str]:
    """What may hold dates in figures: `<time>` elements; where there are none, the lines around the headline."""
    if elements.times:
        yield from (text_in(element, 100) for element in elements.times[:MAX_TIMES])
    else:
        yield from (spot.text for spot in zone())


_LANGUAGES = "oglocale contentlanguage language"


def _all_titles(elements: HeadElements, article: Node, heads: Sequence[str], names: Sequence[str | None]) -> list[str]:
    values = [text_of(article.get("headline")), text_of(article.get("alternativeHeadline"))]
    values += [strip_markup(value) for value in (*elements.all("ogtitle")[:2], *elements.all("twittertitle")[:1])]
    return plausible_titles((value for value in (*values, *heads[:3], elements.window) if value), names)


def _publisher(article: Node, by_id: dict[str, Node]) -> str | None:
    publisher = article.get("publisher")
    if isinstance(publisher, dict) and not publisher.get("name"):
        publisher = by_id.get(str(publisher.get("@id")), {})
    return text_of(publisher)


def _site_name(elements: HeadElements, publisher: str | None) -> str | None:
    """The outlet's name; a mere address only if there is no other."""
    values = (elements.first("ogsitename"), publisher, elements.first("applicationname applemobilewebapptitle"))
    names = [value for value in values if value]
    return next((name for name in names if "://" not in name), names[0] if names else None)


MAX_SECTION = 60
"""A longer section is a list of keywords."""
_SECTIONS = "articlesection ogarticlesection section parselysection cxenseparsecategory"


def _section(elements: HeadElements, own: Sequence[Node], nodes: Sequence[Node]) -> str | None:
    """The section that is declared, else the breadcrumb's innermost step that is neither the home page nor the article."""
    crumbs = breadcrumb(nodes)
    section = first_text(own, "articleSection") or elements.first(_SECTIONS) or (crumbs[-2] if len(crumbs) > 2 else None)
    return section.split(",")[0].strip() if section and len(section) > MAX_SECTION else section


def _lang(elements: HeadElements, article: Node) -> str | None:
    declared = elements.first(_LANGUAGES)
    for value in (elements.lang, text_of(article.get("inLanguage")), declared):
        match = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", (value or "").strip())
        if match:
            return match[1].lower()
    return None


_NO_PHOTO = re.compile(r"logo|placeholder|default|fallback|avatar|favicon|sprite|blank\.|no-?image|\.svg", re.I)


def _image(elements: HeadElements, article: Node, base: str | None) -> str | None:
    """The lead image: what the page shares, else JSON-LD's; a logo or placeholder only if there is nothing else to take."""
    values = [*elements.all("ogimage ogimageurl ogimagesecureurl"), *image_addresses(article.get("image"))]
    values += [*elements.all("twitterimage twitterimagesrc"), *image_addresses(article.get("thumbnailUrl"))]
    found = [address for value in values if (address := absolute(value, base))]
    return next((address for address in found if not _NO_PHOTO.search(address.rsplit("/", 2)[-1])), None)
