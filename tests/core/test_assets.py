"""What lies in a crawl beside pages is told from what pages say, and a page's text is never taken for it."""

import pytest

from newsbeam.transforms.core.web.assets import asset_of, data_of

ARTICLE = (
    "Lowmere bridge opens again\n\nBy Ada Quill\n\n5 November 2026 10:11\n\n"
    "The bridge over the Lowmere is open again, the council of Hasterley said on Monday after two winters of repairs.\n\n"
    '"We have waited long enough," said the ferryman; his boat, however, stays where it is until the spring.\n\n'
    "The files of the inquiry, including photographs, will be kept in the library: they may be read from December on.\n\n"
    "Home | World | Sport\n\n© 2026 The Lowmere Post. All rights reserved. Terms and conditions\n"
)
"""The text of a page, menus and footer included."""

ASSETS = [
    ("robots.txt", "User-agent: *\nDisallow: /private/\n\n# maps\nSitemap: https://a.example/sitemap.xml\n", "rules for robots"),
    ("x.txt", "Disallow: /", "rules for robots"),
    ("ads.txt", "# sellers\nads.example, 1234, DIRECT, f00\nmore.example,9,reseller\n", "a list of sellers of advertisements"),
    ("security.txt", "Contact: mailto:desk@a.example\nExpires: 2027-01-01T00:00:00Z\n", "an address for security reports"),
    ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nThe bridge is open.\n\n2\n00:00:02,000 --> 00:00:04,000\nSo it is.\n", "subtitles"),
    ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\nThe bridge is open.\n", "subtitles"),
    ("urls.txt", "https://a.example/1\nhttps://a.example/2\nwww.a.example/3\n", "a list of addresses"),
    ("sums.txt", "d41d8cd98f00b204e9800998ecf8427e  a.html\nd41d8cd98f00b204e9800998ecf8427e  b.html\n", "a list of files and checksums"),
    ("a.cdx", "example,a)/1 20240102030405 https://a.example/1 text/html 200\n", "an index of captures"),
    ("requirements.txt", "protego>=0.4\nlxml[html]==5.3\n", "a list of packages"),
    ("ls.txt", "-rw-r--r-- 1 ada ada 10 Nov  5 a.html\ndrwxr-xr-x 2 ada ada 10 Nov  5 b\n", "a directory listing"),
    ("new.txt", "10:11\t5\tok\ta.html\n10:12\t6\tok\tb.html\n10:13\t7\tok\tc.html\n", "a table"),
    ("export.csv", "url;title\nhttps://a.example/1;Lowmere bridge opens again\n", "a table"),
    ("wget.log", "--2026-11-20 10:00:00--  https://a.example/\nLength: 5 [text/html]\nSaving to: 'a.html'\n", "a crawler's log"),
    ("hts-log.txt", "10:11:00\tInfo: \tNote: a.html saved\n10:11:01\tWarning: \tno\n10:11:02\tInfo: \tdone\n", "a log"),
    ("access.txt", '192.0.2.1 - - [05/Nov/2026:10:11:12 +0000] "GET / HTTP/1.1" 200 5\n' * 3, "a log"),
    ("syslog", "Nov  5 10:11:12 host crawler[5]: started\n" * 3, "a log"),
    ("run.txt", "INFO: started\nWARNING: slow\nERROR: stopped\n", "a log"),
    ("scrapy.txt", "2026-11-20 10:00:00 [crawler.engine] INFO: started\n" * 3, "a log"),
    ("python.txt", "2026-11-20 10:00:00,123 - crawler - DEBUG - started\n" * 3, "a log"),
    ("crawl.log", "2026-11-20T10:00:00.000Z   200   17 https://a.example/1 L - text/html #001 -\n" * 3, "a log"),
    ("a.sbv", "0:00:01.000,0:00:02.000\nThe bridge is open.\n\n0:00:02.000,0:00:04.000\nSo it is.\n", "subtitles"),
    ("a.lrc", "[00:12.00]The bridge is open\n[00:17.20]so it is\n", "subtitles"),
    ("head.txt", "HTTP/1.1 200 OK\nServer: some\n", "the header of a reply"),
    ("cal.ics", "BEGIN:VCALENDAR\nVERSION:2.0\n", "a calendar"),
    ("page_files/style.css", ".box { margin: 0; }\n@media print { .col { display: none; } }\n", "code or data"),
    ("page_files/app.js.download", "function f(a) { if (a > 0) { return g['x']; } }\n", "code or data"),
    ("a.min.js", "/* by nobody */ run()", "a script or style sheet"),
    ("tool", "#!/bin/sh\necho The bridge is open.\n", "a program"),
    ("run.py", "import sys\n\ndef fetch(url):\n    return get(url)\n", "code or settings"),
    ("crawl.ini", "depth: 5\nname: lowmere\nof: november\n", "code or settings"),
    ("README.md", "# Crawl\n\nThis folder holds the pages that the crawler saved.\n", "a file about files or a program"),
    ("llms.txt", "# The Lowmere Post\n\n- [World](https://a.example/world)\n", "a file about files or a program"),
    ("CHANGES", "1.2.0\n-----\n\nInstalling is faster now.\n", "a file about files or a program"),
    ("LICENSE.txt", "Permission is hereby granted to use this widget.\n", "a licence"),
    ("LICENCE-widget", "Copyright (c) 2026 The Widget Makers\n", "a licence"),
    (
        "terms.txt",
        "Redistributions of the widget are allowed.\nIt is provided as is, without any warranty of merchantability.\n",
        "a licence",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "what"), ASSETS, ids=[f"{case[0]}: {case[2]}" for case in ASSETS])
def test_assets(name: str, text: str, what: str) -> None:
    assert asset_of(text, name) == what


NAMES = (
    "a.txt",
    "license of the ferryman.txt",
    "readme if you can",
    "notice.txt",
    "news.txt",
    "history.md",
    "robots.txt",
    "run.py",
    "www.lowmere.rs",
    "www.lowmere.rs.txt",
    "story.php",
    "story.csv",
    "video.srt",
    "wget.log",
    "style.css",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_s_text_is_told_by_what_it_says(name: str) -> None:
    assert asset_of(ARTICLE, name) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Contact: the desk is at 5 Quay Street.\n\n" + ARTICLE,
        "10:11:12 The minister arrives, an error says.\n" * 2 + ARTICLE,
        "10:11 The minister arrives.\n10:12 She speaks.\n10:15 She leaves.\n",
        "See also:\nhttps://a.example/1\nhttps://a.example/2\n" + ARTICLE,
        'The licence says that permission is "hereby granted", and that the widget comes without warranty. ' + ARTICLE,
        "京都の橋は月曜日に再び開通した、と市議会は述べた。" * 5,
        "Allow: a word that begins a headline.\n\n" + ARTICLE,
    ],
)
def test_news_that_looks_a_little_like_it(text: str) -> None:
    assert asset_of(text, "page.txt") is None


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages"}\n', "a crawler's list of pages"),
        ("crawl.log.gz", '{"logLevel": "info"}\n', "a log"),
        ("a/manifest.json", '{"name": "The Lowmere Post"}', "data of a site or program"),
        ("app.js.map", '{"version": 3}', "data of a site or program"),
        ("articles.json", '{"text": "The bridge is open."}', None),
        ("", "[]", None),
    ],
)
def test_data_in_json(name: str, text: str, what: str | None) -> None:
    assert data_of(text, name) == what
