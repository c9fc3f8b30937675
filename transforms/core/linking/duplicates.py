"""Which documents are new, changed, known, or copies of others: decided one after another, each against all before it.

Near copies are found by containment of winnowing fingerprints: the share of the smaller text's fingerprints that the larger one has too.
Three rules keep apart what only looks alike. *Site chrome*: what two different articles of one outlet share, while they differ as wholes
and no other outlet's copy of the text has it, is that outlet's page furniture and stops counting. *Number guard*: reports from one
template share their words and differ in their numbers. *Crowds*: a fingerprint of many clusters is a stock phrase. A document joins the
cluster of its one best match; clusters never merge.

All thresholds were chosen on development data by `benchmarks.dedup`; see docs/duplicates.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from newsbeam.transforms.core.linking.duplicate_index import WINDOW_DAYS, DuplicateIndex, DuplicateOverlay, Known
from newsbeam.transforms.records import Id, Mark, Signature

CONTAINMENT = 0.4
MIN_SHARED = 5
SAME_WHOLE = 0.8
"""Share of the larger text from which two texts are the same as wholes."""
MUCH_SHORTER = 0.6
CROWD = 6
"""A fingerprint in more clusters than this says nothing."""
MIN_NUMBERS = 4
SURE = 0.85
"""From this containment on it is one text with corrected numbers: in reports from a template, names and numbers break more shingles."""
SAME_NUMBERS = 0.34
"""Of the numbers of the text that has fewer; below it, two texts with enough numbers are two reports."""
LINEAGE = 0.2
"""A revision that keeps this share stays in its article's cluster."""

Kind = Literal["exact_copy", "near_copy", "excerpt", "superset"]


def mark_duplicates(signatures: Sequence[Signature], known: DuplicateIndex) -> list[Mark]:
    """Decide about each signature against `known` and the signatures before it.

    Args:
        signatures: sorted by `order`.
        known: what was stored before; it is not changed.

    Returns:
        One mark for each signature, in the same order.
    """
    seen = DuplicateOverlay(known)
    return [_mark(signature, seen) for signature in signatures]


def remember_marks(decided: Iterable[tuple[Signature, Mark]], seen: DuplicateOverlay) -> None:
    """Add decisions, in the order in which they were made, to the index that they were made against."""
    for signature, mark in decided:
        seen.learn(signature.source, mark.new_chrome, signature.day.toordinal())
        seen.add(signature, mark)


class _Match(NamedTuple):
    """The earlier text that a document is a copy of."""

    known: Known
    kind: Kind
    similarity: float


def _mark(signature: Signature, seen: DuplicateOverlay) -> Mark:
    """Decide about one signature, and add it to `seen`."""
    history = seen.revisions(signature.article_id)
    equal = next((known for known in reversed(history) if known.content_id == signature.content_id), None)
    if equal is not None and not (signature.recleaned and signature.recleaned == history[-1].revision):
        return Mark(signature.input_id, "unchanged", equal.revision, equal.day, equal.first_seen_at, equal.cluster)
    chrome = _new_chrome(signature, seen)
    seen.learn(signature.source, chrome, signature.day.toordinal())
    mark = _changed(signature, history, chrome, seen)
    seen.add(signature, mark)
    return mark


def _changed(signature: Signature, history: Sequence[Known], chrome: tuple[int, ...], seen: DuplicateOverlay) -> Mark:
    """Decide about a text that its article did not have before."""
    live = _live(signature, seen)
    match = _match(signature, live, history[0].position if history else seen.size, seen)
    return Mark(
        input_id=signature.input_id,
        status="revised" if history else "new",
        revision=history[-1].revision + 1 if history else 1,
        day=history[0].day if history else signature.day,
        first_seen_at=history[0].first_seen_at if history else signature.fetched_at,
        cluster=_cluster(signature, live, history, match, seen),
        duplicate_of=match.known.article_id if match else None,
        duplicate_kind=match.kind if match else None,
        similarity=match.similarity if match else None,
        new_chrome=chrome,
    )


def _cluster(signature: Signature, live: list[int], history: Sequence[Known], match: _Match | None, seen: DuplicateOverlay) -> Id:
    """A revision stays where its article is unless hardly anything is left of it; other texts go where their match is."""
    if history:
        last = history[-1]
        if not last.fingerprints:
            return last.cluster
        shared = len(set(live).intersection(last.fingerprints))
        if shared / max(1, min(len(live), _live_size(last, signature.day.toordinal(), seen))) >= LINEAGE:
            return last.cluster
    return match.known.cluster if match else signature.article_id


