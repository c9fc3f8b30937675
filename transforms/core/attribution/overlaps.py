"""Drafts of one sentence, put in order: cut where two stand side by side, and without those that only repeat or complete another."""

from dataclasses import replace
from typing import Any

from newsbeam.transforms.core.attribution.dependencies import CLAUSES, Draft, own_subject, without
from newsbeam.transforms.core.text.calendar import WEEKDAY_NUMBERS
from newsbeam.transforms.core.text.wordlists import wordset

RULES = ("phrase", "clause", "quote", "object", "passive", "noun", "adjective", "hearsay")
"""From the most certain: of two drafts with one content the earlier rule wins."""
REFLEXIVE = wordset("believe think hope expect want know feel wish understand see consider like")
"""`She said she believed …` is one claim, not two."""
CONTRASTS = wordset("while whereas but although though")
"""What comes after them is no longer said by the one before, if it has a speaker of its own."""


def tidy(doc: Any, drafts: list[Draft]) -> list[Draft]:
    """The drafts of a sentence as claims side by side or one in the other, none twice."""
    drafts = [_trimmed(doc, _cut(doc, d, drafts)) for d in drafts]
    drafts = [d for d in drafts if not (d.rule == "object" and _holds_noun_cue(d, drafts))]
    drafts = [d for d in drafts if not (_is_reflexive(doc, d, drafts) or _is_completed(doc, d, drafts))]
    return _without_echoes([d for d in drafts if d.content])


def _cut(doc: Any, draft: Draft, drafts: list[Draft]) -> Draft:
    """`He said that …, stressing that …`: two claims side by side, though the parser may hang the second into the first."""
    for other in drafts:
        if other is draft or not other.cue_tokens <= draft.content or draft.rule == "phrase":
            continue
        start = _second_start(doc, draft, other)
        if start is not None and any(i < start for i in draft.content):
            draft = without(draft, range(start, max(other.content | other.cue_tokens) + 1))
    return draft


def _second_start(doc: Any, draft: Draft, other: Draft) -> int | None:
    """Where the second claim begins, if it is none inside the first."""
    first, verb = min(other.cue_tokens), doc[max(other.cue_tokens)]
    before = doc[first - 1] if first else None
    if before is not None and before.text == "," and verb.tag_ == "VBG" and other.source == draft.source and draft.source:
        return first
    if _is_beside(doc, draft, other):
        return first
    start = min(other.cue_tokens | other.source)
    if other.source and other.source != draft.source:
        opener = doc[start - 1] if start else None
        if opener is not None and opener.lower_ in CONTRASTS and start > 1 and doc[start - 2].text == ",":
            return start - 1
    return None


def _is_beside(doc: Any, draft: Draft, other: Draft) -> bool:
    """Whether `other` is what the same speaker did next: see `tree._shared_subject`."""
    verb, cue = _main_verb(doc, other), _main_verb(doc, draft)
    if verb is None or cue is None or verb.dep_ != "conj" or own_subject(verb) is not None:
        return False
    return verb.head.head.i == cue.i and verb.head.dep_ in CLAUSES and other.source == draft.source and verb.tag_ == cue.tag_


def _main_verb(doc: Any, draft: Draft) -> Any | None:
    return next((doc[i] for i in sorted(draft.cue_tokens, reverse=True) if doc[i].tag_.startswith("VB")), None)


def _trimmed(doc: Any, draft: Draft) -> Draft:
    """Without a conjunction at the end of the content: `was safe but`."""
    content = set(draft.content)
    first = min(content, default=0)
    if (
        content
        and doc[first].lower_ == "on"
        and first + 1 < len(doc)
        and doc[first + 1].lower_ in WEEKDAY_NUMBERS
        and first > max(draft.cue_tokens)
    ):
        content -= {first, first + 1}  # `said on Sunday it would …`
    while content and (doc[max(content)].dep_ == "cc" or doc[max(content)].text == ","):
        content.discard(max(content))
    return replace(draft, content=frozenset(content))


def _holds_noun_cue(draft: Draft, drafts: list[Draft]) -> bool:
    """`repeated her promise to …`: the promise is the claim."""
    if draft.cue.cue_class == "deny":
        return False
    return any(
        other.rule == "noun" and other.content <= draft.content and min(draft.content) >= min(other.cue_tokens | other.source) - 2
        for other in drafts
    )


def _is_reflexive(doc: Any, draft: Draft, drafts: list[Draft]) -> bool:
    """`… that he believed …` or `… that he opposed …` inside what he said."""
    if len(draft.source) != 1 or doc[min(draft.source)].tag_ != "PRP" or not (draft.cue.lemma in REFLEXIVE or draft.rule == "object"):
        return False
    return any(other is not draft and draft.cue_tokens <= other.content for other in drafts)


def _is_completed(doc: Any, draft: Draft, drafts: list[Draft]) -> bool:
    """`refused to confirm …`, `denied ordering …`: the second verb is what the first is about."""
    verb = _main_verb(doc, draft)
    if verb is None or verb.tag_ not in ("VB", "VBG") or verb.dep_ not in ("xcomp", "ccomp", "pcomp", "acl"):
        return False
    above = verb.head if verb.dep_ != "pcomp" else verb.head.head
    if verb.dep_ == "pcomp" and verb.head.lower_ != "of":
        return False
    return any(other is not draft and above.i in other.cue_tokens and draft.cue_tokens <= other.content for other in drafts)


def _without_echoes(drafts: list[Draft]) -> list[Draft]:
    """Of two drafts with one content, such as `made a promise to`, the more certain: verbs before nouns, speakers before none."""
    kept: dict[frozenset[int], Draft] = {}
    for draft in sorted(drafts, key=lambda d: (not d.source, RULES.index(d.rule), min(d.cue_tokens))):
        kept.setdefault(draft.content or draft.cue_tokens, draft)
    return sorted(kept.values(), key=lambda d: min(d.cue_tokens))
