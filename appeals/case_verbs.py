"""The buttons of a message's page: each with its form, its action and what is said of it."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeals import actions, answering, asking, erasing, extending, placing, sent_once
from appeals.assigning import assign
from appeals.case_page import case_page, found, is_mine
from appeals.forms import (
    AnswerForm,
    AskForm,
    AssignForm,
    ErasedWordsForm,
    ExtendForm,
    ForwardForm,
    InternalNoteForm,
    JoinForm,
    NoteForm,
    PlaceForm,
    RejectForm,
    SplitForm,
)
from appeals.models import Appeal
from appeals.noting import add_note
from appeals.proof import NotProved
from appeals.splitting import split
from appeals.versions import ChangedMeanwhile, hold_opened
from appeals.workflow import MoveRefused, Status


def _done(request: HttpRequest, row: Appeal, words: str) -> HttpResponse:
    """Back to the message; where it went to another body, to the inbox."""
    messages.success(request, words)
    return redirect("desk-appeal", row.pk) if is_mine(request.user, row) else redirect("desk-appeals")


def done_before(request: HttpRequest, row: Appeal) -> HttpResponse:
    return _done(request, row, _("It came twice and was done once."))


def _verb(form_name: str, make: Callable[..., Form] | None, act: Callable[..., str]) -> Callable[..., HttpResponse]:
    """One button of the page: its form (if any), its action, and what is said when it cannot be done."""

    def run(request: HttpRequest, row: Appeal) -> HttpResponse:
        form = make(request, row) if make else None
        if form is not None and not form.is_valid():
            return case_page(request, row, forms={form_name: form}, status=HTTPStatus.BAD_REQUEST)
        told, key = form.cleaned_data if form else {}, sent_once.key_of(request)
        try:
            with transaction.atomic():
                _hold(row, told.get("main"))
                if sent_once.is_done(key):  # the same form was first to hold the message
                    return done_before(request, row)
                sent_once.mark_done(key, row, at=timezone.now())
                words = act(request, hold_opened(row, request.POST.get("version"), by=request.user), told)
        except ChangedMeanwhile as error:
            messages.error(request, str(error))
            fresh = found(Appeal.objects.readable_by(request.user), row.pk)
            return case_page(request, fresh, forms=_kept(form_name, form), status=HTTPStatus.PRECONDITION_FAILED)
        except NotProved as error:
            form.add_error(None, error)
            return case_page(request, row, forms={form_name: form}, status=HTTPStatus.BAD_REQUEST)
        except (MoveRefused, ValidationError) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            return redirect("desk-appeal", row.pk)
        return _done(request, row, words)

    return run


def _hold(row: Appeal, main: Appeal | None) -> None:
    """All that a verb may hold, in order: whoever held the own one first would wait for a part's whole, or for the
    message to join to, while somebody else who has that waits for this one."""
    numbers = [row.pk, row.split_from_id, *((main.pk, main.duplicate_of_id) if main else ())]
    touched = Q(pk__in=[number for number in numbers if number])
    list(Appeal.objects.filter(touched | Q(duplicate_of=row) if main else touched).locked_in_order())


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


def _erase_words(request: HttpRequest, row: Appeal, told: dict) -> str:
    erasing.erase_words(row, told["words"], by=request.user, at=timezone.now())
    return _("Taken out of the answer, of its earlier wordings and of its letters.")


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
    row = placing.correct_place(row, **place, by=request.user, at=at)
    return _("The place is corrected: %(street)s. %(agency)s answers.") % {"street": row.street, "agency": row.agency}


VERBS = {
    "take": _verb("", None, _take),
    "answer": _verb("answer_form", lambda request, row: AnswerForm(request.POST, request.FILES), _answer),
    "correct": _verb("answer_form", lambda request, row: AnswerForm(request.POST, request.FILES), _correct),
    "erase-words": _verb("words_form", lambda request, row: ErasedWordsForm(request.POST), _erase_words),
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
