"""When a page was published and last changed: from JSON-LD, meta tags, `<time>`, the address, or the lines around the headline."""

import re
from collections.abc import Callable, Iterable, Sequence

import lxml.html

from newsbeam.transforms.core.pages.bylines import line_moment
from newsbeam.transforms.core.pages.dates import EARLIEST, Moment, parse_machine, parse_url
from newsbeam.transforms.core.pages.head_elements import HeadElements, text_in
from newsbeam.transforms.core.pages.head_zone import Spot
from newsbeam.transforms.core.pages.json_ld import Node
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

Found = tuple[Moment | None, PublishedFrom | None]


def published_moment(nodes: Sequence[Node], elements: HeadElements, url: str | None, zone: Callable[[], Sequence[Spot]]) -> Found:
    """The first source that knows time of day and zone, else the time, else the day; and its name.

    `zone` gives the lines around the headline: looked at only where no machine-readable source knows the time.
    """
    found: list[tuple[Moment, PublishedFrom]] = []
    sources: tuple[tuple[PublishedFrom, Callable[[], list[object]]], ...] = (
        ("json_ld", lambda: [node.get(key) for node in nodes for key in ("datePublished", "dateCreated")]),
        ("meta", lambda: list(elements.all(_PUBLISHED))),
        ("time", lambda: _times(elements.times, _PUBLISHED_MARK)),
        ("time", lambda: _times(elements.times, None)[:1]),
        ("url", lambda: [parse_url(url)]),
        ("text", lambda: [line_moment(spot.text) for spot in zone()]),
        ("time", lambda: _times(elements.times, _MODIFIED_MARK)[:1]),  # themes mark the only date there is so
    )
    for source, values in sources:
        best = _best(values())
        if best is None or (found and not _agree(found[0][0], best)):
            continue
        found.append((best, source))
        if best.has_time and (best.has_zone or source not in ("json_ld", "meta")):
            break
    return max(found, key=lambda item: (item[0].has_time, item[0].has_zone), default=(None, None))


def _best(values: Iterable[object]) -> Moment | None:
    """The first moment; or one of the same day that is known more exactly."""
    moments = _moments(values)
    same_day = [moment for moment in moments if _agree(moments[0], moment)]
    return max(same_day, key=lambda moment: (moment.has_time, moment.has_zone), default=None)


def _moments(values: Iterable[object]) -> list[Moment]:
    parsed = (value if isinstance(value, Moment) else parse_machine(value) for value in values)
    return [moment for moment in parsed if moment and moment.at >= EARLIEST]


def _agree(a: Moment, b: Moment) -> bool:
    """Whether two sources can mean one event: within a day and a zone's width."""
    return abs((a.at - b.at).total_seconds()) <= 38 * 3600


def modified_moment(nodes: Sequence[Node], elements: HeadElements, published: Moment | None) -> Moment | None:
    """The last change, if it is one: not before publication."""
    values: list[object] = [node.get("dateModified") for node in nodes]
    values += elements.all(_MODIFIED)
    values += _times(elements.times, _MODIFIED_MARK)[:1]
    for moment in _moments(values)[:1]:
        if published is None or moment.at >= published.at or not (published.has_time and moment.has_time):
            return moment
    return None


def _times(times: Sequence[lxml.html.HtmlElement], mark: re.Pattern[str] | None) -> list[object]:
    """What `<time>` elements say, in the page's order: those that are marked so, or those without any mark."""
    out: list[object] = []
    for element in times[:MAX_TIMES]:
        label = f"{element.get('itemprop') or ''} {element.get('class') or ''} {' '.join(element.keys())}".lower()
        if mark.search(label) if mark else not _MODIFIED_MARK.search(label):
            out.append(parse_machine(element.get("datetime")) or parse_machine(text_in(element, 200)))
    return out
