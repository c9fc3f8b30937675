"""Times as machines and people write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.pages.dates import (
    Moment,
    numeric_orders,
    parse_line,
    parse_machine,
    parse_url,
    parse_url_month,
    plausible,
    publication_day,
)
from newsbeam.transforms.core.pages.evidence import Dated, believable, decide
from newsbeam.transforms.core.pages.relative import relative_moment
from newsbeam.transforms.core.text.calendar import month_number
from newsbeam.transforms.records import PublishedFrom

FETCHED = datetime(2024, 5, 20, 12, tzinfo=UTC)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


MACHINE = {
    "2024-03-04T05:06:07Z": (at(2024, 3, 4, 5, 6, 7), True),
    "2024-03-04T05:06:07+02:00": (at(2024, 3, 4, 3, 6, 7), True),
    "2024-03-04T05:06:07.123456-0500": (at(2024, 3, 4, 10, 6, 7), True),
    "2024-03-04 05:06": (at(2024, 3, 4, 5, 6), True),
    "2024-03-04": (at(2024, 3, 4), False),
    "20240304T050607Z": (at(2024, 3, 4, 5, 6, 7), True),
    "Mon, 04 Mar 2024 05:06:07 GMT": (at(2024, 3, 4, 5, 6, 7), True),
    "1709528767": (at(2024, 3, 4, 5, 6, 7), True),
    "1709528767000": (at(2024, 3, 4, 5, 6, 7), True),
}


@pytest.mark.parametrize(("text", "expected"), MACHINE.items())
def test_machine_times(text: str, expected: tuple[datetime, bool]) -> None:
    found = parse_machine(text)
    assert found is not None
    assert found[:2] == expected


@pytest.mark.parametrize("text", ["", None, "2024-02-30", "2024-13-01", "yesterday", "0000-00-00", "99999999999", "2024-01-01T25:00:00Z"])
def test_no_time_is_invented(text: str | None) -> None:
    assert parse_machine(text) is None


LINES = {
    "by Nora FaltFebruary 28, 2022 8:05 pm": at(2022, 2, 28, 20, 5),
    "Published 28 February 2022": at(2022, 2, 28),
    "Posted: Aug 08, 2024 4:00 AM EDT | Last Updated: August 8": at(2024, 8, 8, 8, 0),
    "Stand: 28. April 2023, 05:00 Uhr": at(2023, 4, 28, 5, 0),
    "09.09.2025, 14:55 Uhr": at(2025, 9, 9, 14, 55),
    "Le 3 août 2023 à 18h30": at(2023, 8, 3, 18, 30),
    "12 de marzo de 2021": at(2021, 3, 12),
    "8 января 2026, 07:54": at(2026, 1, 8, 7, 54),
    "2025年1月13日 05時05分": at(2025, 1, 13),
    "2024/07/08 10:20": at(2024, 7, 8, 10, 20),
    "March 3rd, 2020": at(2020, 3, 3),
    "12:30 p.m. ET, 5 May 2024": at(2024, 5, 5, 16, 30),
    "25/12/2023": at(2023, 12, 25),
    "06. 01. 2026, 14:59 Uhr": at(2026, 1, 6, 14, 59),
    "Lorn-29/05/2025 20:00": at(2025, 5, 29, 20, 0),
    "March 7, 20247:55 AM UTC": at(2024, 3, 7, 7, 55),
    "Published Fri, Apr 28 20232:23 PM EDT": at(2023, 4, 28, 18, 23),
    "Publié le 06/01/2026": at(2026, 1, 6),
    "06/01/2026 - 14:02": at(2026, 1, 6, 14, 2),
    "5 May 2024, 29:70": at(2024, 5, 5),
    "2024-02-14T16:15:30Z": at(2024, 2, 14, 16, 15),
}


@pytest.mark.parametrize(("line", "expected"), LINES.items())
def test_dates_that_people_read(line: str, expected: datetime) -> None:
    found = parse_line(line)
    assert found is not None
    assert found.at == expected


@pytest.mark.parametrize(
    "line", ["3/4/2024", "version 10.2.3", "The meeting of 1,200 people", "31 February 2020", "May I come in 2024", "call 030 12 34 5678"]
)
def test_lines_without_a_date(line: str) -> None:
    assert parse_line(line) is None


@given(st.text(max_size=300))
def test_any_line_is_survived(line: str) -> None:
    found = parse_line(line)
    assert found is None or found.at.tzinfo is UTC


def day_of(url: str) -> datetime | None:
    found = parse_url(url)
    return found and found.at


def test_addresses() -> None:
    assert parse_url("https://ledger.example/2022/02/28/bridge") == Moment(at(2022, 2, 28), has_time=False, has_zone=False)
    assert day_of("https://ledger.example/news/2022-02-28-bridge.html") == at(2022, 2, 28)
    assert parse_url("https://ledger.example/2022/02/bridge") is None
    assert parse_url("https://ledger.example/article-20220") is None
    assert day_of("https://ledger.example/view/AKV20240512001300001") == at(2024, 5, 12)
    assert parse_url("https://ledger.example/view/20241399001300001") is None
    assert parse_url(None) is None


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/bridge/", "/2026/10/bridge", "/2026/9/bridge", "/2025/12/", "/2026/11", "/202611/bridge", "/2026-11/bridge",
        "/2026-11-news",
        "/2026/11-news", "/2026/11_12/bridge", "/2026/11/4-ways-to-mend-a-net", "/2026/11/10-things-to-see", "/2026/11/28.html",
        "/2026/11/1234567-bridge", "/2026-11-2-dead-in-fire", "/2026/13/01/bridge", "/2026/02/30/bridge", "/202611.html",
        "/2026/111/bridge",
        "/2026/1/bridge", "/2026/12/1-2-3-go",
    ],
)  # fmt: skip
def test_a_month_in_an_address_is_no_day(path: str) -> None:
    assert parse_url(f"https://ledger.example{path}") is None


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/03/bridge", "/2026/11/3/bridge", "/2026/11/03", "/2026/1103/bridge", "/2026/1103-bridge", "/20261103/bridge",
        "/20261103.html",
        "/202611/03/bridge", "/2026/11/03-bridge", "/news-2026-11-03-bridge", "/2026-11-03/bridge",
    ],
)  # fmt: skip
def test_a_day_in_an_address(path: str) -> None:
    assert day_of(f"https://ledger.example{path}") == at(2026, 11, 3)


@pytest.mark.parametrize(
    ("word", "number"),
    [("Mai", 5), ("März", 3), ("décembre", 12), ("июля", 7), ("Ağustos", 8), ("juillet", 7), ("Monday", None), ("xyz", None)],
)
def test_months(word: str, number: int | None) -> None:
    assert month_number(word) == number


def test_the_day_is_the_publications_if_plausible() -> None:
    assert publication_day(at(2024, 5, 19, 23), FETCHED) == date(2024, 5, 19)
    assert publication_day(FETCHED + timedelta(days=1), FETCHED) == date(2024, 5, 21)
    assert publication_day(FETCHED + timedelta(days=3), FETCHED) == date(2024, 5, 20)
    assert publication_day(at(1970, 1, 1), FETCHED) == date(2024, 5, 20)
    assert publication_day(None, FETCHED) == date(2024, 5, 20)
    assert not plausible(None, FETCHED)


ZONED = {
    "4 March 2024, 10:30 CET": at(2024, 3, 4, 9, 30),
    "4 July 2024, 10:30 CEST": at(2024, 7, 4, 8, 30),
    "4 July 2024 10:30 BST": at(2024, 7, 4, 9, 30),
    "4 March 2024 10:30 JST": at(2024, 3, 4, 1, 30),
    "4 March 2024 10:30 AM IST": at(2024, 3, 4, 5, 0),
    "4 March 2024 10:30am AEDT": at(2024, 3, 3, 23, 30),
    "4 March 2024 9:30 a.m. PT": at(2024, 3, 4, 17, 30),
    "4 July 2024 9:30 a.m. PT": at(2024, 7, 4, 16, 30),
    "4 March 2024 9:30 EST": at(2024, 3, 4, 14, 30),
    "4 March 2024 10:30 GMT+0530": at(2024, 3, 4, 5, 0),
    "4 March 2024, 10:30 (GMT +7)": at(2024, 3, 4, 3, 30),
    "4. März 2024, 10:30 Uhr MEZ": at(2024, 3, 4, 9, 30),
    "2024-03-04T10:30:00 CET": at(2024, 3, 4, 9, 30),
    "Mon, 04 Mar 2024 10:30:00 CET": at(2024, 3, 4, 9, 30),
    "Mon, 04 Mar 2024 10:30:00 EST": at(2024, 3, 4, 15, 30),
}


@pytest.mark.parametrize(("text", "expected"), ZONED.items())
def test_zones(text: str, expected: datetime) -> None:
    found = parse_machine(text)
    assert found is not None
    assert (found.at, found.precision) == (expected, "instant")


WORDED = {
    "Aug 15, 2023": at(2023, 8, 15),
    "2024. március 4.": at(2024, 3, 4),
    "18 नवंबर, 2023": at(2023, 11, 18),
    "๑8 พฤศจิกายน 2566".replace("๑", "1"): at(2023, 11, 18),
    "18 พ.ย. 2566": at(2023, 11, 18),
    "١٨ نوفمبر ٢٠٢٣": at(2023, 11, 18),
    "18 בנובמבר 2023": at(2023, 11, 18),
    "18 tháng 11, 2023": at(2023, 11, 18),
    "18. marraskuuta 2023": at(2023, 11, 18),
    "18 noiembrie 2023": at(2023, 11, 18),
    "18 мая 2023": at(2023, 5, 18),
}


@pytest.mark.parametrize(("text", "expected"), WORDED.items())
def test_dates_in_other_languages(text: str, expected: datetime) -> None:
    found = parse_line(text)
    assert found is not None
    assert (found.at, found.precision) == (expected, "day")


def test_day_and_month_are_told_apart_by_what_else_is_known() -> None:
    def read(text: str, **known: object) -> datetime | None:
        found = parse_line(text, **known)  # type: ignore[arg-type]
        return found and found.at

    assert read("03/04/2024") is None
    assert (read("03/04/2024", order="dmy"), read("03/04/2024", order="mdy")) == (at(2024, 4, 3), at(2024, 3, 4))
    assert read("03/06/2024", latest=FETCHED) == at(2024, 3, 6)  # the third of June is still to come
    assert read("03/04/2024", latest=FETCHED) is None
    assert read("14/04/2024", order="mdy") == at(2024, 4, 14)
    assert numeric_orders(["on 14/04/2024", "03/04/2024"]) == {"dmy"}
    assert numeric_orders(["04/14/2024 8:00"]) == {"mdy"}
    assert numeric_orders(["14/04/2024", "04/14/2024", "none"]) == {"dmy", "mdy"}


@pytest.mark.parametrize("text", ["2024-03", "March 2024", "März 2024"])
def test_a_month_is_no_day(text: str) -> None:
    found = parse_machine(text)
    assert found is not None
    assert (found.at, found.precision) == (at(2024, 3, 1), "month")


def test_months_in_addresses() -> None:
    for path in ("/2024/03/weir", "/2024-03/weir", "/202403/weir.html"):
        found = parse_url_month(f"https://ledger.example{path}")
        assert found is not None
        assert (found.at, found.precision) == (at(2024, 3, 1), "month")
    assert parse_url_month("https://ledger.example/2024/weir") is None
    assert parse_url_month(None) is None


RELATIVE = {
    "3 hours ago": (at(2024, 5, 20, 9), "day"),
    "Published 5 minutes ago": (at(2024, 5, 20, 11, 55), "instant"),
    "vor 2 Tagen": (at(2024, 5, 18), "day"),
    "il y a une heure": (at(2024, 5, 20, 11), "day"),
    "hace 3 días": (at(2024, 5, 17), "day"),
    "2 dagar sedan": (at(2024, 5, 18), "day"),
    "3小时前": (at(2024, 5, 20, 9), "day"),
    "a week ago": (at(2024, 5, 13), "day"),
    "Yesterday": (at(2024, 5, 19), "day"),
    "gestern": (at(2024, 5, 19), "day"),
    "Today": (at(2024, 5, 20), "day"),
}


@pytest.mark.parametrize(("line", "expected"), RELATIVE.items())
def test_dates_told_from_now(line: str, expected: tuple[datetime, str]) -> None:
    found = relative_moment(line, FETCHED)
    assert found is not None
    assert (found.at, found.precision) == expected


@pytest.mark.parametrize(
    "line", ["5 min read", "3 hours of rain", "The mayor said yesterday that the bridge, which was closed, is to be mended"]
)
def test_lines_that_tell_no_time_from_now(line: str) -> None:
    assert relative_moment(line, FETCHED) is None


def dated(source: PublishedFrom, moment: Moment | None) -> Dated:
    assert moment is not None
    return Dated(moment, source)


def test_the_order_of_evidence() -> None:
    meta, record = dated("meta", parse_machine("2024-03-04")), dated("record", parse_machine("2024-01-01T08:00:00Z"))
    line, month = dated("text", parse_line("4 March 2024, 10:30")), dated("url", parse_url_month("https://ledger.example/2024/05/weir"))
    guess = dated("guess", parse_machine("2024-03-04T09:00:00Z"))
    assert decide([]) is None
    assert decide([month, record]) == record
    assert decide([record, meta]) == meta
    assert decide([line, record, meta]) == line  # of the day that is declared, and with its time
    assert decide([guess, meta]) == meta
    assert decide([month, dated("text", parse_line("7 May 2024"))]) == dated("text", parse_line("7 May 2024"))
    assert believable([line, meta], datetime(2024, 1, 1, tzinfo=UTC), vague_fetch=False) == [meta]
