"""Passive cues, with an agent and without: `was described by X as …`, `it was reported that …`, `is said to have …`."""

from typing import Any

from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import (
    CLAUSES,
    SOURCELESS,
    TIME_WORDS,
    Draft,
    agent_of,
    begins_with_that,
    is_negated,
    is_speaker,
    noun_phrase,
)
from newsbeam.transforms.core.attribution.nominal import is_infinitive


def find_passive(token: Any, cue: Cue, own: set[int]) -> Draft | None:
    """The attribution of a passive verb, if it has an agent that can speak or is one of hearsay."""
    agent = agent_of(token)
    subj = next((c for c in token.children if c.dep_ in ("nsubjpass", "csubjpass", "nsubj")), None)
    if agent is None and (cue.lemma not in SOURCELESS or (subj is None and token.dep_ == "acl")):
        return None
    if agent is not None and not is_speaker(agent):
        return None
    clauses = [c for c in token.children if _is_said(c, token, cue)]
    if "a" in cue.frame and agent is None and (not clauses or any(is_infinitive(c) for c in clauses)):
        return None  # `was told to leave`
    content = {t.i for c in clauses for t in c.subtree} | _at_agent(agent)
    addressee = "a" in cue.frame and bool(clauses) and not any(is_infinitive(c) for c in clauses)
    if not content and (agent is None or not set(cue.frame) & set("os")):
        return None  # `a stake held by Roe`
    if not addressee:
        content |= _about(token, subj)
    source = noun_phrase(agent) - _at_agent(agent) if agent is not None else set()
    content -= own | source | {c.i for c in token.children if c.dep_ == "agent"}
    if not content:
        return None
    return Draft(cue, frozenset(own), frozenset(source), frozenset(content), "passive", is_negated(token))


def _is_said(child: Any, token: Any, cue: Cue) -> bool:
    if child.i < token.i:
        return False
    clause = child.dep_ in (*CLAUSES, "oprd", "dobj", "attr")
    return clause or (child.dep_ in ("advcl", "acl") and begins_with_that(child)) or _is_passive_phrase(child, cue)


def _at_agent(agent: Any | None) -> set[int]:
    """What the parser hangs on the agent though it says what was said: `by teachers as unworkable`, `by the press of lying`."""
    found: set[int] = set()
    for child in agent.children if agent is not None else ():
        gerund = any(c.dep_ == "pcomp" for c in child.children)
        if child.dep_ == "prep" and (child.lower_ == "as" or (child.lower_ == "of" and gerund)):
            found |= {t.i for t in child.subtree}
    return found


def _about(token: Any, subj: Any | None) -> set[int]:
    """The subject, which what was said is about; nothing for `it was said that …`."""
    if subj is None:
        return noun_phrase(token.head) - {t.i for t in token.subtree} if token.dep_ == "acl" else set()
    if subj.lower_ in ("it", "there") or subj.dep_ == "expl":
        return set()
    return noun_phrase(token.head if subj.tag_ in ("WDT", "WP") and token.head.i != token.i else subj)


def _is_passive_phrase(child: Any, cue: Cue) -> bool:
    """`was hailed … as a success`, `was accused of theft`."""
    if child.dep_ != "prep" or {t.lower_ for t in child.subtree} & TIME_WORDS:
        return False
    return child.lower_ == "as" or (child.lower_ in ("of", "for") and (cue.lemma == "accuse" or "s" in cue.frame or "p" in cue.frame))
