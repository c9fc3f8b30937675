"""What people type to search, as a query of the index. Pure.

    ceasefire AND "grain deal" source:bbc.com from:2026-11-01 said-by:"Oleksii Reznikov" lang:en
    (flood* OR mudslide) -drill title:bridge

Words must all occur, in whatever form of case and accents; `OR`, `AND`, `NOT` or `-`, and parentheses are as everywhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from newsbeam.sinks.search.terms import spaced
from newsbeam.transforms.errors import ConfigError

FILTERS = ("source", "from", "to", "lang", "said-by")
SCOPES = ("title",)
"""Fields whose words are looked for in the index itself."""
TOKEN = re.compile(
    r"""\s*(?:
    (?P<open>\() | (?P<close>\))
    | (?P<minus>-(?=[\w"(]))?
      (?:(?P<field>[A-Za-z][A-Za-z-]*):(?=[^\s:/)]))?
      (?: "(?P<phrase>[^"]*)"(?P<phrase_star>\*?) | (?P<word>[^\s()"]+) )
    )""",
    re.VERBOSE,
)
QUOTATION_MARKS = str.maketrans("“”„«»", '"""""')
"""Other forms of them, as programs put them in place of what was typed."""
LONGEST = 1_000
"""Characters of a query."""
DEEPEST = 20
"""Parentheses within one another."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase."""

    text: str
    prefix: bool = False
    """True if words that begin so count, too; of a phrase its last."""
    scope: str | None = None
    """The one column in which it must stand."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query."""

    match: str = ""
    """What the words ask for, in FTS5's language; empty: only the filters count."""
    terms: tuple[Term, ...] = ()
    """The words that are wanted, for showing where they are."""
    sources: tuple[str, ...] = ()
    """Outlets; any of them."""
    langs: tuple[str, ...] = ()
    """Language codes; any of them."""
    speakers: tuple[str, ...] = ()
    """Names; any of them said something in the article, or said the claim."""
    first: date | None = None
    last: date | None = None
    """Days of publication, both included."""


@dataclass(frozen=True, slots=True)
class _Node:
    """Part of a query: matches what all of `wanted` match and none of `unwanted`."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    def __str__(self) -> str:
        found = " AND ".join(self.wanted)
        if self.unwanted:
            return f"({found}) NOT ({' OR '.join(self.unwanted)})"
        return found


def parse(text: str) -> Query:
    """Read a query.

    Raises:
        ConfigError: it cannot be understood; the sentence says where and why.
    """
    if len(text) > LONGEST:
        raise ConfigError(f"the search has {len(text):,} characters; {LONGEST:,} at most")
    return _Parser(text.translate(QUOTATION_MARKS)).parse()


@dataclass
class _Parser:
    text: str
    at: int = 0
    depth: int = 0
    query: Query = Query()
    terms: list[Term] = field(default_factory=list)

    def parse(self) -> Query:
        node = self._either()
        if self._peek():
            raise ConfigError(f"the search has a ) too many: {self.text[self.at :].strip()!r} is left over")
        if node.unwanted and not node.wanted:
            raise ConfigError("a search needs something that is wanted beside what is not: a word, or a filter such as source:")
        query = replace(self.query, match=str(node), terms=tuple(self.terms))
        if query == Query():
            raise ConfigError("the search is empty: give a word, a phrase in quotation marks, or a filter such as source:bbc.com")
        return query

    def _peek(self) -> re.Match[str] | None:
        found = TOKEN.match(self.text, self.at)
        if found is None and self.text[self.at :].strip():
            raise ConfigError(f"the search cannot be read from {self.text[self.at :].strip()!r} on: a quotation mark has no second one")
        return found

    def _either(self) -> _Node:
        """Alternatives."""
        sides = [self._all()]
        while (token := self._peek()) and token["word"] == "OR":
            self.at = token.end()
            sides.append(self._all())
        if len(sides) == 1:
            return sides[0]
        if not all(side.wanted for side in sides):
            raise ConfigError("each side of OR needs a word that is wanted; filters such as source: stand beside the words, once for all")
        return _Node((f"({' OR '.join(f'({side})' for side in sides)})",))

    def _all(self) -> _Node:
        """Words that must all be there, up to OR or a closing parenthesis."""
        node = _Node()
        unwanted = False
        while (token := self._peek()) and not token["close"] and token["word"] != "OR":
            self.at = token.end()
            if token["word"] == "AND":
                continue
            if token["word"] == "NOT":
                unwanted = True
                continue
            unwanted |= bool(token["minus"])
            found = self._group(unwanted) if token["open"] else self._term(token, unwanted)
            if found:
                node = replace(node, unwanted=(*node.unwanted, found)) if unwanted else replace(node, wanted=(*node.wanted, found))
            unwanted = False
        return node

    def _group(self, unwanted: bool) -> str:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConfigError(f"the search has more than {DEEPEST} parentheses within one another")
        before = len(self.terms)
        node = self._either()
        token = self._peek()
        if not (token and token["close"]):
            raise ConfigError("the search has a ( without its )")
        self.at = token.end()
        self.depth -= 1
        if unwanted:
            del self.terms[before:]
        if node.unwanted and not node.wanted:
            raise ConfigError("within parentheses, too, a word must be wanted beside those that are not")
        return f"({node})" if node.wanted else ""

    def _term(self, token: re.Match[str], unwanted: bool) -> str:
        name = (token["field"] or "").lower()
        star = token["phrase_star"] if token["phrase"] is not None else "*" if token["word"].endswith("*") else ""
        value = token["phrase"] if token["phrase"] is not None else token["word"].rstrip("*")
        if name in FILTERS:
            self._filter(name, value, unwanted)
            return ""
        if name and name not in SCOPES:
            if token["phrase"] is not None:
                raise ConfigError(f"the search has no field {name!r}; there are {', '.join((*SCOPES, *FILTERS))}")
            value = f"{token['field']}:{value}"  # a word with a colon in it
            name = ""
        term = Term(value, bool(star), name or None)
        if not (found := _fts(term)):
            return ""
        if not unwanted:
            self.terms.append(term)
        return found

    def _filter(self, name: str, value: str, unwanted: bool) -> None:
        if unwanted or self.depth:
            raise ConfigError(f"{name}: is a filter for the whole search: it stands neither within parentheses nor behind NOT or -")
        query = self.query
        match name:
            case "source":
                self.query = replace(query, sources=(*query.sources, value.lower().removeprefix("www.")))
            case "lang":
                self.query = replace(query, langs=(*query.langs, value.lower()))
            case "said-by":
                if not _fts(Term(value)):
                    raise ConfigError(f"said-by: needs a name, and {value!r} is none")
                self.query = replace(query, speakers=(*query.speakers, value))
            case "from":
                self.query = replace(query, first=_day(name, value))
            case _:
                self.query = replace(query, last=_day(name, value))


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ConfigError(f"{name}: needs a day such as 2026-11-01, and {value!r} is none") from None


def _fts(term: Term) -> str:
    """A word or phrase in FTS5's language; empty if it has neither letter nor digit."""
    text = " ".join("".join(character if character.isprintable() else " " for character in spaced(term.text)).split())
    if not any(map(str.isalnum, text)):
        return ""
    quoted = '"' + text.replace('"', '""') + '"'
    return (f"{term.scope} : " if term.scope else "") + quoted + (" *" if term.prefix else "")


def any_of(names: Sequence[str], scope: str) -> str:
    """Any of some phrases in one column, in FTS5's language."""
    return " OR ".join(_fts(Term(name, scope=scope)) for name in names)
