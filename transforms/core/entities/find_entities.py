"""Entities: who and what an article names, with every naming tied to one entity and the reason of the tie.

The recogniser finds names sentence by sentence; what one article calls by several spellings is brought together here, inside the
article only.
Across articles nothing has to be merged: an entity's id is a function of its alias key (`names.py`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsbeam.transforms.core.entities import names
from newsbeam.transforms.core.entities.model import load, recogniser
from newsbeam.transforms.core.entities.name_forms import Named, with_forms
from newsbeam.transforms.core.entities.recogniser import Entity
from newsbeam.transforms.core.text.pieces import breakable
from newsbeam.transforms.core.text.sentences import sentences
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Article, EntityLabel, Mention, Span, TieReason

LABELS: dict[str, EntityLabel] = {
    "PERSON": "PER",
    "ORG": "ORG",
    "GPE": "GPE",
    "LOC": "LOC",
    "FAC": "FAC",
    "NORP": "NORP",
    "EVENT": "EVENT",
    "LAW": "LAW",
    "PRODUCT": "PRODUCT",
    "WORK_OF_ART": "WORK",
}
"""The model's labels that name something, and ours. Dates, counts and money are not entities."""

BATCH = 32
"""Sentences that are recognised together."""
MAX_NAMES = 2_000
"""Different surfaces of one article that are looked for again where the recogniser missed them."""
MAX_NAME = 120
"""Characters: longer spans are lists or page furniture that the recogniser took for a name."""

LEADING = re.compile(r"^(?:[Tt]he\s+|[\s\"'“”‘’(\[–—-]+)+")
TRAILING = re.compile(r"(?:['’`]s?|[\s\"“”)\],;:–—-]+)+$")
ACRONYM = re.compile(r"\s?\((?:the |or )?([A-Z][A-Za-z.&-]{1,9})\)")
WORD = re.compile(r"\w[\w.'’-]*\w|\w")
CAPITAL = re.compile(r"\b(?!I\b)\w*[^\W\d_a-z]\w*")
OPENING = " \t\"'“”‘’([—–-"
COMMON_OPENERS = wordset(
    """
    the a an this that these those it he she they we you there here and but or so in on at by for from with to of as if when
    while after before since although though because during under over about what who how why where which his her its their our
    my your one two some many most more all no not still then now also even however meanwhile both each every another other such
    yet once just only
    """
)
"""Words that begin sentences and are no names: a sentence with no other capital has nothing for the recogniser."""
MAX_PERSON_WORDS = 4
COURTESY = wordset("mr mrs ms miss mx dr sir dame madam")
INSTITUTIONS = wordset(
    """
    airport avenue award bank bridge centre center church club college company corporation court foundation fund group hospital hotel
    house inc institute island lake library ltd museum palace park party prize river school square stadium street team theatre
    theater trust university
    """
)
"""What people's names are lent to: `Alexander Hotel` is no person."""
WORD_BEFORE = re.compile(r"\b([A-Z][\w’'-]+) $")
MAX_GIVEN = 30
FAMILY_NAME_FIRST = wordset("xi li wang zhang chen liu zhao hu wen kim park lee moon yoon han choi mao deng")


Tie = tuple[str, TieReason]
"""The full name that a surface stands for, and why."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A name found in the text, not yet tied to an entity."""

    span: Span
    surface: str
    label: EntityLabel


def find_entities(article: Article, model: str) -> tuple[Mention, ...]:
    """All mentions of an article, in the order of the text; none overlap.

    Args:
        model: see `newsbeam.transforms.core.entities.model.load`.

    Returns:
        Nothing if the article is in a language that the model does not know.

    Raises:
        ConfigError: the model cannot be used.
    """
    nlp = load(model, "ner")
    if article.lang and article.lang.split("-")[0].lower() != nlp.lang:
        return ()
    spans = [s.span for s in sentences(article.text) if may_name(article.text[s.span.start : s.span.end])]
    texts = [breakable(article.text[a:b]) for a, b in spans]
    found: list[Named] = []
    for piece, sentence, names_in in zip(spans, texts, recognised(texts, model), strict=True):
        named = with_forms(sentence, [Named(Span(e.start, e.end), e.label) for e in names_in if e.label in LABELS])
        found += [Named(Span(piece.start + span.start, piece.start + span.end), label) for span, label in named]
    return resolve(article.text, namings(article.text, found))


