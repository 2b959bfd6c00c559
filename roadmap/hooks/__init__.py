"""Where networks tell us of comments and messages: one file a network says who may speak, and what makes an event one.

Nothing is made of an event here: it is kept, the network has its answer, and an effect goes on (settings.EFFECTS).
"""

from roadmap.hooks.base import Hook, NotAnEvent
from roadmap.hooks.max import MaxHook
from roadmap.hooks.telegram import TelegramHook
from roadmap.hooks.vk import VkHook

HOOKS: dict[str, Hook] = {hook.network: hook for hook in (TelegramHook(), VkHook(), MaxHook())}

__all__ = ["HOOKS", "Hook", "NotAnEvent"]
