"""Mail, mailboxes and pages saved as mail."""

import base64
import gzip
import quopri
from datetime import UTC, datetime

import pytest

from newsbeam.transforms.archives import ReadLimits
from newsbeam.transforms.core.web.sniff import sniff
from newsbeam.transforms.records import Failure, Page
from tests.stages.archive_samples import HTML, WRITTEN, Write, brief, read, read_pages

SENT = datetime(2026, 11, 5, 9, tzinfo=UTC)
URL = "https://lowmere.example/n/1"
PAGE = HTML.replace(b"Lowmere", "Löhme = Lowmere".encode())
HEAD = b"Subject: Lowmere bridge opens\r\nDate: Thu, 5 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
LETTER = (
    b"Received: from a by b; Thu, 5 Nov 2026 10:00:00 +0100\r\nMessage-ID: <17@mail.lowmere.example>\r\n"
    b"From: The Lowmere Post <news@mail.lowmere.example>\r\nTo: desk@other.example\r\n"
) + HEAD


def part(kind: str, body: bytes, coding: str = "quoted-printable", more: str = "") -> bytes:
    encode = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(coding, bytes)
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\n{more}\r\n".encode() + encode(body) + b"\r\n"


def multipart(head: bytes, *parts: bytes, kind: str = "related") -> bytes:
    body = b"".join(b"--=_x\r\n" + one for one in parts)
    return head + f'Content-Type: multipart/{kind};\r\n\ttype="text/html";\r\n\tboundary="=_x"\r\n\r\n'.encode() + body + b"--=_x--\r\n"


BLINK = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://lowmere.example/n/1\r\n" + HEAD
EXPLORER = b'From: "Saved by Windows Internet Explorer 11"\r\n' + HEAD
LOCATION = f"Content-Location: {URL}\r\n"
FRAME = part("text/html", b"<p>an advertisement", more="Content-Location: https://ads.example/1\r\nContent-ID: <other>\r\n")
PICTURE = part("image/png", b"\x89PNG\r\n\0\0\1\2" * 40, "binary")

SAVED = {
    "Blink": multipart(BLINK, part("text/html", PAGE, more=LOCATION), FRAME),
    "Blink, the page's own address only": multipart(BLINK, part("text/html", PAGE, more="Content-Location: cid:1\r\n")),
    "Internet Explorer": multipart(EXPLORER, part('text/html; charset="utf-8"', PAGE, "base64", LOCATION), FRAME),
    "a binary picture first": multipart(EXPLORER, PICTURE, part("text/html", PAGE, more=LOCATION)),
    "8 bits": multipart(EXPLORER, part("text/html", PAGE, "8bit", LOCATION)),
    "a part that is named as the first": multipart(
        EXPLORER, FRAME, part("text/html", PAGE, more=f"Content-ID: <page>\r\n{LOCATION}")
    ).replace(b'type="text/html"', b'start="<page>"'),
    "one part": EXPLORER + LOCATION.encode() + part("text/html", PAGE),
    "line feeds": multipart(BLINK, part("text/html", PAGE, more=LOCATION)).replace(b"\r\n", b"\n"),
    "an archive's address": multipart(EXPLORER, part("text/html", PAGE, more=f"Content-Location: https://archive.ph/o/x/{URL}\r\n")),
}


@pytest.mark.parametrize("case", SAVED)
def test_pages_saved_as_mail(write: Write, case: str) -> None:
    for name in ("a.mhtml", "a.bin"):
        (page,) = read_pages(write(name, SAVED[case]))
        assert (page.form, page.body.strip()) == ("html", PAGE)
        assert (page.origin.url, page.origin.fetched_at, page.origin.external_id) == (URL, SENT, None)
        assert (page.hints.title, page.hints.published_at, page.hints.authors) == ("Lowmere bridge opens", None, ())
        assert page.origin.name.endswith(name)


def test_a_letter(write: Write) -> None:
    data = multipart(LETTER, part("text/plain", b"Bridge opens"), part("text/html; charset=utf-8", PAGE), kind="alternative")
    (page,) = read_pages(write("a.eml", data))
    assert (page.form, page.body.strip(), page.content_type) == ("html", PAGE, "text/html; charset=utf-8")
    assert (page.origin.external_id, page.origin.url, page.origin.fetched_at) == ("17@mail.lowmere.example", None, SENT)
    hints = page.hints
    assert (hints.title, hints.published_at, hints.authors, hints.outlet) == ("Lowmere bridge opens", SENT, (), "lowmere.example")


