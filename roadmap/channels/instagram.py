"""Instagram, by Meta's Graph API: a picture that Meta fetches from our site, put in a container, then published once.

Captions cannot be changed: a correction is a comment of ours under the post. Off unless the installation allows
networks that are blocked in Russia (FOREIGN_NETWORKS).
"""

import re
import time
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import ChannelError, Message, NotAnAddress, OutcomeUnknown, Receipt
from roadmap.channels.calls import call, rest, told_by
from roadmap.channels.network import Key, Network, not_a_place
from roadmap.lengths import shortened
from roadmap.models import Picture

NUMBER = re.compile(r"\d{1,25}", re.A)
ADDRESS = re.compile(r"https://www\.instagram\.com/(?:[\w.]+/)?p/[\w-]{1,40}/?", re.A)
PAUSES_S = (1, 2, 3, 4)  # while Meta fetches the picture; a worker's task may live 40 s
LOOKED_AT = 25
ALT_ROOM = 1000
CLOCKS_DIFFER = timedelta(minutes=5)
FINISHED, PUBLISHED, IN_PROGRESS = "FINISHED", "PUBLISHED", "IN_PROGRESS"
TOO_MANY = (4, 17, 32, 613)  # codes of Meta's limits
TRANSIENT = (1, 2)
AGAIN = (2207001, 2207003, 2207020, 2207027)  # subcodes: the server's fault, fetching took too long, expired, not ready
DAYS_LIMIT, DAYS_LIMIT_REST_S = 2207042, 3 * 3600
TOO_MANY_REST_S = 3600


class Instagram(Network):
    name = "instagram"
    title = "Instagram"
    max_text = 2200
    max_caption = 2200
    can_edit = can_correct = can_delete = False
    is_foreign = True
    keys = (Key("token", _("Access token"), _("Of a professional account, with instagram_business_content_publish.")),)
    place_label = _("Number of the account")
    place_hint = _("Its Instagram user id, such as 17841400000000000.")
    paces = ("50/day",)
    can_show_alt_text = True
    recent = "media"

    def place_of(self, words: str) -> str:
        if not NUMBER.fullmatch(words.strip()):
            raise NotAnAddress(not_a_place("17841400000000000"))
        return words.strip()

    def introduce(self, place: str) -> str:
        return str(self._ask("GET", place, is_harmless=True, params={"fields": "username"}).get("username") or place)

    def post(self, recipient: str, message: Message) -> Receipt:
        if message.answers:
            return self._commented(recipient, message)
        if message.picture_id is None:
            raise ChannelError(
                sentence("%(network)s takes no post without a picture."), permanent=True, network=Instagram.title
            )
        self.keep_pace(recipient)
        container = self._container(recipient, message)
        try:
            told = self._ask("POST", f"{recipient}/media_publish", data={"creation_id": container})
        except OutcomeUnknown:
            return self._published(recipient, container, message)
        return self._receipt(_number_in(told))

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        return self.post(recipient, message)

    def find(self, recipient: str, message: Message) -> Receipt | None:
        """The latest post of these words that is not older than they are."""
        since, words = message.at - CLOCKS_DIFFER, self.words_of(message).strip()
        try:
            posts = self._latest(recipient)
        except ChannelError:
            return None
        same = (post for post in posts if str(post.get("caption", "")).strip() == words and _is_since(post, since))
        return next((Receipt(str(post["id"]), _address_in(post)) for post in same), None)

    def remote_id_of(self, recipient: str, words: str) -> str:
        words = words.strip().split("?")[0].split("#")[0]
        if not NUMBER.fullmatch(words) and not ADDRESS.fullmatch(words):
            raise NotAnAddress(
                translated("Give the post's address, such as https://www.instagram.com/p/Cabc/, or its number.")
            )
        return words

    def _container(self, place: str, message: Message) -> str:
        """Seen by nobody, and forgotten in a day where it is not published."""
        values = self._values(message) | {"image_url": address_of(message)}
        told = self._ask("POST", f"{place}/media", is_harmless=True, data=values)
        container = told.get("id")
        if not isinstance(container, str) or not NUMBER.fullmatch(container):
            raise ChannelError(sentence("%(network)s did not take the picture."), network=Instagram.title)
        for pause_s in PAUSES_S:
            state = self._state(container)
            if state == FINISHED:
                return container
            if state != IN_PROGRESS:
                raise ChannelError(sentence("%(network)s did not take the picture."), network=Instagram.title)
            time.sleep(pause_s)
        raise ChannelError(sentence("%(network)s still works on the picture."), network=Instagram.title)

    def _values(self, message: Message) -> dict:
        return {"caption": self.words_of(message), "alt_text": shortened(message.alt_text, ALT_ROOM)}

    def _state(self, container: str) -> str:
        told = self._ask("GET", container, is_harmless=True, params={"fields": "status_code"})
        return str(told.get("status_code"))

    def _published(self, place: str, container: str, message: Message) -> Receipt:
        """The answer got lost: the container itself tells whether it was published; else it is, once. Raises
        ChannelError, OutcomeUnknown.
        """
        unknown = OutcomeUnknown(sentence("%(network)s did not answer."), network=Instagram.title)
        try:
            state = self._state(container)
        except ChannelError:
            raise unknown from None
        if state == FINISHED:  # each is published once, whatever is still on its way
            return self._receipt(
                _number_in(self._ask("POST", f"{place}/media_publish", data={"creation_id": container}))
            )
        found = self._there(place, message) if state == PUBLISHED else None
        if found is None:
            raise unknown
        return found

    def _there(self, place: str, message: Message) -> Receipt | None:
        return self.find(place, message)

    def _commented(self, place: str, message: Message) -> Receipt:
        """The post keeps its number: what comes next is told under it, too."""
        post = self._known(place, message.answers)
        self._ask("POST", f"{post}/comments", data={"message": self.words_of(message)})
        return self._receipt(post)

    def _known(self, place: str, remote_id: str) -> str:
        if not ADDRESS.fullmatch(remote_id):
            return remote_id
        wanted = remote_id.rstrip("/")
        found = next((post for post in self._latest(place) if _address_in(post).rstrip("/") == wanted), None)
        if found is None:
            words = sentence("Among the latest posts of the account there is none at this address.")
            raise ChannelError(words, permanent=True)
        return str(found["id"])

    def _latest(self, place: str) -> list[dict]:
        fields = {"fields": "id,caption,permalink,timestamp", "limit": LOOKED_AT}
        posts = self._ask("GET", f"{place}/{self.recent}", is_harmless=True, params=fields).get("data") or []
        return [post for post in posts if isinstance(post, dict) and NUMBER.fullmatch(str(post.get("id")))]

    def _receipt(self, number: str) -> Receipt:
        try:
            told = self._ask("GET", number, is_harmless=True, params={"fields": "permalink"})
        except ChannelError:
            return Receipt(number)
        return Receipt(number, _address_in(told))

    def _ask(self, method: str, path: str, *, is_harmless: bool = False, **told) -> dict:
        url, head = f"{settings.INSTAGRAM_API}/{path}", {"Authorization": f"Bearer {self.key('token')}"}
        answer = call(Instagram.title, method, url, is_harmless=is_harmless, headers=head, **told)
        if answer.status_code >= 400:
            raise _refusal(answer, is_harmless=is_harmless)
        return told_by(Instagram.title, answer, is_harmless=is_harmless)


