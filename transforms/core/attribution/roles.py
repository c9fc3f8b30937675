"""Roles: what a text says that a person is, before the name or after it between commas."""

import re
from collections.abc import Sequence

from newsbeam.transforms.core.attribution.speaker_words import PUNCTUATION, ROLES
from newsbeam.transforms.records import Mention


def role_of(source: str, surface: str) -> str | None:
    """The words of a source that say what its person is: before the name, or after it between commas."""
    before, _, after = source.partition(surface)
    before = before.strip(PUNCTUATION)
    after = re.split(r",\s*(?:who|whose|which)\b", after, maxsplit=1)[0].strip(PUNCTUATION)
    for part in (before, after):
        words = {word.strip(PUNCTUATION).lower() for word in part.split()}
        if words & ROLES or {word.rstrip("s") for word in words} & ROLES:
            return part
    return None


def role_around(text: str, mentions: Sequence[Mention], number: int) -> str | None:
    """The role that stands at a mention, wherever it is in the text."""
    mention = mentions[number]
    left = max(text.rfind("\n", 0, mention.span.start) + 1, mention.span.start - 60)
    before = re.split(r"[,.;:“”\"]\s|\band\b", text[left : mention.span.start])[-1]
    words = before.split()
    if words and any(word.strip(PUNCTUATION).lower() in ROLES for word in words[-3:]):
        return before.strip(PUNCTUATION)
    after = re.match(r",\s((?:the|a|an|\w+['’]s)?\s?[^,.;:“\"\n]{3,80})[,.;]", text[mention.span.end : mention.span.end + 100])
    if after and {word.strip(PUNCTUATION).lower() for word in after[1].split()[:8]} & ROLES:
        return after[1]
    return None


def beside(text: str, mention: Mention) -> set[str]:
    """The words that may say what a person is, whatever they are: right before the name, also with a comma, and in apposition after it."""
    left = max(text.rfind("\n", 0, mention.span.start) + 1, mention.span.start - 60)
    before = re.split(r"[.;:“”\"]\s", text[left : mention.span.start])[-1]
    words: set[str] = set()
    if apposed := re.search(r"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir)\s([^,]{2,50}),\s$", before):
        words |= role_words(apposed[1])
    elif before.strip() and not before.rstrip().endswith(","):
        words |= role_words(" ".join(re.split(r",\s|\b(?:and|with|by|of|to|from|for|in)\b", before)[-1].split()[-3:]))
    if after := re.match(r",\s((?:the|an?|\w+['’]s)\s[^,.;:“\"\n]{3,60})", text[mention.span.end : mention.span.end + 80]):
        words |= role_words(re.split(r"\s(?:of|for|at|in|from|who)\s", after[1])[0])
    for verb, roles in HEADS.items():
        if re.match(rf"\s{verb}\b", text[mention.span.end : mention.span.end + 12]):
            words |= roles
    return words


HEADS = {
    "leads": {"leader", "head", "director", "chief"},
    "heads": {"leader", "head", "director", "chief"},
    "runs": {"director", "head", "chief", "manager", "owner"},
    "chairs": {"chair", "chairman", "chairwoman"},
    "owns": {"owner"},
    "coaches": {"coach"},
    "edits": {"editor"},
}
"""What somebody is who does so."""


def role_words(role: str) -> set[str]:
    """`Kremlin Press Secretary` -> {kremlin, press, secretary}."""
    return {word.strip(PUNCTUATION).lower() for word in role.replace("’s", "").replace("'s", "").split()}
