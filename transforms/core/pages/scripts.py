"""The article in a page's scripts: pages that are built in the reader's browser carry it in their data.

Either as HTML in one string, or as a tree of JSON whose leaves are the paragraphs: Next.js' `__NEXT_DATA__`, the elements of React's server
payload (`self.__next_f.push([1, "5:[\\"$\\", \\"p\\", null, {\\"children\\": …}]"])`), states that other frameworks leave behind.
"""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

import lxml.etree
import lxml.html

MIN_CHARS = 300
"""A shorter string of HTML is no article."""
MAX_CHARS = 2_000_000
"""Of scripts read per page."""
MAX_NODES = 100_000
"""Of JSON looked at per page."""
MIN_PARAGRAPH = 40
"""Characters of a leaf that may be a paragraph, if it has spaces and ends as a sentence."""
MIN_PARAGRAPHS = 2
MOST = 0.7
"""Share of all paragraphs that the article's node holds."""
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)')
"""A JSON string; its end is not asked for: a search that fails at the end of a long script would start again at every quote."""
_PARAGRAPH = re.compile(r"<p\b|\\u003cp\b", re.I)
_PUSHED = re.compile(r"self\.__next_f\.push\((\[.*\])\)\s*;?\s*$", re.S)
_ROW = re.compile(r"[0-9a-f]+:(?=[\[{])")
_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]{0,2}\s*$")
_TAG = re.compile(r"<[^<>]{0,500}>")
_TEXT_KEYS = re.compile(
    r"(?:text|html|body|content|children|value|copy|data|paragraph|heading|title|caption|quote|items?|blocks?|\d+)s?$", re.I
)
_HEADING = re.compile(r"^(?:sub)?(?:head(?:ing|line|er)?|title|h[2-6])$", re.I)

Leaf = tuple[str, str, tuple[int, ...]]
"""A text, the element that it is (`p` or `h2`), and the numbers of the nodes around it, outermost first."""


def script_html(document: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The longest piece of HTML with paragraphs among the strings of a document's scripts; where there is none, the paragraphs that are the
    leaves of one piece of their JSON."""
    best, left = "", MAX_CHARS
    values: list[Any] = []
    payload: list[str] = []
    for script in document.iter("script"):
        text = (script.text or "")[:left]
        left -= len(text)
        if "ld+json" in script.get("type", ""):
            continue
        for match in _STRING.finditer(text):
            if len(match[1]) > max(MIN_CHARS, len(best)) and _PARAGRAPH.search(match[1]):
                best = match[1]
        pushed = _PUSHED.match(text.strip())
        if pushed:
            payload.append(_pushed(pushed[1]))
        elif text.lstrip()[:1] in ("{", "["):
            values.append(_parsed(text))
    values += _rows("".join(payload))
    try:
        if best:
            return lxml.html.fragment_fromstring(json.loads(f'"{best}"', strict=False), create_parent="div")
        found = _article(values)
        return lxml.html.fragment_fromstring("".join(found), create_parent="div") if found else None
    except (ValueError, lxml.etree.LxmlError):
        return None


def _pushed(text: str) -> str:
    """The piece of React's payload that one script pushes: a row may go on in the next one."""
    value = _parsed(text)
    return value[1] if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str) else ""


def _rows(payload: str) -> Iterator[Any]:
    """The JSON of each row of React's payload."""
    for line in payload.split("\n"):
        row = _ROW.match(line)
        if row:
            yield _parsed(line[row.end() :])


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _article(values: list[Any]) -> list[str]:
    """The paragraphs and headings, as HTML, of the innermost node that holds most of all paragraphs."""
    leaves = list(_leaves(values))
    paragraphs = [leaf for leaf in leaves if leaf[1] == "p"]
    total = sum(len(text) for text, _, _ in paragraphs)
    held: dict[int, int] = {}
    for text, _, around in paragraphs:
        for node in around:
            held[node] = held.get(node, 0) + len(text)
    nodes = [node for node, size in held.items() if size >= MOST * total]
    if len(paragraphs) < MIN_PARAGRAPHS or not nodes:
        return []
    inner = max(nodes)
    return [f"<{tag}>{escape(text, quote=False)}</{tag}>" for text, tag, around in leaves if inner in around]


