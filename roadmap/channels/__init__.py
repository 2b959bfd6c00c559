"""Where texts go. One file a network; a channel knows only texts, pictures and credentials."""

from roadmap.channels.base import (
    Channel,
    ChannelError,
    Message,
    NotAnAddress,
    NotEditable,
    OutcomeUnknown,
    PostGone,
    Receipt,
)
from roadmap.channels.journal import Journal
from roadmap.channels.telegram import Telegram

CHANNELS: dict[str, Channel] = {channel.name: channel for channel in (Journal(), Telegram())}

__all__ = [
    "CHANNELS",
    "Channel",
    "ChannelError",
    "Message",
    "NotAnAddress",
    "NotEditable",
    "OutcomeUnknown",
    "PostGone",
    "Receipt",
]
