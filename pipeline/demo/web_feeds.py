"""The feeds of the mini-internet: RSS 2.0, Atom, JSON Feed, a news sitemap, and RSS that is not XML."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from newsbeam.pipeline.demo.newsroom import Outlet, Piece, online


def feed(outlet: Outlet, day: int) -> tuple[str, bytes]:
    """An outlet's feed on virtual day 1 or 2.

    Returns:
        Content-Type and body.
    """
    content_type, write = _FORMS[outlet.feed_form]
    return content_type, write(outlet, online(outlet, day)).encode()


def _summary(piece: Piece) -> str:
    return next((block.text for block in piece.blocks if block.kind == "paragraph"), piece.title)


def _rss(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    items = "".join(
        f"<item><title>{escape(p.title)}</title><link>{p.url}</link><guid isPermaLink='false'>{p.outlet.host}-{p.slug}</guid>"
        f"<pubDate>{format_datetime(p.published)}</pubDate>{''.join(f'<dc:creator>{escape(name)}</dc:creator>' for name in p.authors)}"
        f"<category>{escape(p.section)}</category><description>{escape(_rss_description(p))}</description></item>\n"
        for p in pieces
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(outlet.site)}</title><link>{outlet.base}/</link><description>{escape(outlet.site)}</description>"
        f"<language>en</language><ttl>60</ttl>\n{items}</channel></rss>\n"
    )


def _rss_description(piece: Piece) -> str:
    link = f'<a href="{piece.url}">{escape(piece.title)}</a>'
    return f"<p>{escape(_summary(piece))}</p><p>The post {link} appeared first on {piece.outlet.site}.</p>"


def _broken_rss(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    """RSS as a careless template writes it: bare ampersands, an HTML entity, an element never closed, no end. Links carry tracking."""
    items = "".join(
        f"<item><title>{p.title}</title>\n<link>{p.url}?utm_source=rss&utm_medium=feed</link>\n<pubDate>{format_datetime(p.published)}</pubDate>\n"
        f"<description>{_summary(p)}&nbsp;<br>More in the Zest</description></item>\n"
        for p in pieces
    )
    head = f"<title>{outlet.site}: News, Sport & Showbiz</title><link>{outlet.base}/</link>"
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel>{head}\n{items}'


def _atom(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    entries = "".join(
        f"<entry><id>tag:{p.outlet.host},2031:{p.slug}</id><title>{escape(p.title)}</title><link rel='alternate' href='{p.url}'/>"
        f"<published>{p.published.isoformat()}</published><updated>{p.modified.isoformat()}</updated>"
        f"{''.join(f'<author><name>{escape(name)}</name></author>' for name in p.authors)}"
        f"<summary>{escape(_summary(p))}</summary></entry>\n"
        for p in pieces
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><id>{outlet.base}/</id>'
        f"<title>{escape(outlet.site)}</title><updated>{_newest(pieces).isoformat()}</updated>\n{entries}</feed>\n"
    )


def _json_feed(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    items = [
        {
            "id": p.url,
            "url": p.url,
            "title": p.title,
            "summary": _summary(p),
            "date_published": p.published.isoformat(),
            "date_modified": p.modified.isoformat(),
            "authors": [{"name": name} for name in p.authors],
            "tags": [p.section],
            "language": "en",
        }
        for p in pieces
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.site, "home_page_url": f"{outlet.base}/"}
    return json.dumps({**head, "feed_url": outlet.base + outlet.feed, "items": items}, ensure_ascii=False, indent=1)


def _sitemap(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    urls = "".join(
        f"<url><loc>{p.url}</loc><lastmod>{p.modified.isoformat()}</lastmod><news:news><news:publication><news:name>{escape(outlet.site)}</news:name>"
        f"<news:language>en</news:language></news:publication><news:publication_date>{p.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(p.title)}</news:title></news:news></url>\n"
        for p in pieces
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}</urlset>\n'
    )


def _newest(pieces: Sequence[Piece]) -> datetime:
    return max(piece.modified for piece in pieces)


_FORMS: dict[str, tuple[str, Callable[[Outlet, Sequence[Piece]], str]]] = {
    "atom": ("application/atom+xml; charset=utf-8", _atom),
    "broken_rss": ("text/xml", _broken_rss),
    "json": ("application/feed+json", _json_feed),
    "rss": ("application/rss+xml; charset=UTF-8", _rss),
    "sitemap": ("application/xml", _sitemap),
}
