"""Markdown without its marks."""

import time

import pytest

from newsbeam.transforms.core.text.markdown import first_heading, plain_text

CASES = {
    "wrapped lines are one paragraph": ("The weir\ngave way\n\nThe ferry rests", "The weir gave way\nThe ferry rests"),
    "a break that is meant": ("The weir  \ngave way\\\nat last", "The weir\ngave way\nat last"),
    "headings": ("# The weir #\nIt gave way\nA head\n======\n## More", "The weir\nIt gave way A head\nMore"),
    "rules": ("One\n\n***\n- - -\n___\nTwo", "One\nTwo"),
    "links": ("See [the weir](https://a.example/x_(y) \"t\") and [it][1] <https://b.example>.\n\n[1]: https://c.example 'x'",
              "See the weir and it https://b.example."),
    "pictures": ("![A weir](a.jpg) It [![b](b.jpg)](c) fell ![[d.png]] ![e][f]", "It  fell"),
    "notes and pages": ("The [[Oxmere weir|weir]] of [[Oxmere]][^1] fell.\n\n[^1]: In spring.", "The weir of Oxmere fell.\nIn spring."),
    "emphasis": (
        "**Ida** __Moor__ *said* _so_ ~~not~~ ==yes== `code` snake_case 2*3 ***all***",
        "Ida Moor said so not yes code snake_case 2*3 all",
    ),
    "escapes and entities": (r"5 \* 3 &amp; \_x\_ \# no", "5 * 3 & _x_ # no"),
    "lists": ("- one\n- [ ] two\n  goes on\n1. three\n+ four", "one\ntwo goes on\n1. three\nfour"),
    "quotes": ("> [!note] The weir\n> gave way", "The weir gave way"),
    "tables": ("| a | b |\n|---|:--|\n| 1 | 2 |", "a b\n1 2"),
    "code": ("Before\n```py\nx = 1\n\ny = 2\n```\nAfter", "Before\nx = 1\ny = 2\nAfter"),
    "what is not shown": ("A<!-- no\n\nno --> weir {% include x %}fell{{< y >}} %%note%%. <b>So</b>{: .red }", "A weir fell . So"),
    "a comment left open": ("A <!-- weir", "A <!-- weir"),
    "a paragraph that is no prose": ("*" + "x" * 20_000 + "*", "*" + "x" * 20_000 + "*"),
    "nothing": ("\n\n", ""),
}  # fmt: skip


@pytest.mark.parametrize(("markdown", "text"), CASES.values(), ids=CASES)
def test_plain_text(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


@pytest.mark.parametrize(
    ("markdown", "title"), [("x\n# The *weir*\n# No", "The weir"), ("## No\n\nno", None), ("# #", None)], ids=["first", "none", "empty"]
)
def test_first_heading(markdown: str, title: str | None) -> None:
    assert first_heading(markdown) == title


HOSTILE = [
    "[",
    "![",
    "![[",
    "*a ",
    "~~a ",
    "_a ",
    "<!--",
    "{%",
    "# ",
    "[](",
    "`",
    "<a ",
    "> ",
    "|",
    "- ",
    "&",
    "\\",
    "[a]: ",
    "[^",
    "((",
    "==",
]


@pytest.mark.timed
@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("end", ["", "\n"], ids=["one line", "many lines"])
def test_hostile_marks_take_no_time(piece: str, end: str) -> None:
    text = (piece * 6 + end) * (1_000_000 // (len(piece) * 6 + len(end)))
    started = time.process_time()
    plain_text(text)
    assert time.process_time() - started < 10
