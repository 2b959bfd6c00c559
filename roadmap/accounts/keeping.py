"""Accounts added and changed; each change is a line of the log of settings, which holds no key."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from roadmap.accounts import health
from roadmap.accounts.form import AccountForm
from roadmap.accounts.places import with_keys
from roadmap.channels import NETWORKS, ChannelError
from roadmap.models import Account, Delivery, User
from roadmap.said import Said
from roadmap.setting_up import changes


class AccountChanged(Exception):
    """Somebody else has saved it since the form was opened."""


@transaction.atomic
def add(form: AccountForm, *, by: User, at: datetime) -> Account:
    account = form.save(commit=False)
    account.made_at = at
    account.seal_keys(form.given_keys)
    account.save()
    form.save_m2m()
    changes.note_saved(account, {}, by=by, at=at)
    return account


@transaction.atomic
def change(form: AccountForm, *, version: int, by: User, at: datetime) -> Account:
    """Keys that were left empty stay. Raises AccountChanged."""
    held = Account.objects.select_for_update().get(pk=form.instance.pk)
    if held.version != version:
        raise AccountChanged(_("Somebody has changed this account meanwhile: look at what stands now."))
    before = changes.stored_state(held)
    account = form.save(commit=False)
    account.version = version + 1
    account.seal_keys(held.readable_keys | form.given_keys)
    account.save()
    form.save_m2m()
    changes.note_saved(account, before, by=by, at=at)
    if form.given_keys:
        _try_refused_again(account, at)
    return account


def _try_refused_again(account: Account, at: datetime) -> None:
    """What the old keys were refused for, where nothing later has overtaken it, goes out by the new ones."""
    refused = account.deliveries.with_overtaken().filter(state=Delivery.State.REFUSED, is_overtaken=False)
    rows = Delivery.objects.filter(pk__in=refused.values("pk"))
    rows.update(state=Delivery.State.WAITING, attempts=0, next_try_at=at, **Said().as_columns("reason"))


def ask(account: Account, at: datetime) -> str:
    """The name that the network gives the place; what it said is kept. Raises ChannelError."""
    try:
        name = with_keys(NETWORKS[account.network], account).introduce(account.place)
    except ChannelError as error:
        health.fails(account, error.said, at)
        raise
    health.works(account, at)
    return name


def try_out(account: Account, reader: str, words: str, at: datetime) -> None:
    """A trial to one person. Raises ChannelError."""
    if not reader.strip():
        raise ChannelError(sentence("Say to whom: the network's name or number of yourself."), permanent=True)
    try:
        with_keys(NETWORKS[account.network], account).try_out(account.place, reader.strip(), words)
    except ChannelError as error:
        health.fails(account, error.said, at)
        raise
    health.works(account, at)
