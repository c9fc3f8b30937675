"""What a number counts: the noun phrase after it, its unit, what happened to those counted, and whose they are."""

import re
from itertools import pairwise

from newsbeam.transforms.core.entities.names import country_of
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Span, SubjectClass

UNIT_WORDS = {
    "people": """
        people person civilian civilians soldier soldiers troop troops child children woman women man men resident residents
        worker workers protester protesters protestor protestors prisoner prisoners hostage hostages refugee refugees migrant
        migrants student students fighter fighters officer officers police policemen victim victims passenger passengers life
        lives casualty casualties death deaths servicemen serviceman militant militants doctor doctors voter voters member members
        journalist journalists patient patients family families body bodies personnel dead wounded injured killed employee
        employees inmate inmates detainee detainees others demonstrators firefighters farmers teachers pupils nationals citizens
        pilots sailors inhabitants evacuees survivors staff jobs girls boys adults villagers fishermen lawmakers senators deputies
        mps guests fans tourists holidaymakers nurses paramedics rescuers volunteers recruits conscripts reservists gunmen suspects
        rebels insurgents captives miners drivers tenants households customers shareholders users respondents participants men
        infants babies toddlers teenagers pensioners crew strong spectators worshippers pilgrims missing arrested detained displaced
    """,
    "days": "day days",
    "hours": "hour hours",
    "minutes": "minute minutes",
    "seconds": "second seconds",
    "weeks": "week weeks",
    "months": "month months",
    "years": "year years",
    "vehicles": "vehicle vehicles tank tanks truck trucks car cars bus buses lorry lorries van vans",
    "aircraft": "aircraft plane planes helicopter helicopters drone drones jet jets",
    "missiles": "missile missiles rocket rockets shell shells bomb bombs",
    "buildings": "building buildings house houses home homes school schools hospital hospitals apartment apartments flats",
    "kilometres": "km kilometre kilometres kilometer kilometers",
    "miles": "mile miles",
    "metres": "metre metres meter meters",
    "feet": "foot feet",
    "hectares": "hectare hectares",
    "acres": "acre acres",
    "tonnes": "ton tons tonne tonnes",
    "barrels": "barrel barrels",
    "degrees": "degree degrees",
    "dollars": "dollar dollars",
    "euros": "euro euros",
    "pounds": "pound pounds",
    "votes": "vote votes",
    "seats": "seat seats",
    "points": "point points",
    "pages": "page pages",
    "cases": "case cases",
}
UNIT_OF = {word: unit for unit, words in UNIT_WORDS.items() for word in words.split()}
ELIDED = ("ones", "more", "others")

