"""What an order sheet tells of an event, in lines and rows; the PDF and the DOCX lay out the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from closures.kinds import restrictions
from closures.kinds.states import told_state
from closures.models import Phase, RoadEvent
from closures.models.lists import Exemption, VehicleClass
from closures.printing.codes import absolute
from closures.printing.lines import bound, of_any_year, sentence_case
from closures.shown import traffic_words
from closures.stages import numbered
from closures.street.links import link_of
from roadmap.languages import is_english
from roadmap.moments import moment_words, period_words


@dataclass(frozen=True)
class SheetRow:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class StageRow:
    number: int
    place: str
    when: str
    traffic: str


@dataclass(frozen=True)
class Sheet:
    """`site` is the foreman's address, empty where his link is shut; `page` everybody's, empty before it is public."""

    agency: str
    number: int
    title: str
    state: str
    act: str
    rows: tuple[SheetRow, ...]
    stages: tuple[StageRow, ...]
    note: str
    printed: str
    site: str
    page: str


def sheet_of(event: RoadEvent, at: datetime) -> Sheet:
    state = told_state(event.state_at(at), is_in_force=event.in_force_at(at))
    phases = list(event.phases.prefetch_related("locations"))
    link = link_of(event)
    return Sheet(
        agency=bound(event.agency.name),
        number=event.pk,
        title=sentence_case(event.shown_headline or event.get_kind_display()),
        state=str(event.word_of(state)),
        act=act_of(event),
        rows=tuple(row for row in _rows(event, phases, at) if row.lines),
        stages=stage_rows(event, phases, at) if len(phases) > 1 else (),
        note=bound(event.note),
        printed=moment_words(at, event.city.zone, of_any_year(at)),
        site=absolute(link.get_secret_url()) if link else "",
        page=absolute(event.get_absolute_url()) if event.published_at else "",
    )


def act_of(event: RoadEvent) -> str:
    """«Распоряжение № 118 от 3.06.2026, Администрация»; empty where there is none."""
    if not event.act_number:
        return ""
    kind = event.act_kind or _("act")
    dated = _(" of %(day)s") % {"day": date_format(event.act_on, "d.m.Y")} if event.act_on else ""
    body = f", {event.act_body}" if event.act_body else ""
    return sentence_case(f"{kind} № {event.act_number}{dated}{body}")


def _rows(event: RoadEvent, phases: list[Phase], at: datetime) -> list[SheetRow]:
    is_staged = len(phases) > 1
    return [
        SheetRow(_("Where"), _said(sentence_case(event.shown_place))),
        SheetRow(_("When"), _said(_times(event, event.start, event.end, at), shared_hours(phases))),
        SheetRow(_("Traffic"), () if is_staged else _left(event, phases[0])),
        SheetRow(_("Why"), _said(sentence_case(event.shown_reason))),
        SheetRow(_("Detour"), _said(event.shown_detour)),
        SheetRow(_("Buses rerouted"), _said(", ".join(event.bus_routes))),
        SheetRow(_("Stops not served"), _said(", ".join(event.stops_removed))),
        SheetRow(_("Performer"), _said(event.performer, event.contact)),
        SheetRow(_("Client"), _said(event.client)),
        SheetRow(
            _("Responsible"), _said(", ".join(filter(None, (event.agency.name, event.agency.head))), _dispatcher(event))
        ),
    ]


def _times(event: RoadEvent, start: datetime, end: datetime | None, at: datetime) -> str:
    return period_words(start, end, event.city.zone, of_any_year(at))


def _dispatcher(event: RoadEvent) -> str:
    phone = event.agency.duty_phone or event.agency.phone
    return phone and f"{_('dispatcher')} {phone}"


def _said(*texts: object) -> tuple[str, ...]:
    return tuple(bound(text) for text in texts if text)


def _left(event: RoadEvent, phase: Phase) -> tuple[str, ...]:
    if event.declared.is_at_signal:
        return _said(f"{event.signal_words}: {event.signal_rule}")
    for_whom = ", ".join(_labels(VehicleClass, phase.told_classes))
    exempt = ", ".join(_labels(Exemption, phase.exemptions))
    limits = restrictions.told(phase.told_restrictions, is_english=is_english())
    told = (sentence_case(traffic_words(phase)), for_whom, ", ".join(limits), exempt and f"{_('Except')}: {exempt}")
    return _said(*told)


def _labels(choices: type, values: list[str]) -> list[str]:
    return [str(choice.label) for choice in choices if choice in values and choice != VehicleClass.ALL]


def shared_hours(phases: Iterable[Phase]) -> str:
    """Of all of them; of stages that differ, that they do: those of one are not the others'."""
    told = {phase.shown_hours for phase in phases}
    return told.pop() if len(told) == 1 else _("hours by stage")


def stage_rows(event: RoadEvent, phases: Sequence[Phase], at: datetime) -> tuple[StageRow, ...]:
    """Places of one stage have its number each."""
    numbers = numbered(phase.planned for phase in phases)
    rows = [_stage(event, number, phase, at) for number, phase in zip(numbers, phases, strict=True)]
    return tuple(sorted(rows, key=lambda row: row.number))


def _stage(event: RoadEvent, number: int, phase: Phase, at: datetime) -> StageRow:
    times = _times(event, phase.start, phase.end, at)
    return StageRow(
        number,
        sentence_case(phase.shown_place),
        bound(", ".join(filter(None, (times, phase.shown_hours)))),
        "; ".join(_left(event, phase)),
    )
