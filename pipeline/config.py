"""The configuration: one TOML file, every key with a default, every unknown key an error that names the nearest valid one."""

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from newsbeam.pipeline.source_lists import MAX_SHOWN, address, read_source_list
from newsbeam.transforms.core.web.urls import check_fetchable, redacted
from newsbeam.transforms.errors import ConfigError, Permanent

DEFAULT_STORE = "news"
STORE_VARIABLE = "NEWSBEAM_STORE"


def _is_secret_name(value: str) -> str:
    if not re.fullmatch(r"env:[A-Za-z_][A-Za-z0-9_]*", value):
        raise ValueError('is not the name of an environment variable that holds it: write "env:NAME"')
    return value


def _pairs(pairs: tuple[str, ...]) -> tuple[str, ...]:
    for pair in pairs:
        host, _, port = pair.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError(f'{pair!r} is not host:port, such as "127.0.0.1:8797"')
    return pairs


OWN_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "if-modified-since", "if-none-match", "range", "te", "transfer-encoding"}
    | {"upgrade"}
)
"""Headers that are newsbeam's own business."""

SecretName = Annotated[str, AfterValidator(_is_secret_name)]
"""Where a secret is: secrets themselves do not belong into files that are shown and shared."""


class Section(BaseModel):
    """A table of the file: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Publish(Section):
    """`[store.publish]`."""

    interval_seconds: float = Field(10, ge=0, description="how often readers get to see what was committed")


class StoreSection(Section):
    """`[store]`."""

    path: str | None = Field(None, description="folder of the store; a relative path starts at the configuration file")
    publish: Publish = Publish()


class Feed(Section):
    """`[[sources.feed]]`."""

    url: str = Field(description="address of the feed or news sitemap")
    source: str | None = Field(None, description="the outlet's name, if its address does not tell")
    lang: str | None = Field(None, description="language, if the feed does not tell")
    full_text: Literal["auto", "always", "never"] = Field(
        "auto",
        description="its entries' own texts: `auto`: where the page cannot be had, or shows less; `always`: no page is fetched; `never`",
    )
    user: str | None = Field(None, description="name for a feed behind a password (Basic)")
    password: SecretName | None = Field(None, description='its password, by the name of an environment variable: "env:NAME"')
    headers: dict[str, SecretName] = Field({}, description='headers for the feed\'s own host, such as { X-Api-Key = "env:NAME" }')
    allow_private: bool | tuple[str, ...] = Field(
        False, description="true: the feed and its pages may be at a private address, on its own host and port; or exactly these host:port"
    )

    @field_validator("headers")
    @classmethod
    def _are_free(cls, headers: dict[str, str]) -> dict[str, str]:
        for name in headers:
            if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", name) or name.lower() in OWN_HEADERS:
                raise ValueError(f"{name!r} is not a header that can be set")
        return headers

    @field_validator("allow_private")
    @classmethod
    def _are_pairs(cls, pairs: bool | tuple[str, ...]) -> bool | tuple[str, ...]:
        return pairs if isinstance(pairs, bool) else _pairs(pairs)

    @model_validator(mode="after")
    def _belong_together(self) -> "Feed":
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password belong together")
        if self.user is not None and any(name.lower() == "authorization" for name in self.headers):
            raise ValueError("user and password make the header Authorization, so headers cannot name it, too")
        return self

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if redacted(url) != url:
            raise ValueError(
                'has credentials in it, which would be stored and shown: write user = "..." and password = "env:NAME" under the'
                " [[sources.feed]] instead, with the password in the environment"
            )
        found = address(url)
        if found is None:
            raise ValueError("is not an http or https address")
        try:
            check_fetchable(found)
        except Permanent as error:
            raise ValueError(f"can never be fetched: {error.detail}") from None
        return found


class Sources(Section):
    """`[sources]`."""

    files: tuple[str, ...] = Field((), description="files with an address a line, or OPML subscriptions")
    feed: tuple[Feed, ...] = Field((), description="feeds named here")


class Fetch(Section):
    """`[fetch]`."""

    contact: str | None = Field(None, description="mailto: or https: address that publishers can complain to; part of the User-Agent")
    allow_private: tuple[str, ...] = Field(
        (), description="exactly these host:port pairs may be private addresses, for the feeds that are at one of them"
    )
    deadline_seconds: float = Field(30, gt=0, le=600, description="for one whole reply, redirects included")
    max_feed_bytes: int = Field(10_485_760, gt=0, description="of a feed, after decompression")
    max_page_bytes: int = Field(8_388_608, gt=0, description="of a page, after decompression")
    host_gap_seconds: float = Field(5, ge=0, description="least time between two requests to one host")
    max_tries: int = Field(5, ge=1, description="tries of one page before it becomes a dead letter")

    @field_validator("allow_private")
    @classmethod
    def _are_pairs(cls, pairs: tuple[str, ...]) -> tuple[str, ...]:
        return _pairs(pairs)


class Schedule(Section):
    """`[schedule]`."""

    min_interval_seconds: int = Field(600, gt=0, description="least time between two polls of a feed")
    max_interval_seconds: int = Field(86_400, gt=0, description="longest time between two polls of a feed")
    revisit_seconds: tuple[int, ...] = Field((86_400,), description="how long after each visit a page is visited again, for corrections")

    @model_validator(mode="after")
    def _is_range(self) -> "Schedule":
        if self.max_interval_seconds < self.min_interval_seconds:
            raise ValueError(
                f"max_interval_seconds ({self.max_interval_seconds}) is less than min_interval_seconds ({self.min_interval_seconds})"
            )
        return self


class Sandbox(Section):
    """`[sandbox]`."""

    workers: int = Field(0, ge=0, description="child processes; 0: one a core")
    timeout_seconds: float = Field(20, gt=0, description="for one page or article")
    memory_mb: int = Field(1024, ge=512, description="address space of one child")


class Language(Section):
    """`[language]`."""

    model: str = Field("en_core_web_sm", description="spaCy pipeline: a package's name or a folder")


class Config(Section):
    """A whole configuration file."""

    store: StoreSection = StoreSection()
    sources: Sources = Sources()
    fetch: Fetch = Fetch()
    schedule: Schedule = Schedule()
    sandbox: Sandbox = Sandbox()
    language: Language = Language()


def load_config(path: Path) -> Config:
    """Read and check a configuration file; relative paths in it become relative to its folder.

    Raises:
        ConfigError: it cannot be read, or a key or value is wrong; the message says which, and what would be right.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; name an existing configuration, or write one with `newsbeam init`") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_explain(error)}") from None
    return _anchored(config, path.resolve().parent)


