from dataclasses import replace
from datetime import timedelta

import pytest

from newsbeam.transforms.core.linking.duplicate_index import HOLDERS_A_DAY, WINDOW_DAYS, DuplicateOverlay, NoDuplicates
from newsbeam.transforms.core.linking.duplicates import CONTAINMENT, CROWD, mark_duplicates, remember_marks
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.records import Mark, Signature
from tests.support.invented import MORNING, article, newsroom, prose, signature

STORY = prose(1, 300)
HALF = " ".join(STORY.split()[:150])
OTHER = "https://zellin.example/9"


def mark(*signatures: Signature) -> list[Mark]:
    return mark_duplicates([replace(one, order=(0, number)) for number, one in enumerate(signatures)], NoDuplicates())


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (STORY, STORY.upper(), "exact_copy"),
        (STORY, f"{STORY} {prose(2, 20)}", "near_copy"),
        (STORY, HALF, "excerpt"),
        (HALF, STORY, "superset"),
        (STORY, f"{prose(3, 50)} {' '.join(STORY.split()[:200])} {prose(4, 50)}", "near_copy"),
        (STORY, f"{prose(3, 900)} {' '.join(STORY.split()[:60])}", None),
        (STORY, prose(5, 300), None),
        ("", "", "exact_copy"),
        ("Two words", "Two words more", None),
    ],
    ids=["exact", "more_at_end", "excerpt", "superset", "most_in_other_words", "one_quote", "unrelated", "empty", "tiny"],
)
def test_copies_at_another_outlet(first: str, second: str, kind: str | None) -> None:
    original, copy = mark(signature(first), signature(second, OTHER))
    assert (original.status, original.duplicate_of, original.revision) == ("new", None, 1)
    assert copy.status == "new"
    assert copy.duplicate_kind == kind
    assert copy.duplicate_of == (signature(first).article_id if kind else None)
    assert copy.cluster == (original.cluster if kind else signature(second, OTHER).article_id)
    assert (copy.similarity is None) == (kind is None)


def test_a_new_title_makes_a_near_copy() -> None:
    _, copy = mark(signature(STORY), signature(STORY, OTHER, title="Another title"))
    assert (copy.duplicate_kind, copy.similarity) == ("near_copy", 1.0)


def test_revisions_of_one_article() -> None:
    first, changed, back, more = mark(
        signature(STORY),
        signature(f"{STORY} {prose(2, 30)}", days=2),
        signature(STORY, days=3),
        signature(f"{STORY} {prose(3, 30)}", days=4),
    )
    assert [one.status for one in (first, changed, back, more)] == ["new", "revised", "unchanged", "revised"]
    assert [one.revision for one in (first, changed, back, more)] == [1, 2, 1, 3]
    assert {one.day for one in (first, changed, back, more)} == {MORNING.date()}
    assert {one.first_seen_at for one in (first, changed, back, more)} == {MORNING}
    assert {one.duplicate_of for one in (first, changed, back, more)} == {None}
    assert {one.cluster for one in (first, changed, back, more)} == {first.cluster}


def test_a_revised_copy_is_still_a_copy_of_the_original() -> None:
    _, _, revised = mark(signature(STORY), signature(f"{STORY} a", OTHER), signature(f"{STORY} {prose(2, 20)}", OTHER))
    assert (revised.status, revised.duplicate_of) == ("revised", signature(STORY).article_id)


def test_no_circles() -> None:
    """Two articles that are revised towards each other: the later one is the copy, never both."""
    first, second, first_again = mark(signature(STORY), signature(prose(2, 300), OTHER), signature(f"{prose(2, 300)} more"))
    assert (first.duplicate_of, second.duplicate_of, first_again.duplicate_of) == (None, None, None)


def test_a_wholly_new_text_leaves_the_cluster_of_its_page() -> None:
    _, copy, replaced = mark(signature(STORY), signature(STORY, OTHER), signature(prose(7, 200), OTHER))
    assert copy.cluster != copy.input_id
    assert replaced.cluster == signature("", OTHER).article_id


def test_the_best_match_counts() -> None:
    longer = f"{STORY} {prose(2, 120)}"
    *_, copy = mark(signature(STORY), signature(longer, OTHER), signature(f"{longer} end", "https://ostara.example/3"))
    assert copy.duplicate_of == signature(longer, OTHER).article_id


