"""What a verb governs as what was said: its clause, its object, its phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.dependencies import (
    CLAUSES,
    OBJECTS,
    PREPOSITIONS,
    TIME_WORDS,
    Hanging,
    begins_with_that,
    is_human,
    is_infinitive,
    lower_words,
    subject,
    subtrees,
)
from newsbeam.transforms.core.attribution.guards import Guard, first_guard
from newsbeam.transforms.core.attribution.speaker_words import DOCUMENTS
from newsbeam.transforms.core.text.wordlists import wordset

if TYPE_CHECKING:
    from spacy.tokens import Token

    from newsbeam.transforms.core.attribution.attribution import Rule
    from newsbeam.transforms.core.attribution.cues import Cue

TIME_SPANS = wordset("decade year month week day hour minute century time occasion court parliament radio")
ADDRESSED = wordset("speak talk complain appeal apologize apologise plead respond reply confess boast brag elaborate insist")
"""Verbs whose `to` and `with` are followed by the one spoken to."""
TRAILING = wordset("on for against over with of to about at")
"""Prepositions after an object that belong to it, wherever the parser hangs them: `favors lower taxes on fuel`."""
BEFORE_INSERTION = (",", "—", "–", "-")
AFTER_INSERTION = (",", "—", "–", ".", "on")


class Governed(NamedTuple):
    """A cue verb with its clauses and objects."""

    verb: Token
    cue: Cue
    clauses: list[Token]
    objects: list[Token]

    def has_frame(self, letter: str) -> bool:
        """Whether the verb takes this as its content: see `cue_tables`."""
        return letter in self.cue.frame


class Phrase(NamedTuple):
    """A preposition beside a cue verb."""

    preposition: Token
    cue: Cue


def content_of(verb: Token, cue: Cue, own: set[int]) -> tuple[set[int], Rule]:
    """The tokens that `verb` governs as what was said, without `own`, and the rule that found them."""
    objects = [child for child in verb.children if child.dep_ in OBJECTS and child.i > verb.i]
    governed = Governed(verb, cue, _clauses(verb, cue), objects)
    if first_guard(INSERTIONS, governed):
        before = [child for child in verb.children if child.dep_ == "advcl" and child.left_edge.i == 0 and child.i < verb.i]
        return (subtrees([verb.head]) - subtrees([verb]) | subtrees(before)) - own, "clause"
    content, rule = _governed_content(governed)
    content -= own
    content |= _condition(verb, content) | _other_half(verb, content)
    if content and min(content) > verb.i:
        content = set(range(min(content), max(content) + 1)) - own  # close small holes that attachment errors leave
    return content, rule


def _governed_content(governed: Governed) -> tuple[set[int], Rule]:
    """Clauses, objects and phrases, as far as the verb takes them."""
    verb, cue, clauses, objects = governed
    content = subtrees(clauses) if governed.has_frame("c") or governed.has_frame("s") else set()
    if first_guard(ADDRESSEES, governed):
        return content, "clause"
    if cue.lemma == "put" and objects:
        at = [child for head in (verb, *objects) for child in head.children if child.dep_ == "prep" and child.lower_ == "at"]
        return subtrees([*objects, *at]), "object"
    if cue.lemma in ("quote", "cite") and (quoted := _quoted(governed)):
        return quoted, "clause"
    if verb.dep_ == "relcl" and not objects and governed.has_frame("o"):
        content |= subtrees(child for child in verb.children if child.dep_ == "prep" and child.lower_ == "as" and child.i > verb.i)
    takes_object = bool(objects) and first_guard(TAKING_OBJECTS, governed) is not None
    if takes_object:
        content |= subtrees(objects)
        if not clauses:
            content |= _trailing(verb, content)
    if takes_object or governed.has_frame("p") or (governed.has_frame("s") and content):
        phrases = subtrees(child for child in verb.children if _says_what(verb, child, cue))
        content |= phrases
    else:
        phrases = set()
    by_clause = bool(clauses) or not (takes_object or (phrases and not objects))
    return content, "clause" if by_clause else "object"


def _quoted(governed: Governed) -> set[int]:
    """`quoted Roe as saying …`: whom, and what that one says."""
    heads = (governed.verb, *governed.objects)
    said = [
        child for head in heads for child in head.children if child.dep_ == "prep" and child.lower_ == "as" and child.i > governed.verb.i
    ]
    return subtrees([*governed.objects, *said]) if said and governed.objects else set()


# Where the parser hangs the clause


def _clauses(verb: Token, cue: Cue) -> list[Token]:
    """The clauses of what was said, wherever they hang."""
    own = [child for child in verb.children if first_guard(CLAUSE_OF_VERB, Hanging(verb, child))]
    if any(clause.i > verb.i for clause in own):
        own = [clause for clause in own if not any(token.text == ";" for token in verb.doc[clause.i : verb.i])]
    if not own and "a" in cue.frame:
        told = [child for child in verb.children if child.dep_ in ("dobj", "dative") and child.i > verb.i]
        own = [clause for noun in told for clause in noun.children if first_guard(CLAUSE_OF_ADDRESSEE, Hanging(noun, clause))]
    return own or [
        clause
        for phrase in verb.children
        if phrase.dep_ == "prep" and phrase.i > verb.i
        for noun in phrase.children
        if noun.dep_ == "pobj"
        for clause in noun.children
        if first_guard(CLAUSE_OF_CIRCUMSTANCE, Hanging(noun, clause))
    ]


def is_complement(hanging: Hanging) -> bool:
    """A clause that the parser takes for what the verb needs."""
    return hanging.child.dep_ in CLAUSES


def is_stray_that_clause(hanging: Hanging) -> bool:
    """A later clause with `that`, for whatever the parser takes it."""
    verb, child = hanging
    return child.dep_ in ("advcl", "acl", "parataxis", "conj") and child.i > verb.i and begins_with_that(child)


def is_clause_of_circumstance(hanging: Hanging) -> bool:
    """`argued for decades that …`, `said in a statement that …`: a clause that the parser hangs on when or where it was said."""
    noun, clause = hanging
    if noun.lower_ not in TIME_WORDS and noun.lower_.rstrip("s") not in TIME_SPANS:
        return False
    return clause.dep_ in ("acl", "relcl") and any(child.lower_ == "that" for child in clause.children)


def is_clause_at_addressee(hanging: Hanging) -> bool:
    """`tells the paper that he fought`, where the parser takes it for the paper that he fought."""
    noun, clause = hanging
    after = noun.doc[noun.i + 1].lower_ if noun.i + 1 < len(noun.doc) else ""
    return clause.dep_ in ("relcl", "acl") and after == "that" and any(child.dep_ == "nsubj" for child in clause.children)


CLAUSE_OF_VERB: tuple[Guard[Hanging], ...] = (
    Guard(
        is_complement,
        "The envoy claims the talks have failed.",
        ("The envoy: the talks have failed",),
        unlike="The envoy announced a truce.",
    ),
    Guard(
        is_stray_that_clause,
        "The envoy warned on Sunday, and that in public, that the talks had failed.",
        ("The envoy: that in public, that the talks had failed",),
    ),
)
"""Which children of a cue verb are clauses of what was said."""
CLAUSE_OF_ADDRESSEE: tuple[Guard[Hanging], ...] = (
    Guard(
        is_clause_at_addressee,
        "Employee Steve Castro tells the paper that he fought with the man.",
        ("Employee Steve Castro: that he fought with the man",),
    ),
)
"""Which children of the one spoken to are."""
CLAUSE_OF_CIRCUMSTANCE: tuple[Guard[Hanging], ...] = (
    Guard(is_clause_of_circumstance, "The critics argued for decades that the law was vague.", ("The critics: that the law was vague",)),
)
"""Which children of a noun in a phrase beside the verb are, if the verb has none."""


# Cues put into what they attribute


def is_beside_statement(governed: Governed) -> bool:
    """`The deal is dead, the envoy said.`, where the parser hangs the cue below the statement."""
    return governed.verb.dep_ == "parataxis" and not governed.clauses


def is_between_commas(governed: Governed) -> bool:
    """`The deal, she said, is dead.`: a cue with its subject, hung into the clause that it attributes."""
    verb = governed.verb
    if governed.clauses or verb.dep_ not in ("ccomp", "advcl", "acl") or verb.head.i == verb.i:
        return False
    first = min(below.i for below in verb.subtree)
    if first == 0 or verb.doc[first - 1].text not in BEFORE_INSERTION:
        return False
    if verb.i + 1 < len(verb.doc) and verb.doc[verb.i + 1].text not in AFTER_INSERTION:
        return False
    labels = {child.dep_ for child in verb.children}
    return "nsubj" in labels and "mark" not in labels


INSERTIONS: tuple[Guard[Governed], ...] = (
    Guard(is_beside_statement, "The talks (the envoy said) have failed.", ("the envoy: The talks […] have failed",)),
    Guard(is_between_commas, "In time, they hope, the road will open.", ("they: In time […] the road will open",)),
)
"""When a cue attributes the clause around it."""


# Objects


def is_told_that(governed: Governed) -> bool:
    """`told reporters that …`: the object is the one spoken to."""
    return governed.has_frame("a") and bool(governed.clauses) and not any(is_infinitive(clause) for clause in governed.clauses)


def announces_object(governed: Governed) -> bool:
    """`announced a truce`."""
    return governed.has_frame("o")


def is_shown_by_document(governed: Governed) -> bool:
    """`The poll showed a lead`."""
    if not governed.has_frame("d"):
        return False
    speaker = subject(governed.verb)
    return speaker is not None and speaker.lower_ in DOCUMENTS


def is_predicated(governed: Governed) -> bool:
    """`described it as …`, `called him a liar`: an object alone is not enough."""
    verb, _, _, objects = governed
    if not governed.has_frame("s"):
        return False
    if governed.cue.lemma == "call" and any(token.tag_ == "``" for one in objects for token in verb.doc[verb.i + 2 : one.i]):
        return True  # `called the raid “pure theatre”`, one phrase for the parser
    if governed.cue.lemma == "call" and any(
        is_infinitive(child) or child.dep_ == "acl" for head in (verb, *objects) for child in head.children
    ):
        return False  # `called the flat to ask why`: by telephone
    if len(objects) > 1 or any(
        child.dep_ in ("oprd", "acomp", "ccomp", "xcomp") and child.i > verb.i and not is_infinitive(child) for child in verb.children
    ):
        return True
    return any(
        child.dep_ in ("prep", "dative") and child.lower_ in ("as", "to", "with") and child.i > verb.i
        for head in (verb, *objects)
        for child in head.children
    )


def is_expected(governed: Governed) -> bool:
    """`expects one thing: to win`; other objects of expectation are not said."""
    return governed.cue.lemma == "expect" and bool(governed.clauses)


def is_told_to(governed: Governed) -> bool:
    """`told the drivers to …`."""
    return governed.has_frame("a") and any(is_infinitive(clause) for clause in governed.clauses)


ADDRESSEES: tuple[Guard[Governed], ...] = (
    Guard(is_told_that, "The clerk advised the council against panic that the road was closed.", ("The clerk: that the road was closed",)),
)
"""When a verb's object, and phrases beside it, are no part of what was said."""
TAKING_OBJECTS: tuple[Guard[Governed], ...] = (
    Guard(announces_object, "The envoy announced a truce.", ("The envoy: a truce",)),
    Guard(
        is_shown_by_document,
        "The poll showed a lead for the mayor.",
        ("The poll: a lead for the mayor",),
        unlike="The poll showed that the mayor led.",
    ),
    Guard(is_predicated, "The mayor sees the bridge as a wreck.", ("The mayor: the bridge as a wreck",)),
    Guard(is_expected, "Keller expects one thing only: to win.", ("Keller: one thing only: to win",)),
    Guard(
        is_told_to,
        "The sergeant told the drivers to leave.",
        ("The sergeant: the drivers to leave",),
        unlike="The sergeant told the drivers that the road was closed.",
    ),
)
"""When it is."""


