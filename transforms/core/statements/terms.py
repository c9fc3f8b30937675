"""The content words of a text, as they are compared between statements."""

import functools
import re

from anyascii import anyascii

from newsbeam.transforms.core.entities.names import country_of
from newsbeam.transforms.core.figures.things import NOUN_CLASS, event_of, singular
from newsbeam.transforms.core.text.stopwords import STATEMENT_STOPWORDS


def key_terms(text: str) -> tuple[str, ...]:
    """The content words of a text, in one alphabet, without endings, sorted; countries and their adjectives are one term."""
    return tuple(spelt_terms(text))


def spelt_terms(text: str) -> dict[str, str]:
    """The same terms, each with the word that it first stands for."""
    spelt: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_][\w’'-]*[^\W_]", text):
        if term := _term(word):
            spelt.setdefault(term, word)
    return dict(sorted(spelt.items()))


@functools.lru_cache(maxsize=50_000)
def _term(word: str) -> str | None:
    """What a word counts as; None if it says nothing. Remembered: most words of a text are among the commonest."""
    plain = anyascii(word)
    term = stem((country_of(plain) if plain[:1].isupper() else None) or plain)
    is_empty = plain.casefold() in STATEMENT_STOPWORDS or len(term) <= 1 or term in STATEMENT_STOPWORDS
    return None if is_empty else term


def stem(word: str) -> str:
    """A light stem: plurals and the commonest verb endings."""
    word = re.sub(r"['’]s$", "", word.casefold())
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            word = word[: -len(ending)] + ("y" if ending in ("ied", "ies") else "")
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


SYNONYMS = {
    # what statements say in different words, beside the tables of things and events -> stems
    "carry": "carry hold wield possess brandish",
    "attack": "attack dropped bombard",
    "resign": "resign quit",
    "start": "start begin began begun commenc",
    "stop": "stop halt suspend ceas",
    "torture": "torture mistreat",
    "agree": "agree accept",
    "leak": "leak spill",
    "vote": "election poll referendum ballot",
    "supply": "supply provid deliver",
}
SYNONYM = {stem: name for name, stems in SYNONYMS.items() for stem in stems.split()}


def shared_terms(text: str) -> dict[str, str]:
    """The key terms of a text with what the tables bring together, each with the word that it first stands for."""
    found: dict[str, str] = {}
    for term, word in spelt_terms(text).items():
        found.setdefault(_class(term, word), word)
    return dict(sorted(found.items()))


@functools.lru_cache(maxsize=50_000)
def _class(term: str, word: str) -> str:
    same = event_of(word) or (NOUN_CLASS.get(singular(word)) if word[:1].islower() else None) or term
    return SYNONYM.get(same, same)
