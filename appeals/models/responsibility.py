"""Who answers for what and where: rules, which are asked before the usual order (appeals/responsibility.py)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.models import Agency, Area, City
from roadmap.models.network import CLASS_WORDS

from .category import Category

YES, NO = "yes", "no"


class ResponsibilityRuleQuerySet(models.QuerySet):
    def in_force(self, city: City, on: date) -> "ResponsibilityRuleQuerySet":
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on), city=city
        )


class ResponsibilityRule(models.Model):
    """Conditions, each of which must hold where it is set, and who answers then.

    Of several that hold the one with the highest priority counts, then the narrowest (with the most conditions), then
    by the area's name, the newest by `valid_from`, and by the row's number, so that it is always the same one.
    `valid_until` is the last day.
    """

    class Answers(models.TextChoices):
        AGENCY = "agency", _("the body named here")
        CONTRACTOR = "contractor", _("the contractor of the warranty")
        OWNER = "owner", _("the owner of the road")
        DISTRICT = "district", _("the body of the district")

    city = models.ForeignKey(City, models.CASCADE, related_name="responsibility_rules", verbose_name=_("city"))
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="rules", verbose_name=_("category")
    )
    owner = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("owner of the road")
    )
    road_class = models.CharField(
        _("class of the road"), max_length=24, choices=list(CLASS_WORDS.items()), blank=True, default="", db_default=""
    )
    area = models.ForeignKey(
        Area,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
        help_text=_("A district, or a zone of responsibility that was drawn or imported."),
    )
    warranty = models.CharField(
        _("under warranty"),
        max_length=3,
        choices=[(YES, _("yes")), (NO, _("no"))],
        blank=True,
        default="",
        db_default="",
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(pgettext_lazy("a rule", "valid until"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=0, db_default=0, help_text=_("The highest is asked first.")
    )
    answers = models.CharField(
        _("answers"), max_length=10, choices=Answers, default=Answers.AGENCY, db_default=Answers.AGENCY
    )
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="rules", verbose_name=_("agency")
    )
    why = models.CharField(_("why this agency"), max_length=250, blank=True)
    why_en = models.CharField(
        _("the same in English"),
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text=_("Read on English pages; without it these show the words above."),
    )

    objects = ResponsibilityRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of responsibility")
        verbose_name_plural = _("rules of responsibility")
        ordering = ["-priority", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "category", "owner", "road_class", "area", "warranty", "valid_from"],
                name="rule_once_a_condition",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(answers="agency", agency__isnull=False) | ~Q(answers="agency") & Q(agency=None),
                name="rule_names_its_body",
                violation_error_message=_("Name a body, or say who else answers; not both."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="rule_ends_after_its_start",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or '*'} → {self.agency or self.get_answers_display()}"

    @property
    def narrowness(self) -> int:
        return sum(map(bool, (self.category_id, self.owner_id, self.road_class, self.area_id, self.warranty)))

    def is_in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or self.valid_until >= on
        )

    @property
    def order(self) -> tuple:
        """That in which rules are asked; one that is not saved yet comes last of its equals."""
        name = self.area.name if self.area_id else ""
        since = self.valid_from.toordinal() if self.valid_from else 0
        return -self.priority, -self.narrowness, name, -since, self.pk is None, self.pk or 0

    def clean(self) -> None:
        """Rows of another city are not its own; who is not asked by category alone is told why."""
        strangers = {
            name: [_("That is of another city.")]
            for name in ("owner", "area", "agency")
            if (row := getattr(self, name)) is not None and row.city_id != self.city_id
        }
        if strangers:
            raise ValidationError(strangers)
        if self.answers == self.Answers.AGENCY and not self.why and (not self.category_id or self.narrowness > 1):
            raise ValidationError({"why": [_("Say why: the sender reads it.")]})
