"""The calendar in words: months and weekdays as news prints them, as tables and as pieces of regular expressions.

English has full names, abbreviations and beginnings, since texts are read closely; other languages have what pages print beside a date.
"""

from newsbeam.transforms.core.text.wordlists import word_list, wordset

MONTHS = word_list("January February March April May June July August September October November December")
WEEKDAYS = word_list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
MONTH_ABBREVIATIONS = word_list("Jan Feb Mar Apr Aug Sept Sep Oct Nov Dec")
"""What is printed with a full stop; May, June and July are written out."""
MONTH_STEMS = tuple(month[:3] for month in MONTHS)
WEEKDAY_STEMS = tuple(dict.fromkeys(stem for day in WEEKDAYS for stem in (day[:3], day.removesuffix("day"))))
"""`Tue`, `Tues`, `Wed`, `Wednes`: how a weekday begins, cut after three letters or before `day`."""

LOWER_MONTHS = wordset(" ".join(MONTHS).lower())
WEEKDAY_NUMBERS = {day.lower(): number for number, day in enumerate(WEEKDAYS)}
"""Lower case -> Monday is 0, as in `datetime.weekday`."""
LOWER_NAMES = LOWER_MONTHS.union(WEEKDAY_NUMBERS, (f"{month.lower()}." for month in MONTH_ABBREVIATIONS))
"""Months, weekdays, and abbreviations with their full stop: the words of a date, as tokens."""

_PREFIXES = {
    # the first letters of month names, lower case, by month: English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic, Polish,
    # Russian, Ukrainian, Turkish, Greek, Czech, Indonesian, Arabic, Hindi, Thai with abbreviations, Hebrew, Romanian, Bulgarian, Finnish;
    # a longer prefix wins
    1: "jan ene gen sty янв січ ocak ιαν led oca yan ينا जनव มกร ม.ค ינו ian яну tammi",
    2: "feb fév fev lut фев лют şub φεβ úno فبر شبا फ़र फर กุม ก.พ פבר helmi",
    3: "mar már mär mrt maar märz mars mrz marc марта мар бер μαρ bře مار آذا मार्च มีน มี.ค מרץ מרס maalis",
    4: "apr ápr avr abr kwi апр кві nis απρ dub أبر ابر نيس अप्र เมษ เม.ย אפר huhti",
    5: "may máj mai mei maj mag maio maggio mayo maí мая май тра μαΐ kvě ماي أيا मई พฤษภ พ.ค מאי touko",
    6: "jun juin giu cze июн чер haz ιουν čvn jún يوني حزي जून มิถ มิ.ย יוני iun юни kesä",
    7: "jul juil lug lip июл лип tem ιουλ čvc júl يولي تمو जुल กรก ก.ค יולי iul юли heinä",
    8: "aug aoû aou ago sie авг сер ağu αυγ srp ágú agu أغس اغس अगस สิง ส.ค אוג elo",
    9: "sep sze set wrz сен вер eyl σεπ zář سبت أيل सित กัน ก.ย ספט syys",
    10: "oct okt ott out paź окт жов eki οκτ říj أكت اكت अक् ตุล ต.ค אוק loka",
    11: "nov lis ноя лис kas νοε nóv نوف नवं พฤศ พ.ย נוב noi marras",
    12: "dec dez déc dic des gru дек гру ara δεκ pro ديس दिस ธัน ธ.ค דצמ joulu",
}
MONTH_NUMBERS: dict[str, int] = {prefix: number for number, prefixes in _PREFIXES.items() for prefix in prefixes.split()}
_LONGEST = max(map(len, MONTH_NUMBERS))

_FOREIGN_MONTHS = (
    # as dates print them: French, German, Spanish; Russian in the genitive
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)

MONTH_WORD = rf"(?:{'|'.join(MONTH_STEMS)})[a-z]*"
"""Regex: an English month, however it is shortened, and any word that begins like one."""
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
"""Regex: an English weekday in full."""
EXACT_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(MONTH_ABBREVIATIONS)})\.?|{'|'.join(MONTH_STEMS)})"
"""Regex: an English month in full or as it is abbreviated, and no other word."""
DATE_WORD = rf"(?:{'|'.join(MONTH_STEMS + WEEKDAY_STEMS)})(?:day|[a-z]{{1,6}})?\.?"
"""Regex: an English month or weekday, or a word that begins like one, as it stands before a number."""
ANY_MONTH = rf"(?:(?:{'|'.join(MONTH_STEMS).lower()})[a-z]{{0,6}}\.?|{'|'.join(' '.join(_FOREIGN_MONTHS).split())})"
"""Regex, lower case: a month in English or as dates of other languages print it."""


def month_number(word: str) -> int | None:
    """The month (1 to 12) that a word names, in any of the languages of the table; None if it names none."""
    low = word.casefold().removeprefix("ב")  # Hebrew: `in March`
    return next((MONTH_NUMBERS[low[:n]] for n in range(min(_LONGEST, len(low)), 1, -1) if low[:n] in MONTH_NUMBERS), None)
