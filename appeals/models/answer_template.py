"""Answers that are written often: their words are rows, the facts in them come from the message."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from appeals.workflow import Outcome
from roadmap.models import Agency, City

from .appeal import Appeal
from .category import Category

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
FACTS = ("number", "category", "street", "agency", "phone", "received", "due", "works_until")


def check_placeholders(text: str) -> None:
    """Raises ValidationError that names the one which nobody knows."""
    for name in PLACEHOLDER.findall(text):
        if name not in FACTS:
            known = ", ".join(f"{{{each}}}" for each in FACTS)
            words = said("Nobody knows {%(name)s}. There are %(known)s.")
            raise ValidationError(words % {"name": name, "known": known})


class AnswerTemplateQuerySet(models.QuerySet):
    def for_appeal(self, appeal: Appeal) -> "AnswerTemplateQuerySet":
        """Of its body and its category, the narrowest first."""
        return self.filter(
            Q(agency=appeal.agency_id) | Q(agency=None),
            Q(category=appeal.category_id) | Q(category=None),
            city=appeal.city_id,
        ).order_by(models.F("category").asc(nulls_last=True), models.F("agency").asc(nulls_last=True), "position", "pk")


class AnswerTemplate(models.Model):
    """`text` holds {street}, {due}, …: FACTS. One whose facts a message does not have is not offered for it."""

    city = models.ForeignKey(City, models.CASCADE, related_name="+", verbose_name=_("city"))
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome, default=Outcome.EXPLAINED)
    title = models.CharField(_("title"), max_length=60)
    text = models.TextField(
        _("answer"),
        max_length=2000,
        validators=[check_placeholders],
        help_text=_(
            "Facts of the message: {number}, {category}, {street}, {agency}, {phone}, {received}, {due}, {works_until}."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of an answer")
        verbose_name_plural = _("templates of answers")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def filled(self, facts: dict[str, str]) -> str | None:
        """Nothing but the named facts is put in; None where one of them is not known."""
        if any(not facts.get(name) for name in PLACEHOLDER.findall(self.text)):
            return None
        return PLACEHOLDER.sub(lambda found: facts[found[1]], self.text)
