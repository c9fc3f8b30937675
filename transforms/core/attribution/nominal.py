"""Dependency rules for cues that are no verbs: `the claim that …`, `is confident that …`, `reportedly`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution import cue_tables, cues
from newsbeam.transforms.core.attribution.attribution import Attribution, Tokens
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import (
    OBJECTS,
    SUPPORT_VERBS,
    begins_with_that,
    cue_tokens,
    is_human,
    is_infinitive,
    is_negated,
    noun_phrase,
    subject,
    subtrees,
)
from newsbeam.transforms.core.attribution.guards import Guard, Shape, first_guard, first_taken

if TYPE_CHECKING:
    from spacy.tokens import Token


# Nouns


class Noun(NamedTuple):
    """A cue noun and who is its speaker."""

    token: Token
    cue: Cue
    speaker: Token | None


def find_noun(token: Token) -> Attribution[Tokens] | None:
    """`the claim that …`, `his promise to …`, `her criticism of …`."""
    cue = cues.nouns().get(token.lower_)
    if cue is None or first_guard(NO_NOUN, token):
        return None
    noun = Noun(token, cue, first_taken(NOUN_SPEAKERS, token))
    content = first_taken(NOUN_CONTENTS, noun)
    if content is None or first_guard(NOBODYS_NOUN, noun):
        return None
    source = noun_phrase(noun.speaker) if noun.speaker is not None else set()
    own = {token.i}
    if _is_supported(token):
        own |= cue_tokens(token.head) | (set(range(token.head.i, token.i)) - source)
    content -= own | source
    return Attribution(cue, frozenset(own), frozenset(source), frozenset(content), "noun") if content else None


def is_no_noun(token: Token) -> bool:
    """`They claim …`."""
    return not token.tag_.startswith("NN")


def is_part_of_compound(token: Token) -> bool:
    """`the claim form`."""
    return token.dep_ == "compound"


NO_NOUN: tuple[Guard[Token], ...] = (
    Guard(is_no_noun, "Teachers met to call for better pay from the council.", unlike="Their call for better pay was heard."),
    Guard(
        is_part_of_compound, "The mayor’s promise book about the road was lost.", unlike="The mayor’s promise to mend the road was lost."
    ),
)
"""Why a word with the form of a cue noun is none."""


def possessor(token: Token) -> Token | None:
    """`Roe’s promise`, `her promise`."""
    return next((child for child in token.children if child.dep_ == "poss"), None)


def giver(token: Token) -> Token | None:
    """`a promise by Roe`, `fears among teachers`."""
    by = _giving(token)
    return next((child for child in by.children if child.dep_ == "pobj"), None) if by is not None else None


def supporter(token: Token) -> Token | None:
    """`Roe made a promise`."""
    found = subject(token.head) if _is_supported(token) and _giving(token) is None else None
    return found if found is not None and found.dep_ != "expl" else None


NOUN_SPEAKERS: tuple[Shape[Token, Token], ...] = (
    Shape(possessor, "The clerk lost the mayor’s promise to reopen the road.", ("the mayor’s: to reopen the road",)),
    Shape(giver, "A promise by the mayor to reopen the road came to nothing.", ("the mayor: to reopen the road",)),
    Shape(supporter, "Teachers voiced fears that the school would close.", ("Teachers: that the school would close",)),
)
"""Whose a cue noun is."""


def clause_of_noun(noun: Noun) -> set[int] | None:
    """`the claim that …`, `his promise to …`."""
    children = (child for child in noun.token.children if child.dep_ in ("acl", "ccomp", "relcl", "advcl") and child.i > noun.token.i)
    return _that_or_to(children)


def predicate_clause(noun: Noun) -> set[int] | None:
    """`Their fear is that …`."""
    verb = noun.token.head
    if noun.token.dep_ != "nsubj" or verb.lower_ not in ("is", "was", "’s", "'s"):
        return None
    return subtrees(child for child in verb.children if child.dep_ in ("ccomp", "xcomp") and child.i > verb.i) or None


def clause_of_support(noun: Noun) -> set[int] | None:
    """`repeated her claim on Monday that …`, where the parser hangs the clause on the verb."""
    if not _is_supported(noun.token):
        return None
    children = noun.token.head.children
    return _that_or_to(child for child in children if child.dep_ in ("ccomp", "advcl", "xcomp") and child.i > noun.token.i)


def phrase_of_noun(noun: Noun) -> set[int] | None:
    """`her criticism of …`, if somebody's."""
    if noun.speaker is None or "t" in noun.cue.frame:
        return None
    prepositions = _complements(noun.cue)
    return subtrees(child for child in noun.token.children if child.dep_ == "prep" and child.lower_ in prepositions) or None


def clause_right_behind(noun: Noun) -> set[int] | None:
    """`the accusation by the opposition that …`, wherever the parser hangs the clause."""
    token = noun.token
    giving = _giving(token)
    end = max(noun_phrase(noun.speaker)) if giving is not None and noun.speaker is not None else token.i
    that = token.doc[end + 1] if end + 1 < len(token.doc) else token
    if noun.speaker is None or that.lower_ != "that" or that.head.i <= that.i or not that.head.tag_.startswith(("V", "MD")):
        return None
    return {below.i for below in that.head.subtree if below.i >= that.i}


NOUN_CONTENTS: tuple[Shape[Noun, set[int]], ...] = (
    Shape(
        clause_of_noun,
        "Her promise to mend the road was kept.",
        ("Her: to mend the road",),
        unlike="Her criticism of the road was wrong.",
    ),
    Shape(predicate_clause, "Their fear is that the school will close.", ("Their: that the school will close",)),
    Shape(
        clause_of_support, "The mayor gave an assurance on Monday that the road would reopen.", ("The mayor: that the road would reopen",)
    ),
    Shape(
        clause_right_behind,
        "The accusation by the opposition that votes were bought was dismissed.",
        ("the opposition: that votes were bought",),
    ),
    Shape(phrase_of_noun, "Her criticism of the plan was harsh.", ("Her: of the plan",)),
)
"""What a cue noun says."""


