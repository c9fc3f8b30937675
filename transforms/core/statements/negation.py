"""Whether a statement says that something is not so, and what it is that is not."""

import re
from typing import NamedTuple

NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|neither|nor|yet to"
    r"|false|untrue|baseless|unfounded|unsubstantiated)\b|\bno[- ]one\b|n\s?['’]\s?t\b",
    re.I,
)
NO_NEGATION = re.compile(
    r"\b(?:not (?:only|just|without|least|necessarily|yet clear|immediately|surpris\w+"
    r"|one \w+ but|guilty|be confused|the (?:first|last|only)|so (?:much|far))|not\b[^,;.]{1,40}\bbut\b"
    r"|no (?:fewer|less|more|longer|later|sooner) than"
    r"|no (?:doubt|matter|wonder|longer)|nothing (?:less|short|but)"
    r"|(?:said|says|say|saying) no|whether or not|if not)\b|\b(?:why|doesn|don|didn)\s?['’]\s?t (?:know|we|you|they)\b",
    re.I,
)
"""`not one person but several`, `not only`"""
INSERTED = re.compile(r",\s(?:which|who|whom|whose|where)\b[^,]*(?:,|$)")
CLAIM_NOUN = (
    r"(?:claims?|reports?|allegations?|accusations?|suggestions?|rumou?rs?|assertions?|charges?|speculation|statements?|idea|notion|story"
    r"|stories|account|version)"
)
ABOUT_CLAIM = re.compile(rf"^\W*(?:that\s)?(?:[\w’']+\s){{0,4}}?{CLAIM_NOUN}\s(?:[\w’']+\s){{0,6}}?that\s", re.I)
"""`reports that …`: what they say counts."""
HOLLOW = re.compile(
    rf"^\W*(?:(?:the|this|that|these|those|such|any|all|both|its|his|her|their)\s)?(?:[a-z]+\s)?"
    rf"(?:{CLAIM_NOUN}|it|this|that|them|so|doing so|doing it|the deal)\b"
    r"(?:\s(?:as|outright|completely|strongly|categorically|entirely|today|yesterday|on \w+)\b.*)?\W*$",
    re.I,
)
"""`the claim`, `it`: what is denied was told before."""
CLAUSE_END = re.compile(
    r"[,;:.!?()]|\b(?:but|because|although|though|while|which|who|when|after|before|as|and|if|unless|until)\b"
    r"|(?<!\bin )(?<!\bof )(?<!\bat )(?<!\bon )(?<!\bto )(?<!\bfor )(?<!\bfrom )(?<!\bwith )\bthat\b"
)
"""Where a clause ends; not at `in that shed`."""
MODAL = re.compile(
    r"\b(?:would|should|could|may|might|must|can|wants?|wanted|hop(?:e|es|ed)|needs?|ought"
    r"|if|unless|without|rather|better|ways? to|(?:make|made|be) sure|ensure\w*|not all)\b[^,;.]{0,40}$",
    re.I,
)
"""Before a negation that tells no fact: `it would not`, `I hope it was not`."""
NO_FACT = re.compile(
    r"^\W*(?:(?:immediate|official|further|single|any)\s)*(?:reports?|information|word|comment|details?|idea|harm|evidence|sign|indication)\b"
    r"|^\W*(?:within|in|for|by|because|as|at|on|with|to|from|about|of|all|every\w*|always|really|long|far|much|many|enough)\b"
    r"|^\W*(?:\w+ly\s|yet\s|been\s|be\s|immediately\s)*(?:know|knew|known|reveal\w*|disclos\w+|sa(?:y|id|ying)|releas\w+|specif\w+|confirm\w*|comment\w*"
    r"|identif\w+"
    r"|expect\w*|think|believe[sd]?|want(?:ed)?|mean|understand|clear|sure|certain|immediately|necessarily|appear|seem|speak|elaborate|need"
    r"|respond|return|mention|give|provide|require[sd]?|allow\w*|be)\b",
    re.I,
)
"""Behind one: `did not know why`, `has not revealed how`."""
PART = re.compile(
    r"\b(?:one|some|several|many|most|few|another|others|two|three|four|half|part) of\b|\b(?:another|others?|the second|the third)\b", re.I
)
"""What is so of a part may be otherwise of another."""
UNREAL = re.compile(
    r"\b(?:avoid\w*|prevent\w*|avert\w*|without|if|unless|whether|against|would|could|might|may|should|threat\w*|risk\w*|fears?|feared|afraid"
    r"|hop(?:e|es|ed|ing)|plan(?:s|ned|ning)?|want(?:s|ed)?|call(?:s|ed|ing)? for|demand\w*|urge[sd]?|promis\w+|possib\w+|potential\w*"
    r"|prepar\w+|expect\w*|will|seek\w*|sought|ready|likely|allow\w*|refus\w+|fail\w*|stop\w*|ceas\w+|halt\w*|den(?:y|ies|ied)|reject\w*)"
    r"(?=(?P<scope>(?:\s[\w’'-]+){1,5}))|\bto(?:\spay)?(?:\sfor)?(?=(?P<next>\s[\w’'-]+))",
    re.I,
)
"""Before what is not told as a fact: `to avoid a famine`."""


UNREAD = re.compile(r"\b(?:nothing|none|neither|cannot)\b", re.I)
"""Negations whose scope words alone do not tell."""


PREDICATED = re.compile(
    r"^\W*(?:that\s)?(?P<subject>(?:[\w’'-]+\s){1,4}?)(?:is|was|were|are|had|has|have|did|does|do|will)\s(?P<focus>\w.*)", re.I | re.S
)
"""A clause as who and what: `her brother was carrying a gun`."""


def unreal_in(text: str) -> str:
    """The words that a text does not tell as facts, and those of clauses that negate something."""
    parts = re.split(r"([,;:.!?])", text)
    negated = [part for part in parts if NEGATION.search(NO_NEGATION.sub(" ", part))]
    return " ; ".join([*negated, *(match["scope"] or match["next"] for match in UNREAL.finditer(text))])


class Negated(NamedTuple):
    """What a statement says is not so."""

    focus: str
    """The words behind the negation, to the end of its clause."""
    subject: str
    """Those before it, from the beginning of its clause."""
    is_clear: bool
    """Whether it is a fact that is negated, of the whole: not `would not`, `one of them did not`, `did not know`."""


def negated_in(text: str) -> Negated | None:
    """What the first piece of a statement negates; None if nothing."""
    plain = _without(NO_NEGATION, _without(INSERTED, text.split("[…]")[0]))
    match = NEGATION.search(plain)
    if match is None:
        return None
    before = plain[: match.start()]
    starts = [end.end() for end in CLAUSE_END.finditer(before)]
    subject = before[starts[-1] if starts else 0 :]
    stop = CLAUSE_END.search(plain, match.end())
    focus = plain[match.end() : stop.start() if stop else len(plain)]
    if match[0].lower() in ("false", "untrue", "baseless", "unfounded", "unsubstantiated"):
        focus = subject
    is_clear = not (MODAL.search(subject) or PART.search(before) or NO_FACT.match(focus))
    return Negated(focus, subject, is_clear)


def is_negative(text: str) -> bool:
    """Whether a statement has a negation that turns it: in its first piece, and not in an inserted clause."""
    return negated_in(text) is not None


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: " " * len(match[0]), text)
