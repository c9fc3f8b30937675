"""Quotations in a sentence: in which of them others speak, and whose an utterance is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.attribution import Attribution, Tokens
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import agent_of, cue_tokens, is_passive, noun_phrase, subject
from newsbeam.transforms.core.attribution.guards import Guard, Shape, first_guard, first_taken
from newsbeam.transforms.core.attribution.speaker_words import NOT_SPEAKERS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from newsbeam.transforms.core.text.quotes import Quote
    from newsbeam.transforms.core.text.sentences import Sentence
    from newsbeam.transforms.records import Span

FAR = 12
"""Tokens: a cue that stands farther from an utterance does not own it."""
BESIDE = 2
"""Tokens: a source that stands farther from its cue is another cue's, too."""
SHORT_QUOTE = 4
"""Words: a quotation of no more is a quoted term, and a cue inside it still counts."""


# Quotations in a sentence


class Quoted(NamedTuple):
    """A quotation of a sentence, with the text."""

    text: str
    sentence: Sentence
    quote: Quote


def is_hidden(text: str, sentence: Sentence, token: Token) -> bool:
    """Inside a quotation in which others speak."""
    place = sentence.locate(token.idx, token.idx + len(token))
    quote = next((quote for quote in sentence.quotes if quote.span.start <= place.start < quote.span.end), None)
    return quote is not None and first_guard(HIDING, Quoted(text, sentence, quote)) is not None


def is_utterance(quoted: Quoted) -> bool:
    """`“We will,” she said.`"""
    return quoted.quote.utterance


def is_long_quotation(quoted: Quoted) -> bool:
    """`called it “a plan that nobody …”`: more than a term."""
    return len(_words(quoted)) > SHORT_QUOTE


def is_second_part(quoted: Quoted) -> bool:
    """`“It will rain,” she said, “but not today.”`: a quotation goes on in lower case after the cue."""
    start = quoted.quote.span.start
    if quoted.quote.utterance or start <= quoted.sentence.spoken()[0].span.end:
        return False
    return quoted.text[:start].rstrip()[-1:] == "," and len(_words(quoted)) > 2


def is_title(quoted: Quoted) -> bool:
    """`her novel “He Said the Sea”`: every word of weight with a capital, and no utterance."""
    words = [word.strip("“”\"'‘’,.") for word in _words(quoted)]
    weighty = [word for word in words if len(word) > 3]
    return not quoted.quote.utterance and len(words) > 1 and all(word[:1].isupper() for word in (words[0], *weighty))


HIDING: tuple[Guard[Quoted], ...] = (
    Guard(is_title, "Her novel “He Says Yes” won.", unlike="The clerk said that the plan was “a farce”."),
    Guard(is_utterance, "“They say no,” the clerk said.", ("the clerk: “They say no,”",)),
    Guard(is_long_quotation, "The clerk read “a letter in which the envoy said that the talks had failed”."),
)
"""In which quotations cues are somebody else's."""
SECOND_PARTS: tuple[Guard[Quoted], ...] = (
    Guard(is_second_part, "“It will rain,” the farmer said, “but not all day.”", ("the farmer: “It will rain,” […] “but not all day.”",)),
)
"""Which quotations go on with the sentence's utterance."""


def second_parts(text: str, sentence: Sentence) -> list[Span]:
    """The quotations that go on with a sentence's utterance."""
    return [quote.span for quote in sentence.quotes if first_guard(SECOND_PARTS, Quoted(text, sentence, quote))]


def _words(quoted: Quoted) -> list[str]:
    return quoted.text[quoted.quote.span.start : quoted.quote.span.end].split()


# Whose an utterance is


class Utterances(NamedTuple):
    """A sentence, its tokens inside quotations, and the tokens of those that are utterances."""

    doc: Doc
    hidden: frozenset[int]
    said: frozenset[int]


def with_owner(utterances: Utterances, found: list[Attribution[Tokens]]) -> tuple[list[Attribution[Tokens]], int | None]:
    """The attributions, perhaps with one more that has only the utterances as its content; and the number of the one that they belong to.

    It is the one whose cue stands nearest, outside the others' contents.
    """
    distances = [_distance(own, utterances.said) for own in found]
    nearest = min(distances, default=FAR + 1)
    bare = _bare_verb(utterances, frozenset(number for own in found for number in own.cue_place))
    if bare is not None and (nearest > FAR or _distance(bare, utterances.said) < nearest or _is_told_within(bare, found, utterances.said)):
        return [*found, bare], len(found)
    return found, distances.index(nearest) if nearest <= FAR else None


def _distance(own: Attribution[Tokens], said: frozenset[int]) -> int:
    """Tokens between a cue with its source and the utterance; fewer if the parser hangs one on the other."""
    beside = [number for number in own.source if min(abs(number - cue) for cue in own.cue_place) <= BESIDE]
    distance = min(abs(number - spoken) for number in (*own.cue_place, *beside) for spoken in said)
    return distance + 6 * (own.rule in ("noun", "adjective", "hearsay", "phrase")) - 4 * bool(said & own.content)


