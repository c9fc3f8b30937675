"""Bylines and dates in lines that people read: around a page's headline and in the head of a raw dump."""

import re
from datetime import datetime

from newsbeam.transforms.core.pages.dates import DateOrder, Moment, parse_line
from newsbeam.transforms.core.pages.people import AGENCIES, is_caseless_name, is_outlet, is_person, people
from newsbeam.transforms.core.text.calendar import EXACT_MONTH, WEEKDAY_STEMS

_WHEN = rf"(?:{EXACT_MONTH}|(?:{'|'.join(WEEKDAY_STEMS)})(?:day)?)\b\.?"
"""A month or weekday before a number, and not a name that begins like one (`Marsh`)."""
_BY_WORDS = (
    r"(?:by|(?:written|reported|posted|story|words) by|von|par|por|door|av|af|di|authors?(?: of the article)?|autor(?:in|en|es|e|a)?"
    r"|auteurs?|автор|oleh|text|(?:ein(?:e)? )?(?:kommentar|kolumne|analyse|interview|gastbeitrag|essay|glosse|reportage|bericht) von)"
)
BY_LINE = re.compile(rf"^(?:\W{{0,3}}|.{{0,40}}?[|·•]\s*){_BY_WORDS}\b\s*:?\s+(\W{{0,2}}[^\W\d_].{{1,120}})$", re.I)
_INTERVIEW = re.compile(
    r"^\W{0,3}(?:(?:interview|entretien|intervista|entrevista)\s*:|interviewed by|das gespräch führten?|propos recueillis par)"
    r"\s*(\S.{3,80})$",
    re.I,
)
_BY_CASELESS = re.compile(
    r"(?:^|[|｜·•\s])(?:作者|记者|記者|撰文|文/|文／|取材・文|文・|執筆|כתב(?:ה|ו)?|מאת|كتب(?:ت)?|بقلم|تحرير|إعداد|लेखक|द्वारा|(?:edited|written|posted|reported)\sby)"
    r"\s*[:：|｜]?\s*([^|｜:：\d]{2,60})",
    re.I,
)
"""By-words of scripts without capitals, and English ones before names in these."""
_BY_TAIL = re.compile(r"\b(?:Kommentar|Kolumne|Analyse|Gastbeitrag|Essay|Glosse|Reportage) von ([^\W\d_].{3,60})$")
BY_ALONE = re.compile(r"\W*(?:by|von|par|por|door|av|af|authors?|autor(?:in|en|es)?|auteurs?|di|written by|kommentar von)\W*", re.I)
_TAIL = re.compile(
    rf"(?=\b\d{{1,2}}[./ :]\s?\w|\b\d{{4}}[-/年])|(?=\b{_WHEN},? \d)|\s+@\w+|\s[|•·–—-]\s"
    r"|\b(?:Published|Updated|Posted|Opublikowano|[Pp]ublicad[oa]|[Vv]eröffentlicht|on|am|le|el|den)\b|\|"
)
_GLUED = re.compile(
    r"(?<=[a-zà-ÿ])(?="
    r"(?:Published|Updated|Posted|Senior|Political|News|Sports?|Lifestyle|Staff|Chief|Editor|Reporter|Writer|Correspondent|Korrespondent"
    rf"|Redakteur|Reporterin|Journalist|@|\d)|{_WHEN},? \d)"
)
_GLUED_BY = re.compile(r"^by(?=[A-Z])")
_DIGIT = re.compile(r"\d")
UPDATED = re.compile(
    r"\W{0,3}(?:last |zuletzt |senast |sist |son |ultima |dernière )?"
    r"(?:updated?|modified|edited|aktualisiert|geändert|mise? à jour|modifié|actualizad[oa]|atualizado|aggiornat|bijgewerkt"
    r"|обновлено|оновлено|oppdatert|uppdaterad|opdateret|güncelle|zaktualizowano|更新)",
    re.I,
)
UPDATED_IN = re.compile(rf"(?:^|[|•·(/—–]|\s-\s|\s){UPDATED.pattern}\W{{0,3}}", re.I)
"""The same anywhere in a line."""
PUBLISHED = re.compile(
    r"publi(?:shed|é|c|k|s|z)|posted|veröffentlicht|erschienen|pubblicat|offentliggjort|geplaatst|опубликовано|опубліковано|yayın|created|公開|入力|입력",
    re.I,
)
RELATIVE = re.compile(
    r"\b(?:vor|il y a|hace|há|för|for)? ?\d{1,2} ?"
    r"(?:h|hours?|hrs?|min(?:ute)?s?|days?|stunden?|minuten|tagen?|heures?|horas?|dager|timer|timmar)\b"
    r"(?: (?:ago|siden|sedan|geleden|fa))?|\b(?:yesterday|today|gestern|heute|hier|ayer|vandaag)\b",
    re.I,
)