# Phrases


def _says_what(verb: Token, child: Token, cue: Cue) -> bool:
    return child.dep_ in ("prep", "agent") and child.i > verb.i and not first_guard(BESIDE_THE_POINT, Phrase(child, cue))


def is_other_preposition(phrase: Phrase) -> bool:
    """`by`, `in`, `after` …: they say how and when it was said."""
    word = phrase.preposition.lower_
    return word not in PREPOSITIONS or word in ("by", "in", "from")


def is_loose_preposition(phrase: Phrase) -> bool:
    """`on`, `with`, `to`, `over` beside a verb that does not ask for them."""
    return phrase.preposition.lower_ in ("on", "with", "to", "over") and "p" not in phrase.cue.frame


def is_when_or_where(phrase: Phrase) -> bool:
    """`on Sunday`, `in a statement`."""
    return bool(lower_words(phrase.preposition) & TIME_WORDS)


def is_terms_of_talk(phrase: Phrase) -> bool:
    """`spoke on condition of anonymity`."""
    return phrase.preposition.lower_ == "on" and bool(
        lower_words(phrase.preposition) & {"condition", "conditions", "background", "anonymity"}
    )


def is_to_somebody(phrase: Phrase) -> bool:
    """`complained to the mayor`."""
    preposition, cue = phrase
    if cue.lemma not in ADDRESSED or preposition.lower_ not in ("to", "with"):
        return False
    return any(is_human(child) for child in preposition.children if child.dep_ == "pobj")


