"""Where somebody begins after signing in: settings.ROLE_HOMES says it for each role."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roadmap.models import User
from roadmap.models.people import Role


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Who has several roles begins where the daily work is; who has none sees everybody's map."""
    for role, (name, asked) in settings.ROLE_HOMES.items():
        if role in roles_of(request.user):
            return redirect(f"{reverse(name)}?{asked}" if asked else name)
    messages.info(request, _("You are signed in. Your role has no pages of its own: this is everybody's map."))
    return redirect("map")


def roles_of(user: User) -> list[str]:
    """A superuser who was given none is an administrator."""
    return user.roles or ([Role.ADMINISTRATOR] if user.is_superuser else [])
