"""Published figures and definitions: the addresses that anybody may open."""

from django.urls import path, re_path

from pcc.reporting.views import published, timeliness

app_name = "published"

urlpatterns = [
    path("", published.Published.as_view(), name="list"),
    path("definitions/", timeliness.Definitions.as_view(), name="definitions"),
    path("<slug:slug>/", published.PublishedFigure.as_view(), name="figure"),
    path("<slug:slug>/<int:revision>/", published.PublishedFigure.as_view(), name="revision"),
    re_path(
        r"^(?P<slug>[-a-z0-9]+)/(?P<revision>\d{1,6})/(?P<name>table\.csv|table\.ods|metadata\.json|datapackage\.json)$",
        published.PublishedFile.as_view(),
        name="file",
    ),
]
