"""A form of the desk that comes twice (a double click, a lost answer) is done once."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from appeals import drafts
from appeals.models import Appeal, DeskForm

NOT_CONTENT = {"csrfmiddlewaretoken", "version", "key"}


def key_of(request: HttpRequest) -> UUID | None:
    """Of this form, this person and all that was sent; None for one that carries no key."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    sent = request.POST.copy()
    for name, files in request.FILES.lists():
        sent.setlist(name, files)
    who = f"{request.user.pk} {request.path}"
    return drafts.bound(key, browser=who, sent=sent, fields=set(sent) - NOT_CONTENT)


def is_done(key: UUID | None) -> bool:
    return key is not None and DeskForm.objects.filter(key=key).exists()


def mark_done(key: UUID | None, appeal: Appeal, *, at: datetime) -> None:
    """In the transaction that does it, of a locked message."""
    if key is not None:
        DeskForm.objects.create(key=key, appeal=appeal, at=at)
