"""What a reader is told of a change: first what has changed, then what holds, in the reader's language."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from closures import posts
from closures.differences import NOTHING, Difference, differences
from closures.form_names import name_in_form
from closures.models import RoadEventChange
from closures.models.change import Verb
from roadmap.delivery import Content
from roadmap.moments import day_words, moment_words

# What is told in a line of its own; the rest of the text says the place and everything else as it stands now.
TITLES = {
    "planned_start": _("Start"),
    "planned_end": _("End"),
    "schedule": _("Hours"),
    "vehicle_impact": _("Traffic"),
    "detour": _("Way round"),
    "signal_mode": _("Signal"),
    "parking_places": _("Parking spaces taken"),
}
MOVED = {
    "planned_start": _("the start is moved from %(before)s to %(now)s"),
    "planned_end": _("the end is moved from %(before)s to %(now)s"),
}
CHANGES = (Verb.CHANGED, Verb.EXTENDED)


def content_of(change: RoadEventChange, language: str) -> Content:
    """`caption` is for where there is room for a line or two."""
    with override(language):
        texts, changed = posts.texts_of(change, language), what_changed(change)
        lead = " ".join(changed)
        return Content(
            title=texts.subject,
            text="\n\n".join(filter(None, (lead, texts.long))),
            caption=lead or f"{capfirst(texts.place_text)}. {capfirst(texts.when_text)}.",
            url=posts.address_of(change.event),
        )


def what_changed(change: RoadEventChange) -> list[str]:
    """A sentence each, of a change of what was told before; in the language that is active."""
    before = RoadEventChange.objects.before(change) if change.verb in CHANGES else None
    if before is None:
        return []
    zone = change.event.city.zone
    found = differences(before.state, change.state, zone, change.at)
    return [
        capfirst(_sentence(each, before.state, change.state, zone, change.at))
        for each in found
        if _name(each) in TITLES
    ]


def _name(each: Difference) -> str:
    return each.field.rpartition(".")[2]


def _sentence(each: Difference, before: dict, now: dict, zone: ZoneInfo, at: datetime) -> str:
    name = _name(each)
    stage = each.title.removesuffix(name_in_form(name) or "")  # “Stage 2: ”, or nothing
    if name in MOVED and NOTHING not in (each.before, each.now):
        old, new = (_moment(state, each.field) for state in (before, now))
        return f"{stage}{MOVED[name] % _moved(old, new, zone, at, is_end=name == 'planned_end')}."
    told = {"what": f"{stage}{TITLES[name]}", "before": each.before, "now": each.now}
    return translated("%(what)s: was %(before)s, now %(now)s.") % told


def _moment(state: dict, field: str) -> datetime:
    """Of “phases.1.planned_end”."""
    _phases, index, name = field.split(".")
    return datetime.fromisoformat(state["phases"][int(index)][name])


def _moved(before: datetime, now: datetime, zone: ZoneInfo, at: datetime, *, is_end: bool) -> dict[str, str]:
    """«с 14 на 20 июня»: days alone where the hour stays; what ends at midnight has the day before as its last."""
    old, new = before.astimezone(zone), now.astimezone(zone)
    if old.time() != new.time():
        return {"before": moment_words(old, zone, at), "now": moment_words(new, zone, at)}
    if is_end and new.time() == time():
        old, new = (moment - timedelta(days=1) for moment in (old, new))
    is_same_month = (old.year, old.month) == (new.year, new.month)
    return {"before": str(old.day) if is_same_month else day_words(old, zone, at), "now": day_words(new, zone, at)}
