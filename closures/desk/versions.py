"""Which version of an event a writer has read: of another one he is told who changed what since (RFC 9110, 13.1.1)."""

from datetime import datetime

from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from closures.desk.waiting import with_own_waiting
from closures.differences import Difference, differences
from closures.models import RoadEvent, RoadEventChange
from roadmap.models import User
from roadmap.moments import moment_words
from roadmap.numbers import whole

ANY = ["*"]
FIRST = '"1"'


class VersionMissing(APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED


class ChangedMeanwhile(APIException):
    """`told` is the answer's body, `etag` the version that stands."""

    status_code = status.HTTP_412_PRECONDITION_FAILED

    def __init__(self, told: dict, etag: str):
        super().__init__(told["detail"])
        self.detail, self.etag = told, etag


class ChangeOutput(serializers.Serializer):
    version = serializers.IntegerField()
    what = serializers.CharField(source="desk_words", help_text="in the reader's language")
    by = serializers.SerializerMethodField()
    at = serializers.DateTimeField()
    comment = serializers.CharField()

    def get_by(self, change: RoadEventChange) -> str:
        return who(change)


class DifferenceOutput(serializers.Serializer):
    field = serializers.CharField(help_text="as errors name it: `reason`, `phases.1.planned_end`; stages count from 0")
    title = serializers.CharField()
    before = serializers.CharField(help_text="in the version that was named")
    now = serializers.CharField()


def who(change: RoadEventChange) -> str:
    return change.by.shown_name if change.by else _("the clock")


def etag_of(event: RoadEvent) -> str:
    """Strong: another version is another text, byte by byte."""
    return f'"{event.version}"'


def check_version(request: Request, event: RoadEvent, output: type[serializers.Serializer]) -> None:
    """The event must be locked. Raises VersionMissing, ChangedMeanwhile.

    `*` stands for whatever is there, as the standard has it: who sends it has said so.
    """
    named = request.META.get("HTTP_IF_MATCH")
    if named is None:
        raise VersionMissing(_("Say which version you have read: send its ETag as If-Match."))
    if (tags := parse_etags(named)) != ANY:
        _check_tags(event, tags, output, request.user)


def check_first(event: RoadEvent, output: type[serializers.Serializer], reader: User) -> None:
    """Nobody changed it since it was entered: the version that stands for who entered it and never had an answer.

    Raises ChangedMeanwhile.
    """
    _check_tags(event, [FIRST], output, reader)


def check_proposal(event: RoadEvent, standing: str, named: str, output: type[serializers.Serializer]) -> None:
    """The event must be locked. `named` is the digest of the change that was read, `standing` of the one that waits.

    Raises VersionMissing, ChangedMeanwhile.
    """
    if not named:
        raise VersionMissing(_("Say which change you have read: send its `proposal` as the event gives it."))
    if named != standing:
        words = _("Another change waits by now: load the page anew and read it first.")
        told = {"detail": words, "changes": [], "differences": [], "event": output(event).data}
        raise ChangedMeanwhile(told, etag_of(event))


def waits_unread(event: RoadEvent, output: type[serializers.Serializer], author: User) -> ChangedMeanwhile:
    """Their own change waits, and what came in knows nothing of it."""
    words = _(
        "A change of yours waits for approval already: choose what is to be sent of it and of what you entered here."
    )
    told = {"detail": words, "changes": [], "differences": []}
    return ChangedMeanwhile(told | {"event": with_own_waiting(event, output(event).data, author)}, etag_of(event))


def _check_tags(event: RoadEvent, tags: list[str], output: type[serializers.Serializer], reader: User) -> None:
    if etag_of(event) not in tags:
        raise ChangedMeanwhile(_told(event, tags, output, reader), etag_of(event))


def _told(event: RoadEvent, tags: list[str], output: type[serializers.Serializer], reader: User) -> dict:
    now = timezone.now()
    read = _version_of(event, tags)
    changes, found = _since(event, read, now) if read else ([], [])
    return {
        "detail": _sentence(event, changes, found, now, reader) if read else _what_is_wrong(event, tags),
        "changes": ChangeOutput(changes, many=True).data,
        "differences": DifferenceOutput(found, many=True).data,
        "event": with_own_waiting(event, output(event).data, reader),
    }


def _since(event: RoadEvent, read: int, now: datetime) -> tuple[list[RoadEventChange], list[Difference]]:
    changes = list(event.changes.filter(version__gt=read).select_related("by").order_by("version"))
    before, after = (event.changes.get(version=version).state for version in (read, event.version))
    return changes, differences(before, after, event.city.zone, now)


def _version_of(event: RoadEvent, tags: list[str]) -> int | None:
    """The latest of those named that somebody can have read and that stands no more."""
    known = [number for number in map(_number_in, tags) if number and number < event.version]
    return max(known, default=None)


def _number_in(tag: str) -> int | None:
    return whole(tag.removeprefix("W/").strip('"'))


def _what_is_wrong(event: RoadEvent, tags: list[str]) -> str:
    """With tags that name no version of before."""
    etag = etag_of(event)
    if not tags:
        words = _("If-Match holds no ETag: write the version in quotes, as it was given out: %(etag)s.")
    elif f"W/{etag}" in tags:
        words = _("If-Match holds a weak ETag, which is no proof of the version: send %(etag)s, without W/.")
    else:
        words = _("If-Match names no version of this event: the one that stands is %(etag)s.")
    return words % {"etag": etag}


def _sentence(
    event: RoadEvent, changes: list[RoadEventChange], found: list[Difference], now: datetime, reader: User
) -> str:
    yourself = _("you yourself, in another tab")
    names = ", ".join(dict.fromkeys(yourself if change.by == reader else who(change) for change in changes))
    at = moment_words(event.updated_at, event.city.zone, now)
    what = ", ".join(dict.fromkeys(_in_brief(difference) for difference in found))
    if not what:
        what = ", ".join(dict.fromkeys(str(change.desk_words) for change in changes))
    return _("Changed meanwhile by %(who)s (%(at)s): %(what)s.") % {"who": names, "at": at, "what": what}


def _in_brief(difference: Difference) -> str:
    """Which field; of the status what it is now, as that is what was done."""
    if difference.field == "status":
        return difference.now[:1].lower() + difference.now[1:]
    return _("“%(name)s”") % {"name": difference.title}
