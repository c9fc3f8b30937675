"""Takes out of a feed's markup what makes parsers quadratic, cubic or worse, in one linear pass.

The pass cuts the text into tags, comments, CDATA sections and text, roughly as XML does, and writes most of them out as they were.
"""

import re
from collections.abc import Iterator

from newsbeam.transforms.core.syndication.feed_fields import moment, without_mail

MAX_TAG = 4_000
"""Longer tags are left out, in characters: attributes cost quadratic time."""
MAX_DEPTH = 100
"""Tags nested deeper are left out: base addresses and namespaces of the whole path are handled for each."""
MAX_PERSON = 300
"""Text in elements that name people is left out beyond this: the parser's search for e-mail addresses in it is quadratic."""

MAX_ITEMS = 2_000
"""So many `item` or `entry` elements are read; the document ends after them."""

_ITEMS = frozenset({"item", "entry"})
_PEOPLE = frozenset({"author", "contributor", "creator", "email", "managingeditor", "name", "owner", "publisher", "webmaster"})
_NAME = re.compile(r"</?([^\s<>/]{1,100})")
_DATE = re.compile(
    r"<(?:[\w-]{1,40}:)?(?:pubdate|published|issued|date|updated|modified|created)\b[^<>]*>\s*(?:<!\[CDATA\[)?\s*([^<>\]]{6,80})",
    re.IGNORECASE,
)
"""The first date in an item: whether it is that of publication or of a change does not matter for telling new from old."""
_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'


def root(text: str) -> tuple[str, int]:
    """The local name of the root element in lower case, and where it starts; an empty name if there is none."""
    at = text.find("<")
    while at >= 0:
        end = _end_of_prolog(text, at)
        if end is None:
            found = _NAME.match(text, at)
            return (_local(found[1]), at) if found else ("", at)
        at = text.find("<", end)
    return "", 0


def _end_of_prolog(text: str, at: int) -> int | None:
    """Where the declaration, comment or document type at `at` ends; None if something else is there. An unfinished one never ends."""
    if text.startswith("<!--", at):
        end = _after(text, "-->", at + 4)
    elif text.startswith("<?", at):
        end = _after(text, "?>", at + 2)
    elif text.startswith("<!", at):
        close, subset = text.find(">", at), text.find("[", at)
        end = _after(text, "]", subset) if 0 <= subset < close or close < 0 <= subset else _after(text, ">", at)
    else:
        return None
    return end if end >= 0 else len(text)


def newest(text: str, start: int) -> tuple[str, int]:
    """The document with its newest items only, if it has more than `MAX_ITEMS`, and how many were left out.

    Of those without a date the first ones are kept, after all that have one.
    """
    spans = _items(text, start)
    if len(spans) <= MAX_ITEMS:
        return text, 0
    ages = [_age(text, *span) for span in spans]
    dropped = sorted(sorted(range(len(spans)), key=ages.__getitem__)[MAX_ITEMS:])
    parts, at = [], 0
    for number in dropped:
        parts.append(text[at : spans[number][0]])
        at = spans[number][1]
    return "".join(parts) + text[at:], len(dropped)


def _items(text: str, start: int) -> list[tuple[int, int]]:
    """Where items begin and end; one that is never closed ends where the next begins."""
    spans: list[tuple[int, int]] = []
    began: tuple[int, str] | None = None
    at = start
    for piece in _pieces(text, start):
        at, end = at + len(piece), at
        if not _is_tag(piece) or _local(name := _name(piece)) not in _ITEMS:
            continue
        if began is not None and (not piece.startswith("</") or began[1] == name):
            spans.append((began[0], at if piece.startswith("</") else end))
            began = None
        if not piece.startswith("</") and not piece.endswith("/>"):
            began = (end, name)
    return spans


def _age(text: str, begin: int, end: int) -> float:
    """For sorting, the newest first, those without a date last."""
    found = _DATE.search(text, begin, end)
    date = moment(found[1].strip()) if found else None
    return -date.timestamp() if date else 0.0


def guarded(text: str, start: int) -> bytes:
    """The document from its root element on, tamed, as UTF-8 under one plain declaration."""
    return _DECLARATION + "".join(_tamed(text, start)).encode("utf-8", "replace")


def _tamed(text: str, start: int) -> Iterator[str]:
    path: list[str] = []  # names of the open elements
    too_deep = 0  # open tags left out
    person: int | None = None  # how deep the outermost element of a person is
    said = 0  # characters in it
    n_items = 0
    for piece in _pieces(text, start):
        if not _is_tag(piece):
            if person is not None:  # feedparser takes a top-level domain to end after four letters, and the rest for the name
                piece = without_mail(piece) if len(piece) <= 2 * MAX_PERSON else piece
                said += len(piece)
            if person is None or said <= MAX_PERSON:
                yield piece
            elif not piece.startswith("<"):
                yield piece[: max(0, len(piece) - (said - MAX_PERSON))]
            continue
        name = _name(piece)
        if piece.startswith("</"):
            if too_deep:
                too_deep -= 1
                continue
            _close(path, name)
            if person is not None and len(path) < person:
                person, said = None, 0
        elif len(piece) > MAX_TAG:
            continue
        elif not piece.endswith("/>"):
            if len(path) >= MAX_DEPTH:
                too_deep += 1
                continue
            n_items += _local(name) in _ITEMS
            if n_items > MAX_ITEMS:
                break
            path.append(name)
            if person is None and _local(name) in _PEOPLE:
                person = len(path)
        yield piece
    if n_items > MAX_ITEMS:
        yield from (f"</{name}>" for name in reversed(path))


def _pieces(text: str, at: int) -> Iterator[str]:
    """Tags, comments, CDATA sections and runs of text, in order; joined they are the text. What is never closed runs to the end."""
    while at < len(text):
        if text[at] != "<":
            end = text.find("<", at)
        elif text.startswith("<![CDATA[", at):
            end = _after(text, "]]>", at + 9)
        elif text.startswith("<!--", at):
            end = _after(text, "-->", at + 4)
        else:
            end = _after(text, ">", at + 1)
        end = len(text) if end < 0 else end
        yield text[at:end]
        at = end


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return found + len(mark) if found >= 0 else -1


def _is_tag(piece: str) -> bool:
    return piece.startswith("<") and not piece.startswith(("<!", "<?"))


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found else ""


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _close(path: list[str], name: str) -> None:
    """Leave the innermost element of that name; those inside that were never closed end with it."""
    for at in range(len(path) - 1, -1, -1):
        if path[at] == name:
            del path[at:]
            return
