"""The dependency tree of a sentence, asked for what attribution needs: who a verb's subject is, what a noun phrase spans.

The labels are those of spaCy's English models (ClearNLP style). Only tags and the tree are used: no lemmas, no coarse parts of speech.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution.guards import Guard, Shape, first_guard, first_taken
from newsbeam.transforms.core.attribution.speaker_words import DOCUMENTS, is_human_word
from newsbeam.transforms.core.text.calendar import LOWER_NAMES
from newsbeam.transforms.core.text.wordlists import wordset

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = ("nsubj", "csubj", "nsubjpass", "csubjpass", "expl")
CLAUSES = ("ccomp", "xcomp")
OBJECTS = ("dobj", "attr", "oprd", "obj", "dative")
SUPPORT_VERBS = wordset(
    """
    make makes made making issue issues issued issuing express expresses expressed expressing voice voiced voices voicing raise
    raised raises raising have has had having repeat repeated repeats give gave given gives giving reiterate reiterated renew
    renewed drop dropped
    """
)
"""Verbs whose subject is the speaker of the noun they govern: `made a promise to …`."""
PREPOSITIONS = wordset("of for about to on against over with as that from in upon regarding concerning by")
TIME_WORDS = wordset(
    """
    statement interview speech tweet post briefing conference letter
    morning afternoon evening night week month year day today yesterday telegram twitter facebook television tv channel phone
    reporters journalists
    """
).union(LOWER_NAMES)
"""What a phrase beside a cue is about when it says when or where it was said, not what."""
BE = wordset("is are was were be been being am get gets got getting ’s 's ’re 're")
QUOTING = wordset("quoted quotes quote quoting cited cites cite citing reported")
MAX_CLIMB = 8
FAR_NEGATION = 6
"""Tokens between a verb and its negation; what stands farther off is another verb's, whatever the parser says."""


def numbers(tokens: Iterable[Token]) -> set[int]:
    """The numbers of tokens."""
    return {token.i for token in tokens}


def subtrees(tokens: Iterable[Token]) -> set[int]:
    """The numbers of tokens with all that hangs on them."""
    return {below.i for token in tokens for below in token.subtree}


def lower_words(token: Token) -> set[str]:
    """The words of a token and of all that hangs on it, in lower case."""
    return {below.lower_ for below in token.subtree}


def cue_tokens(verb: Token) -> set[int]:
    """The verb with its auxiliaries, negation, particles, and adverbs that touch it."""
    own = {verb.i} | {child.i for child in verb.children if child.dep_ in ("aux", "auxpass", "neg", "prt") and -5 <= child.i - verb.i <= 1}
    adverbs = (child.i for child in verb.children if child.dep_ == "advmod" and child.tag_ == "RB" and child.i < verb.i)
    for place in sorted(adverbs, reverse=True):
        if place + 1 in own:
            own.add(place)
    return own


def begins_with_that(clause: Token) -> bool:
    """Whether a clause has a `that` of its own, whatever the parser took it for."""
    return any(child.lower_ == "that" and (child.dep_ == "mark" or child.tag_ == "IN") for child in clause.children)


def is_infinitive(clause: Token) -> bool:
    """Whether a clause begins with `to`."""
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in clause.children)


def is_negated(verb: Token) -> bool:
    """Whether `not` or `never` hangs on a verb, near before it or right behind."""
    return any((child.dep_ == "neg" or child.lower_ == "never") and -FAR_NEGATION <= child.i - verb.i <= 2 for child in verb.children)


def has_modal(verb: Token) -> bool:
    """`will`, `may`, `could` …"""
    return any(child.dep_ == "aux" and child.tag_ == "MD" for child in verb.children)


def is_speaker(token: Token) -> bool:
    """Whether a subject can speak: people and groups, and documents."""
    return is_human(token) or token.lower_ in DOCUMENTS


def is_human(token: Token | None) -> bool:
    """A name, a pronoun or a word for people: things can show and suggest, but only people criticise."""
    return token is not None and (token.tag_ in ("NNP", "NNPS", "PRP", "WP") or is_human_word(token.lower_))


def is_passive(verb: Token) -> bool:
    """With a form of `be`, whatever the labels say; or a bare participle at a noun."""
    if verb.tag_ not in ("VBN", "VBD"):
        return False
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if helpers and helpers <= {"’s", "'s"} and any(child.lower_ in ("he", "she") for child in verb.children):
        return any(child.dep_ == "agent" for child in verb.children)  # `he’s announced that`: has, not is
    if helpers:
        return bool(helpers & BE)
    return verb.tag_ == "VBN" and not any(child.dep_ == "nsubj" for child in verb.children)


