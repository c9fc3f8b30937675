"""Speakers: whom the words of a source stand for.

A name is tied by the mention inside it, a pronoun or a role to somebody named before, a document to whoever issued it, a capital to its
country. Every tie says how it was made; where nothing fits, the speaker stays what the text calls it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from newsbeam.transforms.core.attribution.bodies import MEDIA, body
from newsbeam.transforms.core.attribution.discourse import NOBODY, Discourse, Speaker
from newsbeam.transforms.core.attribution.full_names import full_body, full_person
from newsbeam.transforms.core.attribution.references import by_role, document, latter, pronoun
from newsbeam.transforms.core.attribution.roles import role_of
from newsbeam.transforms.core.attribution.speaker_words import (
    ANONYMOUS,
    GROUPS,
    ORGANISATIONS,
    PERSONS,
    PRONOUNS,
    PUNCTUATION,
    ROLES,
    human_words,
    is_human_word,
    person_plurals,
)
from newsbeam.transforms.core.attribution.turns import ANSWERING
from newsbeam.transforms.core.entities import names
from newsbeam.transforms.core.text.given_names import gender_by_name
from newsbeam.transforms.core.text.titles import BEFORE_NAMES, NOT_GIVEN_NAMES, written
from newsbeam.transforms.records import Mention, ResolvedBy, Span, SpeakerKind, TieReason

PERSON_TIES: dict[TieReason, ResolvedBy] = {
    "surname": "surname",
    "given_name": "given_name",
    "title": "title",
    "partial_name": "partial_name",
    "alias_key": "alias_key",
}
"""Of a mention's reason what is said of a person's claims; all others: `name`."""
BODY_NAME = r"[A-Z][\w&’'.-]*(?:\s[A-Z][\w&’'.-]*){0,4}"
_CAPITAL = r"[A-Z][\w’'-]*\.?"
_TITLE = written((NOT_GIVEN_NAMES | BEFORE_NAMES) - {"the"})
TITLED = re.compile(rf"^(?P<title>(?:(?:{_TITLE})\.?\s)+)(?P<name>{_CAPITAL}(?:\s{_CAPITAL}){{0,3}})(?=\s(?:of|for|from|in|at)\b|,|$)")
"""`Sgt. Marty Roe of the county police`, whom the recogniser misses."""
APPOSED = re.compile(rf"^(?P<name>{_CAPITAL}(?:\s{_CAPITAL}){{1,3}}),\s(?P<role>(?!and\b)[^,]{{4,80}}),?$")
TOGETHER = re.compile(r"\W*(?:and|,|, and|&)\s+(?!(?:\w+\s){0,3}(?:of|for|at|in|from)\s$)(?:\w+\s){0,4}")
"""Between two who speak: `Roe and`, not `Roe, the mayor of`."""
OFFICE = re.compile(r"\b(?:Secretary|Minister|Chief|Head|Director|Leader|Commissioner) (?:of|for) (?:[A-Z][\w-]+ (?:and )?){1,3}$")
"""`Secretary of State Lena Marsh`: the name is the holder's."""


def resolve(discourse: Discourse, source: Span | None, content: Sequence[Span] = ()) -> Speaker:
    """The speaker that `source` stands for, under the fullest name that the text has.

    Args:
        discourse: the text, who is named in it, and what was said in it so far.
        source: the source's place in the text; None if nobody is named.
        content: what is said: who is named there is less likely meant by a pronoun.
    """
    return _whole(discourse, _resolve(discourse, source, content))


