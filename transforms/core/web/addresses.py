"""Which IP addresses are the public internet.

A fetcher that follows addresses found on the web must not be led to its own network. `ipaddress.is_global` alone is not enough: it takes
multicast for global, and tunnels that carry an IPv4 address inside an IPv6 one.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_TUNNELS = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
"""Teredo and 6to4: both dead, both lead to any IPv4 address."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""How an IPv6-only network reaches IPv4 (RFC 6052): as good as the IPv4 address inside."""


def is_public(text: str) -> bool:
    """Whether a numeric address may be connected to. What is not an address is not public."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _public_v4(address) if isinstance(address, IPv4Address) else _public_v6(address)


def _public_v4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _public_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return _public_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.ipv4_mapped is not None:
        return _public_v4(address.ipv4_mapped)
    return address in _GLOBAL_UNICAST and address.is_global and not any(address in tunnel for tunnel in _TUNNELS)
