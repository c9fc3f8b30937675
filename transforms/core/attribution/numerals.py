"""Numbers of a text, read: digits and words, scales, ranges, shares, money. Pure text rules.

Dates, times, ages, scores, ordinals, telephone numbers, names with numbers (`F-16`, `Article 5`) and `the two sides` are no quantities.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsbeam.transforms.core.attribution.number_words import (
    ADDRESS,
    AFTER_NOT,
    AGE_AFTER,
    AGE_BEFORE,
    BEFORE_NOT,
    CALIBRE,
    CHANGE,
    CLOCK,
    CURRENCY,
    DEFINITE,
    EMERGENCY,
    FEW,
    HARMED,
    HEDGE_AFTER,
    HEDGE_WORDS,
    KIN,
    LONG_THINGS,
    MODEL,
    MULTIPLES,
    NUMBER,
    ONES,
    PARTS,
    RANGE,
    SCALES,
    SCORE,
    SUFFIXES,
    TENS,
    VAGUE,
    VERSUS,
    YEAR,
    YEAR_BEFORE,
)
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Span

MEASURED = wordset(
    "seconds minutes hours days weeks months years metres meters miles feet degrees tonnes tons litres liters gallons points is was as"
)
"""Words after a number with three decimals that may be measured so finely."""
ALONE = re.compile(r"[.,;)]|$|\s(?:in|on|at|when|but|that|this)\b")
"""After a number that counts nothing."""
SOME_DAY = re.compile(r"\sday\b(?!\s(?:of|off|after|before|later|earlier|ago|to)\b)")
LASTING = re.compile(r"\b(?:for|in|within|only|just|least|than|every|lasts?|lasted|took|takes?)\s$", re.I)
"""`for one day` lasts a day, `one day we will win` does not."""
MAX_FACTOR = 1_000
"""A range's first number takes the second's scale word only below this: `3 to 4 million`."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, read."""

    span: Span
    low: float
    high: float
    approx: bool
    unit: str | None
    scale: float = 1.0
    """By its scale word; 1 if it has none."""


def find_numbers(text: str, start: int, end: int) -> tuple[Number, ...]:
    """The numbers of `text[start:end]`, ranges as one."""
    found = (number for match in NUMBER.finditer(text, start, end) if (number := _read(text, match, start, end)))
    return tuple(_with_ranges(text, _with_parts(text, found)))


def _read(text: str, match: re.Match[str], start: int, end: int) -> Number | None:
    span = Span(*match.span())
    before, after = text[max(start, span.start - 60) : span.start], text[span.end : min(end, span.end + 24)]
    approx = bool(HEDGE_WORDS.search(before[-40:])) or bool(HEDGE_AFTER.match(after))
    if vague := match["vague"]:
        stands_alone = not re.match(r"\s(?!(?:and|or|in|at|on|by|when|as|after|with|during|across)\b)[a-z]", after)
        if stands_alone and " " not in vague and not HARMED.search(before):
            return None  # `scores, not goals`
        low, high = VAGUE[" ".join(vague.lower().split())]
        return Number(span, low, high, True, None)
    if match["few"]:
        low, high = FEW[" ".join(match["few"].lower().split()[:-1])]
        scale = SCALES[match["fscale"].lower()]
        return Number(span, low * scale, high * scale, True, None, scale)
    if (phrase := _phrase(match)) is not None:
        scale = phrase[0] if match["a"] else 1.0
        return Number(span, phrase[0], phrase[0], approx, phrase[1], scale)
    return _plain(match, span, before, after, approx)


