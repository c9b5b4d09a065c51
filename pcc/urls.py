"""Addresses of the product. Apps are named by string: the kernel imports none of them."""

from django.contrib import admin
from django.urls import include, path

from pcc import views

urlpatterns = [
    path("healthz/", views.health, name="health"),
    path("office.css", views.office_css, name="office_css"),
    path("", include("pcc.reporting.urls")),
    path("complaints/", include("complaints.urls")),
    path("cases/", include("casework.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