def is_reduced_accusation(verb: Token) -> bool:
    """`Mayor accused of lying`: the headline’s passive, for the verb accuses somebody of something."""
    if verb.lower_ != "accused" or any(child.dep_ in OBJECTS and child.i > verb.i for child in verb.children):
        return False
    return verb.i + 1 < len(verb.doc) and verb.doc[verb.i + 1].lower_ == "of"


def agent_of(verb: Token) -> Token | None:
    """By whom a passive verb is done."""
    return next(
        (below for child in verb.children if child.dep_ == "agent" for below in child.children if below.dep_ == "pobj"),
        _far_agent(verb),
    )


def _far_agent(verb: Token) -> Token | None:
    """`was accused of taking bribes by the mayor`: who accuses, though the parser says that he gave the bribes."""
    if verb.lower_ != "accused":
        return None
    by = [
        below for child in verb.children if child.i > verb.i for below in child.subtree if below.lower_ == "by" and below.head.tag_ == "VBG"
    ]
    return next((below for word in by for below in word.children if below.dep_ == "pobj" and is_human(below)), None)


# Whose verb it is


def subject(verb: Token) -> Token | None:
    """Who does what `verb` says: its own subject; else, going up the tree, the first that can speak, or the first at all.

    A participle after a comma (`…, stressing that …`) often hangs on the wrong verb: what stands above is asked in turn, and for a
    participle the nearest subject to its left that can speak is preferred to one that cannot.
    """
    own = first_taken(OWN_SUBJECTS, verb)
    if own is not None:
        return own
    borrower = Borrower(verb, tuple(_subjects_above(verb)))
    if first_guard(NOBODYS_VERB, borrower):
        return None
    return first_taken(BORROWED_SUBJECTS, borrower)


class Borrower(NamedTuple):
    """A verb without a subject of its own, and the subjects above it, nearest first."""

    verb: Token
    above: tuple[Token, ...]


def quoted_speaker(verb: Token) -> Token | None:
    """`The Post quoted Roe as saying …`: Roe says it."""
    quoting = verb.head.head
    if verb.tag_ != "VBG" or verb.dep_ != "pcomp" or verb.head.lower_ != "as":
        return None
    if quoting.lower_ not in QUOTING:
        return None
    kinds = ("nsubjpass", "dobj") if is_passive(quoting) else ("dobj",)
    return next((child for child in quoting.children if child.dep_ in kinds), None)


def own_subject(verb: Token) -> Token | None:
    """The subject that hangs on `verb` itself; of two (`documents which it says prove …`) the nearer; for `who`, whom it stands for."""
    found = [child for child in verb.children if child.dep_ in SUBJECTS]
    before = [child for child in found if child.i < verb.i]
    nearest = before[-1] if before else next(iter(found), None)
    if nearest is not None and nearest.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return nearest


def outer_subject(verb: Token) -> Token | None:
    """`The minister said the fire was out and thanked the crews`: who said also thanked, though the parser says that the fire did."""
    clause = verb.head
    if verb.dep_ != "conj" or clause.dep_ not in CLAUSES or verb.tag_ != clause.head.tag_ or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    inner, outer = own_subject(clause), own_subject(clause.head)
    return outer if inner is not None and outer is not None and not is_human(inner) and is_speaker(outer) else None


def is_impersonal(borrower: Borrower) -> bool:
    """The only subject above is `it` or `there`, and no person's."""
    return borrower.verb.tag_ == "VB" and bool(borrower.above) and borrower.above[0].lower_ in ("it", "there")


def speaker_above(borrower: Borrower) -> Token | None:
    """The nearest subject above that can speak."""
    return next((above for above in borrower.above if _can_lend(above)), None)


def speaker_before(borrower: Borrower) -> Token | None:
    """For a participle: the nearest subject to its left that can speak, wherever the parser hangs it."""
    if borrower.verb.tag_ != "VBG":
        return None
    before = borrower.verb.doc[: borrower.verb.i]
    return next((token for token in reversed(list(before)) if token.dep_ == "nsubj" and _can_lend(token)), None)


def thing_above(borrower: Borrower) -> Token | None:
    """The nearest subject above, though it cannot speak."""
    return next(iter(borrower.above), None)


def _can_lend(token: Token) -> bool:
    return is_speaker(token) and token.lower_ != "it"


