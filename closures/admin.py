"""Road events to look at. They are written by the desk and the API alone, through the same actions."""

from django.contrib import admin

from closures.models import RoadEvent, RoadEventChange, StoryTheme
from roadmap.admin import ManyRows, Office


class ReadOnly(ManyRows):
    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(RoadEvent)
class RoadEventAdmin(ReadOnly):
    list_display = ("headline", "kind", "status", "agency", "during", "version")
    list_filter = ("city", "kind", "status", "agency")
    list_select_related = ("agency",)
    search_fields = ("headline", "place")
    exclude = ("geometry", "detour_geometry", "in_force", "held_on", "spells", "reach")


@admin.register(RoadEventChange)
class RoadEventChangeAdmin(ReadOnly):
    list_display = ("event", "version", "verb", "by", "at", "basis")
    list_filter = ("verb",)
    list_select_related = ("event", "by")


@admin.register(StoryTheme)
class StoryThemeAdmin(Office):
    """The city's own set, and that of each district; stories themselves are written at the editor's desk."""

    list_display = ("name", "slug", "position")
    filter_horizontal = ("areas",)