SENDERS = [
    ("Ada Quill from The Lowmere Post <ada@lowmere.example>", ("Ada Quill",), "lowmere.example"),
    ("=?utf-8?q?Ada_Q=C3=BCill?= <ada@news.lowmere.example>", ("Ada Qüill",), "lowmere.example"),
    ("The Lowmere Post <post@substack.com>", (), "The Lowmere Post"),
    ("Ada Quill at The Lowmere Post <post@substack.com>", ("Ada Quill",), "The Lowmere Post"),
    ("Ada Quill <quill@gmail.com>", ("Ada Quill",), "Ada Quill"),
    ("news@lowmere.example", (), "lowmere.example"),
    ("The Lowmere Post", (), "The Lowmere Post"),
    ("The Lowmere Post <post@localhost>", (), "The Lowmere Post"),
    ("=?nonsense?q?The Post?= <a@lowmere.example>", (), "lowmere.example"),
    ("", (), None),
]


@pytest.mark.parametrize(("sender", "authors", "outlet"), SENDERS)
def test_senders(write: Write, sender: str, authors: tuple[str, ...], outlet: str | None) -> None:
    data = (
        LETTER.replace(b"The Lowmere Post <news@mail.lowmere.example>", sender.encode()) + b"\r\nThe bridge over the Lowmere is open.\r\n"
    )
    (page,) = read_pages(write("a.eml", data))
    assert (page.hints.authors, page.hints.outlet) == (authors, outlet)


@pytest.mark.parametrize("date", [b"", b"Date: once upon a time\r\n", b"Date: Thu, 99 Nov 2026 10:00:00 +0100\r\n"])
def test_a_letter_without_a_time_has_its_file_s(write: Write, date: bytes) -> None:
    (page,) = read_pages(write("a.eml", LETTER.replace(b"Date: Thu, 5 Nov 2026 10:00:00 +0100\r\n", date) + b"\r\nBridge opens.\r\n"))
    assert (page.hints.published_at, page.origin.fetched_at) == (None, WRITTEN)


LINK = b'<p><a class=x href="%s"><span>View this email</span> in your browser</a></p>'
ADDRESSES = [
    ("Archived-At", b"Archived-At: <https://lists.lowmere.example/1>\r\n", b"", "https://lists.lowmere.example/1"),
    ("List-Post is a page", b"List-Post: <https://lowmere.example/p/1>\r\n", b"", "https://lowmere.example/p/1"),
    ("List-Post is a mailbox", b"List-Post: <mailto:post@lowmere.example>\r\n", b"", None),
    ("List-Post is the front page", b"List-Post: <https://lowmere.example/>\r\n", b"", None),
    ("the sender's page", b"", LINK % b"https://lowmere.example/letter?a=1&amp;b=2", "https://lowmere.example/letter?a=1&b=2"),
    ("the sender's page, for one reader", b"", LINK % b"https://lowmere.example/letter?n=1&amp;token=k3y", None),
    ("a counter's page", b"", LINK % b"https://clicks.example/x", None),
    ("the front page", b"", LINK % b"https://lowmere.example/", None),
    ("no address", b"", LINK.replace(b"href", b"name") % b"x", None),
    ("another link", b"", b"<a href=https://lowmere.example/2>The bridge</a>", None),
]


@pytest.mark.parametrize(("header", "link", "url"), [case[1:] for case in ADDRESSES], ids=[case[0] for case in ADDRESSES])
def test_a_letter_s_own_address(write: Write, header: bytes, link: bytes, url: str | None) -> None:
    (page,) = read_pages(write("a.eml", LETTER + header + part("text/html", PAGE + link)))
    assert page.origin.url == url


def test_text_is_read_by_paragraphs(write: Write) -> None:
    wrapped = b"The bridge over the Lowmere is open again, the council of\r\nHasterley said on Monday.\r\n\r\nShort\r\nlines\r\n"
    (page,) = read_pages(write("a.eml", LETTER + b"\r\n" + wrapped))
    assert (page.form, page.content_type) == ("dump", "text/plain")
    assert page.body == b"The bridge over the Lowmere is open again, the council of Hasterley said on Monday.\n\nShort\nlines"
    flowed = LETTER + part("text/plain; format=flowed; charset=utf-8", b"The bridge \r\nis open.\r\nSo it is.\r\n", "7bit")
    (page,) = read_pages(write("b.eml", flowed))
    assert page.body == b"The bridge is open.\nSo it is."


