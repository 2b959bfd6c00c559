"""Where texts for everybody may stand in a city: channels of the site's own, and its accounts on networks."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as sentence

from roadmap.channels import CHANNELS, NETWORKS, Channel, ChannelError, Network
from roadmap.models import Account, City, Delivery
from roadmap.sealing import Unreadable

Spot = tuple[str, str]  # channel and recipient, by which a delivery names its place


@dataclass(frozen=True)
class Place:
    """`account` is None where the site itself, or its environment, is the account."""

    channel: Channel
    recipient: str
    account: Account | None = None

    @property
    def spot(self) -> Spot:
        return self.channel.name, self.recipient


def places_in(city: City) -> list[Place]:
    """All, also those that tell nothing new any more: the site's own first, then accounts by network and name."""
    public = [channel for channel in CHANNELS.values() if not channel.is_personal and channel.is_configured()]
    own = [Place(channel, channel.recipient()) for channel in public]
    taken = {place.spot for place in own}
    rows = [_place_of(row) for row in Account.objects.of_city(city) if _is_allowed(row)]
    return own + [place for place in rows if place.spot not in taken]


def _is_allowed(account: Account) -> bool:
    return account.network in NETWORKS and NETWORKS[account.network].is_allowed


def silent_in(city: City) -> list[Channel]:
    """Those that settings would set up, and where nothing goes: neither by them nor by an account."""
    heard = {place.channel.name for place in places_in(city)}
    return [one for one in CHANNELS.values() if one.needs and not one.is_configured() and one.name not in heard]


def _place_of(account: Account) -> Place:
    return Place(CHANNELS[account.network], account.place, account)


def opened(delivery: Delivery) -> Channel:
    """The channel with the keys of the delivery's account. Raises ChannelError."""
    channel = CHANNELS[delivery.channel]
    return with_keys(channel, delivery.account) if delivery.account and isinstance(channel, Network) else channel


def with_keys(channel: Network, account: Account) -> Network:
    """Raises ChannelError."""
    if not channel.is_allowed:
        raise ChannelError(sentence("This installation does not allow this network."), permanent=True)
    try:
        return channel.of(account.keys)
    except Unreadable as error:
        words = sentence("The keys of this account cannot be read here: enter them anew.")
        raise ChannelError(words, permanent=True) from error
