"""The log of settings: what a row holds in words, and what differs from what it held."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from os.path import commonprefix

from django.contrib.gis.db.models import GeometryField, PointField
from django.contrib.gis.geos import Point
from django.db import models, transaction
from django.forms import ModelForm
from django.utils import translation

from roadmap.languages import RUSSIAN
from roadmap.models import City, SettingChange, User
from roadmap.setting_up.city import place_words

NEVER_TOLD = {"password", "secret", "digest", "sealed", "version", "last_login", "handed_over_at"}
LONGEST = 500
BEFORE_IT = 40  # of what stayed the same, before the first difference of two long texts
Verb = SettingChange.Verb
Difference = list[str]  # column, before, after


def told_fields(model: type[models.Model]) -> list[models.Field]:
    """Columns and choices of other rows; neither secrets nor shapes."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [field for field in fields if not field.primary_key and not is_untold(field)]


def state_of(row: models.Model) -> dict[str, str]:
    """What each of them says, in Russian as the log is kept."""
    with translation.override(RUSSIAN):
        return {field.name: _said(row, field) for field in told_fields(type(row))}


def stored_state(row: models.Model) -> dict[str, str]:
    """Before it is saved: as the database still has it, {} where it is new."""
    found = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    return state_of(found) if found else {}


def seen_of(*rows: models.Model) -> str:
    """A digest of what a page showed of them, so that a second writer is met."""
    told = json.dumps([stored_state(row) for row in rows], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def is_untold(field: models.Field) -> bool:
    return field.name in NEVER_TOLD or isinstance(field, GeometryField) and not isinstance(field, PointField)


def _said(row: models.Model, field: models.Field) -> str:
    if field.many_to_many:
        return ", ".join(sorted(map(str, getattr(row, field.name).all()))) if row.pk else ""
    value = getattr(row, field.name if field.is_relation else field.attname)
    if value in (None, ""):
        return ""
    if isinstance(value, Point):
        return place_words(value)
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


@transaction.atomic
def save_form(form: ModelForm, *, by: User | None, at: datetime) -> models.Model:
    """A valid form of one row, with its line in the log."""
    before = stored_state(form.instance)
    row = form.save()
    note_saved(row, before, by=by, at=at)
    return row


def note_removed(row: models.Model, *, by: User | None, at: datetime) -> None:
    """Before it goes."""
    _add(row, Verb.REMOVED, [[name, words, ""] for name, words in state_of(row).items() if words], by=by, at=at)


def note_password(user: User, *, by: User | None, at: datetime) -> None:
    """That it was changed, and nothing of it."""
    _add(user, Verb.PASSWORD, [], by=by, at=at)


def note_import(row: models.Model, told: Iterable[Difference], *, by: User | None, at: datetime) -> None:
    _add(row, Verb.IMPORTED, [list(each) for each in told], by=by, at=at)


def note_many(
    model: type[models.Model],
    city: City,
    title: str,
    told: list[Difference],
    *,
    by: User | None,
    at: datetime,
    verb: Verb = Verb.CHANGED,
) -> None:
    """One line for many rows that were set together, where anything differs."""
    if told:
        SettingChange.objects.create(
            verb=verb,
            subject=model._meta.label_lower,
            title=title[:250],
            city=city,
            differences=_cut(told),
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
        differences=_cut(differences),
        by=by,
        at=at,
    )


def _cut(differences: Iterable[Difference]) -> list[Difference]:
    """Long texts from a little before that in which they differ: a line of the log is no copy of a row."""
    return [[name, *_cut_pair(before, after)] for name, before, after in differences]


def _cut_pair(before: str, after: str) -> tuple[str, str]:
    if max(len(before), len(after)) <= LONGEST:
        return before, after
    start = max(0, len(commonprefix([before, after])) - BEFORE_IT)
    return _part(before, start), _part(after, start)


def _part(words: str, start: int) -> str:
    told = words[start : start + LONGEST]
    return ("…" if start and told else "") + told + ("…" if len(words) > start + LONGEST else "")
