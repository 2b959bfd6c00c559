"""{% load moments %}: times in the city's zone. The context holds `city` and, for what counts from now, `now`.

Where that is a moment that the reader chose, `present` is the reader's own: “today” is still today.
"""

from datetime import datetime

from django import template
from django.template import Context
from django.utils import timezone

from roadmap import moments

register = template.Library()


def _now(context: Context) -> datetime:
    return context.get("now") or timezone.now()


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None) -> str:
    """“14 July, 22:00”."""
    return moments.moment_words(at, context["city"].zone, _now(context)) if at else ""


@register.simple_tag(takes_context=True)
def day(context: Context, at: datetime | None) -> str:
    """“14 July”."""
    return moments.day_words(at, context["city"].zone, _now(context)) if at else ""


@register.simple_tag(takes_context=True)
def period(context: Context, start: datetime | None, end: datetime | None) -> str:
    """“14 July, 22:00 – 18 July, 06:00”."""
    return moments.period_words(start, end, context["city"].zone, _now(context)) if start else ""


@register.simple_tag(takes_context=True)
def until(context: Context, end: datetime | None) -> str:
    """“through 17 July”."""
    return moments.until_words(end, context["city"].zone, _now(context)) if end else ""


@register.simple_tag(takes_context=True)
def opens(context: Context, at: datetime | None) -> str:
    """“today from 22:00”."""
    present = context.get("present") or _now(context)
    return moments.opens_words(at, context["city"].zone, present) if at else ""


@register.simple_tag(takes_context=True)
def pauses(context: Context, at: datetime | None) -> str:
    """“until 06:00”."""
    return moments.pauses_words(at, context["city"].zone, _now(context)) if at else ""


@register.simple_tag(takes_context=True)
def left(context: Context, start: datetime | None, end: datetime | None) -> str:
    """“3 days left”."""
    return moments.left_words(start, end, context["city"].zone, _now(context)) if start else ""
