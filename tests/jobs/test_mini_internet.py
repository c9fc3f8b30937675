"""The mini-internet plays every trap as documented, its contents keep their promises, and its bytes are always the same."""

import gzip
import http.client
import io
import json
import pickle
import re
import socket
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import feedparser
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from newsbeam.pipeline.demo import archive, newsroom, web_site
from newsbeam.pipeline.demo.expected import Conflict, Dump, expected
from newsbeam.pipeline.demo.internet import LOOPBACK, MiniInternet
from newsbeam.pipeline.demo.newsroom import Piece, outlets, pieces
from newsbeam.pipeline.demo.web_feeds import feed
from newsbeam.pipeline.demo.web_pages import article_page
from newsbeam.pipeline.demo.web_site import Conditions, Request, answer
from newsbeam.transforms.core.web.urls import url_key
from newsbeam.transforms.errors import REASONS, InputError, TemporaryError
from newsbeam.transforms.http_client.client import Client, FetchPolicy

DAY_1, DAY_2 = Conditions(1, "http://127.0.0.1:9/"), Conditions(2, "http://127.0.0.1:9/")
ARTICLES = [piece for piece in pieces() if not piece.trap]
TRAPS = {piece.trap: piece for piece in pieces() if piece.trap}
CUES = re.compile(
    r"\b(said|says|told|denie[sd]|denying|claimed|announced|according to|insisted|argued"
    r"|accused|promised|warned|demanded|rejected|replied)\b"
)


