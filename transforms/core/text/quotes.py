"""Quotations: where they begin and end, whichever marks are used, and which of them are whole utterances.

Marks: curly and straight, single and double, low and angular, and those that programs put for them (`` `` … '' ``). An apostrophe is not a
mark. A quotation that is not closed at the end of a paragraph goes on in the next one if that opens with the same mark (the rule of
English and American typesetting).
"""

import re
from dataclasses import dataclass

from newsbeam.transforms.core.text.pieces import pieces
from newsbeam.transforms.core.text.titles import ABBREVIATED, written
from newsbeam.transforms.records import Span

CLOSERS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "‚": "‘",
    "‘": "’",
    '"': '"',
    "'": "'",
    "”": "”",
    "`": "'",
}
"""Opening mark -> what closes it. `”` opens in texts whose quotes were turned by a careless program; `` ` `` only if doubled."""
ALWAYS_OPEN = "“„「"
TWICE = ("’’", "''")
"""Two single marks that stand for a double one at its end."""
CUT_BEHIND_TITLE = re.compile(rf"\b(?:{written(ABBREVIATED)})\.\s*$")
STRAIGHT = re.compile(r"\"|''")
CURLY = re.compile(r"[“”]")
_INNER = "`'’ \t\n\u00a0"
MAX_LINES = 6
"""Lines that a quotation may be broken into."""
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
    spans = paragraphs(text)
    quotes: list[Quote] = []
    for at, (start, end) in enumerate(spans):
        following = text[spans[at + 1].start :][:3].lstrip() if at + 1 < len(spans) else ""
        quotes += _in_paragraph(text, start, end, following)
    return tuple(quotes)


def paragraphs(text: str) -> tuple[Span, ...]:
    """The paragraphs of a text that hold something, as `pieces` gives them; those that a line end cuts by mistake are one.

    That is a line that ends behind a title (`Mr.`), or inside a quotation that the line after it closes and does not open.
    """
    found: list[list[Span]] = []
    for piece in pieces(text):
        if found and len(found[-1]) < MAX_LINES and piece.start - found[-1][-1].end <= 1 and _is_cut(text, found[-1], piece):
            found[-1].append(piece)
        else:
            found.append([piece])
    return tuple(Span(group[0].start, group[-1].end) for group in found)


def _is_cut(text: str, group: list[Span], piece: Span) -> bool:
    """Whether the lines so far and the next one belong together."""
    if CUT_BEHIND_TITLE.search(text, max(group[0].start, group[-1].end - 12), group[-1].end):
        return True
    before = text[group[0].start : group[-1].end]
    if _is_open(before):
        return _closes_first(text, piece, STRAIGHT)
    return before.rfind("“") > before.rfind("”") and _closes_first(text, piece, CURLY)


def _is_open(line: str) -> bool:
    """Whether a straight quotation is open at the end of a line."""
    is_open = False
    for mark in STRAIGHT.finditer(line):
        if not is_open:
            is_open = mark[0] == '"' and (_stands_free(line, mark.start()) or not _is_before_space(line, mark.end()))
        elif not _opens_again(line, mark.start()):
            is_open = False
    return is_open


def _closes_first(text: str, piece: Span, marks: re.Pattern[str]) -> bool:
    """Whether the first mark of a line closes a quotation; or its marks can only open it again."""
    for mark in marks.finditer(text, piece.start, piece.end):
        if mark[0] == '"' and mark.start() > piece.start and _opens_again(text, mark.start()):
            continue
        behind = text[max(piece.start, mark.start() - 2) : mark.start()]
        opens = mark[0] == "“" or (not _is_before_space(text, mark.end()) and (not behind or (behind[-1].isspace() and behind[0] != ",")))
        return not opens
    return text.find('"', piece.start + 1, piece.end) > 0


def _is_before_space(text: str, at: int) -> bool:
    return at >= len(text) or text[at].isspace()


def _stands_free(text: str, at: int) -> bool:
    """White space on both sides: `" We left, ''`."""
    return (at == 0 or text[at - 1].isspace()) and _is_before_space(text, at + 1)


def _opens_again(text: str, at: int) -> bool:
    """A mark inside a quotation that can only open: a paragraph's own, left in the middle of a line."""
    behind_sentence = text[at - 1 : at].isspace() and text[max(0, at - 9) : at].rstrip()[-1:] in ".!?'’"
    return text[at] == '"' and behind_sentence and not _is_before_space(text, at + 1)


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
    if text[at] in ALWAYS_OPEN or (text[at] == "«" and (after.isspace() or not before.isalnum())):
        return True
    if text[at] == '"' and before.isspace() and after.isspace():
        return _closing(text, at, end) is not None  # `" We left, ''`
    if text[at] == "`" and after != "`":
        return False
    if before.isalnum() or after.isspace() or (text[at] == "'" and after.isdigit()):
        return False
    return before.isspace() or before in '([{—–-:,"“‘/\u00a0'


def _closing(text: str, opened: int, end: int) -> int | None:
    """Where the quotation that opens at `opened` closes; for single marks, not at an apostrophe."""
    closers = CLOSERS[text[opened]]
    if text[opened] == "`":
        twice = text.find("''", opened + 1, end)
        return twice + 1 if twice > 0 else None
    if text[opened] not in SINGLE:
        close = min((i for c in closers if (i := text.find(c, opened + 1, end)) > 0), default=None)
        while close is not None and text[opened] == '"' and _opens_again(text, close):
            again = text.find('"', close + 1, end)
            close = again if again > 0 else None
        if text[opened] not in '“"':
            return close
        stop = end if close is None else close
        twice = min((i for mark in TWICE if (i := text.find(mark, opened + 1, stop)) > 0), default=-1)
        return twice + 1 if twice > 0 else close
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


def words_of(text: str, span: Span, *, closed: bool) -> str:
    """What stands between the marks of a quotation."""
    return text[span.start + 1 : span.end - closed].strip(_INNER) if closed else text[span.start + 1 : span.end].strip()


def _is_utterance(text: str, span: Span, start: int, *, closed: bool) -> bool:
    """Begins like a sentence, where a sentence can begin, and ends like one."""
    inner = words_of(text, span, closed=closed)
    if not SPOKEN_START.match(inner) or not BEFORE_SPOKEN.search(text[max(start, span.start - 3) : span.start]):
        return False
    return not closed or inner[-1:] in END_MARKS or text[span.end : span.end + 1] in ",.?!"