class TestChrome:
    CHROME = prose(90, 200)

    def page(self, number: int, outlet: str = "kelmar", words: int = 80, days: float = 0) -> Signature:
        return signature(f"{self.CHROME}\n{prose(number, words)}", f"https://{outlet}.example/{number}", title=str(number), days=days)

    def test_pages_of_one_outlet_that_share_only_furniture(self) -> None:
        marks = mark(*(self.page(number) for number in range(5)))
        assert {one.duplicate_of for one in marks} == {None}
        assert len({one.cluster for one in marks}) == 5
        assert marks[1].new_chrome
        assert set(marks[1].new_chrome) <= set(self.page(0).fingerprints) & set(self.page(1).fingerprints)

    def test_what_they_share_with_another_outlet_is_no_furniture(self) -> None:
        *_, copy = mark(self.page(0), self.page(1, "zellin"))
        assert copy.duplicate_of == self.page(0).article_id

    def test_a_copy_of_a_page_with_furniture_is_found_by_the_rest(self) -> None:
        bare = signature(prose(0, 80), OTHER, title="0")
        *_, copy = mark(self.page(0), self.page(1), self.page(2), bare)
        assert (copy.duplicate_of, copy.duplicate_kind) == (self.page(0).article_id, "near_copy")

    def test_a_second_copy_on_one_outlet_is_a_copy(self) -> None:
        _, copy = mark(signature(STORY), signature(f"{STORY} end", "https://kelmar.example/2"))
        assert (copy.duplicate_kind, copy.new_chrome) == ("near_copy", ())

    def test_furniture_is_forgotten_and_learned_again(self) -> None:
        later = WINDOW_DAYS + 1
        marks = mark(self.page(0), self.page(1), self.page(2, days=later), self.page(3, days=later))
        assert [bool(one.new_chrome) for one in marks] == [False, True, False, True]
        assert {one.duplicate_of for one in marks} == {None}

    def test_two_versions_of_a_report_that_another_outlet_carries_are_no_furniture(self) -> None:
        report = prose(70, 200)
        first = signature(f"{report} {prose(71, 60)}", "https://kelmar.example/1")
        second = signature(f"{' '.join(report.split()[:150])} {prose(72, 90)}", "https://kelmar.example/2")
        _, _, copy = mark(signature(report, OTHER), first, second)
        assert (copy.duplicate_kind, copy.new_chrome) == ("near_copy", ())


def test_a_text_with_corrected_numbers_is_a_copy() -> None:
    words = STORY.split()
    facts = [f"{word} {{}}" if place in (20, 90, 160, 230) else word for place, word in enumerate(words)]
    _, copy = mark(signature(" ".join(facts).format(3, 40, 17, 200)), signature(" ".join(facts).format(5, 61, 19, 350), OTHER))
    assert copy.duplicate_kind == "near_copy"


def test_a_rewrite_that_keeps_less_than_half_of_the_report_is_a_copy() -> None:
    report = STORY.split()
    rewrite = " ".join(" ".join(report[start : start + 28]) + " " + prose(start, 26) for start in range(0, 300, 54))
    _, copy = mark(signature(STORY), signature(rewrite, OTHER))
    assert copy.duplicate_kind == "near_copy"
    assert copy.similarity is not None
    assert CONTAINMENT <= copy.similarity < 0.6


def test_reports_from_one_template_differ_in_their_numbers() -> None:
    words = STORY.split()

    def report(numbers: range) -> str:
        return " ".join(f"{word} {numbers[place // 30]}" if place % 30 == 29 else word for place, word in enumerate(words))

    _, same = mark(signature(report(range(10, 20))), signature(f"{report(range(10, 20))} end", OTHER))
    _, other = mark(signature(report(range(10, 20))), signature(f"{report(range(30, 40))} end", OTHER))
    assert (same.duplicate_kind, other.duplicate_kind) == ("near_copy", None)


def test_stock_phrases_do_not_make_copies() -> None:
    disclaimer = prose(50, 100)
    pages = [signature(f"{disclaimer} {prose(number, 220)}", f"https://outlet{number}.example/1") for number in range(CROWD + 1)]
    *_, last = mark(*pages, signature(f"{disclaimer} {prose(99, 90)}", OTHER))
    assert last.duplicate_of is None


