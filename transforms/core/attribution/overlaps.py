"""Attributions of one sentence, put in order: cut where two stand side by side, and without those that only repeat or complete another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution.attribution import Attribution, Rule, Tokens
from newsbeam.transforms.core.attribution.dependencies import CLAUSES, own_subject
from newsbeam.transforms.core.attribution.guards import Guard, Shape, first_guard, first_taken
from newsbeam.transforms.core.text.calendar import WEEKDAY_NUMBERS
from newsbeam.transforms.core.text.wordlists import wordset

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

RULES: tuple[Rule, ...] = ("phrase", "clause", "quote", "object", "passive", "noun", "adjective", "hearsay")
"""From the most certain: of two attributions with one content the earlier rule wins."""
REFLEXIVE = wordset("believe think hope expect want know feel wish understand see consider like")
"""`She said she believed …` is one claim, not two."""
CONTRASTS = wordset("while whereas but although though")
"""What comes after them is no longer said by the one before, if it has a speaker of its own."""


class Pair(NamedTuple):
    """Two attributions of a sentence; the second one's cue stands in the first one's content."""

    doc: Doc
    first: Attribution[Tokens]
    second: Attribution[Tokens]


class Member(NamedTuple):
    """An attribution among all those of its sentence."""

    doc: Doc
    own: Attribution[Tokens]
    everybody: list[Attribution[Tokens]]


def tidy(doc: Doc, found: list[Attribution[Tokens]]) -> list[Attribution[Tokens]]:
    """The attributions of a sentence as claims side by side or one in the other, none twice."""
    found = [_trimmed(doc, _cut(doc, _without_phrases(own, found), found)) for own in found]
    found = [own for own in found if not first_guard(SAID_BY_NOUN, Member(doc, own, found))]
    return _without_echoes([own for own in found if own.content and not first_guard(ABSORBED, Member(doc, own, found))])


# Side by side


def _without_phrases(own: Attribution[Tokens], found: list[Attribution[Tokens]]) -> Attribution[Tokens]:
    """`Roe said the fire was set, according to the Post`: what Roe said does not hold where that is known from."""
    if own.rule == "phrase":
        return own
    for other in found:
        if other.rule == "phrase" and own.cue_place <= other.content and other.cue_place <= own.content:
            own = _without(own, other.cue_place | other.source)
    return own


def _cut(doc: Doc, own: Attribution[Tokens], found: list[Attribution[Tokens]]) -> Attribution[Tokens]:
    """`He said that …, stressing that …`: two claims side by side, though the parser may hang the second into the first."""
    for other in found:
        if other is own or not other.cue_place <= own.content or own.rule == "phrase":
            continue
        start = first_taken(SECOND_STARTS, Pair(doc, own, other))
        if start is not None and any(number < start for number in own.content):
            own = _without(own, range(start, max(other.content | other.cue_place) + 1))
    return own


def participle_start(pair: Pair) -> int | None:
    """`…, stressing that …`, of the same speaker."""
    start, verb = min(pair.second.cue_place), pair.doc[max(pair.second.cue_place)]
    after_comma = start > 0 and pair.doc[start - 1].text == ","
    same = bool(pair.first.source) and pair.second.source == pair.first.source
    return start if after_comma and verb.tag_ == "VBG" and same else None


def joined_start(pair: Pair) -> int | None:
    """`… and thanked …`: what the same speaker did next, see `dependencies.outer_subject`."""
    verb, cue = _main_verb(pair.doc, pair.second), _main_verb(pair.doc, pair.first)
    if verb is None or cue is None or verb.dep_ != "conj" or own_subject(verb) is not None:
        return None
    beside = verb.head.head.i == cue.i and verb.head.dep_ in CLAUSES and verb.tag_ == cue.tag_
    return min(pair.second.cue_place) if beside and pair.second.source == pair.first.source else None


def contrast_start(pair: Pair) -> int | None:
    """`…, while Roe says …`, of another speaker."""
    if not pair.second.source or pair.second.source == pair.first.source:
        return None
    start = min(pair.second.cue_place | pair.second.source)
    after_contrast = start > 1 and pair.doc[start - 1].lower_ in CONTRASTS and pair.doc[start - 2].text == ","
    return start - 1 if after_contrast else None


SECOND_STARTS: tuple[Shape[Pair, int], ...] = (
    Shape(
        participle_start,
        "The minister said that the hall was hit during the storm, denouncing it as a farce.",
        ("The minister: that the hall was hit during the storm", "The minister: it as a farce"),
    ),
    Shape(
        joined_start,
        "The minister said the fire was out and thanked the crews.",
        ("The minister: the fire was out", "The minister: the crews"),
    ),
    Shape(
        contrast_start,
        "The mayor says the road is closed, while farmers say it is open.",
        ("The mayor: the road is closed", "farmers: it is open"),
    ),
)
"""Where the second of two claims side by side begins."""


# The ends of a content


def _trimmed(doc: Doc, own: Attribution[Tokens]) -> Attribution[Tokens]:
    """Without the day at its beginning, and the conjunction or comma at its end, that the parser hangs into a content."""
    content = set(own.content)
    if content and first_guard(DAYS_BEFORE, Member(doc, own, [])):
        content -= {min(content), min(content) + 1}
    while content and first_guard(LOOSE_ENDS, doc[max(content)]):
        content.discard(max(content))
    return replace(own, content=frozenset(content))


def is_day_of_saying(member: Member) -> bool:
    """`said on Sunday it would …`."""
    start = min(member.own.content)
    words = [token.lower_ for token in member.doc[start : start + 2]]
    return len(words) == 2 and words[0] == "on" and words[1] in WEEKDAY_NUMBERS and start > max(member.own.cue_place)


def is_loose_end(token: Token) -> bool:
    """`… was safe but`."""
    return token.dep_ == "cc" or token.text == ","


DAYS_BEFORE: tuple[Guard[Member], ...] = (
    Guard(is_day_of_saying, "The mayor said on Monday she would reopen the road.", ("The mayor: she would reopen the road",)),
)
"""What does not belong to a content's beginning."""
LOOSE_ENDS: tuple[Guard[Token], ...] = (
    Guard(
        is_loose_end,
        "The minister said the fire was out and thanked the crews.",
        ("The minister: the fire was out", "The minister: the crews"),
    ),
)
"""What does not belong to its end."""


