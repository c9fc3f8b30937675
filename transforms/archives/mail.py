"""Mail and pages saved as mail: a message of MIME (EML, MHTML) is one document, a mailbox (mbox) is one after another.

The standard library takes messages apart. Its time and memory grow with lines and parts, so both are counted first.
"""

import contextlib
import email
import email.errors
import email.header
import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from functools import partial
from html import unescape

from newsbeam.transforms.archives.keys import printable
from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.text.given_names import HE_NAMES, SHE_NAMES
from newsbeam.transforms.core.web.urls import is_fetchable, is_front_page, site
from newsbeam.transforms.errors import InputError, Permanent, Refused
from newsbeam.transforms.records import Failure, Hints, Page, PageForm

MAX_LINES = 1_000_000
MAX_PARTS = 20_000
MAX_BOUNDARY_CHECKS = 5_000_000
"""Lines times boundaries: each line is compared with the boundaries of all parts that it may end."""
MAX_HEADER_CHARS = 4_000
MAX_LINK_BYTES = 65_536
MIN_WRAPPED = 50
"""Characters from which all lines of a paragraph but the last show that it was wrapped."""

MAIL_HOSTS = frozenset(
    (
        "amazonses.com", "aol.com", "beehiiv.com", "buttondown.email", "convertkit.com", "ghost.io", "gmail.com", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.com", "icloud.com", "mailchimpapp.com", "mailchimpapp.net", "mailgun.org", "mcsv.net", "medium.com",
        "outlook.com", "proton.me", "protonmail.com", "rsgsv.net", "sendgrid.net", "substack.com", "web.de", "yahoo.com",
    )
)  # fmt: skip
"""Domains from which many write: a sender's name says more there."""

