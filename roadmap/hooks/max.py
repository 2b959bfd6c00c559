"""MAX: the secret comes in a header. Updates have no number; kind, message and moment make one."""

import json
from hashlib import blake2s

from roadmap.hooks.base import Hook, number_in, words_in

NUMBER_BYTES = 32


class MaxHook(Hook):
    network = "max"
    header = "X-Max-Bot-Api-Secret"

    def number_of(self, told: dict) -> str:
        parts = [words_in(told, "update_type", 60), number_in(told, "timestamp"), mid_of(told)]
        if not parts[-1]:  # of no message: who did what where
            parts.append(told)
        return blake2s(json.dumps(parts, sort_keys=True).encode(), digest_size=NUMBER_BYTES).hexdigest()


def mid_of(told: dict) -> str:
    """The message's own name; empty where it is about none."""
    message = told.get("message")
    body = message.get("body") if isinstance(message, dict) else None
    mid = body.get("mid") if isinstance(body, dict) else told.get("message_id")
    return mid if isinstance(mid, str) else ""
