"""Redirects that stand in a page instead of in its status: `<meta http-equiv=refresh>`, the Refresh header, and plain scripts.

A browser leaves such a page before anybody reads it. Scripts are not run: one counts only as all that the page holds, and with one target
that is written out.
"""

import re
from collections.abc import Iterator
from html import unescape

MAX_BYTES = 64 * 1024
"""Of a page that are looked at."""
MAX_DELAY = 10.0
"""Seconds after which a page that says nothing may send readers on; pages that stay longer are read."""
MAX_DELAY_OF_TEXT = 1.0
"""The same for a page with text."""
BARE = 300
"""Fewer characters outside of tags say nothing: "You are being redirected"."""
MAX_SCRIPT = 8 * 1024
"""Characters of a bare page that are searched for a script's target."""

_HIDDEN = ("noscript", "script", "style", "template", "textarea", "title")
_TAG = re.compile(r"<[^<>]*>")
_META = re.compile(r"<meta\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})\s*[;,]?\s*(?:url\s*=\s*)?(.*)", re.IGNORECASE | re.DOTALL)
_SCRIPTED = re.compile(
    r"""(?<![\w.$])(?:(?:window|document|self|top|parent)\.)?location"""
    r"""(?:(?:\.href)?\s*=\s*|\.(?:replace|assign)\s*\(\s*)(["'])((?:(?!\1)[^\\\n]|\\.)+)\1\s*(?=[;)}\n<"']|$)"""
)
_CHOOSING = re.compile(r"\b(?:if|switch|case|while|for)\b|\?[^;]*:|<script[^<>]*\ssrc\s*=", re.IGNORECASE)
"""A page with such a script may send some of its readers on and keep the others."""
_JS_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))")


def page_redirect(body: bytes, refresh_header: str | None = None) -> str | None:
    """Where a page sends its readers at once, as it is written there; None if it keeps them.

    Args:
        refresh_header: of the reply.
    """
    text, lower = (part.decode("utf-8", "replace") for part in (body[:MAX_BYTES], body[:MAX_BYTES].lower()))
    shown = "".join(_shown(text, lower))
    said = " ".join(_TAG.sub(" ", shown).split())
    is_bare = len(body) <= MAX_BYTES and len(said) < BARE
    longest = MAX_DELAY if is_bare else MAX_DELAY_OF_TEXT
    wishes = [refresh_header or "", *_refreshes(shown), *(_refreshes(text) if is_bare else ())]
    target = next((found for wish in wishes if (found := _refreshed(wish, longest))), None)
    return target or (_scripted(text[:MAX_SCRIPT]) if is_bare and len(text) <= MAX_SCRIPT else None)


def _shown(text: str, lower: str) -> Iterator[str]:
    """The markup without comments and without elements that a browser with scripts does not show. Linear: what is never closed ends it.

    `lower` is the same with A to Z in lower case, character by character: `"İ".lower()` would be two.
    """
    at = 0
    while at < len(text):
        start = text.find("<", at)
        if start < 0:
            yield text[at:]
            return
        yield text[at:start]
        if text.startswith("<!--", start):
            at = _after(lower, "-->", start)
            continue
        name = next((name for name in _HIDDEN if lower.startswith(name, start + 1)), None)
        if name is None:
            at = start + 1
            yield "<"
        else:
            at = _after(lower, f"</{name}", start)


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return found + len(mark) if found >= 0 else len(text)


def _refreshes(markup: str) -> Iterator[str]:
    for meta in _META.finditer(markup):
        given = {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(meta[1])}
        if given.get("http-equiv", "").strip().lower() == "refresh":
            yield unescape(given.get("content", ""))


def _refreshed(wish: str, longest: float) -> str | None:
    found = _REFRESH.fullmatch(wish)
    if found is None or float(found[1]) > longest:
        return None
    target = found[2].strip()
    if target[:1] in ("'", '"'):
        target = target[1:].partition(target[0])[0]
    return target.strip() or None


def _scripted(text: str) -> str | None:
    """The one target of a page's scripts; None if there are several, or none that is written out."""
    found = list(_SCRIPTED.finditer(text))
    targets = {_JS_ESCAPE.sub(_unescaped, match[2]) for match in found}
    if len(targets) != 1 or _CHOOSING.search(_without(text, found)):
        return None
    return targets.pop()


def _without(text: str, found: list[re.Match[str]]) -> str:
    """The text without what was found: addresses have question marks and colons of their own."""
    for match in reversed(found):
        text = text[: match.start()] + text[match.end() :]
    return text


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1] or escape[2], 16)) if escape[1] or escape[2] else escape[3]
