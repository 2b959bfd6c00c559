"""The public pages that stand in the table of addresses: who adds one need not tell the tests of it."""

import re

from django.urls import URLPattern, URLResolver, get_resolver

OF_STAFF = ("admin/", "desk/", "api/", "login/", "logout/", "password/")


def public_addresses() -> list[str]:
    """Every page without a number or a name in its address, found in the table of addresses."""
    return [f"/{route}" for route in routes(get_resolver()) if not route.startswith(OF_STAFF)]


def routes(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            found += routes(each, route)
        elif isinstance(each, URLPattern) and not re.search(r"[<(\\]", route):
            found.append(route)
    return found
