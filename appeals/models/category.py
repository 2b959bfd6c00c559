"""What messages are about, and how soon they are answered: both are rows, so a city or a new rule changes no code."""

from collections.abc import Sequence
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roadmap.languages import is_russian
from roadmap.letters import Alike
from roadmap.models import City
from roadmap.models.network import GOST_GROUPS
from roadmap.words_field import WordsField

MOST_DAYS, MOST_HOURS = 366, 999
MOST_WORDS = 6  # of a search, of which one may be that of a category


class CategoryQuerySet(models.QuerySet):
    def meant_by(self, words: Sequence[str]) -> list[tuple[list[int], list[str]]]:
        """For each word that stands, in any form, in the names of categories: their numbers, and the other words. Words
        beyond MOST_WORDS mean none."""
        words = list(words[:MOST_WORDS])
        marks = {
            f"word_{number}": models.ExpressionWrapper(
                Q(name_words=SearchQuery(word, config="russian")), models.BooleanField()
            )
            for number, word in enumerate(words)
        }
        vector = SearchVector(Alike("name"), config="russian")
        rows = list(self.alias(name_words=vector).values_list("pk", *marks.values())) if words else []
        found = []
        for number in range(len(words)):
            topics = [row[0] for row in rows if row[1 + number]]
            if topics:
                found.append((topics, words[:number] + words[number + 1 :]))
        return found


