"""Telegram: the secret comes in a header, updates are numbered one by one."""

from roadmap.hooks.base import Hook, NotAnEvent, number_in


class TelegramHook(Hook):
    network = "telegram"
    header = "X-Telegram-Bot-Api-Secret-Token"

    def number_of(self, told: dict) -> str:
        number = number_in(told, "update_id")
        if not 0 <= number < 2**63:
            raise NotAnEvent("update_id")
        return str(number)
