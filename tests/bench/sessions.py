"""Somebody of the staff who has signed in, without the page where one does."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from roadmap.models import User


def cookie_of(measure: str, **person) -> str:
    """The header of a new person's requests; `person` as a user's columns."""
    user = User.objects.create(username=f"{measure}-{person['roles'][0]}", **person)
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
