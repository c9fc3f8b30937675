"""Which news agency an article credits: in byline, dateline or sign-off. Photo credits and agencies that it quotes do not count."""

import re
from collections.abc import Iterable, Sequence

AGENCIES = {
    "AAP": ("aap", "australian associated press"),
    "AFP": ("afp", "agence france-presse", "agence france presse"),
    "Anadolu": ("aa", "anadolu", "anadolu agency", "anadolu ajansı"),
    "ANI": ("ani", "asian news international"),
    "ANP": ("anp",),
    "ANSA": ("ansa",),
    "AP": ("ap", "associated press"),
    "APA": ("apa",),
    "Belga": ("belga",),
    "Bloomberg": ("bloomberg", "bloomberg news"),
    "CP": ("cp", "canadian press"),
    "dpa": ("dpa", "deutsche presse-agentur"),
    "EFE": ("efe", "agencia efe"),
    "IANS": ("ians", "indo-asian news service"),
    "Interfax": ("interfax", "интерфакс"),
    "Interfax-Ukraine": ("interfax-ukraine", "інтерфакс-україна"),
    "Kyodo": ("kyodo", "kyodo news"),
    "Lusa": ("lusa",),
    "NTB": ("ntb",),
    "PA": ("pa", "pa media", "press association"),
    "PAP": ("pap",),
    "PTI": ("pti", "press trust of india"),
    "Reuters": ("reuters", "thomson reuters"),
    "RIA Novosti": ("ria", "ria novosti", "риа новости"),
    "Ritzau": ("ritzau",),
    "SDA": ("sda", "keystone-sda"),
    "STT": ("stt",),
    "TASS": ("tass", "itar-tass", "тасс"),
    "TT": ("tt",),
    "Ukrinform": ("ukrinform", "укрінформ"),
    "UPI": ("upi", "united press international"),
    "Xinhua": ("xinhua", "新华社"),
    "Yonhap": ("yonhap", "연합뉴스"),
}
"""The name that is stored, and how articles spell it, in lower case and without `The`."""

HEAD_CHARS = 300
TAIL_LINES = 4
LONGEST_LINE = 300
SHORT = 4

_BY_SPELLING = {spelling: name for name, spellings in AGENCIES.items() for spelling in spellings}
_NAME = r"(?:the )?(?P<name>" + "|".join(re.escape(one) for one in sorted(_BY_SPELLING, key=lambda one: (-len(one), one))) + r")(?!\w)"
_BYLINE = re.compile(rf"^(?:[^()]{{0,60}}(?:\(|,|/|\b(?:for|of|von)\b) ?)?{_NAME}\W*$", re.I)
"""The agency alone, or behind a name: `Ina Falk, AFP`, `Ina Falk (dpa)`, `Ina Falk of The Associated Press`."""
_DATELINE = re.compile(rf"^(?:[^\n()]{{0,60}}[ ,])?[(/\[]{_NAME}(?:\W{{1,3}}\w+)?[)/\]] ?[-–—:]+ ", re.I)
"""`LIMMA, March 3 (Reuters) - `, `ANSA (AP) — `, `Brill (dpa/lnw) - `: with a dash, before the first sentence."""
_SIGNED = re.compile(
    rf"^\W{{0,3}}(?:{_NAME}"
    rf"|(?:source|sources|quelle|fuente|agency|via|джерело|источник|来源) ?[:：] ?{_NAME.replace('<name>', '<source>')}"
    rf"|(?:©|\(c\)|copyright) ?(?:©|\(c\))? ?(?:\d{{4}})?,? ?{_NAME.replace('<name>', '<owner>')}\b[^\n]{{0,120}}"
    rf"|(?:with )?(?:(?:additional )?reporting|files|material|(?:agency )?inputs?) (?:from|by) {_NAME.replace('<name>', '<helper>')}"
    rf"|{_NAME.replace('<name>', '<given>')} contributed to this (?:report|story|article))\W*$",
    re.I,
)
"""A line of its own at the end that says whose report it is."""
_IN_BRACKETS = re.compile(rf"[.!?…”\"»] ?[(\[–—-] ?{_NAME}(?:/\w+)?[)\]]?\W*$", re.I)
"""At the end of the last sentence: `… on Friday. (AFP)`, `… on Friday. – dpa`."""
_REUTERS_SLUG = re.compile(r"^\(?(?:Additional )?(?:Reporting|Writing) by [^\n;]{3,160}; ?(?:Additional |Writing |Editing )", re.I)
"""`Reporting by …; Editing by …`: how Reuters, and nobody else, signs."""


def credited_agency(authors: Iterable[str], text: str, cut: Sequence[str] = ()) -> str | None:
    """The agency whose report it is, by the first of byline, dateline and sign-off that names one; None: none is credited.

    Args:
        authors: the byline's names.
        text: the article's.
        cut: lines that cleaning cut, captions left out: sign-offs are often among them.
    """
    for author in authors:
        if found := _agency(_BYLINE.match(author[:LONGEST_LINE].strip())):
            return found
    last = [line for line in text.rsplit("\n", TAIL_LINES)[-TAIL_LINES:] if line]
    return (
        _agency(_DATELINE.match(text[:HEAD_CHARS]))
        or (_agency(_IN_BRACKETS.search(last[-1][-80:])) if last else None)
        or next(filter(None, map(_signed, (*reversed(last), *cut))), None)
    )


def _signed(line: str) -> str | None:
    line = line.strip()
    if len(line) > LONGEST_LINE:
        return None
    return "Reuters" if _REUTERS_SLUG.match(line) else _agency(_SIGNED.match(line))


def _agency(found: re.Match[str] | None) -> str | None:
    """The agency that was named; short names only as they are written: `Pa` and `Ansa` are people's and places', too."""
    spelt = next(filter(None, found.groups())) if found else ""
    name = _BY_SPELLING.get(spelt.lower())
    return name if len(spelt) > SHORT or spelt == name or spelt.isupper() else None
