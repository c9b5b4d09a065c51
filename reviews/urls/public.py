"""The public form for applying: addresses that answer without sign-in."""

from django.urls import path

from reviews.views import public

app_name = "apply"

urlpatterns = [
    path("", public.Apply.as_view(), name="start"),
    path("sent/<slug:key>/", public.Sent.as_view(), name="sent"),
    path("sent/<slug:key>/equality/", public.Equality.as_view(), name="equality"),
]
