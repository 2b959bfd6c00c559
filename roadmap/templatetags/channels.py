"""{% load channels %}: what a channel is called, from the name that the table of deliveries keeps."""

from django import template

from roadmap.channels import CHANNELS

register = template.Library()


@register.filter
def channel_title(name: str) -> str:
    """A channel that is no longer in the registry keeps its name."""
    return str(CHANNELS[name].title) if name in CHANNELS else name