@pytest.mark.parametrize("days", [WINDOW_DAYS, WINDOW_DAYS + 1, -WINDOW_DAYS, -WINDOW_DAYS - 1])
def test_near_copies_are_sought_within_a_window_both_ways(days: int) -> None:
    _, copy = mark(signature(STORY), signature(f"{STORY} end", OTHER, days=days))
    assert (copy.duplicate_of is not None) == (abs(days) <= WINDOW_DAYS)


def test_exact_copies_are_known_for_ever() -> None:
    _, copy = mark(signature(STORY), signature(STORY, OTHER, days=400))
    assert copy.duplicate_kind == "exact_copy"


def test_lists_are_bounded() -> None:
    index = DuplicateOverlay()
    signatures = [signature(f"{STORY} {number}", f"https://outlet{number}.example/1") for number in range(3 * HOLDERS_A_DAY)]
    marks = mark_duplicates(signatures, index)
    remember_marks(zip(signatures, marks, strict=True), index)
    assert max(len(index.holders(fingerprint)) for fingerprint in signatures[0].fingerprints) == HOLDERS_A_DAY
    assert {one.cluster for one in marks} == {signatures[0].article_id}


@pytest.mark.parametrize("size", [1, 7, 50])
def test_batches_of_any_size_decide_alike(size: int) -> None:
    signatures = [sign(one) for one in newsroom(1, 150)]
    index = DuplicateOverlay()
    marks: list[Mark] = []
    for start in range(0, len(signatures), size):
        batch = signatures[start : start + size]
        decided = mark_duplicates(batch, index)
        remember_marks(zip(batch, decided, strict=True), index)
        marks += decided
    assert marks == mark_duplicates(signatures, NoDuplicates())
    assert {one.status for one in marks} == {"new", "revised", "unchanged"}
    assert {one.duplicate_kind for one in marks} == {None, "exact_copy", "near_copy", "excerpt", "superset"}
    assert any(one.new_chrome for one in marks)


def test_the_index_below_is_not_changed() -> None:
    index = DuplicateOverlay()
    mark_duplicates([signature(STORY)], index)
    assert (index.size, index.revisions(signature(STORY).article_id)) == (0, ())


def test_copies_of_copies_never_run_in_circles() -> None:
    signatures = [sign(one) for one in newsroom(3, 200)]
    marks = mark_duplicates(signatures, NoDuplicates())
    first_seen: dict[str, int] = {}
    for number, (one, decided) in enumerate(zip(signatures, marks, strict=True)):
        first_seen.setdefault(one.article_id, number)
        if decided.duplicate_of is not None:
            assert first_seen[decided.duplicate_of] < first_seen[one.article_id]


def test_an_undated_revision_keeps_its_first_day() -> None:
    later = replace(signature(f"{STORY} end"), day=MORNING.date() + timedelta(days=9), fetched_at=MORNING + timedelta(days=9))
    _, revised = mark(signature(STORY), later)
    assert (revised.day, revised.first_seen_at) == (MORNING.date(), MORNING)


def test_a_page_that_had_no_words_yet_stays_in_its_cluster() -> None:
    empty, filled = mark(signature("…"), signature(STORY, days=1))
    assert (filled.status, filled.cluster) == ("revised", empty.cluster)


def test_texts_without_an_outlet_share_no_furniture() -> None:
    furniture = prose(900, 60)
    pages = [sign(article(f"{prose(number, 80)}\n{furniture}", f"https://kelmar.example/{number}", source="")) for number in range(6)]
    assert [one.new_chrome for one in mark(*pages)] == [()] * 6


def test_copies_between_texts_without_an_outlet_are_copies() -> None:
    """Nobody's texts are not one outlet's: what two of them share is no page furniture."""
    report = prose(901, 200)
    other = "https://dump.example/2"
    first, second = (sign(article(f"{report} {prose(seed, 60)}", url, source="")) for seed, url in ((902, OTHER), (903, other)))
    _, copy = mark(first, second)
    assert (copy.duplicate_kind, copy.duplicate_of) == ("near_copy", first.article_id)
