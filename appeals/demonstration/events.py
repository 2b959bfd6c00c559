"""Road events of the table, made to happen by the actions."""

from datetime import date, datetime

from psycopg.types.range import TimestamptzRange

from closures import actions
from closures.models import RoadEvent
from closures.models.kinds import Basis
from closures.workflow import Status
from roadmap import delivery
from roadmap.grammar import phrases
from roadmap.models import Delivery, User

from .scene import Scene

JOURNAL = ["journal"]
PLAIN = {
    *("cause", "reason", "severity", "performer", "client", "contact", "note", "parking_places", "signal_mode"),
    *("detour_roads", "bus_routes", "stops_removed"),
}


class EventStory:
    """One event from its draft to wherever it has come by now. Raises NoStretch where the network lacks its place."""

    def __init__(self, row: dict, scene: Scene):
        self.row, self.scene = row, scene
        self.agency = scene.agency(row["agency"])
        self.fields = self._fields()
        self.phases = [self._phase(phase) for phase in row["phase"]]
        self.event: RoadEvent | None = None
        scene.timeline.put(self._at("drafted"), self.draft)

    def draft(self, at: datetime) -> None:
        self.event = actions.draft(
            kind=self.row["kind"],
            city=self.scene.city,
            agency=self.agency,
            fields=self.fields,
            phases=self.phases,
            by=self._by("dispatcher"),
            at=at,
        )
        self.scene.timeline.put(self._at("in_review"), self.submit)
        self.scene.timeline.put(self._at("published"), self.publish)
        for step in self.row.get("then", []):
            verb = getattr(self, step["do"])
            self.scene.timeline.put(self._moment(step["at"]), lambda at, step=step, verb=verb: verb(at, step))

    def submit(self, at: datetime) -> None:
        actions.submit_for_review(self.event, by=self._by("dispatcher"), at=at)

    def publish(self, at: datetime) -> None:
        role = "approver" if "in_review" in self.row else "dispatcher"
        actions.publish(self.event, by=self._by(role), at=at, channels=JOURNAL)
        self._told(at)

    def pass_time(self, at: datetime) -> None:
        """What the clock does when a planned start or end has come."""
        event = self.event
        if event.status != Status.PUBLISHED:
            return
        if event.started_at is None and event.start <= at:
            actions.start(event, at=at, channels=JOURNAL)
        if event.end is not None and event.end <= at:
            actions.finish(event, by=None, at=at, basis=Basis.PLAN, channels=JOURNAL)
        self._told(at)

    def confirm(self, at: datetime, step: dict) -> None:
        started = self._moment(step["started_at"])
        by = self._by("dispatcher")
        actions.confirm(self.event, by=by, at=at, started_at=started, channels=JOURNAL)
        self._told(at)

    def extend(self, at: datetime, step: dict) -> None:
        self.phases[-1]["planned_end"] = self._moment(step["end"])
        self._change(at, {}, step)

    def change(self, at: datetime, step: dict) -> None:
        self._change(at, step["fields"], step)

    def _change(self, at: datetime, fields: dict, step: dict) -> None:
        by, comment = self._by("dispatcher"), step.get("comment", "")
        actions.change(self.event, fields=fields, phases=self.phases, by=by, at=at, comment=comment, channels=JOURNAL)
        self._told(at)

    def finish(self, at: datetime, step: dict) -> None:
        actions.finish(self.event, by=self._by("dispatcher"), at=at, channels=JOURNAL)
        self._told(at)

    def cancel(self, at: datetime, step: dict) -> None:
        by = self._by("dispatcher")
        actions.cancel(self.event, by=by, at=at, comment=step["comment"], channels=JOURNAL)
        self._told(at)

    def _told(self, at: datetime) -> None:
        """The journal is our own database, so what was announced is written at once and at its own moment."""
        waiting = Delivery.objects.filter(subject=self.event.subject, state=Delivery.State.WAITING)
        for pk in waiting.order_by("version").values_list("pk", flat=True):
            delivery.send(pk, at)
        self.event.refresh_from_db()
        if self.event.status == Status.PUBLISHED:
            awaited = [self.event.end] if self.event.started_at else [self.event.start, self.event.end]
            for moment in awaited:
                self.scene.timeline.put(moment, self.pass_time)

    def _fields(self) -> dict:
        row, network = self.row, self.scene.network
        fields = {name: row[name] for name in PLAIN & row.keys()}
        if "detour_roads" in row:
            fields["detour"] = phrases.along(row["detour_roads"], {})
        if "detour_path" in row:
            fields["detour_geometry"] = network.path(row["detour_path"])
        if "signal" in row:
            fields["signal"] = network.signal(*row["signal"])
        if "permitted" in row:
            fields["permitted"] = TimestamptzRange(*map(self._moment, row["permitted"]), "[)")
        return fields | self._act(row.get("act", {}))

    def _act(self, act: dict) -> dict:
        told = {f"act_{name}": value for name, value in act.items()}
        return told | {"act_on": self._day(told["act_on"])} if told else {}

    def _phase(self, row: dict) -> dict:
        phase = {
            "name": row.get("name", ""),
            "planned_start": self._moment(row["start"]),
            "planned_end": self._moment(row.get("end")),
            "schedule": self._schedule(row),
            "vehicle_impact": row["impact"],
            "direction": row.get("direction", "both"),
            "toward": row.get("toward", ""),
            "lanes": [_lane(number, status) for number, status in enumerate(row.get("lanes", []), start=1)],
            "vehicle_classes": row.get("classes", []),
            "exemptions": row.get("exemptions", []),
        }
        return phase if "signal" in self.row else phase | {"geometry": self.scene.network.shape(row)}

    def _schedule(self, row: dict) -> dict:
        if "hours" not in row:
            return {}
        start, end = row["hours"].split("-")
        hours = {"weekdays": row.get("weekdays"), "start": start, "end": end}
        return {"hours": [hours], "except": [self._day(number).isoformat() for number in row.get("except", [])]}

    def _at(self, name: str) -> datetime | None:
        return self._moment(self.row.get(name))

    def _moment(self, words: str | None) -> datetime | None:
        return self.scene.days.moment(words)

    def _day(self, number: int) -> date:
        return self.scene.days.day(number)

    def _by(self, role: str) -> User:
        return self.scene.somebody(self.agency, role)


def _lane(number: int, status: str) -> dict:
    return {"order": number, "type": "general", "status": status}
