"""Any date that stands in a page, where nothing says when it was published: htmldate's reading of what is not the story itself."""

from datetime import datetime

import htmldate
import lxml.html

from newsbeam.transforms.core.pages.bylines import is_sentence
from newsbeam.transforms.core.pages.dates import Moment, is_ambiguous, parse_machine
from newsbeam.transforms.core.pages.head_elements import text_in

MAX_ELEMENTS = 20_000
"""Of larger pages no date is guessed: it takes tens of microseconds an element."""
MIN_PARAGRAPH = 120
"""Characters from which a paragraph tells the story: the days that it names are not its own."""


def guess_date(document: lxml.html.HtmlElement, url: str | None, fetched_at: datetime) -> Moment | None:
    """A day on which the page may have been published, not after the fetch. The document loses its paragraphs by that: ask last.

    3/4/2024 is nothing to guess from, and a first of January is no answer: that is how htmldate reads the year of a copyright.
    """
    if sum(1 for _ in document.iter()) > MAX_ELEMENTS:
        return None
    for element in list(document.iter("p", "li", "blockquote")):
        text = text_in(element, 2 * MIN_PARAGRAPH)
        if (len(text) >= MIN_PARAGRAPH or is_sentence(text)) and element.getparent() is not None:
            element.drop_tree()
    for element in document.iter():
        element.text = None if is_ambiguous(element.text) else element.text
        element.tail = None if is_ambiguous(element.tail) else element.tail
    # not the extensive search: it asks dateparser, half a second of CPU a page, for one more day in a hundred
    found = htmldate.find_date(document, original_date=True, extensive_search=False, url=url, max_date=fetched_at)
    return None if not found or found.endswith("-01-01") else parse_machine(found)
