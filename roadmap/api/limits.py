"""Limits of the API by the caller's address."""

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

from roadmap.callers import caller_of
from roadmap.limits import take


class AddressRate(BaseThrottle):
    """A subclass names its line of settings.RATES."""

    rate: str

    def allow_request(self, request: HttpRequest, view: object) -> bool:
        self.seconds = take(self.rate, caller_of(request))
        return not self.seconds

    def wait(self) -> int:
        return self.seconds
