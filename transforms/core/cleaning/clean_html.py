"""An HTML page's article text: every block of the page is kept or cut by a model of trees that hears trafilatura, the page's JSON-LD,
the block's place in the tree and its look (`html_features`), and then by rules for what is never news.

The model replaces neither: trafilatura's choice is its strongest feature, the tree tells captions, asides and related boxes apart that
trafilatura lets pass, and what shares a paragraph's parent or looks like it brings back those that trafilatura loses.
"""

from collections import defaultdict
from collections.abc import Sequence
from operator import and_

import lxml.html
import trafilatura

from newsbeam.transforms.core.cleaning import boosted_trees
from newsbeam.transforms.core.cleaning.cut_rules import Cleaned, Facts, Reasons, apply_rules, reason_of, split
from newsbeam.transforms.core.cleaning.html_features import MIN_SENTENCE, NAMES, judge
from newsbeam.transforms.core.cleaning.line_features import ending, width
from newsbeam.transforms.core.cleaning.vote import Vote
from newsbeam.transforms.core.pages.blocks import Block
from newsbeam.transforms.core.pages.metadata import Metadata
from newsbeam.transforms.core.text.cruft import MAX_START_CHARS, line_cues, sure_cruft
from newsbeam.transforms.core.text.folding import squash
from newsbeam.transforms.records import RemovalReason

MAX_VOTED_BLOCKS = 12_000
"""Trafilatura's time is quadratic in the number of paragraphs (16,000 take seconds): larger pages are judged without its vote."""
MAX_VOTED_ELEMENTS = 60_000
"""It takes 25 µs and more an element, several times: the same holds for pages of more elements."""
MIN_VOTE, MAX_TOLD = 0.3, 1_000
"""Share of the letters in a page's sentences, so many of them at most, that trafilatura must find for its vote to count."""
MIN_FAST = 600
"""Width of the paragraphs that trafilatura's own extractor must find; with less, it may ask the other extractors that it knows."""
MAX_ELEMENTS = 30_000
"""Of a page that they are asked about."""
MOST = 0.6
"""Share of a block that another text must hold to count as holding it."""
THRESHOLD = 0.0
"""Log-odds from which a block is news."""
DOUBTFUL = -1.3
"""Log-odds from which a heading is news if what surrounds it is."""
MIN_REPEATED = 120
"""Width from which a line is compared with all that was kept before."""
REPEATED = 0.9
"""Share of its word triples that were said before."""
MIN_FRAGMENT = 200
"""Characters of kept text up to which a fragment is short: then whatever is in it counts."""
MIN_ENTRY = 25
"""Width from which a sentence of a fragment is a paragraph: feeds carry short ones."""
NEVER = -9.0
"""Log-odds of blocks that are not looked at."""


def vote_of(document: lxml.html.HtmlElement, blocks: Sequence[Block]) -> str | None:
    """Trafilatura's text of a page; None for pages that are too large for it, or whose article stands in what it does not read."""
    if len(blocks) > MAX_VOTED_BLOCKS or document.xpath("count(//*)") > MAX_VOTED_ELEMENTS:
        return None
    text = extract(document)
    if len(text) >= MIN_VOTE * MAX_TOLD:
        return text
    told = sum(len(block.text) for block in blocks if _is_paragraph(block))
    return text if len(text) >= MIN_VOTE * min(told, MAX_TOLD) else None


def extract(document: lxml.html.HtmlElement) -> str:
    """Trafilatura's text of a tree; empty if it finds none. It asks other extractors, a third of its time, only if needed."""
    text = _trafilatura(document, fast=True)
    paragraphs = sum(wide for wide in map(width, text.split("\n")) if wide > MIN_SENTENCE)
    if paragraphs >= MIN_FAST or document.xpath("count(//*)") > MAX_ELEMENTS:
        return text
    return _trafilatura(document, fast=False)


def _trafilatura(document: lxml.html.HtmlElement, *, fast: bool) -> str:
    try:
        found = trafilatura.bare_extraction(document, include_comments=False, with_metadata=False, deduplicate=False, fast=fast)
    except RecursionError:  # of lists in lists
        return ""
    return str(getattr(found, "text", None) or "")


def scores_of(blocks: Sequence[Block], main_text: str | None, facts: Facts) -> list[float]:
    """The log-odds of every block to be news."""
    judged = judge(blocks, main_text or None, facts)
    out = [NEVER] * len(blocks)
    for i, score in zip(judged.numbers, boosted_trees.log_odds(boosted_trees.load("html", NAMES), judged.rows).tolist(), strict=True):
        out[i] = score
    return out


def voted_blocks(blocks: Sequence[Block], main_text: str | None, facts: Facts) -> Cleaned:
    """Keep the blocks that trafilatura keeps, under the same rules: for pages of which the model keeps nothing."""
    vote = Vote(main_text)
    voted = [bool(main_text) and vote.share(block.text) >= MOST and not _is_entry(block) for block in blocks]
    kept = _out_of_box(blocks, voted)
    reasons: Reasons = [never_news(block) if keep else reason_of(block) for keep, block in zip(kept, blocks, strict=True)]
    lines = [block.text for block in blocks]
    apply_rules(lines, reasons, facts)
    return split(lines, reasons)


