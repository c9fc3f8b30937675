"""What a page says about itself."""

import json

import pytest

from transforms.core.metadata import metadata_of, people, strip_site
from transforms.core.page import parse

URL = "https://ledger.example/2024/03/04/bridge"


def page(head="", body="", ld=None):
    script = f'<script type="application/ld+json">{ld if isinstance(ld, str) else json.dumps(ld)}</script>' if ld else ""
    return metadata_of(parse(f"<html lang='en-GB'><head>{head}{script}</head><body>{body}</body></html>"), URL)


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Mayor closes the old bridge",
    "datePublished": "2024-03-04T05:06:00+01:00",
    "dateModified": "2024-03-05T05:06:00+01:00",
    "author": [{"@type": "Person", "name": "Nora Falt"}, {"@type": "Person", "name": "Ivo Maric"}],
    "publisher": {"@type": "Organization", "name": "The Valmont Ledger"},
    "articleSection": "City",
    "articleBody": "The mayor closed the bridge.",
    "isAccessibleForFree": "False",
}


def test_json_ld():
    meta = page(ld=ARTICLE)
    assert meta.title == "Mayor closes the old bridge"
    assert meta.authors == ("Nora Falt", "Ivo Maric")
    assert meta.published.at.isoformat() == "2024-03-04T04:06:00+00:00"
    assert meta.published_from == "json_ld"
    assert meta.modified.at > meta.published.at
    assert (meta.section, meta.lang, meta.site_name) == ("City", "en", "The Valmont Ledger")
    assert meta.body == "The mayor closed the bridge."
    assert meta.is_free is False
    assert meta.kind == "newsarticle"


def test_json_ld_graph_with_references():
    graph = [{"@id": "#p", "@type": "Person", "name": "Nora Falt"}, {"@type": "WebSite", "name": "x"}, {**ARTICLE, "author": {"@id": "#p"}}]
    assert page(ld={"@graph": graph}).authors == ("Nora Falt",)


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[]",
        "null",
        '{"@type": "NewsArticle", "headline": 7}',
        '{"@type": ["NewsArticle"], "author": [[[]]]}',
        '{"@graph": {"@graph": "x"}}',
        "[" * 5000,
    ],
)
def test_broken_json_ld_is_survived(broken):
    assert page("<title>Mayor closes the old bridge</title>", ld=broken).title == "Mayor closes the old bridge"


def test_json_ld_with_comments_and_a_trailing_comma():
    text = "/*<![CDATA[*/" + json.dumps(ARTICLE)[:-1] + ",}\n//]]>"
    assert page(ld=text.replace("/*<![CDATA[*/", "<!--").replace("//]]>", "-->")).authors == ("Nora Falt", "Ivo Maric")


TITLES = {
    "all agree": ("Bridge shut", "Bridge shut", "Bridge shut", "Bridge shut"),
    "the site's name goes": ("", "Mayor closes the old bridge | The Valmont Ledger", "", "Mayor closes the old bridge"),
    "the site's name before": (
        "",
        "The Valmont Ledger: Mayor closes the old bridge",
        "",
        "The Valmont Ledger: Mayor closes the old bridge",
    ),
    "og has a kicker": (
        "Mayor closes the old bridge",
        "City news: Mayor closes the old bridge",
        "Mayor closes the old bridge",
        "Mayor closes the old bridge",
    ),
    "the desk's own in json-ld": ("Mayor shuts bridge", "Why the bridge is closed", "Why the bridge is closed", "Mayor shuts bridge"),
    "the desk's own in og": ("Why the bridge is closed", "Mayor shuts bridge", "Why the bridge is closed", "Mayor shuts bridge"),
    "only h1": ("", "", "Mayor closes the old bridge", "Mayor closes the old bridge"),
    "h1 is the logo": ("Mayor shuts bridge", "Mayor shuts bridge", "The Valmont Ledger", "Mayor shuts bridge"),
    "entities": ("", "Mayor &amp;amp; council agree", "", "Mayor & council agree"),
}


@pytest.mark.parametrize(("ld", "og", "h1", "title"), TITLES.values(), ids=TITLES)
def test_title(ld, og, h1, title):
    head = '<meta property="og:site_name" content="The Valmont Ledger">' + (f'<meta property="og:title" content="{og}">' if og else "")
    assert page(head, f"<h1>{h1}</h1>" if h1 else "", {"@type": "NewsArticle", "headline": ld} if ld else None).title == title


def test_strip_site():
    assert strip_site("Bridge shut - Ledger", "The Valmont Ledger") == "Bridge shut"
    assert strip_site("Bridge shut - and open again", "The Valmont Ledger") == "Bridge shut - and open again"
    assert strip_site("Bridge shut", None) == "Bridge shut"


BYLINES = {
    "By Nora Falt": ["Nora Falt"],
    "By Nora Falt and Ivo Maric, Staff Writers": ["Nora Falt", "Ivo Maric"],
    "Von Nora Falt und Ivo Maric": ["Nora Falt", "Ivo Maric"],
    "Nora Falt, Ivo Maric": ["Nora Falt", "Ivo Maric"],
    "Nora Falt; Ivo Maric": ["Nora Falt", "Ivo Maric"],
    "https://www.facebook.com/ledger": [],
    "nora@ledger.example": [],
    "admin": [],
    "The Valmont Ledger": ["The Valmont Ledger"],
    "Nora Falt, The Valmont Ledger": ["Nora Falt"],
    "김영희 기자": ["김영희"],
}


@pytest.mark.parametrize(("byline", "names"), BYLINES.items())
def test_people(byline, names):
    assert people(byline, "The Valmont Ledger") == names


def test_marked_author_in_the_tree():
    assert page(body='<p class="byline">By <a rel="author" href="/nf">Nora Falt</a></p>').authors == ("Nora Falt",)


PUBLISHED = {
    "meta": ('<meta property="article:published_time" content="2024-03-04T05:06:00Z">', "", "2024-03-04T05:06:00+00:00", "meta"),
    "time element": (
        "",
        '<time itemprop="datePublished" datetime="2024-03-04T05:06:00Z">4 March</time>',
        "2024-03-04T05:06:00+00:00",
        "time",
    ),
    "address": ("", "", "2024-03-04T00:00:00+00:00", "url"),
    "a time beats a day": (
        '<meta name="date" content="2024-03-04">',
        '<time datetime="2024-03-04T09:00:00Z"></time>',
        "2024-03-04T09:00:00+00:00",
        "time",
    ),
}


@pytest.mark.parametrize(("head", "body", "at", "source"), PUBLISHED.values(), ids=PUBLISHED)
def test_published(head, body, at, source):
    meta = page(head, body)
    assert (meta.published.at.isoformat(), meta.published_from) == (at, source)


def test_address():
    assert page('<link rel="canonical" href="/2024/03/04/other">').url == "https://ledger.example/2024/03/04/other"
    assert page('<link rel="canonical" href="javascript:alert(1)">').url == URL
    assert page('<meta property="og:url" content="https://ledger.example/x">').url == "https://ledger.example/x"
