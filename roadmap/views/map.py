"""The map. The list beside it is in the page from the start; `?part=list` answers with the list alone."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roadmap.answer import answer_to
from roadmap.layers import (
    Layer,
    Row,
    counted,
    grouped,
    map_figures,
    map_filters,
    map_layers,
    map_number,
    map_rows,
    read_question,
    versions_source,
)
from roadmap.map_words import script_words, timeline_words, update_words
from roadmap.models import City
from roadmap.presets import PRESETS, describe_presets
from roadmap.question import Question

ABOUT_THE_MAP = ("part", "map", "bbox", "open")  # of its address: where it looks
LIST_LIMIT = 60  # more than anyone reads; /list/ has them all, page by page


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    question = read_question(request.GET, city.zone, timezone.now())
    if question.zoom is None:
        question = replace(question, zoom=0)  # the whole city: what is seen only from near is not in the list, either
    typed = request.GET.get("q", "").strip()
    answer = answer_to(city, typed, question) if typed else None
    rows = answer.rows if answer else map_rows(city, question, LIST_LIMIT)
    number = map_number(city, question) if answer is None and len(rows) == LIST_LIMIT else len(rows)
    context = {
        "city": city,
        "question": question,
        "now": question.at,
        "answer": answer,
        "groups": grouped(rows),
        "figures": map_figures(city, question.at),
        "is_cut": number > len(rows),
        "list_query": _of_the_list(request.GET),
        "counted": _first(rows, number) if number > len(rows) else counted(rows),
    }
    if request.GET.get("part") == "list":
        return render(request, "roadmap/_map_list.html", context)
    return render(request, "roadmap/map.html", context | _controls(question))


def _of_the_list(query: QueryDict) -> str:
    """The same question of the whole city."""
    kept = query.copy()
    for name in ABOUT_THE_MAP:
        kept.pop(name, None)
    return kept.urlencode()


def _first(rows: list[Row], number: int) -> str:
    return _("the first %(counted)s of %(number)s") % {"counted": counted(rows), "number": number}


def _controls(question: Question) -> dict:
    """The legend with its switches, the filters, and what the script needs to know of the layers."""
    layers = map_layers()
    return {
        "presets": PRESETS,
        "times": describe_presets(),
        "toggles": [(layer, _is_on(layer, question)) for layer in layers],
        "states": next((layer.states for layer in layers if layer.states), ()),
        "filters": [(each, question.choices.get(each.name, "")) for each in map_filters()],
        "layers": [layer.describe() for layer in layers],
        "modules": sorted({layer.module for layer in layers}),
        "words": script_words(),
        "timeline": timeline_words(),
        "updates": update_words(),
        "version_source": versions_source(),
    }


def _is_on(layer: Layer, question: Question) -> bool:
    return layer.slug in question.kinds if question.kinds else layer.is_shown
