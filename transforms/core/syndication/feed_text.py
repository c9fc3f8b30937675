"""The bytes of a feed as text.

The encoding is decided here, so that the parsers get UTF-8 and their own guesses, with codecs that are no charsets, are never reached.
"""

import codecs
import re
import zlib

from newsbeam.transforms.core.text.controls import without_controls
from newsbeam.transforms.errors import Permanent

MAX_UNPACKED = 20 * 1024 * 1024
"""Of a sitemap that is a gzip file, in bytes."""
HEAD = 1024
"""Bytes in which an encoding is looked for."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STARTS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # "<?xm" in EBCDIC
)
_NOT_CHARSETS = frozenset({"idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Python's codecs that are no charset of the web, some slow, some always failing."""
_SUPERSETS = {"ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "euc_kr": "cp949", "shift_jis": "cp932"}
"""What browsers read instead: names of charsets are used for their supersets."""
_DECLARED = re.compile(r"""<\?xml\s[^<>]{0,300}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_FORBIDDEN = re.compile("[\ufffe\uffff]")


def decode(body: bytes, content_type: str | None) -> str:
    """The feed's text.

    A byte order mark wins; then UTF-8 if the bytes are UTF-8, whatever is declared; then what the document declares, then what the header
    does.

    Raises:
        Permanent: `empty`; `too_large`: a packed sitemap unfolds too far; `undecodable`: a packed one that is broken.
    """
    body = _unpacked(body)
    if not body.strip(b" \t\r\n\0"):
        raise Permanent("empty")
    text = _decoded(body, content_type)
    return _FORBIDDEN.sub("", without_controls(text.removeprefix("\ufeff").replace("\r", "\n"))).lstrip()


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, MAX_UNPACKED)
    except zlib.error as error:
        raise Permanent("undecodable", f"gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise Permanent("too_large", f"gzip: more than {MAX_UNPACKED} bytes")
    return unpacked


def _decoded(body: bytes, content_type: str | None) -> str:
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    for start, charset in _STARTS:
        if body.startswith(start):
            return body.decode(charset, "replace")
    declared = _DECLARED.search(body[:HEAD].lstrip().decode("latin-1"))
    sent = _CHARSET.search((content_type or "")[:500])
    named = [_charset(found[1]) for found in (declared, sent) if found]
    charsets = [charset for charset in named if charset is not None]
    if not any(charset.startswith(("iso2022", "hz")) for charset in charsets):  # these look like ASCII, and so like UTF-8
        charsets.insert(0, "utf-8")
    for charset in charsets:
        try:
            return body.decode(charset)
        except UnicodeError:
            continue
    return body.decode(next((charset for charset in charsets if charset != "utf-8"), "cp1252"), "replace")


def _charset(name: str) -> str | None:
    """The codec of a charset's name; None if it is not one for text."""
    try:
        codec = codecs.lookup(name).name
        b"a".decode(codec)  # of nothing, any codec makes nothing
    except (LookupError, ValueError):
        return None
    if codec.replace("_", "-") in _NOT_CHARSETS or codec.startswith(("utf-16", "utf-32")):  # these were told by their bytes
        return None
    return _SUPERSETS.get(codec, codec)
