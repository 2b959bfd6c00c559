"""A resident's message about roads."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.gis.db import models
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Lower, Right
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appeals.workflow import ENDED, OPEN, PUBLIC, SHOWN, Outcome, Status
from closures.models import RoadEvent
from roadmap.language.text import alike
from roadmap.letters import Alike
from roadmap.models import Agency, Area, City, RoadSegment, User
from roadmap.models.people import Role
from roadmap.postgis import overlaps, parts_of
from roadmap.said import Said, values_field
from roadmap.secret_links import new_secret

from .category import Category, LegalKind, Source, TermRule
from .responsibility import ResponsibilityRule
from .side import Side

REFUTED_WITHIN_DAYS = 15
KEPT_DAYS = 90
PERSONAL = ("author_name", "author_email", "author_phone", "text", "details", "place_text")
IS_OPEN = Q(status__in=OPEN)
IS_PUBLIC = Q(status__in=PUBLIC, snapped_point__isnull=False)
IS_SHOWN = Q(status__in=SHOWN, snapped_point__isnull=False)
IS_ANSWERED = Q(status=Status.ANSWERED)
ANSWERED_LATE = Q(answered_at__gt=models.F("answer_due_at")) | Q(
    status__in=(Status.REJECTED, Status.DUPLICATE), settled_at__gt=models.F("answer_due_at")
)
HAS_ANSWER = Q(status__in=(Status.ANSWERED, Status.CLOSED))
HAS_ENDED = Q(status__in=ENDED)
UNREPLIED = IS_OPEN & Q(first_replied_at=None)
REPLIED_LATE = Q(first_replied_at__gt=models.F("first_reply_due_at"))
COUNTED_BY = ["source", "category", "area", "agency", "status", "answer_due_at", "answered_at", "settled_at"]
WAITING_BY = ["id", "category", "area", "agency", "assignee", "status", "answer_due_at"]
# Something that the sender wrote, or a pin and a house beside it, which may be where the sender lives.
IS_OFF_THE_ROAD = Q(point__isnull=False, snapped_point__isnull=False) & ~Q(point=models.F("snapped_point"))
HAS_WORDS = ~Q(**dict.fromkeys(PERSONAL, ""), house="") | IS_OFF_THE_ROAD


def both_or_neither(one: Q, other: Q) -> Q:
    return one & other | ~one & ~other


def leads_city(user: User) -> bool:
    """Whether the user's body answers for the site, or stands above the one that does; or the user belongs to none."""
    if user.agency is None:
        return True
    operator = Agency.objects.operator_of(user.agency.city)
    return operator is not None and operator.pk in Agency.objects.below(user.agency)


# How the inbox searches; each expression is that of an index below.
WORDS_OF = "russian"  # its stems: «ямы» finds «яма»; it takes words in Latin letters, too
TRIGRAM = 3
WORDS = SearchVector(Alike("text"), Alike("details"), Alike("street"), config=WORDS_OF)
PHONE_DIGITS = 10  # without the country's code: +7 and 8 are one
AUTHOR_PHONE = Right(
    models.Func(
        "author_phone", Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=models.TextField()
    ),
    PHONE_DIGITS,
)
HAS_PHONE = ~Q(author_phone="")


def _last_digits(told: str) -> str:
    return "".join(letter for letter in told if letter.isdigit())[-PHONE_DIGITS:]


