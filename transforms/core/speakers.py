"""Speakers: whom the words of a source stand for.

A name is tied by the mention inside it, a pronoun or a role to somebody named before, a document to whoever issued it, a capital to its
country. Every tie says how it was made; where nothing fits, the speaker stays what the text calls it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.core import names
from transforms.core.wordlists import wordset
from transforms.records import Id, Mention, Span

PRONOUNS = {
    "he": "person", "she": "person", "him": "person", "her": "person", "his": "person", "i": "person", "who": "person",
    "it": "thing", "its": "thing", "they": "group", "them": "group", "their": "group", "we": "group", "both": "group",
}  # fmt: skip
DOCUMENTS = wordset(
    """
    statement report poll survey study message letter memo document documents article post tweet release communique communiqué
    filing lawsuit complaint indictment order ruling book interview video videos footage broadcast paper newspaper data figures
    statistics analysis audit email emails transcript records statements reports
    """
)
GROUPS = wordset(
    """
    officials analysts experts critics leaders representatives lawmakers residents witnesses protesters authorities ministers
    sources prosecutors voters people investigators scientists researchers diplomats economists observers activists aides
    advisers advisors supporters opponents lawyers democrats republicans senators countries states governments media troops
    soldiers police some many others several most companies intelligence historians journalists reporters campaigners doctors
    rescuers executives
    """
)
ANONYMOUS = re.compile(
    r"\b(?:sources?|anonym\w+|on condition of|unnamed|who asked not|insiders?|person familiar|people familiar|"
    r"(?:an?|one|two|three|some|several|many|"
    r"senior|other) (?:\w+ ){0,3}officials?|analysts|experts|observers|critics)\b",
    re.I,
)
ORGANISATIONS = wordset(
    """
    government ministry office company party committee agency court police army military commission council department
    administration union parliament group bank university embassy delegation team campaign regulator organisation organization
    authority press watchdog charity firm bureau service services congress senate house institute centre center association
    federation party
    """
)
ROLES = wordset(
    """
    president minister chancellor premier secretary spokesman spokeswoman spokesperson mayor governor senator congressman
    congresswoman ambassador general colonel chief leader head chairman chairwoman director judge justice king queen prince pope
    bishop adviser advisor aide diplomat lawmaker lawyer attorney prosecutor commissioner commander official executive founder
    professor economist analyst candidate nominee representative officer editor author doctor billionaire businessman tycoon
    dictator kremlin vice-president deputy captain owner manager coach student activist researcher scientist expert oligarch
    oligarchs correspondent reporter historian politician speaker legislator negotiator envoy investor entrepreneur singer actor
    actress writer
    """
)
PUNCTUATION = " ,.;:—–-\"'“”‘’()"
MAX_BACK = 12
"""Mentions looked back over for a role's or pronoun's bearer."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source stands for. `name` is None if the text gives none."""

    entity_id: Id | None
    name: str | None
    role: str | None
    kind: str | None
    resolved_by: str | None


NOBODY = Speaker(None, None, None, None, None)


