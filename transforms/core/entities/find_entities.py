"""Entities: who and what an article names, with every naming tied to one entity and the reason of the tie.

The recogniser finds names sentence by sentence; what one article calls by several spellings is brought together here, inside the
article only.
Across articles nothing has to be merged: an entity's id is a function of its alias key (`names.py`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from newsbeam.transforms.core.entities import names
from newsbeam.transforms.core.entities.labels import INSTITUTIONS, MAX_PERSON_WORDS, Naming, labelled
from newsbeam.transforms.core.entities.model import load, recogniser
from newsbeam.transforms.core.entities.name_forms import SHIP, Named, with_forms
from newsbeam.transforms.core.entities.people import Tie, tie_people
from newsbeam.transforms.core.entities.recogniser import Entity
from newsbeam.transforms.core.text.given_names import begins_a_person
from newsbeam.transforms.core.text.pieces import breakable
from newsbeam.transforms.core.text.sentences import sentences
from newsbeam.transforms.core.text.stopwords import OPENERS
from newsbeam.transforms.core.text.titles import BEFORE_NAMES, COURTESY
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Article, EntityLabel, Id, Mention, Span, TieReason

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
MAX_TITLE = 400
"""Characters of a headline that are read."""
MAX_AROUND = 2_000
"""Characters on either side in which the bare form of a name with `'s` is looked for."""
MAX_NAMES = 2_000
"""Different surfaces of one article that are looked for again where the recogniser missed them."""
MAX_NAME = 120
"""Characters: longer spans are lists or page furniture that the recogniser took for a name."""

LEADING = re.compile(r"^(?:[Tt]he\s+|[\s\"'“”‘’(\[–—-]+)+")
TRAILING = re.compile(r"(?:['’`]s?|[\s\"“”)\],;:–—-]+|\s[-–—]\s?ed\b\.?)+$")
NO_NAME = re.compile(r"\d[\d.:]*\s?(?:[ap]\.?m\.?)?|GMT|UTC|BST|IST|EST|EDT|CET|CEST|PST|PDT|AEST|AEDT|ET|PT")
"""Hours and their zones."""
ACRONYM = re.compile(r"\s?\((?:the |or )?([A-Z][A-Za-z.&-]{1,9})\)")
WORD = re.compile(r"\w[\w.'’-]*\w|\w")
CAPITAL = re.compile(r"\b(?!I\b)\w*[^\W\d_a-z]\w*")
OPENING = " \t\"'“”‘’([—–-"
WORD_BEFORE = re.compile(r"\b([A-Z][\w’'-]+) $")
MAX_GIVEN = 30
OF_PEOPLE = wordset(
    "president minister premier chancellor mayor senator congressman congresswoman governor judge justice pope cardinal king queen sheikh"
)
"""Offices right behind which nothing but a surname stands."""
LABEL = re.compile(r"^([A-Z][A-Z’'-]+):", re.MULTILINE)
"""Who speaks, in transcripts."""
CAPITAL_BEFORE = re.compile(r"\b(?!(?:Mr|Mrs|Ms|Dr|But|And|When|While|After|As|If|For|With|In|On|To|By)\b)[A-Z][\w’'-]+ $")
CAPITAL_AFTER = re.compile(r" [A-Z]|-[a-zA-Z]")
"""What makes a surname part of another name: `Roe Street`, `Kit Roe`."""


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
    title = breakable(article.title or "")[:MAX_TITLE]
    *recognised_in, in_title = recognised([*texts, title], model)
    found: list[Named] = []
    for piece, sentence, names_in in zip(spans, texts, recognised_in, strict=True):
        named = with_forms(sentence, [Named(Span(e.start, e.end), e.label) for e in names_in if e.label in LABELS])
        found += [Named(Span(piece.start + span.start, piece.start + span.end), label) for span, label in named]
    people = full_names(title, in_title)
    return resolve(article.text, namings(article.text, found, people), people)


def full_names(title: str, found: Iterable[Entity]) -> list[str]:
    """Who is named in full in a headline: only to know whom a surname of the text means."""
    spans = [trim(title, Span(e.start, e.end), e.label) for e in found if e.label == "PERSON" or is_titled(title[e.start : e.end])]
    surfaces = {title[span.start : span.end] for span in spans if span}
    return sorted(s for s in surfaces if 2 <= len(s.split()) <= MAX_PERSON_WORDS and not names.known_label(s))


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
    return not sentence.lstrip(OPENING).startswith(first) or first.lower() not in OPENERS


def namings(text: str, found: Iterable[Named], people: Sequence[str] = ()) -> list[Naming]:
    """Trim articles, possessives and titles; give each surface one label; find its other occurrences."""
    told = [(span, "PERSON" if is_titled(text[span.start : span.end]) else label) for span, label in apart(text, found)]
    trimmed = [Naming(span, text[span.start : span.end], LABELS[label]) for raw, label in told if (span := trim(text, raw, label))]
    kept = labelled(text, [with_given_name(text, n) for n in trimmed if not _is_no_name(n)], people)
    again = (with_given_name(text, n) for n in repeated(text, kept))
    return sorted([*kept, *again], key=lambda n: n.span)


def apart(text: str, found: Iterable[Named]) -> Iterator[Named]:
    """Two names that the recogniser took for one: `[Norway] [Ada Roe]`, `[Kyiv], [Kharkiv]`."""
    for span, label in found:
        surface = text[span.start : span.end]
        first, _, rest = surface.partition(" ")
        if label == "PERSON" and " " in rest and names.country_of(first) and names.known_label(first):
            yield Named(Span(span.start, span.start + len(first)), "NORP" if names.known_label(first) == "NORP" else "GPE")
            yield Named(Span(span.end - len(rest), span.end), label)
        elif label in ("GPE", "LOC", "ORG") and ", " in surface and all(names.known_label(part) == "GPE" for part in surface.split(", ")):
            start = span.start
            for part in surface.split(", "):
                yield Named(Span(start, start + len(part)), "GPE")
                start += len(part) + 2
        else:
            yield Named(span, label)


def is_titled(surface: str) -> bool:
    """Whether the words themselves say that it is a person, whatever the recogniser took it for: `Mr Holm`, `Oleksii Holm`."""
    words = surface.split()
    if not 2 <= len(words) <= MAX_PERSON_WORDS or not all(word[:1].isupper() for word in words) or "\n" in surface:
        return False
    if words[0].strip(".").casefold() in COURTESY:
        return True
    if words[-1].casefold() in INSTITUTIONS or names.known_label(surface):
        return False
    return names.is_given_name(words[0]) or (len(words) < MAX_PERSON_WORDS and begins_a_person(words[0]))


def trim(text: str, span: Span, label: str) -> Span | None:
    """`span` without `the`, quotation marks, `'s`, and for people without titles; None if no name is left."""
    surface = text[span.start : span.end].split("\n")[0]
    start = span.start + (m.end() if (m := LEADING.match(surface)) else 0)
    end = span.start + (m.start() if (m := TRAILING.search(surface)) else len(surface))
    end = firms_end(text, start, end)
    while label == "PERSON" and (space := text.find(" ", start, end)) > 0 and text[start:space].strip(".").casefold() in BEFORE_NAMES:
        start = space + 1
    if not 1 < end - start <= MAX_NAME or not any(c.isalpha() for c in text[start:end]):
        return None
    return Span(start, end)


def _is_no_name(naming: Naming) -> bool:
    is_title = naming.label == "PER" and naming.surface.casefold() in BEFORE_NAMES
    return is_title or NO_NAME.fullmatch(naming.surface) is not None


def firms_end(text: str, start: int, end: int) -> int:
    """With the `'s` that belongs to a listed name (`McDonald's`), unless the text also has the name without it."""
    bare = text[start:end]
    if text[end : end + 2] not in ("'s", "’s") or names.known_label(bare) or names.known_label(bare + "'s") != "ORG":
        return end
    without = re.compile(rf"\b{re.escape(bare)}(?!['’]s|\w)")
    return end if without.search(text, max(0, start - MAX_AROUND), end + MAX_AROUND) else end + 2


def with_given_name(text: str, naming: Naming) -> Naming:
    """A surname whose given name the recogniser left out: `Dimitry [Peskov]`."""
    match = WORD_BEFORE.search(text, max(0, naming.span.start - MAX_GIVEN), naming.span.start)
    if " " in naming.surface or match is None:
        return naming
    if naming.label != "PER" or not (names.is_given_name(match[1]) or begins_a_person(match[1])):
        return Naming(naming.span, naming.surface, "PER") if _is_office_before(naming, match[1]) else naming
    span = Span(match.start(1), naming.span.end)
    return Naming(span, text[span.start : span.end], naming.label)


def _is_office_before(naming: Naming, word: str) -> bool:
    """`Prime Minister [Roe]`: a person, whatever the recogniser took it for."""
    return word.casefold() in OF_PEOPLE and naming.surface.isalpha() and naming.surface.istitle() and not names.known_label(naming.surface)


def repeated(text: str, kept: list[Naming]) -> list[Naming]:
    """Further occurrences of names the recogniser found elsewhere in the same text."""
    label_of = {n.surface: n.label for n in kept if n.label in ("PER", "ORG", "GPE") and len(n.surface) > 3 and n.surface[0].isupper()}
    bare = surnames(text, label_of)
    label_of |= dict.fromkeys(bare, "PER")
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
            if surface in bare and (CAPITAL_BEFORE.search(text, max(0, start - MAX_GIVEN), start) or CAPITAL_AFTER.match(text, end)):
                continue
            if text.startswith(surface, start) and not text[end : end + 1].isalnum() and not {start, end - 1} & taken:
                found.append(Naming(Span(start, end), surface, label_of[surface]))
                taken.update(range(start, end))
                break
    return found


def surnames(text: str, label_of: Mapping[str, EntityLabel]) -> set[str]:
    """Surnames of people named in full that the text never uses as plain words."""
    full = [s for s, label in label_of.items() if label == "PER" and 2 <= len(s.split()) <= MAX_PERSON_WORDS]
    last = {s.split()[-1] for s in full}
    last |= {word.upper() for word in last} & set(LABEL.findall(text))
    written = set(WORD.findall(text)) if last else set()
    return {s for s in last - set(label_of) if len(s) > 3 and s[0].isupper() and s.lower() not in written and not names.known_label(s)}


def resolve(text: str, found: list[Naming], elsewhere: Sequence[str] = ()) -> tuple[Mention, ...]:
    """Tie every naming to an entity, within this article."""
    people = tie_people(text, ((n.span, n.surface) for n in found if n.label == "PER"), elsewhere)
    others: dict[tuple[str, EntityLabel], Tie] = {
        (surface, "ORG"): tie for surface, tie in _organisations(text, [n for n in found if n.label == "ORG"]).items()
    }
    others |= {(n.surface.split()[-1], n.label): Tie(n.surface, "partial_name") for n in found if SHIP.fullmatch(n.surface)}
    apart, end = [], 0
    for naming in found:
        if naming.span.start >= end:
            apart.append((naming, _tied(naming, people, others)))
            end = naming.span.end
    best = _fullest({(tie.name, naming.label) for naming, tie in apart})
    return tuple(_mention(naming, tie, best) for naming, tie in apart)


def _tied(naming: Naming, people: Mapping[Span, Tie], others: Mapping[tuple[str, EntityLabel], Tie]) -> Tie:
    tie = people.get(naming.span) if naming.label == "PER" else others.get((naming.surface, naming.label))
    return tie or Tie(naming.surface, "name")


def _mention(naming: Naming, tie: Tie, best: Mapping[Id, str]) -> Mention:
    entity = names.entity_id(tie.name, naming.label)
    name = best[entity]
    reason: TieReason = "alias_key" if tie.reason == "name" and naming.surface != name else tie.reason
    return Mention(entity, name, naming.label, naming.span, naming.surface, reason)


def _fullest(named: set[tuple[str, EntityLabel]]) -> dict[Id, str]:
    """Entity id -> the spelling with the most words, then letters, then the alphabetically first."""
    best: dict[Id, str] = {}
    for full, label in sorted(named, key=lambda x: (len(x[0].split()), len(x[0]), x[0]), reverse=True):
        best.setdefault(names.entity_id(full, label), full)
    return best


def _organisations(text: str, found: list[Naming]) -> Mapping[str, Tie]:
    """Acronyms that the text itself explains, and ministries named without their country."""
    ties: dict[str, Tie] = {}
    for naming in found:
        match = ACRONYM.match(text, naming.span.end, naming.span.end + 16)
        if match and _is_acronym(match[1], naming.surface):
            ties.setdefault(match[1], Tie(naming.surface, "acronym_in_text"))
    keys = {s: set(names.organisation_key(s).split()) for s in sorted({n.surface for n in found})}
    ministries = {s: words for s, words in keys.items() if "ministry" in words}
    for surface, words in ministries.items():
        fuller = {" ".join(sorted(w)): s for s, w in ministries.items() if words < w}
        if len(words) > 1 and len(fuller) == 1:
            ties[surface] = Tie(next(iter(fuller.values())), "partial_name")
    return ties


def _is_acronym(short: str, name: str) -> bool:
    initials = "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())
    return short.replace(".", "").upper() == initials.upper()
