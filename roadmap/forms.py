"""What staff fill in to get in."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from roadmap.logs import note
from roadmap.models import User
from roadmap.signing_in import TriedTooOften, give_tries_back, take_a_try


class SignInForm(AuthenticationForm):
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": gettext_lazy("The login or the password is wrong. Capital and small letters differ."),
    }

    def clean(self) -> dict:
        username = self.cleaned_data.get("username")
        if username and self.cleaned_data.get("password"):
            self._take_a_try(username)
        told = super().clean()
        if self.get_user() is not None:
            give_tries_back(self.request, username)
        return told

    def _take_a_try(self, username: str) -> None:
        try:
            take_a_try(self.request, username)
        except TriedTooOften:
            note("password not looked at after too many", *self._owners(username))
            raise

    def get_invalid_login_error(self) -> ValidationError:
        note("wrong password", *self._owners(self.cleaned_data["username"]))
        return super().get_invalid_login_error()

    def _owners(self, username: str) -> QuerySet[User]:
        return User.objects.filter(username=username)


class PasswordChangeForm(DjangoPasswordChangeForm):
    """The old password is asked for, and may not be guessed here either."""

    def __init__(self, *args, request: HttpRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        take_a_try(self.request, self.user.get_username())
        old = super().clean_old_password()
        give_tries_back(self.request, self.user.get_username())
        return old
