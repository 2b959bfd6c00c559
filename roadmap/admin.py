"""What an administrator of the installation keeps: people, agencies, names. The network itself comes by import."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, Area, City, Delivery, Place, Road, User


@admin.register(City)
class CityAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "time_zone", "imported_at", "is_demonstration")
    exclude = ("box", "core")
    readonly_fields = ("basemap", "imported_at", "metric_srid")

    def has_add_permission(self, request) -> bool:
        return False  # a city comes with its extract: manage.py import_roads


@admin.register(User)
class PeopleAdmin(UserAdmin):
    list_display = ("username", "first_name", "last_name", "agency", "is_active")
    list_filter = ("agency", "is_active")
    fieldsets = (*UserAdmin.fieldsets, (_("Desk"), {"fields": ("agency", "roles")}))
    add_fieldsets = (*UserAdmin.add_fieldsets, (_("Desk"), {"fields": ("agency", "roles")}))


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    list_display = ("name", "city", "phone", "email", "is_default")
    list_filter = ("city",)
    search_fields = ("name", "short_name")


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "city", "agency")
    list_filter = ("city", "kind")
    exclude = ("geometry",)

    def has_add_permission(self, request) -> bool:
        return False  # areas have borders: manage.py import_areas


@admin.register(Road)
class RoadAdmin(admin.ModelAdmin):
    """Names, variants and case forms; the lines come by import."""

    list_display = ("name", "city", "kind_word")
    list_filter = ("city",)
    search_fields = ("name", "variants", "old_names")
    readonly_fields = ("slug",)

    def has_add_permission(self, request) -> bool:
        return False  # manage.py import_street_names


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "city")
    list_filter = ("city", "kind")
    search_fields = ("name",)
    exclude = ("geometry",)

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    """To look at; the two answers about an unknown one are given at the desk."""

    list_display = ("created_at", "subject", "version", "channel", "state", "attempts", "reason")
    list_filter = ("channel", "state")
    search_fields = ("subject", "title")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
