"""How far something is, how long it takes and what it costs more, in people's words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MINUS = "−"
TO_TENS_M, TO_TENTHS_KM = 10, 10  # nearer than a kilometre to ten metres, nearer than ten to a tenth
LEAST_MORE_M, LEAST_MORE_S = 50.0, 30.0  # less is not worth a word


def metres_words(metres: float) -> str:
    """“350 m”, “1.2 km”, “14 km”."""
    tens = round(metres / TO_TENS_M) * TO_TENS_M
    if tens < 1000:
        return _("%(metres)s m") % {"metres": tens}
    km = round(metres / 1000, 1)
    return _("%(kilometres)s km") % {"kilometres": number_format(km, 1 if km < TO_TENTHS_KM else 0)}


def minutes_words(seconds: float) -> str:
    """“4 min”; above an hour “1 h 5 min”."""
    hours, left = divmod(max(1, round(seconds / 60)), 60)
    told = _("%(count)d min") % {"count": left} if left or not hours else ""
    return f"{_('%(count)d h') % {'count': hours}} {told}".strip() if hours else told


def away_words(metres: float) -> str:
    """“here”, “350 m away”."""
    if metres < TO_TENS_M / 2:
        return _("where you are")
    return _("%(distance)s away") % {"distance": metres_words(metres)}


def more_words(metres: float, seconds: float) -> str:
    """“+1.8 km, +4 min” of what a way costs beside the usual one; “−200 m” where it is shorter, though not quicker."""
    told = [_signed(metres, metres_words)] if abs(metres) >= LEAST_MORE_M else []
    if abs(seconds) >= LEAST_MORE_S:
        told.append(_signed(seconds, minutes_words))
    elif told:
        told.append(_("under a minute"))
    return ", ".join(told) or _("about as long as usual")


def _signed(number: float, words) -> str:
    return f"{'+' if number >= 0 else MINUS}{words(abs(number))}"