SUBJECT_CLASSES: tuple[tuple[SubjectClass, str, str], ...] = (
    # class, what happens to those counted (anywhere in the number's clause), what they are called (in the number's own phrase or before it)
    ("killed", r"kill\w*|dead|die[sd]?|dying|perish\w*|slain|murdered|massacred?|drowned", r"deaths?|lives|fatalit\w+|bodies|death toll"),
    ("wounded", r"wound\w*|injur(?:ed|es|ing)|hurt|maimed|hospitali[sz]ed", r"injur(?:y|ies)|wounded"),
    (
        "captured",
        r"captured|captur(?:es?|ing)|taken (?:prisoner|captive|hostage)|surrender\w*|abducted|kidnapped",
        r"prisoners?|captives?|pows?|hostages?",
    ),
    ("missing", r"missing|unaccounted", r"missing"),
    ("detained", r"detain(?:ed|s|ing)|arrest(?:ed|s|ing)|jailed|imprisoned|in custody", r"detainees?|arrests"),
    ("displaced", r"displac(?:ed|es|ing)|evacuat(?:ed|es|ing)|fled|flee(?:s|ing)?|homeless", r"refugees?|migrants?|evacuees|evacuations"),
    ("casualties", r"casualties", r"casualt\w+|losses"),
    ("released", r"released|releases|releasing|freed|exchang(?:ed|es|ing)|swapp(?:ed|ing)", r"freed"),
    ("destroyed", r"destroy\w*|shot down|downed|damag(?:ed|es|ing)|demolish\w*|sunk", r"wrecks"),
    ("infected", r"infected|infects|tested positive", r"infections?|cases"),
    ("votes", r"votes cast", r"votes?|ballots?"),
)
_CLASSES = tuple(
    (name, re.compile(rf"\b(?:{verbs})\b", re.I), re.compile(rf"\b(?:{nouns})\b", re.I)) for name, verbs, nouns in SUBJECT_CLASSES
)
OF_PEOPLE = frozenset(("killed", "wounded", "captured", "missing", "detained", "displaced", "casualties", "infected"))
"""What happens to people: a bare number beside it counts people."""
CANCELS = re.compile(r"\bfreed\b|\breleased?\b", re.I)
"""Prisoners who were freed are no longer counted as taken."""
SUBJECT_WORD = re.compile(r"[\s-]*(?:of\s+|or (?:so|more|fewer|less)\s+|more\s+|other\s+|additional\s+)*([A-Za-z][\w.’'-]*)")
STOP_AFTER = wordset(
    """
    was were is are has have had will would could should may might must and or but in on at by with from for to as that who
    which when while since after before during into over under than if because so not been be being did do does said says
    according through about against among between near off out up down a an the it he she they we you i yesterday today tomorrow
    monday tuesday wednesday thursday friday saturday sunday this these those there here where whose whom per , died killed
    including across compared overnight every each daily weekly last next now alone later earlier ago failed fled went came left
    marched gathered took remain remained worth what its their his her our half again only still also
    """
)
PLACE = re.compile(
    r"\b(?:in|at|near|outside|across|inside|around)\s((?:(?:the|a|central|northern|southern|eastern|western|nearby)\s)*"
    r"(?:[a-z]+\s(?:of\s)?){0,3}[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*(?:\s(?:region|province|district|city|county|area|valley))?)"
)
NO_PLACE = re.compile(
    r"(?:(?:early|late|mid|the)[\s-])*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|.*\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
MAX_SUBJECT_WORDS = 6
ADJECTIVES = re.compile(r"\s\w+, (?:\w+, )?\w+ and [\w-]+ (\w+)")
"""`90 air, sea and ground-launched missiles`."""
CLAUSE_END = re.compile(
    r"[.;:!?]|,\s(?:and|but|while|whereas|as well as)\s|\s(?:and|while|whereas)\s(?=(?:[\w-]+\s){0,4}?\d)|,\s(?=(?:\w+\s){0,2}?\d)"
)


def subject_length(text: str, at: int, end: int) -> int:
    """Characters of the noun phrase that begins at `at`, right after a number."""
    length = 0
    for _ in range(MAX_SUBJECT_WORDS):
        match = SUBJECT_WORD.match(text, at + length, end)
        if not match or match[1].lower() in STOP_AFTER:
            break
        length = match.end() - at
        if text[at + length : at + length + 1] in (",", ".", ";", ":"):
            break
    return length


def subject_of(text: str, at: int, end: int) -> tuple[str | None, str | None]:
    """The noun phrase after a number, and its unit."""
    phrase = text[at : at + subject_length(text, at, end)].strip(" -")
    phrase = re.sub(r"^(?:or (?:so|more|fewer|less)\s+)?(?:of\s+)?", "", phrase).strip(" ,.;:’'")
    words = re.findall(r"[\w’']+(?:-[\w’']+)*", phrase)
    if listed := ADJECTIVES.match(text, at, end):
        return phrase or None, UNIT_OF.get(listed[1].lower(), listed[1].lower())
    if text[at : at + 1] == "-" and words:
        first = words[0].lower().split("-")[0]  # `a 100-metre sprint`
        return phrase, UNIT_OF.get(first) or (first if first.endswith("s") else first + "s")
    units = [UNIT_OF[w.lower()] for w in words if w.lower() in UNIT_OF and w.lower() != "others"]
    if units:
        return phrase, units[-1]
    last = words[-1].lower() if words else None
    return phrase or None, last if last not in ELIDED else None


def side_of(text: str, number: Span, subject: str | None, start: int, end: int) -> str | None:
    """The country of those counted: named in their phrase, after it (`from Norvia`), or as who has or lost them before it."""
    if named := country_of_phrase(subject):
        return named
    after = text[number.end : min(end, number.end + 80)]
    if match := re.match(r"\s(?:\w+\s){1,3}?(?:from|of)\s((?:the\s)?[A-Z]\w+(?:\s[A-Z]\w+)?)", after):
        return country_of_phrase(match[1])
    before = text[max(start, number.start - 60) : number.start]
    if match := re.search(r"([A-Z]\w+(?:\s[A-Z]\w+)?)(?:['’]s?\s(?:\w+\s)?|\s(?:has\s|had\s|have\s)?lost\s(?:\w+\s){0,3})$", before):
        return country_of_phrase(match[1])
    return None


def place_of(text: str, at: int, end: int) -> str | None:
    """The first place named after a number's phrase in its own clause: `in Bucha`, `near the town of Ostra`; not `in May`."""
    after = text[at : min(end, at + 120)]
    cut = CLAUSE_END.search(after)
    for match in PLACE.finditer(after[: cut.start()] if cut else after):
        if not NO_PLACE.match(match[1]):
            return match[1]
    return None


def country_of_phrase(phrase: str | None) -> str | None:
    """The first country named or implied in a phrase."""
    words = (phrase or "").split()
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return next((c for w in (*pairs, *words) if w[:1].isupper() and (c := country_of(w))), None)


def subject_class(text: str, number: Span, start: int, end: int, previous: int) -> SubjectClass | None:
    """What happened to those counted.

    By the words of the number's own clause, those after it first; then those between the number before it (which ends at `previous`)
    and it; then any near it.
    """
    after = text[number.end : min(end, number.end + 160)]
    cut = CLAUSE_END.search(after)
    clause = after[: cut.start()] if cut else after
    phrase = text[number.end : number.end + subject_length(text, number.end, end)]
    before = text[max(start, number.start - 60) : number.start]
    between = re.split(r"[.;:!?]", text[max(start, previous, number.start - 60) : number.start])[-1]
    for stretch, named in ((clause, phrase), (between, between), (after, ""), (before, before)):
        if name := _first_class(stretch, named):
            return "released" if name == "captured" and CANCELS.search(stretch) else name
    return None


def _first_class(stretch: str, named: str) -> SubjectClass | None:
    """The class whose verb comes first in `stretch`, or whose noun in `named`, which is a part of it."""
    hits = [(m.start(), name) for name, verbs, _ in _CLASSES if (m := verbs.search(stretch))]
    hits += [(m.start(), name) for name, _, nouns in _CLASSES if (m := nouns.search(named))]
    return min(hits)[1] if hits else None
