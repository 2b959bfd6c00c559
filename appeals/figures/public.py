"""Figures that everybody may ask for: of the last year and the whole city, counted anew after some minutes."""

from datetime import datetime

from django.core.cache import cache
from django.utils.translation import get_language

from appeals.figures.asked import last_year
from appeals.figures.cuts import Figures, figures_of
from appeals.models import Appeal
from roadmap.models import City

KEPT_S = 900


def public_figures(city: City, at: datetime) -> Figures:
    """In the reader's language: each line has its words. One answer a day, city and language is kept."""
    asked = last_year(city, at)
    key = f"figures:{city.pk}:{asked.last}:{get_language()}"
    return cache.get_or_set(key, lambda: figures_of(Appeal.objects.all(), asked, at), KEPT_S)
