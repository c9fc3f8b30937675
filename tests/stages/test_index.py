import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.duplicate_index import NoDuplicates
from newsbeam.transforms.core.linking.duplicates import mark_duplicates
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.linking.links import MAX_EARLIER
from newsbeam.transforms.core.linking.stories import link_stories, story_vector
from newsbeam.transforms.core.linking.story_index import NoStories
from newsbeam.transforms.errors import StoreError, TemporaryError, UserError
from newsbeam.transforms.index import writer as index_module
from newsbeam.transforms.index.as_of import IndexAt
from newsbeam.transforms.index.faults import index_faults
from newsbeam.transforms.index.writer import IndexWriter, Remembered
from newsbeam.transforms.records import ClaimSketch, Document, Id, Mark, Signature, StoryLink, StoryVector
from tests.support.invented import MORNING, newsroom, prose, signature, vector
from tests.support.memory_index import MemoryIndex

FLOW = newsroom(4, 150)
SIGNATURES = [sign(one) for one in FLOW]
VECTORS = [story_vector(Document(one, signed)) for one, signed in zip(FLOW, SIGNATURES, strict=True)]
MARKS = mark_duplicates(SIGNATURES, NoDuplicates())
LINKS = link_stories(VECTORS, NoStories())


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "index #1?.sqlite")


@pytest.fixture
def writer(path: str) -> Iterator[IndexWriter]:
    opened = IndexWriter(path)
    yield opened
    opened.close()


@dataclass
class Run:
    """Decides in batches and applies what it decided."""

    writer: IndexWriter
    path: str
    marks: list[Mark] = field(default_factory=list)
    links: list[StoryLink] = field(default_factory=list)

    def decide(self, signatures: list[Signature], vectors: list[StoryVector], as_of: int) -> tuple[list[Mark], list[StoryLink]]:
        at = IndexAt(self.path, as_of)
        return mark_duplicates(signatures, at.duplicates_for(signatures)), link_stories(vectors, at.stories_for(vectors))

    def batches(self, size: int, start: int = 0, stop: int = len(FLOW), crash_every: int = 0) -> None:
        for first in range(start, stop, size):
            seq = self.writer.seq + 1
            signatures, vectors = SIGNATURES[first : min(stop, first + size)], VECTORS[first : min(stop, first + size)]
            marks, links = self.decide(signatures, vectors, seq - 1)
            self.apply(seq, signatures, marks, vectors, links)
            if crash_every and seq % crash_every == 0:
                self.writer.rollback_to(seq - 1)
                assert self.decide(signatures, vectors, seq - 1) == (marks, links)
                self.apply(seq, signatures, marks, vectors, links)
            self.marks += marks
            self.links += links

    def apply(self, seq: int, signatures: list[Signature], marks: list[Mark], vectors: list[StoryVector], links: list[StoryLink]) -> None:
        self.writer.apply(seq, list(zip(signatures, marks, strict=True)), list(zip(vectors, links, strict=True)))


