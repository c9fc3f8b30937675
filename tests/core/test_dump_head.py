"""Title, byline and date in the lines of a raw dump."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.cleaning.cut_rules import Reasons
from newsbeam.transforms.core.cleaning.dump_head import Head, read_head
from newsbeam.transforms.core.cleaning.dump_title import find_title, window_title
from newsbeam.transforms.core.pages.bylines import byline_names, dated_names, line_moment, lone_names, unglued

BODY = "The mayor of Valmont closed the old bridge over the Lorn on Monday, because two of its piers have moved since winter."
NAV = ["Home", "City", "Sport", "Subscribe to our newsletter"]


def head(*lines: str, after: Sequence[str] = ()) -> tuple[Head, Reasons]:
    """The head of a dump whose body follows these lines; and the reasons of the lines."""
    texts = [*lines, BODY, *after]
    reasons: Reasons = ["furniture" for _ in lines]
    reasons.extend(None for _ in (BODY, *after))
    return read_head(texts, len(lines), reasons), reasons


TITLES = {
    "the window's title, said again": (
        ["Mayor closes the old bridge | The Valmont Ledger", *NAV, "Mayor closes the old bridge", "By Nora Falt"],
        "Mayor closes the old bridge",
    ),
    "far above the body": (
        ["Mayor closes the old bridge | Ledger", *NAV, "Mayor closes the old bridge", *(f"Share on net {i}" for i in range(30))],
        "Mayor closes the old bridge",
    ),
    "only the window's title": (
        ["Mayor closes the old bridge | The Valmont Ledger", *NAV, "Article content", "Share this page with friends"],
        "Mayor closes the old bridge",
    ),
    "a window's title with a dash inside": (
        ["Two piers moved - and many questions are open", "By Nora Falt"],
        "Two piers moved - and many questions are open",
    ),
    "the window's title holds the kicker": (
        ["Valmont: Mayor closes the old bridge - Ledger", *NAV, "Valmont", "Mayor closes the old bridge", "Nora Falt"],
        "Valmont: Mayor closes the old bridge",
    ),
    "a kicker that the window's title leaves out": (
        ["Mayor closes the old bridge | Ledger", *NAV, "City: Mayor closes the old bridge", "Nora Falt"],
        "Mayor closes the old bridge",
    ),
    "a short part before the window's title": (
        ["Ada Brenn | Mayor closes the old bridge over the Lorn for the summer", *NAV, "Nora Falt"],
        "Mayor closes the old bridge over the Lorn for the summer",
    ),
    "the first line, of a main column": (["Mayor closes the old bridge for the summer", "Two piers have moved since winter"], None),
    "not a skip link": (["1. Skip to content", "Mayor closes the old bridge", "3 hours ago"], "Mayor closes the old bridge"),
    "not a breadcrumb": (["You are here: Home » City » Bridges", "Mayor closes the old bridge"], "Mayor closes the old bridge"),
    "not a kicker with a colon": (["Traffic on the Lorn:", "Mayor closes the old bridge"], "Mayor closes the old bridge"),
    "not names": (["Nora Falt | Ivo Maric", "Mayor closes the old bridge"], "Mayor closes the old bridge"),
    "not a photo's credit": (["A closed bridge in the rain / Ivo Maric", "Mayor closes the old bridge"], "Mayor closes the old bridge"),
    "Japanese": (
        ["市長が古い橋を夏まで閉鎖、橋脚にずれ：ヴァルモン新聞", "ホーム", "市長が古い橋を夏まで閉鎖、橋脚にずれ"],
        "市長が古い橋を夏まで閉鎖、橋脚にずれ",
    ),
}


@pytest.mark.parametrize(("lines", "title"), TITLES.values(), ids=TITLES)
def test_title(lines: list[str], title: str | None) -> None:
    found, reasons = head(*lines)
    assert found.title == (title or lines[0])
    assert reasons[-1] is None


def test_no_title_in_a_text_that_begins_with_its_body() -> None:
    assert find_title([BODY, BODY], 0) is None
    assert find_title([], 0) is None


def test_window_title() -> None:
    assert window_title(["Bridge shut – Valmont-Ledger.example"]) == "Bridge shut"
    assert window_title(["Bridge shut - The Valmont Daily Ledger"]) == "Bridge shut"
    assert window_title(["Bridge shut - and nobody knows for how long"]) == "Bridge shut - and nobody knows for how long"


TITLE = "Mayor closes the old bridge"
AUTHORS = {
    "a By line": ([TITLE, "By Nora Falt and Ivo Maric"], ("Nora Falt", "Ivo Maric")),
    "with an agency behind": ([TITLE, "By Nora Falt and Ivo Maric The Associated Press"], ("Nora Falt", "Ivo Maric")),
    "with a role": ([TITLE, "Von Nora Falt, Redakteurin für Verkehr"], ("Nora Falt",)),
    "with a role that runs in": ([TITLE, "Von Nora FaltKorrespondent"], ("Nora Falt",)),
    "By that runs in": ([TITLE, "byNora Falt", "April 24, 2024"], ("Nora Falt",)),
    "with a place": ([TITLE, "Autor: Nora Falt und Ivo Maric, Lorn", "05.01.2025, 15:23"], ("Nora Falt", "Ivo Maric")),
    "a column": ([TITLE, "Kolumne von Nora Falt - 28.04.2024 um 08:52 Uhr"], ("Nora Falt",)),
    "a comment at the end of its lead": ([TITLE, "Wir können alles, nur nicht lahm! Ein Kommentar von Nora Falt"], ("Nora Falt",)),
    "By alone": ([TITLE, "By", "Nora FaltNews Reporter", "Ivo Maric", "14:00, 28 Apr 2024"], ("Nora Falt", "Ivo Maric")),
    "By alone before a desk": ([TITLE, "Von", "Ledger24 Redaktion"], ("Ledger24 Redaktion",)),
    "a name above a date": ([TITLE, "City", "Nora Falt", "Publicerad 22:31 2 augusti 2024"], ("Nora Falt",)),
    "a name below a date": ([TITLE, "22.08.2024", "Nora Falt", "Read Aloud"], ("Nora Falt",)),
    "two names beside a relative time": ([TITLE, "Nora Falt | Ivo Maric", "vor 3 Stunden"], ("Nora Falt", "Ivo Maric")),
    "a name and a date in one line": ([TITLE, "Nora Falt 4 Febbraio 2025 - 14:41"], ("Nora Falt",)),
    "a name and a relative time in one line": ([TITLE, "Nora Falt5 hours ago"], ("Nora Falt",)),
    "a name said twice": ([TITLE, "City Life", "Nora Falt", "Nora Falt"], ("Nora Falt",)),
    "a name alone": ([TITLE, "Nora Falt"], ("Nora Falt",)),
    "one of two lines that could be names": ([TITLE, "Nora Falt", "Valmont Bridges"], ()),
    "an agency beside a date": ([TITLE, "AFP", "28.04.2023 | 17:52"], ("AFP",)),
    "no name: the last change": ([TITLE, "Actualizado Lunes, 2 diciembre 2024 - 02:24"], ()),
    "no name: a section": ([TITLE, "Read More"], ()),
    "no name: Arabic": (["رئيسة البلدية تغلق الجسر القديم للإصلاح", "نشر في 4 مارس 2024"], ()),
}


@pytest.mark.parametrize(("lines", "names"), AUTHORS.values(), ids=AUTHORS)
def test_authors(lines: list[str], names: tuple[str, ...]) -> None:
    assert head(*lines)[0].authors == names


def test_a_name_inside_the_text_is_no_byline() -> None:
    assert head(TITLE, after=["Nora Falt", BODY, "5 May 2024"])[0].authors == ()


def test_a_line_of_the_text_is_not_cut_for_how_it_begins() -> None:
    after = ["By Monday evening", "On 4 May 2024 the ferry starts."]
    found, reasons = head(TITLE, after=after)
    assert (found.authors, found.published, reasons[-2:]) == ((), None, [None, None])


DATES = {
    "published": ([TITLE, "Published Jun 05, 2024"], "2024-06-05T00:00"),
    "published, not updated": ([TITLE, "Updated June 7, 2024", "Published June 5, 2024 4:00 pm"], "2024-06-05T16:00"),
    "in one line with the update": ([TITLE, "Aktualisiert 7. Juni 2024, veröffentlicht am 5. Juni 2024"], "2024-06-05T00:00"),
    "a time is better than none": ([TITLE, "5 June 2024", "5 June 2024, 14:02"], "2024-06-05T14:02"),
    "only the update: its day": ([TITLE, "Updated June 7, 2024 6:00 pm"], "2024-06-07T00:00"),
    "with a time above the title": (["22.04.2024, 17:26 Uhr", TITLE], "2024-04-22T17:26"),
    "the day of saving above the title": (["Tuesday, June 11, 2024", TITLE], None),
    "the year runs into the clock": ([TITLE, "March 7, 20247:55 AM UTC"], "2024-03-07T07:55"),
    "day first by the language": ([TITLE, "Publié le 06/01/2024 à 14h02"], "2024-01-06T14:02"),
    "day first by the clock": ([TITLE, "06/01/2024 14:02"], "2024-01-06T14:02"),
    "neither": ([TITLE, "06/01/2024"], None),
    "with a section": ([TITLE, "Innlent | ledger | 11.2.2025 | 23:55 | Uppfært 12.2.2025 7:25"], "2025-02-11T23:55"),
    "in the window's title": ([f"{TITLE} – VL – 13.06.2023", TITLE], "2023-06-13T00:00"),
    "relative times are no dates": ([TITLE, "3 hours ago"], None),
    "a copyright is no date": ([TITLE, "© Valmont Ledger, 4 May 2024"], None),
    "a sentence is no date line": (
        [TITLE, "The bridge has stood since the summer of 4 May 1898, when the first tram ran across it to the left bank."],
        None,
    ),
}


@pytest.mark.parametrize(("lines", "expected"), DATES.values(), ids=DATES)
def test_published(lines: list[str], expected: str | None) -> None:
    published = head(*lines)[0].published
    assert (published.at.isoformat()[:16] if published else None) == expected


def test_lines_of_the_head_get_their_reasons() -> None:
    reasons = head("Home", TITLE, "By Nora Falt", "4 March 2024, 10:12")[1]
    assert reasons[1:4] == ["title", "byline", "date"]


SECTIONS = {
    "a breadcrumb": (["News > Lorn", TITLE], "Lorn"),
    "that ends with the title": (["Home » City » Bridges » " + TITLE, TITLE], "Bridges"),
    "a link with an arrow": (["More news >", TITLE], None),
    "none": (["City", TITLE], None),
}


@pytest.mark.parametrize(("lines", "section"), SECTIONS.values(), ids=SECTIONS)
def test_section(lines: list[str], section: str | None) -> None:
    assert head(*lines)[0].section == section


def test_parts_of_lines() -> None:
    assert unglued("byNora FaltSenior Reporter") == "by Nora Falt Senior Reporter"
    assert unglued("LaFalt McMaric") == "LaFalt McMaric"
    assert byline_names("By the river") == []
    assert byline_names("Opinion | By Nora Falt") == ["Nora Falt"]
    assert byline_names("Von Nora Falt und Ivo Maric, dpa") == ["Nora Falt", "Ivo Maric", "dpa"]
    assert dated_names("Nora Falt · Ledger News · Posted: Aug 08, 2024 4:00 AM EDT") == ["Nora Falt"]
    assert dated_names("City 4 March 2024") == []
    assert lone_names("Reuters, Nora Falt") == ["Reuters", "Nora Falt"]
    assert lone_names("Climate") == []
    assert line_moment("Last updated 4 March 2024") is None
    assert line_moment("no digits") is None


@given(st.lists(st.text(max_size=120), max_size=30), st.integers(0, 30))
def test_any_dump_is_survived(lines: list[str], body: int) -> None:
    texts = [line for line in lines if line]
    reasons: Reasons = [None] * len(texts)
    found = read_head(texts, min(body, len(texts)), reasons)
    assert len(reasons) == len(texts)
    assert all(found.authors)


def test_a_menu_in_one_line_is_no_headline() -> None:
    body = "The council of Valmont voted on Monday for a ferry over the river Lorn, which will run until the bridge is open."
    lines = ["Harbour | Town | Fish market | People", "Four hundred brooms for the quay", body, body.replace("Monday", "Friday")]
    assert find_title(lines, 2) == 1


def test_a_headline_stands_above_who_wrote_it() -> None:
    body = "The council of Valmont voted on Monday for a ferry over the river Lorn, which will run until the bridge is open."
    lines = ["The Long View", "notes from a window in Valmont", "A line in the water", "2 March, 2031", "by Balthasar Quill", body]
    assert find_title(lines, 5) == 2