def recognised(texts: Sequence[str], model: str) -> Iterator[list[Entity]]:
    """The names in each text, as the model finds them."""
    nlp, fast = load(model, "ner"), recogniser(model)
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        if fast:
            yield from fast.find([nlp.make_doc(text) for text in batch])
        else:
            yield from ([Entity(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(batch, batch_size=BATCH))


def may_name(sentence: str) -> bool:
    """Whether a sentence can hold a name: a capital elsewhere than at its beginning, or a first word that is not a common one."""
    first, *others = CAPITAL.findall(sentence) or [""]
    if others or not first:
        return bool(others)
    return not sentence.lstrip(OPENING).startswith(first) or first.lower() not in COMMON_OPENERS


def namings(text: str, found: Iterable[Named]) -> list[Naming]:
    """Trim articles, possessives and titles; give each surface one label; find its other occurrences."""
    told = [(span, "PERSON" if is_titled(text[span.start : span.end]) else label) for span, label in found]
    trimmed = [Naming(span, text[span.start : span.end], LABELS[label]) for raw, label in told if (span := trim(text, raw, label))]
    trimmed = [with_given_name(text, n) for n in trimmed]
    chosen = bearers_are_people(one_label(trimmed))
    kept = [Naming(n.span, n.surface, chosen[n.surface]) for n in trimmed]
    return sorted([*kept, *repeated(text, kept)], key=lambda n: n.span)


def is_titled(surface: str) -> bool:
    """Whether the words themselves say that it is a person, whatever the recogniser took it for: `Mr Holm`, `Oleksii Holm`."""
    words = surface.split()
    if not 2 <= len(words) <= MAX_PERSON_WORDS or not all(word[:1].isupper() for word in words) or "\n" in surface:
        return False
    if words[0].strip(".").casefold() in COURTESY:
        return True
    return names.is_given_name(words[0]) and words[-1].casefold() not in INSTITUTIONS


def trim(text: str, span: Span, label: str) -> Span | None:
    """`span` without `the`, quotation marks, `'s`, and for people without titles; None if no name is left."""
    surface = text[span.start : span.end].split("\n")[0]
    start = span.start + (m.end() if (m := LEADING.match(surface)) else 0)
    end = span.start + (m.start() if (m := TRAILING.search(surface)) else len(surface))
    while label == "PERSON" and (space := text.find(" ", start, end)) > 0 and text[start:space].strip(".").casefold() in names.TITLES:
        start = space + 1
    if not 1 < end - start <= MAX_NAME or not any(c.isalpha() for c in text[start:end]):
        return None
    return Span(start, end)


def one_label(found: Iterable[Naming]) -> dict[str, EntityLabel]:
    """Surface -> label: a table's if it knows the name, else the label that the recogniser gave most often."""
    votes: dict[str, Counter[EntityLabel]] = defaultdict(Counter)
    for naming in found:
        votes[naming.surface][naming.label] += 1
    return {surface: names.known_label(surface) or _most(count) for surface, count in votes.items()}


def _most(votes: Counter[EntityLabel]) -> EntityLabel:
    return max(sorted(votes), key=votes.__getitem__)


def with_given_name(text: str, naming: Naming) -> Naming:
    """A surname whose given name the recogniser left out: `Dimitry [Peskov]`."""
    match = WORD_BEFORE.search(text, max(0, naming.span.start - MAX_GIVEN), naming.span.start)
    if naming.label != "PER" or " " in naming.surface or match is None or not names.is_given_name(match[1]):
        return naming
    span = Span(match.start(1), naming.span.end)
    return Naming(span, text[span.start : span.end], naming.label)


def bearers_are_people(labels: dict[str, EntityLabel]) -> dict[str, EntityLabel]:
    """A single word that is the surname of somebody named in full is a person, whatever the recogniser took it for."""
    surnames = {names.surname(s) for s, label in labels.items() if label == "PER" and len(s.split()) > 1}
    people = {s for s in labels if len(s.split()) == 1 and not names.known_label(s) and names.fold(s) in surnames}
    return {s: "PER" if s in people else label for s, label in labels.items()}


def repeated(text: str, kept: list[Naming]) -> list[Naming]:
    """Further occurrences of names the recogniser found elsewhere in the same text."""
    label_of = {n.surface: n.label for n in kept if n.label in ("PER", "ORG", "GPE") and len(n.surface) > 3 and n.surface[0].isupper()}
    by_first: dict[str, list[str]] = defaultdict(list)
    for surface in sorted(label_of, key=lambda s: (-len(s), s))[:MAX_NAMES]:
        if first := WORD.match(surface):
            by_first[TRAILING.sub("", first[0])].append(surface)
    taken = {offset for n in kept for offset in range(n.span.start, n.span.end)}
    found: list[Naming] = []
    for match in WORD.finditer(text):
        start = match.start()
        for surface in by_first.get(TRAILING.sub("", match[0]), ()):
            end = start + len(surface)
            if text.startswith(surface, start) and not text[end : end + 1].isalnum() and not {start, end - 1} & taken:
                found.append(Naming(Span(start, end), surface, label_of[surface]))
                taken.update(range(start, end))
                break
    return found


def resolve(text: str, found: list[Naming]) -> tuple[Mention, ...]:
    """Tie every naming to an entity, within this article."""
    people = _people({n.surface for n in found if n.label == "PER"})
    organisations = _organisations(text, [n for n in found if n.label == "ORG"])
    ties: dict[tuple[str, str], Tie] = {}
    for naming in found:
        key = (naming.surface, naming.label)
        if key not in ties:
            of_label: Mapping[str, Tie] = {"PER": people, "ORG": organisations}.get(naming.label, {})
            ties[key] = of_label.get(naming.surface, (naming.surface, "name"))
    best = _fullest({(full, label) for (_, label), (full, _) in ties.items()})
    out, end = [], 0
    for n in found:
        if n.span.start < end:
            continue
        end = n.span.end
        full, reason = ties[n.surface, n.label]
        entity = names.entity_id(full, n.label)
        name = best[entity]
        if reason == "name" and n.surface != name:
            reason = "alias_key"
        out.append(Mention(entity, name, n.label, n.span, n.surface, reason))
    return tuple(out)


def _fullest(named: set[tuple[str, str]]) -> dict[str, str]:
    """Entity id -> the spelling with the most words, then letters, then the alphabetically first."""
    best: dict[str, str] = {}
    for full, label in sorted(named, key=lambda x: (len(x[0].split()), len(x[0]), x[0]), reverse=True):
        best.setdefault(names.entity_id(full, label), full)
    return best


def _people(surfaces: set[str]) -> Mapping[str, Tie]:
    """Surface -> (full name, reason), for every person's name that is the end of exactly one fuller name."""
    words = {s: names.person_key(s).split() for s in sorted(surfaces)}
    ties: dict[str, Tie] = {}
    for surface, short in words.items():
        fuller = {" ".join(long): name for name, long in words.items() if len(long) > len(short) and _is_part(short, long)}
        if len(fuller) == 1:
            ties[surface] = (next(iter(fuller.values())), "surname")
        elif fuller:
            ties[surface] = (surface, "ambiguous_surname")
    return ties


def _is_part(short: list[str], long: list[str]) -> bool:
    if long[-len(short) :] == short:
        return bool(short)
    return len(short) == 1 and short[0] == long[0] and short[0] in FAMILY_NAME_FIRST


def _organisations(text: str, found: list[Naming]) -> Mapping[str, Tie]:
    """Acronyms that the text itself explains, and ministries named without their country."""
    ties: dict[str, Tie] = {}
    for naming in found:
        match = ACRONYM.match(text, naming.span.end, naming.span.end + 16)
        if match and _is_acronym(match[1], naming.surface):
            ties.setdefault(match[1], (naming.surface, "acronym_in_text"))
    keys = {s: set(names.organisation_key(s).split()) for s in sorted({n.surface for n in found})}
    ministries = {s: words for s, words in keys.items() if "ministry" in words}
    for surface, words in ministries.items():
        fuller = {" ".join(sorted(w)): s for s, w in ministries.items() if words < w}
        if len(words) > 1 and len(fuller) == 1:
            ties[surface] = (next(iter(fuller.values())), "partial_name")
    return ties


def _is_acronym(short: str, name: str) -> bool:
    initials = "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())
    return short.replace(".", "").upper() == initials.upper()
