"""Alias keys: one deterministic string for all spellings of a name, so that an entity's id needs no state and no order of arrival.

A key is made of the name alone. People: romanisation folded, given names brought to their family (`given_names.tsv`), patronymics and
middle initials dropped. Places and countries: tables. Organisations: acronyms by table, ministries by country and field.
The rules are those of transliteration tables (BGN/PCGN, ISO 9, Ukraine 2010) reduced to what news spellings differ in.
"""

import functools
import re
from pathlib import Path
from typing import Literal, get_args

from anyascii import anyascii

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.text.titles import BEFORE_NAMES
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import EntityLabel, Id

DATA = Path(__file__).parents[1] / "data"

LabelClass = Literal["PER", "ORG", "LOC", "OTHER"]

CLASS_OF = {"PER": "PER", "PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
"""Labels that name one kind of thing: the model wavers between GPE, LOC and FAC for the same place."""

LABELS: dict[str, EntityLabel] = {label: label for label in get_args(EntityLabel)}

ROMANISATION = (
    # longest first; the results use letters that later rules leave alone
    ("tsch", "ch"),
    ("shch", "sh"),
    ("sch", "sh"),
    ("tch", "ch"),
    ("dzh", "%"),
    ("zh", "%"),
    ("kh", "h"),
    ("ph", "f"),
    ("ts", "c"),
    ("tz", "c"),
    ("cz", "ch"),
    ("ck", "k"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "v"),
    ("ye", "e"),
    ("y", "i"),
    ("j", "i"),
    ("ie", "i"),
)
SURNAME_VARIANTS = {"kadafi": "gadafi", "gadhafi": "gadafi", "kadhafi": "gadafi", "lukashenka": "lukashenko"}
"""Folded surnames that letter rules cannot bring together."""

SUFFIXES = wordset("jr sr ii iii iv phd md qc kc obe cbe mp")
ARTICLES = frozenset({"al", "el", "ul", "ash", "ad", "as", "an"})
"""Arabic articles; dropped inside a person's name."""
_SHARED_WITH_PEOPLE = wordset("chad jordan georgia washington sofia kherson santiago lima victoria")
"""Names of places that are people's names too: the recogniser decides."""
LEGAL_FORMS = wordset("inc ltd llc plc corp co gmbh ag sa nv bv spa company corporation limited")
POSSESSIVE = re.compile(r"['’`]s?$")
NICKNAME = re.compile(r"""(?<=\w)\s+[("“‘'][^()"“”‘’']{1,30}[)"”’'](?=\s+\w)""")
"""`Kim (Kit) Roe`, `Kim 'Kit' Roe`: one person with and without it."""
PATRONYMIC = re.compile(r"(?:ovich|evich|ovych|evych|ovna|evna|ivna|yovych|iovich)$")


def _rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _words(text: str) -> list[str]:
    return [word for word in text.split(", ") if word]


def plain(name: str) -> str:
    """ASCII, lower case, words of letters and digits; dots inside abbreviations vanish."""
    text = anyascii(name).casefold().replace(".", "").replace("'", "")
    words = re.findall(r"[a-z0-9]+", text)
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@functools.cache
def countries() -> dict[str, str]:
    """Plain name or alias -> the country's name."""
    return {plain(alias): row[0] for row in _rows("countries.tsv") for alias in (row[0], *_words(row[3]))}


@functools.cache
def demonyms() -> dict[str, str]:
    """`ukrainian` -> `Ukraine`."""
    return {plain(word): row[0] for row in _rows("countries.tsv") for word in _words(row[1])}


@functools.cache
def seats() -> dict[str, str]:
    """Capital, or palace, that stands for a government -> its country: `Kremlin` -> `Russia`."""
    return {plain(word): row[0] for row in _rows("countries.tsv") for word in _words(row[2])}


@functools.cache
def _places() -> dict[str, str]:
    return {plain(alias): row[0] for row in _rows("places.tsv") for alias in (row[0], *_words(row[1]))}


@functools.cache
def _organisations() -> dict[str, str]:
    return {plain(alias): row[0] for row in _rows("organisations.tsv") for alias in (row[0], *_words(row[1]))}


@functools.cache
def known_names() -> dict[str, tuple[str, EntityLabel]]:
    """Plain name or alias -> the name and its label."""
    rows = [[*row, ""][:3] for row in _rows("names.tsv")]
    return {plain(alias): (name, LABELS[label]) for name, label, others in rows for alias in (name, *_words(others))}


@functools.cache
def _given_names() -> dict[str, str]:
    return {fold(name): fold(row[0]) for row in _rows("given_names.tsv") for name in (row[0], *_words(row[1]))}


def is_given_name(word: str) -> bool:
    """Whether a word is in the table of given names."""
    return fold(word) in _given_names()


@functools.lru_cache(maxsize=10_000)
def fold(word: str) -> str:
    """One word of a name in one alphabet and one romanisation: `Podolyak` and `Podoliak` are the same."""
    text = re.sub(r"[^a-z0-9]", "", anyascii(word).casefold())
    for old, new in ROMANISATION:
        text = text.replace(old, new)
    text = re.sub(r"(.)\1+", r"\1", text)
    return SURNAME_VARIANTS.get(text, text)


def person_words(name: str) -> list[str]:
    """The words of a person's name without titles, possessive, articles; `Surname, Given` is turned round."""
    name = NICKNAME.sub("", POSSESSIVE.sub("", name.strip()))
    last, comma, first = name.partition(", ")
    if comma and first and first.split()[0].rstrip(".").casefold() not in SUFFIXES:
        name = f"{first} {last}"
    words = [word for word in re.split(r"[\s,]+|(?<=\w)-(?=\w{3})", name.replace("’", "'")) if any(c.isalnum() for c in word)]
    while len(words) > 1 and words[0].strip(".").casefold() in BEFORE_NAMES:
        words = words[1:]
    return [w for w in words if w.strip(".'").casefold() not in ARTICLES] if len(words) > 1 else words


def person_key(name: str) -> str:
    """Given-name family and surname: `Oleksiy Reznikov` and `Alexey Reznikov` have one key."""
    words = person_words(name)
    if len(words) > 2:
        middle = [w for w in words[1:-1] if len(w.strip(".")) > 1 and not PATRONYMIC.search(anyascii(w).casefold())]
        words = [words[0], *middle, words[-1]]
    folded = [f for f in map(fold, words) if f]
    if len(folded) > 1:
        folded[0] = _given_names().get(folded[0], folded[0])
    return " ".join(folded)


def without_suffix(key: list[str]) -> list[str]:
    """The words of a person's key without `Jr`, `III` and the like at its end."""
    return key[:-1] if len(key) > 1 and key[-1] in {fold(suffix) for suffix in SUFFIXES} else key


def surname(name: str) -> str:
    """The folded last word of a person's name, not counting `Jr` and the like."""
    words = [w for w in person_words(name) if w.strip(".").casefold() not in SUFFIXES]
    return fold(words[-1]) if words else ""


def place_key(name: str) -> str:
    """A country's or place's name in the tables; otherwise its bare form."""
    bare = plain(POSSESSIVE.sub("", name.strip()))
    known = countries().get(bare) or _places().get(bare)
    return plain(known) if known else bare


def organisation_key(name: str) -> str:
    """Acronym tables, British and American spelling, `Russia's Defence Ministry` = `Russian Ministry of Defense`."""
    bare = plain(re.sub(r"['’]s\b", "", name))
    if bare in known_names():
        return plain(known_names()[bare][0])
    if bare in _organisations():
        return plain(_organisations()[bare])
    words = [w for w in bare.replace("defence", "defense").replace("organisation", "organization").split() if w not in LEGAL_FORMS]
    if {"ministry", "ministries"} & set(words):
        words = ["foreign" if w == "affairs" and "foreign" not in words else w for w in words]
        words = [plain(demonyms().get(w, w)) for w in words if w not in ("of", "the", "for", "affairs")]
        words = sorted(set(words))
    return " ".join(words) or bare


def alias_key(name: str, label: str) -> str:
    """The key of `name` as a thing of kind `label`."""
    kind = CLASS_OF.get(label)
    if kind == "PER":
        return person_key(name)
    if kind == "LOC":
        return place_key(name)
    return organisation_key(name) if kind == "ORG" else plain(name)


def entity_id(name: str, label: str) -> Id:
    """The id of the entity that `name` and `label` stand for: a function of nothing else."""
    return make_id("entity", CLASS_OF.get(label, label), alias_key(name, label))


def known_label(name: str) -> EntityLabel | None:
    """The label of a name that a table holds: countries and places, their people, listed organisations and others."""
    bare = plain(POSSESSIVE.sub("", name.strip()))
    for form in (plain(name), bare):
        if form in known_names():
            return known_names()[form][1]
    if bare in countries() or bare in _places() or bare in seats():
        return None if bare in _SHARED_WITH_PEOPLE else "GPE"
    if bare in demonyms():
        return "NORP" if name[:1].isupper() else None
    return "ORG" if bare in _organisations() and name.strip("s'’").isupper() else None


def is_shared_with_people(name: str) -> bool:
    """Whether a place's name is a person's name, too: `Jordan`."""
    return plain(name) in _SHARED_WITH_PEOPLE


def country_of(name: str) -> str | None:
    """The country that a name, an adjective or a capital stands for: `Kiev`, `Ukrainian`, `Ukraine's` -> `Ukraine`."""
    bare = plain(POSSESSIVE.sub("", name.strip()))
    return countries().get(bare) or demonyms().get(bare) or seats().get(bare)
