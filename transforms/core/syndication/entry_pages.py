"""A feed's entries as documents: where there is no page, or it cannot be had, the text in hand is used."""

from dataclasses import replace

from newsbeam.transforms.fetch_records import FeedEntry, FetchRequest
from newsbeam.transforms.records import Failure, Hints, Origin, Page

UTF_8 = "text/html; charset=utf-8"


def hints_of(entry: FeedEntry) -> Hints:
    """What an entry says about its page."""
    said = (entry.title, entry.published_at, entry.authors, entry.lang, entry.section)
    return Hints(*said, html=entry.html, media_url=entry.media_url)


def entry_page(origin: Origin, hints: Hints, *, status: int | None = None, page_reason: str | None = None, ms: int = 0) -> Page:
    """The page that an entry's own text is.

    Args:
        status, page_reason, ms: of the fetch that failed, if there was one.
    """
    body = (hints.html or "").encode("utf-8", "replace")
    bare = replace(hints, html=None)
    return Page(origin, "entry", body, UTF_8, status, hints=bare, ms=ms, page_reason=page_reason)


def own_text(page: Page, page_reason: str | None) -> Page | None:
    """What its feed's entry has of a page that came; None if that is nothing.

    Args:
        page_reason: why the page cannot be read; None: it can.
    """
    if not page.hints.html:
        return None
    body, bare = page.hints.html.encode("utf-8", "replace"), replace(page.hints, html=None)
    return replace(page, form="entry", body=body, content_type=UTF_8, hints=bare, page_reason=page_reason)


def instead_of_page(request: FetchRequest, failure: Failure) -> Page | None:
    """What an entry has of a page that cannot be had; None if that is nothing, or the cause may pass.

    A page that may only not be there yet is not waited for: it is visited again like any other.
    """
    if failure.retryable and failure.outcome == "retry":
        return None
    if not request.hints.html or failure.reason == "unresolved_link":  # what an aggregator says of an article is none
        return None
    return entry_page(failure.origin, request.hints, status=failure.status, page_reason=failure.reason, ms=failure.ms)
