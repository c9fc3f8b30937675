"""Sources that refer to somebody named before: pronouns, `the latter`, `the minister`, `the statement`."""

import re

from newsbeam.transforms.core.attribution.discourse import NOBODY, Discourse, Speaker
from newsbeam.transforms.core.attribution.speaker_words import PUNCTUATION, ROLES, STATEMENTS
from newsbeam.transforms.records import Mention, Span


def pronoun(discourse: Discourse, source: Span, kind: str) -> Speaker:
    """Whom `he`, `it` or `they` stands for; `kind` is a value of `PRONOUNS`."""
    word = discourse.text[source.start : source.end].strip(PUNCTUATION).lower()
    if word in ("i", "we"):
        return Speaker(None, None, None, "person" if word == "i" else "group", None)
    if kind == "person":
        return _person(discourse, source, word)
    kinds = ("document", "organisation") if kind == "thing" else ("group", "organisation")
    spoken = discourse.last_speaker(source.start, kinds)
    if spoken:
        return Speaker(spoken.entity_id, spoken.name, spoken.role, spoken.kind, "pronoun")
    if kind == "thing":
        for mention in discourse.before(source.start)[:4]:
            if mention.label in ("ORG", "GPE"):
                return Speaker(mention.entity_id, mention.name, None, "organisation", "pronoun")
    return Speaker(None, None, None, "group" if kind == "group" else None, None)


def _person(discourse: Discourse, source: Span, word: str) -> Speaker:
    nearest = _salient(discourse, source, word)
    if nearest is not None:
        return Speaker(nearest.entity_id, nearest.name, None, "person", "pronoun")
    spoken = discourse.last_speaker(source.start, ("person",), word)
    if spoken:
        return Speaker(spoken.entity_id, spoken.name, spoken.role, "person", "pronoun")
    return Speaker(None, None, None, "person", None)


def _salient(discourse: Discourse, source: Span, word: str) -> Mention | None:
    """The person a pronoun means: whoever spoke last or begins the sentence before, rather than whoever was named last."""
    candidates = [
        mention for mention in discourse.before(source.start) if mention.label == "PER" and discourse.may_be(mention.entity_id, word)
    ]
    spoken = discourse.last_speaker(source.start, ("person",), word)
    said_at = max(
        (
            at
            for at, speaker in discourse.said
            if at < source.start and speaker.kind == "person" and discourse.may_be(speaker.entity_id, word)
        ),
        default=-1,
    )
    for mention in candidates:
        if mention.span.start <= said_at:
            break
        if _is_subject_like(discourse.text, mention):
            return mention
    if spoken and spoken.entity_id:
        return next((mention for mention in candidates if mention.entity_id == spoken.entity_id), None)
    subjects = [mention for mention in candidates if _is_subject_like(discourse.text, mention)]
    return subjects[0] if subjects else (candidates[0] if candidates and not spoken else None)


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
    head = re.split(r",|\s(?:by|from|of|issued|released|published|in|on|to|for|that|which)\s", text, maxsplit=1)[0].split()
    if not head or head[-1].strip(PUNCTUATION).lower() not in STATEMENTS:
        return None
    if any(
        mention.label == "ORG" and mention.surface.strip(PUNCTUATION) == re.sub(r"^[Tt]he ", "", text).strip(PUNCTUATION)
        for mention in discourse.inside(source)
    ):
        return None  # `Nielsen Media Research`
    inside = [
        mention
        for mention in discourse.inside(source)
        if mention.label in ("PER", "ORG", "GPE") and _issues(discourse.text, source, mention, len(" ".join(head)))
    ]
    by = next((mention for mention in inside if re.search(r"\bby (?:the )?$", discourse.text[source.start : mention.span.start])), None)
    issuer = by or next((mention for mention in inside if mention.label == "ORG"), None) or next(iter(inside), None)
    if issuer:
        return Speaker(issuer.entity_id, issuer.name, None, "document", "document")
    definite = words[0] in ("the", "this", "that", "its", "his", "her", "their")
    last = discourse.last_speaker(source.start, ("document", "organisation")) if definite else None
    if last and last.entity_id:
        return Speaker(last.entity_id, last.name, last.role, "document", "document")
    return Speaker(None, None, None, "document", None)


def _issues(text: str, source: Span, mention: Mention, head_length: int) -> bool:
    """Whether a mention is whose document it is: named before it (`CBP data`), or after `by` or `from`; not where it was made."""
    before = text[source.start : mention.span.start]
    return mention.span.start < source.start + head_length or bool(
        re.search(r"\b(?:(?:by|from)\s+(?:[\w’'-]+\s+){0,5}|of\s+(?:the\s+)?)$", before)
    )


def by_role(discourse: Discourse, source: Span, text: str, words: list[str]) -> Speaker | None:
    """`the minister`: the last one named who has that role in this article, if the article names one."""
    if words[0] not in ("the", "this") or any(mention.label in ("PER", "ORG") for mention in discourse.inside(source)):
        return None
    head = re.split(r",|\s(?:of|in|at|for|who|to)\s", text, maxsplit=1)[0].strip(PUNCTUATION).lower().split()[-1:]
    wanted = [word for word in head if word in ROLES]
    if not wanted:
        return None
    for mention in discourse.before(source.start):
        if mention.label == "PER" and set(wanted) <= discourse.roles.get(mention.entity_id, set()):
            return Speaker(mention.entity_id, mention.name, text.strip(PUNCTUATION), "person", "role")
    last = discourse.last_speaker(source.start, ("person",))
    if last and last.role and wanted[0] in last.role.lower():
        return Speaker(last.entity_id, last.name, last.role, "person", "role")
    return Speaker(None, None, text.strip(PUNCTUATION), "person", None)
