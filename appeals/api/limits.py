"""How often an address may ask, and that an installation is not ready to take messages."""

from rest_framework import status
from rest_framework.exceptions import APIException

from appeals.responsibility import NobodyAnswers, told_kindly
from roadmap.api.limits import AddressRate


class AppealRate(AddressRate):
    """How many messages one address may send; reading is free."""

    rate = "appeals"


class LocateRate(AddressRate):
    rate = "locate"


class NotReady(APIException):
    """The installation lacks something that only its operator can add; the log says what."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE


def not_ready(error: NobodyAnswers) -> NotReady:
    return NotReady(told_kindly(error))
