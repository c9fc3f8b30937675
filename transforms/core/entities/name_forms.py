"""Names that are told by their form and not by a model: elections and other dated events, parties, and what belongs to a body's name.

The small model knows `Canadian` and `2004` in `the 2004 Canadian federal election`, and not the election.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from newsbeam.transforms.core.text.calendar import MONTHS
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Span

KIND = r"""
    federal|general|national|state|local|regional|provincial|municipal|mayoral|gubernatorial|presidential|parliamentary|legislative|senate
    |european|leadership|primary|snap|special|midterm|mid-term|council|constitutional|independence|assembly|house|city|county|district
"""
EVENT_HEAD = r"elections?|by-elections?|referendums?|referenda|primar(?:y|ies)|caucuses|summit|olympics|world\ cup|census"
CAPITAL = r"[A-ZÀ-Þ][\w.'’-]*"
DATED_EVENT = re.compile(
    rf"""\b(?:(?:{"|".join(MONTHS)})\ )?(?:1[89]|20)\d\d
    (?:\ (?:{CAPITAL}|(?i:{KIND})|of|and|the)){{0,7}}?\ (?i:{EVENT_HEAD})\b""",
    re.VERBOSE,
)
"""`the [2004 Canadian federal election]`, `the [2024 BRICS summit]`."""

WORD = rf"(?!Party\b){CAPITAL}"
PARTY = re.compile(rf"\b{WORD}(?: {WORD}| and {WORD})* Party\b(?: of (?:the )?{WORD}(?: {WORD}){{0,2}})?")
"""Capitals up to `Party`, and its country: `the [Communist Party of South Africa]`."""
ARTICLE = re.compile(r"(?:The|A|An|In|On|At|By|For|With|From|When|While|After|As|If|But|And)\b ")
BODY_HEADS = wordset(
    "Party Union Movement Congress League Alliance Front Federation Council Church Confederation Association Ministry Republic"
)
"""Last words of names that are told apart by the place after `of`."""
OF = re.compile(r" of (?:the )?")
IN = " in "
ACRONYM = re.compile(r" \(([A-Z][A-Za-z]*[A-Z][A-Za-z]*)\)")


SHIP = re.compile(r"\b(?:USS|HMS|INS|HMAS|HMCS|HMNZS|RMS|MV|M/V|MT|RSS|ROKS|USNS|USCGC|RRS) [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?")
TOWN = re.compile(r"\b[A-Z]\w+-(?:upon|on|under|next|in|by|sur|sous|en|le|la|am)-(?:[a-z]{1,5}-)?[A-Z]\w+")
"""`Quillford-upon-Avon`."""
SAINTS = re.compile(
    r"\bSt\.? [A-Z]\w+['’]s? (?:[A-Z]\w+ ){0,2}(?:Hospital|Church|Cathedral|College|School|University|Hospice|Academy|Basilica)\b"
)
COURTEOUS = re.compile(r"\b(?:Mr|Mrs|Ms|Mx)\.?\s([A-Z][\w'’-]*[\w](?: [A-Z][\w'’-]*[\w])?)")
INITIALS = re.compile(r"\b[A-Z][\w’'-]+ (?:(?:[A-Z]\. ){1,2}[A-Z][\w-]+(?:,? (?:[JS]r\.|I{2,3}\b|IV\b))?|[A-Z][\w-]+,? [JS]r\.)(?! [A-Z])")
"""`Ada B. Roe`, `Jon Roe Jr.`."""
NICKNAMED = re.compile(r"""\b[A-Z][\w-]+ (?:\([A-Z][a-z-]+\)|["“'‘][A-Z][\w -]{1,20}["”'’]) [A-Z][\w-]+""")
"""`Kim (Kit) Roe`."""


class Named(NamedTuple):
    """A name and the model's kind of label for it."""

    span: Span
    label: str


def with_forms(text: str, found: Sequence[Named]) -> list[Named]:
    """What the model found, with names told by their form in place of their pieces.

    Args:
        found: in the order of the text, none overlapping.
    """
    named = _over(found, _parties(text, found))
    named = _over(named, _dated_events(text, named))
    named = _over(named, (Named(Span(*m.span()), "PRODUCT") for m in SHIP.finditer(text)))
    named = _over(named, (Named(Span(*m.span()), "PERSON") for m in NICKNAMED.finditer(text)))
    named = _over(named, (Named(Span(*m.span()), "PERSON") for m in INITIALS.finditer(text)))
    named = _over(named, (Named(Span(*m.span()), "GPE") for m in TOWN.finditer(text)))
    named = _over(named, (Named(Span(*m.span()), "ORG") for m in SAINTS.finditer(text)))
    named = _over(named, list(_courteous(text, named)))
    named = list(_joined(text, named))
    return _over(named, _acronyms(text, named))


def _over(found: Sequence[Named], told: Iterable[Named]) -> list[Named]:
    """What was told, and what was found outside of it, in the order of the text."""
    told = list(told)
    return sorted([*told, *(named for named in found if not any(_overlap(named.span, one.span) for one in told))])


def _dated_events(text: str, found: Sequence[Named]) -> Iterator[Named]:
    """With the place behind it: `[1966 Senate election in Minnesota]`."""
    places = {named.span.start: named.span.end for named in found if named.label in ("GPE", "LOC")}
    for match in DATED_EVENT.finditer(text):
        behind = match.end() + len(IN) if text.startswith(IN, match.end()) else -1
        yield Named(Span(match.start(), places.get(behind, match.end())), "EVENT")


def _parties(text: str, found: Sequence[Named]) -> Iterator[Named]:
    """Where the model has a shorter name or none."""
    for match in PARTY.finditer(text):
        start = match.start() + (opener.end() if (opener := ARTICLE.match(match[0])) else 0)
        span = Span(start, match.end())
        if len(text[start : span.end].split()) > 1 and not any(one.span.start <= start and span.end <= one.span.end for one in found):
            yield Named(span, "ORG")


def _courteous(text: str, found: Sequence[Named]) -> Iterator[Named]:
    """Who is named with a courtesy title, and was not found."""
    for match in COURTEOUS.finditer(text):
        if not any(_overlap(one.span, Span(*match.span())) for one in found):
            yield Named(Span(*match.span(1)), "PERSON")


def _joined(text: str, found: Sequence[Named]) -> Iterator[Named]:
    """`Communist Party` and `China` with `of` between them are one name, and so are `Norway` and `Ministry of Fisheries` with `'s`."""
    waiting: Named | None = None
    for named in found:
        if waiting and (_is_of(text, waiting, named) or _is_countrys(text, waiting, named)):
            yield Named(Span(waiting.span.start, named.span.end), "ORG")
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = named
    if waiting:
        yield waiting


def _is_of(text: str, body: Named, place: Named) -> bool:
    between = text[body.span.end : place.span.start]
    last = text[body.span.start : body.span.end].rpartition(" ")[2]
    return body.label == "ORG" and last in BODY_HEADS and place.label in ("GPE", "LOC", "NORP") and OF.fullmatch(between) is not None


def _is_countrys(text: str, place: Named, body: Named) -> bool:
    """Every country has such a body: without the country's name they would all be one."""
    owns = text[place.span.end : body.span.start] in ("'s ", "’s ", " ")
    return owns and place.label in ("GPE", "NORP") and body.label == "ORG" and "Ministry" in text[body.span.start : body.span.end].split()


def _acronyms(text: str, found: Sequence[Named]) -> Iterator[Named]:
    """The short form that stands in brackets behind an organisation's name."""
    taken = [one.span for one in found]
    for named in found:
        match = ACRONYM.match(text, named.span.end) if named.label == "ORG" else None
        if match and not any(_overlap(Span(*match.span(1)), span) for span in taken):
            yield Named(Span(*match.span(1)), "ORG")


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