class Got(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@pytest.fixture
def net() -> Iterator[MiniInternet]:
    with MiniInternet(drip_seconds=60) as running:
        yield running


def connect(net: MiniInternet, host: str, port: int = 80, timeout: float = 5) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(host, port)
    connection.sock = net.resolver.dial(net.resolver.resolve(host, port)[0], port, timeout)
    return connection


def get(net: MiniInternet, url: str, timeout: float = 5, **headers: str) -> Got:
    """One request; no redirects, no decompression."""
    parts = urlsplit(url)
    connection = connect(net, parts.hostname or "", parts.port or 80, timeout)
    try:
        connection.request("GET", parts.path or "/", headers={"Host": parts.netloc, **{k.replace("_", "-"): v for k, v in headers.items()}})
        reply = connection.getresponse()
        return Got(reply.status, reply.headers, reply.read())
    finally:
        connection.close()


def page(piece: Piece, now: Conditions = DAY_2) -> web_site.Reply:
    return answer(Request(piece.outlet.host, piece.path), now)


def named(key: str) -> Piece:
    return next(piece for piece in pieces() if piece.key == key)


# --- the servers ------------------------------------------------------------------------------------------------------


def test_a_page_comes_over_the_wire_and_is_noted(net: MiniInternet) -> None:
    piece = named("kelwire/central-bank-rate-K4404")
    got = get(net, piece.url, User_Agent="a test")
    assert (got.status, got.body) == (200, article_page(piece))
    assert net.hits == (((piece.outlet.host, piece.path, None, None, "a test"), 200),)
    assert net.private_hits == ()


def test_many_requests_on_one_connection(net: MiniInternet) -> None:
    connection = connect(net, "rvk.example")
    for path in ("/robots.txt", "/sitemap-news.xml", "/nothing"):
        connection.request("GET", path)
        connection.getresponse().read()
    connection.close()
    assert [hit.status for hit in net.hits] == [200, 200, 404]


def test_articles_of_the_second_day_appear_on_the_second_day(net: MiniInternet) -> None:
    url = named("kelwire/hartle-measles-K4414").url
    assert get(net, url).status == 404
    net.day = 2
    assert get(net, url).status == 200
    assert net.now == datetime(2031, 3, 5, 20, tzinfo=UTC)


def test_private_server_answers_and_tells_on_those_who_ask(net: MiniInternet) -> None:
    redirect = get(net, TRAPS["private_address"].url)
    assert (redirect.status, redirect.headers["Location"]) == (302, net.private_url)
    assert get(net, net.private_url).status == 200
    assert [hit.request.path for hit in net.private_hits] == ["/admin"]


def test_private_server_is_the_only_one_not_allowed(net: MiniInternet) -> None:
    assert set(net.allow_private) == {f"{host}:80" for host in web_site.HOSTS}
    assert {urlsplit(feed_url).hostname for feed_url in net.feeds} <= set(web_site.HOSTS)
    assert not any(LOOPBACK in pair for pair in net.allow_private)


def test_overloaded_host_asks_for_patience_once(net: MiniInternet) -> None:
    url = next(url for url, what in expected().feeds.items() if what == "http_429")
    first, second = get(net, url), get(net, url)
    assert (first.status, first.headers["Retry-After"], second.status) == (429, "2", 200)


def test_slow_page_outlasts_the_client_and_ends_with_the_servers() -> None:
    with MiniInternet(drip_seconds=600) as net:
        with connect(net, TRAPS["deadline"].outlet.host).sock as client:
            client.sendall(f"GET {TRAPS['deadline'].path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert client.recv(100).startswith(b"HTTP/1.1 200")
            started = time.monotonic()
            net.closing.set()
            while client.recv(65536):
                pass
    assert time.monotonic() - started < 5, "the drip went on after the end"


def test_slow_page_comes_whole_to_those_who_wait() -> None:
    with MiniInternet(drip_seconds=0.2) as net:
        assert b"the water rises" in get(net, TRAPS["deadline"].url).body


def test_taken_port_is_one_sentence() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TemporaryError, match=f"cannot listen on {LOOPBACK}:{port} .*; name other ports"):
            MiniInternet(first_port=port).__enter__()


def test_resolver_travels_and_reach_nothing_else(net: MiniInternet) -> None:
    resolver = pickle.loads(pickle.dumps(net.resolver))
    assert resolver.resolve("rvk.example", 80) == net.resolver.resolve("rvk.example", 80)
    assert resolver.resolve("127.0.0.1", 99) == ["127.0.0.1"], "numeric addresses are the guard's business"
    with pytest.raises(socket.gaierror):
        resolver.resolve("example.org", 80)
    with pytest.raises(OSError, match="not part of the mini-internet"):
        resolver.dial("203.0.113.7", 80, 1)


def test_guarded_client_gets_what_is_meant_for_it_and_nothing_private(net: MiniInternet) -> None:
    net.day = 2
    policy = FetchPolicy(allow_private=frozenset(net.allow_private), deadline_seconds=1)
    client = Client(policy, net.resolver.resolve, net.resolver.dial)
    assert client.get(net.feeds[0]).status == 200
    for trap in ("private_address", "too_large", "deadline"):
        with pytest.raises(InputError) as error:
            client.get(TRAPS[trap].url)
        assert error.value.reason == trap
    moved = next(url for url, what in expected().feeds.items() if what.startswith("http://"))
    assert client.get(moved).permanent_redirect_to == expected().feeds[moved]
    assert net.private_hits == ()


# --- traps ------------------------------------------------------------------------------------------------------------


def test_every_listed_trap_is_there() -> None:
    assert set(TRAPS) == {"bot_wall", "consent_page", "deadline", "private_address", "robots_disallowed", "soft_404", "too_large"}
    assert set(TRAPS) <= set(REASONS)
    fed = expected().pages[1]
    assert all(fed[piece.url].reason == trap for trap, piece in TRAPS.items())


@pytest.mark.parametrize(
    ("trap", "words"),
    [("bot_wall", b"Checking if the site connection is secure"), ("consent_page", b"812 partners"), ("soft_404", b"can't be found")],
)
def test_pages_that_come_instead_of_articles(trap: str, words: bytes) -> None:
    reply = page(TRAPS[trap])
    assert reply.status == 200
    assert words in reply.body


def test_bomb_is_small_on_the_wire_only() -> None:
    reply = page(TRAPS["too_large"])
    assert dict(reply.headers)["Content-Encoding"] == "gzip"
    assert len(reply.body) < 50_000
    with gzip.open(io.BytesIO(reply.body)) as unpacked:
        assert unpacked.read(15) == b"<!DOCTYPE html>"
        unpacked.seek(web_site.BOMB_BYTES)
        assert unpacked.read(1) == b" "


def test_robots_txt_forbids_what_the_feed_links_to() -> None:
    piece = TRAPS["robots_disallowed"]
    robots = answer(Request(piece.outlet.host, "/robots.txt"), DAY_1).body.decode()
    assert f"Disallow: {piece.path[: piece.path.index('/', 1) + 1]}\n" in robots
    assert piece.url in answer(Request(piece.outlet.host, piece.outlet.feed), DAY_1).body.decode()


def test_latin_1_page_under_a_utf_8_header() -> None:
    [piece] = [piece for piece in ARTICLES if piece.encoding != "utf-8"]
    reply = page(piece)
    assert dict(reply.headers)["Content-Type"] == "text/html; charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")
    assert "Café Renée" in reply.body.decode("latin-1")
    assert b"charset=iso-8859-1" in reply.body


