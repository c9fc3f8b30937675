"""Hostile feeds: what a name says, the bytes, and what comes of it (`N entries`, or a reason)."""

import json
from collections.abc import Callable

ITEM = "<item><title>Pier closed</title><link>https://kelmar.example/pier</link><guid>pier</guid></item>"


def rss(items: str = ITEM, doctype: str = "", about: str = "") -> bytes:
    """A feed."""
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>Kelmar</title>{about}{items}</channel></rss>'.encode()


def jsonfeed(**more: object) -> bytes:
    """A JSON Feed with one entry."""
    item = {"id": "pier", "url": "https://kelmar.example/pier", "title": "Pier closed"} | more
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Kelmar", "items": [item]}).encode()


LAUGHS = "<!DOCTYPE rss [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)) + '<!ENTITY l0 "ha">]>'
QUADRATIC = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>'

FEEDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a good feed, to compare with": (rss, "1 entries"),
    "nothing at all": (lambda: b"", "empty"),
    "NUL bytes only": (lambda: b"\0" * 9_999, "empty"),
    "an HTML page": (lambda: b"<!doctype html><html><body><p>Not a feed</p></body></html>", "bad_feed"),
    "a feed without entries": (lambda: rss(""), "0 entries"),
    "entities that expand a billion times": (lambda: rss(ITEM.replace("Pier closed", "&l9;"), LAUGHS), "1 entries"),
    "one large entity, 20,000 times": (lambda: rss(ITEM.replace("Pier closed", "&a;" * 20_000), QUADRATIC), "1 entries"),
    "an external entity that names a local file": (
        lambda: rss(ITEM.replace("Pier closed", "&f;"), '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
        "1 entries",
    ),
    "a parameter entity from the network": (
        lambda: rss(doctype='<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>'),
        "1 entries",
    ),
    "an external DTD": (lambda: rss(doctype='<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'), "1 entries"),
    "an attribute of a megabyte": (lambda: rss(ITEM.replace("<guid>", f"<guid isPermaLink='{'x' * 1_000_000}'>")), "1 entries"),
    "a title of a megabyte": (lambda: rss(ITEM.replace("Pier closed", "Pier " * 200_000)), "1 entries"),
    "50,000 elements within one another": (lambda: rss(ITEM.replace("Pier closed", "<a>" * 50_000)), "0 entries"),
    "20,000 entries": (lambda: rss("".join(ITEM.replace("pier", f"p{n}") for n in range(20_000))), "2000 entries"),
    "the same entry 5,000 times": (lambda: rss(ITEM * 5_000), "2000 entries"),
    "cut in the middle of an entry": (lambda: rss(ITEM * 3)[:-60], "2 entries"),
    "an unclosed CDATA": (lambda: rss(ITEM.replace("Pier closed", "<![CDATA[Pier")), "0 entries"),
    "invalid UTF-8": (lambda: rss(ITEM.replace("Pier", "Pi@er")).replace(b"@", b"\xff"), "1 entries"),
    "surrogates as UTF-8": (lambda: rss(ITEM.replace("Pier", "Pi@er")).replace(b"@", b"\xed\xa0\x80"), "1 entries"),
    "control characters": (lambda: rss(ITEM.replace("Pier", "Pi\x01\x0b\x1ber")), "1 entries"),
    "announces an encoding that does not exist": (
        lambda: rss().replace(b'version="1.0"', b'version="1.0" encoding="x-harbour"'),
        "1 entries",
    ),
    "announces UTF-16 and is UTF-8": (lambda: rss().replace(b'version="1.0"', b'version="1.0" encoding="utf-16"'), "1 entries"),
    "a link of javascript": (lambda: rss(ITEM.replace("https://kelmar.example/pier", "javascript:alert(1)")), "0 entries"),
    "a link to a local file": (lambda: rss(ITEM.replace("https://kelmar.example/pier", "file:///etc/passwd")), "0 entries"),
    "a link of a megabyte": (lambda: rss(ITEM.replace("/pier<", f"/{'x' * 1_000_000}<")), "0 entries"),
    "a date in the year 0": (lambda: rss(ITEM.replace("<guid>", "<pubDate>Sat, 01 Jan 0000 00:00:00 GMT</pubDate><guid>")), "1 entries"),
    "a date in the year 99999": (
        lambda: rss(ITEM.replace("<guid>", "<pubDate>Sat, 01 Jan 99999 00:00:00 GMT</pubDate><guid>")),
        "1 entries",
    ),
    "30 February": (lambda: rss(ITEM.replace("<guid>", "<pubDate>Fri, 30 Feb 2024 00:00:00 GMT</pubDate><guid>")), "1 entries"),
    "a leap second": (lambda: rss(ITEM.replace("<guid>", "<pubDate>Sat, 31 Dec 2016 23:59:60 GMT</pubDate><guid>")), "1 entries"),
    "a date of 100,000 digits": (lambda: rss(ITEM.replace("<guid>", f"<pubDate>{'9' * 100_000}</pubDate><guid>")), "1 entries"),
    "a date that baits backtracking": (lambda: rss(ITEM.replace("<guid>", f"<pubDate>{'1 ' * 50_000}</pubDate><guid>")), "1 entries"),
    "a ttl of a thousand digits": (lambda: rss(about=f"<ttl>{'9' * 1_000}</ttl>"), "1 entries"),
    "a negative ttl": (lambda: rss(about="<ttl>-5</ttl>"), "1 entries"),
    "a style that baits a sanitiser": (lambda: rss(ITEM.replace("Pier closed", f"&lt;p style='{'a:' * 50_000}'&gt;")), "1 entries"),
    "an Atom feed whose ids are all the same": (
        lambda: (
            b"<feed xmlns='http://www.w3.org/2005/Atom'>"
            + b"".join(b"<entry><id>x</id><title>%d</title><link href='https://kelmar.example/%d'/></entry>" % (n, n) for n in range(9))
            + b"</feed>"
        ),
        "9 entries",
    ),
    "a namespace for each of 5,000 elements": (
        lambda: rss(ITEM + "".join(f"<n{n}:x xmlns:n{n}='urn:{n}'/>" for n in range(5_000))),
        "1 entries",
    ),
    "a sitemap that names itself": (
        lambda: (
            b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://kelmar.example/rss</loc></sitemap>"
            b"</sitemapindex>"
        ),
        "bad_feed",
    ),
    "a JSON Feed": (jsonfeed, "1 entries"),
    "a JSON Feed nested 100,000 deep": (lambda: b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000, "bad_feed"),
    "a JSON Feed whose date is a huge number": (lambda: jsonfeed(date_published=10**400), "1 entries"),
    "a JSON Feed whose title is an object": (lambda: jsonfeed(title={"a": [1]}), "1 entries"),
    "a JSON Feed with NaN": (lambda: jsonfeed(date_published=float("nan")), "1 entries"),
    "a JSON Feed with lone surrogates": (lambda: jsonfeed(title="Pier \ud800 closed"), "1 entries"),
    "a JSON Feed whose items are no list": (lambda: b'{"version":"https://jsonfeed.org/version/1","items":{"a":1}}', "bad_feed"),
    "a JSON Feed with duplicate keys": (
        lambda: b'{"version":"https://jsonfeed.org/version/1","items":[],"items":[{"id":"a","url":"https://kelmar.example/a"}]}',
        "1 entries",
    ),
}
