"""Who owns roads, works on them or answers for them; and who signs in."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from roadmap.language.grammar.english import names
from roadmap.languages import is_english
from roadmap.words_field import WordsField

from .city import City


class AgencyQuerySet(models.QuerySet):
    def operator_of(self, city: City) -> "Agency | None":
        """Who answers for the site: as set, else the body that answers where nobody else does."""
        return city.operator or self.filter(city=city, is_default=True).first()

    def below(self, agency: "Agency") -> set[int]:
        """Numbers of the agency and of all that report to it, however many levels down."""
        found, level = set(), {agency.pk}
        while level:
            found |= level
            level = set(self.filter(parent__in=level).values_list("pk", flat=True)) - found
        return found


class Agency(models.Model):
    """A body: owner of roads, performer of works, or the one that answers. Contacts are public."""

    city = models.ForeignKey(City, models.CASCADE, related_name="agencies", verbose_name=_("city"))
    slug = models.SlugField(_("slug"), max_length=80)
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("parent agency")
    )
    duty = models.CharField(_("what it answers for"), max_length=250, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    duty_phone = models.CharField(_("duty phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    head = models.CharField(_("head"), max_length=200, blank=True)
    website = models.URLField(_("site"), blank=True)
    is_default = models.BooleanField(
        _("answers where nobody else does"),
        default=False,
        help_text=_("The body for roads that have no owner on record."),
    )
    needs_second_person = models.BooleanField(
        _("publication needs a second person"),
        default=False,
        db_default=False,
        help_text=_("Events and changes are shown once an approver has seen them; nobody approves their own."),
    )
    answers_need_second_person = models.BooleanField(
        _("answers to residents need a second person"),
        default=False,
        db_default=False,
        help_text=_("An answer is sent once an approver has seen it; nobody approves their own."),
    )
    foremen_may_extend = models.BooleanField(
        _("foremen may move the end"),
        default=False,
        db_default=False,
        help_text=_("“Goes on until” by the foreman's link counts at once. Else a dispatcher says yes with one click."),
    )

    hold_s = models.PositiveSmallIntegerField(
        _("posts wait, seconds"),
        default=60,
        db_default=60,
        validators=[MaxValueValidator(3600)],
        help_text=_("So long a step can be undone before anything leaves the house; 0: posts leave at once."),
    )

    territory = models.ManyToManyField(
        "Area",
        verbose_name=_("territory"),
        related_name="+",
        blank=True,
        help_text=_("Outside of these areas its dispatchers enter nothing; none chosen: the whole city."),
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="agency_slug_once_a_city"),
            models.UniqueConstraint(
                fields=["city"],
                condition=models.Q(is_default=True),
                name="one_default_agency_a_city",
                violation_error_message=_("Another agency of this city answers by default already."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def foremen_extend_at_once(self) -> bool:
        """A later end is a decision: where a second person is wanted, an approver sees it first."""
        return self.foremen_may_extend and not self.needs_second_person


class AreaQuerySet(models.QuerySet):
    def districts(self) -> "AreaQuerySet":
        return self.filter(kind=Area.Kind.DISTRICT)

    def containing(self, point: Point) -> "AreaQuerySet":
        """Areas with the point; on a shared border the one named first, so that the answer never flickers."""
        return self.filter(geometry__intersects=point).order_by("name", "slug", "pk")


class Area(models.Model):
    """A district or a zone of responsibility; `geometry` in WGS 84. `names` are those in other languages, by code."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("district")
        RESPONSIBILITY = "responsibility-zone", _("zone of responsibility")

    city = models.ForeignKey(City, models.CASCADE, related_name="areas", verbose_name=_("city"))
    kind = models.CharField(_("kind"), max_length=24, choices=Kind, default=Kind.DISTRICT)
    slug = models.SlugField(_("slug"), max_length=80)
    name = models.CharField(_("name"), max_length=200)
    names = WordsField(
        _("names by language"), default=dict, db_default=models.Value({}, models.JSONField()), blank=True
    )
    agency = models.ForeignKey(
        Agency, models.SET_NULL, null=True, blank=True, related_name="areas", verbose_name=_("agency")
    )
    geometry = models.MultiPolygonField(_("geometry"))

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["city", "kind", "slug"], name="area_slug_once_a_kind")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.english_name if is_english() else self.name

    def learn_english(self, name: str) -> None:
        """What an administrator wrote stays."""
        if name:
            self.names = {"en": name} | self.names

    @property
    def english_name(self) -> str:
        """As it is called in the data, else by the rule for all names."""
        return names.district(self.name, self.stored_names)

    @property
    def stored_names(self) -> dict[str, str]:
        """As roadmap.language.grammar.english.names takes them."""
        return {self.name: self.names["en"]} if self.names.get("en") else {}


class Role(models.TextChoices):
    DISPATCHER = "dispatcher", _("dispatcher")
    APPROVER = "approver", _("approver")
    OPERATOR = "operator", _("operator")
    EDITOR = "editor", _("editor")
    LEADER = "leader", _("leader")
    ADMINISTRATOR = "administrator", _("administrator")


class People(UserManager):
    """Django's, but for `is_staff`, which is no column here."""

    use_in_migrations = False

    def create_user(self, username: str, email: str | None = None, password: str | None = None, **more) -> "User":
        return self._create_user(username, email, password, **more)

    def create_superuser(self, username: str, email: str | None = None, password: str | None = None, **more) -> "User":
        return self._create_user(username, email, password, is_superuser=True, **more)


class User(AbstractUser):
    """Somebody of an agency; what they may see or touch is a phrase of a QuerySet.

    An account is deactivated, never deleted: what somebody did keeps its author. A superuser is made on the machine
    (`./run manage createsuperuser`); the administrator's role is given in /admin/.
    """

    agency = models.ForeignKey(
        Agency, models.SET_NULL, null=True, blank=True, related_name="users", verbose_name=_("agency")
    )
    roles = ArrayField(
        models.CharField(max_length=16, choices=Role.choices), verbose_name=_("roles"), default=list, blank=True
    )
    wants_week = models.BooleanField(
        _("gets the week's report"),
        default=True,
        db_default=True,
        help_text=_("Of those who lead: by mail, on Monday with the morning."),
    )

    objects = People()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    @property
    def shown_name(self) -> str:
        return self.get_full_name() or self.username

    @property
    def city(self) -> City | None:
        """The agency's; who belongs to none, as an administrator, works on the city shown."""
        return self.agency.city if self.agency else City.objects.shown()

    @property
    def is_staff(self) -> bool:
        """Who may enter /admin/: follows from the role."""
        return self.is_superuser or Role.ADMINISTRATOR in self.roles

    def has_role(self, *roles: str) -> bool:
        """Administrators may do what every role may."""
        return self.is_active and (self.is_staff or any(role in self.roles for role in roles))

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff
