"""{% load distances %}: metres and seconds in people's words."""

from django import template

from roadmap.distances import metres_words, minutes_words

register = template.Library()
register.filter("distance", metres_words)
register.filter("minutes", minutes_words)
