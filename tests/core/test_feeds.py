import gzip
import json
import re
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.syndication import feed_fields, feed_guard, feed_text, feeds
from newsbeam.transforms.core.syndication.feeds import parse_feed, poll_of
from newsbeam.transforms.errors import Permanent
from newsbeam.transforms.fetch_records import FeedEntry, FeedReply, ParsedFeed, body_hash
from newsbeam.transforms.records import Origin
from tests.support.timed import within

URL = "https://outlet.example/feed/all.xml"
LINK = "<link>https://outlet.example/a</link>"


def rss(items: str, channel: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Outlet</title>{channel}{items}</channel></rss>'


def item(inside: str) -> FeedEntry:
    return read(rss(f"<item>{inside}</item>")).entries[0]


def read(text: str | bytes, content_type: str | None = None) -> ParsedFeed:
    return parse_feed(text if isinstance(text, bytes) else text.encode(), content_type, URL)


def reason(body: str | bytes) -> str:
    with pytest.raises(Permanent) as caught:
        read(body)
    return caught.value.reason


# --- the kinds of feeds ---

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The &amp; Outlet</title><language>en_GB</language><ttl>30</ttl>
<item><title>Bridge &lt;b&gt;opens&lt;/b&gt;</title><link>/news/bridge?a=1&amp;b=2#top</link><guid isPermaLink="false">n-17</guid>
<pubDate>Wed, 01 May 2024 10:00:00 +0200</pubDate><dc:creator>Ada Lind</dc:creator><dc:creator>Bo
Marsh</dc:creator><category>Local</category>
<description>Short.</description><content:encoded><![CDATA[<p>The bridge is open.</p>]]></content:encoded></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">The &lt;i&gt;Outlet&lt;/i&gt;</title>
<entry><title>Br\u00fccke</title><link rel="self" href="https://outlet.example/self"/><link rel="alternate"
href="../b"/><id>tag:outlet.example,2024:1</id>
<published>2024-05-01T08:00:00Z</published><updated>2024-05-02T08:00:00Z</updated><author><name>Ada Lind</name></author>
<category term="Local"/><content type="html">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>The Outlet</title></channel>
<item
rdf:about="https://outlet.example/c"><title>C</title><link>https://outlet.example/c</link><dc:date>2024-05-01T08:00:00+00:00</dc:date></item></rdf:RDF>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Outlet",
        "language": "en",
        "items": [
            {"id": 4, "url": "/d", "title": "D", "content_text": "One <b>.\n\nTwo.", "date_published": "2024-05-01T10:00:00+02:00",
             "authors": [{"name": "Ada Lind"}, {}], "tags": ["Local", "Roads"]},
            {"id": "https://outlet.example/e", "content_html": "<p>E</p>"},
            {"id": "5"},
            "not an item",
        ],
    }
)  # fmt: skip

NEWS_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://outlet.example/old</loc><lastmod>2024-04-01</lastmod></url>
<url><loc>
 https://outlet.example/f </loc><news:news><news:publication><news:name>The
 Outlet</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2024-05-01T08:00:00Z</news:publication_date><news:title>F &amp; G</news:title></news:news></url>
