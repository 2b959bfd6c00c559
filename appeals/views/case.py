"""One message at the desk, with all that can be done about it."""

from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appeals import actions, answering, asking, extending
from appeals.answers import ready_answers
from appeals.assigning import assign
from appeals.duplicates import duplicates_of
from appeals.forms import (
    AnswerForm,
    AskForm,
    AssignForm,
    ExtendForm,
    ForwardForm,
    InternalNoteForm,
    JoinForm,
    NoteForm,
    PlaceForm,
    RejectForm,
    SplitForm,
)
from appeals.models import AnswerDraft, Appeal
from appeals.models.appeal import AppealQuerySet
from appeals.models.photo import AppealPhotoQuerySet
from appeals.noting import add_note
from appeals.place import works_for
from appeals.proof import NotProved
from appeals.splitting import split
from appeals.versions import ChangedMeanwhile, hold_opened
from appeals.workflow import MoveRefused, Outcome, Status
from closures.approval import is_approver
from roadmap.models import RoadSegment, User
from roadmap.personal_looks import How, noted


def _found(rows: AppealQuerySet, pk: int) -> Appeal:
    """A stranger finds nothing rather than a refusal."""
    beside = ("duplicate_of__city", "split_from__city", "segment__road", "planned_work", "assignee", "area")
    rows = rows.select_related("city", "category", "agency", *beside)
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Who forwarded it reads on, who leads reads what is not personal; the verbs are of the body that has it."""
    if request.method != "POST":
        mine = Appeal.objects.readable_by(request.user)
        return _page(request, _found(mine, pk)) if mine.filter(pk=pk).exists() else _overseen(request, pk)
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    return verb(request, _found(Appeal.objects.workable_by(request.user), pk))


def _overseen(request: HttpRequest, pk: int) -> HttpResponse:
    """To whoever counts it and does not work on it, read-only. Words are shown where they are public; reasons, notes
    and the answer's words never, since people write names into them. Nothing personal is seen, so nothing is noted."""
    rows = Appeal.objects.overseen_by(request.user).select_related(
        "city", "category", "agency", "assignee", "area", "duplicate_of__city", "split_from__city"
    )
    row, at = get_object_or_404(rows.defer("area__geometry"), pk=pk), timezone.now()
    context = {
        "appeal": row,
        "now": at,
        "is_overdue": row.is_overdue_at(at),
        "is_public": Appeal.objects.public().filter(pk=pk).exists(),
        "photos": row.photos.public(),
        "changes": row.changes.select_related("by").order_by("-version"),
        "violations": row.violations.select_related("agency", "person").order_by("due_at"),
    }
    return render(request, "appeals/desk/overseen.html", context)


