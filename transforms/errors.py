"""One error tree. A stage raises these, and only these, on purpose; everything else is a defect and is reported as one.

Every error about an input carries a reason: a short snake_case code from `REASONS`. The code is a counter's name, the value of
`dead_letters.reason` and a row of docs/reasons.md, so it never changes its meaning.
"""

from typing import Literal

REASONS: dict[str, str] = {
    # the network, worth another try
    "connect_failed": "no connection: refused, reset or unreachable",
    "tls_failed": "no TLS connection, most often for want of a certificate that can be verified",
    "dns_failed": "the host's name could not be resolved",
    "deadline": "the whole reply did not arrive within fetch.deadline_seconds",
    "bad_reply": "what came back is not HTTP, or broke off before its end",
    "host_busy": "not sent: the host could not be reached, or asked for a pause, a moment before",
    "http_429": "the server asked us to slow down",
    "http_5xx": "the server reported a fault of its own",
    # the network, for good
    "bad_url": "not a usable http or https address",
    "http_4xx": "the server refuses this request",
    "http_404": "there is no such page",
    "http_410": "the page or feed is gone for good",
    "http_unexpected": "a status code that is neither success, redirect nor error",
    "decode_failed": "the reply's compression is broken or unknown",
    "too_large": "more bytes than allowed, on the wire or after decompression",
    "too_many_redirects": "more redirects in a row than allowed",
    "wrong_type": "neither HTML, nor text, nor a feed",
    # refused by rule
    "private_address": "the address is private, local or reserved, and not in allow_private of the feed that named it",
    "robots_disallowed": "the host's robots.txt asks us not to fetch this",
    "bot_wall": "a challenge page for robots came instead of the article",
    "consent_page": "a cookie or consent page came instead of the article",
    "login_page": "a login page came instead of the article",
    "soft_404": "an error page with status 200",
    "not_an_article": "not an article: a front page, listing or search page, or a file that only serves a site or a program",
    "unresolved_link": "an aggregator's link that does not say where the article is",
    "superseded_redirect": "the page sends readers to the site's front page",
    # the bytes
    "empty": "no bytes, or nothing but white space",
    "undecodable": "the text's encoding cannot be told or is broken",
    "no_content": "no article text was found in the page",
    "bad_feed": "neither RSS, Atom, JSON Feed nor a sitemap that can be read",
    "bad_json": "a line that is not a JSON object, or one without html and text",
    "bad_table": "a table without a column of pages or texts, or a row that does not fit its columns",
    "bad_archive": "a damaged or truncated archive, member or record",
    "encrypted": "an archive member that needs a password",
    "unknown_format": "a file of a kind that is not read",
    "unreadable": "the file cannot be opened or read",
    # our own limits and faults
    "timeout": "handling it took longer than sandbox.timeout_seconds, twice",
    "worker_died": "the process that handled it died or ran out of memory, twice",
    "internal_error": "a defect of newsbeam: please report it with the detail",
}
"""Every reason code, with its meaning."""


class NewsbeamError(Exception):
    """Root of all errors that newsbeam raises on purpose."""

    origin: str | None = None
    """What it is about - an address, a name, a store's folder - as far as whoever called the public API said so."""
    url: str | None = None
    """The address of the page or feed that it is about, likewise."""


class InputError(NewsbeamError):
    """An input that cannot go on.

    Args:
        reason: a code from `REASONS`.
        detail: what exactly was wrong, with the value.
        retry_after_seconds: how long the server wants us to wait.
        status: the HTTP status, if there was a reply.

    Raises:
        KeyError: `reason` is not documented.
    """

    outcome: Literal["refused", "dead", "retry"] = "dead"
    retryable = False

    def __init__(self, reason: str, detail: str = "", retry_after_seconds: int | None = None, status: int | None = None) -> None:
        if reason not in REASONS:
            raise KeyError(f"reason {reason!r} is not in newsbeam.transforms.errors.REASONS")
        super().__init__(reason, detail, retry_after_seconds, status)
        self.reason = reason
        self.detail = detail or REASONS[reason]
        self.retry_after_seconds = retry_after_seconds
        self.status = status

    def __str__(self) -> str:
        """For people: `no_content: 3 characters left, 9 blocks cut (https://news.example/a)`."""
        return f"{self.reason}: {self.detail}" + (f" ({self.origin})" if self.origin else "")


class Transient(InputError):
    """Try again later: the cause may pass."""

    retryable = True


class Permanent(InputError):
    """It never will work with these bytes: a dead letter."""


class Refused(InputError):
    """Not taken, by rule: nothing is broken, and it is not a dead letter."""

    outcome: Literal["refused", "dead", "retry"] = "refused"


class UserError(NewsbeamError):
    """What the user asked for cannot be done; the message is one sentence that says what is wrong and how to mend it."""

    exit_code = 2


class ConfigError(UserError):
    """The configuration or an argument is wrong."""


class StoreError(UserError):
    """The store cannot be used as it is: unwritable, damaged, moved, or written by a newer version."""


class TemporaryError(UserError):
    """Trying again later may work: another writer holds the store, or the disk is full."""

    exit_code = 75


class StoreLocked(TemporaryError):
    """Another process is the store's writer."""
