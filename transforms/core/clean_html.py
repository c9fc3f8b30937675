"""An HTML page's article text: every block of the page is kept or cut by a linear model that hears trafilatura, the page's JSON-LD,
the block's place in the tree and its look (`line_features`), and then by rules for what is never news.

The model replaces neither: trafilatura's choice is its strongest feature, the tree tells captions, asides and related boxes apart that
trafilatura lets pass, and its neighbours' scores bring back paragraphs that trafilatura loses.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

import lxml.html
import trafilatura

from transforms.core import clean_model
from transforms.core.blocks import Block
from transforms.core.cruft import MAX_START_CHARS, line_cues
from transforms.core.cut_rules import Cleaned, Facts, apply_rules, reason_of, split
from transforms.core.line_features import bucket, ending, text_features, width
from transforms.core.metadata import Metadata
from transforms.core.vote import Vote

_FURNITURE = frozenset(("in:nav", "in:footer", "in:button", "in:form"))
"""Where a short line without any vote is not looked at further."""
_WORD = re.compile(r"\w+")
MAX_VOTED_BLOCKS = 12_000
"""Trafilatura's time is quadratic in the number of paragraphs (16,000 take seconds): larger pages are judged without its vote."""
MOST = 0.6
"""Share of a block that another text must hold to count as holding it."""
THRESHOLD = 0.4
"""Log-odds from which a block is news."""


def extract(document: lxml.html.HtmlElement) -> str:
    """Trafilatura's text of a tree that nobody needs afterwards; empty if it finds none."""
    found = trafilatura.bare_extraction(document, include_comments=False, with_metadata=False, deduplicate=False)
    return str(getattr(found, "text", None) or "")


