"""Lists of feeds as people have them: what is good is taken, what is not is named."""

import codecs
import logging
from pathlib import Path

import pytest

from newsbeam.pipeline.check import print_config
from newsbeam.pipeline.config import Config, NamedFeeds, feeds_of
from newsbeam.pipeline.run import run_feeds
from newsbeam.pipeline.source_lists import MAX_BYTES, address
from newsbeam.transforms.errors import ConfigError

A = "https://post.example/rss"


def opml(*outlines: str, head: str = "") -> str:
    return f"{head}<opml version='2.0'><head><title>x</title></head><body>{''.join(outlines)}</body></opml>"


def outline(url: str, name: str = "The Post") -> str:
    return f"<outline type='rss' text='{name}' xmlUrl='{url}'/>"


def listed(path: Path) -> NamedFeeds:
    return feeds_of(Config.model_validate({"sources": {"files": [str(path)]}}))


READ: dict[str, tuple[str | bytes, list[tuple[str, str | None]]]] = {
    "folders, and attributes in capitals": (
        opml(
            f"<outline text='News'><outline text='Deep'>{outline(A)}</outline></outline>", "<OUTLINE TEXT='B' XMLURL='https://b.example/'/>"
        ),
        [(A, "The Post"), ("https://b.example/", "B")],
    ),
    "a title beside a text": (opml(f"<outline title='The Post' text='x' xmlUrl='{A}'/>"), [(A, "The Post")]),
    "bare ampersands": (opml(outline(f"{A}?x=1&y=2&copy=3", "Salt & Tide")), [(f"{A}?x=1&y=2&copy=3", "Salt & Tide")]),
    "ampersands written twice": (opml(outline(f"{A}?x=1&amp;amp;y=2", "Salt &amp;amp; Tide")), [(f"{A}?x=1&y=2", "Salt & Tide")]),
    "web entities": (opml(outline(A, "Caf&eacute; &#8211; &nbsp;News")), [(A, "Café – News")]),
    "declared entities": (opml(outline(A), head="<!DOCTYPE opml [<!ENTITY nbsp ' '>]>"), [(A, "The Post")]),
    "an external document type": (opml(outline(A), head="<!DOCTYPE opml SYSTEM 'file:///etc/passwd'>"), [(A, "The Post")]),
    "a feed's own scheme": (opml(outline("feed://post.example/rss")), [("http://post.example/rss", "The Post")]),
    "that scheme before another": (opml(outline(f"feed:{A}")), [(A, "The Post")]),
    "a name space": (
        f"<o:opml xmlns:o='http://post.example/ns'><o:body><o:outline xmlUrl='{A}'/></o:body></o:opml>",
        [(A, None)],
    ),
    "latin-1, declared": (
        opml(outline(A, "Café"), head="<?xml version='1.0' encoding='ISO-8859-1'?>").encode("latin-1"),
        [(A, "Café")],
    ),
    "utf-16 with a mark": (opml(outline(A, "Café"), head="<?xml version='1.0' encoding='utf-16'?>").encode("utf-16"), [(A, "Café")]),
    "utf-16 that says it is utf-8": (
        codecs.BOM_UTF16_LE + opml(outline(A), head='<?xml version="1.0" encoding="UTF-8"?>').encode("utf-16-le"),
        [(A, "The Post")],
    ),
    "a comment behind an address": (f"{A} # the post\n# all\n\n", [(A, None)]),
    "a name behind a tab": (f"{A}\tThe Post\tdaily", [(A, "The Post")]),
    "a comment behind a tab": (f"{A}\t# daily", [(A, None)]),
    "newsboat's tags and name": (f'{A} "politics" daily "~The Post"\n', [(A, "The Post")]),
    "newsboat's tags behind a tab": (f'{A}\t"politics"', [(A, None)]),
    "newsboat's tags": (f"{A} politics daily", [(A, None)]),
    "capitals and line ends of all kinds": (
        "HTTPS://post.example/rss\r\nHttp://b.example/\r",
        [(A, None), ("http://b.example/", None)],
    ),
    "utf-8 with a mark": (b"\xef\xbb\xbf" + A.encode(), [(A, None)]),
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_lists_are_read_as_they_are(tmp_path: Path, text: str | bytes, expected: list[tuple[str, str | None]]) -> None:
    path = tmp_path / "list"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = listed(path)
    assert [(feed.url, feed.source) for feed in found.feeds] == expected
    assert found.warnings == ()


BROKEN = {
    "a mail address": (
        opml(outline("letter@post.example", "Letter"), outline(A)),
        "outline 1 (Letter): 'letter@post.example' is not an http",
    ),
    "nothing": (opml(outline(""), outline(A)), "outline 1 (The Post): '' is not"),
    "a file": (opml(outline("file:///etc/passwd"), outline(A)), "'file:///etc/passwd' is not"),
    "an end that is missing": (opml(outline(A))[:-10], "not valid OPML, line 1"),
    "credentials": (f"https://desk:secret@post.example/\n{A}\n", "'https://post.example/' has credentials in it"),
    "a host that is none": (f"https://[bad/\n{A}\n", "line 1: 'https://[bad/' can never be fetched"),
    "a sentence": (f"my favourite feeds:\n{A}\n", "line 1: 'my favourite feeds:' is not"),
    "a query of newsboat's": (f'{A}\n"query:all:unread = \\"yes\\""\n', "line 2: "),
    "a program of newsboat's": (f"{A}\nfilter:cut:{A}\n", "line 2: "),
}


@pytest.mark.parametrize(("text", "warning"), BROKEN.values(), ids=BROKEN)
def test_a_bad_entry_costs_itself_and_is_named(tmp_path: Path, text: str, warning: str) -> None:
    path = tmp_path / "list"
    path.write_text(text, encoding="utf-8")
    found = listed(path)
    assert [feed.url for feed in found.feeds] == [A]
    (said,) = found.warnings
    assert said.startswith(f"{path}: ")
    assert warning in said


REFUSED = {
    "only bad entries": (b"not an address\n", "no feed in it: line 1: 'not an address' is not an http or https address"),
    "only comments": (b"# feeds\n", "no feed in it; put an address a line there"),
    "no outlines": (b"<opml/>", "no feed in it; put"),
    "no element": (b"<!-- -->", "not valid OPML"),
    "broken markup": (b"<", "not valid OPML"),
    "nothing": (b"", "cannot be read: no bytes"),
    "a packed file that is broken": (b"\x1f\x8b\x08xxxxxxxxxxxxx", "cannot be read: gzip"),
    "far too much": (b"#" * (MAX_BYTES + 1), "more than 20,000,000 bytes; split it"),
}


@pytest.mark.parametrize(("body", "message"), REFUSED.values(), ids=REFUSED)
def test_a_list_without_a_feed_is_refused(tmp_path: Path, body: bytes, message: str) -> None:
    path = tmp_path / "list"
    path.write_bytes(body)
    with pytest.raises(ConfigError) as error:
        listed(path)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        listed(tmp_path / "list")


@pytest.mark.parametrize(
    "url", ["", "post.example/rss", "https://", "https:///rss", "ftp://post.example/", "feed://", "a b", "javascript:x"]
)
def test_no_address(url: str) -> None:
    assert address(url) is None


def configured(tmp_path: Path, text: str) -> tuple[Config, Path]:
    (tmp_path / "subs.opml").write_text(text, encoding="utf-8")
    file = tmp_path / "newsbeam.toml"
    file.write_text(f"[[sources.feed]]\nurl = '{A}'\nsource = 'Mine'\n[sources]\nfiles = ['subs.opml']\n", encoding="utf-8")
    return Config.model_validate({"sources": {"files": [str(tmp_path / "subs.opml")], "feed": [{"url": A, "source": "Mine"}]}}), file


def test_one_feed_under_several_spellings_is_asked_once(tmp_path: Path) -> None:
    config, _ = configured(
        tmp_path, opml(*map(outline, ("HTTPS://POST.example/rss", "https://post.example:443/rss", "https://b.example/RSS")))
    )
    assert [(feed.url, feed.source) for feed in feeds_of(config).feeds] == [(A, "Mine"), ("https://b.example/RSS", "The Post")]


@pytest.mark.parametrize("as_json", [False, True])
def test_check_says_what_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    _, file = configured(tmp_path, opml(outline("letter@post.example"), outline("https://b.example/")))
    print_config(file, as_json=as_json)
    out = capsys.readouterr().out
    assert "https://b.example/" in out
    assert "'letter@post.example' is not an http or https address; it is left out" in out


def test_so_does_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = opml(outline("letter@post.example"), outline("http://127.0.0.1:20987/"))
    (tmp_path / "subs.opml").write_text(text, encoding="utf-8")
    config = Config.model_validate({"sources": {"files": [str(tmp_path / "subs.opml")]}, "fetch": {"allow_private": ["127.0.0.1:20987"]}})
    with caplog.at_level(logging.WARNING, "newsbeam"):
        run_feeds(config, tmp_path / "news", seconds=0)
    assert "'letter@post.example' is not an http or https address; it is left out" in caplog.text
