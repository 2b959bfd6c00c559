"""{% load languages %}: what is Russian on a page in another language is marked for readers aloud."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from roadmap.language.grammar.english import names
from roadmap.languages import is_english, is_russian

register = template.Library()
_TAG = re.compile(r"(<[^>]*>)")
# From the first Russian letter to the last before anything Latin, quotes included; a tag or an entity ends it.
_RUSSIAN = re.compile(r"«?[а-яё](?:[^a-z<>&«]|«(?=[^»a-z<>&]*»))*", re.IGNORECASE)
_QUOTED = re.compile(r"\s*\(«[^»]*[а-яё][^»]*»\)", re.IGNORECASE)
_BETWEEN = (" – ", " / ")
_NAMES = re.compile(f"({'|'.join(_BETWEEN)})")
_ENDS = re.compile(r"[\s,.;:()—–-]+$")


@register.filter
def russian(value: object) -> SafeString | str:
    """With lang="ru" around each run of Russian words; on a Russian page as it is. Safe HTML keeps its tags."""
    if value is None:
        return ""
    text = conditional_escape(value)
    if is_russian():
        return text
    parts = _TAG.split(text)
    return mark_safe("".join(part if part.startswith("<") else _RUSSIAN.sub(_marked, part) for part in parts))  # noqa: S308 - escaped above


@register.filter
def unquoted(value: object) -> str:
    """For a title or an attribute, where no part can be marked: on an English page without a quoted Russian phrase."""
    text = str(value or "")
    return _QUOTED.sub("", text) if is_english() else text


def _marked(run: re.Match) -> str:
    words = _ENDS.sub("", run[0])
    return f'<span lang="ru">{words}</span>{run[0][len(words) :]}'


@register.filter
def street(name: str | None) -> str:
    """A street's name in the reader's language."""
    return names.name(name or "") if is_english() else name or ""


@register.filter
def streets(told: str) -> str:
    """The same of several, with a dash or a slash between them."""
    return "".join(part if part in _BETWEEN else street(part) for part in _NAMES.split(told))
