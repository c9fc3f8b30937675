"""Dependency rules for cues that are no verbs: `the claim that …`, `is confident that …`, `reportedly`."""

from typing import Any

from newsbeam.transforms.core.attribution import cue_tables, cues
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import (
    OBJECTS,
    SUPPORT_VERBS,
    Draft,
    begins_with_that,
    cue_tokens,
    is_human,
    is_negated,
    noun_phrase,
    subject,
)


def find_noun(token: Any) -> Draft | None:
    """`the claim that …`, `his promise to …`, `her criticism of …`."""
    cue = cues.nouns().get(token.lower_)
    if cue is None or not token.tag_.startswith("NN") or token.dep_ == "compound":
        return None
    content: set[int] = set()
    for child in token.children:
        if child.dep_ in ("acl", "ccomp", "relcl", "advcl") and child.i > token.i and (begins_with_that(child) or is_infinitive(child)):
            content |= {t.i for t in child.subtree}
    copular = token.dep_ in ("nsubj",) and token.head.lower_ in ("is", "was", "’s", "'s")
    if copular and not content:
        for child in token.head.children:
            if child.dep_ in ("ccomp", "xcomp") and child.i > token.head.i:
                content |= {t.i for t in child.subtree}
    if not content and token.dep_ in OBJECTS and token.head.lower_ in SUPPORT_VERBS:
        for child in token.head.children:
            if child.dep_ in ("ccomp", "advcl", "xcomp") and child.i > token.i and (begins_with_that(child) or is_infinitive(child)):
                content |= {t.i for t in child.subtree}
    by_clause = bool(content)
    speaker = _noun_speaker(token)
    if not content and "t" not in cue.frame and speaker is not None:
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in _complements(cue):
                content |= {t.i for t in child.subtree}
    if not content or (speaker is None and not (by_clause and _is_existential(token))):
        return None
    source = noun_phrase(speaker) if speaker is not None else set()
    own = {token.i}
    if token.dep_ in OBJECTS and token.head.lower_ in SUPPORT_VERBS:
        own |= cue_tokens(token.head) | (set(range(token.head.i, token.i)) - source)
    content -= own | source
    return Draft(cue, frozenset(own), frozenset(source), frozenset(content), "noun") if content else None


def _is_existential(token: Any) -> bool:
    """`There were fears that …`, `fears grew that …`: attributed to nobody, but attributed."""
    return token.dep_ in ("attr", "nsubj", "dobj") and any(c.dep_ == "expl" for c in token.head.children)


def _complements(cue: Cue) -> tuple[str, ...]:
    """The prepositions after which stands what a noun's speaker claims."""
    if "p" in cue.frame:
        return ("of", "for", "about", "over", "against", "to", "on")
    return ("about", "over", "for", "against") if cue.cue_class in ("fear", "demand", "doubt", "promise") else ()


def is_infinitive(clause: Any) -> bool:
    """Whether a clause begins with `to`."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)


def _noun_speaker(token: Any) -> Any | None:
    for child in token.children:
        if child.dep_ == "poss":
            return child
    for child in token.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from", "among"):
            return next((p for p in child.children if p.dep_ == "pobj"), None)
    if token.dep_ in OBJECTS and token.head.lower_ in SUPPORT_VERBS:
        found = subject(token.head)
        return found if found is not None and found.dep_ not in ("expl",) else None
    return None


def find_adjective(token: Any) -> Draft | None:
    """`She is confident that …`."""
    cue = cues.adjectives().get(token.lower_)
    if cue is None or token.dep_ not in ("acomp", "oprd", "conj", "ROOT", "attr"):
        return None
    verb = token.head
    speaker = subject(verb) if verb.i != token.i else None
    if speaker is None or not is_human(speaker):
        return None
    content = {t.i for c in token.children if c.dep_ in ("ccomp", "xcomp", "prep", "advcl") and c.i > token.i for t in c.subtree}
    if cue.lemma in ("certain", "sure") and any(c.dep_ == "xcomp" for c in token.children):
        return None  # `is certain to win`: not his certainty
    content |= {t.i for c in verb.children if c.dep_ == "ccomp" and c.i > token.i for t in c.subtree}
    if not content:
        return None
    own = {token.i} | (cue_tokens(verb) if verb.i < token.i else set())
    return Draft(cue, frozenset(own), frozenset(noun_phrase(speaker)), frozenset(content - own), "adjective", is_negated(verb))


def find_hearsay(token: Any) -> Draft | None:
    """`reportedly`: attributed to nobody."""
    cue_class = cue_tables.HEARSAY.get(token.lower_)
    if cue_class is None or token.dep_ != "advmod":
        return None
    head = token.head
    content = {t.i for t in head.subtree if not t.is_space} - {token.i}
    if not content:
        return None
    return Draft(Cue(token.lower_, cue_class, "c"), frozenset({token.i}), frozenset(), frozenset(content), "hearsay")
