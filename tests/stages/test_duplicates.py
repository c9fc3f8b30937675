"""MarkDuplicates: decided in input order over the whole batch. What is a copy is in tests/core/test_duplicates.py."""

from newsbeam.transforms.duplicates import MarkDuplicates
from newsbeam.transforms.index.as_of import IndexAt
from tests.support.documents import document
from tests.support.invented import prose
from tests.support.run_transform import run_transform


def test_every_document_is_marked_and_counted_once_whatever_their_order() -> None:
    text, other = prose(1, 150), prose(2, 150)
    given = [
        document(text, 0),
        document(other, 1),
        document(text, 2, url="https://zellin.example/2"),
        document(f"{text} {prose(3, 6)}", 3, url="https://ostara.example/3"),
        document(other, 4, url="https://kelmar.example/1"),
    ]
    for order in (given, given[::-1]):
        ran = run_transform(MarkDuplicates(IndexAt()), order)
        marks = {one.origin.order[1]: one.mark for one in ran.good}
        assert {number: (mark.status, mark.duplicate_kind) for number, mark in marks.items()} == {
            0: ("new", None),
            1: ("new", None),
            2: ("new", "exact_copy"),
            3: ("new", "near_copy"),
            4: ("unchanged", None),
        }
        assert {marks[number].duplicate_of for number in (2, 3)} == {given[0].article.article_id}
        assert ran.counters == {"duplicates": {"ok": len(given)}}
