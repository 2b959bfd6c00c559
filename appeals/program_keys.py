"""Keys by which programs send messages: made once, shown once, revoked; each with a limit of its own."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from appeals.models import ProgramKey
from roadmap.limits import take_of
from roadmap.models import City, User
from roadmap.setting_up import changes


@transaction.atomic
def make(city: City, *, owner: str, contact: str, per_hour: int, by: User, at: datetime) -> tuple[ProgramKey, str]:
    """The row, and the key itself, which is nowhere but in this answer."""
    secret = token_urlsafe(32)
    row = ProgramKey.objects.create(
        city=city,
        owner=owner,
        contact=contact,
        per_hour=per_hour,
        digest=_digest(secret),
        begins=secret[:6],
        created_at=at,
    )
    changes.note_saved(row, {}, by=by, at=at)
    return row, secret


@transaction.atomic
def revoke(row: ProgramKey, *, by: User, at: datetime) -> bool:
    """From now on nothing is taken by it; False where somebody did it before."""
    row = ProgramKey.objects.select_for_update().get(pk=row.pk)
    if row.revoked_at:
        return False
    before = changes.stored_state(row)
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    changes.note_saved(row, before, by=by, at=at)
    return True


def known(secret: str, city: City) -> ProgramKey | None:
    return ProgramKey.objects.valid().filter(city=city, digest=_digest(secret)).first() if secret else None


def wait_of(row: ProgramKey) -> int:
    """Uses up one message of its hour: 0, or the seconds until one more is taken."""
    return take_of(f"{row.per_hour}/hour", "program-key", str(row.pk))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
