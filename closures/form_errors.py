"""Why a field of a public form is refused: one sentence that names it, whatever is wrong with it."""

from django.utils.functional import Promise

KINDS = ("required", "invalid", "invalid_choice", "invalid_list", "min_value", "max_value")


def refused(why: str | Promise) -> dict[str, str | Promise]:
    """Django's `error_messages`. The sentence names the field, since it stands in a list above the form, too."""
    return dict.fromkeys(KINDS, why)
