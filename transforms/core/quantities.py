"""Quantities: the numbers of a statement, what they count and whose they are.

`about 5,300 Russian soldiers were killed` -> low 5300, high 5300, approx, unit people, class killed, side Russia.
Pure text rules over one statement: no model. Dates, ordinals, names with numbers (`F-16`, `Article 5`) and `the two sides` are no
quantities.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from transforms.core.names import country_of, entity_id
from transforms.core.wordlists import word_list, wordset
from transforms.records import Quantity, Span

ONES = {
    w: n
    for n, w in enumerate(
        word_list(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
            nineteen"""
        )
    )
}
TENS = {w: 10 * n for n, w in enumerate(word_list("twenty thirty forty fifty sixty seventy eighty ninety"), 2)}
SCALES = {
    "hundred": 100.0,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "tn": 1e12,
}
VAGUE = {
    # `dozens of people`: from two of them to where the next word would be used
    "tens": (20.0, 99.0),
    "dozens": (24.0, 99.0),
    "scores": (40.0, 99.0),
    "hundreds": (200.0, 999.0),
    "thousands": (2e3, 9_999.0),
    "tens of thousands": (2e4, 99_999.0),
    "hundreds of thousands": (2e5, 999_999.0),
    "millions": (2e6, 9_999_999.0),
    "tens of millions": (2e7, 99_999_999.0),
    "hundreds of millions": (2e8, 999_999_999.0),
    "billions": (2e9, 9_999_999_999.0),
}
FEW = {"several": (3.0, 9.0), "a few": (3.0, 9.0), "a couple of": (2.0, 2.0), "a couple": (2.0, 2.0)}
"""Only before a scale word: `several thousand`."""

HEDGE_WORDS = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|an estimated|estimated|close to|up to|as many as|"
    r"as much as|at least|at most|more than|over|fewer than|less than|under|no more than|no fewer than|no less than|in excess of|"
    r"upwards of|well over)\s+|[~≈]\s*)$",
    re.I,
)

_WORD_NUMBER = r"(?:(?:{ones}|{tens})(?:[-\s](?:{ones}))?)".format(ones="|".join(sorted(ONES, key=len, reverse=True)), tens="|".join(TENS))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"hundred|thousand|million|billion|trillion|dozen"
NUMBER = re.compile(
    rf"(?P<vague>\b(?:(?:tens|hundreds) of (?:thousands|millions)|tens|dozens|scores|hundreds|thousands|millions|billions)\b(?= of\b))"
    rf"|(?P<half>\bhalf a (?:million|billion|dozen)\b)"
    rf"|(?P<few>\b(?:several|a few|a couple of|a couple)\s+(?P<fscale>{_SCALE})\b)"
    rf"|(?P<a>\b(?:a|an)\s+(?P<ascale>{_SCALE})\b)"
    rf"|(?P<money>[$€£₽₴¥]|\bUS\$|\bA\$|\bC\$)?\s?(?P<num>(?<![\w.,/:])(?<![A-Za-z]-)(?:{_DIGITS})|\b{_WORD_NUMBER}\b)"
    rf"(?P<scale>(?:k|m|mn|bn|tn)\b|(?:[\s-](?:{_SCALE})\b)*)(?P<percent>\s?(?:%|percent\b|per cent\b|percentage points?\b))?",
    re.I,
)
MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
BEFORE_NOT = re.compile(
    rf"(?:\b{MONTH}\s|\b(?:No|no|Nos|Article|Chapter|Section|Resolution|Title|Rule|Amendment|Group|Channel|Highway|Route|Flight|Level|Phase|Formula|"
    rf"Boeing|Airbus|Unit|Page|page|Part|Act|Apollo|Windows|iPhone|aged?|Big|World War)\.?\s)$"
)
AFTER_NOT = re.compile(
    rf"^(?:st|nd|rd|th)\b|^\s?[ap]\.?m\.?\b|^:\d\d|^\s(?:of\s)?{MONTH}\s|^\s{MONTH}[,.]?$|^-year-old|^\sof\sthe\b|^/\d|^-\d+\b(?!\s[a-z])|^['’]s\b|^s\b|^[A-Za-z]",
    re.I,
)
SCORE_BEFORE = re.compile(r"\d[-–]$")
COUNTED_AFTER = re.compile(r"\s[a-z]|%")
"""`40-50 people` is a range, `won 3-1` a score."""
YEAR_BEFORE = re.compile(
    r"\b(?:in|since|of|by|from|until|till|before|after|during|to|and|the|early|late|mid|for|through|between)[\s-]$|[(\-–,]\s?$", re.I
)
RANGE = re.compile(r"^\s*(?:-|–|—|to|and|or|,\s*or|,)\s*$")
DEFINITE = re.compile(r"\b(?:the|these|those|both|all|either|any|no|each|every|other|another|day|number|phase|round|first|last)\s$", re.I)

