"""A page's ES module with all that it imports told to the browser at once.

Else a file is only asked for when the one that imports it is there: over a weak network round after round.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

IMPORT = re.compile(
    r'^(?:import|export) [^;]*?"(\.[^"]+)";', re.MULTILINE
)  # not import(): that waits until it is wanted

register = template.Library()


@register.simple_tag
def module(name: str, more: Iterable[str] = ()) -> SafeString:
    """The script, and `more` modules that it fetches by itself as soon as it runs."""
    early = dict.fromkeys(each for script in (name, *more) for each in graph(script))
    links = format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(each),) for each in early))
    return format_html('{}\n<script type="module" src="{}"></script>', links, static(name))


@cache
def graph(name: str) -> tuple[str, ...]:
    """The module and all that it imports, the nearest first."""
    found = [name]
    for each in found:
        found += [imported for imported in _imports(each) if imported not in found]
    return tuple(found)


def _imports(name: str) -> list[str]:
    path = finders.find(name)
    addresses = IMPORT.findall(Path(path).read_text(encoding="utf-8")) if path else []
    return list(dict.fromkeys(normpath(join(dirname(name), address)) for address in addresses))
