"""Whatever the network and people do to one event's post, in whatever order: no two posts that contradict each other.

All orders of four steps. Those that begin alike share their beginning, which a savepoint takes back; those that have
come to the same point by different ways share what follows: which of its texts is told makes no difference to a post.
"""

import contextlib
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from django.db import transaction

from roadmap import approval, delivery
from roadmap.delivery import AlreadySettled, Content, Overtaken
from roadmap.models import Delivery
from tests.conftest import NOW
from tests.doubles.networks import max as max_double
from tests.doubles.networks import ok as ok_double
from tests.doubles.networks.accounts import account
from tests.doubles.networks.channels import Answering, OkChannel, VkChannel, mastodon_server, max_channel
from tests.doubles.networks.vk import COMMUNITY_KEY, EDITOR_KEY, GROUP
from tests.doubles.telegram_channel import TelegramChannel

pytestmark = pytest.mark.django_db
State = Delivery.State
SUBJECT = "road-event:1"
PASSES = (timedelta(0), timedelta(minutes=1), timedelta(hours=2))


class World:
    """One event's post, the channel that it stands in, and a person who answers what the desk asks, truthfully."""

    def __init__(self, city, person, network: str, channel):
        self.city, self.person, self.network = city, person, network
        self.channel = channel
        self.version = 0
        self.at = NOW

    # the steps

    def announce(self) -> None:
        self._tell("Закрыто до 5 мая")

    def extend(self) -> None:
        self._tell("Продлено до 9 мая")

    def cut_short(self) -> None:
        self._tell("Сокращено до 3 мая")

    def cancel(self) -> None:
        self._tell("Отменено")

    def refuse(self) -> None:
        self.channel.ahead = "refused"

    def lose(self) -> None:
        self.channel.ahead = "lost"

    def remove_by_hand(self) -> None:
        self.channel.remove_by_hand()

    def send_again(self) -> None:
        """All that was refused, also from a page opened before a later version came; and what is not there."""
        for row in self._rows():
            if row.state == State.REFUSED:
                self._answer(delivery.send_again, row)
            elif row.state == State.UNKNOWN and not self._number_of(row):
                self._answer(delivery.give_up if row.is_overtaken else delivery.send_again, row)

    def _answer(self, verb: Callable, row: Delivery) -> None:
        with contextlib.suppress(AlreadySettled, Overtaken):
            verb(row.pk, by=self.person, at=self.at)
            self.work()

    def it_is_there(self) -> None:
        for row in self._rows():
            if row.state == State.UNKNOWN and (number := self._number_of(row)):
                delivery.settle_as_there(row.pk, by=self.person, at=self.at, remote=str(number))
                self.work()

    # what goes on by itself

    def work(self) -> None:
        """The clock and the workers, until nothing more can be done: at once, in a minute, and when an hour is over."""
        for passes in PASSES:
            self.at += passes
            while due := list(Delivery.objects.due(self.at).ready().values_list("pk", flat=True)):
                for pk in due:
                    delivery.send(pk, self.at)

    def settle_all(self) -> None:
        self.channel.ahead = ""
        self.work()
        while any(row.state == State.UNKNOWN or self._is_refused(row) for row in self._rows()):
            self.it_is_there()
            self.send_again()

    @staticmethod
    def _is_refused(row: Delivery) -> bool:
        return row.state == State.REFUSED and not row.is_overtaken

    def _tell(self, words: str) -> None:
        self.version += 1
        words = f"{words} ({self.version})"
        content = Content(words, words, words, "http://testserver/events/1/")
        delivery.enqueue(SUBJECT, self.version, content, city=self.city, at=self.at, channels=[self.network])
        self.work()

    def _rows(self) -> list[Delivery]:
        return list(Delivery.objects.with_overtaken().filter(subject=SUBJECT).order_by("version", "edition"))

    def _number_of(self, row: Delivery) -> int | None:
        return next((number for number, text in self.channel.texts().items() if text == row.text), None)

    # what is held

    def check(self, order: tuple[str, ...]) -> None:
        assert len(self.channel.told()) <= 1, f"{order}: {self.channel.texts()}"

    def check_end(self, order: tuple[str, ...]) -> None:
        """With every question answered the channel tells the last word, where nobody removed it since."""
        self.settle_all()
        self.check(order)
        last = self._rows()[-1]
        assert last.state == State.SENT, f"{order}: {last.state}"
        assert set(self.channel.told().values()) <= {last.text}, f"{order}: {self.channel.texts()}"

    def standing(self) -> tuple:
        """All that what follows depends on: the rows, the channel, and what befalls the next call."""
        rows = self._rows()
        told = tuple((row.version, row.state, row.action, row.remote_id, bool(row.by_hand)) for row in rows)
        texts = {row.text: (row.version, row.edition) for row in rows}
        last = self.channel.told()
        stands = tuple((number, texts[text], number in last) for number, text in self.channel.texts().items())
        return told, stands, self.channel.ahead

    def kept(self) -> tuple:
        return self.channel.kept(), self.version, self.at

    def put_back(self, kept: tuple) -> None:
        channel, self.version, self.at = kept
        self.channel.put_back(channel)


