"""Cookies of one fetch: what a redirect sets is sent back on the way, and forgotten at its end.

Some servers redirect to the same address until their cookie comes back. The rules of hosts, paths and TLS are the standard library's.
"""

from email.message import Message
from http.cookiejar import CookieJar
from urllib.request import Request

MAX_COOKIES = 50
"""Of one reply."""
MAX_LENGTH = 4_096
"""Longer ones are not taken, in characters: what browsers keep, too."""


class Cookies:
    """The cookies of one fetch."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def take(self, url: str, set_cookies: tuple[str, ...]) -> None:
        """Keep what a reply of `url` sets."""
        message = Message()
        for value in set_cookies[:MAX_COOKIES]:
            if len(value) <= MAX_LENGTH:
                message["Set-Cookie"] = value
        self._jar.extract_cookies(_Reply(message), Request(url))  # type: ignore[arg-type]  # only `info` is asked for

    def header(self, url: str) -> str:
        """What to send to `url` as `Cookie`; empty if there is nothing."""
        request = Request(url)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie") or ""


class _Reply:
    """A reply as the jar wants it."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def info(self) -> Message:
        return self._message