def _live(signature: Signature, seen: DuplicateOverlay) -> list[int]:
    """The fingerprints that are not known as page chrome."""
    day = signature.day.toordinal()
    return [f for f in signature.fingerprints if not seen.is_chrome(signature.source, f, day)]


def _live_size(known: Known, day: int, seen: DuplicateOverlay) -> int:
    """How many fingerprints of an earlier text still count."""
    return sum(1 for f in known.fingerprints if not seen.is_chrome(known.source, f, day))


def _others(signature: Signature, fingerprint: int, seen: DuplicateOverlay) -> list[Known]:
    """Texts of other articles, near in time, in which a fingerprint counts."""
    day = signature.day.toordinal()
    return [
        known
        for known in seen.holders(fingerprint)
        if abs(known.text_day - day) <= WINDOW_DAYS
        and known.article_id != signature.article_id
        and not seen.is_chrome(known.source, fingerprint, day)
    ]


def _new_chrome(signature: Signature, seen: DuplicateOverlay) -> tuple[int, ...]:
    """What this text shares with other articles of its outlet that are not the same as wholes.

    What an outlet has in common with a copy of that article elsewhere is no furniture: it runs two versions of one report.
    """
    if signature.source is None:
        return ()
    day = signature.day.toordinal()
    live = _live(signature, seen)
    shared: defaultdict[int, list[int]] = defaultdict(list)
    holders: dict[int, Known] = {}
    for fingerprint in live:
        others = _others(signature, fingerprint, seen)
        own = [known for known in others if known.source == signature.source]
        carried = {known.cluster for known in others if known.source != signature.source} if own else ()
        for known in own:
            if known.cluster not in carried:
                shared[known.position].append(fingerprint)
                holders[known.position] = known
    chrome: set[int] = set()
    for position, fingerprints in shared.items():
        if len(fingerprints) < SAME_WHOLE * max(len(live), _live_size(holders[position], day, seen)):
            chrome.update(fingerprints)
    return tuple(sorted(chrome))


def _match(signature: Signature, live: list[int], first: int, seen: DuplicateOverlay) -> _Match | None:
    """The text that this one copies, if any, among articles that were first seen before position `first`.

    Looking only at articles seen earlier keeps "is a copy of" free of circles when articles are revised towards each other.
    """
    exact = seen.original(signature.content_id)
    if exact is not None and exact.first < first:
        return _Match(exact, "exact_copy", 1.0)
    shared: Counter[int] = Counter()
    candidates: dict[int, Known] = {}
    size = len(live)
    for fingerprint in live:
        holders = _others(signature, fingerprint, seen)
        if len(holders) > CROWD and len({known.cluster for known in holders}) > CROWD:
            size -= 1
            continue
        for known in holders:
            shared[known.position] += 1
            candidates[known.position] = known
    best: tuple[float, int] = (0.0, 0)
    found: _Match | None = None
    for position, count in shared.items():
        known = candidates[position]
        if count < min(MIN_SHARED, size, len(known.fingerprints)) or known.first >= first:
            continue
        other = _live_size(known, signature.day.toordinal(), seen)
        similarity = count / min(size, other)
        if count < min(MIN_SHARED, size, other) or similarity < CONTAINMENT or (similarity < SURE and _numbers_disagree(signature, known)):
            continue
        rank = (similarity + 0.3 * count / max(size, other), -position)
        if found is None or rank > best:
            best, found = rank, _Match(known, _kind(count, size, other), similarity)
    return found


def _kind(shared: int, size: int, other: int) -> Kind:
    """What kind of copy a text of `size` is of one of `other`, in fingerprints that count."""
    if shared >= SAME_WHOLE * max(size, other):
        return "near_copy"
    if size < MUCH_SHORTER * other:
        return "excerpt"
    return "superset" if other < MUCH_SHORTER * size else "near_copy"


def _numbers_disagree(signature: Signature, known: Known) -> bool:
    """Whether two texts with the same words are two reports from one template."""
    fewer = min(len(signature.numbers), len(known.numbers))
    return fewer >= MIN_NUMBERS and len(known.numbers.intersection(signature.numbers)) < SAME_NUMBERS * fewer