def unglued(line: str) -> str:
    """A line in which an element's end left no space: `byNora FaltSenior Reporter`, `Nora FaltMay 3, 2024`."""
    return _GLUED.sub(" ", _GLUED_BY.sub("by ", line))


def byline_names(line: str, site: str | None = None) -> list[str]:
    """The people whom a `By …` line names, with the agency that signs beside them; another outlet only if it says `By` of nobody else."""
    line = unglued(line)
    caseless = _BY_CASELESS.search(line)
    if caseless:
        names = [
            name
            for part in re.split(r"\s*[,，、،;/]\s*|\s{2,}|\s[-–—]\s", caseless[1].strip())
            if is_caseless_name(name := part.strip(" .-–—"))
        ]
        if names:
            return names
    match = _INTERVIEW.match(line) or BY_LINE.match(line) or _BY_TAIL.search(line)
    if not match:
        return []
    names = [name for name in people(_TAIL.split(match[1])[0], site) if not name[0].islower() or name in AGENCIES]
    if any(map(is_person, names)):
        return [name for name in names if is_person(name) or name.lower() in AGENCIES]
    return [name for name in names[:1] if not is_outlet(name, [site])]


def dated_names(line: str) -> list[str]:
    """The people at the start of a line that goes on with a date: `Nora Falt | 05.04.2025`, `Nora Falt 3 hours ago`."""
    line = unglued(line)
    if UPDATED.match(line) or PUBLISHED.match(line):
        return []
    when = RELATIVE.search(line)
    head = line[: when.start()] if when else _TAIL.split(line, maxsplit=1)[0]
    if head == line or not (when or parse_line(line)):
        return []
    return lone_names(head)


def lone_names(line: str) -> list[str]:
    """The people whom a line names that says nothing else; agencies beside them, or an agency alone."""
    line = unglued(line)
    for part in dict.fromkeys((line, _TAIL.split(line, maxsplit=1)[0])):
        names = people(part)
        if names and all(is_person(name) or name.lower() in AGENCIES for name in names):
            return names
    return []


_SENTENCE = re.compile(r"(?:\S+\s+){8}\S.*[.!?…。！？।]\W*$")


def is_sentence(line: str) -> bool:
    """Whether a line tells something: the days that a story names are not its own."""
    return _SENTENCE.match(line) is not None and not PUBLISHED.search(line)


def line_moment(line: str, order: DateOrder | None = None, latest: datetime | None = None) -> Moment | None:
    """A line's date, unless it is the last change's; publication's before others.

    `order` and `latest` as of `dates.parse_machine`.
    """
    if not _DIGIT.search(line):
        return None
    published = PUBLISHED.search(line)
    if published:
        return parse_line(line[published.start() :], order, latest) or parse_line(line, order, latest)
    if UPDATED.match(line):
        return None
    updated = UPDATED_IN.search(line)
    return parse_line(line[: updated.start()] if updated else line, order, latest)
