"""What is learned of an outlet's lines, and how it is taken back."""

from datetime import UTC, datetime

from newsbeam.pipeline.learn_recurring import _changed, _seen
from newsbeam.sinks.dimensions import OutletBlockRow
from newsbeam.sinks.outlets import RecurringLine
from newsbeam.transforms.core.cleaning.recurring import Seen, block_key

NOW = datetime(2031, 3, 4, tzinfo=UTC)
LINE = "Nobody at the Courier owns a yacht."
KEY = block_key(LINE)
ROW = OutletBlockRow("courier.example", KEY, LINE, 9, 9, 10, "active", 1, None, NOW)


def states(known: dict[str, OutletBlockRow], seen: dict[str, Seen]) -> list[tuple[str, int, int | None]]:
    return [(row.state, row.since, row.until) for row in _changed("courier.example", 2, known, seen, NOW)]


def test_of_several_spellings_the_most_frequent_counts() -> None:
    lines = [RecurringLine("courier.example", text, n, n, 0, ["Boats came."]) for text, n in (("ABOUT US", 3), ("About us", 190))]
    assert {key: one.n_pages for key, one in _seen(lines, 200).items()} == {block_key("About us"): 190}


def test_new_expired_and_known_blocks() -> None:
    seen = {KEY: Seen(LINE, 9, 9, 10, 0, 0.0)}
    assert states({}, seen) == [("active", 2, None)]
    assert states({KEY: ROW}, seen) == []
    assert states({KEY: ROW}, {}) == [("expired", 1, 2)]


def test_news_is_withdrawn_and_what_fades_is_not() -> None:
    assert states({KEY: ROW}, {KEY: Seen(LINE, 9, 1, 10, 0, 0.0)}) == [("withdrawn", 1, 2)]
    assert states({KEY: ROW}, {KEY: Seen(LINE, 3, 1, 200, 0, 0.0)}) == []
