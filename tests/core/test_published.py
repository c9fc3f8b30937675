"""When a page was published, as the whole of cleaning decides it: what is known outranks what is guessed."""

from datetime import UTC, date, datetime

import pytest

from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.records import Article, Hints, Id, Origin, Page, PageForm

FETCHED = datetime(2031, 3, 20, 12, tzinfo=UTC)
SAID = datetime(2031, 3, 18, 9, tzinfo=UTC)
RECORD = Hints(published_at=SAID, published_from="record")
STORY = (
    "<p>The weir at Sarne gave way on the night of 2 February 2029, and nobody has mended it since, said the miller, who has waited for two"
    " winters and has now bought a boat instead of a wheel.</p><p>The council met on 5 January 2030 and found no money.</p>"
    "<p>It will meet again when the river is lower, and the miller will be there with his oars, he told the paper.</p>"
)


def article(
    body: str, *, url: str = "https://sarne.example/weir", lang: str = "en", hints: Hints = Hints(), form: PageForm = "html"
) -> Article:
    page = (
        body if form != "html" else f'<html lang="{lang}"><head><title>Miller of Sarne buys a boat</title></head><body>{body}</body></html>'
    )
    return clean_page(
        Page(Origin(Id("i"), (0, 0), "a", FETCHED, url, kind="record"), form, page.encode(), "text/html; charset=utf-8", hints=hints)
    )


def shown(head: str, **more: object) -> tuple[str | None, str | None, str | None]:
    """Time, source and precision of a page with these lines below its headline."""
    found = article(f"<article><h1>Miller of Sarne buys a boat</h1>{head}{STORY}</article>", **more)  # type: ignore[arg-type]
    return (found.published_at.isoformat()[:16] if found.published_at else None), found.published_from, found.published_precision


SHOWN = {
    "a time with its zone": ("<p>18 March 2031, 09:30 JST</p>", ("2031-03-18T00:30", "text", "instant")),
    "a time without": ("<p>Published 18 March 2031, 09:30</p>", ("2031-03-18T09:30", "text", "minute")),
    "a day": ("<p>Published 18 March 2031</p>", ("2031-03-18T00:00", "text", "day")),
    "published, and not updated": ("<p>Updated 19 March 2031 | Published 18 March 2031</p>", ("2031-03-18T00:00", "text", "day")),
    "posted first, then updated": ("<p>18 March 2031 (updated 19 March 2031)</p>", ("2031-03-18T00:00", "text", "day")),
    "updated alone is a guess": ("<p>Updated: 19 March 2031 10:15 AM IST</p>", ("2031-03-19T04:45", "guess", "day")),
    "told from now": ("<p>By Ada Lorn, 2 days ago</p>", ("2031-03-18T00:00", "text", "day")),
    "a time element": ('<time datetime="2031-03-18T09:30:00+01:00">Tuesday</time>', ("2031-03-18T08:30", "time", "instant")),
    "not the update's time element": (
        '<p>Updated <time datetime="2031-03-19T09:30:00Z">now</time></p><p>18 March 2031</p>',
        ("2031-03-18T00:00", "text", "day"),
    ),
    "the days of the story are not its own": ("", (None, None, None)),
}


@pytest.mark.parametrize(("head", "expected"), SHOWN.values(), ids=SHOWN)
def test_what_readers_see(head: str, expected: tuple[str | None, ...]) -> None:
    assert shown(head) == expected


def test_a_teaser_s_time_is_another_article_s() -> None:
    teasers = '<div class="related"><a href="/a"><time datetime="2031-03-20T08:00:00Z">20 March</time> Swan stuck</a></div>'
    found = article(f"{teasers}<main><h1>Miller of Sarne buys a boat</h1><p>Published 18 March 2031, 09:30</p>{STORY}</main>")
    assert found.published_at == datetime(2031, 3, 18, 9, 30, tzinfo=UTC)
    found = article(f"<main><h1>Miller of Sarne buys a boat</h1>{STORY}</main><aside>{teasers}</aside>")
    assert found.published_from != "time"


ORDERS = {
    "by the country": ("https://sarne.co.uk/weir", "en-US", "2031-03-02"),
    "by the language's region": ("https://sarne.example/weir", "en-US", "2031-02-03"),
    "by the language": ("https://sarne.example/weir", "fr", "2031-03-02"),
    "nothing tells": ("https://sarne.example/weir", "en", None),
}


@pytest.mark.parametrize(("url", "lang", "expected"), ORDERS.values(), ids=ORDERS)
def test_day_and_month_in_the_outlet_s_order(url: str, lang: str, expected: str | None) -> None:
    at = shown("<p>02/03/2031</p>", url=url, lang=lang)[0]
    assert (at and at[:10]) == expected


def test_other_dates_of_the_page_tell_the_order() -> None:
    assert shown("<p>02/03/2031</p><p>Seen 14/03/2031</p>")[0] == "2031-03-02T00:00"


MONTH = "https://sarne.example/2031/03/weir/"


def test_a_month_in_the_address_overrules_nothing() -> None:
    assert shown("", url=MONTH) == ("2031-03-01T00:00", "url", "month")
    assert shown("<p>18 March 2031</p>", url=MONTH) == ("2031-03-18T00:00", "text", "day")
    assert shown("", url=MONTH, hints=RECORD) == ("2031-03-18T09:00", "record", "instant")
    assert article(f"<h1>Weir</h1>{STORY}", url=MONTH).day == FETCHED.date()  # a partition is a day


def test_the_record_s_own_time_is_believed_before_what_is_only_shown() -> None:
    assert shown("<p>4 March 2030, 10:00</p>", hints=RECORD) == ("2031-03-18T09:00", "record", "instant")
    assert shown("", url="https://sarne.example/2031/03/10/weir", hints=RECORD)[1] == "record"
    meta = '<meta property="article:published_time" content="2031-03-17T08:00:00Z">'
    assert shown(meta, hints=RECORD) == ("2031-03-17T08:00", "meta", "instant")


@pytest.mark.parametrize("form", ["dump", "clean"])
def test_the_record_s_own_time_is_believed_before_a_date_in_a_text(form: PageForm) -> None:
    text = "Miller of Sarne buys a boat\n4 March 2030, 10:00\n" + STORY.replace("<p>", "").replace("</p>", "\n")
    found = article(text, hints=RECORD, form=form)
    assert (found.published_at, found.published_from, found.published_precision) == (SAID, "record", "instant")


def test_a_record_s_day_is_a_day() -> None:
    found = shown("", hints=Hints(published_at=datetime(2031, 3, 18, tzinfo=UTC), published_from="record"))
    assert found == ("2031-03-18T00:00", "record", "day")


def test_where_all_else_is_silent_a_date_somewhere_in_the_page_is_a_guess() -> None:
    found = article(f"<main><h1>Miller of Sarne buys a boat</h1>{STORY}</main><footer><span class='date'>18 March 2031</span></footer>")
    assert (found.published_at, found.published_from, found.published_precision) == (datetime(2031, 3, 18, tzinfo=UTC), "guess", "day")


def test_a_wayback_copy_keeps_its_time() -> None:
    copy = "https://web.archive.org/web/20310319080000/https://sarne.example/weir"
    assert shown("<p>2 days ago</p>", url=copy) == ("2031-03-17T00:00", "text", "day")
    assert article(f"<h1>Weir at Sarne</h1>{STORY}", url=copy).day == date(2031, 3, 19)
