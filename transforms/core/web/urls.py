"""Addresses: which can be fetched, what they are relative to, which outlet they belong to, and which name the same article.

`url` is what is fetched; `url_key` is what it is known by. The key follows the WHATWG URL standard's parsing, then forgets what does not
name the article (tables in `url_tables`). Where a rule could merge two articles it does not apply: a missed duplicate is found by its
text, a false one is lost.
"""

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

import idna
import tld

from newsbeam.transforms.core.web import url_tables as tables
from newsbeam.transforms.core.web import wrappers
from newsbeam.transforms.errors import Permanent

MAX_LENGTH = 4096
"""Longer addresses are not taken, in characters."""
MAX_LABEL = 63
"""Letters of a label of a host's name (RFC 1035): no name server could be asked for more."""
MAX_ROUNDS = 10
"""Of making a key from a key, until nothing changes; two do for all but made-up addresses."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_IGNORED = re.compile(r"[\t\n\r]")
_EDGES = "".join(map(chr, range(0x21)))
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/:@!$&'()*+,;=%-._~"
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<=//)[^/?#\s\"'<>]{0,4096}@")
_WORD = re.compile(r"[a-zA-Z_.-]{1,32}")


class Address(NamedTuple):
    """An http or https address in its parts; host in lower case ASCII, an IPv6 address without brackets."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    fragment: str

    @property
    def netloc(self) -> str:
        """`host`, or `host:port` if the port is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def host_port(self) -> str:
        """`host:port`, always with the port: the form of `fetch.allow_private`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def target(self) -> str:
        """What is asked of the server: path and query, ASCII."""
        return self.path + (f"?{self.query}" if self.query else "")


def redacted(text: str) -> str:
    """An address, or a text with addresses in it, without credentials."""
    return _CREDENTIALS.sub("", text)


def parse(url: str) -> Address:
    """Take an address apart, much as browsers do.

    Raises:
        Permanent: `bad_url`.
    """
    if len(url) > MAX_LENGTH:
        raise Permanent("bad_url", f"longer than {MAX_LENGTH} characters: {redacted(url[:MAX_LENGTH])[:80]!r}...")
    try:
        parts = urlsplit(_IGNORED.sub("", url).strip(_EDGES + "\x7f\u00a0"))
        if parts.scheme not in _DEFAULT_PORTS:
            raise Permanent("bad_url", f"neither http nor https: {redacted(url)[:200]!r}")
        host, port = _host(parts), parts.port
    except (ValueError, idna.IDNAError) as error:
        raise Permanent("bad_url", f"{error}: {redacted(url)[:200]!r}") from error
    port = _DEFAULT_PORTS[parts.scheme] if port is None else port
    return Address(parts.scheme, host, port, _escaped(parts.path) or "/", _escaped(parts.query, "?"), parts.fragment)


def is_fetchable(url: str) -> bool:
    """Whether the address may be asked for at all: http or https, no credentials, a sane port. Private hosts are told at connecting."""
    try:
        check_fetchable(url)
    except Permanent:
        return False
    return True


def check_fetchable(url: str) -> Address:
    """The address in its parts, if it may be asked for.

    Raises:
        Permanent: `bad_url`, with the cause.
    """
    address = parse(url)
    if "@" in urlsplit(_IGNORED.sub("", url).strip(_EDGES)).netloc:
        raise Permanent("bad_url", "credentials in the address")
    if not _sane_port(address.port):
        raise Permanent("bad_url", f"port {address.port} is not one for web pages")
    return address


def resolve(base: str, href: str) -> str | None:
    """The absolute http or https address that `href` names on the page `base`, without fragment unless it is a route; None if there is
    none."""
    cleaned = _IGNORED.sub("", href[: MAX_LENGTH + 1]).strip(_EDGES)
    try:
        address = parse(urljoin(base, cleaned))
    except (Permanent, ValueError):
        return None
    return unparse(address) if cleaned else None


def unparse(address: Address) -> str:
    """The address as one ASCII string; fragments that are routes (`#!`, `#/`) stay."""
    return f"{address.scheme}://{address.netloc}{address.target}" + _route(address.fragment)


