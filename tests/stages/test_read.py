"""ReadArchives and ReadSpooled: records out of files, each counted once. What each kind of file gives is in test_archives*.py."""

from pathlib import Path

import pytest

from newsbeam.transforms.archives import ReadLimits, find_inputs
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.execution.spool import OpenInput, spool_chunks
from newsbeam.transforms.read import ReadArchives, ReadSoFar, ReadSpooled, Unread
from newsbeam.transforms.records import Id, Page
from tests.stages.archive_samples import HTML, Write, lines, pages
from tests.support.documents import page
from tests.support.run_transform import run_transform

READ = ReadArchives(ReadLimits(), Limits(1))
FEED = (
    b'<rss version="2.0"><channel><title>Kelmar Courier</title>'
    b"<item><link>https://kelmar.example/1</link><description>&lt;p&gt;The bridge over the Lowmere is open again, and the ferry rests."
    b"&lt;/p&gt;</description></item><item><link>https://kelmar.example/2</link></item></channel></rss>"
)


def unread(*paths: Path, n_done: int = 0) -> list[Unread]:
    return [Unread(number, file, n_done) for number, file in enumerate(find_inputs([str(path) for path in paths]))]


def sorted_out(elements: list[Page | ReadSoFar]) -> tuple[list[Page], list[tuple[int, int, bool]]]:
    """Pages, and of each archive: its number, how many records are read, whether those are all."""
    progress = [(one.unread.file_no, one.n_done, one.finished) for one in elements if isinstance(one, ReadSoFar)]
    return [one for one in elements if isinstance(one, Page)], progress


def test_records_of_archives_are_pages_or_failures_and_counted_once(write: Write) -> None:
    files = [write("a.warc", b"".join(pages(3))), write("b.jsonl", lines({"text": "One."}, {"title": "none"}) + b"{broken\n")]
    ran = run_transform(READ, unread(*files))
    made, progress = sorted_out(ran.good)
    forms = {one.origin.order: one.form for one in made}
    assert forms == {(0, 0): "html", (0, 1): "html", (0, 2): "html", (1, 0): "dump"}
    assert [(failure.origin.order, failure.reason) for failure in ran.failures] == [((1, 1), "bad_json"), ((1, 2), "bad_json")]
    assert ran.counters == {"read": {"ok": 4, "bad_json": 2}}
    assert sorted(progress) == [(0, 3, True), (1, 3, True)]


def test_keys_that_are_not_used_are_logged_where_they_are_read(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "newsbeam"):
        run_transform(READ, unread(write("a.jsonl", lines({"text": "One.", "likes": 3}))))
    assert "a.jsonl: keys that were not used: 'likes' (1)" in caplog.text


def test_an_archive_that_a_worker_cannot_open_is_not_finished(tmp_path: Path, write: Write) -> None:
    (tmp_path / "b.jsonl").symlink_to("nowhere")
    ran = run_transform(READ, unread(write("a.warc", b"".join(pages(3))), tmp_path / "b.jsonl", n_done=2))
    made, progress = sorted_out(ran.good)
    assert [one.origin.order for one in made] == [(0, 2)]
    assert sorted(progress) == [(0, 3, True), (1, 2, False)]
    assert [(failure.reason, failure.outcome) for failure in ran.failures] == [("unreadable", "retry")]


def test_feed_files_are_parsed_in_the_sandbox(write: Write) -> None:
    ran = run_transform(READ, unread(write("feed.xml", FEED)))
    (entry,), _ = sorted_out(ran.good)
    assert (entry.origin.url, entry.form) == ("https://kelmar.example/1", "entry")
    assert b"over the Lowmere" in entry.body
    assert [(failure.reason, failure.outcome, failure.origin.url) for failure in ran.failures] == [
        ("no_content", "refused", "https://kelmar.example/2")
    ]
    assert ran.counters == {"read": {"ok": 1, "no_content": 1}}


def test_what_was_read_before_is_skipped(write: Write) -> None:
    ran = run_transform(READ, unread(write("a.warc", b"".join(pages(3))), n_done=2))
    assert [one.origin.order for one in sorted_out(ran.good)[0]] == [(0, 2)]
    assert ran.counters == {"read": {"ok": 1}}


def test_pages_that_were_put_aside_come_back_as_they_were(tmp_path: Path) -> None:
    made = [page(HTML + b"%d" % number, number) for number in range(4)]
    (chunk,) = spool_chunks([OpenInput(Id("i"), "a.warc", 0, iter(made))], tmp_path)
    ran = run_transform(ReadSpooled(), chunk.refs)
    assert sorted(ran.good, key=lambda one: one.origin.order) == made
    assert ran.counters == {"read": {"ok": 4}}
