"""Answers that are written often: their words are rows, the facts in them come from the message."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from appeals.workflow import Outcome
from roadmap.models import Agency, City, User
from roadmap.models.people import Role

from .appeal import Appeal
from .category import Category, narrowest

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
FACTS = ("number", "category", "street", "agency", "phone", "received", "due", "works_until")


def check_placeholders(text: str) -> None:
    """Raises ValidationError that names the one which nobody knows."""
    for name in PLACEHOLDER.findall(text):
        if name not in FACTS:
            known = ", ".join(f"{{{each}}}" for each in FACTS)
            words = said("Nobody knows {%(name)s}. There are %(known)s.")
            raise ValidationError(words % {"name": name, "known": known})
    if "{" in (rest := PLACEHOLDER.sub("", text)) or "}" in rest:
        raise ValidationError(said("A brace stands alone: a fact is written as {street}."))


class AnswerTemplateQuerySet(models.QuerySet):
    def editable_by(self, user: User) -> "AnswerTemplateQuerySet":
        """An administrator sets all of the city, who leads a body that body's own."""
        if not user.is_authenticated or user.city is None or not user.has_role(Role.LEADER):
            return self.none()
        of_city = self.filter(city=user.city)
        if user.has_role(Role.ADMINISTRATOR):
            return of_city
        return of_city.filter(agency=user.agency_id) if user.agency_id else self.none()

    def for_appeal(self, appeal: Appeal) -> "AnswerTemplateQuerySet":
        """Of its body and its category, the narrowest first."""
        return self.filter(
            Q(agency=appeal.agency_id) | Q(agency=None),
            Q(category__in=appeal.category.line) | Q(category=None),
            city=appeal.city_id,
        ).order_by(narrowest(appeal.category)[0], models.F("agency").asc(nulls_last=True), "position", "pk")


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

    def missing(self, facts: dict[str, str]) -> list[str]:
        """Facts that a message does not have."""
        return [name for name in dict.fromkeys(PLACEHOLDER.findall(self.text)) if not facts.get(name)]

    def filled(self, facts: dict[str, str]) -> str | None:
        """Nothing but the named facts is put in; None where one of them is not known."""
        if self.missing(facts):
            return None
        return PLACEHOLDER.sub(lambda found: facts[found[1]], self.text)
