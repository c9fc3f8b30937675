"""Bodies that a text refers to by what they are (`the company`), and who issued a document (`the study`, `a letter from …`)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from newsbeam.transforms.core.attribution.discourse import Discourse, Speaker
from newsbeam.transforms.core.attribution.speaker_words import ORGANISATIONS, PUNCTUATION, STATEMENTS, is_human_word
from newsbeam.transforms.core.text.calendar import LOWER_NAMES
from newsbeam.transforms.core.text.given_names import gender_by_name
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Mention, Span

NAMESAKES = ORGANISATIONS | wordset("label brand fund museum theatre")
"""Nouns that a body's own name may end in: `the board` is the Road Safety Board."""
CALLED_SO = wordset(
    """
    company firm group label airline carrier bank newspaper paper magazine daily tabloid outlet broadcaster channel station network website
    site agency club team charity organisation organization retailer manufacturer carmaker automaker brand startup start-up maker
    corporation conglomerate institute foundation thinktank think-tank business publisher operator developer supermarket chain insurer
    lender union publication regulator watchdog body giant brewer chipmaker authority side campaign
    """
)
"""Nouns that stand for a body named before, whatever its name."""
KINDS = (
    (
        "company firm group business corporation operator",
        "airline bank company corporation developer group insurer lender maker manufacturer operator railway retailer supermarket brewery "
        "brewer publisher broadcaster chain contractor start-up startup syndicate trust league",
    ),
    (
        "charity organisation organization group body",
        "foundation fund trust society association institute centre center federation alliance network movement league union coalition "
        "campaign guild committee collective",
    ),
    (
        "agency regulator watchdog body authority office",
        "administration authority bureau commission department office service services board council agency centre center institute",
    ),
    ("club team side", "city county town village college school university borough club team"),
    ("union group organisation organization", "union federation association congress guild"),
    ("institute thinktank think-tank centre center", "institute centre center foundation trust network"),
    ("network broadcaster channel station", "corporation network channel station service"),
    ("newspaper paper daily tabloid magazine", "press newspaper magazine daily"),
)
"""What stands for a body -> what its name may end in, of the words that say what a body is."""
PRINTED = wordset("newspaper paper daily tabloid magazine")
OFFICIAL = wordset("ministry department office parliament council court bureau embassy committee")
"""How names of public bodies begin: `the company` is no `Ministry of Health`."""
CLUBS = wordset("club team side")
"""What plays under the name of a town: `Orvik City`."""
MEDIA = wordset("twitter facebook instagram youtube tiktok telegram x whatsapp google snapchat linkedin tumblr reddit")
"""Where things are said; the recogniser takes them for people and bodies that say them."""
AGENCIES = MEDIA | wordset("reuters ap afp upi bloomberg xinhua tass pa")
"""They report; the text that they are named in is seldom about them."""
NEAR = 600
"""Characters back in which a body is looked for that nothing else ties to its noun."""
SAME_KIND = (
    wordset("study research survey poll polling report paper analysis review investigation findings data results"),
    wordset("statement message letter post tweet release memo email emails communique filing complaint"),
)
"""Documents that may be called by one another's names."""
_WORD = r"[A-Z](?:[\w&’'-]|\.(?=\w))*"
NAME = rf"(?:[Tt]he\s)?({_WORD}(?:\s(?:(?:of|for|and|the|at|de|in)\s){{0,2}}{_WORD}){{0,12}})"
BY_ISSUER = re.compile(r"\b(?:by|from)\s(.+?)(?=\s(?:to|on|for|that|which|about|dated|published|released|issued|said)\s|[,.;)]|$)")
BEHIND_CLAUSE = re.compile(rf"\s(?:that|which)\s[^,.\n]{{4,80}},\s{NAME},")
"""`The company that runs the ferries, Corran Lines, …`"""
STUDIED = re.compile(
    rf"\b(?:[Rr]esearchers|[Ss]cientists|[Aa]cademics|[Ee]xperts|[Aa]nalysts|[Ee]conomists|[Tt]eam)\s(?:at|from|of|with)\s{NAME}"
)
_DOES = r"[a-z]+(?:ed|s|t|ote|aid|ew)|gave|took|sold|told|began|ran|won|made|will|plans"
SUBJECT = re.compile(rf"(?:^|[.!?]\s|\n)(?:[Tt]he\s)?{NAME}(?=\s(?:has\s|had\s|also\s)?(?:{_DOES})\b)")


def body(discourse: Discourse, source: Span, words: list[str]) -> Speaker | None:
    """`the company`: the body that the text has called so, else the one that it last spoke of as a subject; None if the words are none."""
    noun = _definite_noun(words)
    text = discourse.text[source.start + 1 : source.end]
    if noun is None or noun not in NAMESAKES | CALLED_SO or any(mark.isupper() for mark in text):
        return None
    if behind := BEHIND_CLAUSE.match(discourse.text, source.end):
        return replace(_named(discourse, behind.start(1), behind[1]), kind="organisation", resolved_by="name")
    return _called(discourse, source.start, noun) or (_last_subject(discourse, source.start, noun) if noun in CALLED_SO else None)


