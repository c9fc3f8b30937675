"""Whether a claim affirms or denies what it speaks of. Text rules, no model."""

import re

from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.records import Polarity

_NT = r"n\s?['’]\s?t\b"
NEGATION = re.compile(rf"\b(?:not|never|no|nobody|none|nothing|nowhere|neither|nor|cannot|without)\b|{_NT}", re.I)
MAIN_NEGATION = re.compile(rf"\b(?:not|never|cannot|nobody|nothing|nowhere|neither|none|no one|no)\b|{_NT}", re.I)
IDIOMS = re.compile(
    r"\bnot\s(?:without|only|just|all|every\w*|uncommon|unusual|unlikely|impossible|least)\b|\bnot\s*$"
    r"|\bnot\s(?:an?|one|the|his|her|their|because|for|to|in|as|about|by)\b[^,;]{1,80}\bbut\b|\bnothing\s(?:but|less|short)\b"
    rf"|(?:\b(?:not|never)\b|{_NT})[^,;]*\buntil\b"
    r"|\bno[\s-](?:doubt|matter|wonder|less|more than|fewer|later|sooner|longer than|choice but|secret|vote|fly|deal|brainer|win|\d)"
    r"|\b(?:hard|difficult|impossible|easy|fail\w*)\snot\sto\b"
    r"|(?<!at )(?<!by )(?<!\bon )\b(?:with|of|for|under|against|into)\s(?:no|nothing|nobody)\b(?!\scircumstances)"
    r"|\bNos?\.\s?\d|\b(?:say|says|said|saying|vote[ds]?)\sno\b",
    re.I,
)
"""Negations that affirm, with the rest of the clause or by its half; and what only looks like one."""
UNTRUE = re.compile(
    r"\b(?:false|untrue|incorrect|inaccurate|baseless|unfounded|groundless|fictitious|bogus|fabricat(?:ed|ions?)|"
    r"(?:an?|outright|complete|total) (?:[a-z]+ )?(?:lie|fabrication|hoax|invention)|"
    r"lies|nonsense|rubbish|fake news|without foundation|not true)\b",
    re.I,
)
"""Predicates that deny what they are said of."""
SUBORDINATE = re.compile(
    r"[;:]|(?<!\bis\s)(?<!\bare\s)(?<!\bwas\s)(?<!\bwere\s)(?<!\bhas\s)(?<!\bhad\s)(?<!\bwill\s)(?:[“\"]|(?<=\s)['‘](?=\w))|\b(?:because|which|who|how|why|what|whether|although|though|while|if|unless|sooner|without|than|when|where)\b"
    r"|\b(?:said|says|saying|told|tells|confirmed|claimed|claims|insisted|insists|sure|certain|confident|convinced)\b(?P<governs>)(?=\s\w)"
    r"|\b(?:is|are|was|were|has|have|had|will|would|can|could|do|does|did|(?:it|he|she|that|there|who)['’]s|\w['’](?:re|ve|ll|m))\s[^,;]*?\s(?:and|but)(?P<joined>)(?=\s)"
    r"|(?<=\w)\sthat\b|,\s(?!['’]?\w+,)|\bit (?:is|was) (?!not\b)(?!false\b|untrue\b|a lie\b)\w+\s(?=\w)"
)
"""Where a statement's main clause ends; `it is regrettable the talks did not …` ends before what is regrettable."""
LEADING = re.compile(
    r"(?:(?:but|and|so|well|look|now|yes|yeah|please|obviously|clearly|frankly|honestly|however|again|actually|of course)\b,?\s*)*"
    r"(?:(?:if|when|while|although|though|as|because|since|despite|after|before|in|at|on|for|with|to|during|unless|given|under|once|"
    r"speaking|asked|until|among)\b[^,.;“\"]*,\s+)?"
    r"(?:(?:obviously|clearly|frankly|however|unfortunately|sadly|again|[\w]+ly),\s+)?",
    re.I,
)
"""What may stand before the main clause."""
FULL_STOP = re.compile(r"(?<=\w\w)[.!?…]+[”\"’')\]]*\s+(?=[\"“‘'\[(]?[A-Z])")
OWN_DOUBT = re.compile(
    rf"^(?:he|she|they|it|we|I)\s(?:(?:do|does|did|had|has|have|was|were|is|am|are)\s?)?(?:not|never|{_NT})\s(?:\w+\s)?"
    r"(?:believe|think|expect|imagine|suppose|sure|certain|convinced)\b",
    re.I,
)
CLAIM_ABOUT = re.compile(
    r"^(?:[\w’']+\s){0,3}?(?:claims?|reports?|suggestions?|allegations?|accusations?|rumou?rs?|speculation|assertions?|statements?|charges?|"
    r"idea|notion|denials?)\s(?:[\w’']+\s){0,4}?that\s",
    re.I,
)
"""`denied reports that …`: what the reports say counts as what is denied."""
ANSWERS = {"no": True, "never": True, "nope": True, "nothing": True, "yes": False, "yeah": False, "absolutely not": True}
"""Sentences of a word that answer by themselves, and whether they deny."""


