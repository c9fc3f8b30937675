"""The fullest name that a text has for somebody whom it calls by a surname, a given name or a part of a body's name."""

import re
from collections.abc import Sequence

from newsbeam.transforms.core.attribution.speaker_words import is_human_word
from newsbeam.transforms.core.text.calendar import LOWER_NAMES
from newsbeam.transforms.core.text.titles import BEFORE_NAMES, NOT_GIVEN_NAMES
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Mention

NAME_WORD = r"[A-Z][\w’'-]*\.?"
SUFFIX = r"(?:,?\s(?:Jr|Sr)\.?|\s(?:II|III|IV))?"
NOT_IN_NAMES = wordset(
    """
    the a an this that he she it they we i in on at for from with and but or as when while after before if by of to his her their its our
    mr mrs ms dr said says according asked told also now then yes no not so both meanwhile however former new reporter
    """
).union(LOWER_NAMES, NOT_GIVEN_NAMES)


def full_person(text: str, name: str) -> str | None:
    """The one full name in `text` that ends or begins with the word `name`; None if there is none, or more than one.

    `Michael and Henry Stoll` has `Michael Stoll` in it.
    """
    word = re.escape(name)
    found = {_without_titles(match[0]) for match in re.finditer(rf"(?:{NAME_WORD}\s){{1,4}}(?:al-|el-)?{word}\b{SUFFIX}", text)}
    found |= {_without_titles(match[0]) for match in re.finditer(rf"(?<![\w.]){word}\s(?:{NAME_WORD}\s?){{1,2}}(?<=\w){SUFFIX}", text)}
    pairs = re.finditer(rf"\b{word}\sand\s{NAME_WORD}\s({NAME_WORD})", text)
    whole = {one for one in found if len(one.split()) > 1}
    whole = whole or {f"{name} {match[1].rstrip('.')}" for match in pairs if match[1].lower() not in NOT_IN_NAMES}
    longest = max(whole, key=len, default=None)
    if longest is None or any(not _is_part(one, longest) for one in whole):
        return None
    return longest


def _is_part(short: str, long: str) -> bool:
    """`Patrick Roe` of `Patrick W. Roe Jr.`"""
    words = iter(re.sub(r"[.,]", "", long).split())
    return all(word in words for word in re.sub(r"[.,]", "", short).split())


def _without_titles(name: str) -> str:
    """A name without what stands before it and is none of it."""
    words = re.sub(r"['’]s$", "", name).split()
    while words and (
        _is_hyphened(words[0]) or _plain(words[0]) in BEFORE_NAMES or _plain(words[0]) in NOT_IN_NAMES or is_human_word(_plain(words[0]))
    ):
        words.pop(0)
    for number in range(len(words) - 1, 0, -1):
        if _plain(words[number]) in BEFORE_NAMES or is_human_word(_plain(words[number])):
            words = words[number + 1 :] or words[:number]
            break
    while words and _plain(words[-1]) in NOT_IN_NAMES:
        words.pop()
    kept = " ".join(words)
    return kept if kept.endswith(("Jr.", "Sr.")) else kept.rstrip(".,")


def _is_hyphened(word: str) -> bool:
    """`Thirteen-year-old Leo Roe`, `Long-time`: in small letters behind the hyphen."""
    return "-" in word and word.rsplit("-", 1)[1][:1].islower()


def _plain(word: str) -> str:
    return word.strip(".,’'").lower()


def full_body(mentions: Sequence[Mention], name: str) -> Mention | None:
    """The body with the fullest name that ends in `name`: `San Francisco Ledger` for `Ledger`; None if two fit."""
    tail = f" {name}"
    found = {mention.name: mention for mention in mentions if mention.label == "ORG" and mention.name.endswith(tail)}
    return next(iter(found.values())) if len(found) == 1 else None
