"""The editor's pages of accounts on networks: set up, asked who they are, tried out."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadmap.accounts import keeping
from roadmap.accounts.abilities import abilities
from roadmap.accounts.form import AccountForm
from roadmap.accounts.places import places_in
from roadmap.channels import NETWORKS, ChannelError
from roadmap.hooks import HOOKS
from roadmap.hooks import keeping as events
from roadmap.hooks.base import CONFIRMATION
from roadmap.models import Account, City
from roadmap.models.people import Role
from roadmap.numbers import whole

LONGEST_CONFIRMATION = 40
TRIAL = "trial"  # the parameter that says to whom


@require_safe
@login_required
def accounts(request: HttpRequest) -> HttpResponse:
    city = _city_of_editor(request)
    mine = Account.objects.workable_by(request.user).select_related("city", "owner", "district", "page")
    context = {
        "accounts": mine,
        "networks": [network for network in NETWORKS.values() if network.is_allowed],
        "not_allowed": [network.title for network in NETWORKS.values() if not network.is_allowed],
        "own": [place for place in places_in(city) if place.account is None],
    }
    return render(request, "desk/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_account(request: HttpRequest, network: str) -> HttpResponse:
    city = _city_of_editor(request)
    if network not in NETWORKS or not NETWORKS[network].is_allowed:
        raise Http404
    form = AccountForm(request.POST or None, city=city, user=request.user, network=network)
    if request.method != "POST":
        return _form(request, form)
    if not form.is_valid():
        return _form(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    made = keeping.add(form, by=request.user, at=timezone.now())
    messages.success(request, _("The account is kept. Ask the network whether it knows us."))
    return redirect("desk-account", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest, pk: int) -> HttpResponse:
    found = _workable(request, pk)
    if request.method != "POST":
        return _form(request, _form_of(request, found), found)
    form = _form_of(request, found, request.POST)
    if not form.is_valid():
        return _form(request, form, found, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    version = whole(request.POST.get("version", "")) or 0
    try:
        keeping.change(form, version=version, by=request.user, at=timezone.now())
    except keeping.AccountChanged as error:
        form.add_error(None, str(error))
        return _form(request, form, _workable(request, pk), status=HTTPStatus.CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("desk-account", pk)


@require_POST
@login_required
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = _workable(request, pk)
    try:
        name = keeping.ask(found, timezone.now())
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The network knows it: “%s”.") % name)
    return redirect("desk-account", pk)


@require_POST
@login_required
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    found = _workable(request, pk)
    words = _("A trial of the account “%s”. Nobody else sees it.") % found
    try:
        keeping.try_out(found, request.POST.get(TRIAL, "")[:200], words, timezone.now())
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The trial has left: look whether it is there."))
    return redirect("desk-account", pk)


@require_POST
@login_required
def hook(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret for the network's events, told in this answer, which no store and no browser keeps."""
    found = _workable(request, pk)
    if found.network not in HOOKS:
        raise Http404
    at, confirmation = timezone.now(), request.POST.get(CONFIRMATION, "").strip()[:LONGEST_CONFIRMATION]
    secret = events.renew_secret(found, confirmation=confirmation, by=request.user)
    try:
        if events.listen(found, secret, at):
            messages.success(request, _("The network has been told where to send what people write."))
            return redirect("desk-account", pk)
    except ChannelError as error:
        messages.error(request, str(error))
    return _form(request, _form_of(request, found), found, secret=secret)


def _form_of(request: HttpRequest, found: Account, *given) -> AccountForm:
    return AccountForm(*given, instance=found, city=found.city, user=request.user, network=found.network)


def _form(
    request: HttpRequest, form: AccountForm, found: Account | None = None, *, secret: str = "", **how
) -> HttpResponse:
    channel = form.channel.of(found.readable_keys) if found else form.channel
    context = {"form": form, "account": found, "channel": channel, "abilities": abilities(channel), "secret": secret}
    if found is not None and found.network in HOOKS:
        context |= {
            "hook": HOOKS[found.network],
            "hook_address": events.address_of(found),
            "is_open": events.is_open(found),
            "last_event": found.events.first(),
        }
    return render(request, "desk/account.html", context, **how)


def _city_of_editor(request: HttpRequest) -> City:
    """A stranger finds nothing here."""
    city = request.user.city
    if city is None or not request.user.has_role(Role.EDITOR):
        raise Http404
    return city


def _workable(request: HttpRequest, pk: int) -> Account:
    _city_of_editor(request)
    mine = Account.objects.workable_by(request.user).select_related("city")
    account = get_object_or_404(mine, pk=pk)
    if account.network not in NETWORKS:
        raise Http404
    return account
