"""Django's admin: users and reference data, and no record of any case."""

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import admin
from django.contrib.auth.models import Group
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse

from pcc import audit, sessions
from pcc.models import BankHoliday, Force, User
from pcc.roles import Role


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


class RoleFilter(admin.SimpleListFilter):
    """People of one role, in the words that people use."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role.value, role.label.capitalize()) for role in Role]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class RolesField(ModelMultipleChoiceField):
    def label_from_instance(self, group: Group) -> str:
        return Role(group.name).label.capitalize()


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """People and their roles. Passwords are never typed here: the person sets their own by e-mail."""

    fields = ["name", "alias", "email", "is_active", "groups"]
    list_display = ["__str__", "email", "is_active", "last_login"]
    list_filter = ["is_active", RoleFilter]
    search_fields = ["name", "email", "alias"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Roles to tick, in the words that people use."""
        if db_field.name == "groups":
            return RolesField(
                Group.objects.filter(name__in=list(Role)), label="Roles", required=False, widget=CheckboxSelectMultiple
            )
        return super().formfield_for_manytomany(db_field, request, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody changes their own roles."""
        return ["groups", "is_active"] if obj is not None and obj.pk == request.user.pk else []

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who gives access confirms who they are, unless they have just done so."""
        raise_if_reauthentication_required(request, app="allauth.mfa")
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A closed account ends at once; changed roles hold from the next request on, so they end nothing."""
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and not obj.is_active:
            sessions.close_doors(obj, by=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = set(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.groups.values_list("name", flat=True))
        if before != after:
            audit.record(
                "user.roles_changed",
                form.instance,
                by=request.user,
                added=sorted(after - before),
                removed=sorted(before - after),
            )


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
