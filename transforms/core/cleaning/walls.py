"""Pages that came instead of the article: challenges for robots, consent and login pages, error pages with status 200.

No word decides: a flight has the number 447, a room 404, and negotiators are denied access. What tells a wall is how it is built. It has no
paragraphs but those that speak to the reader of the page itself, it calls itself a wall, and it says so before anything else. What an
article declares to machines outranks all of that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsbeam.transforms.core.cleaning.line_features import ending, width
from newsbeam.transforms.core.pages.blocks import Block
from newsbeam.transforms.core.pages.json_ld import ARTICLE_TYPES
from newsbeam.transforms.core.pages.metadata import Metadata
from newsbeam.transforms.core.text.cruft import any_of, compiled, sure_cruft
from newsbeam.transforms.core.text.folding import squash

MAX_SIGN = 200
"""Characters of a line that is a wall's sign; longer ones are paragraphs."""
MIN_PROSE = 40
"""Width from which a line that ends like a sentence is a paragraph."""
SEVERAL = 3
"""So many paragraphs are an article, whatever stands above them."""
MAX_REST = 400
"""Width of all other lines up to which a page without any paragraph may be told by its first lines alone."""
MIN_TEASER = 20
"""Width from which a linked heading is another article's, and the paragraph below it that one's teaser."""
MAX_HEADINGS = 6
"""First lines of a dump that may be the page's heading."""
MAX_TALK = 3_000
"""Characters of a paragraph that are looked at."""

_SEPARATOR = re.compile(r"\s+[|\-–—•·»«:/~]+\s+|\s*[|｜：]\s*|:\s+")
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+")
_REPORTED = re.compile(r"\b(?:said|says|say|told|according to|reported)\b", re.I)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NO_PROSE = frozenset(("in:nav", "in:footer", "in:form", "in:button", "in:dialog", "in:figcaption", "hidden"))
_DECLARED = frozenset(kind.lower() for kind in ARTICLE_TYPES) - {"article"}
"""Without `article`: Open Graph's word, which templates put on every page."""


@dataclass(frozen=True, slots=True)
class _Signs:
    named: str | None
    """The reason for which a title or heading calls the page a wall."""
    said: str | None
    """The same of the lines before the first paragraph."""
    prose: int
    """Paragraphs that are not the wall's own, up to `SEVERAL`."""
    rest: int
    """Width of all that is neither a paragraph nor a sign nor a link."""


def page_wall(metadata: Metadata, blocks: Sequence[Block], source: str) -> str | None:
    """The reason for which an HTML page is no article at all (`bot_wall`, `consent_page`, `soft_404`, `login_page`); None if it may be one.

    Args:
        source: the page's markup.
    """
    signs = _signs((metadata.title or "", *metadata.titles), blocks)
    if signs.prose:
        return _beside_prose(signs)
    is_declared = metadata.published_from in ("json_ld", "meta") or metadata.body or (metadata.kind or "") in _DECLARED
    if is_declared:
        return signs.named if signs.named == signs.said else None
    return signs.named or ((signs.said or _challenge(source)) if signs.rest <= MAX_REST else None)


def dump_wall(title: str | None, lines: Sequence[str]) -> str | None:
    """The same of a page of which only the visible text is known."""
    headings = [line for line in lines[:MAX_HEADINGS] if _sign(line, "wall_name")]
    signs = _signs((title or "", *headings), [Block(line, "p") for line in lines])
    if signs.prose:
        return _beside_prose(signs)
    return signs.named or (signs.said if signs.rest <= MAX_REST else None)


def _beside_prose(signs: _Signs) -> str | None:
    """A wall may have a stray paragraph: then its name and its first lines must say the same."""
    return signs.named if signs.named == signs.said and signs.prose < SEVERAL else None


def _signs(titles: Sequence[str], blocks: Sequence[Block]) -> _Signs:
    parts = ((title, part) for title in titles for part in _SEPARATOR.split(title))
    named, title, part = next(((reason, title, part) for title, part in parts if (reason := _sign(part, "wall_name"))), (None, "", ""))
    # what the page is called is one sign, however often it stands there
    counted = {squash(title), squash(part)} if named else set(map(squash, titles))
    said: str | None = None
    prose = rest = 0
    before: Block | None = None
    for block in blocks:
        is_name = squash(block.text) in counted
        reason = None if is_name else _line_sign(block.text) or _talk(block.text)
        if reason:
            said = said or (reason if not prose else None)
        elif _is_prose(block, before):
            prose += 1
            if prose == SEVERAL:
                break
        elif block.link_chars < len(block.text) / 2 and not is_name:
            rest += width(block.text)
        before = block
    return _Signs(named, said, prose, rest)


def _sign(text: str, kind: str) -> str | None:
    """The reason that a whole text stands for, as one of the rules of this kind."""
    if len(text) > MAX_SIGN or not any_of(kind).match(text):
        return None
    return next((reason for reason, pattern in compiled(kind) if pattern.match(text)), None)


def _line_sign(text: str) -> str | None:
    if len(text) > MAX_SIGN:
        return None
    return _sign(text, "wall_name") or _sign(_SENTENCE.split(text, maxsplit=1)[0], "wall_line")


def _talk(text: str) -> str | None:
    """Whether a paragraph speaks to the reader about the page, and of what; not if it reports what others say of theirs."""
    text = text[:MAX_TALK]
    if width(text) < MIN_PROSE or _REPORTED.search(text):
        return None
    return next((reason for reason, pattern in compiled("wall_talk") if pattern.search(text)), None)


def _is_prose(block: Block, before: Block | None) -> bool:
    """Whether a block is a paragraph of the page's own: no menu, no imprint, no teaser of another article."""
    if block.tag in _HEADINGS or block.zones & _NO_PROSE or 2 * block.link_chars > len(block.text):
        return False
    if width(block.text) < MIN_PROSE or ending(block.text) not in ("stop", "ask") or sure_cruft(block.text):
        return False
    linked = before is not None and before.tag in _HEADINGS and 2 * before.link_chars > len(before.text)
    return not (linked and before is not None and width(before.text) >= MIN_TEASER)


def _challenge(source: str) -> str | None:
    """The reason that a script or element of a known challenge stands for. Articles may hold them, too: only where there is no text."""
    return next((reason for reason, pattern in compiled("wall_markup") if pattern.search(source)), None)
