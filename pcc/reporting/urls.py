from django.urls import include, path

from pcc.reporting import api, views

reports = [
    path("timeliness/", views.Timeliness.as_view(), name="timeliness"),
    path("timeliness.csv", views.TimelinessCSV.as_view(), name="timeliness-csv"),
    path("timeliness.svg", views.TimelinessSVG.as_view(), name="timeliness-svg"),
    path("api/timeliness/", api.TimelinessAPI.as_view(), name="timeliness-api"),
    path("definitions/", views.Definitions.as_view(), name="definitions"),
    path("jobs/", views.JobList.as_view(), name="jobs"),
    path("jobs/refresh/", views.AskRefresh.as_view(), name="refresh"),
    path("jobs/<int:pk>/", views.JobDetail.as_view(), name="job"),
    path("jobs/<int:pk>/stop/", views.StopJob.as_view(), name="stop-job"),
]

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("reports/", include((reports, "reporting"))),
]
