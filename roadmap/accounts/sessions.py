"""Keys that end when nobody uses them: they are kept alive, and the desk warns in time where that fails."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roadmap.accounts import health
from roadmap.accounts.places import with_keys
from roadmap.channels import NETWORKS, ChannelError
from roadmap.models import Account

QUIET_FOR = timedelta(hours=20)  # a network prolongs once a day
WARNED_BEFORE = timedelta(days=10)
PROLONGED_WITHIN = timedelta(days=1)  # a call of the same day does not prolong again


def prolong(at: datetime) -> None:
    """Of all accounts that were not heard of for so long. One that fails does not hold up the rest."""
    ending = [name for name, channel in NETWORKS.items() if channel.session_lasts]
    for account in Account.objects.filter(network__in=ending).order_by("pk"):
        if account.spoke_at is None or account.spoke_at <= at - QUIET_FOR:
            _prolong(account, at)


def _prolong(account: Account, at: datetime) -> None:
    try:
        with_keys(NETWORKS[account.network], account).prolong()
    except ChannelError as error:
        health.fails(account, error.said, at)
    else:
        health.works(account, at)


def warning(account: Account, at: datetime) -> str:
    """Until when the keys live at least, where that is near; empty else."""
    channel = NETWORKS.get(account.network)
    if channel is None or channel.session_lasts is None:
        return ""
    ends_at = (account.spoke_at or account.made_at) + channel.session_lasts - PROLONGED_WITHIN
    if ends_at - at > WARNED_BEFORE:
        return ""
    day = date_format(ends_at.astimezone(account.city.zone), "j E Y")
    if ends_at <= at:
        return _("The key has ended on %(day)s: make a new one and enter it.") % {"day": day}
    return _("The key ends on %(day)s unless the network answers before: see why it does not, or enter a new one.") % {
        "day": day
    }
