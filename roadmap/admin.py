"""What an administrator of the installation keeps: people, agencies, names. The network itself comes by import."""

from http import HTTPStatus

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, MultipleChoiceField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap import effects, personal_looks, staff
from roadmap.models import Agency, Area, City, Delivery, OfficialPage, Place, Road, User
from roadmap.models.people import Role
from roadmap.pages import BoundedPaginator
from roadmap.personal_looks import How
from roadmap.setting_up import changes
from roadmap.setting_up.city import CityForm

NOT_CHOSEN = _("not chosen")
HOW_FILTERS_ASK = ("", "__exact", "__id__exact", "__isnull")


class Office(admin.ModelAdmin):
    """A list is narrowed by the filters that it shows. By any other column, a password or a secret that no page tells
    could be asked for letter by letter."""

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        shown = {f"{name}{how}" for name in self.get_list_filter(request) for how in HOW_FILTERS_ASK}
        dates = (
            {f"{self.date_hierarchy}__{part}" for part in ("year", "month", "day")} if self.date_hierarchy else set()
        )
        return lookup in shown | dates

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """What is not chosen says so."""
        return super().formfield_for_foreignkey(db_field, request, **{"empty_label": NOT_CHOSEN} | kwargs)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        is_open = db_field.blank or not db_field.has_default()
        choices = db_field.get_choices(include_blank=is_open, blank_choice=[("", NOT_CHOSEN)])
        return super().formfield_for_choice_field(db_field, request, **{"choices": choices} | kwargs)

    def save_model(self, request, obj, form, change) -> None:
        form.state_before = changes.stored_state(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change) -> None:
        """Only now are the rows that were chosen for it known."""
        super().save_related(request, form, formsets, change)
        changes.note_saved(form.instance, form.state_before, by=request.user, at=timezone.now())

    def save_formset(self, request, form, formset, change) -> None:
        """Rows of another noun on the same page."""
        edited = [each.instance for each in formset.initial_forms]
        before = {row.pk: changes.stored_state(row) for row in edited}
        for row in (each.instance for each in formset.deleted_forms if each.instance.pk):
            changes.note_removed(row, by=request.user, at=timezone.now())
        super().save_formset(request, form, formset, change)
        for row in [*formset.new_objects, *(row for row, _fields in formset.changed_objects)]:
            changes.note_saved(row, before.get(row.pk, {}), by=request.user, at=timezone.now())

    def delete_model(self, request, obj) -> None:
        changes.note_removed(obj, by=request.user, at=timezone.now())
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset) -> None:
        for row in queryset:
            changes.note_removed(row, by=request.user, at=timezone.now())
        super().delete_queryset(request, queryset)


class ManyRows(Office):
    """Of a table that grows without end: nothing is counted in full, rows come by an index."""

    show_full_result_count = False
    paginator = BoundedPaginator
    list_per_page = 50
    ordering = ("-pk",)


@admin.register(City)
class CityAdmin(Office):
    form = CityForm
    list_display = ("name", "slug", "time_zone", "imported_at", "is_demonstration")
    exclude = ("box", "core")
    readonly_fields = ("basemap", "imported_at", "metric_srid")

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if "plan_counts_after_h" in form.changed_data:
            effects.leave("plan-counts-anew", obj.pk, at=timezone.now(), city=obj.pk)

    def has_add_permission(self, request) -> bool:
        return False  # a city comes with its extract: manage.py import_roads


class PersonalAdmin(Office):
    """Rows about persons: who looked at which is kept."""

    def changelist_view(self, request, extra_context=None):
        """The rows of the page that is shown; none where it sends elsewhere, as after an action."""
        response = super().changelist_view(request, extra_context)
        if shown := getattr(response, "context_data", {}).get("cl"):
            rows, how = list(shown.result_list), How.SEARCHED if shown.query else How.LISTED
            personal_looks.noted(how, *rows, by=request.user, at=timezone.now(), why="admin")
        return response

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id and (row := self.get_object(request, unquote(object_id))):
            personal_looks.noted(How.OPENED, row, by=request.user, at=timezone.now(), why="admin")
        return super().changeform_view(request, object_id, form_url, extra_context)


