"""What is remembered of earlier documents to tell duplicates: the interface of an index, and additions on top of one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from newsbeam.transforms.records import Id, Mark, Signature

WINDOW_DAYS = 45
"""Texts further apart are not compared, and page furniture is learned anew after this time."""
HOLDERS_A_DAY = 8
"""Of one fingerprint, the texts that are listed for one day: the first ones. Must exceed `duplicates.CROWD`."""


class Known(NamedTuple):
    """One stored revision, as later documents are compared with it."""

    position: int
    """How many revisions were stored before it."""
    first: int
    """The position of its article's first revision."""
    article_id: Id
    content_id: Id
    revision: int
    source: str | None
    """The outlet; None: not known, and so no other text's."""
    day: date
    first_seen_at: datetime
    cluster: Id
    text_day: int
    """The day that the signature named, as an ordinal: when this text was current."""
    fingerprints: tuple[int, ...]
    """Without what was known to be chrome when it came."""
    numbers: frozenset[str]


class DuplicateIndex(Protocol):
    """What is known about earlier documents, at least as far as it bears on those to be decided."""

    @property
    def size(self) -> int:
        """How many revisions were stored: the next position."""

    def revisions(self, article_id: Id) -> Sequence[Known]:
        """The revisions of an article, oldest first."""

    def original(self, content_id: Id) -> Known | None:
        """The first revision with exactly this content."""

    def holders(self, fingerprint: int) -> Sequence[Known]:
        """The revisions that are listed under a fingerprint, in no order."""

    def chrome_days(self, source: str, fingerprint: int) -> Sequence[int]:
        """When a fingerprint was found to be page chrome of `source`, as ordinals."""


class NoDuplicates:
    """The empty index."""

    size = 0

    def revisions(self, _article_id: Id) -> Sequence[Known]:
        """None."""
        return ()

    def original(self, _content_id: Id) -> Known | None:
        """None."""
        return None

    def holders(self, _fingerprint: int) -> Sequence[Known]:
        """None."""
        return ()

    def chrome_days(self, _source: str, _fingerprint: int) -> Sequence[int]:
        """None."""
        return ()


class DuplicateOverlay:
    """An index with additions on top that the index below does not see.

    The additions are kept in the form in which an index stores them: `added`, `listed` (fingerprint, day, position) and
    `learned` (source, fingerprint, day, position).
    """

    def __init__(self, below: DuplicateIndex | None = None) -> None:
        self._below: DuplicateIndex = below or NoDuplicates()
        self.added: list[Known] = []
        self.listed: list[tuple[int, int, int]] = []
        self.learned: list[tuple[str, int, int, int]] = []
        self._revisions: defaultdict[Id, list[Known]] = defaultdict(list)
        self._originals: dict[Id, Known] = {}
        self._holders: defaultdict[int, list[Known]] = defaultdict(list)
        self._chrome: defaultdict[tuple[str, int], list[int]] = defaultdict(list)

    @property
    def size(self) -> int:
        """How many revisions were stored: the next position."""
        return self._below.size + len(self.added)

    def revisions(self, article_id: Id) -> Sequence[Known]:
        """The revisions of an article, oldest first."""
        return (*self._below.revisions(article_id), *self._revisions.get(article_id, ()))

    def original(self, content_id: Id) -> Known | None:
        """The first revision with exactly this content."""
        return self._below.original(content_id) or self._originals.get(content_id)

    def holders(self, fingerprint: int) -> Sequence[Known]:
        """The revisions that are listed under a fingerprint, in no order."""
        below = self._below.holders(fingerprint)
        own = self._holders.get(fingerprint)
        return [*below, *own] if own else below

    def chrome_days(self, source: str, fingerprint: int) -> Sequence[int]:
        """When a fingerprint was found to be page chrome of `source`, as ordinals."""
        below = self._below.chrome_days(source, fingerprint)
        own = self._chrome.get((source, fingerprint))
        return [*below, *own] if own else below

    def is_chrome(self, source: str | None, fingerprint: int, day: int) -> bool:
        """Whether a fingerprint counts as page chrome of `source` on a day."""
        return source is not None and any(abs(day - learned) <= WINDOW_DAYS for learned in self.chrome_days(source, fingerprint))

    def learn(self, source: str | None, chrome: Iterable[int], day: int) -> None:
        """Add fingerprints of page chrome, taught by the revision that is stored next."""
        if source is None:
            return
        for fingerprint in chrome:
            self._chrome[source, fingerprint].append(day)
            self.learned.append((source, fingerprint, day, self.size))

    def add(self, signature: Signature, mark: Mark) -> None:
        """Add a decided document, after its chrome; `unchanged` ones add nothing."""
        if mark.status == "unchanged":
            return
        history = self.revisions(signature.article_id)
        day = signature.day.toordinal()
        known = Known(
            position=self.size,
            first=history[0].position if history else self.size,
            article_id=signature.article_id,
            content_id=signature.content_id,
            revision=mark.revision,
            source=signature.source,
            day=mark.day,
            first_seen_at=mark.first_seen_at,
            cluster=mark.cluster,
            text_day=day,
            fingerprints=tuple(f for f in signature.fingerprints if not self.is_chrome(signature.source, f, day)),
            numbers=frozenset(signature.numbers),
        )
        self.added.append(known)
        self._revisions[known.article_id].append(known)
        if self.original(known.content_id) is None:
            self._originals[known.content_id] = known
        for fingerprint in known.fingerprints:
            self._list(fingerprint, known)

    def _list(self, fingerprint: int, known: Known) -> None:
        """List a revision under one of its fingerprints, if that day's list is not full."""
        same_day = sum(1 for holder in self.holders(fingerprint) if holder.text_day == known.text_day)
        if same_day < HOLDERS_A_DAY:
            self._holders[fingerprint].append(known)
            self.listed.append((fingerprint, known.text_day, known.position))
