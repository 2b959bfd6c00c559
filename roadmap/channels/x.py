"""X, by its API version 2: paid by the post, without a link, corrected by an answer. Off unless the installation allows
networks that are blocked in Russia (FOREIGN_NETWORKS).
"""

import html
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

import httpx
from django.conf import settings
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import ChannelError, Message, NotAnAddress, OutcomeUnknown, Receipt
from roadmap.channels.calls import call, rest, told_by
from roadmap.channels.network import Key, Network, not_a_place
from roadmap.channels.signed import Signed
from roadmap.lengths import ADDRESSES, shortened, weighted_length
from roadmap.models import Delivery
from roadmap.numbers import whole

PLACE = re.compile(r"(?:(?:https?://)?(?:www\.)?(?:x|twitter)\.com/|@)(?P<name>\w{1,15})/?", re.A)
ADDRESS = re.compile(r"https://(?:x|twitter)\.com/(?P<name>\w{1,15})/status/(?P<number>\d{1,19})/?", re.A)
NUMBER = re.compile(r"\d{1,19}", re.A)
LINKED = re.compile(r"[^.!?\n]*https?://\S+")  # with the words that lead to it
SHORTENED = re.compile(r"https://t\.co/\w+", re.A)
LIMIT, ALT_ROOM = 280, 1000
POST_USD, LINK_USD = Decimal("0.015"), Decimal("0.200")  # X's price list of 2026
DUPLICATE, DELETED = "duplicate content", "deleted or not visible"
LOOKED_AT = 20
CLOCKS_DIFFER = timedelta(minutes=5)


class X(Network):
    name = "x"
    title = "X"
    max_text = 4096
    max_caption = LIMIT
    can_edit = can_correct = False
    is_foreign = True
    keys = (
        Key("consumer_key", _("API key"), _("Of an application with the right to read and write.")),
        Key("consumer_secret", _("API key's secret")),
        Key("access_token", _("Access token"), _("Of the account that posts.")),
        Key("access_secret", _("Access token's secret")),
        Key("budget", _("Budget of a month, USD"), _("A post costs 0.015, one with a link 0.200."), is_secret=False),
    )
    place_label = _("Account")
    place_hint = _("@name, or its address.")
    paces = ("100/15minute",)
    can_show_alt_text = True

    def place_of(self, words: str) -> str:
        found = PLACE.fullmatch(words.strip())
        if found is None:
            raise NotAnAddress(not_a_place("@name"))
        return f"@{found['name'].lower()}"

    def length(self, text: str) -> int:
        return weighted_length(text)

    def captioned(self, caption: str, short: str, url: str) -> str:
        """Without an address: a post with one costs thirteen times as much."""
        return self.cut(LINKED.sub("", short or caption).strip(), self.max_caption)

    def words_of(self, message: Message) -> str:
        return message.caption

    def introduce(self, place: str) -> str:
        who = self._me()
        name = str(who.get("username", ""))
        if f"@{name.lower()}" != place:
            raise ChannelError(sentence("This key is of another account: “%(name)s”."), permanent=True, name=name)
        return str(who.get("name") or name)

    def post(self, recipient: str, message: Message) -> Receipt:
        words = self.words_of(message)
        self._check_budget(recipient)
        self.keep_pace(recipient)
        values = {"text": words}
        if message.picture is not None:
            values["media"] = {"media_ids": [self._uploaded(message)]}
        try:
            return self._posted(recipient, values, message.answers)
        except ChannelError as error:
            if DUPLICATE not in str(error).lower():
                raise
        return self._already_there(recipient, message)

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        return self.post(recipient, message)

    def find(self, recipient: str, message: Message) -> Receipt | None:
        """The latest post of these words that is not older than they are."""
        try:
            same = self._same(message)
        except ChannelError:
            return None
        since = message.at - CLOCKS_DIFFER
        number = next((post["id"] for post in same if _moment(post) >= since), None)
        return None if number is None else _receipt(recipient, number)

    def remote_id_of(self, recipient: str, words: str) -> str:
        words = words.strip().split("?")[0].split("#")[0]
        if NUMBER.fullmatch(words):
            return words
        found = ADDRESS.fullmatch(words)
        if found is None:
            raise NotAnAddress(
                translated("Give the post's address, such as https://x.com/name/status/77, or its number.")
            )
        if f"@{found['name'].lower()}" != recipient:
            raise NotAnAddress(translated("This address is of another account: ours is %s.") % recipient)
        return found["number"]

    def _check_budget(self, place: str) -> None:
        budget = _amount(self.key("budget"))
        if spent_at(place) > budget:
            words = sentence("The month's budget of this account is spent: %(budget)s USD.")
            raise ChannelError(words, permanent=True, budget=str(budget))

    def _posted(self, place: str, values: dict, answers: str) -> Receipt:
        """Also where somebody has removed what is answered: the correction must arrive."""
        reply = {"reply": {"in_reply_to_tweet_id": answers}} if answers else {}
        try:
            told = self._ask("POST", "/2/tweets", json=values | reply)
        except ChannelError as error:
            if not reply or DELETED not in str(error).lower():
                raise
            told = self._ask("POST", "/2/tweets", json=values)
        number = _number_in(told)
        if number is None:
            raise OutcomeUnknown(sentence("%(network)s took the post and did not tell its number."), network=self.title)
        return _receipt(place, number)

    def _already_there(self, place: str, message: Message) -> Receipt:
        """X says that it has these words already: they are this post's, whose answer got lost, or an older one's."""
        found = self.find(place, message)
        if found is not None:
            return found
        if self._same(message):
            raise ChannelError(sentence("X takes no second post of the same words: they stand there."), permanent=True)
        raise OutcomeUnknown(sentence("X says that this post is there already, and does not show it."))

    def _same(self, message: Message) -> list[dict]:
        place, words = f"/2/users/{self._me().get('id')}/tweets", _folded(self.words_of(message))
        asked = {"max_results": LOOKED_AT, "tweet.fields": "created_at"}
        posts = self._ask("GET", place, is_harmless=True, params=asked).get("data") or []
        return [post for post in posts if isinstance(post, dict) and _folded(str(post.get("text"))) == words]

    def _me(self) -> dict:
        told = self._ask("GET", "/2/users/me", is_harmless=True).get("data")
        return told if isinstance(told, dict) else {}

    def _uploaded(self, message: Message) -> str:
        file, kind = {"media": ("map.png", message.picture(), "image/png")}, {"media_category": "tweet_image"}
        number = _number_in(self._ask("POST", "/2/media/upload", is_harmless=True, files=file, data=kind))
        if number is None:
            raise ChannelError(sentence("%(network)s did not take the picture."), network=self.title)
        if message.alt_text:
            alt = {"alt_text": {"text": shortened(message.alt_text, ALT_ROOM)}}
            self._ask("POST", "/2/media/metadata", is_harmless=True, json={"id": number, "metadata": alt})
        return number

    def _ask(self, method: str, path: str, *, is_harmless: bool = False, **told) -> dict:
        auth = Signed(
            *(self.key(name) for name in ("consumer_key", "consumer_secret", "access_token", "access_secret"))
        )
        answer = call(self.title, method, settings.X_API + path, is_harmless=is_harmless, auth=auth, **told)
        if answer.status_code >= 400:
            raise _refusal(answer)
        return told_by(self.title, answer, is_harmless=is_harmless)


