"""What search engines are told of closures: events that are not long over, streets, stories that are shown."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from closures.models import RoadEvent, Story
from closures.workflow import Status
from roadmap.models import Road
from roadmap.sitemaps import OfCity

LOOKED_BACK = timedelta(days=90)


class Events(OfCity):
    """What is over stays reachable, but nobody looks for it for ever."""

    def items(self):
        recent = Q(status=Status.PUBLISHED) | Q(updated_at__gte=timezone.now() - LOOKED_BACK)
        return RoadEvent.objects.public().filter(recent, city=self.city).order_by("pk").only("pk", "updated_at")

    def lastmod(self, event: RoadEvent) -> datetime:
        return event.updated_at


class Streets(OfCity):
    def items(self):
        return Road.objects.filter(city=self.city).order_by("pk").values_list("slug", flat=True)

    def location(self, slug: str) -> str:
        return reverse("street", args=[slug])


class Stories(OfCity):
    def items(self):
        return Story.objects.shown(timezone.now()).filter(city=self.city).order_by("pk").only("pk", "updated_at")

    def lastmod(self, story: Story) -> datetime:
        return story.updated_at
