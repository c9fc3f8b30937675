"""A raw dump's headline: what the window's title repeats, or the line above the body that looks most like one."""

import re
from collections import Counter
from collections.abc import Sequence

from newsbeam.transforms.core.cleaning.line_features import ending, width
from newsbeam.transforms.core.pages.bylines import lone_names
from newsbeam.transforms.core.pages.dates import parse_line
from newsbeam.transforms.core.text.cruft import line_cues, sure_cruft
from newsbeam.transforms.core.text.folding import squash

HEAD_LINES = 15
"""Lines above the body in which its title, byline and date are looked for."""
MIN_WINDOW = 20
"""Width from which a window's title names an article."""
SIGNED = 1.5
"""What a byline or date right below a line says for its being the headline."""
MAX_SIGNATURE = 100
FIRST_TITLE = 30
"""Width from which a dump's first line is its headline rather than a label."""
_CREDIT = re.compile(
    r"\b(?:photo|foto|image|getty|reuters|afp|epa|collage|коллаж|фото)\b.{0,3}[:/|]|\([^()]{2,60}/[^()]{2,60}\)\W*$"
    r"|/ ?(?:ap|afp|reuters|getty)\b|/ ?[A-ZÀ-Þ]\w+ [A-ZÀ-Þ]\w+$|©",
    re.I,
)
_NO_TITLE = frozenset(("byline", "date", "caption", "share", "newsletter", "account", "legal", "appeal", "ad", "comments"))
_WINDOW_END = re.compile(r"\s+[|–—-]\s+(?=(?:\S+(?: \S+){0,2}|[A-ZÀ-Þ]\S*(?: [A-ZÀ-Þ]\S*){0,4})$)|\s*[|｜ㅣ]\s*|：(?=[^：]{2,16}$)")
"""What parts a window's title from the outlet's name: few words, or capitalised ones."""
_NO_HEADLINE = re.compile(
    r"^[\d.\s]*(?:skip to|zum |zur |aller au |ir al |ga naar|gå til|hopp)|springen$|[»>›] |(?-i:[a-zà-ÿ]{4}[A-Z])|\s?:$"
    r"|\b(?:browser|cookies?)\b|\s[|·•]\s.{1,60}\s[|·•]\s",
    re.I,
)
"""Skip links, breadcrumbs, menus, labels."""


def find_title(texts: Sequence[str], body: int) -> int | None:
    """The headline's line.

    First what the window's title (often a dump's first line) repeats; then the window's title itself, where it is one; then the line
    above the body that looks most like a headline.
    """
    if not texts:
        return None
    window = squash(texts[0])
    core = squash(window_title(texts))
    echoes = [i for i in range(1, len(texts)) if not _is_sentence(texts[i]) and (in_window(texts[i], window) or _extends(texts[i], core))]
    suffixed = _WINDOW_END.search(texts[0]) is not None
    if echoes and not suffixed and body <= HEAD_LINES:
        echoes = [i for i in echoes if len(squash(texts[i])) >= len(window)]
    if echoes:
        above = [i for i in echoes if i <= body]
        return above[-1] if above else echoes[0]
    if suffixed and width(window_title(texts)) >= MIN_WINDOW and body > 0 and not sure_cruft(texts[0]):
        return 0
    seen = Counter(texts)
    short = body <= HEAD_LINES
    best, best_score = None, 0.0
    for i in range(max(0, body - HEAD_LINES), min(body + 1, len(texts))):
        score = _title_score(texts[i], i, body)
        if score > 0:
            score += (1.0 if 1 < seen[texts[i]] < 5 and ending(texts[i]) != "stop" else 0.0) - 0.08 * min(
                HEAD_LINES, i if short else body - i
            )
            score += SIGNED if i + 1 < len(texts) and _is_signature(texts[i + 1]) else 0.0
        if score > best_score:
            best, best_score = i, score
    if best is None and body > 0 and _title_score(texts[0], 0, 1) > 0:
        return 0
    return best


def in_window(text: str, window: str) -> bool:
    """Whether the window's title (squashed) holds the line as its main part."""
    if len(text) > 2 * len(window) + 40:
        return False
    key = squash(text)
    return len(key) >= max(10, 0.4 * len(window)) and key in window


def _extends(text: str, core: str) -> bool:
    """Whether a line is the window's title with some words more."""
    if len(text) > 2 * len(core) + 40 or len(core) < MIN_WINDOW:
        return False
    key = squash(text)
    return core in key and len(core) < len(key) < 1.8 * len(core)


def _is_signature(text: str) -> bool:
    """Whether a line says who wrote an article or when: what stands above it is the headline."""
    return len(text) < MAX_SIGNATURE and ("byline" in line_cues(text) or parse_line(text) is not None)


def _is_sentence(text: str) -> bool:
    return ending(text) == "stop" and width(text) > 80


def _title_score(text: str, i: int, body: int) -> float:
    """How much a line looks like a headline; 0 or less for none."""
    wide = width(text)
    if not 12 <= wide <= 300 or sure_cruft(text) or not squash(text) or (i == body and ending(text) == "stop"):
        return 0.0
    score = 1.6 if wide >= 25 else 0.3
    score -= 1.5 if _NO_TITLE.intersection(line_cues(text)) else 0.0
    score -= 0.8 if ending(text) == "stop" and wide > 40 else 0.0
    score -= 3.0 if _CREDIT.search(text) else 0.0
    score -= 1.5 if parse_line(text) or lone_names(text) or _NO_HEADLINE.search(text) else 0.0
    score += 0.8 if i == 0 and wide >= FIRST_TITLE else 0.0
    return score - (1.0 if wide > 180 else 0.0)


def window_title(texts: Sequence[str]) -> str:
    """The window's title without the outlet's name: its first part, or a much longer second one."""
    parts = _WINDOW_END.split(texts[0])
    return parts[1] if len(parts) > 1 and len(parts[0]) < FIRST_TITLE and len(parts[1]) > 1.5 * FIRST_TITLE else parts[0]


def title_of(texts: Sequence[str], at: int) -> str:
    """The headline; as the window's title has it where that joins it to its kicker, or leaves the kicker out."""
    title, first = texts[at], window_title(texts)
    if at == 0:
        return first if width(first) >= 15 else title
    kicker = squash(texts[at - 1])
    joined = kicker and at > 1 and squash(first) == kicker + squash(title)
    return first if joined or _extends(title, squash(first)) else title
