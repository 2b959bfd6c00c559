"""Simulators as channels of one event's post: what stands there, what is told last, what befalls the next call."""

from copy import deepcopy

from tests.doubles.networks.ok import OkDouble
from tests.doubles.networks.simulated import Fault, Simulated
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
    state = ("posts", "last", "_guids", "_photos")


class OkChannel(OnePost, OkDouble):
    posting = ("mediatopic.post", "mediatopic.edit")
    for_good = 10
    state = ("posts", "last")

    told = OnePost.texts  # each is corrected where it stands
