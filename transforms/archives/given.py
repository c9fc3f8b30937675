"""What the user says of all records of an archive, for those that say nothing themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from newsbeam.transforms.archives.keys import FIELDS
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.pages.dates import EARLIEST
from newsbeam.transforms.core.text.language import code_of
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.records import Id, Page


@dataclass(frozen=True, slots=True)
class Given:
    """Fills what a record does not declare, and never overrules it."""

    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By field, the key or column that it has in these records."""
    outlet: str | None = None
    lang: str | None = None
    published_at: datetime | None = None
    tags: tuple[str, ...] = ()
    """These are added to a record's own."""

    def __reduce__(self) -> tuple[object, ...]:
        """A mapping proxy cannot be pickled."""
        return _given, (dict(self.names), self.outlet, self.lang, self.published_at, self.tags)

    def input_id(self, input_id: Id) -> Id:
        """The id of an input under these declarations: with others it is another input, and read anew."""
        if self == Given():
            return input_id
        said = (*(f"{name}={key}" for name, key in sorted(self.names.items())), self.outlet, self.lang, str(self.published_at), *self.tags)
        return make_id("given", input_id, *said)

    def fill(self, page: Page) -> Page:
        """The page with what it lacks."""
        hints = page.hints
        outlet = None if page.origin.url or hints.url else self.outlet  # an address names the outlet
        filled = replace(
            hints,
            outlet=hints.outlet or outlet,
            lang=hints.lang or self.lang,
            published_at=hints.published_at or self.published_at,
            published_from=hints.published_from if hints.published_at or not self.published_at else "flag",
            tags=tuple(dict.fromkeys((*hints.tags, *self.tags))),
        )
        return page if filled == hints else replace(page, hints=filled)


def _given(names: dict[str, str], outlet: str | None, lang: str | None, published_at: datetime | None, tags: tuple[str, ...]) -> Given:
    return Given(MappingProxyType(names), outlet, lang, published_at, tags)


def given_by(
    names: Sequence[str] = (), outlet: str | None = None, lang: str | None = None, day: str | None = None, tags: Iterable[str] = ()
) -> Given:
    """What options of the command line say.

    Args:
        names: each `field=key`, or several with commas.
        day: such as `2024-05-31`.

    Raises:
        ConfigError: one of them says nothing that can be used.
    """
    if outlet is not None and not outlet.strip():
        raise ConfigError("--source is empty; name the outlet, or its domain")
    code = code_of(lang)
    if lang is not None and code is None:
        raise ConfigError(f"--lang {lang!r} is no language code; give one of two letters, such as en")
    kept = tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    return Given(MappingProxyType(_names(names)), outlet and outlet.strip(), code, _day(day), kept)


def _names(options: Sequence[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for pair in (pair for option in options for pair in option.split(",")):
        name, _, key = (part.strip() for part in pair.partition("="))
        if name not in FIELDS or not key:
            raise ConfigError(f"--map {pair!r} is not FIELD=COLUMN with one of the fields {', '.join(FIELDS)}")
        names[name] = key
    return names


def _day(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        found = date.fromisoformat(value.strip())
    except ValueError:
        raise ConfigError(f"--date {value!r} is no day; write it as 2024-05-31") from None
    at = datetime(found.year, found.month, found.day, tzinfo=UTC)
    if at < EARLIEST:
        raise ConfigError(f"--date {value!r} lies before {EARLIEST:%Y-%m-%d}, the oldest day that is taken for a publication's")
    return at
