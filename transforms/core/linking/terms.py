"""The content words of a text, as they are compared between statements."""

import re

from anyascii import anyascii

from newsbeam.transforms.core.entities.names import country_of
from newsbeam.transforms.core.text.stopwords import STATEMENT_STOPWORDS


def key_terms(text: str) -> tuple[str, ...]:
    """The content words of a text, in one alphabet, without endings, sorted; countries and their adjectives are one term."""
    return tuple(spelt_terms(text))


def spelt_terms(text: str) -> dict[str, str]:
    """The same terms, each with the word that it first stands for."""
    spelt: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_][\w’'-]*[^\W_]", text):
        plain = anyascii(word)
        term = stem((country_of(plain) if plain[:1].isupper() else None) or plain)
        if plain.casefold() not in STATEMENT_STOPWORDS and len(term) > 1 and term not in STATEMENT_STOPWORDS:
            spelt.setdefault(term, word)
    return dict(sorted(spelt.items()))


def stem(word: str) -> str:
    """A light stem: plurals and the commonest verb endings."""
    word = re.sub(r"['’]s$", "", word.casefold())
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            word = word[: -len(ending)] + ("y" if ending in ("ied", "ies") else "")
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
