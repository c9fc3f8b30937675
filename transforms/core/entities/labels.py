"""Which kind of thing a name is: what tables, the form of the name and the article's other names tell outranks the recogniser.

One surface has one label in an article, but for places that are surnames as well (`Jordan`): there each naming is looked at for itself.
"""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from newsbeam.transforms.core.entities import names
from newsbeam.transforms.core.entities.name_forms import SHIP
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import EntityLabel, Span

MAX_PERSON_WORDS = 4
INSTITUTIONS = wordset(
    """
    airport associates avenue award bank beach bridge brothers capital center centre church city club college company corporation county
    court day estate financial foundation fund group hall hospital hotel house inc institute island islands lake library llc llp ltd
    motors museum palace park partners party pier place prize river road school sons square stadium state station street team theater
    theatre tower trust university ventures village
    """
)
"""What people's names are lent to: `Alexander Hotel` is no person."""
PLACES = frozenset({"GPE", "LOC", "FAC"})
IN = re.compile(r"\b(?:in|near|[Ii]nside|outside|downtown|[Tt]owns? of|[Cc]ity of|[Vv]illages? of|suburbs? of)\s+$")
FROM = re.compile(r"\b(?:from|at|to|around|leaving|reached|over)\s+$")
NO_PLACE_BEFORE = re.compile(
    r"\b(?:shares?|stakes?|interests?|interested|confidence|trust|faith|beliefs?|believes?|believed|invest\w*|holdings?|engineers?|changes?"
    r"|players?|role|crisis|reported|published|wrote|writing|appeared|everyone|anyone|someone|starred?|particip\w+) in\s+$"
)
"""What one has `in` a firm, a person or a newspaper."""
COUNTRY_AFTER = re.compile(r",\s+([A-Z][\w.]+(?: [A-Z]\w+)?)")
MAX_BEFORE = 40
NO_TOWNS = wordset("congress parliament senate internet earth hell heaven islam christianity covid bible koran quran twitter facebook")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name found in the text, not yet tied to an entity."""

    span: Span
    surface: str
    label: EntityLabel


def labelled(text: str, found: Sequence[Naming], people: Iterable[str] = ()) -> list[Naming]:
    """The same names, each with the label that the whole article gives it.

    Args:
        people: full names in the headline.
    """
    headline: dict[str, EntityLabel] = dict.fromkeys(people, "PER")
    labels = bearers_are_people(headline | one_label(found))
    borne = {names.surname(s) for s, label in labels.items() if label == "PER" and " " in s}
    ships = {s.split()[-1] for s in labels if SHIP.fullmatch(s)}
    told: dict[str, EntityLabel] = {s: "PRODUCT" for s in labels if s in ships}
    told |= {n.surface: "ORG" for n in found if labels[n.surface] == "PER" and _is_band(text, n, borne)}
    told |= {n.surface: "GPE" for n in _unsettled(found, labels, borne) if n.surface not in told and _is_told_place(text, n, labels)}
    labels |= told
    return [_alone(text, n, borne) if names.is_shared_with_people(n.surface) else replace(n, label=labels[n.surface]) for n in found]


def one_label(found: Iterable[Naming]) -> dict[str, EntityLabel]:
    """Surface -> label: a table's if it knows the name, else the label that the recogniser gave most often."""
    votes: dict[str, Counter[EntityLabel]] = defaultdict(Counter)
    for naming in found:
        votes[naming.surface][naming.label] += 1
    return {surface: names.known_label(surface) or _most(count) for surface, count in votes.items()}


def _most(votes: Counter[EntityLabel]) -> EntityLabel:
    return max(sorted(votes), key=votes.__getitem__)


