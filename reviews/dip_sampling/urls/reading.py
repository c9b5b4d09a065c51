"""Pages of panel members: a code comes in here, and nothing of staff is served beside them."""

from django.urls import path

from reviews.dip_sampling.views import members, reading, scoring

app_name = "reading"

urlpatterns = [
    path("", reading.MyFiles.as_view(), name="home"),
    path("in/", reading.TypeCode.as_view(), name="code"),
    path("in/<str:code>/", reading.ComeIn.as_view(), name="door"),
    path("leave/", reading.Leave.as_view(), name="leave"),
    path("size/", reading.Size.as_view(), name="size"),
    path("help/", reading.Help.as_view(), name="help"),
    path("results/", members.MyResults.as_view(), name="results"),
    path("results/<int:pk>/", members.MyResult.as_view(), name="result"),
    path("certificate/<int:pk>/", members.MyCertificate.as_view(), name="certificate"),
    path("certificate/<int:pk>.pdf", members.MyCertificatePDF.as_view(), name="certificate-pdf"),
    path("promise/<int:pk>/", reading.Promise.as_view(), name="promise"),
    path("files/<int:pk>/", scoring.Before.as_view(), name="file"),
    path("files/<int:pk>/start/", scoring.Start.as_view(), name="start"),
    path("files/<int:pk>/swap/", scoring.Swap.as_view(), name="swap"),
    path("files/<int:pk>/know/", scoring.Declare.as_view(), name="declare"),
    path("files/<int:pk>/read/", scoring.Read.as_view(), name="read"),
    path("files/<int:pk>/questions/<int:place>/", scoring.Ask.as_view(), name="question"),
    path("files/<int:pk>/save/", scoring.Save.as_view(), name="save"),
    path("files/<int:pk>/mark/", scoring.Mark.as_view(), name="mark"),
    path("files/<int:pk>/check/", scoring.Check.as_view(), name="check"),
    path("files/<int:pk>/done/", scoring.Done.as_view(), name="done"),
]