def polarity_of(cue: Cue, content: str, negated: bool) -> Polarity:
    """Deny: a cue of denial, or an affirming one with a negated statement; two negations affirm.

    `said that its troops are not involved` and `denied that its troops are involved` deny the same thing. Of several sentences the first
    full one decides.
    """
    denials = (cue.polarity == "deny") + negated + is_denial(content, about_claim=cue.polarity == "deny")
    return "deny" if denials % 2 else "affirm"


def is_denial(content: str, *, about_claim: bool = False) -> bool:
    """Whether the main clause of a statement is negated, or calls something untrue.

    Args:
        content: the statement, with its quotation marks.
        about_claim: the statement may be a claim that is spoken of: `reports that …`.
    """
    words = _spoken_part(content)
    if about_claim and (spoken_of := CLAIM_ABOUT.match(words)):
        words = words[spoken_of.end() :]
    first = words
    for sentence in FULL_STOP.split(words):
        answer = ANSWERS.get(sentence.strip(" .!?,").lower())
        if answer is not None:
            return answer
        first = sentence
        if len(sentence.split()) > 1:
            break
    if words[: words.find(first) + len(first) + 1].rstrip("”\"’' ").endswith("?"):
        return False  # a question
    main = _main(first)
    if OWN_DOUBT.search(main):
        return False
    if untrue := UNTRUE.search(_predicate(first)):
        return not MAIN_NEGATION.search(main[: untrue.start()]) or untrue[0].lower() == "not true"
    return bool(MAIN_NEGATION.search(IDIOMS.sub("", main)))


def _spoken_part(content: str) -> str:
    """A statement without `that` and marks; of `“We never met,” Roe told police` what is told in it."""
    if told := re.match(r"[“\"‘'][^“”\"]*[,!?][”\"’']\s+(?=\w+\s\w)(?![“\"‘'])(?!\[)", content):
        return content[told.end() :]
    return re.sub(r"^[\s“”\"'‘’«»„`\[(…]*(?:that\s+)?[\s“”\"'‘’«»„`\[(…]*", "", content)


def _main(sentence: str) -> str:
    """A sentence up to its first subordinate clause: what is negated later is not what it says."""
    lead = LEADING.match(sentence)
    main = sentence[lead.end() :] if lead else sentence
    idiom = IDIOMS.search(main)
    at = _cut_at(main, 0)
    return main[: _cut_at(main, idiom.end()) if idiom and idiom.start() < at else at]


def _cut_at(main: str, start: int) -> int:
    cut = SUBORDINATE.search(main, start)
    if cut is None:
        return len(main)
    return cut.start() if cut["governs"] is None and cut["joined"] is None else cut.end()


def _predicate(sentence: str) -> str:
    """A sentence up to its second clause, with quotation marks taken off: `the reports were “false”`, `X untrue`."""
    return re.split(r"[;:,]|\b(?:because|which|who|although|though|while|and|but)\b", re.sub(r"[“”\"‘’']", "", sentence), maxsplit=1)[0]


def is_negated_content(content: str) -> bool:
    """Whether the statement has a negation anywhere."""
    return bool(NEGATION.search(content))
