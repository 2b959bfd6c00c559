"""Whose rows a dispatcher works on."""

from typing import TypeVar

from django.db import models

from roadmap.models import User
from roadmap.models.people import Role

Rows = TypeVar("Rows", bound=models.QuerySet)


def of_own_agency(rows: Rows, user: User) -> Rows:
    """A dispatcher and an approver have those of the own agency, an administrator all; a stranger finds nothing."""
    if not user.is_authenticated or not user.has_role(Role.DISPATCHER, Role.APPROVER):
        return rows.none()
    if user.has_role(Role.ADMINISTRATOR):
        return rows
    return rows.filter(agency=user.agency_id) if user.agency_id else rows.none()
