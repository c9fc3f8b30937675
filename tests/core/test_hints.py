"""What the source of a document says of it, and what of that becomes the article's."""

from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.records import Article, Hints, Id, Origin, Page, PageForm

FETCHED = datetime(2031, 5, 1, tzinfo=UTC)
GIVEN = datetime(2031, 3, 4, tzinfo=UTC)
BODY = (
    "The weir at Oxmere gave way on Monday night, and the lower town was flooded to the height of a table, the mayor said.\n"
    "Repairs will take until the autumn, according to the engineers who inspected the piers on Tuesday morning.\n"
)
DUMP = "Weir gives way\nBy Ida Moor\nMarch 9, 2031\n" + BODY


def clean(text: str, form: PageForm, hints: Hints, url: str | None = None) -> Article:
    return clean_page(Page(Origin(Id("i"), (0, 0), "t", FETCHED, url, kind="record"), form, text.encode(), hints=hints))


def test_what_a_record_declares_outranks_what_is_guessed_from_the_lines_of_a_dump() -> None:
    guessed = clean(DUMP, "dump", Hints())
    assert (guessed.authors, guessed.published_at, guessed.published_from) == (("Ida Moor",), datetime(2031, 3, 9, tzinfo=UTC), "text")
    declared = clean(DUMP, "dump", Hints("Weir at Oxmere gives way", GIVEN, ("Ole Birk; Una Falk", "Ole Birk")))
    assert declared.authors == ("Ole Birk", "Una Falk")
    assert (declared.published_at, declared.published_from, declared.title) == (GIVEN, "feed", "Weir at Oxmere gives way")


def test_what_the_user_says_of_all_fills_only_what_is_not_known() -> None:
    hints = Hints(published_at=GIVEN, published_from="flag")
    assert clean(DUMP, "dump", hints).published_from == "text"
    filled = clean(BODY, "dump", hints)
    assert (filled.published_at, filled.published_from) == (GIVEN, "flag")


OUTLETS = {
    "a name": ("Oxmere Bugle", None, "oxmere bugle", "Oxmere Bugle"),
    "a domain": ("www.Oxmere.example", None, "oxmere.example", None),
    "none": (None, None, None, None),
    "a name beside an address": ("Oxmere Bugle", "https://oxmere.example/weir", "oxmere.example", "Oxmere Bugle"),
}


@pytest.mark.parametrize(("given", "url", "source", "outlet"), OUTLETS.values(), ids=OUTLETS)
def test_outlets_of_records(given: str | None, url: str | None, source: str, outlet: str | None) -> None:
    article = clean(BODY, "clean", Hints(outlet=given, tags=("weir",)), url)
    assert (article.source, article.outlet, article.tags) == (source, outlet, ("weir",))