def _phrase(match: re.Match[str]) -> tuple[float, str | None] | None:
    """The value and unit of `half a million`, `a dozen`, `two thirds of`, `one in five`, `twice as`."""
    if match["the"]:
        return SCALES["dozen"], None
    if match["half"]:
        return SCALES[match["half"].split()[-1].lower()] / 2, None
    if match["a"]:
        value = SCALES[match["ascale"].lower()] * SCALES.get((match["ascale2"] or "").lower(), 1.0)
        return value * (1.5 if match["ahalf"] else 1.0), None
    if match["point"]:
        value = ONES[match["whole"].lower()] + ONES[match["tenths"].lower()] / 10
        return round(value * SCALES[match["pscale"].lower()], 6), None
    if match["part"]:
        *count, part = re.split(r"[-\s]", match["part"].lower())
        return 100.0 * (ONES.get(count[0], 1) if count else 1) / PARTS[part], "percent"
    if match["ratio"]:
        words = match["ratio"].lower().split()
        return 100.0 * _value(words[0]) / SCALES.get(words[-1], _value(words[-1])), "percent"
    if match["times"]:
        word = match["times"].lower().split()
        return MULTIPLES.get(word[0]) or _value(" ".join(word[:-1])), "times"
    return None


def _plain(match: re.Match[str], span: Span, before: str, after: str, approx: bool) -> Number | None:
    money, digits = match["money"], match["sum"] or match["num"]
    suffix = None if money or match["scale"] else re.match(r"\s?(km/h|km|kg|cm|mm|mph|kph|ft|MW|GW|°[CF])\b|(?<=\d)(C|p)\b", after)
    metres = match["scale"].lower() == "m" and not money and LONG_THINGS.match(after) is not None
    scale = 1.0 if metres else _scale(match["scale"])
    value = (_value(digits, after) + 0.5 * bool(match["and"])) * scale * (-1 if match["minus"] else 1)
    unit = "metres" if metres else CURRENCY.get((money or "").lower())
    if match["percent"]:
        unit = "percentage points" if "point" in match["percent"] else "percent"
    if suffix and digits[0].isdigit():
        unit = SUFFIXES[(suffix[1] or suffix[2]).lower()]
        span = Span(span.start, span.end + suffix.end())
    elif unit is None and not match["scale"] and _is_no_count(digits, before, after):
        return None
    return Number(span, value, value, approx, unit, scale)


