"""What an administrator sets: categories, terms, rules, the calendar. Messages are only read here."""

from django.contrib import admin

from appeals.models import (
    AnswerTemplate,
    Appeal,
    AppealChange,
    CalendarDay,
    Category,
    CategoryQuestion,
    RepairTerm,
    ResponsibilityRule,
    TermRule,
)
from roadmap.admin import ManyRows, Office, PersonalAdmin


class Questions(admin.TabularInline):
    model = CategoryQuestion
    extra = 0


@admin.register(Category)
class CategoryAdmin(Office):
    inlines = [Questions]
    list_display = ["code", "name", "is_danger", "is_under_warranty", "position"]


@admin.register(TermRule)
class TermRuleAdmin(Office):
    list_display = [
        *("category", "city", "channel", "legal_kind", "valid_from"),
        *("first_reply_hours", "answer_days", "answer_hours", "counting", "on_day_off"),
    ]
    list_filter = ["city", "category"]
    list_select_related = ["category", "city"]


@admin.register(RepairTerm)
class RepairTermAdmin(Office):
    list_display = ["category", "group", "hours", "valid_from", "city", "source"]
    list_filter = ["category"]
    list_select_related = ["category", "city"]


@admin.register(ResponsibilityRule)
class ResponsibilityRuleAdmin(Office):
    list_display = ["city", "category", "owner", "road_class", "area", "priority", "answers", "agency", "why"]
    list_select_related = ["city", "category", "owner", "area", "agency"]


@admin.register(CalendarDay)
class CalendarDayAdmin(Office):
    list_display = ["day", "is_working", "closes_at", "name", "city"]
    list_select_related = ["city"]
    date_hierarchy = "day"


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(Office):
    list_display = ["title", "outcome", "category", "agency", "position"]
    list_filter = ["category", "agency"]
    list_select_related = ["category", "agency"]


class ChangeInline(admin.TabularInline):
    model = AppealChange
    fields = readonly_fields = ["version", "verb", "by", "at", "comment"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Appeal)
class AppealAdmin(PersonalAdmin, ManyRows):
    """Read only: what is done to a message is done at the desk, and stands in its history."""

    list_display = ["number", "category", "status", "street", "agency", "submitted_at", "answer_due_at"]
    list_filter = ["status", "category", "agency"]
    list_select_related = ["category", "agency", "city"]
    ordering = ["-submitted_at", "-pk"]
    search_fields = ["street"]
    exclude = ["secret", "author_name", "author_email", "author_phone"]
    inlines = [ChangeInline]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
