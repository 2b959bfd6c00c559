"""{% load distances %}: metres and seconds in people's words."""

from django import template
from django.utils.formats import localize
from django.utils.translation import gettext as _

register = template.Library()

MINUS = "−"


@register.filter
def km(metres: float) -> str:
    """“1.8 km”, below a kilometre “400 m”, to ten metres."""
    if abs(metres) < 995:
        return _("%(metres)s m") % {"metres": round(metres / 10) * 10}
    whole = round(metres / 1000, 1) if metres < 99_950 else round(metres / 1000)
    return _("%(kilometres)s km") % {"kilometres": localize(whole)}


@register.filter
def minutes(seconds: float) -> str:
    """“4 min”; above an hour “1 h 5 min”."""
    hours, left = divmod(max(1, round(seconds / 60)), 60)
    told = _("%(count)d min") % {"count": left} if left or not hours else ""
    return f"{_('%(count)d h') % {'count': hours}} {told}".strip() if hours else told


@register.filter
def more_km(metres: float) -> str:
    """“+1.8 km”; “−200 m” of a way that is shorter, though not quicker."""
    return f"{_sign(metres)}{km(abs(metres))}"


@register.filter
def more_minutes(seconds: float) -> str:
    """“+4 min”; what is less than half a minute is told as less than one."""
    if abs(seconds) < 30:
        return _("less than a minute more")
    return f"{_sign(seconds)}{minutes(abs(seconds))}"


def _sign(number: float) -> str:
    return "+" if number >= 0 else MINUS
