"""What a sender is asked more about a category: on the form, at the desk, and by programs as Open311 attributes."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.languages import is_english

from .category import Category

MOST_QUESTIONS = 2  # of a category: a resident taps no more than that
LONGEST_ANSWER = 1000


class CategoryQuestion(models.Model):
    """The answer stays beside the message's own words: only the body that has it reads it, and it goes with them."""

    class Datatype(models.TextChoices):
        STRING = "string", _("a line")
        NUMBER = "number", _("a number")
        DATETIME = "datetime", _("a moment")
        TEXT = "text", _("a text")
        ONE = "singlevaluelist", _("one of a list")
        SOME = "multivaluelist", _("some of a list")

    category = models.ForeignKey(Category, models.CASCADE, related_name="questions", verbose_name=_("category"))
    code = models.SlugField(_("code"))
    words = models.CharField(_("question"), max_length=200)
    words_en = models.CharField(_("question in English"), max_length=200, blank=True, default="", db_default="")
    datatype = models.CharField(_("answer"), max_length=16, choices=Datatype, default=Datatype.STRING)
    choices = ArrayField(
        models.CharField(max_length=120), verbose_name=_("list to choose from"), default=list, blank=True
    )
    choices_en = ArrayField(
        models.CharField(max_length=120), verbose_name=_("the list in English"), default=list, db_default=[], blank=True
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("question of a category")
        verbose_name_plural = _("questions of a category")
        ordering = ["category", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="question_code_once_a_category")]

    def __str__(self) -> str:
        return self.words

    @property
    def field_name(self) -> str:
        """In every form and program, as Open311 has it."""
        return f"attribute[{self.code}]"

    @property
    def shown_words(self) -> str:
        return is_english() and self.words_en or self.words

    @property
    def options(self) -> list[tuple[str, str]]:
        """What is kept of each, and how its reader is told of it."""
        return [*zip(self.choices, is_english() and self.choices_en or self.choices, strict=True)]

    @property
    def has_choices(self) -> bool:
        return self.datatype in (self.Datatype.ONE, self.Datatype.SOME)

    def clean(self) -> None:
        if self.has_choices != bool(self.choices):
            raise ValidationError({"choices": _("A list is given where one chooses from it, and only there.")})
        if self.choices_en and len(self.choices_en) != len(self.choices):
            raise ValidationError({"choices_en": _("As many lines as in Russian, in the same order, or none.")})
