"""What search engines are told of districts."""

from django.urls import reverse

from roadmap.models import Area
from roadmap.sitemaps import OfCity


class Districts(OfCity):
    def items(self):
        return Area.objects.districts().filter(city=self.city).order_by("pk").values_list("slug", flat=True)

    def location(self, slug: str) -> str:
        return reverse("district", args=[slug])
