"""To hear of somebody's message: joining it, the secret page of whoever joined, and a lost link sent again.

All of it works without scripts and without cookies.
"""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from appeals import following, lost_links
from appeals.follow_form import FollowForm, LostForm, digest, follow_as, how_to_follow
from appeals.models import Appeal, Follower
from closures.stories.likes import greet, visitor_of
from roadmap.callers import caller_of
from roadmap.channels import CHANNELS
from roadmap.limits import take, too_often
from roadmap.models import City
from roadmap.secret_links import kept_secret


@csrf_exempt  # nothing here rests on a cookie, and the form must work without any
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """“I have seen it too”, of a message that anybody may see and that is not closed."""
    appeal = get_object_or_404(Appeal.objects.shown().select_related("city", "category", "agency"), pk=pk)
    if request.method != "POST":
        return _join_page(request, appeal)
    if seconds := take("joins", caller_of(request)):
        return _join_page(request, appeal, {"": [too_often(seconds)]}, HTTPStatus.TOO_MANY_REQUESTS, seconds)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _join_page(request, appeal, form.told_errors, HTTPStatus.BAD_REQUEST)
    if form.cleaned_data["channel"] == FollowForm.LINK:
        if seconds := take("joins-of-a-message", caller_of(request), str(appeal.pk)):
            return _join_page(request, appeal, {"": [too_often(seconds)]}, HTTPStatus.TOO_MANY_REQUESTS, seconds)
        mark = str(visitor_of(request) or caller_of(request))
        follower = following.follow_by_link(appeal, mark, at=timezone.now())
        return redirect(f"{follower.get_absolute_url()}?done=joined")
    return follow_as(request, appeal, form, is_author=False)


def _join_page(
    request: HttpRequest, appeal: Appeal, errors: dict | None = None, status: int = HTTPStatus.OK, rest_s: int = 0
) -> HttpResponse:
    if errors and "application/json" in request.headers.get("Accept", ""):
        response: HttpResponse = JsonResponse(errors, status=status)
    else:
        context = {
            "appeal": appeal,
            "city": appeal.city,
            "people": following.people_of(appeal),
            "is_overdue": appeal.is_overdue_at(timezone.now()),
            "errors": errors or {},
            "email": request.POST.get("email", ""),
            **how_to_follow(),
        }
        response = render(request, "appeals/follow.html", context, status=status)
    if rest_s:
        response["Retry-After"] = str(rest_s)
    greet(request, response)
    response["Cache-Control"] = "no-store"  # the cookie is of one visitor
    return response


@csrf_exempt  # the secret in the address is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """What a follower sees: what anybody may. A letter's link alone confirms nothing: programs that look through mail
    open every link."""
    rows = Follower.objects.select_related(
        "subscriber", "appeal__city", "appeal__category", "appeal__agency", "appeal__duplicate_of__agency"
    )
    follower = get_object_or_404(rows, secret=secret)
    if request.method == "POST":
        return kept_secret(_do(request, follower))
    main = follower.appeal.main
    context = {
        "follower": follower,
        "appeal": follower.appeal,
        "main": main,
        "city": follower.appeal.city,
        "people": following.people_of(main),
        "is_overdue": main.is_overdue_at(timezone.now()),
        "proofs": main.photos.public().proofs(),
        "is_public": Appeal.objects.public().filter(pk=main.pk).exists(),
        "done": request.GET.get("done", ""),
    }
    return kept_secret(render(request, "appeals/followed.html", context))


def _do(request: HttpRequest, follower: Follower) -> HttpResponse:
    verb = request.POST.get("verb", "")
    if verb == "leave":
        following.leave(follower)
        return render(request, "appeals/follow_left.html", {"city": follower.appeal.city})
    if verb != "confirm":
        raise Http404
    following.confirm(follower, at=timezone.now())
    return redirect(f"{follower.get_absolute_url()}?done=confirmed")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """A lost link is sent to the address that was given: the same answer, whatever is known."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    form = LostForm(request.POST or None)
    if request.method != "POST":
        return _lost_page(request, city, form)
    if seconds := take("lost-links", caller_of(request)):
        response = _lost_page(request, city, form, words=too_often(seconds), status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(seconds)
        return response
    if not form.is_valid():
        return _lost_page(request, city, form, status=HTTPStatus.BAD_REQUEST)
    address = form.cleaned_data["email"]
    mailbox = digest(address)
    if not take("lost-links-address", mailbox, caller_of(request)) and not take("lost-links-mailbox", mailbox):
        lost_links.ask(address, city=city, language=get_language() or "ru", at=timezone.now())
    return _lost_page(request, city, form, is_sent=True)


def _lost_page(
    request: HttpRequest,
    city: City,
    form: LostForm,
    *,
    words: str = "",
    is_sent: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    errors = [words] if words else [str(each) for each in form.errors.get("email", [])] if form.is_bound else []
    context = {
        "city": city,
        "errors": errors,
        "email": request.POST.get("email", ""),
        "is_sent": is_sent,
        "has_mail": CHANNELS["mail"].is_configured(),
    }
    response = render(request, "appeals/lost.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
