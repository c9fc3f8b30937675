"""Which addresses may be connected to, by the tables and not by Python's version."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network

import pytest

from newsbeam.transforms.core.web.addresses import SPECIAL_V4, SPECIAL_V6, is_public


def ends(network: str) -> list[str]:
    found = ip_network(network)
    return [str(found[0]), str(found[found.num_addresses // 2]), str(found[-1])]


@pytest.mark.parametrize("network", [*SPECIAL_V4, *SPECIAL_V6])
def test_special_networks_are_not_public_from_end_to_end(network: str) -> None:
    assert [is_public(address) for address in ends(network)] == [False] * 3


@pytest.mark.parametrize("network", SPECIAL_V4)
def test_nor_is_an_ipv4_address_inside_of_an_ipv6_one(network: str) -> None:
    for address in (IPv4Network(network)[0], IPv4Network(network)[-1]):
        assert not is_public(f"::ffff:{address}")
        assert not is_public(str(IPv6Address(int(IPv6Address("64:ff9b::")) | int(address))))


SERVICES = {
    "Azure's wire server": "168.63.129.16",
    "metadata of AWS, Google, Azure and others": "169.254.169.254",
    "AWS's containers": "169.254.170.2",
    "AWS's metadata over IPv6": "fd00:ec2::254",
    "Alibaba's metadata": "100.100.100.200",
    "Oracle's metadata": "192.0.0.192",
    "the dummy address of IPv4 over IPv6": "192.0.0.8",
    "PCP's anycast": "192.0.0.9",
    "Teredo": "2001::1",
    "ORCHID": "2001:20::1",
    "drones": "2001:30::1",
    "benchmarks": "2001:2::1",
    "6to4 of loopback": "2002:7f00:1::",
    "documentation, the new one": "3fff::1",
    "documentation, its end": "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
    "local NAT64": "64:ff9b:1::1",
    "IPv4-compatible": "::8.8.8.8",
    "IPv4-translated": "::ffff:0:8.8.8.8",
    "discarded": "100::1",
    "a dummy prefix": "100:0:0:1::1",
    "segment routing": "5f00::1",
    "unique local": "fc00::1",
    "link local": "fe80::1",
    "site local": "fec0::1",
    "multicast": "ff0e::1",
    "with a zone": "2a00:1450::1%eth0",
    "no address": "localhost",
    "nothing": "",
}


@pytest.mark.parametrize("name", SERVICES)
def test_addresses_that_lead_inside(name: str) -> None:
    assert not is_public(SERVICES[name])


PUBLIC = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "168.63.129.15",
    "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "2000::", "2001:200::", "2001:4860:4860::8888", "2003::1", "2606:4700::1111",
    "2a00:1450:4001::1", "3ffe:ffff::", "3fff:1000::", "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip
"""Among them the neighbours of the special networks."""


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_the_tables_are_sorted_and_say_what_each_network_is() -> None:
    for table, kind in ((SPECIAL_V4, IPv4Network), (SPECIAL_V6, IPv6Network)):
        networks = [kind(network) for network in table]
        assert networks == sorted(networks)
        assert all(table.values())
