"""Who asks, as far as a limit needs to know."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def caller_of(request: HttpRequest) -> str:
    """The caller's IPv4 address, or the /64 of an IPv6 one, all of which a single line may use."""
    return line_of(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def line_of(connected: str, forwarded: str) -> str:
    """The same of a request that Django has not seen: who is connected, and what stands in X-Forwarded-For."""
    told = _told_address(connected, forwarded)
    try:
        address = ip_address(told)
    except ValueError:
        return told[:64]
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address.packed, 64), strict=False))


def _told_address(connected: str, forwarded: str) -> str:
    """What our own proxy wrote stands last in X-Forwarded-For; without a proxy of ours nobody's header is believed."""
    if settings.NUM_PROXIES and forwarded:
        addresses = forwarded.split(",")
        return addresses[-min(settings.NUM_PROXIES, len(addresses))].strip()
    return connected