def _value(digits: str, after: str = "") -> float:
    """The value of digits in any of the conventions, or of words. `5.300 soldiers` are 5,300: nobody counts men in thousandths."""
    if not digits[0].isdigit():
        return float(sum(ONES.get(part, TENS.get(part, 0)) for part in re.split(r"[-\s]+", digits.lower())))
    bare = re.sub(r"[\s'’]", "", digits)
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", bare) and (noun := re.match(r"\s(?:[a-z]+\s)?([a-z]+s|people|men|women|children)\b", after)):
        return float(bare.replace(".", "")) if noun[1] not in MEASURED and not noun[1].startswith("percent") else float(bare)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", bare):
        return float(bare.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+,\d{1,2}", bare):
        return float(bare.replace(",", "."))
    return float(bare.replace(",", ""))


def _scale(words: str) -> float:
    value = 1.0
    for word in re.split(r"[-\s]+", (words or "").lower()):
        value *= SCALES.get(word, 1.0)
    return value


def _is_no_count(number: str, before: str, after: str) -> bool:
    """Dates, times, years, scores, ordinals, ages, numbered names and `the two sides`."""
    if BEFORE_NOT.search(before) or AFTER_NOT.search(after) or SCORE.match(after):
        return True
    if re.search(r"\d[-–]$", before) and not _counts(after):
        return True
    if ADDRESS.match(after) or CALIBRE.match(after) or (number in ("911", "999", "112") and EMERGENCY.match(after)):
        return True
    if KIN.search(before) and re.match(r",|\.|$|\sand\s\d", after):
        return True
    if MODEL.search(before) and number[0].isdigit() and not re.match(r"\s[a-z]+s\b", after):
        return True
    if AGE_BEFORE.search(before) and (not before.endswith(", ") or AGE_AFTER.match(after)):
        return True
    if number[0] == "0" and len(number) > 1 and number[1] != ".":
        return True
    if YEAR.fullmatch(number) and (
        YEAR_BEFORE.search(before)
        or re.match(r"[-–]\d", after)
        or not re.match(r"\s(?!will|was|were|would|and|had|has|when|with|the)[a-z]{3,}", after)
    ):
        return True
    if re.fullmatch(r"\d{1,2}\.\d\d", number) and CLOCK.search(before):
        return True
    if not number[0].isalpha():
        return False
    if (
        number[0].isupper()
        and re.match(r"\s[A-Z]", after)
        and not re.match(r"\s(?:[A-Z][\w’'-]*\s){1,3}(?:[a-z]+\s)?(?!is\b|was\b|has\b)[a-z]+s\b", after)
    ):
        return True  # `Two Rivers`
    if CLOCK.search(before) and ALONE.match(after):
        return True  # `shortly after two in the morning`
    if number.lower() == "one" and SOME_DAY.match(after) and not LASTING.search(before):
        return True
    if number.lower() in ("zero", "one"):
        if re.match(r"\sof\b", after):
            return True
        counted = re.match(r"[-\s](?:\w+\s){0,2}?(?:person|man|woman|child|people|day|hour|week|month|year|vote|seat)\b", after)
        return counted is None and not HARMED.search(before)
    if re.search(r"\b[Tt]he\s$", before) and number.lower() != "two" and re.match(r"\s(?:[a-z]+\s)?(?!is\b|was\b|has\b)[a-z]+s\b", after):
        return False  # `the three sister ships`
    return bool(DEFINITE.search(before) or before[-1:] == "-") and not HEDGE_WORDS.search(before)


def _counts(after: str) -> bool:
    """`40-50 people` is a range, `won 3-1` a score."""
    return bool(re.match(r"\s?%|\s[a-z]|-[a-z]|\s?(?:km|kg|m|mph)\b", after)) and not re.match(
        r"\s(?:on|in|at|against|with|after|season|win|ruling|vote|victory|defeat|draw|lead|to)\b", after
    )


def _with_parts(text: str, numbers: Iterator[Number]) -> Iterator[Number]:
    """`two hundred and fifty`: one number in two parts."""
    held: Number | None = None
    for number in numbers:
        joint = text[held.span.end : number.span.start] if held else ""
        if (
            held
            and joint in (" and ", " ")
            and held.scale > number.high > 0
            and held.unit is None
            and text[held.span.end - 1].isalpha()
            and text[number.span.start].isalpha()
            and not number.approx
        ):
            value = held.low + number.low
            held = Number(Span(held.span.start, number.span.end), value, value, held.approx, number.unit)
            continue
        if held:
            yield held
        held = number
    if held:
        yield held


def _with_ranges(text: str, numbers: Iterator[Number]) -> Iterator[Number]:
    """`10 or 20, or 30` and `between 40 and 50`: one range, if nothing but a joint stands between and the numbers rise."""
    held: Number | None = None
    for number in numbers:
        joint = text[held.span.end : number.span.start] if held else ""
        if held and RANGE.match(joint):
            first = _scaled(held, number)
            if _is_range(text, first, number, joint):
                held = replace(
                    first, span=Span(held.span.start, number.span.end), high=number.high, approx=True, unit=number.unit or held.unit
                )
                continue
        if held:
            yield held
        held = number
    if held:
        yield held


def _scaled(first: Number, second: Number) -> Number:
    """`3 to 4 million`: the scale word is of both."""
    if first.scale == 1.0 and second.scale > 1.0 and 0 < first.high < MAX_FACTOR:
        return replace(first, low=first.low * second.scale, high=first.high * second.scale)
    return first


def _is_range(text: str, first: Number, second: Number, joint: str) -> bool:
    before = text[max(0, first.span.start - 60) : first.span.start]
    if first.high >= second.low or CHANGE.search(before):
        return False
    if first.unit == "percent" and joint.strip() == "to" and text[first.span.end - 1] == "%" and VERSUS.search(before):
        return False
    if joint.strip() == "and":
        return before.lower().endswith("between ")
    return joint.strip() != ","
