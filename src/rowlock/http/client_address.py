"""Where a request comes from: the peer, or what proxies that the shop trusts say of him."""

import ipaddress
from typing import Any, Final, cast

import litestar

from rowlock.http.headers import all_of

CLIENT: Final = "rowlock.client"
"""The key of the client's address in the ASGI scope."""

_MOST_KNOWN: Final = 10_000

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ClientAddresses:
    """Finds the client of a request, and the key that stands for him.

    `X-Forwarded-For` is believed only from a trusted proxy and read from its right end: the first hop that is not
    trusted is the client. `Forwarded` and `X-Real-IP` are nobody's to believe.
    """

    def __init__(self, trusted: list[Network]) -> None:
        self._trusted = trusted
        self._keys: dict[str, str] = {}

    def of(self, scope: Any) -> str:
        """The address of the client; '' where the server has none to tell (a Unix socket)."""
        peer: str = scope["client"][0] if scope["client"] else ""
        if not self._trusted:
            return peer if ":" not in peer else str(_read(peer) or peer)
        found = _read(peer)
        if found is None or not self._is_trusted(found):
            return peer
        hops = b",".join(all_of(scope, b"x-forwarded-for")).decode("latin-1").split(",")
        for hop in reversed(hops):
            further = _read(_without_port(hop.strip()))
            if further is None:
                break
            found = further
            if not self._is_trusted(found):
                break
        return str(found)

    def key_of(self, address: str) -> str:
        """What limits count by: an IPv4 address, or the half of an IPv6 one that its holder did not choose himself."""
        key = self._keys.get(address)
        if key is None:
            if len(self._keys) >= _MOST_KNOWN:
                self._keys.clear()
            key = self._keys[address] = network_of(address)
        return key

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted if network.version == address.version)


def address_of(request: "litestar.Request[Any, Any, Any]") -> str | None:
    """The address of the client, as the edge made it out."""
    found: str = cast(dict[str, Any], request.scope)[CLIENT]
    return found or None


def network_of(address: str) -> str:
    """An IPv4 address as it is, an IPv6 one cut to its /64; any other text as it is."""
    found = _read(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return address if found is None else str(found)


def _read(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def _without_port(hop: str) -> str:
    """`192.0.2.1:4711` and `[2001:db8::1]:4711` are hops too."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