class WorldOfPeople(World):
    """The same post in an account of the desk, where people approve, and write by hand."""

    def __init__(self, *told):
        super().__init__(*told)
        self.written = 0

    def approve(self) -> None:
        self._decide(approval.approve)

    def keep_mine(self) -> None:
        self._decide(approval.keep_mine)

    def reject(self) -> None:
        self._decide(approval.reject, why="не так")

    def write_by_hand(self) -> None:
        self.written += 1
        with contextlib.suppress(approval.NotInQuestion):
            approval.write(self._rows()[-1].pk, f"Своими словами ({self.written})", by=self.person, at=self.at)
        self.work()

    def _decide(self, verb: Callable, **how) -> None:
        for row in self._rows():
            if row.state == State.PROPOSED:
                with contextlib.suppress(approval.NotInQuestion):
                    verb(row.pk, by=self.person, at=self.at, **how)
        self.work()

    def settle_all(self) -> None:
        super().settle_all()
        self.approve()
        super().settle_all()

    def check_end(self, order: tuple[str, ...]) -> None:
        """What was not approved is not there; else what was decided last is."""
        self.settle_all()
        self.check(order)
        assert not Delivery.objects.filter(state=State.PROPOSED).exists()
        last = Delivery.objects.with_overtaken().in_force().order_by("version", "edition").last()
        if last is None:
            assert not self.channel.texts(), order
            return
        assert last.state == State.SENT or (last.state == State.REFUSED and last.is_overtaken), f"{order}: {last.state}"
        assert last.state != State.SENT or set(self.channel.told().values()) <= {last.text}, order

    def kept(self) -> tuple:
        return *super().kept(), self.written

    def put_back(self, kept: tuple) -> None:
        super().put_back(kept[:-1])
        self.written = kept[-1]


TELLINGS = (World.extend, World.cut_short, World.cancel)
STEPS = (*TELLINGS, World.refuse, World.lose, World.send_again, World.it_is_there, World.remove_by_hand)
STEPS_OF_PEOPLE = (
    *(World.extend, World.cancel, World.refuse, World.lose, World.send_again, World.remove_by_hand),
    *(WorldOfPeople.approve, WorldOfPeople.keep_mine, WorldOfPeople.reject, WorldOfPeople.write_by_hand),
)
Step = Callable[[World], None]


class TakenBack(Exception):
    """Ends a savepoint."""


class Walk:
    """Through all orders of so many of the steps."""

    def __init__(self, world: World, longest: int):
        self.world, self.longest = world, longest
        self._known: dict[tuple, int] = {}

    def on(self, left: frozenset[Step], order: tuple[str, ...] = ()) -> int:
        """All orders that go on from here; how many."""
        self.world.check(order)
        if len(order) == self.longest:
            self.world.check_end(order)
            return 1
        return sum(self._taken_back(step, left - {step}, (*order, step.__name__)) for step in left)

    def _taken_back(self, step: Step, left: frozenset[Step], order: tuple[str, ...]) -> int:
        kept, found = self.world.kept(), 0
        try:
            with transaction.atomic():
                step(self.world)
                found = self._once(left, order)
                raise TakenBack
        except TakenBack:
            self.world.put_back(kept)
        return found

    def _once(self, left: frozenset[Step], order: tuple[str, ...]) -> int:
        point = self.world.standing(), left.difference(TELLINGS), len(left.intersection(TELLINGS))
        if point not in self._known:
            self._known[point] = self.on(left, order)
        return self._known[point]


