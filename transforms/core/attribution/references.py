"""Sources that refer to somebody named before: pronouns, `the latter`, `the minister`, `the statement`."""

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from newsbeam.transforms.core.attribution.bodies import CALLED_SO, MEDIA, body, is_document, issuer, same_document
from newsbeam.transforms.core.attribution.discourse import NOBODY, PRONOUN_GENDER, Discourse, Speaker
from newsbeam.transforms.core.attribution.roles import beside
from newsbeam.transforms.core.attribution.speaker_words import (
    GROUPS,
    ORGANISATIONS,
    PUNCTUATION,
    ROLES,
    is_human_word,
    person_plurals,
)
from newsbeam.transforms.core.text.given_names import gender_by_name
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Id, Mention, Span

PAIR_BACK = 400
"""Characters back in which two are looked for whom `they` may mean."""
OUTER_BACK = 200
"""Characters between who says a sentence and what is said in it."""
OFFICES = wordset(
    "chief minister president mayor governor director sheriff commissioner chairman chairwoman premier chancellor bishop coach"
)
"""Of which a story has one; spokesmen, lawyers and officials may be several."""
LEADERS = wordset("president leader dictator premier chancellor strongman ruler minister autocrat")
"""Names for one office: `the Norvian leader` is who was named as `Norvian President`."""
NOT_ISSUED = wordset("transcript records papers documents files indictment affidavit verdict judgment judgement petition diary transcripts")
"""Documents that speak for themselves."""


def pronoun(discourse: Discourse, source: Span, kind: str, content: Sequence[Span] = ()) -> Speaker:
    """Whom `he`, `it` or `they` stands for; `kind` is a value of `PRONOUNS`, `content` what is said."""
    word = discourse.text[source.start : source.end].strip(PUNCTUATION).lower()
    if word in ("i", "we"):
        return Speaker(None, None, None, "person" if word == "i" else "group", None)
    if kind == "person":
        return _person(discourse, source, word, content)
    kinds = ("document", "organisation") if kind == "thing" else ("group", "organisation")
    if kind == "group" and (pair := _pair(discourse, source, discourse.said_at(source.start, kinds))):
        return Speaker(None, pair, None, "group", "pronoun")
    spoken = discourse.last_speaker(source.start, kinds)
    if spoken:
        return Speaker(spoken.entity_id, spoken.name, spoken.role, spoken.kind, "pronoun")
    if kind == "thing":
        for mention in discourse.before(source.start)[:4]:
            if mention.label in ("ORG", "GPE"):
                return Speaker(mention.entity_id, mention.name, None, "organisation", "pronoun")
    return Speaker(None, None, None, "group" if kind == "group" else None, None)


def _pair(discourse: Discourse, source: Span, said_at: int) -> str | None:
    """`A and B …`: two named together since somebody of the kind spoke last, as the subject of a sentence near before."""
    people = [mention for mention in discourse.before(source.start) if mention.label in ("PER", "GPE") and not discourse.is_told(mention)]
    for second, first in pairwise(people):
        if first.span.start <= max(said_at, source.start - PAIR_BACK):
            break
        between = discourse.text[first.span.end : second.span.start]
        if re.fullmatch(r"\sand\s(?:[\w.]+\s){0,2}", between):
            return f"{first.name} and {second.name}"
    return None


def _person(discourse: Discourse, source: Span, word: str, content: Sequence[Span]) -> Speaker:
    """Whoever spoke last or begins the sentence before, rather than whoever was named last or is spoken of."""
    outer = _outer(discourse, source, word)
    if outer:
        return outer
    spoken_of = {mention.entity_id for span in content for mention in discourse.inside(span)}
    if found := _salient(discourse, source, word, spoken_of, told=False):
        return found
    if name := _opening_name(discourse.text, source.start, word):
        return Speaker(None, name, None, "person", "pronoun")
    for excluded in (spoken_of, set()):
        if found := _salient(discourse, source, word, excluded, told=True):
            return found
    return Speaker(None, None, None, "person", None)


def _outer(discourse: Discourse, source: Span, word: str) -> Speaker | None:
    """`Roe denied that he had told …`: who says the sentence around, unless it is a quotation."""
    for span in discourse.told:
        if (
            not span.start < source.start < span.end
            or discourse.text[span.start] in "“\"‘'"
            or "\n" in discourse.text[span.start : span.end]
        ):
            continue
        if sum(mark in '“”"' for mark in discourse.text[span.start : source.start]) % 2:
            continue
        speaker = discourse.last_speaker(span.start, ("person", "anonymous", None), word)
        where = discourse.said_at(span.start, ("person", "anonymous", None), word)
        people = [mention for mention in discourse.before(source.start) if mention.label == "PER" and mention.span.start >= span.start]
        if speaker and span.start - where < OUTER_BACK and not people:
            return Speaker(speaker.entity_id, speaker.name, speaker.role, speaker.kind, "pronoun")
    return None