def _page(
    request: HttpRequest, row: Appeal, *, forms: dict[str, Form] | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    at = timezone.now()
    noted(How.OPENED, row, by=request.user, at=at)
    is_mine = _is_mine(request.user, row)
    draft = AnswerDraft.objects.standing().filter(appeal=row).select_related("by").first()
    context = {
        "appeal": row,
        "is_mine": is_mine,
        "now": at,
        "is_overdue": row.is_overdue_at(at),
        "is_reply_late": row.first_replied_at is None and row.is_open and row.first_reply_due_at < at,
        "photos": _pictures(row.photos.filter(is_proof=False)),
        "proofs": _pictures(row.photos.proofs()),
        "photos_waiting": row.uploads.waiting().count(),
        "photos_refused": row.uploads.refused(),
        "changes": row.changes.select_related("by").order_by("-version"),
        "answers": ready_answers(row, at),
        "works": works_for(row),
        "similar": duplicates_of(row) if row.is_open and is_mine else [],
        "joined": (joined := list(row.duplicates.select_related("city"))),
        "told_together": len(joined) + 1,
        "can_take": is_mine and row.status in (Status.NEW, Status.REJECTED, Status.DUPLICATE),
        "place": _drawn(row),
        "draft": draft,
        "held": row.photos.held(),
        "may_approve": is_mine and draft is not None and is_approver(request.user) and draft.by_id != request.user.pk,
        "can_correct": is_mine and row.status in answering.SENT,
        "answer_form": AnswerForm(initial=_begun(row, draft)),
        "note_form": NoteForm(),
        "notes": row.notes.seen_by(request.user).select_related("by"),
        "internal_form": InternalNoteForm(auto_id="internal-%s"),
        "assign_form": AssignForm(user=request.user),
        "split_form": SplitForm(appeal=row, auto_id="split-%s"),
        "parts": row.parts.select_related("city", "category"),
        "questions": row.questions.select_related("asked_by"),
        "may_extend_until": _may_extend_until(row, at) if is_mine else None,
        "ask_form": AskForm(),
        "extend_form": ExtendForm(),
        "forward_form": ForwardForm(appeal=row),
        "reject_form": RejectForm(),
        "photos_to_choose_again": [file.name for file in request.FILES.getlist("photos")],
        **(forms or {}),
    }
    return render(request, "appeals/desk/appeal.html", context, status=status)


def _pictures(photos: AppealPhotoQuerySet) -> AppealPhotoQuerySet:
    """With how much of each is hidden."""
    return photos.annotate(parts_hidden=Count("masks"))


def _begun(row: Appeal, draft: AnswerDraft | None) -> dict:
    """What the form of the answer opens with: what waits, else what was sent."""
    told = draft or row
    return {"text": draft.text if draft else row.answer, "outcome": told.outcome or Outcome.EXPLAINED}


def _may_extend_until(row: Appeal, at: datetime) -> date | None:
    try:
        return extending.latest_extension(row, at)
    except MoveRefused:
        return None


def _drawn(row: Appeal) -> dict:
    """For the map: the pin, the place on the road, the segment and the other candidates."""
    ids = [one["segment"] for one in row.candidates]
    lines = {segment.pk: segment.geometry for segment in RoadSegment.objects.filter(pk__in=[*ids, row.segment_id or 0])}
    return {
        "pin": row.point and row.point.coords,
        "snapped": row.snapped_point and row.snapped_point.coords,
        "segment": lines[row.segment_id].coords if row.segment_id in lines else None,
        "candidates": [
            one | {"line": lines[one["segment"]].coords} for one in row.candidates if one["segment"] in lines
        ],
        "box": row.city.bounds,
    }


def _done(request: HttpRequest, row: Appeal, words: str) -> HttpResponse:
    """Back to the message; where it went to another body, to the inbox."""
    messages.success(request, words)
    return redirect("desk-appeal", row.pk) if _is_mine(request.user, row) else redirect("desk-appeals")


def _is_mine(user: User, row: Appeal) -> bool:
    return Appeal.objects.workable_by(user).filter(pk=row.pk).exists()


def _verb(form_name: str, make: Callable[..., Form] | None, act: Callable[..., str]) -> Callable[..., HttpResponse]:
    """One button of the page: its form (if any), its action, and what is said when it cannot be done."""

    def run(request: HttpRequest, row: Appeal) -> HttpResponse:
        form = make(request, row) if make else None
        if form is not None and not form.is_valid():
            return _page(request, row, forms={form_name: form}, status=HTTPStatus.BAD_REQUEST)
        told = form.cleaned_data if form else {}
        try:
            with transaction.atomic():
                words = act(request, hold_opened(row, request.POST.get("version"), by=request.user), told)
        except ChangedMeanwhile as error:
            messages.error(request, str(error))
            fresh = _found(Appeal.objects.readable_by(request.user), row.pk)
            return _page(request, fresh, forms=_kept(form_name, form), status=HTTPStatus.PRECONDITION_FAILED)
        except NotProved as error:
            form.add_error(None, error)
            return _page(request, row, forms={form_name: form}, status=HTTPStatus.BAD_REQUEST)
        except (MoveRefused, ValidationError) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            return redirect("desk-appeal", row.pk)
        return _done(request, row, words)

    return run


def _kept(form_name: str, form: Form | None) -> dict[str, Form]:
    return {form_name: form} if form else {}


def _take(request: HttpRequest, row: Appeal, told: dict) -> str:
    actions.take(row, by=request.user, at=timezone.now())
    return _("Taken into work.")


def _answer(request: HttpRequest, row: Appeal, told: dict) -> str:
    row = answering.give(row, told["text"], **_of_answer(told), by=request.user, at=timezone.now())
    if row.status != Status.ANSWERED:
        return _("Saved: an approver sends it.")
    return _("Answered: the resident sees it on the message's page.")


def _correct(request: HttpRequest, row: Appeal, told: dict) -> str:
    is_waiting = row.agency.answers_need_second_person
    answering.put_right(row, told["text"], **_of_answer(told), by=request.user, at=timezone.now())
    return _("Saved: an approver sends it.") if is_waiting else _("The answer is corrected; the resident is told.")


def _of_answer(told: dict) -> dict:
    return {name: told[name] for name in ("outcome", "photos", "stood")}


def _assign(request: HttpRequest, row: Appeal, told: dict) -> str:
    assign(row, told["to"], by=request.user, at=timezone.now())
    return _("Given to %(person)s.") % {"person": told["to"].shown_name}


def _split(request: HttpRequest, row: Appeal, told: dict) -> str:
    photos = [photo.pk for photo in told["photos"]]
    made = split(row, told["parts"], photos=photos, by=request.user, at=timezone.now())
    numbers = ", ".join(f"{child} ({child.agency})" for child in made)
    return _("Split off: %(numbers)s. The sender gets a link to each.") % {"numbers": numbers}


def _note(request: HttpRequest, row: Appeal, told: dict) -> str:
    add_note(row, told["text"], by=request.user, at=timezone.now())
    return _("The note is kept; the sender does not see it.")


def _approve(request: HttpRequest, row: Appeal, told: dict) -> str:
    answering.approve(row, by=request.user, at=timezone.now())
    return _("Answered: the resident sees it on the message's page.")


def _give_back(request: HttpRequest, row: Appeal, told: dict) -> str:
    answering.give_back(row, note=told["note"], by=request.user, at=timezone.now())
    return _("Given back to its writer.")


def _ask(request: HttpRequest, row: Appeal, told: dict) -> str:
    asking.ask(row, told["question"], by=request.user, at=timezone.now())
    return _("Asked: the clock of the answer stands until the reply comes.")


def _extend(request: HttpRequest, row: Appeal, told: dict) -> str:
    row = extending.extend(row, told["until"], reason=told["reason"], by=request.user, at=timezone.now())
    day = date_format(row.answer_due_at.astimezone(row.city.zone), "j E Y")
    return _("Extended to %(day)s: the sender reads the day and the reason.") % {"day": day}


def _forward(request: HttpRequest, row: Appeal, told: dict) -> str:
    actions.forward(row, told["agency"], reason=told["reason"], by=request.user, at=timezone.now())
    return _("Forwarded to %(agency)s; the promised date stays.") % {"agency": told["agency"]}


def _reject(request: HttpRequest, row: Appeal, told: dict) -> str:
    actions.reject(row, reason=told["reason"], by=request.user, at=timezone.now())
    return _("Rejected; the resident reads why.")


def _join(request: HttpRequest, row: Appeal, told: dict) -> str:
    actions.join(row, told["main"], by=request.user, at=timezone.now())
    return _("Joined to %(main)s.") % {"main": told["main"].main}


def _release(request: HttpRequest, row: Appeal, told: dict) -> str:
    named = set(request.POST.getlist("photos"))
    ids = [pk for pk in row.photos.values_list("pk", flat=True) if str(pk) in named]
    actions.release(row, text="text" in request.POST, photos=ids, by=request.user, at=timezone.now())
    return _("Saved what is public.")


def _place(request: HttpRequest, row: Appeal, told: dict) -> str:
    at = timezone.now()
    place = {name: told[name] for name in ("point", "segment", "by_rules")}
    row = actions.correct_place(row, **place, by=request.user, at=at)
    return _("The place is corrected: %(street)s. %(agency)s answers.") % {"street": row.street, "agency": row.agency}


VERBS = {
    "take": _verb("", None, _take),
    "answer": _verb("answer_form", lambda request, row: AnswerForm(request.POST, request.FILES), _answer),
    "correct": _verb("answer_form", lambda request, row: AnswerForm(request.POST, request.FILES), _correct),
    "assign": _verb("assign_form", lambda request, row: AssignForm(request.POST, user=request.user), _assign),
    "split": _verb("split_form", lambda request, row: SplitForm(request.POST, appeal=row, auto_id="split-%s"), _split),
    "note": _verb("internal_form", lambda request, row: InternalNoteForm(request.POST, auto_id="internal-%s"), _note),
    "approve": _verb("", None, _approve),
    "give-back": _verb("note_form", lambda request, row: NoteForm(request.POST), _give_back),
    "ask": _verb("ask_form", lambda request, row: AskForm(request.POST), _ask),
    "extend": _verb("extend_form", lambda request, row: ExtendForm(request.POST), _extend),
    "forward": _verb("forward_form", lambda request, row: ForwardForm(request.POST, appeal=row), _forward),
    "reject": _verb("reject_form", lambda request, row: RejectForm(request.POST), _reject),
    "join": _verb("join_form", lambda request, row: JoinForm(request.POST, appeal=row, user=request.user), _join),
    "release": _verb("", None, _release),
    "place": _verb("place_form", lambda request, row: PlaceForm(request.POST, appeal=row), _place),
}
