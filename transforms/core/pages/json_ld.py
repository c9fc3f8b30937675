"""A page's JSON-LD: its objects, those that describe the page's own article, and what their values say (schema.org `NewsArticle`)."""

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from newsbeam.transforms.core.pages.blocks import squeeze
from newsbeam.transforms.core.pages.head_elements import strip_markup
from newsbeam.transforms.core.text.folding import squash

MAX_JSON_LD = 2_000_000
"""Characters of JSON-LD read per page."""
MAX_NODES = 2_000
"""JSON-LD nodes looked at per page."""

Node = dict[str, Any]

_ARTICLE_TYPES_NAMES = (
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle ReviewNewsArticle"
    " AskPublicNewsArticle BlogPosting LiveBlogPosting Report SocialMediaPosting TechArticle ScholarlyArticle Review SatiricalArticle"
    " AdvertiserContentArticle"
)
ARTICLE_TYPES = frozenset(_ARTICLE_TYPES_NAMES.split())
PAGE_TYPES = frozenset(("WebPage", "ItemPage"))
_INNER_NAMES = "@graph mainEntity mainEntityOfPage hasPart itemListElement author publisher creator isPartOf about subjectOf item"
_INNER = frozenset(_INNER_NAMES.split())
_KEYS = ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage")
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def nodes_of(scripts: Sequence[str]) -> list[Node]:
    """All JSON-LD objects of a page, outer before inner, broken scripts skipped."""
    queue: deque[Any] = deque()
    budget = MAX_JSON_LD
    for script in scripts:
        budget -= len(script)
        if budget < 0:
            break
        queue.append(_parsed(script))
    found: list[Node] = []
    while queue and len(found) < MAX_NODES:
        item = queue.popleft()
        if isinstance(item, list):
            queue.extendleft(reversed(item[:MAX_NODES]))
        elif isinstance(item, dict):
            found.append(item)
            queue.extend(item[key] for key in item if key in _INNER)
    return found


def _parsed(text: str) -> Any:
    text = text.strip()
    if text[:1] not in "{[" or text[-1:] not in "}]":
        text = _COMMENT.sub("", text).strip().rstrip(";")
    for repair in (str, lambda x: _TRAILING_COMMA.sub(r"\1", x), html.unescape):
        try:
            return json.loads(repair(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def types_of(node: Node) -> list[str]:
    """The names of a node's types, without their name space."""
    value = node.get("@type")
    return [x.rsplit("/", 1)[-1] for x in (value if isinstance(value, list) else [value]) if isinstance(x, str)]


def own_nodes(nodes: Sequence[Node], url: str | None, titles: Sequence[str]) -> list[Node]:
    """The nodes that describe the page's own article, best first; then its `WebPage`.

    Teasers are articles, too: of several, those count that carry the page's address or title; of these, the one that says most.
    """
    articles = [node for node in nodes if ARTICLE_TYPES.intersection(types_of(node))]
    address = _path(url)
    shown = {squash(title) for title in titles if title}

    def belongs(node: Node) -> bool:
        named = squash(text_of(node.get("headline")) or text_of(node.get("name")) or "")
        return bool(named and any(named in title or title in named for title in shown if title)) or bool(
            address and address in map(_path, _addresses(node))
        )

    own = [node for node in articles if belongs(node)] if len(articles) > 1 else articles
    own = sorted(own or articles, key=lambda node: -sum(bool(node.get(key)) for key in _KEYS))
    return (own if own and belongs(own[0]) else own[:1]) + [
        node for node in nodes if PAGE_TYPES.intersection(types_of(node)) and belongs(node) and len(node) > 2
    ]


def _addresses(node: Node) -> Iterator[str]:
    for value in (node.get("url"), node.get("@id"), node.get("mainEntityOfPage")):
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _path(url: str | None) -> str:
    """An address without scheme, query and fragment."""
    return re.sub(r"^https?://(?:www\.)?|[?#].*$|/$", "", url or "")


def first_text(nodes: Sequence[Node], *keys: str) -> str | None:
    """The text of the first of these keys that a node has, node by node."""
    return next((text for node in nodes for key in keys if (text := text_of(node.get(key)))), None)


def text_of(value: Any) -> str | None:
    """A value's text: itself, its first item's, or its object's name."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return squeeze(strip_markup(value)) or None if isinstance(value, str) else None


def body_of(node: Node) -> str | None:
    """`articleBody` as text."""
    value = node.get("articleBody")
    if isinstance(value, list):
        value = "\n".join(x for x in value if isinstance(x, str))
    return strip_markup(value) if isinstance(value, str) and value.strip() else None


def boolean(value: Any) -> bool | None:
    """`isAccessibleForFree` as pages write it: true, "False", "http://schema.org/True"."""
    word = str(value).strip().lower().rsplit("/", 1)[-1]
    return True if word in ("true", "yes", "1") else False if word in ("false", "no", "0") else None


def is_free(node: Node) -> bool | None:
    """What an article, or else one of its parts, says of its access."""
    parts = node.get("hasPart")
    values = [node, *(parts if isinstance(parts, list) else [parts])]
    found = [boolean(part.get("isAccessibleForFree")) for part in values if isinstance(part, dict)]
    return next((value for value in found if value is not None), None)


def image_addresses(value: Any) -> Iterator[str]:
    """Addresses in an `image`: a string, an `ImageObject`, or a list of either."""
    for item in (value if isinstance(value, list) else [value])[:10]:
        if isinstance(item, dict):
            item = item.get("url") or item.get("contentUrl") or item.get("@id")
        if isinstance(item, list):
            item = item[0] if item else None
        if isinstance(item, str):
            yield item


def breadcrumb(nodes: Sequence[Node]) -> list[str]:
    """The names of a `BreadcrumbList`, from the home page down."""
    for node in nodes:
        items = node.get("itemListElement")
        if "BreadcrumbList" in types_of(node) and isinstance(items, list):
            names = [text_of(item.get("name") or item.get("item")) for item in items[:10] if isinstance(item, dict)]
            return [name for name in names if name]
    return []