@admin.register(User)
class PeopleAdmin(PersonalAdmin, UserAdmin):
    """Whoever may enter here gives roles, the administrator's too, but not to themselves and not to a superuser."""

    list_display = ("username", "first_name", "last_name", "agency", "is_active")
    list_filter = ("agency", "is_active")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Desk"), {"fields": ("agency", "roles", "wants_week", "is_active")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (*UserAdmin.add_fieldsets, (_("Desk"), {"fields": ("agency", "roles")}))
    readonly_fields = ("last_login", "date_joined")
    actions = ("deactivate",)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "roles":
            return MultipleChoiceField(
                label=db_field.verbose_name, choices=Role.choices, widget=CheckboxSelectMultiple, required=False
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """Nobody takes the own role away by a slip: one administrator at least is left."""
        own = ("roles", "is_active") if obj == request.user else ()
        return (*super().get_readonly_fields(request, obj), *own)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and not obj.is_active:
            staff.deactivate(obj, by=request.user)

    def user_change_password(self, request, id, form_url=""):
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == HTTPStatus.FOUND:
            changes.note_password(self.get_object(request, unquote(id)), by=request.user, at=timezone.now())
        return answer

    @admin.action(description=_("Deactivate: no signing in, and out of every browser"), permissions=["change"])
    def deactivate(self, request, chosen) -> None:
        for user in chosen.exclude(pk=request.user.pk):
            if self._may_touch(request, user):
                before = changes.stored_state(user)
                staff.deactivate(user, by=request.user)
                changes.note_saved(user, before, by=request.user, at=timezone.now())

    @staticmethod
    def _may_touch(request, user: User | None) -> bool:
        return user is None or request.user.is_superuser or not user.is_superuser


admin.site.unregister(Group)  # roles say who may do what


class OfficialPages(admin.TabularInline):
    model = OfficialPage
    extra = 1


@admin.register(Agency)
class AgencyAdmin(Office):
    inlines = (OfficialPages,)
    list_display = ("name", "city", "phone", "email", "is_default")
    list_filter = ("city",)
    search_fields = ("name", "short_name")
    filter_horizontal = ("territory",)


@admin.register(Area)
class AreaAdmin(Office):
    list_display = ("name", "kind", "city", "agency")
    list_filter = ("city", "kind")
    exclude = ("geometry",)

    def has_add_permission(self, request) -> bool:
        return False  # areas have borders: manage.py import_areas


@admin.register(Road)
class RoadAdmin(ManyRows):
    """Names, variants and case forms; the lines come by import."""

    list_display = ("name", "city", "kind_word")
    list_filter = ("city",)
    search_fields = ("name", "variants", "old_names")
    readonly_fields = ("slug",)

    def has_add_permission(self, request) -> bool:
        return False  # manage.py import_street_names


@admin.register(Place)
class PlaceAdmin(ManyRows):
    list_display = ("name", "kind", "city")
    list_filter = ("city", "kind")
    search_fields = ("name",)
    exclude = ("geometry",)

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Delivery)
class DeliveryAdmin(ManyRows):
    """To look at; the two answers about an unknown one are given at the desk. Words to one reader are left out."""

    list_display = ("created_at", "subject", "version", "channel", "state", "attempts", "why")
    list_filter = ("state",)
    search_fields = ("subject__exact",)
    search_help_text = _("The whole subject, such as “road-event:12”.")
    list_select_related = ()

    def get_queryset(self, request) -> QuerySet:
        return super().get_queryset(request).posts()

    @admin.display(description=_("reason"))
    def why(self, delivery: Delivery) -> str:
        return delivery.why

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