def _whole(discourse: Discourse, speaker: Speaker) -> Speaker:
    """`Moffat` -> Steven Moffat, `Ana` -> Ana Petrescu, `the Times` -> Kelmar Times, where the text has one such name."""
    name = re.sub(r",.*", "", speaker.name or "")
    if not name[:1].isupper():
        return speaker
    text = discourse.text
    if speaker.kind in ("person", None) and len(name.split()) <= 3 and (" " not in _bare(name) or is_human_word(name.split()[0].lower())):
        full = full_person(text, name.split()[-1])
        return _renamed(discourse, speaker, full, speaker.kind or "person") if full else replace(speaker, name=name)
    if speaker.kind == "organisation" and " " not in name:
        full = full_person(text, name)
        known = full is not None and gender_by_name(full) and any(mention.name == full for mention in discourse.mentions)
        if full and (known or re.search(rf"\b(?:{written(BEFORE_NAMES)})\.?\s{re.escape(full)}", text)):
            return _renamed(discourse, speaker, full, "person")
    if speaker.kind in ("organisation", "document") and (whole := full_body(discourse.mentions, name)):
        return replace(speaker, name=whole.name, entity_id=whole.entity_id)
    return speaker


def _renamed(discourse: Discourse, speaker: Speaker, name: str, kind: SpeakerKind) -> Speaker:
    known = next((mention.entity_id for mention in discourse.mentions if mention.name == name), speaker.entity_id)
    return replace(speaker, name=name, entity_id=known, kind=kind)


def _resolve(discourse: Discourse, source: Span | None, content: Sequence[Span]) -> Speaker:
    if source is None:
        return NOBODY
    text = discourse.text[source.start : source.end]
    words = [word.strip(PUNCTUATION) for word in text.lower().replace("’s", "").replace("'s", "").split()]
    words = [word for word in words if word]
    if not words:
        return NOBODY
    if len(words) == 1 and (kind := PRONOUNS.get(words[0])) and (len(words[0]) == 1 or not text.isupper()):  # WHO is no pronoun
        return pronoun(discourse, source, kind, content)
    if words in (["the", "latter"], ["the", "former"]):
        return latter(discourse, source, words[1])
    return (
        document(discourse, source, words)
        or _named(discourse, source, text, words)
        or by_role(discourse, source, text, words)
        or body(discourse, source, words)
        or _unnamed(text)
    )


def of_turn(discourse: Discourse, label: Span | None, title: str, first: int) -> Speaker:
    """Who speaks in a turn of an interview or transcript: whom its label names; the one interviewed, if it is `A:` or there is none.

    That is who is named in the title, else who is named most before the `first` turn, else the only one whom the text names.
    """
    words = discourse.text[label.start : label.end].strip(PUNCTUATION) if label else ""
    if words and words.lower() not in ANSWERING:
        name = words.title() if words.isupper() else words
        return _same_surname(discourse, name) or Speaker(None, name, None, "person", "text")
    people = [mention for mention in discourse.mentions if mention.label == "PER"]
    in_title = [mention for mention in people if mention.name in title or mention.surface in title]
    told = in_title or [mention for mention in people if mention.span.end < first]
    if not told and len({mention.entity_id for mention in people}) == 1:
        told = people
    if not told:
        return Speaker(None, None, None, "person", None)
    most = Counter(mention.entity_id for mention in told).most_common(1)[0][0]
    chosen = next(mention for mention in told if mention.entity_id == most)
    return Speaker(chosen.entity_id, chosen.name, None, "person", "interview")


def _full(text: str, mention: Mention) -> str:
    """A person's name, with a given name right before it that the recogniser missed."""
    if " " in mention.name:
        return mention.name
    given = re.search(r"(?:^|\s)([A-Z][a-z’'-]+)\s$", text[: text.find(mention.surface)])
    return (
        f"{given[1]} {mention.name}"
        if given and not is_human_word(given[1].lower()) and given[1].lower() not in NOT_GIVEN_NAMES
        else mention.name
    )


def _is_word(discourse: Discourse, surface: str) -> bool:
    """A word for people, or a medium, that the recogniser takes for a name: `Showrunner, 51`; but not a surname (`Baker`)."""
    word = surface.rstrip(".").lower()
    if " " in surface or not (is_human_word(word) or word in MEDIA or word in NOT_GIVEN_NAMES):
        return False
    return word in MEDIA or not any(mention.label == "PER" and mention.name.endswith(f" {surface}") for mention in discourse.mentions)


def _bare(name: str) -> str:
    """A name without a title that the recogniser took into it."""
    words = name.split()
    while len(words) > 2 and words[0].lower() in ROLES:
        words.pop(0)
    return " ".join(words)


