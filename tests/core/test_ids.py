import uuid

from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.ids import article_id, content_id, make_id

parts = st.lists(st.none() | st.text(), max_size=4)


@given(parts, parts)
def test_different_parts_give_different_ids(left: list[str | None], right: list[str | None]) -> None:
    assert (make_id("x", *left) == make_id("x", *right)) == (left == right)


def test_an_id_is_a_uuid_and_never_changes() -> None:
    made = make_id("article", "url", "example.org/a")
    assert str(uuid.UUID(made)) == made
    assert made == make_id("article", "url", "example.org/a") == "32435e2a-1db8-d1e7-a29f-2ecfbf7f9158"


def test_content_ignores_case_white_space_and_unicode_form() -> None:
    assert content_id("A  Title", "Caf\u00e9 \n opens") == content_id("a title", "CAFE\u0301 opens")
    assert content_id("A", "bc") != content_id("Ab", "c")


def test_an_article_is_its_address_or_its_title_and_day_or_its_text() -> None:
    assert article_id("e.org/a", "x", "t", None, "one") == article_id("e.org/a", "y", None, None, "two")
    assert article_id(None, "x", "T", "2031-03-04", "one") == article_id(None, "x", "t ", "2031-03-04", "two")
    assert article_id(None, "x", "t", None, "one") != article_id(None, "x", "t", None, "two")


def test_records_with_ids_of_their_own_are_told_apart_by_them_unless_they_have_addresses() -> None:
    assert article_id(None, "x", "t", "2031-03-04", "one", "7") != article_id(None, "x", "t", "2031-03-04", "one", "8")
    assert article_id(None, "x", None, None, "one", "7") != article_id(None, "x", None, None, "one")
    assert article_id("e.org/a", "x", "t", None, "one", "7") == article_id("e.org/a", "x", "t", None, "one", "8")
