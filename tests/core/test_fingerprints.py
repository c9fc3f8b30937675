import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.linking.fingerprints import MAX_NUMBERS, MAX_TOKENS, SHINGLE, WINDOW, sign, tokens, winnow
from tests.support.invented import article, prose
from tests.support.timed import within

WORDS = st.lists(st.sampled_from([f"w{number}" for number in range(30)]), max_size=120)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("… — !", []),
        ("Two words", ["Two", "words"]),
        ("it’s 5,300", ["it", "s", "5", "300"]),
        ("日本", ["日本"]),
        ("東京都知事選", ["東京都知事", "京都知事選"]),
        ("the 東京都知事選 vote", ["the", "東京都知事", "京都知事選", "vote"]),
        ("สวัสดีครับ", ["สวัสด", "วัสดี", "ัสดีค", "สดีคร", "ดีครั", "ีครับ"]),
        ("новости дня", ["новости", "дня"]),
    ],
    ids=["empty", "no_words", "latin", "apostrophe_and_comma", "short_han", "han", "mixed", "thai", "cyrillic"],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(WORDS)
def test_fingerprints_are_sorted_unique_and_63_bit(words: list[str]) -> None:
    found = winnow(words)
    assert list(found) == sorted(set(found))
    assert all(0 <= fingerprint < 1 << 63 for fingerprint in found)
    assert bool(found) == bool(words)


@given(WORDS, WORDS, st.integers(0, 2**32))
def test_long_shared_runs_share_a_fingerprint(before: list[str], after: list[str], seed: int) -> None:
    run = prose(seed, WINDOW + SHINGLE - 1).split()
    one = winnow([*before, *run, *prose(seed + 1, WINDOW).split()])
    other = winnow([*prose(seed + 2, WINDOW).split(), *run, *after])
    assert set(one) & set(other)


def test_a_run_in_a_script_without_spaces_is_found_again() -> None:
    passage = "昨日夜に港町で起きた火災は未明までに消し止められ住民は全員無事に避難したと市の消防本部が発表した"
    one, other = (
        winnow(tokens(f"{head}。{passage}。{tail}")) for head, tail in (("朝の速報です", "続報を待つ"), ("地元紙によると", "以上"))
    )
    assert len(set(one) & set(other)) >= 3


def test_few_are_kept() -> None:
    assert 0.08 < len(winnow(prose(1, 5000).split())) / 5000 < 0.16


def test_case_spacing_and_form_do_not_count() -> None:
    text = prose(2, 100)
    assert sign(article(text)).fingerprints == sign(article(text.upper().replace(" ", "\n\u00a0"))).fingerprints


def test_numbers() -> None:
    assert sign(article("On 4 May 5,300 of 5,300 and 12b, not b12")).numbers == ("12b", "300", "4", "5")
    assert len(sign(article(" ".join(map(str, range(1000))))).numbers) == MAX_NUMBERS


def test_a_signature_carries_what_identifies_the_article() -> None:
    one = article(prose(3, 50), number=7)
    signature = sign(one)
    assert (signature.article_id, signature.content_id, signature.order) == (one.article_id, one.content_id, (0, 7))
    assert (signature.source, signature.day, signature.fetched_at) == (one.source, one.day, one.origin.fetched_at)


def test_the_same_in_another_process() -> None:
    code = (
        "from newsbeam.transforms.core.linking.fingerprints import winnow; print(sum(winnow('one two three four five six seven'.split())))"
    )
    results = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert results == {b"%d\n" % sum(winnow(["one", "two", "three", "four", "five", "six", "seven"]))}


HOSTILE = {"words": "a " * 2_000_000, "one word": "a" * 4_000_000, "han": "東" * 2_000_000, "numbers": "1 " * 1_000_000}


@pytest.mark.parametrize("name", HOSTILE)
def test_fingerprints_of_hostile_texts_are_bounded(name: str) -> None:
    assert len(sign(article(HOSTILE[name])).fingerprints) <= MAX_TOKENS


@pytest.mark.timed
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_no_time(name: str) -> None:
    with within(5):
        sign(article(HOSTILE[name]))