def test_moved_and_gone_feeds() -> None:
    special = expected().feeds
    moved = next(url for url, what in special.items() if what.startswith("http://"))
    gone = next(url for url, what in special.items() if what == "http_410")
    reply = answer(Request(urlsplit(moved).netloc, urlsplit(moved).path), DAY_1)
    assert (reply.status, dict(reply.headers)["Location"]) == (301, special[moved])
    assert answer(Request(urlsplit(gone).netloc, urlsplit(gone).path), DAY_1).status == 410
    assert set(special) <= set(web_site.FEEDS)


@pytest.mark.parametrize("outlet", [o for o in outlets().values() if o.validators], ids=lambda o: o.key)
def test_conditional_requests(outlet: newsroom.Outlet) -> None:
    first = dict(answer(Request(outlet.host, outlet.feed), DAY_1).headers)
    again = Request(outlet.host, outlet.feed, if_none_match=first.get("ETag"), if_modified_since=first.get("Last-Modified"))
    assert answer(again, DAY_1)[::2] == (304, b"")
    assert answer(again, DAY_2).status == 200, "day two has news"
    assert answer(again._replace(if_none_match='"other"', if_modified_since="yesterday"), DAY_1).status == 200


# --- feeds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outlet", [o for o in outlets().values() if o.feed_form in ("rss", "atom", "broken_rss")], ids=lambda o: o.key)
@pytest.mark.parametrize("day", [1, 2])
def test_feeds_carry_everything_online(outlet: newsroom.Outlet, day: int) -> None:
    read = feedparser.parse(feed(outlet, day)[1])
    assert bool(read.bozo) == (outlet.feed_form == "broken_rss")
    shown = newsroom.online(outlet, day)
    assert [url_key(entry.link) for entry in read.entries] == [url_key(piece.url) for piece in shown]
    assert [datetime(*entry.published_parsed[:6], tzinfo=UTC) for entry in read.entries] == [piece.published for piece in shown]
    assert [entry.title for entry in read.entries] == [piece.title for piece in shown]


