"""Exports of press databases as text: many articles in one file, each with a head of fields. Nexis, old and new, and Factiva.

An article is a record as one in JSON is: what its head says are facts, and its text is what stands between head and tail.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from newsbeam.transforms.archives.fields import page_of
from newsbeam.transforms.archives.lines import text_lines
from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.pages.dates import parse_line
from newsbeam.transforms.core.text.language import code_of
from newsbeam.transforms.core.web.exports import FACTIVA_END, NEXIS_START, NEXIS_UNI_END, kind_of
from newsbeam.transforms.core.web.sniff import decode_head
from newsbeam.transforms.errors import InputError, Permanent
from newsbeam.transforms.records import Failure, Page

Record = dict[str, Any]

HEAD_LINES = 60
"""Lines in which an article's head must end."""
FIELDS = {
    # of heads and tails, in English, German and French
    "headline": "title", "überschrift": "title", "titre": "title",
    "byline": "authors", "autor": "authors", "auteur": "authors",
    "section": "section", "rubrik": "section", "rubrique": "section",
    "language": "lang", "sprache": "lang", "langue": "lang",
    "url": "url",
    "length": "", "länge": "", "longueur": "", "dateline": "", "highlight": "", "body": "", "load-date": "", "update": "", "graphic": "",
    "publication-type": "", "publikationstyp": "", "subject": "", "organization": "", "geographic": "", "person": "", "company": "",
    "industry": "", "ticker": "", "country": "", "state": "", "city": "", "document-type": "", "journal-code": "", "acc-no": "", "type": "",
    "series": "", "distribution": "", "correction": "", "correction-date": "", "category": "", "notes": "", "pub-type": "", "issn": "",
}  # fmt: skip
"""Field of ours, or empty: known and not kept."""
_TAIL_NAMES = (
    "load-date update language sprache langue graphic publication-type publikationstyp subject organization geographic person company"
    " industry ticker country state city document-type journal-code acc-no type correction-date category pub-type issn url"
)
TAIL = frozenset(_TAIL_NAMES.split())
"""Fields below the text."""
FACTIVA_CODES = {
    "HD": "title",
    "BY": "authors",
    "PD": "published",
    "SN": "outlet",
    "SE": "section",
    "LA": "lang",
    "LP": "text",
    "TD": "text",
}

_FIELD = re.compile(r"([^\W\d_][\w-]{1,20}):(?:\s+|$)(.*)$")
_CODE = re.compile(r"\s{0,2}(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|ART|CT|RF|CO|IN|NS|RE|PUB|IPC|IPD|CLM|SE|AN)(?:\s+|$)(.*)$")
_WORDS = re.compile(r"[\d.,]+ (?:words|Wörter|mots|palabras|parole)$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:copyright\b|\(c\)|©)", re.IGNORECASE)
_RIGHTS = re.compile(
    r"(?:copyright\b|\(c\)|©).{0,200}$|all rights reserved\W*$|alle rechte vorbehalten\W*$|tous droits réservés\W*$", re.IGNORECASE
)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?(?: \w{2,4})?$", re.IGNORECASE)