# One in the other


def is_said_by_noun(member: Member) -> bool:
    """`repeated her promise to …`: the promise is the claim."""
    own = member.own
    if own.rule != "object" or own.cue.cue_class in ("deny", "retract"):
        return False
    return any(
        other.rule == "noun" and other.content <= own.content and min(own.content) >= min(other.cue_place | other.source) - 2
        for other in member.everybody
    )


def is_reflexive(member: Member) -> bool:
    """`… that he believed …` or `… that he opposed …` inside what he said."""
    doc, own, everybody = member
    if len(own.source) != 1 or doc[min(own.source)].tag_ != "PRP" or not (own.cue.lemma in REFLEXIVE or own.rule == "object"):
        return False
    return any(other is not own and own.cue_place <= other.content for other in everybody)


def is_completing(member: Member) -> bool:
    """`refused to confirm …`, `denied ordering …`: the second verb is what the first is about."""
    doc, own, everybody = member
    verb = _main_verb(doc, own)
    if verb is None or verb.tag_ not in ("VB", "VBG") or verb.dep_ not in ("xcomp", "ccomp", "pcomp", "acl"):
        return False
    if verb.dep_ == "pcomp" and verb.head.lower_ != "of":
        return False
    above = verb.head.head if verb.dep_ == "pcomp" else verb.head
    return any(other is not own and above.i in other.cue_place and own.cue_place <= other.content for other in everybody)


SAID_BY_NOUN: tuple[Guard[Member], ...] = (
    Guard(is_said_by_noun, "The mayor repeated her promise to reopen the road.", ("her: to reopen the road",)),
)
"""Why the object of a verb is claimed by a noun in it, and not by the verb. Decided first: what it drops absorbs nothing."""


def is_taken_back(member: Member) -> bool:
    """`withdrew her statement that …`: what is taken back is not said again."""
    own = member.own
    return own.rule == "noun" and any(other.cue.cue_class == "retract" and own.cue_place <= other.content for other in member.everybody)


ABSORBED: tuple[Guard[Member], ...] = (
    Guard(
        is_taken_back,
        "The ministry withdrew its statement that the dam was safe.",
        ("The ministry: its statement that the dam was safe",),
        unlike="The ministry renewed its warning that the dam was weak.",
    ),
    Guard(
        is_reflexive,
        "The mayor said that she believed the road was closed.",
        ("The mayor: that she believed the road was closed",),
        unlike="The mayor said that farmers believed the road was closed.",
    ),
    Guard(is_completing, "The mayor refused to confirm that the road was closed.", ("The mayor: to confirm that the road was closed",)),
)
"""Why an attribution is no claim beside the others of its sentence."""


def _without_echoes(found: list[Attribution[Tokens]]) -> list[Attribution[Tokens]]:
    """Of two with one content, such as `made a promise to`, the more certain: verbs before nouns, speakers before none."""
    kept: dict[frozenset[int], Attribution[Tokens]] = {}
    for own in sorted(found, key=lambda one: (not one.source, RULES.index(one.rule), min(one.cue_place))):
        kept.setdefault(own.content, own)
    return sorted(kept.values(), key=lambda one: min(one.cue_place))


def _main_verb(doc: Doc, own: Attribution[Tokens]) -> Token | None:
    return next((doc[number] for number in sorted(own.cue_place, reverse=True) if doc[number].tag_.startswith("VB")), None)


def _without(own: Attribution[Tokens], tokens: Iterable[int]) -> Attribution[Tokens]:
    """`own` with some tokens taken out of its content."""
    return replace(own, content=own.content - set(tokens))
