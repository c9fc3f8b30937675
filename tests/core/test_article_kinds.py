"""Kinds of pages whose article is lost or mixed with others' easily: each with the lines that belong to it."""

import json

import pytest

from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.cleaning.vote import Vote
from newsbeam.transforms.core.pages.blocks import blocks_of
from newsbeam.transforms.core.pages.page import parse
from newsbeam.transforms.errors import Refused
from newsbeam.transforms.records import Hints
from tests.core.test_clean_html import SENTENCE, page
from tests.support.timed import within

STORY = [SENTENCE.format(number) for number in ("one", "two", "three", "four")]


def html(body: str, title: str = "Ferry starts", head: str = "") -> str:
    return f'<html lang="en"><head><title>{title}</title><meta property="og:type" content="article">{head}</head><body>{body}</body></html>'


def lines(source: str, url: str | None = "https://ledger.example/2024/03/04/bridge") -> list[str]:
    return clean_page(page(source, url)).text.split("\n")


def texts(body: str) -> list[str]:
    return [block.text for block in blocks_of(parse(f"<html><body>{body}</body></html>"))]


def paragraphs(sentences: list[str]) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


# --- blocks ----------------------------------------------------------------------------------------------------------

RESULTS = "<tr><th>Town<th>Yes<th>No</tr><tr><td>Kelmar<td>4,512<td>311</tr><tr><td><a href=x>Upper <b>Lorn</b></a><td><td>90</tr>"


def test_rows_of_figures_are_lines() -> None:
    assert texts(f"<table>{RESULTS}</table>") == ["Town | Yes | No", "Kelmar | 4,512 | 311", "Upper Lorn | | 90"]


@pytest.mark.parametrize(
    "table",
    [
        f"<table role=presentation>{RESULTS}</table>",
        f"<table><tr><td>Menu<td><table>{'<tr><td>a</tr>' * 3}</table></tr><tr><td>x<td>y</tr></table>",
        f"<table><tr><td>Menu<td>{SENTENCE * 3}</tr><tr><td>x<td>y</tr></table>",
        "<table><tr><td>one</tr><tr><td>two</tr></table>",
    ],
    ids=["declared", "nested", "columns of text", "one column"],
)
def test_tables_that_lay_out_a_page_have_no_rows(table: str) -> None:
    assert not any(" | " in text for text in texts(table))


def test_an_initial_in_a_box_of_its_own_belongs_to_its_paragraph() -> None:
    assert texts("<p><div class=cap>T</div>he ferry</p><div>A</div><p>Bridge</p>") == ["The ferry", "A", "Bridge"]


def test_line_breaks_that_end_sentences_or_headings_part_paragraphs() -> None:
    assert texts("<p><b>The plan</b><br>It is simple.<br>Boats cross<br>at noon.</p>") == [
        "The plan",
        "It is simple.",
        "Boats cross at noon.",
    ]


@pytest.mark.timed
def test_many_line_breaks_take_linear_time() -> None:
    with within(5.0):
        texts("<p>" + "word<br>" * 40_000)


def test_ligatures_and_soft_hyphens_are_letters() -> None:
    assert texts("<p>The o\ufb03ce \ufb01rst \ufb02oo\u00added.</p>") == ["The office first flooded."]


def test_marks_of_items_and_cells_are_no_words() -> None:
    vote = Vote("- two leeks\n| Kelmar | 4,512 |")
    assert [vote.share(text) for text in ("two leeks", "Kelmar | 4,512", "-", "leeks")] == [1.0, 1.0, 0.0, 0.0]


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_next_article_of_an_endless_page_is_not_this_one() -> None:
    def shown(title: str, name: str, sentences: list[str]) -> str:
        return (
            f'<article class="a"><h1>{title}</h1><p class="byline">By {name}</p><div class="text">{paragraphs(sentences)}</div></article>'
        )

    other = [sentence.replace("ferry", "tunnel").replace("Monday", "Friday") for sentence in STORY]
    assert lines(html(shown("Ferry starts", "Ines Malk", STORY) + shown("Tunnel opens", "Tove Arkan", other))) == STORY


def test_the_items_of_a_list_are_kept_together() -> None:
    items = ["3 carrots", "400 g of flour", "1 litre of milk", "a pinch of salt"]
    listed = "<h2>Ingredients</h2><ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    assert [
        line
        for line in lines(html(f"<article><h1>Carrot pie</h1>{paragraphs(STORY[:2])}{listed}{paragraphs(STORY[2:])}</article>"))
        if line in items
    ] == items


def test_every_question_that_is_answered_is_kept() -> None:
    asked = {
        "Who may cross?": STORY[0],
        "And at night?": STORY[1],
        "With a cold?": "Yes, but not with a fever.",
        "What does it cost?": STORY[2],
    }
    folded = "".join(f"<details><summary>{question}</summary><p>{answer}</p></details>" for question, answer in asked.items())
    told = lines(html(f"<article><h1>Ferry: your questions</h1><p>{STORY[3]}</p>{folded}</article>"))
    assert told == [STORY[3], *(line for pair in asked.items() for line in pair)]


