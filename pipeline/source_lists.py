"""Lists of feeds as other programs write them: OPML, an address a line, newsboat's `urls`. One bad entry costs only itself."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from newsbeam.transforms.core.syndication.feed_text import decode
from newsbeam.transforms.errors import ConfigError, Permanent

MAX_BYTES = 20_000_000
MAX_NAME = 200
MAX_SHOWN = 200
"""Characters of a bad entry that a warning shows."""

_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,500}(?:\[[^\]]{0,10000}\]\s{0,100})?>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^<>]{0,300}\?>")
_ADDRESS = re.compile(r"(?:feed:(?://)?)?(https?)(://[^\s/?#]+\S*)", re.IGNORECASE)
_FEED_ADDRESS = re.compile(r"feed(://[^\s/?#:]+\S*)", re.IGNORECASE)
_TAG = re.compile(r'"([^"]{0,1000})"|(\S+)')


class Listed(NamedTuple):
    """One entry of a list."""

    where: str
    """`line 3`, `outline 7`."""
    url: str
    name: str | None = None
    """What the list calls the feed."""


class SourceList(NamedTuple):
    """A list, read."""

    entries: tuple[Listed, ...]
    """What it names, addresses or not."""
    warnings: tuple[str, ...]
    """What is broken."""


def read_source_list(path: Path) -> SourceList:
    """Read a list of feeds.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{path}: the list of sources has more than {MAX_BYTES:,} bytes; split it")
        text = decode(path.read_bytes(), None)
    except OSError as error:
        raise ConfigError(f"{path}: the list of sources cannot be read: {error}") from None
    except Permanent as error:
        raise ConfigError(f"{path}: the list of sources cannot be read: {error.detail}") from None
    warnings: list[str] = []
    entries = tuple(_outlines(text, path, warnings) if text.startswith("<") else _lines(text))
    return SourceList(entries, tuple(warnings))


def address(url: str) -> str | None:
    """An address as the program knows it: its scheme in small letters, `feed://` as http; None if it is none of the web."""
    url = url.strip()
    feed = _FEED_ADDRESS.fullmatch(url)
    if feed:
        return f"http{feed[1]}"
    found = _ADDRESS.fullmatch(url)
    return f"{found[1].lower()}{found[2]}" if found else None


def _lines(text: str) -> Iterator[Listed]:
    """An address a line; behind it a comment, a name behind a tab, or newsboat's tags, of which `~` marks the name."""
    for number, line in enumerate(text.split("\n"), 1):
        parts = line.strip().split(maxsplit=1)
        if not parts or parts[0].startswith("#"):
            continue
        name = _name_behind(line.strip()[len(parts[0]) :]) if len(parts) > 1 else None
        whole = address(parts[0]) is None and len(parts) > 1  # a sentence, a command of newsboat's
        yield Listed(f"line {number}", line.strip() if whole else parts[0], None if whole else name)


def _name_behind(rest: str) -> str | None:
    is_tabbed = rest.startswith("\t")
    tail = rest.strip()
    if tail.startswith("#"):
        return None
    tags = [quoted or bare for quoted, bare in _TAG.findall(tail)]
    named = next((tag[1:] for tag in tags if tag.startswith("~")), None)
    return _name(named if named is not None or not is_tabbed or tail.startswith('"') else tail.split("\t")[0])


def _outlines(text: str, path: Path, warnings: list[str]) -> Iterator[Listed]:
    """The outlines of an OPML file that name a feed, wherever they stand. Bare ampersands are mended; entities are not looked up."""
    mended = _BARE_AMPERSAND.sub("&amp;", _DOCTYPE.sub("", _DECLARATION.sub("", text)))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(mended.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ConfigError(f"{path}: not valid OPML: {error}") from None
    if root is None:
        raise ConfigError(f"{path}: not valid OPML: there is no element in it")
    if len(parser.error_log):
        fault = parser.error_log[0]
        warnings.append(f"{path}: not valid OPML, line {fault.line}: {fault.message.strip()}; what can be read is used")
    number = 0
    for element in root.iter():
        if not isinstance(element.tag, str) or etree.QName(element).localname.lower() != "outline":
            continue
        said = {str(name).lower(): str(value) for name, value in element.items()}
        if "xmlurl" in said:
            number += 1
            yield Listed(f"outline {number}", said["xmlurl"].replace("&amp;", "&").strip(), _name(said.get("title") or said.get("text")))


def _name(text: str | None) -> str | None:
    return " ".join(html.unescape(text or "").split())[:MAX_NAME] or None
