"""{% load addresses %}: addresses as other sites need them, and what a page says to machines."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from roadmap import own_address

register = template.Library()
IN_SCRIPT = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}  # nothing ends the element from within


@register.filter
def absolute(address: str) -> str:
    return own_address.absolute(address)


@register.filter
def linked_data(told: dict) -> SafeString:
    """JSON-LD: data, no script, so that no policy stands against it."""
    text = json.dumps(told, ensure_ascii=False).translate(IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
