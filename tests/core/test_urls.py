import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.web import url_tables
from newsbeam.transforms.core.web.urls import canonical, forwarded, is_fetchable, is_front_page, parse, redacted, resolve, site, url_key
from newsbeam.transforms.errors import Permanent

A = "https://outlet.example/news/a"

SAME: dict[str, tuple[str, str]] = {
    "scheme": ("http://outlet.example/news/a", A),
    "www": ("https://www.outlet.example/news/a", A),
    "case of host and scheme": ("HTTPS://Outlet.Example/news/a", A),
    "default port": ("https://outlet.example:443/news/a", A),
    "root dot": ("https://outlet.example./news/a", A),
    "credentials": ("https://user:pw@outlet.example/news/a", A),
    "white space": (" https://outlet.example/ne\nws/a\t", A),
    "fragment": (A + "#comments", A),
    "empty query": (A + "?", A),
    "trailing slash": (A + "/", A),
    "no path": ("https://outlet.example", "https://outlet.example/"),
    "doubled slash": ("https://outlet.example//news//a", A),
    "dots": ("https://outlet.example/x/../news/./a", A),
    "escaped dots": ("https://outlet.example/x/%2e%2e/news/a", A),
    "escapes": ("https://outlet.example/%6eews/%61", A),
    "case of escapes": (A + "%e2%82%ac", A + "€"),
    "order of parameters": (A + "?b=2&a=1", A + "?a=1&b=2"),
    "space in a query": (A + "?q=a+b", A + "?q=a%20b"),
    "index file": (A + "/index.html", A),
    "session": (A + ";jsessionid=1F", A),
    "international name": ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
    "tracking": (A + "?utm_source=rss&utm_medium=feed&fbclid=1&CMP=x&at_medium=RSS&smid=tw", A),
    "tracking beside a real parameter": (A + "?id=7&gclid=1", A + "?id=7"),
    "a marketing word": (A + "?ref=hp&source=rss&from=home", A),
    "amp segment": (A + "/amp/", A),
    "amp folder": ("https://outlet.example/amp/news/a", A),
    "amp host": ("https://amp.outlet.example/news/a", A),
    "amp parameter": (A + "?amp=1&outputType=amp", A),
    "amp file": (A + ".amp.html", A + ".html"),
    "amp.html": (A + "/amp.html", A),
    "mobile host": ("https://m.outlet.example/news/a", A),
    "mobile host under www": ("https://www.m.outlet.example/news/a", A),
    "mobile edition of a language": ("https://en.m.outlet.example/news/a", "https://en.outlet.example/news/a"),
    "redirect page": ("https://www.google.com/url?q=https%3A%2F%2Foutlet.example%2Fnews%2Fa&sa=t", A),
    "redirect page in another country": ("https://www.google.de/url?url=https%3A%2F%2Foutlet.example%2Fnews%2Fa", A),
    "social redirect": ("https://l.facebook.com/l.php?u=https%3A%2F%2Foutlet.example%2Fnews%2Fa%3Ffbclid%3D1&h=2", A),
    "archive": ("https://web.archive.org/web/20240501000000id_/https://outlet.example/news/a", A),
    "archive that lost a slash": ("https://web.archive.org/web/2024/http:/outlet.example/news/a", A),
    "amp cache": ("https://outlet-example.cdn.ampproject.org/c/s/outlet.example/news/a", A),
    "amp viewer": ("https://www.google.com/amp/s/amp.outlet.example/news/a", A),
    "wrapper in a wrapper": (
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Foutlet.example%252Fnews%252Fa",
        A,
    ),
}

