"""What a page says about itself: title, authors, times, section, outlet, address, access. JSON-LD first, then meta tags, then the tree.

Sources: schema.org `NewsArticle`, the Open Graph protocol, Dublin Core, Parsely and Sailthru tags, `<time datetime>`, `rel=author`.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import lxml.html

from transforms.core.blocks import squeeze
from transforms.core.dates import Moment, parse_machine, parse_url

MAX_JSON_LD = 2_000_000
"""Characters of JSON-LD read per page."""
MAX_NODES = 2_000
"""JSON-LD nodes looked at per page."""
MIN_TITLE, MAX_TITLE = 5, 300
"""Characters of a headline."""
MAX_NAME = 60
"""A longer string is no person's name."""

_ARTICLE_TYPES_NAMES = (
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle ReviewNewsArticle"
    " AskPublicNewsArticle BlogPosting LiveBlogPosting Report SocialMediaPosting TechArticle ScholarlyArticle Review SatiricalArticle"
    " AdvertiserContentArticle"
)
ARTICLE_TYPES = frozenset(_ARTICLE_TYPES_NAMES.split())

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; None where it is silent."""

    title: str | None = None
    titles: tuple[str, ...] = ()
    """Everything the page gives as its headline: what the body need not repeat."""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    published_from: str | None = None
    modified: Moment | None = None
    section: str | None = None
    lang: str | None = None
    site_name: str | None = None
    url: str | None = None
    description: str | None = None
    image: str | None = None
    kind: str | None = None
    """`article`, `website`, ... : JSON-LD's or Open Graph's type, lower case."""
    body: str | None = None
    """JSON-LD `articleBody`: often truncated, a vote and no truth."""
    is_free: bool | None = None
    """`isAccessibleForFree`."""
    tier: str | None = None
    """`article:content_tier`: `free`, `metered`, `locked`."""


class _Tags:
    """The document's meta tags by lower-case name."""

    def __init__(self, document: lxml.html.HtmlElement) -> None:
        self.values: dict[str, list[str]] = {}
        for element in document.iter("meta"):
            value = squeeze(element.get("content") or "")
            for key in ("property", "name", "itemprop", "http-equiv"):
                if value and element.get(key):
                    self.values.setdefault(element.get(key).strip().lower(), []).append(value)

    def first(self, *names: str) -> str | None:
        return next((self.values[name][0] for name in names if name in self.values), None)

    def all(self, *names: str) -> list[str]:
        return [value for name in names for value in self.values.get(name, [])]


def metadata_of(document: lxml.html.HtmlElement, url: str | None) -> Metadata:
    """Read a page's metadata; `url` is its address, if known."""
    tags = _Tags(document)
    nodes = list(_nodes(document))
    article = _article(nodes)
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    site = _site_name(tags, article, by_id)
    address = _address(document, tags, url)
    published, source = _published(document, tags, article, address)
    kind = _types(article)[0].lower() if article and _types(article) else tags.first("og:type")
    return Metadata(
        title=best_title(document, tags, article, site),
        titles=tuple(_all_titles(document, tags, article, site)),
        authors=tuple(_authors(document, tags, article, by_id, site)),
        published=published,
        published_from=source,
        modified=parse_machine(article.get("dateModified")) or parse_machine(tags.first("article:modified_time", "og:updated_time")),
        section=_section(tags, article),
        lang=_lang(document, tags, article),
        site_name=site,
        url=address,
        description=_text(article.get("description")) or tags.first("og:description", "description", "twitter:description"),
        image=tags.first("og:image", "twitter:image"),
        kind=kind.lower() if kind else None,
        body=_body(article),
        is_free=_boolean(article.get("isAccessibleForFree")),
        tier=tags.first("article:content_tier"),
    )


# --- JSON-LD ---------------------------------------------------------------------------------------------------------


def _nodes(document: lxml.html.HtmlElement) -> Iterator[Node]:
    """All JSON-LD objects of a page, outer before inner, broken scripts skipped."""
    queue: list[Any] = []
    budget = MAX_JSON_LD
    for script in document.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        budget -= len(script.text)
        if budget < 0:
            break
        queue.append(_json(script.text))
    seen = 0
    while queue and seen < MAX_NODES:
        item = queue.pop(0)
        if isinstance(item, list):
            queue[:0] = item[:MAX_NODES]
        elif isinstance(item, dict):
            seen += 1
            yield item
            queue.extend(value for key, value in item.items() if isinstance(value, dict | list) and key in _INNER)


