"""Winnowing fingerprints: a few hashes of a text such that any long enough passage shared by two texts shows in both.

Source: Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003. Of every `WINDOW`
consecutive shingles (`SHINGLE` tokens each) the one with the least hash is kept, so a shared run of WINDOW + SHINGLE - 1 tokens
always shares a fingerprint, and about 2 / (WINDOW + 1) of all shingles are kept.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np

from newsbeam.transforms.core.ids import normalise
from newsbeam.transforms.records import Article, Signature

SHINGLE = 4
WINDOW = 16
MAX_TOKENS = 20_000
"""What follows is not looked at: a text of this length is a book or an attack."""
MAX_NUMBERS = 256
GRAM = 5
"""Characters to a token in scripts without spaces between words; tokens overlap, so a shingle covers GRAM + SHINGLE - 1 characters."""

UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"  # Han
)
"""Scripts without spaces between words, as the inside of a regular expression's character class."""

_RUN = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|[^\W{UNSPACED}]+")


def sign(article: Article) -> Signature:
    """What is needed to tell whether `article` is known, changed or a copy."""
    words = tokens(normalise(article.text))
    return Signature(
        input_id=article.origin.input_id,
        order=article.origin.order,
        article_id=article.article_id,
        content_id=article.content_id,
        url_key=article.url_key,
        source=article.source,
        day=article.day,
        fetched_at=article.origin.fetched_at,
        fingerprints=winnow(words),
        numbers=numbers(words),
    )


def tokens(text: str) -> list[str]:
    """Words; overlapping character n-grams where the script has no spaces. At most `MAX_TOKENS`."""
    found: list[str] = []
    for run in _RUN.finditer(text):
        if run["unspaced"]:
            found.extend(grams(run[0], GRAM))
        else:
            found.append(run[0])
        if len(found) >= MAX_TOKENS:
            break
    return found[:MAX_TOKENS]


def grams(run: str, size: int) -> Iterator[str]:
    """The overlapping pieces of `size` characters of a run; the run itself if it is shorter."""
    return (run[start : start + size] for start in range(max(1, len(run) - size + 1)))


def numbers(words: Iterable[str]) -> tuple[str, ...]:
    """The different numbers among the tokens, sorted; the first `MAX_NUMBERS` of the text."""
    return tuple(sorted(list(dict.fromkeys(word for word in words if word[0].isdigit()))[:MAX_NUMBERS]))


def winnow(words: Sequence[str]) -> tuple[int, ...]:
    """The fingerprints of a token sequence: unsigned 63-bit, sorted, unique.

    A text of at most one window has no windows to choose from: it gives its least hashes, which are the ones that it
    most likely shares with a longer text that contains it.
    """
    if not words:
        return ()
    hashes = _shingle_hashes(words)
    if len(hashes) <= WINDOW:
        kept = np.sort(hashes)[: max(2, len(hashes) // 6)]
    else:
        kept = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW).min(axis=1)
    return tuple(np.unique(kept >> np.uint64(1)).tolist())


def _shingle_hashes(words: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """One well mixed hash for each run of `SHINGLE` tokens (or for the whole, if it is shorter)."""
    of_words = np.fromiter(map(_word_hash, words), dtype=np.uint64, count=len(words))
    width = min(SHINGLE, len(words))
    count = len(words) - width + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(width):
        mixed = _mix((mixed * np.uint64(0x9E3779B97F4A7C15)) ^ of_words[offset : offset + count])
    return mixed


def _mix(values: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The finaliser of splitmix64: every bit of the input bears on every bit of the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
