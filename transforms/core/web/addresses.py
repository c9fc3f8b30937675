"""Which IP addresses are the public internet.

A fetcher that follows addresses found on the web must not be led to its own network. The tables are IANA's registries of special-purpose
addresses and what clouds use besides; `ipaddress` only reads and compares, as its own idea of what is global changes with Python's version.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

SPECIAL_V4: dict[str, str] = {
    "0.0.0.0/8": "this network (RFC 791)",
    "10.0.0.0/8": "private use (RFC 1918)",
    "100.64.0.0/10": "shared by carriers (RFC 6598); Alibaba's metadata",
    "127.0.0.0/8": "loopback (RFC 1122)",
    "168.63.129.16/32": "Azure's own services, seen from its machines",
    "169.254.0.0/16": "link local (RFC 3927); metadata of most clouds",
    "172.16.0.0/12": "private use (RFC 1918)",
    "192.0.0.0/24": "IETF protocol assignments (RFC 6890); Oracle's metadata",
    "192.0.2.0/24": "documentation (RFC 5737)",
    "192.88.99.0/24": "relays of 6to4, given up (RFC 7526)",
    "192.168.0.0/16": "private use (RFC 1918)",
    "198.18.0.0/15": "benchmarks (RFC 2544)",
    "198.51.100.0/24": "documentation (RFC 5737)",
    "203.0.113.0/24": "documentation (RFC 5737)",
    "224.0.0.0/4": "multicast (RFC 5771)",
    "240.0.0.0/4": "reserved, and broadcast (RFC 1112)",
}
"""Not the public internet, and what it is instead."""

GLOBAL_V6 = "2000::/3"
"""All that IANA gives out as global unicast; all else (loopback, local, multicast, segments) is special by being outside."""
SPECIAL_V6: dict[str, str] = {
    "2001::/23": "IETF protocol assignments (RFC 2928): Teredo, benchmarks, ORCHID, drones",
    "2001:db8::/32": "documentation (RFC 3849)",
    "2002::/16": "6to4, which leads to any IPv4 address (RFC 3056)",
    "3fff::/20": "documentation (RFC 9637)",
}
"""Exceptions within `GLOBAL_V6`."""

_V4 = tuple(map(IPv4Network, SPECIAL_V4))
_GLOBAL = IPv6Network(GLOBAL_V6)
_V6 = tuple(map(IPv6Network, SPECIAL_V6))
_CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("::ffff:0:0/96"))
"""NAT64 (RFC 6052) and IPv4-mapped addresses: as good as the IPv4 address inside."""


def is_public(text: str) -> bool:
    """Whether a numeric address may be connected to. What is not an address is not public."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _public_v4(address) if isinstance(address, IPv4Address) else _public_v6(address)


def _public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in _V4)


def _public_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if any(address in network for network in _CARRIERS):
        return _public_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL and not any(address in network for network in _V6)