def _head_end(text: str) -> int:
    """Where the first noun phrase of a source ends: what follows is apposition or a prepositional phrase."""
    match = re.search(r",|\s(?:of|in|at|from|for|with|to|who|on|by|and)\s|[(—–]", text)
    return match.start() if match else len(text)


def _named(discourse: Discourse, source: Span, text: str, words: list[str]) -> Speaker | None:
    inside = discourse.inside(source)
    people = [mention for mention in inside if mention.label == "PER" and not _is_word(discourse, mention.surface)]
    head_end = source.start + _head_end(text)
    if len(people) > 1 and TOGETHER.fullmatch(discourse.text, people[0].span.end, people[1].span.start):
        return Speaker(None, text.strip(PUNCTUATION), None, "group", "text")
    chosen: Mention | None = _own_person(text, source, people, head_end)
    chosen = chosen or _introduced(text, source, inside)
    if chosen:
        role = role_of(text, chosen.surface)
        return Speaker(chosen.entity_id, _bare(_full(text, chosen)), role, "person", PERSON_TIES.get(chosen.reason, "name"))
    head = text[: _head_end(text)]
    if (
        not _is_word(discourse, head.split(",")[0])
        and (head.istitle() or len(head.split()) <= 2)
        and (known := _same_surname(discourse, head))
    ):
        return known
    if behind := re.search(rf"\b(?:that|which|who|behind|of)\s[^,]{{4,80}},\s({BODY_NAME})$", text.strip(PUNCTUATION)):
        entity = next((mention.entity_id for mention in inside if mention.surface in behind[1] and mention.label != "PER"), None)
        return Speaker(entity, behind[1], None, "organisation", "name")
    others = [mention for mention in inside if mention.label in ("ORG", "GPE", "LOC", "FAC") and not _is_word(discourse, mention.surface)]
    for mention in others:
        if mention.span.end >= min(head_end, source.end) - 2 and _is_whole(text, mention.surface):
            return _organisation(mention, text)
    organisation = next((mention for mention in others if mention.label == "ORG" and mention.span.start < head_end + 1), None)
    if organisation and not set(words[:4]) & ROLES and not set(words) & GROUPS:
        return _organisation(organisation, text)
    return None


def _own_person(text: str, source: Span, people: list[Mention], head_end: int) -> Mention | None:
    """The person that the source is, not one that it only speaks of (`the press secretary of President X`)."""
    for mention in reversed(people) if _is_one_phrase(text, source, people, head_end) else people:
        before = text[: mention.span.start - source.start]
        after = text[mention.span.end - source.start :]
        if re.match(r"['’]s?\s+\w", after):
            continue  # `Zelensky’s office`
        if re.search(r"\b(?:including|such as|like|among them|led by)\b", before):
            continue
        if OFFICE.search(before):
            return mention
        if re.search(r"\b(?:of|for|to|from|with|by|under|against|at|in|the office)\s[^,]*$", before) and not re.search(r",[^,]*$", before):
            continue  # `an adviser to President X`
        if mention.span.start <= head_end or re.search(r",\s*$|,\s+(?:\w+\s){0,4}$|[A-Z][\w’']*\s$|^\W*(?:\w[\w’'-]*\s+){1,8}$", before):
            return mention
    return None


def _is_one_phrase(text: str, source: Span, people: list[Mention], head_end: int) -> bool:
    """`Goddard planetary scientist Avi Mandell`: names before the head are no speakers."""
    return (
        len(people) > 1
        and people[-1].span.end <= head_end + 1
        and not re.search(r"\b(?:and|of|to|for|with)\b|,", text[: head_end - source.start])
    )


