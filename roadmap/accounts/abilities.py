"""What an account can on its network with the keys that it has, in words."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap.channels import Network


def abilities(channel: Network) -> list[tuple[str, str]]:
    """What it is about, and how it is there."""
    return [
        (_("Length"), _length(channel)),
        (_("Picture"), _("with each post") if channel.has_pictures else _("none, the link alone")),
        (_("Description of the picture"), _("is told to the network") if channel.can_show_alt_text else _("none")),
        (_("Correction"), _correction(channel)),
        (_("Removal"), _within(channel.delete_window) if channel.can_delete else _("only by hand, on the network")),
        (_("An answer that was lost"), _repeat(channel.same_post_for)),
    ]


def _length(channel: Network) -> str:
    most, under = channel.max_text, channel.max_caption
    told = ngettext("up to %(n)d character", "up to %(n)d characters", most) % {"n": most}
    if under == most or not channel.has_pictures:
        return told
    return told + "; " + ngettext("%(n)d under a picture", "%(n)d under a picture", under) % {"n": under}


def _correction(channel: Network) -> str:
    if not channel.can_correct:
        return _("none: a change is told under the post and anew")
    return _within(channel.edit_window)


def _within(window: timedelta | None) -> str:
    if window is None:
        return _("as long as the network lets us")
    hours = round(window.total_seconds() / 3600)
    return ngettext("for %(n)d hour", "for %(n)d hours", hours) % {"n": hours}


def _repeat(window: timedelta | None) -> str:
    if window is None:
        return _("a person is asked whether the post is there")
    minutes = round(window.total_seconds() / 60)
    return ngettext(
        "for %(n)d minute a repeat is the same post; then a person is asked",
        "for %(n)d minutes a repeat is the same post; then a person is asked",
        minutes,
    ) % {"n": minutes}
