"""What is kept of claims and of outlets' own statements so that they can be compared with others of their story."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsbeam.transforms.core.ids import normalise
from newsbeam.transforms.core.statements.facets import facets_of
from newsbeam.transforms.core.statements.negation import ABOUT_CLAIM, HOLLOW, PREDICATED, UNREAD, is_negative, negated_in, unreal_in
from newsbeam.transforms.core.statements.opposites import plainly, sides_of
from newsbeam.transforms.core.statements.terms import key_terms, shared_terms
from newsbeam.transforms.core.text.quotes import find_quotes
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Article, Claim, ClaimSketch, CueClass, Document, Id, Polarity, Span, Statement, Zone

MIN_QUOTED = 4
"""Words: fewer can be the same by chance."""
MOST_FOCUS, MOST_SUBJECT = 5, 5
"""Terms of what is negated, and of what it is said of."""
MAX_READ = 2_000
"""Characters of a content that are read: what is said further on is seldom the matter."""
BESIDE = 70
"""Characters on each side of a word of the table of opposites within which stands what it is said of."""
QUESTION = re.compile(r"^\W*(?:that\s)?(?:whether|if|unless|what|when|where|who|whom|why|how|which)\b|\b(?:whether|unless)\b|\?\W*$", re.I)
"""What asks, or says under which condition, states nothing."""
UNSAID = re.compile(r"^\W*(?:to (?:comment|say|discuss|speak|answer|elaborate|give|reveal|disclose)|against|about|over|for)\b", re.I)
"""What somebody declined to do, or what he spoke for or against without saying that it is so."""
DENYING = wordset(
    """
    deny denial refute rebut dispute debunk contradict doubt disagree disavow
    """
)
"""Cues that say that something is not so."""
DISMISSING = wordset(
    """
    reject dismiss rejection discredit
    """
)
"""Cues that do if what they have is a claim: `rejected reports that …`, not `rejected the offer`."""
ACCUSING = wordset(
    """
    accuse blame accusation
    """
)
IS = re.compile(r"(?P<subject>[^,;.]{2,60})\s(?:is|was|are|were|be|been|being|remains?|remained)\s(?:[\w’'-]+\s){0,4}$")
LEAST_OWN = 3
"""Terms that a claim must have before another one is told in it."""
QUOTED = re.compile(r"[:“\"]")
CLAIMED = re.compile(
    r"\b(?:claim|report|allegation|accusation|suggestion|rumou?r|assertion|charge|speculation|idea|notion|version)s?\b", re.I
)


class Telling(NamedTuple):
    """What of a claim is compared, stored or not."""

    claim_id: Id
    speaker_entity_id: Id | None
    speaker_name: str | None
    source_text: str | None
    cue_class: CueClass
    cue_lemma: str
    polarity: Polarity
    content_text: str
    within_claim_id: Id | None
    zone: Zone
    content: tuple[Span, ...]


def sketches(document: Document, story_id: Id, cluster: Id) -> tuple[ClaimSketch, ...]:
    """The sketches of a document's claims, then of its outlet's own statements.

    Args:
        cluster: the article's cluster of copies.
    """
    return sketches_of(document.article, [telling(claim) for claim in document.claims], document.statements, story_id, cluster)


def telling(claim: Claim) -> Telling:
    """What of `claim` is compared."""
    return Telling(*(getattr(claim, name) for name in Telling._fields))


def sketches_of(
    article: Article, claims: Sequence[Telling], statements: Iterable[Statement], story_id: Id, cluster: Id
) -> tuple[ClaimSketch, ...]:
    """The sketches of what an article tells: claims, stored or not, and its outlet's own statements."""
    inner: dict[Id | None, int] = {}
    for claim in claims:
        start = claim.content[0].start
        inner[claim.within_claim_id] = min(start, inner.get(claim.within_claim_id, start))
    made: list[ClaimSketch] = []
    for claim in claims:
        made.append(_sketch(article, claim, story_id, cluster, inner.get(claim.claim_id), made))
    return (*made, *(_own(article, one, story_id, cluster) for one in statements))


class Read(NamedTuple):
    """What is read from the words of a statement."""

    denies: bool
    focus: tuple[str, ...]
    subject: tuple[str, ...]
    states: bool
    accusers: tuple[str, ...] = ()


def _sketch(article: Article, claim: Telling, story_id: Id, cluster: Id, inner: int | None, before: Sequence[ClaimSketch]) -> ClaimSketch:
    text = plainly(claim.content_text[:MAX_READ])
    spelt = shared_terms(text)
    own = plainly(claim.content_text[: max(0, inner - claim.content[0].start)]) if inner is not None else text
    read = _read_claim(claim, text, own)
    speaker = normalise(claim.speaker_name or claim.source_text or "") or None
    target = _answered(claim, before, speaker) if read.denies and HOLLOW.match(claim.content_text) else None
    if target is not None:
        spelt = dict(sorted((spelt | dict(zip(target.terms, target.words, strict=True))).items()))
        read = read._replace(focus=target.terms[:MOST_FOCUS], subject=(), states=True)
    facets = facets_of(f"{claim.cue_lemma}d {own}" if claim.cue_lemma in ACCUSING else own) if read.states else ()
    return ClaimSketch(
        claim_id=claim.claim_id,
        article_id=article.article_id,
        source=article.source,
        speaker_entity_id=claim.speaker_entity_id,
        cue_class=claim.cue_class,
        polarity=claim.polarity,
        terms=tuple(spelt),
        day=article.day,
        story_id=story_id,
        quote_hash=quote_hash(claim.content_text),
        words=tuple(spelt.values()),
        speaker=speaker,
        denies=read.denies,
        states=read.states,
        within_claim_id=claim.within_claim_id,
        place=(int(claim.zone != "headline"), claim.content[0].start, claim.content[-1].end),
        mouth=key_terms((speaker or "").title()),
        origin=speaker or cluster,
        focus=read.focus,
        subject=read.subject,
        unreal=tuple(shared_terms(unreal_in(text))),
        facets=tuple(map(tuple, facets)),  # type: ignore[arg-type]
        sides=_sides(own) if read.states and not read.denies else (),
        accusers=read.accusers,
        at=tuple(text.find(word) for word in spelt.values()),
        answers=target.claim_id if target else None,
    )