def _definite_noun(words: list[str]) -> str | None:
    if words[0] not in ("the", "this", "that") or len(words) > 4:
        return None
    return words[-1] if not {"of", "in", "at", "for"} & set(words) else None


def _called(discourse: Discourse, at: int, noun: str) -> Speaker | None:
    """A body with the noun in its name or beside it: `Lanterna, a travel firm`, `the airline Flyby`, `the Road Safety Board`."""
    nouns = PRINTED if noun in PRINTED else {noun}
    alternatives = "|".join(sorted(nouns))
    for mention in discourse.before(at):
        if mention.label not in ("ORG", "GPE", "PER", "PRODUCT", "WORK"):
            continue
        after = discourse.text[mention.span.end : mention.span.end + 80]
        before = discourse.text[max(0, mention.span.start - 40) : mention.span.start]
        in_name = mention.label == "ORG" and not nouns.isdisjoint(mention.name.lower().split()[-1:])
        beside = re.match(rf",\s(?:an?|the|its|one)\s(?:[\w’'-]+\s){{0,5}}?(?:{alternatives})\b", after) or re.search(
            rf"\b(?:{alternatives}),?\s$", before
        )
        if in_name or beside:
            return Speaker(mention.entity_id, mention.name, None, "organisation", "role")
    named = [match for match in re.finditer(rf"\b(?:{alternatives})\s{NAME}", discourse.text) if match.start() < at]
    return Speaker(None, named[-1][1], None, "organisation", "role") if named else None


def _last_subject(discourse: Discourse, at: int, noun: str) -> Speaker | None:
    """The body that spoke last, or that the last sentence before `at` with a body is about."""
    spoken = discourse.last_speaker(at, ("organisation", "document"))
    said_at = discourse.said_at(at, ("organisation", "document"))
    bodies = [
        mention
        for mention in discourse.before(at)
        if at - mention.span.end < NEAR and mention.name.lower() not in AGENCIES and _is_body(discourse.text, mention, noun)
    ]
    newer = [mention for mention in bodies if mention.span.start > said_at and _begins_sentence(discourse.text, mention)]
    if newer and _may_be_called(newer[0].name, noun):
        return Speaker(newer[0].entity_id, newer[0].name, None, "organisation", "role")
    if spoken and spoken.name and at - said_at < 3 * NEAR and _may_be_called(spoken.name, noun):
        return Speaker(spoken.entity_id, spoken.name, spoken.role, "organisation", "role")
    named = [
        match
        for match in SUBJECT.finditer(discourse.text, max(0, at - NEAR), at)
        if " " in match[1] and _may_be_called(match[1], noun) and _is_unknown(discourse, Span(*match.span(1)))
    ]
    if named and not bodies:
        return Speaker(None, named[-1][1], None, "organisation", "role")
    names = {mention.entity_id for mention in bodies}
    fits = len(names) == 1 and _may_be_called(bodies[0].name, noun)
    return Speaker(bodies[0].entity_id, bodies[0].name, None, "organisation", "role") if fits else None


def _is_body(text: str, mention: Mention, noun: str) -> bool:
    """Whether a mention is of a body, and not of an office (`Interior` in `Interior minister Roe`)."""
    behind = re.match(r"\s([a-z]+)\s[A-Z]", text[mention.span.end : mention.span.end + 30])
    if behind and is_human_word(behind[1]):
        return False
    return mention.label == "ORG" or (mention.label == "GPE" and noun in CLUBS and " " in mention.name)


def _is_unknown(discourse: Discourse, span: Span) -> bool:
    """Whether capital letters may be a body's that the recogniser missed: no person's behind a title, no country's."""
    text = discourse.text[span.start : span.end]
    return gender_by_name(text) is None and not any(mention.label in ("PER", "GPE", "LOC", "NORP") for mention in discourse.inside(span))


def _may_be_called(name: str, noun: str) -> bool:
    """Whether `the bank` may be a body of that name: not one that its own name calls a ministry, nor a person."""
    last = name.split()[-1].lower()
    first = name.split()[0].lower()
    ends = last not in ORGANISATIONS or last == noun or any(noun in nouns.split() and last in names.split() for nouns, names in KINDS)
    begins = first == noun or first not in OFFICIAL
    return name[0].isupper() and ends and begins and (len(name.split()) > 2 or gender_by_name(name) is None)


def _begins_sentence(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.span.start - 60) : mention.span.start]
    return len(re.split(r"[.!?”\"]\s|\n", before)[-1].split()) <= 2


def issuer(discourse: Discourse, source: Span, head: str) -> Speaker | None:
    """Who issued the document that `source` names: by its own words, else by what the text says of that document elsewhere."""
    return next((found for found in _issuers(discourse, source, head) if found is not None), None)


def _issuers(discourse: Discourse, source: Span, head: str) -> Iterator[Speaker | None]:
    text = discourse.text[source.start : source.end]
    if match := BY_ISSUER.search(text):
        yield _whose(discourse, source.start + match.start(1), match[1])
    if possessor := re.match(rf"((?:[\w.&-]+\s){{0,5}}?[\w.&-]+)(?:['’]s?)\s(?:[\w’'-]+\s){{0,4}}{head}\b", text):
        yield _possessor(discourse, source.start, possessor[1])


