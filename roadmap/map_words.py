"""What the scripts of the map and of a list that renews itself say; they write no words themselves."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def script_words() -> dict:
    """Of the map."""
    return {
        "here": _("Here: %(number)s") % {"number": "%s"},
        "late": _("The answer is late. What you see may be out of date."),
        "off": _("Not shown: %(layers)s") % {"layers": "%s"},
        "outside": _("The city's map ends here."),
        "left": _("%(time)s left") % {"time": "%s"},
        "from": _("from %(day)s") % {"day": "%s"},
        "spans": {
            "day": _forms("%(count)d day", "%(count)d days"),
            "hour": _("%(count)d h").replace("%(count)d", "%s"),
            "minute": _("%(count)d min").replace("%(count)d", "%s"),
        },
        "positionRefused": _("The browser may not tell your position. Allow it in the settings of the site."),
        "positionUnknown": _("Your position could not be found. Move the map by hand."),
    }


def timeline_words() -> dict[str, str]:
    """Of the scale of time: %h hold, %s begin, %e end."""
    return {
        "counts": _("on that day in force: {holds}, begin: {starts}, end: {ends}").format(
            holds="%h", starts="%s", ends="%e"
        ),
        "play": _("Show day after day"),
        "pause": _("Stop"),
    }


def update_words() -> dict:
    """What an open page says when it has renewed itself."""
    return {
        "updated": _("updated at %(time)s") % {"time": "%s"},
        "fresh": _forms("%(count)d new: show", "%(count)d new: show"),
    }


def _forms(one: str, many: str) -> dict[str, str]:
    """A phrase in all plural forms, by the names that a browser's Intl.PluralRules gives them."""
    numbers = {"one": 1, "few": 2, "many": 5, "other": 5}
    forms = {name: ngettext(one, many, number) for name, number in numbers.items()}
    return {name: form.replace("%(count)d", "%s") for name, form in forms.items()}
