"""Encodings, deep trees, and pages that are no article."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.pages.page import access_of, decode, parse
from newsbeam.transforms.errors import InputError, Permanent, Refused

FRENCH = "<html><body><p>Le maire de Valmont a présenté hier un projet à dix millions d’euros, très critiqué à l'école.</p></body></html>"
RUSSIAN = "<html><body><p>Мэр города объявил вчера о закрытии старого моста через реку на время ремонта.</p></body></html>"
JAPANESE = "<html><body><p>市長は昨日、古い橋を修理のために閉鎖すると発表した。工事は来年の春まで続く見通しだ。</p></body></html>"
ASCII = "<html><p>The old bridge over the river has been closed since the fourth of May</p></html>"  # an even number of bytes
JAPANESE_TEXT = "市長は三日夜、川に架かる古い橋を四日から閉鎖すると発表した。\n" * 20

DECODED = {
    "utf-8 without a declaration": (FRENCH, "utf-8", None),
    "utf-8 with a wrong header": (FRENCH, "utf-8", "text/html; charset=iso-8859-1"),
    "latin-1 with a right header": (FRENCH.replace("’", "'"), "latin-1", "text/html; charset=ISO-8859-1"),
    "latin-1 with a wrong header": (FRENCH.replace("’", "'"), "latin-1", "text/html; charset=utf-8"),
    "windows-1252 with its typographic quotes": (FRENCH, "cp1252", "text/html; charset=iso-8859-1"),
    "windows-1252 with nothing said": (FRENCH, "cp1252", None),
    "windows-1251 declared": (RUSSIAN, "cp1251", "text/html; charset=windows-1251"),
    "windows-1251 with nothing said": (RUSSIAN, "cp1251", None),
    "shift_jis declared in the page": (JAPANESE.replace("<html>", '<html><meta charset="shift_jis">'), "cp932", None),
    "euc-jp with a header": (JAPANESE, "euc_jp", "text/html; charset=euc-jp"),
    "iso-2022-jp, whose bytes are ascii": (JAPANESE, "iso2022_jp", "text/html; charset=iso-2022-jp"),
    "utf-16 with a byte order mark": (FRENCH, "utf-16", None),
    "utf-8 with a byte order mark and a wrong header": (FRENCH, "utf-8-sig", "text/html; charset=windows-1251"),
    "utf-16 that only the header tells": (FRENCH, "utf-16-le", "text/html; charset=utf-16le"),
    "utf-16 with hardly any ascii": (JAPANESE_TEXT, "utf-16-be", "text/plain; charset=utf-16be"),
    "ascii with a header of utf-16": (ASCII, "ascii", "text/html; charset=utf-16"),
    "ascii with a meta of utf-16": (ASCII.replace("<p>", "<meta charset='utf-16'><p>"), "ascii", None),
    "utf-8 with a meta of utf-16be": (FRENCH.replace("<p>", "<meta charset=utf-16be><p>"), "utf-8", None),
    "windows-1252 with a meta of utf-16": (FRENCH.replace("<p>", "<meta charset=utf-16><p>"), "cp1252", None),
    "windows-1252 with a header of utf-16": (FRENCH, "cp1252", "text/html; charset=utf-16"),
    "utf-8 with a header of utf-32": (FRENCH, "utf-8", "text/html; charset=utf-32"),
    "one letter in a long page of ascii": (ASCII * 40 + "<p>K\u00e4se</p>", "cp1252", "text/html; charset=windows-1252"),
    "one letter in a long text, with nothing said": ("Fresh from the quay. " * 150 + "M\u00fcnchner Stra\u00dfe", "cp1252", None),
    "a charset that is no text encoding": (FRENCH, "utf-8", "text/html; charset=zlib_codec"),
    "a charset that nobody knows": (FRENCH, "utf-8", "text/html; charset=x-klingon"),
}


@pytest.mark.parametrize(("text", "encoding", "header"), DECODED.values(), ids=DECODED)
def test_decode(text: str, encoding: str, header: str | None) -> None:
    assert decode(text.encode(encoding), header) == text


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    body = (RUSSIAN * 20).encode() + b"\xff"
    assert decode(body).startswith(RUSSIAN)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t \r\n", "empty"),
        (b"\x00" * 50, "empty"),
        ("\u200f \u0080".encode(), "empty"),
        (bytes(range(1, 32)) * 40, "undecodable"),
    ],
)
def test_no_text(body: bytes, reason: str) -> None:
    with pytest.raises(Permanent) as error:
        decode(body)
    assert error.value.reason == reason


@pytest.mark.parametrize("start", [b"%PDF-1.7\n", b"\r\n %PDF-1.4\n", b"{\\rtf1", b"GIF89a", b"\x89PNG\r\n", b"PK\x03\x04", b"%!PS-Adobe"])
def test_other_files_that_are_called_pages_are_told_apart(start: bytes) -> None:
    with pytest.raises(Refused) as error:
        decode(start + ASCII.encode(), "text/html")
    assert error.value.reason == "wrong_type"


@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=utf-7", "charset=undefined"]))
def test_any_bytes_give_text_or_a_reason(body: bytes, header: str | None) -> None:
    with contextlib.suppress(InputError):
        assert decode(body, header).strip()


@pytest.mark.parametrize("depth", [300, 1500])
def test_deep_pages_are_read_whole(depth: int) -> None:
    document = parse(
        "<html><body>" + "<div>" * depth + "<p>The bridge is closed.</p>" + "</div>" * depth + "<p>And open.</p></body></html>"
    )
    assert document.text_content() == "The bridge is closed.And open."


ACCESS = {
    "nothing said": ("x" * 5000, [], None, None, "free"),
    "declared free": ("x" * 200, ["Subscribe to continue reading"], True, None, "free"),
    "declared closed and short": ("x" * 300, [], False, None, "paywalled"),
    "declared closed, whole text there": ("x" * 5000, [], False, None, "metered"),
    "declared closed, whole teaser and a box": ("x" * 5000, ["Subscribe to read the full story"], False, None, "paywalled"),
    "metered": ("x" * 5000, [], None, "metered", "metered"),
    "locked": ("x" * 300, [], None, "locked", "paywalled"),
    "sold": ("x" * 300, [], None, "premium", "paywalled"),
    "short with a box": ("x" * 300, ["Already a subscriber? Log in"], None, None, "paywalled"),
}


@pytest.mark.parametrize(("text", "cut", "is_free", "tier", "access"), ACCESS.values(), ids=ACCESS)
def test_access(text: str, cut: list[str], is_free: bool | None, tier: str | None, access: str) -> None:
    assert access_of(text, cut, is_free=is_free, tier=tier) == access
