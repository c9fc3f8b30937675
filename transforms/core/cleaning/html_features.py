"""What is known of every block of an HTML page, as rows of numbers for `boosted_trees`: its words, its look, its place in the tree, the
votes of trafilatura and of the page's JSON-LD, and how all that is for the blocks around it.

Containers say most: a paragraph is news if what shares its parent, or looks alike, is what trafilatura took.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from newsbeam.transforms.core.cleaning.boosted_trees import Rows
from newsbeam.transforms.core.cleaning.cut_rules import Facts
from newsbeam.transforms.core.cleaning.line_features import NUMBERS, ending, text_numbers, width, words_of
from newsbeam.transforms.core.cleaning.vote import Vote
from newsbeam.transforms.core.pages.blocks import MAX_PARENTS, ZONE_TAGS, Block
from newsbeam.transforms.core.text.cruft import rules

_FURNITURE = frozenset(("in:nav", "in:footer", "in:button", "in:form"))
"""Where a short line without any vote is not looked at further."""
MAX_FURNITURE = 100
MIN_SENTENCE = 60
"""Width from which a line with a stop, and few links, is a sentence of some text."""
MIN_BODY = 200
"""Characters of JSON-LD `articleBody` from which it has a vote."""
MAX_DISTANCE = 30
LEVELS = 5
"""Enclosing elements looked at."""
MOST = 0.6
"""Share of the main text that its container holds."""
MAX_COMPARED = 400
"""Width up to which a line is compared with the headline."""

_TAGS_NAMES = "p li div h1 h2 h3 h4 td th figcaption blockquote dt dd section article header body summary pre tr button aside footer figure"
_TAGS = tuple(_TAGS_NAMES.split())
_ZONES = (*(f"cls:{name}" for name in rules("class")), *(f"in:{tag}" for tag in sorted(ZONE_TAGS)), "hidden")
_STYLE = ("vote", "json", "has_json", "no_vote", "links", "n_links", "bold", "italic", "media", "beside_media", "media_next", "repeated")
_PLACE = ("from_first", "from_last", "before", "after", "place", "page_voted", "page_sentences", "page_cover", "declared")
_CONTAINERS = (
    *(f"{what}{level}" for level in range(LEVELS) for what in ("holds", "taken", "size", "sentences")),
    *("main_at", "look_taken", "look_holds", "look_size"),
)
_SECTION = ("heading_vote", "heading_off", "section_taken", "section_holds", "section_sentences", "section_size")
_KNOWN = ("in_title", "of_title", "names_author", "in_description")
_AROUND = tuple(f"{what}{step:+}" for step in (-2, -1, 1, 2) for what in ("vote", "width", "links", "stop", "look", "heading", "sibling"))
NAMES = (
    *(*NUMBERS, *_STYLE, *_PLACE, *_CONTAINERS, *_SECTION, *_KNOWN, *_AROUND),
    *(*(f"tag={tag}" for tag in _TAGS), *_ZONES, *(f"near:{zone}" for zone in _ZONES)),
)
"""What the numbers of a row are called."""


@dataclass(slots=True)
class _Sum:
    """What an element, or all that looks alike, holds."""

    blocks: int = 0
    chars: float = 0.0
    sentences: float = 0.0
    main: float = 0.0

    def taken(self, chars: float, main: float) -> float:
        """The main text's share of all but one block; -1 if there is no more."""
        return (self.main - main) / (self.chars - chars) if self.chars > chars else -1.0


class Judged(NamedTuple):
    """The blocks that are worth judging, by their numbers in the page, and a row for each."""

    numbers: list[int]
    rows: Rows


def judge(blocks: Sequence[Block], main_text: str | None, facts: Facts) -> Judged:
    """The rows of a page's blocks; short links and buttons without a vote are left out: they are never news."""
    page = _Page(blocks, main_text, facts)
    numbers = [i for i in range(len(blocks)) if page.is_worth(i)]
    return Judged(numbers, np.array([page.row(i) for i in numbers]).reshape(len(numbers), len(NAMES)))


HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"))


def sections_of(blocks: Sequence[Block]) -> list[int]:
    """The number of the heading below which each block stands (a heading: its own); -1 above the first."""
    out, heading = [], -1
    for i, block in enumerate(blocks):
        heading = i if block.tag in HEADINGS else heading
        out.append(heading)
    return out


DECLARED = {"article": 1.0, "blogposting": 1.0, "techarticle": 1.0, "scholarlyarticle": 1.0, "socialmediaposting": 1.0}
"""What pages call themselves in JSON-LD or Open Graph, as a number: news is 2, nothing or a mere page 0."""


