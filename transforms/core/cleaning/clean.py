"""From a page to an article: decode, classify, extract, clean. The one entry point is `clean_page`.

Pure: no network, no clock, no database. It reads untrusted bytes, so it belongs into a process that may be killed.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cache, partial
from html import escape
from importlib.metadata import version

from newsbeam.transforms.core import ids
from newsbeam.transforms.core.cleaning import clean_html
from newsbeam.transforms.core.cleaning.clean_dump import clean_dump
from newsbeam.transforms.core.cleaning.cut_rules import Cleaned, Facts
from newsbeam.transforms.core.cleaning.line_features import ending, width
from newsbeam.transforms.core.cleaning.walls import dump_wall, page_wall
from newsbeam.transforms.core.pages import dates
from newsbeam.transforms.core.pages.agencies import credited_agency
from newsbeam.transforms.core.pages.blocks import Block, blocks_of, squeeze
from newsbeam.transforms.core.pages.evidence import Dated, agree, believable, decide
from newsbeam.transforms.core.pages.guessed import guess_date
from newsbeam.transforms.core.pages.metadata import Metadata, metadata_of, people
from newsbeam.transforms.core.pages.page import access_of, decode, parse
from newsbeam.transforms.core.pages.saved import saved_from
from newsbeam.transforms.core.syndication.entry_pages import own_text
from newsbeam.transforms.core.syndication.feed_fields import visible
from newsbeam.transforms.core.text import cruft
from newsbeam.transforms.core.text.cruft import sure_cruft
from newsbeam.transforms.core.text.language import language_of
from newsbeam.transforms.core.web import urls
from newsbeam.transforms.core.web.archived import original
from newsbeam.transforms.errors import InputError, Permanent, Refused
from newsbeam.transforms.records import Access, Article, Page, PageForm, RemovedBlock, TextFrom

UTF_8 = "text/html; charset=utf-8"
TEXT_FROM: dict[PageForm, TextFrom] = {"html": "page", "dump": "page", "clean": "record", "entry": "feed"}
CLEAN = "clean/1"
"""The `extractor` of texts that their source calls clean: nothing is cut from them."""
MIN_TEXT = 40
"""Characters below which the model's choice is doubted and the second sources are asked."""
MOST_LOST = 0.4
"""Share of trafilatura's text below which the model's choice is doubted."""
LIVE_BLOG = "liveblogposting"
"""Of live blogs trafilatura takes a part and leaves the rest: its vote would mislead."""
MIN_PARAGRAPH = 80
"""Width from which a line that ends like a sentence is a paragraph."""
MIN_READ = 1_000
"""Characters of sentences from which a site's only page may be a text."""
MIN_HEADLINE = 20
"""Characters from which a link may be a headline."""
ABOVE = 8
"""Blocks above the first paragraph among which the lead picture's caption is looked for."""
MIDNIGHT = time()
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}", re.IGNORECASE)
MIN_ARTICLE = 20
"""Fewer characters are no article."""
FULLER = 1.2
"""So many times a page's text a feed's must be, to be taken instead: the two are never cleaned quite alike."""


def _no_guess(_: datetime) -> dates.Moment | None:
    return None


@dataclass(frozen=True, slots=True)
class _Content:
    """What one form of page yields."""

    cleaned: Cleaned
    metadata: Metadata
    url: str | None
    extractor: str
    access: Access = "free"
    captured_at: datetime | None = None
    """When the document was saved or archived, as it says itself."""
    copied_at: datetime | None = None
    """When the archive at whose address it was fetched made its copy: what is told from now counts from then, and nothing is later."""
    guess: Callable[[datetime], dates.Moment | None] = _no_guess
    """Looks for any date in the document, from before a moment: slow, and asked last."""


