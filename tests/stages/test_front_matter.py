"""Markdown with front matter."""

import gzip
from datetime import UTC, datetime

import pytest

from newsbeam.transforms.records import Page
from tests.stages.archive_samples import Write, brief, read, read_failures, read_pages

BODY = "# Weir gives way\n\nThe weir at **Oxmere** gave way,\nand the lower town was flooded.\n\n![The weir](weir.jpg)\n"
TEXT = b"The weir at Oxmere gave way, and the lower town was flooded."
DAY = datetime(2021, 3, 4, tzinfo=UTC)

HEADS = {
    "Jekyll": '---\nlayout: post\ntitle: "Weir gives way"\ndate: 2021-03-04\nauthor: Ida Moor\ntags: [floods, town]\nlang: no\n---\n',
    "Hugo": "+++\ntitle = 'Weir gives way'\ndate = 2021-03-04\nauthors = ['Ida Moor']\ntags = ['floods', 'town']\nlang = 'no'\n+++\n",
    "a clipper": (
        "---\ntitle: Weir gives way\nsource: https://oxmere.example/weir\nauthor:\n  - '[[Ida Moor]]'\npublished: 2021-03-04\n"
        "created: 2021-03-09\ntags:\n  - floods\n  - '#town'\nlang: no\n---\n"
    ),
    "no YAML, if one is strict": (
        "---\ntitle: Weir gives way\nauthor: Ida Moor\ndate: 2021-03-04\ntags: floods, town\nlang: no\nnote: one: two\n---\n"
    ),
    "no TOML, either": "+++\ntitle = Weir gives way\nauthor = Ida Moor\ndate = 2021-03-04\ntags = floods, town\nlang = no\n+++\n",
    "line ends of Windows": "\r\n".join(
        ["---", "title: Weir gives way", "author: Ida Moor", "date: 2021-03-04", "tags: floods,town", "lang: no", "---", ""]
    ),
    "blank lines above": "\n\n---\ntitle: Weir gives way\nauthor: Ida Moor\ndate: 2021-03-04\ntags: floods,town\nlang: no\n...\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_front_matter_says_what_the_text_does_not(write: Write, head: str) -> None:
    (page,) = read_pages(write("weir.md", (head + BODY).encode()))
    assert (page.form, page.body) == ("clean", TEXT)
    hints = page.hints
    assert (hints.title, hints.published_at, hints.authors) == ("Weir gives way", DAY, ("Ida Moor",))
    assert (hints.tags, hints.lang) == (("floods", "town"), "no")
    assert page.origin.url == ("https://oxmere.example/weir" if "source" in head else None)
    assert page.origin.name.endswith("weir.md")


def test_what_front_matter_leaves_out(write: Write) -> None:
    (page,) = read_pages(write("2021-03-04-weir.md", f"---\nlayout: post\nurl: /weir/\n---\n{BODY}".encode()))
    assert (page.hints.title, page.hints.published_at, page.body, page.origin.url) == ("Weir gives way", DAY, TEXT, None)
    (bare,) = read_pages(write("weir.txt", b"---\ntags: [x]\n---\nThe ferry rests."))
    assert (bare.hints.title, bare.body) == (None, b"The ferry rests.")


NO_FRONT_MATTER = {
    "a rule on top": b"---\n\nThe weir gave way.\n\n---\n\nThe ferry rests.\n",
    "no field that is known": b"---\nThe weir: it gave way.\n---\nThe ferry rests.\n",
    "never closed": b"---\ntitle: The weir\n\nThe ferry rests.\n",
    "Markdown alone": b"# The weir\n\nIt gave way.\n",
}


@pytest.mark.parametrize("data", NO_FRONT_MATTER.values(), ids=NO_FRONT_MATTER)
def test_what_is_no_front_matter(write: Write, data: bytes) -> None:
    (page,) = read_pages(write("a.txt", data))
    assert (page.form, page.body) == ("dump", data)


HOSTILE = {
    "parts that unfold": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\ntitle: Weir gives way\n",
    "deep": f"title: Weir gives way\na: {'[' * 900}\n",
    "deep and whole": f"title: Weir gives way\na: {'[' * 20}{']' * 20}\n",
    "objects of a language": "title: Weir gives way\na: !!python/object/apply:os.system ['true']\n",
    "objects under names that count": "author: !!python/object/apply:os.system ['true']\ntags: !!python/name:os.system\n",
    "files to include": "title: !include /etc/passwd\nlang: !secret token\n",
    "objects in what no parser takes": "title: !!python/object/apply:os.system ['true']\nnote: one: two\n",
    "a list": "- title: Weir gives way\n",
}


@pytest.mark.parametrize("head", HOSTILE.values(), ids=HOSTILE)
def test_hostile_front_matter_does_no_harm(write: Write, head: str) -> None:
    (page,) = read_pages(write("a.md", f"---\ndate: 2021-03-04\n{head}---\n{BODY}".encode()))
    assert (page.hints.title, page.body) == ("Weir gives way", TEXT)
    assert (page.hints.authors, page.hints.tags, page.hints.lang) == ((), (), None)


PLAIN = {
    "a heading": ("# Weir gives way\n\n", "Weir gives way"),
    "an underlined heading": ("Weir gives way\n==============\n\n", "Weir gives way"),
    "none": ("", None),
}


@pytest.mark.parametrize("name", ["weir.md", "weir.markdown", "WEIR.MD"])
@pytest.mark.parametrize(("head", "title"), PLAIN.values(), ids=PLAIN)
def test_markdown_without_front_matter_is_told_by_its_name(write: Write, name: str, head: str, title: str | None) -> None:
    body = "The weir at **Oxmere** gave way, [the warden](https://oxmere.example/warden) said.\n\n- Nobody was hurt\n"
    (page,) = read_pages(write(name, (head + body).encode()))
    assert page.form == "dump"  # it may be a whole page that some converter wrote down
    assert page.body.decode() == "The weir at Oxmere gave way, the warden said.\nNobody was hurt"
    assert page.hints.title == title


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "usage.md"])
def test_markdown_of_programs_stays_refused(write: Write, name: str) -> None:
    text = "# Weirgauge\n\n## Installation\n\n```sh\n$ pip install weirgauge\n```\n\n"
    text += "## Usage\n\n```py\nx = f(a[0], {1: 2}); y = g(x)['k']\n```\n"
    (failure,) = read_failures(write(name, text.encode()))
    assert (failure.reason, failure.outcome) == ("not_an_article", "refused")


def test_limits(write: Write) -> None:
    head = "---\ntitle: Weir\n---\n"
    (large,) = read_failures(write("a.md", (head + "x" * 6_000).encode()))
    assert large.reason == "too_large"
    assert brief(read(write("b.md", f"{head}\n".encode()))) == ["empty"]
    cut = read(write("c.md.gz", gzip.compress((head + BODY * 20).encode())[:-12]))
    assert brief(cut) == ["bad_archive"]
    wide = write("d.md", (head + BODY).encode("utf-16"))
    assert [one.body for one in read(wide) if isinstance(one, Page)]
