"""Quotations: where they begin and end, whichever marks are used, and which of them are whole utterances.

Marks: curly and straight, single and double, low and angular. An apostrophe is not a mark. A quotation that is not closed at the end of a
paragraph goes on in the next one if that opens with the same mark (the rule of English and American typesetting).
"""

import re
from dataclasses import dataclass

from newsbeam.transforms.core.text.pieces import pieces
from newsbeam.transforms.records import Span

CLOSERS = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"', "'": "'", "”": "”"}
"""Opening mark -> what closes it. `”` opens in texts whose quotes were turned by a careless program."""
SINGLE = "‘'"
MAX_SINGLE = 1_500
"""Characters: a longer single-quoted stretch is two apostrophes."""
SPOKEN_START = re.compile(r"[\"'“”„«‘(\[…. ]*[A-Z0-9]|…|\.\.\.")
BEFORE_SPOKEN = re.compile(r"(?:^|[.,:;!?…”\"'’»)\u2014\u2013-])\s*$")
END_MARKS = ",.?!…—–-;"


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks."""

    span: Span
    closed: bool
    """False: it runs to the end of its paragraph and goes on in the next."""
    utterance: bool
    """True if it can stand alone, as in `He said: “I will go.”`; False if it is a part of the sentence around it."""


def find_quotes(text: str) -> tuple[Quote, ...]:
    """All quotations of a text, outermost marks only, one paragraph's at a time, in order."""
    spans = list(pieces(text))
    quotes: list[Quote] = []
    for at, (start, end) in enumerate(spans):
        following = text[spans[at + 1].start :][:3].lstrip() if at + 1 < len(spans) else ""
        quotes += _in_paragraph(text, start, end, following)
    return tuple(quotes)


def _in_paragraph(text: str, start: int, end: int, following: str) -> list[Quote]:
    found, at = [], start
    while at < end:
        if text[at] not in CLOSERS or not _opens(text, at, start, end):
            at += 1
            continue
        close = _closing(text, at, end)
        if close is None and text[at] in '“"«' and (following[:1] == text[at] or text[at] == "“"):
            span = Span(at, end)
            found.append(Quote(span, closed=False, utterance=_is_utterance(text, span, start, closed=False)))
            break
        if close is None:
            at += 1
            continue
        span = Span(at, close + 1)
        if sum(c.isalnum() for c in text[at:close]) > (text[at] == "'"):  # rock 'n' roll
            found.append(Quote(span, closed=True, utterance=_is_utterance(text, span, start, closed=True)))
        at = close + 1
    return found


def _opens(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if text[at] in "“„«":
        return True
    if before.isalnum() or after.isspace() or (text[at] == "'" and after.isdigit()):
        return False
    return before.isspace() or before in '([{—–-:,"“‘/\u00a0'


def _closing(text: str, opened: int, end: int) -> int | None:
    """Where the quotation that opens at `opened` closes; for single marks, not at an apostrophe."""
    closers = CLOSERS[text[opened]]
    if text[opened] not in SINGLE:
        close = min((i for c in closers if (i := text.find(c, opened + 1, end)) > 0), default=None)
        twice = text.find("’’", opened + 1, end if close is None else close) if text[opened] == "“" else -1
        return twice + 1 if twice > 0 else close  # two single marks for one
    doubtful = None
    for i in range(opened + 1, min(end, opened + MAX_SINGLE)):
        if text[i] == text[opened] == "‘":
            break  # another opens: the doubtful one must have been the end
        if text[i] not in closers or text[i - 1].isspace() or (i + 1 < end and text[i + 1].isalnum()):
            continue
        if text[i - 1] == "s" and text[i + 1 : i + 2] == " " and text[i + 2 : i + 3].islower():
            doubtful = i if doubtful is None else doubtful  # `the soldiers’ homes`: an end only if no better one comes
            continue
        return i
    return doubtful


def _is_utterance(text: str, span: Span, start: int, *, closed: bool) -> bool:
    """Begins like a sentence, where a sentence can begin, and ends like one."""
    inner = text[span.start + 1 : span.end - 1] if closed else text[span.start + 1 : span.end]
    if not SPOKEN_START.match(inner) or not BEFORE_SPOKEN.search(text[max(start, span.start - 3) : span.start]):
        return False
    return not closed or inner.rstrip()[-1:] in END_MARKS or text[span.end : span.end + 1] in ",.?!"
