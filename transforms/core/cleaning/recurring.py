"""Blocks that recur on an outlet's pages: how they are told from news that recurs, and how they are cut.

One page cannot tell an outlet's standing line from a sentence of its article; many pages can. A running story's background recurs, too,
so a block counts only if it recurs in different stories, and a sentence only if its words have nothing to do with the articles around it.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from newsbeam.transforms.core.cleaning.cut_rules import Facts, Reasons, apply_rules
from newsbeam.transforms.core.cleaning.line_features import ending, width
from newsbeam.transforms.core.text.folding import squash
from newsbeam.transforms.core.text.stopwords import STOPWORDS
from newsbeam.transforms.records import Article, OutletKnowledge, RemovalReason, RemovedBlock

RECURRING: RemovalReason = "recurring"
"""The reason code."""
MIN_PAGES = 3
"""With two pages of a template, real sentences would be lost."""
MIN_STORIES = 3
MAX_BLOCK = 400
"""Longer blocks are paragraphs."""
EVERYWHERE = 0.5
"""Share of an outlet's pages from which a block may stand anywhere in the text."""
AT_EDGE = 0.8
"""Share of a block's pages on which it stands first or last, from which fewer pages will do:"""
MIN_AT_EDGE, OFTEN = 5, 0.2
"""So many, and such a share of the outlet's."""
FOREIGN, AT_HOME = 0.25, 0.5
"""Cohesion up to which a sentence can be furniture, and from which one that was taken for it is news."""
MOST_CUT = 0.5
"""Of a text; a page of which learned blocks would cut more is left alone."""

_WORD = re.compile(r"\w{4,}")


class Seen(NamedTuple):
    """How a block recurs among an outlet's newest pages, copies left out."""

    text: str
    n_pages: int
    n_stories: int
    of_pages: int
    n_edge: int
    """Pages on which it is among the first or last lines."""
    cohesion: float
    """Share of its words that the articles around it use as well, the mean of some pages."""


def block_key(text: str) -> str:
    """What two spellings of one block share: a hash of its letters and digits."""
    return hashlib.blake2b(squash(text).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def cohesion(block: str, text: str, outlet: str = "") -> float:
    """Share of a block's content words that the rest of a text uses as well; 0 if it has none.

    Words are compared by their first five letters. Scripts without spaces are compared by pairs of characters. The outlet's own name, as
    far as its domain holds it, says nothing.
    """
    own = {term for term in _terms(block) if term not in outlet}
    rest = _terms("\n".join(line for line in text.split("\n") if squash(line) != squash(block)))
    return len(own & rest) / len(own) if own else 0.0


def _terms(text: str) -> set[str]:
    words = [word for word in _WORD.findall(text.casefold()) if word not in STOPWORDS]
    wide = [word for word in words if not word.isascii() and width(word) > 1.5 * len(word)]
    return {word[:5] for word in words if word not in wide} | {word[i : i + 2] for word in wide for i in range(len(word) - 1)}


def is_furniture(seen: Seen) -> bool:
    """True for a block that is to be cut from the outlet's pages."""
    if seen.n_pages < MIN_PAGES or seen.n_stories < MIN_STORIES or len(seen.text) > MAX_BLOCK or not squash(seen.text):
        return False
    if _is_sentence(seen.text) and seen.cohesion > FOREIGN:
        return False
    if seen.n_pages >= EVERYWHERE * seen.of_pages:
        return True
    is_often = seen.n_pages >= max(MIN_AT_EDGE, OFTEN * seen.of_pages)
    return is_often and seen.n_edge >= AT_EDGE * seen.n_pages and not any(map(str.isdigit, seen.text))


def is_news_after_all(seen: Seen) -> bool:
    """True for a block that was taken for furniture and is none: it belongs to one story, or to what the articles are about."""
    return seen.n_pages >= MIN_PAGES and (seen.n_stories < MIN_STORIES or (_is_sentence(seen.text) and seen.cohesion >= AT_HOME))


def _is_sentence(text: str) -> bool:
    return ending(text) in ("stop", "ask")


# --- applying it -----------------------------------------------------------------------------------------------------


class _Line(NamedTuple):
    """A line of a page, kept or cut."""

    text: str
    cut: RemovedBlock | None


def page_lines(article: Article) -> list[_Line]:
    """All lines of an article's page in order: `line_no` places those that were cut among those that were kept."""
    cut = {block.line_no: block for block in article.removed}
    kept = iter(article.text.split("\n") if article.text else ())
    lines: list[_Line] = []
    while True:
        if block := cut.pop(len(lines), None):
            lines.append(_Line(block.text, block))
        elif (text := next(kept, None)) is not None:
            lines.append(_Line(text, None))
        else:
            return lines + [_Line(block.text, block) for block in cut.values()]


def cut_recurring(article: Article, known: OutletKnowledge) -> Article:
    """The article without the blocks that are known to recur, and with those again that turned out to be news."""
    lines = [line._replace(cut=None) if _is_withdrawn(line, known) else line for line in page_lines(article)]
    found = {i: key for i, line in enumerate(lines) if line.cut is None and (key := block_key(line.text)) in known.blocks}
    before = sum(len(line.text) for line in lines if line.cut is not None and line.cut.reason == RECURRING)
    kept = sum(len(line.text) for line in lines if line.cut is None)
    if before + sum(len(lines[i].text) for i in found) > MOST_CUT * (before + kept):
        found = {}
    cut = [
        line._replace(cut=RemovedBlock(i, line.text, RECURRING, known.blocks[found[i]])) if i in found else line
        for i, line in enumerate(lines)
    ]
    return replace(_rebuilt(article, cut), knowledge=known.version)


def _is_withdrawn(line: _Line, known: OutletKnowledge) -> bool:
    return line.cut is not None and line.cut.reason == RECURRING and block_key(line.text) in known.withdrawn


def _rebuilt(article: Article, lines: Sequence[_Line]) -> Article:
    text = "\n".join(line.text for line in lines if line.cut is None)
    removed = tuple(line.cut._replace(line_no=i) for i, line in enumerate(lines) if line.cut is not None)
    return article if (text, removed) == (article.text, article.removed) else replace(article, text=text, removed=removed)


def clean_again(article: Article, known: OutletKnowledge) -> Article:
    """A stored article under today's rules and what is known of its outlet today. What was cut before stays cut."""
    lines = page_lines(article)
    reasons: Reasons = [line.cut.reason if line.cut else None for line in lines]
    apply_rules([line.text for line in lines], reasons, Facts(article.title, (), article.authors))
    again = [
        line._replace(cut=RemovedBlock(i, line.text, reason)) if reason and line.cut is None else line
        for i, (line, reason) in enumerate(zip(lines, reasons, strict=True))
    ]
    return cut_recurring(_rebuilt(article, again), known)
