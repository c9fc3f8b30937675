"""The language of a text: what the page declares if the text does not contradict it, else a guess from the text itself.

py3langid is asked only for the script-ambiguous rest: most scripts have one language in the news.
"""

import re

import py3langid

SAMPLE = 1_000
"""Characters looked at."""
MIN_LETTERS = 40
"""Fewer letters prove nothing: the declaration stands."""
SURE = 15.0
"""How many nats likelier than the declared language the guess must be to overrule the page."""

_SCRIPTS: list[tuple[str, re.Pattern[str]]] = [
    # (language, letters that only it uses in print)
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("te", re.compile(r"[\u0c00-\u0c7f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
]
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NAMES = {
    # how catalogues write a language that metadata should write as a code: in English, and by ISO 639-2
    "arabic": "ar", "ara": "ar", "chinese": "zh", "zho": "zh", "chi": "zh", "czech": "cs", "ces": "cs", "danish": "da", "dan": "da",
    "dutch": "nl", "nld": "nl", "english": "en", "eng": "en", "finnish": "fi", "fin": "fi", "french": "fr", "fra": "fr", "fre": "fr",
    "german": "de", "deu": "de", "ger": "de", "greek": "el", "ell": "el", "hebrew": "he", "heb": "he", "hindi": "hi", "hin": "hi",
    "hungarian": "hu", "hun": "hu", "italian": "it", "ita": "it", "japanese": "ja", "jpn": "ja", "korean": "ko", "kor": "ko",
    "norwegian": "no", "nor": "no", "polish": "pl", "pol": "pl", "portuguese": "pt", "por": "pt", "romanian": "ro", "ron": "ro",
    "russian": "ru", "rus": "ru", "spanish": "es", "spa": "es", "swedish": "sv", "swe": "sv", "turkish": "tr", "tur": "tr",
    "ukrainian": "uk", "ukr": "uk", "vietnamese": "vi", "vie": "vi",
}  # fmt: skip
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}


def code_of(declared: str | None) -> str | None:
    """The code of a declared language: `en` of `en-GB`, `eng`, `English`; None if it is none."""
    name = re.split(r"[-_;, ]", (declared or "").strip().lower(), maxsplit=1)[0]
    return _NAMES.get(name, name if len(name) == 2 and name.isalpha() and name.isascii() else None)


def language_of(text: str, declared: str | None = None) -> str | None:
    """ISO 639 code of a text's language; `declared` is what its page says, believed unless the text says otherwise clearly."""
    declared = _ALIASES.get(declared or "", declared) if declared else None
    sample = text[:SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    if letters < MIN_LETTERS // 4:
        return declared
    scripts = () if sample.isascii() else _SCRIPTS
    language, n = max(((language, len(pattern.findall(sample))) for language, pattern in scripts), key=_amount, default=("", 0))
    han = len(_HAN.findall(sample))
    if n > 0.3 * letters or (language == "ja" and n > 0.1 * (n + han) and n + han > 0.5 * letters):
        return language
    if han > 0.5 * letters:
        return "zh"
    if letters < MIN_LETTERS:
        return declared
    ranked = [(_ALIASES.get(language, language), float(score)) for language, score in py3langid.rank(sample)]
    guess, best = ranked[0]
    likely = next((score for language, score in ranked if language == declared), None)
    return declared if declared and likely is not None and best - likely < SURE else guess


def _amount(found: tuple[str, int]) -> int:
    return found[1]