def price_of(words: str) -> Decimal:
    return LINK_USD if ADDRESSES.search(words) else POST_USD


def spent_at(place: str) -> Decimal:
    """Of this month: what is there, what may be there, and what is on its way, this post among it."""
    start = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    states = Delivery.State
    paid = Delivery.objects.filter(channel=X.name, recipient=place, claimed_at__gte=start)
    paid = paid.filter(state__in=(states.SENT, states.GONE, states.UNKNOWN, states.SENDING))
    return sum((price_of(caption) for caption in paid.values_list("caption", flat=True)), Decimal())


def _amount(words: str) -> Decimal:
    try:
        amount = Decimal(words.strip().replace(",", "."))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ChannelError(
            sentence("The budget of this account is no number: %(budget)s."), permanent=True, budget=words[:40]
        )
    return amount


def _refusal(answer: httpx.Response) -> ChannelError:
    try:
        body = answer.json()
        told = str(body.get("detail") or body["title"])
    except (ValueError, KeyError, TypeError, AttributeError):
        told = answer.reason_phrase
    words = f"{answer.status_code} {told}"[:300]
    if answer.status_code == 429:
        moment = whole(answer.headers.get("x-rate-limit-reset", ""))
        wait = None if moment is None else moment - datetime.now(UTC).timestamp()
        return ChannelError(words, retry_after=rest(wait))
    return ChannelError(words, permanent=True)


def _number_in(told: dict) -> str | None:
    number = told["data"].get("id") if isinstance(told.get("data"), dict) else None
    return number if isinstance(number, str) and NUMBER.fullmatch(number) else None


def _receipt(place: str, number: str) -> Receipt:
    return Receipt(number, f"https://x.com/{place.removeprefix('@')}/status/{number}")


def _folded(text: str) -> str:
    """As X gives it back: escaped, with a short address of the picture at its end."""
    plain = SHORTENED.sub("", html.unescape(text))
    return " ".join(unicodedata.normalize("NFC", plain).split())


def _moment(post: dict) -> datetime:
    try:
        return datetime.fromisoformat(str(post.get("created_at")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
