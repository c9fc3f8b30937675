"""What programs call things: a record of each, as it writes them, and what must be read from it."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsbeam.transforms.archives import find_inputs, read_records
from newsbeam.transforms.archives.keys import FIELDS, plain, read_keys, records_in, tell_unused
from newsbeam.transforms.records import Failure, Page
from tests.stages.archive_samples import SMALL, Write, lines, parse_feed, read_pages

TEXT = "The weir at Oxmere gave way on Monday night, and the lower town was flooded."
URL = "https://oxmere.example/2031/weir"
AT = datetime(2031, 3, 4, 5, 6, 7, tzinfo=UTC)
DAY = datetime(2031, 3, 4, tzinfo=UTC)

RECORDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "trafilatura": (
        {"title": "Weir gives way", "author": "Ida Moor; Ole Birk", "hostname": "oxmere.example", "date": "2031-03-04", "id": None,
         "fingerprint": "f", "source": URL, "source-hostname": "oxmere.example", "categories": "", "tags": "weir;flood", "text": TEXT,
         "raw_text": "raw", "language": "en", "filedate": "2031-03-05"},
        {"url": URL, "published": DAY, "authors": ("Ida Moor; Ole Birk",), "tags": ("weir", "flood"), "lang": "en",
         "fetched": datetime(2031, 3, 5, tzinfo=UTC), "unused": ("fingerprint",), "id": None, "outlet": "oxmere.example"},
    ),
    "news-please": (
        {"authors": ["Ida Moor"], "date_download": "2031-03-05 00:00:00", "date_modify": None, "date_publish": "2031-03-04 05:06:07",
         "maintext": TEXT, "source_domain": "oxmere.example", "title": "Weir gives way", "url": URL, "language": "en"},
        {"published": AT, "authors": ("Ida Moor",), "outlet": "oxmere.example", "fetched": datetime(2031, 3, 5, tzinfo=UTC), "unused": ()},
    ),
    "fundus": (
        {"title": "Weir gives way", "authors": ["Ida Moor"], "publishing_date": "2031-03-04 05:06:07+00:00", "topics": ["weir"],
         "plaintext": TEXT, "lang": "en", "html": {"requested_url": URL, "responded_url": URL, "crawl_date": "2031-03-05T00:00:00"}},
        {"url": URL, "published": AT, "tags": ("weir",), "fetched": datetime(2031, 3, 5, tzinfo=UTC), "html": None},
    ),
    "fundus with its body in parts": (
        {"title": "Weir gives way", "lang": "en", "publishing_date": "2031-03-04 05:06:07+00:00",
         "body": {"summary": ["A town is under water."],
                  "sections": [{"headline": [], "paragraphs": [TEXT]}, {"headline": ["Who paid"], "paragraphs": ["Nobody did.", "Yet."]}]}},
        {"published": AT, "text": f"A town is under water.\n\n{TEXT}\n\nWho paid\n\nNobody did.\n\nYet.", "html": None, "unused": ()},
    ),
    "a body of parts that say what they are": (
        {"title": "Weir gives way", "body": [{"type": "paragraph", "text": TEXT}, {"type": "picture", "src": "weir.jpg"}]}, {"text": TEXT},
    ),
    "parts that lead nowhere": ({"text": TEXT, "body": {"summary": [{"text": {"text": {"text": {"text": ["deep"]}}}}]}}, {"text": TEXT}),
    "newspaper": (
        {"url": URL, "source_url": "https://oxmere.example", "title": "Weir gives way", "authors": ["Ida Moor"], "text": TEXT,
         "publish_date": "2031-03-04T05:06:07", "meta_lang": "en", "keywords": ["weir", "flood"]},
        {"url": URL, "published": AT, "lang": "en", "tags": ("weir", "flood")},
    ),
    "Media Cloud": (
        {"stories_id": 77, "url": URL, "title": "Weir gives way", "publish_date": "2031-03-04 05:06:07", "media_name": "Oxmere Bugle",
         "media_url": "https://oxmere.example/", "language": "en", "text": TEXT, "indexed_date": "2031-03-05"},
        {"id": "77", "outlet": "Oxmere Bugle", "published": AT},
    ),
    "datatrove": (
        {"text": TEXT, "id": "<urn:uuid:9>", "metadata": {"url": URL, "date": "2031-03-04T05:06:07Z", "language": "en"}},
        {"id": "<urn:uuid:9>", "url": URL, "published": AT, "lang": "en"},
    ),
    "RealNews": (
        {"title": "Weir gives way", "text": TEXT, "summary": None, "authors": ["Ida Moor"], "publish_date": "03-04-2031",
         "status": "success", "url": URL, "domain": "oxmere.example", "warc_date": "2031-03-05T00:00:00Z"},
        {"published": DAY, "fetched": datetime(2031, 3, 5, tzinfo=UTC)},
    ),
    "the same date elsewhere": ({"text": TEXT, "publish_date": "03-04-2031"}, {"published": datetime(2031, 4, 3, tzinfo=UTC)}),
    "CC-News": (
        {"title": "Weir gives way", "text": TEXT, "domain": "oxmere.example", "date": "2031-03-04 05:06:07", "url": URL, "image_url": "x"},
        {"url": URL, "published": AT, "unused": ("image_url",)},
    ),
    "Scrapy": ({"url": URL, "headline": "Weir gives way", "body": TEXT, "date": "2031-03-04"}, {"published": DAY, "html": None}),
    "mongoexport": (
        {"_id": {"$oid": "65f0"}, "url": URL, "title": "Weir gives way", "text": TEXT, "published": {"$date": "2031-03-04T05:06:07Z"}},
        {"id": "65f0", "published": AT},
    ),
    "mongoexport, canonical": (
        {"title": "Weir gives way", "text": TEXT, "published": {"$date": {"$numberLong": str(int(AT.timestamp() * 1000))}}},
        {"published": AT},
    ),
    "Elasticsearch": (
        {"_index": "news", "_id": "e1", "_source": {"url": URL, "title": "Weir gives way", "text": TEXT, "published": "2031-03-04"}},
        {"id": "e1", "url": URL, "published": DAY},
    ),
    "WordPress": (
        {"id": 5, "date_gmt": "2031-03-04T05:06:07", "link": URL, "title": {"rendered": "Weir gives way"},
         "content": {"rendered": f"<p>{TEXT}</p>"}, "categories": [3, 4]},
        {"id": "5", "url": URL, "published": AT, "html": f"<p>{TEXT}</p>", "text": None},
    ),
    "schema.org": (
        {"@type": "NewsArticle", "headline": "Weir gives way", "datePublished": "2031-03-04T05:06:07Z", "articleBody": TEXT,
         "author": [{"@type": "Person", "name": "Ida Moor"}], "publisher": {"name": "Oxmere Bugle"}, "inLanguage": "en-GB",
         "mainEntityOfPage": {"@id": URL}, "articleSection": "Town"},
        {"url": URL, "published": AT, "authors": ("Ida Moor",), "outlet": "Oxmere Bugle", "lang": "en", "section": "Town"},
    ),
    "NewsAPI": (
        {"source": {"id": None, "name": "Oxmere Bugle"}, "author": "Ida Moor", "title": "Weir gives way", "url": URL,
         "publishedAt": "2031-03-04T05:06:07Z", "content": TEXT},
        {"outlet": "Oxmere Bugle", "published": AT, "authors": ("Ida Moor",)},
    ),
    "The Guardian": (
        {"webTitle": "Weir gives way", "webUrl": URL, "webPublicationDate": "2031-03-04T05:06:07Z", "sectionName": "UK news",
         "fields": {"bodyText": TEXT, "byline": "Ida Moor"}},
        {"url": URL, "published": AT, "section": "UK news", "authors": ("Ida Moor",)},
    ),
    "OSCAR": (
        {"content": TEXT, "warc_headers": {"warc-target-uri": URL, "warc-date": "2031-03-05T00:00:00Z",
         "warc-identified-content-language": "eng"}},
        {"url": URL, "fetched": datetime(2031, 3, 5, tzinfo=UTC), "lang": "en", "published": None},
    ),
    "C4": (
        {"text": TEXT, "timestamp": "2031-03-05T00:00:00Z", "url": URL},
        {"fetched": datetime(2031, 3, 5, tzinfo=UTC), "published": None},
    ),
    "CCNet": ({"url": URL, "date_download": "2031-03-05T00:00:00Z", "source_domain": "oxmere.example", "title": "Weir gives way",
               "raw_content": TEXT}, {"url": URL, "outlet": "oxmere.example"}),
    "a source that is a name": ({"text": TEXT, "source": "Oxmere Bugle"}, {"url": None, "outlet": "Oxmere Bugle"}),
    "lists that were written as text": ({"text": TEXT, "authors": "['Ida Moor', \"Ole O'Dell\"]", "tags": "[broken"},
                                        {"authors": ("Ida Moor", "Ole O'Dell"), "tags": ("[broken",)}),
    "the first that has a value": ({"text": float("nan"), "maintext": "", "body": TEXT, "published": "NaT", "date": "2031-03-04"},
                                   {"text": TEXT, "published": DAY}),
    "a page under a name for text": ({"body": f"<!doctype html><p>{TEXT}</p>"}, {"html": f"<!doctype html><p>{TEXT}</p>", "text": None}),
    "paragraphs": ({"text": [TEXT, "Nobody was hurt."]}, {"text": f"{TEXT}\n\nNobody was hurt."}),
    "a page without a word beside a text": ({"html": "<html><body></body></html>", "text": TEXT}, {"html": None, "text": TEXT}),
    "a page and its text": ({"html": f"<p>{TEXT}</p>", "text": f"Weir. {TEXT}"}, {"html": f"<p>{TEXT}</p>"}),
    "a text that is about tags": ({"text": f"<p>{TEXT}</p>"}, {"text": f"<p>{TEXT}</p>", "html": None}),
    "numbers as a data frame writes them": ({"text": TEXT, "id": 17.0, "published": AT.timestamp()}, {"id": "17", "published": AT}),
}  # fmt: skip


@pytest.mark.parametrize(("record", "expected"), RECORDS.values(), ids=RECORDS)
def test_records_of_many_programs(record: dict[str, Any], expected: dict[str, Any]) -> None:
    found = read_keys(record)._asdict()
    assert {name: found[name] for name in expected} == expected
    if {"title", "headline", "webTitle"} & set(record):
        assert found["title"] == "Weir gives way"
    assert TEXT in (found["text"] or found["html"])


def test_no_name_stands_twice_in_a_field_and_all_are_plain() -> None:
    for names in FIELDS.values():
        assert len(set(names)) == len(names)
        assert all(plain(name) == name for name in names)


def test_names_that_the_user_gives_go_first() -> None:
    record = {"title": "a number", "kop": "Weir gives way", "text": "short", "inhoud": {"tekst": TEXT}, "waar": "oxmere.example/weir"}
    found = read_keys(record, {"title": "kop", "text": "inhoud.tekst", "url": "waar", "published": "nowhere"})
    assert (found.title, found.text, found.url, found.published) == ("Weir gives way", TEXT, "oxmere.example/weir", None)
    assert found.unused == ()


LISTS: dict[str, Any] = {
    "Elasticsearch": lambda records: {"took": 3, "hits": {"total": 2, "hits": [{"_id": "1", "_source": one} for one in records]}},
    "NewsAPI": lambda records: {"status": "ok", "articles": records},
    "Event Registry": lambda records: {"articles": {"results": records}},
    "The Guardian": lambda records: {"response": {"status": "ok", "results": records}},
    "schema.org": lambda records: {"@context": "https://schema.org", "@graph": records},
}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("envelope", LISTS)
def test_answers_of_services_are_lists_of_records(write: Write, envelope: str, indent: int | None) -> None:
    records = [{"title": f"Weir {number}", "text": TEXT} for number in range(3)]
    pages = read_pages(write("a.json", json.dumps(LISTS[envelope](records), indent=indent).encode()))
    assert [page.hints.title for page in pages] == ["Weir 0", "Weir 1", "Weir 2"]
    assert len({page.origin.name for page in pages}) == 3


def test_a_record_with_a_list_of_things_is_one_record() -> None:
    assert records_in({"text": TEXT, "items": [{"a": 1}]}) is None
    assert records_in({"items": [1, 2]}) is None
    assert records_in([{"text": TEXT}]) is None


def test_objects_one_behind_another(write: Write) -> None:
    data = b"".join(json.dumps({"text": f"{TEXT} {number}"}).encode() for number in range(3))
    assert len(read_pages(write("a.json", data))) == 3


def read_unused(path: Path) -> Counter[str]:
    unused = Counter[str]()
    (file,) = find_inputs([str(path)])
    assert all(isinstance(one, Page | Failure) for one in read_records(file, 0, SMALL, parse_feed, unused=unused))
    return unused


def test_keys_that_are_passed_over_are_told(write: Write) -> None:
    path = write("a.jsonl", lines({"text": TEXT, "Likes": 3, "empty": None}, {"text": TEXT, "Likes": 4, "abstract": "short"}))
    unused = read_unused(path)
    assert unused == {"Likes": 2, "abstract": 1}
    assert tell_unused(unused) == "'Likes' (2), 'abstract' (1)"
    assert tell_unused(Counter({f"k{number:02}": 20 - number for number in range(12)})).endswith("'k09' (11) and 2 more")


def test_keys_without_number_cost_no_memory(write: Write) -> None:
    path = write("a.jsonl", lines(*({"text": TEXT, **{f"k{line}-{number}": 1 for number in range(400)}} for line in range(40))))
    assert len(read_unused(path)) <= 10_400


ODD: list[dict[str, Any]] = [{"a": {"b": {"c": {"name": "x"}}}}, {f"k{i}": {"x": i} for i in range(5_000)}, {"": ""}, {"$date": []}]


@pytest.mark.parametrize("odd", ODD)
def test_odd_records_do_no_harm(odd: dict[str, Any]) -> None:
    assert read_keys({"text": TEXT, "title": odd, "authors": odd, "published": odd, **odd}).text == TEXT
