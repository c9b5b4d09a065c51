"""Addresses of the product, in the sets that a process may serve. Apps are named by string: the kernel imports none."""

from collections.abc import Iterable
from typing import Any

from allauth.account import views as account
from allauth.mfa import urls as mfa
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from pcc import people, views

ALWAYS = [
    path("healthz/", views.health, name="health"),
    path("office.css", views.office_css, name="office_css"),
]

OWN_SESSIONS = [
    path("", people.OwnSessions.as_view(), name="sessions"),
    path("stay/", people.StaySignedIn.as_view(), name="stay"),
    path("end-others/", people.EndOtherSessions.as_view(), name="end-other-sessions"),
    path("<int:pk>/end/", people.EndOwnSession.as_view(), name="end-session"),
]

# Of allauth's pages these and no others: nobody signs up, and nobody changes their own e-mail address.
ACCOUNT = [
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path("account/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/2fa/", include(mfa)),
    path("account/sessions/", include((OWN_SESSIONS, "people"))),
]

PEOPLE = [
    path("", people.PersonList.as_view(), name="list"),
    path("<int:pk>/", people.PersonDetail.as_view(), name="detail"),
    path("<int:pk>/send-link/", people.SendLink.as_view(), name="send-link"),
    path("<int:pk>/close-doors/", people.CloseDoors.as_view(), name="close-doors"),
    path("<int:pk>/reset-factor/", people.ResetFactor.as_view(), name="reset-factor"),
]

STAFF = [
    path("", include("pcc.reporting.urls")),
    path("complaints/", include("complaints.urls")),
    path("cases/", include("casework.urls")),
    path("reviews/", include("reviews.urls")),
    path("panels/", include("reviews.dip_sampling.urls.staff")),
]

ADMIN = [
    path("people/", include((PEOPLE, "person"))),
    path("admin/", admin.site.urls),
]

PUBLIC = [path("published/", include("pcc.reporting.urls.public"))]
APPLYING = [path("apply/", include("reviews.urls.public"))]
WRITING = [path("write/", include("casework.urls.public"))]
READING = [path("reading/", include("reviews.dip_sampling.urls.reading"))]

SETS: dict[str, list[Any]] = {
    "public": [*PUBLIC, *APPLYING, *WRITING],
    "panel": [*READING, *ACCOUNT],
    "staff": [*STAFF, *PUBLIC, *ACCOUNT],
    "admin": [*ACCOUNT, *ADMIN],
}
"""What a process serves for each word of PCC_SERVES. Who signs in there needs the pages of signing in, too."""


def served(sets: Iterable[str]) -> list[Any]:
    """The routes of these sets, each once."""
    found = [*ALWAYS]
    for name in SETS:
        if name in sets:
            found.extend(route for route in SETS[name] if route not in found)
    return found


urlpatterns = served(settings.SERVES)

handler500 = "pcc.views.server_error"
