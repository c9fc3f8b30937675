"""The noun phrase that a number stands in, and its head."""

from newsbeam.transforms.core.attribution.quantified import STOP_AFTER
from newsbeam.transforms.core.figures.patterns import AUXILIARY, JOINED, NOUNS_IN_LY, PRONOUNS, TOKEN
from newsbeam.transforms.core.figures.things import IRREGULAR_PLURALS, NOUN_CLASS, event_of, is_demonym, singular


def phrase_of(text: str, at: int, end: int) -> list[tuple[str, int, int]]:
    """The words of the noun phrase that begins at `at`: (word, start, end)."""
    found: list[tuple[str, int, int]] = []
    last = at
    for match in TOKEN.finditer(text, at, min(end, at + 90)):
        word, gap = match[0], text[last : match.start()]
        low = word.casefold()
        if gap.strip() or not word[0].isalpha():
            if word == "-" and not found:
                last = match.end()
                continue
            if word.isdigit() and found and found[-1][0] in ("AK",):
                last = match.end()
                continue
            break
        if not found and low in ("of", "or", "other", "others", "more", "so-called", "additional", "further"):
            last = match.end()
            if low in ("others", "more"):
                following = TOKEN.match(text, match.end() + 1)
                if (
                    low == "others"
                    or not following
                    or not following[0][0].isalpha()
                    or following[0].casefold() in STOP_AFTER
                    or event_of(following[0])
                ):
                    found.append((word, *match.span()))
                    break
            continue
        if low == "left" and (following := TOKEN.match(text, match.end() + 1)) and is_known(following[0]):
            last = match.end()
            continue
        if low.endswith("ly") and low not in NOUNS_IN_LY:
            following = TOKEN.match(text, match.end() + 1)
            if (
                not following
                or not following[0][0].isalpha()
                or following[0].casefold() in STOP_AFTER
                or following[0].casefold() in AUXILIARY
            ):
                break
            last = match.end()
            continue
        if not found and low in ("the", "these", "those", "his", "her", "their") and text[at : match.start()].strip() == "of":
            last = match.end()
            continue
        if (low in STOP_AFTER and low not in ("dead", "killed")) or low in AUXILIARY or low in PRONOUNS:
            break
        if (found and event_of(low) and singular(low) not in NOUN_CLASS and low.endswith(("ed", "ing", "en", "ew"))) or (
            found and low in ("fell", "shot", "struck", "hit", "fled", "landed")
        ):
            break
        if joined := JOINED.match(word):
            found.append((joined[1], match.start(), match.start() + len(joined[1])))  # `three workers-two women and a man-died`
            break
        found.append((word, *match.span()))
        last = match.end()
        if len(found) == 6 or (is_plural(word) and len(found) >= 1):
            break
    return found


def is_plural(word: str) -> bool:
    """Whether a word is a noun in the plural, by its form or the tables."""
    low = word.casefold()
    if word[0].isupper() and not word.isupper() and not is_demonym(word) and singular(word) not in NOUN_CLASS:
        return False
    return low in IRREGULAR_PLURALS or (
        low.endswith("s") and not low.endswith(("ss", "us", "is", "’s", "'s")) and len(low) > 3 and low not in ("less", "homeless")
    )


def head_of(words: list[tuple[str, int, int]]) -> int:
    """The head noun: the plural that ends the phrase, else the last word that the tables know, else the last."""
    if is_plural(words[-1][0]):
        return len(words) - 1
    known = [at for at, (word, _, _) in enumerate(words) if singular(word) in NOUN_CLASS]
    return known[0] if known else len(words) - 1


def is_known(word: str) -> bool:
    """Whether a word is the plural of a noun in the tables, or the people of a country."""
    return is_plural(word) and (singular(word) in NOUN_CLASS or is_demonym(word))
