"""Passive cues, with an agent and without: `was described by X as …`, `it was reported that …`, `is said to have …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution.attribution import Attribution, Tokens
from newsbeam.transforms.core.attribution.dependencies import (
    CLAUSES,
    TIME_WORDS,
    Hanging,
    agent_of,
    begins_with_that,
    cue_tokens,
    is_infinitive,
    is_negated,
    is_speaker,
    lower_words,
    noun_phrase,
    subtrees,
)
from newsbeam.transforms.core.attribution.guards import Guard, Shape, first_guard, first_taken
from newsbeam.transforms.core.text.wordlists import wordset

if TYPE_CHECKING:
    from spacy.tokens import Token

    from newsbeam.transforms.core.attribution.cues import Cue

SOURCELESS = wordset(
    """
    say report believe allege reveal announce claim think accuse charge describe rumor disclose confirm know estimate understand
    state tell determine
    """
)
"""Passives that attribute without an agent: `it was reported that …`."""


class Passive(NamedTuple):
    """A passive cue verb, by whom, of what, and what stands after it."""

    verb: Token
    cue: Cue
    agent: Token | None
    theme: Token | None
    """The grammatical subject."""
    said: list[Token]
    """What hangs on the verb and is said: clauses and phrases."""


def find_passive(verb: Token, cue: Cue) -> Attribution[Tokens] | None:
    """The attribution of a passive verb, if it has an agent that can speak or is one of hearsay."""
    agent = agent_of(verb)
    theme = next((child for child in verb.children if child.dep_ in ("nsubjpass", "csubjpass", "nsubj")), None)
    said = [child for child in verb.children if child.i >= verb.i and first_guard(SAID_PASSIVELY, After(child, cue))]
    passive = Passive(verb, cue, agent, theme, said)
    if first_guard(NO_PASSIVE, passive):
        return None
    own = cue_tokens(verb)
    at_agent = _at_agent(agent)
    source = noun_phrase(agent) - at_agent if agent is not None else set()
    content = subtrees(said) | at_agent
    if not _is_told_that(passive):
        theme_tokens = first_taken(THEMES, passive)
        content |= theme_tokens if theme_tokens is not None else set()
    content -= own | source | {child.i for child in verb.children if child.dep_ == "agent"}
    if agent is not None and agent.head.head.i != verb.i:
        content -= {agent.head.i}  # its `by`, which hangs elsewhere
    if not content:
        return None
    return Attribution(cue, frozenset(own), frozenset(source), frozenset(content), "passive", is_negated(verb))


# Why not


def is_no_hearsay(passive: Passive) -> bool:
    """`The bridge was praised`: by whom is not said, and it is no word of hearsay."""
    return passive.agent is None and passive.cue.lemma not in SOURCELESS


def is_participle_of_nobody(passive: Passive) -> bool:
    """`the sums reported`."""
    return passive.agent is None and passive.theme is None and passive.verb.dep_ == "acl"


def is_done_by_thing(passive: Passive) -> bool:
    """`a roof supported by beams`."""
    return passive.agent is not None and not is_speaker(passive.agent)


def is_told_nothing(passive: Passive) -> bool:
    """`was told to leave`, `was told a story`."""
    if "a" not in passive.cue.frame or passive.agent is not None:
        return False
    return not passive.said or any(is_infinitive(child) for child in passive.said)


def is_held(passive: Passive) -> bool:
    """`a stake held by Roe`: nothing after a verb that takes no object as its content."""
    if passive.said or _at_agent(passive.agent):
        return False
    return passive.agent is None or not set(passive.cue.frame) & set("os")


def is_only_seen(passive: Passive) -> bool:
    """`a memo seen by the Post`: read, and not said."""
    return passive.cue.lemma in ("see", "hear", "know", "view") and not passive.said and not _at_agent(passive.agent)


NO_PASSIVE: tuple[Guard[Passive], ...] = (
    Guard(is_no_hearsay, "The bridge was praised as a wonder.", unlike="The bridge was praised by the mayor as a wonder."),
    Guard(is_participle_of_nobody, "They found papers thought to be lost.", unlike="The papers were thought to be lost."),
    Guard(is_done_by_thing, "The roof was supported by beams as a shelter."),
    Guard(is_only_seen, "The memo was seen by the mayor.", unlike="The memo was seen by the mayor as a threat."),
    Guard(is_told_nothing, "The drivers were told to leave.", unlike="The drivers were told that the road was closed."),
    Guard(is_held, "The deal was announced.", unlike="The deal was announced by the envoy."),
)
"""Why a passive cue verb attributes nothing."""


# What stands after it


class After(NamedTuple):
    """A child of a passive cue verb that stands after it."""

    child: Token
    cue: Cue


def is_clause_or_predicate(after: After) -> bool:
    """`was said to have sunk`, `was called a farce`."""
    return after.child.dep_ in (*CLAUSES, "oprd", "dobj", "attr")


def is_that_clause(after: After) -> bool:
    """`was told by the clerk that …`, for whatever the parser takes it."""
    return after.child.dep_ in ("advcl", "acl") and begins_with_that(after.child)


def is_as_phrase(after: After) -> bool:
    """`was hailed as a success`."""
    return after.child.dep_ == "prep" and after.child.lower_ == "as" and not lower_words(after.child) & TIME_WORDS


def is_of_phrase(after: After) -> bool:
    """`was accused of theft`."""
    child, cue = after
    if child.dep_ != "prep" or child.lower_ not in ("of", "for") or lower_words(child) & TIME_WORDS:
        return False
    return cue.lemma == "accuse" or "s" in cue.frame or "p" in cue.frame


SAID_PASSIVELY: tuple[Guard[After], ...] = (
    Guard(is_clause_or_predicate, "The ferry was said to have sunk.", ("-: The ferry […] to have sunk",)),
    Guard(is_that_clause, "The drivers were told so that they would leave.", ("-: so that they would leave",)),
    Guard(is_as_phrase, "The bridge was described as a wreck.", ("-: The bridge […] as a wreck",)),
    Guard(is_of_phrase, "The clerk was accused of theft.", ("-: The clerk […] of theft",)),
)
"""Which children of a passive verb are said."""


def _at_agent(agent: Token | None) -> set[int]:
    """What the parser hangs on the agent though it says what was said."""
    if agent is None:
        return set()
    return subtrees(child for child in agent.children if first_guard(SAID_AT_AGENT, Hanging(agent, child)))


def is_as_at_agent(hanging: Hanging) -> bool:
    """`was described by teachers as unworkable`."""
    return hanging.child.dep_ == "prep" and hanging.child.lower_ == "as"


def is_deed_at_agent(hanging: Hanging) -> bool:
    """`was accused by the press of lying`."""
    child = hanging.child
    return child.dep_ == "prep" and child.lower_ == "of" and any(below.dep_ == "pcomp" for below in child.children)


SAID_AT_AGENT: tuple[Guard[Hanging], ...] = (
    Guard(is_as_at_agent, "The plan was described by teachers as unworkable.", ("teachers: The plan […] as unworkable",)),
    Guard(is_deed_at_agent, "The clerk was accused by the mayor of taking bribes.", ("the mayor: The clerk […] of taking bribes",)),
)
"""Which children of the agent are said."""


# What it is said about


def _is_told_that(passive: Passive) -> bool:
    """`The court was told that …`: the subject is the one spoken to."""
    return "a" in passive.cue.frame and bool(passive.said) and not any(is_infinitive(child) for child in passive.said)


def noun_of_participle(passive: Passive) -> set[int] | None:
    """`a plan described by Roe as a farce`."""
    if passive.theme is not None or passive.verb.dep_ != "acl":
        return None
    return noun_phrase(passive.verb.head) - subtrees([passive.verb])


def antecedent(passive: Passive) -> set[int] | None:
    """`the plan, which was described as a farce`."""
    theme = passive.theme
    if theme is None or theme.tag_ not in ("WDT", "WP") or passive.verb.head.i == passive.verb.i or theme.dep_ == "expl":
        return None
    return noun_phrase(passive.verb.head)


def theme_itself(passive: Passive) -> set[int] | None:
    """`The plan was described as a farce`; but nothing of `it was said that …`."""
    theme = passive.theme
    if theme is None or theme.lower_ in ("it", "there") or theme.dep_ == "expl":
        return None
    return noun_phrase(theme)


THEMES: tuple[Shape[Passive, set[int]], ...] = (
    Shape(noun_of_participle, "The council dropped a plan denounced by farmers as a farce.", ("farmers: a plan […] as a farce",)),
    Shape(antecedent, "The plan, which was described by the mayor as a farce, was dropped.", ("the mayor: The plan […] as a farce",)),
    Shape(
        theme_itself,
        "The plan was described by the mayor as a farce.",
        ("the mayor: The plan […] as a farce",),
        unlike="It was said that the plan was a farce.",
    ),
)
"""What a passive is about: a part of what is said."""