DIFFERENT: dict[str, tuple[str, str]] = {
    "id": (A + "?id=1", A + "?id=2"),
    "page": (A + "?page=2", A),
    "post": ("https://outlet.example/?p=123", "https://outlet.example/?p=124"),
    "case of path": ("https://outlet.example/A", "https://outlet.example/a"),
    "case of a parameter's name": (A + "?ID=1", A + "?id=1"),
    "section host": ("https://news.outlet.example/a", "https://sport.outlet.example/a"),
    "outlets under one suffix": ("https://one.co.uk/a", "https://two.co.uk/a"),
    "port": ("https://outlet.example:8443/a", "https://outlet.example/a"),
    "escaped slash": ("https://outlet.example/a%2Fb", "https://outlet.example/a/b"),
    "escaped ampersand": (A + "?a=1%26b=2", A + "?a=1&b=2"),
    "plus sign": (A + "?q=a%2Bb", A + "?q=a+b"),
    "route": ("https://outlet.example/#!/story/1", "https://outlet.example/#!/story/2"),
    "slash route": ("https://outlet.example/#/story/1", "https://outlet.example/#/story/2"),
    "amp as a word": ("https://outlet.example/2024/amplifier", "https://outlet.example/2024/lifier"),
    "amp as a page": ("https://outlet.example/amp", "https://outlet.example/"),
    "a ref that is an id": ("https://outlet.example/news?ref=1234", "https://outlet.example/news?ref=1235"),
    "an amp parameter that counts": (A + "?amp=10", A + "?amp=20"),
    "hosted blogs": ("https://m.substack.com/p/a", "https://substack.com/p/a"),
    "a short domain": ("https://m.example/a", "https://example/a"),
    "a redirect page without target": ("https://www.google.com/url?sa=1", "https://www.google.com/url?sa=2"),
    "wrong redirect target": ("https://www.google.com/url?q=cats", "https://www.google.com/url?q=dogs"),
    "repeated parameter": (A + "?id=1&id=2", A + "?id=1"),
}


@pytest.mark.parametrize("name", SAME)
def test_addresses_of_one_article(name: str) -> None:
    a, b = SAME[name]
    assert url_key(a) == url_key(b)


@pytest.mark.parametrize("name", DIFFERENT)
def test_addresses_of_different_articles(name: str) -> None:
    a, b = DIFFERENT[name]
    assert url_key(a) != url_key(b)


@pytest.mark.parametrize("name", sorted(url_tables.TRACKING))
def test_every_tracking_parameter_is_dropped(name: str) -> None:
    assert url_key(f"{A}?{name}=1&id=7") == url_key(A + "?id=7")


@pytest.mark.parametrize("url", [url for pair in (*SAME.values(), *DIFFERENT.values()) for url in pair])
def test_a_key_is_its_own_key(url: str) -> None:
    assert url_key(url_key(url)) == url_key(url)


PIECES = st.sampled_from(
    ["a", "amp", "index.html", "..", ".", "", "%2F", "%2e", "%", "%zz", "é", "x.amp", ".amp.html", ";jsessionid=1", "utm_source=1",
    "ref=hp", "a=1", "&",
     "?", "#", "#!", "/", "+", "=", "https://outlet.example/b", "https:/outlet.example", " ", "[", "@", ":", "|", "\\"]
)  # fmt: skip
HOSTS = st.sampled_from(
    ["outlet.example", "www.m.outlet.example", "amp.www.outlet.co.uk", "m.m.outlet.example", "127.1", "www.google.com/amp/s",
    "web.archive.org/web/1",
     "x.cdn.ampproject.org/c", "en.m.outlet.example", "[::1]:81", "www.gov.uk", "l.instagram.com/?u="]
)  # fmt: skip


def key_of(url: str) -> str | None:
    """The key; None if the address is refused as it should be. Any other error is one."""
    try:
        return url_key(url)
    except Permanent:
        return None


@given(HOSTS, st.lists(PIECES, max_size=8))
def test_any_key_is_its_own_key(host: str, pieces: list[str]) -> None:
    key = key_of(f"http://{host}/{'/'.join(pieces[:4])}{''.join(pieces[4:])}")
    assert key is None or (key_of(key) == key and key.isascii())


@given(st.text(max_size=60))
def test_any_text_has_a_key_or_is_a_bad_url(text: str) -> None:
    for url in (text, f"http://{text}", f"http://outlet.example/{text}"):
        key = key_of(url)
        assert key is None or key_of(key) == key