def _subjects_above(verb: Token) -> Iterator[Token]:
    """The subjects that `verb` may share, nearest first."""
    token = verb
    for _ in range(MAX_CLIMB):
        head = token.head
        if head.i == token.i or (token.dep_ in ("ccomp", "relcl") and token.tag_ not in ("VBG", "VB", "VBN")):
            return
        if token.dep_ in ("acl", "relcl") and head.tag_.startswith(("NN", "PRP")):
            if not _is_medium(token, head):
                yield head
        elif head.tag_.startswith(("V", "MD")) and (token.i > head.i or verb.tag_ == "VBG") and (found := own_subject(head)) is not None:
            yield found
        token = head


def _is_medium(participle: Token, noun: Token) -> bool:
    """`posted on Fama accusing …`, `wrote to the council, accusing …`: where it was said, and not who says it."""
    behind_comma = participle.i > 0 and participle.doc[participle.left_edge.i - 1].text == ","
    on = noun.dep_ == "pobj" and noun.tag_ in ("NNP", "NNPS") and (noun.head.lower_ == "on" or behind_comma)
    return participle.tag_ == "VBG" and on


OWN_SUBJECTS: tuple[Shape[Token, Token], ...] = (
    Shape(
        quoted_speaker,
        "The herald quoted the mayor as saying the road was closed.",
        ("The herald: the mayor as saying the road was closed", "the mayor: the road was closed"),
    ),
    Shape(own_subject, "The envoy said that the talks had failed.", ("The envoy: that the talks had failed",)),
    Shape(
        outer_subject,
        "The minister said the fire was out and thanked the crews.",
        ("The minister: the fire was out", "The minister: the crews"),
    ),
)
"""The subject of a verb that has one, or that the parser joins to the wrong verb."""
NOBODYS_VERB: tuple[Guard[Borrower], ...] = (
    Guard(
        is_impersonal,
        "It took years to prove that the law is vague.",
        ("-: that the law is vague",),
        unlike="The clerk took years to prove that the law is vague.",
    ),
)
"""Why a verb without a subject takes none from above."""
BORROWED_SUBJECTS: tuple[Shape[Borrower, Token], ...] = (
    Shape(speaker_above, "Its post contained a video describing the attacks.", ("a video: the attacks",)),
    Shape(
        speaker_before,
        "The road was closed after the mayor fell ill, adding that the bridge was safe.",
        ("the mayor: that the bridge was safe",),
    ),
    Shape(thing_above, "The light went out, suggesting that the cable had failed.", ("The light: that the cable had failed",)),
)
"""The subject of a verb that has none of its own."""


# What a noun phrase spans


class Hanging(NamedTuple):
    """A token and what it hangs on."""

    head: Token
    child: Token


def noun_phrase(head: Token) -> set[int]:
    """A noun with its modifiers and apposition, without the clauses that hang on it."""
    far = subtrees(child for child in head.children if first_guard(OUTSIDE_NOUN_PHRASE, Hanging(head, child)))
    return {token.i for token in head.subtree if token.i not in far and not token.is_space}


def is_clause_of_noun(hanging: Hanging) -> bool:
    """`Roe, who heads the board`."""
    return hanging.child.dep_ in ("relcl", "advcl")


def is_clause_after_noun(hanging: Hanging) -> bool:
    """`the mayor, standing at the gate`; but `the man elected last year` is one phrase."""
    child = hanging.child
    return child.dep_ == "acl" and child.i > hanging.head.i and child.tag_ != "VBN"


def is_as_phrase(hanging: Hanging) -> bool:
    """`Roe as a liar`."""
    return hanging.child.dep_ == "prep" and hanging.child.lower_ == "as"


def is_time_phrase(hanging: Hanging) -> bool:
    """`the mayor on Sunday`; but `the storm of last week`."""
    return hanging.child.dep_ == "prep" and bool(lower_words(hanging.child) & TIME_WORDS - {"week", "day"})


OUTSIDE_NOUN_PHRASE: tuple[Guard[Hanging], ...] = (
    Guard(is_clause_of_noun, "The mayor, who heads the board, said the road was closed.", ("The mayor: the road was closed",)),
    Guard(
        is_clause_after_noun,
        "The man standing at the gate said the road was closed.",
        ("The man: the road was closed",),
        unlike="The man elected last year said the road was closed.",
    ),
    Guard(is_as_phrase, "The mayor as a farmer said the road was closed.", ("The mayor: the road was closed",)),
    Guard(
        is_time_phrase,
        "The driver in an interview said the road was closed.",
        ("The driver: the road was closed",),
        unlike="The driver in the hall said the road was closed.",
    ),
)
"""What hangs on a noun and is not a part of who or what it names."""
