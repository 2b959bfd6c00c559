"""What all Atom feeds of the site have in common."""

import re

from roadmap.models import Agency, City

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no XML document may hold


def author_of(city: City) -> str:
    """A feed must name one: who answers for the city's roads where nobody else does."""
    default = Agency.objects.filter(city=city, is_default=True).first()
    return default.name if default else city.shown_name