def facts_of(metadata: Metadata) -> Facts:
    """What the blocks are judged with."""
    return Facts(metadata.title, metadata.titles, metadata.authors, metadata.body, metadata.description, metadata.kind)


def clean_blocks(blocks: Sequence[Block], main_text: str | None, facts: Facts) -> Cleaned:
    """Keep the blocks that are news."""
    kept = _together(blocks, _out_of_box(blocks, _with_headings(blocks, scores_of(blocks, main_text, facts))))
    reasons: Reasons = [never_news(block) if keep else reason_of(block) for keep, block in zip(kept, blocks, strict=True)]
    lines = [block.text for block in blocks]
    apply_rules(lines, reasons, facts)
    _said_before(lines, reasons)
    _other_articles(blocks, reasons)
    _empty_boxes(blocks, reasons)
    _headings_of_nothing(blocks, reasons)
    return split(lines, reasons)


def clean_fragment(blocks: Sequence[Block], main_text: str | None, facts: Facts) -> Cleaned:
    """Keep the blocks that are news in a piece of HTML without a page around it, which is what the model was made for: its paragraphs
    count as news, too; where there is hardly any text, so does all that no rule knows for furniture."""
    kept = _with_headings(blocks, scores_of(blocks, main_text, facts))
    kept = [keep or _is_paragraph(block) for keep, block in zip(kept, blocks, strict=True)]
    if sum(len(block.text) for keep, block in zip(kept, blocks, strict=True) if keep) < MIN_FRAGMENT:
        kept = [keep or not (sure_cruft(block.text) or _is_link(block)) for keep, block in zip(kept, blocks, strict=True)]
    reasons: Reasons = [never_news(block) if keep else reason_of(block) for keep, block in zip(kept, blocks, strict=True)]
    lines = [block.text for block in blocks]
    apply_rules(lines, reasons, facts)
    _said_before(lines, reasons)
    return split(lines, reasons)


def _is_paragraph(block: Block) -> bool:
    return width(block.text) >= MIN_ENTRY and ending(block.text) in ("stop", "ask") and not (sure_cruft(block.text) or _is_link(block))


def _is_entry(block: Block) -> bool:
    """Whether a block is an entry of a menu, or nothing but a link."""
    return _is_link(block) or ("cls:nav" in block.zones and ending(block.text) == "none")


def _is_link(block: Block) -> bool:
    return 2 * block.link_chars > len(block.text)


def _with_headings(blocks: Sequence[Block], scores: Sequence[float]) -> list[bool]:
    """What is news, and the doubtful headings that stand between two kept blocks of one element."""
    kept = [score > THRESHOLD for score in scores]
    for i in range(1, len(blocks) - 1):
        if blocks[i].tag in HEADINGS and not kept[i] and scores[i] > DOUBTFUL and kept[i - 1] and kept[i + 1]:
            kept[i] = len({blocks[j].parents[1:2] for j in (i - 1, i, i + 1)}) == 1
    return kept


def _together(blocks: Sequence[Block], kept: Sequence[bool]) -> list[bool]:
    """What is news, and what stands in one list or table with more of it, what is a sentence among paragraphs of which most are news, and
    what heads a kept block as kept headings of the same look do: what is short is cut most easily, and what comes first."""
    items: dict[tuple[str, int], list[int]] = defaultdict(list)
    told: dict[tuple[str, int], list[int]] = defaultdict(list)
    heads: dict[str, list[int]] = defaultdict(list)
    for i, block in enumerate(blocks):
        if block.tag in _ITEMS and len(block.parents) > 1:
            items[block.tag, block.parents[1]].append(i)
        elif block.tag == "p" and len(block.parents) > 1:
            told[block.look, block.parents[1]].append(i)
        elif block.tag in HEADINGS or block.tag == "summary":
            heads[block.look].append(i)
    out = list(kept)
    for numbers in items.values():
        if 2 * sum(kept[i] for i in numbers) >= len(numbers):
            for i in numbers:
                out[i] = out[i] or not (sure_cruft(blocks[i].text) or _is_link(blocks[i]))
    for numbers in told.values():
        if len(numbers) > 2 and 3 * sum(kept[i] for i in numbers) >= 2 * len(numbers):
            for i in numbers:
                out[i] = out[i] or (_is_paragraph(blocks[i]) and not line_cues(blocks[i].text))
    for numbers in heads.values():
        if any(kept[i] for i in numbers):
            for i in numbers:
                out[i] = out[i] or (out[i + 1 : i + 2] == [True] and not (sure_cruft(blocks[i].text) or _is_link(blocks[i])))
    return out


def _out_of_box(blocks: Sequence[Block], kept: list[bool]) -> list[bool]:
    """Where most of what is news stands in a box for a newsletter, and headline and paragraphs elsewhere: these."""
    boxed = [_NEWSLETTER in block.zones for block in blocks]
    if not any(map(and_, kept, boxed)) or next((box for block, box in zip(blocks, boxed, strict=True) if block.tag == "h1"), True):
        return kept
    inside = sum(len(block.text) for block, keep, box in zip(blocks, kept, boxed, strict=True) if keep and box)
    told = [not box and (keep or _is_told(block)) for block, keep, box in zip(blocks, kept, boxed, strict=True)]
    outside = sum(len(block.text) for block, keep, box in zip(blocks, kept, boxed, strict=True) if keep and not box)
    return told if any(told) and inside > outside else kept


