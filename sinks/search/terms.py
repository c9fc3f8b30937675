"""Text as it is indexed and asked for: composed, and with every character of a script without spaces a word of its own."""

import re
from unicodedata import normalize

WITHOUT_SPACES = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u0fff"  # Tibetan
    "\u1000-\u109f"  # Myanmar
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d"  # kana, iteration marks
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Han
)
"""Scripts in which sentences are written without spaces between words."""
MARKS = "\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ece\u0f71-\u0f87\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
"""Vowels and tones of these scripts that belong to the character before them."""
CHARACTER = re.compile(f"(?![{MARKS}])[{WITHOUT_SPACES}][{MARKS}]*")
TOKENIZER = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
"""SQLite's: letters, digits and the vowel signs of Indic scripts make words; case and accents do not count."""


def spaced(text: str) -> str:
    """The text as the index takes it: a phrase of characters finds any run of them, which is what a word in such a script is."""
    return CHARACTER.sub(r" \g<0> ", normalize("NFC", text))