class _Page:
    """One page's blocks with what is asked of more than one of them."""

    def __init__(self, blocks: Sequence[Block], main_text: str | None, facts: Facts) -> None:
        self.blocks, self.has_vote = blocks, main_text is not None
        vote, self.json = Vote(main_text), Vote(facts.json_ld_body)
        self.has_json = 0 if self.json.chars < MIN_BODY else 1 if self.json.chars < vote.chars // 2 else 2
        self.widths = [width(block.text) for block in blocks]
        self.ends = [ending(block.text) for block in blocks]
        self.links = [block.link_chars / len(block.text) for block in blocks]
        self.shares = [vote.share(block.text) if main_text else 0.0 for block in blocks]
        self.sentences = [
            float(wide) if wide > MIN_SENTENCE and links < 0.4 and end != "none" else 0.0
            for wide, links, end in zip(self.widths, self.links, self.ends, strict=True)
        ]
        voted = [wide * share if wide > 40 and share >= 0.5 else 0.0 for wide, share in zip(self.widths, self.shares, strict=True)]
        self.main = voted if self.has_vote else self.sentences
        self.before = [0.0, *accumulate(self.main)]
        self.total, self.all_sentences = self.before[-1] or 1.0, sum(self.sentences) or 1.0
        cover = self.before[-1] / self.all_sentences if self.has_vote else -1.0
        self.page = [
            float(vote.chars),
            self.all_sentences,
            cover,
            float(DECLARED.get(facts.kind or "", 2.0 if "news" in (facts.kind or "") else 0.0)),
        ]
        body = [i for i, amount in enumerate(self.main) if amount]
        self.first, self.last = (body[0], body[-1]) if body else (len(blocks), -1)
        self.counts = Counter(block.text for block in blocks)
        self.section = sections_of(blocks)
        self.elements, self.looks, self.sections = self._sums()
        self.titles = [words for words in map(words_of, dict.fromkeys((facts.title, *facts.titles))) if words]
        self.authors = [name.casefold() for name in facts.authors]
        self.description = words_of(facts.description)

    def _sums(self) -> tuple[dict[int, _Sum], dict[str, _Sum], dict[int, _Sum]]:
        elements: dict[int, _Sum] = defaultdict(_Sum)
        looks: dict[str, _Sum] = defaultdict(_Sum)
        sections: dict[int, _Sum] = defaultdict(_Sum)
        for i, block in enumerate(self.blocks):
            for found in (*(elements[parent] for parent in block.parents), looks[block.look], sections[self.section[i]]):
                found.blocks += 1
                found.chars += self.widths[i]
                found.sentences += self.sentences[i]
                found.main += self.main[i]
        return elements, looks, sections

    def is_worth(self, i: int) -> bool:
        """False for a short link or label in a menu that nobody votes for."""
        block = self.blocks[i]
        if self.shares[i] or self.widths[i] >= MAX_FURNITURE:
            return True
        return block.link_chars < 0.8 * len(block.text) and not block.zones & _FURNITURE

    def row(self, i: int) -> list[float]:
        """All numbers of one block, in the order of `NAMES`."""
        block = self.blocks[i]
        words = words_of(block.text) if self.widths[i] < MAX_COMPARED else frozenset()
        return [
            *text_numbers(block.text, self.widths[i], self.ends[i]),
            *self._style(i, block),
            *self._place(i),
            *self._containers(i, block),
            *self._section(i, chars=self.widths[i], main=self.main[i]),
            *self._known(block, words),
            *self._around(i, block),
            *[float(block.tag == tag) for tag in _TAGS],
            *[float(zone in block.zones) for zone in _ZONES],
            *[float(zone in block.near) for zone in _ZONES],
        ]

    def _style(self, i: int, block: Block) -> list[float]:
        size = len(block.text)
        return [
            self.shares[i],
            self.json.share(block.text) if self.has_json else -1.0,
            float(self.has_json),
            float(not self.has_vote),
            self.links[i],
            float(block.n_links),
            block.bold_chars / size,
            block.italic_chars / size,
            float(block.after_media),
            float(block.beside_media),
            float(i + 1 < len(self.blocks) and self.blocks[i + 1].after_media),
            float(self.counts[block.text]),
        ]

    def _place(self, i: int) -> list[float]:
        return [
            float(max(-MAX_DISTANCE, min(MAX_DISTANCE, i - self.first))),
            float(max(-MAX_DISTANCE, min(MAX_DISTANCE, self.last - i))),
            self.before[i] / self.total,
            1 - self.before[i + 1] / self.total,
            i / len(self.blocks),
            *self.page,
        ]

    def _containers(self, i: int, block: Block) -> list[float]:
        chars, main = self.widths[i], self.main[i]
        found = [self.elements[parent] for parent in block.parents]
        near = found[:LEVELS]
        numbers = [
            number
            for element in near
            for number in (
                element.main / self.total,
                element.taken(chars, main),
                float(element.blocks),
                element.sentences / self.all_sentences,
            )
        ]
        look = self.looks[block.look]
        return [
            *numbers,
            *[-1.0] * (4 * (LEVELS - len(near))),
            float(next((level for level, element in enumerate(found) if element.main >= MOST * self.total), MAX_PARENTS)),
            look.taken(chars, main),
            (look.main - main) / self.total,
            float(look.blocks),
        ]

    def _section(self, i: int, chars: float, main: float) -> list[float]:
        """How the heading above fares, and all that stands below it up to the next one."""
        heading, found = self.section[i], self.sections[self.section[i]]
        return [
            self.shares[heading] if heading >= 0 else -1.0,
            float(min(MAX_DISTANCE, i - heading)),
            found.taken(chars, main),
            found.main / self.total,
            found.sentences / self.all_sentences,
            float(found.blocks),
        ]

    def _known(self, block: Block, words: frozenset[str]) -> list[float]:
        """How a line relates to what metadata say: the title again, an author's name, the description."""
        if not words:
            return [0.0] * len(_KNOWN)
        best = max(self.titles, key=lambda title: len(words & title) / len(words | title), default=words)
        both = len(words & best) if self.titles else 0
        folded = block.text.casefold()
        return [
            both / len(words),
            both / len(best),
            float(any(name in folded for name in self.authors)),
            len(words & self.description) / len(words),
        ]

    def _around(self, i: int, block: Block) -> list[float]:
        out: list[float] = []
        for j in (i - 2, i - 1, i + 1, i + 2):
            if not 0 <= j < len(self.blocks):
                out += [-1.0] * 7
                continue
            other = self.blocks[j]
            out += [
                self.shares[j],
                float(self.widths[j]),
                self.links[j],
                float(self.ends[j] == "stop"),
                float(other.look == block.look),
                float(len(other.tag) == 2 and other.tag[0] == "h"),
                float(other.parents[1:2] == block.parents[1:2]),
            ]
        return out