def clean_page(page: Page) -> Article:
    """The article in a page; with the text of the feed's entry, if the page has none or shows less.

    Raises:
        Permanent: `empty`, `undecodable`, `too_large` or `no_content`.
        Refused: `bot_wall`, `consent_page`, `login_page`, `soft_404` or `not_an_article`; `no_content` of a feed's entry.
    """
    try:
        article = _clean(page)
    except InputError as error:
        own = _own_text(page, error.reason)
        if own is None:
            raise
        return own
    needed = len(article.text) * (FULLER if article.access == "free" else 1.0)
    if len(visible(page.hints.html or "")) <= needed:
        return article
    own = _own_text(page, None)
    if own is None or len(own.text) <= needed:
        return article
    said = {name: getattr(own, name) for name in ("text", "removed", "lang", "extractor", "text_from")}
    return replace(article, content_id=ids.content_id(article.title, own.text), **said)


def _own_text(page: Page, reason: str | None) -> Article | None:
    """The article that the feed's entry itself carries, if it is one; `reason` is why the page is none."""
    try:
        return _clean(own) if (own := own_text(page, reason)) else None
    except InputError:
        return None


def _clean(page: Page) -> Article:
    if page.form == "entry" and not page.body.strip():
        raise Refused("no_content", "the entry has no text of its own" + ("" if page.origin.url else ", and names no page"))
    text = decode(page.body, page.content_type)
    content = {"html": _from_html, "dump": _from_dump, "clean": _from_clean, "entry": _from_entry}[page.form](page, text)
    body = "\n".join(content.cleaned.lines)
    if len(body) < MIN_ARTICLE:
        kind = Refused if page.form == "entry" else Permanent
        raise kind("no_content", f"{len(body)} characters left, {len(content.cleaned.removed)} blocks cut")
    return _article(page, content, body)


def _article(page: Page, content: _Content, text: str) -> Article:
    meta, hints, fetched = content.metadata, page.hints, content.captured_at or page.origin.fetched_at
    title = meta.title or (squeeze(hints.title) if hints.title else None)
    seen = content.copied_at or fetched
    dated = _published(page, content, seen)
    at, source = (dated.moment.at, dated.source) if dated else (None, None)
    day = dates.publication_day(at if dated and dated.moment.has_day else None, seen)
    named = tuple(dict.fromkeys(name for value in hints.authors for name in people(value, meta.site_name)))
    key = urls.url_key(content.url) if content.url else None
    outlet = urls.site(content.url) if content.url else _outlet(page, meta)
    guid = page.origin.external_id
    article_id = ids.article_id(key, outlet, title, day.isoformat() if at else None, text, guid)
    if guid and not key and page.form == "entry":  # what a feed names by nothing but a guid is told by that
        article_id = ids.entry_id(outlet, guid)
    authors = named if page.form == "dump" and named else meta.authors or named
    return Article(
        article_id=article_id,
        content_id=ids.content_id(title, text),
        origin=replace(page.origin, fetched_at=fetched),
        url=content.url,
        url_key=key,
        source=outlet,
        title=title,
        authors=authors,
        published_at=at,
        published_from=source,
        day=day,
        lang=language_of(text, meta.lang or hints.lang),
        section=meta.section or (squeeze(hints.section) or None if hints.section else None),
        text=text,
        access=content.access,
        extractor=content.extractor,
        removed=tuple(content.cleaned.removed),
        status=page.status,
        n_bytes=len(page.body),
        ms=page.ms,
        modified_at=meta.modified.at if dates.plausible(meta.modified, fetched, dates.DECLARED_SLACK) and meta.modified else None,
        outlet=meta.site_name or (None if _is_domain(hints.outlet) else hints.outlet),
        image_url=meta.image,
        captions=_captions(content.cleaned),
        text_from=TEXT_FROM[page.form],
        page_reason=page.page_reason,
        detail=page.detail,
        media_url=hints.media_url,
        tags=tuple(filter(None, map(squeeze, hints.tags))),
        agency=credited_agency(authors, text, [block.text for block in content.cleaned.removed if block.reason != "caption"]),
        published_precision=dated.moment.precision if dated else None,
    )


