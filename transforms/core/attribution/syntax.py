"""Dependency rules: from one parsed sentence to the attributions in it, as sets of token numbers.

The labels are those of spaCy's English models (ClearNLP style). Only tags and the tree are used: no lemmas, no coarse parts of speech.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.according_to import find_phrases
from newsbeam.transforms.core.attribution.attribution import Attribution, Tokens
from newsbeam.transforms.core.attribution.contents import content_of
from newsbeam.transforms.core.attribution.cue_tables import RULE_OUT, TAKE_BACK
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import (
    cue_tokens,
    is_negated,
    is_passive,
    is_reduced_accusation,
    noun_phrase,
    numbers,
    subject,
)
from newsbeam.transforms.core.attribution.guards import first_guard
from newsbeam.transforms.core.attribution.insertions import with_insertions
from newsbeam.transforms.core.attribution.nominal import find_adjective, find_hearsay, find_noun
from newsbeam.transforms.core.attribution.overlaps import tidy
from newsbeam.transforms.core.attribution.passives import find_passive
from newsbeam.transforms.core.attribution.speaker_words import COURTS
from newsbeam.transforms.core.attribution.verb_guards import NO_VERB, NOT_CLAIMING, NOT_DEMANDING, NOT_SAID, NOT_SAYING, Said, Saying
from newsbeam.transforms.core.text.wordlists import wordset

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

ASKING = wordset("who what why how when where whose which did does do is are was were will would can could should has have")
RULED_OUT = Cue(RULE_OUT, "deny", "co", "deny")
TAKEN_BACK = Cue(TAKE_BACK, "retract", "o", "deny")
APOLOGIES = wordset("apologise apologises apologised apologising apologize apologizes apologized apologizing")
TAKING = wordset("take takes took taken taking")
OPENING_ADVERBS = wordset("then also later still earlier instead there here now never once soon so and but yet not just what who")


def find_in_sentence(doc: Doc, hidden: frozenset[int]) -> list[Attribution[Tokens]]:
    """All attributions of a parsed sentence.

    Args:
        doc: a parsed sentence.
        hidden: tokens inside quotations, where the sentence's own author does not speak.
    """
    if is_question(doc):
        return []
    found = list(find_phrases(doc, hidden))
    used = {number for attribution in found for number in attribution.cue_place}
    for token in doc:
        if token.i not in hidden and token.i not in used:
            found += _of_word(token)
    return tidy(doc, with_insertions(doc, hidden, found))


def is_question(doc: Doc) -> bool:
    """`Was it a day to show that …?`: who asks attributes nothing."""
    return len(doc) > 1 and doc[-1].text == "?" and (doc[0].tag_ in ("VBD", "VBZ", "VBP", "MD") or doc[0].lower_ in ASKING)


def _of_word(token: Token) -> Iterator[Attribution[Tokens]]:
    """What one word attributes, as whatever it may be read."""
    for find in (find_verb, find_noun, find_adjective, find_hearsay):
        if attribution := find(token):
            yield attribution


def find_verb(token: Token) -> Attribution[Tokens] | None:
    """`said that …`, `announced a truce`, `was described as …`: nothing if a guard holds."""
    cue = _cue_of(token)
    if cue is None or first_guard(NO_VERB, token):
        return None
    if is_passive(token) or is_reduced_accusation(token):
        return find_passive(token, cue)
    saying = Saying(token, cue, subject(token))
    if first_guard(NOT_SAYING, saying) or first_guard(NOT_DEMANDING if cue.lemma == "ask" else NOT_CLAIMING, saying):
        return None
    own, source = cue_tokens(token), _source(saying)
    content, rule = content_of(token, cue, own | source)
    said = Said(saying, frozenset(_with_antecedent(saying, content)), rule)
    if first_guard(NOT_SAID, said):
        return None
    heard = _is_hearing(saying)
    return Attribution(_cue_with(said), frozenset(own), frozenset() if heard else frozenset(source), said.content, rule, is_negated(token))


def _cue_of(token: Token) -> Cue | None:
    """What a verb attributes with, perhaps with the word behind it."""
    cue = cues.verbs().get(token.lower_)
    if cue is not None and cue.lemma == "rule" and any(child.dep_ == "prt" and child.lower_ == "out" for child in token.children):
        return RULED_OUT
    if token.lower_ in TAKING and any(child.lower_ == "back" and child.i > token.i for child in token.children):
        return TAKEN_BACK
    return cue


def _source(saying: Saying) -> set[int]:
    """The words for who speaks, without a conjunction at their end."""
    source = noun_phrase(saying.speaker) if saying.speaker is not None else _misread_name(saying.verb)
    if saying.verb.dep_ == "pcomp" and source and saying.verb.doc[saying.verb.head.i - 1].text == ",":
        source = set(range(min(source), saying.verb.head.i - 1))  # `quoted a neighbour, Ida Roe, as saying`
    while source and saying.verb.doc[max(source)].dep_ == "cc":
        source.remove(max(source))
    return source


def _misread_name(verb: Token) -> set[int]:
    """A capitalised first word before a verb that has no subject: a name that the tagger takes for an adverb."""
    if verb.i != 1 or verb.tag_ not in ("VBD", "VBZ"):
        return set()
    before = verb.doc[0]
    is_name = before.text.istitle() and before.lower_ not in OPENING_ADVERBS and not before.text.endswith("ly")
    return {0} if is_name else set()


def _with_antecedent(saying: Saying, content: set[int]) -> set[int]:
    """`the law, which critics say is vague`: what they say is said of the law."""
    verb, speaker = saying.verb, saying.speaker
    if verb.dep_ != "relcl" or speaker is None or speaker.i == verb.head.i or not content:
        return content
    opener = min(numbers(verb.subtree))
    if verb.doc[opener].tag_ not in ("WDT", "WP"):
        return content
    return (content | noun_phrase(verb.head)) - {opener}


def _is_hearing(saying: Saying) -> bool:
    """`the court heard that …`: others told it."""
    return saying.cue.lemma == "hear" and saying.speaker is not None and saying.speaker.lower_ in COURTS


def _cue_with(said: Said) -> Cue:
    """The cue in the sense that it has with its content: `called it a farce` says, `apologised for saying …` takes back."""
    cue = said.saying.cue
    verb = said.saying.verb
    if verb.dep_ == "pcomp" and verb.head.lower_ == "for" and verb.head.head.lower_ in APOLOGIES:
        return replace(cue, cue_class="retract", polarity="deny")
    if cue.lemma == "call" and not any(child.dep_ == "prep" and child.i in said.content for child in said.saying.verb.children):
        return replace(cue, cue_class="say")
    return cue