def features_of(blocks: Sequence[Block], main_text: str | None, facts: Facts) -> list[list[str]]:
    """The features of every block of a page."""
    vote = Vote(main_text)
    body = Vote(facts.json_ld_body)
    has_body = "none" if body.chars < 200 else "short" if body.chars < vote.chars // 2 else "full"
    shares = [vote.share(block.text) if main_text else 0.0 for block in blocks]
    voted = [i for i, share in enumerate(shares) if share >= 0.8 and width(blocks[i].text) > 40]
    first, last = (voted[0], voted[-1]) if voted else (len(blocks), -1)
    mass = _mass(blocks)
    counts = Counter(block.text for block in blocks)
    titles = [words for words in map(_words, dict.fromkeys((facts.title, *facts.titles))) if words]
    authors = [name.casefold() for name in facts.authors]
    out = []
    for i, block in enumerate(blocks):
        text = block.text
        wide = width(text)
        share = shares[i]
        if share == 0.0 and wide < 100 and (block.link_chars >= 0.8 * len(text) or block.zones & _FURNITURE):
            out.append(["chrome"])
            continue
        line = text_features(text)
        level = (
            "novote" if main_text is None else "all" if share > 0.99 else "most" if share >= MOST else "some" if share > 0.1 else "nothing"
        )
        v = f"vote={level}"
        line.append(v)
        line += [f"{v}&{feature}" for feature in line[:3]]
        line += [f"{v}&{feature}" for feature in line if feature.startswith("cue=") and "&" not in feature]
        line.append(f"tag={block.tag}")
        line.append(f"{v}&tag={block.tag}")
        line += block.zones
        for zone in block.near:
            line += [f"near:{zone}", f"{v}&near:{zone}"]
        linked = min(4, int(5 * block.link_chars / len(text)))
        line += [f"links={linked}", f"{v}&links={linked}", f"links={linked}&end={ending(text)}"]
        for style, chars in (("bold", block.bold_chars), ("italic", block.italic_chars)):
            if chars >= 0.9 * len(text):
                line += [style, f"{style}&end={ending(text)}", f"{style}&links={linked}"]
        if i <= last and i >= first:
            line += [
                f"from_first={min(3, bisect_left(voted, i))}",
                f"from_last={min(4, len(voted) - bisect_left(voted, i))}&end={ending(text)}",
            ]
        if has_body != "none":
            said = body.share(text)
            line.append(f"json_ld={has_body}&{'all' if said > 0.9 else 'most' if said > 0.5 else 'no'}")
            line.append(f"json_ld={has_body}&{'all' if said > 0.9 else 'most' if said > 0.5 else 'no'}&{v}")
        place = "before" if i < first else "after" if i > last else "within"
        distance = min(3, bucket(first - i if i < first else i - last if i > last else 0, 2, 6) // 2)
        line += [f"place={place}{distance}", f"{v}&place={place}", f"place={place}&end={ending(text)}"]
        for level_no, parent in enumerate(block.parents[1:4]):
            line.append(f"mass{level_no}={int(5 * mass[parent])}")
        if block.parents[1:]:
            line.append(f"{v}&mass0={int(5 * mass[block.parents[1]])}")
        if counts[text] > 1:
            line += ["repeated", f"repeated&{v}"]
        line += _known(text, titles, facts, authors, wide)
        out.append(line)
    return out


def _known(text: str, titles: list[frozenset[str]], facts: Facts, authors: list[str], wide: int) -> list[str]:
    """How a line relates to what metadata say: the title again, an author's name, the description."""
    out = []
    words: frozenset[str] = _words(text) if wide < 400 else frozenset()
    if words and titles:
        best = max(titles, key=lambda title: len(words & title) / len(words | title))
        both = len(words & best)
        if both >= 0.8 * len(words) and both >= 0.8 * len(best):
            out.append("is_title")
        elif both >= 0.8 * len(words):
            out.append("in_title")
        elif both >= 0.9 * len(best) and len(words) < len(best) + 8:
            out.append("holds_title")
    folded = text.casefold()
    if wide < 400 and any(name in folded for name in authors):
        out.append(f"names_author&size={bucket(wide, 2, 8)}")
    if facts.description and words and len(words) > 4:
        about = _words(facts.description)
        if len(words & about) >= 0.8 * len(words):
            out.append("is_description")
    return out


def _words(text: str | None) -> frozenset[str]:
    return frozenset(_WORD.findall((text or "").casefold()))


def _mass(blocks: Sequence[Block]) -> dict[int, float]:
    """For every enclosing element the share of the page's sentence text that it holds, relative to the best of its kind."""
    amount: dict[int, float] = defaultdict(float)
    for block in blocks:
        size = width(block.text)
        if size > 60 and block.link_chars < 0.4 * len(block.text) and ending(block.text) != "none":
            for parent in block.parents[1:]:
                amount[parent] += size
    best = max(amount.values(), default=1.0)
    table: dict[int, float] = defaultdict(float)
    table.update({parent: value / best for parent, value in amount.items()})
    return table


def voted_blocks(blocks: Sequence[Block], main_text: str | None, facts: Facts) -> Cleaned:
    """Keep the blocks that trafilatura keeps, under the same rules: for pages of which the model keeps nothing."""
    vote = Vote(main_text)
    reasons = [None if main_text and vote.share(block.text) >= MOST else reason_of(block) for block in blocks]
    lines = [block.text for block in blocks]
    apply_rules(lines, reasons, facts)
    return split(lines, reasons)


def facts_of(metadata: Metadata) -> Facts:
    """What the blocks are judged with."""
    return Facts(metadata.title, metadata.titles, metadata.authors, metadata.body, metadata.description)


def clean_blocks(blocks: Sequence[Block], main_text: str | None, facts: Facts) -> Cleaned:
    """Keep the blocks that are news."""
    scores = clean_model.second_step("html", features_of(blocks, main_text, facts))
    kept = [score > THRESHOLD for score in scores]
    reasons = [boxed(block) if keep else reason_of(block) for keep, block in zip(kept, blocks, strict=True)]
    lines = [block.text for block in blocks]
    apply_rules(lines, reasons, facts)
    _empty_boxes(blocks, reasons)
    return split(lines, reasons)


def _empty_boxes(blocks: Sequence[Block], reasons: list[str | None]) -> None:
    """What stands with an appeal in one small box belongs to it: its heading, its button."""
    boxes: dict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        boxes[block.parents[1] if len(block.parents) > 1 else -1].append(number)
    for numbers in boxes.values():
        why = next((reasons[number] for number in numbers if reasons[number] in ("newsletter", "appeal")), None)
        if why and len(numbers) <= MAX_BOX and all(reasons[n] or len(blocks[n].text) <= MAX_BOX_CHARS for n in numbers):
            for number in numbers:
                reasons[number] = reasons[number] or why


MAX_BOX = 4
"""Blocks of a box."""
MAX_BOX_CHARS = 100
"""Of what is kept in it: more is a paragraph."""


def boxed(block: Block) -> str | None:
    """The reason to cut a block whose element and words say the same: a line like an appeal in a box for appeals."""
    cues = set(line_cues(block.text)) if len(block.text) <= MAX_START_CHARS else set()
    return next((reason for zone, reason in _AGREE if zone in block.zones and reason in cues), None)


_AGREE = (
    ("cls:newsletter", "newsletter"),
    ("cls:newsletter", "appeal"),
    ("cls:newsletter", "account"),
    ("cls:paywall", "account"),
    ("cls:paywall", "appeal"),
    ("cls:related", "related"),
    ("cls:share", "share"),
    ("cls:ad", "ad"),
)