UNIT_WORDS = {
    "people": """
        people person civilian civilians soldier soldiers troop troops child children woman women man men resident residents
        worker workers protester protesters protestor protestors prisoner prisoners hostage hostages refugee refugees migrant
        migrants student students fighter fighters officer officers police policemen victim victims passenger passengers life
        lives casualty casualties death deaths servicemen serviceman militant militants doctor doctors voter voters member members
        journalist journalists patient patients family families body bodies personnel dead wounded injured killed employee
        employees inmate inmates detainee detainees others demonstrators firefighters farmers teachers pupils nationals citizens
        pilots sailors inhabitants evacuees survivors staff jobs girls boys adults
    """,
    "days": "day days",
    "hours": "hour hours",
    "minutes": "minute minutes",
    "weeks": "week weeks",
    "months": "month months",
    "years": "year years",
    "vehicles": "vehicle vehicles tank tanks truck trucks car cars bus buses",
    "aircraft": "aircraft plane planes helicopter helicopters drone drones jet jets",
    "missiles": "missile missiles rocket rockets shell shells bomb bombs",
    "buildings": "building buildings house houses home homes school schools hospital hospitals apartment apartments",
    "kilometres": "km kilometre kilometres kilometer kilometers",
    "miles": "mile miles",
    "metres": "metre metres meter meters",
    "hectares": "hectare hectares",
    "acres": "acre acres",
    "tonnes": "ton tons tonne tonnes",
    "dollars": "dollar dollars",
    "euros": "euro euros",
    "pounds": "pound pounds",
    "votes": "vote votes",
    "seats": "seat seats",
    "points": "point points",
}
UNIT_OF = {word: unit for unit, words in UNIT_WORDS.items() for word in words.split()}
CURRENCY = {
    "$": "dollars",
    "us$": "dollars",
    "a$": "australian dollars",
    "c$": "canadian dollars",
    "€": "euros",
    "£": "pounds",
    "₽": "roubles",
    "₴": "hryvnias",
    "¥": "yen",
}

