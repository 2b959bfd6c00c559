"""VK's Callback API: the secret comes in the body, the answer is “ok”, and each event has its own name.

Before it sends anything VK asks for a string that its settings show: whoever knows it is the community's own server.
"""

from roadmap.hooks.base import CONFIRMATION, Hook, is_secret, number_in, words_in
from roadmap.models import Account, IncomingEvent


class VkHook(Hook):
    network = "vk"
    answer = "ok"
    asks_for_confirmation = True

    def is_told_by(self, account: Account, told: dict) -> bool:
        if f"-{number_in(told, 'group_id')}" != account.place:
            return False
        return told.get("type") == "confirmation" or is_secret(account, told.get("secret"))

    def answer_at_once(self, account: Account, told: dict) -> str | None:
        return account.readable_keys.get(CONFIRMATION, "") if told.get("type") == "confirmation" else None

    def number_of(self, told: dict) -> str:
        return words_in(told, "event_id", IncomingEvent.LONGEST_NUMBER)