def telegram(settings, agency) -> TelegramChannel:
    settings.TELEGRAM_API, settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = "http://telegram", "1:token", "@roads"
    return TelegramChannel()


def vk(settings, agency) -> VkChannel:
    account(agency, "vk", f"-{GROUP}", {"community": COMMUNITY_KEY, "editor": EDITOR_KEY})
    return VkChannel()


def vk_by_the_communitys_key(settings, agency) -> VkChannel:
    """Which corrects nothing: changes are told below the post and anew."""
    account(agency, "vk", f"-{GROUP}", {"community": COMMUNITY_KEY})
    return VkChannel()


def ok(settings, agency) -> OkChannel:
    account(agency, "ok", ok_double.GROUP, ok_double.KEYS)
    return OkChannel()


def mastodon(settings, agency) -> Answering:
    settings.MASTODON_API = "https://mastodon"
    account(agency, "mastodon", "@roads@mastodon.example", {"token": "mastodon-token"})
    return mastodon_server()


def max(settings, agency) -> Answering:
    settings.MAX_API = max_double.API
    account(agency, "max", str(max_double.CHAT), {"token": "max-token"})
    return max_channel()


def max_that_does_not_tell(settings, agency) -> Answering:
    """A lost post cannot be looked up either."""
    max(settings, agency)
    return max_channel(hides="GET /messages")


CHANNELS = (telegram, vk, vk_by_the_communitys_key, ok, mastodon, max, max_that_does_not_tell)


@pytest.fixture(params=CHANNELS, ids=lambda made: made.__name__)
def world(request, small_city, agency, dispatcher, settings, monkeypatch):
    channel = request.param(settings, agency)
    world = World(small_city, dispatcher, request.param.__name__.partition("_")[0], channel)
    channel.clock = lambda: world.at
    monkeypatch.setattr(httpx, "request", channel.request)
    return world


@pytest.fixture
def world_of_people(small_city, dispatcher, settings, monkeypatch):
    settings.TELEGRAM_API, settings.CHANNEL_PACES = "http://telegram", False
    world = WorldOfPeople(small_city, dispatcher, "telegram", TelegramChannel())
    world.channel.clock = lambda: world.at
    monkeypatch.setattr(httpx, "request", world.channel.request)
    return world


@pytest.mark.parametrize("befalls", [World.refuse, World.lose])
def test_nor_do_three_more_after_an_announcement_that_was_refused_or_lost(world, befalls):
    befalls(world)
    world.announce()
    assert Walk(world, 3).on(frozenset(STEPS)) == 8 * 7 * 6


def test_no_order_of_four_steps_leaves_two_posts_that_contradict_each_other(world):
    world.announce()
    assert Walk(world, 4).on(frozenset(STEPS)) == 8 * 7 * 6 * 5


@pytest.mark.parametrize("needs_approval", [True, False])
def test_nor_do_three_where_people_approve_and_write_by_hand(world_of_people, agency, needs_approval):
    account(agency, "telegram", "@roads", {"token": "1:token"}, needs_approval=needs_approval)
    world_of_people.announce()
    assert Walk(world_of_people, 3).on(frozenset(STEPS_OF_PEOPLE)) == 10 * 9 * 8


def test_nor_does_a_correction_of_what_a_person_wrote_and_nobody_has_looked_at_since(world_of_people, agency):
    account(agency, "telegram", "@roads", {"token": "1:token"})
    world_of_people.announce()
    world_of_people.write_by_hand()
    assert Walk(world_of_people, 3).on(frozenset(STEPS_OF_PEOPLE)) == 10 * 9 * 8
