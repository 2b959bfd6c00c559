"""Where texts go. One file a network; a channel knows only texts, pictures and credentials."""

from roadmap.channels.base import (
    Channel,
    ChannelError,
    Message,
    NotAnAddress,
    NotEditable,
    NotYet,
    OutcomeUnknown,
    PostGone,
    Receipt,
)
from roadmap.channels.instagram import Instagram, InstagramStories
from roadmap.channels.journal import Journal
from roadmap.channels.mail import Mail
from roadmap.channels.mastodon import Mastodon
from roadmap.channels.max import Max
from roadmap.channels.network import Network
from roadmap.channels.office import OfficeMail
from roadmap.channels.ok import Ok
from roadmap.channels.push import Push
from roadmap.channels.telegram import Telegram
from roadmap.channels.vk import Vk
from roadmap.channels.x import X

CHANNELS: dict[str, Channel] = {
    channel.name: channel
    for channel in (
        Journal(),
        Vk(),
        Ok(),
        Telegram(),
        Max(),
        Mastodon(),
        X(),
        Instagram(),
        InstagramStories(),
        Mail(),
        Push(),
        OfficeMail(),
    )
}

NETWORKS: dict[str, Network] = {name: channel for name, channel in CHANNELS.items() if isinstance(channel, Network)}

__all__ = [
    "CHANNELS",
    "NETWORKS",
    "Channel",
    "ChannelError",
    "Message",
    "Network",
    "NotAnAddress",
    "NotEditable",
    "NotYet",
    "OutcomeUnknown",
    "PostGone",
    "Receipt",
]
