"""Bodies of HTTP replies: what is undone, what is left, and what cannot be told."""

import bz2
import gzip
import zlib

import pytest

from newsbeam.transforms.core.web import bodies
from newsbeam.transforms.core.web.bodies import plain_body
from newsbeam.transforms.errors import Permanent

PAGE = b"<!doctype html><p>The bridge over the Lowmere is open again, the council of Hasterley said on Monday.</p>" * 20
LATIN = "<p>Die Brücke über die Lohme ist wieder offen.</p>".encode("latin-1") * 20


def chunked(*parts: bytes, end: bytes = b"0\r\n\r\n", newline: bytes = b"\r\n") -> bytes:
    return b"".join(b"%X%s%s%s" % (len(part), newline, part, newline) for part in parts) + end


UNDONE = [
    ("nothing", PAGE, "", ""),
    ("chunks", chunked(PAGE[:100], PAGE[100:]), "chunked", ""),
    ("chunks with extensions and a trailer", chunked(PAGE).replace(b"\r\n<", b";a=b\r\n<", 1) + b"X: y\r\n\r\n", "chunked", ""),
    ("chunks by line feeds", chunked(PAGE[:100], PAGE[100:], end=b"0\n\n", newline=b"\n"), "chunked", ""),
    ("chunks that nobody announces", chunked(PAGE[:100], PAGE[100:]), "", ""),
    ("chunks without the last", chunked(PAGE[:100], PAGE[100:], end=b""), "", ""),
    ("one chunk without the last", chunked(PAGE, end=b""), "", ""),
    ("chunks around gzip, in transfer", chunked(gzip.compress(PAGE)), "gzip, chunked", ""),
    ("announced twice, done once", gzip.compress(PAGE), "gzip", "gzip"),
    ("several", zlib.compress(gzip.compress(PAGE)), "", "gzip, deflate"),
    ("deflate without zlib's header", zlib.compress(PAGE)[2:-4], "", "deflate"),
    ("a header that is left: deflate", PAGE, "", "deflate"),
    ("a header that is left: gzip, over 8-bit text", LATIN, "", "gzip"),
    ("words that are no encodings", PAGE, "", "utf-8, none, binary"),
    ("gzip with rubbish behind it", gzip.compress(PAGE) + b"rubbish", "", "gzip"),
]


@pytest.mark.parametrize(("body", "transfer", "content"), [case[1:] for case in UNDONE], ids=[case[0] for case in UNDONE])
def test_bodies(body: bytes, transfer: str, content: str) -> None:
    assert plain_body(body, transfer, content, 100_000).data in (PAGE, LATIN)


NOT_CHUNKS = [
    b"10\r\nis the number of the house in which the council met.\r\n",
    b"5\r\nhello\r\nand goodbye, said the ferryman of Lowmere.",
    b"2026\nThe year of the flood.\n",
    b"5\nseven\n",
]


@pytest.mark.parametrize("text", NOT_CHUNKS)
def test_text_that_begins_with_a_number_stays(text: bytes) -> None:
    assert plain_body(text, "", "", 1_000) == (text, True)


def test_what_comes_before_a_break_is_the_body() -> None:
    packed = gzip.compress(PAGE + bytes(f"{list(range(5_000))}", "ascii"))
    cut = plain_body(packed[:-4_000], "", "gzip", 100_000)
    assert cut.data.startswith(PAGE)
    assert not cut.is_whole
    assert plain_body(chunked(PAGE, PAGE, end=b"")[:-1_002], "chunked", "", 100_000) == (PAGE + PAGE[:-1_000], False)


def test_chunks_that_break_off_for_another_reason_stay_as_they_are() -> None:
    body = chunked(PAGE, end=b"") + b"no size"
    assert plain_body(body, "chunked", "", 100_000).data == body


@pytest.mark.parametrize(
    ("body", "content", "reason"),
    [
        (PAGE, "gzip, gzip, gzip, gzip, gzip", "decode_failed"),
        (bz2.compress(PAGE), "bzip2", "decode_failed"),
        (b"\x1f\x8b\x08rubbish\0", "gzip", "decode_failed"),
        (b"\x1f\x8b\x08rubbish\0", "utf-8", "decode_failed"),
        (b"\0\1\2\3" * 20, "deflate", "decode_failed"),
        (b"\x1f\x8b\x08rubbish\0", "", "decode_failed"),
        (gzip.compress(bytes(100_000)), "gzip", "too_large"),
        (gzip.compress(gzip.compress(bytes(100_000_000), 1), 1), "", "too_large"),
        (bytes(20_000), "", "too_large"),
    ],
)
def test_bodies_that_are_given_up(body: bytes, content: str, reason: str) -> None:
    with pytest.raises(Permanent) as caught:
        plain_body(body, "", content, 10_000)
    assert caught.value.reason == reason


def test_layers_end() -> None:
    body = PAGE
    for _ in range(bodies.MAX_CODINGS + 2):
        body = gzip.compress(body)
    assert plain_body(body, "", "", 100_000).data == gzip.compress(gzip.compress(PAGE))