def store_path(option: str | None, config: Config | None) -> Path:
    """Where the store is: the option, else the configuration, else `NEWSBEAM_STORE`, else ./news."""
    configured = config.store.path if config else None
    return Path(option or configured or os.environ.get(STORE_VARIABLE) or DEFAULT_STORE)


class NamedFeeds(NamedTuple):
    """What a configuration leads to."""

    feeds: tuple[Feed, ...]
    """Each address once, in order."""
    warnings: tuple[str, ...]
    """A sentence for every entry of a list that was left out."""


def feeds_of(config: Config) -> NamedFeeds:
    """All feeds that the configuration names, those in its files included.

    Raises:
        ConfigError: a file of sources cannot be read, or there is no feed in it.
    """
    lists = [_listed(Path(file)) for file in config.sources.files]
    by_url: dict[str, Feed] = {}
    for feed in (*config.sources.feed, *(feed for found in lists for feed in found.feeds)):
        by_url.setdefault(_plain(feed.url), feed)  # what the configuration itself says of a feed counts
    return NamedFeeds(tuple(by_url.values()), tuple(warning for found in lists for warning in found.warnings))


def _listed(path: Path) -> NamedFeeds:
    """The feeds of one list, and what is left out of it."""
    found = read_source_list(path)
    feeds, warnings = [], list(found.warnings)
    for entry in found.entries:
        try:
            feeds.append(Feed(url=entry.url, source=entry.name))
        except ValidationError as error:
            said = error.errors()[0]["msg"].removeprefix("Value error, ")
            named = f" ({entry.name})" if entry.name else ""
            warnings.append(f"{path}: {entry.where}{named}: {redacted(entry.url)[:MAX_SHOWN]!r} {said}; it is left out")
    if not feeds:
        why = f": {warnings[0].removeprefix(f'{path}: ').removesuffix('; it is left out')}" if warnings else ""
        raise ConfigError(f"{path}: no feed in it{why}; put an address a line there, or OPML subscriptions")
    return NamedFeeds(tuple(feeds), tuple(warnings))


def _plain(url: str) -> str:
    """An address for comparison: hosts know no case, and the usual port may be left out."""
    scheme, rest = url.split("://", 1)
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.lower().removesuffix(_PORTS.get(scheme, ''))}{slash}{path}"


_PORTS = {"http": ":80", "https": ":443"}


def _anchored(config: Config, folder: Path) -> Config:
    path = config.store.path
    store = config.store.model_copy(update={"path": str(folder / Path(path).expanduser()) if path else None})
    files = tuple(str(folder / Path(file).expanduser()) for file in config.sources.files)
    return config.model_copy(update={"store": store, "sources": config.sources.model_copy(update={"files": files})})


def _explain(error: ValidationError) -> str:
    """The first fault as one sentence, with the nearest valid name for an unknown key."""
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] != "extra_forbidden":
        return f"{key}: {fault['msg'].removeprefix('Value error, ')}{_shown(fault['loc'], fault['input'])}"
    valid = _keys_beside(fault["loc"])
    near = difflib.get_close_matches(str(fault["loc"][-1]), valid, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"valid here: {', '.join(valid)}"
    return f"unknown key {key!r}; {hint}"


def _shown(location: tuple[Any, ...], value: object) -> str:
    """The wrong value, unless it may be a secret or hold one."""
    secret = isinstance(value, dict | BaseModel) or not {"password", "headers"}.isdisjoint(location)
    return "" if secret else f" (it is {redacted(repr(value))})"


def _keys_beside(location: tuple[Any, ...]) -> list[str]:
    model: Any = Config
    for part in location[:-1]:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            model = next((kind for kind in (annotation, *get_args(annotation)) if hasattr(kind, "model_fields")), model)
    return list(model.model_fields)
