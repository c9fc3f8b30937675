"""Rules that cut lines the model kept, line by line and block by block."""

import pytest

from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.cleaning.clean_dump import SLACK, _with_lede
from newsbeam.transforms.core.cleaning.clean_html import DOUBTFUL, THRESHOLD, _headings_of_nothing, _with_headings, clean_blocks, never_news
from newsbeam.transforms.core.cleaning.cut_rules import Facts, Reasons, apply_rules
from newsbeam.transforms.core.pages.blocks import Block
from newsbeam.transforms.errors import Refused
from newsbeam.transforms.records import Page, PageForm
from tests.support.documents import page

PARAGRAPH = (
    "The council of Valmont voted on Monday for a ferry over the river Lorn, which will run until the old bridge is open again, "
    "and the ferryman hired two hands on the same evening."
)
FACTS = Facts("Ferry starts over the Lorn", (), ("Nora Falt",))
LINES = {
    "the headline": ("Ferry starts over the Lorn", "title"),
    "the headline with a kicker": ("Valmont: Ferry starts over the Lorn", "title"),
    "symbols": ("* * *", "symbols"),
    "a byline": ("By Nora Falt, staff writer", "byline"),
    "a byline with its date": ("Published 4 March 2024 by Nora Falt", "byline"),
    "a byline of somebody unknown": ("by Ada Quill, 4 March 2024", "byline"),
    "a biography": ("Nora Falt covers the harbour for the Ledger.", "bio"),
    "a date": ("Published 4 March 2024", "date"),
    "a name in a sentence": ("Nora Falt of the harbour watch saw the ferry come in without a light.", None),
    "a longer biography in quotation marks": ("Nora Falt is a “captain” of her own.", None),
}


@pytest.mark.parametrize(("line", "reason"), LINES.values(), ids=LINES)
def test_lines_before_the_text(line: str, reason: str | None) -> None:
    reasons: Reasons = [None, None]
    apply_rules([line, PARAGRAPH], reasons, FACTS)
    assert reasons == [reason, None]


def test_a_date_after_the_text_has_begun_belongs_to_it() -> None:
    reasons: Reasons = [None, None, None]
    apply_rules([PARAGRAPH, "Published 4 March 2024", PARAGRAPH], reasons, FACTS)
    assert reasons == [None, None, "repeated"]


def test_a_headline_that_was_cut_is_named_as_such() -> None:
    reasons: Reasons = ["furniture", "ad"]
    apply_rules(["Ferry starts over the Lorn", "Buy a ferry"], reasons, FACTS)
    assert reasons == ["title", "ad"]


BLOCKS = {
    "a caption": (Block("The ferry at its pier", "p", near=frozenset({"in:figcaption"})), "caption"),
    "a heading of symbols": (Block("* * *", "h3"), "symbols"),
    "a loud link": (Block("FERRY STARTS AGAIN AFTER ONE HUNDRED DAYS", "p", link_chars=41), "related"),
    "loud, but no link": (Block("FERRY STARTS AGAIN AFTER ONE HUNDRED DAYS", "p"), None),
    "a menu's entry": (Block("Tide tables", "li", zones=frozenset({"in:nav"})), "nav"),
    "a sentence in a menu": (Block("The ferry runs until the bridge is open.", "p", zones=frozenset({"in:nav"})), None),
    "a heading": (Block("Who pays for it", "h3"), None),
}


@pytest.mark.parametrize(("block", "reason"), BLOCKS.values(), ids=BLOCKS)
def test_blocks_that_are_never_news(block: Block, reason: str | None) -> None:
    assert never_news(block) == reason


# --- whole pages ---


def shown(body: str, form: PageForm = "html") -> Page:
    return page(body.encode(), form=form)


def test_where_nothing_is_shown_the_page_s_json_ld_is_read() -> None:
    ld = '{"@type":"NewsArticle","headline":"Ferry starts","articleBody":"' + PARAGRAPH + '"}'
    html = f'<html><head><title>Ferry starts</title><script type="application/ld+json">{ld}</script></head><body><p>Menu</p></body></html>'
    article = clean_page(shown(html))
    assert article.text == PARAGRAPH
    assert [block.text for block in article.removed] == ["Menu"]


def test_a_dump_of_a_wall_is_refused() -> None:
    with pytest.raises(Refused) as raised:
        clean_page(shown("Just a moment...\nChecking your browser before accessing the site.\n", "dump"))
    assert raised.value.reason == "bot_wall"


def test_a_dump_of_one_paragraph_among_furniture_keeps_it() -> None:
    article = clean_page(shown("\n".join(["Menu", "Search", *["Share"] * 40, PARAGRAPH, *["Privacy"] * 40]), "dump"))
    assert article.text == PARAGRAPH


def test_a_paragraph_said_again_in_one_block_with_others_is_kept_once() -> None:
    lines = [PARAGRAPH, PARAGRAPH.replace("Monday", "Friday").replace("ferry", "tram"), f"{PARAGRAPH} And it rained."]
    blocks = [Block(line, "p", parents=(number + 2, 1)) for number, line in enumerate(lines)]
    cleaned = clean_blocks(blocks, "\n".join(lines), FACTS)
    assert [block.reason for block in cleaned.removed if block.line_no == 2] == ["repeated"]


def test_a_heading_below_which_nothing_stands_is_cut() -> None:
    reasons: Reasons = [None, None]
    _headings_of_nothing([Block(PARAGRAPH, "p"), Block("What happens now", "h2")], reasons)
    assert reasons == [None, "furniture"]


def test_a_doubtful_heading_between_two_kept_paragraphs_is_kept() -> None:
    doubtful = (THRESHOLD + DOUBTFUL) / 2
    blocks = [Block(PARAGRAPH, "p", parents=(2, 1)), Block("Who pays", "h2", parents=(3, 1)), Block(PARAGRAPH, "p", parents=(4, 1))]
    assert _with_headings(blocks, [THRESHOLD + 1, doubtful, THRESHOLD + 1]) == [True, True, True]
    assert _with_headings(blocks, [THRESHOLD + 1, doubtful, DOUBTFUL - 1]) == [True, False, False]


def test_the_last_sentence_is_forgiven_a_little() -> None:
    closing = "The ferry will be paid for by the region until the bridge over the river Lorn is open to waggons again."
    reasons: Reasons = [None, "furniture"]
    assert _with_lede([PARAGRAPH, closing], [1.0, -SLACK / 2], reasons, 0) == 0
    assert reasons == [None, None]
    reasons = [None, "furniture"]
    _with_lede([PARAGRAPH, closing], [1.0, -2 * SLACK], reasons, 0)
    assert reasons == [None, "furniture"]