SUBJECT_CLASSES = (
    # the first pattern that the number's own clause matches; the order settles `killed or wounded`
    ("killed", r"kill\w*|dead|die[sd]?|dying|deaths?|lives|perish\w*|slain|fatalit\w+|bodies|death toll|murder\w*|massacred?"),
    ("wounded", r"wound\w*|injur\w+|hurt|maimed|hospitali[sz]ed"),
    ("captured", r"captur\w+|prisoners?(?: of war)?|captive\w*|pows?|hostages?|taken prisoner|surrender\w*|abduct\w+|kidnap\w+"),
    ("missing", r"missing|unaccounted"),
    ("detained", r"detain\w*|arrest\w*|jailed|imprison\w*|in custody"),
    ("displaced", r"displac\w+|refugees?|evacuat\w+|fled|flee\w*|homeless|migrants?"),
    ("casualties", r"casualt\w+|losses"),
    ("released", r"releas\w+|freed|exchang\w+|swap\w*"),
    ("destroyed", r"destroy\w*|shot down|downed|damag\w+|demolish\w*|sunk"),
    ("infected", r"infect\w*|cases|tested positive"),
    ("votes", r"votes?|ballots?"),
)
_CLASSES = tuple((name, re.compile(rf"\b(?:{pattern})\b", re.I)) for name, pattern in SUBJECT_CLASSES)
SUBJECT_WORD = re.compile(r"\s*(?:of\s+|more\s+|other\s+|additional\s+)*([A-Za-z][\w.’'-]*)")
STOP_AFTER = wordset(
    """
    was were is are has have had will would could should may might must and or but in on at by with from for to as that who
    which when while since after before during into over under than if because so not been be being did do does said says
    according through about against among between near off out up down a an the it he she they we you i yesterday today tomorrow
    monday tuesday wednesday thursday friday saturday sunday this these those there here where whose whom per , died killed
    """
)
MAX_SUBJECT_WORDS = 6
CLAUSE_END = re.compile(r"[.;:!?]|,\s(?:and|but|while|whereas|as well as)\s|\s(?:and|while|whereas)\s(?=(?:\w+\s){0,3}?\d)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, read."""

    span: Span
    low: float
    high: float
    approx: bool
    unit: str | None
    head: str | None
    """The scale or vague word that reads it: `dozens`."""


def find_quantities(text: str, start: int, end: int) -> tuple[Quantity, ...]:
    """The quantities in `text[start:end]`, with spans into `text`."""
    numbers = list(merge_ranges(text, _numbers(text, start, end)))
    quantities: list[Quantity] = []
    previous: tuple[str | None, str | None, str | None] = (None, None, None)
    for number in numbers:
        subject, unit = _subject(text, number.span.end, end)
        side = country_of_phrase(subject)
        if unit is None and subject and subject.split()[-1].lower() in ("ones", "more", "others") and previous[1]:
            unit = previous[1]  # an elided head: `352 Ukrainian lives and approximately 5,300 Russian ones`
            subject = " ".join([*subject.split()[:-1], previous[0] or ""]).strip()
        unit = number.unit or unit
        kind = subject_class(text, number.span, end, start) or (previous[2] if subject and unit == previous[1] else None)
        stop = number.span.end + _subject_length(text, number.span.end, end)
        span = Span(_approx_start(text, number.span.start, start), stop)
        quantities.append(
            Quantity(
                span,
                text[span.start : span.end],
                number.low,
                number.high,
                number.approx,
                unit,
                subject,
                kind,
                entity_id(side, "GPE") if side else None,
            )
        )
        previous = ((subject or "").split()[-1] if subject else None, unit, kind)
    return tuple(quantities)


def _numbers(text: str, start: int, end: int) -> Iterator[Number]:
    for match in NUMBER.finditer(text, start, end):
        if number := _read(text, match, start, end):
            yield number


def _read(text: str, match: re.Match[str], start: int, end: int) -> Number | None:
    span = Span(*match.span())
    while text[span.start].isspace():
        span = Span(span.start + 1, span.end)
    before, after = text[max(start, span.start - 40) : span.start], text[span.end : min(end, span.end + 24)]
    approx = bool(HEDGE_WORDS.search(before))
    if vague := match["vague"]:
        low, high = VAGUE[vague.lower()]
        return Number(span, low, high, True, None, vague)
    if half := match["half"]:
        value = SCALES[half.split()[-1].lower()] / 2
        return Number(span, value, value, approx, None, half)
    if match["few"]:
        low, high = FEW[match["few"].lower().rsplit(None, 1)[0]]
        scale = SCALES[match["fscale"].lower()]
        return Number(span, low * scale, high * scale, True, None, match["few"])
    if match["a"]:
        value = SCALES[match["ascale"].lower()]
        return Number(span, value, value, approx, None, match["a"])
    metres = match["scale"].lower() == "m" and not match["money"]
    value = _value(match["num"]) * (1.0 if metres else _scale(match["scale"]))
    unit = "metres" if metres else "percent" if match["percent"] else CURRENCY.get((match["money"] or "").lower())
    if unit is None and not match["scale"] and _is_no_count(match["num"], before, after):
        return None
    return Number(span, value, value, approx, unit, None)


def _value(digits: str) -> float:
    if digits[0].isdigit():
        return float(digits.replace(",", ""))
    parts = re.split(r"[-\s]+", digits.lower())
    return float(sum(ONES.get(p, TENS.get(p, 0)) for p in parts))


def _scale(words: str) -> float:
    value = 1.0
    for word in re.split(r"[-\s]+", (words or "").lower()):
        value *= SCALES.get(word, 1.0)
    return value


def _is_no_count(number: str, before: str, after: str) -> bool:
    """Dates, years, ordinals, numbered names, ages and `the two sides`."""
    if BEFORE_NOT.search(before) or AFTER_NOT.search(after) or (SCORE_BEFORE.search(before) and not COUNTED_AFTER.match(after)):
        return True
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", number) and (YEAR_BEFORE.search(before) or not _unit_word(after)):
        return True
    if number.isalpha() and number.lower() in ONES and ONES[number.lower()] <= 1 and not _unit_word(after):
        return True
    return number.isalpha() and bool(DEFINITE.search(before) or before[-1:] == "-") and not HEDGE_WORDS.search(before)


def _unit_word(after: str) -> bool:
    return any(word.lower() in UNIT_OF for word in re.findall(r"[A-Za-z]+", after)[:2])


def merge_ranges(text: str, numbers: Iterator[Number]) -> Iterator[Number]:
    """`10 or 20, or 30` and `between 40 and 50`: one range, if nothing but a joint stands between and the numbers rise."""
    held: Number | None = None
    for number in numbers:
        joint = text[held.span.end : number.span.start] if held else ""
        if held and RANGE.match(joint) and _is_range(text, held, number, joint):
            held = Number(Span(held.span.start, number.span.end), held.low, number.high, True, number.unit or held.unit, None)
            continue
        if held:
            yield held
        held = number
    if held:
        yield held


def _is_range(text: str, first: Number, second: Number, joint: str) -> bool:
    if first.high >= second.low:
        return False
    if joint.strip() == "and":
        return text[max(0, first.span.start - 8) : first.span.start].lower().endswith("between ")
    return joint.strip() != ","


def _approx_start(text: str, at: int, start: int) -> int:
    match = HEDGE_WORDS.search(text[max(start, at - 24) : at])
    return at - (len(match[0]) if match else 0)


def _subject_length(text: str, at: int, end: int) -> int:
    length = 0
    for _ in range(MAX_SUBJECT_WORDS):
        match = SUBJECT_WORD.match(text, at + length, end)
        if not match or match[1].lower() in STOP_AFTER:
            break
        length = match.end() - at
        if text[at + length : at + length + 1] in (",", ".", ";", ":"):
            break
    return length


def _subject(text: str, at: int, end: int) -> tuple[str | None, str | None]:
    """The words after a number up to the first that is no part of the noun phrase, and their unit."""
    phrase = text[at : at + _subject_length(text, at, end)].strip()
    phrase = re.sub(r"^of\s+", "", phrase).strip(" ,.;:’'")
    words = re.findall(r"[\w’'-]+", phrase)
    units = [UNIT_OF[w.lower()] for w in words if w.lower() in UNIT_OF]
    unit = units[-1] if units else (words[-1].lower() if words and words[-1].lower() not in ("ones", "more", "others") else None)
    if words and words[-1].lower() == "others":
        unit = None
    return phrase or None, unit


def country_of_phrase(phrase: str | None) -> str | None:
    """The first country named or implied in a phrase."""
    words = (phrase or "").split()
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return next((c for w in (*pairs, *words) if w[:1].isupper() and (c := country_of(w))), None)


def subject_class(text: str, span: Span, end: int, start: int) -> str | None:
    """What happened to those counted: by the words of the number's own clause, those after it first."""
    after = text[span.end : min(end, span.end + 160)]
    cut = CLAUSE_END.search(after)
    for stretch in (after[: cut.start()] if cut else after, after, text[max(start, span.start - 60) : span.start]):
        hits = [(m.start(), name) for name, pattern in _CLASSES if (m := pattern.search(stretch))]
        if hits:
            return min(hits)[1]
    return None
