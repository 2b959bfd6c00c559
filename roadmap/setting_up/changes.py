"""The log of settings: what a row holds in words, and what differs from what it held."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.gis.db.models import GeometryField
from django.db import models
from django.utils import translation

from roadmap.languages import RUSSIAN
from roadmap.models import City, SettingChange, User

NEVER_TOLD = {"password", "secret", "last_login", "handed_over_at"}
LONGEST = 500
Verb = SettingChange.Verb
Difference = list[str]  # column, before, after


def state_of(row: models.Model) -> dict[str, str]:
    """What each column says, in Russian as the log is kept; neither secrets nor shapes."""
    told = [field for field in row._meta.concrete_fields if not field.primary_key and not _is_untold(field)]
    with translation.override(RUSSIAN):
        return {field.name: _said(row, field)[:LONGEST] for field in told}


def stored_state(row: models.Model) -> dict[str, str]:
    """Before it is saved: as the database still has it, {} where it is new."""
    found = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    return state_of(found) if found else {}


def _is_untold(field: models.Field) -> bool:
    return field.name in NEVER_TOLD or isinstance(field, GeometryField)


def _said(row: models.Model, field: models.Field) -> str:
    value = getattr(row, field.name if field.is_relation else field.attname)
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return translation.gettext("yes") if value else translation.gettext("no")
    if isinstance(value, dict):
        return ", ".join(f"{key}: {words}" for key, words in sorted(value.items()))
    if isinstance(value, list):
        names = dict(field.base_field.flatchoices) if hasattr(field, "base_field") else {}
        return ", ".join(str(names.get(each, each)) for each in value)
    return str(dict(field.flatchoices).get(value, value))


def note_saved(row: models.Model, before: dict[str, str], *, by: User | None, at: datetime) -> None:
    """A row that was saved, `before` as `stored_state` told it then. What stayed as it was is not worth a line."""
    after = state_of(row)
    differences = [
        [name, before.get(name, ""), words] for name, words in after.items() if words != before.get(name, "")
    ]
    if differences:
        _add(row, Verb.CHANGED if before else Verb.ADDED, differences, by=by, at=at)


def note_removed(row: models.Model, *, by: User | None, at: datetime) -> None:
    """Before it goes."""
    _add(row, Verb.REMOVED, [[name, words, ""] for name, words in state_of(row).items() if words], by=by, at=at)


def note_password(user: User, *, by: User | None, at: datetime) -> None:
    """That it was changed, and nothing of it."""
    _add(user, Verb.PASSWORD, [], by=by, at=at)


def note_import(row: models.Model, told: Iterable[Difference], *, by: User | None, at: datetime) -> None:
    _add(row, Verb.IMPORTED, [list(each) for each in told], by=by, at=at)


def note_many(
    model: type[models.Model], city: City, title: str, told: list[Difference], *, by: User | None, at: datetime
) -> None:
    """One line for many rows that were set together, where anything differs."""
    if told:
        SettingChange.objects.create(
            verb=Verb.CHANGED,
            subject=model._meta.label_lower,
            title=title[:250],
            city=city,
            differences=[[words[:LONGEST] for words in each] for each in told],
            by=by,
            at=at,
        )


def _add(row: models.Model, verb: Verb, differences: list[Difference], *, by: User | None, at: datetime) -> None:
    SettingChange.objects.create(
        verb=verb,
        subject=row._meta.label_lower,
        number=row.pk,
        title=str(row)[:250],
        city_id=row.pk if isinstance(row, City) else getattr(row, "city_id", None),
        differences=differences,
        by=by,
        at=at,
    )
