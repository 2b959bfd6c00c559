"""The city: all roads, areas, agencies and events belong to one."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.geos import Polygon
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roadmap.language.grammar.english.letters import latin
from roadmap.language.grammar.phrases import within
from roadmap.languages import is_english, is_russian
from roadmap.postgis import rows_of
from roadmap.words_field import WordsField, cases

LIGHT = ("id", "slug", "time_zone", "basemap")


def validate_zone(name: str) -> None:
    """A zone is a name of the IANA database, never an offset."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValidationError(_("“%(name)s” is not the name of a time zone."), params={"name": name}) from None


class CityQuerySet(models.QuerySet):
    def shown(self) -> "City | None":
        """The city that the site shows: CITY, else the one imported last by hand, else the demonstration city."""
        return self.called(settings.CITY).first()

    def light(self, slug: str = "") -> "City | None":
        """The city of that slug, else the one shown, without its shapes: what each list and each tile begins with."""
        return self.light_and(slug, "NULL")[0]

    def light_and(self, slug: str, sql: str) -> "tuple[City | None, object]":
        """The same, and in the same question the value of an SQL expression of the row `roadmap_city`."""
        row = next(iter(rows_of(*_light_sql(slug or settings.CITY, sql))), None)
        return (City.from_db(self.db, LIGHT, row[:-1]), row[-1]) if row else (None, None)

    def called(self, slug: str) -> "CityQuerySet":
        """The city of that slug; without one all of them, the one to be shown first."""
        if slug:
            return self.filter(slug=slug)
        return self.order_by(models.F("imported_at").desc(nulls_last=True), "-is_demonstration", "pk")

    def overlapping(self, box: Polygon) -> "CityQuerySet":
        return self.filter(box__bboverlaps=box)


@lru_cache(maxsize=16)
def _light_sql(slug: str, sql: str) -> tuple[str, tuple]:
    """With its values; to make them again at each request would cost more than the answer."""
    beside = RawSQL(sql, ())  # noqa: S611 - none of it comes from a request
    return City.objects.called(slug).values_list(*LIGHT, beside)[:1].query.sql_with_params()


class City(models.Model):
    """A city is data: its zone, its metric projection and its box are rows.

    `box` is in WGS 84 (SRID 4326). `name_cases` holds the Russian case forms that the grammar cannot know,
    such as {"prepositional": "Тюмени"}.
    """

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    names = WordsField(_("names by language"), default=dict, blank=True)
    name_cases = WordsField(_("case forms"), keys=cases, default=dict, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Yekaterinburg", validators=[validate_zone]
    )
    metric_srid = models.PositiveIntegerField(
        _("metric SRID"), help_text=_("The UTM zone in which metres are measured.")
    )
    box = models.PolygonField(_("box"))
    core = models.PolygonField(_("where the map opens"), null=True, blank=True)
    centre = models.PointField(
        _("centre"),
        null=True,
        blank=True,
        spatial_index=False,
        help_text=_(
            "Where “towards the centre” leads: latitude and longitude. Empty: the next import of roads takes it from"
            " the map, where the map tells it."
        ),
    )
    plan_counts_after_h = models.PositiveSmallIntegerField(
        _("hours until the plan counts"),
        null=True,
        blank=True,
        default=24,
        validators=[MinValueValidator(1)],
        help_text=_(
            "After its planned end a closure is overdue until somebody confirms or extends it. After so many hours it"
            " is ended by the plan, and its post says so. Empty: never."
        ),
    )
    proof_within_m = models.PositiveSmallIntegerField(
        _("a photo of a repair proves it within, m"),
        default=50,
        db_default=50,
        validators=[MinValueValidator(5), MaxValueValidator(1000)],
        help_text=_(
            "“Fixed” needs a photo taken after the report and so near its place. A phone in a street knows where it is"
            " to some 5 to 20 m, and who reports stands a few steps aside."
        ),
    )
    statutory_url = models.URLField(
        _("where an appeal under 59‑FZ is sent"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Shown beside the form of a message, which is none. Empty: told in words only."),
    )
    second_reader_requests_a_month = models.PositiveIntegerField(
        _("requests to the second reader a month"),
        default=0,
        db_default=0,
        help_text=_(
            "How often a month a language model may be asked about notices that were not understood. Its answers are"
            " suggestions for a person. 0: never."
        ),
    )
    second_reader_reads_messages = models.BooleanField(
        _("the second reader sees residents' messages"),
        default=False,
        db_default=False,
        help_text=_("Without names, phones and addresses of mail, as far as these can be told."),
    )
    remind_before_answer_h = models.PositiveSmallIntegerField(
        _("reminder before an answer is due, hours"),
        default=24,
        db_default=24,
        help_text=_("So long before the term of a message ends a letter goes to who has it. 0: none goes."),
    )
    remind_before_reply_min = models.PositiveSmallIntegerField(
        _("reminder before a first reply is due, minutes"),
        default=60,
        db_default=60,
        help_text=_("The same for the first reply. 0: none goes."),
    )
    operator = models.ForeignKey(
        "roadmap.Agency",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("operator of this site"),
        help_text=_("Who answers for the site and for personal data. Empty: the body that answers by default."),
    )
    is_demonstration = models.BooleanField(_("demonstration city"), default=False)
    is_schematic = models.BooleanField(_("schematic map"), default=False)
    credit = models.CharField(_("credit of the map data"), max_length=200, default="© OpenStreetMap contributors")
    basemap = models.CharField(_("base map file"), max_length=120, blank=True, editable=False)
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True, editable=False)
    offices_told_on = models.DateField(_("offices had their daily list on"), null=True, blank=True, editable=False)

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(plan_counts_after_h=None) | models.Q(plan_counts_after_h__gte=1),
                name="plan_counts_after_an_hour_at_least",
                violation_error_message=_("Give an hour at least, or leave it empty."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def midnight(self, day: date) -> datetime:
        """With which the day begins by the city's clock."""
        return datetime.combine(day, time(), self.zone)

    @property
    def shown_name(self) -> str:
        if is_russian():
            return self.name
        return self.names.get(get_language()) or (latin(self.name) if is_english() else self.name)

    @property
    def inside(self) -> str:
        """«в Тюмени», “in Tyumen”."""
        return f"in {self.shown_name}" if is_english() else within(self.name, self.name_cases)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return self.box.extent

    @property
    def view(self) -> tuple[float, float, float, float]:
        """Where the map opens: the box of the middle of the network, not of its farthest villages."""
        return (self.core or self.box).extent