def test_json_feed_and_sitemap() -> None:
    shown = newsroom.online(outlets()["lanterndesk"], 2)
    items = json.loads(feed(outlets()["lanterndesk"], 2)[1])["items"]
    assert [(item["url"], item["title"]) for item in items] == [(piece.url, piece.title) for piece in shown]
    sitemap = ET.fromstring(feed(outlets()["rvk"], 2)[1])
    found = [element.text for element in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert found == [piece.url for piece in newsroom.online(outlets()["rvk"], 2)]


def test_feeds_grow() -> None:
    for outlet in outlets().values():
        if outlet.key != archive.CLOSED_OUTLET:
            assert len(newsroom.online(outlet, 2)) > len(newsroom.online(outlet, 1)) > 0


# --- contents ---------------------------------------------------------------------------------------------------------


def test_about_sixty_articles_by_six_outlets_and_a_weather_desk() -> None:
    stored = [document for document in expected().pages[1].values() if document.outcome == "stored"]
    assert 55 <= len(stored) <= 65
    by_outlet = Counter(document.piece.outlet.key for document in stored)
    assert len(by_outlet) == 7
    assert min(n for key, n in by_outlet.items() if key != "tidegauge") >= 8
    assert {outlet.feed_form for outlet in outlets().values()} >= {"rss", "atom", "json", "sitemap", "broken_rss", "gone"}


@pytest.mark.parametrize("piece", ARTICLES, ids=lambda piece: f"{piece.key}@{piece.modified:%d}")
def test_articles_are_news(piece: Piece) -> None:
    n_words = len(piece.text.split())
    assert (80 if piece.access == "paywalled" else 145) <= n_words <= 500
    assert len(CUES.findall(piece.text)) >= (1 if piece.access == "paywalled" else 3), "too few claims"
    assert piece.authors
    assert piece.story


@pytest.mark.parametrize("piece", ARTICLES, ids=lambda piece: f"{piece.key}@{piece.modified:%d}")
def test_pages_print_every_block(piece: Piece) -> None:
    source = article_page(piece).decode(piece.encoding)
    for block in piece.blocks:
        assert block.kind in piece.outlet.blocks
        if block.kind == "readalso":
            assert 'href=""' not in source, f"no such article: {block.text}"
        else:
            assert block.text.replace("&", "&amp;") in source
    assert f'<link rel="canonical" href="{piece.url}">' in source
    assert "$" not in source


def test_copies_of_the_wire_story() -> None:
    wire = named("kelwire/port-sarne-warehouse-fire-K4401")
    copies = {piece.copy_kind: piece for piece in ARTICLES if piece.copy_of == wire.key}
    assert set(copies) == {"verbatim", "retitled", "cut", "added"}
    assert {frozenset({wire.key} | {piece.key for piece in copies.values()})} == set(expected().clusters)
    assert (copies["verbatim"].title, copies["verbatim"].text) == (wire.title, wire.text)
    assert copies["retitled"].title != wire.title
    assert wire.text.startswith(copies["cut"].text + "\n")
    assert copies["added"].text.startswith(wire.text + "\n")


def test_texts_are_not_copies_otherwise() -> None:
    seen: dict[str, str] = {}
    for piece in ARTICLES:
        if not piece.copy_of and not piece.revision:
            for paragraph in piece.text.split("\n")[1:]:
                assert seen.setdefault(paragraph, piece.key) == piece.key


def test_revisions() -> None:
    kinds = Counter(piece.revision for piece in expected().revised.values())
    assert kinds == {"headline": 1, "number": 1, "quiet_correction": 1}
    for url, after in expected().revised.items():
        before = expected().pages[0][url].piece
        assert (before.title != after.title) == (after.revision in ("headline", "number"))
        assert (before.text != after.text) == (after.revision in ("number", "quiet_correction"))
        assert "correct" not in after.text.lower()
    [unchanged] = expected().unchanged
    before, after = (day[unchanged].piece for day in expected().pages)
    assert before.text == after.text
    assert article_page(before) != article_page(after)


def test_paywall_teasers() -> None:
    teasers = [piece for piece in ARTICLES if piece.access == "paywalled"]
    assert len(teasers) == 2
    for piece in teasers:
        source = article_page(piece).decode()
        assert '"isAccessibleForFree": false' in source
        assert re.search("subscribe to|members only", source)


def test_every_kind_of_cruft_is_printed_inside_an_article() -> None:
    inside = {block.kind for piece in ARTICLES for block in piece.blocks[1:-1]}
    assert inside >= {"ad", "newsletter", "readalso", "share", "support"}
    assert {block.kind for piece in ARTICLES for block in piece.blocks} >= {"bio", "caption"}


@pytest.mark.parametrize("conflict", expected().figures + expected().denials, ids=lambda conflict: conflict.about)
def test_contradictions_are_in_the_texts(conflict: Conflict) -> None:
    for said in (conflict.first, conflict.second):
        text = named(said.article).text
        assert said.quote in text
        assert said.speaker.split()[-1] in text
        assert said.number is None or re.search(rf"{said.number:,}|Fourteen", said.quote)


@pytest.mark.parametrize("names", expected().people, ids=lambda names: names[0])
def test_spellings_differ_between_outlets(names: tuple[str, ...]) -> None:
    for name in names:
        assert any(name in piece.text for piece in ARTICLES), name
    assert len({piece.outlet.key for piece in ARTICLES for name in names if name in piece.text}) >= 3


def test_no_real_outlet_is_named() -> None:
    # names of large real houses; "Post" and "Courier" alone are generic
    real = re.compile(
        r"\b(Reuters|AFP|Associated Press|BBC|CNN|Guardian|New York Times|Washington Post|Bloomberg|Tagesschau|TASS|Interfax)\b"
    )
    for file in (*(newsroom.CONTENT / "articles").iterdir(), *(newsroom.CONTENT / "dumps").iterdir(), *newsroom.TEMPLATES.iterdir()):
        assert not real.search(file.read_text(encoding="utf-8")), file.name


def test_hosts_are_reserved_names() -> None:
    assert all(host.endswith(".example") for host in web_site.HOSTS)


def test_contents_stay_small() -> None:
    folder = Path(newsroom.__file__).parent
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts) < 3_000_000


