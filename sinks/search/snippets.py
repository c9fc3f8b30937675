"""Where in a text the words of a search stand, and the piece of it that shows most of them. Pure."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import combining, normalize

from newsbeam.sinks.search.query import Term
from newsbeam.sinks.search.terms import CHARACTER
from newsbeam.transforms.records import Span

SHOWN = 240
"""Characters of a snippet, about."""
MOST = 200
"""Places that are looked at."""
SEARCHED = 200_000
"""Characters of a text in which words are looked for."""
WORD_CHARACTER = r"[^\W_]"


class Snippet(NamedTuple):
    """A piece of a text."""

    start: int
    end: int
    marks: tuple[Span, ...]
    """Where the words stand, as offsets in the whole text."""


def find_snippet(text: str, terms: Sequence[Term]) -> Snippet:
    """The piece with the most different terms; of equals the first; the beginning if none is there.

    Args:
        terms: those of a title alone are passed over.
    """
    places = _places(text[:SEARCHED], [term for term in terms if term.scope is None])
    if not places:
        return Snippet(0, _to_space(text, min(len(text), SHOWN)), ())
    starts = [start for start, _, _ in places]

    def shown(first: int) -> list[tuple[int, int, int]]:
        return places[first : bisect_left(starts, starts[first] + SHOWN * 3 // 4)]

    best = max(range(len(places)), key=lambda first: (len({term for _, _, term in shown(first)}), -first))
    start = _from_space(text, max(0, starts[best] - SHOWN // 4))
    end = _to_space(text, min(len(text), max(start + SHOWN, places[best][1])))
    return Snippet(start, end, tuple(Span(one, two) for one, two, _ in places if one >= start and two <= end))


def _places(text: str, terms: Sequence[Term]) -> list[tuple[int, int, int]]:
    """Start, end and number of the term of every place, in order."""
    folded, offsets = _folded(text)
    found = []
    for number, term in enumerate(terms):
        pattern = _pattern(term)
        for place, match in enumerate(pattern.finditer(folded)):
            if place == MOST:
                break
            found.append((offsets[match.start()], offsets[match.end() - 1] + 1, number))
    return sorted(found)


def _pattern(term: Term) -> re.Pattern[str]:
    folded, _ = _folded(term.text)
    words = [re.escape(word) for word in re.findall(rf"{WORD_CHARACTER}+", folded)]
    if CHARACTER.search(folded):
        return re.compile(r"\s*".join(words))
    phrase = r"[\W_]+".join(words)
    return re.compile(rf"(?<!{WORD_CHARACTER}){phrase}" + ("" if term.prefix else rf"(?!{WORD_CHARACTER})"))


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and where each of its characters comes from."""
    characters: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        for part in normalize("NFD", character.lower()) if not character.isascii() else character.lower():
            if not combining(part):
                characters.append(part)
                offsets.append(place)
    return "".join(characters), offsets


def _from_space(text: str, place: int) -> int:
    """The beginning of the next word, if one begins soon; else the place itself."""
    found = re.compile(r"\s").search(text, place, place + 30) if place else None
    return found.end() if found else place


def _to_space(text: str, place: int) -> int:
    """The end of the last word that ends before a place, if one does so closely."""
    if place == len(text):
        return place
    found = max(text.rfind(" ", place - 30, place + 1), text.rfind("\n", place - 30, place + 1))
    return found if found > 0 else place
