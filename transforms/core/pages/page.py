"""Bytes to text to tree: the encoding of a page, and its parsed document.

The order of trust for the encoding is the field's: byte order mark, then what the bytes themselves prove (valid multi-byte UTF-8 is
hardly ever an accident), then what header and page declare, then statistics. A declaration that the bytes contradict is ignored.
"""

import codecs
import re

import lxml.etree
import lxml.html
from charset_normalizer import from_bytes

from newsbeam.transforms.core.text.controls import without_controls
from newsbeam.transforms.core.text.cruft import compiled
from newsbeam.transforms.core.web.sniff import is_foreign
from newsbeam.transforms.errors import Permanent, Refused
from newsbeam.transforms.records import Access

MAX_BYTES = 16_777_216
"""More is not parsed: no news page is that long."""
MAX_BROKEN = 0.002
"""Share of broken characters up to which a nearly valid UTF-8 page is still UTF-8."""
MAX_CONTROL = 0.02
"""Share of control characters from which a text is binary data."""
MIN_ZEROS = 0.1
"""Share of zeros from which bytes are UTF-16, though they are valid UTF-8, too."""
SNIFF = 4096
"""Bytes at the start of a page in which `<meta charset>` is looked for; HTML asks for 1024, real pages need more."""
SAMPLE = 32_768
"""Non-ASCII bytes given to the statistics: charset-normalizer's time grows with them."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,40})""", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_WIDE = ("utf-16", "utf-32")
_SEVEN_BIT = ("iso2022_jp", "hz")
"""Encodings whose bytes are ASCII, so that UTF-8 would accept them: believed when declared."""
_WEB_NAMES = (
    "cp1252 cp1251 cp1250 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 iso8859_2 iso8859_5 iso8859_7 koi8_r"
    " gb18030 big5 shift_jis euc_jp euc_kr"
)
_WEB = _WEB_NAMES.split()
_LABELS = {  # what the declared name means on the web (WHATWG Encoding Standard)
    "ascii": "cp1252",
    "big5-hkscs": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page.

    Raises:
        Permanent: `empty` without anything but white space, `undecodable` if no encoding gives text, `too_large`.
        Refused: `wrong_type`: a PDF, a picture or a document of an office under the name of a page.
    """
    if not body.strip(b" \t\r\n\f\x00"):
        raise Permanent("empty", f"{len(body)} bytes, nothing but white space")
    if len(body) > MAX_BYTES:
        raise Permanent("too_large", f"{len(body)} bytes, more than {MAX_BYTES}")
    if is_foreign(body):
        raise Refused("wrong_type", f"begins with {body.lstrip()[:8]!r}: no page")
    text = _decode(body, content_type or "")
    if len(_CONTROL.findall(text[:SAMPLE])) > MAX_CONTROL * min(len(text), SAMPLE):
        raise Permanent("undecodable", "control characters: binary data, not text")
    text = without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise Permanent("empty", "nothing but white space and marks")
    return text


def _decode(body: bytes, content_type: str) -> str:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    header, meta = _charset(content_type.encode("utf-8", "replace")), _charset(body[:SNIFF])
    if header and header.startswith("utf-16") and _is_wide(body) and (text := _strict(body, header)) is not None:
        return text
    declared = [x for x in (header, meta) if x and not x.startswith(_WIDE)]  # a `<meta>` that is read is not in UTF-16
    for name in declared:
        if name in _SEVEN_BIT and (text := _strict(body, name)) is not None:
            return text
    text = _strict(body, "utf-8")
    if text is not None:
        return text
    text = body.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    if faults <= min(MAX_BROKEN * len(text), len(_UTF_8.findall(body))):  # a long page of mere ASCII proves nothing
        return text
    return _guess(body, [x for x in declared if x != "utf-8"], declared_twice=len(declared) == 2 and declared[0] == declared[1])


def _is_wide(body: bytes) -> bool:
    """Whether the bytes can be UTF-16: every second one of its ASCII is zero, and a page has markup or ends of lines."""
    zeros = body.count(0)
    return zeros > MIN_ZEROS * len(body) or (zeros > 0 and _strict(body, "utf-8") is None)


def _guess(body: bytes, declared: list[str], *, declared_twice: bool) -> str:
    """Bytes that are not UTF-8: one declaration is checked against statistics, two that agree are believed."""
    sample = b"\n".join(line for line in body.split(b"\n") if not line.isascii())[:SAMPLE]
    if declared and declared_twice and (text := _strict(body, declared[0])) is not None:
        return text
    matches = from_bytes(sample, cp_isolation=[*_WEB, *declared], threshold=0.3)
    likely = {alias for match in matches for alias in (match.encoding, *match.could_be_from_charset)}
    for name in [*declared, "cp1252", *(match.encoding for match in matches)]:
        if _canonical(name) in {_canonical(x) for x in likely} and (text := _strict(body, name)) is not None:
            return text
    for name in [*declared, *(match.encoding for match in matches), "cp1252"]:
        text = body.decode(name, "replace")
        if text.count("\ufffd") <= MAX_BROKEN * len(text):
            return text
    raise Permanent("undecodable", f"{len(body)} bytes in no known encoding; declared: {', '.join(declared) or 'none'}")


def _charset(data: bytes) -> str | None:
    """The codec that a declaration names; None for none, and for names that are not text encodings."""
    match = _CHARSET.search(data)
    return _canonical(match.group(1).decode("ascii")) if match else None


def _canonical(name: str) -> str | None:
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in (
        "idna",
        "punycode",
        "undefined",
        "unicode_escape",
        "raw_unicode_escape",
    ):
        return None
    return _LABELS.get(info.name, info.name)


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, LookupError):
        return None


# --- the tree --------------------------------------------------------------------------------------------------------

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_NUL_REFERENCE = re.compile(r"&#0+;|&#x0+;", re.I)


def parse(text: str) -> lxml.html.HtmlElement:
    """The document.

    Without `huge_tree` libxml2 drops what is nested deeper than 256, silently; with it, what is deeper than 2048: such pages are read a
    second time with their wrappers flattened. Tables and articles that are nested deeper than pages nest them are none.

    Raises:
        Permanent: `no_content` if there is no element at all.
    """
    source = _NUL_REFERENCE.sub("", _XML_DECLARATION.sub("", text)).encode("utf-8", "replace")
    try:
        document, too_deep = _parse(source)
        return _shallow(_parse(_WRAPPER.sub(b"<p>", source))[0] if too_deep else document)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError) as error:
        raise Permanent("no_content", str(error)) from error


MAX_TABLES = 16
"""Depth of tables in tables and of articles in articles: trafilatura's time is cubic in the one and quadratic in the other. Pages that are
laid out by tables nest ten."""
_OF_TABLES = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"))
_COUNTED = ("table", "article")


def _shallow(document: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The document with its innermost tables and articles as plain boxes."""
    depth = dict.fromkeys(_COUNTED, 0)
    deep: list[lxml.html.HtmlElement] = []
    for event, element in lxml.etree.iterwalk(document, events=("start", "end"), tag=(*_OF_TABLES, "article")):
        if element.tag in depth:
            depth[element.tag] += 1 if event == "start" else -1
        if event == "start" and depth["article" if element.tag == "article" else "table"] > MAX_TABLES:
            deep.append(element)
    for element in deep:
        element.tag = "div"
    return document


_WRAPPER = re.compile(rb"</?(?:div|section|center|font|span|table|tbody|tr|td|blockquote|ul|ol|li|b|i|em|strong|u)\b[^<>]{0,4000}>", re.I)


def _parse(source: bytes) -> tuple[lxml.html.HtmlElement, bool]:
    """The document, and whether the parser gave up on its depth."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    document = lxml.html.document_fromstring(source, parser=parser)
    return document, any("Excessive depth" in entry.message for entry in parser.error_log)


# --- who may read it -----------------------------------------------------------------------------------------------

CLOSED_TIERS = frozenset(("locked", "paid", "premium", "subscriber", "subscription"))
"""What pages write as `article:content_tier` of an article that is sold."""
MAX_ASKING = 500
"""Characters of a block that may be a paywall's box."""
TEASER_CHARS = 1_500
"""Up to this length a text with a paywall's words beside it is its teaser."""


def access_of(text: str, cut: list[str], *, is_free: bool | None, tier: str | None) -> Access:
    """`free`, `metered` or `paywalled`: what the page declares, and whether it shows the whole text all the same."""
    asked = any(len(line) < MAX_ASKING and pattern.search(line) for _, pattern in compiled("paywall") for line in cut)
    if tier == "metered":
        return "metered"
    closed = is_free is False or tier in CLOSED_TIERS
    if closed and (asked or len(text) < TEASER_CHARS):
        return "paywalled"
    if closed:
        return "metered"
    return "paywalled" if asked and is_free is None and len(text) < TEASER_CHARS // 2 else "free"
