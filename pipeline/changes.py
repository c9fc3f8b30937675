"""Pages that a feed says have changed: fetched again at once the first time, then less and less often."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from newsbeam.sinks.dimensions import PageMark
from newsbeam.transforms.core.ids import normalise
from newsbeam.transforms.core.syndication.feed_fields import visible
from newsbeam.transforms.fetch_records import FeedEntry

Named = tuple[str, FeedEntry]
"""An entry with the key of its page."""

FIRST_GAP, LONGEST_GAP = timedelta(hours=1), timedelta(days=7)
"""Between the first change of a page and the second, doubled with each; what changes more often is noticed later."""
MAX_CHANGED = 50
"""Pages of one poll that are fetched again; the rest are noticed at the next."""
MANY, SHARE = 5, 0.5
"""If more entries than that, and a larger share of the known ones, change at once, it is the feed that changed: its clock, its template."""


def mark_of(entry: FeedEntry) -> str:
    """What an entry says, in a few bytes: another mark, and the page may have changed, too."""
    said = (entry.guid, normalise(entry.title or ""), entry.updated_raw, " ".join(visible(entry.html or "").split()))
    return hashlib.blake2b(repr(said).encode("utf-8", "replace"), digest_size=12).hexdigest()


def changed_entries(
    known: Sequence[Named], marks: Mapping[str, PageMark], busy: Mapping[str, object], now: datetime
) -> tuple[list[Named], list[PageMark]]:
    """The entries whose pages are to be fetched again, and the marks to remember.

    Args:
        known: a poll's entries whose pages are known, each key once.
        marks: what is remembered of them.
        busy: keys of pages that are being fetched right now: what is new of them is noticed at the next poll.
    """
    unmarked = [PageMark(key, mark_of(entry), now) for key, entry in known if key not in marks]
    other = [(key, entry) for key, entry in known if key in marks and marks[key].mark != mark_of(entry)]
    n_marked = len(known) - len(unmarked)
    if len(other) > MANY and len(other) > SHARE * n_marked:
        return [], [*unmarked, *(replace(marks[key], mark=mark_of(entry)) for key, entry in other)]
    due = [(key, entry) for key, entry in other if key not in busy and now - marks[key].changed_at >= _gap(marks[key].n_changes)]
    changed = due[:MAX_CHANGED]
    return changed, [*unmarked, *(PageMark(key, mark_of(entry), now, marks[key].n_changes + 1) for key, entry in changed)]


def _gap(n_changes: int) -> timedelta:
    return min(FIRST_GAP * 2 ** min(n_changes - 1, 20), LONGEST_GAP) if n_changes else timedelta(0)
