"""What messages are about, and how soon they are answered: both are rows, so a city or a new rule changes no code."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, City
from roadmap.words_field import WordsField


class Category(models.Model):
    """A kind of message. `is_danger` shows «112» before the form; what a warranty covers goes to the contractor."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    names = WordsField(_("names by language"), default=dict, blank=True)
    hint = models.CharField(_("hint"), max_length=250, blank=True)
    is_danger = models.BooleanField(_("danger to life"), default=False)
    is_under_warranty = models.BooleanField(_("a road's warranty covers it"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.names.get(get_language() or "", self.name)


class TermRuleQuerySet(models.QuerySet):
    def for_appeal(self, city: City, category: Category, day: date) -> "TermRule | None":
        """The narrowest rule in force on the day: of the city and category, then the category, then the rest."""
        return (
            self.filter(models.Q(city=city) | models.Q(city=None))
            .filter(models.Q(category=category) | models.Q(category=None))
            .filter(valid_from__lte=day)
            .order_by(models.F("category").asc(nulls_last=True), models.F("city").asc(nulls_last=True), "-valid_from")
            .first()
        )


class TermRule(models.Model):
    """First reply and answer, from the day it is valid. A date promised under an older rule stays."""

    class Counting(models.TextChoices):
        CALENDAR = "calendar", _("calendar days")
        WORKING = "working", _("working days")

    class OnDayOff(models.TextChoices):
        BEFORE = "before", _("the working day before")
        AFTER = "after", _("the next working day")

    city = models.ForeignKey(City, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("city"))
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="terms", verbose_name=_("category")
    )
    valid_from = models.DateField(_("valid from"))
    first_reply_hours = models.PositiveSmallIntegerField(_("first reply, working hours"), default=4)
    answer_days = models.PositiveSmallIntegerField(_("answer, days"), default=30)
    counting = models.CharField(_("days are"), max_length=10, choices=Counting, default=Counting.CALENDAR)
    on_day_off = models.CharField(
        _("when it falls on a day off"), max_length=6, choices=OnDayOff, default=OnDayOff.BEFORE
    )
    ask_days = models.PositiveSmallIntegerField(
        _("silence of a sender who was asked, days"),
        default=5,
        db_default=5,
        validators=[MinValueValidator(1)],
        help_text=_("While the sender is asked the clock stands, no longer than this."),
    )
    extension_days = models.PositiveSmallIntegerField(
        _("extension, days at most"),
        default=30,
        db_default=30,
        help_text=_("Once, with a reason that the sender reads; 0: none."),
    )
    source = models.CharField(_("source of the rule"), max_length=250, blank=True)

    objects = TermRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "category", "valid_from"], name="term_once_a_day", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.category or '*'}: {self.answer_days}"


class ResponsibilityRule(models.Model):
    """Which agency answers for a category (lights, water, …), before the road's owner is asked."""

    city = models.ForeignKey(City, models.CASCADE, related_name="responsibility_rules", verbose_name=_("city"))
    category = models.ForeignKey(Category, models.CASCADE, related_name="rules", verbose_name=_("category"))
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="rules", verbose_name=_("agency"))
    why = models.CharField(_("why this agency"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("rule of responsibility")
        verbose_name_plural = _("rules of responsibility")
        constraints = [models.UniqueConstraint(fields=["city", "category"], name="rule_once_a_category")]

    def __str__(self) -> str:
        return f"{self.category} → {self.agency}"
