"""Steps of the guide about residents' messages: categories with their terms, and the calendar that terms go by."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.models import CalendarDay, Category, ProgramKey, RepairTerm, ResponsibilityRule, TermRule
from appeals.working_calendar import knows_year
from roadmap.models import City
from roadmap.setting_up.steps import Step


def categories(city: City | None) -> Step:
    facts = [
        _("categories: %d") % Category.objects.count(),
        _("terms: %d") % TermRule.objects.count(),
        _("terms of repairs: %d") % RepairTerm.objects.count(),
        _("rules of responsibility: %d") % ResponsibilityRule.objects.filter(city=city).count(),
    ]
    lacks = [] if Category.objects.exists() else [_("There are no categories: nobody can send a message.")]
    if not TermRule.objects.filter(category=None, city=None, valid_from__lte=timezone.localdate()).exists():
        lacks.append(_("No term holds for all categories: a message without a term of its own is not taken."))
    links = [
        (_("Categories"), reverse("desk-setup-categories")),
        (_("Terms"), reverse("admin:appeals_termrule_changelist")),
        (_("Terms of repairs"), reverse("admin:appeals_repairterm_changelist")),
        (_("Who answers for what"), reverse("desk-setup-rules")),
    ]
    return Step(
        _("Categories and terms"), _("What residents report, and how soon it is answered."), facts, links, lacks
    )


def holidays(city: City | None) -> Step:
    year = timezone.localdate().year
    own = CalendarDay.objects.for_city(city) if city else CalendarDay.objects.none()
    facts = [_("days of the own table: %d") % own.count()]
    lacks = [
        _("The calendar does not know the transfers of %d yet: enter them when they are decreed.") % each
        for each in (year, year + 1)
        if not knows_year(each) and not own.filter(day__year=each).exists()
    ]
    links = [(_("Days off and working days"), reverse("admin:appeals_calendarday_changelist"))]
    why = _("Public holidays come with the program; regional ones and transfers are entered here.")
    return Step(_("Holidays"), why, facts, links, lacks, True)


def programs(city: City | None) -> Step:
    valid = ProgramKey.objects.valid().filter(city=city).count()
    why = _("Aggregators and other sites send residents' messages by Open311, each by a key of its own.")
    links = [(_("Keys"), reverse("desk-setup-keys"))]
    return Step(_("Programs of others"), why, [_("valid keys: %d") % valid], links, [], True)