def is_nobodys(noun: Noun) -> bool:
    """`the claim that …`, whose is not said; but `there were claims that …` is attributed, though to nobody."""
    token = noun.token
    existential = token.dep_ in ("attr", "nsubj", "dobj") and any(child.dep_ == "expl" for child in token.head.children)
    return noun.speaker is None and not existential


def is_narrators(noun: Noun) -> bool:
    """`I have the support of …`: the writer's, or an answer's."""
    return noun.speaker is not None and noun.speaker.lower_ in ("i", "we", "you", "my", "our", "your")


NOBODYS_NOUN: tuple[Guard[Noun], ...] = (
    Guard(is_narrators, "We have hope that the road will open.", unlike="They have hope that the road will open."),
    Guard(is_nobodys, "The claim that the road was closed was wrong.", unlike="There were claims that the road was closed."),
)
"""Why a cue noun with a content attributes nothing."""


def _giving(token: Token) -> Token | None:
    return next((child for child in token.children if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from", "among")), None)


def _is_supported(token: Token) -> bool:
    return token.dep_ in OBJECTS and token.head.lower_ in SUPPORT_VERBS


def _that_or_to(clauses: Iterable[Token]) -> set[int] | None:
    return subtrees(clause for clause in clauses if begins_with_that(clause) or is_infinitive(clause)) or None


def _complements(cue: Cue) -> tuple[str, ...]:
    """The prepositions after which stands what a noun's speaker claims."""
    if "p" in cue.frame:
        return ("of", "for", "about", "over", "against", "to", "on")
    return ("about", "over", "for", "against") if cue.cue_class in ("fear", "demand", "doubt", "promise") else ()


# Adjectives


class Adjective(NamedTuple):
    """A cue adjective, the verb that it hangs on, and of whom it is said."""

    token: Token
    cue: Cue
    speaker: Token | None


def find_adjective(token: Token) -> Attribution[Tokens] | None:
    """`She is confident that …`."""
    cue = cues.adjectives().get(token.lower_)
    if cue is None:
        return None
    verb = token.head
    speaker = subject(verb) if verb.i != token.i else None
    adjective = Adjective(token, cue, speaker)
    if first_guard(NO_FEELING, adjective) or speaker is None:
        return None
    content = _felt(adjective)
    own = {token.i} | (cue_tokens(verb) if verb.i < token.i else set())
    return Attribution(cue, frozenset(own), frozenset(noun_phrase(speaker)), frozenset(content - own), "adjective", is_negated(verb))


def is_no_predicate(adjective: Adjective) -> bool:
    """`a certain number`."""
    return adjective.token.dep_ not in ("acomp", "oprd", "conj", "ROOT", "attr")


def is_of_thing(adjective: Adjective) -> bool:
    """`It is clear that …`: nobody who could feel or think so."""
    return not is_human(adjective.speaker)


def is_felt_by_narrator(adjective: Adjective) -> bool:
    """`I was glad that …`: the writer's, or an answer's."""
    return adjective.speaker is not None and adjective.speaker.lower_ in ("i", "we", "you")


def is_certain_to(adjective: Adjective) -> bool:
    """`is certain to win`: not his certainty."""
    return adjective.cue.lemma in ("certain", "sure") and any(child.dep_ == "xcomp" for child in adjective.token.children)


def is_without_content(adjective: Adjective) -> bool:
    """`She is confident.`"""
    return not _felt(adjective)


def _felt(adjective: Adjective) -> set[int]:
    """The clauses and phrases after a cue adjective, and its verb's clauses."""
    token = adjective.token
    content = subtrees(child for child in token.children if child.dep_ in ("ccomp", "xcomp", "prep", "advcl") and child.i > token.i)
    return content | subtrees(child for child in token.head.children if child.dep_ == "ccomp" and child.i > token.i)


NO_FEELING: tuple[Guard[Adjective], ...] = (
    Guard(is_no_predicate, "Anxious about the road, the mayor met the farmers.", unlike="The mayor was anxious about the road."),
    Guard(is_of_thing, "The law is clear that the road is closed.", unlike="The mayor is clear that the road is closed."),
    Guard(is_felt_by_narrator, "I was glad that the road was open.", unlike="She was glad that the road was open."),
    Guard(is_certain_to, "The mayor is certain to win.", unlike="The mayor is certain of victory."),
    Guard(is_without_content, "The mayor was opposed.", unlike="The mayor was opposed to the plan."),
)
"""Why a cue adjective attributes nothing."""


# Adverbs


def find_hearsay(token: Token) -> Attribution[Tokens] | None:
    """`reportedly`: attributed to nobody."""
    cue_class = cue_tables.HEARSAY.get(token.lower_)
    if cue_class is None or first_guard(NO_HEARSAY, token):
        return None
    content = {below.i for below in token.head.subtree if not below.is_space} - {token.i}
    return Attribution(Cue(token.lower_, cue_class, "c"), frozenset({token.i}), frozenset(), frozenset(content), "hearsay")


def modifies_no_verb(token: Token) -> bool:
    """`Sank – reportedly`: no word that it is said of."""
    return token.dep_ != "advmod"


NO_HEARSAY: tuple[Guard[Token], ...] = (
    Guard(modifies_no_verb, "The ferry sank, allegedly or supposedly.", ("-: The ferry sank […] or supposedly",)),
)
"""Why an adverb of hearsay attributes nothing."""
