"""What the page of one message shows to who works on it, or forwarded it."""

from datetime import date, datetime
from http import HTTPStatus
from uuid import uuid4

from django.db.models import Count
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from appeals import answering, extending
from appeals.answers import ready_answers
from appeals.duplicates import duplicates_of
from appeals.forms import (
    AnswerForm,
    AskForm,
    AssignForm,
    ErasedWordsForm,
    ExtendForm,
    ForwardForm,
    InternalNoteForm,
    NoteForm,
    RejectForm,
    SplitForm,
)
from appeals.models import AnswerDraft, Appeal
from appeals.models.appeal import AppealQuerySet
from appeals.models.photo import AppealPhotoQuerySet
from appeals.place import works_for
from appeals.second_person import may_tell
from appeals.workflow import MoveRefused, Outcome, Status
from closures.approval import is_approver
from roadmap.models import RoadSegment, User
from roadmap.personal_looks import How, noted

FIRST, MOST = 50, 500  # of each list of a page: at first, and where all are asked for


def found(rows: AppealQuerySet, pk: int) -> Appeal:
    """A stranger finds nothing rather than a refusal."""
    beside = ("duplicate_of__city", "split_from__city", "segment__road", "planned_work", "assignee", "area")
    rows = rows.select_related("city", "category", "agency", *beside)
    return get_object_or_404(rows, pk=pk)


def is_mine(user: User, row: Appeal) -> bool:
    return Appeal.objects.workable_by(user).filter(pk=row.pk).exists()


def case_page(
    request: HttpRequest, row: Appeal, *, forms: dict[str, Form] | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    """`forms` are those that came back with words on what is wrong, by name."""
    at = timezone.now()
    noted(How.OPENED, row, by=request.user, at=at)
    may_work = is_mine(request.user, row)
    draft = AnswerDraft.objects.standing().filter(appeal=row).select_related("by").first()
    context = {
        "appeal": row,
        "form_key": uuid4(),
        "now": at,
        "place": _drawn(row),
        **_terms(row, at),
        **_photos(row),
        **_beside(row, request.user, at),
        **_lists(row, request.user, MOST if "all" in request.GET else FIRST),
        **_may(row, request.user, draft, may_work, at),
        "draft": draft,
        **_forms(row, request.user, draft),
        "photos_to_choose_again": [file.name for file in request.FILES.getlist("photos")],
        **(forms or {}),
    }
    return render(request, "appeals/desk/appeal.html", context, status=status)


def _terms(row: Appeal, at: datetime) -> dict:
    is_unreplied = row.first_replied_at is None and row.is_open
    return {"is_overdue": row.is_overdue_at(at), "is_reply_late": is_unreplied and row.first_reply_due_at < at}


def _photos(row: Appeal) -> dict:
    return {
        "photos": _pictures(row.photos.filter(is_proof=False)),
        "proofs": _pictures(row.photos.proofs()),
        "held": row.photos.held(),
        "refuted": _pictures(row.photos.refuted()),
        "photos_waiting": row.uploads.waiting().count(),
        "photos_refused": row.uploads.refused(),
    }


def _pictures(photos: AppealPhotoQuerySet) -> AppealPhotoQuerySet:
    """With how much of each is hidden."""
    return photos.annotate(parts_hidden=Count("masks"))


def _beside(row: Appeal, user: User, at: datetime) -> dict:
    """Works there, words that are ready, and what was split from it."""
    return {
        "works": works_for(row),
        "answers": ready_answers(row, at),
        "parts": row.parts.select_related("city", "category"),
    }


def _lists(row: Appeal, user: User, most: int) -> dict:
    """Of what has no end the latest: `cut` names those of which there are more."""
    rows = {
        "changes": row.changes.select_related("by").order_by("-version"),
        "notes": row.notes.seen_by(user).select_related("by").order_by("-pk"),
        "questions": row.questions.select_related("asked_by").order_by("-pk"),
        "joined": row.duplicates.select_related("city").order_by("-submitted_at", "-pk"),
    }
    found = {name: list(each[: most + 1]) for name, each in rows.items()}
    cut = {name for name, each in found.items() if len(each) > most}
    count = row.duplicates.count() if "joined" in cut else len(found["joined"])
    shown = {name: each[:most] for name, each in found.items()}
    for name in ("notes", "questions"):
        shown[name].reverse()  # they are read from the first
    return shown | {"cut": cut, "most_shown": most, "is_first": most == FIRST, "told_together": count + 1}


def _may(row: Appeal, user: User, draft: AnswerDraft | None, may_work: bool, at: datetime) -> dict:
    """What the user may do about it at this moment."""
    may_approve = may_work and draft is not None and is_approver(user) and draft.by_id != user.pk
    return {
        "is_mine": may_work,
        "may_tell": may_tell(row, user),
        "can_take": may_work and row.status in (Status.NEW, Status.REJECTED, Status.DUPLICATE),
        "can_correct": may_work and row.status in answering.SENT,
        "may_approve": may_approve,
        "may_extend_until": _may_extend_until(row, at) if may_work else None,
        "similar": duplicates_of(row) if row.is_open and may_work else [],
    }


def _forms(row: Appeal, user: User, draft: AnswerDraft | None) -> dict[str, Form]:
    return {
        "answer_form": AnswerForm(initial=_begun(row, draft)),
        "note_form": NoteForm(),
        "words_form": ErasedWordsForm(),
        "internal_form": InternalNoteForm(auto_id="internal-%s"),
        "assign_form": AssignForm(user=user),
        "split_form": SplitForm(appeal=row, auto_id="split-%s"),
        "ask_form": AskForm(),
        "extend_form": ExtendForm(),
        "forward_form": ForwardForm(appeal=row),
        "reject_form": RejectForm(),
    }


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
