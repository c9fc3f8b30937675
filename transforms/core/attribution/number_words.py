"""The words and patterns of numbers, and of what looks like a number and counts nothing."""

import re

from newsbeam.transforms.core.text.calendar import MONTH_WORD
from newsbeam.transforms.core.text.wordlists import word_list

ONES = {
    word: number
    for number, word in enumerate(
        word_list(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
            nineteen"""
        )
    )
}
TENS = {word: 10 * number for number, word in enumerate(word_list("twenty thirty forty fifty sixty seventy eighty ninety"), 2)}
SCALES = {
    "hundred": 100.0,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "lakh": 1e5,
    "lakhs": 1e5,
    "crore": 1e7,
    "crores": 1e7,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "tn": 1e12,
}
VAGUE = {
    # `dozens of people`: from two of them to where the next word would be used
    "tens": (20.0, 99.0),
    "dozens": (24.0, 99.0),
    "scores": (40.0, 99.0),
    "hundreds": (200.0, 999.0),
    "thousands": (2e3, 9_999.0),
    "tens of thousands": (2e4, 99_999.0),
    "hundreds of thousands": (2e5, 999_999.0),
    "millions": (2e6, 9_999_999.0),
    "tens of millions": (2e7, 99_999_999.0),
    "hundreds of millions": (2e8, 999_999_999.0),
    "billions": (2e9, 9_999_999_999.0),
    "tens of billions": (2e10, 99_999_999_999.0),
    "hundreds of billions": (2e11, 999e9),
    "trillions": (2e12, 9_999e9),
    "lakhs": (2e5, 99e5),
    "crores": (2e7, 99e7),
}
FEW = {"several": (3.0, 9.0), "a few": (3.0, 9.0), "a couple of": (2.0, 2.0), "a couple": (2.0, 2.0)}
"""Only before a scale word: `several thousand`."""
PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10}
MULTIPLES = {"twice": 2.0, "thrice": 3.0}
CURRENCY = {
    "$": "dollars",
    "us$": "dollars",
    "usd": "dollars",
    "hk$": "hong kong dollars",
    "nz$": "new zealand dollars",
    "s$": "singapore dollars",
    "rm": "ringgit",
    "rs": "rupees",
    "rs.": "rupees",
    "inr": "rupees",
    "₹": "rupees",
    "eur": "euros",
    "gbp": "pounds",
    "chf": "francs",
    "₩": "won",
    "₦": "naira",
    "₺": "lira",
    "₪": "shekels",
    "rmb": "yuan",
    "a$": "australian dollars",
    "c$": "canadian dollars",
    "€": "euros",
    "£": "pounds",
    "₽": "roubles",
    "₴": "hryvnias",
    "¥": "yen",
}
SUFFIXES = {
    "km": "kilometres",
    "kg": "kilograms",
    "cm": "centimetres",
    "mm": "millimetres",
    "mph": "mph",
    "kph": "km/h",
    "km/h": "km/h",
    "ft": "feet",
    "mw": "megawatts",
    "gw": "gigawatts",
    "°c": "degrees",
    "°f": "degrees",
    "c": "degrees",
    "p": "pence",
}
"""Units that may stand right at the digits: `80mph`."""

HEDGE_WORDS = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|an estimated|estimated|close to|up to|as many as|"
    r"as much as|at least|at most|more than|over|fewer than|less than|under|no more than|no fewer than|no less than|in excess of|"
    r"upwards of|well over|just over|just under|little more than|an average of)\s+|[~≈]\s*)$",
    re.I,
)
HEDGE_AFTER = re.compile(r"^(?:\s(?:or (?:so|more|fewer|less)|plus)\b|-(?:odd|plus)\b|\+)", re.I)

_ONES = "|".join(sorted(ONES, key=len, reverse=True))
_WORD = rf"(?:(?:{_ONES}|{'|'.join(TENS)})(?:[-\s](?:{_ONES})\b)?)"
_SCALE = r"hundred|thousand|million|billion|trillion|dozen|lakhs?|crores?"
_THIN = " \u00a0\u202f\u2009"
_DIGITS = (
    r"\d{1,3}(?:,\s?\d{3})+(?!\d)(?:\.\d+)?"  # 1,500 and, in texts cut into words, 1, 500
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"  # 1,50,000
    rf"|\d{{1,3}}(?:[{_THIN}]\d{{3}})+(?![\d.,:]\d|\d)"  # 3 000
    r"|\d{1,3}(?:['’]\d{3})+(?!\d)"  # 12'400
    r"|\d{1,3}(?:\.\d{3}){2,}(?!\d)(?:,\d+)?"  # 1.500.000
    rf"|\d+,\d{{1,2}}(?=\s?(?:{_SCALE}|%|percent|per cent|km|metres|euros?|degrees|tonnes|litres|kilo\w+)\b|%)"  # 2,5 million
    r"|\d+(?:\.\d+)?"
)
_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
_CROWD = r"were|have|had|are|more|fled|died|gathered|marched|protested|remain|attended|joined|took|lost|left"
_VAGUE = (
    r"\b(?:(?:tens|hundreds) of (?:thousands|millions|billions)\b|"
    rf"(?:tens|dozens|scores|hundreds|thousands|millions|billions|trillions|lakhs|crores)\b(?=\s(?:of|{_CROWD})\b)|"
    r"(?:tens|dozens|scores|hundreds|thousands)\b(?=[.,;]|$|\s(?:and|or|in|at|on|by|when|as|after|with|during|across)\b))"
)
HARMED = re.compile(
    r"\b(?:kill|injur|wound|maim|hurt|arrest|detain|abduct|rescu|displac|destroy|infect|evacuat|leav|left|shoot|shot|tak|free)\w*\s"
    r"(?:(?:at least|more than|about|up to|another|only)\s)?$",
    re.I,
)
"""What is done to a number of people that stands alone: `killing dozens and …`, `killing one`."""
_OUT_OF = f"{_SMALL}|twelve|fifteen|twenty|fifty|a hundred|[3-9]|10|12|15|20|25|50|100|1,000"
_RATIO = rf"\b(?:{_SMALL}|[1-9]) (?:in|out of) (?:every )?(?:{_OUT_OF})\b(?=\s[a-z])"
_PART = (
    r"\b(?:half(?=\sof\b|\sthe\b|\sthat\b)|"
    r"(?:a|one|two|three|four)[\s-](?:third|quarter|fifth|tenth)s?(?=\sof\b)(?!\sof\san?\b)|"
    r"(?:(?<=than\s)|(?<=\bby\s)|(?<=\bto\s))(?:a|one|two|three)[\s-](?:third|quarter|fifth|tenth)s?"
    r"(?=[.,;)]|$|\s(?:of|as|in|to|on|this|last|since|from|compared)\b)|"
    r"(?:a|one|two|three)[\s-](?:third|quarter|fifth|tenth)s?(?=\s[—–-]\s)|"
    r"(?:two[\s-]thirds|three[\s-]quarters|(?:two|three|four)[\s-]fifths)(?=[.,;)]|$))"
)
_TIMES = (
    r"\b(?:twice|thrice)\b(?=\s(?:as|the|its|that|what)\b)|"
    rf"\b(?:{_WORD}|\d+) times\b(?=\s(?:as|the|its|more|higher|larger|greater|that|what|faster)\b)"
)
NUMBER = re.compile(
    rf"(?P<vague>{_VAGUE})"
    rf"|(?P<half>\bhalf a (?:million|billion|dozen)\b)"
    rf"|(?P<ratio>{_RATIO})"
    rf"|(?P<part>{_PART})"
    rf"|(?P<few>\b(?:several|a few|a couple of|a couple)\s+(?P<fscale>{_SCALE})\b)"
    r"|(?P<the>\bthe dozen\b(?=\s[a-z]))"
    rf"|(?P<a>\b(?:a|an)\s+(?P<ascale>{_SCALE})\b(?:\s(?P<ascale2>thousand|million|billion)\b)?(?P<ahalf>\sand a half\b)?)"
    rf"|(?P<point>\b(?P<whole>{_ONES})\spoint\s(?P<tenths>{_ONES})\s(?P<pscale>{_SCALE})\b)"
    rf"|(?P<times>{_TIMES})"
    rf"|(?:(?P<money>[$€£₽₴¥₹₩₦₺₪]|\b(?:US|HK|NZ|[ACS])\$|\b(?:RM|INR|USD|EUR|GBP|CHF|RMB|Rs\.?)(?=\s?\d))\s?(?P<sum>{_DIGITS})"
    rf"|(?P<minus>\bminus |[−])?(?P<num>(?<![\w.,/:])(?<![A-Za-z]-)(?:{_DIGITS})|\b{_WORD}\b))"
    rf"(?P<and>\sand a half\b)?(?P<scale>(?:k|m|mn|bn|tn)\b|(?:[\s-](?:{_SCALE})\b)*)"
    rf"(?P<percent>\s?(?:%|percent\b|per cent\b)(?:age points?\b)?|\spercentage points?\b)?",
    re.I,
)
"""The alternatives in the order in which they are tried."""
MONTH = rf"{MONTH_WORD}\.?"
NAMED = (
    "No no Nos Number Article Chapter Section Resolution Title Rule Amendment Group Channel Highway Route Interstate Flight Level Phase "
    "Formula Boeing Airbus Unit Page page Part Act Apollo Windows iPhone Big Room Gate Platform Grade Category Stage Season Type Class "
    "Tier Episode Game Super Area Studio Catch Division Block Ward District Precinct Pier Terminal Hall Point Top Psalm Verse Year Week "
    "Day Note Galaxy Model Series Mark Item Figure Table Volume Book Track Lot Bus Line Exit Junction Runway"
)
BEFORE_NOT = re.compile(
    rf"(?:\b{MONTH}\s|\b(?:{'|'.join(NAMED.split())}|World War)\.?\s|\b[Gg]roup of\s|\b(?:past|quarter to)\s|\d\s|\d:\s|"
    r"\b(?:channel|number|route|highway|room|page|bus|flight|item|line|dial(?:l?ed|s)?|call(?:ed|s)?|fiscal(?: year)?)\s)$"
)
AGE_BEFORE = re.compile(
    r"\b(?:aged?|ages)\s(?:of\s|between\s|from\s)?(?:\w+\s(?:and|to)\s)?$|\bages? (?:of )?\d+(?:\sand\s|\sto\s|-)$|\b[A-Z][\w’'-]+\.?,\s$"
)
AFTER_NOT = re.compile(
    rf"^(?:st|nd|rd|th)\b|^\s?[ap]\.?\s?m\.?\b|^:\s?\d\d|^[.:]\d\d\s?[ap]\.?\s?m\b|^\s?(?:GMT|UTC|BST|CET|E[SD]T|P[SD]T|ET|hrs)\b|^\s(?:of\s)?{MONTH}\s|^\s{MONTH}[,.]?$|^(?:\sto\s\d+|-\d+)?[-\s]years?-olds?\b|^/\d|^['’]s\b|^s\b"
    r"|^\s(?:and|to)\s\d{1,2}(?::\d\d)?\s?[ap]\.?m\b|^\so['’]clock|^\spast\s(?:\d{1,2}|[a-z]+)\b|^\s\d|^[A-Za-z](?!\w*-)",
    re.I,
)
ADDRESS = re.compile(r"^\s(?:[A-Z][\w’'-]*\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Square|Place|Court|Terrace)\b")
EMERGENCY = re.compile(r"^\s(?:calls?|operators?|dispatch\w*|tapes?|emergency)\b")
"""After 911 and the like."""
MODEL = re.compile(r"(?:^|[a-z,]\s)(?:the|an?|its|new)\s[A-Z][a-z]+\s$")
"""`the Note `, `an Aster `: a digit behind it is a part of a name unless a noun follows."""
CALIBRE = re.compile(r"^[-\s]?(?:cali(?:ber|bre)|hitter|batting)\b")
KIN = re.compile(
    r"\b(?:sons?|daughters?|children|brothers?|sisters?|girls?|boys?|twins|siblings|grandchildren|kids),\s(?:aged?\s)?(?:\d+(?:,| and)\s)*$"
)
"""Ages: `two sons, 11 and 14`."""
VERSUS = re.compile(
    r"\b(?:lags?|lagged|leads?|led|trails?|trailed|ahead|behind|beats?|over|against|versus|vs|defeat\w*|won|lost|favou?r\w*|approv\w*)\b"
)
"""Two shares beside such a word are two results: `leads him 48% to 43%`."""
LONG_THINGS = re.compile(
    r"^(?:$|[.,;:)]|-|\s(?:long|high|deep|wide|tall|away|above|below|from|of|to|off|down|up|apart|thick|across|under|over|at|in|and|or|"
    r"sprint|dash|race|final|relay|hurdles|freestyle|butterfly|backstroke|breaststroke|medley|waves?|walls?|tower|tsunami|swim|record|"
    r"gold|silver|bronze|title|champion\w*|heats?|events?|depths?|heights?|drop|fall|stretch|radius|zone|exclusion)\b)"
)
"""After `m` that is metres; else it is millions: `2m people`."""
AGE_AFTER = re.compile(r"^(?:[,.)]|\s?$)")
SCORE = re.compile(
    r"^[-–]\d+(?:[-–]\d+)*(?!\d|,\d|[-–.]?\w|%|\s?(?:percent|per cent|million|billion|thousand|k\b|m\b|bn\b))"
    r"(?:$|[.,;)]|\s(?!\w+)|\s(?:on|in|at|against|with|after|to|for|win|victory|defeat|loss|lead|vote|ruling|majority|draw|decision|season|home|away|"
    r"thrashing|over|from|and|as|before|when|last|thanks)\b)"
)
"""`won 3-1 on Sunday`, `a 5-4 ruling`; not `40-50 people`."""
CLOCK = re.compile(r"\b(?:at|until|before|after|till)\s$", re.I)
YEAR_BEFORE = re.compile(
    r"\b(?:in|since|of|by|from|until|till|before|after|during|to|and|the|early|late|mid|for|through|between)[\s-]$|[(\-–,]\s?$", re.I
)
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
RANGE = re.compile(r"^\s*(?:-|–|—|to|and|or|,\s*or|,)\s*$")
CHANGE = re.compile(
    r"\b(?:r[io]se|risen|fell|fall(?:en)?|cut|increas\w+|decreas\w+|reduc\w+|up|down|gr[eo]wn?|jump\w*|dropp?\w*|climb\w*|slipp?\w*|went|"
    r"going|declin\w+|chang\w+|rais\w+|lower\w*|shr[aui]nk|edg\w+)\b[^.;]{0,40}\bfrom\s$",
    re.I,
)
DEFINITE = re.compile(r"\b(?:the|these|those|both|all|either|any|no|each|every|other|another|day|number|phase|round|first|last)\s$", re.I)