@dataclass(slots=True)
class Discourse:
    """What the text has said so far that a later source may refer to; fed in the order of the text."""

    text: str
    mentions: Sequence[Mention]
    roles: dict[Id, set[str]] = field(default_factory=dict)
    said: list[tuple[int, Speaker]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for number, mention in enumerate(self.mentions):
            if mention.label == "PER" and (role := role_around(self.text, self.mentions, number)):
                self.roles.setdefault(mention.entity_id, set()).update(role_words(role))

    def speak(self, at: int, speaker: Speaker) -> None:
        """Remember who spoke last."""
        self.said.append((at, speaker))

    def last_speaker(self, at: int, kinds: tuple[str, ...]) -> Speaker | None:
        """The last speaker of one of `kinds` before `at`."""
        return next((s for where, s in reversed(self.said) if where < at and s.kind in kinds), None)

    def inside(self, span: Span) -> list[Mention]:
        """The mentions that lie in `span`, in order."""
        return [m for m in self.mentions if span.start <= m.span.start < span.end]

    def before(self, at: int) -> list[Mention]:
        """The last mentions before `at`, nearest first."""
        return [m for m in reversed(self.mentions) if m.span.end <= at][: MAX_BACK * 5]


def resolve(discourse: Discourse, source: Span | None) -> Speaker:
    """The speaker that `source` stands for.

    Args:
        source: the source's place in the text; None if nobody is named.
    """
    if source is None:
        return NOBODY
    text = discourse.text[source.start : source.end]
    words = [w.strip(PUNCTUATION) for w in text.lower().replace("’s", "").replace("'s", "").split()]
    words = [w for w in words if w]
    if not words:
        return NOBODY
    if len(words) <= 2 and (kind := PRONOUNS.get(words[-1] if words[-1] in PRONOUNS else words[0])) and len(words) == 1:
        return _pronoun(discourse, source, kind)
    if words in (["the", "latter"], ["the", "former"]):
        return _latter(discourse, source, words[1])
    return (
        _document(discourse, source, words)
        or _named(discourse, source, text, words)
        or _by_role(discourse, source, text, words)
        or _unnamed(text, words)
    )


def _head_end(text: str) -> int:
    """Where the first noun phrase of a source ends: what follows is apposition or a prepositional phrase."""
    match = re.search(r",|\s(?:of|in|at|from|for|with|to|who|on|by|and)\s|[(—–]", text)
    return match.start() if match else len(text)


def _named(discourse: Discourse, source: Span, text: str, words: list[str]) -> Speaker | None:
    inside = discourse.inside(source)
    people = [m for m in inside if m.label == "PER"]
    head_end = source.start + _head_end(text)
    if len(people) > 1 and re.fullmatch(
        r"\W*(?:and|,|, and|&)\s+(?:\w+\s){0,4}", text[people[0].span.end - source.start : people[1].span.start - source.start]
    ):
        return Speaker(None, text.strip(PUNCTUATION), None, "group", "text")
    chosen = _own_person(text, source, people, head_end)
    if chosen:
        role = role_of(text, chosen.surface)
        how = chosen.reason if chosen.reason in ("surname", "alias_key", "alias_table") else "name"
        return Speaker(chosen.entity_id, chosen.name, role, "person", how)
    if (text.istitle() or len(words) <= 2) and (known := _same_surname(discourse, text)):
        return known
    others = [m for m in inside if m.label in ("ORG", "GPE", "LOC", "FAC")]
    for mention in others:
        if mention.span.end >= min(head_end, source.end) - 2 and _is_whole(text, mention.surface):
            return _organisation(mention)
    organisation = next((m for m in others if m.label == "ORG" and m.span.start < head_end + 1), None)
    if organisation and not set(words[:4]) & ROLES and not set(words) & GROUPS:
        return _organisation(organisation)
    return None


def _own_person(text: str, source: Span, people: list[Mention], head_end: int) -> Mention | None:
    """The person that the source is, not one that it only speaks of (`the press secretary of President X`)."""
    for mention in people:
        before = text[: mention.span.start - source.start]
        after = text[mention.span.end - source.start :]
        if re.match(r"['’]s?\s+\w", after):
            continue  # `Zelensky’s office`
        if re.search(r"\b(?:of|for|to|from|with|by|under|against|at|in|the office)\s[^,]*$", before) and not re.search(r",[^,]*$", before):
            continue  # `an adviser to President X`
        if mention.span.start <= head_end or re.search(r",\s*$|,\s+(?:\w+\s){0,4}$|[A-Z][\w’']*\s$|^\W*(?:\w[\w’'-]*\s+){1,8}$", before):
            return mention
    return None


def _is_whole(text: str, surface: str) -> bool:
    rest = text.replace(surface, "", 1).strip(PUNCTUATION + "'’s").lower()
    return rest in ("", "the", "officials in the")


def _organisation(mention: Mention) -> Speaker:
    country = names.seats().get(names.plain(mention.surface)) if mention.label in ("GPE", "FAC", "LOC", "ORG") else None
    if country:
        return Speaker(names.entity_id(country, "GPE"), country, None, "organisation", "capital")
    return Speaker(mention.entity_id, mention.name, None, "organisation", "name" if mention.reason == "name" else mention.reason)


def _same_surname(discourse: Discourse, text: str) -> Speaker | None:
    """A name that the recogniser missed here and found elsewhere in the article."""
    key = names.surname(text)
    found = {m.entity_id: m for m in discourse.mentions if m.label == "PER" and key and names.surname(m.name) == key}
    if len(found) == 1 and text.strip(PUNCTUATION)[:1].isupper():
        mention = next(iter(found.values()))
        return Speaker(mention.entity_id, mention.name, None, "person", "surname")
    return None


def _pronoun(discourse: Discourse, source: Span, kind: str) -> Speaker:
    if kind == "person":
        candidates = [m for m in discourse.before(source.start) if m.label == "PER"]
        spoken = discourse.last_speaker(source.start, ("person",))
        nearest = _salient(discourse, source, candidates)
        if nearest is not None:
            return Speaker(nearest.entity_id, nearest.name, None, "person", "pronoun")
        return (
            Speaker(spoken.entity_id, spoken.name, spoken.role, "person", "pronoun")
            if spoken
            else Speaker(None, None, None, "person", None)
        )
    kinds = ("document", "organisation") if kind == "thing" else ("group", "organisation", "document")
    spoken = discourse.last_speaker(source.start, kinds)
    if spoken:
        return Speaker(spoken.entity_id, spoken.name, spoken.role, spoken.kind, "pronoun")
    if kind == "thing":
        for mention in discourse.before(source.start)[:4]:
            if mention.label in ("ORG", "GPE"):
                return Speaker(mention.entity_id, mention.name, None, "organisation", "pronoun")
    return Speaker(None, None, None, "group" if kind == "group" else None, None)


def _salient(discourse: Discourse, source: Span, candidates: list[Mention]) -> Mention | None:
    """The person a pronoun means: whoever spoke last or begins the sentence before, rather than whoever was named last."""
    spoken = discourse.last_speaker(source.start, ("person",))
    said_at = max((at for at, s in discourse.said if at < source.start and s.kind == "person"), default=-1)
    for mention in candidates:
        if mention.span.start <= said_at:
            break
        if _is_subject_like(discourse.text, mention):
            return mention
    if spoken and spoken.entity_id:
        return next((m for m in candidates if m.entity_id == spoken.entity_id), None)
    subjects = [m for m in candidates if _is_subject_like(discourse.text, m)]
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


def _latter(discourse: Discourse, source: Span, which: str) -> Speaker:
    before = discourse.text[max(0, source.start - 200) : source.start]
    pairs = re.findall(r"\b(?:by|between|both|the|,|from)?\s*((?:[\w’'-]+ ){0,3}[\w’'-]+) and ((?:[\w’'-]+ ){0,3}[\w’'-]+)", before)
    words = pairs[-1][which == "latter"].split() if pairs else []
    while words and words[-1].lower() in ("alike", "both", "respectively"):
        words.pop()
    name = " ".join(words)
    return Speaker(None, name, None, "group", "coordination") if name else NOBODY


def _document(discourse: Discourse, source: Span, words: list[str]) -> Speaker | None:
    """A statement, report or poll: whoever issued it, or who issued the last one."""
    text = discourse.text[source.start : source.end]
    head = re.split(r",|\s(?:by|from|of|issued|released|published|in|on|to|for|that|which)\s", text, maxsplit=1)[0].split()
    if not head or head[-1].strip(PUNCTUATION).lower() not in DOCUMENTS:
        return None
    inside = [
        m for m in discourse.inside(source) if m.label in ("PER", "ORG", "GPE") and _issues(discourse.text, source, m, len(" ".join(head)))
    ]
    issuer = next((m for m in inside if m.label == "ORG"), None) or next(iter(inside), None)
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


def _by_role(discourse: Discourse, source: Span, text: str, words: list[str]) -> Speaker | None:
    """`the minister`: the last one named who has that role in this article, if the article names one."""
    if words[0] not in ("the", "this") or any(m.label in ("PER", "ORG") for m in discourse.inside(source)):
        return None
    head = re.split(r",|\s(?:of|in|at|for|who|to)\s", text, maxsplit=1)[0].strip(PUNCTUATION).lower().split()[-1:]
    wanted = [w for w in head if w in ROLES]
    if not wanted:
        return None
    for mention in discourse.before(source.start):
        if mention.label == "PER" and set(wanted) <= discourse.roles.get(mention.entity_id, set()):
            return Speaker(mention.entity_id, mention.name, text.strip(PUNCTUATION), "person", "role")
    last = discourse.last_speaker(source.start, ("person",))
    if last and last.role and wanted[0] in last.role.lower():
        return Speaker(last.entity_id, last.name, last.role, "person", "role")
    return Speaker(None, None, text.strip(PUNCTUATION), "person", None)


def _unnamed(text: str, words: list[str]) -> Speaker:
    bare = re.sub(r"^(?:the|a|an)\s+", "", text.strip(PUNCTUATION), flags=re.I)
    if ANONYMOUS.search(text) and not re.search(r"\b[A-Z]\w+", text[1:]):
        return Speaker(None, None, None, "anonymous", None)
    if set(words) & GROUPS:
        return Speaker(None, bare, None, "group", "text")
    if set(words) & ORGANISATIONS:
        return Speaker(None, bare, None, "organisation", "text")
    if set(words) & ROLES:
        return Speaker(None, None, bare, "person", None)
    if text.strip(PUNCTUATION)[:1].isupper() and any(w[:1].isupper() for w in bare.split()):
        country = names.country_of(bare)
        if country:
            return Speaker(names.entity_id(country, "GPE"), country, None, "organisation", "alias_table")
        return Speaker(None, bare, None, None, "text")
    return Speaker(None, None, None, None, None)


# --- roles -----------------------------------------------------------------------------------------------------------


def role_of(source: str, surface: str) -> str | None:
    """The words of a source that say what its person is: before the name, or after it between commas."""
    before, _, after = source.partition(surface)
    before = before.strip(PUNCTUATION)
    after = re.split(r",\s*(?:who|whose|which)\b", after, maxsplit=1)[0].strip(PUNCTUATION)
    for part in (before, after):
        words = {w.strip(PUNCTUATION).lower() for w in part.split()}
        if words & ROLES or {w.rstrip("s") for w in words} & ROLES:
            return part
    return None


def role_around(text: str, mentions: Sequence[Mention], number: int) -> str | None:
    """The role that stands at a mention, wherever it is in the text."""
    mention = mentions[number]
    left = max(text.rfind("\n", 0, mention.span.start) + 1, mention.span.start - 60)
    before = re.split(r"[,.;:“”\"]\s|\band\b", text[left : mention.span.start])[-1]
    words = before.split()
    if words and any(w.strip(PUNCTUATION).lower() in ROLES for w in words[-3:]):
        return before.strip(PUNCTUATION)
    after = re.match(r",\s((?:the|a|an|\w+['’]s)?\s?[^,.;:“\"\n]{3,80})[,.;]", text[mention.span.end : mention.span.end + 100])
    if after and {w.strip(PUNCTUATION).lower() for w in after[1].split()[:8]} & ROLES:
        return after[1]
    return None


def role_words(role: str) -> set[str]:
    """`Kremlin Press Secretary` -> {kremlin, press, secretary}."""
    return {w.strip(PUNCTUATION).lower() for w in role.replace("’s", "").replace("'s", "").split()}