class Category(models.Model):
    """A kind of message. `is_danger` shows «112» before the form; what a warranty covers goes to the contractor."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    names = WordsField(_("names by language"), default=dict, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("subtopic of"),
        help_text=_("Rules and terms of that topic hold for this one, too, unless it has its own."),
    )
    hint = models.CharField(_("hint"), max_length=250, blank=True)
    is_danger = models.BooleanField(_("danger to life"), default=False)
    is_under_warranty = models.BooleanField(_("a road's warranty covers it"), default=False)
    claim_days = models.PositiveSmallIntegerField(
        _("term of a warranty claim, days"),
        default=10,
        db_default=10,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Calendar days for the contractor; written into the claim."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name if is_russian() else self.names.get(get_language(), self.name)

    @property
    def line(self) -> list[int]:
        """Numbers of its own and of what it is a subtopic of."""
        return [pk for pk in (self.pk, self.parent_id) if pk]

    @property
    def topic(self) -> "Category":
        """What it is a subtopic of, else itself: what figures count it as."""
        return self.parent or self

    def with_subtopics(self) -> list[int]:
        """Numbers of its own and of its subtopics."""
        return [self.pk, *Category.objects.filter(parent=self).order_by("pk").values_list("pk", flat=True)]

    def clean(self) -> None:
        """Two steps are the most that a resident takes."""
        if self.parent_id is None:
            return
        if self.parent_id == self.pk or self.parent.parent_id or self.pk and self.children.exists():
            raise ValidationError({"parent": _("A subtopic has no subtopics of its own.")})


TOPIC = Coalesce("category__parent", "category")  # of a message, by number


def topics_of(categories: Sequence[Category]) -> list[tuple[Category, list[Category]]]:
    """Each topic with its subtopics, in the order given."""
    return [(one, [each for each in categories if each.parent_id == one.pk]) for one in categories if not one.parent_id]


def narrowest(category: Category) -> list:
    """Rows of the category come before those of what it is a subtopic of, and both before those of all."""
    own = models.Case(
        models.When(category=category, then=0), models.When(category=category.parent_id, then=1), default=2
    )
    return [own, models.F("city").asc(nulls_last=True)]


class Source(models.TextChoices):
    """The way by which a message came."""

    SITE = "site", _("site")
    NETWORK = "network", _("social network")
    OPEN311 = "open311", "Open311"
    STAFF = "staff", _("staff")
    PHONE = "phone", _("phone call")
    LETTER = "letter", _("letter")
    VISIT = "visit", _("visit")


class LegalKind(models.TextChoices):
    MESSAGE = "message", _("message")
    STATUTORY = "statutory", _("appeal under 59‑FZ")


class TermRuleQuerySet(models.QuerySet):
    def for_appeal(
        self, city: City, category: Category, day: date, *, channel: str = "", legal_kind: str = ""
    ) -> "TermRule | None":
        """The narrowest rule in force on the day: of the legal kind, then of the channel, the category, the city."""
        return (
            self.filter(models.Q(city=city) | models.Q(city=None))
            .filter(models.Q(category__in=category.line) | models.Q(category=None))
            .filter(channel__in=("", channel), legal_kind__in=("", legal_kind), valid_from__lte=day)
            .order_by("-legal_kind", "-channel", *narrowest(category), "-valid_from")
            .first()
        )


class TermRule(models.Model):
    """First reply and answer, from the day it is valid. A date promised under an older rule stays.

    The first reply is counted in hours, the answer in days or, where `answer_hours` stands, in hours. A term in days
    begins on the day after that of the message, `registration_days` later at most; it ends with the end of its day.
    """

    class Counting(models.TextChoices):
        CALENDAR = "calendar", _("calendar days")
        WORKING = "working", _("working days")

    class Hours(models.TextChoices):
        WORKING = "working", _("working hours")
        ROUND_THE_CLOCK = "clock", _("round the clock")

    class OnDayOff(models.TextChoices):
        BEFORE = "before", _("the working day before")
        AFTER = "after", _("the next working day")

    city = models.ForeignKey(City, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("city"))
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="terms", verbose_name=_("category")
    )
    channel = models.CharField(
        _("channel"),
        max_length=10,
        choices=Source,
        blank=True,
        default="",
        db_default="",
        help_text=_("Only messages that came this way."),
    )
    legal_kind = models.CharField(
        _("legal kind"),
        max_length=10,
        choices=LegalKind,
        blank=True,
        default="",
        db_default="",
        help_text=_("Only such messages."),
    )
    valid_from = models.DateField(_("valid from"))
    first_reply_hours = models.PositiveSmallIntegerField(_("first reply, hours"), default=4)
    hours_are = models.CharField(
        _("hours are"), max_length=10, choices=Hours, default=Hours.WORKING, db_default=Hours.WORKING
    )
    registration_days = models.PositiveSmallIntegerField(
        _("registration, days at most"),
        default=0,
        db_default=0,
        help_text=_("By so much later the term of the answer may begin."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("answer, days"), default=30, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    answer_hours = models.PositiveSmallIntegerField(
        _("answer, hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
        help_text=_("Instead of days."),
    )
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
    most_questions = models.PositiveSmallIntegerField(
        _("questions to a sender, at most"),
        default=3,
        db_default=3,
        help_text=_("Of one message; 0: the clock never stands, nobody is asked."),
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
                fields=["city", "category", "channel", "legal_kind", "valid_from"],
                name="term_once_a_day",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.category or '*'}: {self.answer_hours or self.answer_days}"


class RepairTermQuerySet(models.QuerySet):
    def for_defect(self, city: City, category: Category, group: str, day: date) -> "RepairTerm | None":
        """The rule in force on the day: of the street's group before that of all groups, of the city before that of
        all cities."""
        return (
            self.filter(models.Q(city=city) | models.Q(city=None))
            .filter(category__in=category.line, group__in=("", group), valid_from__lte=day)
            .order_by("-group", *narrowest(category), "-valid_from")
            .first()
        )


class RepairTerm(models.Model):
    """Within how many hours, from when it is found, a defect has to be gone from a street of the group (GOST R 50597).

    No group: of streets of whatever group, and of those whose group nobody has said.
    """

    city = models.ForeignKey(City, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("city"))
    category = models.ForeignKey(Category, models.CASCADE, related_name="repair_terms", verbose_name=_("category"))
    group = models.CharField(
        _("group by GOST R 50597"), max_length=2, choices=[(group, group) for group in GOST_GROUPS], blank=True
    )
    valid_from = models.DateField(_("valid from"))
    hours = models.PositiveIntegerField(
        _("gone within, hours"), validators=[MinValueValidator(1), MaxValueValidator(24 * MOST_DAYS)]
    )
    source = models.CharField(_("source of the rule"), max_length=250, blank=True)

    objects = RepairTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term of a repair")
        verbose_name_plural = _("terms of repairs")
        ordering = ["category", "group", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "category", "group", "valid_from"], name="repair_term_once_a_day", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.group}: {self.hours}".replace(" :", ":")
