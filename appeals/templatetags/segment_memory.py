"""`{% segment_memory segment category at %}`: what the part of the street remembers of such messages, in a sentence."""

from datetime import datetime

from django import template
from django.utils import timezone

from appeals.models import Category
from appeals.segment_memory import remembered
from roadmap.models import RoadSegment

register = template.Library()


@register.inclusion_tag("appeals/_segment_memory.html")
def segment_memory(
    segment: RoadSegment | None, category: Category | None, at: datetime | None = None, *, opens_apart: bool = False
) -> dict:
    """`at` is when the message came; without it the one is counted that is being written."""
    words = remembered(segment, category, at or timezone.now(), more=0 if at else 1) if segment else ""
    return {"segment": segment, "words": words, "opens_apart": opens_apart}
