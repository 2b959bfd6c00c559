"""What is restricted for who may drive: one declaration each, read by the form, the texts and the card.

Values are WZDx 4.2's where it has one, else those of Digitraffic's road works (35 kinds of restriction, of which those
that say what is left for traffic are a VehicleImpact here). Measures are told in metres, tonnes, km/h and minutes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.language.grammar.phrases import NO_BREAK


@dataclass(frozen=True)
class Measure:
    """`unit` as WZDx spells it where it can, `others` what callers may give instead and how much of it that is."""

    unit: str
    title: Promise  # beside the form's field
    ru: str
    en: str
    others: Mapping[str, float]

    def share_of(self, unit: str) -> float | None:
        """How much of this measure's unit one of that unit is; None where it is no such measure."""
        return 1.0 if unit == self.unit else self.others.get(unit)


METRES = Measure("meters", _("m"), "м", "m", {"centimeters": 0.01, "feet": 0.3048, "inches": 0.0254})
TONNES = Measure("tons", pgettext_lazy("unit", "t"), "т", "t", {"kilograms": 0.001, "pounds": 0.00045359237})
SPEED = Measure("km/h", _("km/h"), "км/ч", "km/h", {})
MINUTES = Measure("minutes", pgettext_lazy("unit", "min"), "мин", "min", {})


@dataclass(frozen=True)
class Restriction:
    """`ru` and `en` are what a text says, with {} for the measure, which nobody means below `least` or above `most`."""

    value: str
    title: Promise
    ru: str
    en: str
    measure: Measure | None = None
    least: float = 0
    most: float = 0

    def told(self, value: float | None, unit: str, *, is_english: bool) -> str:
        """Empty where a measure is not given: a limit that nobody knows is none."""
        words = self.en if is_english else self.ru
        if self.measure is None:
            return words
        if value is None:
            return ""
        number = _number(value * self.measure.others.get(unit, 1.0))
        shown = number if is_english else number.replace(".", ",")
        return words.format(f"{shown}{NO_BREAK}{self.measure.en if is_english else self.measure.ru}")


def _number(value: float) -> str:
    """As people write it: 3.5, 40."""
    return format(Decimal(str(round(value, 2))).normalize(), "f")


# fmt: off
LIMITS = (
    Restriction("speed-limit", _("speed limit"), "скорость не более {}", "speed limit {}", SPEED, 5, 130),
    Restriction("reduced-weight", _("weight of a vehicle, at most"),
                "масса не более {}", "weight up to {}", TONNES, 0.5, 200),
    Restriction("gross-weight-limit", _("gross weight of a vehicle with its trailer, at most"),
                "масса с прицепом не более {}", "gross weight up to {}", TONNES, 0.5, 200),
    Restriction("axle-load-limit", _("load of an axle, at most"),
                "нагрузка на ось не более {}", "axle load up to {}", TONNES, 0.5, 50),
    Restriction("reduced-height", _("height, at most"), "высота не более {}", "height up to {}", METRES, 1, 10),
    Restriction("reduced-width", _("width, at most"), "ширина не более {}", "width up to {}", METRES, 1, 10),
    Restriction("reduced-length", _("length of a vehicle, at most"),
                "длина не более {}", "length up to {}", METRES, 2, 60),
    Restriction("estimated-delay", _("delay to expect"),
                "возможна задержка до {}", "expect delays up to {}", MINUTES, 1, 600),
    Restriction("estimated-delay-during-rush-hour", _("delay in the rush hour"),
                "в час пик возможна задержка до {}", "expect delays up to {} in the rush hour", MINUTES, 1, 600),
)
BANS = (
    Restriction("no-trucks", _("no lorries"), "движение грузовиков запрещено", "no lorries"),
    Restriction("local-access-only", _("local access only"), "проезд только к домам", "local access only"),
    Restriction("no-passing", _("no overtaking"), "обгон запрещён", "no overtaking"),
    Restriction("no-parking", _("no parking"), "парковка запрещена", "no parking"),
    Restriction("towing-prohibited", _("no trailers"), "проезд с прицепом запрещён", "no trailers"),
    Restriction("permitted-oversize-loads-prohibited", _("no oversize loads, with a permit either"),
                "проезд негабаритных грузов запрещён", "no oversize loads"),
)
CONDITIONS = (
    Restriction("narrow-lanes", _("narrow lanes"), "полосы сужены", "narrow lanes"),
    Restriction("contra-flow-traffic", _("traffic of both directions on one carriageway"),
                "встречное движение по одной проезжей части", "both directions share one carriageway"),
    Restriction("intermittent-short-term-stops", _("short stops"),
                "кратковременные остановки движения", "short stops of traffic"),
    Restriction("intermittent-short-term-closure", _("short closures"),
                "кратковременные перекрытия", "short closures"),
    Restriction("slow-moving-maintenance-vehicle", _("slow vehicles of the works"),
                "медленно движется техника", "slow works vehicles"),
    Restriction("temporary-traffic-lights", _("temporary traffic lights"),
                "установлен временный светофор", "temporary traffic lights"),
    Restriction("road-surface-milled", _("milled surface"), "покрытие снято фрезой", "milled surface"),
    Restriction("road-surface-gravel", _("gravel"), "проезд по щебню", "gravel"),
    Restriction("road-surface-paved", _("fresh surface"), "свежее покрытие", "fresh surface"),
    Restriction("open-fire-heater-in-use", _("road heater with an open flame"),
                "разогрев покрытия открытым огнём", "road heater with an open flame"),
    Restriction("detour-signs", _("the detour has signs"), "объезд обозначен знаками", "the detour has signs"),
    Restriction("detour-surface-gravel", _("the detour has gravel"), "объезд по щебню", "gravel on the detour"),
    Restriction("detour-curves-steep", _("sharp bends on the detour"),
                "на объезде крутые повороты", "sharp bends on the detour"),
    Restriction("detour-gross-weight-limit", _("weight on the detour, at most"),
                "на объезде масса не более {}", "weight on the detour up to {}", TONNES, 0.5, 200),
)
# fmt: on

RESTRICTIONS: dict[str, Restriction] = {each.value: each for each in (*LIMITS, *BANS, *CONDITIONS)}
NOW_AND_THEN = ("intermittent-short-term-stops", "intermittent-short-term-closure")
GROUPS = ((_("Limits"), LIMITS), (_("Bans"), BANS), (_("On the road"), CONDITIONS))


@dataclass(frozen=True)
class Given:
    """One that holds; `value` is None where it has no measure or nobody knows it, `unit` empty for the declared one."""

    type: str
    value: float | None = None
    unit: str = ""

    @classmethod
    def of(cls, stored: Mapping) -> "Given":
        return cls(stored["type"], stored.get("value"), stored.get("unit") or "")

    def told(self, *, is_english: bool) -> str:
        """One that nobody declared (of another's feed) as it is spelled there."""
        declared = RESTRICTIONS.get(self.type)
        if declared is None:
            return self.type.replace("-", " ")
        return declared.told(self.value, self.unit, is_english=is_english)


def told(restrictions: Iterable[Mapping], *, is_english: bool) -> list[str]:
    """Each in words, once."""
    found = (Given.of(each).told(is_english=is_english) for each in restrictions)
    return list(dict.fromkeys(words for words in found if words))
