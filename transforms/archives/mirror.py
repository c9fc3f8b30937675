"""Copies of web sites as folders (`wget -r`): a folder is named like the host, and the path below it is the address."""

import re
from pathlib import PurePosixPath

import tld

from newsbeam.transforms.core.web.archived import original
from newsbeam.transforms.core.web.urls import is_fetchable

COMMON = frozenset(("biz", "com", "edu", "example", "gov", "info", "int", "net", "org", "test"))
"""Top-level domains, besides those of countries, under which a folder of two labels is a host: `crawl.run` is some folder's name."""
RESERVED = (".example", ".test")
_HOST = re.compile(r"((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24})(?:[:+](\d{2,5}))?", re.IGNORECASE)
_PACKED = re.compile(r"(?:\.(?:gz|zst|zstd|bz2))+$", re.IGNORECASE)


def address_of(path: str) -> str | None:
    """The address to which a mirror's folders belong; None if no folder is a host's, or several could be.

    Args:
        path: of the file as it was named, members of archives behind a `#`.
    """
    parts = PurePosixPath(path.replace("#", "/")).parts
    hosts = [number for number, part in enumerate(parts[:-1]) if _is_host(part)]
    if not hosts:
        return None
    at = hosts[0]
    scheme = parts[at - 1] if at and parts[at - 1] in ("http", "https") else "https"
    url = f"{scheme}://{parts[at].replace('+', ':')}/{_PACKED.sub('', '/'.join(parts[at + 1 :]))}"
    is_sure = len(hosts) == 1 or original(url).url != url  # a mirror of an archive's copies has a host below the host
    return url if is_sure and is_fetchable(url) else None


def _is_host(folder: str) -> bool:
    found = _HOST.fullmatch(folder)
    if not found:
        return False
    host = found[1].lower()
    labels = host.split(".")
    if not host.endswith(RESERVED) and tld.get_tld(f"https://{host}/", fail_silently=True) is None:
        return False
    return labels[0] == "www" or len(labels) > 2 or len(labels[-1]) == 2 or labels[-1] in COMMON