SITES: dict[str, str] = {
    "https://www.outlet.com/a": "outlet.com",
    "https://news.outlet.co.uk/a": "outlet.co.uk",
    "https://one.substack.com/p/a": "one.substack.com",
    "https://someone.blogspot.com/a": "someone.blogspot.com",
    "https://news.outlet.example/a": "outlet.example",
    "http://127.0.0.1:8797/a": "127.0.0.1:8797",
    "http://localhost:8797/a": "localhost:8797",
    "http://[::1]:8797/a": "[::1]:8797",
    "https://BÜCHER.de/": "xn--bcher-kva.de",
}


@pytest.mark.parametrize("url", SITES)
def test_site(url: str) -> None:
    assert site(url) == SITES[url]


FETCHABLE: dict[str, bool] = {
    f"https://{'k' * 63}.example/": True,
    f"https://{'k' * 64}.example/": False,
    f"https://news.{'ü' * 60}.example/": False,
    "https://outlet.example/": True,
    "http://outlet.example:8080/a": True,
    "HTTP://OUTLET.EXAMPLE": True,
    "http://out_let.example/": True,
    "": False,
    "/a": False,
    "outlet.example/a": False,
    "ftp://outlet.example/": False,
    "javascript:alert(1)": False,
    "file:///etc/passwd": False,
    "http://": False,
    "http://a b/": False,
    "http://user@outlet.example/": False,
    "http://outlet.example:25/": False,
    "http://outlet.example:6667/": False,
    "http://outlet.example:99999/": False,
    "http://outlet.example:x/": False,
    "http://1.2.3.4.5/": False,
    "http://256.1.1.1/": False,
    "http://[::1/": False,
    "http://outlet.example\\@evil.example/": False,
    "http://outlet.example/" + "a" * 5000: False,
}


@pytest.mark.parametrize("url", FETCHABLE)
def test_is_fetchable(url: str) -> None:
    assert is_fetchable(url) is FETCHABLE[url]


IPV4 = {
    "127.1": "127.0.0.1",
    "2130706433": "127.0.0.1",
    "0x7f.0.0.1": "127.0.0.1",
    "0177.1": "127.0.0.1",
    "0": "0.0.0.0",
    "1.2.3": "1.2.0.3",
}


@pytest.mark.parametrize("host", IPV4)
def test_spellings_of_addresses(host: str) -> None:
    assert parse(f"http://{host}/").host == IPV4[host]


RESOLVED: dict[str, str | None] = {
    "b": "https://outlet.example/news/b",
    "/b?x=ü": "https://outlet.example/b?x=%C3%BC",
    "//other.example/b": "https://other.example/b",
    "../b#top": "https://outlet.example/b",
    "#!/b": "https://outlet.example/news/a#!/b",
    " \nhttp://other.example/b ": "http://other.example/b",
    "": None,
    "javascript:void(0)": None,
    "mailto:desk@outlet.example": None,
    "http://[": None,
    "data:text/html,x": None,
}


@pytest.mark.parametrize("href", RESOLVED)
def test_resolve(href: str) -> None:
    assert resolve(A, href) == RESOLVED[href]


CANONICAL: dict[str, tuple[str | None, str]] = {
    "none": (None, A),
    "relative": ("/news/b", "https://outlet.example/news/b"),
    "another host of the site": ("https://www.outlet.example/news/b", "https://www.outlet.example/news/b"),
    "another site": ("https://other.example/news/b", A),
    "front page": ("https://outlet.example/", A),
    "front page by another name": ("https://outlet.example/index.html", A),
    "not an address": ("javascript:void(0)", A),
}


@pytest.mark.parametrize("name", CANONICAL)
def test_canonical(name: str) -> None:
    declared, expected = CANONICAL[name]
    assert canonical(A, declared) == expected


