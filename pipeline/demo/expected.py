"""What a right pipeline finds in the mini-internet: the reference that the integration tests hold it against."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from newsbeam.pipeline.demo.archive import CLOSED_OUTLET
from newsbeam.pipeline.demo.newsroom import CONTENT, DAYS, Piece, online, outlets, pieces
from newsbeam.transforms.records import Outcome

_SENTENCE_END = re.compile(r"""(?<=[.?!])["”'’]?\s+(?=["“'‘A-Z0-9])""")


class ExpectedPage(NamedTuple):
    """What must become of one address by the end of a virtual day.

    `outcome` says `stored` for the copies too: which of a cluster counts as the copy depends on the order of processing.
    """

    url: str
    piece: Piece
    outcome: Outcome
    reason: str | None
    text: str
    """The whole clean text; of a paywalled piece what is free. Empty unless stored."""

    @property
    def first_sentence(self) -> str:
        """How the clean text begins."""
        return _SENTENCE_END.split(self.text.split("\n")[0])[0]

    @property
    def last_sentence(self) -> str:
        """How the clean text ends."""
        return _SENTENCE_END.split(self.text.rsplit("\n", 1)[-1])[-1]


class Said(NamedTuple):
    """One side of a contradiction."""

    article: str
    speaker: str
    quote: str
    number: int | None = None


class Conflict(NamedTuple):
    """Two claims that cannot both be true."""

    about: str
    first: Said
    second: Said


class Told(NamedTuple):
    """A figure in an article, in the article's words."""

    article: str
    figure: str


class Alike(NamedTuple):
    """Two figures that may both be true."""

    about: str
    first: Told
    second: Told


class Dump(NamedTuple):
    """What must be found in one raw text dump."""

    file: str
    title: str
    authors: list[str]
    date: date
    first: str
    last: str
    cruft: list[str]
    copy_of: str | None = None


class Expected(NamedTuple):
    """The reference; pieces are named `outlet/slug`, feeds and pages by their address."""

    pages: tuple[Mapping[str, ExpectedPage], Mapping[str, ExpectedPage]]
    """By address, for the end of day one and of day two; fed pages only."""
    archived: Mapping[str, ExpectedPage]
    """By address: the articles of the WARC that no feed carries."""
    revised: Mapping[str, Piece]
    """By address: what day two changed, as it then reads; `piece.revision` says how."""
    unchanged: frozenset[str]
    """Addresses whose page changed on day two, but not its text."""
    clusters: tuple[frozenset[str], ...]
    figures: tuple[Conflict, ...]
    denials: tuple[Conflict, ...]
    alike: tuple[Alike, ...]
    people: tuple[tuple[str, ...], ...]
    """Spellings that must become one entity."""
    dumps: tuple[Dump, ...]
    warc: Mapping[str, str]
    """Responses that are no articles, and why."""
    feeds: Mapping[str, str]
    """Feeds that are not plain: what is the matter with each (a reason code, a new address, or words)."""
    biggest_story: str


@cache
def expected() -> Expected:
    """Read the reference."""
    table = tomllib.loads((CONTENT / "expected.toml").read_text(encoding="utf-8"))
    fed = [outlet for outlet in outlets().values() if outlet.key != CLOSED_OUTLET]
    outcomes = table["trap_outcomes"]
    days = [{p.url: _page(p, outcomes) for outlet in fed for p in online(outlet, day)} for day in range(1, len(DAYS) + 1)]
    return Expected(
        pages=(days[0], days[1]),
        archived={piece.url: _page(piece, outcomes) for piece in pieces() if piece.outlet.key == CLOSED_OUTLET},
        revised={piece.url: piece for piece in pieces() if piece.revision not in (None, "unchanged")},
        unchanged=frozenset(piece.url for piece in pieces() if piece.revision == "unchanged"),
        clusters=tuple(frozenset(cluster["members"]) for cluster in table["cluster"]),
        figures=_conflicts(table["figures"]),
        denials=_conflicts(table["denials"]),
        alike=tuple(Alike(row["about"], Told(**row["first"]), Told(**row["second"])) for row in table["alike"]),
        people=tuple(tuple(person["names"]) for person in table["people"]),
        dumps=tuple(Dump(**row) for row in table["dump"]),
        warc=table["warc"],
        feeds={**table["gone_feeds"], **table["moved_feeds"], **table["overloaded_feeds"], **table["malformed_feeds"]},
        biggest_story=table["stories"]["biggest"],
    )


def _page(piece: Piece, outcomes: Mapping[str, Outcome]) -> ExpectedPage:
    if piece.trap:
        return ExpectedPage(piece.url, piece, outcomes[piece.trap], piece.trap, "")
    return ExpectedPage(piece.url, piece, "stored", None, piece.text)


def _conflicts(rows: list[dict[str, Any]]) -> tuple[Conflict, ...]:
    return tuple(Conflict(row["about"], Said(**row["first"]), Said(**row["second"])) for row in rows)
