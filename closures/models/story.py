"""A story: what an editor tells of a district or a place, under one of the city's themes, for as long as it is true."""

import secrets
from datetime import datetime

from django.contrib.gis.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roadmap.languages import is_russian
from roadmap.lengths import shortened
from roadmap.models import Area, City, Road, RoadSegment, User
from roadmap.models.people import Role
from roadmap.words_field import WordsField

SUMMARY = 200  # letters of a row, a feed, a preview


def cover_name(story: "Story", filename: str) -> str:
    """Nothing of the file's own name is kept."""
    name = secrets.token_hex(16)
    return f"stories/{name[:2]}/{name}.jpg"


class StoryThemeQuerySet(models.QuerySet):
    def of(self, area: Area) -> "StoryThemeQuerySet":
        """The district's own set: themes of all districts, and those that name it."""
        return self.filter(Q(areas=None) | Q(areas=area)).distinct()


class StoryTheme(models.Model):
    """Without areas it is a theme of every district; else of those alone."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    names = WordsField(_("names by language"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    areas = models.ManyToManyField(
        Area,
        blank=True,
        related_name="story_themes",
        verbose_name=_("districts"),
        limit_choices_to={"kind": Area.Kind.DISTRICT},
        help_text=_("Empty: a theme of every district."),
    )

    objects = StoryThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme of stories")
        verbose_name_plural = _("themes of stories")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name if is_russian() else self.names.get(get_language(), self.name)


class StoryQuerySet(models.QuerySet):
    def locked(self, pk: int) -> "Story":
        """The row, held until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def shown(self, at: datetime) -> "StoryQuerySet":
        """Published, and valid at the moment: a term includes its start and excludes its end."""
        begun = Q(valid_from__lte=at) & (Q(valid_until=None) | Q(valid_until__gt=at))
        return self.filter(begun, status=Story.Status.PUBLISHED)

    def with_likes(self) -> "StoryQuerySet":
        likes = StoryLike.objects.filter(story=OuterRef("pk")).order_by().values("story").annotate(number=Count("pk"))
        return self.annotate(like_count=Coalesce(Subquery(likes.values("number")), 0))

    def editable_by(self, user: User) -> "StoryQuerySet":
        """An editor writes for the city of the own agency; an administrator for all."""
        if not user.is_authenticated or not user.has_role(Role.EDITOR):
            return self.none()
        if user.has_role(Role.ADMINISTRATOR):
            return self
        return self.filter(city__agencies=user.agency_id) if user.agency_id else self.none()


class Story(models.Model):
    """`text` is plain: paragraphs are parted by an empty line. `point` in WGS 84 and `segment`, which follows from it,
    `road` or `area` say where; `version` is what an editor has read and writes against."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    city = models.ForeignKey(City, models.CASCADE, related_name="stories", verbose_name=_("city"))
    theme = models.ForeignKey(StoryTheme, models.PROTECT, related_name="stories", verbose_name=_("theme"))
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="stories", verbose_name=_("district")
    )
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=8000)
    place = models.CharField(_("place in words"), max_length=200, blank=True)
    point = models.PointField(_("place"), null=True, blank=True)
    road = models.ForeignKey(
        Road, models.SET_NULL, null=True, blank=True, related_name="stories", verbose_name=_("street")
    )
    segment = models.ForeignKey(
        RoadSegment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("road segment")
    )
    cover = models.FileField(_("cover"), upload_to=cover_name, blank=True)
    thumbnail = models.FileField(upload_to=cover_name, blank=True)
    cover_width = models.PositiveIntegerField(default=0)
    cover_height = models.PositiveIntegerField(default=0)
    cover_text = models.CharField(_("what the cover shows"), max_length=300, blank=True)
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    updated_at = models.DateTimeField(_("changed at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="story_ends_after_its_start"
            ),
            models.CheckConstraint(condition=Q(cover="") | ~Q(cover_text=""), name="story_cover_is_told_in_words"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False, published_by__isnull=False),
                name="published_story_has_its_publisher",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "-valid_from", "-id"], condition=Q(status="published"), name="story_shown"),
            models.Index(fields=["city", "-updated_at"], name="story_of_desk"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("story", args=[self.pk])

    @property
    def paragraphs(self) -> list[str]:
        parts = self.text.replace("\r\n", "\n").split("\n\n")
        return [part.strip() for part in parts if part.strip()]

    @property
    def summary(self) -> str:
        """The first paragraph, cut for a row, a feed, a preview."""
        first = self.paragraphs[0] if self.paragraphs else ""
        return shortened(first, SUMMARY)


class StoryLike(models.Model):
    """One visitor's: `visitor` is drawn at random and says nothing of anybody. Who takes it back leaves no row."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="likes", verbose_name=_("story"))
    visitor = models.UUIDField()

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        constraints = [models.UniqueConstraint(fields=["story", "visitor"], name="a_visitor_likes_a_story_once")]

    def __str__(self) -> str:
        return f"{self.story_id}"
