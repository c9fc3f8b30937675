"""When a page was published and last changed: from JSON-LD, meta tags, `<time>`, the address, or the lines around the headline."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from newsbeam.transforms.core.pages.bylines import UPDATED, UPDATED_IN, is_sentence, line_moment
from newsbeam.transforms.core.pages.dates import (
    EARLIEST,
    DateOrder,
    Moment,
    numeric_orders,
    parse_line,
    parse_machine,
    parse_url,
    parse_url_month,
)
from newsbeam.transforms.core.pages.evidence import Dated, agree, exactness
from newsbeam.transforms.core.pages.head_elements import HeadElements, text_in
from newsbeam.transforms.core.pages.head_zone import Spot, is_elsewhere, is_update
from newsbeam.transforms.core.pages.json_ld import Node
from newsbeam.transforms.core.pages.relative import relative_moment
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import PublishedFrom

_PUBLISHED = (
    "articlepublishedtime articlepublished datepublished ogpublishedtime parselypubdate sailthrudate dcdateissued dctermscreated dcdate"
    " dctermsdate date pubdate publishdate publicationdate publisheddate originalpublicationdate articledateoriginal dateoriginal"
    " cxenseparserecspublishtime citationpublicationdate dcdatecreated datecreated created"
)
_MODIFIED = "articlemodifiedtime articlemodified datemodified ogupdatedtime lastmodified dctermsmodified dcdatemodified revised"
_PUBLISHED_MARK = re.compile(r"publish|pubdate|entry-date|created")
_MODIFIED_MARK = re.compile(r"updated|modified|changed")
MAX_TIMES = 50


class Reading(NamedTuple):
    """How a page's dates are to be read."""

    order: DateOrder | None = None
    fetched_at: datetime | None = None

    def machine(self, value: object) -> Moment | None:
        """A time that is written for machines, or in an element of its own."""
        return parse_machine(value, self.order, self.fetched_at)

    def line(self, line: str) -> Moment | None:
        """The publication's date in a line near the headline: a calendar's, or one told from now."""
        found = line_moment(line, self.order, self.fetched_at)
        if found or self.fetched_at is None or UPDATED.match(line):
            return found
        return relative_moment(line, self.fetched_at)


_DAY_FIRST_ZONES = wordset("ae at au be br ch cl cz de dk es fi fr gr hk ie il in it ke mx my ng nl no nz pk pl pt ro ru se sg tr ua uk za")
_MONTH_FIRST_ZONES = wordset("edu gov mil us")


def date_order(url: str | None, lang: str | None, lines: Iterable[str]) -> DateOrder | None:
    """Whether the page writes the day or the month first: by its other dates, its country, its language; None: nothing tells.

    Args:
        lang: as declared, with the country if it is there: `en-US`.
        lines: what may hold dates.
    """
    told = numeric_orders(lines)
    if len(told) == 1:
        return told.pop()
    country = (urlsplit(url).hostname or "").rsplit(".", 1)[-1] if url else ""
    if country in _DAY_FIRST_ZONES or country in _MONTH_FIRST_ZONES:
        return "dmy" if country in _DAY_FIRST_ZONES else "mdy"
    language, _, region = (lang or "").lower().replace("_", "-").partition("-")
    if language == "en":
        return "mdy" if region in ("us", "ph") else "dmy" if region and region != "ca" else None
    return "dmy" if language else None


def published_evidence(
    nodes: Sequence[Node], elements: HeadElements, url: str | None, zone: Callable[[], Sequence[Spot]], reading: Reading
) -> list[Dated]:
    """What each source says, the most trusted first; no further than to one that knows time and zone.

    `zone` gives the lines around the headline: looked at only where no machine-readable source knows the time.
    """
    found: list[Dated] = []
    sources: tuple[tuple[PublishedFrom, Callable[[], list[object]]], ...] = (
        ("json_ld", lambda: [node.get(key) for node in nodes for key in ("datePublished", "dateCreated")]),
        ("meta", lambda: list(elements.all(_PUBLISHED))),
        ("time", lambda: [reading.machine(spot.when) or reading.machine(spot.text) for spot in zone() if spot.when and not spot.updated]),
        ("time", lambda: _times(elements, _PUBLISHED_MARK, reading)),
        ("text", lambda: [reading.line(spot.text) for spot in zone() if not is_sentence(spot.text)]),
        ("time", lambda: _times(elements, None, reading)[:1]),
        ("url", lambda: [parse_url(url) or parse_url_month(url)]),
        ("guess", lambda: [_day_of(modified_moment(nodes, elements, None, zone, reading))]),
    )
    for source, values in sources:
        if source == "guess" and found:
            break
        best = _best(values(), reading)
        if best is not None:
            found.append(Dated(best, source))
            if best.has_time and (best.has_zone or source not in ("json_ld", "meta")):
                break
    return found


def _day_of(moment: Moment | None) -> Moment | None:
    """The same, with its time of day not to be relied on."""
    return moment and moment._replace(has_time=False, has_zone=False)


def _best(values: Iterable[object], reading: Reading) -> Moment | None:
    """The first moment; or one of the same day that is known more exactly."""
    moments = _moments(values, reading)
    return max((moment for moment in moments if agree(moments[0], moment)), key=exactness, default=None)


def _moments(values: Iterable[object], reading: Reading) -> list[Moment]:
    parsed = (value if isinstance(value, Moment) else reading.machine(value) for value in values)
    return [moment for moment in parsed if moment and moment.at >= EARLIEST]


def modified_moment(
    nodes: Sequence[Node], elements: HeadElements, published: Moment | None, zone: Callable[[], Sequence[Spot]], reading: Reading
) -> Moment | None:
    """The last change, if it is one: not before publication."""
    values: list[object] = [node.get("dateModified") for node in nodes]
    values += elements.all(_MODIFIED)
    values += _times(elements, _MODIFIED_MARK, reading)[:1]
    if not any(values):
        told = ((spot.text, UPDATED_IN.search(spot.text)) for spot in zone())
        values += [parse_line(text[found.end() :], reading.order, reading.fetched_at) for text, found in told if found]
    for moment in _moments(values, reading)[:1]:
        if published is None or moment.at >= published.at or not (published.has_time and moment.has_time):
            return moment
    return None


def _times(elements: HeadElements, mark: re.Pattern[str] | None, reading: Reading) -> list[object]:
    """What `<time>` elements say, in the page's order: those that are marked so, or those below the headline without any mark.

    Those of teasers, menus and margins are other articles'.
    """
    out: list[object] = []
    for element in elements.times[elements.times_above if mark is None else 0 :][:MAX_TIMES]:
        label = f"{element.get('itemprop') or ''} {element.get('class') or ''} {' '.join(element.keys())}".lower()
        if (mark.search(label) if mark else not is_update(element)) and not is_elsewhere(element):
            out.append(reading.machine(element.get("datetime")) or reading.machine(text_in(element, 200)))
    return out
