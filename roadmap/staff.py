"""What is done to accounts. None is deleted: what somebody did keeps its author."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from roadmap.logs import note
from roadmap.models import User


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
