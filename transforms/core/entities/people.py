"""Which person a short name stands for: tied to the one full name of the article that fits, and to none where two fit.

Each naming is looked at in its place: `Mr Roe` and `Ms Roe` are two people, and `Mayor Roe` is the Roe who is called mayor elsewhere.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from newsbeam.transforms.core.entities import names
from newsbeam.transforms.core.text.genders import gender_before
from newsbeam.transforms.core.text.given_names import Gender, gender_by_name
from newsbeam.transforms.core.text.titles import BEFORE_NAMES, COURTESY
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Span, TieReason

FAMILY_NAME_FIRST = wordset("xi li wang zhang chen liu zhao hu wen kim park lee moon yoon han choi mao deng")
WORD_BEFORE = re.compile(r"([A-Za-z]+)\.?\s+$")
MAX_NAMESAKES = 50
"""More people with one surname are a list, in which a bare surname tells nothing."""
MAX_BEFORE = 40
"""Characters before a name in which its title stands."""


class Tie(NamedTuple):
    """The full name that a naming stands for, and why."""

    name: str
    reason: TieReason


@dataclass(slots=True)
class Person:
    """Somebody whom the article names in full, by all spellings of one alias key."""

    name: str
    key: list[str]
    """The words of the alias key, without `Jr` and the like."""
    has_suffix: bool
    genders: set[Gender] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)


def tie_people(text: str, found: Iterable[tuple[Span, str]], elsewhere: Iterable[str] = ()) -> Mapping[Span, Tie]:
    """Span -> tie, for every person's name that is part of fuller ones.

    Args:
        found: where a person is named, and by which surface.
        elsewhere: full names that stand in the headline.
    """
    namings = list(found)
    words = {surface: names.person_key(surface).split() for surface in (*(s for _, s in namings), *elsewhere)}
    people = _people(text, namings, words)
    candidates = _all_candidates({surface: words[surface] for _, surface in namings}, people)
    return {span: tie for span, surface in namings if candidates[surface][0] and (tie := _tie(text, span, surface, *candidates[surface]))}


def _people(text: str, found: Sequence[tuple[Span, str]], words: Mapping[str, list[str]]) -> list[Person]:
    """Everybody with two words of a name, in the order of their keys."""
    people: dict[str, Person] = {}
    for surface, key in sorted(words.items()):
        core = names.without_suffix(key)
        if len(core) > 1:
            people.setdefault(" ".join(key), Person(surface, core, len(core) < len(key)))
    for span, surface in found:
        person = people.get(" ".join(words[surface]))
        if person is not None:
            gender, title = _told_before(text, span)
            person.genders |= {gender} if gender else set()
            person.titles |= {title} if title else set()
    for person in people.values():
        by_name = gender_by_name(person.name)
        if by_name and not person.genders:
            person.genders.add(by_name)
    return [person for _, person in sorted(people.items())]


def _told_before(text: str, span: Span) -> tuple[Gender | None, str | None]:
    """The gender and the office that the words right before a name tell."""
    before = text[max(0, span.start - MAX_BEFORE) : span.start]
    word = match[1].casefold() if (match := WORD_BEFORE.search(before)) else ""
    return gender_before(before), word if word in BEFORE_NAMES - COURTESY else None


def _all_candidates(words: Mapping[str, list[str]], people: Sequence[Person]) -> dict[str, tuple[list[Person], TieReason]]:
    by_word: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for word in {person.key[0], person.key[-1]}:
            by_word[word].append(person)
    return {surface: _candidates(short, by_word) for surface, short in words.items()}


def _candidates(short: list[str], by_word: Mapping[str, list[Person]]) -> tuple[list[Person], TieReason]:
    """Whom a name may stand for, and by what: its end first, then its beginning, then both with less between."""
    core = names.without_suffix(short)
    people = by_word.get(core[-1], []) if core else []
    if len(people) > MAX_NAMESAKES:
        return [], "name"
    by_end = [p for p in people if len(p.key) > len(core) and (p.key[-len(core) :] == core or _is_family_name(core, p.key))]
    if by_end:
        return _without_juniors(_merged(by_end)), "surname"
    if len(core) == 1:
        return _merged([p for p in people if p.key[0] == core[0]]), "given_name"
    return [p for p in people if _is_shortened(short, core, p)], "partial_name"


def _is_family_name(core: list[str], key: list[str]) -> bool:
    return len(core) == 1 and core[0] == key[0] and core[0] in FAMILY_NAME_FIRST


def _is_shortened(short: list[str], core: list[str], person: Person) -> bool:
    """Fewer words or an initial, the same surname: `Ada Roe` or `A. Roe` for `Ada Quill Roe`; `Jon Roe` for `Jon Roe Jr.`."""
    if len(core) < 2 or core[-1] != person.key[-1] or (core == person.key and (len(short) > len(core) or not person.has_suffix)):
        return False
    same_first = core[0] == person.key[0] or (len(core[0]) == 1 and person.key[0].startswith(core[0]) and len(person.key[0]) > 1)
    return same_first and len(core) <= len(person.key) and set(core[1:]) <= set(person.key)


def _merged(people: list[Person]) -> list[Person]:
    """Those that are no shorter form of another: `Ada Roe` and `Ada Quill Roe` are one."""
    return [p for p in people if not any(p is not q and len(p.key) < len(q.key) and _is_shortened(p.key, p.key, q) for q in people)]


def _without_juniors(people: list[Person]) -> list[Person]:
    """A bare surname beside father and son means the one without `Jr`."""
    return [p for p in people if not p.has_suffix] or people


def _tie(text: str, span: Span, surface: str, fits: list[Person], reason: TieReason) -> Tie | None:
    """The one person whom nothing that stands before the name contradicts."""
    gender, title = _told_before(text, span)
    allowed = [p for p in fits if not gender or not p.genders or gender in p.genders]
    if len(allowed) > 1 and title:
        allowed = [p for p in allowed if title in p.titles] or allowed
    if len(allowed) == 1:
        return Tie(allowed[0].name, reason if len(fits) == 1 else "title")
    if not allowed:
        return None
    return Tie(surface, "ambiguous_surname") if reason == "surname" else None
