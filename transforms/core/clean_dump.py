"""A raw dump's article text: the visible lines of one page, of which the article's are kept.

A linear model judges every line by its look, its place and its neighbours (`line_features`, `clean_model`); no language is assumed. Rules
then take out what is never news, and find title, byline and date in the lines before the article.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from transforms.core import clean_model
from transforms.core.blocks import squeeze
from transforms.core.cruft import line_cues, sure_cruft
from transforms.core.cut_rules import Facts, apply_rules, is_date, line_reason, split, squash
from transforms.core.dates import Moment, parse_line
from transforms.core.line_features import ending, text_features, width
from transforms.core.metadata import people
from transforms.records import RemovedBlock

_BULLET = re.compile(r"^(?:[•·▪●○‣◦]|[*–—-])\s+")
MAX_LINES = 40_000


class Line(NamedTuple):
    """One line of a dump."""

    text: str
    bullet: bool
    indent: int
    gap: bool
    """An empty line stands before it."""


def lines_of(text: str) -> list[Line]:
    """The lines that say something, with their layout."""
    out: list[Line] = []
    gap = True
    for raw in text.split("\n"):
        line = squeeze(raw)
        if not line:
            gap = True
            continue
        bare = _BULLET.sub("", line)
        out.append(Line(bare or line, bare != line, min(4, (len(raw) - len(raw.lstrip())) // 2), gap))
        gap = False
        if len(out) >= MAX_LINES:
            break
    return out


def features_of(lines: Sequence[Line]) -> list[list[str]]:
    """The features of every line of a dump."""
    counts = Counter(line.text for line in lines)
    gaps = sum(line.gap for line in lines) > 0.2 * len(lines)
    widths = [width(line.text) for line in lines]
    total = sum(w for w, line in zip(widths, lines, strict=True) if w > 80) or 1
    dense = int(10 * sum(w for w, line in zip(widths, lines, strict=True) if w > 60 and ending(line.text) != "none") / max(1, sum(widths)))
    done = 0
    out = []
    first = set((lines[0].text if lines else "").casefold().split())
    for i, line in enumerate(lines):
        names = text_features(line.text)
        wide = widths[i]
        if line.bullet:
            names += ["bullet", f"bullet&end={ending(line.text)}", f"bullet&wide={wide > 80}"]
        if line.indent:
            names.append(f"indent={line.indent}")
        if gaps:
            names += [f"gap={line.gap}&{line.bullet}", f"lone={line.gap and (i + 1 == len(lines) or lines[i + 1].gap)}&{wide > 60}"]
        if counts[line.text] > 1:
            names += ["repeated", f"repeated&wide={wide > 60}"]
        if wide < 300:
            words = set(line.text.casefold().split())
            if len(words) > 2 and len(words & first) >= 0.7 * len(words):
                names.append("in_first")
        before = done / total
        if wide > 80:
            done += wide
        after = 1 - done / total
        names.append(f"before={min(4, int(5 * before))}&after={min(4, int(5 * after))}")
        place = "head" if before == 0 else "tail" if after < 1e-9 else "inside"
        names.append(place)
        names += [
            f"dense={dense}",
            f"dense={dense}&end={ending(line.text)}",
            f"dense={dense // 2}&wide={min(3, wide // 40)}",
            f"dense={dense}&{place}",
        ]
        names.append(f"run={_run(widths, i)}")
        names.append(f"long_next={_near(widths, i, 1)}&long_prev={_near(widths, i, -1)}")
        out.append(names)
    return out


def _run(widths: Sequence[int], i: int) -> int:
    """How many of the four lines around are long."""
    return sum(w > 80 for w in widths[max(0, i - 2) : i]) + sum(w > 80 for w in widths[i + 1 : i + 3])


def _near(widths: Sequence[int], i: int, step: int) -> int:
    """How far the next long line is, in one direction: 0 adjacent to 3 far."""
    for k in range(1, 5):
        j = i + k * step
        if not 0 <= j < len(widths):
            return 3
        if widths[j] > 80:
            return k - 1 if k < 4 else 2
    return 3


# --- the article and its head ----------------------------------------------------------------------------------------

THRESHOLD = 0.0
"""Log-odds from which a line is news."""
SLACK = 0.8
"""Log-odds that are forgiven to the first and the last sentence."""
HEAD_LINES = 15
"""Lines above the body in which its title, byline and date are looked for."""
HEAD_AFTER = 8
"""Lines from the body's first on in which byline and date may still come."""


