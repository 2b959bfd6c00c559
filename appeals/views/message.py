"""The secret page of a message: its sender sees everything, objects, rates, and deletes."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from appeals import actions, asking, following, objecting, photos
from appeals.follow_form import FollowForm, follow_as, how_to_follow
from appeals.models import Appeal, AppealPhoto
from appeals.models.appeal import KEPT_DAYS, REFUTED_WITHIN_DAYS
from appeals.models.change import Verb
from appeals.shown_pictures import sent
from appeals.splitting import erase_family
from appeals.workflow import MoveRefused
from roadmap.callers import caller_of
from roadmap.jpegs import FOR_ONE
from roadmap.limits import take, too_often
from roadmap.numbers import whole
from roadmap.secret_links import kept_secret
from roadmap.web.turns import others_wait

TOLD_TO_THE_SENDER = (
    Verb.SUBMITTED,
    Verb.FORWARDED,
    Verb.TAKEN,
    Verb.ASKED,
    Verb.REPLIED,
    Verb.UNANSWERED,
    Verb.EXTENDED,
    Verb.ANSWERED,
    Verb.CORRECTED,
    Verb.REOPENED,
    Verb.REJECTED,
    Verb.SPLIT,
    Verb.JOINED,
    Verb.CLOSED,
    Verb.ERASED,
)


@csrf_exempt  # the secret in the address is the permission; the page works without cookies
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, secret: str) -> HttpResponse:
    appeal = _by_secret(secret)
    response = _do(request, appeal) if request.method == "POST" else _page(request, appeal)
    return kept_secret(response)


def _by_secret(secret: str) -> Appeal:
    """A wrong secret tells nothing, not even that it is wrong."""
    rows = Appeal.objects.select_related(
        "city",
        "category",
        "agency",
        "area",
        "planned_work",
        "duplicate_of__agency",
        "duplicate_of__city",
        "split_from__city",
    )
    return get_object_or_404(rows, secret=secret)


def _do(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        if seconds := take("own-message", str(appeal.pk)):
            raise ValidationError(too_often(seconds))
        done = verb(request, appeal)
    except (MoveRefused, ValidationError) as error:
        words = error.messages if isinstance(error, ValidationError) else [str(error)]
        return _page(request, appeal, errors=words, status=HTTPStatus.BAD_REQUEST)
    return done if isinstance(done, HttpResponse) else redirect(f"{appeal.get_secret_url()}?done={done}")


def _reopen(request: HttpRequest, appeal: Appeal) -> str:
    files = photos.checked_all(request.FILES.getlist("photos"))
    reopened = objecting.reopen(appeal, words=request.POST.get("words", ""), photos=files, at=timezone.now())
    photos.wait_for(reopened, others_wait=others_wait(request.META))
    return "reopened"


def _reply(request: HttpRequest, appeal: Appeal) -> str:
    files = photos.checked_all(request.FILES.getlist("photos"))
    replied = asking.reply(appeal, request.POST.get("words", ""), photos=files, at=timezone.now())
    photos.wait_for(replied, others_wait=others_wait(request.META))
    return "replied"


def _rate(request: HttpRequest, appeal: Appeal) -> str:
    objecting.rate(appeal, whole(request.POST.get("rating", "")) or 0, at=timezone.now())
    return "rated"


def _confirm(request: HttpRequest, appeal: Appeal) -> str:
    actions.close(appeal, at=timezone.now())
    return "closed"


def _erase(request: HttpRequest, appeal: Appeal) -> str:
    erase_family(appeal, at=timezone.now())
    return "erased"


def _follow(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    if seconds := take("joins", caller_of(request)):
        raise ValidationError(too_often(seconds))
    form = FollowForm(request.POST)
    if not form.is_valid() or form.cleaned_data["channel"] == FollowForm.LINK:
        raise ValidationError([words for told in form.told_errors.values() for words in told])
    return follow_as(request, appeal, form, is_author=True)


def _leave(request: HttpRequest, appeal: Appeal) -> str:
    told = appeal.followers.filter(is_author=True, pk=whole(request.POST.get("follower", "")))
    for follower in told.select_related("appeal__duplicate_of", "subscriber"):
        following.leave(follower)
    return "left"


VERBS = {
    "reply": _reply,
    "reopen": _reopen,
    "rate": _rate,
    "confirm": _confirm,
    "erase": _erase,
    "follow": _follow,
    "leave": _leave,
}


def _page(request: HttpRequest, appeal: Appeal, *, errors=(), status: int = 200) -> HttpResponse:
    now = timezone.now()
    main = appeal.main
    context = {
        "appeal": appeal,
        "main": main,
        "city": appeal.city,
        "now": now,
        "may_read_main": appeal.may_read_main,
        "is_overdue": main.is_overdue_at(now),
        "can_refute": appeal.can_be_refuted_at(now),
        "refuted_within_days": REFUTED_WITHIN_DAYS,
        "changes": appeal.changes.filter(verb__in=TOLD_TO_THE_SENDER).order_by("-version"),
        "family": Appeal.objects.families_of([appeal.pk]).exclude(pk=appeal.pk).select_related("city").order_by("pk"),
        "parts": appeal.parts.select_related("city", "category").order_by("pk"),
        "photos": appeal.photos.ready().filter(is_proof=False),
        "proofs": main.photos.ready().proofs(),
        "photos_waiting": _waiting(appeal),
        "photos_refused": appeal.uploads.refused().filter(is_proof=False),
        "done": request.GET.get("done", ""),
        "secret_url": request.build_absolute_uri(appeal.get_secret_url()),
        "is_personal": any(getattr(appeal, name) for name in Appeal.PERSONAL)
        or appeal.photos.filter(is_proof=False).exists(),
        "kept_days": KEPT_DAYS,
        "new_report_url": f"{reverse('report')}?{_pin(appeal)}",
        "errors": errors,
        "words": request.POST.get("words", ""),
        "questions": appeal.questions.exclude(text="", reply=""),
        "question": appeal.questions.filter(replied_at=None).last() if appeal.is_open else None,
        "asks_again": request.POST.get("verb", ""),
        "place": appeal.snapped_point or appeal.point,
        "followers": appeal.followers.filter(is_author=True).select_related("subscriber").order_by("pk"),
        "people": following.people_of(main),
        **how_to_follow(),
        "photos_to_choose_again": [file.name for file in request.FILES.getlist("photos")],
    }
    return render(request, "appeals/message.html", context, status=status)


def _waiting(appeal: Appeal) -> int:
    """Files that are looked at, and pictures of which staff have just hidden something."""
    uploads = appeal.uploads.waiting().filter(is_proof=False).count()
    return uploads + appeal.photos.filter(is_proof=False, state=AppealPhoto.State.WAITING).count()


def _pin(appeal: Appeal) -> str:
    place = f"lon={appeal.point.x:.6f}&lat={appeal.point.y:.6f}&" if appeal.point else ""
    return f"{place}category={appeal.category.code}"


@require_safe
def own_photo(request: HttpRequest, secret: str, name: str) -> HttpResponseBase:
    """The sender sees what was sent, and the proof of repair; as others see it, since a link is passed on."""
    appeal = _by_secret(secret)
    sent_or_told = AppealPhoto.objects.ready().filter(is_held=False, is_taken_back=False)
    ready = sent_or_told.filter(appeal__in=[appeal.pk, appeal.main.pk])
    photo = ready.filter(name=name).first()
    if photo is None or (photo.appeal_id != appeal.pk and not photo.is_proof):
        raise Http404
    return kept_secret(sent(request, photo, caching=FOR_ONE))