def is_means_of_answer(phrase: Phrase) -> bool:
    """`responded with a shrug`."""
    return phrase.cue.lemma in ("respond", "reply") and phrase.preposition.lower_ == "with"


BESIDE_THE_POINT: tuple[Guard[Phrase], ...] = (
    Guard(is_other_preposition, "The envoy warned of hail after the feast.", ("The envoy: of hail",)),
    Guard(is_loose_preposition, "The envoy announced to the clerk a truce.", ("The envoy: a truce",)),
    Guard(is_terms_of_talk, "The envoy spoke of hail on condition of anonymity.", ("The envoy: of hail",)),
    Guard(is_when_or_where, "The envoy spoke of hail on Sunday.", ("The envoy: of hail",)),
    Guard(
        is_to_somebody,
        "The farmers complained to the mayor about the hail.",
        ("The farmers: about the hail",),
        unlike="The farmers complained about the hail.",
    ),
    Guard(
        is_means_of_answer,
        "The mayor responded with anger to the strike.",
        ("The mayor: to the strike",),
        unlike="The mayor responded to the strike.",
    ),
)
"""Why a phrase after a cue verb is no part of what was said."""


# What the parser hangs too high


def _trailing(verb: Token, content: set[int]) -> set[int]:
    """The prepositional phrases right after an object."""
    found: set[int] = set()
    for child in verb.children:
        if child.i == max(content | found, default=-9) + 1 and first_guard(TRAILERS, Hanging(verb, child)):
            found |= subtrees([child])
    return found