def _published(page: Page, content: _Content, fetched: datetime) -> Dated | None:
    """When it was published, by the order of `evidence`; a guess only where all else is silent or knows but the month."""
    hints = page.hints
    found = believable(content.metadata.dates, fetched, vague_fetch=page.origin.kind == "record")
    if hints.published_at:
        exact = hints.published_at.time() != MIDNIGHT  # a day alone is written so
        hinted = Dated(dates.Moment(hints.published_at, exact, exact), hints.published_from)
        found += believable([hinted], fetched, vague_fetch=False)
    decided = decide(found)
    if decided is not None and decided.moment.has_day and decided.source != "flag":
        return decided
    guess = content.guess(fetched)
    guessed = believable([Dated(guess, "guess")], fetched, vague_fetch=False) if guess else []
    if decided is None or not guessed:
        return decided or next(iter(guessed), None)
    exact = agree(guessed[0].moment, decided.moment) and guessed[0].moment.at.day > 1  # the first is how htmldate reads a month
    return guessed[0] if exact and not decided.moment.has_day else decided


def _captions(cleaned: Cleaned) -> tuple[str, ...]:
    """Of the article's own pictures: what the page shows further up or below its text belongs to others."""
    cut = {block.line_no for block in cleaned.removed}
    kept = [number for number in range(len(cut) + len(cleaned.lines)) if number not in cut]  # never empty: there is text
    near = range(kept[0] - ABOVE, kept[-1] + 1)
    return tuple(dict.fromkeys(block.text for block in cleaned.removed if block.reason == "caption" and block.line_no in near))


def _outlet(page: Page, meta: Metadata) -> str | None:
    """The source of a document without an address; None if nobody tells it: such documents are not one outlet's."""
    name = meta.site_name or page.hints.outlet
    if name:
        return urls.site(f"https://{name}/") if _is_domain(name) else name.casefold()
    return urls.site(page.origin.feed_url) if page.origin.feed_url else None


def _is_domain(name: str | None) -> bool:
    return name is not None and _DOMAIN.fullmatch(name) is not None


@cache
def html_extractor() -> str:
    """The `extractor` of HTML pages: our version and trafilatura's."""
    return f"newsbeam-html/3+trafilatura/{version('trafilatura')}+rules/{cruft.version()}"


# --- HTML ------------------------------------------------------------------------------------------------------------


def _from_html(page: Page, text: str) -> _Content:
    document = parse(text)
    known = page.final_url or page.origin.url
    saved = saved_from(text) if known is None else None
    asked = original(known).url if known else saved.url if saved else None
    seems = original(page.hints.url) if page.hints.url else None
    at = original(known).at if known else saved.at if saved else None
    meta = metadata_of(document, asked or (seems.url if seems else None), at or page.origin.fetched_at)
    url = urls.canonical(asked, meta.url) if asked else meta.url
    captured_at = None if known else saved.at if saved else meta.captured_at or (seems.at if seems else None)
    blocks = blocks_of(document)
    _refuse(meta, url, blocks, text)
    main_text = None if meta.kind == LIVE_BLOG else clean_html.vote_of(document, blocks)
    facts = clean_html.facts_of(meta)
    cleaned = clean_html.clean_blocks(blocks, main_text, facts)
    cleaned = _second_look(cleaned, blocks, main_text, facts)
    access = access_of("\n".join(cleaned.lines), [block.text for block in cleaned.removed], is_free=meta.is_free, tier=meta.tier)
    return _Content(cleaned, meta, url, html_extractor(), access, captured_at, at, partial(guess_date, document, url))


def _second_look(cleaned: Cleaned, blocks: Sequence[Block], main_text: str | None, facts: Facts) -> Cleaned:
    """Where the model keeps a small part of what trafilatura keeps, that instead; where both have nothing, the page's JSON-LD."""
    if _size(cleaned) < max(MIN_TEXT, MOST_LOST * len(main_text or "")):
        voted = clean_html.voted_blocks(blocks, main_text, facts)
        if _size(cleaned) < MIN_TEXT or _told(cleaned) < MOST_LOST * _told(voted):
            cleaned = max(cleaned, voted, key=_size)
    if _size(cleaned) >= MIN_TEXT or not facts.json_ld_body:
        return cleaned
    declared = Cleaned([line for line in map(squeeze, facts.json_ld_body.split("\n")) if line], cleaned.removed)
    return max(cleaned, declared, key=_size)


