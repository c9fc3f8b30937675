"""Markdown as the text that a reader sees: one line a paragraph, without marks."""

import html
import re

_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_RULE = re.compile(r"\s{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|=+[ \t]*)$")
"""A line across, or what underlines a heading."""
_UNDERLINE = re.compile(r"\s{0,3}={2,}[ \t]*$")
"""Of a heading of the first order."""
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?)?\s*$")
_REFERENCE = re.compile(r"\s{0,3}\[[^\]^]{1,100}\]:\s+\S{1,2000}(?:\s+[\"'(].*)?\s*$")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)$")
_ITEM = re.compile(r"\s*(?:[-*+]\s+(?:\[[ xX]\]\s+)?|(?=\d{1,9}[.)]\s))")
"""A list's mark; a number is part of what is read, and only begins a new line."""
_QUOTE = re.compile(r"\s{0,3}>\s?(?:\[!\w+\][+-]?\s*)?")
_NOTE = re.compile(r"\[\^[^\]\s]{1,50}\](?::\s?)?")

HIDDEN = (("<!--", "-->"), ("{%", "%}"), ("{{", "}}"), ("%%", "%%"))
"""Comments, and what a generator puts something in place of."""
LONG = 20_000
"""Characters from which a paragraph is no prose, and its marks stay."""
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[[^\[\]]{0,1000}\]\([^()\s]{0,4000}(?:\([^()\s]{0,200}\)[^()\s]{0,1000})?[^()]{0,500}\)"), ""),  # pictures
    (re.compile(r"!\[\[[^\[\]]{0,500}\]\]"), ""),  # Obsidian's
    (re.compile(r"!\[[^\[\]]{0,1000}\]\[[^\]]{0,100}\]"), ""),
    (re.compile(r"\[([^\[\]]{0,2000})\]\([^()\s]{0,4000}(?:\([^()\s]{0,200}\)[^()\s]{0,1000})?[^()]{0,500}\)"), r"\1"),  # links
    (re.compile(r"\[\[[^\[\]|]{0,500}\|([^\[\]]{0,500})\]\]"), r"\1"),
    (re.compile(r"\[\[([^\[\]]{0,500})\]\]"), r"\1"),
    (_NOTE, ""),
    (re.compile(r"\[([^\[\]]{1,2000})\]\[[^\]]{0,100}\]"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]{0,1000}>"), ""),
    (re.compile(r"(?<![\\`])(`{1,3})([^`]{1,2000})\1"), r"\2"),
    (re.compile(r"(?<!\\)(\*{1,3}|~~|==)(?=\S)([^*\n]{1,300}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\\\w])(_{1,3})(?=\S)([^\n]{1,300}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\{[:.#][^{}]{0,200}\}"), ""),  # attributes
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain_text(markdown: str) -> str:
    """The text, paragraphs on lines of their own; lines that an editor wrapped are joined."""
    paragraphs: list[list[str]] = []
    fresh, fenced = True, False
    for line in _shown(markdown).split("\n"):
        if _FENCE.match(line):
            fenced, fresh = not fenced, True
            continue
        if fenced:
            paragraphs.append([line])
            continue
        text, begins, ends = _line(line)
        if text and not begins and not fresh:
            paragraphs[-1].append(text)
        elif text:
            paragraphs.append([text])
        fresh = ends
    return "\n".join(found for paragraph in paragraphs if (found := _inline(" ".join(paragraph)).strip()))


def first_heading(markdown: str) -> str | None:
    """The text of the first heading of the first order."""
    before, above = "", ""
    for line in markdown.split("\n"):
        found = _HEADING.match(line)
        if found and found[1] == "#":
            return _inline(found[2].rstrip("# ")).strip() or None
        if above.strip() and not before.strip() and _UNDERLINE.match(line):
            return _inline(above).strip() or None
        before, above = above, line
    return None


def _line(line: str) -> tuple[str, bool, bool]:
    """What a line says, whether it begins a paragraph, and whether it ends one."""
    quote = _QUOTE.match(line)
    line = line[quote.end() :] if quote else line
    if not line.strip() or _RULE.match(line) or _TABLE_RULE.match(line) or _REFERENCE.match(line):
        return "", True, True
    if heading := _HEADING.match(line):
        return heading[2].rstrip("# "), True, True
    if line.lstrip().startswith("|"):
        return " ".join(cell.strip() for cell in line.strip().strip("|").split("|")), True, True
    item = _ITEM.match(line)
    return (line[item.end() :] if item else line).strip().removesuffix("\\"), item is not None, line.endswith(("  ", "\\"))


def _shown(markdown: str) -> str:
    """Without what readers do not see."""
    for opening, closing in HIDDEN:
        kept, at = [], 0
        while (start := markdown.find(opening, at)) >= 0 and (end := markdown.find(closing, start + len(opening))) >= 0:
            kept.append(markdown[at:start])
            at = end + len(closing)
        markdown = "".join(kept) + markdown[at:]
    return markdown


def _inline(text: str) -> str:
    if len(text) > LONG:
        return text
    for pattern, kept in _INLINE:
        text = pattern.sub(kept, text)
    return html.unescape(_ESCAPED.sub(r"\1", text))