def _is_told(block: Block) -> bool:
    return _is_paragraph(block) and not block.zones & _FURNITURE


_ITEMS = frozenset(("li", "dt", "dd", "tr"))
_NEWSLETTER = "cls:newsletter"
_FURNITURE = frozenset(("in:nav", "in:footer", "in:aside", "in:form", "cls:footer", "cls:comments", "cls:cookie", "hidden"))
"""Where no article stands."""


def _said_before(lines: Sequence[str], reasons: Reasons) -> None:
    """Paragraphs that the text has already, cut differently: some pages hold it a second time, hidden, as a single block."""
    said = Vote(None)
    for i, line in enumerate(lines):
        if reasons[i] is None:
            if width(line) > MIN_REPEATED and said.share(line) >= REPEATED:
                reasons[i] = "repeated"
            said.add(line)


def _other_articles(blocks: Sequence[Block], reasons: Reasons) -> None:
    """What follows the page's article where readers may scroll on: a second headline that looks like the first, signed or dated below, and
    all that comes after it."""
    first = next((block for block in blocks if block.tag == "h1"), None)
    for i, block in enumerate(blocks):
        if first is None or block.tag != "h1" or block.look != first.look or squash(block.text) == squash(first.text):
            continue
        if any(below.zones & _SIGNED or _SIGNS.intersection(line_cues(below.text)) for below in blocks[i + 1 : i + 1 + MAX_HEAD]):
            for j in range(i, len(blocks)):
                reasons[j] = reasons[j] or "related"
            return


_SIGNED = frozenset(("cls:author", "cls:date"))
_SIGNS = frozenset(("byline", "date"))
MAX_HEAD = 3
"""Blocks below a headline that say who wrote the article, and when."""


def _headings_of_nothing(blocks: Sequence[Block], reasons: Reasons) -> None:
    """A heading of which nothing that follows is kept belongs to what follows."""
    for i, block in enumerate(blocks):
        if block.tag in HEADINGS and reasons[i] is None and None not in reasons[i + 1 : i + 1 + MAX_BELOW]:
            reasons[i] = next(iter(reasons[i + 1 : i + 2]), None) or "furniture"


def _empty_boxes(blocks: Sequence[Block], reasons: Reasons) -> None:
    """What stands with an appeal in one small box belongs to it: its heading, its button."""
    boxes: dict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        boxes[block.parents[1] if len(block.parents) > 1 else -1].append(number)
    for numbers in boxes.values():
        why = next((reasons[number] for number in numbers if reasons[number] in ("newsletter", "appeal")), None)
        if why and len(numbers) <= MAX_BOX and all(reasons[n] or len(blocks[n].text) <= MAX_BOX_CHARS for n in numbers):
            for number in numbers:
                reasons[number] = reasons[number] or why


MAX_BELOW = 3
"""Blocks after a heading, of which one must be kept: captions and labels may stand between it and its text."""
MAX_BOX = 4
"""Blocks of a box."""
MAX_BOX_CHARS = 100
"""Of what is kept in it: more is a paragraph."""


def never_news(block: Block) -> RemovalReason | None:
    """The reason to cut a block whose element and words say the same: a line like an appeal in a box for appeals, a caption, an
    entry of a menu, a headline in capitals that is one link."""
    if block.near & _CAPTIONS:
        return "caption"
    if "in:nav" in block.zones and (_is_link(block) or (width(block.text) < MIN_SENTENCE and ending(block.text) == "none")):
        return "nav"
    if (
        block.beside_media
        and len(block.text) <= MAX_START_CHARS
        and (ending(block.text) == "none" or block.italic_chars >= 0.9 * len(block.text))
    ):
        return "caption"
    if block.tag in HEADINGS and not any(map(str.isalnum, block.text)):
        return "symbols"
    if block.text.isupper() and len(block.text) > MIN_LOUD and block.link_chars >= 0.9 * len(block.text):
        return "related"
    if len(block.text) > MAX_START_CHARS or not block.zones & _BOXES:
        return None
    cues = set(line_cues(block.text))
    return next((reason for zone, reason in _AGREE if zone in block.zones and reason in cues), None)


_CAPTIONS = frozenset(("in:figcaption", "cls:caption"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
MIN_LOUD = 30
"""Characters from which a link in capitals is a headline of another article."""
_AGREE: tuple[tuple[str, RemovalReason], ...] = (
    ("cls:newsletter", "newsletter"),
    ("cls:newsletter", "appeal"),
    ("cls:newsletter", "account"),
    ("cls:paywall", "account"),
    ("cls:paywall", "appeal"),
    ("cls:related", "related"),
    ("cls:share", "share"),
    ("cls:ad", "ad"),
)
_BOXES = frozenset(zone for zone, _ in _AGREE)
