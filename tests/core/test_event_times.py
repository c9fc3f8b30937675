"""The days that a claim's words name."""

from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.attribution.modality import event_time

BASE = datetime(2024, 5, 15, 12, tzinfo=UTC)
DAYS = {
    "the ferry left on 2024-05-02": datetime(2024, 5, 2, tzinfo=UTC),
    "the ferry left on May 2, 2023": datetime(2023, 5, 2, tzinfo=UTC),
    "the ferry left on 30 February 2024": None,
    "the ferry left": None,
}


@pytest.mark.parametrize("content", DAYS)
def test_days_with_a_year(content: str) -> None:
    first = DAYS[content]
    assert event_time(content, BASE)[0] == event_time(content, None)[0] == first


def test_a_day_without_a_year_needs_the_day_of_publication() -> None:
    assert event_time("the ferry left on May 2", BASE)[0] == datetime(2024, 5, 2, tzinfo=UTC)
    assert event_time("the ferry left on December 2", BASE)[0] == datetime(2023, 12, 2, tzinfo=UTC)
    assert event_time("the ferry left on May 2", None) == (None, None)