def test_front_pages() -> None:
    assert is_front_page("https://outlet.example")
    assert is_front_page("https://outlet.example/index.html#top")
    assert not is_front_page("https://outlet.example/?p=1")
    assert not is_front_page("https://outlet.example/#!/story/1")


def test_a_key_is_made_until_it_does_not_change_any_more_but_not_for_ever() -> None:
    assert url_key(f"{A}/..AMP/..AMP") == url_key(A)
    assert url_key("https://outlet.example/" + "..AMP/" * 99).startswith("https://outlet.example/")


@pytest.mark.parametrize("address", ["http://[fe80::1%25eth0]/a", "http://0x1234567890abcdef0/a", "http://12345678901234567/a"])
def test_hosts_that_are_none(address: str) -> None:
    with pytest.raises(Permanent):
        parse(address)


def test_a_numeric_host_with_its_port() -> None:
    assert parse("http://[2606:4700::1]/a").host_port == "[2606:4700::1]:80"


INNER = "https://gazette.example/a?x=1"
HIDDEN = base64.urlsafe_b64encode(b"\x08\x13\x22\x1d" + INNER.encode() + b"\xd2\x01\x00").decode().rstrip("=")
FORWARDED = {
    "alerts": "https://www.google.com/url?rct=j&sa=t&url=https://gazette.example/a%3Fx%3D1&ct=ga&usg=x",
    "another country's": "https://www.google.co.uk/url?q=https%3A%2F%2Fgazette.example%2Fa%3Fx%3D1",
    "news": f"https://news.google.com/rss/articles/{HIDDEN}?oc=5",
    "news, read": f"https://news.google.com/articles/{HIDDEN}",
    "bing news": "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url=https%3a%2f%2fgazette.example%2fa%3fx%3d1&c=1",
    "bing": f"https://www.bing.com/ck/a?!&&p=abc&u=a1{base64.urlsafe_b64encode(INNER.encode()).decode().rstrip('=')}&ntb=1",
    "yahoo": "https://r.search.yahoo.com/_ylt=Aw/RV=2/RE=1/RO=10/RU=https%3a%2f%2fgazette.example%2fa%3fx%3d1/RK=2/RS=abc-",
    "yahoo of long ago": "http://us.rd.yahoo.com/dailynews/rss/world/*https://gazette.example/a?x=1",
    "facebook": "https://l.facebook.com/l.php?u=https%3A%2F%2Fgazette.example%2Fa%3Fx%3D1&h=AT0",
    "mail guard": "https://urldefense.com/v3/__https://gazette.example/a?x=1__;!!abc",
    "one in another": "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Furl%3Dhttps%253A%252F%252Fgazette.example%252Fa%253Fx%253D1",
}


@pytest.mark.parametrize("name", FORWARDED)
def test_where_links_of_aggregators_lead(name: str) -> None:
    assert forwarded(FORWARDED[name]) == INNER
    assert url_key(FORWARDED[name]) == url_key(INNER)


@pytest.mark.parametrize(
    "url",
    [
        INNER,
        "https://news.google.com/rss/articles/CBMiQVVfeXFMTm9wZQ?oc=5",
        "https://news.google.com/rss/articles/a",
        "https://www.google.com/url?url=javascript:alert(1)",
        "https://www.google.com/search?q=https://gazette.example/",
        "https://web.archive.org/web/2031/https://gazette.example/a",
        "https://www.google.com/url?" + "a=1&" * 60 + "url=https://gazette.example/a",
    ],
)
def test_other_links_stay_as_they_are(url: str) -> None:
    assert forwarded(url) == url


@pytest.mark.parametrize(
    "text", ["https://desk:hunter2@a.example/x", "'ftp://hunter2@a.example'", "see //a:hunter2@b.example/ and http://hunter2:@c.example"]
)
def test_credentials_are_left_out(text: str) -> None:
    assert "hunter2" not in redacted(text)
    assert "example" in redacted(text)


def test_an_at_sign_in_a_path_is_no_credential() -> None:
    assert redacted("https://a.example/@desk/post?to=x@y") == "https://a.example/@desk/post?to=x@y"
