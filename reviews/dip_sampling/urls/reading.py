"""Pages of panel members: a code comes in here, and nothing of staff is served beside them."""

from django.urls import path

from reviews.dip_sampling.views import reading

app_name = "reading"

urlpatterns = [
    path("", reading.MyFiles.as_view(), name="home"),
    path("in/", reading.TypeCode.as_view(), name="code"),
    path("in/<str:code>/", reading.ComeIn.as_view(), name="door"),
    path("leave/", reading.Leave.as_view(), name="leave"),
    path("help/", reading.Help.as_view(), name="help"),
    path("promise/<int:pk>/", reading.Promise.as_view(), name="promise"),
    path("files/<int:pk>/", reading.Before.as_view(), name="file"),
    path("files/<int:pk>/start/", reading.Start.as_view(), name="start"),
    path("files/<int:pk>/swap/", reading.Swap.as_view(), name="swap"),
    path("files/<int:pk>/know/", reading.Declare.as_view(), name="declare"),
    path("files/<int:pk>/read/", reading.Read.as_view(), name="read"),
    path("files/<int:pk>/questions/<int:place>/", reading.Ask.as_view(), name="question"),
    path("files/<int:pk>/check/", reading.Check.as_view(), name="check"),
    path("files/<int:pk>/done/", reading.Done.as_view(), name="done"),
]