def _told(cleaned: Cleaned) -> int:
    """Of the text, what is paragraphs: menus are long, too."""
    return sum(len(line) for line in cleaned.lines if width(line) >= MIN_PARAGRAPH and ending(line) == "stop")


def _size(cleaned: Cleaned) -> int:
    return sum(map(len, cleaned.lines))


def _refuse(meta: Metadata, url: str | None, blocks: Sequence[Block], source: str) -> None:
    """Turn away what is no article.

    Raises:
        Refused: with the reason.
    """
    reason = page_wall(meta, blocks, source)
    if reason:
        raise Refused(reason, (meta.title or next((block.text for block in blocks), ""))[:200])
    if url and urls.is_front_page(url) and meta.kind in (None, "website", "webpage") and not _is_read(blocks):
        raise Refused("not_an_article", f"the front page of {urls.site(url)}")


def _is_read(blocks: Sequence[Block]) -> bool:
    """Whether a page is one text to read and no list of headlines: most of its letters stand in sentences outside of links."""
    told = sum(
        len(block.text)
        for block in blocks
        if width(block.text) >= MIN_PARAGRAPH and ending(block.text) == "stop" and 4 * block.link_chars < len(block.text)
    )
    linked = sum(block.link_chars for block in blocks if block.link_chars > MIN_HEADLINE)
    return told >= MIN_READ and told > 5 * linked


# --- a feed's entry ---------------------------------------------------------------------------------------------------


def _from_entry(page: Page, text: str) -> _Content:
    """What a feed says of an entry is right, and what it carries is text: furniture is the exception in it."""
    hints = page.hints
    document = parse(text if "<" in text else "".join(f"<p>{escape(line)}</p>" for line in text.split("\n")))
    blocks = blocks_of(document)
    facts = Facts(title=squeeze(hints.title) if hints.title else None, authors=hints.authors)
    cleaned = clean_html.clean_fragment(blocks, clean_html.vote_of(document, blocks), facts)
    meta = Metadata(title=facts.title, dates=_in_address(page.origin.url))
    known = page.final_url or page.origin.url
    return _Content(cleaned, meta, original(known).url if known else None, html_extractor())


# --- text ------------------------------------------------------------------------------------------------------------


def _from_dump(page: Page, text: str) -> _Content:
    dump = clean_dump(text)
    reason = dump_wall(dump.title, [line for line in text.split("\n") if line.strip()])
    if reason:
        raise Refused(reason, (dump.title or "")[:200])
    cleaned = Cleaned(dump.lines, dump.removed) if dump.lines else _sentences(dump.removed)
    title = squeeze(page.hints.title) if page.hints.title else dump.title
    told = (Dated(dump.published, "text"),) if dump.published else ()
    meta = Metadata(title=title, authors=dump.authors, dates=told + _in_address(_address(page)))
    return _Content(cleaned, meta, _address(page), f"newsbeam-dump/3+rules/{cruft.version()}")


def _in_address(url: str | None) -> tuple[Dated, ...]:
    found = dates.parse_url(url) or dates.parse_url_month(url)
    return (Dated(found, "url"),) if found else ()


def _sentences(removed: Sequence[RemovedBlock]) -> Cleaned:
    """Where nothing looks like an article: the lines that are paragraphs all the same, and no rule's business."""
    kept = [
        block for block in removed if width(block.text) >= MIN_PARAGRAPH and ending(block.text) == "stop" and not sure_cruft(block.text)
    ]
    return Cleaned([block.text for block in kept], [block for block in removed if block not in kept])


def _from_clean(page: Page, text: str) -> _Content:
    """Article text as it is: white space within lines made regular, blank lines between them kept, nothing cut."""
    lines = [squeeze(line) for line in text.strip().split("\n")]
    return _Content(Cleaned(lines, []), Metadata(dates=_in_address(_address(page))), _address(page), CLEAN)


def _address(page: Page) -> str | None:
    """Of a text, which names none itself."""
    return original(page.origin.url).url if page.origin.url else None
