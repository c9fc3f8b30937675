"""What a number counts: the noun phrase after it, its unit, what happened to those counted, and whose they are."""

import re
from collections.abc import Sequence
from itertools import pairwise

from newsbeam.transforms.core.attribution.speaker_words import human_words, person_plurals
from newsbeam.transforms.core.entities.names import country_of
from newsbeam.transforms.core.text.calendar import MONTH_WORD, WEEKDAY, WEEKDAY_NUMBERS
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Span, SubjectClass

UNIT_WORDS = {
    "people": """
        people person civilian civilians men women soldier soldiers troop troops child children woman women man men resident residents
        worker workers protester protesters protestor protestors prisoner prisoners hostage hostages refugee refugees migrant
        migrants student students fighter fighters officer officers police policemen victim victims passenger passengers life
        lives casualty casualties death deaths servicemen serviceman militant militants doctor doctors voter voters member members
        journalist journalists patient patients family families body bodies personnel dead wounded injured killed employee
        employees inmate inmates detainee detainees others demonstrators firefighters farmers teachers pupils nationals citizens
        pilots sailors inhabitants evacuees survivors staff girls boys adults villagers fishermen lawmakers senators deputies
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
    "metres": "metre metres meter meters m",
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
    "jobs": "job jobs",
    "rounds": "round rounds",
}
UNIT_OF = {word: unit for unit, words in UNIT_WORDS.items() for word in words.split()}
ELIDED = ("ones", "more", "others")

SUBJECT_CLASSES: tuple[tuple[SubjectClass, str, str], ...] = (
    # class, what happens to those counted (anywhere in the number's clause), what they are called (in the number's own phrase or before it)
    (
        "killed",
        r"kill\w*|dead|die[sd]?|dying|perish\w*|slain|murdered|massacred?|drowned|shot (?:dead|to death)|beheaded|executed|"
        r"(?:death )?toll(?= (?:had |has )?(?:now )?(?:risen?|rose|climb\w*|stood|stands|reach\w*|jump\w*|at|of|to))",
        r"deaths?|lives|fatalit\w+|bodies|death toll",
    ),
    ("wounded", r"wound\w*|injur(?:ed|es|ing)|hurt|maimed|hospitali[sz]ed", r"injur(?:y|ies)|wounded"),
    (
        "captured",
        r"captured|captur(?:es?|ing)|taken (?:prisoner|captive|hostage)|surrender\w*|abducted|kidnapped",
        r"prisoners?|captives?|pows?|hostages?",
    ),
    ("missing", r"missing|unaccounted", r"missing"),
    ("detained", r"detain(?:ed|s|ing)|arrest(?:ed|s|ing)|jailed|imprisoned|in custody", r"detainees?|arrests"),
    ("displaced", r"displac(?:ed|es|ing)|evacuat(?:ed|es|ing)|fled|flee(?:s|ing)?|homeless", r"refugees?|migrants?|evacuees|evacuations"),
    ("casualties", r"casualties", r"casualt\w+"),
    ("rescued", r"rescu\w+|saved|pulled (?:alive )?from|plucked from|winched", r"rescues"),
    ("released", r"released|releases|releasing|freed|exchang(?:ed|es|ing)|swapp(?:ed|ing)", r"freed"),
    ("destroyed", r"destroy\w*|shot down|downed|damag(?:ed|es|ing)|demolish\w*|sunk", r"wrecks"),
    (
        "infected",
        r"infected|infects|tested positive",
        r"infections?|(?:new|confirmed|suspected|active|covid\S*|cholera|measles|ebola|flu) (?:\w+ )?cases|cases of|cases a day",
    ),
    ("votes", r"votes cast", r"votes?|ballots?"),
)
_CLASSES = tuple(
    (name, re.compile(rf"\b(?:{verbs})\b", re.I), re.compile(rf"\b(?:{nouns})\b", re.I)) for name, verbs, nouns in SUBJECT_CLASSES
)
OF_PEOPLE = frozenset(("killed", "wounded", "captured", "missing", "detained", "displaced", "casualties", "rescued", "infected"))
"""What happens to people: a bare number beside it counts people."""
OBJECT_OF = re.compile(
    r"\b(?P<verb>(?:kill|wound|injur|maim|hurt|arrest|detain|captur|abduct|kidnapp?|rescu|sav|free|releas|displac|evacuat|destroy|damag|down|infect|"
    r"murder|execut|jail|imprison|shoot|shot|lost|los|attack|stabb?|trap|treat|hit)\w*)\s(?:dead\s|down\s)?"
    r"(?:(?:at|least|most|more|than|fewer|less|about|around|some|nearly|almost|another|up|to|over|between|an?|estimated|the|all|of|also|as|"
    r"many|roughly|approximately|only|a total of)\s)*$",
    re.I,
)
"""The verb right before a number that has the number as its object."""
INTENDED = re.compile(r"\b(?:intend|want|plan|threat|tr[iy]|attempt|plot|conspir|aim|vow|pledg|hop|wish|refus)\w*\s(?:\w+\s)?to\s$", re.I)
"""What is only meant to be done."""
PARTICIPLE = re.compile(
    r",\s(?:\w+ly\s)?(?:\w{3,}ing)\b|,?\s(?:who|which|whose|that|because|after|before|when|as|while|said|says)\s(?=\w+\s\w)"
)
"""Where another clause begins, whose verb does not govern the number: `three people, killing one`."""
DOES = re.compile(
    r"\b(?:killed|wounded|injured|arrested|detained|captured|abducted|rescued|saved|freed|released|destroyed|shot|infected)\s"
    r"(?=(?:\d|an?\s|the\s|his\b|her\b|their\b|its\b|him\b|them\b|another\b|at\sleast|more\sthan|some\s|several\b|(?:one|two|three|four|five|"
    r"six|seven|eight|nine|ten|dozens|scores|hundreds)\b))",
    re.I,
)
"""A verb with an object: what is before it does it."""
BE_BEFORE = re.compile(r"\b(?:is|are|was|were|be|been|being|got|get)\s(?:\w+\s)?$", re.I)
CANCELS = re.compile(r"\bfreed\b|\breleased?\b", re.I)
"""Prisoners who were freed are no longer counted as taken."""
SUBJECT_WORD = re.compile(r"[\s-]*(?:of\s+|or (?:so|more|fewer|less)\s+|more\s+|other\s+|additional\s+)*([A-Za-z][\w.’'-]*)")
STOP_AFTER = wordset(
    """
    was were is are has have had will would could should may might must and or but in on at by with from for to as that who
    which when while since after before during into over under than if because so not been be being did do does said says
    according through about against among between near off out up down a an the it he she they we you i yesterday today tomorrow
    this these those there here where whose whom per , died killed them
    including across compared overnight every each daily weekly last next now alone later earlier ago failed fled went came left
    marched gathered took remain remained worth what its their his her our half again only still also
    """
).union(WEEKDAY_NUMBERS)
PLACE = re.compile(
    r"\b(?:in|at|near|outside|across|inside|around)\s((?:(?:the|a|central|northern|southern|eastern|western|nearby)\s)*"
    r"(?:[a-z]+\s(?:of\s)?){0,3}[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*(?:\s(?:region|province|district|city|county|area|valley))?)"
)
NO_PLACE = re.compile(rf"(?:(?:early|late|mid|the)[\s-])*{MONTH_WORD}\b|.*\b{WEEKDAY}\b")
SENTENCE_END = re.compile(r"[a-z]{3}\.$")
"""The full stop behind a noun that ends a sentence, and no abbreviation's."""
MAX_SUBJECT_WORDS = 6
OF_THEM = re.compile(
    r"\sof\s(?:the|these|those|its|his|her|their)\s(?:(?:dozen|two|three|four|five|six|seven|eight|nine|ten|\d+)\b)?(?=\s?[a-z])"
)
NATIONS = re.compile(r"\s[A-Z]\w+(?:, [A-Z]\w+)* and [A-Z]\w+ (?:\w+ )?([a-z]+s)\b")
"""`23 Somali and Yemeni pirates`."""
PREDICATE = re.compile(r"(?:ed|en|own|ing|strikes?|hits?|stolen|shut|cut|lost|left|hurt)$")
KINS = wordset("son sons daughter daughters brothers sisters parents")
"""Of the words for people that count as `people`, those in no other table."""
PEOPLE_ENDING = re.compile(
    r".{2,}(?:[oe]logists|ists|[a-z]men|women|persons|workers|holders|makers|keepers|goers|teers|cians|crats)$|^(?:pirates|marchers|looters|sympathisers|sympathizers)$"
)
ADJECTIVES = re.compile(r"\s\w+, (?:\w+, )?\w+ and [\w-]+ (\w+)")
"""`90 air, sea and ground-launched missiles`."""
MAGNITUDE_BEFORE = re.compile(
    r"\b(?:magnitude(?:\sof)?|quake\w*(?:['’]s)?\s(?:of|strength|measur\w+|registered)|measur\w+|strength)\s(?:(?:at|of|about|a|preliminary)\s)*$",
    re.I,
)
CROWD_BEFORE = re.compile(
    r"\b(?:crowds?|attendance|turnout|audience|population|membership)\s(?:\w+\s)?(?:at|of|to|was)\s(?:(?:between|about|around|some|more|than|over|up|to)\s)*$",
    re.I,
)
NOT_PEOPLE = frozenset(
    (
        "percentage points",
        "times",
        "magnitude",
        "dollars",
        "euros",
        "pounds",
        "roubles",
        "hryvnias",
        "yen",
        "rupees",
        "ringgit",
        "shots",
        "clans",
    )
)
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
        if SENTENCE_END.search(match[1]) and (match.end() == end or text[match.end() : match.end() + 1].isspace()):
            return length - 1
        if text[at + length : at + length + 1] in (",", ".", ";", ":"):
            break
    return length


def subject_of(text: str, at: int, end: int) -> tuple[str | None, str | None]:
    """The noun phrase after a number, and its unit."""
    if text.startswith(("-odd ", "-plus "), at):
        at += text[at:].index(" ")
    if of_them := OF_THEM.match(text, at, end):
        at = of_them.end()  # `two of the dozen marchers`
    phrase = text[at : at + subject_length(text, at, end)].strip(" -")
    if listed := (ADJECTIVES.match(text, at, end) or NATIONS.match(text, at, end)):
        return phrase or None, unit_of(listed[1].lower())
    words = re.findall(r"[A-Za-z][\w’'-]*", phrase)
    if text[at : at + 1] == "-" and words:
        first = words[0].lower().split("-")[0]  # `a 100-metre sprint`
        return phrase, UNIT_OF.get(first) or (first if first.endswith("s") else first + "s")
    return phrase or None, _unit(words)


def _unit(words: Sequence[str]) -> str | None:
    """The unit of a noun phrase: of its head, which stands before `of` and before what is said of it (`two towns retaken`)."""
    lower = [re.sub(r"['’]s?$", "", word.lower()) for word in words]
    if "of" in lower[1:]:
        lower = lower[: lower.index("of", 1)]
    if not lower:
        return None
    known = [UNIT_OF[word] for word in lower if word in UNIT_OF and word != "others"]
    while len(lower) > 1 and lower[-1] not in UNIT_OF and lower[-2].endswith("s") and PREDICATE.search(lower[-1]):
        lower.pop()
    own = unit_of(lower[-1])
    if own in UNIT_WORDS or not known:
        return own if lower[-1] not in ELIDED else None
    return known[-1]


def unit_of(noun: str) -> str:
    """The unit that a noun stands for: itself, `people`, or the word that its kind is counted by."""
    if noun in UNIT_OF:
        return UNIT_OF[noun]
    return "people" if noun in person_plurals() or (noun in human_words() and noun in KINS) or PEOPLE_ENDING.search(noun) else noun


def counts_people(unit: str) -> bool:
    """Whether people are counted in a unit: not in kilometres, euros, or times."""
    return unit not in NOT_PEOPLE and (unit not in UNIT_WORDS or unit == "people")


def magnitude_at(text: str, number: Span, start: int, end: int) -> bool:
    """`magnitude 6.1`, `a 6.1-magnitude quake`, `the quake’s strength at 5.4`."""
    return bool(
        MAGNITUDE_BEFORE.search(text[max(start, number.start - 40) : number.start])
        or re.match(r"[\s-]magnitude\b", text[number.end : min(end, number.end + 12)])
    )


def is_of_crowd(text: str, number: Span, start: int) -> bool:
    """`put the crowd at between 15,000 and 20,000`."""
    return CROWD_BEFORE.search(text[max(start, number.start - 50) : number.start]) is not None


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
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    return next((country for word in (*pairs, *words) if word[:1].isupper() and (country := country_of(word))), None)


def subject_class(text: str, number: Span, start: int, end: int, previous: int) -> SubjectClass | None:
    """What happened to those counted: by the verb that governs the number.

    That is the verb of which it is the object (`wounded two men`), else the first in its own clause of which it is the subject (`two men
    were wounded`), else one between the number before it (which ends at `previous`) and it.
    """
    before = re.split(r"[.;:!?]", text[max(start, number.start - 60) : number.start])[-1]
    if verb := OBJECT_OF.search(before):
        if INTENDED.search(before[: verb.start()]):
            return None
        if name := _first_class(verb["verb"], ""):
            return name
    after = text[number.end : min(end, number.end + 160)]
    cut = CLAUSE_END.search(after)
    clause = after[: cut.start()] if cut else after
    phrase = text[number.end : number.end + subject_length(text, number.end, end)]
    participle = PARTICIPLE.search(clause)
    own = clause[: participle.start()] if participle else clause
    if _acts(own):
        return None
    between = re.split(r"[.;:!?]", text[max(start, previous, number.start - 60) : number.start])[-1]
    far = after if previous == start and verb is None else ""
    for stretch, named in ((own, phrase), (between, between), (far, ""), (before, before)):
        if name := _first_class(stretch, named):
            return "released" if name == "captured" and CANCELS.search(stretch) else name
    return None


def _acts(clause: str) -> bool:
    """`officers arrested two …`: those counted do it to others."""
    verb = DOES.search(clause)
    return verb is not None and not BE_BEFORE.search(clause[: verb.start()])


def _first_class(stretch: str, named: str) -> SubjectClass | None:
    """The class whose verb comes first in `stretch`, or whose noun in `named`, which is a part of it."""
    hits = [(match.start(), name) for name, verbs, _ in _CLASSES if (match := verbs.search(stretch))]
    hits += [(match.start(), name) for name, _, nouns in _CLASSES if (match := nouns.search(named))]
    return min(hits)[1] if hits else None