_INNER_NAMES = "@graph mainEntity mainEntityOfPage hasPart itemListElement author publisher creator isPartOf about subjectOf item"
_INNER = frozenset(_INNER_NAMES.split())
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$")


def _json(text: str) -> Any:
    text = _COMMENT.sub("", text.strip()).strip().rstrip(";")
    for attempt in (text, re.sub(r",\s*([}\]])", r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _types(node: Node) -> list[str]:
    value = node.get("@type")
    return [x.rsplit("/", 1)[-1] for x in (value if isinstance(value, list) else [value]) if isinstance(x, str)]


def _article(nodes: list[Node]) -> Node:
    """The node that describes the page's own article: the first with most of what an article has."""
    articles = [node for node in nodes if ARTICLE_TYPES.intersection(_types(node))]
    keys = ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage")
    return max(articles, key=lambda node: sum(bool(node.get(key)) for key in keys), default={})


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if not isinstance(value, str):
        return None
    return squeeze(strip_markup(value)) or None


def strip_markup(text: str) -> str:
    """Text from a string that may hold entities and tags, as metadata often do."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return re.sub(r"</?[a-zA-Z][^<>]{0,200}>", " ", text) if "<" in text else text


def _boolean(value: Any) -> bool | None:
    word = str(value).strip().lower()
    return True if word == "true" else False if word == "false" else None


def _body(article: Node) -> str | None:
    value = article.get("articleBody")
    if isinstance(value, list):
        value = "\n".join(x for x in value if isinstance(x, str))
    return strip_markup(value) if isinstance(value, str) and value.strip() else None


# --- address, outlet, section, language ------------------------------------------------------------------------------


def _address(document: lxml.html.HtmlElement, tags: _Tags, url: str | None) -> str | None:
    """The address the page gives itself; the caller decides whether to believe it."""
    for link in document.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            found = _http(link.get("href"), url)
            if found:
                return found
    return _http(tags.first("og:url", "twitter:url"), url) or url


def _http(href: str | None, base: str | None) -> str | None:
    try:
        address = urljoin(base or "", (href or "").strip())
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) and len(address) <= 2_000 else None


def _site_name(tags: _Tags, article: Node, by_id: dict[str, Node]) -> str | None:
    publisher = article.get("publisher")
    if isinstance(publisher, dict) and not publisher.get("name"):
        publisher = by_id.get(str(publisher.get("@id")), {})
    return tags.first("og:site_name") or _text(publisher) or tags.first("application-name", "apple-mobile-web-app-title")


def _section(tags: _Tags, article: Node) -> str | None:
    return _text(article.get("articleSection")) or tags.first(
        "article:section", "og:article:section", "section", "parsely-section", "cxenseparse:category"
    )


def _lang(document: lxml.html.HtmlElement, tags: _Tags, article: Node) -> str | None:
    root = document.getroottree().getroot()
    for value in (
        root.get("lang"),
        root.get("xml:lang"),
        _text(article.get("inLanguage")),
        tags.first("og:locale", "content-language", "language"),
    ):
        match = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", (value or "").strip())
        if match:
            return match.group(1).lower()
    return None


# --- time ------------------------------------------------------------------------------------------------------------

_PUBLISHED_TAGS_NAMES = (
    "article:published_time og:article:published_time article:published datepublished og:published_time parsely-pub-date sailthru.date"
    " dc.date.issued dcterms.created dc.date dcterms.date date pubdate publish-date publishdate publication_date"
    " originalpublicationdate article_date_original"
    " cxenseparse:recs:publishtime dc.date.created created last-modified"
)
_PUBLISHED_TAGS = _PUBLISHED_TAGS_NAMES.split()


def _published(document: lxml.html.HtmlElement, tags: _Tags, article: Node, url: str | None) -> tuple[Moment | None, str | None]:
    """The first source that knows the time of day, else the first that knows the day."""
    found: list[tuple[Moment, str]] = []
    for source, values in (
        ("json_ld", [article.get("datePublished"), article.get("dateCreated")]),
        ("meta", tags.all(*_PUBLISHED_TAGS)),
        ("time", _time_elements(document)),
    ):
        moments = [moment for moment in map(parse_machine, values) if moment]
        if moments and moments[0].has_time and moments[0].has_zone:
            return moments[0], source
        found += [(moment, source) for moment in moments[:1]]
    in_url = parse_url(url)
    if in_url:
        found.append((in_url, "url"))
    found.sort(key=lambda item: not item[0].has_time)
    return found[0] if found else (None, None)


_PUBLISHED_MARK = re.compile(r"publish|pubdate|entry-date")


def _time_elements(document: lxml.html.HtmlElement) -> list[str]:
    """`<time>` elements, those marked as publishing time first, readers' comments and other articles' teasers last."""
    marked: list[str] = []
    plain: list[str] = []
    for element in document.iter("time"):
        value = element.get("datetime") or squeeze("".join(element.itertext()))
        if value:
            label = f"{element.get('itemprop') or ''} {element.get('class') or ''} {' '.join(element.keys())}".lower()
            (marked if _PUBLISHED_MARK.search(label) else plain).append(value)
    return marked + plain[:1]


# --- title -----------------------------------------------------------------------------------------------------------

_SEPARATORS = re.compile(r"\s+[|\-–—•·»«:/~]\s+|\s*[|｜]\s*|\s+[-–—]{1,2}\s*")


def best_title(document: lxml.html.HtmlElement, tags: _Tags, article: Node, site: str | None) -> str | None:
    """The headline that the page declares, without the site's name.

    JSON-LD, Open Graph and `<h1>` mostly agree. Where two of them agree and the third is only longer by a kicker or the site's name, the
    two are right; where the third says something else, it is the desk's own headline: `<h1>` and its twin are rewritten for search engines.
    """
    declared = strip_site(_text(article.get("headline")) or "", site)
    shared = strip_site(squeeze(strip_markup(tags.first("og:title", "twitter:title", "dc.title", "parsely-title") or "")), site)
    heads = [
        head for head in (squeeze("".join(h.itertext())) for h in list(document.iter("h1"))[:6]) if MIN_TITLE <= len(head) <= MAX_TITLE
    ]
    shown = next((head for head in heads if _same(head, declared) or _same(head, shared)), heads[0] if heads else "")
    window = document.find(".//title")
    named = strip_site(squeeze("".join(window.itertext())), site) if window is not None else ""
    if not declared or not shared:
        single = declared or shared
        return (shown if shown and (not single or _holds(single, shown)) else single or named) or None
    if _same(declared, shared):
        return declared
    if _same(shown, declared):
        return shown if _holds(shared, shown) else shared
    if _same(shown, shared):
        return shown if _holds(shown, declared) or _holds(declared, shown) else declared
    return shown if shown and (_holds(shared, shown) or _holds(declared, shown)) else declared


def _all_titles(document: lxml.html.HtmlElement, tags: _Tags, article: Node, site: str | None) -> list[str]:
    values = [
        _text(article.get("headline")),
        _text(article.get("alternativeHeadline")),
        *tags.all("og:title")[:2],
        *tags.all("twitter:title")[:1],
    ]
    values += [squeeze("".join(h.itertext())) for h in list(document.iter("h1"))[:3]]
    window = document.find(".//title")
    values += [squeeze("".join(window.itertext()))] if window is not None else []
    cleaned = [squeeze(strip_markup(value)) for value in values if value]
    return list(
        dict.fromkeys(title for value in cleaned for title in (value, strip_site(value, site)) if MIN_TITLE <= len(title) <= MAX_TITLE)
    )


def _holds(longer: str, shorter: str) -> bool:
    return bool(_squash(shorter)) and _squash(shorter) in _squash(longer)


def strip_site(title: str, site: str | None) -> str:
    """A title without the outlet's name behind (or before) a separator."""
    parts = _SEPARATORS.split(title)
    if len(parts) > 1 and site:
        name = _squash(site)
        for end in (-1, 0):
            if (
                name
                and _squash(parts[end])
                and (_squash(parts[end]) in name or name in _squash(parts[end]))
                and len(_squash(parts[end])) < 3 * len(name)
            ):
                cut = title.rfind(parts[-1]) if end else title.find(parts[1], len(parts[0]))
                rest = title[:cut] if end else title[cut:]
                return rest.strip(" |-–—•·»«:/~｜") or title
    return title


def _squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _same(a: str, b: str) -> bool:
    return _squash(a) == _squash(b) != ""


# --- people ----------------------------------------------------------------------------------------------------------

_BY = re.compile(
    r"^\W*(?:by|von|par|por|door|av|af|di|written by|text(?: von)?|story by|reported by|posted by|words by|author|autor(?:in)?|автор)\b"
    r"\s*:?\s*",
    re.I,
)
_AND = re.compile(r"\s*(?:;|\||•|·|\n|(?<=\w),| and | und | et | y | e | en | og | och | & |, and )\s*(?=\S)")
_NO_NAME = re.compile(r"https?:|@|\d{3}|\b(?:unknown|admin|administrator|guest|webmaster|view all|more posts|posts by)\b", re.I)
_ROLE = re.compile(
    r"\b(?:staff|senior|chief|political|business|science|health|sports?|foreign|national|special|reporters?|correspondents?|editors?|writers?"
    r"|journalists?|columnists?|redakteur(?:in)?|reporterin)\b|기자$|記者$",
    re.I,
)


def people(value: str, site: str | None = None) -> list[str]:
    """Who signs, from a byline: split at commas and conjunctions; no `By`, no role. An outlet's own name only if it stands alone."""
    value = _BY.sub("", squeeze(strip_markup(value)))
    out: list[str] = []
    for part in _AND.split(value):
        name = squeeze(_BY.sub("", part)).strip(" ,.;:|-–—/\"'")
        name = re.sub(r"\s*\([^)]*\)$|\s*(?:기자|記者)$", "", name)
        if is_name(name) and name not in out:
            out.append(name)
    persons = [name for name in out if not (site and _same(name, site))]
    return persons or out


def is_name(name: str) -> bool:
    """True for a string that can be the name of a person or an agency, and is no role."""
    if not 2 <= len(name) <= MAX_NAME or not any(c.isalpha() for c in name) or _NO_NAME.search(name):
        return False
    words = name.split()
    return len(words) <= 6 and not (_ROLE.search(name) and all(word[0].islower() or _ROLE.fullmatch(word) for word in words))


def _authors(document: lxml.html.HtmlElement, tags: _Tags, article: Node, by_id: dict[str, Node], site: str | None) -> list[str]:
    """From JSON-LD, else from meta tags, else from what the tree marks as the author; an outlet's own name only if nobody else signs."""
    found = [name for value in _author_nodes(article.get("author") or article.get("creator"), by_id) for name in people(value, site)]
    for value in () if found else tags.all(*_AUTHOR_TAGS):
        found += people(value, site) if not found else []
    if not found or all(site and _same(name, site) for name in found):
        found = _marked_authors(document, site) or found
    persons = [name for name in found if not (site and _same(name, site))]
    return list(dict.fromkeys(persons or found))


_AUTHOR_TAGS_NAMES = "author article:author parsely-author sailthru.author dc.creator byl cxenseparse:author dcterms.creator"
_AUTHOR_TAGS = _AUTHOR_TAGS_NAMES.split()
MAX_MARKED = 200
"""Elements marked as an author's that are looked at."""


def _marked_authors(document: lxml.html.HtmlElement, site: str | None) -> list[str]:
    """Names in `rel=author`, `itemprop=author` or an element whose class is its byline, in that order of trust."""
    found: dict[int, list[str]] = {0: [], 1: [], 2: []}
    for element in list(
        document.xpath("//*[@rel='author' or contains(@itemprop,'author') or contains(@class,'author') or contains(@class,'byline')]")
    )[:MAX_MARKED]:
        text = squeeze(" ".join(element.itertext()))
        if not 3 <= len(text) <= 100:
            continue
        label = (element.get("class") or "").lower()
        rank = 0 if element.get("rel") == "author" else 1 if "author" in (element.get("itemprop") or "") or "name" in label else 2
        names = [name for name in people(text, site) if 2 <= len(name.split()) <= 4 and name[0].isupper()]
        if names and not found[rank]:
            found[rank] = names
    return next((names for names in found.values() if names), [])


def _author_nodes(value: Any, by_id: dict[str, Node]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            node = item if item.get("name") else by_id.get(str(item.get("@id")), item)
            names = node.get("name")
            yield from (x for x in (names if isinstance(names, list) else [names]) if isinstance(x, str))
