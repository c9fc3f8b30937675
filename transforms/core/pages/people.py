"""From bylines to names: who signs, without `By`, roles, dates, addresses."""

import re
from collections.abc import Sequence

from newsbeam.transforms.core.pages.blocks import squeeze
from newsbeam.transforms.core.pages.head_elements import strip_markup
from newsbeam.transforms.core.text.calendar import WEEKDAY_NUMBERS
from newsbeam.transforms.core.text.folding import squash

MAX_NAME = 60
"""A longer string is no person's name."""
MAX_BYLINE = 400
MAX_PEOPLE = 30

_BY_WORDS = (
    # English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic, Slavic, others
    r"(?:written|reported|posted|published|words|story|analysis|opinion|text) by|by|text von|(?:artikel|beitrag|kommentar|bericht) von"
    r"|skrevet av|написал[аи]?|автор[ы]?|autorstwa|bởi|tác giả|szerző"
)
_MAYBE_BY = r"story|text|authors?|von|autor(?:in|en|e|es|as?)?|par|auteurs?|por|di|door|av|af|tekst|autorzy|oleh|penulis|yazar"
_AGENCIES_NAMES = (
    "aap afp ap apa ani ans ansa bbc cnn dpa efe epa ians lusa ntb pa pap pti reuters ritzau sid sda tass tt ukrinform unian upi xinhua"
)
AGENCIES = frozenset(_AGENCIES_NAMES.split())
_AGENCY = re.compile(
    rf"(?:the )?(?:{_AGENCIES_NAMES.replace(' ', '|')}|associated press|canadian press|press association|pa media|agence france-presse"
    r"|deutsche presse-agentur|bloomberg(?: news)?|dpa-afx|kyodo(?: news)?|yonhap|interfax|belga|agerpres|antara|bernama)",
    re.I,
)
_AGENCY_STAFF = re.compile(r"\s+(?:staff(?: writers?)?|news agency|agency|newsroom|reporters?|editorial)$", re.I)
_MORE = r"\s+\w\S*\s+(?!(?:and|und|et|y|e|en|og|och)\s|&)\S"
"""Two more words, and not a name and what joins it to the next: `Von Miller and Par Lind`."""
_BY = re.compile(
    rf"^\W*(?:(?:{_BY_WORDS})\b(?!-)\s*:?|(?:{_MAYBE_BY})(?:\s*:|(?={_MORE}|\s+(?:{_AGENCIES_NAMES.replace(' ', '|')})\b)))\s*", re.I
)
"""`By`; words that are also names (`Di`, `Story`) only before a colon, two more words or an agency."""
_AND = re.compile(
    r"\s*(?:[;|•·、\n]|,(?!\s*(?:Jr|Sr|II|III)\b)"
    r"|,? (?:and|und|et|y|e|en|og|och|i|и|та|ve|dan|és|with|mit) |,? [&/+] |(?<=[^\W\d_]{2})/(?=[^\W\d_]{2}))\s*"
)
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’-]*[^\W\d_A-Z]),\s*([^\W\d_][\w'’-]*[^\W\d_A-Z])")
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d{3}|[©{}<>]|\.(?:html?|jpe?g|png)\b"
    r"|\b(?:unknown|admin|administrator|guest|webmaster|view all|more posts|posts by|null|undefined|none|n/a|anonymous|see all|read more"
    r"|agencies|agenturen|agences|agencias)\b"
    r"|^(?:m\.?d|ph\.?d|m\.?a|m\.?s|mba|msc|rdn?|jd|cfa|cfp|esq|jr|sr|ii|iii)\.?$"
    r"|^\W*(?:aktualisiert|actualizad[oa]|atualizado|aggiornat[oa]|bijgewerkt|oppdatert|uppdaterad|published|updated|posted)\b"
    r"|^\W*(?:follow|share|source|reading time|table of contents|full bio|related|privacy|get coupon)\b",
    re.I,
)
_CREDENTIAL = re.compile(r"[A-Z][A-Z-]{1,5}[®™]?|[A-Z](?:\.?[A-Za-z]){1,3}\.")
"""Degrees and titles behind a name: `FACS`, `Psy.D.`."""
_AGENCY_TAIL = re.compile(r" (?:the )?(?:associated press|canadian press|press association|agence france-presse|reuters|bloomberg)$", re.I)
_CREDIT = re.compile(r"\W*(?:photos?|fotos?|images?|bild|bilder|video|graphic|getty|picture|illustration|collage|crédits?|©)\b", re.I)
_ROLE_WORDS = (
    r"staff|senior|junior|chief|lead|deputy|managing|executive|associate|assistant|freelance|contributing|guest|special|investigative"
    r"|political|politics|business|economics?|science|health|sports?|foreign|national|world|news|lifestyle|technology|tech|education|crime"
    r"|environment|climate|culture|entertainment|parliamentary|diplomatic|defen[cs]e|legal|city|digital|features?|breaking"
    r"|reporters?|correspondents?|editors?|writers?|authors?|journalists?|columnists?|producers?|contributors?|bureau|desk|newsroom"
    r"|redakteur(?:in)?|redaktion|reporterin|leitender?|leitende|wirtschaftsredakteur(?:in)?|korrespondent(?:in)?|volontär(?:in)?"
    r"|journalistin?|chefredakteur(?:in)?|rédaction|journaliste|redacción|redactora?|periodista|redazione|giornalista|redação|redactie"
    r"|founder|co-?founder|director|ceo|president|manager|specialist|strategist|analyst|researcher|professor|reviewer|copywriter|blogger"
    r"|creator|photographer|courts?"
    r"|redacteur|verslaggever|journalisten|redaktionen|redaktør|reporter|editorial|board|team|muhabir|editör"
)
_ROLE = re.compile(rf"(?:{_ROLE_WORDS})\b|기자$|記者$", re.I)
_ADDRESS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|(?:https?:|www\.)\S*)")
_ASIDE = re.compile(
    r"\s*(?:기자|記者|记者|특파원)$|\s+\S*@\S+|\s+[–—-]\s.*$|\s*[/,]?\s+special to\b.*$|\s+for\s+(?:the\s|\S+\.[a-z.]{2,8}$|(?-i:[A-Z])).*$"
    r"|\s+(?:follow(?:ing)?|subscribe|view profile|view all posts|(?:full|see) bio|verified|show more)\b.*$"
    r"|\s+(?:in|à|aus|en|from)\s+(?-i:[A-ZÀ-Þ])[\w'’.-]*(?:\s+(?-i:[A-ZÀ-Þ])[\w'’.-]*){0,2}$",
    re.I,
)
"""What stands behind a name: address, place, employer, a button."""
_PARTICLES_NAMES = (
    "abu af al ap av ben bin bint d' da dal dall de degli dei del della den der des di do dos du e el ibn la las le les lo los of st 't te"
    " ten ter und van vom von vor y zu zum zur"
)
_PARTICLES = frozenset(_PARTICLES_NAMES.split())
_GIVEN_PARTICLES = frozenset(("Al", "Ben", "Di", "Van", "Von"))
"""Particles that are given names where they come first with a capital: `Von Miller`."""
_VOWEL = re.compile(r"[AEIOUYÄÖÜÅØÆÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÃÕËÏİĄĘŐŰĚÝ]")


