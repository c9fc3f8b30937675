"""Characters that steer a terminal or turn the direction of what follows: they are no part of any text."""

import re

_SEQUENCE = (
    r"(?:\x1b\[[0-?]{0,64}|\x9b[0-?]{1,64})[ -/]{0,8}[@-~]"  # colours, the cursor's moves
    r"|(?:\x1b\]|\x9d)[^\x00-\x1f\x7f-\x9f]{0,2000}(?:\x07|\x1b\\|\x9c)"  # titles, links, the clipboard
    r"|\x1b[PX^_][^\x00-\x1f\x7f-\x9f]{0,2000}\x1b\\"
    r"|\x1b[ -/]{0,8}[0-~]?"
)
_BREAK = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
"""Ends of lines, pages and records."""
DANGEROUS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
"""For a character class: control characters but tab and line feed, marks and overrides of direction, foreign ends of lines."""
_ANY = re.compile(f"[{DANGEROUS}]")
_PARTS = re.compile(f"(?P<sequence>{_SEQUENCE})|(?P<line>[{_BREAK}])|[{DANGEROUS}]")


def without_controls(text: str) -> str:
    """Text without control characters, marks of direction and terminals' escape sequences; ends of lines of whatever kind as `\\n`.

    Tabs and line feeds stay; joiners, which Persian and emoji need, too. Carriage returns are dropped: callers know what they stand for.
    """
    if text.isprintable() or not _ANY.search(text):
        return text
    return _PARTS.sub(_instead, text)


def _instead(match: re.Match[str]) -> str:
    return "\n" if match.lastgroup == "line" else ""