def _opening_name(text: str, at: int, word: str) -> str | None:
    """The name that opens the sentence before the pronoun's, if the recogniser has missed it: two words before a verb."""
    before = re.split(r"[.!?]\s|\n", text[max(0, at - 300) : at])
    for sentence in reversed(before[-2:]):
        name = re.match(r"([A-Z][a-z]+\s[A-Z][a-z]+)\s[a-z]+(?:ed|s|oke|aid|et|ew|ote)\b", sentence)
        if name and not is_human_word(name[1].split()[0].lower()) and gender_by_name(name[1]) in (None, PRONOUN_GENDER.get(word)):
            return name[1]
    return None


def _salient(discourse: Discourse, source: Span, word: str, excluded: Set[Id], *, told: bool) -> Speaker | None:
    kinds = ("person", "anonymous", None)
    candidates = [
        mention
        for mention in discourse.before(source.start)
        if mention.label == "PER"
        and mention.entity_id not in excluded
        and mention.surface.lower() not in MEDIA
        and discourse.may_be(mention.entity_id, word)
        and (told or not discourse.is_told(mention))
    ]
    said = [
        (at, speaker)
        for at, speaker in discourse.said
        if at < source.start
        and speaker.kind in kinds
        and (speaker.name or speaker.kind)
        and (speaker.entity_id is None or speaker.entity_id not in excluded)
        and discourse.may_be(speaker.entity_id, word)
    ]
    said_at, spoken = max(said, key=lambda one: one[0], default=(-1, None))
    newer = [mention for mention in candidates if mention.span.start > said_at and _is_subject_like(discourse.text, mention)]
    nearest = newer[0] if newer else None
    if nearest is None and spoken is not None:
        return Speaker(spoken.entity_id, spoken.name, spoken.role, spoken.kind, "pronoun")
    nearest = nearest or next(iter(candidates), None)
    return Speaker(nearest.entity_id, nearest.name, None, "person", "pronoun") if nearest else None


def _is_subject_like(text: str, mention: Mention) -> bool:
    """Near the beginning of its sentence, and no possessive."""
    before = text[max(0, mention.span.start - 90) : mention.span.start]
    sentence = re.split(r"[.!?”\"]\s|\n", before)[-1]
    return (
        len(sentence.split()) <= 6
        and not re.search(r"\b(?:of|to|for|with|against|by|from|in)\s+(?:\w+\s)*$", sentence)
        and text[mention.span.end : mention.span.end + 2] not in ("’s", "'s")
    )


def latter(discourse: Discourse, source: Span, which: str) -> Speaker:
    """`the former` or `the latter` of two joined by `and`."""
    before = discourse.text[max(0, source.start - 200) : source.start]
    pairs = re.findall(r"\b(?:by|between|both|the|,|from)?\s*((?:[\w’'-]+ ){0,3}[\w’'-]+) and ((?:[\w’'-]+ ){0,3}[\w’'-]+)", before)
    words = pairs[-1][which == "latter"].split() if pairs else []
    while words and words[-1].lower() in ("alike", "both", "respectively"):
        words.pop()
    name = " ".join(words)
    return Speaker(None, name, None, "group", "coordination") if name else NOBODY


def document(discourse: Discourse, source: Span, words: list[str]) -> Speaker | None:
    """A statement, report or poll: whoever issued it, or who issued the last one."""
    text = discourse.text[source.start : source.end]
    head = re.split(
        r",|\s(?:by|from|of|issued|released|published|conducted|obtained|reviewed|seen|in|on|to|for|that|which)\s", text, maxsplit=1
    )[0].split()
    noun = head[-1].strip(PUNCTUATION).lower() if head else ""
    if not is_document(noun):
        return None
    if any(
        mention.label == "ORG" and mention.surface.strip(PUNCTUATION) == re.sub(r"^[Tt]he ", "", text).strip(PUNCTUATION)
        for mention in discourse.inside(source)
    ):
        return None  # `Nielsen Media Research`
    if found := issuer(discourse, source, noun):
        return found
    if noun in CALLED_SO and (found := body(discourse, source, words)):
        return found
    inside = [
        mention
        for mention in discourse.inside(source)
        if noun not in NOT_ISSUED
        and mention.label in ("PER", "ORG", "GPE")
        and _issues(discourse.text, source, mention, len(" ".join(head)))
    ]
    named = next((mention for mention in inside if mention.label == "ORG"), None) or next(iter(inside), None)
    if named:
        return Speaker(named.entity_id, named.name, None, "document", "document")
    if elsewhere := same_document(discourse, source, noun):
        return elsewhere
    definite = words[0] in ("the", "this", "that", "its", "his", "her", "their") and len(head) <= 3 and noun not in NOT_ISSUED
    last = discourse.last_speaker(source.start, ("document", "organisation")) if definite else None
    if last and last.name and last.name[0].isupper():
        return Speaker(last.entity_id, last.name, last.role, "document", "document")
    return Speaker(None, None, None, "document", None)