_SEPARATOR = re.compile(rb"From \S+ .*\d\d:\d\d.*\d{4}\s*$")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_BELONGS = re.compile(r"\s+(?:at|from|of|via|bei|von|chez|de|@|\||-|–|—)\s+|,\s+", re.IGNORECASE)
_CHARSET = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_LINK = re.compile(r"<a\s([^<>]{1,4000})>((?:[^<]|<(?!/a)){0,400})</a", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PERSONAL = re.compile(
    r"[?&;](?:\w+_)?(?:token|key|apikey|hash|sig|signature|auth|e|email|u|uid|user|subscriber|recipient)(?:_?id)?=", re.IGNORECASE
)
"""In an address that was made for one reader: it lets others in, or says who reads."""
_BROWSER_LINK = re.compile(
    r"\b(?:view|read|open|see)\b.{0,30}\b(?:online|browser|web ?page|website)\b|\b(?:online|web) ?version\b"
    r"|\bim browser\b|\bonline (?:lesen|ansehen)\b|\bnavegador\b|\bnavigateur\b|\bvers[ií]on (?:web|online)\b|\bnel browser\b"
    r"|\bin (?:de|je|uw) browser\b",
    re.IGNORECASE,
)
"""The words of the link to a newsletter's copy on the web."""
_DAMAGE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the library raises over messages that are none."""


def read_message(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record: the whole stream."""
    yield partial(_whole, stream, context)


def read_mailbox(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record a message. A large one is one failure, and the rest goes on."""
    limit = context.limits.max_line_bytes
    lines: list[bytes] = []
    size, is_after_blank = 0, True
    stream.readline(limit)  # the first separator
    while line := stream.readline(limit):
        if is_after_blank and _SEPARATOR.match(line):
            yield partial(_message, _joined(lines, size, limit), context, numbered=True)
            lines, size = [], 0
        else:
            size += len(line)
            if size <= limit:
                lines.append(line)
            else:
                lines = []  # counted on, and not kept
        is_after_blank = not line.strip()
    if stream.fault:
        yield context.broken(stream.fault)
    else:
        yield partial(_message, _joined(lines, size, limit), context, numbered=True)


def _joined(lines: list[bytes], size: int, limit: int) -> bytes | None:
    """A mailbox's message, in which lines that begin with `From` are marked; None if it is too large."""
    return _QUOTED_FROM.sub(rb"\1", b"".join(lines)) if size <= limit else None


def _whole(stream: Stream, context: ReadContext, number: int) -> Page | Failure:
    limit = context.limits.max_line_bytes
    body = stream.read(limit + 1)
    if stream.fault:
        error = Permanent("bad_archive", f"broken off after {len(body):,} bytes: {stream.fault}")
        return context.failure(context.origin(number, numbered=False), error, body)
    return _message(body if len(body) <= limit else None, context, number, numbered=False)


def _message(raw: bytes | None, context: ReadContext, number: int, *, numbered: bool) -> Page | Failure:
    try:
        if raw is None:
            raise Permanent("too_large", f"a message of more than {context.limits.max_line_bytes:,} bytes")
        return _page(_parsed(raw), context, number, numbered=numbered)
    except InputError as error:
        return context.failure(context.origin(number, numbered=numbered), error, raw)
    except _DAMAGE as error:
        damage = Permanent("bad_archive", f"not a message that can be taken apart: {type(error).__name__}")
        return context.failure(context.origin(number, numbered=numbered), damage, raw)


def _parsed(raw: bytes) -> Message:
    n_lines, n_boundaries = raw.count(b"\n"), raw.lower().count(b"boundary")
    if n_lines > MAX_LINES or n_lines * n_boundaries > MAX_BOUNDARY_CHECKS or raw.count(b"\n--") > MAX_PARTS:
        raise Permanent("too_large", f"a message of {n_lines:,} lines and {n_boundaries:,} boundaries")
    return email.message_from_bytes(raw)


def _page(message: Message, context: ReadContext, number: int, *, numbered: bool) -> Page:
    part = _document(message)
    if part is None:
        raise Refused("no_content", "the message has no text, only attachments")
    payload = part.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    limit = context.limits.max_record_bytes
    if len(body) > limit:
        raise Permanent("too_large", f"more than {limit:,} bytes")
    if not body.strip():
        raise Permanent("empty")
    form: PageForm = "html" if part.get_content_type() == "text/html" else "dump"
    sent, location = _time(message), _location(message, part)
    is_saved_page = location is not None and not _text(message, "Received", "Message-ID", "To")
    url = location or _declared_url(message, body if form == "html" else b"")
    message_id = None if is_saved_page else _text(message, "Message-ID")
    origin = context.origin(
        number, numbered=numbered, url=url, external_id=message_id.strip("<> ") if message_id else None, fetched_at=sent
    )
    title, lang = _text(message, "Subject"), _text(part, "Content-Language") or _text(message, "Content-Language")
    hints = Hints(title, lang=lang)
    if not is_saved_page:
        person, outlet = _sender(message)
        hints = Hints(title, sent, (person,) if person else (), lang, outlet=outlet, published_from="record")
    charset = part.get_content_charset() or ""
    kind = "text/html" if form == "html" else "text/plain"
    body = body if form == "html" else _unwrapped(body, is_flowed=str(part.get_param("format", "")).lower() == "flowed")
    return Page(origin, form, body, f"{kind}; charset={charset}" if _CHARSET.fullmatch(charset) else kind, hints=hints)


def _document(message: Message) -> Message | None:
    """The part that is read: the HTML, else the text, that is no attachment."""
    texts = [
        part
        for part in message.walk()
        if part.get_content_type() in ("text/html", "text/plain")
        and not part.is_multipart()
        and part.get_content_disposition() != "attachment"
    ]
    start = str(message.get_param("start", "")).strip()
    root = [part for part in texts if start and _text(part, "Content-ID") == start]
    pages = [part for part in (*root, *texts) if part.get_content_type() == "text/html"]
    return next(iter((*pages, *texts)), None)


def _location(message: Message, part: Message) -> str | None:
    """The address of a saved page."""
    stated = (_text(part, "Content-Location"), _text(message, "Snapshot-Content-Location"), _text(message, "Content-Location"))
    return next((url for url in stated if url and is_fetchable(url)), None)


def _declared_url(message: Message, html: bytes) -> str | None:
    """A message's own address on the web, if it names one: by a header made for it, or by its link to read it in a browser.

    The link counts if it leads to the sender's own site: most lead to the counters of whoever sends the mail.
    """
    headers = (_text(message, "Archived-At"), _text(message, "List-Post"))
    stated = next((url for value in headers if value and is_fetchable(url := value.strip("<> "))), None)
    if stated and not is_front_page(stated):
        return stated
    domain = _domain(message)
    return next((href for href in _browser_links(html) if domain and site(href) == domain), None)


def _browser_links(html: bytes) -> Iterator[str]:
    """Looked for in the first and last of a page alone, and by pattern: parsers of pages run in the sandbox."""
    ends = html[:MAX_LINK_BYTES] + html[MAX_LINK_BYTES:][-MAX_LINK_BYTES:]
    for link in _LINK.finditer(ends.decode("utf-8", "replace")):
        href = _HREF.search(link[1])
        url = unescape(href[1]) if href else ""
        if _BROWSER_LINK.search(_TAG.sub(" ", link[2])) and is_fetchable(url) and not is_front_page(url) and not _PERSONAL.search(url):
            yield url


def _sender(message: Message) -> tuple[str | None, str | None]:
    """The person who writes, if the sender's name is one's (`Ada Quill from The Lowmere Post`), and the outlet: the domain from which it
    writes, or the sender's name where many write from that domain."""
    sender = _text(message, "From") or ""
    name = email.utils.parseaddr(sender)[0].strip() if "@" in sender else sender
    person, *rest = _BELONGS.split(name, maxsplit=1)
    is_person = (person.split() or [""])[0].lower() in HE_NAMES | SHE_NAMES
    domain = _domain(message)
    named = (rest[0] if rest and is_person else name) or None
    return person if is_person else None, named if domain is None or domain in MAIL_HOSTS else domain


def _domain(message: Message) -> str | None:
    """The registrable domain of the sender's address."""
    host = email.utils.parseaddr(_text(message, "From") or "")[1].rpartition("@")[2]
    return site(f"https://{host}/") if "." in host and is_fetchable(f"https://{host}/") else None


def _time(message: Message) -> datetime | None:
    try:
        at = email.utils.parsedate_to_datetime(_text(message, "Date") or "")
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _text(message: Message, *names: str) -> str | None:
    """The first of these headers, decoded; None if there is none, or it is blank."""
    for name in names:
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), None)
        if raw is None:
            continue
        value = str(raw)[:MAX_HEADER_CHARS].encode("ascii", "surrogateescape").decode("utf-8", "replace")
        with contextlib.suppress(ValueError, LookupError, email.errors.HeaderParseError):  # it stays as it was sent
            value = str(email.header.make_header(email.header.decode_header(value)))
        if value := " ".join(printable(value).split()):
            return value
    return None


def _unwrapped(body: bytes, *, is_flowed: bool) -> bytes:
    """A text whose paragraphs are single lines: mail is wrapped, with a blank at the end of each line if it says `flowed`."""
    paragraphs = []
    for paragraph in re.split(rb"\r?\n(?:[ \t]*\r?\n)+", body):
        lines = paragraph.splitlines()
        if is_flowed:
            joined = re.sub(rb"(?<!^--) \n", b" ", b"\n".join(lines))
        elif len(lines) > 1 and all(len(line) >= MIN_WRAPPED for line in lines[:-1]):
            joined = b" ".join(line.strip() for line in lines)
        else:
            joined = b"\n".join(lines)
        paragraphs.append(joined)
    return b"\n\n".join(paragraphs).strip()
