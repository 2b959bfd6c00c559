"""How often an address may ask, and what is said where an installation is not ready to take messages."""

import logging

from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException

from appeals.responsibility import NobodyAnswers
from roadmap.api.limits import AddressRate

log = logging.getLogger(__name__)


class AppealRate(AddressRate):
    """How many messages one address may send; reading is free."""

    rate = "appeals"


class LocateRate(AddressRate):
    rate = "locate"


class NotReady(APIException):
    """The installation lacks something that only its operator can add; the log says what."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE


def not_ready(error: NobodyAnswers) -> NotReady:
    """The resident is told kindly; the reason goes to the log, where the operator of the installation reads it."""
    log.error("%s", error)
    return NotReady(_("Messages cannot be taken here yet: nobody is named to answer them. We have been told."))
