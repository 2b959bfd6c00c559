"""What all stories of the demonstration share."""

from collections import Counter
from dataclasses import dataclass, field

from roadmap.models import Agency, City, User

from .places import Network
from .tables import Days
from .timeline import Timeline


@dataclass
class Scene:
    """Where and when the stories play, and who is in them."""

    city: City
    network: Network
    days: Days
    timeline: Timeline
    users: dict[str, User]
    skipped: Counter = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)  # photos stored so far

    def agency(self, slug: str) -> Agency:
        return Agency.objects.get(city=self.city, slug=slug)

    def somebody(self, agency: Agency, role: str) -> User:
        """The body's own user with that role, where the demonstration has one, else the administrator."""
        user = self.users[role]
        return user if user.agency_id == agency.pk else self.users["administrator"]
