"""The doors: django-allauth with no sign-up, Django's admin behind it, and every sign-in on the audit log."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import user_logged_in, user_logged_out
from django.contrib import admin
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from pcc import audit
from pcc.roles import READS_FIGURES


class ReferenceDataSite(admin.AdminSite):
    """Signs in through the product's own page; anybody who is not an administrator gets a 404."""

    site_header = "Users and reference data"
    site_title = "Users and reference data"
    index_title = "Users and reference data"
    index_template = "admin/reference_index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def refuse_others(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                audit.record("page.refused", by=request.user, route="admin")
                raise Http404
            return inner(request, *args, **kwargs)

        return refuse_others

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("account_login"))

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        reads_figures = request.user.is_authenticated and bool(request.user.roles & READS_FIGURES)
        return super().each_context(request) | {"reads_figures": reads_figures}

    def get_urls(self) -> list[Any]:
        """Without the two routes that look at models of any app: nothing here uses them."""
        return [
            route for route in super().get_urls() if getattr(route, "name", "") not in {"autocomplete", "view_on_site"}
        ]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only the kernel's own models: libraries offer theirs, and some of them hold credentials."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label == "pcc"]
        super().register(ours, admin_class, **options)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


@receiver(user_logged_in)
def record_sign_in(request: HttpRequest, user: Any, **_: Any) -> None:
    audit.record("user.signed_in", user, by=user)


@receiver(user_logged_out)
def record_sign_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        audit.record("user.signed_out", user, by=user)


@receiver(user_login_failed)
def record_failed_sign_in(**_: Any) -> None:
    """A failed sign-in names nobody: the typed address may be anybody's."""
    audit.record("user.sign_in_refused", by=None)
