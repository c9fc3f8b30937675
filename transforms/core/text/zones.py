"""Time zones as news prints them: abbreviations, `GMT+0530`, numeric offsets. What follows the sun of the United States needs the day."""

import re
from datetime import date, timedelta, timezone

_HOURS: dict[str, float] = {
    # hours east of UTC; ambiguous ones as the press of the larger country means them: BST is British, IST Indian, CST American
    "acdt": 10.5, "acst": 9.5, "aedt": 11, "aest": 10, "akdt": -8, "akst": -9, "art": -3, "ast": -4, "awst": 8, "brt": -3, "bst": 1,
    "cat": 2, "cdt": -5, "cest": 2, "cet": 1, "clt": -4, "cot": -5, "cst": -6, "eat": 3, "edt": -4, "eest": 3, "eet": 2, "est": -5,
    "gmt": 0, "gst": 4, "hkt": 8, "hst": -10, "ict": 7, "idt": 3, "ist": 5.5, "jst": 9, "kst": 9, "mdt": -6, "mesz": 2, "mez": 1,
    "msk": 3, "mst": -7, "myt": 8, "ndt": -2.5, "npt": 5.75, "nst": -3.5, "nzdt": 13, "nzst": 12, "pdt": -7, "pht": 8, "pkt": 5,
    "pst": -8, "sast": 2, "sgt": 8, "trt": 3, "utc": 0, "wat": 1, "west": 1, "wet": 0, "wib": 7, "wit": 9, "wita": 8, "z": 0,
}  # fmt: skip
_AMERICAN = {"et": -5, "ct": -6, "mt": -7, "pt": -8}
"""Zones named without their season, by their winter's hours."""

ZONE = r"(?:(?:GMT|UTC)\s?[+−-]\s?\d{1,2}(?::?\d{2})?|[A-Z]{1,5}\b|[+-]\d{2}:?\d{2})"
"""Regex: what may be a zone behind a time of day."""
_NUMERIC = re.compile(r"(?:gmt|utc)?\s?([+−-])\s?(\d{1,2}):?(\d{2})?", re.I)


def zone_of(name: str | None, day: date) -> timezone | None:
    """The zone of this name on a day; None if it is none that is known."""
    if not name:
        return None
    low = name.strip(" ()").lower()
    if low in _AMERICAN:
        return timezone(timedelta(hours=_AMERICAN[low] + _american_summer(day)))
    if low in _HOURS:
        return timezone(timedelta(hours=_HOURS[low]))
    match = _NUMERIC.fullmatch(low)
    if not match:
        return None
    delta = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(delta if match[1] == "+" else -delta) if delta < timedelta(hours=24) else None


def _american_summer(day: date) -> bool:
    """Whether it is summer time in the United States: from March's second Sunday to November's first, since 2007."""
    return _sunday(day.year, 3, 8) <= day < _sunday(day.year, 11, 1)


def _sunday(year: int, month: int, first: int) -> date:
    """The first Sunday from that day of the month on."""
    start = date(year, month, first)
    return start + timedelta(days=6 - start.weekday())
