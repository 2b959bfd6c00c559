"""Signing in and out, and the own password. There is one door: /admin/ leads to the same page."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap.forms import PasswordChangeForm, SignInForm
from roadmap.logs import note
from roadmap.refusals import renamed
from roadmap.setting_up import changes
from roadmap.signing_in import TriedTooOften, remember_browser


class TellsWhenAgain:
    """429 with Retry-After where a form found that too many passwords were tried."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        for error in (error for errors in form.errors.as_data().values() for error in errors):
            if isinstance(error, TriedTooOften):
                response.status_code = HTTPStatus.TOO_MANY_REQUESTS
                response["Retry-After"] = str(error.seconds)
        return response


class SignIn(TellsWhenAgain, LoginView):
    """A page of its own; or, for who asks in JSON, in place: a page whose session ran out goes on afterwards."""

    form_class = SignInForm
    template_name = "roadmap/login.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and self._is_in_place():  # in another tab, meanwhile
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response = super().form_valid(form)
        if self._is_in_place():
            response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        remember_browser(response, form.get_user())
        note("signed in", by=form.get_user())
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        response = super().form_invalid(form)
        if not self._is_in_place():
            return response
        status = HTTPStatus.BAD_REQUEST if response.status_code == HTTPStatus.OK else response.status_code
        again = {name: response[name] for name in ("Retry-After",) if name in response}
        return JsonResponse(renamed(form.errors), status=status, headers=again)

    def _is_in_place(self) -> bool:
        return self.request.method == "POST" and self.request.headers.get("Accept") == "application/json"


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        note("signed out", by=request.user)
        return super().post(request, *args, **kwargs)


class OwnPassword(TellsWhenAgain, PasswordChangeView):
    """The session goes on here and ends in every other browser: it is bound to the password."""

    form_class = PasswordChangeForm
    template_name = "roadmap/password.html"
    success_url = reverse_lazy("password")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        note("changed the own password", by=self.request.user)
        changes.note_password(self.request.user, by=self.request.user, at=timezone.now())
        messages.success(self.request, _("The password is changed. Other browsers are signed out."))
        return response


def admin_door(request: HttpRequest) -> HttpResponse:
    """Who is signed in and stands here may not enter; who is not signs in at the one door."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
