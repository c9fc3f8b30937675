"""Cues: the words that attribute, looked up by their inflected form; and a quick test whether a sentence has one."""

import functools
from dataclasses import dataclass

from newsbeam.transforms.core.attribution.cue_tables import (
    ADJECTIVE_OPENERS,
    ADJECTIVES,
    ATTITUDES,
    CLAUSE_OPENERS,
    DETERMINERS,
    HEARSAY,
    IRREGULAR,
    NOUN_OPENERS,
    NOUNS,
    OBJECT_OPENERS,
    PHRASE_OPENERS,
    VERBS,
    WEAK,
)
from newsbeam.transforms.core.attribution.number_words import VAGUE
from newsbeam.transforms.core.attribution.speaker_words import DOCUMENTS
from newsbeam.transforms.records import CueClass

FAR = 14
"""Words after `put` in which the number stands at which something is put."""
NEAR = 4
"""Words after a weak verb in which its clause must begin."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One attributing word."""

    lemma: str
    cue_class: CueClass
    frame: str
    polarity: str = "affirm"


@functools.cache
def verbs() -> dict[str, Cue]:
    """Inflected form -> cue: `stressing` -> stress."""
    return {form: cue for cue in _verbs().values() for form in (cue.lemma, *_forms(cue.lemma))}


@functools.cache
def _verbs() -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for cue_class, group, words in VERBS:
        for word in words.split():
            lemma, _, frame = word.partition(":")
            before = table.get(lemma)
            table[lemma] = Cue(
                lemma,
                before.cue_class if before else cue_class,
                (before.frame if before else "") + (frame or group),
                "deny" if cue_class in ("deny", "retract") else "affirm",
            )
    return table


@functools.cache
def nouns() -> dict[str, Cue]:
    """Singular and plural -> cue."""
    table = {}
    for cue_class, words in NOUNS:
        for word in words.split():
            lemma, _, frame = word.partition(":")
            plural = lemma[:-1] + "ies" if lemma.endswith("y") and lemma[-2] not in "aeiou" else lemma + "s"
            for form in (lemma, plural):
                table[form] = Cue(lemma, cue_class, frame, "deny" if cue_class == "deny" else "affirm")
    return table


@functools.cache
def adjectives() -> dict[str, Cue]:
    """Adjective -> cue."""
    return {
        word: Cue(word, cue_class, "cp", "deny" if cue_class == "deny" else "affirm")
        for cue_class, words in ADJECTIVES
        for word in words.split()
    }


def has_cue(words: list[str]) -> bool:
    """Whether a sentence of these lower-case words may attribute something: a quick look, so that the parser sees few sentences in vain."""
    return any(_may_attribute(words, i) for i, word in enumerate(words) if word in cue_forms())


def _may_attribute(words: list[str], i: int) -> bool:
    word, before, after = words[i], words[i - 1] if i else "", words[i + 1 : i + 1 + NEAR]
    if word in HEARSAY or word in ("according", "words"):
        return True
    verb = verbs().get(word)
    as_noun = before in DETERMINERS and not (before == "that" and verb and word != verb.lemma)
    if verb and verb.lemma == "put":
        return "at" in words[i : i + FAR] and any(word[0].isdigit() or word in VAGUE for word in words[i : i + FAR])
    if verb and not as_noun and verb.frame != "q":
        return (word in ("ruled", "rules", "ruling", "rule") and after[:1] == ["out"]) or (
            verb.lemma not in WEAK
            or not CLAUSE_OPENERS.isdisjoint(after)
            or (verb.lemma in ATTITUDES and bool(after) and after[0] in PHRASE_OPENERS)
            or (bool(after) and after[0] in OBJECT_OPENERS)
            or not DOCUMENTS.isdisjoint(words[max(0, i - 3) : i])
        )
    if word in nouns():
        return not NOUN_OPENERS.isdisjoint(after[:3])
    return word in adjectives() and not ADJECTIVE_OPENERS.isdisjoint(after[:2])


@functools.cache
def cue_forms() -> frozenset[str]:
    """Every word that may attribute."""
    return frozenset((*verbs(), *nouns(), *adjectives(), *HEARSAY, "according", "words"))


def _forms(lemma: str) -> tuple[str, ...]:
    if lemma in IRREGULAR:
        return tuple(IRREGULAR[lemma].split())
    if lemma.endswith("e"):
        return (lemma + "s", lemma + "d", lemma[:-1] + "ing")
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
    return (lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s"), lemma + "ed", lemma + "ing")