class AppealQuerySet(models.QuerySet):
    def locked(self, pk: int) -> "Appeal":
        """The row, held until the transaction ends."""
        return self.held().get(pk=pk)

    def locked_in_order(self) -> "AppealQuerySet":
        """Rows held until the transaction ends: always in order of number, so that two who want the same never wait
        for each other."""
        return self.held().order_by("pk")

    def held(self) -> "AppealQuerySet":
        """Until the transaction ends; but not from who only points here, as the first of duplicates is pointed at."""
        return self.select_for_update(of=("self",), no_key=True)

    def open(self) -> "AppealQuerySet":
        return self.filter(IS_OPEN)

    def overdue(self, at: datetime) -> "AppealQuerySet":
        return self.open().filter(answer_due_at__lt=at)

    def public(self) -> "AppealQuerySet":
        """What anybody may see: linked to the network, and a road matter."""
        return self.filter(IS_PUBLIC)

    def of_open311(self) -> "AppealQuerySet":
        """What programs are told of: what is public, and what they sent themselves, so that they hear its end."""
        return self.filter(IS_PUBLIC | Q(source=Appeal.Source.OPEN311))

    def of_street(self, name: str, *, whole: bool = True) -> "AppealQuerySet":
        """On the street of this name, however it was typed; not `whole`: on one whose name holds it."""
        told = {"alike_street" if whole else "alike_street__contains": alike(name)}
        return self.alias(alike_street=Alike("street")).filter(**told)

    def with_words(self, told: str) -> "AppealQuerySet":
        """All these words, in any of their forms, in text, answers to questions and street together, one of them
        perhaps in the category's name; or a street whose name holds them as they are written."""
        query = SearchQuery(alike(told), config=WORDS_OF)  # all of them; a sign is no operator here
        found = Q(words=query)
        for topics, others in Category.objects.meant_by(alike(told).split()):
            of_topic = Q(category__in=topics)
            found |= of_topic & Q(words=SearchQuery(" ".join(others), config=WORDS_OF)) if others else of_topic
        if len(alike(told)) >= TRIGRAM:  # fewer letters are found by no index
            found |= Q(alike_street__contains=alike(told))
        return self.alias(words=WORDS, alike_street=Alike("street")).filter(found)

    def by_contact(self, told: str) -> "AppealQuerySet":
        """Of the author with this e-mail, or this phone however it was written."""
        if "@" in told:
            return self.alias(mail=Lower("author_email")).filter(~Q(author_email=""), mail=told.strip().lower())
        return self.alias(phone=AUTHOR_PHONE).filter(HAS_PHONE, phone=_last_digits(told))

    def families_of(self, numbers: Sequence[int]) -> "AppealQuerySet":
        """These, and all that was split from the same messages: they hold the same people's data."""
        wholes = self.filter(pk__in=numbers).order_by().values_list(Coalesce("split_from", "pk"))
        return self.filter(Q(pk__in=wholes) | Q(split_from__in=wholes))

    def told_together(self, rows: "list[Appeal]") -> dict[int, int]:
        """By number of a main message how many tell of the same, itself too; only where others joined it."""
        joined = self.filter(duplicate_of__in=rows).order_by().values_list("duplicate_of").annotate(models.Count("pk"))
        return {main: count + 1 for main, count in joined}

    def reopened(self) -> "AppealQuerySet":
        """Ever returned by its sender."""
        return self.filter(pk__in=self.model.changes.field.model.objects.filter(verb="reopened").values("appeal"))

    def shown(self) -> "AppealQuerySet":
        """What the map shows unless told: public, and not closed."""
        return self.filter(IS_SHOWN)

    def of_author(self, address: str) -> "AppealQuerySet":
        """Sent with this address of mail, in whichever letters."""
        return self.alias(mailbox=Lower("author_email")).filter(mailbox=address.lower()).exclude(author_email="")

    def in_bbox(self, box: Polygon | MultiPolygon) -> "AppealQuerySet":
        return self.filter(overlaps("snapped_point", parts_of(box)))

    def unrefuted(self, at: datetime) -> "AppealQuerySet":
        """Answered, and the last day to say “not fixed” is over in the message's city (`refutable_until`)."""
        late = Q(pk__in=[])
        for city in City.objects.only("time_zone"):
            last = at.astimezone(city.zone).date() - timedelta(days=REFUTED_WITHIN_DAYS)
            late |= Q(city=city, answered_at__lt=city.midnight(last))
        return self.filter(late, status=Status.ANSWERED)

    def personal_settled_before(self, at: datetime) -> "AppealQuerySet":
        """Ended by then, and still holding words, pictures or the pin of their sender, or words that may tell of them:
        what erasing.erase_author takes away."""
        old = self.filter(settled_at__lt=at)
        more = [
            old.filter(photos__is_proof=False),
            old.filter(uploads__is_proof=False),
            old.filter(Q(questions__text__gt="") | Q(questions__reply__gt="")),
            old.filter(notes__isnull=False),
            old.filter(answer_draft__isnull=False),
        ]
        return self.filter(pk__in=old.filter(HAS_WORDS).values("pk").union(*(each.values("pk") for each in more)))

    def workable_by(self, user: User) -> "AppealQuerySet":
        """An operator works on the messages of the own agency; an administrator on all."""
        if not user.is_authenticated or not user.has_role(Role.OPERATOR):
            return self.none()
        if user.has_role(Role.ADMINISTRATOR):
            return self
        return self.filter(agency=user.agency_id) if user.agency_id else self.none()

    def readable_by(self, user: User) -> "AppealQuerySet":
        """What they work on, and what they forwarded: they see what became of it."""
        if not user.is_authenticated or not user.has_role(Role.OPERATOR) or user.has_role(Role.ADMINISTRATOR):
            return self.workable_by(user)
        forwarded = Appeal.objects.filter(changes__verb="forwarded", changes__by=user).order_by()
        mine = Q(agency=user.agency_id) if user.agency_id else Q()
        return self.filter(mine | Q(pk__in=forwarded.values("pk")))

    def joinable_by(self, user: User) -> "AppealQuerySet":
        """What an operator may join a message to: one they work on, or one that everybody may see."""
        if not user.is_authenticated or not user.has_role(Role.OPERATOR):
            return self.none()
        if user.has_role(Role.ADMINISTRATOR):
            return self
        return self.filter(IS_PUBLIC | Q(agency=user.agency_id) if user.agency_id else IS_PUBLIC)

    def overseen_by(self, user: User) -> "AppealQuerySet":
        """What somebody counts and is told of in the morning. A leader: what the own body and those below it have, had
        when a term was broken, or what lies in their districts; all of the city where `leads_city`. An operator: what
        the own body has.
        """
        if not user.is_authenticated or not user.has_role(Role.LEADER, Role.OPERATOR) or user.city is None:
            return self.none()
        of_city = self.filter(city=user.city)
        is_leader = user.has_role(Role.LEADER)
        if user.has_role(Role.ADMINISTRATOR) or (is_leader and leads_city(user)):
            return of_city
        if not is_leader:
            return self.workable_by(user)
        bodies = Agency.objects.below(user.agency)
        had = Appeal.violations.rel.related_model.objects.filter(appeal=models.OuterRef("pk"), agency__in=bodies)
        areas = Area.objects.filter(agency__in=bodies).order_by()
        mine = Q(agency__in=bodies) | Q(area__in=areas.values("pk")) | models.Exists(had.order_by())
        return of_city.filter(mine)