class Dump(NamedTuple):
    """What a dump says: the article's lines, its head, and what was cut."""

    title: str | None
    authors: tuple[str, ...]
    published: Moment | None
    lines: list[str]
    removed: list[RemovedBlock]


def clean_dump(text: str) -> Dump:
    """The article in the visible text of a page."""
    lines = lines_of(text)
    texts = [line.text for line in lines]
    scores = clean_model.second_step("dump", features_of(lines))
    reasons: list[str | None] = [None if score > THRESHOLD else line_reason(line) for score, line in zip(scores, texts, strict=True)]
    body = next((i for i, reason in enumerate(reasons) if reason is None and width(texts[i]) > 80 and ending(texts[i]) != "none"), None)
    if body is None:
        body = next((i for i, reason in enumerate(reasons) if reason is None), len(texts))
    body = _with_lede(texts, scores, reasons, body)
    at = find_title(texts, body)
    title = title_of(texts, at) if at is not None else None
    if at is not None:
        reasons[at] = "title"
    head = range(at + 1 if at is not None else max(0, body - HEAD_LINES), min(body + HEAD_AFTER, len(texts)))
    authors, published = read_head(texts, head, reasons)
    window = (texts[0],) if title and _in_window(title, squash(texts[0])) else ()
    apply_rules(texts, reasons, Facts(title, window, authors))
    kept, removed = split(texts, reasons)
    return Dump(title, authors, published, kept, removed)


def _with_lede(texts: Sequence[str], scores: Sequence[float], reasons: list[str | None], body: int) -> int:
    """Keep the sentences that the model only just cut right before the body and at the very end: they have neighbours on one side only."""

    def forgiven(i: int) -> bool:
        return scores[i] > THRESHOLD - SLACK and ending(texts[i]) == "stop" and width(texts[i]) > 60 and not line_cues(texts[i])

    last = len(texts) - 1
    if body < last and reasons[last] is not None and reasons[last - 1] is None and forgiven(last):
        reasons[last] = None
    if 0 < body <= last and forgiven(body - 1):
        reasons[body - 1] = None
        return body - 1
    return body


def find_title(texts: Sequence[str], body: int) -> int | None:
    """The headline's line: one that the window's title (often a dump's first line) repeats, else one above the body that looks like it."""
    window = squash(texts[0]) if texts else ""
    best, best_score = None, 0.0
    for i in range(max(0, body - HEAD_LINES), min(body + 1, len(texts))):
        score = _title_score(texts[i], i, body, window)
        if score > best_score:
            best, best_score = i, score
    if best is None or best_score < SURE_TITLE:
        # further up only what the window's title confirms
        far = [i for i in range(1, max(0, body - HEAD_LINES)) if _in_window(texts[i], window)]
        if far:
            return far[-1]
    if best is None and body > 0 and _title_score(texts[0], 0, 1, "") > 0:
        return 0
    return best


SURE_TITLE = 3.0


def _in_window(text: str, window: str) -> bool:
    key = squash(text)
    return len(key) >= max(10, 0.4 * len(window)) and key in window


def _title_score(text: str, i: int, body: int, window: str) -> float:
    wide = width(text)
    if not 12 <= wide <= 300 or sure_cruft(text) or not squash(text) or (i == body and ending(text) == "stop"):
        return 0.0
    score = 1.0 if wide >= 25 else 0.3
    score += 4.0 if i and _in_window(text, window) else 0.0
    score -= 1.5 if _NO_TITLE.intersection(line_cues(text)) else 0.0
    score -= 0.8 if ending(text) == "stop" and wide > 40 else 0.0
    score -= 1.5 if _CREDIT.search(text) or parse_line(text) else 0.0
    score -= min(1.2, 0.08 * (body - i))
    return score - (1.0 if wide > 180 else 0.0)


