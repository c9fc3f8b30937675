import bz2
import gzip
import io
import tarfile
import zipfile

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.web.sniff import HEAD_BYTES, charset_of_bom, sniff
from tests.support.timed import within


def tar(name: str = "a.txt", tar_format: int = tarfile.USTAR_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tar_format) as archive:
        archive.addfile(tarfile.TarInfo(name))
    return out.getvalue()


def old_tar() -> bytes:
    """Before POSIX: no `ustar` magic, only a checksum."""
    block = bytearray(tar()[:512])
    block[257:265] = bytes(8)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + bytes(1024)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


CASES = [
    ("nothing", b"", "", "empty"),
    ("white space only", b" \r\n\t ", "a.html", "empty"),
    ("a lone byte order mark", b"\xef\xbb\xbf", "", "empty"),
    ("gzip", gzip.compress(b"x"), "a.txt", "gzip"),
    ("zstd", zstandard.compress(b"x"), "", "zstd"),
    ("zstd after a skippable frame", b"\x5d\x2a\x4d\x18\x01\0\0\0d" + zstandard.compress(b"x"), "", "zstd"),
    ("bzip2", bz2.compress(b"x"), "", "bzip2"),
    ("zip", zipped("a.html"), "", "zip"),
    ("empty zip", zipped(), "", "zip"),
    ("epub", zipped("mimetype", "a.html"), "a.epub", "unknown"),
    ("office document", zipped("[Content_Types].xml"), "a.docx", "unknown"),
    ("tar, ustar", tar(), "", "tar"),
    ("tar, pax", tar("ü" * 200, tarfile.PAX_FORMAT), "", "tar"),
    ("tar, gnu", tar("n" * 200, tarfile.GNU_FORMAT), "", "tar"),
    ("tar, old", old_tar(), "", "tar"),
    ("warc", b"WARC/1.0\r\nWARC-Type: response\r\n", "page.html", "warc"),
    ("pdf", b"%PDF-1.7\n1 0 obj\n", "a.txt", "unknown"),
    ("png", b"\x89PNG\r\n\x1a\n", "", "unknown"),
    ("rtf", rb"{\rtf1\ansi Hello}", "", "unknown"),
    ("nul bytes", b"abc\0def", "a.txt", "unknown"),
    ("control characters", bytes(range(1, 256)) * 4, "a.txt", "unknown"),
    ("mail", b"Received: from a by b\nFrom: Ann <a@b.example>\nSubject: hello\n\nText", "a.eml", "mail"),
    ("mbox", b"From ann Mon Jan 1\nReceived: from a\n  by b\nFrom: Ann <a@b.example>\nSubject: hello\n\nText", "", "mbox"),
    ("a binary mail", b"From: Ann\r\nSubject: a\r\nDate: b\r\n\r\n" + bytes(200), "", "mail"),
    ("svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "", "unknown"),
    ("other xml", b"<!DOCTYPE nitf SYSTEM 'nitf.dtd'>\n<nitf>", "", "unknown"),
    # HTML
    ("doctype", b"<!DOCTYPE html><title>x", "", "html"),
    ("html in a .txt", b"\n\n<html><body>x", "page.txt", "html"),
    ("xhtml", b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">\n<html>', "", "html"),
    ("after a comment", b"<!-- saved from url=(0014)about:internet -->\n<html>", "", "html"),
    ("fragment", b"<p>Hello</p>", "", "html"),
    ("upper case", b"<HTML>", "", "html"),
    ("utf-16", "<!doctype html><p>Grüße".encode("utf-16"), "", "html"),
    ("text before the page", b"Last login: never\n<html><head></head><body>x", "", "html"),
    ("the name decides", b"Hello, no tags here", "a.htm", "html"),
    ("unknown tag, html name", b"<custom-element>", "a.html", "html"),
    # feeds
    ("rss", b'<?xml version="1.0"?>\n<rss version="2.0"><channel>', "a.html", "feed"),
    ("rss with style sheet", b'<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- hi --><rss>', "", "feed"),
    ("rss with doctype", b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "x">\n<rss version="0.91">', "", "feed"),
    ("rss with entities", b"<!DOCTYPE rss [\n<!ENTITY nbsp '&#160;'>]>\n<rss>", "", "feed"),
    ("rss 1.1", b'<Channel xmlns="http://purl.org/net/rss1.1#">', "", "feed"),
    ("atom", b'<feed xmlns="http://www.w3.org/2005/Atom">', "", "feed"),
    ("atom, prefixed", b'<atom:feed xmlns:atom="http://www.w3.org/2005/Atom">', "", "feed"),
    ("rdf", b"<rdf:RDF xmlns=''>", "", "feed"),
    ("sitemap", b"<urlset xmlns='x'>", "", "feed"),
    ("json feed", b'{\n "version": "https://jsonfeed.org/version/1.1",\n "items": []}', "", "feed"),
    ("json feed, slashes escaped", rb'{"version":"https:\/\/jsonfeed.org\/version\/1"}', "", "feed"),
    # JSON
    ("one line", b'{"text": "x"}', "", "jsonl"),
    ("two lines", b'{"text": "x"}\n{"text": "y"}\n', "", "jsonl"),
    ("first line broken", b'{"text": "x"\n{"text": "y"}\n', "", "jsonl"),
    ("a line longer than the head", b'{"text": "' + b"x" * HEAD_BYTES, "", "jsonl"),
    ("pretty printed", b'{\n  "text": "x"\n}\n', "", "json"),
    ("array", b'[{"text": "x"}]', "", "json"),
    ("array over lines", b'[\n  {"text": "x"}\n]', "", "json"),
    ("empty array", b"[]", "", "json"),
    ("the name decides for rubbish", b"rubbish\n", "a.jsonl", "jsonl"),
    # text
    ("plain", b"Hello", "", "text"),
    ("bullets and brackets", b"[Photo: a bridge]\nText", "", "text"),
    ("braces", b"{Breaking} news", "", "text"),
    ("less-than", b"<3 this town", "", "text"),
    ("latin-1", "Grüße aus Köln".encode("latin-1"), "", "text"),
    ("utf-16 text", "Hello".encode("utf-16"), "", "text"),
    ("talks of html", b"How <html> came to be", "", "text"),
    ("lines that begin like mail", b"From here\nto there\ndate unknown\n", "", "text"),
    ("article with a date line", b"From: our desk\n\nHello there\nmore\nmore\n", "", "text"),
]


@pytest.mark.parametrize(("head", "name", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_formats(head: bytes, name: str, expected: str) -> None:
    assert sniff(head, name) == expected


@pytest.mark.parametrize("charset", ["utf-16", "utf-32", "utf-8-sig"])
def test_byte_order_marks(charset: str) -> None:
    assert charset_of_bom("x".encode(charset)) == charset.removesuffix("-sig")
    assert charset_of_bom(b"x") is None


@given(st.binary(max_size=600), st.sampled_from(["", "a.html", "a.jsonl", "a.txt"]))
def test_any_bytes_get_an_answer(head: bytes, name: str) -> None:
    assert isinstance(sniff(head, name), str)


HOSTILE = [
    b"<!--" * 16_000,
    b"<!-- -->" * 8_000,
    b"<?" * 32_000,
    b"<!doctype " + b"a" * 65_000,
    b"{" + b" " * 65_000,
    b"[" * 65_536,
    b'{"a":' * 13_000 + b"\n{",
    b'{"version"' + b" " * 65_000,
    b'{"version":' + b'"version"  ' * 5_000,
    b"from: \n" * 9_000,
    b"<" * 65_536,
]


@pytest.mark.timed
@pytest.mark.parametrize("head", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_heads_take_no_time(head: bytes) -> None:
    with within(0.25):
        sniff(head[:HEAD_BYTES])
