"""What a sum, a share or a span of time is of: the noun or verb beside it that the tables know."""

import re

from newsbeam.transforms.core.attribution.numerals import Number
from newsbeam.transforms.core.figures.patterns import CLAUSE, CUT, SHARE_OF_NOUN, SUMS_OF, TOKEN
from newsbeam.transforms.core.figures.things import MONEY_NOUNS, SHARE_OF, event_of, noun_class
from newsbeam.transforms.records import Span

PAID = re.compile(r"\b(?:pay|pays|paid|paying|spend|spent)\s(?:about\s|some\s|nearly\s|around\s|more than\s|up to\s)?$", re.I)
FOR = re.compile(r"^\s(?:in (?:cash|stock|shares)\s)?(?:for|to (?:buy|acquire|sign))\s(?!it\b|the right)")
"""`paid $4 million for`"""
JAILED = re.compile(r"\b(?:sentenced|jailed|imprisoned)\b", re.I)
AGREED = re.compile(r"^-?\s?(?:deal|contract|agreement|extension|pact|term|spell|ban|suspension)\b")
"""`a five-year contract`"""


def money_thing(text: str, span: Span, at: int, sentence: Span) -> str | None:
    """What a sum is for: the nearest noun of money after it, else before it, in its clause."""
    after = text[at : sentence.end]
    if PAID.search(text[max(sentence.start, span.start - 30) : span.start]) and FOR.match(after):
        return "purchase"
    cut = re.search(r"[;.]\s|,\s(?:and|but|while|which|who)\b", after)
    for word in TOKEN.findall(after[: cut.start()] if cut else after)[:7]:
        if (name := noun_class(word)) in MONEY_NOUNS:
            return name
    before = CLAUSE.split(text[sentence.start : span.start])[-1]
    for word in reversed(TOKEN.findall(before)[-14:]):
        if (name := noun_class(word)) in MONEY_NOUNS:
            return name
        if bought := SUMS_OF.get(event_of(word) or ""):
            return bought
    return None


def share_thing(text: str, span: Span, sentence: Span) -> str | None:
    """What a share is a share of: the nearest word of its clause that the table of shares knows."""
    after = CUT.split(text[span.end : sentence.end])[0]
    before = CLAUSE.split(text[sentence.start : span.start])[-1]
    words = (*TOKEN.findall(text[span.start : span.end]), *TOKEN.findall(after)[:9], *reversed(TOKEN.findall(before)[-9:]))
    named = next((name for word in words if (name := SHARE_OF.get(word.casefold()))), None)
    return named or (noun_class(match[1]) if (match := SHARE_OF_NOUN.match(text, span.start)) else None)


def duration_thing(text: str, number: Number, at: int, sentence: Span) -> str | None:
    """How a time that ends at `at` is meant: as a `sentence`, of a `deal`, as so long `ago`; None: it cannot be told apart from others."""
    before = text[max(sentence.start, number.span.start - 40) : number.span.start]
    if JAILED.search(before):
        return "sentence"
    after = text[at : min(sentence.end, at + 30)].lstrip(" ,-")
    if match := AGREED.match(after):
        return noun_class(match[0])
    return "ago" if after.startswith(("ago", "earlier")) else None