_CREDIT = re.compile(
    r"\b(?:photo|foto|image|getty|reuters|afp|epa)\b.{0,3}[:/|]|\([^()]{2,60}/[^()]{2,60}\)\W*$|/ ?(?:ap|afp|reuters|getty)\b|©", re.I
)
_NO_TITLE = frozenset(("byline", "date", "caption", "share", "newsletter", "account", "legal", "appeal", "ad", "comments"))


def title_of(texts: Sequence[str], at: int) -> str:
    """The headline; with its kicker where the window's title joins the two; without the outlet's name."""
    title = texts[at]
    first = _WINDOW_END.split(texts[0])[0]
    if at == 0:
        return first if width(first) >= 15 else title
    kicker = squash(texts[at - 1])
    if kicker and at > 1 and squash(first) == kicker + squash(title):
        return first
    return title


_WINDOW_END = re.compile(r"\s+[|–—-]\s+(?=[^|–—-]{2,40}$)|\s*[|｜]\s*")


def read_head(texts: Sequence[str], head: range, reasons: list[str | None]) -> tuple[tuple[str, ...], Moment | None]:
    """Byline and date around headline and first paragraphs; the lines that hold nothing else are cut."""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    for i in head:
        text = texts[i]
        if len(text) > MAX_HEAD_LINE or (ending(text) == "stop" and width(text) > 60):
            continue
        match = _BYLINE.match(text)
        moment = parse_line(text) if _DIGITS.search(text) else None
        if (
            moment
            and (match or is_date(text) or _DATE_FIRST.match(text))
            and not _UPDATED.match(text)
            and (published is None or (moment.has_time and not published.has_time))
        ):
            published = published if published and published.at.date() != moment.at.date() else moment
            reasons[i] = "date"
        if not authors and match:
            authors = tuple(name for name in people(_DATE_TAIL.split(match.group(1))[0]) if not name[0].islower())
        elif not authors and _BY_ALONE.fullmatch(text) and i + 1 < len(texts) and len(texts[i + 1]) < 60:
            authors = tuple(name for name in people(texts[i + 1]) if 2 <= len(name.split()) <= 4)
            if authors:
                reasons[i], reasons[i + 1] = "byline", "byline"
        if authors and match:
            reasons[i] = "byline"
    return authors, published


MAX_HEAD_LINE = 160
_DIGITS = re.compile(r"\d")
_UPDATED = re.compile(r"\W{0,3}(?:last )?(?:updated|modified|aktualisiert|mis à jour|actualizado|обновлено|oppdatert|uppdaterad)", re.I)
_DATE_FIRST = re.compile(r"^(?:[^\W\d]{1,12}[.,]?\s){0,4}\W{0,3}(?:[^\W\d]{3,10}\.? )?\d{1,4}(?:st|nd|rd|th)?[.,/年 -]")
_BY_ALONE = re.compile(r"\W*(?:by|von|par|por|door|av|af|author|autor(?:in)?|auteur|di)\W*", re.I)
_BYLINE = re.compile(
    r"^(?:\W{0,3}|.{0,24}[|·•]\s*)"
    r"(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|[Dd]oor|[Aa]v|[Ww]ritten by|[Rr]eported by|[Pp]osted by|[Aa]uthor|[Aa]utor)\b\s*:?\s+"
    r"(\W{0,2}[^\W\d_].{1,120})$"
)
_DATE_TAIL = re.compile(
    r"(?=\b\d{1,2}[./ ]"
    r"|(?:(?<=[a-zà-ÿ])|\b)(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,? )"
    r"|\s[|•·–—-]\s|\b(?:Published|Updated|Posted|on)\b"
)
