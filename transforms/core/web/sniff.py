"""What a file is, told from its first bytes; its name only decides where the bytes leave it open.

Magic numbers come first, then text is looked at as text. Nothing here looks at more than `HEAD_BYTES`, nor more than a few times.
"""

import codecs
import json
import re
from typing import Literal

from newsbeam.transforms.core.web.exports import kind_of
from newsbeam.transforms.core.web.tables import is_table

Format = Literal[
    "empty",
    "gzip",
    "zstd",
    "bzip2",
    "zip",
    "tar",
    "warc",
    "arc",
    "mail",
    "mbox",
    "feed",
    "html",
    "json",
    "jsonl",
    "csv",
    "parquet",
    "markdown",
    "export",
    "text",
    "unknown",
]
"""`markdown`: with front matter, or so named. `export`: of a press database.
`json`: an array of objects, or one object over several lines. `jsonl`: one object a line."""

HEAD_BYTES = 65_536
"""How many of the first bytes to hand to `sniff`."""

ENVELOPE_CHARS = 2_000
TAR_BLOCK = 512
MAX_CONTROL_SHARE = 0.005
"""Text has next to no control characters; compressed or binary data has every eighth."""

MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),  # an empty one
    (b"WARC/", "warc"),
    (b"PAR1", "parquet"),
    (b"filedesc://", "arc"),
    # texts by their bytes, but of kinds that are not read
    (b"%!PS", "unknown"),
    (b"%PDF-", "unknown"),
    (b"GIF8", "unknown"),
    (b"\x89PNG", "unknown"),
    (b"{\\rtf", "unknown"),
)

ZIP_DOCUMENTS = (b"mimetype", b"[Content_Types].xml", b"META-INF/")
"""The first member of what is a document or program in zip's clothing: EPUB and OpenDocument, Office, Java."""

BOMS: tuple[tuple[bytes, str], ...] = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

HTML_TAGS = frozenset(
    {"a", "article", "aside", "b", "base", "blockquote", "body", "br", "center", "div", "dl", "em", "figure", "font", "footer", "form"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i", "iframe", "img", "li", "link", "main", "meta", "nav"}
    | {"noscript", "ol", "p", "picture", "pre", "script", "section", "span", "strong", "style", "table", "tbody", "td", "th", "title"}
    | {"tr", "ul"}
)
FEED_ROOTS = frozenset({"channel", "feed", "rdf:rdf", "rss", "sitemapindex", "urlset"})

_PROLOGUE = re.compile(r"\s+|<\?[^>]*>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype\s+([a-z:]++)", re.IGNORECASE)
_TAG = re.compile(r"<([a-z][a-z0-9:]*)[\s/>]", re.IGNORECASE)
_JSON_START = re.compile(r'\{\s*["}]|\[\s*[{\]]')
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version')
FRONT_MATTER = re.compile(
    r"\ufeff?(?:---[ \t]*\n((?:(?!---|\.\.\.)[^\n]{0,10000}\n){1,500})(?:---|\.\.\.)"
    r"|\+\+\+[ \t]*\n((?:(?!\+\+\+)[^\n]{0,10000}\n){1,500})\+\+\+)[ \t]*(?:\n|$)"
)
"""Fields in YAML or TOML at the head of a text in Markdown."""
_FRONT_FIELD = re.compile(r"^(?:title|date|author|authors|source|url|tags|published|lang|layout)[ \t]*[:=]", re.MULTILINE | re.IGNORECASE)
_ENVELOPE = re.compile(r'"(?:hits|articles|results|response|docs|items|data|@graph)"\s*:\s*[\[{]')
"""Where a service's answer has its list of records, on the only line of a file."""
_MAIL_HEADER = re.compile(r"([a-z][a-z0-9-]{0,60}):[^\n]*(?:\n[ \t][^\n]*)*+(?:\n|$)", re.IGNORECASE)
_MAIL_NAMES = re.compile(
    r"received|return-path|delivered-to|mime-version|message-id|from|to|subject|date|reply-to|sender|x-.*|list-.*|dkim-.*|arc-.*"
    r"|content-(?:type|location|transfer-encoding|language)|snapshot-content-location",
    re.IGNORECASE,
)
MAIL_HEAD_CHARS = 8_192
MAX_MAIL_HEADERS = 40
"""That are looked at."""
MIN_MAIL_HEADERS = 3
_HTML_NAME = re.compile(r"\.x?html?$", re.IGNORECASE)
_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown|mdown|mkd)$", re.IGNORECASE)
_JSON_NAME = re.compile(r"\.(?:json|jsonl|ndjson)$", re.IGNORECASE)


