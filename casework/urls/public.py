"""The public's form for writing to the office: addresses that answer without sign-in."""

from django.urls import path

from casework.views import public

app_name = "write"

urlpatterns = [
    path("", public.WriteToUs.as_view(), name="start"),
    path("sent/<slug:key>/", public.Sent.as_view(), name="sent"),
]
