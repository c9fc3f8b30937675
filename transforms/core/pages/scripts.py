"""The article in a page's scripts: pages that are built in the reader's browser carry it as HTML in a string of their data."""

import json
import re

import lxml.etree
import lxml.html

MIN_CHARS = 300
"""A shorter string is no article."""
MAX_CHARS = 2_000_000
"""Of scripts read per page."""
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)')
"""A JSON string; its end is not asked for: a search that fails at the end of a long script would start again at every quote."""
_PARAGRAPH = re.compile(r"<p\b|\\u003cp\b", re.I)


def script_html(document: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The longest piece of HTML with paragraphs among the strings of a document's scripts."""
    best, left = "", MAX_CHARS
    for script in document.iter("script"):
        text = (script.text or "")[:left]
        left -= len(text)
        for match in _STRING.finditer(text):
            if len(match[1]) > max(MIN_CHARS, len(best)) and _PARAGRAPH.search(match[1]):
                best = match[1]
    try:
        return lxml.html.fragment_fromstring(json.loads(f'"{best}"', strict=False), create_parent="div") if best else None
    except (ValueError, lxml.etree.LxmlError):
        return None
