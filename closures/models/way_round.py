"""The way round that a dispatcher drew or told, as parts of segments: so that a closure on it is found by an index."""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roadmap.models import RoadSegment

from .event import RoadEvent
from .lists import Direction


class DetourSpan(models.Model):
    """Part of a segment that an event's way round runs over, derived from its line, else from its words; positions from
    0 to 1."""

    event = models.ForeignKey(RoadEvent, models.CASCADE, related_name="detour_spans", verbose_name=_("road event"))
    segment = models.ForeignKey(RoadSegment, models.CASCADE, related_name="+", verbose_name=_("road segment"))
    start_position = models.FloatField(_("start position"))
    end_position = models.FloatField(_("end position"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.BOTH)

    class Meta:
        verbose_name = _("part of a way round")
        verbose_name_plural = _("parts of a way round")
        constraints = [
            models.CheckConstraint(
                condition=Q(start_position__gte=0, end_position__lte=1, end_position__gt=F("start_position")),
                name="detour_span_lies_on_its_segment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.start_position:.2f}–{self.end_position:.2f}"
