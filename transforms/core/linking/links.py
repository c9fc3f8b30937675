"""Claim links: how one claim bears on earlier ones of its story, on words and numbers alone.

Pure and in memory: a story's claims are few. A link says on what it rests in words that a reader can check; none is made on a guess.
Two outlets that carry the same quotation or the same speaker's statement repeat one origin; they do not corroborate each other.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from anyascii import anyascii

from newsbeam.transforms.core.entities.names import country_of
from newsbeam.transforms.core.ids import normalise
from newsbeam.transforms.core.text.quotes import find_quotes
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Article, Claim, ClaimLink, ClaimSketch, Id, Relation

MIN_QUOTED = 4
"""Words: fewer can be the same by chance."""
SAME_STATEMENT = 0.8
"""Dice of key terms from which two claims of unknown speakers are one statement."""
SAME_MATTER = 0.5
"""Dice of key terms from which two claims speak of the same thing."""
SAME_COUNT = 0.12
"""Dice of key terms, besides the same class, unit and side, from which two numbers count the same thing."""
NOUN = "of "
"""Before the noun of what is counted, where it has no class."""
MEASURES = wordset(
    """
    metre metres meter meters centimetre centimetres centimeter centimeters kilometre kilometres kilometer kilometers km mile
    miles foot feet inch inches tonne tonnes ton tons kilogram kilograms kg gram grams pound pounds ounce ounces litre litres
    liter liters gallon gallons barrel barrels hectare hectares acre acres second seconds minute minutes hour hours day days
    night nights week weeks month months quarter quarters year years decade decades century centuries degree degrees point
    points dollar dollars euro euros crown crowns franc francs rouble roubles ruble rubles yuan yen cent cents time times
    above below
    """
)
"""What numbers measure many things in: two lengths are not two counts of one thing."""
MIN_SHARED = 2
"""Terms in common, at least."""
MAX_EARLIER = 500
"""Claims of one story that a new one is compared with: the newest."""
MAX_LINKS = 20
"""Links of one claim, the strongest first."""
STRENGTH = {"denies": 0, "contradicts": 1, "differs": 2, "repeats": 3, "corroborates": 4}

STOP = wordset(
    """
    a an the this that these those and or but if so as at by for from in into of on onto over to up with without within about
    after again against all also am any are be because been before being below between both can could did do does doing down
    during each few further had has have having he her here hers him his how i it its just me more most my no nor not now off
    once only other our out own same she should some such than their them then there they through too under until very was we
    were what when where which while who whom why will would you your yes said says say never none nothing nobody neither cannot
    don doesn didn isn aren wasn weren won s t ll ve re d m new one two get got may might must shall us
    """
)


def sketch(claim: Claim, article: Article, story_id: Id) -> ClaimSketch:
    """What is needed to compare `claim`, of `article`, with other claims of the story."""
    spelt = spelt_terms(claim.content_text)
    return ClaimSketch(
        claim_id=claim.claim_id,
        article_id=article.article_id,
        source=article.source,
        speaker_entity_id=claim.speaker_entity_id,
        cue_class=claim.cue_class,
        polarity=claim.polarity,
        terms=tuple(spelt),
        quantities=tuple((counted(q.subject_class, q.subject_text), q.unit, q.side_entity_id, q.low, q.high) for q in claim.quantities),
        day=article.day,
        story_id=story_id,
        quote_hash=quote_hash(claim.content_text),
        words=tuple(spelt.values()),
    )


def counted(subject_class: str | None, subject_text: str | None) -> str | None:
    """What a number counts, so that it can be compared: its class, else its noun; None if that is a measure or left out."""
    if subject_class:
        return subject_class
    words = re.findall(r"[^\W\d_]+", subject_text or "")
    return f"{NOUN}{_stem(words[-1])}" if words and MEASURES.isdisjoint(word.casefold() for word in words) else None


def key_terms(text: str) -> tuple[str, ...]:
    """The content words of a text, in one alphabet, without endings, sorted; countries and their adjectives are one term."""
    return tuple(spelt_terms(text))


def spelt_terms(text: str) -> dict[str, str]:
    """The same terms, each with the word that it first stands for."""
    spelt: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_][\w’'-]*[^\W_]", text):
        plain = anyascii(word)
        term = _stem((country_of(plain) if plain[:1].isupper() else None) or plain)
        if plain.casefold() not in STOP and len(term) > 1 and term not in STOP:
            spelt.setdefault(term, word)
    return dict(sorted(spelt.items()))


def _stem(word: str) -> str:
    """A light stem: plurals and the commonest verb endings."""
    word = re.sub(r"['’]s$", "", word.casefold())
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            word = word[: -len(ending)] + ("y" if ending in ("ied", "ies") else "")
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def quote_hash(text: str) -> int | None:
    """A 63-bit hash of the quoted words of a content, whatever its marks and punctuation; None if fewer than four."""
    words = [w for q in find_quotes(text) for w in re.findall(r"\w+", normalise(text[q.span.start : q.span.end]))]
    if len(words) < MIN_QUOTED:
        return None
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()) >> 1


def link_claims(new: Sequence[ClaimSketch], earlier: Sequence[ClaimSketch]) -> list[ClaimLink]:
    """Links from each claim of `new` to claims of the same story in `earlier`, or before it in `new`.

    The result depends on the order of `new` only in which of two claims is the later one.
    """
    stories: dict[Id, list[ClaimSketch]] = defaultdict(list)
    for old in earlier:
        stories[old.story_id].append(old)
    links: list[ClaimLink] = []
    for claim in new:
        before = stories[claim.story_id][-MAX_EARLIER:]
        found = [link for old in _related(claim, before) if (link := _link(claim, old))]
        links += sorted(found, key=lambda x: (STRENGTH[x.relation], -x.score, x.other_claim_id))[:MAX_LINKS]
        stories[claim.story_id].append(claim)
    return links


def _related(claim: ClaimSketch, before: Sequence[ClaimSketch]) -> Iterator[ClaimSketch]:
    mine = set(claim.terms)
    for old in before:
        if old.claim_id != claim.claim_id and (
            not mine.isdisjoint(old.terms) or (old.quote_hash is not None and old.quote_hash == claim.quote_hash)
        ):
            yield old


def _link(new: ClaimSketch, old: ClaimSketch) -> ClaimLink | None:
    shared = set(new.terms) & set(old.terms)
    total = len(new.terms) + len(old.terms)
    overlap = 2 * len(shared) / total if total else 0.0
    same_words = new.quote_hash is not None and new.quote_hash == old.quote_hash
    if not same_words and len(shared) < MIN_SHARED:
        return None
    words = dict(zip(new.terms, new.words, strict=False))
    said = ", ".join(words.get(term, term) for term in sorted(shared)[:6])
    if same_words:
        return _repeats(new, old, "the same quoted words", 1.0)
    if overlap >= SAME_MATTER and new.polarity != old.polarity:
        relation: Relation = "denies" if new.cue_class == "deny" else "contradicts"
        return _made(new, old, relation, f"opposite statements of: {said}", overlap)
    if overlap >= SAME_COUNT and (numbers := _different_figures(new, old, overlap)):
        return _made(new, old, "differs", f"{numbers}; both speak of: {said}", overlap)
    if overlap < SAME_MATTER or new.polarity != old.polarity:
        return None
    if new.speaker_entity_id is None or old.speaker_entity_id is None:
        return _repeats(new, old, f"nearly the same words: {said}", overlap) if overlap >= SAME_STATEMENT else None
    if new.speaker_entity_id == old.speaker_entity_id:
        return _repeats(new, old, f"the same speaker on: {said}", overlap)
    return _made(new, old, "corroborates", f"two speakers agree on: {said}", overlap)


def _repeats(new: ClaimSketch, old: ClaimSketch, basis: str, score: float) -> ClaimLink | None:
    """One origin told twice; inside one article that is no news."""
    return None if new.article_id == old.article_id else _made(new, old, "repeats", f"{basis}: one independent origin", score)


def _made(new: ClaimSketch, old: ClaimSketch, relation: Relation, basis: str, score: float) -> ClaimLink:
    return ClaimLink(new.claim_id, old.claim_id, relation, basis, round(score, 3))


def _different_figures(new: ClaimSketch, old: ClaimSketch, overlap: float) -> str | None:
    """The first number of `new` that counts what a number of `old` counts and leaves its range; None if all agree."""
    known = Counter((kind, unit, side) for kind, unit, side, _, _ in old.quantities)
    own = Counter((kind, unit, side) for kind, unit, side, _, _ in new.quantities)
    for kind, unit, side, low, high in new.quantities:
        if kind is None or known[kind, unit, side] != 1 or own[kind, unit, side] != 1:
            continue  # two counts of one kind in one statement: which is meant cannot be told
        if kind.startswith(NOUN) and overlap < SAME_MATTER:
            continue
        other_low, other_high = next((a, b) for k, u, s, a, b in old.quantities if (k, u, s) == (kind, unit, side))
        if low > other_high or high < other_low:
            days = "" if new.day == old.day else f" ({new.day} and {old.day})"
            word = dict(zip(new.terms, new.words, strict=False)).get(kind.removeprefix(NOUN), kind.removeprefix(NOUN))
            return f"{word}: {_figure(low, high)} against {_figure(other_low, other_high)}{days}"
    return None


def _figure(low: float, high: float) -> str:
    return f"{low:,.10g}" if low == high else f"{low:,.10g} to {high:,.10g}"
