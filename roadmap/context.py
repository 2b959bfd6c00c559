"""What every page's template may use."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property

from roadmap import signs
from roadmap.layers import colours_version
from roadmap.leading import leading
from roadmap.models import City, Delivery, Effect
from roadmap.models.people import Role
from roadmap.own_address import own_address, without_language
from roadmap.pages import count_of


class Desk:
    """What the person signed in may open; asked for by the desk's own pages only."""

    def __init__(self, request: HttpRequest):
        self._user = request.user

    @property
    def is_dispatcher(self) -> bool:
        return self._user.is_authenticated and self._user.has_role(Role.DISPATCHER, Role.APPROVER)

    @property
    def is_operator(self) -> bool:
        return self._user.is_authenticated and self._user.has_role(Role.OPERATOR)

    @property
    def is_leader(self) -> bool:
        return self._user.is_authenticated and self._user.has_role(Role.LEADER)

    @property
    def is_editor(self) -> bool:
        return self._user.is_authenticated and self._user.has_role(Role.EDITOR)

    @property
    def is_administrator(self) -> bool:
        return self._user.is_authenticated and self._user.has_role(Role.ADMINISTRATOR)

    @property
    def posts(self) -> bool:
        """Whether this person answers for what accounts tell."""
        return self._user.is_authenticated and self._user.has_role(Role.EDITOR, Role.APPROVER)

    @cached_property
    def proposed(self) -> str:
        return count_of(Delivery.objects.of_pages_of(self._user).filter(state=Delivery.State.PROPOSED))

    @cached_property
    def asking(self) -> str:
        """What waits for a person: deliveries that may have arrived or not, effects that ended their tries."""
        posts = Delivery.objects.workable_by(self._user).asking()
        letters = Delivery.objects.asking_of_readers(self._user).counted_by_topic()
        return count_of(posts, letters, Effect.objects.ended())


def site(request: HttpRequest) -> dict:
    """`city` is the city shown (None before any import), found when a template first asks; so is `desk`."""
    return {
        "city": SimpleLazyObject(City.objects.shown),
        "desk": SimpleLazyObject(lambda: Desk(request)),
        "leading": leading(),
        "own_address": own_address(request),
        "goes_on_at": without_language(request),
        "colours_version": colours_version(),
        "signs_url": reverse("signs", args=[signs.version()]),
    }