def people(value: str, site: str | None = None) -> list[str]:
    """Who signs, from a byline: split at commas and conjunctions; no `By`, no role. An outlet's own name only if it stands alone."""
    value = _BY.sub("", _ADDRESS.sub("", squeeze(strip_markup(value[:MAX_BYLINE]))))
    if _CREDIT.match(value):
        return []
    swapped = _LAST_FIRST.fullmatch(value)
    if swapped and not AGENCIES.intersection(part.lower() for part in swapped.groups()):
        value = f"{swapped[2]} {swapped[1]}"
    out: list[str] = []
    for part in _AND.split(value)[:MAX_PEOPLE]:
        name = name_in(part)
        if name and name not in out and not (out and _CREDENTIAL.fullmatch(name) and name.lower() not in AGENCIES):
            out.append(name)
    persons = [name for name in out if not is_outlet(name, [site])]
    return persons or out


def name_in(part: str) -> str | None:
    """The name in one part of a byline; None if there is none."""
    part = squeeze(_ASIDE.sub("", _BY.sub("", part))).strip(" ,.;:|-–—/\"'*")
    name = _without_role(part)
    return _cased(name) if is_name(name) else None


def _without_role(name: str) -> str:
    """`Nora Falt Senior Reporter`, `Political Editor Nora Falt`, `Nora Falt The Associated Press` as `Nora Falt`."""
    words = _AGENCY_TAIL.sub("", name).split()
    roles = [k for k, word in enumerate(words[:5]) if _ROLE.fullmatch(word)]
    if (
        roles
        and all(word.islower() or _ROLE.fullmatch(word) for word in words[: roles[-1] + 1])
        and is_person(" ".join(words[roles[-1] + 1 :]))
    ):
        words = words[roles[-1] + 1 :]
    k = next((k for k in range(2, min(len(words), 6)) if _ROLE.fullmatch(words[k])), len(words))
    person = " ".join(words[:k])
    return person if person != name and is_person(person) else name