def _introduced(text: str, source: Span, inside: list[Mention]) -> Mention | None:
    """A name that the recogniser takes for something else, told by the role beside it: `their skipper, Magnus Thrale`."""
    for mention in inside:
        before, after = text[: mention.span.start - source.start], text[mention.span.end - source.start :]
        words = [word.strip(PUNCTUATION).lower() for word in before.split()]
        apposed = re.fullmatch(r"[^,]+,\s", before) and not after.strip(PUNCTUATION) and not set(words).isdisjoint(PERSONS)
        titled = words and words[-1] in PERSONS and not after.strip(PUNCTUATION)
        followed = (
            not before
            and re.match(r",\s(?:the|a|an|its|their|his|her|who)\s", after)
            and not set(after.lower().split()[:8]).isdisjoint(PERSONS)
        )
        if mention.surface.istitle() and len(mention.surface.split()) in (2, 3) and (apposed or titled or followed):
            return mention
    return None


def _is_whole(text: str, surface: str) -> bool:
    rest = text.replace(surface, "", 1).strip(PUNCTUATION + "'’s").lower()
    return rest in ("", "the", "officials in the")


def _organisation(mention: Mention, text: str) -> Speaker:
    country = names.seats().get(names.plain(mention.surface)) if mention.label in ("GPE", "FAC", "LOC", "ORG") else None
    if country:
        return Speaker(names.entity_id(country, "GPE"), country, None, "organisation", "capital")
    said = re.sub(r"^[Tt]he\s", "", text.strip(PUNCTUATION))
    name = said if mention.name[:1].islower() and said.endswith(mention.name) else mention.name
    return Speaker(mention.entity_id, name, None, "organisation", "name" if mention.reason == "ambiguous_surname" else mention.reason)


def _same_surname(discourse: Discourse, text: str) -> Speaker | None:
    """A name that the recogniser missed here and found elsewhere in the article."""
    key = names.surname(text)
    found = {
        mention.entity_id: mention
        for mention in discourse.mentions
        if mention.label == "PER" and key and names.surname(mention.name) == key
    }
    if len(found) == 1 and text.strip(PUNCTUATION)[:1].isupper() and not names.country_of(text.strip(PUNCTUATION)):
        mention = next(iter(found.values()))
        return Speaker(mention.entity_id, mention.name, None, "person", "surname")
    return None


def _unnamed(text: str) -> Speaker:
    bare = re.sub(r"^(?:the|a|an)\s+", "", text.strip(PUNCTUATION), flags=re.I)
    if (titled := TITLED.match(text)) and not is_human_word(titled["name"].split()[-1].lower()):
        return Speaker(None, titled["name"].strip(PUNCTUATION), titled["title"].strip(), "person", "text")
    if apposed := APPOSED.match(text):
        role = apposed["role"].strip(PUNCTUATION)
        if any(is_human_word(word) for word in re.split(r"\s(?:of|for|at|in|to)\s", role)[0].lower().split()[-2:]):
            return Speaker(None, apposed["name"], role, "person", "text")
    if ANONYMOUS.search(text) and not re.search(r"\b[A-Z]\w+", text[1:]):
        return Speaker(None, None, None, "anonymous", None)
    kind = _kind(text) if not re.fullmatch(r"[A-Z][a-z]+", text) or text.lower() in human_words() else None
    if kind in ("group", "organisation"):
        return Speaker(None, bare, None, kind, "text")
    if kind == "person":
        return Speaker(None, None, bare, kind, None)
    if text.strip(PUNCTUATION)[:1].isupper() and any(word[:1].isupper() for word in bare.split()):
        country = names.country_of(bare)
        if country:
            return Speaker(names.entity_id(country, "GPE"), country, None, "organisation", "alias_table")
        return Speaker(None, bare, None, None, "text")
    return Speaker(None, None, None, None, None)


def _kind(text: str) -> SpeakerKind | None:
    """Group, organisation or person, by the noun that heads the first noun phrase of `text`; else by the first word that tells."""
    head = [word.strip(PUNCTUATION).lower() for word in text[: _head_end(text)].replace("’s", "").replace("'s", "").split()]
    for word in reversed(head):
        if word in GROUPS or word in person_plurals():
            return "group"
        if word in PERSONS:
            return "person"
        if word in ORGANISATIONS:
            return "organisation"
        if is_human_word(word):
            return "group" if word.endswith(("s", "men")) else "person"
    return None