class InstagramStories(Instagram):
    """Pictures without words, for a day: what changes is another story."""

    name = "instagram_stories"
    title = _("Instagram stories")
    recent = "stories"

    def post(self, recipient: str, message: Message) -> Receipt:
        return super().post(recipient, replace(message, answers=""))

    def find(self, recipient: str, message: Message) -> Receipt | None:
        """Stories have no words by which one could be found."""
        return None

    def _there(self, place: str, message: Message) -> Receipt | None:
        return Receipt()

    def _values(self, message: Message) -> dict:
        return {"media_type": "STORIES"}


def address_of(message: Message) -> str:
    """Where Meta fetches the picture. Raises ChannelError."""
    if not settings.SITE_URL.startswith("https://"):
        raise ChannelError(
            sentence("Instagram fetches pictures from a public site by HTTPS: SITE_URL is none."), permanent=True
        )
    picture = Picture.objects.filter(pk=message.picture_id).first()
    if picture is None:
        raise ChannelError(sentence("The picture of this post is no more."), permanent=True)
    return settings.SITE_URL + reverse("picture-jpeg", args=[picture.digest])


def _refusal(answer: httpx.Response, *, is_harmless: bool) -> ChannelError:
    try:
        told = answer.json()["error"]
        words = f"{answer.status_code} {told.get('error_user_msg') or told.get('message')}"[:300]
        code, subcode, is_transient = told.get("code"), told.get("error_subcode"), told.get("is_transient") is True
    except (ValueError, KeyError, TypeError, AttributeError):
        words, code, subcode, is_transient = f"{answer.status_code} {answer.reason_phrase}", None, None, False
    if subcode == DAYS_LIMIT:
        return ChannelError(words, retry_after=rest(DAYS_LIMIT_REST_S))
    if code in TOO_MANY or answer.status_code == 429:
        return ChannelError(words, retry_after=rest(TOO_MANY_REST_S))
    if subcode in AGAIN:
        return ChannelError(words)
    if is_transient or code in TRANSIENT:  # which says nothing of what was done
        return (ChannelError if is_harmless else OutcomeUnknown)(words)
    return ChannelError(words, permanent=True)


def _number_in(told: dict) -> str:
    number = told.get("id")
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise OutcomeUnknown(
            sentence("%(network)s took the post and did not tell its number."), network=Instagram.title
        )
    return number


def _address_in(post: dict) -> str:
    told = str(post.get("permalink") or "")
    return told if told.startswith("https://") and len(told) <= 300 else ""


def _is_since(post: dict, moment: datetime) -> bool:
    try:
        return datetime.fromisoformat(str(post.get("timestamp"))) >= moment
    except (ValueError, TypeError):
        return False