<url><loc>javascript:alert(1)</loc></url></urlset>"""

AT_8 = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)


def test_rss() -> None:
    feed = read(RSS)
    assert (feed.title, feed.lang, feed.ttl_seconds, feed.malformed) == ("The & Outlet", "en-GB", 1800, False)
    assert feed.entries == (
        FeedEntry(
            URL, "https://outlet.example/news/bridge?a=1&b=2", "n-17", "Bridge opens", AT_8, "Wed, 01 May 2024 10:00:00 +0200",
            ("Ada Lind", "Bo Marsh"), "en-GB", "Local", "<p>The bridge is open.</p>",
            is_full=True,
        ),
    )  # fmt: skip


def test_atom() -> None:
    feed = read(ATOM)
    assert (feed.title, feed.lang, feed.malformed) == ("The Outlet", "de", False)
    assert feed.entries == (
        FeedEntry(
            URL, "https://outlet.example/b", "tag:outlet.example,2024:1", "Brücke", AT_8, "2024-05-01T08:00:00Z", ("Ada Lind",), "de",
            "Local",
            "<p>Text</p>",
            is_full=True, updated_raw="2024-05-02T08:00:00Z",
        ),
    )  # fmt: skip


def test_rss_1() -> None:
    (entry,) = read(RDF).entries
    assert (entry.url, entry.title, entry.published_at) == ("https://outlet.example/c", "C", AT_8)


def test_json_feed() -> None:
    feed = read(JSON)
    assert (feed.title, feed.lang, feed.malformed) == ("The Outlet", "en", False)
    first, second, unlinked = feed.entries
    assert first == FeedEntry(
        URL,
        "https://outlet.example/d",
        "4",
        "D",
        AT_8,
        "2024-05-01T10:00:00+02:00",
        ("Ada Lind",),
        "en",
        "Local",
        "<p>One &lt;b&gt;.</p><p>Two.</p>",
        is_full=True,
    )
    assert (unlinked.url, unlinked.guid, unlinked.html, unlinked.is_full) == ("", "5", None, False)
    assert (second.url, second.html) == ("https://outlet.example/e", "<p>E</p>")


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_news_sitemap_gives_the_latest_first(pack: type[bytes]) -> None:
    feed = read(pack(NEWS_SITEMAP.encode()))
    assert [(entry.url, entry.title, entry.published_at) for entry in feed.entries] == [
        ("https://outlet.example/f", "F & G", AT_8),
        ("https://outlet.example/old", None, datetime(2024, 4, 1, tzinfo=UTC)),
    ]
    assert feed.entries[0].lang == "en"


OLD_KINDS = {
    "rss 0.91": rss(f"<item>{LINK}</item>").replace("2.0", "0.91"),
    "rss without version": rss(f"<item>{LINK}</item>").replace(' version="2.0"', ""),
    "rss 0.90": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
    f"<channel><title>x</title></channel><item>{LINK}</item></rdf:RDF>",
    "atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#">'
    '<entry><link rel="alternate" href="https://outlet.example/a"/></entry></feed>',
    "a document type": '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://nowhere.example/rss.dtd">'
    + rss(f"<item>{LINK}</item>")[21:],
    "a comment first": "\n\n<!-- <rss> --> <?xml-stylesheet href='a'?>" + rss(f"<item>{LINK}</item>")[21:],
    "warnings first": "Warning: mysql_connect() failed\n" + rss(f"<item>{LINK}</item>"),
}


@pytest.mark.parametrize("name", OLD_KINDS)
def test_old_and_odd_kinds(name: str) -> None:
    assert [entry.url for entry in read(OLD_KINDS[name]).entries] == ["https://outlet.example/a"]


# --- what is no feed, or a broken one ---

NOT_FEEDS: dict[str, tuple[str | bytes, str]] = {
    "nothing": (b"", "empty"),
    "white space": (b" \r\n\t\0", "empty"),
    "a web page": ("<!DOCTYPE html><html><head><title>Hello</title></head></html>", "bad_feed"),
    "text": ("Not found", "bad_feed"),
    "subscriptions": ("<opml><body/></opml>", "bad_feed"),
    "an index of sitemaps": ("<sitemapindex><sitemap><loc>https://outlet.example/s.xml</loc></sitemap></sitemapindex>", "bad_feed"),
    "other XML": ("<x><y/></x>", "bad_feed"),
    "an unfinished comment": ("<!-- <rss>", "bad_feed"),
    "an unfinished declaration": ("<?xml <rss/>", "bad_feed"),
    "an unfinished document type": ("<!DOCTYPE rss [ <rss/>", "bad_feed"),
    "broken JSON": ('{"items": [', "bad_feed"),
    "JSON without items": ('{"version": "https://jsonfeed.org/version/1"}', "bad_feed"),
    "a list": ("[1]", "bad_feed"),
    "deep JSON": ("[" * 100_000, "bad_feed"),
    "an endless number": ('{"items": [' + "1" * 10_000 + "]}", "bad_feed"),
    "binary": (bytes(range(256)), "bad_feed"),
    "broken gzip": (b"\x1f\x8bnot gzip", "undecodable"),
    "a gzip bomb": (gzip.compress(bytes(feed_text.MAX_UNPACKED + 1)), "too_large"),
}


@pytest.mark.parametrize("name", NOT_FEEDS)
def test_what_is_no_feed_is_refused(name: str) -> None:
    body, expected = NOT_FEEDS[name]
    assert reason(body) == expected


@pytest.mark.parametrize(
    "text",
    [
        rss(""),
        "<rss/>",
        '<feed xmlns="http://www.w3.org/2005/Atom"/>',
        "<urlset/>",
        '{"version": "https://jsonfeed.org/version/1", "items": []}',
    ],
)
def test_a_feed_without_entries_is_a_feed(text: str) -> None:
    assert read(text).entries == ()


BROKEN = {
    "cut off": rss(f"<item>{LINK}<title>A</title></item><item>")[:-18],
    "undefined entity": rss(f"<item>{LINK}<title>A</title><description>x&nbsp;y</description></item>"),
    "bare ampersand": rss(f"<item>{LINK}<title>A</title><description>you & me</description></item>"),
    "unclosed markup": rss(f"<item>{LINK}<title>A</title><description>one<br>two</description></item>"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_xml_with_entries_is_usable(name: str) -> None:
    feed = read(BROKEN[name])
    assert feed.malformed
    assert [(entry.url, entry.title) for entry in feed.entries][:1] == [("https://outlet.example/a", "A")]


def test_control_characters_do_not_break_a_feed() -> None:
    feed = read(rss(f"<item>{LINK}<title>A\x02\x00\x08B</title></item>"))
    assert (feed.malformed, feed.entries[0].title) == (False, "AB")


# --- encodings ---

LATIN = rss(f"<item>{LINK}<title>Café</title></item>").replace('version="1.0"', 'version="1.0" encoding="{}"', 1)
ENCODED: dict[str, tuple[bytes, str | None]] = {
    "utf-8": (LATIN.format("utf-8").encode(), None),
    "utf-8 with a mark": (b"\xef\xbb\xbf" + LATIN.format("utf-8").encode(), None),
    "utf-8 that says it is latin-1": (LATIN.format("iso-8859-1").encode(), "text/xml; charset=iso-8859-1"),
    "latin-1, declared": (LATIN.format("iso-8859-1").encode("latin-1"), None),
    "latin-1, sent": (rss(f"<item>{LINK}<title>Café</title></item>").encode("latin-1"), 'text/xml; charset="ISO-8859-1"'),
    "latin-1 that says it is utf-8": (LATIN.format("utf-8").encode("latin-1"), "text/xml; charset=utf-8"),
    "utf-16": (LATIN.format("utf-16").encode("utf-16"), None),
    "utf-16 without a mark": (LATIN.format("utf-16").encode("utf-16-be"), None),
    "utf-32": (LATIN.format("utf-32").encode("utf-32"), None),
    "a codec that always fails": (LATIN.format("undefined").encode("latin-1"), None),
    "a codec that is no charset": (LATIN.format("zlib_codec").encode("latin-1"), "text/xml; charset=idna"),
    "a charset that nobody knows": (LATIN.format("x-unknown").encode("latin-1"), "text/xml; charset=punycode"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings(name: str) -> None:
    body, content_type = ENCODED[name]
    assert read(body, content_type).entries[0].title == "Café"


def test_seven_bit_charsets_are_believed() -> None:
    body = rss(f"<item>{LINK}<title>\u65e5\u672c</title></item>").replace('version="1.0"', 'version="1.0" encoding="iso-2022-jp"', 1)
    assert read(body.encode("iso-2022-jp")).entries[0].title == "日本"


# --- entries ---

LINKS: dict[str, tuple[str, str | None]] = {
    "a permalink guid": ("<guid>https://outlet.example/a</guid>", "https://outlet.example/a"),
    "a guid that is none": ("<guid>a</guid>", None),
    "the address before a proxy": (
        '<link>https://proxy.example/1</link><f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://outlet.example/a'
        "</f:origLink>",
        "https://outlet.example/a",
    ),
    "a script": ("<link>javascript:alert(1)</link>", None),
    "a script, and a good guid": ("<link>javascript:alert(1)</link><guid>https://outlet.example/a</guid>", "https://outlet.example/a"),
    "a file": ("<link>file:///etc/passwd</link>", None),
    "no link": ("<title>A</title>", None),
    "an empty link": ("<link/>", None),
    "white space": ("<link>\n https://outlet.example/a \n</link>", "https://outlet.example/a"),
    "credentials": ("<link>https://user:pw@outlet.example/a</link>", "https://outlet.example/a"),
    "a very long link": (f"<link>https://outlet.example/{'a' * 10_000}</link>", None),
}


@pytest.mark.parametrize("name", LINKS)
def test_links(name: str) -> None:
    inside, expected = LINKS[name]
    feed = read(rss(f"<item>{inside}</item>"))
    assert [entry.url for entry in feed.entries] == [expected or ""]


BASES = {
    "https://other.example/a/": "https://other.example/a/b",
    "/a/": "https://outlet.example/a/b",
    "javascript:alert(1)//": "https://outlet.example/feed/b",
}


@pytest.mark.parametrize("base", BASES)
def test_links_are_relative_to_the_given_base(base: str) -> None:
    entry = f'<entry xml:base="{base}"><id>1</id><link href="b"/></entry>'
    assert read(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>').entries[0].url == BASES[base]


def test_an_atom_entry_without_alternate_is_where_its_content_is_or_where_it_is_itself() -> None:
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:x</id><link rel="self" href="/self"/>{}</entry></feed>'
    assert read(atom.format('<content src="/elsewhere"/>')).entries[0].url == "https://outlet.example/elsewhere"
    assert read(atom.format("")).entries[0].url == "https://outlet.example/self"


TITLES: dict[str, str | None] = {
    "Plain": "Plain",
    "R&amp;D": "R&D",
    "&lt;script&gt;alert(1)&lt;/script&gt;Hello": "Hello",
    "&lt;b&gt;Bold&lt;/b&gt;er": "Bolder",
    "One&lt;br/&gt;two": "One two",
    "1 &lt; 2 and 3 &gt; 2": "1 < 2 and 3 > 2",
    "<![CDATA[ A\n  title ]]>": "A title",
    "\u202eevil\u202c \u200bzero": "evil zero",
    "&lt;img src=x onerror=alert(1)&gt;": None,
    "x" * 5_000: "x" * 1_000,
}


@pytest.mark.parametrize("text", TITLES, ids=range(len(TITLES)))
def test_titles_are_plain_and_bounded(text: str) -> None:
    assert item(f"{LINK}<title>{text}</title>").title == TITLES[text]


DATES: dict[str, datetime | None] = {
    "Wed, 01 May 2024 08:00:00 GMT": AT_8,
    "Wed, 01 May 2024 10:00:00 +0200": AT_8,
    "1 May 2024 04:00:00 EDT": AT_8,
    "2024-05-01T08:00:00Z": AT_8,
    "2024-05-01T08:00:00": AT_8,
    "20240501T080000Z": AT_8,
    "2024-05-01": datetime(2024, 5, 1, tzinfo=UTC),
    "2024-02-30T08:00:00Z": None,
    "Fri, 30 Feb 2024 08:00:00 GMT": None,
    "10000-01-01T00:00:00Z": None,
    "1970-01-01T00:00:00Z": None,
    "0001-01-01T00:00:00Z": None,
    "9999-12-31T23:59:59Z": None,
    "yesterday": None,
    "99999999999999999999": None,
}


@pytest.mark.parametrize("text", DATES)
def test_dates_are_believed_only_if_plausible_and_kept_raw(text: str) -> None:
    entry = item(f"{LINK}<pubDate>{text}</pubDate>")
    assert (entry.published_at, entry.published_raw) == (DATES[text], text)


def test_a_lenient_parsers_guess_must_be_written_in_the_date() -> None:
    guess = datetime(2024, 3, 1, tzinfo=UTC)
    assert feed_fields.moment("1. M\u00e4rz 2024", guess) == guess
    assert feed_fields.moment("30. Februar 2024", guess) is None
    assert feed_fields.moment("2024-03-01, at noon", guess) == guess
    assert feed_fields.moment("2024-02-30, at noon", guess) is None
    assert feed_fields.moment("1. M\u00e4rz 10000", guess) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("en", "en"), ("pt_BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW"), ("English", None), ("<b>", None), (7, None)]
)
def test_languages(text: object, expected: str | None) -> None:
    assert feed_fields.language(text) == expected


MEDIA = {
    '<enclosure url="/1.mp3" type="audio/mpeg" length="1"/>': "https://outlet.example/1.mp3",
    '<enclosure url="https://cdn.example/1.mp4" type="video/mp4" length="1"/>': "https://cdn.example/1.mp4",
    '<enclosure url="https://cdn.example/1.jpg" type="image/jpeg" length="1"/>': None,
    '<enclosure url="https://cdn.example/1.bin" length="1"/>': None,
    '<enclosure url="javascript:alert(1)" type="audio/mpeg" length="1"/>': None,
    '<m:content xmlns:m="http://search.yahoo.com/mrss/" url="https://cdn.example/1.mp4" medium="video"/>': "https://cdn.example/1.mp4",
    '<m:content xmlns:m="http://search.yahoo.com/mrss/" url="https://cdn.example/v/1" type="application/x-shockwave-flash"/>': (
        "https://cdn.example/v/1"
    ),
    '<m:content xmlns:m="http://search.yahoo.com/mrss/" type="video/mp4"/>': None,
}


@pytest.mark.parametrize(("element", "expected"), MEDIA.items())
def test_recordings(element: str, expected: str | None) -> None:
    found = item(f"<title>A</title><guid>g</guid>{element}<description>How it was made.</description>")
    assert (found.url, found.media_url, found.html, found.is_full) == ("", expected, "How it was made.", expected is not None)


def test_recordings_and_summaries_of_a_json_feed() -> None:
    files = [{"url": "/1.jpg", "mime_type": "image/jpeg"}, "x", {"mime_type": "audio/mpeg"}, {"url": "/1.mp3", "mime_type": "audio/mpeg"}]
    items = [{"id": "1", "summary": "Short.", "attachments": files}, {"id": "2", "attachments": files[:3], "summary": 7}, {"id": "3"}]
    entries = read(json.dumps({"items": items})).entries
    assert [(entry.html, entry.is_full, entry.media_url) for entry in entries] == [
        ("Short.", False, "https://outlet.example/1.mp3"),
        (None, False, None),
        (None, False, None),
    ]


AUTHORS = {
    "desk@post.example (Ada Lind)": ("Ada Lind",),
    "desk@post.technology (Ada Lind)": ("Ada Lind",),
    "desk@post.uk (Ada Lind)": ("Ada Lind",),
    "mailto:ada.lind+news@post.online (Ada Lind, Bo Marsh)": ("Ada Lind, Bo Marsh",),
    "<![CDATA[desk@post.example (Ada Lind)]]>": ("Ada Lind",),
    "Ada Lind &lt;desk@post.example&gt;": ("Ada Lind",),
    "<![CDATA[Ada Lind <desk@post.example>]]>": ("Ada Lind",),
    "Ada Lind (desk@post.example)": ("Ada Lind",),
    "Ada Lind, desk@post.press": ("Ada Lind",),
    "desk@post.example (Ada Lind (Port Sarne))": ("Ada Lind (Port Sarne)",),
    "desk@post.example": (),
    "desk@post.example ()": (),
    "Ada Lind @adalind": ("Ada Lind @adalind",),
    "Ada Lind": ("Ada Lind",),
}


@pytest.mark.parametrize(("text", "people"), AUTHORS.items())
@pytest.mark.parametrize("element", ["author", "dc:creator"])
def test_people_stand_beside_mail_addresses_of_any_domain(text: str, people: tuple[str, ...], element: str) -> None:
    namespace = ' xmlns:dc="http://purl.org/dc/elements/1.1/"' if ":" in element else ""
    assert item(f"{LINK}<{element}{namespace}>{text}</{element}>").authors == people


def test_people_of_a_json_feed_and_of_atom_lose_their_mail_addresses_too() -> None:
    (entry,) = read(json.dumps({"items": [{"url": "/1", "authors": [{"name": "desk@post.example (Ada Lind)"}]}]})).entries
    assert entry.authors == ("Ada Lind",)
    (entry,) = read(ATOM.replace("<author>", "<author><email>ada@post.technology</email>")).entries
    assert entry.authors == ("Ada Lind",)


SCHEDULES: dict[str, int | None] = {
    "<ttl>60</ttl>": 3_600,
    "<ttl>99999999</ttl>": feeds.MAX_TTL,
    "<ttl>-1</ttl>": None,
    "<ttl>soon</ttl>": None,
    '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly</sy:updatePeriod>': 3_600,
    '<s:updatePeriod xmlns:s="http://purl.org/rss/1.0/modules/syndication/">daily</s:updatePeriod>'
    '<s:updateFrequency xmlns:s="http://purl.org/rss/1.0/modules/syndication/">4</s:updateFrequency>': 21_600,
}


@pytest.mark.parametrize("channel", SCHEDULES)
def test_the_publishers_schedule(channel: str) -> None:
    assert read(rss("", channel)).ttl_seconds == SCHEDULES[channel]


def test_entries_and_their_strings_are_bounded() -> None:
    feed = read(rss(f"<item>{LINK}</item>" * (feeds.MAX_ENTRIES + 500)))
    assert (len(feed.entries), feed.malformed) == (feeds.MAX_ENTRIES, False)
    long = item(
        f"{LINK}<guid>{'g' * 9_000}</guid><author>{'a' * 9_000}</author>" + "".join(f"<category>{'c' * 999}</category>" for _ in range(99))
    )
    assert [len(long.guid or ""), len(long.authors[0]), len(long.section or "")] == [
        feed_fields.MAX_GUID,
        feed_fields.MAX_NAME,
        feed_fields.MAX_NAME,
    ]
    many = {"items": [{"url": f"/{n}"} for n in range(feeds.MAX_ENTRIES + 500)]}
    assert len(read(json.dumps(many)).entries) == feeds.MAX_ENTRIES


def test_an_external_entity_is_not_opened(tmp_path: object) -> None:
    secret = "<!DOCTYPE x [<!ENTITY s SYSTEM 'file:///etc/hostname'>]>"
    for body in (
        f"<rss><channel><item>{LINK}<title>&s;</title></item></channel></rss>",
        "<urlset><url><loc>https://outlet.example/&s;</loc></url></urlset>",
    ):
        for entry in read(secret + body).entries:
            assert entry.title in (None, "&s;")
            assert entry.url in ("https://outlet.example/a", "https://outlet.example/")


# --- what hangs parsers ---

N = 100_000
HANGS: dict[str, str] = {
    "a cubic declaration": "<?xml " + "encoding='" * (N // 10) + "?>" + rss(""),
    "leading lines": "\n" * N + rss(""),
    "lines in the document type": "<!DOCTYPE rss [" + "\n" * N + "<!ENTITY a 'b'>]>" + rss("")[21:],
    "a billion laughs": "<!DOCTYPE l [<!ENTITY a 'xxxxxxxxxx'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1 if n else str()};' * 10}'>" for n in range(9))
    + "]>"
    + rss("<item><title>&a8;</title></item>")[21:],
    "an author like an e-mail address": rss(f"<item><author>{'a' * N}</author></item>"),
    "an author in pieces": rss(f"<item><author>{('a' * 250 + '<b/>') * (N // 250)}</author></item>"),
    "an author in a CDATA section": rss(f"<item><author><![CDATA[{'a' * N}]]></author></item>"),
    "attributes": rss("<item " + " ".join(f"a{n}='1'" for n in range(N // 8)) + "/>"),
    "a style": rss(f"<item><description>&lt;p style='{'a:b;' * (N // 4)}'></description></item>"),
    "a deep tree": rss("<a xml:base='b/'>" * (N // 16)),
    "a deep sitemap": "<urlset>" + "<url>" * (N // 5),
    "unclosed sections": rss("<![CDATA[" * (N // 9)),
    "unclosed comments": rss("<!-- " * (N // 5)),
    "angles": rss("<" * N),
    "a title of tags": rss(f"<item>{LINK}<title>{'&lt;script' * (N // 10)}</title></item>"),
    "a date of spaces": rss(f"<item>{LINK}<pubDate>{' ' * N}x</pubDate></item>"),
}


@pytest.mark.timed
@pytest.mark.parametrize("name", HANGS)
def test_known_hangs_are_over_at_once(name: str) -> None:
    with within(2):
        parse_feed(HANGS[name].encode(), None, URL)


@given(
    st.lists(
        st.sampled_from(
            ["<a>", "</a>", "<b x='>'/>", "<item>", "</item>", "<author>", "</author>", "<![CDATA[", "]]>", "<!--", "-->", "<", ">", "x"]
        )
    )
)
def test_an_ordinary_document_passes_the_guard_unchanged(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert feed_guard.guarded(text, 0).decode().partition("\n")[2] == text


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"<rss>", b"<urlset><url>", b'{"items":', b"<feed><entry>", b"\xff\xfe<\0", b"\x1f\x8b"])
)
def test_any_bytes_are_read_or_refused(body: bytes, start: bytes) -> None:
    try:
        feed = parse_feed(start + body, "text/xml", URL)
    except Permanent:
        return
    assert all(entry.url == "" or entry.url.startswith(("http://", "https://")) for entry in feed.entries)


QUIET: dict[str, tuple[str, set[int]]] = {
    "none": ("", set()),
    "hours": (
        "<skipHours><hour>0</hour><hour> 3 </hour><hour>24</hour></skipHours>",
        {day * 24 + hour for day in range(7) for hour in (0, 3)},
    ),
    "days": ("<skipDays><day>Sunday</day><day>Someday</day></skipDays>", set(range(6 * 24, 7 * 24))),
    "both": (
        "<skipdays><day>Monday</day></skipdays><skiphours><hour>23</hour></skiphours>",
        {*range(24), *(day * 24 + 23 for day in range(7))},
    ),
    "always": ("<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(24)) + "</skipHours>", set()),
    "nonsense": ("<skipHours>night<hour>-1</hour><hour>1000</hour></skipHours>", set()),
}


@pytest.mark.parametrize("name", QUIET)
def test_hours_in_which_a_feed_wishes_not_to_be_asked(name: str) -> None:
    channel, hours = QUIET[name]
    assert set(poll_of(reply(200, rss("", channel).encode())).quiet_hours) == hours


# --- what only names feeds ---

INDEX = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</sitemapindex>"


def sitemap(path: str, changed: str = "") -> str:
    return f"<sitemap><loc>{path}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</sitemap>"


def test_an_index_of_sitemaps_names_the_newest() -> None:
    months = [sitemap(f"https://outlet.example/{year}.xml", f"{year}-01-01") for year in range(2001, 2031)]
    listed = [
        sitemap("/authors.xml"),
        *months,
        sitemap("/google-news.xml"),
        sitemap("/broken.xml").replace("loc", "lock"),
        sitemap(URL),
    ]
    poll = poll_of(reply(200, INDEX.format("".join(listed)).encode()))
    assert [url.rpartition("/")[2] for url in poll.sitemaps] == ["google-news.xml", "2030.xml", "2029.xml", "2028.xml", "2027.xml"]
    assert (poll.outcome, poll.entries, poll.detail) == ("polled", (), "an index of 32 sitemaps: 27 are left out")
    assert poll_of(reply(200, INDEX.format(sitemap("/a.xml?b=1&amp;c=2")).encode())).sitemaps == ("https://outlet.example/a.xml?b=1&c=2",)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (INDEX.format(""), "this is an index of sitemaps, and it names none"),
        (INDEX.format(sitemap("javascript:alert(1)")), "this is an index of sitemaps, and it names none"),
        ("<opml version='2.0'><body/></opml>", r"this is a list of subscriptions \(OPML\), which a file under sources.files can be"),
        ("<html><p>News</html>", "this is a web page, and it names no feed of its own"),
        (
            "<!doctype html><html><head><link rel=stylesheet href=/a.css>"
            "<link rel='alternate' type='application/rss+xml' href='/rss?a=1&amp;b=2'>"
            '<link href="https://feeds.example/atom" rel="home alternate" type="application/atom+xml; charset=utf-8"></head></html>',
            r"this is a web page; its feed is https://outlet.example/rss\?a=1&b=2 or https://feeds.example/atom$",
        ),
        ("<head><link rel=alternate type=text/html href=/mobile></head>", "names no feed of its own"),
        ("<svg/>", "the root element is 'svg'"),
        ("nothing at all", "neither XML nor JSON"),
    ],
)
def test_what_is_no_feed_is_told_with_the_way_on(body: str, told: str) -> None:
    with pytest.raises(Permanent, match="bad_feed") as caught:
        poll_of(reply(200, body.encode()))
    assert re.search(told, caught.value.detail)


@pytest.mark.parametrize("body", [b" ", b"\x1f\x8brubbish"])
def test_a_body_without_text_is_told_as_such(body: bytes) -> None:
    with pytest.raises(Permanent, match=r"empty|undecodable"):
        poll_of(reply(200, body))


def test_an_index_in_an_archive_is_no_feed() -> None:
    with pytest.raises(Permanent, match="bad_feed") as caught:
        read(INDEX.format(sitemap("/a.xml")))
    assert caught.value.detail == "this is an index of sitemaps, such as https://outlet.example/a.xml"


@pytest.mark.parametrize("name", ["<sitemap>", "<loc>", "<lastmod>2031-01-01", "<sitemap><loc>http://a.example/x<", "<sitemap "])
def test_indexes_that_are_never_closed_take_no_time(name: str) -> None:
    body = f"<sitemapindex>{name * (1_000_000 // len(name))}"
    started = time.process_time()
    with suppress(Permanent):
        poll_of(reply(200, body.encode()))
    assert time.process_time() - started < 5


# --- too many entries ---


def dated(n: int, date: str | None) -> str:
    return f"<item><title>{n}</title><link>https://outlet.example/{n}</link>{f'<pubDate>{date}</pubDate>' if date else ''}</item>"


def day(n: int) -> str:
    return (datetime(2031, 1, 1, tzinfo=UTC) + timedelta(hours=n)).strftime("%a, %d %b %Y %H:%M:%S GMT")


def numbers(feed: ParsedFeed) -> list[int]:
    return [int(entry.url.rpartition("/")[2]) for entry in feed.entries]


MANY = feeds.MAX_ENTRIES + 300


def test_of_too_many_items_the_newest_are_kept_whatever_their_order() -> None:
    feed = read(rss("".join(dated(n, day(n)) for n in range(MANY))))
    assert (numbers(feed), feed.n_older, feed.malformed) == (list(range(300, MANY)), 300, False)
    feed = read(rss("".join(dated(n, day(-n)) for n in range(MANY))))
    assert (numbers(feed), feed.n_older) == (list(range(feeds.MAX_ENTRIES)), 300)


def test_items_without_a_date_come_after_those_with_one_the_first_ones_first() -> None:
    feed = read(rss("".join(dated(n, day(n) if n % 2 else None) for n in range(2 * feeds.MAX_ENTRIES - 200))))
    n_dated = feeds.MAX_ENTRIES - 100
    assert sum(number % 2 for number in numbers(feed)) == n_dated
    assert [number for number in numbers(feed) if number % 2 == 0] == list(range(0, 200, 2))


def test_atom_is_read_so_too_and_items_that_are_never_closed() -> None:
    entries = "".join(f"<a:entry><a:link href='/{n}'/><a:updated>{2031 + n % 9}-01-01T00:00:00Z</a:updated></a:entry>" for n in range(MANY))
    feed = read(f"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>{entries}</a:feed>")
    assert (len(feed.entries), feed.n_older) == (feeds.MAX_ENTRIES, 300)
    unclosed = "".join(dated(n, day(n)).removesuffix("</item>") for n in range(MANY))
    text, left_out = feed_guard.newest(f"<rss><channel><item/>{unclosed}</item></channel></rss>", 0)
    assert left_out == 300
    assert text.startswith("<rss><channel><item/><item><title>300</title>")
    assert text.endswith(f"{day(MANY - 1)}</pubDate></item></channel></rss>")


def test_a_last_item_that_is_cut_off_is_one_too_many() -> None:
    cut = rss("".join(dated(n, day(n)) for n in range(feeds.MAX_ENTRIES)) + "<item><title>cut").partition("</channel>")[0]
    feed = read(cut)
    assert (numbers(feed), feed.n_older) == (list(range(feeds.MAX_ENTRIES)), 0)


def test_json_and_sitemaps_keep_the_newest_too() -> None:
    items = [{"url": f"/{n}", "date_published": f"{2031 + n}-01-01" if n < 60 else None} for n in range(MANY)] + ["no item"]
    feed = read(json.dumps({"items": items[60:] + items[:60]}))
    assert (numbers(feed)[-60:], feed.n_older) == (list(range(60)), 301)
    urls = "".join(f"<url><loc>https://outlet.example/{n}</loc></url>" for n in range(MANY))
    assert read(f"<urlset>{urls}</urlset>").n_older == 300


def test_what_was_left_out_is_told() -> None:
    body = rss("".join(dated(n, day(n)) for n in range(MANY))).encode()
    assert poll_of(reply(200, body)).detail == "300 entries left out, as more than 2,000 are newer"
    assert poll_of(reply(200, rss(dated(1, day(1))).encode())).detail is None


# --- a poll ---


def reply(status: int, body: bytes, moved_to: str | None = None, last_hash: str | None = None) -> FeedReply:
    origin = Origin(make_id("poll"), (0, 0), URL, AT_8)
    return FeedReply(origin, URL, status, body, "text/xml", '"1"', "yesterday", moved_to, last_hash, 7)


def test_a_poll_carries_what_the_feed_says() -> None:
    poll = poll_of(reply(200, RSS.encode(), moved_to="https://outlet.example/new/feed.xml"))
    assert (poll.outcome, poll.status, poll.title, poll.lang, poll.ttl_seconds) == ("polled", 200, "The & Outlet", "en-GB", 1800)
    assert (poll.etag, poll.last_modified, poll.moved_to, poll.n_bytes, poll.ms) == (
        '"1"', "yesterday", "https://outlet.example/new/feed.xml", len(RSS.encode()), 7,
    )  # fmt: skip
    assert poll.body_hash is not None
    assert len(poll.entries) == 1


@pytest.mark.parametrize(("fresh", "ttl"), [(None, 1800), (60, 1800), (7200, 7200)])
def test_the_longer_of_the_publisher_s_wishes_counts(fresh: int | None, ttl: int) -> None:
    assert poll_of(replace(reply(200, RSS.encode()), fresh_seconds=fresh)).ttl_seconds == ttl
    assert poll_of(replace(reply(304, b""), fresh_seconds=fresh)).ttl_seconds == fresh


def test_a_poll_without_news() -> None:
    poll = poll_of(reply(304, b""))
    assert (poll.outcome, poll.entries, poll.body_hash, poll.etag) == ("not_modified", (), None, '"1"')


def test_a_poll_of_something_else_fails() -> None:
    with pytest.raises(Permanent, match="bad_feed"):
        poll_of(reply(200, b"<html></html>"))


def test_a_poll_of_what_was_broken_last_time_fails_without_a_dead_letter() -> None:
    broken = b"<html></html>"
    poll = poll_of(reply(200, broken, last_hash=body_hash(broken)))
    assert (poll.outcome, poll.reason, poll.body_hash, poll.n_bytes) == ("failed", "bad_feed", body_hash(broken), len(broken))
    assert poll.detail == "this is a web page, and it names no feed of its own"
    with pytest.raises(Permanent, match="bad_feed"):
        poll_of(reply(200, b"<html>other</html>", last_hash=body_hash(broken)))


def test_zones_by_name() -> None:
    assert feed_fields.moment("Mon, 04 Mar 2024 10:30:00 CET") == datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
    assert feed_fields.moment("Mon, 04 Mar 2024 10:30:00 AEDT") == datetime(2024, 3, 3, 23, 30, tzinfo=UTC)
    assert feed_fields.moment("Mon, 04 Mar 2024 10:30:00 GMT+0530") == datetime(2024, 3, 4, 5, 0, tzinfo=UTC)
