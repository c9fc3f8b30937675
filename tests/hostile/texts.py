"""Hostile texts: what a name says, and a text whose names and claims are looked for.

All end, and the claim in their first line is found.
"""

from collections.abc import Callable

STORY = "Anna Keller said that the bridge over the Lowmere was safe.\n"

TEXTS: dict[str, Callable[[], str]] = {
    "a good text, to compare with": lambda: STORY,
    "20,000 opening quotation marks": lambda: STORY + "“" * 20_000,
    "20,000 straight quotation marks": lambda: STORY + '" ' * 20_000,
    "quotations within quotations": lambda: STORY + "“‘" * 5_000 + "x" + "’”" * 5_000,
    "3,000 quotations of one letter": lambda: STORY + "“a,” said Anna Keller. " * 3_000,
    "a sentence of 20,000 words": lambda: STORY + "bridge " * 20_000 + ".",
    "a word of 300,000 letters": lambda: STORY + "w" * 300_000,
    "one name 5,000 times": lambda: STORY + "Keller " * 5_000,
    "3,000 names": lambda: (
        STORY + " ".join(f"Ada Quill{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}." for n in range(3_000))
    ),
    "a sentence that says that somebody said that": lambda: STORY + "Anna said that " * 2_000 + "it was safe.",
    "5,000 verbs of saying": lambda: STORY + "said " * 5_000,
    "a number of 100,000 digits": lambda: STORY + f"The bridge cost {'9' * 100_000} euros, Keller said.",
    "numbers without an end": lambda: STORY + "1,000," * 20_000,
    "20,000 commas": lambda: STORY + "Keller" + ", " * 20_000 + "said so.",
    "20,000 full stops": lambda: STORY + "." * 20_000,
    "100,000 white spaces and a letter": lambda: STORY + "\u00a0" * 100_000 + "x",
    "10,000 combining marks on one letter": lambda: STORY + "e" + "\u0301" * 10_000 + " said so.",
    "20,000 opening brackets": lambda: STORY + "(" * 20_000,
    "initials without an end": lambda: STORY + "A. " * 10_000 + "Keller said so.",
    "hyphens without an end": lambda: STORY + "well-" * 10_000 + "known.",
    "20,000 lines of one letter": lambda: STORY + "x\n" * 20_000,
}
