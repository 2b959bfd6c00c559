"""An event taken in once; the secret by which a network proves itself, made, shown once and made anew."""

from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction
from django.urls import reverse

from roadmap import effects
from roadmap.accounts import health
from roadmap.accounts.places import with_keys
from roadmap.channels import NETWORKS, ChannelError
from roadmap.hooks.base import CONFIRMATION, KEY
from roadmap.logs import note
from roadmap.models import Account, IncomingEvent, User
from roadmap.own_address import absolute

SECRET_BYTES = 32  # 43 letters of A–Z, a–z, 0–9, - and _: every network takes such a one


@transaction.atomic
def take_in(account: Account, number: str, body: str, at: datetime) -> bool:
    """False where it has come before."""
    told = {"body": body, "received_at": at}
    event, is_new = IncomingEvent.objects.get_or_create(account=account, number=number, defaults=told)
    if is_new:
        effects.leave("event-of-network", event.pk, at=at, pk=event.pk)
    return is_new


def address_of(account: Account) -> str:
    """Where the network sends its events."""
    return absolute(reverse("hook", args=[account.network, account.pk]))


@transaction.atomic
def renew_secret(account: Account, *, confirmation: str, by: User) -> str:
    """The secret, which is told nowhere but in this answer; the one before opens nothing any more."""
    held = Account.objects.select_for_update().get(pk=account.pk)
    secret = token_urlsafe(SECRET_BYTES)
    keys = held.readable_keys | {KEY: secret}
    held.seal_keys(keys | {CONFIRMATION: confirmation} if confirmation else keys)
    held.save(update_fields=["sealed"])
    account.sealed = held.sealed
    note(f"makes a new secret for the events of account {account.pk}", by=by)
    return secret


def listen(account: Account, secret: str, at: datetime) -> bool:
    """Tells the network where to send events, where it can be told by a call. Raises ChannelError."""
    channel = NETWORKS[account.network]
    if not channel.can_be_told_to_send:
        return False
    try:
        with_keys(channel, account).send_events_to(address_of(account), secret)
    except ChannelError as error:
        health.fails(account, error.said, at)
        raise
    health.works(account, at)
    return True


def is_open(account: Account) -> bool:
    return bool(account.readable_keys.get(KEY))
