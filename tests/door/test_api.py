"""The functions of the door, and that each error says what it is about."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

import newsbeam

URL = "https://harbour.example/2031/03/04/bridge"
AT = datetime(2031, 3, 5, tzinfo=UTC)
PARAGRAPHS = [
    "The bridge over the Sarne reopened on Tuesday after a winter of repairs, and the first carts crossed it before sunrise.",
    "Mayor Ada Quill said that 5,300 people had crossed the bridge by noon, more than on any day of the year before.",
    "“We shall not close it again,” said Oleksii Holm, the engineer who led the work on its seven piers for four months.",
]
HTML = f"""<!doctype html><html><head><title>Harbour bridge reopens</title><meta charset="iso-2022-jp"></head><body>
<nav><a href="/">Home</a> <a href="/s">Sport</a></nav><article><h1>Harbour bridge reopens</h1>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}
</article><footer>Subscribe to our newsletter</footer></body></html>"""
DUMP = "\n".join(["Home", "Sport", "Harbour bridge reopens", *PARAGRAPHS, "Subscribe to our newsletter"])
TEXT = "\n".join(PARAGRAPHS)
FEED = """<rss version="2.0"><channel><title>Harbour</title><item><title>Bridge</title><link>/a</link></item></channel></rss>"""


@pytest.mark.parametrize("body", [HTML, HTML.replace("iso-2022-jp", "utf-8").encode(), HTML.replace("iso-2022-jp", "").encode("utf-16")])
def test_html_is_told_from_its_bytes(body: bytes | str) -> None:
    article = newsbeam.clean(body, URL, fetched_at=AT)
    assert (article.title, article.text, article.source) == ("Harbour bridge reopens", TEXT, "harbour.example")
    assert article.removed
    assert article.origin.fetched_at == AT


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_other_kinds_of_bytes_are_the_same_bytes(kind: Callable[[bytes], bytearray | memoryview]) -> None:
    page, feed = HTML.encode(), FEED.encode()
    assert newsbeam.clean(kind(page), URL, fetched_at=AT) == newsbeam.clean(page, URL, fetched_at=AT)
    assert newsbeam.read_feed(kind(feed), URL) == newsbeam.read_feed(feed, URL)


def test_a_dump_is_told_from_its_bytes() -> None:
    article = newsbeam.clean(DUMP, fetched_at=AT)
    assert (article.text, article.url, article.origin.name) == (TEXT, None, "unnamed")


def test_what_is_said_to_be_clean_is_kept_whole() -> None:
    assert newsbeam.clean(DUMP, form="clean").text == DUMP


def test_the_same_page_has_the_same_ids_as_in_the_pipeline() -> None:
    made = newsbeam.clean(HTML, URL, fetched_at=AT)
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        done = pipeline | beam.Create([newsbeam.make_page(HTML, URL, fetched_at=AT)]) | newsbeam.Ingest(limits=newsbeam.Limits(workers=1))
        assert_that(done.documents | beam.Map(lambda document: document.article), equal_to([made]))
        assert_that(done.failures, equal_to([]), label="no failures")


def test_stages_stand_alone_in_a_pipeline_of_ones_own() -> None:
    pages = [newsbeam.make_page(HTML, URL, fetched_at=AT), newsbeam.make_page("too short", name="note 7", number=1)]
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        cleaned = pipeline | beam.Create(pages) | newsbeam.CleanPages(newsbeam.Limits(workers=1))
        assert_that(cleaned.good | beam.Map(lambda document: document.article.title), equal_to(["Harbour bridge reopens"]))
        reasons = cleaned.failures | beam.Map(lambda failure: (failure.origin.name, failure.reason))
        assert_that(reasons, equal_to([("note 7", "no_content")]), label="failures")


def test_cleaning_can_be_done_in_a_child_that_may_be_killed() -> None:
    limits = newsbeam.Limits(workers=1)
    assert newsbeam.clean(HTML, URL, fetched_at=AT, limits=limits) == newsbeam.clean(HTML, URL, fetched_at=AT)
    with pytest.raises(newsbeam.InputError, match="no_content") as caught:
        newsbeam.clean("too short", URL, limits=limits)
    assert caught.value.url == URL


def test_a_feed_of_bytes_or_text() -> None:
    for body in (FEED, FEED.encode()):
        feed = newsbeam.read_feed(body, "https://harbour.example/rss")
        assert (feed.title, [entry.url for entry in feed.entries]) == ("Harbour", ["https://harbour.example/a"])


def test_entities_and_claims_are_found_at_their_offsets() -> None:
    mentions = newsbeam.find_entities(TEXT)
    assert {mention.name for mention in mentions} >= {"Ada Quill", "Oleksii Holm"}
    assert all(TEXT[mention.span.start : mention.span.end] == mention.surface for mention in mentions)
    claims = newsbeam.find_claims(TEXT)
    assert claims == newsbeam.find_claims(TEXT, mentions)
    assert [claim.speaker_name for claim in claims] == ["Ada Quill", "Oleksii Holm"]
    assert claims[0].quantities[0].low == 5300


def test_an_article_and_its_text_say_the_same() -> None:
    article = newsbeam.clean(TEXT, form="clean")
    assert newsbeam.find_entities(article) == newsbeam.find_entities(TEXT)
    assert [c.content for c in newsbeam.find_claims(article)] == [c.content for c in newsbeam.find_claims(TEXT)]


FAULTS: dict[str, tuple[Callable[[], object], str, str | None, str]] = {
    "no article": (lambda: newsbeam.clean("too short", URL), URL, URL, "no_content: "),
    "no bytes": (lambda: newsbeam.clean(b""), "unnamed", None, "empty: "),
    "not a page": (lambda: newsbeam.clean(b"%PDF-1.7\n"), "unnamed", None, "unknown_format: the bytes are neither HTML nor text"),
    "a feed": (lambda: newsbeam.clean(FEED, URL), URL, URL, "use read_feed"),
    "a named page": (lambda: newsbeam.make_page(b"\x1f\x8b\x08", name="a.gz#1"), "a.gz#1", None, "the bytes are gzip"),
    "no time zone": (lambda: newsbeam.clean(HTML, URL, fetched_at=datetime(2031, 3, 5)), URL, URL, "has no time zone"),  # noqa: DTZ001
    "no feed": (lambda: newsbeam.read_feed(b"<html>", URL), URL, URL, "bad_feed: "),
    "no model": (lambda: newsbeam.find_entities(TEXT, model="no_such_model"), "unnamed", None, "no_such_model"),
    "no model for claims": (lambda: newsbeam.find_claims(TEXT, (), model="no_such_model"), "unnamed", None, "no_such_model"),
    "no store": (lambda: newsbeam.open("no/such/store"), "no/such/store", None, "there is no store"),
}


@pytest.mark.parametrize(("act", "origin", "url", "words"), FAULTS.values(), ids=FAULTS)
def test_errors_say_what_they_are_about(act: Callable[[], object], origin: str, url: str | None, words: str) -> None:
    with pytest.raises(newsbeam.NewsbeamError) as caught:
        act()
    assert (caught.value.origin, caught.value.url) == (origin, url)
    assert words in str(caught.value)


def test_a_store_that_is_just_now_locked_is_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_path: Path) -> None:
        raise newsbeam.TemporaryError("another program has it open")

    monkeypatch.setattr("newsbeam.sinks.reader.Reader.open", locked)
    (tmp_path / "news.duckdb").touch()
    with pytest.raises(newsbeam.TemporaryError) as caught:
        newsbeam.open(tmp_path)
    assert caught.value.origin == str(tmp_path)


def test_a_missing_store_is_told_in_words_of_python() -> None:
    with pytest.raises(newsbeam.StoreError, match="give another folder") as caught:
        newsbeam.open("no/such/store")
    assert "--store" not in str(caught.value)


# Each as a program might call it by mistake: with what is wrong in the sentence, what to do, and the error's origin.
WRONG: dict[str, tuple[Callable[[Any], object], object, str, str, str | None]] = {
    "body None": (lambda v: newsbeam.clean(v, URL), None, "body is None: ", "bytes", URL),
    "body of an int": (lambda v: newsbeam.clean(v, URL), 5, "body is of type int: ", "bytes", URL),
    "body of a path": (lambda v: newsbeam.clean(v), Path("a.html"), "body is of type PosixPath: ", "path.read_bytes()", "unnamed"),
    "body of a list": (lambda v: newsbeam.make_page(v, name="a"), [b"a"], "body is of type list: ", "bytes", "a"),
    "body of a feed": (lambda v: newsbeam.read_feed(v, URL), None, "body is None: ", "bytes", URL),
    "url of bytes": (lambda v: newsbeam.clean(HTML, v), URL.encode(), "url is of type bytes: ", "a str", None),
    "url of a page of bytes": (lambda v: newsbeam.make_page(HTML, v), URL.encode(), "url is of type bytes: ", "a str", None),
    "no url of a feed": (lambda v: newsbeam.read_feed(FEED, v), None, "url is None: ", "a str", None),
    "name": (lambda v: newsbeam.make_page(HTML, name=v), 7, "name is of type int: ", "a str", None),
    "number": (lambda v: newsbeam.make_page(HTML, URL, number=v), "7", "number is of type str: ", "an int", URL),
    "hints": (lambda v: newsbeam.make_page(HTML, URL, hints=v), {"title": "a"}, "hints is of type dict: ", "newsbeam.Hints", URL),
    "form": (lambda v: newsbeam.clean(HTML, URL, form=v), "xml", "form='xml' is no form", "'html', 'dump' or 'clean'", URL),
    "form of a list": (lambda v: newsbeam.clean(HTML, URL, form=v), ["html"], "form is of type list: ", "'html'", URL),
    "content type": (lambda v: newsbeam.clean(HTML, URL, content_type=v), b"text/html", "content_type is of type bytes: ", "a str", URL),
    "content type of a feed": (lambda v: newsbeam.read_feed(FEED, URL, content_type=v), 5, "content_type is of type int: ", "a str", URL),
    "moment": (lambda v: newsbeam.clean(HTML, URL, fetched_at=v), "2031-01-01", "fetched_at is of type str: ", "fromisoformat", URL),
    "day": (lambda v: newsbeam.clean(HTML, URL, fetched_at=v), date(2031, 1, 1), "fetched_at is of type date: ", "a datetime", URL),
    "limits": (lambda v: newsbeam.clean(HTML, URL, limits=v), 5, "limits is of type int: ", "newsbeam.Limits", URL),
    "limits of a feed": (lambda v: newsbeam.read_feed(FEED, URL, limits=v), 5, "limits is of type int: ", "newsbeam.Limits", URL),
    "limits of entities": (lambda v: newsbeam.find_entities(TEXT, limits=v), 5, "limits is of type int: ", "newsbeam.Limits", "unnamed"),
    "limits of claims": (lambda v: newsbeam.find_claims(TEXT, (), limits=v), 5, "limits is of type int: ", "newsbeam.Limits", "unnamed"),
    "text of bytes": (lambda v: newsbeam.find_entities(v), TEXT.encode(), "text is of type bytes: ", "newsbeam.clean", None),
    "no text": (lambda v: newsbeam.find_entities(v), None, "text is None: ", "an Article or a str", None),
    "no text for claims": (lambda v: newsbeam.find_claims(v), None, "text is None: ", "an Article or a str", None),
    "model": (lambda v: newsbeam.find_entities(TEXT, model=v), Path("m"), "model is of type PosixPath: ", "a str", "unnamed"),
    "model for claims": (lambda v: newsbeam.find_claims(TEXT, model=v), None, "model is None: ", "a str", "unnamed"),
    "mentions": (lambda v: newsbeam.find_claims(TEXT, v), 5, "mentions is of type int: ", "find_entities", "unnamed"),
    "a mention": (lambda v: newsbeam.find_claims(TEXT, v), ["a"], "mentions has an item of type str: ", "find_entities", "unnamed"),
    "no store": (lambda v: newsbeam.open(v), None, "store is None: ", "a str or Path", None),
    "store of bytes": (lambda v: newsbeam.open(v), b"news", "store is of type bytes: ", "a str or Path", None),
    "store without a name": (lambda v: newsbeam.open(v), "", "store='' is no folder's name: ", "'.'", ""),
    "store with a null": (lambda v: newsbeam.open(v), "a\0b", r"store='a\x00b' is no folder's name: ", "the store's folder", "a\0b"),
}


@pytest.mark.parametrize(("act", "value", "wrong", "mend", "origin"), WRONG.values(), ids=WRONG)
def test_wrong_arguments_are_told_in_one_sentence(
    act: Callable[[Any], object], value: object, wrong: str, mend: str, origin: str | None
) -> None:
    with pytest.raises(newsbeam.ConfigError) as caught:
        act(value)
    assert str(caught.value).startswith(wrong)
    assert mend in str(caught.value)
    assert caught.value.origin == origin


@pytest.mark.parametrize("kind", [newsbeam.ConfigError, newsbeam.StoreError, newsbeam.TemporaryError])
def test_what_a_user_must_mend_is_one_kind_of_error(kind: type[Exception]) -> None:
    assert issubclass(kind, newsbeam.UserError)
    assert issubclass(newsbeam.UserError, newsbeam.NewsbeamError)
    assert not issubclass(newsbeam.InputError, newsbeam.UserError)