def _possessor(discourse: Discourse, at: int, words: str) -> Speaker | None:
    """`the company’s statement`."""
    span = Span(at, at + len(words))
    named = next((mention for mention in discourse.inside(span) if mention.label in ("ORG", "PER", "GPE")), None)
    if named:
        return Speaker(named.entity_id, named.name, None, "document", "document")
    found = body(discourse, span, words.lower().split())
    if found:
        return Speaker(found.entity_id, found.name, None, "document", "document")
    return Speaker(None, words, None, "document", "document") if is_human_word(words.split()[-1].lower()) else None


def _whose(discourse: Discourse, at: int, words: str) -> Speaker | None:
    """Behind `by` or `from`: a name, perhaps behind a title; else the words themselves (`a rabbi in Corbridge`)."""
    if " and " in words and re.fullmatch(NAME, words):
        return Speaker(None, re.sub(r"^the\s", "", words), None, "document", "document")  # issued by two
    first = re.split(r"\s(?:for|and)\s", words)[0]
    for mention in discourse.inside(Span(at, at + len(words))):
        if mention.span.start == at and mention.span.end > at + len(first) and " for " in mention.surface:
            return Speaker(None, first, None, "document", "document")
        before = discourse.text[at : mention.span.start]
        if mention.label in ("PER", "ORG", "GPE") and not re.search(r"\s(?:in|at|of|for|to|near)\s(?:the\s)?$", f" {before}"):
            return Speaker(mention.entity_id, mention.name, None, "document", "document")
    head = re.split(r"\s(?:in|at|of|for)\s", words)[0].split()[-1].lower()
    return Speaker(None, words.strip(PUNCTUATION), None, "document", "document") if is_human_word(head) else None


def same_document(discourse: Discourse, source: Span, head: str) -> Speaker | None:
    """Who issued `the study`, by another sentence: one of its kind that has an issuer, or who works on it."""
    opening = discourse.text[source.start : source.end].split()[0].lower()
    open_words = ("a", "an", "new", head) if source.start < discourse.headline else ("a", "an", "new")
    if opening not in ("the", "this", "that", "its") and not (opening in open_words and head in SAME_KIND[0]):
        return None
    kinds = next((kind for kind in SAME_KIND if head in kind), {head, head.rstrip("s")})
    words = f"(?i:{'|'.join(sorted(kinds))})"
    text = discourse.text
    patterns = (
        rf"\b(?:[Tt]he\s)?((?:[A-Z][\w&’']*\s?)+)-(?:conducted|commissioned|backed|led|run)\s(?:\w+\s)?(?:{words})\b",
        rf"\b(?:{words})s?\s(?:(?:published|released|conducted|carried out|issued|done|led|commissioned|written)\s)?"
        rf"(?:\w+\s){{0,2}}?(?:by|from)\s{NAME}",
        rf"\b{NAME}(?:['’]s)?\s(?:{words})\b",
        rf"{NAME}\s(?:has\s|had\s)?(?:published|released|issued|put out|commissioned|conducted|printed)\s"
        rf"(?:its|the|a|an)\s(?:\w+\s){{0,3}}(?:{words})\b",
    )
    for pattern in patterns:
        found = [match for match in re.finditer(pattern, text) if _is_name(discourse, match)]
        before = [match for match in found if match.start() < source.start]
        if match := (before[-1] if before else next(iter(found), None)):
            return _named(discourse, match.start(1), re.split(r"\sfor\s", match[1])[0] if match[0].endswith(match[1]) else match[1])
    if head in SAME_KIND[0]:
        studied = [match for match in STUDIED.finditer(text) if match.start() < source.start]
        if studied:
            return _named(discourse, studied[-1].start(1), studied[-1][1])
    return None


def _is_name(discourse: Discourse, match: re.Match[str]) -> bool:
    """Not a word that only opens the sentence, nor a day."""
    words = match[1].split()
    if not OPENING.isdisjoint(re.sub(r"['’]s$", "", word).lower() for word in (words[0], words[-1])):
        return False
    return len(words) > 1 or any(mention.span.start == match.start(1) for mention in discourse.mentions)


OPENING = LOWER_NAMES | wordset("the a an this that its his her their our new another one in on by but and according court police")


def _named(discourse: Discourse, at: int, words: str) -> Speaker:
    words = re.sub(r"['’]s$", "", words)
    inside = [mention for mention in discourse.inside(Span(at, at + len(words))) if mention.label in ("ORG", "PER", "GPE")]
    if inside and len(words) - 4 <= len(inside[0].surface) <= len(words) + 4:
        return Speaker(inside[0].entity_id, inside[0].name, None, "document", "document")
    return Speaker(inside[0].entity_id if inside else None, words, None, "document", "document")


def is_document(word: str) -> bool:
    """Whether a lower-case noun is something that somebody issues."""
    return word in STATEMENTS or word in ("polling", "newsletter", "website", "transcript")