def read_export(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record an article."""
    kind = KINDS[kind_of(decode_head(stream.head) or "") or "nexis"]
    limit = context.limits.max_record_bytes
    for lines in kind.split(text_lines(stream, limit + 1)):
        if sum(map(len, lines)) > limit:
            yield partial(_too_large, context)
        else:
            yield partial(_article, kind, lines, context)
    if stream.fault:
        yield context.broken(stream.fault)


def _too_large(context: ReadContext, number: int) -> Failure:
    return context.failure(context.origin(number), Permanent("too_large", f"more than {context.limits.max_record_bytes:,} bytes"))


def _article(kind: "Kind", lines: Sequence[str], context: ReadContext, number: int) -> Page | Failure:
    try:
        record = kind.parse([line.rstrip() for line in lines]) | {"clean": True}
        record["section"] = (record.get("section") or "").partition(";")[0]  # what follows is the page
        return page_of(record, context, number)
    except InputError as error:
        return context.failure(context.origin(number), error, "".join(lines).encode("utf-8", "replace"))


# --- where articles begin and end --------------------------------------------------------------------------------------


class _Held:
    """Lines of one article; no more are kept than show that there are too many."""

    def __init__(self, limit: int) -> None:
        self._limit, self._n = limit, 0
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        if self._n <= self._limit:
            self.lines.append(line)
            self._n += len(line)

    def take(self) -> list[str]:
        lines, self.lines, self._n = self.lines, [], 0
        return lines


MAX_HELD = 67_108_864
"""Characters of one article that are held until its end is found."""


def _begun_by(mark: re.Pattern[str], lines: Iterator[str]) -> Iterator[list[str]]:
    """What stands above the first mark is the export's own."""
    held, begun = _Held(MAX_HELD), False
    for line in lines:
        if mark.match(line):
            if begun:
                yield held.take()
            begun = True
        elif begun:
            held.add(line)
    if begun:
        yield held.take()


def _ended_by(mark: re.Pattern[str], lines: Iterator[str]) -> Iterator[list[str]]:
    """What stands below the last mark is the export's own, unless there is none."""
    held, ended = _Held(MAX_HELD), False
    for line in lines:
        held.add(line)
        if mark.match(line):
            yield held.take()
            ended = True
    if not ended:
        yield held.take()


# --- what an article says ----------------------------------------------------------------------------------------------


def parse_nexis(lines: Sequence[str]) -> Record:
    """`1 of 3 DOCUMENTS`: outlet, date, headline, then fields in capitals, the text, and fields again."""
    record: Record = {}
    dated = next((n for n, line in enumerate(lines[:HEAD_LINES]) if _is_date(line)), None)
    above = [line.strip() for line in lines[:dated] if line.strip() and not _RIGHTS.match(line.strip())]
    record["outlet"] = above[0] if above and dated is not None else None
    record["published"] = _iso(lines[dated]) if dated is not None else None
    start = 0 if dated is None else dated + 1
    first = next((n for n in range(start, min(len(lines), start + HEAD_LINES)) if _field(lines[n])), start)
    head = [line.strip() for line in lines[start:first] if line.strip() and not line.startswith("          ")]  # editions are centred
    record["title"] = " ".join(head) or None
    return record | _fields_and_text(lines[first:])


def _fields_and_text(lines: Sequence[str]) -> Record:
    """Fields, the text, fields; a field goes on until a blank line."""
    record: Record = {}
    text: list[str] = []
    state = "head"
    field: str | None = None
    for line in lines:
        found = _field(line)
        if found and (state == "head" or found[0] in TAIL):
            name, value = found
            state = "tail" if text and name in TAIL else state
            field = FIELDS[name]
            if name == "body":
                state, field = "text", None
            if field:
                record.setdefault(field, value)
        elif not line.strip():
            field = None
            text.append("")
        elif field is not None and state != "text":
            if field:
                record[field] = f"{record[field]} {line.strip()}"
        elif state != "tail" and not _RIGHTS.match(line.strip()):
            state = "text"
            text.append(line)
    return record | {"text": _paragraphs(text)}


def parse_nexis_uni(lines: Sequence[str]) -> Record:
    """Headline, outlet and date on lines of their own, fields, `Body`, the text, `Classification`."""
    body = next((n for n, line in enumerate(lines[:HEAD_LINES]) if line.strip() == "Body"), None)
    head = [line.strip() for line in lines[: body or HEAD_LINES] if line.strip()]
    record: Record = {}
    plain = [line for line in head if not _field(line) and not _RIGHTS.match(line)]
    dated = next((n for n, line in enumerate(plain) if n and _is_date(line)), None)
    if dated is not None:
        record["published"] = _iso(plain[dated])
        record["outlet"] = plain[dated - 1] if dated > 1 else None
        record["title"] = " ".join(plain[: max(1, dated - 1)])
    for line in (*head, *lines[-HEAD_LINES:]):
        found = _field(line)
        if found and (name := FIELDS[found[0]]):
            record.setdefault(name, found[1])
    text = []
    for line in lines[(body or -1) + 1 :]:
        if (
            line.strip() in ("Classification", "Graphic", "Notes")
            or NEXIS_UNI_END.match(line)
            or ((found := _field(line)) and found[0] in TAIL)
        ):
            break
        text.append(line)
    return record | {"text": _paragraphs(text)}


def parse_factiva(lines: Sequence[str]) -> Record:
    """Either codes of two letters before each field, or the same fields in a fixed order without names."""
    codes = sum(bool(_CODE.match(line)) for line in lines[:HEAD_LINES])
    record = _coded(lines) if codes >= 4 else _in_order(lines)
    end = next((line for line in reversed(lines) if FACTIVA_END.match(line)), None)
    return record | {"id": end.split()[-1] if end else None}


def _coded(lines: Sequence[str]) -> Record:
    parts: dict[str, list[str]] = {}
    field: str | None = None
    for line in lines:
        found = _CODE.match(line)
        if found:
            field = FACTIVA_CODES.get(found[1])
            line = found[2]
        if field:
            parts.setdefault(field, []).append(line)
    return {
        field: _paragraphs(told) if field == "text" else _iso(told[0]) if field == "published" else " ".join(filter(None, told)).strip()
        for field, told in parts.items()
    }


def _in_order(lines: Sequence[str]) -> Record:
    at = next((n for n, line in enumerate(lines[:HEAD_LINES]) if _WORDS.match(line.strip())), None)
    if at is None:
        return {"text": _paragraphs([line for line in lines if not FACTIVA_END.match(line)])}
    above = [line.strip() for line in lines[:at] if line.strip()]
    record: Record = {"authors": above.pop() if len(above) > 1 and above[-1].lower().startswith(("by ", "von ", "par ", "por ")) else None}
    record["title"] = above.pop() if above else None
    record["section"] = above[0] if len(above) == 1 else None
    below = at + 1
    for below in range(at + 1, min(len(lines), at + 20)):
        line = lines[below].strip()
        if not line or _COPYRIGHT.match(line):
            break
        if "published" not in record and _is_date(line):
            record["published"] = _iso(line)
        elif _CLOCK.match(line):
            continue
        elif "outlet" not in record:
            record["outlet"] = line
        elif code := code_of(line) if line.isalpha() and len(line) > 3 else None:
            record["lang"] = code
    text = [line for line in lines[below:] if not FACTIVA_END.match(line) and not _RIGHTS.match(line.strip())]
    return record | {"text": _paragraphs(text)}


def _field(line: str) -> tuple[str, str] | None:
    """Name and value of a line that is a known field."""
    found = _FIELD.match(line.strip())
    name = found[1].casefold() if found else ""
    return (name, found[2].strip()) if found and name in FIELDS and (found[1].isupper() or found[1][0].isupper()) else None


def _is_date(line: str) -> bool:
    line = line.strip()
    return 6 <= len(line) <= 60 and any(map(str.isdigit, line)) and not line.endswith((".", "?", "!")) and parse_line(line) is not None


def _iso(line: str) -> str | None:
    moment = parse_line(line)
    return moment.at.isoformat() if moment else None


def _paragraphs(lines: Sequence[str]) -> str:
    """Lines between blank ones are one paragraph that was wrapped; where there are no blank ones each line is one."""
    lines = "\n".join(lines).strip().split("\n")
    if all(line.strip() for line in lines):
        return "\n".join(line.strip() for line in lines)
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)


class Kind(NamedTuple):
    """One database's way."""

    split: Callable[[Iterator[str]], Iterator[list[str]]]
    parse: Callable[[Sequence[str]], Record]


KINDS = {
    "nexis": Kind(partial(_begun_by, NEXIS_START), parse_nexis),
    "nexis uni": Kind(partial(_ended_by, NEXIS_UNI_END), parse_nexis_uni),
    "factiva": Kind(partial(_ended_by, FACTIVA_END), parse_factiva),
}
