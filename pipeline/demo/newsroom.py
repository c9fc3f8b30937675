"""What the invented outlets publish: the texts in `content/`, read into records.

An article file holds one outlet's pieces. Each is a TOML head between two `+++` lines, then its body, one block a line: a paragraph,
`## heading`, `> quote`, or `!kind text` for what a page prints around and inside an article (`!ad`, `!newsletter`, `!caption ...`,
`!readalso slug`). A second head with the same slug and a later day is a new version; `copy_of` takes another outlet's text over.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

CONTENT = files("newsbeam.pipeline.demo") / "content"
TEMPLATES = files("newsbeam.pipeline.demo") / "templates"
ZONE = timezone(timedelta(hours=2))
"""Tarsovia's time."""
DAYS = (date(2031, 3, 4), date(2031, 3, 5))
"""The two virtual days; what is older lies in the archives."""
TEXT_KINDS = ("paragraph", "heading", "quote")
"""The kinds of block that belong to an article's text."""

_HEAD = re.compile(r"^\+\+\+\n", re.M)
_OPENING_DOUBLE = re.compile(r'(^|[\s(\[])"')
_OPENING_SINGLE = re.compile(r"(^|[\s(\[“])'")


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher: its addresses and the manners of its pages."""

    key: str
    host: str
    site: str
    article: str
    """Pattern of an article's path."""
    feed: str
    """The feed's path."""
    feed_form: str
    """rss, broken_rss, atom, json, sitemap, or gone."""
    time: str
    """strftime pattern of the time that readers see."""
    validators: tuple[str, ...]
    """What it sends for conditional requests: etag, last_modified."""
    blocks: Mapping[str, str]
    """The HTML of each kind of block."""
    quotes: str = "straight"
    robots: str | None = None

    @property
    def base(self) -> str:
        """Its front page's address, without the slash."""
        return f"http://{self.host}"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page: a paragraph of the article, or something that is not the article."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One version of one article, or (with `trap`) an address that leads to none."""

    outlet: Outlet
    slug: str
    published: datetime
    modified: datetime
    title: str
    authors: tuple[str, ...] = ()
    section: str = "News"
    story: str = ""
    blocks: tuple[Block, ...] = ()
    number: int = 0
    revision: str | None = None
    """For a later version: headline, number, quiet_correction or unchanged."""
    copy_of: str | None = None
    """`outlet/slug` of the text that it took over."""
    copy_kind: str | None = None
    """verbatim, retitled, cut or added."""
    access: str = "free"
    encoding: str = "utf-8"
    trap: str | None = None

    @property
    def key(self) -> str:
        """`outlet/slug`."""
        return f"{self.outlet.key}/{self.slug}"

    @property
    def path(self) -> str:
        """The path of its page."""
        at = self.published
        return self.outlet.article.format(
            slug=self.slug,
            number=self.number,
            section=self.section.lower().replace(" ", "-"),
            date=at.date().isoformat(),
            year=at.year,
            month=f"{at:%m}",
            mon=f"{at:%b}".lower(),
            dd=f"{at:%d}",
        )

    @property
    def url(self) -> str:
        """The address of its page."""
        return self.outlet.base + self.path

    @property
    def text(self) -> str:
        """What cleaning should give: paragraphs, headings and quotes, one a line."""
        return "\n".join(block.text for block in self.blocks if block.kind in TEXT_KINDS)


@cache
def outlets() -> Mapping[str, Outlet]:
    """All outlets by key, the wire agency first."""
    table = tomllib.loads((CONTENT / "outlets.toml").read_text(encoding="utf-8"))
    return {key: Outlet(key=key, **{**row, "validators": tuple(row["validators"])}) for key, row in table.items()}


@cache
def pieces() -> tuple[Piece, ...]:
    """Every version of every piece, in the order of the files."""
    found: dict[str, Piece] = {}
    versions: list[Piece] = []
    for outlet in outlets().values():
        for head, body in _heads(CONTENT / "articles" / f"{outlet.key}.md"):
            piece = _later(found, outlet, head) if "revision" in head else _first(found, outlet, head, body)
            found[piece.key] = piece
            versions.append(piece)
    return tuple(versions)


def online(outlet: Outlet, day: int) -> tuple[Piece, ...]:
    """What an outlet has on its site on virtual day 1 or 2: the newest version of each piece, last published first."""
    newest = {p.slug: p for p in pieces() if p.outlet.key == outlet.key and p.modified.date() <= DAYS[day - 1]}
    return tuple(sorted(newest.values(), key=lambda piece: piece.published, reverse=True))


def _heads(file: Traversable) -> Iterator[tuple[dict[str, Any], str]]:
    parts = _HEAD.split(file.read_text(encoding="utf-8"))[1:]
    for head, body in zip(parts[::2], parts[1::2], strict=True):
        yield tomllib.loads(head), body


def _first(found: Mapping[str, Piece], outlet: Outlet, head: Mapping[str, Any], body: str) -> Piece:
    at = _at(head)
    own = tuple(_block(line, outlet) for line in body.splitlines() if line)
    return Piece(
        outlet=outlet,
        published=at,
        modified=at,
        authors=tuple(head.get("by", ())),
        title=_set_quotes(head["title"], outlet),
        blocks=_taken_over(found, outlet, head) + own,
        **{name: head[name] for name in _PLAIN if name in head},
    )


_PLAIN = ("slug", "section", "story", "number", "copy_of", "copy_kind", "access", "encoding", "trap")


def _later(found: Mapping[str, Piece], outlet: Outlet, head: Mapping[str, Any]) -> Piece:
    before = found[f"{outlet.key}/{head['slug']}"]
    blocks = before.blocks
    for old, new in head.get("changes", ()):
        blocks = tuple(Block(block.kind, block.text.replace(old, new)) for block in blocks)
    title = _set_quotes(head.get("title", before.title), outlet)
    return replace(before, modified=_at(head), title=title, blocks=blocks, revision=head["revision"])


def _taken_over(found: Mapping[str, Piece], outlet: Outlet, head: Mapping[str, Any]) -> tuple[Block, ...]:
    if "copy_of" not in head:
        return ()
    texts = [block for block in found[head["copy_of"]].blocks if block.kind in TEXT_KINDS]
    return tuple(Block(block.kind, _set_quotes(block.text, outlet)) for block in texts[: head.get("keep")])


def _at(head: Mapping[str, Any]) -> datetime:
    day = head["date"] if "date" in head else DAYS[head["day"] - 1]
    return datetime.combine(day, time.fromisoformat(head["time"]), ZONE)


def _block(line: str, outlet: Outlet) -> Block:
    text = _set_quotes(line, outlet)
    if line.startswith("## "):
        return Block("heading", text[3:])
    if line.startswith("> "):
        return Block("quote", text[2:])
    if line.startswith("!"):
        kind, _, rest = text[1:].partition(" ")
        return Block(kind, rest)
    return Block("paragraph", text)


def _set_quotes(text: str, outlet: Outlet) -> str:
    if outlet.quotes != "curly":
        return text
    text = _OPENING_DOUBLE.sub(r"\1“", text).replace('"', "”")
    return _OPENING_SINGLE.sub(r"\1‘", text).replace("'", "’")