def _cased(name: str) -> str:
    """A name in capitals as names are written; acronyms as they are."""
    words = name.split()
    if len(words) < 2 or not name.isupper() or not all(len(word) > 1 and _VOWEL.search(word) for word in words):
        return name
    return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in words)


def is_name(name: str) -> bool:
    """True for a string that can be the name of a person or an agency, and is no role."""
    if not 2 <= len(name) <= MAX_NAME or not any(c.isalpha() for c in name) or _NO_NAME.search(name):
        return False
    words = name.split()
    if len(words) > 6 or (len(words) > 1 and all(map(_ROLE.fullmatch, words[:2]))):
        return False
    if name.islower():
        return len(words) == 1 and not _ROLE.fullmatch(name)  # an agency, an address such as `ledger.example`
    return not all(word.islower() or _ROLE.fullmatch(word) for word in words)


_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{1,3}[ \u3000][\u4e00-\u9fff]{1,4}")
_NOT_OF_NAMES = re.compile(r"[\d?!:;…()\"“”„«»/|]|\b[B-DF-HJ-NP-TV-XZ]{3,}\b|[a-zà-ÿ]{4}[A-Z]")
"""Also acronyms, capitals without a vowel, and words that run together."""


def is_person(name: str) -> bool:
    """Stricter: two to four capitalised words and no role, as running text spells a person."""
    words = [word for k, word in enumerate(name.split()) if word.lower() not in _PARTICLES or (k == 0 and word in _GIVEN_PARTICLES)]
    return (
        2 <= len(words) <= 4
        and len(name.split()) <= 6
        and is_name(name)
        and not _NOT_OF_NAMES.search(name)
        and (all(word[0].isupper() for word in words) or bool(_HAN_NAME.fullmatch(name)))
        and not any(_ROLE.fullmatch(word) or word.lower().strip(",:") in _COMMON for word in words)
    )


_CASELESS = re.compile(
    r"(?:[^\W\d_]|[\u0300-\u036f\u0590-\u05cf\u064b-\u065f\u0900-\u0963\u0e31-\u0e4e'’.・·])+(?:\s(?:[^\W\d_]|[\u0590-\u05cf\u0900-\u0963])+){0,4}"
)


def is_caseless_name(name: str) -> bool:
    """Whether a string of a script without capitals can be a name: a few words, or a few signs where words are not parted."""
    if not name or name.lower() != name.upper() or len(name) > MAX_NAME or not _CASELESS.fullmatch(name):
        return False
    if "\u3000" < name[0] < "\ufb00":  # Chinese, Japanese, Korean
        return 2 <= len(name.replace(" ", "")) <= 8
    return 1 < len(name.split()) <= 5


def agencies_in(value: str) -> list[str]:
    """The agencies that a byline names: `Reuters Staff` is Reuters."""
    named = (_AGENCY_STAFF.sub("", squeeze(part)).strip(" .,()") for part in _AND.split(_BY.sub("", value[:MAX_BYLINE])))
    return [name for name in named if _AGENCY.fullmatch(name)]


_COMMON_NAMES = (
    "the a an this that more most latest read news live video photo photos home world about contact all new old top best why how what when "
    "where who is are was were will to from with your our my his her its not no and or for on in at as by "
    "die das dem den ein eine einer mehr alle über nach bei mit für auf im in ist sind war "
    "les une un el los las una sobre más plus sur dans avec pour con sul nel "
    "mr ms mrs miss herr frau monsieur madame señor señora "
    "press agency agence agentur agencia ajansı agenzia times post media group tv radio"
)
_COMMON = frozenset(_COMMON_NAMES.split()).union(WEEKDAY_NUMBERS)
_GENERIC = re.compile(
    r"\b(?:the|news|nachrichten|online|redaktion|staff|team|desk|newsroom|editors?|editorial|web|digital|haber|com|de|net|org|tv|gmbh|inc"
    r"|ltd|media|agency|agencies|agenturen|reporters?|correspondents?|writers?)\b",
    re.I,
)


def is_outlet(name: str, outlets: Sequence[str | None]) -> bool:
    """Whether a name is an outlet's: `Ledger Nachrichten` of `ledger.example`."""
    keys = {key for outlet in outlets if outlet for key in (squash(outlet), squash(_GENERIC.sub("", outlet))) if key}
    return bool({squash(name), squash(_GENERIC.sub("", name)) or "?"} & keys)


_DESK = re.compile(
    r"\b(?:gmbh|inc|ltd|llc|plc|ag|s\.?a|staff|team|desk|newsroom|redaktion|rédaction|redacción|redazione|redação|redactie|editorial board"
    r"|editors)\b",
    re.I,
)


def is_desk(name: str) -> bool:
    """Whether a name is a company's or an editorial desk's."""
    return _DESK.search(name) is not None