def _leaves(values: list[Any]) -> Iterator[Leaf]:
    """Texts in reading order; nodes are numbered as they are met, so that inner ones have higher numbers."""
    count = 0
    stack: list[tuple[Any, str, str, tuple[int, ...]]] = [(value, "text", "", ()) for value in reversed(values)]
    while stack and count < MAX_NODES:
        value, key, kind, around = stack.pop()
        if isinstance(value, str):
            leaf = _leaf(value, key, kind)
            if leaf:
                yield (*leaf, around)
            continue
        count += 1
        inner = (*around[-MAX_DEPTH:], count)
        if isinstance(value, list) and len(value) > 3 and value[0] == "$" and isinstance(value[3], dict):  # an element of React's
            children, kind = value[3].get("children"), str(value[1])
            stack.append((children if (text := _inline(children)) is None else text, "children", kind, inner))
        elif isinstance(value, list):
            stack += [(item, key, kind, inner) for item in reversed(value)]
        elif isinstance(value, dict):
            kind = next((str(value[name]) for name in ("type", "tag", "__typename") if isinstance(value.get(name), str)), "")
            spans = _spans(value)
            stack += (
                [(item, name, kind, inner) for name, item in reversed(value.items())] if spans is None else [(spans, "text", kind, inner)]
            )


MAX_DEPTH = 12
"""Nodes around a leaf that are remembered."""
MAX_INLINE = 8
_END_OF_LINE = re.compile(r"[.!?…。！？][\"'”’»)\]]{0,2}$")
"""A piece that ends a sentence without a space behind it is a paragraph, not the piece of one."""
_INLINE = frozenset(("a", "b", "em", "i", "span", "strong", "q", "sub", "sup", "u", "code", "mark", "small", "time", "abbr"))


def _inline(children: Any, depth: int = 0) -> str | None:
    """The text of an element of React's that holds only text and inline elements; None of others."""
    if isinstance(children, str):
        return children
    if not isinstance(children, list) or depth > MAX_INLINE:
        return None
    if len(children) > 3 and children[0] == "$":
        props = children[3]
        return _inline(props.get("children"), depth + 1) if children[1] in _INLINE and isinstance(props, dict) else None
    parts = [_inline(child, depth + 1) for child in children if child is not None]
    return None if None in parts or not parts else "".join(filter(None, parts))


def _spans(value: dict[str, Any]) -> str | None:
    """The text of a node whose children are pieces of one line: `{"content": [{"text": "So "}, {"text": "it is.", "marks": […]}]}`."""
    children = value.get("content") or value.get("children")
    if not isinstance(children, list) or len(children) < 2:
        return None
    texts = [child.get("text", child.get("value")) if isinstance(child, dict) else None for child in children]
    lines = [text for text in texts if isinstance(text, str)]
    return "".join(lines) if len(lines) == len(texts) and not any(map(_END_OF_LINE.search, lines[:-1])) else None


def _leaf(text: str, key: str, kind: str) -> tuple[str, str] | None:
    """A leaf's plain text and what it is; None if it is no text to read."""
    plain = lxml.html.fromstring(f"<p>{text}</p>").text_content().strip() if _TAG.search(text) or "&" in text else text.strip()
    if not _TEXT_KEYS.search(key) or plain.startswith(("http:", "https:", "/", "{", "[")):
        return None
    if _HEADING.match(kind) and 2 < len(plain) <= 200:
        return plain, "h2"
    if len(plain) >= MIN_PARAGRAPH and " " in plain and _END.search(plain):
        return plain, "p"
    return (plain, "p") if kind in ("p", "paragraph", "li") and len(plain) > 2 and " " in plain else None
