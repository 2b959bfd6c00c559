"""The doors of networks: who knocks, is it new, and an answer at once; what follows is a worker's."""

import json
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from roadmap.callers import caller_of
from roadmap.hooks import HOOKS, Hook, NotAnEvent, keeping
from roadmap.limits import take, wait_of
from roadmap.models import Account

LONGEST = 256 * 1024  # bytes of one event


@csrf_exempt  # nothing here rests on a cookie
@require_POST
def hook(request: HttpRequest, network: str, pk: int) -> HttpResponse:
    account = _open_account(network, pk)
    caller = caller_of(request)
    if wait := wait_of("hooks-refused", caller) or take("hooks", caller):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(wait)})
    if not HOOKS[network].is_from(account, request):
        return _refused(caller)
    body = request.read(LONGEST + 1)
    if len(body) > LONGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return _answer(HOOKS[network], account, body.decode(), caller)
    except (NotAnEvent, UnicodeDecodeError):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)


def _open_account(network: str, pk: int) -> Account:
    """One that nobody has opened for events is not there."""
    if network not in HOOKS:
        raise Http404
    account = get_object_or_404(Account, pk=pk, network=network)
    if not keeping.is_open(account):
        raise Http404
    return account


def _answer(hook: Hook, account: Account, body: str, caller: str) -> HttpResponse:
    told = _told(body)
    if not hook.is_told_by(account, told):
        return _refused(caller)
    words = hook.answer_at_once(account, told)
    if words is None:
        keeping.take_in(account, hook.number_of(told), body, timezone.now())
        words = hook.answer
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def _told(body: str) -> dict:
    try:
        told = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NotAnEvent from error
    if not isinstance(told, dict):
        raise NotAnEvent
    return told


def _no_number(words: str) -> None:
    raise ValueError(words)


def _refused(caller: str) -> HttpResponse:
    take("hooks-refused", caller)
    return HttpResponse(status=HTTPStatus.FORBIDDEN)
