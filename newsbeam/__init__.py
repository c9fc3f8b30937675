"""Newsbeam: news in, clean articles, claims and stories out.

All names below are loaded when they are first used, each with what it needs and no more: `import newsbeam` loads nothing else.
They are described in docs/python.md; whatever is not among them may change.
"""

TYPE_CHECKING = False  # type checkers know that it is true for them; `typing` would be most of what importing costs

if TYPE_CHECKING:
    from newsbeam.api import clean, find_claims, find_entities, make_page, open, read_feed
    from newsbeam.pipeline.graph import Ingest
    from newsbeam.sinks.reader import Reader
    from newsbeam.transforms.claims import FindClaims
    from newsbeam.transforms.clean import CleanPages
    from newsbeam.transforms.duplicates import MarkDuplicates
    from newsbeam.transforms.entities import FindEntities
    from newsbeam.transforms.errors import ConfigError, InputError, NewsbeamError, StoreError, TemporaryError, UserError
    from newsbeam.transforms.execution.sandbox import Limits
    from newsbeam.transforms.fetch import FetchPages
    from newsbeam.transforms.fetch_records import FeedEntry, ParsedFeed
    from newsbeam.transforms.parse import ParseFeeds
    from newsbeam.transforms.read import ReadArchives
    from newsbeam.transforms.records import Article, Claim, Document, Failure, Hints, Mention, Page, Quantity
    from newsbeam.transforms.recurring import CutRecurring
    from newsbeam.transforms.stories import LinkClaims, LinkStories

    __version__: str

__all__ = [
    "Article",
    "Claim",
    "CleanPages",
    "ConfigError",
    "CutRecurring",
    "Document",
    "Failure",
    "FeedEntry",
    "FetchPages",
    "FindClaims",
    "FindEntities",
    "Hints",
    "Ingest",
    "InputError",
    "Limits",
    "LinkClaims",
    "LinkStories",
    "MarkDuplicates",
    "Mention",
    "NewsbeamError",
    "Page",
    "ParseFeeds",
    "ParsedFeed",
    "Quantity",
    "ReadArchives",
    "Reader",
    "StoreError",
    "TemporaryError",
    "UserError",
    "__version__",
    "clean",
    "find_claims",
    "find_entities",
    "make_page",
    "open",
    "read_feed",
]

_HOMES = {
    "newsbeam.api": ("clean", "find_claims", "find_entities", "make_page", "open", "read_feed"),
    "newsbeam.pipeline.graph": ("Ingest",),
    "newsbeam.sinks.reader": ("Reader",),
    "newsbeam.transforms.claims": ("FindClaims",),
    "newsbeam.transforms.clean": ("CleanPages",),
    "newsbeam.transforms.duplicates": ("MarkDuplicates",),
    "newsbeam.transforms.entities": ("FindEntities",),
    "newsbeam.transforms.errors": ("ConfigError", "InputError", "NewsbeamError", "StoreError", "TemporaryError", "UserError"),
    "newsbeam.transforms.execution.sandbox": ("Limits",),
    "newsbeam.transforms.fetch": ("FetchPages",),
    "newsbeam.transforms.fetch_records": ("FeedEntry", "ParsedFeed"),
    "newsbeam.transforms.parse": ("ParseFeeds",),
    "newsbeam.transforms.read": ("ReadArchives",),
    "newsbeam.transforms.records": ("Article", "Claim", "Document", "Failure", "Hints", "Mention", "Page", "Quantity"),
    "newsbeam.transforms.recurring": ("CutRecurring",),
    "newsbeam.transforms.stories": ("LinkClaims", "LinkStories"),
}
"""Where each name is defined: the imports above once more, for the interpreter (a test compares the two)."""


if not TYPE_CHECKING:  # to a type checker it would mean that every name is there

    def __getattr__(name: str) -> object:
        """Load a name when it is first asked for (PEP 562)."""
        if name == "__version__":
            from importlib.metadata import version

            value: object = version("newsbeam")
        else:
            from importlib import import_module

            home = next((module for module, names in _HOMES.items() if name in names), None)
            if home is None:
                raise AttributeError(f"module 'newsbeam' has no attribute {name!r}")
            value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """The public names, for whoever completes them."""
    return sorted(__all__)