def canonical(page_url: str, declared: str | None) -> str:
    """The page's own idea of its address (`<link rel=canonical>`), where it can be believed.

    It is believed on the same registrable domain, and not if it names the front page: many templates say that of every article.
    """
    found = resolve(page_url, declared) if declared else None
    if found is None or site(found) != site(page_url) or is_front_page(found):
        return page_url
    return found


def forwarded(url: str) -> str:
    """Where an aggregator's or a network's link leads, as far as the address itself says; any other address as it is.

    Raises:
        Permanent: `bad_url`.
    """
    address = parse(url)
    found = None
    while (inner := _first_address(wrappers.forwarded(address.host, address.path, address.query))) is not None:  # what is inside is shorter
        address = found = inner
    return url if found is None else unparse(found)


def is_front_page(url: str) -> bool:
    """Whether the address is a site's front page.

    Raises:
        Permanent: `bad_url`.
    """
    address = parse(url)
    return not _key_path(address.path).strip("/") and not address.query and not _route(address.fragment)


def site(url: str) -> str:
    """The outlet's registrable domain: `news.example.co.uk` belongs to `example.co.uk`.

    Addresses without a registered domain are told apart by host, and by port: `127.0.0.1:8797`.

    Raises:
        Permanent: `bad_url`.
    """
    address = parse(url)
    domain = _registrable(address.host)
    return domain or address.netloc


@lru_cache(maxsize=8192)
def _registrable(host: str) -> str | None:
    if ":" in host or "." not in host or host.rsplit(".", 1)[1].isdigit():
        return None
    labels = host.split(".")
    for size in (2, 3):
        if len(labels) > size and ".".join(labels[-size:]) in tables.HOSTED:
            return ".".join(labels[-size - 1 :])
    found = tld.get_fld(f"https://{host}/", fail_silently=True, search_private=True)
    return found if isinstance(found, str) else ".".join(labels[-2:])


# --- identity --------------------------------------------------------------------------------------------------------


def url_key(url: str) -> str:
    """The identity of the article behind an address: equal keys, same article. Idempotent; a key is itself an https address.

    Scheme, `www.`, mobile and AMP editions, tracking, sessions, index files, trailing slash, order of parameters and fragments do not
    count.

    Raises:
        Permanent: `bad_url`.
    """
    key = _key(url)
    for _ in range(MAX_ROUNDS):
        if (again := _key(key)) == key:
            break
        key = again
    return key


def _key(url: str) -> str:
    """One round: what is left may be a wrapper, a mobile edition or an index file in its turn."""
    address = parse(url)
    while (inner := unwrapped(address)) is not None:  # it ends: what is inside is shorter
        address = inner
    host = _key_host(address.host)
    port = "" if address.port in _DEFAULT_PORTS.values() else f":{address.port}"
    netloc = (f"[{host}]" if ":" in host else host) + port
    return f"https://{netloc}{_key_path(address.path)}{_key_query(address.query)}{_route(address.fragment)}"


def unwrapped(address: Address) -> Address | None:
    """The address inside a redirect page, cache or archive, which is shorter; None if there is none."""
    found = wrappers.forwarded(address.host, address.path, address.query) + wrappers.copied(address.host, address.target)
    return _first_address(found)


def _first_address(candidates: list[str]) -> Address | None:
    for candidate in candidates:
        try:
            return parse(candidate)
        except Permanent:
            continue
    return None


def _key_host(host: str) -> str:
    """Without www and device labels, as long as a registrable domain is left."""
    while (rest := _without_device(host)) is not None:
        host = rest
    return host


def _without_device(host: str) -> str | None:
    labels = host.split(".")
    for at, label in enumerate(labels[:2]):
        rest = ".".join(labels[:at] + labels[at + 1 :])
        droppable = (at == 0 and (label == "www" or label in tables.DEVICE_LABELS)) or (at == 1 and label == "m" and len(labels) > 3)
        if droppable and "." in rest and rest.endswith(_registrable(host) or rest + "."):
            return rest
    return None


