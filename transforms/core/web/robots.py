"""robots.txt: may we ask for this, and how slowly (RFC 9309).

What an unavailable file means is decided by who asks for it: 4xx is `ALLOW_ALL`, and a host that cannot tell (5xx, no connection) is not
asked for pages at all.
"""

import re
from functools import lru_cache
from urllib.error import URLError

from protego import Protego

MAX_BYTES = 500 * 1024
"""Only so much of the file is read, as RFC 9309 section 2.5 asks at least."""
MAX_LINE = 2048
"""Longer lines are left out, in characters."""
MAX_WILDCARDS = 10
"""Rules with more `*` are left out: they are no sane rule, and matching them may take long."""
ALLOW_ALL = ""
DISALLOW_ALL = "User-agent: *\nDisallow: /\n"


def text(body: bytes) -> str:
    """The file as text: UTF-8, cut at `MAX_BYTES`."""
    return body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")


def allowed(robots_txt: str, user_agent: str, url: str) -> bool:
    """Whether `user_agent` may fetch `url`. A file that cannot be read forbids nothing."""
    rules = _rules(robots_txt)
    return rules is None or bool(rules.can_fetch(url, _product(user_agent)))


def crawl_delay(robots_txt: str, user_agent: str) -> float | None:
    """Seconds between two requests that the host asks for; None if it does not."""
    rules = _rules(robots_txt)
    delay = rules.crawl_delay(_product(user_agent)) if rules is not None else None
    return float(delay) if delay is not None and 0 <= delay < float("inf") else None


@lru_cache(maxsize=64)
def _rules(robots_txt: str) -> Protego | None:
    lines = re.split(r"[\r\n]+", robots_txt[:MAX_BYTES])
    sane = (line for line in lines if len(line) <= MAX_LINE and line.count("*") <= MAX_WILDCARDS)
    try:
        return Protego.parse("\n".join(sane))
    except (ValueError, URLError, IndexError):
        return None


def _product(user_agent: str) -> str:
    """`newsbeam` of `newsbeam/1.0 (+contact)`: rules name the product, and the contact must not match by accident."""
    return re.split(r"[/\s(]", user_agent, maxsplit=1)[0] or user_agent
