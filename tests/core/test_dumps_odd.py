"""Odd dumps: very long ones, headlines far off, lines that only look like bylines."""

import pytest

from newsbeam.transforms.core.cleaning import dump_lines
from newsbeam.transforms.core.cleaning.cut_rules import Reasons
from newsbeam.transforms.core.cleaning.dump_head import MAX_CO_AUTHORS, read_head
from newsbeam.transforms.core.cleaning.dump_lines import lines_of
from newsbeam.transforms.core.cleaning.dump_title import HEAD_LINES, find_title

BODY = "The mayor of Valmont closed the old bridge over the Lorn on Monday, because two of its piers have moved since winter."
TITLE = "Mayor closes the old bridge for the summer"


def authors(*head: str) -> tuple[str, ...]:
    reasons: Reasons = ["furniture" for _ in head]
    reasons.append(None)
    return read_head([*head, BODY], len(head), reasons).authors


def test_a_dump_has_a_limit_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_lines, "MAX_LINES", 3)
    assert [line.text for line in lines_of("a\n\nb\nc\nd")] == ["a", "b", "c"]


def test_a_headline_far_above_the_body() -> None:
    assert find_title([TITLE, *["Menu"] * (HEAD_LINES + 5), BODY], HEAD_LINES + 6) == 0


def test_by_alone_above_what_is_no_name() -> None:
    assert authors(TITLE, "By", "3 hours ago") == ()


def test_co_authors_have_a_limit() -> None:
    names = [f"{first} {last}" for first in ("Nora", "Ivo", "Ada") for last in ("Falt", "Maric", "Brenn")]
    assert authors(TITLE, "By", *names) == tuple(names[:MAX_CO_AUTHORS])
