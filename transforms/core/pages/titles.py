"""The headline: a vote among what a page declares and shows, without the outlet's name."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from newsbeam.transforms.core.text.folding import squash

MIN_TITLE, MAX_TITLE = 5, 300
"""Characters of a headline."""
MIN_SHOWN = 15
"""Characters from which an `<h1>` without a witness is a headline: shorter ones are logos and labels."""
MAX_KICKER = 30
"""Characters of a kicker before a headline."""
MIN_AKIN = 4
MIN_SHARE = 3
"""The end of the outlet's name stands for it if it holds at least one in so many of its letters."""
LONG_NAME = 6
"""A shorter name counts as a whole word only: `Bild` is not in `Bildung`."""
_WORDS = re.compile(r"\w+")
_SEPARATORS = re.compile(r"\s+[|\-–—•·»«:/~]\s+|\s*[|｜ㅣ：]\s*|\s+[-–—]{1,2}\s*")
_SECTION_TAIL = re.compile(r"[|\-–—•·»/~｜ㅣ：]\s*([^|\-–—•·»/~｜ㅣ：]{2,40})$")
_EDGE = " |-–—•·»«:/~｜ㅣ："


_key = lru_cache(maxsize=512)(squash)


class Titles(NamedTuple):
    """What names a page, each without the outlet's name and empty where there is none."""

    declared: str
    """JSON-LD's `headline`."""
    others: tuple[str, ...]
    """JSON-LD's other names."""
    shared: str
    """Open Graph's."""
    shown: tuple[str, ...]
    """The `<h1>`s."""
    window: str
    """`<title>`."""


def best_title(titles: Titles) -> str | None:
    """The headline that the page declares.

    JSON-LD, Open Graph and `<h1>` mostly agree. Where two of them agree and the third is only longer by a kicker or the site's name, the
    two are right; where the third says something else, it is the desk's own headline: `<h1>` and its twin are rewritten for search
    engines, as the window's title is. Hence two that agree against the window's title are right, too. Without JSON-LD, what is shared is
    the headline if the window's title is it, too; else it was written for sharing, and a lone `<h1>` is the headline.
    """
    declared, others, shared, heads, window = titles
    if not declared:
        return _undeclared(titles)
    shown = next((head for head in heads if same(head, declared) or same(head, shared)), heads[0] if heads else "")
    if not shared:
        return shown if shown and holds(declared, shown) else declared
    if same(declared, shared):
        return declared
    if same(shown, declared):
        searched = holds(window, shared) and not holds(window, shown) and not any(same(shared, other) for other in others)
        return shown if searched or holds(shared, shown) else shared
    if same(shown, shared):
        agreed = holds(shown, declared) or holds(declared, shown) or any(same(shown, other) for other in others)
        return shown if agreed else declared
    return shown if shown and (holds(shared, shown) or holds(declared, shown)) else declared


def _undeclared(titles: Titles) -> str | None:
    """The headline of a page without JSON-LD."""
    _, _, shared, heads, window = titles
    unglued = next((window for head in heads if _is_glued(head, window)), "") or next(
        (shared for head in heads if _is_glued(head, shared)), ""
    )
    if unglued:
        return unglued
    shown = [head for head in heads if len(head) >= MIN_SHOWN]
    if shared:
        told = next((head for head in heads if same(head, shared) or (len(head) >= MIN_SHOWN and holds(shared, head))), "")
        lone = shown[0] if len(heads) == 1 and shown and not holds(window, shared) and _akin(shown[0], shared, window) else ""
        return told or lone or without_tail(shared)
    told = next((head for head in shown if holds(window, head)), "")
    return told or next((head for head in heads if len(head) >= MIN_SHOWN or not window), without_tail(window)) or None


def _is_glued(head: str, title: str) -> bool:
    """Whether an `<h1>` is a title behind a kicker that its markup holds, too: `OpinionThe bridge is closed`."""
    return (
        len(title) >= MIN_SHOWN and _key(head) != _key(title) and _key(head).endswith(_key(title)) and len(head) - len(title) <= MAX_KICKER
    )


def _akin(head: str, *titles: str) -> bool:
    """Whether an `<h1>` shares a longer word with other titles of the page: else it is a logo or a slogan."""
    words = {word for word in _WORDS.findall(head.lower()) if len(word) >= MIN_AKIN}
    return any(not words.isdisjoint(_WORDS.findall(title.lower())) for title in titles)


def without_tail(title: str) -> str:
    """A title without the section or site behind its last bar: a few words, of which the headline has more."""
    head, bar, tail = title.rpartition(" | ")
    return head.strip(_EDGE) if bar and len(tail.split()) <= 3 and len(head) >= max(MIN_SHOWN, 2 * len(tail)) else title


def strip_site(title: str, *names: str | None, section: str | None = None) -> str:
    """A title without the outlet's name behind or before a separator, and without the section's between the two."""
    if len(title) > 2 * MAX_TITLE:
        return title
    keys = [key for name in names if name and (key := _key(name))]
    site, colon, rest = title.partition(": ")
    if colon and len(rest) >= MIN_SHOWN and _key(site) in keys:  # `The Ledger: Mayor closes the old bridge`
        title = rest.strip()
    if not _SEPARATORS.search(title):
        return title
    while len(parts := _SEPARATORS.split(title)) > 1:
        if any(_is_name(parts[-1], key) for key in keys):
            rest = title[: title.rfind(parts[-1])]
        elif any(_is_name(parts[0], key) for key in keys):
            rest = title[title.find(parts[1], len(parts[0])) :]
        else:
            break
        rest = rest.strip(_EDGE)
        if not rest:
            break
        title = rest
        tail = _SECTION_TAIL.search(title)
        if section and tail and same(tail[1], section):
            title = title[: tail.start()].rstrip(_EDGE)
    return title


def _is_name(text: str, name: str) -> bool:
    """Whether a part of a title is the outlet's name (squashed), in a shorter or longer form: whole words, no mere syllables."""
    part = _key(text)
    if part in name:
        return bool(part) and (2 * len(part) >= len(name) or (name.endswith(part) and MIN_SHARE * len(part) >= len(name)))
    return name in part and len(part) < 3 * len(name) and (len(name) >= LONG_NAME or any(_key(word) == name for word in text.split()))


def plausible_titles(values: Iterable[str], names: Sequence[str | None]) -> list[str]:
    """All these titles, as they are and without the outlet's name, each once."""
    found = (title for value in values for title in (value, strip_site(value, *names)))
    return list(dict.fromkeys(title for title in found if MIN_TITLE <= len(title) <= MAX_TITLE))


def holds(longer: str, shorter: str) -> bool:
    """Whether one title is part of another, whatever their punctuation."""
    return bool(_key(shorter)) and _key(shorter) in _key(longer)


def same(a: str, b: str) -> bool:
    """Whether two titles differ in punctuation and case alone."""
    return _key(a) == _key(b) != ""
