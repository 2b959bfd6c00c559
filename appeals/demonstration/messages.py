"""Residents' messages of the table, made to happen by the actions."""

from datetime import datetime

from appeals import actions, photos
from appeals.models import Appeal, Category
from roadmap.models import User

from .drawings import drawing
from .scene import Scene


class MessageStory:
    """One message from the pin to wherever it has come by now; `known` holds the stories that others refer to."""

    def __init__(self, row: dict, scene: Scene, known: dict[str, "MessageStory"], number: int):
        self.row, self.scene, self.known, self.number = row, scene, known, number
        self.point = scene.network.spot(row["place"])
        self.appeal: Appeal | None = None
        if "key" in row:
            known[row["key"]] = self
        scene.timeline.put(scene.days.moment(row["submitted"]), self.submit)

    def submit(self, at: datetime) -> None:
        row = self.row
        self.appeal = actions.submit(
            city=self.scene.city,
            category=Category.objects.get(code=row["category"]),
            point=self.point,
            accuracy_m=row.get("accuracy_m", 12),
            text=row["text"],
            email=row.get("email", ""),
            has_consent="email" in row,
            photos=self._photos(row),
            at=at,
        )
        self._note_files()
        for step in row.get("then", []):
            verb = getattr(self, step["do"])
            self.scene.timeline.put(
                self.scene.days.moment(step["at"]), lambda at, step=step, verb=verb: self._do(verb, at, step)
            )

    def _do(self, verb, at: datetime, step: dict) -> None:
        self.appeal.refresh_from_db()
        verb(at, step)

    def take(self, at: datetime, step: dict) -> None:
        actions.take(self.appeal, by=self._operator, at=at)

    def answer(self, at: datetime, step: dict) -> None:
        actions.answer(self.appeal, step["text"], by=self._operator, at=at, photos=self._photos(step))
        self._note_files()

    def forward(self, at: datetime, step: dict) -> None:
        agency = self.scene.agency(step["agency"])
        actions.forward(self.appeal, agency, reason=step["reason"], by=self._operator, at=at)

    def release(self, at: datetime, step: dict) -> None:
        shown = list(self.appeal.photos.filter(is_proof=False).values_list("pk", flat=True)) if step["photos"] else []
        actions.release(self.appeal, text=step["text"], photos=shown, by=self._operator, at=at)

    def reject(self, at: datetime, step: dict) -> None:
        actions.reject(self.appeal, reason=step["reason"], by=self._operator, at=at)

    def join(self, at: datetime, step: dict) -> None:
        main = Appeal.objects.get(pk=self.known[step["to"]].appeal.pk)
        actions.join(self.appeal, main, by=self._operator, at=at)

    def close(self, at: datetime, step: dict) -> None:
        actions.close(self.appeal, at=at)

    def reopen(self, at: datetime, step: dict) -> None:
        actions.reopen(self.appeal, at=at, words=step["words"])

    def rate(self, at: datetime, step: dict) -> None:
        actions.rate(self.appeal, step["rating"], at=at)

    def _note_files(self) -> None:
        self.scene.files += photos.files_of(self.appeal.photos.all())

    @property
    def _operator(self) -> User:
        return self.scene.somebody(self.appeal.agency, "operator")

    def _photos(self, row: dict) -> list[photos.Prepared]:
        return [photos.prepare(drawing(row["photo"], self.number))] if "photo" in row else []
