"""Who may use the desk's API, and how its refusals are told. A stranger finds nothing rather than a refusal."""

from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.views import APIView

from closures.models import RoadEvent
from closures.validation import PhaseRefused
from closures.workflow import MoveRefused
from roadmap.models import City
from roadmap.models.people import Role
from roadmap.stretches import AgainstTraffic, NoStretch


class IsDispatcher(BasePermission):
    def has_permission(self, request, view) -> bool:
        user = request.user
        return user.is_authenticated and user.has_role(Role.DISPATCHER, Role.APPROVER)


class DeskView(APIView):
    permission_classes = [IsDispatcher]

    def event(self, pk: int) -> RoadEvent:
        return get_object_or_404(RoadEvent.objects.editable_by(self.request.user), pk=pk)

    def city(self) -> City:
        """The agency's city; an administrator without one works on the city shown."""
        agency = self.request.user.agency
        city = agency.city if agency else City.objects.shown()
        if city is None:
            raise Http404
        return city

    def handle_exception(self, error):
        if isinstance(error, PhaseRefused):
            error = ValidationError({"phases": {str(error.number - 1): error.message_dict}})  # as DRF numbers them
        elif isinstance(error, MoveRefused):
            error = ValidationError({"status": [str(error)]})
        elif isinstance(error, AgainstTraffic):
            error = ValidationError({"direction": [str(error)]})
        elif isinstance(error, NoStretch):
            error = ValidationError({"geometry": [str(error)]})
        elif isinstance(error, IntegrityError):
            error = ValidationError({"__all__": [_("The database refused it: somebody else changed the same thing.")]})
        return super().handle_exception(error)
