"""Where a body speaks officially: its pages on networks and its sites."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.accounts.networks import SocialNetwork, check_address

from .city import City
from .people import Agency


class OfficialPageQuerySet(models.QuerySet):
    def of_city(self, city: City) -> "OfficialPageQuerySet":
        """By body, then in the order of the networks."""
        places = [models.When(network=network, then=place) for place, network in enumerate(SocialNetwork)]
        order = models.Case(*places, default=len(places), output_field=models.IntegerField())
        return self.filter(agency__city=city).select_related("agency").order_by("agency__name", order, "pk")


class OfficialPage(models.Model):
    """`mark` is what a person saw on the page on the day `checked_on`; without a day nobody has looked."""

    class Mark(models.TextChoices):
        NONE = "none", _("no mark")
        OFFICIAL = "official", _("official: mark of a public body")
        VERIFIED = "verified", _("verified by the network")

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="official_pages", verbose_name=_("agency"))
    network = models.CharField(_("network"), max_length=12, choices=SocialNetwork)
    url = models.URLField(_("address"), max_length=300)
    title = models.CharField(_("title"), max_length=200, blank=True)
    mark = models.CharField(_("mark"), max_length=10, choices=Mark, default=Mark.NONE)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = OfficialPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("official page")
        verbose_name_plural = _("official pages")
        constraints = [
            models.UniqueConstraint(fields=["agency", "url"], name="official_page_once_an_agency"),
            models.CheckConstraint(condition=models.Q(url__startswith="https://"), name="official_page_by_https"),
            models.CheckConstraint(
                condition=models.Q(mark="none") | models.Q(checked_on__isnull=False),
                name="mark_was_seen_on_a_day",
                violation_error_message=_("Say on which day the mark was seen."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.address

    @property
    def address(self) -> str:
        """As people read it: vk.com/page."""
        return self.url.removeprefix("https://").removeprefix("www.").rstrip("/")

    def clean(self) -> None:
        if self.url and self.network:
            try:
                check_address(self.url, self.network)
            except ValidationError as error:
                raise ValidationError({"url": error}) from error
        if self.checked_on and self.checked_on > timezone.localdate():
            raise ValidationError({"checked_on": _("This day is still to come.")})