def test_first_and_last_sentences() -> None:
    documents = expected().pages[1]
    flood = documents[named("rvk/grell-water-falling").url]
    assert flood.first_sentence.endswith("the Civil Protection Agency said on Wednesday.")
    assert flood.last_sentence == "Upper Grell has had electricity again since Wednesday noon."
    assert all(d.text.startswith(d.first_sentence) and d.text.endswith(d.last_sentence) for d in documents.values())


# --- archive ----------------------------------------------------------------------------------------------------------


def test_archive_folder(net: MiniInternet, tmp_path: Path) -> None:
    target = net.archive_dir(tmp_path / "archive")
    assert {file.name for file in target.iterdir()} == {archive.WARC_NAME} | {dump.file for dump in expected().dumps}
    with (target / archive.WARC_NAME).open("rb") as stream:
        found = [
            (record.record_type, record.headers.get("WARC-Target-URI"))
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type)
        ]
    kinds = Counter(str(kind) for kind, _ in found)
    assert kinds == {"warcinfo": 1, "request": 5, "response": 8, "metadata": 1, "revisit": 1}
    responses = {url for kind, url in found if kind == WarcRecordType.response}
    assert responses == {*expected().archived, *expected().warc, named(archive.CRAWLED_AGAIN).url}
    assert set(expected().warc.values()) <= set(REASONS)


@pytest.mark.parametrize("dump", expected().dumps, ids=lambda dump: dump.file)
def test_dumps(dump: Dump) -> None:
    text = (newsroom.CONTENT / "dumps" / dump.file).read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    for line in (dump.title, dump.first, dump.last):
        assert line in lines
    for piece_of_cruft in dump.cruft:
        assert piece_of_cruft in lines


def test_one_dump_repeats_an_article_of_the_web() -> None:
    [dump] = [dump for dump in expected().dumps if dump.copy_of]
    lines = (newsroom.CONTENT / "dumps" / dump.file).read_text(encoding="utf-8").splitlines()
    assert set(named(dump.copy_of or "").text.split("\n")) <= set(lines)


def test_same_bytes_every_time(tmp_path: Path) -> None:
    first, second = (archive.write_archive(tmp_path / name) for name in ("one", "two"))
    assert {file.name: file.read_bytes() for file in first.iterdir()} == {file.name: file.read_bytes() for file in second.iterdir()}
    assert {file.stat().st_mtime for file in first.iterdir()} == {archive.CRAWLED_AT.timestamp()}
    with MiniInternet() as one, MiniInternet() as two:
        assert one.resolver != two.resolver
        for url in (one.feeds[0], named("rvk/night-trains-return").url):
            assert get(one, url).body == get(two, url).body


def test_documentation_names_every_host_and_trap() -> None:
    text = (Path(__file__).parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
    for word in (*web_site.HOSTS, *TRAPS, *expected().feeds, *expected().warc, *(dump.file for dump in expected().dumps)):
        assert word in text, word
    for piece in TRAPS.values():
        assert piece.url in text
