"""Pages that send their readers on, and pages that keep them."""

import time

import pytest

from newsbeam.transforms.core.web.page_redirects import page_redirect

THERE = "https://gazette.example/a?x=1&y=2"
STORY = "<article><h1>Ferry strike ends</h1>" + "<p>The ferries sail again, the harbour office said on Monday.</p>" * 9 + "</article>"


def page(head: str = "", body: str = "") -> str:
    return f"<!doctype html><html><head><title>Just a moment</title>{head}</head><body>{body}</body></html>"


SENDING = {
    "refresh at once": page('<meta http-equiv="refresh" content="0; url=https://gazette.example/a?x=1&amp;y=2">'),
    "in capitals, without quotes": page("<META CONTENT='0;URL=https://gazette.example/a?x=1&y=2' HTTP-EQUIV=Refresh>"),
    "quotes inside": page("""<meta http-equiv="refresh" content="0; url='https://gazette.example/a?x=1&y=2'; more">"""),
    "without url=": page('<meta http-equiv="refresh" content="0;https://gazette.example/a?x=1&y=2">'),
    "a comma, a fraction": page('<meta http-equiv="refresh" content=".5, url=https://gazette.example/a?x=1&y=2">'),
    "after five seconds, saying so": page(
        '<meta http-equiv="refresh" content="5; url=https://gazette.example/a?x=1&y=2" />', "<p>You are being redirected.</p>"
    ),
    "at once, over a story": page('<meta http-equiv="refresh" content="0; url=https://gazette.example/a?x=1&y=2">', STORY),
    "only for browsers without scripts, and nothing else": page(
        '<noscript><meta http-equiv="refresh" content="0;URL=https://gazette.example/a?x=1&y=2"></noscript>'
    ),
    "location.replace": page('<script>window.opener = null; location.replace("https:\\/\\/gazette.example\\/a?x=1&y=2")</script>'),
    "location.href": page("<script type='text/javascript'>\nwindow.location.href = 'https://gazette.example/a?x=1\\x26y=2';\n</script>"),
    "location": page('<script>top.location="https://gazette.example/a?x=1\\u0026y=2"</script>'),
    "location.assign, twice the same": page(
        '<script>document.location.assign("https://gazette.example/a?x=1&y=2")</script>'
        "<script>setTimeout(\"location.href='https://gazette.example/a?x=1&y=2'\", 0)</script>"
    ),
    "onload": "<html><body onload=\"location.replace('https://gazette.example/a?x=1&y=2')\">Moved</body></html>",
}

KEEPING = {
    "a page that loads itself anew": page('<meta http-equiv="refresh" content="300">', STORY),
    "a page that moves on after minutes": page('<meta http-equiv="refresh" content="300; url=/next">', STORY),
    "a story that is read for five seconds": page('<meta http-equiv="refresh" content="5; url=/next">', STORY),
    "a story for browsers with scripts": page('<noscript><meta http-equiv="refresh" content="0; url=/nojs"></noscript>', STORY),
    "letters of two characters in lower case": page(
        '<title>\u0130\u0130\u0130</title><noscript><meta http-equiv="refresh" content="0; url=/n"></noscript>', STORY
    ),
    "a refresh in a comment": page('<!-- <meta http-equiv="refresh" content="0; url=/old"> -->', STORY),
    "a refresh in a script": page('<script>var x = \'<meta http-equiv="refresh" content="0; url=/x">\'</script>', STORY),
    "another meta": page('<meta http-equiv="content-type" content="0; url=/x"><meta name=refresh content="0; url=/y">'),
    "no seconds": page('<meta http-equiv="refresh" content="url=/x"><meta http-equiv="refresh">'),
    "no address": page('<meta http-equiv="refresh" content="0; url=">'),
    "a script beside a story": page('<script>location.replace("/app")</script>', STORY),
    "a script that chooses": page('<script>if (old) { location.replace("/old-browser") }</script>'),
    "a script that chooses in short": page('<script>old ? location.replace("/old-browser") : start()</script>'),
    "a program": page('<script src="/app.js"></script><script>location.replace("/old-browser")</script>', "<div id=root></div>"),
    "two targets": page('<script>location.replace("/a"); location.replace("/b")</script>'),
    "a target that is put together": page('<script>location.href = "/a?" + token;</script>'),
    "another location": page('<script>user.location = "/berlin";</script>'),
    "nothing": "",
    "text": "location, location",
}


@pytest.mark.parametrize("name", SENDING)
def test_pages_that_send_their_readers_on(name: str) -> None:
    assert page_redirect(SENDING[name].encode()) == THERE


@pytest.mark.parametrize("name", KEEPING)
def test_pages_that_keep_their_readers(name: str) -> None:
    assert page_redirect(KEEPING[name].encode()) is None


def test_the_refresh_header_is_one_too() -> None:
    assert page_redirect(STORY.encode(), "0; url=/a") == "/a"
    assert page_redirect(STORY.encode(), "30; url=/a") is None


HOSTILE = {
    "brackets": b"<" * 200_000,
    "comments": b"<!--" * 50_000,
    "scripts": b"<script" * 30_000,
    "metas": b"<meta " * 30_000,
    "attributes": b"<meta " + b"a=" * 100_000 + b">",
    "locations": b"location=" * 20_000,
    "quotes": b"location='\\" * 700,
    "seconds": b'<meta http-equiv=refresh content="' + b"9" * 60_000 + b'">',
    "bytes": bytes(range(256)) * 500,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_no_time(name: str) -> None:
    started = time.process_time()
    assert page_redirect(HOSTILE[name]) is None
    assert time.process_time() - started < 1
