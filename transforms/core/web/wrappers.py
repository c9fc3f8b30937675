"""Addresses that hold another one: redirect pages of aggregators and networks, caches, archives. Tables are in `url_tables`.

Works on the parts of an address that was taken apart (`newsbeam.transforms.core.web.urls.parse`); what is found is text and may be no
address.
"""

import base64
import binascii
import re
from urllib.parse import parse_qsl, unquote

from newsbeam.transforms.core.web import url_tables as tables

MAX_PARAMETERS = 50
_FORWARDERS = [(re.compile(host), re.compile(path, re.DOTALL)) for host, path in tables.PATH_FORWARDERS]
_ENCODED = [(re.compile(host), re.compile(path, re.DOTALL)) for host, path in tables.ENCODED_FORWARDERS]
_OPAQUE = [(re.compile(host), re.compile(path, re.DOTALL)) for host, path in tables.OPAQUE]
_COPIES = [(re.compile(host), re.compile(path, re.DOTALL), prefix) for host, path, prefix in tables.PATH_WRAPPERS]
_ESCAPED_SCHEME = re.compile(r"https?%3A", re.IGNORECASE)
_ADDRESS = re.compile(rb"https?://[\x21-\x7e]+")


def is_aggregator(host: str, path: str) -> bool:
    """Whether a page there only ever leads to an article, so that it never is one itself."""
    return host.removeprefix("www.") in tables.AGGREGATORS or _place(host, path) in tables.QUERY_WRAPPERS


def is_opaque(host: str, path: str) -> bool:
    """Whether a page there does not even lead on without scripts."""
    return any(pattern.fullmatch(host) and rest.fullmatch(path) for pattern, rest in _OPAQUE)


def forwarded(host: str, path: str, query: str) -> list[str]:
    """Where the page passes readers on to, as far as its address says; the likeliest first."""
    names = tables.QUERY_WRAPPERS.get(_place(host, path), ())
    given = dict(parse_qsl(query, max_num_fields=MAX_PARAMETERS)) if names and query.count("&") < MAX_PARAMETERS else {}
    found = [given[name] for name in names if name in given]
    target = f"{path}?{query}" if query else path
    found += [unquote(match[1]) for pattern, rest in _FORWARDERS if pattern.fullmatch(host) and (match := rest.fullmatch(target))]
    encoded = [match[1] for pattern, rest in _ENCODED if pattern.fullmatch(host) and (match := rest.fullmatch(target))]
    return found + [address for text in encoded if (address := _decoded(text)) is not None]


def copied(host: str, target: str) -> list[str]:
    """What a cache or archive holds a copy of, as far as its address says."""
    found = [(prefix, match[1]) for pattern, rest, prefix in _COPIES if pattern.fullmatch(host) and (match := rest.fullmatch(target))]
    plain = [(prefix, unquote(inner) if _ESCAPED_SCHEME.match(inner) else inner) for prefix, inner in found]
    return [prefix + re.sub(r"^(https?:)/(?!/)", r"\1//", inner) for prefix, inner in plain]


def _place(host: str, path: str) -> tuple[str, str]:
    bare = host.removeprefix("www.")
    return "google.com" if bare.startswith("google.") else bare, path.rstrip("/") or "/"


def _decoded(text: str) -> str | None:
    """The address in Base64, which may have other bytes around it."""
    try:
        found = _ADDRESS.search(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    return found[0].decode("ascii") if found else None