def _own(article: Article, one: Statement, story_id: Id, cluster: Id) -> ClaimSketch:
    source = (article.title or "") if one.zone == "headline" else article.text
    text = plainly(source[one.span.start : one.span.end])
    spelt = shared_terms(text)
    negated = negated_in(text)
    return ClaimSketch(
        claim_id=one.statement_id,
        article_id=article.article_id,
        source=article.source,
        speaker_entity_id=None,
        cue_class="say",
        polarity="deny" if negated else "affirm",
        terms=tuple(spelt),
        day=article.day,
        story_id=story_id,
        words=tuple(spelt.values()),
        denies=negated is not None,
        states=not (QUESTION.search(text) or UNREAD.search(text) or (negated and not negated.is_clear)),
        place=(int(one.zone != "headline"), *one.span),
        at=tuple(text.find(word) for word in spelt.values()),
        is_own=True,
        origin=cluster,
        focus=_in_order(negated.focus, MOST_FOCUS) if negated else (),
        subject=_last(negated.subject) if negated else (),
        unreal=tuple(shared_terms(unreal_in(text))),
        facets=tuple(map(tuple, facets_of(text))),  # type: ignore[arg-type]
        sides=() if negated else _sides(text),
    )


def _read_claim(claim: Telling, text: str, own: str) -> Read:
    """What a claim says.

    Args:
        own: its content up to the first claim that is told in it: what is told there is said by somebody else.
    """
    negated = negated_in(own)
    later = claim.content_text.partition("[…]")[2]  # what is said further on may turn it
    asks = (
        bool(QUESTION.search(text) or UNSAID.match(text))
        or (negated is None and is_negative(later))
        or bool(UNREAD.search(text))
        or (negated is not None and not negated.is_clear)
    )
    by_cue = claim.cue_lemma in DENYING or (claim.cue_lemma in DISMISSING and CLAIMED.search(text) is not None)
    if by_cue:
        negated = negated_in(QUOTED.split(text, maxsplit=1)[0])
        piece = text.rpartition("[…]")[2]
        about = ABOUT_CLAIM.match(piece)
        what = piece[about.end() :] if about else piece
        whose = tuple(shared_terms(about[0] if about else piece)) if CLAIMED.search(piece) else ()
        clause = PREDICATED.match(what)
        focus = _in_order(CLAIMED.sub(" ", clause["focus"] if clause else what), MOST_FOCUS)
        return Read(negated is None, focus, _last(clause["subject"]) if clause else (), not asks, whose)
    other_denial = claim.cue_class in ("deny", "doubt", "demand", "promise", "fear", "retract")
    states = not asks and not other_denial and (own == text or len(shared_terms(own)) >= LEAST_OWN)
    if negated is None:
        return Read(claim.cue_class == "deny", (), (), states and claim.polarity == "affirm")  # `never saw him with a gun`
    return Read(True, _in_order(negated.focus, MOST_FOCUS), _last(negated.subject), states)


def _answered(claim: Telling, before: Sequence[ClaimSketch], speaker: str | None) -> ClaimSketch | None:
    """The claim before a denial that tells nothing itself, by another speaker."""
    for old in reversed(before[-4:]):
        if (
            old.states
            and not old.denies
            and len(old.terms) > 1
            and old.speaker != speaker
            and old.place[0] == int(claim.zone != "headline")
        ):
            return old
    return None


def _in_order(text: str, most: int) -> tuple[str, ...]:
    """The first terms of a text, in its order."""
    spelt = shared_terms(text)
    return tuple(sorted(spelt, key=lambda term: text.find(spelt[term])))[:most]


def _last(text: str) -> tuple[str, ...]:
    spelt = shared_terms(text)
    return tuple(sorted(spelt, key=lambda term: text.find(spelt[term])))[-MOST_SUBJECT:]


def _sides(text: str) -> tuple[tuple[int, bool, str, tuple[str, ...], str], ...]:
    """The words of the table of opposites, each with the terms beside it and its subject."""
    found: list[tuple[int, bool, str, tuple[str, ...], str]] = []
    unreal = shared_terms(unreal_in(text))
    for term, word in shared_terms(text).items():
        for key in dict.fromkeys((word.casefold(), term)):
            for row, is_left in sides_of(key):
                at = text.find(word)
                if at > 0 and word[:1].isupper():
                    continue  # a name: `the Democratic Party`
                if key not in unreal and term not in unreal:
                    beside = shared_terms(text[max(0, at - BESIDE) : at + BESIDE])
                    found.append((row, is_left, word.lower(), tuple(one for one in beside if one != term), _subject_of(text[:at])))
    return tuple(dict.fromkeys(found))


def _subject_of(before: str) -> str:
    """The term of which a word is said: `the vote was a …`; empty if none is."""
    match = IS.search(before)
    terms = _last(match["subject"]) if match else ()
    return terms[-1] if terms else ""


def quote_hash(text: str) -> int | None:
    """A 63-bit hash of the quoted words of a content, whatever its marks and punctuation; None if fewer than four."""
    words = [w for q in find_quotes(text) for w in re.findall(r"\w+", normalise(text[q.span.start : q.span.end]))]
    if len(words) < MIN_QUOTED:
        return None
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()) >> 1
