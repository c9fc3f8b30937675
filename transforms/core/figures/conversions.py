"""`10 miles (16 km)`: one amount, told once more in another unit; not `40 hurt (12 badly)`."""

import re
from typing import NamedTuple

CURRENCY_WORDS = "dollars?|euros?|pounds?|yen|roubles?|rubles?|rupees?|yuan|francs?|crowns?|hryvnias?|lira|usd|eur|gbp|aud|cad|jpy|inr|chf"
_UNITS: tuple[tuple[str, str, float], ...] = (
    # kind, names, in the kind's own unit
    ("length", "mm millimetre millimetres millimeter millimeters", 0.001),
    ("length", "cm centimetre centimetres centimeter centimeters", 0.01),
    ("length", "m metre metres meter meters", 1.0),
    ("length", "km kms kilometre kilometres kilometer kilometers", 1000.0),
    ("length", "in inch inches", 0.0254),
    ("length", "ft foot feet", 0.3048),
    ("length", "yd yards yard", 0.9144),
    ("length", "mi mile miles", 1609.344),
    ("length", "nautical", 1852.0),
    ("mass", "g gram grams", 0.001),
    ("mass", "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes", 1.0),
    ("mass", "oz ounce ounces", 0.0283),
    ("mass", "lb lbs pound pounds", 0.4536),
    ("mass", "t tonne tonnes ton tons", 1000.0),
    ("area", "ha hectare hectares", 1.0),
    ("area", "acre acres", 0.4047),
    ("volume", "l litre litres liter liters", 1.0),
    ("volume", "gallon gallons", 4.0),  # of two sizes
    ("volume", "barrel barrels", 159.0),
    ("speed", "kph kmh km/h", 1.0),
    ("speed", "mph", 1.609),
    ("speed", "knots", 1.852),
)
UNITS = {name: (kind, factor) for kind, names, factor in _UNITS for name in names.split()}
SQUARE_METRES_A_HECTARE = 10_000.0
TOLERANCE = 1.3
"""Between two amounts that were rounded: `a mile (2 km)`."""
SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
WARM = {"c": "c", "celsius": "c", "f": "f", "fahrenheit": "f"}
WARM_TOLERANCE = 2.0
"""Degrees Fahrenheit."""

_AMOUNT = re.compile(
    rf"(?P<sign>[$€£¥])?(?P<digits>\d[\d,]{{0,20}}(?:\.\d{{1,6}})?)(?:\s?(?:thousand|million|billion|trillion|bn|tn|mn|k)\b|m(?=\s(?:{CURRENCY_WORDS})\b))?"
    rf"(?:[\s-]?(?:degrees\s|°\s?)?(?P<square>sq\.?\s|square\s)?(?P<unit>km/h|[a-z]{{1,14}})\b)?",
    re.IGNORECASE,
)
_CURRENCY = re.compile(CURRENCY_WORDS, re.IGNORECASE)


class _Amount(NamedTuple):
    value: float
    sign: str
    kind: str
    unit: str


def is_conversion(before: str, inside: str) -> bool:
    """Whether a bracket says once more, in another unit, what stands before it.

    Args:
        before: what stands before the bracket, at least its last amount.
        inside: the bracket.

    Two sums in different currencies are taken for the same: no table of rates is kept.
    """
    first = list(_AMOUNT.finditer(before))
    return bool(first) and any(_are_alike(_read(first[-1]), _read(match)) for match in _AMOUNT.finditer(inside))


def _read(match: re.Match[str]) -> _Amount:
    unit = (match["unit"] or "").lower()
    value = float(match["digits"].replace(",", ""))
    if unit in WARM:
        return _Amount(value, "", "warmth", WARM[unit])
    sign = SIGNS.get(match["sign"] or "", "") or (unit.removesuffix("s") if _CURRENCY.fullmatch(unit) else "")
    kind, factor = UNITS.get(unit, ("", 1.0))
    if match["square"] and kind == "length":
        kind, factor = "area", factor**2 / SQUARE_METRES_A_HECTARE
    return _Amount(value * factor, sign, kind, unit)


def _are_alike(one: _Amount, other: _Amount) -> bool:
    if one.kind == other.kind == "warmth" and one.unit != other.unit:
        celsius, fahrenheit = (one.value, other.value) if one.unit == "c" else (other.value, one.value)
        return abs(celsius * 1.8 + 32 - fahrenheit) <= WARM_TOLERANCE
    if one.kind and one.kind == other.kind and one.unit != other.unit:
        return one.value <= other.value * TOLERANCE and other.value <= one.value * TOLERANCE
    return bool(one.sign and other.sign and one.sign != other.sign)