def test_a_newsletter_s_box_is_never_the_article() -> None:
    letter = paragraphs([line.replace("The council", "My letter") for line in STORY])
    box = f'<section class="newsletter-signup"><h2>The morning letter</h2>{letter}</section>'
    short = ["A firm in Kelmar sells hats that hum when it rains.", "They cost 90 crowns, said its founder, Ines Malk."]
    told = "".join(f'<div class="cell"><p>{line}</p></div>' for line in short)
    assert lines(html(f"<main>{box}<div><h1>Ferry starts</h1>{told}</div></main>")) == short


def test_a_menu_is_no_second_look_s_text() -> None:
    menu = "".join(f'<li><a href="/{n}">Office of harbour matters {n}</a></li>' for n in range(80))
    told = clean_page(page(html(f"<nav><ul>{menu}</ul></nav><div><h1>Ferry starts</h1><p>{STORY[0]}</p></div>")))
    assert told.text == STORY[0]


def test_a_player_s_words_are_no_caption() -> None:
    player = '<div class="video-player">Video Player is loading. Play Video.</div><div class="video-meta">Published 4 March 2024</div>'
    assert clean_page(page(html(f"<article><h1>Ferry starts</h1>{player}{paragraphs(STORY)}</article>"))).captions == ()


def test_a_picture_s_own_words_are_its_caption() -> None:
    below = '<p><img src="a.jpg"><br><em>The lamp was made in Kelmar.</em></p><p><a href="b"><img src="b.jpg"></a>The kitchen in winter</p>'
    article = clean_page(page(html(f"<article><h1>Ferry starts</h1>{paragraphs(STORY[:2])}{below}{paragraphs(STORY[2:])}</article>")))
    assert article.text.split("\n") == STORY
    assert article.captions == ("The lamp was made in Kelmar.", "The kitchen in winter")


def test_short_sentences_of_a_feed_s_entry_are_kept_however_they_are_parted() -> None:
    said = ["The oil of the bridge has run out.", "The master of the harbour has asked for lard.", "It is cheaper, he said."]
    for body in ("<br><br>".join(said), paragraphs(said), "<br>".join(said)):
        entry = clean_page(page(body, None, "entry", Hints(title="Lard for the bridge")))
        assert entry.text.split("\n") == said


def test_a_clean_text_keeps_its_empty_lines() -> None:
    text = f"{STORY[0]}\n\n{STORY[1]}\n{STORY[2]}\n\n\n{STORY[3]}"
    assert clean_page(page(f"\n{text}\n", None, "clean")).text == text


def test_a_site_of_one_text_is_no_front_page() -> None:
    told = html(f"<main><h1>A journal of boats</h1>{paragraphs([SENTENCE.format(n) for n in range(12)])}</main>").replace(
        '"article"', '"website"'
    )
    assert len(lines(told, "https://boats.example/")) >= 12
    headlines = "".join(f'<p><a href="/{n}">{SENTENCE.format(n)}</a></p>' for n in range(12))
    with pytest.raises(Refused, match="front page"):
        lines(html(headlines).replace('"article"', '"website"'), "https://boats.example/")


# --- articles in scripts ---------------------------------------------------------------------------------------------


def test_an_article_in_the_data_of_the_page_s_framework() -> None:
    pieces = [{"type": "text", "text": STORY[1][:30]}, {"type": "text", "text": STORY[1][30:], "marks": ["bold"]}]
    body = [
        {"type": "paragraph", "html": STORY[0].replace("Valmont", "<b>Valmont</b>")},
        {"type": "heading", "html": "What it costs"},
        {"type": "paragraph", "content": pieces},
        {"type": "paragraph", "html": STORY[2]},
    ]
    teasers = [{"title": "Other news", "text": "The weather of tomorrow is wet, as it was today, they say."}]
    data = json.dumps({"props": {"article": {"headline": "Ferry starts", "body": body}, "more": teasers}, "url": "/ferry"})
    source = html(f'<div id="app">Loading…</div><script id="__NEXT_DATA__" type="application/json">{data}</script>')
    assert lines(source) == [STORY[0], "What it costs", *STORY[1:3]]


def test_an_article_in_the_payload_of_react_s_server() -> None:
    elements = [
        ["$", "h1", None, {"children": "Ferry starts"}],
        *(["$", "p", None, {"children": [line[:20], ["$", "b", None, {"children": line[20:]}]]}] for line in STORY),
    ]
    payload = "5:" + json.dumps(["$", "article", None, {"children": elements}]) + "\n"
    pushed = "".join(f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in (payload[:300], payload[300:]))
    assert lines(html("<main>Loading…</main>" + pushed)) == STORY


@pytest.mark.timed
def test_articles_and_lists_in_each_other_end_soon() -> None:
    with within(6.0):
        for box in ("<article>", "<ul><li>"):
            assert lines(html("".join(box + SENTENCE.format(n) for n in range(750))))


@pytest.mark.timed
def test_scripts_that_are_deep_or_broken_end_soon() -> None:
    deep = '["$","span",null,{"children":' * 300 + '"x"' + "}]" * 300
    for data in ("[" * 100_000, json.dumps({"a": [[deep] * 50] * 50}), '{"text": ' + deep + "}"):
        source = html(paragraphs(STORY).replace("<p>", "<b>").replace("</p>", "</b><br>")[:99] + f"<script>{data}</script>")
        with within(5.0):
            assert blocks_of(parse(source))
