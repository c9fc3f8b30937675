"""The configuration: one TOML file, every key with a default, every unknown key an error that names the nearest valid one."""

import difflib
import os
import tomllib
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from newsbeam.pipeline.source_lists import address, read_source_list
from newsbeam.transforms.errors import ConfigError

DEFAULT_STORE = "news"
STORE_VARIABLE = "NEWSBEAM_STORE"


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

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        found = address(url)
        if found is None:
            raise ValueError("is not an http or https address")
        return found


class Sources(Section):
    """`[sources]`."""

    files: tuple[str, ...] = Field((), description="files with an address a line, or OPML subscriptions")
    feed: tuple[Feed, ...] = Field((), description="feeds named here")


class Fetch(Section):
    """`[fetch]`."""

    contact: str | None = Field(None, description="mailto: or https: address that publishers can complain to; part of the User-Agent")
    allow_private: tuple[str, ...] = Field((), description="exactly these host:port pairs may be private or local addresses")
    deadline_seconds: float = Field(30, gt=0, le=600, description="for one whole reply, redirects included")
    max_feed_bytes: int = Field(10_485_760, gt=0, description="of a feed, after decompression")
    max_page_bytes: int = Field(8_388_608, gt=0, description="of a page, after decompression")
    host_gap_seconds: float = Field(5, ge=0, description="least time between two requests to one host")
    max_tries: int = Field(5, ge=1, description="tries of one page before it becomes a dead letter")

    @field_validator("allow_private")
    @classmethod
    def _are_pairs(cls, pairs: tuple[str, ...]) -> tuple[str, ...]:
        for pair in pairs:
            host, _, port = pair.rpartition(":")
            if not host or not port.isdigit():
                raise ValueError(f'{pair!r} is not host:port, such as "127.0.0.1:8797"')
        return pairs


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
    lists = [read_source_list(Path(file)) for file in config.sources.files]
    listed = [Feed(url=entry.url, source=entry.name) for found in lists for entry in found.feeds]
    by_url: dict[str, Feed] = {}
    for feed in (*config.sources.feed, *listed):
        by_url.setdefault(_plain(feed.url), feed)
    return NamedFeeds(tuple(by_url.values()), tuple(warning for found in lists for warning in found.warnings))


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
        return f"{key}: {fault['msg'].removeprefix('Value error, ')} (it is {fault['input']!r})"
    valid = _keys_beside(fault["loc"])
    near = difflib.get_close_matches(str(fault["loc"][-1]), valid, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"valid here: {', '.join(valid)}"
    return f"unknown key {key!r}; {hint}"


def _keys_beside(location: tuple[Any, ...]) -> list[str]:
    model: Any = Config
    for part in location[:-1]:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            model = next((kind for kind in (annotation, *get_args(annotation)) if hasattr(kind, "model_fields")), model)
    return list(model.model_fields)