def _key_path(path: str) -> str:
    path = _SESSION.sub("", path)
    segments = [segment for segment in _without_dots(path) if segment]
    while segments and (shorter := _shortened(segments)) is not None:
        segments = shorter
    return "/" + "/".join(segments)


def _shortened(segments: list[str]) -> list[str] | None:
    """Without one leading or trailing segment that does not name the article; None if there is none."""
    last = segments[-1].lower()
    if last in tables.INDEX_FILES:
        return segments[:-1]
    if len(segments) > 1 and last in ("amp", "amp.html"):
        return segments[:-1]
    if len(segments) > 1 and segments[0].lower() == "amp":
        return segments[1:]
    for ending in (".amp.html", ".amp.htm", ".amp"):
        if last.endswith(ending) and len(last) > len(ending):
            return [*segments[:-1], segments[-1][: -len(ending)] + ending.removeprefix(".amp")]
    return None


def _without_dots(path: str) -> list[str]:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in (".", ""):
            kept.append(segment)
    return kept


def _key_query(query: str) -> str:
    pairs = [pair.partition("=") for pair in query.replace("+", "%20").split("&") if pair]
    kept = sorted((name, value) for name, _, value in pairs if not _is_tracking(name.lower(), value))
    return "?" + "&".join(f"{name}={value}" if value else name for name, value in kept) if kept else ""


def _is_tracking(name: str, value: str) -> bool:
    if name in tables.TRACKING or name.startswith(tables.TRACKING_PREFIXES) or (name, value.lower()) in tables.RENDERING:
        return True
    return name in tables.MARKETING_WORDS and (not value or _WORD.fullmatch(value) is not None)


def _route(fragment: str) -> str:
    """Fragments that choose the page in single-page sites."""
    return "#" + _escaped(fragment, "?") if fragment.startswith(("!", "/")) and len(fragment) > 1 else ""


# --- the parts of an address -----------------------------------------------------------------------------------------


def _host(parts: SplitResult) -> str:
    """The host as browsers understand it.

    Raises:
        ValueError: there is none, or not a host.
    """
    raw = parts.hostname or ""
    if ":" in raw:
        if "%" in raw:
            raise ValueError("an address with a zone is local")
        return str(ipaddress.IPv6Address(raw))
    host = unquote(raw, errors="strict").lower()
    if not host.isascii():
        host = idna.uts46_remap(host, std3_rules=False)
        host = host if host.isascii() else idna.encode(host).decode("ascii")
    host = host.removesuffix(".")
    if not _HOST.fullmatch(host) or ".." in host or len(host) > 253 or max(map(len, host.split("."))) > MAX_LABEL:
        raise ValueError("not a host name")
    return _ipv4(host) or host


def _ipv4(host: str) -> str | None:
    """The dotted form of any spelling of an IPv4 address that browsers accept: 127.1, 0x7f000001, 2130706433, 0177.0.0.1.

    Returns None for a name. WHATWG URL standard, "IPv4 parser".

    Raises:
        ValueError: it ends in a number, but is no address.
    """
    parts = host.split(".")
    if not re.fullmatch(r"\d+|0x[0-9a-f]*", parts[-1]):
        return None
    if len(parts) > 4:
        raise ValueError("not an IPv4 address")
    numbers = [_number(part) for part in parts]
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        raise ValueError("not an IPv4 address")
    value = numbers[-1] + sum(number * 256 ** (3 - place) for place, number in enumerate(numbers[:-1]))
    return str(ipaddress.IPv4Address(value))


def _number(part: str) -> int:
    if len(part) > 16:
        raise ValueError("not an IPv4 address")
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)


def _sane_port(port: int) -> bool:
    return port in _DEFAULT_PORTS.values() or (port >= 1024 and port not in tables.BAD_PORTS)


def _escaped(text: str, more: str = "") -> str:
    """One spelling for each text: UTF-8 escapes in capitals, unreserved characters plain."""
    quoted = quote(text, safe=_PATH_SAFE + more, errors="replace")
    return _ESCAPE.sub(_unescape, quoted)


def _unescape(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char in _UNRESERVED else "%" + escape[1].upper()
