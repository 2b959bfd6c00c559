"""On which side of a road a pin lies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """Seen from the axis; values of roadmap.likelihood.SIDES."""

    NORTH = "north", _("northern side")
    NORTH_EAST = "north-east", _("north-eastern side")
    EAST = "east", _("eastern side")
    SOUTH_EAST = "south-east", _("south-eastern side")
    SOUTH = "south", _("southern side")
    SOUTH_WEST = "south-west", _("south-western side")
    WEST = "west", _("western side")
    NORTH_WEST = "north-west", _("north-western side")