def bearers_are_people(labels: dict[str, EntityLabel]) -> dict[str, EntityLabel]:
    """A name and its surname are of one kind: `Roe` is a person if `Ada Roe` is one, and `Kit Roe` is one if `Roe` is."""
    bare = {names.fold(s) for s, label in labels.items() if label == "PER" and " " not in s}
    people = {s for s, label in labels.items() if " " in s and (label == "PER" or _bears(s, label, bare))}
    keys = [names.without_suffix(names.person_key(s).split()) for s in people]
    surnames = {" ".join(key[start:]) for key in keys for start in range(1, len(key))}
    given = {names.fold(s.split()[0]) for s in people}
    for surface, label in labels.items():
        if " " in surface or names.known_label(surface):
            continue
        is_given = names.fold(surface) in given and (label not in PLACES or names.plain(surface) not in cities())
        if is_given or names.person_key(surface) in surnames:
            people.add(surface)
    return {s: "PER" if s in people else label for s, label in labels.items()}


def _bears(surface: str, label: EntityLabel, surnames: set[str]) -> bool:
    """Whether a name of two words or three ends in somebody's surname: `Scooter Roe` beside `Mr Roe`."""
    words = surface.split()
    return (
        label in ("ORG", "PRODUCT", "WORK", "GPE", "FAC")
        and 2 <= len(words) < MAX_PERSON_WORDS
        and all(word[:1].isupper() and word.replace("-", "").isalpha() for word in words)
        and not words[0].isupper()
        and words[-1].casefold() not in INSTITUTIONS
        and names.fold(words[-1]) in surnames
        and not names.known_label(surface)
        and not names.known_label(words[0])
    )


def _is_band(text: str, naming: Naming, borne: set[str]) -> bool:
    """`the Quillmen` and `the Larks` are no person; `the Roes` are, if the article names a Roe."""
    word = naming.surface
    if " " in word or not word.endswith(("s", "men")) or text[max(0, naming.span.start - 4) : naming.span.start].lower() != "the ":
        return False
    return not {names.fold(word), names.fold(word.removesuffix("s"))} & borne


def _unsettled(found: Iterable[Naming], labels: Mapping[str, EntityLabel], borne: set[str]) -> Iterator[Naming]:
    """Names that no table and no person of the article claims, and that are not taken for places."""
    for naming in found:
        label = labels[naming.surface]
        is_settled = label in PLACES or label == "NORP" or names.known_label(naming.surface) or names.fold(naming.surface) in borne
        if not is_settled and not (label == "PER" and names.is_given_name(naming.surface.split()[0])):
            yield naming


def _is_told_place(text: str, naming: Naming, labels: Mapping[str, EntityLabel]) -> bool:
    before = text[max(0, naming.span.start - MAX_BEFORE) : naming.span.start]
    is_city = names.plain(naming.surface) in cities()
    if is_city and " " in naming.surface:
        return True
    if (after := COUNTRY_AFTER.match(text, naming.span.end)) and is_city and names.country_of(after[1]):
        return True
    is_in = IN.search(before) is not None and not NO_PLACE_BEFORE.search(before)
    if is_city and (is_in or (labels[naming.surface] != "PER" and FROM.search(before))):
        return True
    word = naming.surface
    return is_in and labels[word] == "ORG" and word.istitle() and word.isalpha() and word.casefold() not in NO_TOWNS


@functools.cache
def cities() -> frozenset[str]:
    """Plain names of large cities, many of which are also names of people and things."""
    lines = (names.DATA / "cities.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(names.plain(line) for line in lines if not line.startswith("#"))


def _alone(text: str, naming: Naming, borne: set[str]) -> Naming:
    """A place that is a surname too: the surname only where somebody bears it here and no word of place stands before."""
    before = text[max(0, naming.span.start - MAX_BEFORE) : naming.span.start]
    is_in = IN.search(before) is not None and not NO_PLACE_BEFORE.search(before)
    if naming.label == "PER" and names.fold(naming.surface) not in borne:
        return replace(naming, label="GPE") if is_in else naming
    is_place = naming.label != "PER" or is_in or FROM.search(before)
    return replace(naming, label=(naming.label if naming.label in PLACES else "GPE") if is_place else "PER")