def content(path: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but those that record the batches themselves."""
    connection = sqlite3.connect(path)
    tables = ["document", "holder", "chrome", "placed", "listed", "frequency"]
    rows = {table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}
    newest = "SELECT story_id, first_at, last_at, norm, terms, weights FROM story GROUP BY story_id HAVING seq = max(seq)"
    rows["story"] = sorted(connection.execute(newest).fetchall())
    connection.close()
    return rows


@pytest.mark.parametrize(("size", "crash_every"), [(1, 0), (7, 0), (50, 0), (1, 3), (7, 2), (50, 1)])
def test_batches_of_any_size_and_redone_batches_decide_alike(
    writer: IndexWriter, path: str, tmp_path: Path, size: int, crash_every: int
) -> None:
    run = Run(writer, path)
    run.batches(size, crash_every=crash_every)
    assert run.marks == MARKS
    assert run.links == LINKS
    at_once = IndexWriter(str(tmp_path / "at_once.sqlite"))
    Run(at_once, "").apply(1, SIGNATURES, MARKS, VECTORS, LINKS)
    at_once.close()
    expected, found = content(str(tmp_path / "at_once.sqlite")), content(path)
    assert [one[:2] for one in expected.pop("frequency")] == [one[:2] for one in found.pop("frequency")]
    assert found == expected


def test_memory_and_file_agree() -> None:
    index = MemoryIndex()
    marks, links = [], []
    for first in range(0, len(FLOW), 13):
        signatures, vectors = SIGNATURES[first : first + 13], VECTORS[first : first + 13]
        marks += mark_duplicates(signatures, index.duplicates_for(signatures))
        links += link_stories(vectors, index.stories_for(vectors))
        index.apply(zip(signatures, marks[first:], strict=True), zip(vectors, links[first:], strict=True))
    assert (marks, links) == (MARKS, LINKS)


def test_applying_a_batch_twice_changes_nothing(writer: IndexWriter, path: str) -> None:
    run = Run(writer, path)
    run.batches(50, stop=100)
    before = content(path)
    run.apply(2, SIGNATURES[50:100], MARKS[50:100], VECTORS[50:100], LINKS[50:100])
    assert content(path) == before
    assert writer.seq == 2


def test_rollback_leaves_what_was_there(writer: IndexWriter, path: str) -> None:
    run = Run(writer, path)
    run.batches(25, stop=50)
    before = content(path)
    run.batches(20, start=50, stop=130)
    assert content(path) != before
    writer.rollback_to(2)
    found = content(path)
    assert [one[:2] for one in before.pop("frequency")] == [one[:2] for one in found.pop("frequency")]
    assert found == before
    writer.rollback_to(2)
    assert writer.seq == 2


def test_later_batches_are_not_seen(writer: IndexWriter, path: str) -> None:
    Run(writer, path).batches(25, stop=50)
    expected = Run(writer, path).decide(SIGNATURES[50:100], VECTORS[50:100], 2)
    Run(writer, path).batches(25, start=50)
    assert Run(writer, path).decide(SIGNATURES[50:100], VECTORS[50:100], 2) == expected
    assert expected == (MARKS[50:100], LINKS[50:100])


def test_batches_may_be_decided_long_after_they_asked_for_the_index(writer: IndexWriter, path: str) -> None:
    Run(writer, path).batches(50, stop=50)
    at = IndexAt(path, 1)
    Run(writer, path).batches(1, start=50, stop=80)
    assert mark_duplicates(SIGNATURES[50:], at.duplicates_for(SIGNATURES[50:])) == MARKS[50:]
    assert link_stories(VECTORS[50:], at.stories_for(VECTORS[50:])) == LINKS[50:]


def test_what_lies_too_far_back_is_told_as_it_was_a_little_later(writer: IndexWriter, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "KEEP_BATCHES", 8)
    Run(writer, path).batches(1, stop=20)
    writer.apply(21, [], [], [sketch("a", 1)])
    oldest = 21 - 8
    for as_of in (0, oldest - 1):
        assert IndexAt(path, as_of).duplicates_for(SIGNATURES).size == IndexAt(path, oldest).duplicates_for(SIGNATURES).size > 0
        assert Run(writer, path).decide(SIGNATURES[20:], VECTORS[20:], as_of) == Run(writer, path).decide(
            SIGNATURES[20:], VECTORS[20:], oldest
        )
        assert IndexAt(path, as_of).sketches_for([Id("a")]) == []
    assert [writer.reaches(seq) for seq in (oldest - 1, oldest, 21, 22)] == [False, True, True, False]
    with pytest.raises(StoreError, match="after batch 1"):
        writer.rollback_to(1)


def test_large_batches_are_kept_for_a_shorter_time(writer: IndexWriter, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "KEEP_ARTICLES", 20)
    monkeypatch.setattr(index_module, "LEAST_BATCHES", 2)
    Run(writer, path).batches(10)
    assert [writer.reaches(seq) for seq in (writer.seq - 5, writer.seq - 1)] == [False, True]


def test_old_versions_of_stories_are_dropped(writer: IndexWriter, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "KEEP_BATCHES", 8)
    Run(writer, path).batches(1)
    counts = "SELECT max(n) FROM (SELECT count(*) AS n FROM story GROUP BY story_id)"
    (most,) = sqlite3.connect(path).execute(counts).fetchone()
    assert most <= 9
    for seq in range(writer.seq + 1, writer.seq + 12):
        writer.apply(seq, [])
    writer.expire((MORNING - timedelta(days=90)).date())
    assert sqlite3.connect(path).execute(counts).fetchone() == (1,)


def test_an_index_made_anew_decides_alike(writer: IndexWriter, path: str) -> None:
    Run(writer, path).batches(7, stop=100)
    expected = Run(writer, path).decide(SIGNATURES[100:], VECTORS[100:], writer.seq)
    told = [one for one in zip(SIGNATURES[:100], MARKS[:100], VECTORS[:100], LINKS[:100], strict=True) if one[1].status != "unchanged"]
    chunks = [
        Remembered([(one[0], replace(one[1], new_chrome=())) for one in part], [one[2:] for one in part], [sketch("a", first)], [])
        for first in range(0, len(told), 30)
        if (part := told[first : first + 30])
    ]
    writer.rebuild(40, chunks)
    assert (writer.seq, writer.reaches(39), writer.reaches(40)) == (40, False, True)
    assert Run(writer, path).decide(SIGNATURES[100:], VECTORS[100:], 40)[0] == expected[0]
    assert len(IndexAt(path, 40).sketches_for([Id("a")])) == len(chunks)
    writer.apply(41, [(SIGNATURES[100], MARKS[100])])
    writer.rollback_to(40)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (sqlite3.SQLITE_FULL, TemporaryError, "disk is full"),
        (sqlite3.SQLITE_IOERR_WRITE, TemporaryError, "disk is full"),
        (sqlite3.SQLITE_BUSY, TemporaryError, "another program has locked"),
        (sqlite3.SQLITE_CORRUPT, StoreError, "damaged .* delete it"),
        (sqlite3.SQLITE_CANTOPEN, StoreError, "cannot be written"),
    ],
)
def test_faults_of_the_file_are_told_in_one_sentence(code: int, kind: type[UserError], words: str) -> None:
    error = sqlite3.OperationalError("it says so")
    error.sqlite_errorcode = code
    with pytest.raises(kind, match=words), index_faults("/news/index.sqlite", "written"):
        raise error


def test_a_full_disk_is_told_and_loses_nothing(path: str) -> None:
    writer = IndexWriter(path)
    Run(writer, path).batches(25, stop=50)
    before = content(path)
    (pages,) = writer._connection.execute("PRAGMA page_count").fetchone()
    writer._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(TemporaryError, match="disk is full"):
        Run(writer, path).batches(50, start=50)
    writer.close()
    assert content(path) == before


def test_a_locked_file_is_told(writer: IndexWriter, path: str) -> None:
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    writer._connection.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(TemporaryError, match="locked"):
        writer.apply(1, [])
    other.close()


def test_damage_found_while_reading_is_told(writer: IndexWriter, path: str) -> None:
    Run(writer, path).batches(50)
    writer.close()
    file = Path(path)
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * (file.stat().st_size - 4096))
    at = IndexAt(path, 1)
    with pytest.raises(StoreError, match="damaged"):
        at.duplicates_for(SIGNATURES)
    with pytest.raises(StoreError, match="damaged"):
        at.stories_for(VECTORS)


def test_an_empty_index_knows_nothing(writer: IndexWriter, path: str) -> None:
    for at in (IndexAt(None, 0), IndexAt(path, 0), IndexAt(path, 99)):
        assert Run(writer, path).decide(SIGNATURES, VECTORS, 0) == (MARKS, LINKS)
        assert at.duplicates_for(SIGNATURES).size == at.stories_for(VECTORS).size == 0
        assert at.sketches_for([make_id("story", "x")]) == []
        assert list(at.duplicates_for([]).revisions(SIGNATURES[0].article_id)) == []


def test_an_index_at_is_small_to_send(path: str) -> None:
    assert pickle.loads(pickle.dumps(IndexAt(path, 3))) == IndexAt(path, 3)


def test_a_missing_or_foreign_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"none\.sqlite cannot be read"):
        IndexAt(str(tmp_path / "none.sqlite"), 1).stories_for([])
    (tmp_path / "text.sqlite").write_text("not a database, but long enough to be looked at as one" * 20)
    with pytest.raises(StoreError, match=r"text\.sqlite is damaged"):
        IndexWriter(str(tmp_path / "text.sqlite"))


def test_a_newer_file_is_refused(writer: IndexWriter, path: str) -> None:
    sqlite3.connect(path).execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer newsbeam"):
        IndexWriter(path)


def test_an_index_opened_again_goes_on(path: str) -> None:
    for first in range(0, 150, 50):
        writer = IndexWriter(path)
        run = Run(writer, path)
        run.batches(50, start=first, stop=first + 50)
        writer.close()
        assert (run.marks, run.links) == (MARKS[first : first + 50], LINKS[first : first + 50])


def test_a_failed_batch_leaves_nothing(writer: IndexWriter, path: str) -> None:
    Run(writer, path).batches(50, stop=50)
    before = content(path)
    broken = [(SIGNATURES[60], MARKS[60]), (None, None)]
    with pytest.raises(AttributeError):
        writer.apply(2, broken)  # type: ignore[arg-type]
    assert content(path) == before
    assert writer.seq == 1


def test_expiry_forgets_texts_but_not_articles(writer: IndexWriter, path: str) -> None:
    story = prose(1, 200)
    old, new = signature(story), signature(story + " new", "https://ostara.example/1", days=40)
    vectors = [vector("Ostara dam", story, days=days, url=f"https://ostara.example/{days}", number=days) for days in (0, 40)]
    marks, links = Run(writer, path).decide([old, new], vectors, 0)
    writer.apply(1, list(zip([old, new], marks, strict=True)), list(zip(vectors, links, strict=True)))
    writer.expire((MORNING + timedelta(days=20)).date())
    index = IndexAt(path, 1)
    known = index.duplicates_for([old, new])
    assert [len(known.holders(one.fingerprints[0])) for one in (old, new)] == [0, 1] or old.fingerprints[0] == new.fingerprints[0]
    again, copy, revised = mark_duplicates([old, signature(story, "https://zellin.example/1"), signature(story + " more")], known)
    assert (again.status, copy.duplicate_kind) == ("unchanged", "exact_copy")
    assert (revised.status, revised.revision, revised.cluster) == ("revised", 2, marks[0].cluster)
    stories = index.stories_for(vectors)
    assert [stories.story(one.story_id) is not None for one in links] == [False, True]
    assert [stories.placed(one.article_id) is not None for one in vectors] == [False, True]


def sketch(story: str, number: int, day: int = 0) -> ClaimSketch:
    return ClaimSketch(
        claim_id=make_id("claim", story, str(number)),
        article_id=make_id("article", story),
        source="kelmar.example",
        speaker_entity_id=None,
        cue_class="say",
        polarity="deny",
        terms=("dam", "water"),
        day=(MORNING + timedelta(days=day)).date(),
        story_id=Id(story),
        quote_hash=(1 << 63) - number,
    )


def test_sketches_come_back_by_story(writer: IndexWriter, path: str) -> None:
    sketches = [sketch("a", 1), sketch("b", 2), sketch("a", 3)]
    writer.apply(1, [], [], sketches)
    writer.apply(2, [], [], [sketch("a", 4)])
    assert IndexAt(path, 1).sketches_for([Id("b"), Id("a")]) == [sketches[1], sketches[0], sketches[2]]
    assert IndexAt(path, 2).sketches_for([Id("a")]) == [sketches[0], sketches[2], sketch("a", 4)]
    writer.rollback_to(1)
    assert IndexAt(path, 2).sketches_for([Id("a")]) == [sketches[0], sketches[2]]
    memory = MemoryIndex()
    memory.apply([], [], sketches)
    assert memory.sketches_for([Id("b"), Id("a")]) == [sketches[1], sketches[0], sketches[2]]


def test_only_the_newest_sketches_of_a_story_are_kept_apart(writer: IndexWriter, path: str) -> None:
    writer.apply(1, [], [], [sketch("a", number, day=number % 2) for number in range(MAX_EARLIER + 5)])
    found = IndexAt(path, 1).sketches_for([Id("a")])
    assert len(found) == MAX_EARLIER
    assert found[-1] == sketch("a", MAX_EARLIER + 4)
    writer.expire((MORNING + timedelta(days=1)).date())
    assert {one.day for one in IndexAt(path, 1).sketches_for([Id("a")])} == {(MORNING + timedelta(days=1)).date()}


def test_readers_can_read_while_the_writer_writes(writer: IndexWriter, path: str) -> None:
    Run(writer, path).batches(50, stop=50)
    stories = IndexAt(path, 1).stories_for(VECTORS[50:100])
    Run(writer, path).batches(50, start=50)
    assert link_stories(VECTORS[50:100], stories) == LINKS[50:100]


def test_traits_of_stories_come_back(path: str) -> None:
    told = replace(VECTORS[0], traits=("hkelmar", "f5.1"))
    later = replace(VECTORS[0], article_id=Id("later"), traits=("f5.1", "f17"))
    link = StoryLink(told.input_id, Id("a"), 1.0)
    with closing(IndexWriter(path)) as writer:
        writer.apply(1, [], [(told, link)])
        writer.apply(2, [], [(later, replace(link, input_id=later.input_id))])
    story = IndexAt(path, 2).stories_for([told]).story(Id("a"))
    assert story is not None
    assert story.traits == ("hkelmar", "f5.1", "f17")


def test_a_file_of_the_first_version_learns_figures(path: str) -> None:
    with closing(IndexWriter(path)) as writer:
        writer.apply(1, [], [], [sketch("a", 1)])
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE figure; ALTER TABLE story DROP COLUMN traits; PRAGMA user_version = 1;")
    with closing(IndexWriter(path)) as writer:
        writer.apply(2, [], [], [sketch("a", 2)], [])
    assert IndexAt(path, 2).figures_for([Id("a")]) == []
    assert IndexAt(path, 2).sketches_for([Id("a")]) == [sketch("a", 1), sketch("a", 2)]