def _is_told_within(bare: Attribution[Tokens], found: list[Attribution[Tokens]], said: frozenset[int]) -> bool:
    """`The judge noted that Roe had written, “Yes.”`, `“Yes,” the Post quoted Roe as saying`: what one tells that another said."""
    return any(
        bare.cue_place <= own.content and (own.cue.lemma in ("quote", "cite") or _gap(bare.cue_place, said) < _gap(own.cue_place, said))
        for own in found
    )


def _gap(cue: Tokens, said: frozenset[int]) -> int:
    return min(abs(number - spoken) for number in cue for spoken in said)


class Bare(NamedTuple):
    """A verb that may have an utterance as its only content."""

    verb: Token
    cue: Cue | None
    speaker: Token | None
    said: frozenset[int]
    is_first: bool
    """Whether the sentence has no other cue."""


def _bare_verb(utterances: Utterances, used: frozenset[int]) -> Attribution[Tokens] | None:
    """A cue whose only content is the utterance: `she said`, `said the mayor`, or any verb beside `: “…”`."""
    doc, hidden, said = utterances
    verbs = [
        Bare(token, cues.verbs().get(token.lower_), subject(token), said, not used)
        for token in doc
        if token.i not in hidden and token.i not in used and token.tag_.startswith("V")
    ]
    verbs = [bare for bare in verbs if not first_guard(NOT_BARE, bare)]
    if not verbs:
        return None
    bare = min(verbs, key=_bare_rank)
    source = first_taken(BARE_SOURCES, bare)
    return Attribution(
        bare.cue or Cue(bare.verb.lower_, "say", "q"),
        frozenset(cue_tokens(bare.verb)),
        frozenset(source - hidden if source is not None else ()),
        frozenset(),
        "quote",
    )


def _bare_rank(bare: Bare) -> tuple[bool, int, int]:
    """Cues first, then the nearest."""
    return bare.cue is None, min(abs(bare.verb.i - number) for number in bare.said), bare.verb.i


def is_no_predicate(bare: Bare) -> bool:
    """`the alleged thief`, `has said`."""
    return bare.verb.dep_ in ("amod", "aux", "auxpass")


def is_beside_cue(bare: Bare) -> bool:
    """Another verb in a sentence that has a cue."""
    return bare.cue is None and not bare.is_first


def has_no_colon(bare: Bare) -> bool:
    """Any verb can introduce an utterance, but only with a subject and before a colon: `She turned: “…”`."""
    if bare.cue is not None:
        return False
    return bare.speaker is None or not any(token.text == ":" for token in bare.verb.doc[bare.verb.i :])


def is_printed_on(bare: Bare) -> bool:
    """`Her shirt said “Ask me.”`: nobody says it."""
    return bare.speaker is not None and bare.speaker.lower_ in NOT_SPEAKERS


NOT_BARE: tuple[Guard[Bare], ...] = (
    Guard(is_printed_on, "Her badge said: “We are one.”", unlike="The clerk said: “We are one.”"),
    Guard(is_no_predicate, "The smiling mayor: “We will rebuild it.”", ("The smiling mayor: “We will rebuild it.”",)),
    Guard(
        is_beside_cue,
        "The farmers fear a strike, and the envoy waved: “We will be back.”",
        ("The farmers: a strike […] “We will be back.”",),
    ),
    Guard(has_no_colon, "“We will be back. We must,” was the answer."),
)
"""Why a verb does not say the utterance beside it."""


def agent_as_source(bare: Bare) -> set[int] | None:
    """`he was asked by the clerk: “Why?”`: not he asks."""
    if not is_passive(bare.verb):
        return None
    agent = agent_of(bare.verb)
    return noun_phrase(agent) if agent is not None else _object_after(bare) or set()


def subject_as_source(bare: Bare) -> set[int] | None:
    """`“Not here,” the porter said`."""
    return noun_phrase(bare.speaker) if bare.speaker is not None else None


def object_as_source(bare: Bare) -> set[int] | None:
    """`“Not here,” grumbled the porter`, where the parser takes the subject for an object."""
    return _object_after(bare)


def _object_after(bare: Bare) -> set[int] | None:
    if bare.verb.i - 1 not in bare.said:
        return None
    found = next((child for child in bare.verb.children if child.dep_ == "dobj"), None)
    return noun_phrase(found) if found is not None else None


BARE_SOURCES: tuple[Shape[Bare, set[int]], ...] = (
    Shape(agent_as_source, "The envoy was interrupted by a farmer: “Why are you here?”", ("a farmer: “Why are you here?”",)),
    Shape(subject_as_source, "“We will be back,” the envoy said.", ("the envoy: “We will be back,”",)),
    Shape(object_as_source, "“Not here,” grumbled the porter.", ("the porter: “Not here,”",)),
)
"""Who says an utterance with a verb that has no other content."""
