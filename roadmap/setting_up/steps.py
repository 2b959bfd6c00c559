"""Steps of the guide: what a city has of each, what it lacks, and the page where that is mended."""

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from roadmap.channels import CHANNELS, Channel
from roadmap.models import Agency, Area, City, Road, RoadSegment, User
from roadmap.models.people import Role
from roadmap.setting_up.city import place_words

OLD_EXTRACT = timedelta(days=180)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Step:
    """`facts` are what is there, `lacks` what is missing; `is_optional`: the site works without it."""

    title: str
    why: str
    facts: list[str]
    links: list[tuple[str, str]]
    lacks: list[str] = field(default_factory=list)
    is_optional: bool = False

    @property
    def is_done(self) -> bool:
        return not self.lacks


def steps_of(city: City | None) -> list[Step]:
    return [import_string(name)(city) for name in settings.SETUP_STEPS]


def roads(city: City | None) -> Step:
    facts, lacks = [], []
    if city is None or not RoadSegment.objects.filter(city=city).exists():
        lacks.append(_("There is no road network yet: upload an extract of OpenStreetMap."))
    else:
        segments, named = RoadSegment.objects.filter(city=city).count(), Road.objects.filter(city=city).count()
        facts.append(_("%(segments)d segments, %(roads)d streets") % {"segments": segments, "roads": named})
        lacks += _of_its_age(city, facts)
    return Step(
        title=_("Road network"),
        why=_("Streets, crossings, traffic lights and the ground of the map come from one file."),
        facts=facts,
        lacks=lacks,
        links=[(_("Upload an extract"), reverse("desk-setup-roads"))],
    )


def _of_its_age(city: City, facts: list[str]) -> list[str]:
    if city.imported_at is None:
        return [_("The map is a schematic demonstration, not a real extract.")]
    facts.append(_("imported on %s") % city.imported_at.astimezone(city.zone).strftime("%d.%m.%Y"))
    is_old = timezone.now() - city.imported_at > OLD_EXTRACT
    return [_("The extract is older than half a year.")] if is_old else []


def city(city: City | None) -> Step:
    lacks, links, facts = [], [(_("All streets and their case forms"), reverse("desk-setup-streets"))], []
    if city is None:
        lacks.append(_("The city comes with its road network."))
    else:
        facts = [city.name, city.inside, city.time_zone]
        facts.append(
            _("centre: %s") % place_words(city.centre)
            if city.centre
            else _("where the centre is, nobody has told: “towards the centre” in a notice is asked about")
        )
        links = [
            (_("Name, zone, rules"), reverse("admin:roadmap_city_change", args=[city.pk])),
            (_("Centre on the map"), reverse("desk-setup-centre")),
            *links,
        ]
        if city.is_demonstration:
            lacks.append(_("This is the demonstration city."))
    return Step(_("City"), _("How it is called, by which clock it lives, when a plan counts."), facts, links, lacks)


def agency(city: City | None) -> Step:
    bodies = Agency.objects.filter(city=city)
    default = bodies.filter(is_default=True).first()
    facts = [_("%d bodies") % bodies.count()] + ([str(default)] if default else [])
    lacks = [] if default else [_("No body answers where nobody else does.")]
    if default and not (default.phone or default.email):
        lacks.append(_("The body that answers by default has neither a phone nor an e-mail."))
    links = [
        (_("Bodies"), reverse("admin:roadmap_agency_changelist")),
        (_("New body"), reverse("admin:roadmap_agency_add")),
    ]
    return Step(_("Agency"), _("Who publishes, owns roads and answers residents."), facts, links, lacks)


def users(city: City | None) -> Step:
    active = User.objects.filter(is_active=True)
    counted = active.aggregate(**{role: Count("pk", filter=Q(roles__contains=[role])) for role in Role.values})
    facts = [f"{Role(role).label}: {number}" for role, number in counted.items() if number]
    lacks = [] if counted[Role.DISPATCHER] else [_("Nobody is a dispatcher: no closure can be entered.")]
    if homeless := active.filter(agency=None, roles__overlap=[Role.DISPATCHER, Role.APPROVER, Role.OPERATOR]).count():
        lacks.append(_("People at work without an agency, who see nothing: %d.") % homeless)
    links = [
        (_("People"), reverse("admin:roadmap_user_changelist")),
        (_("New person"), reverse("admin:roadmap_user_add")),
    ]
    why = _("A login for each person, with an agency and roles; each changes the own password under “Password”.")
    return Step(_("First users"), why, facts, links, lacks)


def areas(city: City | None) -> Step:
    rows = Area.objects.filter(city=city)
    districts = rows.districts().count()
    zones = rows.exclude(kind=Area.Kind.DISTRICT).count()
    facts = [_("districts: %d") % districts, _("zones of responsibility: %d") % zones]
    links = [
        (_("Upload borders"), reverse("desk-setup-areas")),
        (_("Names and bodies"), reverse("admin:roadmap_area_changelist")),
    ]
    lacks = [] if districts else [_("There are no districts: messages and pages cannot be told by district.")]
    return Step(_("Districts and zones"), _("Who answers where, and pages by district."), facts, links, lacks, True)


def segments(city: City | None) -> Step:
    today = timezone.localdate()
    counted = RoadSegment.objects.filter(city=city).aggregate(
        all=Count("pk"),
        owned=Count("pk", filter=Q(owner__isnull=False)),
        graded=Count("pk", filter=~Q(gost_group="")),
        warranted=Count("pk", filter=Q(warranty_until__gte=today)),
        spared=Count("pk", filter=Q(no_dig_until__gte=today)),
    )
    facts = [
        _("owner known: %(owned)d of %(all)d") % counted,
        _("group by GOST: %d") % counted["graded"],
        _("under warranty: %d") % counted["warranted"],
        _("no digging: %d") % counted["spared"],
    ]
    lacks = (
        [] if counted["owned"] else [_("No segment has an owner: all messages go to the body that answers by default.")]
    )
    links = [
        (_("On the map"), reverse("desk-setup-segments")),
        (_("By a table"), reverse("desk-setup-table")),
    ]
    why = _("Owner, group by GOST R 50597, warranty and no digging: messages and clashes go by them.")
    return Step(_("Facts of segments"), why, facts, links, lacks, True)


def channels(city: City | None) -> Step:
    set_here = [channel for channel in CHANNELS.values() if channel.needs or channel.is_configured()]
    facts = [str(channel.title) for channel in set_here if channel.is_configured()]
    lacks = [_missing(channel) for channel in set_here if not channel.is_configured()]
    if urlsplit(settings.SITE_URL).hostname in LOOPBACK:
        lacks.append(_("SITE_URL names this machine alone: links in posts and letters lead nowhere."))
    elif not settings.IS_HTTPS:
        lacks.append(_("SITE_URL is not https: phones give no position, browsers no notifications."))
    why = _("Settings stand in the file `environment` of the data folder; secrets are never shown here.")
    links = [(_("Accounts"), reverse("desk-accounts")), (_("Deliveries"), reverse("desk-deliveries"))]
    return Step(_("Channels"), why, facts, links, lacks, True)


def _missing(channel: Channel) -> str:
    """By name only: what a setting holds is told nowhere."""
    empty = [name for name in channel.needs if not getattr(settings, name)]
    if empty:
        return _("%(channel)s: not configured; missing: %(settings)s") % {
            "channel": channel.title,
            "settings": ", ".join(empty),
        }
    return _("%(channel)s: what is set cannot be used; see: %(settings)s") % {
        "channel": channel.title,
        "settings": ", ".join(channel.needs),
    }
