"""How a claim is meant and when: modality, hedges, said and event times, confidence. Text rules, no model."""

import re
from datetime import UTC, datetime, timedelta

from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.text.calendar import EXACT_MONTH, MONTH_NUMBERS, WEEKDAY, WEEKDAY_NUMBERS
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Modality

HEDGES = re.compile(
    r"\b(?:reportedly|allegedly|apparently|purportedly|supposedly|probably|possibly|perhaps|maybe|presumably|likely|unlikely|potentially|seemingly|"
    r"(?-i:may)|might|could|about|around|approximately|roughly|nearly|almost|"
    r"at least|up to|some|estimated|as many as|more than|in principle|"
    r"appears? to|seems? to|it appears|it seems)\b",
    re.I,
)
CONDITION = re.compile(r"(?:that\s)?(?:if|unless|provided|should|were|had)\b.*(?:,|\[…\])", re.I | re.S)
MODALS: tuple[tuple[Modality, re.Pattern[str]], ...] = (
    ("possible", re.compile(r"\b(?:may|might|could|possibl[ye]|perhaps|probably|maybe|likely|likelihood|potentially)\b(?! \d)")),
    ("necessary", re.compile(r"\b(?:must|should|ought|needs? to|needed to|ha(?:s|ve|d) to|required to|necessary|obliged to)\b", re.I)),
    ("future", re.compile(r"(?:\b(?:will|shall|would|going to|about to|set to|due to)\b|['’]ll\b)", re.I)),
)
HEDGING_CUES = wordset(
    """
    suggest imply indicate hint speculate estimate suspect believe think guess assume fear worry expect reportedly allegedly
    """
)

DATE = re.compile(
    rf"\b(?:(?P<m1>{EXACT_MONTH})\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<y1>(?:19|20)\d\d))?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m2>{EXACT_MONTH})(?:,?\s(?P<y2>(?:19|20)\d\d))?"
    rf"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d))\b",
    re.I,
)
RELATIVE = re.compile(
    rf"\b(?:(?P<last>last\s)?(?P<weekday>{WEEKDAY})|"
    r"(?P<word>yesterday|today|tonight|earlier today))\b",
    re.I,
)

RULE_CONFIDENCE = {
    # how often claims of a rule are right, roughly, on the development texts; the quoted share and a known speaker add to it
    "clause": 0.85,
    "phrase": 0.85,
    "quote": 0.85,
    "label": 0.85,
    "passive": 0.7,
    "colon": 0.7,
    "block": 0.6,
    "object": 0.55,
    "noun": 0.55,
    "adjective": 0.6,
    "headline": 0.6,
    "turn": 0.85,
    "hearsay": 0.4,
}


def confidence(rule: str, quoted: float, resolved_by: str | None, *, has_source: bool) -> float:
    """A claim's confidence: its rule's, plus .05 for quoted words, .05 for a speaker tied to a name; minus .2 without a source."""
    value = RULE_CONFIDENCE[rule] + 0.05 * quoted + (0.05 if resolved_by else 0.0) - (0.0 if has_source else 0.2)
    return round(min(0.99, max(0.05, value)), 2)


def modality_of(cue: Cue, content: str) -> Modality | None:
    """How a statement is put: `conditional`, `possible`, `necessary`, `future`; None if as a fact.

    By the first modal of its main clause; what is demanded is necessary, what is promised is of the future.
    """
    words = content.strip("“”\"'‘’ ")
    if CONDITION.match(words):
        return "conditional"
    found = [(match.start(), name) for name, pattern in MODALS if (match := pattern.search(_clause(words)))]
    if found:
        return min(found)[1]
    if cue.cue_class == "demand" and cue.lemma not in ("ask", "call"):
        return "necessary"
    return "future" if cue.cue_class == "promise" else None


def _clause(content: str) -> str:
    """A statement up to its first inner clause."""
    return re.split(r"[;“\"]|(?<=\w),?\s(?:that|which|who|because|although|while|whether)\b", content, maxsplit=1)[0]


def hedges_in(lemma: str, outside: str, content: str) -> tuple[str, ...]:
    """Words that weaken a claim: a hedging cue, then those of the sentence and the statement, each once, in order."""
    words = [lemma] if lemma in HEDGING_CUES else []
    words += [match[0].lower() for part in (outside, content) for match in HEDGES.finditer(part)]
    return tuple(dict.fromkeys(words))


def said_time(outside: str, published_at: datetime | None) -> datetime | None:
    """When it was said: a date beside the cue, else the time of publication."""
    return next(iter(_dates(outside, published_at)), published_at)


def event_time(content: str, base: datetime | None) -> tuple[datetime | None, datetime | None]:
    """The earliest and latest day that a statement speaks of; (None, None) if it names none."""
    found = _dates(content, base)
    return (min(found), max(found)) if found else (None, None)


def _dates(text: str, base: datetime | None) -> list[datetime]:
    """The days named in `text`, at midnight UTC; a day without a year is the last such day up to `base`."""
    found = [(match.start(), day) for match in DATE.finditer(text) if (day := _absolute(match, base))]
    if base is not None:
        found += [(match.start(), _relative(match, base)) for match in RELATIVE.finditer(text)]
    return [day for _, day in sorted(found)]


def _absolute(match: re.Match[str], base: datetime | None) -> datetime | None:
    try:
        if match["iso"]:
            return datetime.fromisoformat(match["iso"]).replace(tzinfo=UTC)
        month = MONTH_NUMBERS[(match["m1"] or match["m2"])[:3].lower()]
        day, year = int(match["d1"] or match["d2"]), match["y1"] or match["y2"]
        if year:
            return datetime(int(year), month, day, tzinfo=UTC)
        if base is None:
            return None
        this = datetime(base.year, month, day, tzinfo=UTC)
        return this if this <= base + timedelta(days=1) else datetime(base.year - 1, month, day, tzinfo=UTC)
    except ValueError:  # 30 February
        return None


def _relative(match: re.Match[str], base: datetime) -> datetime:
    today = base.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if match["word"]:
        return today - timedelta(days=match["word"].lower() == "yesterday")
    back = (today.weekday() - WEEKDAY_NUMBERS[match["weekday"].lower()]) % 7
    return today - timedelta(days=back or (7 if match["last"] else 0))
