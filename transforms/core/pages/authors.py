"""Who signs a page: JSON-LD, else meta tags, else what it shows around its headline; an outlet's own name only if nobody else signs."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

import lxml.html

from newsbeam.transforms.core.pages.bylines import BY_LINE, byline_names, dated_names
from newsbeam.transforms.core.pages.head_elements import HeadElements, text_in
from newsbeam.transforms.core.pages.head_zone import Spot, is_elsewhere
from newsbeam.transforms.core.pages.json_ld import Node, text_of, types_of
from newsbeam.transforms.core.pages.people import MAX_NAME, agencies_in, is_caseless_name, is_desk, is_outlet, is_person, people

_TAGS = (
    "articleauthor author parselyauthor sailthruauthor authors authorname articleauthorname articlebyline byl byline dccreator"
    " cxenseparseauthor dctermscreator twittermiscwrittenby citationauthor"
)
_LABELS = ("twitterlabel", "twitterdata")
_WRITTEN = ("written by", "author", "verfasst von", "geschrieben von", "écrit par", "escrito por", "geschreven door", "scritto da")
MAX_MARKED_CHARS = 100
MAX_MARKED = 200
"""Elements marked as an author's that are looked at."""
MAX_SIGNATURES = 3
_AT_RIGHT = lxml.etree.XPath("//p[contains(@style,'right')]")
_CLASS_AUTHOR = lxml.etree.XPath(
    "//*[self::a or self::span or self::p or self::div or self::address or self::h3 or self::h4 or self::li]"
    "[contains(@class,'author') or contains(@class,'Author') or contains(@class,'byline')]"
)
_ALIAS = re.compile(r"[^\W\d_][\w.-]{2,24}|(?:the )?[A-Z][\w&'’.-]*(?: [A-Z][\w&'’.-]*){0,3} (?:team|desk|staff)", re.I)
_REL_AUTHOR = lxml.etree.XPath("//*[@rel='author' or @itemprop='author']")


def declared_authors(
    nodes: Sequence[Node], by_id: dict[str, Node], elements: HeadElements, outlets: Sequence[str | None]
) -> tuple[list[str], list[str]]:
    """The people that JSON-LD and meta tags name, and the outlets and desks that stand there where a person could."""
    desks: list[str] = []
    for source in _sources(nodes, by_id, elements):
        organisations = {name for value, desk in source if desk for name in people(value)}
        found = [name for value, _ in source for name in people(value, outlets[0])]
        persons = [name for name in found if not is_outlet(name, outlets) and name not in organisations]
        if desks:  # whoever is to replace these must be a person beyond doubt, or of a script without capitals
            persons = [name for name in persons if is_person(name) or name.lower() == name.upper()]
        if not all(map(is_desk, persons)):
            return _once(persons), desks
        desks = desks or found
    return [], _once(desks)


def _sources(nodes: Sequence[Node], by_id: dict[str, Node], elements: HeadElements) -> Iterator[list[tuple[str, bool]]]:
    """(byline, whether it is declared an organisation) of every source, the most trusted first."""
    for node in nodes:
        yield list(_named(node.get("author") or node.get("creator"), by_id))
    for tag in _TAGS.split():
        yield [(value, False) for value in elements.metas.get(tag, ())]
    for number in "1234":
        if (elements.first(_LABELS[0] + number) or "").lower().strip(" :") in _WRITTEN:
            yield [(value, False) for value in elements.metas.get(_LABELS[1] + number, ())]


def _named(value: Any, by_id: dict[str, Node], depth: int = 0) -> Iterator[tuple[str, bool]]:
    """Names in an `author`: strings, objects, references, lists of these."""
    for item in (value if isinstance(value, list) else [value])[:50]:
        if isinstance(item, str):
            yield item, False
        elif isinstance(item, list) and depth < 2:
            yield from _named(item, by_id, depth + 1)
        elif isinstance(item, dict):
            node = item if item.get("name") else by_id.get(str(item.get("@id")), item)
            desk = any("Organization" in kind for kind in types_of(node))
            names = node.get("name") or " ".join(filter(None, (text_of(node.get(key)) for key in ("givenName", "familyName"))))
            for name in names if isinstance(names, list) else [names]:
                text = text_of(name)
                if text:
                    yield text, desk


def shown_authors(zone: Sequence[Spot], outlets: Sequence[str | None]) -> list[str]:
    """The people whom the lines around the headline name: marked ones, `By …` lines, names with a date, a name alone in bold."""
    site = outlets[0]
    readings: tuple[Iterator[list[str]], ...] = (
        (people(spot.text, site) for spot in zone if spot.signs and len(spot.text) <= MAX_MARKED_CHARS),
        (byline_names(spot.text, site) for spot in zone),
        (dated_names(spot.text) for spot in zone),
        (people(spot.text, site) for spot in takewhile(_is_head, zone) if spot.bold and len(spot.text) <= MAX_NAME),
    )
    for bylines in readings:
        names = _once([name for names in bylines for name in names if _signs_as_person(name, outlets)])
        if names:  # a wrapper's text joins its people's names
            return [name for name in names if not any(other != name and other in name for other in names)]
    return []


def shown_agencies(zone: Sequence[Spot]) -> list[str]:
    """The agencies that sign around the headline, where no person does."""
    return _once([name for spot in zone if spot.signs or BY_LINE.match(spot.text) for name in agencies_in(spot.text)])


def _is_head(spot: Spot) -> bool:
    """Whether the story has not begun: a name in bold after its first sentence is one that it tells of."""
    return not spot.text.rstrip("\"'”’»").endswith((".", "!", "?", "…")) or len(spot.text) <= MAX_NAME


def _signs_as_person(name: str, outlets: Sequence[str | None]) -> bool:
    return (
        (is_person(name) or is_caseless_name(name))
        and not is_outlet(name, outlets)
        and not any(is_outlet(word, outlets) for word in name.split())
    )


def marked_authors(document: lxml.html.HtmlElement, outlets: Sequence[str | None]) -> list[str]:
    """The first people whom the page marks as authors anywhere outside of margins and teasers: for pages without a headline to start from,
    and for articles that are signed at their end."""
    for element in (*_REL_AUTHOR(document)[:MAX_MARKED], *_CLASS_AUTHOR(document)[:MAX_MARKED]):
        text = text_in(element, MAX_MARKED_CHARS + 1)
        if not 3 <= len(text) <= MAX_MARKED_CHARS or is_elsewhere(element):
            continue
        names = [name for name in (byline_names(text) or people(text, outlets[0])) if _signs_as_person(name, outlets)]
        if names:
            return names
    return []


def shown_aliases(zone: Sequence[Spot], outlets: Sequence[str | None]) -> list[str]:
    """A name of one word or a team's, where the page marks it as the author's or says `by` of it, and no person signs."""
    for spot in zone:
        if len(spot.text) <= MAX_NAME and (spot.signs or BY_LINE.match(spot.text)):
            names = [name for name in people(spot.text) if _ALIAS.fullmatch(name) and not is_outlet(name, outlets)]
            if names:
                return names[:1]
    return []


def signature(document: lxml.html.HtmlElement, outlets: Sequence[str | None]) -> list[str]:
    """The person in whose name alone, in bold or at the right edge, the article ends, as is the custom in Vietnam."""
    for element in _AT_RIGHT(document)[-MAX_SIGNATURES:]:
        text = text_in(element, 2 * MAX_NAME)
        names = people(text, outlets[0])
        if len(text) <= MAX_NAME and names and all(_signs_as_person(name, outlets) for name in names):
            return names
    return []


def _once(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))
