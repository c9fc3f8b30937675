"""What in a text tells one event from others of its kind: figures, names in headline and lede, the days it tells of, quotations.

A trait is a short string whose first letter says what it is: `hskarvik` a name of the headline, `d750000` a day (its ordinal), `f5.1` a
figure, `lvarde` a name of headline or lede, `q…` a hash of quoted words.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from newsbeam.transforms.core.text.calendar import EXACT_MONTH, LOWER_NAMES, MONTH_NUMBERS, WEEKDAY, WEEKDAY_NUMBERS
from newsbeam.transforms.core.text.stopwords import STOPWORDS

FIGURE_CHARS = 1_500
"""Of the text, from its start: later figures are background."""
LEDE_CHARS = 500
DAY_CHARS = 300
QUOTE_CHARS = 6_000
MAX_TRAITS = 60

_FIGURE = re.compile(r"(?<![\w.,–-])(\d+(?:[.,:–-]\d+)*)(?:st|nd|rd|th)?(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"\b[^\W\d_a-z][\w’'-]+")
_WITHIN = re.compile(r"(?<=[^.!?:\"”'’“\n] )[^\W\d_a-z][\w’'-]+")
"""A capitalised word that no sentence begins with: a name, also where headlines capitalise every word."""
_QUOTE = re.compile(r"[“\"„«]([^“”\"„«»\n]{30,300})[”\"»]")
_DAY = re.compile(
    rf"\b(?:(?P<weekday>{WEEKDAY})|(?P<month>{EXACT_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>(?:19|20)\d\d))?\b"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{EXACT_MONTH})(?: (?P<year2>(?:19|20)\d\d))?)\b"
)


def traits(title: str, text: str, day: date) -> tuple[str, ...]:
    """The traits of an article that was published on `day`, each once; at most `MAX_TRAITS`, by kind in the order of the list above."""
    names = dict.fromkeys((*_names(title, text), *_headline_names(title, text)))
    lede = dict.fromkeys(_names(f"{title}\n{text[:LEDE_CHARS]}", text))
    found = (
        *(f"h{name}" for name in names),
        *(f"d{told.toordinal()}" for told in _days(f"{title}\n{text[:DAY_CHARS]}", day)),
        *(f"f{figure}" for figure in _figures(f"{title}\n{text[:FIGURE_CHARS]}")),
        *(f"l{name}" for name in lede),
        *(f"q{_hash(match[1])}" for match in _QUOTE.finditer(text[:QUOTE_CHARS])),
    )
    return tuple(dict.fromkeys(found))[:MAX_TRAITS]


def of_kind(kind: str, found: Iterable[str]) -> frozenset[str]:
    """The traits of one kind."""
    return frozenset(trait for trait in found if trait[0] == kind)


def _figures(text: str) -> Iterator[str]:
    """Numbers of two or more digits, scores (`2-1`) among them; no years, which siblings share."""
    return (match[1] for match in _FIGURE.finditer(text) if len(match[1]) > 1 and not _YEAR.fullmatch(match[1]))


def _names(told: str, text: str) -> Iterator[str]:
    """The words of `told` that are names, as `text` shows by writing them large within a sentence; no weekdays and months."""
    within = {match[0] for match in _WITHIN.finditer(text[:QUOTE_CHARS])}
    for match in _NAME.finditer(told):
        name = re.sub(r"['’]s?$", "", match[0]).lower()
        if match[0] in within and name not in STOPWORDS and name not in LOWER_NAMES:
            yield name


def _headline_names(title: str, text: str) -> Iterator[str]:
    """The words of a headline, but its first, that the text writes large and never small, wherever in a sentence."""
    words = set(re.findall(r"[^\W\d_][\w’'-]+", text[:QUOTE_CHARS]))
    for match in _NAME.finditer(title):
        name = match[0].lower()
        if match.start() and match[0] in words and name not in words and name not in LOWER_NAMES and name not in STOPWORDS:
            yield name


def _days(text: str, day: date) -> Iterator[date]:
    """The days that a text of `day` names: the last such weekday, the last such date if no year is said."""
    for match in _DAY.finditer(text):
        if match["weekday"]:
            yield day - timedelta((day.weekday() - WEEKDAY_NUMBERS[match["weekday"].lower()]) % 7)
            continue
        month = MONTH_NUMBERS[(match["month"] or match["month2"])[:3].lower()]
        number, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
        try:
            told = date(int(year) if year else day.year, month, number)
            yield told if year or told <= day else told.replace(year=told.year - 1)
        except ValueError:  # 31 June
            continue


def _hash(quoted: str) -> str:
    words = " ".join(re.findall(r"\w+", quoted.lower()))
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
