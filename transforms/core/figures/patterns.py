"""The words and patterns by which the figures of a sentence are read."""

import re

from newsbeam.transforms.core.attribution.number_words import ONES
from newsbeam.transforms.core.text.calendar import EXACT_MONTH
from newsbeam.transforms.core.text.wordlists import wordset

TOKEN = re.compile(r"[^\W\d_](?:[\w’'-]*[^\W_])?|\d[\d,.]*\d|\d|[^\w\s]")
CLAUSE = re.compile(
    r"[;:—–]|\.\s|,\s(?:and|but|while|whereas|although|though|which|who|whom|when|where|as|after|before|with|including)\b|\s-\s|--"
)
AT_LEAST = re.compile(
    r"(?:\bat least|\bmore than|\bover|\bno (?:fewer|less) than|\babove|\bupwards of|\bin excess of"
    r"|\bexceed\w*|\bsurpass\w*|\btopp(?:ed|ing)|\bminimum of|\bbeyond)"
    r"\s(?:the\s|an?\s)?$",
    re.I,
)
AT_LEAST_AFTER = re.compile(r"^(?:\sor more\b|-?\s?plus\b|\+)", re.I)
AT_MOST = re.compile(
    r"(?:\bup to|\bless than|\bfewer than|\bunder|\bat most|\bno more than|\bbelow|\bmaximum of|\bnot more than)\s(?:the\s|an?\s)?$", re.I
)
NEARLY = re.compile(r"(?:\bnearly|\balmost|\bclose to|\bjust under|\bapproaching|\bnot quite)\s(?:the\s|an?\s)?$", re.I)
PART = re.compile(
    r"\b(?:including|among them|of them|of whom|of which|of those|of these|the rest|the remaining|amongst them)\b[^.;]{0,25}$", re.I
)
PART_AFTER = re.compile(
    r"^\s(?:of (?:them|whom|which|those|these|his|her|their|its|the (?:two|three|four|five|six|seven|eight|nine|ten|\d+"
    r"|injured|wounded|dead|victims|killed|missing|arrested|survivors))\b)",
    re.I,
)
OTHER = re.compile(r"\b(?:another|further|additional|extra|remaining)\s(?:\w+\s){0,1}$", re.I)
OTHER_AFTER = re.compile(r"^\s(?:other|more|further|additional)\s(?=[a-z])", re.I)
OF_NOUN = re.compile(r"^\sof\s(?:the|these|those|its|his|her|their)\s(?:\w+\s){0,2}?[a-z]+s\b")
"""`two of the bombs`"""
SEVERAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+|several|various|all|multiple)\s(?:\w+\s)?(?:operations|raids|attacks|strikes"
    r"|incidents|bombings|nights|matches|games)\b",
    re.I,
)
"""What is counted over several events is not what one of them brought."""
PER = re.compile(
    r"^-per-|^[^.;,]{0,28}?\s(?:per|each|apiece|annually|an?\s(?:year|season|day|week|month|hour|share|game|head|night))\b", re.I
)
ZERO = re.compile(
    r"\b(?:no|zero)\s(?:\w+\s){0,2}?(casualties|injuries|deaths|fatalities|arrests|injured|victims|survivors|children|dead|wounded)\b", re.I
)
ONE = re.compile(r"\b(?:a single|one)\s(?=[\w-]+)", re.I)
PAIR = re.compile(r"\ba (?:pair|couple) of\s(?=[a-z])", re.I)
BARE = re.compile(
    rf"(?<![\w.,:/$€£-])(?P<number>(?P<digits>\d{{1,3}}(?:,\d{{3}})*)|(?P<word>{'|'.join(list(ONES)[2:13])}))(?P<of>(?=\sof\s(?:the|these|those|them|whom)\s))?(?=[\s-][A-Za-z])",
    re.I,
)
BARE_BEFORE = re.compile(
    rf"(?:\b{EXACT_MONTH}|\b(?:No|Nos|Number|Article|Chapter|Section|Rule|Group|Channel|Highway|Route|Flight|Level|Phase|Big|aged|age)\.?)\s$",
    re.I,
)
OF_ALL = re.compile(r"\b(?:of the|AK)\s$", re.I)
"""`three of the four soldiers`: the four are told of elsewhere; `AK 47`"""
BARE_AFTER = re.compile(
    rf"^[\s-](?:years?-old|(?:of\s)?{EXACT_MONTH}\b|[ap]\.?\s?m\b|percent|per cent|million|billion|hundred|thousand|dozen|o['’]clock)", re.I
)
CALIBRE = re.compile(r"(?<![\d])\.?\s?(\d{2,3})[- ]?(?:caliber|calibre)\b", re.I)
AWAY = re.compile(
    r"^\s(?:\([^)]{1,20}\)\s)?(?:away\s|"
    r"(?:to the\s)?(?:north|south|east|west|north-?west|north-?east|south-?west|south-?east|inland)\s)?(?:from|of|off)\s"
    r"(?:the\s|[a-z]+\s){0,3}?(?P<name>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*)"
)
SUBORDINATE = wordset("when after before as while because since until if although though")
"""Behind these begins another clause."""
COUNTED_BEFORE = re.compile(
    r"\b(?:(?:number|count|total|toll|tally) of\s(?P<of>[^.;,]{3,60}?)(?:,[^,;.]{2,40},)?\s(?:at|to|is|was|reached|reaches|hit"
    r"|exceeded|passed|stood at|rose to|fell to|climbed to)"
    r"|(?:put|puts|putting|estimated|estimates|placed)\s(?P<put>[^.;]{3,80}?)\sat)\s"
    r"(?:about\s|around\s|roughly\s|nearly\s|almost\s|only\s|just\s|at least\s|more than\s|over\s|some\s|up to\s|as many as\s)?$",
    re.I,
)
"""`the number of missing fell to 22`, `put the march at 30,000`: what is counted stands before the number."""
OF_PEOPLE = wordset("killed wounded missing detained captured displaced rescued sheltered casualties marched infected")
SUM_PART = re.compile(r"^\s(?:of (?:the|its|their|his|her|that)\b|in (?:cash|stock|shares|bonuses)\b)", re.I)
CUT = re.compile(r"[,;.]")
LENGTHS = {
    "metres": 1.0, "feet": 0.3048, "kilometres": 1000.0, "miles": 1609.344, "nautical miles": 1852.0, "centimetres": 0.01,
    "millimetres": 0.001, "inches": 0.0254, "yards": 0.9144,
}  # fmt: skip
DURATIONS = {
    "seconds": 1 / 86400, "minutes": 1 / 1440, "hours": 1 / 24, "days": 1.0, "weeks": 7.0, "fortnights": 14.0, "months": 30.4,
    "years": 365.25,
    "decades": 3652.5, "centuries": 36525.0,
}  # fmt: skip
CURRENCIES = wordset("dollars euros pounds yen roubles rupees crowns francs yuan hryvnias lira")
UNIT_FORMS = {
    **{name: name for table in (LENGTHS, DURATIONS) for name in table},
    **{name.removesuffix("s"): name for table in (LENGTHS, DURATIONS) for name in table},
    "meter": "metres", "meters": "metres", "metre": "metres", "m": "metres", "kilometer": "kilometres", "kilometers": "kilometres",
    "km": "kilometres", "kms": "kilometres", "foot": "feet", "ft": "feet", "inch": "inches", "century": "centuries",
    "nautical": "nautical miles",
    "fortnight": "fortnights", "yard": "yards", "mins": "minutes", "hrs": "hours", "mile": "miles", "miles": "miles",
}  # fmt: skip
MONEY_UNITS = re.compile(r"^\s(?:US |U\.S\. )?(dollars?|euros?|pounds?|yen|roubles?|rupees?|crowns?|francs?|yuan|USD|EUR|GBP)\b", re.I)
TEMPERATURE = re.compile(r"^\s?(?:degrees?|°)", re.I)
NOUNS_IN_LY = wordset("family ally assembly supply monopoly anomaly bully jelly belly fly butterfly reply")
JOINED = re.compile(rf"(\w+)-(?:{'|'.join(list(ONES)[1:13])})$")
PRONOUNS = wordset("them us him whom which me you")
AUXILIARY = wordset(
    "was were is are been being be had has have having got get to also all now already so still reportedly later believed feared"
)
LIGHT = wordset(
    """
    at least about around some the a an as many more than over nearly almost up to another other further additional roughly approximately
    only just his her their its some estimated total of approximate
    """
)
MAX_GAP = 7
"""Words between what is counted and its verb."""
SUMS_OF = {"offered": "offer", "bought": "purchase", "stolen": "theft"}
"""What a sum is for, by the verb before it."""
NAMED_EVENTS = wordset("dead deaths fatalities injuries wounded injured arrests infections casualties bodies lives death body")
"""Nouns that say what happened to those whom they name."""
DENIED = re.compile(r"\bnot\s$", re.I)
"""`3,100 people, not 2,400`: what is told is not that."""
SHARE_OF_NOUN = re.compile(r"\S+\s?(?:%|percent|per cent)\sof\s(?:all\s|the\s)?([a-z]{3,})")
"""`41 percent of schools`"""
PHRASES = (
    (
        "displaced",
        re.compile(
            r"^(?:\s\w+){0,4}?\s(?:moved (?:to safety|out|away)|le(?:ave|ft) (?:their|her|his) (?:homes?|houses?)|(?:been )?driven out)\b"
        ),
    ),
    ("marched", re.compile(r"^(?:\s\w+){0,4}?\s(?:took|taken|taking|take|came out) (?:to|on|onto) the streets?\b")),
    ("rescued", re.compile(r"^(?:\s\w+){0,4}?\s(?:brought|taken) (?:to safety|ashore|off the)\b")),
    ("killed", re.compile(r"^(?:\s\w+){0,4}?\s(?:lost|lose|losing) (?:their|his|her) li(?:fe|ves)\b")),
    ("wounded", re.compile(r"^(?:\s\w+){0,4}?\s(?:taken|brought|rushed|went|flown) to (?:the |a |an? \w+ )?hospitals?\b")),
)
"""What happened to people, told in several words."""
COMPARED = re.compile(
    r"\b(?:dwarf(?:s|ed|ing)|exceed(?:s|ed|ing)|match(?:es|ed|ing)?|eclips(?:es|ed|ing)|compared (?:with|to)|unlike"
    r"|(?<!more )(?<!less )(?<!fewer )(?<!rather )than)\s(?:the\s|a\s|an\s|some\s|about\s|[\w-]+,\s|[\w’'-]+\s){0,4}$",
    re.I,
)
"""`dwarfing the four-year, $90 million deal`: another one, named for comparison."""
