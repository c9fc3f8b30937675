"""The language of a text: what page or record declares if the letters allow it, unless the text's own small words say otherwise.

Letters come first, for most scripts have one language in the news. py3langid is asked only for the rest, and not trusted with lists of
names, which it takes for whatever language has such names (an English team sheet for Nigerian Pidgin): it overrules a declaration only
where the words that hold a sentence together are those of its language and not of the declared one.
"""

import re
from collections.abc import Mapping

import py3langid

from newsbeam.transforms.core.text.wordlists import wordset

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
_SMALL_WORDS: Mapping[str, frozenset[str]] = {
    # the words that hold sentences together, lower case; few that a neighbouring language has, too
    "bg": wordset("на и да за от се по като при са беше който това след"),
    "ca": wordset("el els les dels amb per que i és una al als seva més ha aquest"),
    "cs": wordset("je se na že jsou byl který aby jako pro podle také ale který po roku už"),
    "da": wordset("og at det er på til af som med den ikke har blev også efter fra bliver jeg hvor"),
    "de": wordset("der die das und ist nicht mit von dem den ein eine auf für sich auch im zu wird nach bei"),
    "en": wordset("the of and to in is was for on that with by were from at as it has have said who after which their are his an be but"),
    "es": wordset("el la los las de que y en un una por con para se del al su como más ha fue"),
    "fi": wordset("ja on ei että se oli myös mutta kun ovat joka hän mukaan sekä"),
    "fr": wordset("le la les des et un une du est dans que qui pour par sur au aux avec pas plus il ce"),
    "hr": wordset("i je u na se da za su koji od što kako će bi biti iz"),
    "hu": wordset("a az és hogy nem is egy van volt meg szerint csak"),
    "id": wordset("yang dan di dari untuk dengan ini pada itu tidak dalam akan juga"),
    "it": wordset("il la di che e è un una per con del della dei nel alla sono non anche più"),
    "nl": wordset("de het een van en is dat op te voor met zijn niet aan ook door bij werd"),
    "no": wordset("og at det er på til av som med den ikke har ble også etter fra blir jeg hvor"),
    "pcm": wordset("dey wey na dem di don una sey abi im wetin pipol fit say tok"),
    "pl": wordset("i w na się nie że jest do z jak po za przez od jego są był która"),
    "pt": wordset("o a os as de que e em um uma do da dos das no na por com para não mais ao foi"),
    "ro": wordset("și de la în cu că pe nu este care din pentru mai au fost"),
    "ru": wordset("и в на не что с по как это для из от был его также"),
    "sv": wordset("och att det är på till av som med den inte har ett också efter från blir jag där"),
    "tr": wordset("ve bir bu için ile da de olarak daha çok olan sonra gibi"),
    "uk": wordset("і в на не що з по як це для від та й був його також"),
    "vi": wordset("và của là có cho được các trong không với một người đã"),
}
MIN_SMALL = 3
"""So many of a language's small words make it likely that the text is in it."""
MIN_PROSE = 8
"""Different words without a capital that a text has which is more than names."""
_WORD = re.compile(r"[^\W\d_]+")
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
    declared = _ALIASES.get(declared.lower(), code_of(declared) or declared.lower()) if declared else None
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
    guess, best = str(ranked[0][0]), ranked[0][1]
    words = set(filter(str.islower, _WORD.findall(sample)))
    if declared and guess != declared:
        likely = next((score for language, score in ranked if language == declared), None)
        return guess if likely is None or (best - likely >= SURE and _told(words, guess, declared)) else declared
    if guess in _SMALL_WORDS and guess not in RARE:
        return guess
    spoken = max(_SMALL_WORDS, key=lambda language: _small(words, language))
    return spoken if _small(words, spoken) >= MIN_SMALL and not _told(words, guess, spoken) else guess


RARE = frozenset(("pcm",))
"""Languages that are taken for a larger neighbour's unless their own small words show."""


def _told(words: set[str], guess: str, against: str) -> bool:
    """Whether the text's small words are rather those of the guessed language; where one has no table, whether they are not the other's."""
    if guess in _SMALL_WORDS:
        return _small(words, guess) >= MIN_SMALL and _small(words, guess) > _small(words, against)
    return _small(words, against) < MIN_SMALL and against in _SMALL_WORDS and len(words) >= MIN_PROSE


def _small(words: set[str], language: str) -> int:
    return len(words & _SMALL_WORDS.get(language, frozenset()))


def _amount(found: tuple[str, int]) -> int:
    return found[1]
