"""The map and a list for other sites: the page that makes the line to copy, and what that line shows.

What is embedded sets no cookie, may stand in any site's frame, and speaks the language of its address.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from closures.embedding import EmbedForm, GeneratorForm
from closures.layers import answering, event_context, in_order
from roadmap.layers import map_layers, read_question
from roadmap.map_words import script_words
from roadmap.models import City
from roadmap.question import Question

NEARBY = 12  # rows of the list
FRESH_S = 60
PAGES = {"map": "embed-map", "list": "embed-list"}

View = Callable[[HttpRequest, EmbedForm], HttpResponse]


def embedded(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """For any site's frame, in the language of the address; what cannot be read is a 400 that names the field."""

    @require_safe
    @xframe_options_exempt
    @csp_replace({"frame-ancestors": ["*"]})
    @cache_control(public=True, max_age=FRESH_S)
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        city = City.objects.shown()
        if city is None:
            return render(request, "closures/embed_wrong.html", status=503)
        form = EmbedForm(request.GET, city=city)
        if not form.is_valid():
            return render(request, "closures/embed_wrong.html", {"form": form}, status=400)
        with translation.override(form.cleaned_data["language"]):
            response = view(request, form)
        response["Content-Language"] = form.cleaned_data["language"]
        return response

    return answer


@require_safe
def generator(request: HttpRequest) -> HttpResponse:
    """A form, a preview and the line to copy; works without scripts."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    form = GeneratorForm(request.GET, city=city)
    told = {"city": city, "form": form, "layers": map_layers(), "chosen": request.GET.getlist("kind")}
    if not form.is_valid():
        return render(request, "closures/embed.html", told, status=400)
    address = request.build_absolute_uri(_address(form))
    height = form.cleaned_data["height"]
    frame = {"address": address, "height": height, "line": _line(address, height)}
    return render(request, "closures/embed.html", told | {"frame": frame})


def _line(address: str, height: int) -> str:
    """HTML for another site's page; its style is theirs to change."""
    line = '<iframe src="{}" width="100%" height="{}" title="{}" loading="lazy" style="border:0"></iframe>'
    return format_html(line, address, height, _("Road works map"))


def _address(form: GeneratorForm) -> str:
    """Of what is shown in the frame; what was left as it is does not stand in it."""
    told = form.cleaned_data
    query = {
        "area": told["area"].slug if told["area"] else "",
        "street": told["street"].name if told["street"] else "",
        "kind": told["kind"],
        "language": translation.get_language() if not form.data.get("language") else told["language"],
    }
    kept = {name: value for name, value in query.items() if value}
    return f"{reverse(PAGES[told['shape']])}?{urlencode(kept, doseq=True)}"


@embedded
def embedded_map(request: HttpRequest, form: EmbedForm) -> HttpResponse:
    layers = [layer for layer in map_layers() if _is_shown(layer, form)]
    context = {
        "city": form.city,
        "bounds": form.box,
        "layers": [layer.describe() | {"isShown": True} for layer in layers],
        "words": script_words(),
        "whole": reverse("map"),
    }
    return render(request, "closures/embed_map.html", context)


def _is_shown(layer, form: EmbedForm) -> bool:
    kinds = form.cleaned_data["kind"]
    return layer.slug in kinds if kinds else layer.is_shown


@embedded
def embedded_list(request: HttpRequest, form: EmbedForm) -> HttpResponse:
    """The most urgent of what is asked for, without a script."""
    question = _question(request, form)
    events = answering(form.city, question)
    if question.kinds:
        events = events.filter(kind__in=question.kinds)
    latest = in_order(events, form.city, question)[: NEARBY + 1]
    context = {
        "city": form.city,
        "now": question.at,
        "heading": form.cleaned_data["street"] or form.cleaned_data["area"],
        "rows": [event_context(event, question) for event in latest[:NEARBY]],
        "is_cut": len(latest) > NEARBY,
    }
    return render(request, "closures/embed_list.html", context)


def _question(request: HttpRequest, form: EmbedForm) -> Question:
    street = form.cleaned_data["street"]
    asked = read_question(request.GET, form.city.zone, timezone.now())
    return replace(asked, street=street.name if street else "", area=form.district)
