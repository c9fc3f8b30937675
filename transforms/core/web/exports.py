"""Whether a text is what a press database exports: many articles, each with a head of fields."""

import re
from typing import Literal

ExportKind = Literal["nexis", "nexis uni", "factiva"]

NEXIS_START = re.compile(
    r"\s*(?:(?:document|dokument) \d{1,6} (?:of|von|de|sur) \d{1,6}|\d{1,6} (?:of|von|de|sur) \d{1,6} (?:documents?|dokumente?n?))\s*$",
    re.IGNORECASE,
)
"""`1 of 3 DOCUMENTS`, `Dokument 1 von 3`; the first line of an article."""
NEXIS_UNI_END = re.compile(r"\s*(?:End of Document|Ende des Dokuments|Fin du document)\s*$", re.IGNORECASE)
FACTIVA_END = re.compile(r"\s{0,4}(?:AN\s+)?(?:Document|Dokument) [A-Z][A-Z0-9]{3,11}\d{8}[a-z0-9]{6,16}\s*$")
"""`Document OSTHER0020261104emb40003l`."""

_FIELD = re.compile(r"^[ \t]*(?:BYLINE|SECTION|LENGTH|LÄNGE|RUBRIK|LOAD-DATE|LANGUAGE|HEADLINE|PUBLICATION-TYPE|BODY):", re.MULTILINE)
_UNI_LENGTH = re.compile(r"^(?:Length|Länge|Longueur):\s*[\d.,]+\s*\w+[ \t]*$", re.MULTILINE)
_UNI_BODY = re.compile(r"^Body[ \t]*$", re.MULTILINE)
_WORDS = re.compile(r"^(?:WC\s+)?[\d.,]+ (?:words|Wörter|mots|palabras|parole)[ \t]*$", re.MULTILINE | re.IGNORECASE)


def kind_of(text: str) -> ExportKind | None:
    """Whose export begins with this text; None: nobody's."""
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    if _FIELD.search(text) and any(map(NEXIS_START.match, lines)):
        return "nexis"
    if _UNI_LENGTH.search(text) and _UNI_BODY.search(text):
        return "nexis uni"
    if _WORDS.search(text) and any(map(FACTIVA_END.match, lines)):
        return "factiva"
    return None