class Appeal(models.Model):
    """The place as given and the place as understood, who answers and why, two promised moments, and the answer.

    Points are WGS 84. `position` (0 to 1) is along the segment's geometry, `confidence` from 0 to 1; no segment means
    that the place is too far from any road, or that two streets are equally likely. `stretch` lies on the segments from
    `point` to the other end that was told, `stretch_m` metres along the street. Who wrote it, the text and the
    photos are private until an operator releases them; PERSONAL is what goes when the sender asks, or in time.
    `draft_key` follows from the form, its browser and its content: sent twice is one message (appeals/drafts.py).
    """

    PERSONAL = PERSONAL

    Source, LegalKind, Side = Source, LegalKind, Side

    # Foreign keys without an index of their own lead one below.
    city = models.ForeignKey(City, models.CASCADE, db_index=False, related_name="appeals", verbose_name=_("city"))
    secret = models.CharField(max_length=64, unique=True, default=new_secret, editable=False)
    draft_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.NEW)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.SITE)
    legal_kind = models.CharField(_("legal kind"), max_length=10, choices=LegalKind, default=LegalKind.MESSAGE)
    category = models.ForeignKey(
        Category, models.PROTECT, db_index=False, related_name="appeals", verbose_name=_("category")
    )
    text = models.TextField(_("text"), max_length=4000, blank=True)
    details = models.TextField(_("answers to the category's questions"), blank=True, default="", db_default="")

    point = models.PointField(_("place as given"), null=True, blank=True, spatial_index=False)
    accuracy_m = models.FloatField(_("accuracy, m"), null=True, blank=True)
    place_text = models.CharField(_("place in words"), max_length=300, blank=True)

    segment = models.ForeignKey(
        RoadSegment,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="appeals",
        verbose_name=_("road segment"),
    )
    snapped_point = models.PointField(_("place on the road"), null=True, blank=True, spatial_index=False)
    position = models.FloatField(_("position"), null=True, blank=True)
    distance_m = models.FloatField(_("distance to the road, m"), null=True, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    candidates = models.JSONField(_("other candidates"), default=list, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    side = models.CharField(_("side of the road"), max_length=10, choices=Side, blank=True)
    house = models.CharField(_("nearest house"), max_length=40, blank=True)
    stretch = models.MultiLineStringField(_("stretch of the street"), null=True, blank=True, spatial_index=False)
    stretch_m = models.FloatField(_("length of the stretch, m"), null=True, blank=True)
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="appeals", verbose_name=_("area")
    )

    agency = models.ForeignKey(Agency, models.PROTECT, db_index=False, related_name="appeals", verbose_name=_("agency"))
    agency_reason = models.CharField(_("why this agency"), max_length=300)  # with its values: roadmap/said.py
    agency_reason_values = values_field()
    agency_basis = models.CharField(_("by what it answers"), max_length=10, blank=True, default="", db_default="")
    agency_rule = models.ForeignKey(
        ResponsibilityRule,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rule of responsibility"),
    )
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("operator")
    )
    duplicate_of = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="duplicates", verbose_name=_("joined to")
    )
    split_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    planned_work = models.ForeignKey(
        RoadEvent, models.SET_NULL, null=True, blank=True, related_name="appeals", verbose_name=_("planned work there")
    )

    author_name = models.CharField(_("name"), max_length=120, blank=True)
    author_email = models.EmailField(_("e-mail"), blank=True)
    author_phone = models.CharField(_("phone"), max_length=40, blank=True)
    consented_at = models.DateTimeField(_("consent given at"), null=True, blank=True)

    submitted_at = models.DateTimeField(_("submitted at"))
    first_reply_due_at = models.DateTimeField(_("first reply promised by"))
    answer_due_at = models.DateTimeField(_("answer promised by"))
    term = models.ForeignKey(
        TermRule, models.SET_NULL, null=True, blank=True, db_index=False, related_name="+", verbose_name=_("term")
    )
    term_ends_on = models.DateField(_("last day of the term"), null=True, blank=True)  # no day off is stepped over yet
    repair_due_at = models.DateTimeField(_("defect to be gone by"), null=True, blank=True)  # GOST R 50597
    first_replied_at = models.DateTimeField(_("first reply at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("case ended at"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=14, choices=Outcome, blank=True, default="", db_default=models.Value("")
    )  # empty: not answered, or answered before outcomes were told
    is_text_released = models.BooleanField(_("text may be public"), default=False)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="rating_from_1_to_5"),
            models.CheckConstraint(
                condition=HAS_ANSWER | Q(rating=None, outcome=""), name="appeal_without_answer_has_no_outcome"
            ),
            models.CheckConstraint(
                condition=HAS_ANSWER | Q(status=Status.REJECTED) | Q(answer=""), name="appeal_open_has_no_answer"
            ),
            models.CheckConstraint(
                condition=Q(segment=None) | Q(snapped_point__isnull=False), name="linked_appeal_has_its_place"
            ),
            models.CheckConstraint(
                condition=Q(answer_due_at__gte=models.F("first_reply_due_at")), name="first_reply_before_answer"
            ),
            models.CheckConstraint(
                condition=both_or_neither(HAS_ANSWER, Q(answered_at__isnull=False)),
                name="appeal_answered_at_its_moment",
            ),
            models.CheckConstraint(
                condition=both_or_neither(HAS_ENDED, Q(settled_at__isnull=False)), name="appeal_ended_at_its_moment"
            ),
            models.CheckConstraint(
                condition=IS_OPEN | Q(first_replied_at__isnull=False), name="appeal_not_open_was_replied_to"
            ),
            models.CheckConstraint(
                condition=both_or_neither(Q(status=Status.DUPLICATE), Q(duplicate_of__isnull=False)),
                name="appeal_joined_has_its_main",
            ),
            models.CheckConstraint(
                condition=both_or_neither(Q(stretch__isnull=False), Q(stretch_m__isnull=False)),
                name="appeal_stretch_has_its_length",
            ),
            models.CheckConstraint(
                condition=Q(accuracy_m=None) | Q(point__isnull=False), name="appeal_accuracy_is_of_its_point"
            ),
        ]
        # Each beside what it serves. What a list equals stands before what it is ordered by.
        indexes = [
            # the public API; the map's list
            models.Index(fields=["city", "submitted_at"], condition=IS_SHOWN, name="appeal_shown"),
            models.Index(fields=["city", "status", "submitted_at"], name="appeal_by_status"),
            models.Index(fields=["category", "submitted_at"], name="appeal_of_category"),
            models.Index("city", Alike("street"), "submitted_at", name="appeal_on_street"),
            models.Index(fields=["segment", "-submitted_at"], name="appeal_on_segment"),
            # an operator's inbox: new, to answer and overdue, answered, all (which the API asks for, too)
            models.Index(fields=["agency", "status", "answer_due_at"], name="appeal_inbox"),
            models.Index(fields=["agency", "answer_due_at"], condition=IS_OPEN, name="appeal_open_of_agency"),
            models.Index(fields=["agency", "answered_at"], condition=IS_ANSWERED, name="appeal_answered_of_agency"),
            models.Index(fields=["agency", "submitted_at"], name="appeal_of_agency"),
            # an administrator's inbox: the same of all agencies; /admin/
            models.Index(fields=["status", "answer_due_at"], condition=IS_OPEN, name="appeal_open_by_status"),
            models.Index(fields=["answer_due_at"], condition=IS_OPEN, name="appeal_open"),
            models.Index(fields=["answered_at"], condition=IS_ANSWERED, name="appeal_answered"),
            models.Index(fields=["submitted_at"], name="appeal_all"),
            # the clock: what was broken between two of its looks (appeals/violations.py)
            models.Index(fields=["answer_due_at"], condition=ANSWERED_LATE, name="appeal_answered_late"),
            models.Index(fields=["first_reply_due_at"], condition=UNREPLIED, name="appeal_unreplied"),
            models.Index(fields=["first_reply_due_at"], condition=REPLIED_LATE, name="appeal_replied_late"),
            # a lost link is asked for by the address
            models.Index(Lower("author_email"), condition=~Q(author_email=""), name="appeal_of_author"),
            # the latest, also of several statuses; figures read no row, however wide: all that they count stands here
            models.Index(
                fields=["city", "submitted_at"],
                include=["id", "snapped_point", *COUNTED_BY],
                name="appeal_figures",
            ),
            # the map's box; what came in near a closure while it lasted (figures/causes.py), in a zone (zones.py)
            GistIndex(fields=["snapped_point", "submitted_at"], name="appeal_near"),
            # the morning: the oldest that are open, and what it counts of them without reading a row
            models.Index(
                fields=["city", "submitted_at"], condition=IS_OPEN, include=WAITING_BY, name="appeal_oldest_open"
            ),
            # words of a street, in the inbox and in /admin/
            GinIndex(OpClass(Alike("street"), "gin_trgm_ops"), name="appeal_street_words"),
            # the inbox's search: words of text, answers and street, and the author's phone
            GinIndex(WORDS, name="appeal_words"),
            models.Index(AUTHOR_PHONE, condition=HAS_PHONE, name="appeal_of_phone"),
            # the clock: whose data are to be forgotten; what is to be closed is served by appeal_answered
            models.Index(fields=["settled_at"], condition=HAS_WORDS, name="appeal_to_forget"),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"

    @property
    def number(self) -> str:
        """What people quote on the phone."""
        return f"{self.submitted_at.astimezone(self.city.zone):%y}-{self.pk:05d}"

    @property
    def subject(self) -> str:
        """How deliveries name this message."""
        return f"appeal:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_overdue_at(self, at: datetime) -> bool:
        return self.is_open and self.answer_due_at < at

    @property
    def main(self) -> "Appeal":
        """The message whose answer counts: the one that this was joined to, else this one."""
        return self.duplicate_of or self

    @property
    def may_read_main(self) -> bool:
        """Whether the words of the main message's body are for this sender, too: not of a body that never shared one
        with this message, since they were written to another person."""
        main = self.main
        if main.pk == self.pk or main.agency_id == self.agency_id:
            return True
        return main.changes.filter(state__agency=self.agency.slug).exists()

    @property
    def refutable_until(self) -> datetime | None:
        """The first moment at which it is too late to say “not fixed”, or that it is a road matter after all: 15 whole
        days follow the day of the answer, or of the rejection."""
        main = self.main
        answered_at = main.settled_at if main.status == Status.REJECTED else main.answered_at
        if answered_at is None:
            return None
        last = answered_at.astimezone(self.city.zone).date() + timedelta(days=REFUTED_WITHIN_DAYS)
        return self.city.midnight(last + timedelta(days=1))

    def can_be_refuted_at(self, at: datetime) -> bool:
        if self.main.status not in (Status.ANSWERED, Status.CLOSED, Status.REJECTED):
            return False
        if self.main.status == Status.REJECTED and self.main.changes.filter(verb="reopened").exists():
            return False  # a rejection is disputed once
        return self.refutable_until is not None and at < self.refutable_until

    @property
    def why_agency(self) -> Said:
        return Said(self.agency_reason, self.agency_reason_values)

    def say_why(self, why: Said) -> None:
        self.agency_reason, self.agency_reason_values = why.sentence, dict(why.values)

    def state(self) -> dict:
        """For the history: what can be told again without telling of the sender."""
        return {
            "status": self.status,
            "category": self.category.code,
            "agency": self.agency.slug,
            "agency_name": str(self.agency),
            "assignee": self.assignee_id,
            "agency_basis": self.agency_basis,
            "agency_rule": self.agency_rule_id,
            **self.why_agency.as_columns("agency_reason"),
            "segment": self.segment_id,
            "street": self.street,
            "answer": self.answer,
            "outcome": self.outcome,
            "answer_due_at": self.answer_due_at.isoformat(),
            "duplicate_of": self.duplicate_of_id,
            "is_text_released": self.is_text_released,
        }

    def get_absolute_url(self) -> str:
        """The map with its card open: what anybody may see."""
        return f"{reverse('map')}?open=appeal-{self.pk}"

    def get_secret_url(self) -> str:
        return reverse("message", args=[self.secret])
