"""Dates that are told from the reader's now: `3 hours ago`, `gestern`, `hace 2 días`. They are as good as the time of the fetch."""

import re
from datetime import UTC, datetime, timedelta

from newsbeam.transforms.core.pages.dates import Moment

_UNITS = {
    # the first letters of a unit's names: English, German, French, Spanish, Portuguese, Italian, Dutch, Nordic, Polish, Russian
    "minute": r"min\w*|мин\w*|хв\w*",
    "hour": r"hours?|hrs?|h|std|stunden?|heures?|horas?|or[ae]|uur|tim(?:e|er|mar|me|ar)|godz\w*|час\w*|годин\w*",
    "day": r"days?|d|tag(?:en?)?|jours?|d[ií]as?|giorn[oi]|dag(?:en|er|ar|e)?|dni|dzień|дн\w*|день|день|дня",
    "week": r"weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|uker?|veck\w+|tygodn\w+|недел\w*",
}
_LENGTHS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_ONE = r"an?|one|eine[mnr]?|une?|una?|een|en|et"
_AMOUNT = rf"(?P<n>\d{{1,2}}|{_ONE})\s?(?:{'|'.join(f'(?P<{unit}>{names})' for unit, names in _UNITS.items())})"
_AGO = re.compile(
    rf"(?:(?:vor|il y a|hace|há|för|for|fa)\s{_AMOUNT}\b".replace("?P<", "?P<b_")
    + rf"|\b{_AMOUNT}\.?\s(?:ago|siden|sedan|geleden|fa|atrás|temu|назад|тому))",
    re.I,
)
_EAST = re.compile(r"(\d{1,2})\s?(分钟|分鐘|分|小时|小時|時間|시간|분|天|日|일)\s?(?:前|전)")
_EAST_UNITS = {"分": "minute", "분": "minute", "小": "hour", "時": "hour", "시": "hour", "天": "day", "日": "day", "일": "day"}
_YESTERDAY = re.compile(r"\b(?:yesterday|gestern|hier|ayer|ontem|ieri|gisteren|i går|igår|wczoraj|вчера|вчора)\b|昨天|昨日|어제", re.I)
_TODAY = re.compile(
    r"\b(?:today|heute|aujourd['’]hui|hoy|hoje|oggi|vandaag|i dag|idag|dzisiaj|сегодня|сьогодні|just now)\b|今天|今日|오늘", re.I
)
MAX_LINE = 60
"""A longer line tells a story."""


def relative_moment(line: str, now: datetime) -> Moment | None:
    """The moment that a short line tells from `now`: to the minute where it counts minutes, else to the day."""
    if len(line) > MAX_LINE:
        return None
    told = _AGO.search(line)
    if told:
        groups = {name.removeprefix("b_"): value for name, value in told.groupdict().items() if value}
        amount = int(groups["n"]) if groups["n"].isdigit() else 1
        return _before(now, next(unit for unit in _LENGTHS if unit in groups), amount)
    east = _EAST.search(line)
    if east:
        return _before(now, _EAST_UNITS[east[2][0]], int(east[1]))
    if _YESTERDAY.search(line):
        return _before(now, "day", 1)
    return _before(now, "day", 0) if _TODAY.search(line) else None


def _before(now: datetime, unit: str, amount: int) -> Moment:
    at = now.astimezone(UTC) - amount * _LENGTHS[unit]
    if unit == "minute":
        return Moment(at.replace(second=0, microsecond=0), has_time=True, has_zone=True)
    if unit != "hour":
        at = at.replace(hour=0, minute=0)
    return Moment(at.replace(second=0, microsecond=0), has_time=False, has_zone=False)