def is_trailer(hanging: Hanging) -> bool:
    """`favors lower taxes on fuel`."""
    child = hanging.child
    return child.dep_ == "prep" and child.lower_ in TRAILING and not lower_words(child) & TIME_WORDS


def _condition(verb: Token, content: set[int]) -> set[int]:
    """The conditions after a content."""
    later = [child for child in verb.children if content and child.i > max(content)]
    return subtrees(child for child in later if first_guard(CONDITIONS, Hanging(verb, child)))


def _other_half(verb: Token, content: set[int]) -> set[int]:
    """What goes on behind a cue that is put into what was said, and the clause before it: `If it rains, she said, we stay`."""
    if not content or verb.i + 1 >= len(verb.doc) or verb.doc[verb.i + 1].text != ",":
        return set()
    if max(content) < verb.i:
        return subtrees(child for child in verb.children if child.i > verb.i and first_guard(GOING_ON, Hanging(verb, child)))
    before = [child for child in verb.children if child.dep_ == "advcl" and child.left_edge.i == 0 and child.i < verb.i]
    return subtrees(child for child in before if min(content) > verb.i)


def is_second_half(hanging: Hanging) -> bool:
    """`…, the governor said, and 2,000 have fled`: a clause with a subject of its own, in which nobody else speaks."""
    child = hanging.child
    subjects = [below for below in child.children if below.dep_ in ("nsubj", "nsubjpass", "expl")]
    if child.dep_ not in ("conj", "advcl", "parataxis") or not subjects or child.lower_ in cues.verbs():
        return False
    opener = hanging.head.doc[max(child.left_edge.i - 1, 0)]
    return opener.lower_ in ("and", "but") or child.left_edge.lower_ in ("and", "but", "while", "because", "although")


def is_condition(hanging: Hanging) -> bool:
    """`warned of … if …`: the condition is a part of the statement."""
    clause = hanging.child
    return clause.dep_ == "advcl" and clause.doc[min(below.i for below in clause.subtree)].lower_ in ("if", "unless")


TRAILERS: tuple[Guard[Hanging], ...] = (
    Guard(
        is_trailer,
        "The senator favors lower taxes on fuel.",
        ("The senator: lower taxes on fuel",),
        unlike="The senator favors lower taxes.",
    ),
)
"""Which phrases right after an object belong to it."""
GOING_ON: tuple[Guard[Hanging], ...] = (
    Guard(
        is_second_half,
        "The road is closed, the mayor said, and the tunnel is full of water.",
        ("the mayor: The road is closed […] the tunnel is full of water",),
        unlike="The road is closed, the mayor said, and left.",
    ),
)
"""Which clauses behind a cue go on with what was said before it."""
CONDITIONS: tuple[Guard[Hanging], ...] = (
    Guard(
        is_condition,
        "The union threatened a strike unless wages rose.",
        ("The union: a strike unless wages rose",),
        unlike="The union threatened a strike.",
    ),
)
"""Which later clauses belong to what was said."""
