"""Django's admin: users and reference data, and no record of any case."""

from django.contrib import admin
from django.http import HttpRequest

from pcc import audit
from pcc.models import BankHoliday, Force, User


class AuditedAdmin(admin.ModelAdmin):
    """Every change made here is on the audit log, with the names of the changed fields."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.is_staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.is_staff

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj, form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        verb = f"{obj._meta.model_name}.{'changed' if change else 'added'}"
        audit.record(verb, obj, by=request.user, fields=sorted(form.changed_data))


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """People and their roles. Passwords are never typed here: the person sets their own by e-mail."""

    fields = ["name", "alias", "email", "is_active", "groups"]
    filter_horizontal = ["groups"]
    list_display = ["__str__", "email", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["name", "email", "alias"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody changes their own roles."""
        return ["groups", "is_active"] if obj is not None and obj.pk == request.user.pk else []


@admin.register(Force)
class ForceAdmin(AuditedAdmin):
    list_display = ["name", "code"]
    search_fields = ["name", "code"]


@admin.register(BankHoliday)
class BankHolidayAdmin(AuditedAdmin):
    """Read only: a holiday is added on its own page, which first shows what would move."""

    list_display = ["date", "label", "calendar", "source", "ended_at"]
    list_filter = ["calendar"]
    ordering = ["-date"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
