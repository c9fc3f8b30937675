"""What a verb governs as what was said: its clause, its object, its phrase."""

from typing import Any

from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import (
    CLAUSES,
    OBJECTS,
    PREPOSITIONS,
    TIME_WORDS,
    begins_with_that,
    is_human,
    subject,
)
from newsbeam.transforms.core.attribution.nominal import is_infinitive
from newsbeam.transforms.core.attribution.speaker_words import DOCUMENTS
from newsbeam.transforms.core.text.wordlists import wordset

TIME_SPANS = wordset("decade year month week day hour minute century time occasion court parliament radio")
ADDRESSED = wordset("speak talk complain appeal apologize apologise plead respond reply confess boast brag elaborate insist")
"""Verbs whose `to` and `with` are followed by the one spoken to."""
TRAILING = wordset("on for against over with of to about at")
"""Prepositions after an object that belong to it, wherever the parser hangs them: `favors lower taxes on fuel`."""


def content_of(token: Any, cue: Cue, own: set[int]) -> tuple[set[int], str]:
    """The tokens that `token` governs as what was said, and the rule that found them."""
    frame = cue.frame
    clauses = [c for c in token.children if c.dep_ in CLAUSES]
    clauses += [c for c in token.children if c.dep_ in ("advcl", "acl", "parataxis", "conj") and c.i > token.i and begins_with_that(c)]
    if not clauses:
        clauses = _behind_circumstance(token)
    if token.dep_ in ("parataxis",) and not clauses:
        return {t.i for t in token.head.subtree} - {t.i for t in token.subtree} - own, "clause"
    if not clauses and (inserted := _inserted(token)):
        return inserted - own, "clause"
    content: set[int] = set()
    rule = "clause"
    if "c" in frame or "s" in frame:
        for clause in clauses:
            content |= {t.i for t in clause.subtree}
    objects = [c for c in token.children if c.dep_ in OBJECTS and c.i > token.i]
    addressed = "a" in frame and bool(content) and not any(is_infinitive(c) for c in clauses)
    takes_object = (
        "o" in frame
        or ("d" in frame and _is_of_document(token))
        or ("s" in frame and _is_predicated(token, objects))
        or ("c" in frame and clauses and cue.lemma in ("ask", "urge", "want", "expect", "order"))
        or ("a" in frame and any(is_infinitive(c) for c in clauses))
    ) and not addressed
    if takes_object and objects:
        for obj in objects:
            content |= {t.i for t in obj.subtree}
        rule = "clause" if clauses else "object"
        if not clauses:
            content |= _trailing(token, content)
    if ("p" in frame or (takes_object and objects) or ("s" in frame and content)) and not addressed:
        for prep in token.children:
            if prep.dep_ in ("prep", "agent") and prep.i > token.i and _says_what(prep, cue, bool(content)):
                content |= {t.i for t in prep.subtree}
                rule = rule if clauses or objects else "object"
    content -= own
    if not takes_object and not clauses and "o" in frame and not objects:
        content = set()
    content |= _condition(token, content)
    right = {i for i in content if i > token.i}
    if right and content == right:
        content = set(range(min(right), max(right) + 1)) - own  # close small holes that attachment errors leave
    return content, rule


def _is_of_document(token: Any) -> bool:
    speaker = subject(token)
    return speaker is not None and speaker.lower_ in DOCUMENTS


def _behind_circumstance(token: Any) -> list[Any]:
    """`argued for decades that …`, `said in a statement that …`: a clause that the parser hangs on when or where it was said."""
    return [
        clause
        for prep in token.children
        if prep.dep_ == "prep" and prep.i > token.i
        for noun in prep.children
        if noun.dep_ == "pobj" and (noun.lower_ in TIME_WORDS or noun.lower_.rstrip("s") in TIME_SPANS)
        for clause in noun.children
        if clause.dep_ in ("acl", "relcl") and any(c.lower_ == "that" and c.dep_ == "mark" for c in clause.children)
    ]


def _trailing(token: Any, content: set[int]) -> set[int]:
    """The prepositional phrases right after an object."""
    found: set[int] = set()
    for prep in token.children:
        if prep.dep_ == "prep" and prep.lower_ in TRAILING and prep.i == max(content | found, default=-9) + 1:
            words = {t.lower_ for t in prep.subtree}
            if not words & TIME_WORDS:
                found |= {t.i for t in prep.subtree}
    return found


def _condition(token: Any, content: set[int]) -> set[int]:
    """`warned of … if …`: the condition is a part of the statement."""
    found: set[int] = set()
    for clause in token.children:
        if clause.dep_ == "advcl" and content and clause.i > max(content):
            first = min(t.i for t in clause.subtree)
            if clause.doc[first].lower_ in ("if", "unless"):
                found |= {t.i for t in clause.subtree}
    return found


def _is_predicated(token: Any, objects: list[Any]) -> bool:
    """`described it as …`, `called him a liar`: an object alone is not enough."""
    near = [c for head in (token, *objects) for c in head.children]
    if any(c.dep_ in ("prep", "dative") and c.lower_ in ("as", "to", "with") and c.i > token.i for c in near):
        return True
    return len(objects) > 1 or any(c.dep_ in ("oprd", "acomp", "ccomp", "xcomp") and c.i > token.i for c in token.children)


def _says_what(prep: Any, cue: Cue, has_content: bool) -> bool:
    if (
        prep.lower_ not in PREPOSITIONS
        or prep.lower_ in ("by", "in", "from")
        or (prep.lower_ in ("on", "with", "to", "over") and "p" not in cue.frame)
    ):
        return False
    words = {t.lower_ for t in prep.subtree}
    if words & TIME_WORDS:
        return False
    if cue.lemma in ADDRESSED and prep.lower_ in ("to", "with") and any(is_human(c) for c in prep.children if c.dep_ == "pobj"):
        return False
    if cue.lemma in ("respond", "reply") and prep.lower_ == "with":
        return False
    return "p" in cue.frame or has_content


def _inserted(token: Any) -> set[int]:
    """`The deal, she said, is dead.`: a cue with its subject between commas, hung into the clause that it attributes."""
    if token.dep_ not in ("ccomp", "advcl", "relcl", "acl", "conj") or token.head.i == token.i:
        return set()
    left = min(t.i for t in token.subtree)
    doc = token.doc
    if left == 0 or doc[left - 1].text not in (",", "—", "–", "-") or token.dep_ in ("relcl", "conj"):
        return set()
    if token.i + 1 < len(doc) and doc[token.i + 1].text not in (",", "—", "–", ".", "on"):
        return set()
    if not any(c.dep_ == "nsubj" for c in token.children) or any(c.dep_ == "mark" for c in token.children):
        return set()
    return {t.i for t in token.head.subtree} - {t.i for t in token.subtree}
