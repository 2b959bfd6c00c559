"""The form of following a message, on the page of whoever joins and on the sender's own."""

from hashlib import sha256
from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeals import following
from appeals.models import Appeal
from appeals.models.follower import CONFIRMED_WITHIN
from closures.form_errors import refused
from closures.subscriptions.reader_form import ReaderForm
from roadmap.channels import CHANNELS, push
from roadmap.limits import take
from roadmap.models import Subscriber

HOURS = int(CONFIRMED_WITHIN.total_seconds() // 3600)


class FollowForm(ReaderForm):
    """How somebody follows a message: by mail, by this browser, or by nothing but a link."""

    LINK = "link"

    channel = forms.ChoiceField(
        choices=[*Subscriber.Channel.choices, (LINK, _("a link"))],
        error_messages=refused(_("How: by e-mail, in the browser or by a link.")),
    )

    def clean(self) -> dict:
        told = super().clean()
        channel = CHANNELS.get(told.get("channel", ""))
        if channel is not None and not channel.is_configured():
            self.add_error("channel", _("This site sends no such words; take the link."))
        return told

    @property
    def told_errors(self) -> dict[str, list[str]]:
        """By field, in words."""
        return {name: [str(each) for each in told] for name, told in self.errors.items()}


class LostForm(forms.Form):
    email = forms.EmailField(max_length=254, error_messages=refused(_("Give an address such as name@example.org.")))

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


def follow_as(request: HttpRequest, appeal: Appeal, form: FollowForm, *, is_author: bool) -> HttpResponse:
    """By mail after a yes, or at once by this browser; of a form that is valid."""
    told, language, at = form.cleaned_data, get_language() or "ru", timezone.now()
    if told["channel"] == Subscriber.Channel.PUSH:
        follower = following.follow_by_push(
            appeal, told["endpoint"], form.keys, language=language, at=at, is_author=is_author
        )
        page = follower.page if follower else appeal.get_absolute_url()
        return JsonResponse({"page": page}, status=HTTPStatus.CREATED)
    if not take("subscribe-address", digest(told["email"])):
        following.ask_by_mail(appeal, told["email"], language=language, at=at, is_author=is_author)
    # The same whether the address was known or had enough letters today: nobody learns who follows what.
    return render(request, "appeals/follow_sent.html", {"hours": HOURS, "city": appeal.city})


def how_to_follow() -> dict:
    """What the form of following needs to know of this installation."""
    return {"has_mail": CHANNELS["mail"].is_configured(), "push_key": push.public_key()}


def digest(address: str) -> str:
    """Counted without being kept."""
    return sha256(address.encode()).hexdigest()
