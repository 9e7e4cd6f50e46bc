"""Which machines may be asked for a file: public ones, and those that the operator calls internal."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

_PUBLIC_IPV6: Final = ip_network("2000::/3")
_IPV4_INSIDE: Final = ip_network("64:ff9b::/96")
"""IPv4 addresses as networks of IPv6 alone write them."""
_METADATA_IPV6: Final = ip_address("fd00:ec2::254")
"""Where clouds answer questions about their machines, keys included; its IPv4 twin is link-local."""
_METADATA_IPV4: Final = (ip_network("192.0.0.0/24"), ip_network("168.63.129.16/32"))
"""The same of other clouds, on addresses that look public."""


def why_refused(address: str, *, internal: bool) -> str:
    """Say why an address may not be connected to, '' when it may.

    `internal`: the operator declared that the host lies inside, so private addresses are meant.
    """
    plain = _plain(address)
    if plain is None:
        return "cannot be checked"
    if any(plain in network for network in _METADATA_IPV4):
        return "is not public"
    if _is_public(plain):
        return ""
    if internal and _is_inside(plain):
        return ""
    return "is not public"


def _plain(address: str) -> IPv4Address | IPv6Address | None:
    """Give an address without its disguise: an IPv4 address may be written inside one of IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv4Address):
        return found
    if found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return IPv4Address(int(found) & 0xFFFFFFFF) if found in _IPV4_INSIDE else found


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        tunnelled = address.sixtofour is not None or address.teredo is not None
        if address not in _PUBLIC_IPV6 or tunnelled:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_inside(address: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is private or this machine's own. Metadata services never count."""
    never = (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address == _METADATA_IPV6
    )
    known = address.is_loopback or (address.is_private and not address.is_reserved)
    return known and not never
