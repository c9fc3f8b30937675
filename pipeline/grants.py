"""The rights of feeds, from the configuration and, for secrets, from the environment."""

import base64
from collections.abc import Iterable, Mapping

from newsbeam.pipeline.config import Config, Feed
from newsbeam.transforms.core.web.urls import parse
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.http_client.grants import Grant

MAX_SECRET = 4_096
"""Characters of a header's value."""


def grants_of(config: Config, feeds: Iterable[Feed], environment: Mapping[str, str]) -> dict[str, Grant]:
    """What each feed may do, by its address; feeds without any right are left out.

    `fetch.allow_private` counts for the feeds that are at one of its addresses themselves: no public feed can name their pages.

    Raises:
        ConfigError: the environment lacks a secret, or it cannot be sent.
    """
    found = {feed.url: _grant(config, feed, environment) for feed in feeds}
    return {url: grant for url, grant in found.items() if grant != Grant(host=grant.host)}


def _grant(config: Config, feed: Feed, environment: Mapping[str, str]) -> Grant:
    address = parse(feed.url)
    everyone = frozenset(config.fetch.allow_private)
    own = frozenset({address.host_port}) if feed.allow_private is True else frozenset(feed.allow_private or ())
    headers = {name: _secret(feed, value, environment) for name, value in feed.headers.items()}
    if feed.user is not None and feed.password is not None:
        pair = f"{feed.user}:{_secret(feed, feed.password, environment)}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    return Grant(own | (everyone if address.host_port in everyone else frozenset()), f"{address.scheme}://{address.netloc}", headers)


def _secret(feed: Feed, value: str, environment: Mapping[str, str]) -> str:
    name = value.removeprefix("env:")
    secret = environment.get(name)
    if secret is None:
        raise ConfigError(f"the feed {feed.url} wants the environment's {name}, which is not set: export {name}=... before")
    if len(secret) > MAX_SECRET or not secret.isprintable() or not secret.isascii():
        raise ConfigError(f"the feed {feed.url}: the environment's {name} is not one short line of ASCII characters, so it cannot be sent")
    return secret
