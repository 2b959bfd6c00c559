"""Whatever the network and people do to one event's post, in whatever order: no two posts that contradict each other.

All orders of four steps. Those that begin alike share their beginning, which a savepoint takes back; those that have
come to the same point by different ways share what follows: which of its texts is told makes no difference to a post.
"""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from django.db import transaction

from roadmap import delivery
from roadmap.delivery import AlreadySettled, Content, Overtaken
from roadmap.models import Delivery
from tests.conftest import NOW
from tests.doubles.telegram_channel import TelegramChannel

pytestmark = pytest.mark.django_db
State = Delivery.State
SUBJECT = "road-event:1"


class World:
    """One event's post, the channel that it stands in, and a person who answers what the desk asks, truthfully."""

    def __init__(self, city, person):
        self.city, self.person = city, person
        self.channel = TelegramChannel()
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
        self.channel.posts.clear()

    def send_again(self) -> None:
        """As the desk offers it: of the latest version; where a later one waits, “it is not there”."""
        row = self._in_question()
        if row is None or (row.state == State.UNKNOWN and self._number_of(row)):
            return
        answer = delivery.give_up if row.is_overtaken else delivery.send_again
        try:
            answer(row.pk, by=self.person, at=self.at)
        except (AlreadySettled, Overtaken):
            return
        self.work()

    def it_is_there(self) -> None:
        row = self._in_question()
        if row is None or not (number := self._number_of(row)):
            return
        delivery.settle_as_there(row.pk, by=self.person, at=self.at, remote=str(number))
        self.work()

    # what goes on by itself

    def work(self) -> None:
        """The clock and the workers, until nothing more can be done."""
        self.at += timedelta(hours=2)
        delivery.recover(self.at)
        while due := list(Delivery.objects.due(self.at).ready().values_list("pk", flat=True)):
            for pk in due:
                delivery.send(pk, self.at)

    def settle_all(self) -> None:
        self.channel.ahead = ""
        self.work()
        while (row := self._in_question()) is not None and (row.state == State.UNKNOWN or not row.is_overtaken):
            (self.it_is_there if row.state == State.UNKNOWN and self._number_of(row) else self.send_again)()

    def _tell(self, words: str) -> None:
        self.version += 1
        words = f"{words} ({self.version})"
        content = Content(words, words, words, "http://testserver/events/1/")
        delivery.enqueue(SUBJECT, self.version, content, city=self.city, at=self.at, channels=["telegram"])
        self.work()

    def _in_question(self) -> Delivery | None:
        rows = Delivery.objects.with_overtaken().filter(subject=SUBJECT).order_by("version")
        unknown = rows.filter(state=State.UNKNOWN).first()
        return unknown or rows.filter(state=State.REFUSED, is_overtaken=False).first()

    def _number_of(self, row: Delivery) -> int | None:
        return next((number for number, text in self.channel.posts.items() if text == row.text), None)

    # what is held

    def check(self, order: tuple[str, ...]) -> None:
        assert len(self.channel.posts) <= 1, f"{order}: {self.channel.posts}"

    def check_end(self, order: tuple[str, ...]) -> None:
        """With every question answered the channel tells the last word, where nobody removed it since."""
        self.settle_all()
        self.check(order)
        last = Delivery.objects.filter(subject=SUBJECT).latest("version")
        assert last.state == State.SENT, f"{order}: {last.state}"
        assert set(self.channel.posts.values()) <= {last.text}, f"{order}: {self.channel.posts}"

    def standing(self) -> tuple:
        """All that what follows depends on: the rows, the channel, and what befalls the next call."""
        rows = Delivery.objects.filter(subject=SUBJECT).order_by("version")
        told = tuple(rows.values_list("version", "state", "action", "remote_id", "attempts"))
        texts = dict(rows.values_list("text", "version"))
        return told, tuple((number, texts[text]) for number, text in self.channel.posts.items()), self.channel.ahead

    def kept(self) -> tuple:
        return dict(self.channel.posts), self.channel.last, self.channel.ahead, self.version, self.at

    def put_back(self, kept: tuple) -> None:
        posts, self.channel.last, self.channel.ahead, self.version, self.at = kept
        self.channel.posts = dict(posts)


TELLINGS = (World.extend, World.cut_short, World.cancel)
STEPS = (*TELLINGS, World.refuse, World.lose, World.send_again, World.it_is_there, World.remove_by_hand)
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


@pytest.fixture
def world(small_city, dispatcher, settings, monkeypatch):
    settings.TELEGRAM_API, settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = "http://telegram", "1:token", "@roads"
    world = World(small_city, dispatcher)
    monkeypatch.setattr(httpx, "post", world.channel.post)
    return world


@pytest.mark.parametrize("befalls", [World.refuse, World.lose])
def test_nor_do_three_more_after_an_announcement_that_was_refused_or_lost(world, befalls):
    befalls(world)
    world.announce()
    assert Walk(world, 3).on(frozenset(STEPS)) == 8 * 7 * 6


def test_no_order_of_four_steps_leaves_two_posts_that_contradict_each_other(world):
    world.announce()
    assert Walk(world, 4).on(frozenset(STEPS)) == 8 * 7 * 6 * 5
