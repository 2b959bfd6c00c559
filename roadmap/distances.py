"""How far something is, in people's words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

KM = 1000
TO_TENS_M, TO_TENTHS_KM = 10, 10  # nearer than a kilometre to ten metres, nearer than ten to a tenth


def away_words(metres: float) -> str:
    """“here”, “350 m away”, “1.2 km away”, “14 km away”."""
    tens = round(metres / TO_TENS_M) * TO_TENS_M
    if not tens:
        return _("where you are")
    if tens < KM:
        return _("%(metres)s m away") % {"metres": tens}
    km = round(metres / KM, 1)
    return _("%(km)s km away") % {"km": number_format(km, 1 if km < TO_TENTHS_KM else 0)}
