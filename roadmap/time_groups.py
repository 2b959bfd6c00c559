"""When something next holds: now, tonight, in the next seven days or later. Lists and answers are grouped by it."""

from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.presets import TONIGHT, Window

SOON = timedelta(days=7)


class TimeGroup(IntEnum):
    """The places in a list, under `title`; an answer tells of all that holds until the morning under one `heading`."""

    NOW = 0, pgettext_lazy("when", "Now"), _("Until the morning")
    TONIGHT = 1, pgettext_lazy("when", "Tonight"), _("Until the morning")
    SOON = 2, pgettext_lazy("when", "In the next seven days"), _("In the next seven days")
    LATER = 3, pgettext_lazy("when", "Later"), _("Later")

    title: Promise
    heading: Promise

    def __new__(cls, value: int, title: Promise, heading: Promise):
        group = int.__new__(cls, value)
        group._value_, group.title, group.heading = value, title, heading
        return group


def the_night(zone: ZoneInfo, at: datetime) -> Window:
    """That is called “tonight”, from its evening on."""
    return TONIGHT.window(zone, at)


def until_morning(zone: ZoneInfo, at: datetime) -> Window:
    """From now until that night is over."""
    return at, the_night(zone, at)[1]


def seven_days(at: datetime) -> Window:
    return at, at + SOON
