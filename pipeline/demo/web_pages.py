"""The HTML pages of the mini-internet: an outlet's template around a piece's blocks."""

import html
import json
from collections.abc import Iterator
from functools import cache
from string import Template

from newsbeam.pipeline.demo.newsroom import CONTENT, DAYS, TEMPLATES, Outlet, Piece, online

N_LATEST = 4
"""Headlines in a page's margin."""


def article_page(piece: Piece) -> bytes:
    """A piece's page as its outlet prints it. A page in another encoding than UTF-8 says so in a meta element, whatever the header says."""
    outlet = piece.outlet
    fields = {
        "title": piece.title,
        "site": outlet.site,
        "url": piece.url,
        "section": piece.section,
        "by": " and ".join(piece.authors),
        "published": piece.published.isoformat(),
        "modified": piece.modified.isoformat(),
        "time": piece.published.strftime(outlet.time),
    }
    escaped = {name: html.escape(value) for name, value in fields.items()}
    page = _template(outlet.key).substitute(
        escaped,
        charset=f'<meta http-equiv="Content-Type" content="text/html; charset={_iana(piece.encoding)}">',
        body="\n".join(_blocks(piece)),
        latest=_headlines(_neighbours(piece)),
        json_ld=_json_ld(piece),
    )
    return page.encode(piece.encoding)


def front_page(outlet: Outlet, day: int) -> bytes:
    """An outlet's front page: headlines and nothing else."""
    site = html.escape(outlet.site)
    return f'<!DOCTYPE html>\n<html lang="en"><title>{site}</title><h1>{site}</h1>{_headlines(online(outlet, day))}</html>\n'.encode()


def fixed_page(name: str) -> bytes:
    """One of `content/pages`: what comes instead of an article."""
    return (CONTENT / "pages" / f"{name}.html").read_bytes()


@cache
def _template(key: str) -> Template:
    return Template((TEMPLATES / f"{key}.html").read_text(encoding="utf-8"))


def _blocks(piece: Piece) -> Iterator[str]:
    snippets = piece.outlet.blocks
    titles = {other.slug: other for other in online(piece.outlet, _day(piece))}
    for block in piece.blocks:
        other = titles.get(block.text)
        yield Template(snippets[block.kind]).substitute(
            text=html.escape(block.text, quote=False),
            url=html.escape(other.url) if other else "",
            title=html.escape(other.title, quote=False) if other else "",
        )
    if piece.access == "paywalled":
        yield snippets["paywall"]


def _neighbours(piece: Piece) -> list[Piece]:
    """Other pieces of the outlet that were online when this version was made."""
    return [other for other in online(piece.outlet, _day(piece)) if other.slug != piece.slug and not other.trap][:N_LATEST]


def _day(piece: Piece) -> int:
    """The virtual day on which this version was made."""
    return len(DAYS) if piece.modified.date() >= DAYS[-1] else 1


def _headlines(shown: list[Piece] | tuple[Piece, ...]) -> str:
    items = "".join(f'<li><a href="{html.escape(p.path)}">{html.escape(p.title, quote=False)}</a></li>' for p in shown)
    return f"<ol>{items}</ol>"


def _json_ld(piece: Piece) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "url": piece.url,
        "datePublished": piece.published.isoformat(),
        "dateModified": piece.modified.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in piece.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": piece.outlet.site},
        "articleSection": piece.section,
        "isAccessibleForFree": piece.access == "free",
    }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _iana(encoding: str) -> str:
    return "iso-8859-1" if encoding == "latin-1" else encoding