def _issues(text: str, source: Span, mention: Mention, head_length: int) -> bool:
    """Whether a mention is whose document it is: named before it (`CBP data`), or after `by` or `from`; not where it was made."""
    before = text[source.start : mention.span.start]
    return mention.span.start < source.start + head_length or bool(
        re.search(r"\b(?:(?:by|from)\s+(?:[\w’'-]+\s+){0,5}|of\s+(?:the\s+)?)$", before)
    )


def by_role(discourse: Discourse, source: Span, text: str, words: list[str]) -> Speaker | None:
    """`the minister`: the last one named who has that role in this article, and most of what else the words say, if it names one."""
    in_headline = source.start < discourse.headline and words[0] not in ("the", "this")
    if (words[0] in ("a", "an") or in_headline) and (named := _named_later(discourse, source, words)):
        return Speaker(named.entity_id, named.name, text.strip(PUNCTUATION), "person", "role")
    if words[0] not in ("the", "this") or any(mention.label in ("PER", "ORG") for mention in discourse.inside(source)):
        return None
    first = re.split(r",|\s(?:of|in|at|for|who|to)\s", text, maxsplit=1)[0].strip(PUNCTUATION).lower()
    if aged := re.match(r"the (\d+)-year-old\b", first):
        found = _aged(discourse, source.start, aged[1])
        if found:
            return Speaker(found.entity_id, found.name, text.strip(PUNCTUATION), "person", "role")
    head = first.split()[-1:]
    if not head or not is_human_word(head[0]) or head[0] in GROUPS or head[0] in person_plurals() or head[0] in ORGANISATIONS:
        return None
    wanted = {word for word in re.sub(r"['’]s\b", "", first).split() if word not in ("the", "this", "new", "former", "then")}
    best: tuple[int, Mention] | None = None
    for mention in discourse.before(source.start):
        has = discourse.roles.get(mention.entity_id, set()) | beside(discourse.text, mention)
        has = has | {mention.surface.split()[0].lower()}  # `Keeper Jon Falt`, whom the recogniser takes as one name
        rank = len(wanted & has) + (len(wanted & has) > 0 and not LEADERS.isdisjoint(has) and head[0] in LEADERS)
        fits = head[0] in has or (len(wanted) > 1 and len(wanted & has) > 0 and head[0] in LEADERS and not LEADERS.isdisjoint(has))
        if mention.label == "PER" and fits and (best is None or rank > best[0]):
            best = rank, mention
    if best:
        return Speaker(best[1].entity_id, best[1].name, text.strip(PUNCTUATION), "person", "role")
    last = discourse.last_speaker(source.start, ("person",))
    if last and last.role and head[0] in last.role.lower():
        return Speaker(last.entity_id, last.name, last.role, "person", "role")
    return Speaker(None, None, text.strip(PUNCTUATION), "person", None) if head[0] in ROLES else None


def _named_later(discourse: Discourse, source: Span, words: list[str]) -> Mention | None:
    """`A transit chief says …`, before he is named: the only one whom the article names with that office; in headlines also `Agent:`."""
    if words[-1] not in (ROLES if source.start < discourse.headline else OFFICES):
        return None
    found = {
        mention.entity_id: mention
        for mention in reversed(discourse.mentions)
        if mention.label == "PER" and words[-1] in discourse.roles.get(mention.entity_id, set()) | beside(discourse.text, mention)
    }
    first = next(iter(found.values())) if len(found) == 1 else None
    return first if first and first.span.start > source.start else None


def _aged(discourse: Discourse, at: int, age: str) -> Mention | None:
    """Of whom the text has said how old he is."""
    return next(
        (
            mention
            for mention in discourse.mentions
            if mention.label == "PER"
            and mention.span.start < at
            and not is_human_word(mention.surface.lower())
            and re.match(rf",\s{age}\b", discourse.text[mention.span.end : mention.span.end + 6])
        ),
        None,
    )
