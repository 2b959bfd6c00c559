"""Simulators as channels of one event's post: what stands there, what is told last, what befalls the next call."""

from copy import copy, deepcopy

import httpx

from tests.doubles.networks.mastodon import MastodonServer
from tests.doubles.networks.max import MaxChannel
from tests.doubles.networks.ok import OkDouble
from tests.doubles.networks.simulated import Fault, Simulated
from tests.doubles.networks.simulator import Simulator
from tests.doubles.networks.vk import VkDouble


class OnePost(Simulated):
    """`ahead` is what befalls the next call that posts or corrects: "", "refused" (for good) or "lost"."""

    posting: tuple[str, ...]
    for_good: int
    state: tuple[str, ...]  # what a test takes back

    @property
    def ahead(self) -> str:
        return self.faults[0].kind if self.faults else ""

    @ahead.setter
    def ahead(self, kind: str) -> None:
        self.faults = [Fault(kind, self.for_good, self.posting)] if kind else []

    def texts(self) -> dict[int, str]:
        return {number: post.text for number, post in self.posts.items()}

    def remove_by_hand(self) -> None:
        self.posts.clear()

    def kept(self) -> dict:
        self.calls.clear()
        return deepcopy({name: getattr(self, name) for name in ("faults", *self.state)})

    def put_back(self, kept: dict) -> None:
        for name, value in deepcopy(kept).items():
            setattr(self, name, value)


class VkChannel(OnePost, VkDouble):
    posting = ("wall.post", "wall.edit")
    for_good = 5
    state = ("posts", "last", "_guids", "_photos", "replies")


class OkChannel(OnePost, OkDouble):
    posting = ("mediatopic.post", "mediatopic.edit")
    for_good = 10
    state = ("posts", "last")

    told = OnePost.texts  # each is corrected where it stands


class Answering:
    """The same of a network that answers by HTTP's codes; `hides` is a call that fails with the one that is lost."""

    def __init__(self, network: Simulator, posting: str, state: tuple[str, ...], hides: str = ""):
        self.network, self.request = network, network.request
        self.posting, self.hides = posting, hides
        self.state = ("posts", "made", "_ahead", *state)

    @property
    def ahead(self) -> str:
        return ", ".join(f"{on} {what}" for on, what in self.network._ahead)

    @ahead.setter
    def ahead(self, kind: str) -> None:
        self.network._ahead.clear()
        if kind:
            self.network.befall(httpx.Response(403) if kind == "refused" else kind, on=self.posting)
        if kind == "lost" and self.hides:
            self.network.befall("away", on=self.hides)

    @property
    def clock(self):
        return self.network.clock

    @clock.setter
    def clock(self, clock) -> None:
        self.network.clock = clock

    def texts(self) -> dict[str, str]:
        return {number: post.text for number, post in self.network.posts.items()}

    told = texts  # each is corrected where it stands

    def remove_by_hand(self) -> None:
        self.network.posts.clear()

    def kept(self) -> dict:
        self.network.calls.clear()
        return {name: copy(getattr(self.network, name)) for name in self.state}

    def put_back(self, kept: dict) -> None:
        for name, value in kept.items():
            setattr(self.network, name, copy(value))


def mastodon_server() -> Answering:
    return Answering(MastodonServer(), r"(POST|PUT) /api/v1/statuses", ("_by_key",))


def max_channel(hides: str = "") -> Answering:
    return Answering(MaxChannel(), "(POST|PUT) /messages", ("_at",), hides)
