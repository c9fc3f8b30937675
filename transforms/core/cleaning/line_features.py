"""What one line of text looks like, in any script: the features that cleaning's models share, as names and as numbers.

What each weighs is learned (`clean_weights_*.jsonl`). Language-independent ones come first (length, punctuation of all scripts, case,
digits), patterns second.
"""

import re

from newsbeam.transforms.core.text.cruft import line_cues, rules

_SENTENCE_END = ".!?…。！？؟।॥۔።。"
_CLOSERS = "\"'”’»)]›」』】）〉》*♦■ "
_WIDE = re.compile(r"[\u0e00-\u0e7f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_NO_STOPS = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]")
UNPUNCTUATED = 60
"""Characters from which a line of a script without full stops is a sentence."""
_INNER = re.compile(r"[.!?…][\"'”’»)]?\s|[。！？؟।॥۔።]")
_COMMA = re.compile(r"[,;،、，；፣]")
_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"[\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u17b4-\u17d3]")
"""Vowel signs of Indic and Thai scripts, which `\\w` takes for the end of a word."""
_DIGIT = re.compile(r"\d")
_ODD = (
    ("pipe", re.compile(r"\s[|·•]\s")),
    ("slash_credit", re.compile(r"\w ?/ ?\w[^/]{0,40}$")),
    ("quote", re.compile(r"[\"“„«»「]")),
    ("hash", re.compile(r"(?:^|\s)#\w")),
    ("clock", re.compile(r"\b\d{1,2}[:.]\d\d\b")),
)


def width(text: str) -> int:
    """Length in Latin letters: a Han, Kana, Hangul or Thai character carries more."""
    return len(text) + (len(_WIDE.findall(text)) * 3 // 2 if not text.isascii() else 0)


def ending(text: str) -> str:
    """How a line ends: `stop`, `ask`, `colon`, `none`. Thai, Lao and Khmer end sentences with nothing: there, length decides."""
    tail = text[-8:].rstrip(_CLOSERS)
    last = tail[-1:]
    if len(text) > UNPUNCTUATED and _NO_STOPS.match(last):
        return "stop"
    if last in ".。।॥۔።…":
        return "stop" if last else "none"
    if last in "!?！？؟":
        return "ask"
    return "colon" if last in ":：" else "none"


_ENDS = ("stop", "ask", "colon", "none")
_CUES = tuple(rules("line"))
NUMBERS = (
    *("width", "words", "lower", "digits", "inner", "commas", "starts_lower", "caps"),
    *(f"end={end}" for end in _ENDS),
    *(f"has={name}" for name, _ in _ODD),
    *(f"cue={cue}" for cue in _CUES),
)
"""What the numbers of one line are called."""


def text_numbers(text: str, wide: int, end: str) -> list[float]:
    """How one line looks, in the order of `NUMBERS`; `wide` and `end` are its `width` and `ending`."""
    head = text[:1500]
    words = _WORD.findall(head if head.isascii() else _MARKS.sub("", head))
    initials = [word[0] for word in words]
    lower = sum(map(str.islower, initials))
    cased = lower + sum(map(str.isupper, initials))
    cues = set(line_cues(text))
    return [
        float(wide),
        float(len(words)),
        lower / cased if 2 * cased >= len(words) > 0 and cased else -1.0,
        len(_DIGIT.findall(head)) / max(1, len(head)),
        float(len(_INNER.findall(head))),
        float(len(_COMMA.findall(head))),
        float(text[0].islower()),
        float(len(text) > 3 and text.isupper()),
        *[float(end == name) for name in _ENDS],
        *[float(pattern.search(head) is not None) for _, pattern in _ODD],
        *[float(cue in cues) for cue in _CUES],
    ]


def words_of(text: str | None) -> frozenset[str]:
    """The different words of a text, folded."""
    return frozenset(_WORD.findall((text or "").casefold()))
