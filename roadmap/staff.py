"""What is done to accounts; pages of administrators. No account is deleted: what somebody did keeps its author."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from roadmap.logs import note
from roadmap.models import User
from roadmap.models.people import Role


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Who is not signed in signs in first; others find nothing there."""

    @login_required
    @wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_role(Role.ADMINISTRATOR):
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """Nobody signs in with it any more, and who is signed in is out."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    note("deactivated", user, by=by)


def end_sessions(user: User) -> None:
    """For good: an account that is activated again does not revive them."""
    running = Session.objects.filter(expire_date__gt=timezone.now())
    theirs = [row.pk for row in running.iterator() if row.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()
