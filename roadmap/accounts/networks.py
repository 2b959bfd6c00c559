"""On which networks a body may have an official page, and which addresses are theirs."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class SocialNetwork(models.TextChoices):
    """The first are those that the law on official pages names."""

    VK = "vk", _("VK")
    OK = "ok", _("Odnoklassniki")
    MAX = "max", _("MAX")
    TELEGRAM = "telegram", _("Telegram")
    DZEN = "dzen", _("Dzen")
    RUTUBE = "rutube", _("RuTube")
    SITE = "site", _("site")


HOSTS = {
    SocialNetwork.VK: ("vk.com", "vk.ru"),
    SocialNetwork.OK: ("ok.ru",),
    SocialNetwork.MAX: ("max.ru",),
    SocialNetwork.TELEGRAM: ("t.me",),
    SocialNetwork.DZEN: ("dzen.ru",),
    SocialNetwork.RUTUBE: ("rutube.ru",),
}


def check_address(url: str, network: str) -> None:
    """Raises ValidationError: an official page is reached by HTTPS, lies on its network, and is no front page there."""
    found = _read(url)
    if found.scheme != "https" or not found.hostname or found.username or found.password or found.port:
        raise ValidationError(
            _("The address begins with https:// and a name, without password and port."), code="https"
        )
    hosts = HOSTS.get(network)
    if hosts is None:
        return
    if found.hostname.removeprefix("www.").removeprefix("m.") not in hosts:
        told = {"network": SocialNetwork(network).label, "hosts": ", ".join(hosts)}
        raise ValidationError(_("An address on %(network)s begins with one of: %(hosts)s.") % told, code="network")
    if not found.path.strip("/"):
        raise ValidationError(_("This is the network's front page, not the body's own."), code="network")


def _read(url: str):
    try:
        found = urlsplit(url)
        _port = found.port
    except ValueError as error:
        raise ValidationError(_("This is no address."), code="https") from error
    return found
