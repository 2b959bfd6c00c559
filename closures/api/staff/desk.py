"""Who may use the desk's API, in which version, and how its refusals are told. A stranger finds nothing rather than a
refusal."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from closures.api.staff.source import keep_source
from closures.desk.approving import do_or_propose
from closures.desk.versions import ChangedMeanwhile, check_version, etag_of
from closures.models import RoadEvent
from closures.validation import PhaseRefused
from closures.workflow import MoveRefused
from roadmap.models import City, User
from roadmap.models.people import Role
from roadmap.stretches import AgainstTraffic, NoStretch

UNTOUCHED = "private, no-store, no-transform"


class IsDispatcher(BasePermission):
    def has_permission(self, request, view) -> bool:
        user = request.user
        return user.is_authenticated and user.has_role(Role.DISPATCHER, Role.APPROVER)


class DeskView(APIView):
    """`told_as` gives an event, where the view is about one."""

    permission_classes = [IsDispatcher]
    told_as: type[Serializer]

    def event(self, pk: int) -> RoadEvent:
        return get_object_or_404(RoadEvent.objects.editable_by(self.request.user), pk=pk)

    @contextmanager
    def held(self, pk: int) -> Iterator[RoadEvent]:
        """The event, in the version that the request names, and held until all is written: of two writers who have
        read the same version the second one finds another. Before it is read, all that are written are held in order of
        number: two who want the same two never wait for each other."""
        mine = RoadEvent.objects.editable_by(self.request.user)
        with transaction.atomic():
            list(mine.filter(pk__in=[pk, *self.beside(pk)]).locked_in_order().values_list("pk"))
            event = get_object_or_404(mine.held(), pk=pk)
            check_version(self.request, event, self.told_as)
            yield event
            keep_source(self.request, event)

    def beside(self, pk: int) -> Collection[int]:
        """The events that the verb writes besides this one."""
        return ()

    def told(self, pk: int, status: int = HTTPStatus.OK) -> Response:
        """The event as it stands now, under its version."""
        event = self.event(pk)
        return Response(self.told_as(event).data, status, headers={"ETag": etag_of(event)})

    def done_or_proposed(
        self, event: RoadEvent, verb: str, do: Callable[[User | None], object], values: Mapping, over: str = ""
    ) -> Response:
        """Where a second person has to see it first, it waits (202). `over` as in closures.proposals."""
        waits = do_or_propose(event, verb, values, do, by=self.request.user, at=timezone.now(), over=over)
        return self.told(event.pk, HTTPStatus.ACCEPTED if waits else HTTPStatus.OK)

    def sent(self) -> Mapping:
        data = self.request.data
        return data.dict() if isinstance(data, QueryDict) else data

    def city(self) -> City:
        city = self.request.user.city
        if city is None:
            raise Http404
        return city

    def handle_exception(self, error):
        if isinstance(error, PhaseRefused):
            error = ValidationError({"phases": {str(error.number - 1): _of_phase(error)}})  # as DRF numbers them
        elif isinstance(error, MoveRefused):
            error = ValidationError({"status": [str(error)]})
        elif isinstance(error, AgainstTraffic):
            error = ValidationError({"direction": [str(error)]})
        elif isinstance(error, NoStretch):
            error = ValidationError({"geometry": [str(error)]})
        elif isinstance(error, IntegrityError):
            words = _("The database refused it: somebody else changed the same thing.")
            error = ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [words]})
        response = super().handle_exception(error)
        if isinstance(error, ChangedMeanwhile):
            response.headers["ETag"] = error.etag
        return response

    def finalize_response(self, request, response, *args, **kwargs) -> Response:
        """Nobody keeps it, and nobody compresses it, which would weaken its ETag: RFC 9110, 8.8.1."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = UNTOUCHED
        return response


def _of_phase(error: PhaseRefused) -> dict:
    """By field; what is of one of several locations by its number from 0."""
    if error.location is None:
        return _nested(error.message_dict)
    return {"locations": {str(error.location - 1): error.message_dict}}


def _nested(errors: dict) -> dict:
    """“schedule.except” is told where the serializer tells it, too: {"schedule": {"except": …}}."""
    told = {}
    for path, sentences in errors.items():
        name, _dot, part = path.partition(".")
        told[name] = {part: sentences} if part else sentences
    return told
