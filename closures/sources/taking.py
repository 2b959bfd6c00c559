"""One row of a source becomes an event, changes the one that it became before, or is refused with its reason.

Looking is taking that is undone: so what is shown before is what comes after.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException

from closures import actions, amending
from closures.approval import SHOWN
from closures.conflicts import accept, clashes_of, new_of
from closures.models import RoadEvent, SourceItem, SourceRow, WorksSource
from closures.snapshot import rounded
from closures.sources.drafts import FIELDS, IMPACT, PLACE, TIMES, Draft, wanted_of, words_of
from closures.sources.merging import approved, merge, standing_of
from closures.sources.places import Locator
from closures.sources.proposing import is_waiting, propose, take_back
from closures.sources.records import BadRecord, Record
from closures.sources.stages import OF_A_STAGE, Before, merged, stages_before
from closures.workflow import MoveRefused, Status
from roadmap.models import User
from roadmap.moments import period_words
from roadmap.stretches import NoStretch

Outcome = SourceRow.Outcome
WRITTEN = (Outcome.CREATED, Outcome.UPDATED, Outcome.KEPT)  # of what was kept a part may be new
REFUSALS = (BadRecord, NoStretch, ValidationError, MoveRefused, DataError, IntegrityError)
NOT_OF_THE_ROW = (OperationalError, InterfaceError)  # the step is taken again when the database answers
log = logging.getLogger(__name__)


class Taker:
    """Of one source, which the caller's transaction holds, so that two readings of it never write side by side."""

    def __init__(self, source: WorksSource, *, by: User | None, at: datetime):
        self.source, self.by, self.at = source, by, at
        self.locator = Locator(source.city, source.radius_m)

    def hold(self, rows: Sequence[SourceRow]) -> None:
        """The events of these rows in order of number, as everybody does who holds several."""
        ours = SourceItem.objects.filter(source=self.source, external_id__in=[row.external_id for row in rows])
        list(RoadEvent.objects.filter(pk__in=ours.values("event")).locked_in_order().values_list("pk"))

    def take(self, row: SourceRow, *, for_good: bool) -> None:
        """Fills in the row's outcome; it is for the caller to save."""
        if row.outcome == Outcome.REJECTED:
            return
        try:
            with transaction.atomic():
                self._take(row)
                if not for_good:
                    transaction.set_rollback(True)
        except REFUSALS as error:
            _reject(row, _words(error))
        except NOT_OF_THE_ROW:
            raise
        except Exception:  # else one row would hold up all that stand below it for ever
            log.exception("A row of a source cannot be taken: row %s of run %s", row.number, row.run_id)
            _reject(row, _("The row cannot be understood."))
        if not for_good and row.outcome == Outcome.CREATED:
            row.event = None  # undone

    def _take(self, row: SourceRow) -> None:
        record = Record.from_json(row.record)
        item = self._item(row.external_id)
        row.reason = ""
        if item is None:
            self._create(row, record)
        elif item.digest == record.digest and not item.difference:
            row.outcome, row.event = Outcome.UNCHANGED, item.event
            self._seen(item)
        else:
            self._update(row, record, item)
        if row.event:
            row.told = _told(row.event, self.at) | {"clashes": self._clashes(row)}

    def _clashes(self, row: SourceRow) -> list[str]:
        """What it runs into now: it goes on with the source as its reason, and both sides are told."""
        if row.outcome not in WRITTEN or row.event.status != Status.PUBLISHED:
            return []
        event = RoadEvent.objects.select_related("city", "agency").get(pk=row.event.pk)
        found = clashes_of(event, self.at)
        new = new_of(event, found)
        accept(event, found, reason=self._why, by=self.by, at=self.at)
        return [" — ".join(filter(None, (clash.text, clash.other and clash.other.headline))) for clash in new]

    @property
    def _why(self) -> str:
        return (_("from the source “%s”") % self.source.name)[:300]

    def _item(self, external_id: str) -> SourceItem | None:
        return self.source.items.select_related("event").filter(external_id=external_id).first()

    def _create(self, row: SourceRow, record: Record) -> None:
        wanted = wanted_of(record, self.source, self.locator)
        is_past = wanted.end is not None and wanted.end <= self.at
        if is_past and self.source.past == WorksSource.Past.LEFT_OUT:
            row.outcome, row.event = Outcome.LEFT_OUT, None
            return
        row.event, row.outcome = self._drafted(wanted), Outcome.CREATED
        self._let_out(row, is_past=is_past)
        SourceItem.objects.create(
            source=self.source,
            external_id=row.external_id,
            event=row.event,
            digest=record.digest,
            written=wanted.values,
        )

    def _drafted(self, wanted: Draft) -> RoadEvent:
        is_quiet = self.source.becomes == WorksSource.Becomes.PUBLISHED
        fields = {name: wanted.values[name] for name in FIELDS} | {"is_quiet": is_quiet}
        source = self.source
        return actions.draft(
            kind=wanted.kind,
            city=source.city,
            agency=source.agency,
            fields=fields,
            phases=wanted.phases(self.at),
            by=self.by,
            at=self.at,
        )

    def _let_out(self, row: SourceRow, *, is_past: bool) -> None:
        """As the source's administrator has decided for all of them; an approver is asked of each, and what is over and
        nobody will look at any more is shown to nobody."""
        event, is_public = row.event, self.source.becomes == WorksSource.Becomes.PUBLISHED
        asks = is_public and self.source.agency.needs_second_person
        if is_past:
            actions.file_away(event, by=self.by, at=self.at, is_public=is_public and not asks)
            row.reason = _("Long over: kept as history and not shown, since no approver has seen it.") if asks else ""
        elif asks:
            actions.submit_for_review(event, by=self.by, at=self.at, comment=self._why)
        elif is_public:
            actions.publish(event, by=None, at=self.at)
        event.refresh_from_db()

    def _update(self, row: SourceRow, record: Record, item: SourceItem) -> None:
        event = RoadEvent.objects.locked(item.event_id)
        wanted = wanted_of(record, self.source, self.locator)
        waits = event.agency.needs_second_person and event.status in SHOWN
        merged = merge(item, event, wanted, waits=waits)
        if merged.written:
            self._write(event, wanted, merged.written)
        row.outcome = Outcome.KEPT if merged.kept else Outcome.UPDATED if merged.written else Outcome.UNCHANGED
        row.event, row.reason = event, merged.difference[:500] if merged.kept else ""
        item.written |= {name: wanted.values[name] for name in (*merged.written, *merged.agreed)}
        item.difference = row.reason
        is_new = item.digest != record.digest
        if not merged.proposed:
            self._take_back(event, item)
        if not (merged.proposed and is_new) or self._propose(event, wanted, merged.proposed, item):
            item.digest = record.digest
        if merged.proposed and is_waiting(event, self.source):
            row.outcome = Outcome.PROPOSED
        self._seen(item)

    def _propose(self, event: RoadEvent, wanted: Draft, names: tuple[str, ...], item: SourceItem) -> bool:
        """Whether it is put before an approver: once, so that what was returned or withdrawn is not there again with
        each reading. Where a person's own change waits, or the desk's form refuses it, it is told beside its row; what
        the source told before waits no more in any case."""
        fields, phases = self._told_anew(event, wanted, names)
        try:
            with transaction.atomic():
                is_put = propose(event, fields, phases, **self._who)
        except (MoveRefused, ValidationError, APIException):
            self._take_back(event, item)
            return False
        if not is_put:
            self._take_back(event, item)
        item.proposed |= {name: wanted.values[name] for name in names}
        return True

    def _take_back(self, event: RoadEvent, item: SourceItem) -> None:
        """Of what it has proposed it told only what stands."""
        if take_back(event, **self._who):
            item.proposed = approved(item, standing_of(event))

    @property
    def _who(self) -> dict:
        return {"source": self.source, "why": self._why, "by": self.by, "at": self.at}

    def _write(self, event: RoadEvent, wanted: Draft, names: tuple[str, ...]) -> None:
        fields, phases = self._told_anew(event, wanted, names)
        by = None if event.status in SHOWN else self.by  # who worded what waits for an approver is not the approver
        amending.change(event, fields=fields, phases=phases, by=by, at=self.at, comment=self._why)
        event.refresh_from_db()

    def _told_anew(self, event: RoadEvent, wanted: Draft, names: tuple[str, ...]) -> tuple[dict, list[dict] | None]:
        fields = {name: wanted.values[name] for name in names if name in FIELDS}
        return fields, self._phases(event, wanted, names) if {TIMES, PLACE, IMPACT} & set(names) else None

    def _phases(self, event: RoadEvent, wanted: Draft, names: tuple[str, ...]) -> list[dict]:
        """Those of the record where its times are new, else the ones that stand; what is not new of them stays."""
        there = list(event.phases.prefetch_related("locations"))
        if TIMES in names:
            phases = wanted.phases(self.at)
            pairs = zip(stages_before(there, phases), phases, strict=True)
        else:
            new = {"vehicle_impact": wanted.values[IMPACT]} | wanted.place
            pairs = [(Before(phase), self._unmoved(phase) | new) for phase in there]
        left_out = [part for part in OF_A_STAGE if part not in names]
        return [merged(before, phase, left_out) for before, phase in pairs]

    def _unmoved(self, phase) -> dict:
        return {"planned_start": phase.planned_start, "planned_end": phase.planned_end}

    def _seen(self, item: SourceItem) -> None:
        item.gone_in = None
        item.save(update_fields=["written", "proposed", "digest", "difference", "gone_in"])


def _reject(row: SourceRow, reason: str) -> None:
    row.outcome, row.reason, row.event = Outcome.REJECTED, reason, None


def _told(event: RoadEvent, at: datetime) -> dict:
    """What a list and a map say of it."""
    when = period_words(event.start, event.end, event.city.zone, at) if event.start else ""
    told = {"headline": event.headline, "place": event.place, "when": when}
    return told | {"geometry": event.geometry and rounded(event.geometry), "kind": event.kind}


def _words(error: Exception) -> str:
    if isinstance(error, (DataError, IntegrityError)):
        return _("The database refused it.")
    return words_of(error)
