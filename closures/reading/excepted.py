"""«Кроме легковых», «за исключением участка у дома 29»: what a text leaves out and no field of the form holds."""

import re

from django.utils.translation import gettext as _

from closures.models.lists import VehicleClass
from closures.reading.located import Ask, Choice
from closures.reading.notice import Notice
from closures.reading.traffic import EXEMPT
from roadmap.language.tables import compiled
from roadmap.language.text import plain_in_place
from roadmap.language.times.lexicon import PARTS

EXCEPT = re.compile(r"\b(?:кроме|за исключением) (?P<what>(?!того\b|этого\b)[^,;:.!?\n()–—]{3,60})")
HELD = compiled(  # by times and lanes
    rf"полос|\bряд|выходн|праздн|будн|\bноч|\bчас|{PARTS['DAY_NAME']}|\d (?:{PARTS['FULL_MONTH']})"
)
CARS = re.compile(r"\bлегков")


def left_out(notice: Notice) -> str:
    """Its words, in the genitive; empty where the form has a field for them."""
    for found in EXCEPT.finditer(plain_in_place(notice.text)):
        is_exempt = any(compiled(row.pattern).search(found["what"]) for row in EXEMPT)
        if not (is_exempt or HELD.search(found["what"])):
            return notice.text[slice(*found.span("what"))].strip()
    return ""


def note_of(told: str) -> str:
    """In a post's own language."""
    return f"Не касается {told}" if told else ""


def ask_of(told: str, *, is_parking: bool) -> Ask:
    words = _("“But for %(told)s”: the form has no field for that. Look what holds there.")
    choices = (Choice(_("The post tells these words"), {}),)
    if CARS.search(plain_in_place(told)):
        classes = [VehicleClass.LORRY.value, VehicleClass.BUS.value]
        choices = (Choice(_("Shut for lorries and buses"), {}, stage={"vehicle_classes": classes}), *choices)
    return Ask("street" if is_parking else "vehicle_impact", words % {"told": told}, choices)
