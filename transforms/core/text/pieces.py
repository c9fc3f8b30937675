"""The paragraphs of a text, none too long for the language model."""

import re
from collections.abc import Iterator

from newsbeam.transforms.records import Span

MAX_TEXT = 200_000
"""Characters of an article that are analysed; what follows is kept in the text and has no mentions or claims."""
MAX_PIECE = 5_000
"""Characters given to the model at once: longer paragraphs are cut at white space."""
UNBROKEN = re.compile(r"\S{300}")
"""spaCy's tokenizer is quadratic on runs without white space."""


def pieces(text: str) -> Iterator[Span]:
    """The paragraphs of `text` that hold more than white space, none longer than `MAX_PIECE`, up to `MAX_TEXT`."""
    start = 0
    for line in text[:MAX_TEXT].split("\n"):
        end = start + len(line)
        at = start
        while end - at > MAX_PIECE:
            cut = text.rfind(" ", at + MAX_PIECE // 2, at + MAX_PIECE)
            cut = cut if cut > at else at + MAX_PIECE
            yield Span(at, cut)
            at = cut
        if line.strip():
            yield Span(at, end)
        start = end + 1


def breakable(text: str) -> str:
    """`text` with a space put over every 300th character of a run without white space: same length, same offsets."""
    return UNBROKEN.sub(lambda run: run[0][:-1] + " ", text)
