"""Servers that an editor names: only those of the public internet are called.

The name is looked up before each call, and only HTTPS is spoken: an address inside that a name is turned to after the
look has no certificate for it.
"""

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import ChannelError

NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
LONGEST = 120
CARRIES_ANOTHER = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


def server_of(words: str) -> str:
    """The name as it is looked up; empty where it is none: an address in figures, a port, one without a dot."""
    try:
        name = words.strip().lower().encode("idna").decode()
    except UnicodeError:
        return ""
    return name if NAME.fullmatch(name) and len(name) <= LONGEST else ""


def check_public(server: str) -> None:
    """Raises ChannelError."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(server, 443, proto=socket.IPPROTO_TCP)}
    except (OSError, UnicodeError) as error:
        raise ChannelError(sentence("%(network)s cannot be reached."), network=server) from error
    if not all(is_public(ip_address(address)) for address in found):
        words = sentence("%(server)s lies inside a network of its own and is not called.")
        raise ChannelError(words, permanent=True, server=server)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in CARRIES_ANOTHER):
            return False
    return address.is_global and not address.is_multicast