def test_attachments_are_not_read(write: Write) -> None:
    note = part("text/html", b"<p>not this", more="Content-Disposition: attachment; filename=a.html\r\n")
    (page,) = read_pages(write("a.eml", multipart(LETTER, note, part("text/plain", b"Bridge opens"), kind="mixed")))
    assert page.body == b"Bridge opens"
    assert brief(read(write("b.eml", multipart(LETTER, note, PICTURE, kind="mixed")))) == ["no_content"]


BROKEN = [
    ("an empty one", LETTER + b"\r\n", "empty"),
    ("a long text", LETTER + b"\r\n" + b"x" * 6_000, "too_large"),
    ("a long message", LETTER + b"\r\n" + b"x" * 11_000, "too_large"),
    ("many parts", multipart(LETTER, *[b"\r\n\r\n"] * 100).replace(b"--=_x\r\n", b"--=_x\n" * 3), "empty"),
]


@pytest.mark.parametrize(("data", "reason"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_messages_that_cannot_be_read(write: Write, data: bytes, reason: str) -> None:
    (failure,) = read(write("a.eml", data))
    assert isinstance(failure, Failure)
    assert failure.reason == reason


@pytest.mark.parametrize(
    "hostile",
    [
        b"\n" * 2_000_000,
        b"\n--x" * 30_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=x%d\n\n--x%d\n" % (i, i) for i in range(20_000)),
    ],
    ids=["lines", "parts", "depth"],
)
def test_messages_that_would_take_the_library_minutes(write: Write, hostile: bytes) -> None:
    (failure,) = read(write("a.eml", LETTER + hostile), ReadLimits())
    assert isinstance(failure, Failure)
    assert failure.reason == "too_large"


def test_a_message_over_which_the_library_breaks(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_raw: bytes) -> None:
        raise RecursionError("as older versions did")

    monkeypatch.setattr("email.message_from_bytes", broken)
    (failure,) = read(write("a.eml", LETTER + b"\r\nThe bridge is open.\r\n"))
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.payload is not None) == ("bad_archive", True)


def test_nested_parts_below_the_limits(write: Write) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=x%d\n\n--x%d\n" % (i, i) for i in range(60))
    (page,) = read_pages(write("a.eml", LETTER + nested + b"Content-Type: text/html\n\n" + HTML))
    assert page.body == HTML


def mailbox(*messages: bytes) -> bytes:
    return b"".join(b"From news@lowmere.example Thu Nov  5 10:00:00 2026\n" + message + b"\n\n" for message in messages)


def test_a_broken_mailbox_ends_in_one_failure(write: Write) -> None:
    data = gzip.compress(mailbox(*[LETTER + b"\r\nThe bridge over the Lowmere is open.\r\n"] * 30))
    records = brief(read(write("a.mbox.gz", data[:-20])))
    assert (set(records[:-1]), records[-1]) == ({"dump"}, "bad_archive")
    assert brief(read(write("a.eml.gz", gzip.compress(LETTER + b"\r\n" + bytes(range(65, 90)) * 40)[:-20]))) == ["bad_archive"]


def test_a_mailbox_is_one_letter_after_another(write: Write) -> None:
    text = b"\r\nFrom the council:\n\n>From Monday on, 2026\n\nFrom Hasterley in the year 2026\nthe bridge is open.\n"
    records = read(write("a.mbox", mailbox(LETTER + text, LETTER + b"\r\n" + b"x\n" * 11_000, LETTER + part("text/html", PAGE))))
    assert brief(records) == ["dump", "too_large", "html"]
    assert [record.origin.name[-2:] for record in records] == ["#0", "#1", "#2"]
    first = records[0]
    assert isinstance(first, Page)
    assert first.body.startswith(b"From the council:\n\nFrom Monday on, 2026\n\nFrom Hasterley")


NO_MAIL = [
    b"From the ashes of 2026\n\nThe bridge is open.\n",
    b"From: The Desk\nThe bridge over the Lowmere is open.\n",
    b"Date: Monday\nPlace: Hasterley\nWeather: fair\nTide: high\nSubject: the bridge\nMood: good\nFrom: all sides\n",
    b"Sport: The race is over\nFrom: here\nTo: there\nWorld: No news\nLocal: The bridge\nOpinion: none\nFood: Soup\n",
]


@pytest.mark.parametrize("text", NO_MAIL)
def test_texts_that_are_no_mail(text: bytes) -> None:
    assert sniff(text, "a.txt") == "text"
