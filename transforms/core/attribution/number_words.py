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
}
FEW = {"several": (3.0, 9.0), "a few": (3.0, 9.0), "a couple of": (2.0, 2.0), "a couple": (2.0, 2.0)}
"""Only before a scale word: `several thousand`."""
PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10}
MULTIPLES = {"twice": 2.0, "thrice": 3.0}
CURRENCY = {
    "$": "dollars",
    "us$": "dollars",
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
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"hundred|thousand|million|billion|trillion|dozen"
_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
_CROWD = r"were|have|had|are|more|fled|died|gathered|marched|protested|remain|attended|joined|took|lost|left"
_VAGUE = (
    r"\b(?:(?:tens|hundreds) of (?:thousands|millions)\b|"
    rf"(?:tens|dozens|scores|hundreds|thousands|millions|billions)\b(?=\s(?:of|{_CROWD})\b))"
)
_RATIO = rf"\b(?:{_SMALL}|[1-9]) (?:in|out of) (?:every )?(?:{_SMALL}|20|[3-9]|10|100)\b(?=\s[a-z])"
_PART = (
    r"\b(?:half(?=\sof\b|\sthe\b)|"
    r"(?:a|one|two|three|four)[\s-](?:third|quarter|fifth|tenth)s?(?=\sof\b)(?!\sof\san?\b))"
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
    rf"|(?P<a>\b(?:a|an)\s+(?P<ascale>{_SCALE})\b)"
    rf"|(?P<times>{_TIMES})"
    rf"|(?:(?P<money>[$€£₽₴¥]|\bUS\$|\bA\$|\bC\$)\s?)?(?P<minus>\bminus |[−])?"
    rf"(?P<num>(?<![\w.,/:])(?<![A-Za-z]-)(?:{_DIGITS})|\b{_WORD}\b)"
    rf"(?P<and>\sand a half\b)?(?P<scale>(?:k|m|mn|bn|tn)\b|(?:[\s-](?:{_SCALE})\b)*)"
    rf"(?P<percent>\s?(?:%|percent\b|per cent\b)(?:age points?\b)?|\spercentage points?\b)?",
    re.I,
)
"""The alternatives in the order in which they are tried."""
MONTH = rf"{MONTH_WORD}\.?"
NAMED = (
    "No no Nos Number Article Chapter Section Resolution Title Rule Amendment Group Channel Highway Route Interstate Flight Level Phase "
    "Formula Boeing Airbus Unit Page page Part Act Apollo Windows iPhone Big Room Gate Platform Grade Category Stage Season Type Class "
    "Tier Episode Game Super Area Studio Catch Division Block Ward District Precinct Pier Terminal Hall Point Top Psalm Verse Year Week Day"
)
BEFORE_NOT = re.compile(rf"(?:\b{MONTH}\s|\b(?:{'|'.join(NAMED.split())}|World War)\.?\s|\b[Gg]roup of\s|\b(?:past|quarter to)\s|\d\s)$")
AGE_BEFORE = re.compile(
    r"\b(?:aged?|ages)\s(?:of\s|between\s|from\s)?(?:\w+\s(?:and|to)\s)?$|\bages? (?:of )?\d+(?:\sand\s|\sto\s|-)$|\b[A-Z][\w’'-]+\.?,\s$"
)
AFTER_NOT = re.compile(
    rf"^(?:st|nd|rd|th)\b|^\s?[ap]\.?m\.?\b|^:\d\d|^\s(?:of\s)?{MONTH}\s|^\s{MONTH}[,.]?$|^(?:\sto\s\d+|-\d+)?[-\s]years?-olds?\b|^\sof\sthe\b|^/\d|^['’]s\b|^s\b"
    r"|^\s(?:and|to)\s\d{1,2}(?::\d\d)?\s?[ap]\.?m\b|^\so['’]clock|^\s\d|^[A-Za-z](?!\w*-)",
    re.I,
)
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
