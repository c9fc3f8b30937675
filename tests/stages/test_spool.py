from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsbeam.transforms.errors import Permanent
from newsbeam.transforms.execution.spool import Chunk, OpenInput, Progress, read_spooled, spool_chunks
from newsbeam.transforms.records import Failure, Hints, Id, Origin, Page

AT = datetime(2024, 2, 3, 4, 5, 6, 7, tzinfo=UTC)

texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)  # lone surrogates too
times = st.datetimes(timezones=st.just(UTC))
numbers = st.integers(0, 2**40)


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


origins = st.builds(
    Origin,
    input_id=texts,
    order=st.tuples(numbers, numbers),
    name=texts,
    fetched_at=times,
    url=maybe(texts),
    feed_url=maybe(texts),
    external_id=maybe(texts),
    tries=numbers,
    first_failed_at=maybe(times),
    kind=st.sampled_from(["feed", "page", "record"]),
)
hints = st.builds(
    Hints,
    title=maybe(texts),
    published_at=maybe(times),
    authors=st.lists(texts, max_size=3).map(tuple),
    lang=maybe(texts),
    section=maybe(texts),
    html=maybe(texts),
    media_url=maybe(texts),
    outlet=maybe(texts),
    url=maybe(texts),
    tags=st.lists(texts, max_size=3).map(tuple),
    published_from=st.sampled_from(["feed", "record", "flag"]),
)
pages = st.builds(
    Page,
    origin=origins,
    form=st.sampled_from(["html", "dump", "clean", "entry"]),
    body=st.binary(max_size=200),
    content_type=maybe(texts),
    status=maybe(numbers),
    final_url=maybe(texts),
    hints=hints,
    ms=numbers,
    page_reason=maybe(texts),
    detail=maybe(texts),
)


def arguments_of(strategy: object) -> set[str]:
    """Of the call that `st.builds` makes."""
    wrapped = getattr(strategy, "wrapped_strategy", None)
    return set(getattr(wrapped, "kwargs", ()))


def test_every_field_is_tried() -> None:
    """A field added to a record and forgotten here would not be covered by the round trip."""
    assert {f.name for f in fields(Origin)} == arguments_of(origins)
    assert {f.name for f in fields(Hints)} == arguments_of(hints)
    assert {f.name for f in fields(Page)} == arguments_of(pages)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pages, max_size=4))
def test_pages_come_back_equal(tmp_path: Path, given_pages: list[Page]) -> None:
    (chunk,) = spool_chunks([OpenInput(Id("i"), "i", 0, iter(given_pages))], tmp_path)
    assert [read_spooled(ref) for ref in chunk.refs] == given_pages
    assert sum(ref.length for ref in chunk.refs) == chunk.path.stat().st_size


def page(number: int, size: int = 10) -> Page:
    return Page(Origin(Id(f"r{number}"), (0, number), f"a#{number}", AT), "html", b"x" * size)


def failure(number: int, payload: bytes | None = None) -> Failure:
    error = Permanent("bad_json")
    return Failure.of(error, page(number).origin, "read", payload=payload)


def chunks_of(directory: Path, *inputs: tuple[str, int, list[Page | Failure]], **limits: int) -> list[Chunk]:
    opened = [OpenInput(Id(name), f"/in/{name}", done, iter(records)) for name, done, records in inputs]
    return list(spool_chunks(opened, directory, **limits))


def progress_of(chunk: Chunk) -> list[tuple[str, int, bool]]:
    return [(p.input_id, p.n_done, p.finished) for p in chunk.progress]


def test_chunks_hold_so_many_records_and_go_over_the_borders_of_inputs(tmp_path: Path) -> None:
    chunks = chunks_of(tmp_path, ("a", 0, [page(0), page(1), page(2)]), ("b", 0, [page(3), failure(4)]), max_records=2)
    assert [(len(c.refs), len(c.failures)) for c in chunks] == [(2, 0), (2, 0), (0, 1)]
    assert [progress_of(c) for c in chunks] == [[("a", 2, False)], [("a", 3, True), ("b", 1, False)], [("b", 2, True)]]
    assert [read_spooled(ref).origin.order[1] for c in chunks for ref in c.refs] == [0, 1, 2, 3]
    assert len({c.path for c in chunks}) == 3
    assert chunks[1].name == "/in/b"


def test_an_input_that_fills_its_chunk_is_finished_in_it(tmp_path: Path) -> None:
    chunks = chunks_of(tmp_path, ("a", 0, [page(0), page(1)]), max_records=2)
    assert [progress_of(c) for c in chunks] == [[("a", 2, True)]]
    assert chunks[0].progress == (Progress(Id("a"), "/in/a", 2, True),)


def test_counting_goes_on_where_it_was(tmp_path: Path) -> None:
    assert progress_of(chunks_of(tmp_path, ("a", 7, [page(7), page(8)]))[0]) == [("a", 9, True)]


def test_an_input_with_nothing_left_is_finished(tmp_path: Path) -> None:
    (chunk,) = chunks_of(tmp_path, ("a", 7, []))
    assert (chunk.refs, chunk.failures, progress_of(chunk)) == ((), (), [("a", 7, True)])


def test_an_input_that_could_not_be_read_to_its_end_is_not_finished(tmp_path: Path) -> None:
    lost = replace(failure(1), reason="unreadable", outcome="retry")
    first, second = chunks_of(tmp_path, ("a", 0, [page(0), lost]), ("b", 4, [lost]), ("c", 0, [lost]), max_records=3)
    assert progress_of(first) == [("a", 1, False)]
    assert [one.reason for one in first.failures] == ["unreadable"] * 2
    assert (progress_of(second), second.name) == ([], lost.origin.name)


def test_without_inputs_there_are_no_chunks_and_no_files(tmp_path: Path) -> None:
    assert chunks_of(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("record", [page(0, 600), failure(0, b"x" * 600)], ids=["pages", "payloads"])
def test_chunks_hold_so_many_bytes(tmp_path: Path, record: Page | Failure) -> None:
    chunks = chunks_of(tmp_path, ("a", 0, [record] * 5), max_bytes=1000)
    assert [len(c.refs) + len(c.failures) for c in chunks] == [2, 2, 1]


def test_records_are_read_only_when_their_chunk_is_asked_for(tmp_path: Path) -> None:
    read = []

    def records() -> Iterator[Page]:
        for number in range(10):
            read.append(number)
            yield page(number)

    chunks = spool_chunks([OpenInput(Id("a"), "a", 0, records())], tmp_path, max_records=3)
    next(chunks)
    assert read == [0, 1, 2, 3]  # one more, to know that the input goes on
    chunks.close()  # type: ignore[attr-defined]