def sniff(head: bytes, name: str = "") -> Format:
    """The format of a file with these first bytes (all of it, or `HEAD_BYTES`)."""
    for magic, found in MAGIC:
        if head.startswith(magic):
            return "unknown" if found == "zip" and head[30:].startswith(ZIP_DOCUMENTS) else found
    if re.match(rb"[\x50-\x5f]\x2a\x4d\x18", head):  # a skippable frame, such as a WARC's dictionary
        return "zstd"
    if _is_tar_header(head):
        return "tar"
    if mail := _sniff_mail(head[:MAIL_HEAD_CHARS].decode("latin-1").replace("\r\n", "\n")):
        return mail
    text = decode_head(head)
    if text is None:
        return "unknown"
    return _sniff_text(text, name) if text.strip() else "empty"


def is_foreign(body: bytes) -> bool:
    """Whether bytes that are called a page or a text begin as a file of another kind does: a PDF, a picture, an office's document."""
    start = body[:HEAD_BYTES].lstrip()
    return any(start.startswith(magic) for magic, found in MAGIC if found in ("unknown", "zip"))


def _sniff_mail(start: str) -> Format | None:
    """By its first headers, most of which must be those of mail; what follows them may be binary."""
    start = start.lstrip("\n")
    envelope = re.match(r"From \S+[^\n]*\n", start)
    at = envelope.end() if envelope else 0
    names: list[str] = []
    while len(names) < MAX_MAIL_HEADERS and (header := _MAIL_HEADER.match(start, at)):
        names.append(header[1])
        at = header.end()
    n_known = len({name.lower() for name in names if _MAIL_NAMES.fullmatch(name)})
    if n_known < MIN_MAIL_HEADERS or 2 * n_known < len(set(names)):
        return None
    return "mbox" if envelope else "mail"


def charset_of_bom(head: bytes) -> str | None:
    """The encoding that a byte order mark names, if there is one."""
    return next((charset for bom, charset in BOMS if head.startswith(bom)), None)


def decode_head(head: bytes) -> str | None:
    """The first bytes as text, or None if they are not text. Good enough to look for ASCII marks in any 8-bit encoding."""
    charset = charset_of_bom(head)
    if charset is None and b"\0" in head:
        return None
    text = head.decode(charset or "utf-8", "replace").removeprefix("\ufeff")
    controls = sum(map(text.count, map(chr, (*range(9), *range(14, 27)))))
    return None if controls > MAX_CONTROL_SHARE * len(text) else text


def _is_tar_header(head: bytes) -> bool:
    """True if the first block's checksum is right: old tars have no magic."""
    block = head[:TAR_BLOCK]
    try:
        stated = int(block[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return len(block) == TAR_BLOCK and stated == sum(block[:148]) + 8 * ord(" ") + sum(block[156:])


def _sniff_text(text: str, name: str) -> Format:
    start = text[_end_of_prologue(text) :]
    if start.startswith("<"):
        return _sniff_markup(start, name)
    if _JSON_START.match(start):
        return _sniff_json(start)
    if _JSON_NAME.search(name):
        return "jsonl"
    if (matter := FRONT_MATTER.match(text.replace("\r\n", "\n").lstrip())) and _FRONT_FIELD.search(matter[0]):
        return "markdown"
    if _HTML_NAME.search(name):
        return "html"
    if kind_of(text):
        return "export"
    if _MARKDOWN_NAME.search(name):
        return "markdown"
    if is_table(start, name):
        return "csv"
    return "html" if "<html" in start[:1024].lower() and "<body" in start.lower() else "text"


def _end_of_prologue(text: str) -> int:
    """Where the XML declaration, processing instructions, comments and white space end."""
    end = 0
    while found := _PROLOGUE.match(text, end):
        end = found.end()
    return end


def _sniff_markup(start: str, name: str) -> Format:
    """By the root element: the document type names it, or it is the first tag."""
    found = _DOCTYPE.match(start) or _TAG.match(start)
    root = found[1].lower() if found else ""
    if root in FEED_ROOTS or root.endswith((":feed", ":urlset")):
        return "feed"
    if root in HTML_TAGS or _HTML_NAME.search(name):
        return "html"
    return "unknown" if found or start.startswith(("<!", "<?")) else "text"


def _sniff_json(start: str) -> Format:
    """Told apart by the first line: a whole object, the start of a longer one, or a broken record among others."""
    if _JSON_FEED.search(start):
        return "feed" if start.startswith("{") else "json"
    if start.startswith("["):
        return "json"
    line, _, rest = start.partition("\n")
    if not rest.strip() and _ENVELOPE.search(line[:ENVELOPE_CHARS]):
        return "json"
    try:
        json.loads(line)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data" and line[error.pos] == "{":
            return "json"  # objects one behind another
        return "jsonl" if not rest or rest.lstrip().startswith("{") else "json"
    return "jsonl"
