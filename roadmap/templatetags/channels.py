"""{% load channels %}: what a channel is called, from the name that the table of deliveries keeps; keys that end."""

from django import template
from django.utils import timezone

from roadmap.accounts import sessions
from roadmap.channels import CHANNELS
from roadmap.models import Account

register = template.Library()


@register.filter
def channel_title(name: str) -> str:
    """A channel that is no longer in the registry keeps its name."""
    return str(CHANNELS[name].title) if name in CHANNELS else name


@register.filter
def session_warning(account: Account) -> str:
    return sessions.warning(account, timezone.now())
