"""How much of a line another text holds: the vote of a second extractor, or of the page's own JSON-LD, on one block.

Source: Broder, "On the resemblance and containment of documents" (1997): containment, here of word triples.
"""

import re

GRAM = 3
"""Words, or characters of scripts without spaces, that are compared together."""
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


_MARKS = frozenset(("-", "|", "–", "—", "•", "*", ">"))
"""What stands for itself between or before words: each writer of text marks the items of a list and the cells of a row in another way."""


def units(line: str) -> list[str]:
    """The words of a line; the characters where a script writes no spaces."""
    words = _WIDE.sub(lambda match: f" {match.group()} ", line).split() if not line.isascii() else line.split()
    return words if _MARKS.isdisjoint(words) else [word for word in words if word not in _MARKS]


class Vote:
    """The word triples and whole lines of a text, to ask what share of a line it holds: linear in text and lines."""

    def __init__(self, text: str | None) -> None:
        self.lines: set[str] = set()
        self.grams: set[tuple[str, ...]] = set()
        self.chars = len(text or "")
        for line in (text or "").split("\n"):
            self.add(line)

    def add(self, line: str) -> None:
        """One more line of the text."""
        words = units(line)
        self.lines.add(" ".join(words))
        self.grams.update(zip(*(words[i:] for i in range(GRAM)), strict=False))

    def share(self, line: str) -> float:
        """From 0 (nothing of it) to 1 (all of it): the share of its triples; of a shorter line, whether it is a line of the text."""
        words = units(line)
        if words and " ".join(words) in self.lines:
            return 1.0
        if len(words) < GRAM:
            return 0.0
        held = map(self.grams.__contains__, zip(*(words[i:] for i in range(GRAM)), strict=False))
        return sum(held) / (len(words) - GRAM + 1)
