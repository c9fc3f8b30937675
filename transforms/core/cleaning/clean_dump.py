"""A raw dump's article text: the visible lines of one page, of which the article's are kept.

Boosted trees judge every line by its look, its place and its neighbours, and again by where the article then seems to lie
(`dump_features`, `dump_core`, `boosted_trees`); no language is assumed. Rules then take out what is never news, and find title, byline and
date in the lines around the article's first.
"""

from collections.abc import Sequence
from typing import NamedTuple

from newsbeam.transforms.core.cleaning import boosted_trees
from newsbeam.transforms.core.cleaning.boosted_trees import Rows
from newsbeam.transforms.core.cleaning.cut_rules import Facts, Reasons, apply_rules, line_reason, split
from newsbeam.transforms.core.cleaning.dump_core import remeasure
from newsbeam.transforms.core.cleaning.dump_features import measure
from newsbeam.transforms.core.cleaning.dump_head import Head, read_head
from newsbeam.transforms.core.cleaning.dump_lines import Line, lines_of
from newsbeam.transforms.core.cleaning.dump_title import in_window
from newsbeam.transforms.core.cleaning.line_features import ending, width
from newsbeam.transforms.core.cleaning.line_windows import Columns, table
from newsbeam.transforms.core.cleaning.unwrap import unwrap
from newsbeam.transforms.core.pages.dates import Moment
from newsbeam.transforms.core.text.cruft import line_cues
from newsbeam.transforms.core.text.folding import squash
from newsbeam.transforms.records import RemovedBlock

THRESHOLD = 0.0
"""Log-odds from which a line is news."""
SLACK = 1.3
"""Log-odds that are forgiven to the first and the last sentence."""
SURE = 2.0
"""Log-odds from which a line stays, however much it looks like a headline: a cleaned text that comes again is not cut again."""


class Dump(NamedTuple):
    """What a dump says: the article's lines, its head, and what was cut."""

    title: str | None
    authors: tuple[str, ...]
    published: Moment | None
    lines: list[str]
    removed: list[RemovedBlock]


def clean_dump(text: str) -> Dump:
    """The article in the visible text of a page."""
    lines = lines_of(unwrap(text))
    texts = [line.text for line in lines]
    scores = scores_of(lines)
    reasons: Reasons = [None if score > THRESHOLD else line_reason(line) for score, line in zip(scores, texts, strict=True)]
    body = next((i for i, reason in enumerate(reasons) if reason is None and width(texts[i]) > 80 and ending(texts[i]) != "none"), None)
    if body is None:
        body = next((i for i, reason in enumerate(reasons) if reason is None), len(texts))
    body = _with_lede(texts, scores, reasons, body)
    head = _read_head(texts, scores, reasons, body)
    window = (texts[0],) if head.title and in_window(head.title, squash(texts[0])) else ()
    apply_rules(texts, reasons, Facts(head.title, window, head.authors))
    kept, removed = split(texts, reasons)
    return Dump(head.title, head.authors, head.published, kept, removed)


def _read_head(texts: Sequence[str], scores: Sequence[float], reasons: Reasons, body: int) -> Head:
    head = read_head(texts, body, reasons)
    at = reasons.index("title") if "title" in reasons else None
    if at is None or scores[at] < SURE:
        return head
    reasons[at] = None
    return head._replace(title=None)


def scores_of(lines: Sequence[Line]) -> list[float]:
    """The log-odds of every line being the article's: what the second step makes of the first one's."""
    if not lines:
        return []
    measured = measure(lines)
    first = _judge("dump.1", measured.columns)
    scores: list[float] = _judge("dump.2", measured.columns | remeasure(measured, first)).tolist()
    return scores


def _judge(name: str, columns: Columns) -> Rows:
    return boosted_trees.log_odds(boosted_trees.load(name, tuple(columns)), table(columns))


def _with_lede(texts: Sequence[str], scores: Sequence[float], reasons: Reasons, body: int) -> int:
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
